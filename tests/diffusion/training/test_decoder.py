"""The decoder's stage at toy size: it learns from redrawn latents, and leaves encoder and transformer alone."""

from dataclasses import replace

import pytest
import torch

from diffusion.text import TextEncoders, Tokenizer
from diffusion.training.autoencoder import start_from_components
from diffusion.training.decoder import DecoderOptions, DecoderStage
from diffusion.training.loop import LoopConfig, run, step_generator
from diffusion.training.painting import Parts
from diffusion.training.world import World
from diffusion.vae import AutoencoderKL
from tests.diffusion.toy import CONFIG, tokenizer_bytes, transformer


@pytest.fixture
def stage(figures, corpus):
    torch.manual_seed(0)
    world = World(figures, 64)
    parts = Parts(AutoencoderKL(CONFIG.vae), TextEncoders(CONFIG.text), Tokenizer(tokenizer_bytes()))
    start_from_components(parts.vae, world.render([corpus[index].picture for index in range(64)]))
    config = replace(CONFIG, image_size=64)
    return DecoderStage(
        config, world, corpus, parts, transformer(), DecoderOptions(batch=6, clean=3, steps=2, levels=(0.3, 0.9))
    )


@torch.no_grad()
def mean_loss(stage):
    """Over batches that are not trained on; one alone may be of pictures that are hard."""
    return sum(float(stage.loss(0, step_generator(9, index))[0]) for index in range(6)) / 6


def test_training_lowers_the_loss_and_moves_the_decoder_only(stage, tmp_path):
    assert stage.module.linear is not None
    encode = stage.module.linear.encode.weight.detach().clone()
    painter = {name: p.detach().clone() for name, p in stage.transformer.named_parameters()}
    before = mean_loss(stage)
    run(stage, LoopConfig(steps=60, lr=3e-3, warmup=2, sheet_every=60), tmp_path)
    assert mean_loss(stage) < 0.9 * before
    assert torch.equal(stage.module.linear.encode.weight, encode)
    assert all(torch.equal(p, painter[name]) for name, p in stage.transformer.named_parameters())
    assert (tmp_path / "sheet-000060.png").stat().st_size > 1000


def test_what_is_redrawn_differs_more_from_a_higher_level(stage):
    x = stage.world.render([stage.corpus[index].picture for index in range(4)])
    latents = stage.module.to_latents(stage.module.encode(x)[0]).detach()
    captions = [stage.corpus[index].captions["en"][0] for index in range(4)]
    errors = [
        float((stage.redrawn(latents, captions, sigma, step_generator(2, 0)) - latents).square().mean())
        for sigma in (0.2, 1.6)
    ]
    assert 0 < errors[0] < errors[1]


def test_a_student_redraws_in_steps_of_its_own(stage):
    stage.student = transformer()
    latents = torch.randn(2, CONFIG.vae.latent_channels, 8, 8, generator=step_generator(1, 0))
    captions = ["a cat", "a dog"]
    found = [stage.redrawn(latents, captions, 1.0, step_generator(2, 0), taught=taught) for taught in (True, False)]
    assert found[0].shape == latents.shape
    assert not torch.allclose(*found)
