"""From the network's prediction to a denoised picture, and the training target of the same parameterisation.

The samplers live in variance-exploding coordinates ``x = latents + sigma * noise`` (Karras et al. 2022,
arXiv:2206.00364); the network was trained in variance-preserving ones, ``x_vp = x / sqrt(1 + sigma^2)``.
"""

import math
from collections.abc import Callable

import torch
from torch import Tensor

from diffusion.config import ScheduleConfig
from diffusion.schedule import timestep_of_sigma

Denoise = Callable[[Tensor, float], Tensor]
Predict = Callable[[Tensor, Tensor], Tensor]
"""Network with its conditioning bound: noisy latents [B, C, H, W] in VP coordinates and timesteps [B]."""


def clean_from_prediction(config: ScheduleConfig, x_vp: Tensor, prediction: Tensor, sigma: Tensor) -> Tensor:
    """Clean latents from the prediction (v: Salimans and Ho 2022, arXiv:2202.00512, appendix D)."""
    alpha = (1 + sigma**2).rsqrt()
    if config.prediction == "v":
        return alpha * x_vp - sigma * alpha * prediction
    return (x_vp - sigma * alpha * prediction) / alpha


def target_of(config: ScheduleConfig, clean: Tensor, noise: Tensor, sigma: Tensor) -> Tensor:
    """What the network should predict for ``clean`` under ``noise``; ``sigma`` broadcasts to [B, 1, 1, 1]."""
    alpha = (1 + sigma**2).rsqrt()
    return alpha * noise - sigma * alpha * clean if config.prediction == "v" else noise


def denoiser(config: ScheduleConfig, predict: Predict, channels: int) -> Denoise:
    """``denoise(x, sigma) -> x0``; a learned variance (channels beyond ``channels``) is not needed and cut off."""

    def denoise(x: Tensor, sigma: float) -> Tensor:
        alpha = 1.0 / math.sqrt(1.0 + sigma**2)
        x_vp = x * alpha
        timestep = torch.full((x.shape[0],), timestep_of_sigma(config, sigma), dtype=torch.float32, device=x.device)
        prediction = predict(x_vp, timestep)[:, :channels]
        return clean_from_prediction(config, x_vp, prediction, torch.tensor(sigma, dtype=x.dtype, device=x.device))

    return denoise


def guided(predict: Predict, guidance: float) -> Predict:
    """Classifier-free guidance (Ho and Salimans 2022, arXiv:2207.12598): ``predict`` takes the doubled batch.

    The first half of the doubled batch is conditioned on the negative prompt, the second on the prompt.
    """

    def predict_guided(x: Tensor, timestep: Tensor) -> Tensor:
        both = predict(torch.cat([x, x]), torch.cat([timestep, timestep]))
        negative, positive = both.chunk(2)
        return negative + guidance * (positive - negative)

    return predict_guided
