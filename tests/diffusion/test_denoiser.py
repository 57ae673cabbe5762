"""Prediction, target and denoised picture fit together."""

import pytest
import torch

from diffusion.config import ScheduleConfig
from diffusion.denoiser import clean_from_prediction, denoiser, guided, target_of


@pytest.mark.parametrize("prediction", ["v", "epsilon"])
@pytest.mark.parametrize("sigma", [0.05, 1.0, 30.0])
def test_the_perfect_prediction_gives_the_clean_picture(prediction, sigma):
    config = ScheduleConfig(prediction=prediction)
    generator = torch.Generator().manual_seed(0)
    clean, noise = (torch.randn(2, 4, 4, 4, generator=generator, dtype=torch.float64) for _ in range(2))
    level = torch.tensor(sigma, dtype=torch.float64)
    x_vp = (clean + sigma * noise) / (1 + sigma**2) ** 0.5
    target = target_of(config, clean, noise, level)
    torch.testing.assert_close(clean_from_prediction(config, x_vp, target, level), clean, atol=1e-9, rtol=1e-9)


def test_v_is_minus_the_picture_in_pure_noise_and_the_noise_in_a_clean_picture():
    config = ScheduleConfig()
    clean, noise = torch.ones(1, 1, 1, 1), torch.full((1, 1, 1, 1), 3.0)
    assert target_of(config, clean, noise, torch.tensor(1e6)).item() == pytest.approx(-1.0, abs=1e-4)
    assert target_of(config, clean, noise, torch.tensor(1e-6)).item() == pytest.approx(3.0, abs=1e-4)


def test_the_denoiser_scales_its_input_and_cuts_the_variance_off():
    seen = {}

    def predict(x, timestep):
        seen.update(x=x, timestep=timestep)
        return torch.cat([torch.zeros_like(x), torch.ones_like(x)], dim=1)

    denoise = denoiser(ScheduleConfig(), predict, channels=4)
    result = denoise(torch.ones(2, 4, 2, 2), 3.0)
    assert result.shape == (2, 4, 2, 2)
    assert torch.allclose(seen["x"], torch.full((2, 4, 2, 2), 10**-0.5))
    assert seen["timestep"].shape == (2,)
    assert torch.allclose(result, torch.full((2, 4, 2, 2), 0.1))


def test_guidance_one_is_the_prompt_alone_and_zero_the_negative():
    def predict(x, timestep):
        return torch.cat([torch.full_like(x[:1], 2.0), torch.full_like(x[:1], 5.0)])

    x, t = torch.zeros(1, 1, 1, 1), torch.zeros(1)
    assert guided(predict, 1.0)(x, t).item() == 5.0
    assert guided(predict, 0.0)(x, t).item() == 2.0
    assert guided(predict, 3.0)(x, t).item() == 11.0
