"""The pace of training, its curves, and blocks that are computed twice to save memory."""

import json
from functools import partial

import pytest
import torch
from PIL import Image
from torch import nn

from diffusion.training.curves import draw_curves, read_log, smoothed
from diffusion.training.effort import Pace, operations
from diffusion.training.painting import attention_kernel
from diffusion.training.recomputation import recompute


def test_operations_of_a_product_are_twice_its_multiplications():
    a, b = torch.ones(4, 8), torch.ones(8, 16)
    assert operations(lambda: a @ b) == 2 * 4 * 8 * 16


def test_the_pace_counts_from_where_the_run_was_resumed():
    pace = Pace(10, torch.device("cpu"), first=100, end=200)
    assert pace.measured(lambda: {"loss": float((torch.ones(64, 64) @ torch.ones(64, 64)).sum())}) == {"loss": 64.0**3}
    assert pace.at(101) == {}
    numbers = pace.at(111)
    assert numbers["pictures_per_s"] == pytest.approx(10 * numbers["steps_per_s"])
    assert numbers["eta_minutes"] == pytest.approx((200 - 111) / numbers["steps_per_s"] / 60)
    assert numbers["share_of_peak"] > 0


def test_without_a_known_batch_nothing_is_counted():
    pace = Pace(0, torch.device("cpu"), first=0, end=10)
    pace.measured(dict)
    assert set(pace.at(5)) == {"steps_per_s", "eta_minutes"}


def test_curves_show_each_number_and_the_later_line_of_a_step_counts(tmp_path):
    lines = [{"step": s, "loss": 1 / s, "psnr": float(s), "norm": 2.0} for s in (1, 2, 3, 2, 3, 4)]
    lines[3]["loss"] = 9.0
    (tmp_path / "log.jsonl").write_text("\n".join(json.dumps(line) for line in lines))
    log = read_log(tmp_path / "log.jsonl")
    assert [line["step"] for line in log] == [1, 2, 3, 4]
    assert log[1]["loss"] == 9.0
    draw_curves(tmp_path / "log.jsonl", tmp_path / "curves.png")
    with Image.open(tmp_path / "curves.png") as image:
        blue = sum(1 for pixel in image.convert("RGB").get_flattened_data() if pixel == (40, 90, 220))
    assert blue > 500


def test_no_log_no_curves(tmp_path):
    draw_curves(tmp_path / "log.jsonl", tmp_path / "curves.png")
    assert not (tmp_path / "curves.png").exists()


def test_the_moving_average_of_a_constant_is_the_constant():
    assert smoothed([3.0, 3.0, 3.0]) == pytest.approx([3.0, 3.0, 3.0])


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.one, self.other = nn.Linear(8, 32), nn.Linear(32, 8)

    def forward(self, x):
        return x + self.other(torch.tanh(self.one(x)))


def kept_and_gradients(blocks):
    kept = []
    x = torch.randn(4, 8, generator=torch.Generator().manual_seed(1))
    with torch.autograd.graph.saved_tensors_hooks(lambda t: kept.append(t.numel()) or t, lambda t: t):
        for block in blocks:
            x = block(x)
    x.square().sum().backward()
    gradients = [p.grad.clone() for block in blocks for p in block.parameters()]
    for block in blocks:
        block.zero_grad()
    return sum(kept), gradients


def test_recomputed_blocks_keep_less_and_give_the_same_gradients():
    torch.manual_seed(0)
    blocks = nn.ModuleList(Block() for _ in range(3))
    much, wanted = kept_and_gradients(blocks)
    recompute(blocks)
    little, found = kept_and_gradients(blocks)
    assert little < much / 2
    assert all(torch.equal(a, b) for a, b in zip(wanted, found, strict=True))


class Attending(nn.Module):
    def __init__(self):
        super().__init__()
        self.project = nn.Linear(8, 24)

    def forward(self, x):
        q, k, v = self.project(x).chunk(3, dim=-1)
        return x + nn.functional.scaled_dot_product_attention(q, k, v)


def test_the_attention_kernel_and_the_precision_are_the_same_the_second_time():
    torch.manual_seed(0)
    block = Attending()
    recompute([block], partial(attention_kernel, torch.device("cpu")))
    x = torch.randn(2, 1, 5, 8, generator=torch.Generator().manual_seed(1))
    with torch.autocast("cpu", torch.bfloat16), attention_kernel(torch.device("cpu")):
        loss = block(x).square().mean()
    loss.backward()
    assert block.project.weight.grad.abs().sum() > 0
