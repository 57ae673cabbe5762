"""LoRA on our transformer against diffusers' model with the same updates added to its weights."""

from pathlib import Path

import diffusers
import pytest
import torch
from diffusers.models.embeddings import get_2d_rotary_pos_embed
from torch import Tensor, nn

from diffusion.keymap import DIFFUSERS_TRANSFORMER, translate
from diffusion.lora import Loras
from diffusion.lora_file import load_lora
from diffusion.lora_names import target_of
from diffusion.transformer import Transformer
from tests.diffusion.lora_files import write
from tests.diffusion.plain import COLUMNS, PUBLISHED, ROWS, toy_latents, toy_text
from tests.parity.test_transformer import theirs_of

RANK, ALPHA = 2, 3.0


def linears(model: nn.Module) -> dict[str, nn.Linear]:
    return {name: module for name, module in model.named_modules() if isinstance(module, nn.Linear)}


def their_output(model: diffusers.HunyuanDiT2DModel, x: Tensor) -> Tensor:
    text = toy_text(x.shape[0])
    table = get_2d_rotary_pos_embed(PUBLISHED.head_dim, ((0, 0), (ROWS, COLUMNS)), (ROWS, COLUMNS), output_type="pt")
    return model(
        x,
        torch.full((x.shape[0],), 500.0),
        encoder_hidden_states=text.clip,
        text_embedding_mask=text.clip_mask,
        encoder_hidden_states_t5=text.t5,
        text_embedding_mask_t5=text.t5_mask,
        image_rotary_emb=table,
    ).sample


@pytest.mark.parametrize("template", ["transformer.{}", "lora_unet_{}"])
@pytest.mark.parametrize("merged", [True, False])
@torch.no_grad()
def test_output_agrees_with_diffusers(tmp_path: Path, template: str, merged: bool) -> None:
    """Every linear layer of theirs is updated."""
    torch.manual_seed(6)
    theirs = theirs_of(PUBLISHED).eval()
    for parameter in theirs.parameters():
        nn.init.normal_(parameter, std=0.2)
    ours = Transformer(PUBLISHED).eval()
    ours.load_state_dict(translate(DIFFUSERS_TRANSFORMER, theirs.state_dict()), strict=True)
    x = toy_latents(2)
    plain = their_output(theirs, x)
    tensors = {}
    for name, layer in linears(theirs).items():
        down, up = 0.1 * torch.randn(RANK, layer.in_features), 0.1 * torch.randn(layer.out_features, RANK)
        layer.weight.add_(0.7 * ALPHA / RANK * up @ down)
        foreign = template.format(name if template.endswith(".{}") else name.replace(".", "_"))
        tensors |= {f"{foreign}.lora_down.weight": down, f"{foreign}.lora_up.weight": up}
        tensors[f"{foreign}.alpha"] = torch.tensor(ALPHA)
    lora = load_lora(write(tmp_path / "a.safetensors", tensors))
    Loras(ours).add("a", lora.transformer, 0.7, merged=merged)
    result = ours(x, torch.full((2,), 500.0), ours.prepare(toy_text(2)))
    expected = their_output(theirs, x)
    assert (expected - plain).abs().max() > 0.05
    torch.testing.assert_close(result, expected, atol=2e-5, rtol=2e-5)


def test_every_linear_layer_of_diffusers_has_its_place() -> None:
    with torch.device("meta"):
        theirs, ours = theirs_of(PUBLISHED), linears(Transformer(PUBLISHED))
    for name, layer in linears(theirs).items():
        for spelling in (name, f"transformer.{name}", f"lora_unet_{name.replace('.', '_')}"):
            target = target_of(spelling)
            assert target is not None, spelling
            (found,) = target.layers
            assert ours[found].weight.shape == layer.weight.shape, spelling
