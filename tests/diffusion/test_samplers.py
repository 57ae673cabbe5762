"""The samplers on a Gaussian, whose denoiser and ODE are known in closed form, and their contract."""

import math

import pytest
import torch
from torch import Tensor

from diffusion.errors import InvalidRequest
from diffusion.samplers import SAMPLERS, Sampler, ddim, euler_ancestral, noise_like, sampler_named
from diffusion.schedule import karras_sigmas

SPREAD, SIGMA_MIN, SIGMA_MAX = 0.7, 0.02, 10.0


def gaussian(x: Tensor, sigma: float) -> Tensor:
    """The mean of clean data N(0, SPREAD^2) given ``x``."""
    return x * SPREAD**2 / (SPREAD**2 + sigma**2)


def generators(*seeds: int) -> list[torch.Generator]:
    return [torch.Generator().manual_seed(seed) for seed in seeds]


def last(sampler: Sampler, x: Tensor, sigmas: list[float], seeds: tuple[int, ...]) -> Tensor:
    for step in sampler(gaussian, x, sigmas, generator=generators(*seeds)):
        x = step.x
    return x


def end_error(sampler: Sampler, n: int) -> float:
    """Distance from the ODE's exact end point: x scales as sqrt(SPREAD^2 + sigma^2)."""
    x = torch.full((1, 1, 1, 1), SIGMA_MAX, dtype=torch.float64)
    exact = SIGMA_MAX * SPREAD / math.sqrt(SPREAD**2 + SIGMA_MAX**2)
    return abs(last(sampler, x, karras_sigmas(n, SIGMA_MIN, SIGMA_MAX), (0,)).item() - exact)


def to_sigma_min_error(sampler: Sampler, n: int) -> float:
    """The same at SIGMA_MIN, before the step to 0, whose own error does not shrink with n."""
    x = torch.full((1, 1, 1, 1), SIGMA_MAX, dtype=torch.float64)
    steps = list(sampler(gaussian, x, karras_sigmas(n, SIGMA_MIN, SIGMA_MAX), generator=generators(0)))
    exact = SIGMA_MAX * math.sqrt((SPREAD**2 + SIGMA_MIN**2) / (SPREAD**2 + SIGMA_MAX**2))
    return abs(steps[-2].x.item() - exact)


@pytest.mark.parametrize(("name", "order"), [("euler", 1), ("ddim", 1), ("heun", 2), ("dpmpp_2m", 2)])
def test_order_of_convergence(name: str, order: int) -> None:
    """Twice the steps divide the error by 2 to the order; 0.1 allows for the steps not being infinitely small."""
    errors = [to_sigma_min_error(SAMPLERS[name], n) for n in (65, 129, 257)]
    for coarse, fine in ((errors[0], errors[1]), (errors[1], errors[2])):
        assert math.log2(coarse / fine) == pytest.approx(order, abs=0.1)


@pytest.mark.parametrize(("name", "bound"), [("euler", 0.03), ("ddim", 0.03), ("heun", 0.0009), ("dpmpp_2m", 0.0009)])
def test_end_point(name: str, bound: float) -> None:
    """With the step to 0; from SIGMA_MIN it errs by about SIGMA_MIN^2 / (2 SPREAD) = 0.0003."""
    assert end_error(SAMPLERS[name], 65) < bound


@pytest.mark.parametrize("eta", [0.3, 1.0])
def test_ancestral_noise_reaches_the_right_variance(eta: float) -> None:
    """Samples of N(0, SPREAD^2) must come out with that variance; 200 steps and 40000 samples leave under 2 %."""
    x = torch.randn(1, 1, 200, 200, generator=torch.Generator().manual_seed(5)) * math.hypot(SIGMA_MAX, SPREAD)
    sigmas = karras_sigmas(200, SIGMA_MIN, SIGMA_MAX)
    for step in ddim(gaussian, x, sigmas, generator=generators(1), eta=eta):
        x = step.x
    assert x.std().item() == pytest.approx(SPREAD, rel=0.02)


@pytest.mark.parametrize("name", SAMPLERS)
def test_batch_of_two_is_two_batches_of_one(name: str) -> None:
    x = torch.randn(2, 3, 4, 5, generator=torch.Generator().manual_seed(0)) * SIGMA_MAX
    sigmas = karras_sigmas(6, SIGMA_MIN, SIGMA_MAX)
    both = last(SAMPLERS[name], x, sigmas, (7, 8))
    apart = torch.cat([last(SAMPLERS[name], x[:1], sigmas, (7,)), last(SAMPLERS[name], x[1:], sigmas, (8,))])
    assert torch.equal(both, apart)


@pytest.mark.parametrize("name", SAMPLERS)
def test_one_step_is_one_yield_and_the_last_is_clean(name: str) -> None:
    x = torch.randn(1, 1, 2, 2)
    steps = list(SAMPLERS[name](gaussian, x, [5.0, 1.0, 0.2, 0.0], generator=generators(3)))
    assert len(steps) == 3
    torch.testing.assert_close(steps[-1].x, steps[-1].x0)
    assert steps[-1].x.dtype == x.dtype


def test_nothing_is_computed_ahead_of_the_caller() -> None:
    calls = []

    def counted(x: Tensor, sigma: float) -> Tensor:
        calls.append(sigma)
        return gaussian(x, sigma)

    steps = sampler_named("dpmpp_2m")(counted, torch.zeros(1, 1, 1, 1), [3.0, 2.0, 1.0, 0.0])
    assert calls == []
    next(steps)
    assert calls == [3.0]
    steps.close()
    assert calls == [3.0]


def test_same_seed_same_picture_and_another_seed_another() -> None:
    x = torch.ones(1, 1, 4, 4) * SIGMA_MAX
    sigmas = karras_sigmas(5, SIGMA_MIN, SIGMA_MAX)
    first, again, other = (last(euler_ancestral, x, sigmas, (seed,)) for seed in (0, 0, 1))
    assert torch.equal(first, again)
    assert not torch.allclose(first, other)


def test_noise_needs_one_generator_per_image() -> None:
    x = torch.zeros(2, 1, 1, 1)
    for given in (None, torch.Generator(), generators(1, 2, 3)):
        with pytest.raises(InvalidRequest, match="2 images"):
            noise_like(x, given)
    with pytest.raises(InvalidRequest, match="0 were given"):
        list(euler_ancestral(gaussian, x, [2.0, 1.0, 0.0]))


def test_unknown_sampler_names_the_known_ones() -> None:
    with pytest.raises(InvalidRequest, match="ddim, dpmpp_2m, euler, euler_ancestral, heun"):
        sampler_named("plms")


@pytest.mark.parametrize("sigmas", [[], [0.0], [1.0, 0.5], [1.0, 1.0, 0.0], [1.0, 2.0, 0.0], [float("nan"), 0.0]])
def test_sigmas_must_fall_to_zero(sigmas: list[float]) -> None:
    for sampler in SAMPLERS.values():
        with pytest.raises(InvalidRequest, match="end in 0"):
            list(sampler(gaussian, torch.zeros(1, 1, 1, 1), sigmas))


def test_eta_outside_of_its_range_is_refused() -> None:
    with pytest.raises(InvalidRequest, match="between 0 and 1"):
        list(ddim(gaussian, torch.zeros(1, 1, 1, 1), [1.0, 0.0], eta=1.5))
