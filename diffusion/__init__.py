"""Prompt in, picture out: networks of the HunyuanDiT architecture, samplers, checkpoints, the drawing pipeline."""

from diffusion.errors import (
    CheckpointError,
    CheckpointMismatch,
    DiffusionError,
    InvalidConfig,
    InvalidRequest,
    NotReproducible,
    UnsupportedSize,
)
from diffusion.pipeline import Pipeline, load, load_tokenizers
from diffusion.request import DrawRequest, Reference, Replay, Step
from diffusion.samplers import SAMPLERS

__all__ = [
    "SAMPLERS",
    "CheckpointError",
    "CheckpointMismatch",
    "DiffusionError",
    "DrawRequest",
    "InvalidConfig",
    "InvalidRequest",
    "NotReproducible",
    "Pipeline",
    "Reference",
    "Replay",
    "Step",
    "UnsupportedSize",
    "load",
    "load_tokenizers",
]
