"""The drawing pipeline: text, seed and references in, a generator of steps out, the last with the finished PNG."""

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from PIL import Image
from safetensors import SafetensorError, safe_open
from torch import Tensor

from diffusion.canvas import Canvas
from diffusion.carriers import Carrier, NoCarrier, TokenCarrier
from diffusion.checkpoint import extra_of, load_into, sha256
from diffusion.checkpoint import load as load_checkpoint
from diffusion.comparing import compared, tiling_of
from diffusion.conditioner import Conditioner, EmbeddedConditioner, moved
from diffusion.config import ModelConfig
from diffusion.denoiser import Predict, denoiser, guided
from diffusion.distilled import FastRegime, file_with_tokenizer, steered, whole
from diffusion.errors import CheckpointError, DiffusionError, InvalidRequest
from diffusion.exhaustion import enough_memory
from diffusion.images import png_bytes, png_metadata, to_pictures, to_tensor
from diffusion.lora_use import LoraShelf
from diffusion.placement import Placement, Resident
from diffusion.precision import BLACK_NOTE, Watch, careful, carefully_decoded, carefully_encoded, is_black
from diffusion.regime import EmbeddedRegime, Regime
from diffusion.request import DrawRequest, Lent, Replay, Step, read_recipe, recipe_of
from diffusion.samplers import noise_like, sampler_named
from diffusion.text import TextEncoders, Tokenizer
from diffusion.tiling import tiled_as
from diffusion.transformer import Conditioning, Transformer
from diffusion.vae import AutoencoderKL

logger = logging.getLogger(__name__)

SIGMA_MIN, SIGMA_MAX = 0.08, 70.0
PREVIEW = 256
"""Side in pixels that previews have at least, where the picture has it."""
TOKENIZER_TENSOR = "tokenizer.model"


class Pipeline:
    """A loaded model, embedded or published. One drawing at a time; whoever shares it takes turns.

    It draws where the transformer's weights lie and in their dtype, or where ``placement`` brings it; latents are
    float32 between the steps. ``said``: what recipes say of how this model was loaded, keys of ``comparing.EXTRAS``.
    """

    def __init__(
        self, config: ModelConfig, name: str, conditioner: Conditioner, transformer: Transformer, vae: AutoencoderKL,
        regime: Regime, path: Path, carrier: Carrier | None = None, placement: Placement | None = None,
        said: Mapping[str, Any] | None = None,
    ) -> None:  # fmt: skip
        self.config, self.name, self.path = config, name, path
        self.conditioner, self.regime, self.carrier = conditioner, regime, carrier or NoCarrier()
        self.transformer, self.vae = transformer.eval(), vae.eval()
        for module in (transformer, vae):
            module.requires_grad_(False)
        self.loras = LoraShelf(transformer, conditioner)
        self._said = dict(said or {})
        weight = next(transformer.parameters())
        self.placement = placement or Resident(weight.device, weight.dtype, {})
        self.device, self.dtype = self.placement.device, self.placement.dtype

    @property
    def text(self) -> TextEncoders:
        """The embedded model's encoders. InvalidRequest for a published model."""
        return self._embedded().encoders

    @property
    def tokenizer(self) -> Tokenizer:
        """The embedded model's one tokenizer. InvalidRequest for a published model."""
        return self._embedded().tokenizer

    def _embedded(self) -> EmbeddedConditioner:
        if not isinstance(self.conditioner, EmbeddedConditioner):
            raise InvalidRequest(f"{self.name} is a published model; only the embedded one has a single tokenizer.")
        return self.conditioner

    def count_long(self, text: str) -> int:
        """Tokens of ``text`` for the long encoder (at most ``config.text.t5_length`` are read)."""
        return self.conditioner.count_long(text)

    def count_short(self, text: str) -> int:
        """Tokens of ``text`` for the short encoder (at most ``config.text.clip_length`` are read)."""
        return self.conditioner.count_short(text)

    def size(self, width: int, height: int) -> tuple[int, int]:
        """The width and height at which a picture of that size is drawn. Raises UnsupportedSize."""
        return self.regime.size(width, height)

    def draw(self, request: DrawRequest) -> Iterator[Step]:
        """Yields a Step per denoising step. Closing the iterator stops the drawing.

        Raises UnsupportedSize, InvalidRequest, and DiffusionError when the result is not finite.
        """
        request = self._fitted(request)
        sampler_named(request.sampler)
        lent = self.carrier.lend(request.references, (request.width, request.height), self._latents)
        if len(lent) < len(request.references):
            logger.info("of %d references the model reads %d", len(request.references), len(lent))
        return self._steps(request, lent)

    def _fitted(self, request: DrawRequest) -> DrawRequest:
        """The request at a size that the model draws; the recipe then says the size that was drawn."""
        width, height = self.regime.size(request.width, request.height)
        if (width, height) != (request.width, request.height):
            logger.warning("%d x %d is drawn at %d x %d", request.width, request.height, width, height)
        return replace(request, width=width, height=height)

    def replay(self, png: bytes) -> Replay:
        """Draws a picture again from its own metadata and compares every pixel. Raises NotReproducible."""
        recipe = png_metadata(png)
        request, lent = read_recipe(recipe)
        request = self._fitted(replace(request, preview_every=0))
        # The mode of memory must not matter: what was decoded in tiles is decoded in the same ones.
        with tiled_as(self.vae, tiling_of(recipe)):
            *_, last = self._steps(request, lent)
            here = {"model": self.name, "torch": torch.__version__, **self._extras(request)}
        assert last.png is not None
        return Replay(*compared(png, last.png, recipe, here), last.png)

    def _extras(self, request: DrawRequest) -> dict[str, Any]:
        """What was added to the model, as a recipe says it; nothing where nothing was."""
        tiling, (_, height, width) = getattr(self.vae, "tiling", None), self._latent_shape(request)
        said = {**self.loras.extras, **self.carrier.extras, **self._said}
        if tiling is not None and not tiling.fits(height, width):
            said["tiles"] = [tiling.tile, tiling.overlap]
        return said

    @torch.inference_mode()
    def _latents(self, picture: Image.Image) -> Tensor:
        """A picture's latents [1, C, h, w]."""
        pixels = to_tensor([picture])
        with self.placement.vae():
            return carefully_encoded(
                self.vae,
                lambda dtype: self.vae.to_latents(self.vae.encode(pixels.to(self.device, dtype))[0]),
                "The autoencoder",
            )

    def _steps(self, request: DrawRequest, lent: tuple[Lent, ...]) -> Iterator[Step]:
        advice = "Close other programs, take a smaller size, or start with --memory staged; then try again."
        with enough_memory("draw", advice):
            yield from self._drawing(request, lent)

    def _drawing(self, request: DrawRequest, lent: tuple[Lent, ...]) -> Iterator[Step]:
        """The generator behind ``draw``; every tensor operation runs inside ``inference_mode`` between two yields."""
        watch = Watch()
        with torch.inference_mode():
            text = self._text(request)
            for note in getattr(self.conditioner, "notes", ()):
                watch.note(note)
        with self.placement.transformer():
            with torch.inference_mode():
                sigmas = self.regime.sigmas(request.steps)
                predict = self._predictor(request, text, lent, sigmas, watch)
                generators = [torch.Generator().manual_seed(request.seed)]
                noise = noise_like(torch.empty(1, *self._latent_shape(request)), generators)
                x = noise.to(self.device) * self.regime.start(sigmas[0])
                denoise = denoiser(self.config.schedule, predict, self.config.vae.latent_channels)
                steps = sampler_named(request.sampler)(denoise, x, sigmas, generator=generators)
            for index in range(1, request.steps + 1):
                watch.step = index
                with torch.inference_mode():
                    step = next(steps)
                    if index == request.steps:
                        break
                    wanted = request.preview_every and index % request.preview_every == 0
                    yielded = Step(index, request.steps, self._preview(step.x0) if wanted else None)
                yield yielded
        with torch.inference_mode():
            yielded = self._finished(request, lent, step.x, watch)
        yield yielded

    def _latent_shape(self, request: DrawRequest) -> tuple[int, int, int]:
        down = self.config.vae.downsample
        return self.config.vae.latent_channels, request.height // down, request.width // down

    def _text(self, request: DrawRequest) -> Conditioning:
        # With guidance 1 the unconditional half would be multiplied by zero.
        batch = 1 if request.guidance == 1 else 2
        if batch == 1 and request.negative and isinstance(self.regime, FastRegime):
            batch = 3  # see distilled.steered
        long = ["", request.negative, request.prompt][-batch:]
        short = ["", request.negative, request.digest or request.prompt][-batch:]
        return moved(self.conditioner.encode(long, short), self.device, self.dtype)

    def _predictor(
        self, request: DrawRequest, text: Conditioning, lent: tuple[Lent, ...], sigmas: list[float], watch: Watch
    ) -> Predict:
        canvas = Canvas(
            self.transformer, self.config.schedule, self.regime, text, tuple(sigmas), request.width, request.height,
            self.config.vae.downsample, request.seed, request.cache,
        )  # fmt: skip
        predict = careful(self.transformer, lambda: self.carrier.bind(canvas, lent), watch)
        if len(text.t5) == 3 and isinstance(self.regime, FastRegime):
            return steered(predict, self.regime.folded)
        return predict if len(text.t5) == 1 else guided(predict, request.guidance)

    def _preview(self, latents: Tensor) -> Image.Image:
        """How far the drawing has come; of a large one a small picture, decoded in a fraction of the time."""
        down, (height, width) = self.config.vae.downsample, latents.shape[2:]
        factor = max(height, width) * down // PREVIEW
        small = F.avg_pool2d(latents, factor) if factor > 1 else latents
        with self.placement.vae():
            pixels = self.vae.decode(self.vae.from_latents(small).to(self.dtype)).float()
        return to_pictures(pixels.nan_to_num(0.0, 1.0, -1.0))[0]

    def _pixels(self, latents: Tensor, watch: Watch) -> Tensor:
        """Pixels [B, 3, H, W] float32 of latents."""
        with self.placement.vae():
            return carefully_decoded(
                self.vae, lambda dtype: self.vae.decode(self.vae.from_latents(latents).to(dtype)), watch
            )

    def _finished(self, request: DrawRequest, lent: tuple[Lent, ...], latents: Tensor, watch: Watch) -> Step:
        pixels = self._pixels(latents, watch)
        if not bool(pixels.isfinite().all()):
            raise DiffusionError(
                "the picture came out with numbers that are not finite; lower the guidance or take another sampler"
            )
        if is_black(pixels):
            watch.note(BLACK_NOTE)
        recipe = (
            recipe_of(request, lent, self.name, torch.__version__, self._extras(request)) if request.metadata else {}
        )
        picture = to_pictures(pixels)[0]
        return Step(request.steps, request.steps, picture, png_bytes(picture, recipe), " ".join(watch.notes))


def load(path: Path | str) -> Pipeline:
    """The pipeline of one checkpoint file of this program. Raises CheckpointError naming the file and the fault."""
    loaded, fast = whole(load_checkpoint(path), Path(path))
    tokenizer = Tokenizer(_tokenizer_bytes(Path(path)))
    text, transformer, vae = (
        TextEncoders(loaded.config.text),
        Transformer(loaded.config.transformer),
        AutoencoderKL(loaded.config.vae),
    )
    for part, module in (("text", text), ("transformer", transformer), ("vae", vae)):
        if part not in loaded.parts:
            raise CheckpointError(f"{path} has no part {part!r}; it is not a whole model.")
        load_into(module, loaded.parts[part])
    name = _name(loaded.extra, Path(path))
    logger.info("loaded %s from %s", name, path)
    regime: Regime = EmbeddedRegime(loaded.config, SIGMA_MIN, SIGMA_MAX)
    if fast is not None:
        regime = FastRegime(loaded.config, fast.lowest, SIGMA_MAX, fast.steps, sampler=fast.sampler, folded=fast.folded)
    carrier = TokenCarrier() if loaded.config.transformer.references else NoCarrier()
    conditioner = EmbeddedConditioner(text, tokenizer)
    return Pipeline(loaded.config, name, conditioner, transformer, vae, regime, Path(path), carrier)


def name_of(path: Path) -> str:
    """What a pipeline of this checkpoint file is called, in recipes too; from its header. Raises CheckpointError."""
    return _name(extra_of(path), path)


def _name(extra: Mapping[str, str], path: Path) -> str:
    return f"{extra.get('name', 'model')} {sha256(path)[:12]}"


def _tokenizer_bytes(path: Path) -> bytes:
    path = file_with_tokenizer(path)
    try:
        with safe_open(path, framework="np") as file:
            return bytes(file.get_tensor(TOKENIZER_TENSOR).tobytes())
    except (OSError, SafetensorError) as error:
        raise CheckpointError(f"Cannot read the tokenizer of {path}: {error}. Fetch or make the file again.") from error


def load_tokenizers(path: Path | str) -> tuple[Callable[[str], int], Callable[[str], int]]:
    """Token counters (long encoder, short encoder) of a checkpoint, without loading its networks."""
    tokenizer = Tokenizer(_tokenizer_bytes(Path(path)))
    return tokenizer.count, tokenizer.count
