"""The benchmarks run, on a toy model and toy figures: what they measure is not tested, that they measure is."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from PIL import Image, ImageDraw
from torch import Tensor

from benchmarks import consistency, fresh, measure, speed
from benchmarks.dialogues import LOCAL, scripts
from benchmarks.likeness import IDENTICAL, differences, gradient_energy, outside
from benchmarks.play import Numbers, Played, play
from benchmarks.questions import Examiner, question
from benchmarks.score import ALONE, CEILING, FLOOR, REFERENCES, WAYS, rows, score, score_all, truth
from dialog.scene import Scene
from diffusion import Pipeline, load
from diffusion.training import backgrounds
from diffusion.training.figures import Figures
from diffusion.training.world import World
from rewriter import Lexicon
from rewriter.training.scenes import picture_of
from tests.diffusion.toy import CONFIG, write_model

ASSETS = Path("assets/world")


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon.load(ASSETS)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_model(tmp_path_factory.mktemp("model") / "toy.safetensors")


@pytest.fixture(scope="module")
def pipeline(model: Path) -> Pipeline:
    return load(model)


class PixelEye:
    """Features of few pixels: enough to tell flat shapes apart."""

    def features(self, pictures: Tensor, batch: int = 32) -> Tensor:
        small = F.interpolate(pictures, size=(24, 24), mode="area").flatten(1)
        return F.normalize(small, dim=1)


def _flat(setting: str, time: str, seed: int, size: int) -> np.ndarray:
    level = list(backgrounds.PAINTERS).index(setting) / 13
    color = (level, 1 - level, {"day": 1.0, "sunset": 0.6, "night": 0.1}[time])
    return np.broadcast_to(np.array(color, dtype=np.float32), (size, size, 3)).copy()


@pytest.fixture
def world(tmp_path: Path, lexicon: Lexicon, monkeypatch: pytest.MonkeyPatch) -> World:
    """A world of the scripts' concepts, each a shape of its own, before flat settings."""
    monkeypatch.setattr(backgrounds, "paint", _flat)
    lines = (ASSETS / "concepts.tsv").read_text(encoding="utf-8").splitlines()
    used = {s.concept for script in scripts(lexicon, 2) for line in script.turns for s in line.scene.subjects}
    kept = [line for line in lines[1:] if line.split("\t")[0] in used or line.split("\t")[6].strip()]
    table = tmp_path / "concepts.tsv"
    table.write_text("\n".join([lines[0], *kept]) + "\n", encoding="utf-8")
    for index, line in enumerate(kept):
        image = Image.new("RGBA", (64, 64))
        pen = ImageDraw.Draw(image)
        pen.rectangle((4, 4, 60, 60), fill=(120, 120, 120, 255))
        pen.rectangle(
            (8 + index % 4 * 12, 8 + index // 4 * 12, 20 + index % 4 * 12, 20 + index // 4 * 12), fill="white"
        )
        image.save(tmp_path / f"{line.split(chr(9))[1]}.webp", lossless=True)
    return World(Figures(table, tmp_path), 128)


def test_scripts_are_balanced_and_the_same_every_time(lexicon: Lexicon) -> None:
    made = scripts(lexicon)
    assert made == scripts(lexicon)
    assert [s.language for s in made].count("zh") == len(made) // 2 == 10
    assert all(len(s.turns) == 12 for s in made)
    assert sum("color" in s.turns[0].asked for s in made) == 10
    assert len({s.turns[0].scene.subjects[0].concept for s in made}) == 20
    short = scripts(lexicon, 3, turns=4)
    assert [s.turns for s in short] == [s.turns[:4] for s in made[:3]]


def test_the_right_answer_is_the_scene(lexicon: Lexicon) -> None:
    for script in scripts(lexicon):
        before = Scene()
        for line in script.turns:
            for asked in line.asked:
                if asked not in ("concept", "add"):
                    asking = question(asked, before, line.scene)
                    pictures = [picture_of(scene, 1) for scene in asking.answers]
                    assert pictures[asking.right] == picture_of(line.scene, 1), (script.name, line.text)
                    assert pictures.count(pictures[asking.right]) == 1, (script.name, line.text)
            before = line.scene


def test_true_renders_pass_and_foreign_ones_do_not(world: World, lexicon: Lexicon) -> None:
    examiner = Examiner(world, PixelEye())
    one, other = scripts(lexicon, 2)
    renders, boxes = truth(world, one)
    foreign, _ = truth(world, other)
    right = score(examiner, one, renders, boxes, renders)
    wrong = score(examiner, one, foreign, boxes, renders)
    assert all(done for turn in right for done in turn.done.values())
    assert not all(done for turn in wrong for done in turn.done.values())
    # The same variant of the setting throughout: a local edit changes nothing elsewhere.
    local = [turn for turn in right if turn.turn > 1 and all(asked in LOCAL for asked in turn.done)]
    assert {turn.noise for turn in local if turn.same_style} == {IDENTICAL}


def test_the_mask_leaves_out_who_changed(lexicon: Lexicon) -> None:
    script = scripts(lexicon, 1)[0]
    first, dressed = script.turns[0].scene, script.turns[1].scene
    assert bool(outside(first, first, 128).all())
    mask = outside(first, dressed, 128)
    assert not mask[0:120, 16:112].any()
    assert bool(mask[:, :16].all())
    black, white = -torch.ones(3, 128, 128), torch.ones(3, 128, 128)
    assert differences(black, black, mask) == (IDENTICAL, 0.0)
    assert differences(black, white, mask) == (0.0, 255.0)


def test_without_references_only_the_first_picture_is_the_same(pipeline: Pipeline, lexicon: Lexicon) -> None:
    script = scripts(lexicon, 2, turns=2)[1]
    numbers = Numbers(steps=2)
    with_, again, without = (play(script, pipeline, lexicon, numbers, 7, use_references=u) for u in (True, True, False))
    assert torch.equal(with_.pictures, again.pictures)
    assert torch.equal(with_.pictures[0], without.pictures[0])
    assert not torch.equal(with_.pictures[1], without.pictures[1])
    assert with_.boxes[0] == {script.turns[0].scene.subjects[0].concept: (16, 24, 112, 120)}
    assert with_.understood == (True, True)


def test_consistency_writes_its_table_and_sheets(
    pipeline: Pipeline, world: World, lexicon: Lexicon, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    asked = consistency.Asked(Numbers(steps=1), count=2, turns=3)
    found = consistency.find(pipeline, world, PixelEye(), lexicon, asked, range(2))
    text = consistency.report(pipeline.name, asked, found, world, out, sheets=1)
    assert text == (out / "table.md").read_text(encoding="utf-8")
    assert "| edit done, zh |" in text
    data = json.loads((out / "table.json").read_text(encoding="utf-8"))
    assert set(data["turns"]) == set(WAYS)
    assert all(len(turns) == 6 for turns in data["turns"].values())
    done = next(row for row in data["rows"] if row["question"] == "edit done, all turns")
    assert done["values"][3] == 1.0
    (sheet,) = out.glob("dialogue-*.png")
    with Image.open(sheet) as image:
        assert image.width > 3 * 128


def test_dialogues_judged_apart_join_to_one_table(world: World, lexicon: Lexicon) -> None:
    examiner, parts = Examiner(world, PixelEye()), []
    few = scripts(lexicon, 2, turns=2)
    made = [*few, *(replace(script, name=f"9{script.name}") for script in few)]
    played = [_played(script, *truth(world, script)) for script in made]
    for own in (played[2:], played[:2]):
        parts.append(consistency.Found({ALONE: own}, score_all(examiner, {ALONE: own}, lambda _: None)))
    found = consistency.joined(parts)
    assert [one.script.name for one in found.drawn[ALONE]] == [script.name for script in made]
    assert [(one.dialogue, one.turn) for one in found.scores[CEILING]] == [(s.name, t) for s in made for t in (1, 2)]
    whole = score_all(examiner, {ALONE: played}, lambda _: None)
    assert found.scores[ALONE] == whole[ALONE]


def test_the_mean_of_a_frozen_picture_is_low(world: World, lexicon: Lexicon) -> None:
    """Likeness alone is won by never changing anything; the mean is not."""
    examiner = Examiner(world, PixelEye())
    made = scripts(lexicon, 2)
    renders = [truth(world, script) for script in made]
    played = [_played(script, pictures, boxes) for script, (pictures, boxes) in zip(made, renders, strict=True)]
    frozen = [_played(one.script, one.pictures[:1].expand(12, -1, -1, -1), one.boxes) for one in played]
    table = rows(score_all(examiner, {REFERENCES: played, ALONE: frozen}, lambda _: None))
    mean = next(row for row in table if "geometric" in row.question)
    assert mean.values[0] is not None
    assert mean.values[1] is not None
    assert mean.values[1] < mean.values[0]


def test_a_picture_that_loses_its_edges_is_less_sharp(world: World, lexicon: Lexicon) -> None:
    examiner = Examiner(world, PixelEye())
    played = []
    for script in scripts(lexicon, 2):
        pictures, boxes = truth(world, script)
        soft = torch.nn.functional.avg_pool2d(pictures[-1:], 3, 1, 1)
        played.append(_played(script, torch.cat([pictures[:-1], soft]), boxes))
    scores = score_all(examiner, {ALONE: played}, lambda _: None)
    assert list(scores) == [ALONE, FLOOR, CEILING]
    sharp = rows(scores)[-1]
    assert "sharp" in sharp.question
    assert sharp.values[0] is not None
    assert sharp.values[0] < 0.8
    assert sharp.values[1:] == (None, 1.0)


def test_the_energy_of_a_slope_is_its_steepness_squared() -> None:
    slope = (torch.arange(8) / 4 - 1).expand(3, 8, 8)
    assert gradient_energy(slope) == pytest.approx(1 / 16)
    assert gradient_energy(slope.transpose(1, 2)) == pytest.approx(1 / 16)
    assert gradient_energy(torch.zeros(3, 8, 8)) == 0.0


def _played(script: object, pictures: Tensor, boxes: object) -> Played:
    return Played(script, pictures, boxes, (True,) * len(pictures), (0.0,) * len(pictures))  # type: ignore[arg-type]


def test_consistency_needs_two_dialogues(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.argv", ["consistency", "--dialogues", "1"])
    with pytest.raises(SystemExit) as ended:
        consistency.main()
    assert ended.value.code == 2
    assert "at least 2" in capsys.readouterr().err


@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
def test_the_peer_computes_the_same() -> None:
    from benchmarks import peer

    assert peer.check(peer.build(CONFIG), 4) < peer.AGREE


def test_speed_covers_references(pipeline: Pipeline) -> None:
    text = speed.report(pipeline, 1, steps=2)
    assert "the picture before and two subjects' crops" in text


def test_a_process_reports_its_stages(
    model: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["fresh", str(model), str(torch.get_num_threads()), "draw"])
    fresh.main()
    stages = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [stage["stage"] for stage in stages] == ["imported", "loaded", "drawn"]
    assert stages[2]["peak"] >= stages[0]["peak"] > 50


def test_times_are_medians_of_tasks_taken_in_turn() -> None:
    order: list[str] = []

    def task(name: str) -> Callable[[], object]:
        return lambda: order.append(name)

    assert set(measure.interleaved({"a": task("a"), "b": task("b")}, 2)) == {"a", "b"}
    assert order == ["a", "b"] * 3
