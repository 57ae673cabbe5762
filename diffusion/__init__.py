"""Prompt in, picture out: networks of the HunyuanDiT architecture, samplers, checkpoints, the drawing pipeline."""

from diffusion.errors import (
    CheckpointError,
    CheckpointMismatch,
    DiffusionError,
    InvalidConfig,
    InvalidRequest,
    LicenceNotAccepted,
    NotFetched,
    NotReproducible,
    OutOfMemory,
    UnsupportedSize,
)
from diffusion.loading import load, load_tokenizers
from diffusion.lora_use import LoraUse
from diffusion.pipeline import Pipeline
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
    "LicenceNotAccepted",
    "LoraUse",
    "NotFetched",
    "NotReproducible",
    "OutOfMemory",
    "Pipeline",
    "Reference",
    "Replay",
    "Step",
    "UnsupportedSize",
    "load",
    "load_tokenizers",
]
