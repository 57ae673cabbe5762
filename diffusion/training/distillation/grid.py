"""The noise levels of teacher and student, and how a student's step is compared with the teacher's."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from diffusion.denoiser import Denoise
from diffusion.errors import InvalidRequest
from diffusion.pipeline import SIGMA_MAX, SIGMA_MIN
from diffusion.samplers import SAMPLERS
from diffusion.schedule import karras_sigmas


@dataclass(frozen=True, slots=True)
class Grid:
    """The student takes ``calls`` steps from ``highest`` to ``lowest`` and to 0, the teacher ``parts`` in each.

    ``lowest`` is higher than what a drawing of the base model ends at: below it nothing is left to decide.
    """

    calls: int = 6
    parts: int = 3
    lowest: float = 0.3
    highest: float = SIGMA_MAX

    def __post_init__(self) -> None:
        if self.calls < 2 or self.parts < 1 or not SIGMA_MIN < self.lowest < self.highest:
            raise InvalidRequest(
                f"{self.calls} calls of {self.parts} parts from {self.highest} to {self.lowest}: there are at least "
                f"2 calls of 1 part, falling to more than {SIGMA_MIN}"
            )

    def student(self) -> list[float]:
        """``calls`` falling noise levels and a closing 0."""
        return karras_sigmas(self.calls, self.lowest, self.highest)

    def teacher(self) -> list[float]:
        """``calls * parts`` falling noise levels and a closing 0; every ``parts``-th is one of the student's."""
        fine = karras_sigmas((self.calls - 1) * self.parts + 1, self.lowest, self.highest)[:-1]
        tail = karras_sigmas(self.parts, SIGMA_MIN, self.lowest)[1:-1]
        return [*fine, *tail, 0.0]

    def ratios(self) -> list[float]:
        """What share of the difference to the clean latents a step leaves, one for each of the student's steps."""
        return [following / sigma for sigma, following in itertools.pairwise(self.student())]


def directions(grid: Grid, denoise: Denoise, x: Tensor) -> Tensor:
    """Where the teacher goes from ``x`` [B, C, h, w], noise at the highest level: [B, calls, C, h, w].

    The clean latents at which each of the student's steps, were it Euler's, would have to aim to arrive where the
    teacher does after its ``parts`` (Salimans and Ho 2022, arXiv:2202.00512, appendix G). The last ones are the
    teacher's finished latents.
    """
    aims: list[Tensor] = []
    start, ratios = x, grid.ratios()
    for index, step in enumerate(SAMPLERS["dpmpp_2m"](denoise, x, grid.teacher()), start=1):
        if index % grid.parts == 0:
            ratio = ratios[len(aims)]
            aims.append((step.x - ratio * start) / (1 - ratio))
            start = step.x
    return torch.stack(aims, dim=1)


def states(grid: Grid, noise: Tensor, aims: Tensor) -> list[Tensor]:
    """The teacher's latents at each of the student's noise levels, the closing 0 included: ``calls + 1`` of them.

    ``noise`` [B, C, h, w] has deviation 1, ``aims`` [B, calls, C, h, w] are ``directions``.
    """
    found = [noise * grid.highest]
    for index, ratio in enumerate(grid.ratios()):
        found.append(aims[:, index] + ratio * (found[-1] - aims[:, index]))
    return found


def misses(
    grid: Grid, denoise: Denoise, teacher: list[Tensor], forced: Tensor | None = None
) -> Iterator[tuple[float, Tensor]]:
    """Each call of the student: its noise level, and how far its aim is from the right one [B, C, h, w].

    The student walks on from where it has come by itself, so that it learns to make up for its own errors; only where
    ``forced`` [calls, B] is True it is put back to the teacher's ``states`` before that call. The right aim is the one
    that leads to the teacher's next state. Gradients reach the call itself, not those before it.
    """
    x, sigmas = teacher[0], grid.student()
    for index, ratio in enumerate(grid.ratios()):
        if forced is not None:
            x = torch.where(forced[index][:, None, None, None], teacher[index], x)
        aim = denoise(x, sigmas[index])
        yield sigmas[index], aim - (teacher[index + 1] - ratio * x) / (1 - ratio)
        x = (aim + ratio * (x - aim)).detach()
