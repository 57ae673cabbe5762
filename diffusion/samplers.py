"""Samplers: generators that walk noise down a list of sigmas, one step at a time.

A sampler sees only ``denoise(x, sigma) -> x0``, ``x`` and falling ``sigmas`` that end in 0, in variance-exploding
coordinates (x = latents + sigma * noise), the contract of Karras et al. 2022 (arXiv:2206.00364). Progress, preview and
Stop belong to the caller: they are its ``for``, ``break`` and ``close()``. All numbers but ``x`` are Python floats;
``x`` keeps its dtype (float32 is meant) and device.
"""

import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, Protocol

import torch
from torch import Tensor

from diffusion.errors import InvalidRequest

Denoise = Callable[[Tensor, float], Tensor]
Generators = torch.Generator | Sequence[torch.Generator]


class SamplerStep(NamedTuple):
    """After one step: ``x`` [B, C, H, W] at the new sigma, and the newest estimate ``x0`` of the clean latents."""

    x: Tensor
    x0: Tensor


class Sampler(Protocol):
    """What every sampler below is; ``generator`` is needed by those that add noise, one per image of the batch."""

    def __call__(
        self, denoise: Denoise, x: Tensor, sigmas: Sequence[float], *, generator: Generators | None = None
    ) -> Iterator[SamplerStep]: ...


def noise_like(x: Tensor, generator: Generators | None) -> Tensor:
    """Unit noise for ``x`` [B, ...], each image's from its own CPU generator, so that it depends on its seed alone."""
    generators = [generator] if isinstance(generator, torch.Generator) else list(generator or ())
    if len(generators) != x.shape[0]:
        raise InvalidRequest(f"{x.shape[0]} images need as many random generators, but {len(generators)} were given")
    drawn = [torch.randn(x.shape[1:], generator=own, dtype=torch.float32) for own in generators]
    return torch.stack(drawn).to(device=x.device, dtype=x.dtype)


def _steps(sigmas: Sequence[float]) -> list[tuple[float, float]]:
    """Pairs (sigma, next sigma), checked to fall strictly to 0."""
    pairs = list(itertools.pairwise(sigmas))
    if not pairs or sigmas[-1] != 0 or any(not low < high for high, low in pairs):
        raise InvalidRequest(f"sigmas must fall strictly and end in 0, but are {list(sigmas)}")
    return pairs


def ddim(
    denoise: Denoise, x: Tensor, sigmas: Sequence[float], *, generator: Generators | None = None, eta: float = 0.0
) -> Iterator[SamplerStep]:
    """DDIM (Song et al. 2020, arXiv:2010.02502, equations 12 and 16), first order.

    With sigma^2 = (1 - a) / a, equation 16 becomes up^2 = eta^2 * next^2 * (1 - next^2 / sigma^2), and equation 12
    keeps the clean estimate and rescales the noise it leaves. So ``eta`` 0 is Euler's method on Karras' ODE, and 1
    is its ancestral variant (the DDPM posterior).
    """
    if not 0 <= eta <= 1:
        raise InvalidRequest(f"eta {eta} must lie between 0 and 1")
    for sigma, following in _steps(sigmas):
        x0 = denoise(x, sigma)
        up = eta * following * math.sqrt(1 - (following / sigma) ** 2)
        down = math.sqrt(following**2 - up**2)
        x = x0 + (down / sigma) * (x - x0)
        if up > 0:
            x = x + up * noise_like(x, generator)
        yield SamplerStep(x, x0)


def euler(
    denoise: Denoise, x: Tensor, sigmas: Sequence[float], *, generator: Generators | None = None
) -> Iterator[SamplerStep]:
    """Euler's method on the probability flow ODE dx/dsigma = (x - x0) / sigma (Karras et al. 2022, algorithm 1)."""
    return ddim(denoise, x, sigmas, generator=generator, eta=0.0)


def euler_ancestral(
    denoise: Denoise, x: Tensor, sigmas: Sequence[float], *, generator: Generators | None = None
) -> Iterator[SamplerStep]:
    """Euler's method to a lower sigma, then fresh noise up to the next one; draws once a step but for the last."""
    return ddim(denoise, x, sigmas, generator=generator, eta=1.0)


def heun(
    denoise: Denoise, x: Tensor, sigmas: Sequence[float], *, generator: Generators | None = None
) -> Iterator[SamplerStep]:
    """Heun's second-order method (Karras et al. 2022, algorithm 1): two evaluations a step, one in the last."""
    for sigma, following in _steps(sigmas):
        x0 = denoise(x, sigma)
        slope = (x - x0) / sigma
        moved = x + (following - sigma) * slope
        if following > 0:
            x0 = denoise(moved, following)
            slope = (slope + (moved - x0) / following) / 2
            moved = x + (following - sigma) * slope
        x = moved
        yield SamplerStep(x, x0)


def dpmpp_2m(
    denoise: Denoise, x: Tensor, sigmas: Sequence[float], *, generator: Generators | None = None
) -> Iterator[SamplerStep]:
    """DPM-Solver++(2M) (Lu et al. 2022, arXiv:2211.01095, algorithm 2), second order, one evaluation a step.

    In variance-exploding coordinates lambda = -log sigma and alpha = 1. The first step and the one to 0 are of first
    order.
    """
    before: tuple[float, Tensor] | None = None  # previous step's length in lambda, and its x0
    for sigma, following in _steps(sigmas):
        x0 = denoise(x, sigma)
        if following == 0:
            yield SamplerStep(x0, x0)
            return
        length = math.log(sigma / following)
        estimate = x0
        if before is not None:
            half = 0.5 * length / before[0]
            estimate = (1 + half) * x0 - half * before[1]
        ratio = following / sigma  # exp(-length)
        x = ratio * x + (1 - ratio) * estimate
        before = (length, x0)
        yield SamplerStep(x, x0)


SAMPLERS: dict[str, Sampler] = {
    "ddim": ddim,
    "euler": euler,
    "euler_ancestral": euler_ancestral,
    "heun": heun,
    "dpmpp_2m": dpmpp_2m,
}
"""The samplers by name."""


def sampler_named(name: str) -> Sampler:
    """The sampler called ``name``; InvalidRequest says which names there are."""
    if name not in SAMPLERS:
        raise InvalidRequest(f"sampler {name!r} is unknown; allowed are {', '.join(sorted(SAMPLERS))}")
    return SAMPLERS[name]
