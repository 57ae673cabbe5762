"""The HunyuanDiT transformer (Li et al. 2024, arXiv:2405.08748, section 2), with optional reference tokens.

Dimensions: B batch, C channels, H W latent size, N image tokens, R reference tokens, L text tokens, D width.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from diffusion.attention import Attention, KeyValue, join
from diffusion.config import TransformerConfig
from diffusion.layers import ConditionEmbed, LayerNorm32, Mlp, PatchEmbed, place_table, unpatchify
from diffusion.references import ReferenceEmbed, ReferenceTokens, pad_bias
from diffusion.rope import Rotary, grid_table
from diffusion.step_cache import StepCache


@dataclass(frozen=True, slots=True)
class Conditioning:
    """Text states of both encoders with their masks (True: a word, False: padding).

    ``clip`` [B, L1, clip_dim], ``clip_mask`` [B, L1] bool, ``t5`` [B, L2, t5_dim], ``t5_mask`` [B, L2] bool.
    """

    clip: Tensor
    clip_mask: Tensor
    t5: Tensor
    t5_mask: Tensor


class Block(nn.Module):
    """Self attention, cross attention to the text and an MLP; in the second half a long skip comes in first."""

    def __init__(self, config: TransformerConfig, skip: bool) -> None:
        super().__init__()
        width = config.width
        self.skip_norm = LayerNorm32(2 * width, eps=1e-6) if skip else None
        self.skip = nn.Linear(2 * width, width) if skip else None
        self.self_norm = LayerNorm32(width, eps=1e-6)
        self.shift = nn.Linear(width, width)
        self.self_attention = Attention(width, config.heads)
        self.cross_norm = LayerNorm32(width, eps=1e-6)
        self.cross_attention = Attention(width, config.heads, config.clip_dim)
        self.mlp_norm = LayerNorm32(width, eps=1e-6)
        self.mlp = Mlp(width, int(width * config.mlp_ratio), width, nn.GELU(approximate="tanh"))

    def forward(self, x: Tensor, condition: Tensor, text: KeyValue, table: Rotary, block_input: "BlockInput") -> Tensor:
        """``x`` [B, N, D], ``condition`` [B, D] after its SiLU, ``text`` the keys and values of the caption."""
        if self.skip is not None and self.skip_norm is not None:
            assert block_input.skip is not None
            x = self.skip(self.skip_norm(torch.cat([x, block_input.skip], dim=-1)))
        h = self.self_norm(x) + self.shift(condition)[:, None]  # AdaLN with a shift only
        memory = self.self_attention.key_value(h, table)
        if block_input.reference is not None:
            memory = join(memory, block_input.reference)
        x = x + self.self_attention(h, memory, table, block_input.self_bias)
        x = x + self.cross_attention(self.cross_norm(x), text, table, block_input.text_bias)
        return x + self.mlp(self.mlp_norm(x))


@dataclass(frozen=True, slots=True)
class BlockInput:
    """What a block may be given besides its tokens: the long skip, reference keys and values, attention biases."""

    skip: Tensor | None = None
    reference: KeyValue | None = None
    self_bias: Tensor | None = None
    text_bias: Tensor | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """What does not change from step to step of one drawing: text and reference keys and values per block."""

    pooled: Tensor
    pooled_mask: Tensor | None
    text: tuple[KeyValue, ...]
    text_bias: Tensor | None
    references: tuple[KeyValue, ...] | None
    self_bias: tuple[Tensor, ...] | None
    underlay: Tensor | None = None


class Transformer(nn.Module):
    """Predicts v (or epsilon) and, where learned, the variance, from noisy latents, a timestep and text."""

    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        self.config = config
        width, depth = config.width, config.depth
        self.patch = PatchEmbed(config.in_channels, config.patch_size, width)
        self.text_projection = Mlp(config.t5_dim, 4 * config.t5_dim, config.clip_dim, nn.SiLU())
        self.text_padding = (
            nn.Parameter(torch.randn(config.clip_length + config.t5_length, config.clip_dim))
            if config.text_padding == "learned"
            else None
        )
        self.condition = ConditionEmbed(config)
        self.blocks = nn.ModuleList(Block(config, skip=layer > depth // 2) for layer in range(depth))
        self.out_norm = nn.LayerNorm(width, eps=1e-6, elementwise_affine=False)
        self.out_modulation = nn.Linear(width, 2 * width)
        self.out = nn.Linear(width, config.patch_size**2 * config.out_channels)
        self.reference = ReferenceEmbed(config) if config.references else None

    def prepare(self, text: Conditioning, references: Sequence[ReferenceTokens] = ()) -> Prepared:
        """Keys and values of the caption and of the references, for every block. Reuse them for all steps."""
        masked = self.config.text_padding == "masked"
        states, mask = self._text_states(text)
        bias = None
        if masked:
            bias = torch.zeros(mask.shape, dtype=states.dtype, device=states.device)
            bias = bias.masked_fill(~mask, float("-inf"))[:, None, None, :]  # [B, 1, 1, L]
        blocks = [block for block in self.blocks if isinstance(block, Block)]
        memory = tuple(block.cross_attention.key_value(states) for block in blocks)
        lent = None
        self_bias = None
        underlay = None
        if references:
            if self.reference is None:
                raise ValueError("this transformer was not built with reference tokens (config.references is False)")
            lent, self_bias = self.reference([block.self_attention for block in blocks], references)
            underlay = self.reference.underlay(references)
        return Prepared(text.t5, text.t5_mask if masked else None, memory, bias, lent, self_bias, underlay)

    def _text_states(self, text: Conditioning) -> tuple[Tensor, Tensor]:
        """Both encoders' states side by side [B, L, clip_dim] and their mask; padding replaced where it is learned."""
        states = torch.cat([text.clip, self.text_projection(text.t5)], dim=1)
        mask = torch.cat([text.clip_mask, text.t5_mask], dim=1)
        if self.text_padding is not None:
            states = torch.where(mask[:, :, None], states, self.text_padding.to(states.dtype))
        return states, mask

    def forward(
        self,
        x: Tensor,
        timestep: Tensor,
        prepared: Prepared,
        *,
        sizes: Tensor | None = None,
        style: Tensor | None = None,
        table: Rotary | None = None,
        cache: StepCache | None = None,
    ) -> Tensor:
        """Noisy latents ``x`` [B, C, H, W] and ``timestep`` [B] to the prediction [B, out_channels, H, W].

        ``table``: rotary tables [N, K]; by default those of the latents' own grid. ``cache``: this drawing's, by which
        the middle blocks are left out in some calls.
        """
        rows, columns = x.shape[2] // self.config.patch_size, x.shape[3] // self.config.patch_size
        if table is None:
            table = grid_table(rows, columns, self.config.head_dim)
            table = (table[0].to(x.device), table[1].to(x.device))
        h = self.patch(x)  # [B, N, D]
        if self.config.absolute_position:
            h = h + place_table(rows, columns, self.config.width).to(h)
        if prepared.underlay is not None:
            h = h + prepared.underlay
        condition = self.condition(timestep, prepared.pooled, prepared.pooled_mask, sizes, style)  # [B, D]
        activated = F.silu(condition.float()).to(condition.dtype)
        run = partial(self._run, activated=activated, prepared=prepared, table=table, skips=[])
        if cache is None:
            h = run(range(self.config.depth), h)
        else:
            first, middle, last = cache.settings.parts(self.config.depth)
            h = run(first, h)
            h = cache.middle(h, timestep, prepared, partial(run, middle))
            h = run(last, h)
        scale, shift = self.out_modulation(activated).chunk(2, dim=1)
        h = self.out_norm(h.float()).to(h.dtype) * (1 + scale[:, None]) + shift[:, None]
        return unpatchify(self.out(h), rows, columns, self.config.patch_size)

    def _run(
        self, layers: range, h: Tensor, *, activated: Tensor, prepared: Prepared, table: Rotary, skips: list[Tensor]
    ) -> Tensor:
        """Tokens ``h`` [B, N, D] through the blocks of ``layers``; ``skips`` is the stack of what awaits its block."""
        half = self.config.depth // 2
        for layer in layers:
            block_input = BlockInput(
                skip=skips.pop() if layer > half else None,
                reference=None if prepared.references is None else prepared.references[layer],
                self_bias=None if prepared.self_bias is None else pad_bias(prepared.self_bias[layer], h.shape[1]),
                text_bias=prepared.text_bias,
            )
            h = self.blocks[layer](h, activated, prepared.text[layer], table, block_input)
            if layer < half - 1:
                skips.append(h)
        return h


@torch.no_grad()
def initialise(model: Transformer, generator: torch.Generator) -> None:
    """Initial weights for training from scratch (Peebles and Xie 2023, arXiv:2212.09748, section 3.2)."""
    for module in model.modules():
        if isinstance(module, nn.Linear | nn.Conv2d):
            nn.init.xavier_uniform_(module.weight.flatten(1), generator=generator)
            if module.bias is not None:
                module.bias.zero_()
    if model.text_padding is not None:
        model.text_padding.normal_(std=0.02, generator=generator)
    model.condition.pool.position.normal_(std=0.02, generator=generator)
    # Every block starts as the identity on the residual stream, and the network predicts zero.
    for block in model.blocks:
        assert isinstance(block, Block)
        block.shift.weight.zero_()
        if block.skip is not None:
            # The skip starts closed: half one of the concatenation is passed on, half two comes in as it is learned.
            width = model.config.width
            block.skip.weight.zero_()
            block.skip.weight[:, :width] = torch.eye(width)
    model.out_modulation.weight.zero_()
    model.out.weight.zero_()
    if model.reference is not None:
        model.reference.initialise(model.patch)
