"""How much of a device's memory a drawing takes at most, computed from the sizes of tensors; nothing is run.

Weights are counted as they are. For what is made while drawing these are upper estimates, of b bytes a number:

- text encoders: 16 tensors of the width and 4 of the MLP's a token, and 6 of the scores, in float32;
- transformer, for all steps: keys and values of the text for every block; for one step: the long skips, one tensor of
  the width each, and the block at work, which is widest either while keys turn (8 tensors of the width in b bytes, 5 in
  float32) or in its MLP (7 of the width, 2 of the MLP's). Attention is computed without keeping scores;
- autoencoder: 3 tensors as its largest, once more for what has not gone yet, and 2 for a convolution that needs its
  input and output in another layout; the picture in float32, a few times;
- WORKSPACE for the libraries' own, in every stage.

A preview is decoded while the transformer is there, which is part of the steps. Memory that an allocator holds beyond
its tensors, and the driver's own, are not in these numbers: MARGIN is for them.
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

import torch
from torch import Tensor, nn

from diffusion.config import ModelConfig, VaeConfig
from diffusion.errors import InvalidRequest
from diffusion.placement import MODES, Mode, Networks, Stage, stays
from diffusion.tiling import Tiling

logger = logging.getLogger(__name__)

AUTO = "auto"
WORKSPACE = 64 << 20
MARGIN = 1.1
"""By how much the free memory must be larger than the peak for a mode to be chosen."""
MOST_SAMPLES = 4
"""Samples a step with guidance and two reference pictures that run along."""
_TEXTS = 2
_LATENT_COPIES, _PICTURE_COPIES = 8, 6


@dataclass(frozen=True, slots=True)
class Footprint:
    """Peak of device memory in bytes, by stage: the text is encoded, the steps are taken, the picture is decoded."""

    text: int
    steps: int
    decode: int

    @property
    def peak(self) -> int:
        """Of the whole drawing."""
        return max(self.text, self.steps, self.decode)


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is drawn: the size in pixels, samples a step (2 with guidance), the dtype, how large a piece is decoded."""

    dtype: torch.dtype
    width: int = 1024
    height: int = 1024
    batch: int = 2
    tiling: Tiling | None = None


def tiling_of(mode: Mode) -> Tiling | None:
    """The tiles in which a mode decodes: none where everything has room."""
    return None if mode == "resident" else Tiling()


def footprint(networks: Networks, config: ModelConfig, mode: Mode, drawing: Drawing) -> Footprint:
    """The peak of every stage. ``networks`` may lie on the meta device, in the dtypes in which they would work."""
    here = {stage: present(mode, networks, stage) for stage in networks}
    text, transformer, vae = here["text"], here["transformer"], here["vae"]
    if mode == "resident":
        text = transformer = sum(here.values())
        vae = 0  # counted there
    kept = prepared_bytes(config, drawing)
    decoding = vae + decode_bytes(config.vae, drawing)
    return Footprint(
        text=WORKSPACE + text + encode_bytes(config),
        steps=WORKSPACE + transformer + kept + max(step_bytes(config, drawing), decoding),
        decode=WORKSPACE + (transformer if mode == "resident" else 0) + kept + decoding,
    )


def footprints(
    networks: Networks, config: ModelConfig, dtype: torch.dtype, batch: int = MOST_SAMPLES
) -> dict[Mode, Footprint]:
    """Of every mode, at the size that the model was trained at."""
    side = config.image_size
    return {
        mode: footprint(networks, config, mode, Drawing(dtype, side, side, batch, tiling_of(mode))) for mode in MODES
    }


def choose(of: Mapping[Mode, Footprint], free: int) -> Mode:
    """The fastest mode that fits into ``free`` bytes; the smallest where none does."""
    return next((mode for mode in MODES if of[mode].peak * MARGIN <= free), MODES[-1])


def mode_named(memory: str) -> Mode | None:
    """The mode of that name, None for "auto". Raises InvalidRequest for another."""
    if memory not in (AUTO, *MODES):
        raise InvalidRequest(f"memory {memory!r} is unknown; known are {AUTO}, {', '.join(MODES)}")
    return next((mode for mode in MODES if mode == memory), None)


def mode_for(memory: str, device: torch.device, of: Callable[[], Mapping[Mode, Footprint]]) -> Mode:
    """The mode that ``memory`` names; for "auto" the fastest that fits into what is free on ``device`` now.

    Where it is no CUDA device, weights that are away would take the same memory: everything stays. ``of`` is asked only
    where its answer matters. Raises InvalidRequest for another name.
    """
    named = mode_named(memory)
    if named is not None:
        return named
    if device.type != "cuda":
        return "resident"
    free, _ = torch.cuda.mem_get_info(device)
    mode = choose(of(), free)
    logger.info("%.1f GB of %s are free: memory %s", free / 1e9, device, mode)
    return mode


def present(mode: Mode, networks: Networks, stage: Stage) -> int:
    """Bytes of a stage's weights that are on the device at once."""
    modules = networks[stage]
    if mode != "offload":
        return weight_bytes(*modules)
    # Layer by layer: the largest, beside what stays for the stage.
    staying = [layer for module in modules for layer in stays(module)]
    own = _bytes(chain.from_iterable(_tensors(layer, recurse=False) for layer in staying))
    layers = (layer for module in modules for layer in module.modules() if layer not in staying)
    return own + max((_bytes(_tensors(layer, recurse=False)) for layer in layers), default=0)


def weight_bytes(*modules: nn.Module) -> int:
    """Bytes of all parameters and buffers; tied ones once."""
    return _bytes(chain.from_iterable(_tensors(module, recurse=True) for module in modules))


def _tensors(module: nn.Module, *, recurse: bool) -> Iterator[Tensor]:
    yield from module.parameters(recurse)
    yield from module.buffers(recurse)


def _bytes(tensors: Iterator[Tensor]) -> int:
    return sum(_nbytes(tensor) for tensor in {id(tensor): tensor for tensor in tensors}.values())


def _nbytes(tensor: Tensor) -> int:
    """Bytes of a tensor; of a quantised one, which is several in one, those of its parts."""
    if type(tensor) is not nn.Parameter and hasattr(tensor, "__tensor_flatten__"):
        return sum(_nbytes(getattr(tensor, name)) for name in tensor.__tensor_flatten__()[0])
    return tensor.numel() * tensor.element_size()


def encode_bytes(config: ModelConfig) -> int:
    """What the larger text encoder, the T5, makes on its way with a prompt and a negative one."""
    text = config.text
    tokens = _TEXTS * text.t5_length
    scores = _TEXTS * text.t5_heads * text.t5_length**2
    return 4 * (tokens * (16 * text.t5_dim + 4 * text.t5_mlp) + 6 * scores)


def prepared_bytes(config: ModelConfig, drawing: Drawing) -> int:
    """Keys and values of the text for every block, and the drawing's latents."""
    network = config.transformer
    tokens = drawing.batch * (network.clip_length + network.t5_length)
    positions = drawing.width * drawing.height // config.vae.downsample**2
    latents = _LATENT_COPIES * 4 * drawing.batch * network.out_channels * positions
    return 2 * network.depth * tokens * network.width * drawing.dtype.itemsize + latents


def step_bytes(config: ModelConfig, drawing: Drawing) -> int:
    """What one call of the transformer makes on its way."""
    network, size = config.transformer, drawing.dtype.itemsize
    side = config.vae.downsample * network.patch_size
    image = (drawing.width // side) * (drawing.height // side)
    hidden = int(network.width * network.mlp_ratio)
    skips = max(network.depth // 2 - 1, 0) * network.width * size
    turning = network.width * (8 * size + 5 * 4)
    mlp = 7 * network.width * size + 2 * hidden * size
    tables = 4 * 2 * image * network.head_dim
    return drawing.batch * image * (skips + max(turning, mlp)) + tables


def decode_bytes(config: VaeConfig, drawing: Drawing) -> int:
    """What the autoencoder makes on its way with one picture, or one tile of it."""
    down = config.downsample
    height, width = drawing.height // down, drawing.width // down
    if drawing.tiling is not None:
        height, width = min(height, drawing.tiling.tile), min(width, drawing.tiling.tile)
    widths = config.block_channels[::-1]
    # After a doubling a stage begins with the channels of the one before.
    given = (widths[max(level - 1, 0)] * 4**level for level in range(len(widths)))
    largest = max(given) * height * width * drawing.dtype.itemsize
    return 6 * largest + _PICTURE_COPIES * 4 * config.in_channels * drawing.width * drawing.height
