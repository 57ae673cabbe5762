"""One block of the transformer at full width and 1024 x 1024 pixels (4096 tokens, float32) against diffusers'."""

import pytest
import torch
from diffusers.models.embeddings import get_2d_rotary_pos_embed
from diffusers.models.transformers.hunyuan_transformer_2d import HunyuanDiTBlock

from diffusion.attention import KeyValue
from diffusion.checkpoint import build
from diffusion.config import TransformerConfig
from diffusion.keymap import DIFFUSERS_TRANSFORMER, TENCENT_TRANSFORMER, translate
from diffusion.published.buckets import bucket_table
from diffusion.transformer import Block, BlockInput
from tests.full.conftest import Compare
from tests.full.weights import drawn
from tests.published import toy

pytestmark = pytest.mark.full

BATCH, SIDE, BASE, WORDS = 2, 64, 32, 77 + 256
TOLERANCE = 3e-5
"""Of the largest difference, in standard deviations of the output."""


@pytest.mark.parametrize("skip", [False, True], ids=["first half", "second half"])
@torch.inference_mode()
def test_one_block_at_1024_pixels_agrees_with_diffusers_in_both_layouts(skip: bool, compare: Compare) -> None:
    config = TransformerConfig()
    theirs = HunyuanDiTBlock(
        dim=config.width, num_attention_heads=config.heads, activation_fn="gelu-approximate",
        ff_inner_dim=int(config.width * config.mlp_ratio), cross_attention_dim=config.clip_dim, qk_norm=True, skip=skip,
    ).eval()  # fmt: skip
    generator = torch.Generator().manual_seed(23)
    state = drawn({name: tensor.shape for name, tensor in theirs.state_dict().items()}, generator)
    theirs.load_state_dict(state, strict=True, assign=True)
    whole = {f"blocks.0.{name}": tensor for name, tensor in state.items()}
    translated = translate(TENCENT_TRANSFORMER, toy.tencent_block(whole, "blocks.0."))
    plain = translate(DIFFUSERS_TRANSFORMER, whole)
    assert set(plain) == set(translated)
    assert all(torch.equal(tensor, translated[name]) for name, tensor in plain.items())
    weights = {name.removeprefix("blocks.0."): tensor for name, tensor in translated.items()}
    ours = build(lambda: Block(config, skip), weights).eval()

    x, before = (torch.randn(BATCH, SIDE * SIDE, config.width, generator=generator) for _ in range(2))
    condition = torch.randn(BATCH, config.width, generator=generator)
    words = torch.randn(BATCH, WORDS, config.clip_dim, generator=generator)
    table = get_2d_rotary_pos_embed(config.head_dim, ((0, 0), (BASE, BASE)), (SIDE, SIDE), output_type="pt")
    expected = theirs(x, words, condition, table, before if skip else None)
    memory: KeyValue = ours.cross_attention.key_value(words)
    activated = torch.nn.functional.silu(condition)
    ours_table = bucket_table(SIDE, SIDE, config.head_dim, BASE)
    found = ours(x, activated, memory, ours_table, BlockInput(skip=before if skip else None))
    # What the block adds, not what passes it by: without this the input would hide errors.
    assert compare("what the block adds", found - x, expected - x) < TOLERANCE
    assert (expected - x).std() > 0.3
