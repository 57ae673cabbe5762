"""Our autoencoder against diffusers' from the same random weights."""

import diffusers
import pytest
import torch

from diffusion.config import VaeConfig
from diffusion.keymap import DIFFUSERS_VAE, translate
from diffusion.vae import AutoencoderKL


def both(*, quant_conv: bool, layers: int, channels: tuple[int, ...] = (8, 16, 16)) -> tuple:
    torch.manual_seed(3)
    stages = len(channels)
    theirs = diffusers.AutoencoderKL(
        down_block_types=("DownEncoderBlock2D",) * stages,
        up_block_types=("UpDecoderBlock2D",) * stages,
        block_out_channels=channels,
        layers_per_block=layers,
        norm_num_groups=4,
        latent_channels=4,
        use_quant_conv=quant_conv,
        use_post_quant_conv=quant_conv,
    ).eval()
    for name, parameter in theirs.named_parameters():  # norms and biases would otherwise all be 1 and 0
        torch.nn.init.normal_(parameter, std=0.6 if "to_q" in name or "to_k" in name else 0.15)
        if "norm" in name and name.endswith("weight"):
            parameter.data.add_(1)
    config = VaeConfig(block_channels=channels, layers_per_block=layers, norm_groups=4, quant_conv=quant_conv)
    ours = AutoencoderKL(config).eval()
    ours.load_state_dict(translate(DIFFUSERS_VAE, theirs.state_dict()), strict=True)
    return ours, theirs


@pytest.mark.parametrize(("quant_conv", "layers"), [(True, 1), (False, 2)])
@torch.no_grad()
def test_encode_and_decode_agree_with_diffusers(quant_conv: bool, layers: int) -> None:
    ours, theirs = both(quant_conv=quant_conv, layers=layers)
    x = torch.rand(2, 3, 20, 28) * 2 - 1
    mean, logvar = ours.encode(x)
    posterior = theirs.encode(x).latent_dist
    torch.testing.assert_close(mean, posterior.mean, atol=1e-5, rtol=1e-5)
    torch.testing.assert_close(logvar, posterior.logvar, atol=1e-5, rtol=1e-5)
    z = torch.randn(2, 4, 5, 7)
    torch.testing.assert_close(ours.decode(z), theirs.decode(z).sample, atol=1e-5, rtol=1e-5)


@torch.no_grad()
def test_channels_last_gives_the_same_numbers() -> None:
    ours, theirs = both(quant_conv=True, layers=1)
    x = torch.rand(1, 3, 16, 16) * 2 - 1
    mean, _ = ours.to(memory_format=torch.channels_last).encode(x.contiguous(memory_format=torch.channels_last))
    torch.testing.assert_close(mean, theirs.encode(x).latent_dist.mean, atol=1e-5, rtol=1e-5)


def test_every_published_name_of_the_sdxl_autoencoder_is_in_the_table() -> None:
    """Names and shapes only, at the published size, on the meta device."""
    with torch.device("meta"):
        theirs = diffusers.AutoencoderKL(
            down_block_types=("DownEncoderBlock2D",) * 4,
            up_block_types=("UpDecoderBlock2D",) * 4,
            block_out_channels=(128, 256, 512, 512),
            layers_per_block=2,
        )
        ours = AutoencoderKL(VaeConfig())
    translated = translate(DIFFUSERS_VAE, theirs.state_dict())
    assert {name: tensor.shape for name, tensor in translated.items()} == {
        name: tensor.shape for name, tensor in ours.state_dict().items()
    }
