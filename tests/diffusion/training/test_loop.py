"""The training loop: exact resumption, the rate's course, averaging."""

from dataclasses import replace

import torch
from torch import nn

from diffusion.training.loop import Average, LoopConfig, load_average, rate, run


class Line:
    """Fits a small network to a fixed map from noise that depends on the step alone."""

    def __init__(self):
        torch.manual_seed(0)
        self.module = nn.Module()
        self.module.blocks = nn.ModuleList([nn.Linear(4, 4), nn.Linear(4, 4)])
        self.sheets = []

    def loss(self, step, generator):
        x = torch.randn(8, 4, generator=generator)
        y = self.module.blocks[1](torch.tanh(self.module.blocks[0](x)))
        return (y - x.flip(1)).square().mean(), {"seen": float(step)}

    def sheet(self, path):
        self.sheets.append(path.name)
        path.write_bytes(b"")


CONFIG = LoopConfig(steps=30, lr=1e-2, muon_lr=1e-2, warmup=3, decay=0.5, save_every=7, sheet_every=10, log_every=5)


def weights(stage):
    return [p.detach().clone() for p in stage.module.parameters()]


def test_a_resumed_run_reaches_the_identical_state(tmp_path):
    whole, parts = Line(), Line()
    run(whole, CONFIG, tmp_path / "whole")
    run(parts, CONFIG, tmp_path / "parts", until=11)
    again = Line()
    torch.randn(100)  # what was drawn elsewhere must not matter
    run(again, CONFIG, tmp_path / "parts")
    assert all(torch.equal(a, b) for a, b in zip(weights(whole), weights(again), strict=True))
    one, other = (torch.load(tmp_path / name / "state.pt", weights_only=True) for name in ("whole", "parts"))
    assert one["step"] == other["step"] == 30
    assert all(torch.equal(one["average"][name], other["average"][name]) for name in one["average"])


def test_training_lowers_the_loss_and_writes_log_and_sheets(tmp_path):
    stage = Line()
    fixed = torch.Generator().manual_seed(1)
    before = float(stage.loss(0, fixed)[0].detach())
    run(stage, replace(CONFIG, steps=200, sheet_every=100), tmp_path)
    assert float(stage.loss(0, fixed.manual_seed(1))[0].detach()) < 0.5 * before
    assert len((tmp_path / "log.jsonl").read_text().splitlines()) == 40
    assert stage.sheets == ["sheet-000100.png", "sheet-000200.png"]


def test_the_rate_warms_up_stays_and_falls_to_zero():
    assert rate(CONFIG, 0) == 1 / 3
    assert rate(CONFIG, 10) == 1.0
    assert 0 < rate(CONFIG, 25) < 1
    assert rate(CONFIG, 30) == 0.0
    assert rate(LoopConfig(steps=30, lr=1.0, decay=0.0), 30) <= 1.0


def test_the_average_follows_and_can_be_swapped_in_and_out(tmp_path):
    stage = Line()
    average = Average(stage.module, 0.9)
    before = weights(stage)
    with torch.no_grad():
        for p in stage.module.parameters():
            p.add_(1.0)
    for step in range(200):
        average.update(stage.module, step)
    average.swap(stage.module)
    assert all(torch.allclose(a, b + 1, atol=1e-4) for a, b in zip(weights(stage), before, strict=True))
    average.swap(stage.module)
    assert all(torch.equal(a, b + 1) for a, b in zip(weights(stage), before, strict=True))


def test_the_averaged_weights_are_what_is_loaded(tmp_path):
    run(Line(), CONFIG, tmp_path)
    fresh = Line()
    assert load_average(fresh.module, tmp_path / "state.pt") == 30
    saved = torch.load(tmp_path / "state.pt", weights_only=True)["average"]
    assert all(torch.equal(p, saved[name]) for name, p in fresh.module.named_parameters())
