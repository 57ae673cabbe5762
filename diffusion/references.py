"""Reference tokens: the latents of pictures that a drawing builds on, lent to self attention as keys and values.

The tokens are not carried through the blocks (as in IP-Adapter, Ye et al. 2023, arXiv:2308.06721): each block reads
them through its own key and value projections. They therefore cost little and, since they do not depend on the noise
level, are computed once for all steps.

The picture before is also laid under the drawing: its tokens, through a projection of their own that starts at zero,
are added to the drawing's at the same places (InstructPix2Pix, Brooks et al. 2023, arXiv:2211.09800, section 3.2). What
an edit leaves alone is then at hand where it belongs, and need not be found by attention.

Dimensions: B batch, C channels, h w a reference's latent size, R reference tokens, D width, A heads, K head width.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor, nn

from diffusion.attention import Attention, KeyValue, join
from diffusion.config import TransformerConfig
from diffusion.layers import LayerNorm32, PatchEmbed, place_table
from diffusion.rope import grid_table

Kind = Literal["picture", "subject"]
KINDS: tuple[Kind, ...] = ("picture", "subject")
# Where a reference's grid begins, in tokens. A picture lies at the drawing's own positions, because an edit keeps
# what is there; a subject's crop lies far away, because it may stand anywhere in the new drawing.
OFFSETS: dict[Kind, tuple[float, float]] = {"picture": (0.0, 0.0), "subject": (32.0, 32.0)}
SILENT = -2.0
"""Logit bias of a reference's keys before training: low, so that what was learned before is little disturbed, and yet
high enough that something is read (from -3 it hardly moved in 380 steps)."""
BIAS_ZERO = -1.5
"""Logit bias where the learned part is zero; the shipped weights are relative to it."""
BIAS_GAIN = 16.0
"""The learned part of the bias is multiplied by this: at the rates of the other parameters it would hardly move."""


@dataclass(frozen=True, slots=True)
class ReferenceTokens:
    """One reference: latents [B, C, h, w] and which samples of the batch have it, ``present`` [B] bool.

    ``slot`` tells apart the subjects of one drawing (0, 1, …).
    """

    kind: Kind
    latents: Tensor
    present: Tensor
    slot: int = 0


class ReferenceEmbed(nn.Module):
    """Embeds references and hands every block its keys, values and logit bias."""

    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        self.patch_size = config.patch_size
        self.head_dim = config.head_dim
        self.absolute_position = config.absolute_position
        self.patch = PatchEmbed(config.in_channels, config.patch_size, config.width)
        self.kind = nn.Embedding(len(KINDS), config.width)
        self.norm = LayerNorm32(config.width, eps=1e-6)
        self.under = PatchEmbed(config.in_channels, config.patch_size, config.width)
        # One learned logit bias per block, kind and head.
        self.bias = nn.Parameter(torch.zeros(config.depth, len(KINDS), config.heads))

    @torch.no_grad()
    def initialise(self, patch: PatchEmbed) -> None:
        """Starts from the embedding of the picture's own patches, nearly silent in every attention."""
        self.patch.load_state_dict(patch.state_dict())
        self.kind.weight.zero_()
        self.bias.fill_((SILENT - BIAS_ZERO) / BIAS_GAIN)
        self.under.proj.weight.zero_()
        assert self.under.proj.bias is not None
        self.under.proj.bias.zero_()

    def forward(
        self, attentions: Sequence[Attention], references: Sequence[ReferenceTokens]
    ) -> tuple[tuple[KeyValue, ...], tuple[Tensor, ...]]:
        """Per block: keys and values of all references, and their logit bias [B, A, 1, R] (see ``pad_bias``)."""
        embedded = [self._embed(reference) for reference in references]
        memories, biases = [], []
        for layer, attention in enumerate(attentions):
            memory: KeyValue | None = None
            columns = []
            for reference, (tokens, table) in zip(references, embedded, strict=True):
                lent = attention.key_value(tokens, table)
                memory = lent if memory is None else join(memory, lent)
                columns.append(self._bias(layer, reference, tokens.shape[1]))
            assert memory is not None
            memories.append(memory)
            biases.append(torch.cat(columns, dim=3))
        return tuple(memories), tuple(biases)

    def underlay(self, references: Sequence[ReferenceTokens]) -> Tensor | None:
        """What the pictures before add to the drawing's tokens [B, N, D]; None without such a picture."""
        laid = [
            self.under(reference.latents) * reference.present[:, None, None]
            for reference in references
            if reference.kind == "picture"
        ]
        return torch.stack(laid).sum(dim=0) if laid else None

    def _embed(self, reference: ReferenceTokens) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        rows, columns = (size // self.patch_size for size in reference.latents.shape[2:])
        tokens = self.patch(reference.latents) + self.kind.weight[KINDS.index(reference.kind)]
        if self.absolute_position:
            tokens = tokens + place_table(rows, columns, tokens.shape[2]).to(tokens)
        row, column = OFFSETS[reference.kind]
        shift = (row + 16.0 * reference.slot, column)
        cos, sin = grid_table(rows, columns, self.head_dim, offset=shift)
        return self.norm(tokens), (cos.to(tokens.device), sin.to(tokens.device))

    def _bias(self, layer: int, reference: ReferenceTokens, count: int) -> Tensor:
        """Logit bias [B, A, 1, count]; minus infinity for samples without this reference."""
        per_head = (BIAS_ZERO + BIAS_GAIN * self.bias[layer, KINDS.index(reference.kind)])[None, :, None, None]
        absent = ~reference.present[:, None, None, None]
        return per_head.masked_fill(absent, float("-inf")).expand(-1, -1, -1, count)


def pad_bias(bias: Tensor, own: int) -> Tensor:
    """The bias for ``own`` tokens of the drawing itself (0) followed by the references' [B, A, 1, R]."""
    return torch.nn.functional.pad(bias, (own, 0))
