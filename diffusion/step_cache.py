"""Reuse of the transformer's middle blocks from call to call of one drawing.

DeepCache (Ma et al. 2023, arXiv:2312.00858, section 3) in a transformer with long skips, as Skip-Cache (Chen et al.
2024, arXiv:2411.17616): the first and the last ``shallow`` blocks, which the outermost skips join, run in every call.
What lies between runs at every so many noise levels; in the calls between, its output is carried on from those before.

Calls are keyed by their noise level, not by their number: Heun's method calls the network twice at every level but the
first, and how old a reused output is should not depend on which of the two it was.

Dimensions: B batch, N image tokens, D width.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from diffusion.errors import InvalidRequest


@dataclass(frozen=True, slots=True)
class StepCacheSettings:
    """The middle, all but ``shallow`` blocks at either end, runs at one of ``every`` noise levels in a row.

    ``trend``: how much of the change between its last two outputs is carried on, in proportion to the levels passed: 0
    reuses the last one as it is (DeepCache), 1 extrapolates linearly (TaylorSeer of first order, Liu et al. 2025,
    arXiv:2503.06923). ``same_level``: a further call at a level reuses what the first one there computed. Without it,
    ``every`` 1 leaves all outputs exactly as they are without a cache. Raises InvalidRequest.
    """

    shallow: int
    every: int
    trend: float = 0.5
    same_level: bool = False

    def __post_init__(self) -> None:
        if self.shallow < 1:
            raise InvalidRequest(f"shallow {self.shallow} blocks at either end must be 1 or more")
        if self.every < 1:
            raise InvalidRequest(f"every {self.every} noise levels must be 1 or more; 1 reuses nothing between levels")
        if not 0 <= self.trend <= 1:
            raise InvalidRequest(f"trend {self.trend} must lie between 0 (the last output) and 1 (extrapolated)")

    def parts(self, depth: int) -> tuple[range, range, range]:
        """The first, the middle and the last of ``depth`` layers.

        Every skip must begin and end on the same side of the border, and the two innermost blocks have none: they are
        always in the middle. Raises InvalidRequest.
        """
        if self.shallow >= depth // 2:
            raise InvalidRequest(
                f"shallow {self.shallow} blocks at either end of {depth}; at most {depth // 2 - 1} leave a middle"
            )
        return range(self.shallow), range(self.shallow, depth - self.shallow), range(depth - self.shallow, depth)


@dataclass(frozen=True, slots=True)
class _Kept:
    """An output of the middle [B, N, D] and the number of the noise level that it was computed at."""

    level: int
    output: Tensor


class StepCache:
    """What one drawing keeps of its middle blocks; make one for each drawing and hand it to every call of it.

    Noise levels fall within a drawing. A timestep above the last one, another ``prepared`` or tokens of another shape,
    dtype or device start anew: nothing is carried from one drawing or caption to another. Calls for two captions in
    turn need a cache each, or nothing is ever reused.
    """

    def __init__(self, settings: StepCacheSettings) -> None:
        self.settings = settings
        self._level = 0
        self._timestep = math.inf
        self._prepared: object = None
        self._kept: list[_Kept] = []

    def middle(self, h: Tensor, timestep: Tensor, prepared: object, run: Callable[[Tensor], Tensor]) -> Tensor:
        """Tokens ``h`` [B, N, D] after the middle blocks, computed by ``run(h)`` or carried on from earlier calls.

        ``timestep`` [B], all rows at the same; ``prepared`` is compared by identity.
        """
        self._enter(h, float(timestep[0]), prepared)
        if not self._due():
            return self._carried()
        output = run(h)
        before = [kept for kept in self._kept if kept.level < self._level]
        self._kept = [*before[-1:], _Kept(self._level, output)]
        return output

    def _enter(self, h: Tensor, timestep: float, prepared: object) -> None:
        kept = self._kept[-1].output if self._kept else h
        alike = (kept.shape, kept.dtype, kept.device) == (h.shape, h.dtype, h.device)
        if timestep > self._timestep or prepared is not self._prepared or not alike:
            self._kept = []
            self._level = 0
        elif timestep < self._timestep:
            self._level += 1
        self._timestep, self._prepared = timestep, prepared

    def _due(self) -> bool:
        if not self._kept:
            return True
        passed = self._level - self._kept[-1].level
        return passed >= self.settings.every or (passed == 0 and not self.settings.same_level)

    def _carried(self) -> Tensor:
        last = self._kept[-1]
        weight = self.settings.trend * (self._level - last.level)
        if weight == 0 or len(self._kept) == 1:
            return last.output
        before = self._kept[0]
        return torch.lerp(before.output, last.output, 1 + weight / (last.level - before.level))
