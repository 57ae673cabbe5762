"""A whole model at toy size, with random weights: the real classes, small numbers."""

import io
from pathlib import Path

import sentencepiece
import torch

from diffusion.checkpoint import save
from diffusion.config import ModelConfig, ScheduleConfig, TextConfig, TransformerConfig, VaeConfig
from diffusion.references import BIAS_GAIN, BIAS_ZERO
from diffusion.text import TextEncoders
from diffusion.transformer import Transformer, initialise
from diffusion.vae import AutoencoderKL

CONFIG = ModelConfig(
    transformer=TransformerConfig(
        in_channels=4, patch_size=2, width=32, heads=2, depth=4, mlp_ratio=2.0, learn_sigma=False, clip_dim=16,
        t5_dim=16, pooled_dim=16, pool_heads=2, text_padding="masked", references=True, absolute_position=True,
    ),
    text=TextConfig(
        vocab=320, clip_dim=16, clip_layers=1, clip_heads=2, clip_mlp=32, t5_dim=16, t5_layers=1, t5_heads=2, t5_mlp=32,
    ),
    vae=VaeConfig(
        latent_channels=4, block_channels=(8, 16), layers_per_block=1, norm_groups=4, quant_conv=False, unshuffle=4,
        linear=True, encoder_blocks=False,
    ),
    schedule=ScheduleConfig(),
    image_size=64,
)  # fmt: skip


def tokenizer_bytes() -> bytes:
    """A sentencepiece model over a few words, with byte fallback."""
    out = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(["a red cat on the left", "a dog", "一只红色猫在左边", "一只狗"] * 5),
        model_writer=out, vocab_size=320, model_type="unigram", byte_fallback=True, pad_id=0, unk_id=1, bos_id=-1,
        eos_id=2, hard_vocab_limit=False, minloglevel=2, num_threads=1,
    )  # fmt: skip
    return out.getvalue()


def transformer(seed: int = 0) -> Transformer:
    """A toy transformer whose zero-initialised parts were filled, so that every input matters."""
    model = Transformer(CONFIG.transformer)
    generator = torch.Generator().manual_seed(seed)
    initialise(model, generator)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(torch.randn(parameter.shape, generator=generator) * 0.05)
        assert model.reference is not None
        model.reference.bias.fill_(-BIAS_ZERO / BIAS_GAIN)
    return model.eval()


def write_model(path: Path, seed: int = 0) -> Path:
    """A checkpoint file of a whole toy model."""
    torch.manual_seed(seed)
    tokens = torch.frombuffer(bytearray(tokenizer_bytes()), dtype=torch.uint8)
    vae = AutoencoderKL(CONFIG.vae)
    parts = {
        "text": TextEncoders(CONFIG.text).state_dict(),
        "transformer": transformer(seed).state_dict(),
        "vae": vae.state_dict(),
        "tokenizer": {"model": tokens},
    }
    save(path, parts, CONFIG, extra={"name": "toy"})
    return path
