"""Configurations of the networks: one frozen dataclass each, validated when built, read strictly from a dict."""

import math
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Literal

from diffusion.errors import InvalidConfig

MAX_TRAINING_STEPS = 100_000
"""Far beyond any schedule that was trained with; the table of a longer one might not fit into memory."""


def _require(condition: bool, message: str) -> None:
    if not condition:
        raise InvalidConfig(message)


def fault_of(kind: Any, value: object) -> str:
    """What keeps ``value`` from being a size or a factor of that ``kind`` (a field's type); "" where nothing does."""
    if kind is bool:
        fits, wanted = isinstance(value, bool), "true or false"
    elif kind is int:
        fits, wanted = type(value) is int and value > 0, "a whole number above 0"
    elif kind is float:
        fits, wanted = type(value) in (int, float) and 0 < value < math.inf, "a finite number above 0"  # type: ignore[operator]
    elif kind == tuple[int, ...]:
        fits = isinstance(value, tuple | list) and bool(value) and not any(fault_of(int, one) for one in value)
        wanted = "a list of whole numbers above 0"
    else:
        return ""
    return "" if fits else f"{value!r}, not {wanted}"


def _check_kinds(config: Any) -> None:
    """InvalidConfig for a number that is none, as files of strangers have them, and for sizes that nothing has."""
    for one in fields(config):
        fault = fault_of(one.type, getattr(config, one.name))
        _require(not fault, f"{one.name} is {fault}")


@dataclass(frozen=True, slots=True)
class TransformerConfig:
    """A HunyuanDiT transformer (Li et al. 2024, arXiv:2405.08748, section 2).

    The defaults are the published HunyuanDiT v1.2. ``text_padding`` says what stands where a caption has ended:
    "learned" vectors, one per position, as published, or nothing, the positions being "masked" out of attention
    (so that batches may be trimmed to their longest caption). ``references`` adds the reference tokens;
    ``absolute_position`` adds fixed sines and cosines of a token's place to it, beside the rotary embedding.
    """

    in_channels: int = 4
    patch_size: int = 2
    width: int = 1408
    heads: int = 16
    depth: int = 40
    mlp_ratio: float = 4.3637
    learn_sigma: bool = True
    clip_dim: int = 1024
    clip_length: int = 77
    t5_dim: int = 2048
    t5_length: int = 256
    pooled_dim: int = 1024
    pool_heads: int = 8
    size_and_style: bool = False
    text_padding: Literal["learned", "masked"] = "learned"
    references: bool = False
    absolute_position: bool = False

    def __post_init__(self) -> None:
        _check_kinds(self)
        _require(self.width % self.heads == 0, f"width {self.width} is not divisible by heads {self.heads}")
        head = self.width // self.heads
        _require(head % 4 == 0, f"head width {head} must be divisible by 4 for the 2-D rotary embedding")
        _require(self.t5_dim % self.pool_heads == 0, f"t5_dim {self.t5_dim} not divisible by {self.pool_heads} heads")
        _require(self.text_padding in ("learned", "masked"), f"text_padding {self.text_padding!r}: learned or masked")
        even = self.depth == 1 or (self.depth > 0 and self.depth % 2 == 0)
        _require(even, f"depth {self.depth} must be 1 or even, so that every long skip has a beginning")

    @property
    def out_channels(self) -> int:
        """Channels of the output; twice the input's where the variance is learned too."""
        return self.in_channels * (2 if self.learn_sigma else 1)

    @property
    def head_dim(self) -> int:
        """Width of one attention head."""
        return self.width // self.heads


@dataclass(frozen=True, slots=True)
class TextConfig:
    """Two text encoders: a BERT (the CLIP text tower's role) and a T5 encoder, fed by one or two tokenizers.

    ``vocab`` is the number of pieces, ``*_layers``, ``*_heads``, ``*_mlp`` the encoders' sizes. Widths come from the
    transformer's ``clip_dim`` and ``t5_dim``.
    """

    vocab: int = 4096
    clip_dim: int = 256
    clip_layers: int = 2
    clip_heads: int = 4
    clip_mlp: int = 512
    clip_length: int = 77
    t5_dim: int = 256
    t5_layers: int = 4
    t5_heads: int = 4
    t5_mlp: int = 512
    t5_length: int = 256

    def __post_init__(self) -> None:
        _check_kinds(self)


@dataclass(frozen=True, slots=True)
class VaeConfig:
    """An AutoencoderKL (Rombach et al. 2022, arXiv:2112.10752), checkpoint-compatible with Stable Diffusion's.

    ``unshuffle`` first folds squares of that many pixels into channels (1: as published). ``linear`` adds a linear
    path of patches to latents and back, beside the convolutions (Chen et al. 2024, arXiv:2410.10733, residual
    autoencoding); ``encoder_blocks`` False leaves the linear path alone as the encoder. Latents are
    ``(z - shift) * scale`` with per-channel values in the checkpoint when ``linear``, else ``scaling_factor``.
    """

    in_channels: int = 3
    latent_channels: int = 4
    block_channels: tuple[int, ...] = (128, 256, 512, 512)
    layers_per_block: int = 2
    norm_groups: int = 32
    scaling_factor: float = 0.13025
    quant_conv: bool = True
    unshuffle: int = 1
    linear: bool = False
    encoder_blocks: bool = True

    def __post_init__(self) -> None:
        _check_kinds(self)
        for channels in self.block_channels:
            _require(
                channels % self.norm_groups == 0,
                f"block_channels {channels} is not divisible by norm_groups {self.norm_groups}",
            )
        _require(self.encoder_blocks or self.linear, "encoder_blocks=False needs linear=True")

    @property
    def downsample(self) -> int:
        """Pixels per latent position along one side."""
        return int(self.unshuffle * 2 ** (len(self.block_channels) - 1))


@dataclass(frozen=True, slots=True)
class ScheduleConfig:
    """The noise schedule of training. HunyuanDiT: scaled-linear betas to 0.03 (to v1.1), 0.018 or 0.02 (v1.2)."""

    steps: int = 1000
    beta_start: float = 0.00085
    beta_end: float = 0.02
    prediction: Literal["v", "epsilon"] = "v"

    def __post_init__(self) -> None:
        _check_kinds(self)
        _require(self.steps <= MAX_TRAINING_STEPS, f"steps {self.steps} are more than {MAX_TRAINING_STEPS}")
        _require(0 < self.beta_start <= self.beta_end < 1, f"betas {self.beta_start}..{self.beta_end} not in (0, 1)")
        _require(self.prediction in ("v", "epsilon"), f"prediction {self.prediction!r}: allowed are v and epsilon")


@dataclass(frozen=True, slots=True)
class ModelConfig:
    """Everything that a checkpoint needs to be built: the four parts and the picture's size in pixels."""

    transformer: TransformerConfig = field(default_factory=TransformerConfig)
    text: TextConfig = field(default_factory=TextConfig)
    vae: VaeConfig = field(default_factory=VaeConfig)
    schedule: ScheduleConfig = field(default_factory=ScheduleConfig)
    image_size: int = 1024

    def __post_init__(self) -> None:
        _check_kinds(self)


_PARTS = {"transformer": TransformerConfig, "text": TextConfig, "vae": VaeConfig, "schedule": ScheduleConfig}


def to_dict(config: Any) -> dict[str, Any]:
    """A configuration as plain JSON values."""
    return asdict(config)


def from_dict(cls: type, values: dict[str, Any]) -> Any:
    """Builds a configuration; unknown or missing keys raise InvalidConfig with their names."""
    names = {f.name for f in fields(cls)}
    unknown, missing = sorted(set(values) - names), sorted(names - set(values))
    if unknown or missing:
        raise InvalidConfig(f"{cls.__name__}: unknown keys {unknown}, missing keys {missing}")
    built = {}
    for name, value in values.items():
        if cls is ModelConfig and name in _PARTS:
            value = from_dict(_PARTS[name], value)
        built[name] = tuple(value) if isinstance(value, list) else value
    return cls(**built)
