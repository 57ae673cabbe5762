"""The noise schedule and the lists of sigmas."""

import itertools
import math

import pytest
import torch

from diffusion.config import ScheduleConfig
from diffusion.errors import InvalidRequest
from diffusion.schedule import (
    SPACINGS,
    alphas_cumprod,
    karras_sigmas,
    prior_scale,
    sigma_of_timestep,
    sigma_table,
    spaced_sigmas,
    timestep_of_sigma,
    timesteps,
)

CONFIG = ScheduleConfig()


def test_alphas_fall_and_match_their_definition() -> None:
    alphas = alphas_cumprod(CONFIG)
    assert alphas.dtype == torch.float64
    assert alphas.shape == (1000,)
    assert (alphas.diff() < 0).all()
    assert alphas[0].item() == pytest.approx(1 - 0.00085, abs=1e-12)
    assert (alphas[-1] / alphas[-2]).item() == pytest.approx(1 - 0.02, abs=1e-12)


def test_timestep_of_sigma_inverts_the_table() -> None:
    table = sigma_table(CONFIG)
    for t in (0, 1, 17, 500, 998, 999):
        assert timestep_of_sigma(CONFIG, table[t].item()) == pytest.approx(t, abs=1e-7)
    for t in (0.25, 3.5, 700.125):
        assert timestep_of_sigma(CONFIG, sigma_of_timestep(CONFIG, t)) == pytest.approx(t, abs=1e-7)
    between = math.sqrt(table[10].item() * table[11].item())
    assert timestep_of_sigma(CONFIG, between) == pytest.approx(10.5, abs=1e-7)


def test_timesteps_are_clamped_to_what_was_trained() -> None:
    assert timestep_of_sigma(CONFIG, 0.0) == 0
    assert timestep_of_sigma(CONFIG, 1e-9) == 0
    assert timestep_of_sigma(CONFIG, 1e9) == 999
    assert sigma_of_timestep(CONFIG, -3) == pytest.approx(sigma_table(CONFIG)[0].item())
    assert sigma_of_timestep(CONFIG, 5000) == pytest.approx(sigma_table(CONFIG)[-1].item())


@pytest.mark.parametrize(
    ("spacing", "expected"),
    [
        ("trailing", [999, 749, 499, 249]),
        ("leading", [751, 501, 251, 1]),
        ("linspace", [999, 666, 333, 0]),
    ],
)
def test_timesteps_by_hand(spacing: str, expected: list[int]) -> None:
    assert timesteps(CONFIG, 4, spacing) == expected


@pytest.mark.parametrize("spacing", SPACINGS)
@pytest.mark.parametrize("n", [1, 2, 7, 30, 999, 1000])
def test_lists_fall_strictly_to_zero(spacing: str, n: int) -> None:
    sigmas = spaced_sigmas(CONFIG, n, spacing)
    assert len(sigmas) == n + 1
    assert sigmas[-1] == 0
    assert all(low < high for high, low in itertools.pairwise(sigmas))


def test_karras_sigmas_have_their_ends_and_curvature() -> None:
    sigmas = karras_sigmas(10, 0.1, 20.0)
    assert sigmas[0] == pytest.approx(20)
    assert sigmas[9] == pytest.approx(0.1)
    assert sigmas[10] == 0
    roots = [sigma ** (1 / 7) for sigma in sigmas[:10]]
    assert [high - low for high, low in itertools.pairwise(roots)] == pytest.approx([(roots[0] - roots[9]) / 9] * 9)
    assert karras_sigmas(1, 0.1, 20.0) == pytest.approx([20.0, 0.0])


def test_requests_that_cannot_be_met_are_refused() -> None:
    with pytest.raises(InvalidRequest, match="1 to 1000"):
        spaced_sigmas(CONFIG, 0)
    with pytest.raises(InvalidRequest, match="1 to 1000"):
        spaced_sigmas(CONFIG, 1001)
    with pytest.raises(InvalidRequest, match="trailing, leading, linspace"):
        spaced_sigmas(CONFIG, 5, "even")
    with pytest.raises(InvalidRequest, match="at least 1"):
        karras_sigmas(0, 0.1, 1.0)
    with pytest.raises(InvalidRequest, match="above 0"):
        karras_sigmas(5, 0.0, 1.0)


def test_prior_has_unit_variance_for_the_network() -> None:
    sigma = sigma_table(CONFIG)[-1].item()
    assert prior_scale(sigma) / math.sqrt(1 + sigma**2) == pytest.approx(1)
