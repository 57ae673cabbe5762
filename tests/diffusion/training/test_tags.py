"""Tags are measured, layers keep their bounds, and a stage draws from the layers it asks for."""

import json
import random
import sys
from dataclasses import replace

import pytest
import torch

from diffusion.errors import InvalidRequest
from diffusion.training import tags
from diffusion.training.layers import Layered, open_corpus, selection
from diffusion.training.measures import Silhouettes, contrast, lab, measure
from diffusion.training.tag_report import report
from diffusion.training.tags import Bound, Tagger, layers_of, read_layers, read_records, write_tagged
from diffusion.training.world import World, picture_from_dict
from tests.diffusion.training.shapes import figure, record, shape_figures, write


@pytest.fixture(scope="module")
def shapes(tmp_path_factory):
    return shape_figures(tmp_path_factory.mktemp("shapes"))


def measured(shapes, *figures, **more):
    return measure({"figures": list(figures), **more}, Silhouettes(shapes))


def test_size_is_the_share_of_the_picture_and_cut_what_lies_outside(shapes):
    inside, half = measured(shapes, figure("block", 0, 0, 64), figure("block", -32, 0, 64))
    assert inside.size == pytest.approx(0.25, abs=0.02)
    assert (inside.cut, inside.occlusion) == (0.0, pytest.approx(0.5, abs=0.03))
    assert half.cut == pytest.approx(0.5, abs=0.02)
    assert half.size == pytest.approx(0.125, abs=0.01)


def test_only_later_figures_cover(shapes):
    back, front = measured(shapes, figure("block", 0, 0, 64), figure("block", 16, 0, 64))
    assert back.occlusion == pytest.approx(0.75, abs=0.03)
    assert front.occlusion == 0.0
    assert int((back.visible & front.visible).sum()) == 0


def test_coordinates_refer_to_the_pictures_own_size(shapes):
    (small,), (large,) = (
        measured(shapes, figure("spike", 10, 20, 40)),
        measured(shapes, figure("spike", 20, 40, 80), size=256),
    )
    assert (small.size, small.cut) == (large.size, large.cut)
    assert (small.visible == large.visible).all()


def test_a_figure_wholly_outside_is_cut_wholly(shapes):
    (gone,) = measured(shapes, figure("disc", 300, 0, 64))
    assert (gone.cut, gone.size, gone.occlusion) == (1.0, 0.0, 0.0)
    assert contrast(torch.zeros(3, 128, 128), [gone.visible]) == [0.0]


def test_lab_knows_black_white_and_red():
    colors = torch.tensor([[0.0, 1.0, 1.0], [0.0, 1.0, 0.0], [0.0, 1.0, 0.0]])[:, None]
    found = lab(colors)[:, 0].T.tolist()
    assert found[0] == pytest.approx([0, 0, 0], abs=0.1)
    assert found[1] == pytest.approx([100, 0, 0], abs=0.2)
    assert found[2] == pytest.approx([53.24, 80.09, 67.20], abs=0.3)  # sRGB's red under D65


def test_contrast_is_high_before_another_colour_and_none_before_its_own(shapes):
    world = World(shapes, 128)
    plain, white, dark = (
        picture_from_dict(record(0, [figure("block", color=color)], setting=setting)["picture"])
        for color, setting in (("", ""), ("white", "snow"), ("black", "snow"))
    )
    found = []
    for picture in (plain, white, dark):
        (one,) = measured(shapes, figure("block"))
        found.append(contrast(world.render([picture])[0], [one.visible])[0])
    assert found[2] > found[1] + 20
    assert found[0] > 40
    (ground,) = measured(shapes, figure("block"))
    assert contrast(world.render([replace(plain, figures=())])[0], [ground.visible])[0] < 8


def tagged(shapes, records):
    return Tagger(shapes, len, tags.LAYERS).tagged(records)


def test_every_tag_of_a_record(shapes):
    said = record(
        3, [figure("disc", 0, 48, 64, color="red", worn=[["cap", "blue"]]), figure("block", 64, 48, 64)],
        setting="beach", time="night", style="ink", weather="fog",
    )  # fmt: skip
    (found,) = tagged(shapes, [said])
    assert {k: v for k, v in found.items() if k not in ("tags", "layers")} == said
    tag = found["tags"]
    assert tag["tokens"] == {"en": [len("number 3")], "zh": [len("第3个")]}
    assert (tag["subjects"], tag["figures"], tag["attributes"]) == (2, 2, 7)
    assert tag["kinds"] == ["animal", "object"]
    assert tag["occlusion"] == [0.0, 0.0]
    assert len(tag["contrast"]) == 2


def test_equal_figures_are_one_subject(shapes):
    (found,) = tagged(shapes, [record(1, [figure("disc", x, 48, 40) for x in (0, 44, 88)])])
    assert (found["tags"]["subjects"], found["tags"]["figures"]) == (1, 3)


def test_layers_keep_their_bounds(shapes):
    plain, covered, tiny, cut = (
        record(1, [figure("block")]),
        record(2, [figure("disc", 20, 20, 60), figure("block", 16, 20, 70)]),
        record(3, [figure("disc", 4, 4, 9)]),
        record(4, [figure("block", -60, 24, 96)]),
    )
    layers = [found["layers"] for found in tagged(shapes, [plain, covered, tiny, cut])]
    assert layers == [["base", "good", "fine", "simple"], ["base"], ["base"], ["base"]]


def test_bounds_hold_for_every_figure_and_both_ends():
    tags = {"size": [0.1, 0.3], "figures": 2, "tokens": {"en": [4, 9], "zh": [3]}, "kinds": ["animal"]}

    def keeps(*bounds):
        return layers_of(tags, {"it": bounds}) == ["it"]

    assert keeps(Bound("size", low=0.1, high=0.3), Bound("figures", 2, 2), Bound("longest", low=9, high=9))
    assert not keeps(Bound("size", low=0.11))
    assert not keeps(Bound("size", high=0.29))
    assert not keeps(Bound("longest", high=8))
    with pytest.raises(InvalidRequest, match="kinds"):
        keeps(Bound("kinds", low=1))


def test_layers_can_be_defined_in_a_file(tmp_path):
    path = tmp_path / "layers.json"
    path.write_text('{"large": {"size": [0.2, null]}, "all": {}}')
    assert read_layers(path) == {"large": (Bound("size", low=0.2),), "all": ()}
    path.write_text('{"large": {"size": 0.2}}')
    with pytest.raises(InvalidRequest, match="null for none"):
        read_layers(path)


def test_tagging_streams_whole_files_and_the_report_counts_them(shapes, tmp_path):
    figures = [[figure("block")], [figure("disc", 4, 4, 9)], [figure("spike"), figure("ring", 100, 100, 20)]]
    records = [record(i % 3, figures[i % 3], edit=str(i)) for i in range(70)]
    source = write(tmp_path / "in.jsonl", records)
    out = tmp_path / "out.jsonl"
    assert write_tagged(read_records(source), Tagger(shapes, len, tags.LAYERS), out) == 70
    assert [r["edit"] for r in read_records(out)] == [str(i) for i in range(70)]
    assert list(tmp_path.glob("*.partial")) == []
    text = report(read_records(out))
    assert "| share of all | 100.0% | 100.0% | 67.1% | 34.3% | 34.3% |" in text
    assert "| figures: 2 | 32.9% |" in text
    with pytest.raises(InvalidRequest, match="without tags"):
        report(read_records(source))
    with pytest.raises(InvalidRequest, match="no record"):
        report([])


def test_the_command_writes_another_file_only(shapes, tmp_path, monkeypatch, caplog, assets):
    source = write(tmp_path / "in.jsonl", [record(i, [figure("block")]) for i in range(3)])
    folder = str(shapes._folder)
    model = str(assets / "tiny" / "model.safetensors")
    flags = ["tags", "--corpus", str(source), "--figures", folder, "--world", folder, "--model", model, "--out"]
    monkeypatch.setattr(sys, "argv", [*flags, str(tmp_path / "out.jsonl")])
    tags.main()
    assert json.loads((tmp_path / "out.jsonl").read_text().splitlines()[0])["tags"]["tokens"]["en"][0] > 1
    monkeypatch.setattr(sys, "argv", [*flags, str(source)])
    with pytest.raises(SystemExit):
        tags.main()
    caplog.set_level("INFO")
    monkeypatch.setattr(sys, "argv", ["tags", "--report", str(tmp_path / "out.jsonl")])
    tags.main()
    assert "| records | 3 | 3 | 3 |" in caplog.text


@pytest.fixture
def layered_file(tmp_path):
    names = [["base"], ["base", "good"], ["base", "good", "fine"], ["base"]]
    records = [record(i, [figure("disc")], layers=names[i % 4]) for i in range(40)]
    return write(tmp_path / "layered.jsonl", records)


def test_a_stage_draws_from_its_own_layers(layered_file):
    corpus = open_corpus(layered_file, "good")
    assert len(corpus) == 20
    assert {p.seed % 4 for p in corpus.pictures(random.Random(0), 300)} == {1, 2}
    assert {corpus[i].picture.seed % 4 for i in range(len(corpus))} == {1, 2}
    assert len(open_corpus(layered_file, "")) == 40


def test_a_record_weighs_as_its_heaviest_layer(layered_file):
    corpus = Layered(layered_file, selection("base,fine:6"))
    drawn = [p.seed % 4 for p in corpus.pictures(random.Random(1), 3000)]
    assert drawn.count(2) / 3000 == pytest.approx(6 / 9, abs=0.03)
    again = [p.seed % 4 for p in corpus.pictures(random.Random(1), 3000)]
    assert drawn == again


def test_layers_that_are_not_there_are_told(layered_file, tmp_path):
    with pytest.raises(InvalidRequest, match=r"no record of layer sharp; it has base \(40\), fine \(10\), good \(20\)"):
        Layered(layered_file, selection("base,sharp"))
    plain = write(tmp_path / "plain.jsonl", [record(0, [figure("disc")])])
    with pytest.raises(InvalidRequest, match="no layers at all"):
        Layered(plain, selection("good"))
    assert selection("good,fine:2.5") == {"good": 1.0, "fine": 2.5}
    for wrong in ("", "good,,fine", "good:-1", "good:x", "good:inf"):
        with pytest.raises(InvalidRequest, match="names with numbers above 0"):
            selection(wrong)
