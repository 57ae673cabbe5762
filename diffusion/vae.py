"""The autoencoder between pictures and latents: Stable Diffusion's AutoencoderKL, with two optional additions.

``unshuffle`` folds squares of pixels into channels before the first convolution, and ``linear`` lets the convolutions
start from, and add to, a linear map between patches and latents (Chen et al. 2024, arXiv:2410.10733, section 3.2).

Dimensions: B batch, C latent channels, H W pixels, h w latent positions; H = h * config.downsample.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from diffusion.config import VaeConfig
from diffusion.vae_blocks import Downsample, Middle, Stage, Upsample

LOGVAR_RANGE = (-30.0, 20.0)
"""Bounds of the posterior's log variance, as in the published implementation."""


class Encoder(nn.Module):
    """Pictures [B, c, H, W] to the posterior's mean and log variance, side by side [B, 2C, h, w]."""

    def __init__(self, config: VaeConfig) -> None:
        super().__init__()
        widths, groups = config.block_channels, config.norm_groups
        self.conv_in = nn.Conv2d(config.in_channels * config.unshuffle**2, widths[0], 3, padding=1)
        stages = []
        for level, width in enumerate(widths):
            last = level == len(widths) - 1
            resample = nn.Identity() if last else Downsample(width)
            stages.append(Stage(widths[max(level - 1, 0)], width, config.layers_per_block, groups, resample))
        self.stages = nn.Sequential(*stages)
        self.middle = Middle(widths[-1], groups)
        self.norm_out = nn.GroupNorm(groups, widths[-1], eps=1e-6)
        self.conv_out = nn.Conv2d(widths[-1], 2 * config.latent_channels, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        h = self.middle(self.stages(self.conv_in(x)))
        return self.conv_out(F.silu(self.norm_out(h)))


class Decoder(nn.Module):
    """Latents [B, C, h, w] to pictures [B, c, H, W]; one more residual block a stage than the encoder."""

    def __init__(self, config: VaeConfig) -> None:
        super().__init__()
        widths, groups = config.block_channels[::-1], config.norm_groups
        self.conv_in = nn.Conv2d(config.latent_channels, widths[0], 3, padding=1)
        self.middle = Middle(widths[0], groups)
        stages = []
        for level, width in enumerate(widths):
            last = level == len(widths) - 1
            resample = nn.Identity() if last else Upsample(width)
            stages.append(Stage(widths[max(level - 1, 0)], width, config.layers_per_block + 1, groups, resample))
        self.stages = nn.Sequential(*stages)
        self.norm_out = nn.GroupNorm(groups, widths[-1], eps=1e-6)
        self.conv_out = nn.Conv2d(widths[-1], config.in_channels * config.unshuffle**2, 3, padding=1)

    def forward(self, z: Tensor) -> Tensor:
        h = self.stages(self.middle(self.conv_in(z)))
        return self.conv_out(F.silu(self.norm_out(h)))


class LinearPath(nn.Module):
    """A linear map of whole patches of pixels to latents (``encode``) and another one back (``decode``)."""

    def __init__(self, config: VaeConfig) -> None:
        super().__init__()
        patch = config.downsample
        self.encode = nn.Conv2d(config.in_channels, config.latent_channels, patch, patch)
        self.decode = nn.ConvTranspose2d(config.latent_channels, config.in_channels, patch, patch)


class AutoencoderKL(nn.Module):
    """Pictures in [-1, 1] to latents and back. The parts that ``config`` leaves out are None."""

    latent_shift: Tensor
    latent_scale: Tensor

    def __init__(self, config: VaeConfig) -> None:
        super().__init__()
        self.config = config
        channels = config.latent_channels
        quant_encoder = config.quant_conv and config.encoder_blocks
        self.encoder = Encoder(config) if config.encoder_blocks else None
        self.decoder = Decoder(config)
        self.quant_conv = nn.Conv2d(2 * channels, 2 * channels, 1) if quant_encoder else None
        self.post_quant_conv = nn.Conv2d(channels, channels, 1) if config.quant_conv else None
        self.linear = LinearPath(config) if config.linear else None
        if config.linear:
            self.register_buffer("latent_shift", torch.zeros(channels))
            self.register_buffer("latent_scale", torch.ones(channels))
            self._start_at_linear_map()

    @torch.no_grad()
    def _start_at_linear_map(self) -> None:
        """The convolutions contribute nothing until they are trained."""
        outputs = [self.decoder.conv_out]
        if self.encoder is not None:
            outputs.append(self.encoder.conv_out)
        for conv in outputs:
            conv.weight.zero_()
            if conv.bias is not None:
                conv.bias.zero_()
        if self.quant_conv is not None and self.quant_conv.bias is not None:
            self.quant_conv.bias.zero_()

    def encode(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Mean and log variance, each [B, C, h, w], of pictures ``x`` [B, 3, H, W] in [-1, 1]."""
        linear = None if self.linear is None else self.linear.encode(x)  # [B, C, h, w]
        if self.encoder is None:
            assert linear is not None
            return linear, torch.full_like(linear, LOGVAR_RANGE[0])
        folded = F.pixel_unshuffle(x, self.config.unshuffle) if self.config.unshuffle > 1 else x
        moments = self.encoder(folded)  # [B, 2C, h, w]
        if self.quant_conv is not None:
            moments = self.quant_conv(moments)
        mean, logvar = moments.chunk(2, dim=1)
        return mean if linear is None else mean + linear, logvar.clamp(*LOGVAR_RANGE)

    def decode(self, z: Tensor) -> Tensor:
        """Pictures [B, 3, H, W], not clamped, of latents ``z`` [B, C, h, w] as ``encode`` gives them (unscaled)."""
        x = self.decoder(z if self.post_quant_conv is None else self.post_quant_conv(z))
        if self.config.unshuffle > 1:
            x = F.pixel_shuffle(x, self.config.unshuffle)  # [B, 3, H, W]
        return x if self.linear is None else x + self.linear.decode(z)

    def to_latents(self, mean: Tensor) -> Tensor:
        """``(mean - shift) * scale``: latents of about unit variance, which is what the transformer sees."""
        if not self.config.linear:
            return mean * self.config.scaling_factor
        return (mean - self.latent_shift[:, None, None]) * self.latent_scale[:, None, None]

    def from_latents(self, latents: Tensor) -> Tensor:
        """The inverse of ``to_latents``."""
        if not self.config.linear:
            return latents / self.config.scaling_factor
        return latents / self.latent_scale[:, None, None] + self.latent_shift[:, None, None]
