"""The reading of name tables."""

import pytest
import torch

from diffusion.errors import CheckpointMismatch
from diffusion.keymap import translate

TABLE = (
    ("layers.{}.norm", "blocks.{}.norm"),
    (("layers.{}.q", "layers.{}.k", "layers.{}.v"), "blocks.{}.qkv"),
    ("stack.{}.part.{}.conv", "grid.{}.row.{}.conv"),
    ("padding", "text_padding"),
)


def test_modules_parameters_and_numbers() -> None:
    tensors = {
        "layers.12.norm.weight": torch.ones(1),
        "layers.12.norm.bias": torch.zeros(1),
        "stack.3.part.1.conv.weight": torch.ones(2),
        "padding": torch.ones(3),
    }
    assert set(translate(TABLE, tensors)) == {
        "blocks.12.norm.weight",
        "blocks.12.norm.bias",
        "grid.3.row.1.conv.weight",
        "text_padding",
    }


def test_parts_are_joined_in_the_tables_order() -> None:
    tensors = {f"layers.0.{name}.weight": torch.full((2, 3), float(i)) for i, name in enumerate("qkv")}
    backwards = dict(reversed(tensors.items()))
    fused = translate(TABLE, backwards)["blocks.0.qkv.weight"]
    assert fused[:, 0].tolist() == [0, 0, 1, 1, 2, 2]


def test_unknown_names_and_lacking_parts_are_all_named() -> None:
    tensors = {
        "layers.0.q.weight": torch.ones(1),
        "layers.0.gate.weight": torch.ones(1),
        "layers.x.norm.weight": torch.ones(1),
        "padding.weight2": torch.ones(1),
    }
    with pytest.raises(CheckpointMismatch) as caught:
        translate(TABLE, tensors)
    for name in ("layers.0.gate.weight", "layers.x.norm.weight", "padding.weight2", "blocks.0.qkv.weight"):
        assert name in str(caught.value)
