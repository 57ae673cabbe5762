"""IP-Adapter (Ye et al. 2023, arXiv:2308.06721) as Tencent trained it for HunyuanDiT: pictures beside the text.

The embedding of a picture (``diffusion.image_encoder``) becomes a few tokens. Every cross attention reads them with the
queries it has for the text, through keys and values of their own, and adds what it found (section 3.2.2).
The network is neither copied nor changed: ``IpAdapter.attached`` puts the second attention into the seam of
``diffusion.attention`` and takes it out again.

Dimensions: B batch, S pictures, E width of an embedding, M tokens a picture, T width of the text, D width, A heads,
K head width.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from diffusion.attention import Attend, KeyValue, attend, attending, split_heads
from diffusion.checkpoint import build
from diffusion.config import TransformerConfig
from diffusion.errors import CheckpointMismatch, InvalidConfig
from diffusion.keymap import Table, translate
from diffusion.layers import LayerNorm32
from diffusion.transformer import Block, Transformer

TENCENT_IP_ADAPTER: Table = (
    ("ip_adapter_clip_len_trans_block", "project"),
    ("ip_adapter_img_norm_cond", "norm"),
    ("blocks.{}.attn2.kv_proj_ip_adapter", "blocks.{}.kv"),
    ("blocks.{}.attn2.k_norm_ip_adapter", "blocks.{}.k_norm"),
)
"""Tencent's ``ipa.pt`` (all its names) -> IpAdapter, modules without weight or bias."""


@dataclass(frozen=True, slots=True)
class IpAdapterConfig:
    """Sizes of an adapter: of the transformer it belongs to, of the embeddings, and how many tokens a picture has."""

    width: int = 1408
    heads: int = 16
    depth: int = 40
    text_dim: int = 1024
    image_dim: int = 1024
    tokens: int = 8

    def __post_init__(self) -> None:
        for name in ("width", "heads", "depth", "text_dim", "image_dim", "tokens"):
            if getattr(self, name) < 1:
                raise InvalidConfig(f"{name} {getattr(self, name)} of an IP-Adapter must be at least 1")
        if self.width % self.heads:
            raise InvalidConfig(f"width {self.width} is not divisible by heads {self.heads}")


class ImageKeyValue(nn.Module):
    """One block's keys and values of image tokens: [B, L, T] -> KeyValue [B, A, L, K]."""

    def __init__(self, config: IpAdapterConfig) -> None:
        super().__init__()
        self.heads = config.heads
        self.kv = nn.Linear(config.text_dim, 2 * config.width)
        self.k_norm = LayerNorm32(config.width // config.heads, eps=1e-6)

    def forward(self, tokens: Tensor) -> KeyValue:
        key, value = (split_heads(half, self.heads) for half in self.kv(tokens).chunk(2, dim=-1))
        return KeyValue(self.k_norm(key), value)


class IpAdapter(nn.Module):
    """Embeddings of pictures in, keys and values for every block out; lends them to a transformer."""

    def __init__(self, config: IpAdapterConfig) -> None:
        super().__init__()
        self.config = config
        self.project = nn.Linear(config.image_dim, config.tokens * config.text_dim)
        self.norm = LayerNorm32(config.text_dim, eps=1e-5)
        self.blocks = nn.ModuleList(ImageKeyValue(config) for _ in range(config.depth))

    def tokens(self, embeddings: Tensor) -> Tensor:
        """Embeddings [B, S, E] of each sample's pictures to tokens [B, S * M, T], picture after picture."""
        if embeddings.ndim != 3 or embeddings.shape[2] != self.config.image_dim:
            raise ValueError(f"embeddings {list(embeddings.shape)} are not [B, S, {self.config.image_dim}]")
        flat = self.project(embeddings.to(self.project.weight.dtype))  # [B, S, T * M]
        tokens = flat.unflatten(-1, (self.config.text_dim, self.config.tokens)).transpose(2, 3)  # [B, S, M, T]
        return self.norm(tokens).flatten(1, 2)

    def prepare(self, embeddings: Tensor) -> tuple[KeyValue, ...]:
        """Keys and values of ``embeddings`` [B, S, E] for every block; they serve all steps of a drawing."""
        tokens = self.tokens(embeddings)
        return tuple(block(tokens) for block in self.blocks)

    @contextmanager
    def attached(
        self, transformer: Transformer, images: Sequence[KeyValue], scale: float = 1.0, text_scale: float = 1.0
    ) -> Iterator[None]:
        """Within the context ``transformer`` reads ``images`` (from ``prepare``) too, weighed by ``scale``.

        ``images`` has a row for every sample that the transformer is called with: see ``with_negative`` for guidance.
        Scale 0 attaches nothing. Attached adapters add up. Raises ValueError where depth or batch do not fit.
        """
        attentions = [block.cross_attention for block in transformer.blocks if isinstance(block, Block)]
        if len(attentions) != len(images):
            raise ValueError(f"image keys for {len(images)} blocks, but the transformer has {len(attentions)}")
        if scale == 0 and text_scale == 1:
            yield
            return
        ways = [
            (attention, _beside(attention.attend, image, scale, text_scale))
            for attention, image in zip(attentions, images, strict=True)
        ]
        with attending(ways):
            yield


def _beside(before: Attend, images: KeyValue, scale: float, text_scale: float) -> Attend:
    """Attention to the text as ``before`` and, by the same queries, to ``images``; each weighed, then added."""

    def way(query: Tensor, memory: KeyValue, bias: Tensor | None) -> Tensor:
        if images.key.shape[0] != query.shape[0]:
            raise ValueError(f"image keys for {images.key.shape[0]} samples, but the batch has {query.shape[0]}")
        return text_scale * before(query, memory, bias) + scale * attend(query, images, None)

    return way


def with_negative(embeddings: Tensor, pictures: int = 1) -> Tensor:
    """Embeddings [S, E] for a batch with guidance: [2 * pictures, S, E], in the order of ``denoiser.guided``.

    The first half, of the negative prompt, has zeros for embeddings, as in Tencent's training without a picture.
    """
    both = torch.stack([torch.zeros_like(embeddings), embeddings])  # [2, S, E]
    return both.repeat_interleave(pictures, dim=0)


def load_ip_adapter(tensors: Mapping[str, Tensor], config: TransformerConfig) -> IpAdapter:
    """The adapter of Tencent's ``tensors`` (names as in ``ipa.pt``) for a transformer of ``config``.

    The tensors are taken, not copied. CheckpointMismatch names all that is unknown, missing or misshaped.
    """
    ours = translate(TENCENT_IP_ADAPTER, tensors)
    weight = ours.get("project.weight")
    if weight is None or weight.ndim != 2 or weight.shape[0] % config.clip_dim:
        found = "is missing" if weight is None else f"is {list(weight.shape)}"
        raise CheckpointMismatch(
            f"This is not an IP-Adapter for the transformer: ip_adapter_clip_len_trans_block.weight {found}, "
            f"and must be [tokens * {config.clip_dim}, image width]. Take the file that belongs to the model."
        )
    sizes = IpAdapterConfig(
        width=config.width,
        heads=config.heads,
        depth=config.depth,
        text_dim=config.clip_dim,
        image_dim=weight.shape[1],
        tokens=weight.shape[0] // config.clip_dim,
    )
    return build(lambda: IpAdapter(sizes), ours).eval().requires_grad_(False)
