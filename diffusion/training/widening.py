"""A wider decoder that decodes as the one before did, to train on from there.

Net2WiderNet's idea (Chen et al. 2016, arXiv:1511.05641), with new channels that nobody listens to yet instead of
copies: groups of channels keep their sizes, so that the old ones are normalised as before.
"""

import math
from dataclasses import replace

import torch
from torch import Tensor, nn

from diffusion.config import VaeConfig
from diffusion.vae import AutoencoderKL
from diffusion.vae_blocks import SpatialAttention


def widened_config(config: VaeConfig, factor: int) -> VaeConfig:
    """``factor`` times as many channels in ``factor`` times as many groups."""
    widths = tuple(factor * width for width in config.block_channels)
    return replace(config, block_channels=widths, norm_groups=factor * config.norm_groups)


@torch.no_grad()
def widened(vae: AutoencoderKL, factor: int, generator: torch.Generator) -> AutoencoderKL:
    """A copy of ``vae``, which has no convolutional encoder, whose decoder is ``factor`` times as wide.

    The new channels' weights are drawn from ``generator``; what it decodes is unchanged but for rounding.
    """
    if vae.encoder is not None:
        raise ValueError("only an autoencoder whose encoder is linear can be widened: latents must stay what they are")
    result = AutoencoderKL(widened_config(vae.config, factor))
    modules = dict(result.named_modules())
    for name, module in vae.named_modules():
        own = modules[name]
        if isinstance(module, nn.Conv2d | nn.ConvTranspose2d | nn.Linear | nn.GroupNorm):
            for key, old in module.named_parameters(recurse=False):
                new = getattr(own, key)
                if not isinstance(module, nn.GroupNorm):
                    new.zero_()  # new channels of a norm start as they are made: scaled by one, not moved
                _filled(new, old, generator)
    for name, module in vae.named_modules():
        if isinstance(module, SpatialAttention):
            _same_scores(modules[name].q, module.q, factor)
    result.load_state_dict({**result.state_dict(), **dict(vae.named_buffers())})
    return result


def _filled(new: Tensor, old: Tensor, generator: torch.Generator) -> None:
    """Old entries first, nothing from new inputs to old outputs, new outputs at random."""
    if new.shape == old.shape:
        new.copy_(old)
        return
    outputs = old.shape[0]
    if new.ndim > 1:
        bound = 1 / math.sqrt(new[0].numel())  # torch's own initialisation of convolutions and linear layers
        new.copy_((2 * torch.rand(new.shape, generator=generator) - 1) * bound)
        new[:outputs] = 0
        new[:outputs, : old.shape[1]] = old
    else:
        new[:outputs] = old


def _same_scores(new: nn.Linear, old: nn.Linear, factor: int) -> None:
    """Queries whose products with the keys are those of before: the new entries are zero, the scale is made up for."""
    outputs = old.weight.shape[0]
    new.weight[outputs:] = 0
    new.bias[outputs:] = 0
    new.weight[:outputs] *= math.sqrt(factor)
    new.bias[:outputs] *= math.sqrt(factor)
