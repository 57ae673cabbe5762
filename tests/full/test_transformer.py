"""The transformer at the published size (1.5 B parameters, float32) against diffusers' HunyuanDiT2DModel.

One set of random weights, held once (6 GB): diffusers' model takes the tensors as they are, and so does ours. Only
what Tencent's layout fuses is held again; its tensors must be those of diffusers' layout bit by bit, as ours read them.
"""

import diffusers
import pytest
import torch
from diffusers.models.embeddings import get_2d_rotary_pos_embed
from torch import Tensor

from diffusion.checkpoint import build
from diffusion.config import TransformerConfig
from diffusion.keymap import DIFFUSERS_TRANSFORMER, TENCENT_TRANSFORMER, translate
from diffusion.published.buckets import bucket_table
from diffusion.published.configs import config_of_tensors
from diffusion.transformer import Conditioning, Transformer
from tests.full.conftest import Compare
from tests.full.weights import drawn
from tests.published import toy

pytestmark = pytest.mark.full

BATCH, SIDE, BASE = 2, 32, 32
TOLERANCE = 3e-5
"""Of the largest difference, in standard deviations of the output."""
TIME = torch.tensor([701.0, 13.0])
EXTRA, STYLE = "time_extra_emb.extra_embedder.linear_1.weight", "time_extra_emb.style_embedder.weight"


def their_model(styled: bool) -> diffusers.HunyuanDiT2DModel:
    """The published configuration, on the meta device."""
    with torch.device("meta"):
        return diffusers.HunyuanDiT2DModel(
            num_attention_heads=16, attention_head_dim=88, in_channels=4, patch_size=2, hidden_size=1408,
            num_layers=40, mlp_ratio=4.3637, sample_size=128, learn_sigma=True, cross_attention_dim=1024,
            cross_attention_dim_t5=2048, pooled_projection_dim=1024, text_len=77, text_len_t5=256,
            use_style_cond_and_image_meta_size=styled,
        ).eval()  # fmt: skip


@pytest.fixture(scope="module")
def every() -> dict[str, Tensor]:
    """Weights of v1.1, whose parameters are more than those of v1.2."""
    shapes = {name: tensor.shape for name, tensor in their_model(True).state_dict().items()}
    assert sum(shape.numel() for shape in shapes.values()) > 1.5e9
    return drawn(shapes, torch.Generator().manual_seed(17))


def weights_of(every: dict[str, Tensor], styled: bool) -> dict[str, Tensor]:
    """Those of one version; v1.2 reads the pooled text alone, which is a part of one matrix."""
    if styled:
        return every
    pooled = 1024
    scale = (every[EXTRA].shape[1] / pooled) ** 0.5
    narrow = {EXTRA: every[EXTRA][:, :pooled] * scale}
    return {name: tensor for name, tensor in every.items() if name != STYLE} | narrow


def text() -> Conditioning:
    """Random states with padding of another length in each caption."""
    generator = torch.Generator().manual_seed(5)
    return Conditioning(
        torch.randn(BATCH, 77, 1024, generator=generator), torch.arange(77) < torch.tensor([[2], [23]]),
        torch.randn(BATCH, 256, 2048, generator=generator), torch.arange(256) < torch.tensor([[1], [141]]),
    )  # fmt: skip


def extras(styled: bool) -> tuple[Tensor | None, Tensor | None]:
    """Size and style conditions."""
    if not styled:
        return None, None
    return torch.tensor([[1024, 1024, 1280, 768, 0, 0]] * BATCH), torch.zeros(BATCH, dtype=torch.long)


@pytest.mark.parametrize("styled", [False, True], ids=["v1.2", "v1.1"])
@torch.inference_mode()
def test_a_whole_forward_agrees_with_diffusers_in_both_layouts(
    every: dict[str, Tensor], styled: bool, compare: Compare
) -> None:
    """256 image tokens, two captions."""
    weights = weights_of(every, styled)
    theirs = their_model(styled)
    theirs.load_state_dict(weights, strict=True, assign=True)
    translated = translate(DIFFUSERS_TRANSFORMER, weights)
    config = config_of_tensors(translated, "the published size")
    assert config == TransformerConfig(size_and_style=styled)
    ours = build(lambda: Transformer(config), translated).eval()

    x = torch.randn(BATCH, 4, SIDE, SIDE, generator=torch.Generator().manual_seed(3))
    states, (sizes, style), tokens = text(), extras(styled), SIDE // 2
    expected = theirs(
        x, TIME, encoder_hidden_states=states.clip, text_embedding_mask=states.clip_mask,
        encoder_hidden_states_t5=states.t5, text_embedding_mask_t5=states.t5_mask, image_meta_size=sizes, style=style,
        image_rotary_emb=get_2d_rotary_pos_embed(88, ((0, 0), (BASE, BASE)), (tokens, tokens), output_type="pt"),
    ).sample  # fmt: skip
    table = bucket_table(tokens, tokens, 88, BASE)
    found = ours(x, TIME, ours.prepare(states), sizes=sizes, style=style, table=table)
    assert expected.std() > 0.3
    assert compare("diffusers' layout", found, expected) < TOLERANCE

    tencent = translate(TENCENT_TRANSFORMER, toy.tencent_state(weights))
    assert set(tencent) == set(translated)
    for name, tensor in tencent.items():
        assert torch.equal(tensor, translated[name]), name
