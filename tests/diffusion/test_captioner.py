"""The captioner away from its training: files, pictures of any shape, and the reading of the network's answers."""

from dataclasses import asdict, fields, replace

import pytest
import torch
from PIL import Image
from safetensors.torch import load_file, save_file

from diffusion.captioner import (
    SUBJECT_FIELDS,
    Captioner,
    CaptionerNetwork,
    Guess,
    Seen,
    SeenSubject,
    framed,
    grouped,
    overlap,
    place_of,
    within,
)  # fmt: skip
from diffusion.captioner_file import FIELDS, config_from_dict
from diffusion.checkpoint import load_into
from diffusion.errors import CheckpointError, CheckpointMismatch, InvalidConfig
from tests.diffusion.captioners import CONFIG, Dictated, network, subject


def picture(width, height, seed=0):
    levels = torch.randint(0, 256, (height, width, 3), dtype=torch.uint8, generator=torch.Generator().manual_seed(seed))
    return Image.fromarray(levels.numpy())


def test_the_values_have_the_fields_that_the_file_names():
    assert FIELDS["subject"] == SUBJECT_FIELDS
    assert set(FIELDS["picture"]) == {field.name for field in fields(Seen)} - {"subjects"}
    assert set(SUBJECT_FIELDS) < {field.name for field in fields(SeenSubject)}


def test_what_is_saved_sees_the_same_when_loaded(tmp_path):
    captioner = Captioner(network())
    with torch.no_grad():
        captioner.network.heat.bias.fill_(2.0)  # so that there are figures to read
    captioner.save(tmp_path / "captioner.safetensors")
    loaded = Captioner.load(tmp_path / "captioner.safetensors")
    assert loaded.network.config == CONFIG
    one, other = captioner.see(picture(90, 50)), loaded.see(picture(90, 50))
    assert one.subjects
    assert [s.concept.value for s in one.subjects] == [s.concept.value for s in other.subjects]
    assert one.setting.confidence == pytest.approx(other.setting.confidence, abs=5e-3)
    assert Captioner.load(tmp_path / "captioner.safetensors").see(picture(90, 50)) == other


def test_damaged_and_foreign_files_are_told_apart(tmp_path):
    path = tmp_path / "captioner.safetensors"
    with pytest.raises(CheckpointError, match="no captioner at"):
        Captioner.load(path)
    Captioner(network()).save(path)
    whole = path.read_bytes()
    path.write_bytes(whole[:-3] + bytes([whole[-3] ^ 1]) + whole[-2:])
    with pytest.raises(CheckpointError, match="checksum"):
        Captioner.load(path)
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(CheckpointError, match="truncated"):
        Captioner.load(path)
    path.write_bytes(whole)
    save_file(load_file(path), tmp_path / "bare.safetensors")
    with pytest.raises(CheckpointError, match="not a captioner"):
        Captioner.load(tmp_path / "bare.safetensors")


def test_numbers_beyond_float16_are_not_written(tmp_path):
    captioner = Captioner(network())
    with torch.no_grad():
        captioner.network.heat.bias.fill_(1e6)
    with pytest.raises(CheckpointError, match=r"heat\.bias"):
        captioner.save(tmp_path / "captioner.safetensors")
    assert not list(tmp_path.iterdir())


def test_weights_of_another_shape_name_the_parameter():
    other = replace(CONFIG, widths=(8, 24, 16))
    with pytest.raises(CheckpointMismatch, match=r"heat\.weight"):
        load_into(CaptionerNetwork(other), network().state_dict())


@pytest.mark.parametrize(
    "change",
    [
        {"side": 60}, {"side": 4096}, {"side": True}, {"widths": (8, 16)}, {"widths": (7, 16, 16)},
        {"depths": (0, 1, 1)}, {"subject": CONFIG.subject[:-1]}, {"subject": CONFIG.subject[::-1]},
        {"picture": tuple((name, ()) for name, _ in CONFIG.picture)},
        {"picture": tuple((name, ("a", "a")) for name, _ in CONFIG.picture)},
    ],
)  # fmt: skip
def test_configurations_that_do_not_fit_are_refused(change):
    with pytest.raises(InvalidConfig):
        replace(CONFIG, **change)


def test_a_configuration_survives_json():
    values = {k: list(v) if isinstance(v, tuple) else v for k, v in asdict(CONFIG).items()}
    assert config_from_dict(values) == CONFIG
    with pytest.raises(InvalidConfig, match="keys"):
        config_from_dict({**values, "more": 1})
    with pytest.raises(InvalidConfig):
        config_from_dict({**values, "subject": 3})


@pytest.mark.parametrize(
    "upload",
    [
        picture(1, 1), picture(3000, 1), picture(1, 3000), picture(700, 300), picture(20, 20).convert("RGBA"),
        picture(40, 60).convert("L"), picture(40, 60).convert("P"), picture(33, 65).convert("1"),
        picture(40, 60).convert("CMYK"),
    ],
)  # fmt: skip
def test_any_upload_is_seen(upload):
    captioner = Captioner(Dictated([(1, 1, 2.0, 0.9), (6, 6, 1.0, 0.5)]))
    seen = captioner.see(upload)
    assert 1 <= len(seen.subjects) <= 2
    for one in seen.subjects:
        left, top, right, bottom = one.box
        assert 0 <= left <= right <= 1
        assert 0 <= top <= bottom <= 1
        assert all(0 <= getattr(one, name).confidence <= 1 for name in SUBJECT_FIELDS)


def test_a_wide_picture_is_seen_whole_and_boxes_are_told_of_it_alone():
    x, frame = framed(picture(200, 100), 64)
    assert x.shape == (1, 3, 64, 64)
    assert frame == (0.0, 0.25, 1.0, 0.75)
    assert torch.equal(x[0, :, 0], x[0, :, 16])  # the border goes on
    assert within((0.25, 0.25, 0.5, 0.5), frame) == (0.25, 0.0, 0.5, 0.5)
    assert within((-1.0, 0.0, 2.0, 0.5), frame) == (0.0, 0.0, 1.0, 0.5)


def test_peaks_become_figures_from_left_to_right():
    seen = Captioner(Dictated([(4, 6, 3.0, 0.25), (4, 1, 1.0, 0.5)])).look(torch.zeros(2, 3, 64, 64))
    assert len(seen) == 2
    left, right = seen[1].subjects
    assert left.box == pytest.approx((0.0, 0.3125, 0.4375, 0.8125))
    assert right.box == pytest.approx((0.6875, 0.4375, 0.9375, 0.6875), abs=1e-6)
    assert (left.place, right.place) == ("left", "right")
    assert left.presence == pytest.approx(0.731, abs=1e-3)
    assert left.concept.value == "dog"


def test_faint_peaks_neighbours_and_echoes_are_no_figures():
    captioner = Captioner(Dictated([(4, 2, 2.0, 0.6), (4, 3, 1.9, 0.6), (4, 4, 1.0, 0.6), (0, 7, -1.0, 0.2)]))
    (one,) = captioner.look(torch.zeros(1, 3, 64, 64))[0].subjects
    assert one.presence == pytest.approx(0.881, abs=1e-3)
    assert one.count == 1


def test_figures_alike_are_one_subject():
    cats = [subject("cat", (x, 0.5, x + 0.2, 0.7)) for x in (0.4, 0.0, 0.8)]
    dog, unknown = subject("dog", (0.2, 0.0, 0.4, 0.2)), subject("", (0.6, 0.0, 0.8, 0.2))
    seen = grouped([*cats, dog, unknown, replace(unknown, box=(0.1, 0.0, 0.3, 0.2))])
    assert sorted((s.concept.value, s.count) for s in seen) == [("", 1), ("", 1), ("cat", 3), ("dog", 1)]
    together = next(s for s in seen if s.count == 3)
    assert together.box == (0.0, 0.5, 1.0, 0.7)
    assert len(grouped([cats[0], subject("cat", (0.0, 0.0, 0.6, 0.6))])) == 2  # of another size
    assert len(grouped([cats[0], subject("cat", (0.0, 0.5, 0.2, 0.7), color="red")])) == 2


@pytest.mark.parametrize(
    ("box", "place"),
    [
        ((0.125, 0.1875, 0.875, 0.9375), "center"), ((0.0, 0.375, 0.5, 0.875), "left"),
        ((0.5, 0.375, 1.0, 0.875), "right"), ((0.25, 0.0, 0.75, 0.5), "top"), ((0.25, 0.5, 0.75, 1.0), "bottom"),
    ],
)  # fmt: skip
def test_places_are_those_of_the_layout(box, place):
    assert place_of(box) == place


def test_overlap_and_sureness():
    assert overlap((0, 0, 1, 1), (0, 0, 1, 1)) == 1
    assert overlap((0, 0, 1, 1), (0.5, 0, 1.5, 1)) == pytest.approx(1 / 3)
    assert overlap((0, 0, 1, 1), (1, 0, 2, 1)) == 0
    assert Guess("cat", 0.8).sure(0.8) == "cat"
    assert Guess("cat", 0.79).sure(0.8) == ""
