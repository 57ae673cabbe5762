"""Our samplers against diffusers' schedulers: the same sigmas, the same fake network (v-prediction)."""

import diffusers
import pytest
import torch
from torch import Tensor

from diffusion.config import ScheduleConfig
from diffusion.denoiser import denoiser
from diffusion.samplers import ddim, sampler_named
from diffusion.schedule import SPACINGS, spaced_sigmas, timesteps

# diffusers 0.42 turns tensors into arrays in a way that numpy 2 will drop.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")

CONFIG = ScheduleConfig()
COMMON = {
    "num_train_timesteps": CONFIG.steps,
    "beta_start": CONFIG.beta_start,
    "beta_end": CONFIG.beta_end,
    "beta_schedule": "scaled_linear",
    "prediction_type": "v_prediction",
    "timestep_spacing": "trailing",
}
SHAPE = (2, 4, 3, 5)
# Latents are about 1 in size; the largest difference seen is 1.6e-6 (diffusers computes its schedules in float32).
TOLERANCE = {"atol": 1e-5, "rtol": 1e-5}


def network(x: Tensor, timestep: Tensor) -> Tensor:
    """A smooth stand-in for a network's v; mixes neighbours and depends on the time."""
    time = timestep.view(-1, 1, 1, 1).float() / 1000
    return 0.6 * torch.tanh(1.3 * x + time) - 0.3 * x.roll(1, dims=1) * (1 - time)


def generators() -> list[torch.Generator]:
    return [torch.Generator().manual_seed(seed) for seed in (11, 12)]


def start() -> Tensor:
    return torch.randn(SHAPE, generator=torch.Generator().manual_seed(0))


def theirs(scheduler: object, steps: int, **settings: object) -> Tensor:
    """Their loop; returns the clean latents."""
    scheduler.set_timesteps(steps)
    x = start() * scheduler.init_noise_sigma
    for t in scheduler.timesteps:
        prediction = network(scheduler.scale_model_input(x, t), t.expand(SHAPE[0]))
        x = scheduler.step(prediction, t, x, **settings).prev_sample
    return x


def ours(name: str, sigmas: list[float], scale: float) -> Tensor:
    """Our loop from noise of that scale in variance-exploding coordinates."""
    denoise = denoiser(CONFIG, network, channels=SHAPE[1])
    x = start() * scale
    for step in sampler_named(name)(denoise, x, sigmas, generator=generators()):
        x = step.x
    return x


@pytest.mark.parametrize("steps", [4, 12, 25])
@torch.no_grad()
def test_euler(steps: int) -> None:
    scheduler = diffusers.EulerDiscreteScheduler(**COMMON)
    expected = theirs(scheduler, steps)
    result = ours("euler", scheduler.sigmas.tolist(), scheduler.sigmas[0].item())
    torch.testing.assert_close(result, expected, **TOLERANCE)


@pytest.mark.parametrize("steps", [4, 12, 25])
@torch.no_grad()
def test_euler_ancestral(steps: int) -> None:
    scheduler = diffusers.EulerAncestralDiscreteScheduler(**COMMON)
    expected = theirs(scheduler, steps, generator=generators())
    result = ours("euler_ancestral", scheduler.sigmas.tolist(), scheduler.sigmas[0].item())
    torch.testing.assert_close(result, expected, **TOLERANCE)


@pytest.mark.parametrize("steps", [4, 12, 25])
@torch.no_grad()
def test_heun(steps: int) -> None:
    scheduler = diffusers.HeunDiscreteScheduler(**COMMON)
    expected = theirs(scheduler, steps)
    sigmas = scheduler.sigmas.unique().flip(0).tolist()
    assert len(sigmas) == steps + 1
    result = ours("heun", sigmas, scheduler.init_noise_sigma.item())
    torch.testing.assert_close(result, expected, **TOLERANCE)


@pytest.mark.parametrize("steps", [4, 12, 25])
@torch.no_grad()
def test_dpmpp_2m(steps: int) -> None:
    scheduler = diffusers.DPMSolverMultistepScheduler(
        **COMMON, algorithm_type="dpmsolver++", solver_order=2, solver_type="midpoint"
    )
    expected = theirs(scheduler, steps)
    sigmas = scheduler.sigmas.tolist()
    result = ours("dpmpp_2m", sigmas, (1 + sigmas[0] ** 2) ** 0.5)
    torch.testing.assert_close(result, expected, **TOLERANCE)


@pytest.mark.parametrize("eta", [0.0, 0.4, 1.0])
@pytest.mark.parametrize("steps", [4, 25])
@torch.no_grad()
def test_ddim(steps: int, eta: float) -> None:
    """At numbers of steps that divide 1000: at others diffusers steps to ``t - 1000 // steps``, off its own list."""
    scheduler = diffusers.DDIMScheduler(**COMMON, clip_sample=False, set_alpha_to_one=True)
    expected = theirs(scheduler, steps, eta=eta, generator=generators())
    alphas = scheduler.alphas_cumprod.double()[scheduler.timesteps]
    sigmas = [*((1 - alphas) / alphas).sqrt().tolist(), 0.0]
    x = start() * (1 + sigmas[0] ** 2) ** 0.5
    denoise = denoiser(CONFIG, network, channels=SHAPE[1])
    for step in ddim(denoise, x, sigmas, generator=generators(), eta=eta):
        x = step.x
    torch.testing.assert_close(x, expected, **TOLERANCE)


@pytest.mark.parametrize("spacing", SPACINGS)
@pytest.mark.parametrize("steps", [4, 13, 50])
def test_timesteps_and_sigmas(spacing: str, steps: int) -> None:
    scheduler = diffusers.DDIMScheduler(**{**COMMON, "timestep_spacing": spacing}, steps_offset=1)
    scheduler.set_timesteps(steps)
    assert timesteps(CONFIG, steps, spacing) == scheduler.timesteps.tolist()
    alphas = scheduler.alphas_cumprod[scheduler.timesteps]
    torch.testing.assert_close(
        torch.tensor(spaced_sigmas(CONFIG, steps, spacing)[:-1]), ((1 - alphas) / alphas).sqrt(), atol=0, rtol=1e-4
    )
