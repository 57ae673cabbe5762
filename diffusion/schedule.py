"""The noise schedule: betas of training, noise levels sigma, and the lists of sigmas that samplers walk down.

``sigma`` is the standard deviation of the noise in variance-exploding coordinates, x = latents + sigma * noise (Karras
et al. 2022, arXiv:2206.00364). The network was trained in variance-preserving ones, x_vp = x / sqrt(1 + sigma^2), where
sigma^2 = (1 - a) / a of the cumulative alphas ``a`` (Ho et al. 2020, arXiv:2006.11239). All is computed in float64.
"""

import bisect
import math
from functools import lru_cache
from typing import Literal

import torch
from torch import Tensor

from diffusion.config import ScheduleConfig
from diffusion.errors import InvalidRequest

Spacing = Literal["trailing", "leading", "linspace"]
SPACINGS: tuple[Spacing, ...] = ("trailing", "leading", "linspace")


def alphas_cumprod(config: ScheduleConfig) -> Tensor:
    """Cumulative products of 1 - beta, float64 [steps]; the square roots of the betas are evenly spaced."""
    roots = torch.linspace(config.beta_start**0.5, config.beta_end**0.5, config.steps, dtype=torch.float64)
    return torch.cumprod(1 - roots**2, dim=0)


def sigma_table(config: ScheduleConfig) -> Tensor:
    """sigma of every training timestep, float64 [steps], rising."""
    alphas = alphas_cumprod(config)
    return ((1 - alphas) / alphas).sqrt()


@lru_cache(maxsize=16)
def _log_sigmas(config: ScheduleConfig) -> tuple[float, ...]:
    return tuple(sigma_table(config).log().tolist())


def sigma_of_timestep(config: ScheduleConfig, timestep: float) -> float:
    """sigma at ``timestep`` in [0, steps - 1], between whole timesteps interpolated in log sigma."""
    logs = _log_sigmas(config)
    timestep = min(max(timestep, 0.0), config.steps - 1.0)
    low = min(int(timestep), max(config.steps - 2, 0))
    high = min(low + 1, config.steps - 1)
    return math.exp(logs[low] + (timestep - low) * (logs[high] - logs[low]))


def timestep_of_sigma(config: ScheduleConfig, sigma: float) -> float:
    """The timestep at which training had this ``sigma``, interpolated in log sigma, within [0, steps - 1]."""
    logs = _log_sigmas(config)
    if sigma <= 0 or math.log(sigma) <= logs[0]:
        return 0.0
    wanted = math.log(sigma)
    high = bisect.bisect_left(logs, wanted)
    if high == len(logs):
        return float(config.steps - 1)
    return high - (logs[high] - wanted) / (logs[high] - logs[high - 1])


def timesteps(config: ScheduleConfig, n: int, spacing: Spacing = "trailing", *, offset: int = 1) -> list[int]:
    """``n`` falling whole timesteps (Lin et al. 2023, arXiv:2305.08891, table 2).

    "trailing" begins at the noisiest timestep, "linspace" has both ends, "leading" (as HunyuanDiT was published) is
    raised by ``offset`` and begins below the noisiest one.
    """
    if spacing not in SPACINGS:
        raise InvalidRequest(f"spacing {spacing!r} is unknown; allowed are {', '.join(SPACINGS)}")
    total = config.steps
    if not 1 <= n <= total:
        raise InvalidRequest(f"{n} steps were asked for; allowed are 1 to {total}")
    if spacing == "trailing":
        return [round(total - i * total / n) - 1 for i in range(n)]
    if spacing == "leading":
        ratio = total // n
        offset = min(offset, total - 1 - ratio * (n - 1))
        return [ratio * i + offset for i in reversed(range(n))]
    return [round((total - 1) * (1 - i / max(n - 1, 1))) for i in range(n)]


def spaced_sigmas(config: ScheduleConfig, n: int, spacing: Spacing = "trailing", *, offset: int = 1) -> list[float]:
    """The sigmas of ``timesteps(...)`` and a closing 0: ``n + 1`` falling numbers, ``n`` steps."""
    logs = _log_sigmas(config)
    return [math.exp(logs[t]) for t in timesteps(config, n, spacing, offset=offset)] + [0.0]


def karras_sigmas(n: int, sigma_min: float, sigma_max: float, rho: float = 7.0) -> list[float]:
    """``n`` sigmas from ``sigma_max`` to ``sigma_min`` and a closing 0 (Karras et al. 2022, equation 5)."""
    if n < 1:
        raise InvalidRequest(f"{n} steps were asked for; at least 1 is needed")
    if not 0 < sigma_min <= sigma_max:
        raise InvalidRequest(f"sigmas from {sigma_max} to {sigma_min} do not fall to a number above 0")
    high, low = sigma_max ** (1 / rho), sigma_min ** (1 / rho)
    return [(high + i / max(n - 1, 1) * (low - high)) ** rho for i in range(n)] + [0.0]


def prior_scale(sigma: float) -> float:
    """What to multiply unit noise by, to begin at ``sigma`` in variance-exploding coordinates.

    There x has the variance of latents plus noise, 1 + sigma^2, so that the network's own input begins as unit noise.
    """
    return math.sqrt(1.0 + sigma**2)
