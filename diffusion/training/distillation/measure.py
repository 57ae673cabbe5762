"""How far few steps end from the teacher's whole guided drawing, in latents."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from diffusion.config import ModelConfig
from diffusion.denoiser import Denoise
from diffusion.pipeline import SIGMA_MAX, SIGMA_MIN
from diffusion.samplers import SAMPLERS
from diffusion.schedule import karras_sigmas
from diffusion.training.distillation.grid import Grid
from diffusion.training.distillation.stage import drawing, unguided
from diffusion.training.distillation.trajectories import Pool
from diffusion.training.painting import Parts, device_of, guided_denoise
from diffusion.transformer import Transformer

WHOLE = 20
"""Steps of DPM++ 2M that the base model takes where nobody says."""


@dataclass(frozen=True, slots=True)
class Distance:
    """One way to draw: its ``predictions`` a drawing, and the root mean square of its difference [mean over drawings].

    ``deviation``: of its latents, to be compared with the teacher's: blurred drawings have less.
    """

    way: str
    predictions: int
    rms: float
    deviation: float


@torch.no_grad()
def distances(
    config: ModelConfig, parts: Parts, teacher: Transformer, student: Transformer, pools: list[Pool], grid: Grid,
    guidance: float, count: int,
) -> list[Distance]:  # fmt: skip
    """The first ``count`` drawings of each pool, made in several ways, against the teacher's ``WHOLE`` guided steps."""
    few = [pool.rows(range(min(count, len(pool))), device_of(student)) for pool in pools]

    def with_guidance(sampler: str, sigmas: list[float]) -> Callable[[Pool], Tensor]:
        def draw(pool: Pool) -> Tensor:
            denoise = guided_denoise(config, parts, teacher, list(pool.captions), guidance, pool.references)
            return walked(sampler, denoise, pool.noise, sigmas)

        return draw

    def without(module: Transformer) -> Callable[[Pool], Tensor]:
        return lambda pool: drawing(grid, unguided(config, parts, module, pool.captions, pool.references), pool.noise)

    whole = with_guidance("dpmpp_2m", karras_sigmas(WHOLE, SIGMA_MIN, SIGMA_MAX))
    wanted = torch.cat([whole(pool) for pool in few])
    ways: list[tuple[str, int, Callable[[Pool], Tensor]]] = [
        ("teacher, as the student was shown", 2 * grid.calls * grid.parts, lambda pool: pool.aims[:, -1]),
        ("base, DPM++ 2M", 2 * grid.calls, with_guidance("dpmpp_2m", grid.student())),
        ("base, Euler", 2 * grid.calls, with_guidance("euler", grid.student())),
        ("base, Euler, no guidance", grid.calls, without(teacher)),
        ("student", grid.calls, without(student)),
    ]
    found = [_distance(f"teacher, {WHOLE} steps", 2 * WHOLE, wanted, wanted)]
    return found + [_distance(way, calls, torch.cat([draw(pool) for pool in few]), wanted) for way, calls, draw in ways]


def walked(sampler: str, denoise: Denoise, noise: Tensor, sigmas: list[float]) -> Tensor:
    """Finished latents of ``noise`` of deviation 1, by that sampler."""
    *_, last = SAMPLERS[sampler](denoise, noise * sigmas[0], sigmas)
    return last.x


def _distance(way: str, predictions: int, drawn: Tensor, wanted: Tensor) -> Distance:
    rms = (drawn - wanted).square().mean(dim=(1, 2, 3)).sqrt().mean()
    return Distance(way, predictions, float(rms), float(drawn.std()))


def table(found: list[Distance]) -> str:
    """As Markdown."""
    lines = ["| way | predictions | RMS difference | deviation of latents |", "|---|---|---|---|"]
    return (
        "\n".join([*lines, *(f"| {d.way} | {d.predictions} | {d.rms:.3f} | {d.deviation:.3f} |" for d in found)]) + "\n"
    )
