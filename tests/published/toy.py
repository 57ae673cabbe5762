"""Published models at toy size with random weights, written by diffusers itself, and the same in Tencent's layout."""

import functools
import io
import json
from collections.abc import Iterator
from pathlib import Path

import diffusers
import sentencepiece
import torch
import transformers
from torch import Tensor, nn

from diffusion.published import Home, accept

BETA_END = {True: 0.03, False: 0.018}
"""As the published scheduler_config.json have it, by whether there are size and style conditions."""
TENCENT_BETA_END = {True: 0.03, False: 0.02}
"""As Tencent's own sampling has it."""
CLIP_LENGTH, T5_LENGTH = 77, 256
WIDTH, HEADS, DEPTH = 32, 2, 4
CLIP_DIM, T5_DIM, POOLED = 16, 16, 12
WORDS = ("a red cat on the left", "a dog and a hat", "一只红色猫在左边", "一只狗戴帽子", "big blue small green")


def home(folder: Path) -> Home:
    """A home where the licence was accepted and nobody can be asked."""
    made = Home(folder)
    accept(made.licences)
    return made


def scheduler_config(styled: bool, spacing: str = "trailing") -> dict[str, object]:
    """What the published scheduler_config.json says, but for the spacing."""
    return {
        "beta_start": 0.00085, "beta_end": BETA_END[styled], "beta_schedule": "scaled_linear", "steps_offset": 1,
        "num_train_timesteps": 1000, "prediction_type": "v_prediction", "timestep_spacing": spacing,
    }  # fmt: skip


@functools.lru_cache
def spiece() -> bytes:
    """A sentencepiece model with the special pieces where mT5 has them."""
    out = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(WORDS * 5), model_writer=out, vocab_size=330, model_type="unigram", byte_fallback=True,
        pad_id=0, eos_id=1, unk_id=2, bos_id=-1, hard_vocab_limit=False, minloglevel=2, num_threads=1,
    )  # fmt: skip
    return out.getvalue()


def t5_tokenizer() -> transformers.T5Tokenizer:
    """transformers' own tokenizer over the same pieces."""
    model = sentencepiece.SentencePieceProcessor(model_proto=spiece())
    pieces = [(model.id_to_piece(number), model.get_score(number)) for number in range(model.vocab_size())]
    return transformers.T5Tokenizer(vocab=pieces, extra_ids=0)


def bert_vocab() -> list[str]:
    letters = sorted(set("".join(WORDS)) - {" "})
    return [
        "[PAD]",
        "[UNK]",
        "[CLS]",
        "[SEP]",
        "[MASK]",
        *letters,
        *(f"##{letter}" for letter in letters),
        "cat",
        "red",
    ]


def bert_tokenizer() -> transformers.BertTokenizer:
    return transformers.BertTokenizer(vocab={word: number for number, word in enumerate(bert_vocab())})


def filled(module: nn.Module, std: float) -> nn.Module:
    """Weights under which every input matters; norms and biases would otherwise all be 1 and 0."""
    for name, parameter in module.named_parameters():
        nn.init.normal_(parameter, std=std)
        if name.endswith("weight") and parameter.ndim == 1:
            parameter.data.add_(2 if "norm_q" in name or "norm_k" in name else 1)
    return module.eval()


def transformer(styled: bool) -> diffusers.HunyuanDiT2DModel:
    return diffusers.HunyuanDiT2DModel(
        num_attention_heads=HEADS, attention_head_dim=WIDTH // HEADS, hidden_size=WIDTH, in_channels=4, patch_size=2,
        num_layers=DEPTH, mlp_ratio=2.5, sample_size=128, cross_attention_dim=CLIP_DIM, cross_attention_dim_t5=T5_DIM,
        pooled_projection_dim=POOLED, text_len=CLIP_LENGTH, text_len_t5=T5_LENGTH,
        use_style_cond_and_image_meta_size=styled,
    )  # fmt: skip


def autoencoder() -> diffusers.AutoencoderKL:
    return diffusers.AutoencoderKL(
        down_block_types=("DownEncoderBlock2D",) * 4, up_block_types=("UpDecoderBlock2D",) * 4,
        block_out_channels=(8, 8, 8, 8), layers_per_block=1, norm_num_groups=4, latent_channels=4,
        scaling_factor=0.13025,
    )  # fmt: skip


def bert() -> transformers.BertModel:
    config = transformers.BertConfig(
        vocab_size=len(bert_vocab()), hidden_size=CLIP_DIM, num_hidden_layers=2, num_attention_heads=2,
        intermediate_size=32, max_position_embeddings=96,
    )  # fmt: skip
    return transformers.BertModel(config)


def t5(cls: type = transformers.T5EncoderModel, config: type = transformers.T5Config) -> nn.Module:
    """An encoder, or with another ``cls`` a whole T5."""
    return cls(
        config(
            vocab_size=len(t5_tokenizer()), d_model=T5_DIM, d_kv=8, d_ff=32, num_layers=2, num_decoder_layers=1,
            num_heads=2, feed_forward_proj="gated-gelu", decoder_start_token_id=0,
        )
    )  # fmt: skip


def their_pipeline(styled: bool, spacing: str = "trailing") -> diffusers.HunyuanDiTPipeline:
    """v1.1 (``styled``) or v1.2."""
    torch.manual_seed(7)
    pipeline = diffusers.HunyuanDiTPipeline(
        vae=filled(autoencoder(), 0.15), transformer=filled(transformer(styled), 0.2),
        text_encoder=filled(bert(), 0.3), tokenizer=bert_tokenizer(),
        text_encoder_2=filled(t5(), 0.3), tokenizer_2=t5_tokenizer(),
        scheduler=diffusers.DDPMScheduler(**scheduler_config(styled, spacing)),
        safety_checker=None, feature_extractor=None, requires_safety_checker=False,
    )  # fmt: skip
    pipeline.set_progress_bar_config(disable=True)
    return pipeline


def tencent_state(state: dict[str, Tensor]) -> dict[str, Tensor]:
    """A HunyuanDiT2DModel's state under the names, and fused as in the files, of Tencent's own network."""
    return dict(_tencent(state, depth=1 + max(int(name.split(".")[1]) for name in state if name.startswith("blocks."))))


def _tencent(state: dict[str, Tensor], depth: int) -> Iterator[tuple[str, Tensor]]:
    extra = "time_extra_emb."
    plain = {
        "pos_embed.proj": "x_embedder.proj", "text_embedder.linear_1": "mlp_t5.0", "text_embedder.linear_2": "mlp_t5.2",
        extra + "timestep_embedder.linear_1": "t_embedder.mlp.0", extra + "extra_embedder.linear_1": "extra_embedder.0",
        extra + "timestep_embedder.linear_2": "t_embedder.mlp.2", extra + "extra_embedder.linear_2": "extra_embedder.2",
        extra + "pooler.q_proj": "pooler.q_proj", extra + "pooler.k_proj": "pooler.k_proj",
        extra + "pooler.v_proj": "pooler.v_proj", extra + "pooler.c_proj": "pooler.c_proj",
        "proj_out": "final_layer.linear",
    }  # fmt: skip
    yield "text_embedding_padding", state["text_embedding_padding"]
    yield "pooler.positional_embedding", state[extra + "pooler.positional_embedding"]
    if extra + "style_embedder.weight" in state:
        yield "style_embedder.weight", state[extra + "style_embedder.weight"]
    for ending in ("weight", "bias"):
        for theirs, tencent in plain.items():
            yield f"{tencent}.{ending}", state[f"{theirs}.{ending}"]
        scale, shift = state[f"norm_out.linear.{ending}"].chunk(2)
        yield f"final_layer.adaLN_modulation.1.{ending}", torch.cat([shift, scale])
        for number in range(depth):
            yield from _tencent_block(state, f"blocks.{number}.", ending)


def tencent_block(state: dict[str, Tensor], block: str) -> dict[str, Tensor]:
    """The part of a state that is under ``block``, "blocks.0." for example, alone."""
    return {name: made for ending in ("weight", "bias") for name, made in _tencent_block(state, block, ending)}


def _tencent_block(state: dict[str, Tensor], block: str, ending: str) -> Iterator[tuple[str, Tensor]]:
    def of(name: str) -> Tensor:
        return state[f"{block}{name}.{ending}"]

    names = {
        "norm1.norm": "norm1", "norm1.linear": "default_modulation.1", "norm2": "norm3", "norm3": "norm2",
        "ff.net.0.proj": "mlp.fc1", "ff.net.2": "mlp.fc2", "attn2.to_q": "attn2.q_proj",
        **{f"attn{n}.{a}": f"attn{n}.{b}" for n in (1, 2)
           for a, b in (("norm_q", "q_norm"), ("norm_k", "k_norm"), ("to_out.0", "out_proj"))},
    }  # fmt: skip
    for theirs, tencent in names.items():
        yield f"{block}{tencent}.{ending}", of(theirs)
    yield f"{block}attn1.Wqkv.{ending}", torch.cat([of("attn1.to_q"), of("attn1.to_k"), of("attn1.to_v")])
    yield f"{block}attn2.kv_proj.{ending}", torch.cat([of("attn2.to_k"), of("attn2.to_v")])
    for name in ("skip_norm", "skip_linear"):
        if f"{block}{name}.{ending}" in state:
            yield f"{block}{name}.{ending}", of(name)


def write_tencent(folder: Path, pipeline: diffusers.HunyuanDiTPipeline, choice: str = "ema") -> Path:
    """The same model as Tencent lays it out: ``folder/t2i/…``, pickles, fused projections, a whole T5 in float16."""
    root = folder / "t2i"
    for name in ("model", "clip_text_encoder", "tokenizer", "mt5"):
        (root / name).mkdir(parents=True, exist_ok=True)
    torch.save(tencent_state(pipeline.transformer.state_dict()), root / "model" / f"pytorch_model_{choice}.pt")
    pipeline.vae.save_pretrained(root / "sdxl-vae-fp16-fix")
    pipeline.text_encoder.config.save_pretrained(root / "clip_text_encoder")
    torch.save(pipeline.text_encoder.state_dict(), root / "clip_text_encoder" / "pytorch_model.bin")
    (root / "tokenizer" / "vocab.txt").write_text("\n".join(bert_vocab()) + "\n", encoding="utf-8")
    (root / "tokenizer" / "tokenizer_config.json").write_text(json.dumps({"do_lower_case": True}))
    (root / "mt5" / "spiece.model").write_bytes(spiece())
    values = pipeline.text_encoder_2.config.to_dict() | {"model_type": "mt5"}
    (root / "mt5" / "config.json").write_text(json.dumps(values, default=str))
    torch.manual_seed(11)
    decoder = {f"decoder.{name}": torch.randn(3) for name in ("final_layer_norm.weight", "embed_tokens.weight")}
    torch.save({**pipeline.text_encoder_2.state_dict(), **decoder, "lm_head.weight": torch.randn(3)},
               root / "mt5" / "pytorch_model.bin")  # fmt: skip
    return folder
