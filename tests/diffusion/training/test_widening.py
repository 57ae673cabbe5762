"""A widened decoder decodes as before, and can be trained further in all its channels."""

from dataclasses import replace

import pytest
import torch

from diffusion.training.widening import widened, widened_config
from diffusion.vae import AutoencoderKL
from tests.diffusion.toy import CONFIG


@pytest.fixture
def vae():
    torch.manual_seed(0)
    result = AutoencoderKL(CONFIG.vae)
    with torch.no_grad():
        for parameter in result.parameters():  # nothing is zero or one as at the beginning
            parameter.add_(0.1 * torch.randn(parameter.shape))
    return result


@pytest.mark.parametrize("factor", [2, 3])
def test_what_is_decoded_stays_the_same(vae, factor):
    wide = widened(vae, factor, torch.Generator().manual_seed(1))
    z = torch.randn(2, CONFIG.vae.latent_channels, 4, 4, generator=torch.Generator().manual_seed(2))
    with torch.no_grad():
        before, after = vae.decode(z), wide.decode(z)
        latents = [one.to_latents(one.encode(before)[0]) for one in (vae, wide)]
    assert torch.allclose(before, after, atol=1e-5 * float(before.abs().max()))
    assert torch.equal(*latents)
    assert wide.config == widened_config(vae.config, factor)
    assert wide.decoder.conv_in.out_channels == factor * vae.decoder.conv_in.out_channels


def test_new_channels_get_gradients(vae):
    wide = widened(vae, 2, torch.Generator().manual_seed(1))
    z = torch.randn(2, CONFIG.vae.latent_channels, 4, 4, generator=torch.Generator().manual_seed(2))
    wide.decode(z).square().mean().backward()
    weight = wide.decoder.conv_out.weight
    assert weight.grad is not None
    assert (weight.grad[:, vae.decoder.conv_out.in_channels :].abs().amax(dim=(0, 2, 3)) > 0).all()


def test_the_same_seed_gives_the_same_weights(vae):
    one, same, other = (widened(vae, 2, torch.Generator().manual_seed(seed)).state_dict() for seed in (1, 1, 2))
    assert all(torch.equal(one[name], same[name]) for name in one)
    assert not all(torch.equal(one[name], other[name]) for name in one)


def test_a_convolutional_encoder_is_refused():
    vae = AutoencoderKL(replace(CONFIG.vae, encoder_blocks=True))
    with pytest.raises(ValueError, match="encoder is linear"):
        widened(vae, 2, torch.Generator().manual_seed(1))
