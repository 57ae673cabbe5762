"""The benchmark of the published model, at toy size: both sides draw the same, and every table is there."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

import pytest
import torch

from benchmarks import published, published_fresh, published_gains
from benchmarks.published_draw import apart, disagreement, our_drawing, their_drawing
from benchmarks.published_models import Setting, Shape, our_pipeline, their_pipeline, write

# diffusers 0.42 turns tensors into arrays in a way that numpy 2 will drop.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")

SHAPE = Shape(
    depth=4, bert_layers=1, t5_layers=1, t5_hidden=64, bert_vocabulary=512, t5_vocabulary=512,
    vae=(32, 32, 32, 32), width=32, heads=2, bert_width=64, t5_width=64,
)  # fmt: skip
SETTING = Setting("cpu", "float32", 64, 5, 1)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("benchmark") / "model"
    write(folder, SHAPE, SETTING)
    return folder


@torch.inference_mode()
def test_both_sides_draw_the_same_and_every_step_is_timed(model: Path) -> None:
    ours, theirs = our_pipeline(model, SETTING), their_pipeline(model, SETTING)
    assert disagreement(ours, theirs, SETTING) < 1e-3
    assert "from_latents" not in vars(ours.vae)
    drawn, (their, _) = our_drawing(ours, SETTING), their_drawing(theirs, SETTING)
    for one in (drawn, their):
        assert len(one.steps) in (SETTING.steps - 2, SETTING.steps - 1)
        assert 0 < sum(one.steps) < one.whole
    head, rule, *lines = published.speed(ours, theirs, SETTING, 1, compiled=False).splitlines()
    assert [line.split("|")[1].strip() for line in lines[:2]] == ["ours", "diffusers"]
    assert len({line.count("|") for line in (head, rule, *lines[:2])}) == 1
    assert lines[1].endswith("| 1.00 | 1.00 |")


def test_compiled_networks_stand_in_for_the_usual_ones(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a stand-in for the compiler: whose networks it was given, that they drew, and that they are gone again."""
    calls = []

    class Compiled(torch.nn.Module):
        def __init__(self, network: torch.nn.Module) -> None:
            super().__init__()
            self.network = network

        def __getattr__(self, name: str) -> object:
            own = super().__getattr__("network")
            return own if name == "network" else getattr(own, name)

        def forward(self, *args: object, **named: object) -> object:
            calls.append(self.network)
            return self.network(*args, **named)

    monkeypatch.setattr(torch, "compile", Compiled)
    ours, theirs = our_pipeline(model, SETTING), their_pipeline(model, SETTING)
    usual = ours.transformer, theirs.transformer
    lines = published.speed(ours, theirs, SETTING, 1, compiled=True).splitlines()[2:]
    assert [line.split("|")[1].strip() for line in lines[:4]] == [
        "ours", "diffusers", "ours, compiled", "diffusers, compiled",
    ]  # fmt: skip
    assert lines[3].endswith("| 1.00 | 1.00 |")
    assert (ours.transformer, theirs.transformer) == usual
    # Once to warm up, once measured; every step of either is one call.
    assert [sum(call is network for call in calls) for network in usual] == [2 * SETTING.steps] * 2


@torch.inference_mode()
def test_savings_change_nothing_but_rounding(model: Path) -> None:
    bench = published_gains.bench_of(our_pipeline(model, SETTING), SETTING)
    made = {name: bench.drawn(own(), SETTING.steps) for name, own in published_gains.variants(bench).items()}
    expected = made["as it is"]
    assert apart(made["text keys and values in every step"], expected) == 0
    assert apart(made["guidance in two passes"], expected) < 1e-3
    assert apart(made["no guidance"], expected) > 1e-3
    assert apart(made["middle 2 of 4 blocks at every second noise level"], expected) > 1e-3
    assert "guidance in two passes" in published_gains.report(bench.pipeline, SETTING, 1)


@pytest.mark.parametrize("side", ["ours", "diffusers"])
def test_a_process_reports_its_stages(
    model: Path, side: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["fresh", side, str(model), json.dumps(asdict(SETTING))])
    published_fresh.main()
    stages = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [stage["stage"] for stage in stages] == ["imported", "loaded", "drawn"]
    assert stages[2]["peak"] >= stages[1]["peak"] > 50


def test_the_table_of_fresh_processes(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ratios are ours to theirs, of medians without the round that warms up."""
    seconds = iter([99.0, 99.0, 1.0, 2.0, 3.0, 4.0])

    def fresh(side: str, *_: object) -> dict[str, dict[str, float]]:
        values = {"seconds": next(seconds), "since": 5.0, "peak": 100.0 if side == "ours" else 200.0, "cuda": 0.0}
        return dict.fromkeys(("imported", "loaded", "drawn"), values)

    monkeypatch.setattr(published, "_fresh", fresh)
    lines = published.startup(model, SETTING, 2).splitlines()
    assert "| loading from the disk | 2.00 s | 3.00 s | 0.67 |" in lines
    assert "| peak resident memory after a picture | 100 MiB | 200 MiB | 0.50 |" in lines


@pytest.mark.parametrize("flags", [["--steps", "7"], ["--steps", "2"], ["--repeats", "0"]])
def test_numbers_that_cannot_be_measured_are_refused(
    flags: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["published", *flags])
    with pytest.raises(SystemExit):
        published.main()
    assert "--steps" in capsys.readouterr().err
