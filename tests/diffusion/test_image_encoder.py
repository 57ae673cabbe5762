"""The image encoder against a vision transformer in plain torch, from toy weights in Tencent's (OpenCLIP's) names."""

from collections.abc import Mapping

import pytest
import torch
import torch.nn.functional as F
from PIL import Image
from torch import Tensor

from diffusion.errors import CheckpointMismatch
from diffusion.image_encoder import DEVIATION, MEAN, ImageEncoder, load_image_encoder

WIDTH, LAYERS, HEADS, PATCH, GRID, OUT = 16, 2, 2, 4, 3, 6


def weights(prefix: str = "module.") -> dict[str, Tensor]:
    """A whole CLIP file at toy size: the vision tower, and names of the other one."""
    shapes: dict[str, tuple[int, ...]] = {
        "visual.class_embedding": (WIDTH,),
        "visual.positional_embedding": (GRID**2 + 1, WIDTH),
        "visual.conv1.weight": (WIDTH, 3, PATCH, PATCH),
        "visual.proj": (WIDTH, OUT),
        "logit_scale": (),
        "bert.encoder.layer.0.output.dense.weight": (2, 2),
        "text_projection": (2, 2),
    }
    norms = ["visual.ln_pre", "visual.ln_post"]
    for layer in range(LAYERS):
        block = f"visual.transformer.resblocks.{layer}"
        norms += [f"{block}.ln_1", f"{block}.ln_2"]
        shapes |= {f"{block}.attn.in_proj_weight": (3 * WIDTH, WIDTH), f"{block}.attn.in_proj_bias": (3 * WIDTH,)}
        for name, out, inputs in (("attn.out_proj", 1, 1), ("mlp.c_fc", 4, 1), ("mlp.c_proj", 1, 4)):
            shapes |= {f"{block}.{name}.weight": (out * WIDTH, inputs * WIDTH), f"{block}.{name}.bias": (out * WIDTH,)}
    shapes |= {f"{name}.{part}": (WIDTH,) for name in norms for part in ("weight", "bias")}
    generator = torch.Generator().manual_seed(3)
    return {prefix + name: 0.4 * torch.randn(shape, generator=generator) for name, shape in shapes.items()}


def plain_embeddings(state: Mapping[str, Tensor], pixels: Tensor) -> Tensor:
    """What Tencent's encoder computes, with torch's own multi-head attention, tokens first."""

    def norm(x: Tensor, name: str) -> Tensor:
        return F.layer_norm(x, (WIDTH,), state[f"{name}.weight"], state[f"{name}.bias"], 1e-5)

    patches = F.conv2d(pixels, state["visual.conv1.weight"], stride=PATCH).flatten(2).permute(2, 0, 1)
    first = state["visual.class_embedding"].expand(1, pixels.shape[0], -1)
    x = norm(torch.cat([first, patches]) + state["visual.positional_embedding"][:, None], "visual.ln_pre")
    for layer in range(LAYERS):
        block = f"visual.transformer.resblocks.{layer}"
        h = norm(x, f"{block}.ln_1")
        mixed, _ = F.multi_head_attention_forward(
            h, h, h, WIDTH, HEADS, state[f"{block}.attn.in_proj_weight"], state[f"{block}.attn.in_proj_bias"],
            None, None, False, 0.0, state[f"{block}.attn.out_proj.weight"], state[f"{block}.attn.out_proj.bias"],
            training=False, need_weights=False,
        )  # fmt: skip
        x = x + mixed
        h = F.linear(norm(x, f"{block}.ln_2"), state[f"{block}.mlp.c_fc.weight"], state[f"{block}.mlp.c_fc.bias"])
        h = h * torch.sigmoid(1.702 * h)
        x = x + F.linear(h, state[f"{block}.mlp.c_proj.weight"], state[f"{block}.mlp.c_proj.bias"])
    out = norm(x[0], "visual.ln_post") @ state["visual.proj"]
    return out / out.norm(dim=-1, keepdim=True)


@pytest.mark.parametrize("prefix", ["module.", ""])
def test_embeddings_are_those_of_the_plain_encoder(prefix: str) -> None:
    encoder = load_image_encoder(weights(prefix), heads=HEADS)
    pixels = torch.randn(3, 3, GRID * PATCH, GRID * PATCH, generator=torch.Generator().manual_seed(4))
    with torch.no_grad():
        torch.testing.assert_close(encoder(pixels), plain_embeddings(weights(""), pixels), atol=1e-5, rtol=1e-4)


def test_fused_names_of_flash_attention_are_the_same() -> None:
    tensors = {name.replace("in_proj_", "Wqkv."): tensor for name, tensor in weights().items()}
    assert same(load_image_encoder(tensors, heads=HEADS), load_image_encoder(weights(), heads=HEADS))


def test_transformers_own_layout_is_read_too() -> None:
    encoder = load_image_encoder(weights(), heads=HEADS)
    state = {**encoder.clip.state_dict(), "vision_model.embeddings.position_ids": torch.arange(10)[None]}
    assert same(load_image_encoder(state, heads=HEADS), encoder)


def same(first: ImageEncoder, second: ImageEncoder) -> bool:
    one, other = first.state_dict(), second.state_dict()
    return one.keys() == other.keys() and all(torch.equal(tensor, other[name]) for name, tensor in one.items())


def test_pictures_are_squeezed_and_normalised() -> None:
    """Nothing is cut off: an edge of a wide picture is still there. What is transparent is white."""
    encoder = load_image_encoder(weights(), heads=HEADS)
    wide = Image.new("RGB", (48, 12), (255, 0, 0))
    wide.paste((0, 0, 255), (0, 0, 8, 12))
    glass = Image.new("RGBA", (5, 7), (0, 0, 0, 0))
    pixels = encoder.pixels([wide, glass])
    assert pixels.shape == (2, 3, 12, 12)
    mean, deviation = torch.tensor(MEAN), torch.tensor(DEVIATION)
    levels = pixels * deviation[:, None, None] + mean[:, None, None]
    torch.testing.assert_close(levels[0, :, 6, 0], torch.tensor([0.0, 0.0, 1.0]), atol=0.02, rtol=0)
    torch.testing.assert_close(levels[0, :, 6, 11], torch.tensor([1.0, 0.0, 0.0]), atol=0.02, rtol=0)
    torch.testing.assert_close(levels[1], torch.ones(3, 12, 12), atol=1e-5, rtol=0)
    embedded = encoder.embed([wide, glass])
    assert embedded.shape == (2, OUT)
    torch.testing.assert_close(embedded.norm(dim=-1), torch.ones(2))


def test_what_is_not_a_vision_tower_is_refused_by_name() -> None:
    without = {name: tensor for name, tensor in weights().items() if "ln_pre" not in name}
    with pytest.raises(CheckpointMismatch, match="pre_layrnorm"):
        load_image_encoder(without, heads=HEADS)
    with pytest.raises(CheckpointMismatch, match="gate"):
        load_image_encoder({**weights(), "visual.gate.weight": torch.ones(1)}, heads=HEADS)
    with pytest.raises(CheckpointMismatch, match="patch_embedding"):
        load_image_encoder({"logit_scale": torch.ones(())})
    with pytest.raises(CheckpointMismatch, match="5 heads"):
        load_image_encoder(weights(), heads=5)
