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
    ("layers.{}.kv", ("blocks.{}.k", "blocks.{}.v")),
    ("modulation", ("scale@1", "scale@0")),
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


def test_a_fused_tensor_is_split() -> None:
    parts = translate(TABLE, {"layers.3.kv.weight": torch.arange(8.0).view(4, 2), "layers.3.kv.bias": torch.arange(4)})
    assert parts["blocks.3.k.weight"].tolist() == [[0, 1], [2, 3]]
    assert parts["blocks.3.v.weight"].tolist() == [[4, 5], [6, 7]]
    assert parts["blocks.3.v.bias"].tolist() == [2, 3]


def test_parts_in_another_order_change_places() -> None:
    assert translate(TABLE, {"modulation.bias": torch.arange(6)})["scale.bias"].tolist() == [3, 4, 5, 0, 1, 2]


@pytest.mark.parametrize("tensor", [torch.ones(3, 2), torch.tensor(1.0), torch.ones(0)])
def test_what_cannot_be_split_is_named(tensor: torch.Tensor) -> None:
    with pytest.raises(CheckpointMismatch, match=r"layers\.0\.kv\.weight"):
        translate(TABLE, {"layers.0.kv.weight": tensor})
