"""Corpus records: the first version reads as before, the second version's keys arrive."""

import json

from diffusion.training.corpus import Corpus
from diffusion.training.world import Picture, Placed

FIRST = {
    "picture": {
        "setting": "lake", "time": "day", "style": "3d", "seed": 7,
        "figures": [{"concept": "cat", "x": 1, "y": 2, "side": 64, "color": "red", "worn": [["hat", ""]], "held": []}],
    },
    "en": ["a red cat"], "zh": ["一只红猫"], "before": None, "edit": "new",
    "crops": [
        {"picture": {"setting": "", "time": "day", "style": "3d", "seed": 1, "figures": []}, "box": [16, 24, 112, 120]},
    ],
}  # fmt: skip


def read(tmp_path, record):
    path = tmp_path / "corpus.jsonl"
    path.write_text(json.dumps(record), encoding="utf-8")
    return Corpus(path)[0]


def test_a_record_of_the_first_version(tmp_path):
    record = read(tmp_path, FIRST)
    assert record.picture == Picture("lake", "day", "3d", 7, (Placed("cat", 1, 2, 64, "red", (("hat", ""),)),))
    assert (record.picture.size, record.picture.weather, record.picture.lens) == (128, "", "")
    assert record.layout == "fixed"
    assert record.crops[0].box_at(128) == (16, 24, 112, 120)
    assert record.crops[0].box_at(256) == (32, 48, 224, 240)


def test_a_record_of_the_second_version(tmp_path):
    picture = {**FIRST["picture"], "size": 256, "weather": "rain", "lens": "closeup"}
    picture["figures"] = [{**FIRST["picture"]["figures"][0], "flip": True}]
    crop = {"picture": picture, "box": [3, 5, 4, 201]}
    record = read(tmp_path, {**FIRST, "picture": picture, "before": picture, "layout": "free", "crops": [crop]})
    assert (record.picture.size, record.picture.weather, record.picture.lens) == (256, "rain", "closeup")
    assert record.picture.figures[0].flip
    assert record.before == record.picture
    assert record.layout == "free"
    assert record.crops[0].box_at(256) == (3, 5, 4, 201)
    assert record.crops[0].box_at(128) == (2, 2, 3, 100)  # never empty
