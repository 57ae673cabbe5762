"""Our transformer against diffusers' HunyuanDiT2DModel from the same random weights."""

import diffusers
import pytest
import torch
from diffusers.models.embeddings import get_2d_rotary_pos_embed
from torch import Tensor

from diffusion.config import TransformerConfig
from diffusion.keymap import DIFFUSERS_TRANSFORMER, translate
from diffusion.transformer import Conditioning, Transformer

BATCH, ROWS, COLUMNS = 2, 3, 4
TOY = {
    "in_channels": 4,
    "width": 32,
    "heads": 2,
    "mlp_ratio": 2.5,
    "clip_dim": 12,
    "clip_length": 5,
    "t5_dim": 16,
    "t5_length": 7,
    "pooled_dim": 6,
}


def config_of(**changes: object) -> TransformerConfig:
    return TransformerConfig(**{**TOY, "depth": 6, "text_padding": "learned", **changes})


def theirs_of(config: TransformerConfig) -> diffusers.HunyuanDiT2DModel:
    return diffusers.HunyuanDiT2DModel(
        num_attention_heads=config.heads,
        attention_head_dim=config.head_dim,
        hidden_size=config.width,
        in_channels=config.in_channels,
        patch_size=config.patch_size,
        num_layers=config.depth,
        mlp_ratio=config.mlp_ratio,
        learn_sigma=config.learn_sigma,
        cross_attention_dim=config.clip_dim,
        cross_attention_dim_t5=config.t5_dim,
        pooled_projection_dim=config.pooled_dim,
        text_len=config.clip_length,
        text_len_t5=config.t5_length,
        use_style_cond_and_image_meta_size=config.size_and_style,
    )


def both(config: TransformerConfig) -> tuple[Transformer, diffusers.HunyuanDiT2DModel]:
    torch.manual_seed(4)
    theirs = theirs_of(config).eval()
    for name, parameter in theirs.named_parameters():  # norms and biases would otherwise all be 1 and 0
        torch.nn.init.normal_(parameter, std=0.2)
        if name.endswith(".weight") and parameter.ndim == 1:  # norms; those of q and k make attention choose
            parameter.data.add_(2 if "norm_q" in name or "norm_k" in name else 1)
    ours = Transformer(config).eval()
    ours.load_state_dict(translate(DIFFUSERS_TRANSFORMER, theirs.state_dict()), strict=True)
    return ours, theirs


def text_of(config: TransformerConfig) -> Conditioning:
    """Random states; each mask has words first, then padding, of another length per caption."""
    clip_mask = torch.arange(config.clip_length) < torch.tensor([[3], [1]])
    t5_mask = torch.arange(config.t5_length) < torch.tensor([[2], [6]])
    return Conditioning(
        clip=torch.randn(BATCH, config.clip_length, config.clip_dim),
        clip_mask=clip_mask,
        t5=torch.randn(BATCH, config.t5_length, config.t5_dim),
        t5_mask=t5_mask,
    )


def their_output(
    model: diffusers.HunyuanDiT2DModel, x: Tensor, timestep: Tensor, text: Conditioning, **extra: Tensor
) -> Tensor:
    head = model.config.attention_head_dim
    table = get_2d_rotary_pos_embed(head, ((0, 0), (ROWS, COLUMNS)), (ROWS, COLUMNS), output_type="pt")
    return model(
        x,
        timestep,
        encoder_hidden_states=text.clip,
        text_embedding_mask=text.clip_mask,
        encoder_hidden_states_t5=text.t5,
        text_embedding_mask_t5=text.t5_mask,
        image_rotary_emb=table,
        **extra,
    ).sample


@pytest.mark.parametrize("size_and_style", [False, True])
@pytest.mark.parametrize(("depth", "learn_sigma"), [(6, True), (4, False)])
@torch.no_grad()
def test_output_agrees_with_diffusers(size_and_style: bool, depth: int, learn_sigma: bool) -> None:
    config = config_of(size_and_style=size_and_style, depth=depth, learn_sigma=learn_sigma)
    ours, theirs = both(config)
    x = torch.randn(BATCH, 4, 2 * ROWS, 2 * COLUMNS)
    timestep = torch.tensor([701.0, 13.5])
    text = text_of(config)
    sizes = style = None
    extra = {}
    if size_and_style:
        sizes = torch.tensor([[1024, 1024, 1024, 768, 0, 0], [512, 640, 1024, 1024, 8, 16]])
        style = torch.zeros(BATCH, dtype=torch.long)
        extra = {"image_meta_size": sizes, "style": style}
    result = ours(x, timestep, ours.prepare(text), sizes=sizes, style=style)
    expected = their_output(theirs, x, timestep, text, **extra)
    assert expected.std() > 0.1
    torch.testing.assert_close(result, expected, atol=1e-5, rtol=1e-5)


def test_gradients_agree_with_diffusers() -> None:
    config = config_of(depth=4)
    ours, theirs = both(config)
    x = torch.randn(BATCH, 4, 2 * ROWS, 2 * COLUMNS)
    timestep = torch.tensor([400.0, 2.0])
    text = text_of(config)
    ours(x, timestep, ours.prepare(text)).square().mean().backward()
    their_output(theirs, x, timestep, text).square().mean().backward()
    expected = translate(DIFFUSERS_TRANSFORMER, {name: p.grad for name, p in theirs.named_parameters()})
    for name, parameter in ours.named_parameters():
        assert parameter.grad is not None, name
        torch.testing.assert_close(
            parameter.grad, expected[name], atol=1e-5, rtol=1e-4, msg=lambda m, n=name: f"{n}: {m}"
        )


def test_padding_takes_the_learned_vectors() -> None:
    """What the encoders say at padded positions reaches the picture through the pooling alone, as published."""
    config = config_of(depth=4)
    ours, _ = both(config)
    x, timestep, text = torch.randn(BATCH, 4, 6, 8), torch.tensor([5.0, 900.0]), text_of(config)
    changed = Conditioning(
        torch.where(text.clip_mask[:, :, None], text.clip, torch.tensor(9.0)), text.clip_mask, text.t5, text.t5_mask
    )
    with torch.no_grad():
        torch.testing.assert_close(ours(x, timestep, ours.prepare(text)), ours(x, timestep, ours.prepare(changed)))


@pytest.mark.parametrize("size_and_style", [False, True])
def test_every_published_name_is_in_the_table(size_and_style: bool) -> None:
    """Names and shapes at the published size, on the meta device: nothing is computed."""
    config = TransformerConfig(size_and_style=size_and_style)
    with torch.device("meta"):
        theirs, ours = theirs_of(config), Transformer(config)
    translated = translate(DIFFUSERS_TRANSFORMER, theirs.state_dict())
    assert {name: tensor.shape for name, tensor in translated.items()} == {
        name: tensor.shape for name, tensor in ours.state_dict().items()
    }
