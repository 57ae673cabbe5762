"""The shuttle at toy size: both arms start from one model and see the same numbers; it resumes and says what it did."""

import json
from dataclasses import replace

import pytest
import torch

from diffusion.checkpoint import save
from diffusion.errors import InvalidRequest
from diffusion.text import TextEncoders
from diffusion.training.painting import PaintingStage
from diffusion.training.shuttle import Arm, Asked, Plan, Schedule, Shuttle, parser, plan_of
from diffusion.vae import AutoencoderKL
from tests.diffusion import toy
from tests.diffusion.training.shapes import PixelEye, figure, record, shape_figures, write

CONFIG = replace(toy.CONFIG, image_size=128)


@pytest.fixture(scope="module")
def figures(tmp_path_factory):
    return shape_figures(tmp_path_factory.mktemp("shapes"))


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    path = tmp_path_factory.mktemp("model") / "toy.safetensors"
    torch.manual_seed(0)
    tokens = torch.frombuffer(bytearray(toy.tokenizer_bytes()), dtype=torch.uint8)
    vae, text = AutoencoderKL(CONFIG.vae), TextEncoders(CONFIG.text)
    parts = {"text": text.state_dict(), "transformer": toy.transformer().state_dict(), "vae": vae.state_dict()}
    save(path, {**parts, "tokenizer": {"model": tokens}}, CONFIG, extra={"name": "toy"})
    return path


@pytest.fixture(autouse=True)
def no_sheets(monkeypatch):
    """Sample sheets take longer than all the rest, and are tested with the painting stage."""
    monkeypatch.setattr(PaintingStage, "sheet", lambda self, path: None)


@pytest.fixture
def plan(base, tmp_path):
    records = [
        record(i, [figure(("disc", "block", "spike")[i % 3])], layers=["base"] + ["good"] * (i % 2)) for i in range(12)
    ]
    corpus = write(tmp_path / "corpus.jsonl", records)
    prompts = write(tmp_path / "prompts.jsonl", records[:4])
    asked = Asked(prompts, 4, 4, ("en",), steps=2)
    return Plan(
        base, {"with": Arm(corpus, "good"), "without": Arm(corpus)}, Schedule(2, batch=4, warmup=1), (0,), asked
    )  # fmt: skip


def shuttle(plan, figures, folder):
    return Shuttle(plan, figures, [["a", "一"]], PixelEye(), folder)


def weights(folder):
    return torch.load(folder / "state.pt", weights_only=True)


def test_both_arms_are_trained_from_the_base_and_judged(plan, figures, tmp_path):
    text = shuttle(plan, figures, tmp_path / "out").report()
    assert "- with: `corpus.jsonl`, layers `good`" in text
    assert "- without: `corpus.jsonl`, all of it" in text
    assert "| single subject recognised, en | 4 |" in text
    data = json.loads((tmp_path / "out" / "shuttle.json").read_text())
    assert data["rows"][0]["prompts"] == 4
    one, other = (weights(tmp_path / "out" / f"{arm}-0") for arm in ("with", "without"))
    assert one["step"] == other["step"] == 2
    changed = [name for name, value in one["module"].items() if not torch.equal(value, other["module"][name])]
    assert changed  # they saw other samples
    started = toy.transformer().state_dict()
    for name, value in started.items():
        moved = (one["module"][f"transformer.{name}"] - value).abs().max()
        assert float(moved) < 0.1, name  # two steps away from the base


def test_equal_arms_come_out_equal_to_the_bit(plan, figures, tmp_path):
    same = replace(plan, arms=dict.fromkeys(("with", "without"), plan.arms["without"]))
    shuttle(same, figures, tmp_path / "out").report()
    one, other = (weights(tmp_path / "out" / f"{arm}-0") for arm in ("with", "without"))
    assert all(torch.equal(value, other["module"][name]) for name, value in one["module"].items())
    rows = json.loads((tmp_path / "out" / "shuttle.json").read_text())["rows"]
    assert all((row["difference"], row["low"], row["high"], row["moved"]) == (0, 0, 0, "") for row in rows)


def test_a_second_call_redraws_nothing_and_may_add_seeds(plan, figures, tmp_path, monkeypatch):
    out = tmp_path / "out"
    first = shuttle(plan, figures, out).report()
    stamp = (out / "with-0" / "state.pt").stat().st_mtime_ns
    again = shuttle(plan, figures, out)
    monkeypatch.setattr(again, "_trained", None)  # calling it would fail
    assert again.report() == first
    more = shuttle(replace(plan, seeds=(0, 1)), figures, out).report()
    assert "2 runs of each" in more
    assert (out / "with-0" / "state.pt").stat().st_mtime_ns == stamp
    assert (out / "without-1" / "table.json").exists()


def test_another_plan_in_the_same_folder_is_refused(plan, figures, tmp_path):
    shuttle(plan, figures, tmp_path / "out")
    with pytest.raises(InvalidRequest, match="other schedule"):
        shuttle(replace(plan, schedule=replace(plan.schedule, steps=3)), figures, tmp_path / "out")
    plan.arms["with"].corpus.write_text(plan.arms["with"].corpus.read_text() + "\n", encoding="utf-8")
    with pytest.raises(InvalidRequest, match="other sha256"):
        shuttle(plan, figures, tmp_path / "out")


def test_the_flags_tell_the_plan():
    words = "--base m --with a --without b --with-layers fine:2 --out o --steps 9 --seeds 3,4 --prompts p --figures f"
    plan = plan_of(parser().parse_args([*words.split(), "--drawing-seeds", "1,2"]))
    assert plan.arms["with"].layers == "fine:2"
    assert (plan.seeds, plan.asked.seeds, plan.schedule.steps, plan.schedule.warmup) == ((3, 4), (1, 2), 9, 9)
