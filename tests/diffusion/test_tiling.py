"""Tiles and slices of the autoencoder: exact where nothing is cut, diffusers' own arithmetic where it is."""

from collections.abc import Callable

import diffusers
import pytest
import torch

from diffusion.config import VaeConfig
from diffusion.errors import InvalidConfig
from diffusion.keymap import DIFFUSERS_VAE, translate
from diffusion.tiling import TiledAutoencoder, Tiling, blended, tiled_as, tiled_decode, tiled_encode
from diffusion.vae import AutoencoderKL

CONFIG = VaeConfig(block_channels=(8, 8, 8), layers_per_block=1, norm_groups=4)
DOWN = 4
TOLERANCE = {"atol": 1e-5, "rtol": 1e-5}
"""Pictures and moments have a standard deviation of about 1; the largest difference seen is 3e-6."""


@pytest.fixture(scope="module")
def theirs() -> diffusers.AutoencoderKL:
    torch.manual_seed(4)
    model = diffusers.AutoencoderKL(
        down_block_types=("DownEncoderBlock2D",) * 3, up_block_types=("UpDecoderBlock2D",) * 3,
        block_out_channels=(8, 8, 8), layers_per_block=1, norm_num_groups=4, latent_channels=4, sample_size=32,
    ).eval()  # fmt: skip
    for name, parameter in model.named_parameters():
        torch.nn.init.normal_(parameter, std=0.15)
        if "norm" in name and name.endswith("weight"):
            parameter.data.add_(1)
    return model.requires_grad_(False)


@pytest.fixture(scope="module")
def ours(theirs: diffusers.AutoencoderKL) -> AutoencoderKL:
    model = AutoencoderKL(CONFIG).eval().requires_grad_(False)
    model.load_state_dict(translate(DIFFUSERS_VAE, theirs.state_dict()), strict=True)
    return model


SIZES = [(16, 16), (20, 9), (8, 13), (33, 20)]
"""In latent positions; tiles are 8 with 2 shared, so that edges fall whole, short, in one row, and in many."""


@pytest.mark.parametrize(("height", "width"), SIZES)
def test_decoding_is_that_of_diffusers(
    ours: AutoencoderKL, theirs: diffusers.AutoencoderKL, height: int, width: int
) -> None:
    theirs.enable_tiling()
    assert theirs.tile_latent_min_size == 8
    z = torch.randn(2, 4, height, width, generator=torch.Generator().manual_seed(1))
    found = tiled_decode(ours, z, Tiling(8, 2))
    torch.testing.assert_close(found, theirs.decode(z).sample, **TOLERANCE)
    assert found.shape == (2, 3, height * DOWN, width * DOWN)
    assert (found - ours.decode(z)).abs().max() > 1e-2, "tiles change the picture, or nothing was tiled"


@pytest.mark.parametrize(("height", "width"), SIZES)
def test_encoding_is_that_of_diffusers(
    ours: AutoencoderKL, theirs: diffusers.AutoencoderKL, height: int, width: int
) -> None:
    theirs.enable_tiling()
    x = torch.rand(2, 3, height * DOWN, width * DOWN, generator=torch.Generator().manual_seed(2)) * 2 - 1
    mean, logvar = tiled_encode(ours, x, Tiling(8, 2))
    posterior = theirs.encode(x).latent_dist
    torch.testing.assert_close(mean, posterior.mean, **TOLERANCE)
    torch.testing.assert_close(logvar, posterior.logvar, **TOLERANCE)
    assert (mean - ours.encode(x)[0]).abs().max() > 1e-2


def test_one_tile_is_the_untiled(ours: AutoencoderKL) -> None:
    z = torch.randn(1, 4, 8, 7, generator=torch.Generator().manual_seed(3))
    x = ours.decode(z)
    assert torch.equal(tiled_decode(ours, z, Tiling(8, 2)), x)
    for found, expected in zip(tiled_encode(ours, x, Tiling(8, 2)), ours.encode(x), strict=True):
        assert torch.equal(found, expected)


@pytest.mark.parametrize("tile", [8, 32], ids=["tiled", "whole"])
def test_slices_are_the_pictures_alone(ours: AutoencoderKL, tile: int) -> None:
    """Bit for bit: each is drawn as if it were the only one."""
    z = torch.randn(3, 4, 12, 10, generator=torch.Generator().manual_seed(5))
    tiling = Tiling(tile, 2)
    together = tiled_decode(ours, z, tiling)
    assert torch.equal(together, torch.cat([tiled_decode(ours, one, tiling) for one in z.split(1)]))
    apart = [tiled_encode(ours, one, tiling) for one in together.split(1)]
    for number, found in enumerate(tiled_encode(ours, together, tiling)):
        assert torch.equal(found, torch.cat([pair[number] for pair in apart]))


def test_no_more_than_one_tile_of_one_picture_at_a_time(ours: AutoencoderKL) -> None:
    shapes: list[tuple[int, ...]] = []
    hook = ours.decoder.register_forward_pre_hook(lambda module, inputs: shapes.append(tuple(inputs[0].shape)))
    tiled_decode(ours, torch.randn(2, 4, 20, 14), Tiling(8, 2))
    hook.remove()
    assert len(shapes) == 2 * 4 * 3
    assert max(shape[0] for shape in shapes) == 1
    assert max(max(shape[2:]) for shape in shapes) == 8


def test_weights_of_the_overlap() -> None:
    found = blended(torch.full((1, 1, 1, 6), 1.0), torch.full((1, 1, 1, 6), 5.0), 4, dim=3)
    assert found.flatten().tolist() == [1, 2, 3, 4, 5, 5]
    short = blended(torch.zeros(1, 1, 6, 2), torch.ones(1, 1, 2, 2), 4, dim=2)
    assert short[0, 0, :, 0].tolist() == [0, 0.5]
    assert blended(torch.zeros(1, 1, 6, 2), torch.ones(1, 1, 6, 2), 0, dim=2).min() == 1


def test_without_overlap_tiles_stand_side_by_side(ours: AutoencoderKL) -> None:
    z = torch.randn(1, 4, 8, 16, generator=torch.Generator().manual_seed(6))
    expected = torch.cat([ours.decode(half) for half in z.split(8, dim=3)], dim=3)
    torch.testing.assert_close(tiled_decode(ours, z, Tiling(8, 0)), expected, atol=1e-6, rtol=1e-6)


def test_the_autoencoder_that_tiles(ours: AutoencoderKL) -> None:
    tiled = TiledAutoencoder(CONFIG, Tiling(8, 2)).eval().requires_grad_(False)
    tiled.load_state_dict(ours.state_dict(), strict=True)
    z = torch.randn(1, 4, 12, 10, generator=torch.Generator().manual_seed(7))
    assert torch.equal(tiled.decode(z), tiled_decode(ours, z, Tiling(8, 2)))
    assert torch.equal(tiled.encode(tiled.decode(z))[0], tiled_encode(ours, tiled.decode(z), Tiling(8, 2))[0])
    with tiled_as(tiled, None):
        assert torch.equal(tiled.decode(z), ours.decode(z))
        assert torch.equal(tiled.encode(tiled.decode(z))[0], ours.encode(tiled.decode(z))[0])
    assert tiled.tiling == Tiling(8, 2)
    with tiled_as(ours, Tiling(8, 2)):  # one that cannot stays as it is
        assert torch.equal(ours.decode(z), AutoencoderKL.decode(ours, z))


@pytest.mark.parametrize("wrong", [lambda: Tiling(0, 0), lambda: Tiling(8, 5), lambda: Tiling(8, -1)])
def test_tiles_that_cannot_be(wrong: Callable[[], Tiling]) -> None:
    with pytest.raises(InvalidConfig, match="latent positions cannot overlap"):
        wrong()
