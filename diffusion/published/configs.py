"""Published configurations read into ours, field by field; what this program cannot do is named, never passed over.

Tables: foreign key -> our field; foreign key -> the one value that we know; foreign keys that change nothing here.
Keys that begin with an underscore are notes, and unknown ones that are null or false switch nothing on.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, cast

from torch import Tensor

from diffusion.config import ScheduleConfig, TransformerConfig, VaeConfig, fault_of
from diffusion.errors import InvalidConfig
from diffusion.published.weights import read_json
from diffusion.schedule import SPACINGS, Spacing

PIPELINES = ("HunyuanDiTPipeline", "HunyuanDiTPAGPipeline")
MLP_RATIO = 4.3637
"""The published ratio; a hidden width of another ratio is read from the weights."""
BETA_ENDS: Mapping[bool, tuple[float, ...]] = {True: (0.03,), False: (0.02, 0.018)}
"""By whether the transformer has size and style conditions: v1.1 and before, or v1.2.

The first of each is what Tencent's own sampling takes, whose files do not say it. v1.2 was trained with 0.018, and its
``scheduler_config.json`` says so; a file's own number counts, if it is one of its version's.
"""


@dataclass(frozen=True, slots=True)
class _Fields:
    """How one kind of configuration is read. Numbers are of the kinds that ``into`` has; others are whole."""

    of: str
    into: type
    named: Mapping[str, str]
    known: Mapping[str, Any]
    without_effect: frozenset[str]
    defaults: Mapping[str, Any]

    def read(self, path: Path) -> dict[str, Any]:
        """Our fields. Raises InvalidConfig naming the file and every key at fault."""
        values = read_json(path)
        if values.get("_class_name", self.of) != self.of:
            raise InvalidConfig(f"{path} is of a {values['_class_name']}; this program reads {self.of}.")
        values = {**self.defaults, **{key: value for key, value in values.items() if not key.startswith("_")}}
        unknown = {key for key, value in values.items() if value is not None and value is not False}
        unknown -= self.named.keys() | self.known.keys() | self.without_effect
        faults = [f"{key} is unknown" for key in sorted(unknown)]
        faults += [f"{key} is missing" for key in sorted(self.named.keys() - values.keys())]
        faults += [
            f"{key} is {values[key]!r}, known is {value!r}"
            for key, value in self.known.items()
            if key in values and values[key] != value
        ]
        if faults:
            raise InvalidConfig(f"{path} does not fit {self.of} as it was published: {'; '.join(faults)}.")
        _check_numbers(path, self.into, self.named, values)
        return {ours: values[key] for key, ours in self.named.items()}


def _check_numbers(path: Path, into: type, named: Mapping[str, str], values: Mapping[str, Any]) -> None:
    """InvalidConfig that names every value which is not of the kind that our field has, under the file's own key."""
    kinds = {field.name: field.type for field in fields(into)}
    told = {key: fault_of(kinds.get(ours, int), values[key]) for key, ours in named.items() if key in values}
    faults = [f"{key} is {fault}" for key, fault in told.items() if fault]
    if faults:
        raise InvalidConfig(f"{path} has numbers that do not fit: {'; '.join(faults)}.")


_TRANSFORMER = _Fields(
    of="HunyuanDiT2DModel",
    into=TransformerConfig,
    named={
        "in_channels": "in_channels", "patch_size": "patch_size", "hidden_size": "width",
        "num_attention_heads": "heads", "num_layers": "depth", "mlp_ratio": "mlp_ratio", "learn_sigma": "learn_sigma",
        "cross_attention_dim": "clip_dim", "text_len": "clip_length", "cross_attention_dim_t5": "t5_dim",
        "text_len_t5": "t5_length", "pooled_projection_dim": "pooled_dim", "attention_head_dim": "head_dim",
        "use_style_cond_and_image_meta_size": "size_and_style", "sample_size": "sample_size",
    },
    known={"activation_fn": "gelu-approximate", "norm_type": "layer_norm"},
    without_effect=frozenset(),
    # Files from before v1.2 do not have the key; they are of models with these conditions.
    defaults={"use_style_cond_and_image_meta_size": True},
)  # fmt: skip

_VAE = _Fields(
    of="AutoencoderKL",
    into=VaeConfig,
    named={
        "in_channels": "in_channels", "latent_channels": "latent_channels", "block_out_channels": "block_channels",
        "layers_per_block": "layers_per_block", "norm_num_groups": "norm_groups", "scaling_factor": "scaling_factor",
        "use_quant_conv": "quant_conv",
    },
    known={
        "out_channels": 3, "act_fn": "silu", "mid_block_add_attention": True, "latents_mean": None,
        "latents_std": None, "shift_factor": None, "use_post_quant_conv": True,
    },
    without_effect=frozenset({"sample_size", "force_upcast", "down_block_types", "up_block_types"}),
    defaults={"use_quant_conv": True, "norm_num_groups": 32},
)  # fmt: skip


def check_pipeline(path: Path) -> None:
    """InvalidConfig unless the ``model_index.json`` at ``path`` is of a HunyuanDiT pipeline."""
    name = read_json(path).get("_class_name")
    if name not in PIPELINES:
        raise InvalidConfig(f"{path} is of a {name}; this program reads {' and '.join(PIPELINES)}.")


def transformer_config(path: Path) -> tuple[TransformerConfig, int]:
    """The configuration, and the side of the latents that the model was trained at."""
    values = _TRANSFORMER.read(path)
    sample, head = values.pop("sample_size"), values.pop("head_dim")
    config = _built(TransformerConfig, values, path)
    if config.head_dim != head:
        raise InvalidConfig(f"{path}: {config.heads} heads of {head} do not make a width of {config.width}.")
    return config, sample


def vae_config(path: Path) -> VaeConfig:
    """The autoencoder's configuration."""
    values = _VAE.read(path)
    values["block_channels"] = tuple(values["block_channels"])
    return cast(VaeConfig, _built(VaeConfig, values, path))


def _built(cls: type, values: dict[str, Any], path: Path) -> Any:
    try:
        return cls(**values)
    except (InvalidConfig, TypeError, ZeroDivisionError) as error:
        raise InvalidConfig(f"{path} has numbers that do not fit together: {error}.") from error


@dataclass(frozen=True, slots=True)
class Noise:
    """The schedule of training and how the published pipeline spaces its timesteps."""

    schedule: ScheduleConfig
    spacing: Spacing = "leading"
    offset: int = 1


def published_noise(size_and_style: bool) -> Noise:
    """The noise of a version, v1.1 and before or v1.2, where its files do not say it: that of Tencent's sampling."""
    return Noise(ScheduleConfig(beta_end=BETA_ENDS[size_and_style][0]))


def noise_config(path: Path, size_and_style: bool) -> Noise:
    """The noise of a ``scheduler_config.json``; InvalidConfig where it is of another version than the transformer."""
    values = read_json(path)
    usual = published_noise(size_and_style)
    known = {"beta_schedule": "scaled_linear", "trained_betas": None, "rescale_betas_zero_snr": False}
    faults = [f"{key} is {values[key]!r}, known is {value!r}" for key, value in known.items()
              if values.get(key, value) != value]  # fmt: skip
    prediction = {"v_prediction": "v", "epsilon": "epsilon"}.get(str(values.get("prediction_type")))
    if prediction is None:
        faults.append(f"prediction_type is {values.get('prediction_type')!r}, known is 'v_prediction'")
    spacing = values.get("timestep_spacing", usual.spacing)
    if spacing not in SPACINGS:
        faults.append(f"timestep_spacing is {spacing!r}, known are {', '.join(SPACINGS)}")
    if values.get("beta_end") not in BETA_ENDS[size_and_style]:
        version = "v1.1 or before" if size_and_style else "v1.2"
        published = " or ".join(str(end) for end in BETA_ENDS[size_and_style])
        faults.append(f"beta_end is {values.get('beta_end')!r}, but the transformer beside it is of {version}, "
                      f"which was published with {published}")  # fmt: skip
    offset = values.get("steps_offset", usual.offset)
    if type(offset) is not int or offset < 0:
        faults.append(f"steps_offset is {offset!r}, not a whole number from 0")
    if faults:
        raise InvalidConfig(f"{path} cannot be used: {'; '.join(faults)}.")
    named = {"num_train_timesteps": "steps", "beta_start": "beta_start", "beta_end": "beta_end"}
    _check_numbers(path, ScheduleConfig, named, values)
    numbers = {ours: values[key] for key, ours in named.items() if key in values}
    return Noise(_built(ScheduleConfig, {**numbers, "prediction": prediction}, path), spacing, offset)


def config_of_tensors(tensors: Mapping[str, Tensor], where: str) -> TransformerConfig:
    """The configuration that weights under our names were made with, told from their names and shapes."""
    try:
        shape = {name: tuple(tensor.shape) for name, tensor in tensors.items()}
        width, channels, patch, _ = shape["patch.proj.weight"]
        t5_length, t5_dim = shape["condition.pool.position"]
        clip_dim = shape["text_projection.down.weight"][0]
        hidden = shape["blocks.0.mlp.up.weight"][0]
        out = shape["out.weight"][0]
        values = {
            "in_channels": channels, "patch_size": patch, "width": width, "t5_dim": t5_dim, "clip_dim": clip_dim,
            "t5_length": t5_length - 1, "clip_length": shape["text_padding"][0] - (t5_length - 1),
            "heads": width // shape["blocks.0.self_attention.q_norm.weight"][0],
            "depth": _depth(shape),
            # Half a unit more, so that the product is cut to the hidden width and not below it.
            "mlp_ratio": MLP_RATIO if int(width * MLP_RATIO) == hidden else (hidden + 0.5) / width,
            "learn_sigma": out == 2 * channels * patch**2, "pooled_dim": shape["condition.pool.out.weight"][0],
            "size_and_style": "condition.style.weight" in shape,
        }  # fmt: skip
    except (KeyError, ValueError, IndexError, ZeroDivisionError) as error:
        raise InvalidConfig(f"{where} is not a HunyuanDiT: nothing fits at {error}.") from error
    return cast(TransformerConfig, _built(TransformerConfig, values, Path(where)))


def _depth(names: Collection[str]) -> int:
    """How many blocks there are. ValueError where one has a number that so few tensors do not reach."""
    numbers = {int(name.split(".")[1]) for name in names if name.startswith("blocks.")}
    if max(numbers) >= len(names):
        raise ValueError(f"block {max(numbers)} among {len(names)} tensors")
    return 1 + max(numbers)
