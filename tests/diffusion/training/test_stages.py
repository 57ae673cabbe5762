"""The decoder's stage by its commands, from a model file to the next one."""

import json

import pytest
import torch

from diffusion.checkpoint import load, save
from diffusion.training.__main__ import work
from rewriter.lexicon import Lexicon
from rewriter.training.scenes import Mixture, records
from tests.diffusion.toy import CONFIG, transformer, write_model


@pytest.fixture
def flags(tmp_path, assets, figures):
    corpus = tmp_path / "corpus.jsonl"
    lines = [json.dumps(r) for r in records(Lexicon.load(assets / "world"), Mixture(), 20, seed=4)]
    corpus.write_text("\n".join(lines), encoding="utf-8")
    base = write_model(tmp_path / "model.safetensors")
    return [
        "--base", base, "--run", tmp_path / "run", "--corpus", corpus, "--figures", figures._folder,
        "--world", assets / "world", "--threads", "1", "--cpu",
    ]  # fmt: skip


def called(stage, *flags):
    work([stage, *map(str, flags)])


def test_a_base_is_exported_as_it_is_where_nothing_was_trained(flags, tmp_path):
    called("export", *flags)
    before, after = (load(path) for path in (tmp_path / "model.safetensors", tmp_path / "run" / "model.safetensors"))
    assert after.config == before.config
    for name, part in before.parts.items():
        assert all(torch.equal(tensor, after.parts[name][key]) for key, tensor in part.items()), name


def test_a_wider_decoder_learns_from_a_student_and_is_exported(flags, tmp_path):
    student = tmp_path / "fast.safetensors"
    save(student, {"transformer": transformer(3).state_dict()}, CONFIG, extra={"name": "fast"})
    more = ["--steps", "2", "--batch", "4", "--widen", "2", "--student", student]
    called("decoder", *flags, *more)
    called("export", *flags, "--widen", "2")
    before, after = (load(path) for path in (tmp_path / "model.safetensors", tmp_path / "run" / "model.safetensors"))
    assert after.config.vae.block_channels == tuple(2 * width for width in before.config.vae.block_channels)
    for name in ("text", "transformer", "tokenizer"):
        assert all(torch.equal(tensor, after.parts[name][key]) for key, tensor in before.parts[name].items()), name
    assert torch.equal(after.parts["vae"]["linear.encode.weight"], before.parts["vae"]["linear.encode.weight"])
