"""The IP-Adapter against the same computation in plain torch, from toy weights in Tencent's names."""

from dataclasses import replace

import pytest
import torch
from torch import Tensor

from diffusion.attention import attend
from diffusion.config import TransformerConfig
from diffusion.errors import CheckpointMismatch, InvalidConfig
from diffusion.ip_adapter import IpAdapter, IpAdapterConfig, load_ip_adapter, with_negative
from diffusion.transformer import Conditioning, Transformer
from tests.diffusion.plain import (
    PUBLISHED,
    Layer,
    linear,
    norm,
    plain_output,
    toy_latents,
    toy_output,
    toy_text,
    toy_transformer,
    weigh,
)

TOKENS, IMAGE = 3, 10


def tencent_weights(seed: int = 5) -> dict[str, Tensor]:
    """Every tensor of an ``ipa.pt`` at toy size, under its published name."""
    generator = torch.Generator().manual_seed(seed)
    width, text, head = PUBLISHED.width, PUBLISHED.clip_dim, PUBLISHED.head_dim
    shapes = {
        "ip_adapter_clip_len_trans_block.weight": (TOKENS * text, IMAGE),
        "ip_adapter_clip_len_trans_block.bias": (TOKENS * text,),
        "ip_adapter_img_norm_cond.weight": (text,),
        "ip_adapter_img_norm_cond.bias": (text,),
    }
    for block in range(PUBLISHED.depth):
        shapes |= {
            f"blocks.{block}.attn2.kv_proj_ip_adapter.weight": (2 * width, text),
            f"blocks.{block}.attn2.kv_proj_ip_adapter.bias": (2 * width,),
            f"blocks.{block}.attn2.k_norm_ip_adapter.weight": (head,),
            f"blocks.{block}.attn2.k_norm_ip_adapter.bias": (head,),
        }
    return {name: torch.randn(shape, generator=generator) for name, shape in shapes.items()}


def embeddings(count: int, seed: int = 6) -> Tensor:
    """Embeddings [count, E] of length one."""
    drawn = torch.randn(count, IMAGE, generator=torch.Generator().manual_seed(seed))
    return drawn / drawn.norm(dim=-1, keepdim=True)


class Plain:
    """What Tencent's network adds to the text's attention, from the weights in Tencent's names, in float64."""

    def __init__(self, given: Tensor, scale: float) -> None:
        """``given`` [B, S, E]: the pictures of every sample."""
        self.weights = {name: tensor.double() for name, tensor in tencent_weights().items()}
        self.scale = scale
        self.tokens = torch.stack([torch.cat([self.of_picture(one) for one in sample]) for sample in given.double()])

    def of_picture(self, embedding: Tensor) -> Tensor:
        """Tokens [M, T] of one picture: the projection counts tokens fastest."""
        flat = linear(self.weights, "ip_adapter_clip_len_trans_block", embedding)
        tokens = torch.stack([flat[token::TOKENS] for token in range(TOKENS)])
        return norm(self.weights, "ip_adapter_img_norm_cond", tokens, eps=1e-5)

    def __call__(self, layer: Layer, query: Tensor) -> Tensor:
        name = f"blocks.{layer.number}.attn2"
        both = linear(self.weights, f"{name}.kv_proj_ip_adapter", self.tokens)  # [B, L, 2 * D]
        key, value = both.unflatten(-1, (2, layer.heads, -1)).unbind(2)
        key = norm(self.weights, f"{name}.k_norm_ip_adapter", key)
        mixed = [weigh(*sample) for sample in zip(query, key, value, strict=True)]
        return self.scale * torch.stack(mixed)


@pytest.fixture
def model() -> Transformer:
    return toy_transformer()


@pytest.fixture
def adapter() -> IpAdapter:
    return load_ip_adapter(tencent_weights(), PUBLISHED)


@pytest.mark.parametrize(("pictures", "scale"), [(1, 1.0), (1, 0.4), (3, 0.7)])
def test_it_computes_what_tencents_network_does(
    model: Transformer, adapter: IpAdapter, pictures: int, scale: float
) -> None:
    given = with_negative(embeddings(pictures))
    x, text = toy_latents(2), toy_text(2)
    with adapter.attached(model, adapter.prepare(given), scale):
        result = toy_output(model, x, text)
    plain = toy_output(model, x, text)
    expected = plain_output(model, x, text, beside=Plain(given, scale))
    assert (expected - plain).abs().amax(dim=(1, 2, 3)).min() > 0.1  # both halves read their pictures
    torch.testing.assert_close(result, expected, atol=1e-4, rtol=1e-4)


def test_the_plain_network_is_the_transformer(model: Transformer) -> None:
    """The yardstick itself: without anything attached the two agree."""
    x, text = toy_latents(2), toy_text(2)
    torch.testing.assert_close(toy_output(model, x, text), plain_output(model, x, text), atol=1e-4, rtol=1e-4)


def test_taken_away_it_leaves_every_bit(model: Transformer, adapter: IpAdapter) -> None:
    x, text, images = toy_latents(2), toy_text(2), adapter.prepare(with_negative(embeddings(1)))
    state = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    before = toy_output(model, x, text)
    with adapter.attached(model, images):
        assert not torch.equal(toy_output(model, x, text), before)
        assert model.state_dict().keys() == state.keys()
    assert torch.equal(toy_output(model, x, text), before)
    assert all(torch.equal(tensor, state[name]) for name, tensor in model.state_dict().items())
    with adapter.attached(model, images, scale=0.0):
        assert torch.equal(toy_output(model, x, text), before)


def test_an_error_inside_takes_it_away_too(model: Transformer, adapter: IpAdapter) -> None:
    before = toy_output(model, toy_latents(2), toy_text(2))
    with pytest.raises(RuntimeError, match="stop"), adapter.attached(model, adapter.prepare(embeddings(1)[None])):
        raise RuntimeError("stop")
    assert all(block.cross_attention.attend is attend for block in model.blocks)
    assert torch.equal(toy_output(model, toy_latents(2), toy_text(2)), before)


def test_a_sample_reads_its_own_pictures(model: Transformer, adapter: IpAdapter) -> None:
    """A batch is its samples, and the order of a sample's pictures does not matter."""
    x, text = toy_latents(2), toy_text(2)
    given = embeddings(4).view(2, 2, IMAGE)
    with adapter.attached(model, adapter.prepare(given)):
        both = toy_output(model, x, text)
    for row in (slice(0, 1), slice(1, 2)):
        own = Conditioning(text.clip[row], text.clip_mask[row], text.t5[row], text.t5_mask[row])
        with adapter.attached(model, adapter.prepare(given[row].flip(1))):
            torch.testing.assert_close(toy_output(model, x[row], own), both[row], atol=1e-5, rtol=1e-4)


def test_two_adapters_add_up(model: Transformer, adapter: IpAdapter) -> None:
    """Attached twice at half the scale is once at the whole, and the inner one goes without the outer."""
    x, text, images = toy_latents(2), toy_text(2), adapter.prepare(with_negative(embeddings(1)))
    with adapter.attached(model, images, 0.8):
        whole = toy_output(model, x, text)
    with adapter.attached(model, images, 0.4):
        half = toy_output(model, x, text)
        with adapter.attached(model, images, 0.4):
            torch.testing.assert_close(toy_output(model, x, text), whole, atol=1e-5, rtol=1e-4)
        assert torch.equal(toy_output(model, x, text), half)


def test_the_text_can_be_silenced(model: Transformer, adapter: IpAdapter) -> None:
    """The CLIP tower's states reach the network through cross attention alone."""
    x, text, images = toy_latents(2), toy_text(2), adapter.prepare(with_negative(embeddings(1)))
    other = replace(text, clip=text.clip.flip(1))
    with adapter.attached(model, images, scale=0.0, text_scale=0.5):
        assert not torch.equal(toy_output(model, x, text), toy_output(model, x, other))
    with adapter.attached(model, images, text_scale=0.0):
        assert torch.equal(toy_output(model, x, text), toy_output(model, x, other))


def test_the_negative_half_has_zeros() -> None:
    given = embeddings(2)
    batch = with_negative(given, pictures=3)
    assert batch.shape == (6, 2, IMAGE)
    assert not batch[:3].any()
    assert all(torch.equal(row, given) for row in batch[3:])


def test_what_does_not_fit_is_told(model: Transformer, adapter: IpAdapter) -> None:
    images = adapter.prepare(embeddings(1)[None])
    with pytest.raises(ValueError, match="3 blocks"), adapter.attached(model, images[:3]):
        pass
    with pytest.raises(ValueError, match="1 samples"), adapter.attached(model, images):
        toy_output(model, toy_latents(2), toy_text(2))
    with pytest.raises(ValueError, match="embeddings"):
        adapter.prepare(embeddings(1))
    with pytest.raises(InvalidConfig, match="tokens"):
        IpAdapterConfig(tokens=0)
    with pytest.raises(InvalidConfig, match="heads"):
        IpAdapterConfig(width=33, heads=2)


def test_foreign_files_are_refused_by_name() -> None:
    weights = tencent_weights()
    weights["blocks.1.attn2.q_proj.weight"] = torch.ones(2, 2)
    with pytest.raises(CheckpointMismatch, match=r"blocks\.1\.attn2\.q_proj"):
        load_ip_adapter(weights, PUBLISHED)
    weights = tencent_weights()
    del weights["blocks.2.attn2.kv_proj_ip_adapter.bias"]
    weights["ip_adapter_img_norm_cond.bias"] = torch.ones(3)
    with pytest.raises(CheckpointMismatch, match=r"blocks\.2\.kv\.bias.*norm\.bias \[3\]"):
        load_ip_adapter(weights, PUBLISHED)
    with pytest.raises(CheckpointMismatch, match="ip_adapter_clip_len_trans_block"):
        load_ip_adapter({}, PUBLISHED)


def test_every_published_name_and_shape_is_known() -> None:
    """At the published size, on the meta device: 8 tokens of width 1024 for 40 blocks."""
    published = TransformerConfig()
    width, head = published.width, published.head_dim
    with torch.device("meta"):
        tensors = {
            "ip_adapter_clip_len_trans_block.weight": torch.empty(8 * 1024, 1024),
            "ip_adapter_clip_len_trans_block.bias": torch.empty(8 * 1024),
            "ip_adapter_img_norm_cond.weight": torch.empty(1024),
            "ip_adapter_img_norm_cond.bias": torch.empty(1024),
        }
        for block in range(40):
            name = f"blocks.{block}.attn2"
            tensors[f"{name}.kv_proj_ip_adapter.weight"] = torch.empty(2 * width, 1024)
            tensors[f"{name}.kv_proj_ip_adapter.bias"] = torch.empty(2 * width)
            tensors[f"{name}.k_norm_ip_adapter.weight"] = torch.empty(head)
            tensors[f"{name}.k_norm_ip_adapter.bias"] = torch.empty(head)
    adapter = load_ip_adapter(tensors, published)
    assert adapter.config == IpAdapterConfig()
    assert [list(memory.key.shape) for memory in adapter.prepare(torch.empty(2, 3, 1024, device="meta"))] == [
        [2, 16, 24, 88]
    ] * 40
