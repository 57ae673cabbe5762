"""Published models with random weights at chosen sizes, written by diffusers itself, and read again by both sides.

Tokenizers are small in every case (no published vocabulary is needed to take times); at the published size the text
encoders are as large as the published ones, else they have a few layers of the widths that the transformer reads.
"""

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sentencepiece
import torch

from benchmarks.measure import machine
from diffusion import Pipeline
from diffusion.published import Home, accept, load_published
from diffusion.published.regime import PublishedRegime

WORDS = ("a red cat sits on the left", "a dog and a hat", "一只红色的猫在左边", "一只狗戴帽子", "nothing blurred")
PROMPT, NEGATIVE = "一只红色的猫在左边 a red cat sits on the left", "nothing blurred"
GUIDANCE, SEED, SAMPLER, SPACING = 5.0, 1, "dpmpp_2m", "trailing"
BETAS = {"beta_start": 0.00085, "beta_end": 0.018, "beta_schedule": "scaled_linear", "num_train_timesteps": 1000}


@dataclass(frozen=True, slots=True)
class Shape:
    """How large a model is: blocks and widths of the transformer, layers of each text encoder and so on."""

    depth: int = 40
    bert_layers: int = 24
    t5_layers: int = 24
    t5_hidden: int = 5120
    bert_vocabulary: int = 47020
    t5_vocabulary: int = 250112
    vae: tuple[int, ...] = (128, 256, 512, 512)
    width: int = 1408
    heads: int = 16
    bert_width: int = 1024
    t5_width: int = 2048

    def describe(self) -> str:
        """For a table's note."""
        return (
            f"transformer: width {self.width}, {self.depth} blocks; text encoders: {self.bert_layers} and "
            f"{self.t5_layers} layers; autoencoder: {', '.join(map(str, self.vae))} channels"
        )


PUBLISHED = Shape()
REDUCED = Shape(
    depth=4,
    bert_layers=2,
    t5_layers=2,
    t5_hidden=1024,
    bert_vocabulary=1024,
    t5_vocabulary=1024,
    vae=(32, 64, 128, 128),
)


@dataclass(frozen=True, slots=True)
class Setting:
    """Where, how exactly and how large is drawn; the same for both sides."""

    device: str
    dtype: str
    side: int
    steps: int
    threads: int

    @property
    def kind(self) -> torch.dtype:
        """The dtype itself."""
        kind = getattr(torch, self.dtype)
        assert isinstance(kind, torch.dtype)
        return kind

    def describe(self) -> str:
        """For a table's heading."""
        name = torch.cuda.get_device_name() if self.device == "cuda" else machine()
        return f"{name}, {self.dtype}, {self.side} x {self.side}, {self.steps} steps, guidance (a batch of two)"


def write(folder: Path, shape: Shape, setting: Setting) -> None:
    """A whole v1.2 model in diffusers' layout and ``setting``'s dtype, its weights as its classes draw them."""
    import diffusers

    torch.manual_seed(4)
    with torch.device(setting.device):
        parts = {
            "transformer": _transformer(diffusers, shape), "vae": _autoencoder(diffusers, shape),
            "text_encoder": _bert(shape), "text_encoder_2": _t5(shape),
        }  # fmt: skip
    for part in parts.values():
        part.eval()
        if setting.kind != torch.float32:
            part.to(setting.kind)
    pipeline = diffusers.HunyuanDiTPipeline(
        **parts, tokenizer=_bert_tokenizer(), tokenizer_2=_t5_tokenizer(),
        scheduler=diffusers.DDPMScheduler(
            **BETAS, prediction_type="v_prediction", timestep_spacing="leading", steps_offset=1, clip_sample=False
        ),
        safety_checker=None, feature_extractor=None, requires_safety_checker=False,
    )  # fmt: skip
    pipeline.save_pretrained(folder)


def _transformer(diffusers: Any, shape: Shape) -> Any:
    return diffusers.HunyuanDiT2DModel(
        num_attention_heads=shape.heads, attention_head_dim=shape.width // shape.heads, hidden_size=shape.width,
        in_channels=4, patch_size=2, num_layers=shape.depth, mlp_ratio=4.3637, sample_size=128,
        cross_attention_dim=shape.bert_width, cross_attention_dim_t5=shape.t5_width, pooled_projection_dim=1024,
        text_len=77, text_len_t5=256, use_style_cond_and_image_meta_size=False,
    )  # fmt: skip


def _autoencoder(diffusers: Any, shape: Shape) -> Any:
    stages = len(shape.vae)
    return diffusers.AutoencoderKL(
        down_block_types=("DownEncoderBlock2D",) * stages, up_block_types=("UpDecoderBlock2D",) * stages,
        block_out_channels=shape.vae, layers_per_block=2, latent_channels=4, scaling_factor=0.13025,
    )  # fmt: skip


def _bert(shape: Shape) -> Any:
    import transformers

    config = transformers.BertConfig(
        vocab_size=shape.bert_vocabulary, hidden_size=shape.bert_width,
        num_hidden_layers=shape.bert_layers, num_attention_heads=shape.bert_width // 64,
        intermediate_size=4 * shape.bert_width,
    )  # fmt: skip
    return transformers.BertModel(config)


def _t5(shape: Shape) -> Any:
    import transformers

    config = transformers.T5Config(
        vocab_size=shape.t5_vocabulary, d_model=shape.t5_width, d_kv=64, d_ff=shape.t5_hidden,
        num_layers=shape.t5_layers, num_heads=shape.t5_width // 64, feed_forward_proj="gated-gelu",
        decoder_start_token_id=0,
    )  # fmt: skip
    return transformers.T5EncoderModel(config)


def _bert_tokenizer() -> Any:
    import transformers

    letters = sorted(set("".join(WORDS)) - {" "})
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *(f"##{letter}" for letter in letters)]
    return transformers.BertTokenizer(vocab={word: number for number, word in enumerate(words)})


def _t5_tokenizer() -> Any:
    import transformers

    out = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(WORDS * 5), model_writer=out, vocab_size=330, model_type="unigram", byte_fallback=True,
        pad_id=0, eos_id=1, unk_id=2, bos_id=-1, hard_vocab_limit=False, minloglevel=2, num_threads=1,
    )  # fmt: skip
    model = sentencepiece.SentencePieceProcessor(model_proto=out.getvalue())
    pieces = [(model.id_to_piece(number), model.get_score(number)) for number in range(model.vocab_size())]
    return transformers.T5Tokenizer(vocab=pieces, extra_ids=0)


def our_pipeline(folder: Path, setting: Setting) -> Pipeline:
    """The model as this program loads it, its sizes and spacing of steps those of the comparison."""
    home = Home(folder / "home")
    accept(home.licences)  # of weights that nobody published
    pipeline = load_published(folder, home, device=setting.device, dtype=setting.kind)
    size = (setting.side, setting.side)
    pipeline.regime = PublishedRegime(pipeline.config, spacing=SPACING, buckets=((1.0, (size,)),))
    return pipeline


def their_pipeline(folder: Path, setting: Setting) -> Any:
    """The same under diffusers, with the scheduler that is our sampler."""
    import diffusers

    pipeline = diffusers.HunyuanDiTPipeline.from_pretrained(folder, dtype=setting.kind, safety_checker=None)
    pipeline = pipeline.to(setting.device)
    pipeline.set_progress_bar_config(disable=True)
    pipeline.scheduler = diffusers.DPMSolverMultistepScheduler(
        **BETAS, prediction_type="v_prediction", timestep_spacing=SPACING, algorithm_type="dpmsolver++", solver_order=2
    )
    return pipeline
