"""Training of the autoencoder: principal components give the linear map, then the decoder learns the rest."""

import random
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor

from diffusion.config import VaeConfig
from diffusion.training.corpus import Corpus
from diffusion.training.sheets import save_sheet
from diffusion.training.workers import CPU
from diffusion.training.world import Renderer
from diffusion.vae import AutoencoderKL

WHITENING = 0.5
"""Latent channel i has the standard deviation of its component to this power: between pixels (1) and white (0)."""


@torch.no_grad()
def start_from_components(vae: AutoencoderKL, pictures: Tensor) -> None:
    """Sets the linear path to the principal components of patches of ``pictures`` [B, 3, H, W] in [-1, 1].

    Channels are scaled so that the latents have a mean square of one, the first still being the largest.
    """
    assert vae.linear is not None
    patch, channels = vae.config.downsample, vae.config.latent_channels
    patches = F.unfold(pictures, patch, stride=patch).transpose(1, 2).flatten(0, 1)  # [M, 3 * patch²]
    mean = patches.mean(dim=0)
    covariance = (patches - mean).T @ (patches - mean) / len(patches)
    values, vectors = torch.linalg.eigh(covariance)
    basis = vectors.flip(1)[:, :channels]  # [3 * patch², C]
    deviation = values.flip(0)[:channels].clamp(min=1e-8).sqrt()
    gain = deviation ** (WHITENING - 1)
    gain = gain / (gain * deviation).square().mean().sqrt()
    vae.linear.encode.weight.copy_((basis * gain).T.reshape(channels, 3, patch, patch))
    vae.linear.encode.bias.copy_(-(mean @ basis) * gain)  # type: ignore[union-attr]
    vae.linear.decode.weight.copy_((basis / gain).T.reshape(channels, 3, patch, patch))
    # One bias per colour; what the mean patch has beyond that is nearly nothing.
    vae.linear.decode.bias.copy_(mean.view(3, -1).mean(dim=1))  # type: ignore[union-attr]


def reconstruction(drawn: Tensor, wanted: Tensor) -> tuple[Tensor, dict[str, float]]:
    """Absolute, squared and gradient differences of pictures [B, 3, H, W] in [-1, 1], and the PSNR in dB."""
    error = drawn - wanted
    mse = error.square().mean()
    gradient = (error[:, :, 1:] - error[:, :, :-1]).abs().mean() + (error[..., 1:] - error[..., :-1]).abs().mean()
    loss = error.abs().mean() + 4 * mse + 0.5 * gradient
    return loss, {"psnr": float(10 * torch.log10(4 / mse.detach()))}


class AutoencoderStage:
    """Pictures back from their latents with a little noise on them."""

    def __init__(
        self,
        config: VaeConfig,
        world: Renderer,
        corpus: Corpus,
        batch: int,
        noise: float = 0.06,
        device: torch.device = CPU,
    ) -> None:
        self.world, self.corpus, self.batch, self.noise, self.device = world, corpus, batch, noise, device
        self.module = AutoencoderKL(config).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        start_from_components(self.module, world.render(corpus.pictures(random.Random(0), 1200)))
        if self.module.encoder is None:
            # Latents stay what they are, so that the transformer can be trained meanwhile.
            assert self.module.linear is not None
            self.module.linear.encode.requires_grad_(False)
        self.module.to(device)

    def loss(self, step: int, generator: torch.Generator) -> tuple[Tensor, dict[str, float]]:
        rng = random.Random(int(torch.randint(2**62, (), generator=generator)))
        x = self.world.render(self.corpus.pictures(rng, self.batch)).to(self.device)
        with torch.autocast(self.device.type, torch.bfloat16):
            mean, _ = self.module.encode(x)
            strength = self.noise * torch.rand(self.batch, 1, 1, 1, generator=generator)
            noise = strength * torch.randn(mean.shape, generator=generator)
            z = mean.float() + noise.to(self.device)
            y = self.module.decode(z.to(memory_format=torch.channels_last))
        return reconstruction(y.float(), x)

    @torch.no_grad()
    def sheet(self, path: Path) -> None:
        x = self.world.render(self.corpus.pictures(random.Random(1), 16)).to(self.device)
        y = self.module.decode(self.module.encode(x)[0])
        save_sheet(torch.cat([x, y]).cpu(), path, columns=16)
