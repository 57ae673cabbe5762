"""Tencent's names and shapes at the published size, from a reading of their network, on the meta device."""

from dataclasses import replace

import pytest
import torch
from torch import Tensor

from diffusion.config import TransformerConfig
from diffusion.errors import CheckpointMismatch, InvalidConfig
from diffusion.keymap import TENCENT_TRANSFORMER, translate
from diffusion.published.configs import config_of_tensors
from diffusion.transformer import Transformer
from tests.published import toy

WIDTH, HIDDEN, HEAD, TEXT, T5 = 1408, 6144, 88, 1024, 2048


def linear(name: str, out: int, into: int) -> dict[str, tuple[int, ...]]:
    return {f"{name}.weight": (out, into), f"{name}.bias": (out,)}


def norm(name: str, width: int) -> dict[str, tuple[int, ...]]:
    return {f"{name}.weight": (width,), f"{name}.bias": (width,)}


def published(styled: bool) -> dict[str, Tensor]:
    """Every parameter of DiT-g/2, as its file has it."""
    extra = 1024 + (6 * 256 + WIDTH if styled else 0)
    shapes = {"text_embedding_padding": (77 + 256, TEXT), "pooler.positional_embedding": (257, T5)}
    if styled:
        shapes["style_embedder.weight"] = (1, WIDTH)
    shapes |= {"x_embedder.proj.weight": (WIDTH, 4, 2, 2), "x_embedder.proj.bias": (WIDTH,)}
    shapes |= linear("mlp_t5.0", 4 * T5, T5) | linear("mlp_t5.2", TEXT, 4 * T5)
    shapes |= linear("t_embedder.mlp.0", WIDTH, 256) | linear("t_embedder.mlp.2", WIDTH, WIDTH)
    shapes |= linear("extra_embedder.0", 4 * WIDTH, extra) | linear("extra_embedder.2", WIDTH, 4 * WIDTH)
    for name in ("q", "k", "v"):
        shapes |= linear(f"pooler.{name}_proj", T5, T5)
    shapes |= linear("pooler.c_proj", 1024, T5)
    shapes |= linear("final_layer.adaLN_modulation.1", 2 * WIDTH, WIDTH) | linear("final_layer.linear", 4 * 8, WIDTH)
    for number in range(40):
        shapes |= block(f"blocks.{number}.", skip=number > 20)
    return {name: torch.empty(shape, device="meta") for name, shape in shapes.items()}


def block(name: str, *, skip: bool) -> dict[str, tuple[int, ...]]:
    shapes = linear(name + "default_modulation.1", WIDTH, WIDTH)
    for number in (1, 2, 3):
        shapes |= norm(f"{name}norm{number}", WIDTH)
    shapes |= linear(name + "attn1.Wqkv", 3 * WIDTH, WIDTH) | linear(name + "attn2.q_proj", WIDTH, WIDTH)
    shapes |= linear(name + "attn2.kv_proj", 2 * WIDTH, TEXT)
    for attention in ("attn1.", "attn2."):
        shapes |= norm(name + attention + "q_norm", HEAD) | norm(name + attention + "k_norm", HEAD)
        shapes |= linear(name + attention + "out_proj", WIDTH, WIDTH)
    shapes |= linear(name + "mlp.fc1", HIDDEN, WIDTH) | linear(name + "mlp.fc2", WIDTH, HIDDEN)
    if skip:
        shapes |= norm(name + "skip_norm", 2 * WIDTH) | linear(name + "skip_linear", WIDTH, 2 * WIDTH)
    return shapes


@pytest.mark.parametrize("styled", [True, False])
def test_every_published_name_is_in_the_table(styled: bool) -> None:
    translated = translate(TENCENT_TRANSFORMER, published(styled))
    with torch.device("meta"):
        ours = Transformer(TransformerConfig(size_and_style=styled))
    assert {name: tensor.shape for name, tensor in translated.items()} == {
        name: tensor.shape for name, tensor in ours.state_dict().items()
    }


@pytest.mark.parametrize("styled", [True, False])
def test_the_configuration_is_told_from_the_weights(styled: bool) -> None:
    found = config_of_tensors(translate(TENCENT_TRANSFORMER, published(styled)), "x.pt")
    assert found == TransformerConfig(size_and_style=styled)


@pytest.mark.parametrize("styled", [True, False])
def test_the_toys_names_are_the_published_ones(styled: bool) -> None:
    """So that what the toys prove holds for the real files: the same names but for the number of blocks."""
    toys = toy.tencent_state(toy.transformer(styled).state_dict())
    real = published(styled)
    blockless = {name for name in real if not name.startswith("blocks.")}
    assert {name for name in toys if not name.startswith("blocks.")} == blockless
    assert {name.split(".", 2)[2] for name in toys if name.startswith("blocks.")} == {
        name.split(".", 2)[2] for name in real if name.startswith("blocks.")
    }


def test_another_hidden_width_is_kept_exactly() -> None:
    config = replace(TransformerConfig(), width=64, heads=4, depth=2, mlp_ratio=150.4 / 64, t5_dim=32)
    with torch.device("meta"):
        state = Transformer(config).state_dict()
        again = Transformer(config_of_tensors(state, "x")).state_dict()
    assert {name: tensor.shape for name, tensor in state.items()} == {n: t.shape for n, t in again.items()}


def test_a_block_with_a_number_out_of_reach_is_refused() -> None:
    """Rather than to build a hundred million blocks first."""
    tensors = translate(TENCENT_TRANSFORMER, published(True))
    with pytest.raises(InvalidConfig, match=r"model\.pt.*block 99999999 among"):
        config_of_tensors({**tensors, "blocks.99999999.x": torch.ones(1)}, "model.pt")


def test_other_weights_are_no_hunyuan() -> None:
    with pytest.raises(CheckpointMismatch, match=r"conv_in\.weight"):
        translate(TENCENT_TRANSFORMER, {"conv_in.weight": torch.ones(3)})
    with pytest.raises(InvalidConfig, match=r"model\.pt"):
        config_of_tensors({}, "model.pt")
    with pytest.raises(CheckpointMismatch, match="split"):
        translate(TENCENT_TRANSFORMER, {"blocks.0.attn1.Wqkv.bias": torch.ones(4)})
