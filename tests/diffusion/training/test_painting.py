"""The transformer's stage at toy size: it learns, reads references, and keeps words of one meaning together."""

from dataclasses import replace

import pytest
import torch

from diffusion.text import TextEncoders, Tokenizer
from diffusion.training.language import word_groups
from diffusion.training.loop import LoopConfig, run, step_generator
from diffusion.training.painting import Painter, PaintingOptions, PaintingStage, Parts, warp
from diffusion.training.world import World
from diffusion.transformer import Transformer, initialise
from diffusion.vae import AutoencoderKL
from tests.diffusion.toy import CONFIG, tokenizer_bytes


@pytest.fixture
def stage(figures, corpus):
    torch.manual_seed(0)
    parts = Parts(AutoencoderKL(CONFIG.vae), TextEncoders(CONFIG.text), Tokenizer(tokenizer_bytes()))
    network = Transformer(CONFIG.transformer)
    initialise(network, torch.Generator().manual_seed(0))
    painter = Painter(network, parts.text, [parts.tokenizer.encode("a red")[:2]])
    config = replace(CONFIG, image_size=64)
    options = PaintingOptions(batch=8, references=0.8)
    return PaintingStage(config, World(figures, 64), corpus, parts, painter, options)


def test_training_lowers_the_loss_and_writes_a_sheet(stage, tmp_path):
    before = float(stage.loss(0, step_generator(9, 0))[0].detach())
    run(stage, LoopConfig(steps=25, lr=3e-3, muon_lr=3e-3, warmup=2, sheet_every=25), tmp_path)
    assert float(stage.loss(0, step_generator(9, 0))[0].detach()) < 0.8 * before
    assert (tmp_path / "sheet-000025.png").stat().st_size > 1000


def test_words_of_one_meaning_stay_one_vector(stage, tmp_path):
    first, second = stage.parts.tokenizer.encode("a red")[:2]
    tables = (stage.module.text.t5.shared.weight, stage.module.text.clip.embeddings.word_embeddings.weight)
    before = [table[first].detach().clone() for table in tables]
    run(stage, LoopConfig(steps=3, lr=1e-2, warmup=1, sheet_every=99), tmp_path)
    for table, old in zip(tables, before, strict=True):
        assert torch.equal(table[first], table[second])
        assert not torch.equal(table[first], old)


def test_references_reach_the_loss(stage):
    """After the network can speak at all, the same step with other reference weights has another loss."""
    with torch.no_grad():
        for parameter in stage.module.transformer.parameters():
            parameter.add_(torch.randn(parameter.shape, generator=torch.Generator().manual_seed(1)) * 0.05)
    first = float(stage.loss(0, step_generator(1, 0))[0].detach())
    with torch.no_grad():
        stage.module.transformer.reference.patch.proj.bias.add_(3.0)
    assert float(stage.loss(0, step_generator(1, 0))[0].detach()) != first


def test_a_step_is_a_function_of_its_generator(stage):
    one, again = (float(stage.loss(0, step_generator(1, 4))[0].detach()) for _ in range(2))
    assert one == again


def test_noise_levels_cover_their_range_in_the_given_shares():
    levels = ((0.0, 0.1), (0.5, 1.0), (1.0, 100.0))
    sigma = warp(torch.tensor([0.0, 0.25, 0.5, 0.75, 1.0]), levels)
    assert sigma.tolist() == pytest.approx([0.1, 0.1 * 10**0.5, 1.0, 10.0, 100.0], rel=1e-4)


def test_word_groups_hold_single_pieces_once(stage):
    tokenizer = stage.parts.tokenizer
    groups = word_groups(tokenizer, [["cat", "cat", "a very long phrase"], ["cat", "dog"]])
    flat = [row for group in groups for row in group]
    assert len(flat) == len(set(flat))
