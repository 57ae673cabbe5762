"""The autoencoder: shapes, the linear path, scaling."""

import pytest
import torch

from diffusion.config import VaeConfig
from diffusion.errors import InvalidConfig
from diffusion.vae import AutoencoderKL

TOY = {"block_channels": (4, 8), "layers_per_block": 1, "norm_groups": 2}
CONFIGS = [
    VaeConfig(**TOY),
    VaeConfig(**TOY, quant_conv=False, latent_channels=6),
    VaeConfig(**TOY, unshuffle=2),
    VaeConfig(**TOY, unshuffle=4, linear=True),
    VaeConfig(**TOY, unshuffle=4, linear=True, encoder_blocks=False),
]


@pytest.mark.parametrize("config", CONFIGS)
def test_shapes_and_gradients(config: VaeConfig) -> None:
    torch.manual_seed(0)
    vae = AutoencoderKL(config)
    x = torch.rand(2, 3, 16, 24) * 2 - 1
    mean, logvar = vae.encode(x)
    assert mean.shape == logvar.shape == (2, config.latent_channels, 16 // config.downsample, 24 // config.downsample)
    y = vae.decode(mean)
    assert y.shape == x.shape
    loss = (y - x).square().mean() + (mean.square() + logvar.exp() - logvar).mean()
    loss.backward()
    lacking = [name for name, parameter in vae.named_parameters() if parameter.grad is None]
    assert not lacking


def test_training_starts_at_the_linear_map() -> None:
    """The convolutions are silent at first, and the linear decoder inverts the linear encoder where it can."""
    torch.manual_seed(0)
    vae = AutoencoderKL(VaeConfig(**TOY, unshuffle=2, linear=True))
    x = torch.rand(2, 3, 8, 8) * 2 - 1
    mean, logvar = vae.encode(x)
    patches = x.unfold(2, 4, 4).unfold(3, 4, 4).permute(0, 2, 3, 1, 4, 5).flatten(3)  # [B, h, w, 48]
    matrix = vae.linear.encode.weight.flatten(1)
    expected = (patches @ matrix.T + vae.linear.encode.bias).permute(0, 3, 1, 2)
    torch.testing.assert_close(mean, expected, atol=1e-5, rtol=1e-5)
    torch.testing.assert_close(vae.decode(mean), vae.linear.decode(mean))
    assert logvar.abs().max() < 10


def test_linear_encoder_alone_is_deterministic() -> None:
    vae = AutoencoderKL(VaeConfig(**TOY, unshuffle=2, linear=True, encoder_blocks=False))
    assert vae.encoder is None
    _, logvar = vae.encode(torch.zeros(1, 3, 8, 8))
    assert (logvar == -30).all()


@pytest.mark.parametrize("linear", [False, True])
def test_scaling_has_an_inverse(linear: bool) -> None:
    vae = AutoencoderKL(VaeConfig(**TOY, linear=linear))
    if linear:
        vae.latent_shift.copy_(torch.tensor([0.1, -0.2, 0.3, 0.0]))
        vae.latent_scale.copy_(torch.tensor([0.5, 2.0, 1.0, 3.0]))
    mean = torch.randn(2, 4, 3, 5)
    torch.testing.assert_close(vae.from_latents(vae.to_latents(mean)), mean)
    scale = 3.0 if linear else 0.13025
    torch.testing.assert_close(vae.to_latents(mean)[:, 3], mean[:, 3] * scale)


def test_log_variance_is_bounded() -> None:
    vae = AutoencoderKL(VaeConfig(**TOY))
    with torch.no_grad():
        vae.quant_conv.bias.fill_(1e4)
    _, logvar = vae.encode(torch.zeros(1, 3, 8, 8))
    assert (logvar == 20).all()


def test_no_encoder_at_all_is_refused() -> None:
    with pytest.raises(InvalidConfig, match="linear"):
        VaeConfig(encoder_blocks=False)
