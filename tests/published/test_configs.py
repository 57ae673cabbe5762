"""The published configuration files, read whole: what Tencent published is never refused.

The values are what public code and reports list for Tencent-Hunyuan/HunyuanDiT-v1.1-Diffusers,
HunyuanDiT-v1.2-Diffusers and their distilled versions, whose files say the same as those of the version they were
distilled from. Only v1.2 has the key of size and style conditions.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from diffusion.config import ModelConfig, ScheduleConfig, TextConfig, TransformerConfig, VaeConfig
from diffusion.errors import InvalidConfig
from diffusion.published import configs, text

STYLED = "use_style_cond_and_image_meta_size"
TRANSFORMER: dict[str, Any] = {
    "_class_name": "HunyuanDiT2DModel", "_diffusers_version": "0.30.0.dev0", "activation_fn": "gelu-approximate",
    "attention_head_dim": 88, "cross_attention_dim": 1024, "cross_attention_dim_t5": 2048, "hidden_size": 1408,
    "in_channels": 4, "learn_sigma": True, "mlp_ratio": 4.3637, "norm_type": "layer_norm", "num_attention_heads": 16,
    "num_layers": 40, "patch_size": 2, "pooled_projection_dim": 1024, "sample_size": 128, "text_len": 77,
    "text_len_t5": 256,
}  # fmt: skip
SCHEDULER: dict[str, Any] = {
    "_class_name": "DDPMScheduler", "_diffusers_version": "0.30.0.dev0", "beta_schedule": "scaled_linear",
    "beta_start": 0.00085, "clip_sample": False, "clip_sample_range": 1.0, "dynamic_thresholding_ratio": 0.995,
    "num_train_timesteps": 1000, "prediction_type": "v_prediction", "rescale_betas_zero_snr": False,
    "sample_max_value": 1.0, "steps_offset": 1, "thresholding": False, "timestep_spacing": "leading",
    "trained_betas": None, "variance_type": "fixed_small",
}  # fmt: skip
VAE: dict[str, Any] = {
    "_class_name": "AutoencoderKL", "_diffusers_version": "0.18.0.dev0", "_name_or_path": ".", "act_fn": "silu",
    "block_out_channels": [128, 256, 512, 512], "down_block_types": ["DownEncoderBlock2D"] * 4, "force_upcast": False,
    "in_channels": 3, "latent_channels": 4, "layers_per_block": 2, "norm_num_groups": 32, "out_channels": 3,
    "sample_size": 512, "scaling_factor": 0.13025, "up_block_types": ["UpDecoderBlock2D"] * 4,
}  # fmt: skip
LATER_VAE = VAE | {
    "latents_mean": None, "latents_std": None, "mid_block_add_attention": True, "shift_factor": None,
    "use_post_quant_conv": True, "use_quant_conv": True,
}  # fmt: skip
"""The same as diffusers has written it since 0.29."""
BERT = {
    "architectures": ["BertModel"], "attention_probs_dropout_prob": 0.1, "bos_token_id": 0, "classifier_dropout": None,
    "directionality": "bidi", "eos_token_id": 2, "hidden_act": "gelu", "hidden_dropout_prob": 0.1, "hidden_size": 1024,
    "initializer_range": 0.02, "intermediate_size": 4096, "layer_norm_eps": 1e-12, "max_position_embeddings": 512,
    "model_type": "bert", "num_attention_heads": 16, "num_hidden_layers": 24, "output_past": True, "pad_token_id": 0,
    "pooler_fc_size": 768, "pooler_num_attention_heads": 12, "pooler_num_fc_layers": 3, "pooler_size_per_head": 128,
    "pooler_type": "first_token_transform", "position_embedding_type": "absolute", "torch_dtype": "float32",
    "transformers_version": "4.22.1", "type_vocab_size": 2, "use_cache": True, "vocab_size": 47020,
}  # fmt: skip
MT5 = {
    "architectures": ["MT5ForConditionalGeneration"], "d_ff": 5120, "d_kv": 64, "d_model": 2048,
    "decoder_start_token_id": 0, "dropout_rate": 0.1, "eos_token_id": 1, "feed_forward_proj": "gated-gelu",
    "initializer_factor": 1.0, "is_encoder_decoder": True, "layer_norm_epsilon": 1e-06, "model_type": "mt5",
    "num_decoder_layers": 24, "num_heads": 32, "num_layers": 24, "output_past": True, "pad_token_id": 0,
    "relative_attention_num_buckets": 32, "tie_word_embeddings": False, "tokenizer_class": "T5Tokenizer",
    "vocab_size": 250112,
}  # fmt: skip


def noise(path: Path) -> configs.Noise:
    return configs.noise_config(path, size_and_style=True)


def written(folder: Path, values: dict[str, Any]) -> Path:
    path = folder / "config.json"
    path.write_text(json.dumps(values))
    return path


@pytest.mark.parametrize("styled", [True, False])
def test_the_transformer(tmp_path: Path, styled: bool) -> None:
    values = TRANSFORMER if styled else {**TRANSFORMER, STYLED: False}
    assert configs.transformer_config(written(tmp_path, values)) == (TransformerConfig(size_and_style=styled), 128)


@pytest.mark.parametrize("values", [VAE, LATER_VAE])
def test_the_autoencoder(tmp_path: Path, values: dict[str, Any]) -> None:
    assert configs.vae_config(written(tmp_path, values)) == VaeConfig()


@pytest.mark.parametrize(("styled", "beta_end"), [(True, 0.03), (False, 0.018), (False, 0.02)])
def test_the_noise_is_the_files_own(tmp_path: Path, styled: bool, beta_end: float) -> None:
    """The file of v1.2 says 0.018, with which it was trained; what others write for it may say 0.02."""
    found = configs.noise_config(written(tmp_path, {**SCHEDULER, "beta_end": beta_end}), styled)
    assert found == configs.Noise(ScheduleConfig(beta_end=beta_end), "leading", 1)


@pytest.mark.parametrize(("styled", "beta_end"), [(True, 0.018), (True, 0.02), (False, 0.03), (False, 0.012)])
def test_the_noise_of_another_version_is_refused(tmp_path: Path, styled: bool, beta_end: float) -> None:
    with pytest.raises(InvalidConfig, match=rf"config\.json.*beta_end is {beta_end}.*published with 0\.0"):
        configs.noise_config(written(tmp_path, {**SCHEDULER, "beta_end": beta_end}), styled)


def test_without_a_file_the_noise_is_that_of_tencents_sampling() -> None:
    assert configs.published_noise(True).schedule.beta_end == 0.03
    assert configs.published_noise(False).schedule.beta_end == 0.02


@pytest.mark.parametrize("kind", ["HunyuanDiTPipeline", "HunyuanDiTPAGPipeline"])
def test_the_index(tmp_path: Path, kind: str) -> None:
    values = {
        "_class_name": kind, "_diffusers_version": "0.30.0.dev0", "feature_extractor": [None, None],
        "requires_safety_checker": True, "safety_checker": [None, None], "scheduler": ["diffusers", "DDPMScheduler"],
        "text_encoder": ["transformers", "BertModel"], "text_encoder_2": ["transformers", "T5EncoderModel"],
    }  # fmt: skip
    configs.check_pipeline(written(tmp_path, values))


@pytest.mark.parametrize("kind", ["mt5", "t5"])
def test_the_text_encoders(kind: str) -> None:
    found = text.text_config(BERT, {**MT5, "model_type": kind}, 77, 256)
    assert (found.clip_dim, found.clip_layers, found.clip_heads, found.clip_mlp) == (1024, 24, 16, 4096)
    assert (found.t5_dim, found.t5_layers, found.t5_heads, found.t5_mlp, found.vocab) == (2048, 24, 32, 5120, 250112)


def test_keys_of_later_versions_may_be_there_if_they_switch_nothing_on(tmp_path: Path) -> None:
    path = written(tmp_path, {**TRANSFORMER, "new_way": False, "new_number": None})
    assert configs.transformer_config(path)[0] == TransformerConfig(size_and_style=True)
    with pytest.raises(InvalidConfig, match=r"config\.json.*new_number is unknown; new_way is unknown"):
        configs.transformer_config(written(tmp_path, {**TRANSFORMER, "new_way": True, "new_number": 0}))


@pytest.mark.parametrize(
    ("read", "values", "named"),
    [
        (configs.transformer_config, {**TRANSFORMER, "sample_size": [128, 128]}, "sample_size"),
        (configs.transformer_config, {**TRANSFORMER, "num_layers": None}, "do not fit"),
        (configs.vae_config, {**VAE, "block_out_channels": 128}, "block_out_channels"),
        (configs.vae_config, {**VAE, "block_out_channels": ["a"]}, "do not fit"),
        (noise, {**SCHEDULER, "beta_end": 0.03, "steps_offset": None}, "offset"),
        (noise, {**SCHEDULER, "beta_end": [0.03]}, "beta_end"),
        (noise, {**SCHEDULER, "prediction_type": ["v"]}, "prediction_type"),
        (configs.transformer_config, {**TRANSFORMER, "num_layers": "40"}, "num_layers is '40', not a whole number"),
        (configs.transformer_config, {**TRANSFORMER, "num_layers": 40.0}, "num_layers is 40.0"),
        (configs.transformer_config, {**TRANSFORMER, "patch_size": 0}, "patch_size is 0"),
        (configs.transformer_config, {**TRANSFORMER, "sample_size": 0}, "sample_size is 0"),
        (configs.transformer_config, {**TRANSFORMER, "in_channels": True}, "in_channels is True"),
        (configs.transformer_config, {**TRANSFORMER, "attention_head_dim": "88"}, "attention_head_dim is '88'"),
        (configs.transformer_config, {**TRANSFORMER, "mlp_ratio": float("inf")}, "mlp_ratio is inf"),
        (configs.transformer_config, {**TRANSFORMER, "learn_sigma": 1}, "learn_sigma is 1, not true or false"),
        (configs.vae_config, {**VAE, "layers_per_block": "1"}, "layers_per_block is '1'"),
        (configs.vae_config, {**VAE, "scaling_factor": "0.13"}, "scaling_factor is '0.13', not a finite number"),
        (configs.vae_config, {**VAE, "scaling_factor": 0}, "scaling_factor is 0"),
        (configs.vae_config, {**VAE, "scaling_factor": float("nan")}, "scaling_factor is nan"),
        (configs.vae_config, {**VAE, "norm_num_groups": 0}, "norm_num_groups is 0"),
        (configs.vae_config, {**VAE, "block_out_channels": ["128"] * 4}, "block_out_channels is"),
        (configs.vae_config, {**VAE, "block_out_channels": []}, "block_out_channels is"),
        (noise, {**SCHEDULER, "beta_end": 0.03, "num_train_timesteps": "1000"}, "num_train_timesteps is '1000'"),
        (noise, {**SCHEDULER, "beta_end": 0.03, "num_train_timesteps": 10**12}, "more than 100000"),
        (noise, {**SCHEDULER, "beta_end": 0.03, "beta_start": "x"}, "beta_start is 'x'"),
        (noise, {**SCHEDULER, "beta_end": 0.03, "steps_offset": -5}, "steps_offset is -5"),
        (noise, {**SCHEDULER, "beta_end": 0.03, "steps_offset": "1"}, "steps_offset is '1'"),
    ],
)
def test_values_of_the_wrong_kind_are_named(tmp_path: Path, read: Any, values: dict[str, Any], named: str) -> None:
    with pytest.raises(InvalidConfig, match=rf"config\.json.*{named}"):
        read(written(tmp_path, values))


@pytest.mark.parametrize(
    "make",
    [
        lambda: VaeConfig(layers_per_block="1"),  # type: ignore[arg-type]
        lambda: VaeConfig(scaling_factor=0),
        lambda: VaeConfig(unshuffle=0),
        lambda: ScheduleConfig(steps=0),
        lambda: ScheduleConfig(steps=True),
        lambda: ScheduleConfig(beta_start=float("nan")),
        lambda: TextConfig(vocab=-1),
        lambda: TransformerConfig(heads=0),
        lambda: ModelConfig(image_size=0.5),  # type: ignore[arg-type]
    ],
)
def test_configurations_of_ours_hold_numbers_that_can_be(make: Callable[[], object]) -> None:
    with pytest.raises(InvalidConfig, match=r"not a (whole|finite) number above 0"):
        make()


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"hidden_act": "nonsense"}, "nonsense"),
        ({"num_attention_heads": 3}, "multiple of the number of attention heads"),
        ({"hidden_size": "1024"}, "hidden_size is '1024', not a whole number above 0"),
        ({"num_hidden_layers": True}, "num_hidden_layers is True"),
        ({"hidden_dropout_prob": "x"}, "hidden_dropout_prob"),
        ({"layer_norm_eps": None}, "layer_norm_eps"),
        ({"pad_token_id": 10**9}, "no text encoder can be built"),
        ({"torch_dtype": "float99"}, "float99"),
        ({"max_position_embeddings": 76}, "max_position_embeddings is 76, but the transformer reads 77 tokens"),
        ({"model_type": "gpt2"}, "gpt2"),
        ({"model_type": ["bert"]}, "bert"),
    ],
)
def test_a_bert_that_cannot_be_is_refused(change: dict[str, Any], fault: str) -> None:
    small = {**BERT, "hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 8}
    text.check_clip({**small, "max_position_embeddings": 77}, 77)
    with pytest.raises(InvalidConfig, match=fault):
        text.check_clip({**small, **change}, 77)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"feed_forward_proj": "weird"}, "weird"),
        ({"num_heads": "32"}, "num_heads is '32'"),
        ({"d_kv": 0}, "d_kv is 0"),
        ({"d_ff": None}, "d_ff is None"),
        ({"layer_norm_epsilon": "x"}, "layer_norm_epsilon"),
        ({"dropout_rate": 7}, "dropout"),
        ({"model_type": "bert"}, "bert"),
    ],
)
@pytest.mark.parametrize("kind", ["t5", "mt5"])
def test_a_t5_that_cannot_be_is_refused(kind: str, change: dict[str, Any], fault: str) -> None:
    small = {**MT5, "model_type": kind, "num_layers": 1}
    text.check_t5(small)
    with pytest.raises(InvalidConfig, match=fault):
        text.check_t5({**small, **change})
    with pytest.raises(InvalidConfig, match="d_ff is missing"):
        text.check_t5({key: value for key, value in small.items() if key != "d_ff"})
