"""Training-free reference attention: for checkpoints that never learned to read reference pictures.

A reference, noised to the drawing's level, runs through the network as further rows of the batch. In every block the
drawing's self attention also reads the keys and values that the same block has for the reference (mutual self
attention: Cao et al. 2023, arXiv:2304.08465; shared attention: Hertz et al. 2023, arXiv:2312.02133). Only tokens under
a mask are lent (as in Cao et al.), and their rotary positions are shifted: at its own positions a reference would be
copied place by place. The network is neither copied nor changed: a context manager
puts this into the seam of ``diffusion.attention`` for one call and takes it out again.

Dimensions: B the drawing's rows of a batch, R references, N tokens of a picture, M lent tokens of all references,
A heads, K head width, C channels, H W latent size.
"""

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from diffusion.attention import Attend, KeyValue, attending, join
from diffusion.config import ScheduleConfig
from diffusion.denoiser import Predict
from diffusion.errors import InvalidRequest
from diffusion.rope import Rotary, grid_table, rotate
from diffusion.schedule import sigma_of_timestep, timestep_of_sigma
from diffusion.transformer import Block, Transformer

BESIDE = (0.0, 32.0)
"""A shift by the whole width that the published rotary tables span: as if the reference lay right of the drawing."""


@dataclass(frozen=True, slots=True)
class ReferencePicture:
    """``latents`` [C, H, W] of the drawing's size, unit ``noise`` [C, H, W] kept over all steps, ``mask`` [N] bool.

    The mask says which tokens are lent (``token_mask`` makes it of a picture's); False everywhere lends nothing.
    """

    latents: Tensor
    noise: Tensor
    mask: Tensor


@dataclass(frozen=True, slots=True)
class ReferenceSettings:
    """``strength`` multiplies what a reference's tokens weigh beside the drawing's own (0: none, 1: as much).

    ``timesteps``: the lowest and highest at which references are read (``timesteps_of`` a range of steps). ``shift``:
    rows and columns of the rotary grid. ``spared``: so many first rows of the batch read no reference; with guidance,
    half of them is the negative prompt's.
    """

    strength: float = 1.0
    timesteps: tuple[float, float] = (0.0, math.inf)
    shift: tuple[float, float] = BESIDE
    spared: int = 0

    def __post_init__(self) -> None:
        if not (math.isfinite(self.strength) and self.strength >= 0):
            raise InvalidRequest(f"reference strength {self.strength} must be 0 or a number above it")
        if self.timesteps[0] > self.timesteps[1]:
            raise InvalidRequest(f"timesteps {self.timesteps} must be the lowest, then the highest")
        if self.spared < 0:
            raise InvalidRequest(f"spared rows {self.spared} must be 0 or more")


def token_mask(mask: Tensor, rows: int, columns: int, threshold: float = 0.5) -> Tensor:
    """A picture's ``mask`` [height, width], 0 to 1, as tokens [rows * columns] bool: at least ``threshold`` covered."""
    covered = F.adaptive_avg_pool2d(mask.float()[None, None], (rows, columns))
    return covered.flatten() >= threshold


def timesteps_of(schedule: ScheduleConfig, sigmas: Sequence[float], first: int, last: int) -> tuple[float, float]:
    """Timesteps of the steps ``first`` to ``last`` (from 0, the last one included) of ``sigmas``, which end in 0.

    A hundredth wider on both sides, because the network gets its timestep in float32.
    """
    if not 0 <= first <= last < len(sigmas) - 1:
        raise InvalidRequest(f"steps {first} to {last} are not among 0 to {len(sigmas) - 2}, rising")
    return timestep_of_sigma(schedule, sigmas[last]) - 0.01, timestep_of_sigma(schedule, sigmas[first]) + 0.01


def with_references(
    transformer: Transformer,
    schedule: ScheduleConfig,
    pictures: Sequence[ReferencePicture],
    settings: ReferenceSettings,
    *,
    plain: Predict,
    wide: Predict,
) -> Predict:
    """The drawing's prediction, its references read where ``settings`` say so.

    ``plain`` is the transformer bound to the conditioning of the drawing's B rows; ``wide`` to that of B + R rows, the
    references' last (their own captions, or the negative prompt). Where nothing is to be read the result *is*
    ``plain``'s. All rows must be at one timestep. Raises ValueError where sizes do not fit.
    """
    if settings.strength == 0 or not any(bool(picture.mask.any()) for picture in pictures):
        return plain
    masks = torch.stack([picture.mask for picture in pictures])  # [R, N]

    def predict(x: Tensor, timestep: Tensor) -> Tensor:
        now = float(timestep[0])
        if not settings.timesteps[0] <= now <= settings.timesteps[1]:
            return plain(x, timestep)
        beside = noised(pictures, schedule, now).to(x)
        if beside.shape[1:] != x.shape[1:]:
            raise ValueError(f"references {list(beside.shape[1:])} must have the drawing's size {list(x.shape[1:])}")
        with lending(transformer, masks.to(x.device), settings):
            both = wide(torch.cat([x, beside]), timestep[:1].expand(x.shape[0] + len(pictures)))
        return both[: x.shape[0]]

    return predict


def noised(pictures: Sequence[ReferencePicture], schedule: ScheduleConfig, timestep: float) -> Tensor:
    """The references as the network sees them at ``timestep``: [R, C, H, W] in variance-preserving coordinates."""
    sigma = sigma_of_timestep(schedule, timestep)
    alpha = 1.0 / math.sqrt(1.0 + sigma**2)
    return torch.stack([alpha * (picture.latents + sigma * picture.noise) for picture in pictures])


@contextmanager
def lending(transformer: Transformer, masks: Tensor, settings: ReferenceSettings) -> Iterator[None]:
    """Within the context the last rows of every batch are references, as many as ``masks`` [R, N] bool has rows.

    The other rows (but the ``spared`` first) read the references' tokens under the masks in every self attention.
    Strength 0 or empty masks leave the transformer as it is. ``settings.timesteps`` is not looked at.
    """
    if settings.strength == 0 or not bool(masks.any()):
        yield
        return
    cos, sin = grid_table(1, 1, transformer.config.head_dim, offset=settings.shift)
    chosen = masks.flatten().nonzero()[:, 0]
    count, length = masks.shape
    loan = _Loan(count, length, chosen, (cos.to(masks.device), sin.to(masks.device)))
    attentions = [block.self_attention for block in transformer.blocks if isinstance(block, Block)]
    with attending([(attention, _lend(attention.attend, loan, settings)) for attention in attentions]):
        yield


@dataclass(frozen=True, slots=True)
class _Loan:
    """What is lent: ``count`` references of ``length`` tokens, places [M] in [R * N] of those chosen, their shift."""

    count: int
    length: int
    chosen: Tensor
    table: Rotary


def _lend(before: Attend, loan: _Loan, settings: ReferenceSettings) -> Attend:
    def way(query: Tensor, memory: KeyValue, bias: Tensor | None) -> Tensor:
        own = query.shape[0] - loan.count
        if bias is not None or memory.key.shape[2] != loan.length or own <= settings.spared:
            raise ValueError(
                f"{loan.count} references of {loan.length} tokens, {settings.spared} rows spared, do not fit a "
                f"batch of {query.shape[0]} with {memory.key.shape[2]} keys{' and a bias' if bias is not None else ''}"
            )
        reading, beside = slice(settings.spared, own), slice(own, None)
        joined = join(_rows(memory, reading), _lent(_rows(memory, beside), loan, own - settings.spared))
        weight = _strength_bias(query, loan.length, len(loan.chosen), settings.strength)
        parts = [before(query[reading], joined, weight), before(query[beside], _rows(memory, beside), None)]
        if settings.spared:
            spared = slice(0, settings.spared)
            parts.insert(0, before(query[spared], _rows(memory, spared), None))
        return torch.cat(parts)

    return way


def _rows(memory: KeyValue, rows: slice) -> KeyValue:
    return KeyValue(memory.key[rows], memory.value[rows])


def _lent(memory: KeyValue, loan: _Loan, readers: int) -> KeyValue:
    """The chosen tokens of the references' memory [R, A, N, K], keys shifted, for so many readers: [readers, A, M, K].

    Rotations by positions add up, so that keys which were turned to theirs are turned on by the shift.
    """
    place = loan.chosen.to(memory.key.device)
    key, value = (
        x.transpose(1, 2).flatten(0, 1).index_select(0, place).transpose(0, 1)[None]  # [1, A, M, K]
        for x in (memory.key, memory.value)
    )
    cos, sin = (part.to(key.device) for part in loan.table)
    return KeyValue(rotate(key, (cos, sin)).expand(readers, -1, -1, -1), value.expand(readers, -1, -1, -1))


def _strength_bias(query: Tensor, own: int, lent: int, strength: float) -> Tensor | None:
    """Logit bias [1, 1, 1, own + lent] by which the lent keys weigh ``strength`` times as much; None for 1."""
    if strength == 1:
        return None
    bias = query.new_zeros(own + lent)
    bias[own:] = math.log(strength)
    return bias[None, None, None]
