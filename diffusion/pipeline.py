"""The drawing pipeline: text, seed and references in, a generator of steps out, the last with the finished PNG."""

import io
import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import torch
from PIL import Image
from safetensors import SafetensorError, safe_open
from torch import Tensor

from diffusion.checkpoint import load as load_checkpoint
from diffusion.checkpoint import load_into, sha256
from diffusion.conditioner import Conditioner, EmbeddedConditioner, moved
from diffusion.config import ModelConfig
from diffusion.denoiser import Predict, denoiser, guided
from diffusion.errors import CheckpointError, DiffusionError, InvalidRequest
from diffusion.images import png_bytes, png_metadata, resized, to_pictures, to_tensor
from diffusion.references import ReferenceTokens
from diffusion.regime import EmbeddedRegime, Regime
from diffusion.request import DrawRequest, Lent, Reference, Replay, Step, read_recipe, recipe_of
from diffusion.samplers import noise_like, sampler_named
from diffusion.text import TextEncoders, Tokenizer
from diffusion.transformer import Prepared, Transformer
from diffusion.vae import AutoencoderKL

logger = logging.getLogger(__name__)

SIGMA_MIN, SIGMA_MAX = 0.08, 70.0
MAX_SUBJECTS = 2
CROP = 64
"""Side in pixels to which subjects' crops are brought."""
TOKENIZER_TENSOR = "tokenizer.model"


class Pipeline:
    """A loaded model, embedded or published. One drawing at a time; whoever shares it takes turns.

    It draws where the transformer's weights lie and in their dtype; latents are float32 between the steps.
    """

    def __init__(
        self, config: ModelConfig, name: str, conditioner: Conditioner, transformer: Transformer, vae: AutoencoderKL,
        regime: Regime, path: Path,
    ) -> None:  # fmt: skip
        self.config, self.name, self.path = config, name, path
        self.conditioner, self.regime = conditioner, regime
        self.transformer, self.vae = transformer.eval(), vae.eval()
        for module in (transformer, vae):
            module.requires_grad_(False)
        weight = next(transformer.parameters())
        self.device, self.dtype = weight.device, weight.dtype

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
        readable = self._readable(request.references)
        return self._steps(request, tuple(self._lent(reference, request) for reference in readable))

    def _fitted(self, request: DrawRequest) -> DrawRequest:
        """The request at a size that the model draws; the recipe then says the size that was drawn."""
        width, height = self.regime.size(request.width, request.height)
        if (width, height) != (request.width, request.height):
            logger.warning("%d x %d is drawn at %d x %d", request.width, request.height, width, height)
        return replace(request, width=width, height=height)

    def _readable(self, references: Sequence[Reference]) -> list[Reference]:
        """The references that this model was trained to read: one picture and the first two subjects, or none."""
        if not self.config.transformer.references:
            return []
        pictures = [reference for reference in references if reference.kind == "picture"][:1]
        subjects = [reference for reference in references if reference.kind == "subject"][:MAX_SUBJECTS]
        if len(pictures) + len(subjects) < len(references):
            logger.info("of %d references the model reads %d", len(references), len(pictures) + len(subjects))
        return [*pictures, *subjects]

    def replay(self, png: bytes) -> Replay:
        """Draws a picture again from its own metadata and compares every pixel. Raises NotReproducible."""
        recipe = png_metadata(png)
        request, lent = read_recipe(recipe)
        request = self._fitted(request)
        last = None
        for step in self._steps(request, lent):
            last = step.png
        if last is None:
            raise DiffusionError("the drawing ended without a picture")
        same = _pixels(png) == _pixels(last)
        return Replay(same, self._comparison(same, recipe), last)

    def _comparison(self, same: bool, recipe: dict[str, object]) -> str:
        if same:
            return "identical: every pixel is the same"
        reasons = []
        if recipe.get("model") != self.name:
            reasons.append(f"drawn by model {recipe.get('model')}, here is {self.name}")
        if recipe.get("torch") != torch.__version__:
            reasons.append(f"drawn with torch {recipe.get('torch')}, here is {torch.__version__}")
        return "different: " + (
            "; ".join(reasons) or "same model and versions, so another machine or a changed picture"
        )

    @torch.inference_mode()
    def _lent(self, reference: Reference, request: DrawRequest) -> Lent:
        # The picture before is laid under the drawing, place by place, so it has the drawing's size.
        size = (request.width, request.height) if reference.kind == "picture" else (CROP, CROP)
        pixels = to_tensor([resized(reference.image, *size)])
        latents = self.vae.to_latents(self.vae.encode(pixels.to(self.device, self.dtype))[0])
        return Lent(reference.kind, latents.half().float().cpu().clone())

    def _steps(self, request: DrawRequest, lent: tuple[Lent, ...]) -> Iterator[Step]:
        """The generator behind ``draw``; every tensor operation runs inside ``inference_mode`` between two yields."""
        with torch.inference_mode():
            predict = self._predictor(request, lent)
            sigmas = self.regime.sigmas(request.steps)
            generators = [torch.Generator().manual_seed(request.seed)]
            noise = noise_like(torch.empty(1, *self._latent_shape(request)), generators)
            x = noise.to(self.device) * self.regime.start(sigmas[0])
            denoise = denoiser(self.config.schedule, predict, self.config.vae.latent_channels)
            steps = sampler_named(request.sampler)(denoise, x, sigmas, generator=generators)
        for index in range(1, request.steps + 1):
            with torch.inference_mode():
                step = next(steps)
                if index < request.steps:
                    wanted = request.preview_every and index % request.preview_every == 0
                    yielded = Step(index, request.steps, self._picture(step.x0)[1] if wanted else None)
                else:
                    yielded = self._finished(request, lent, step.x)
            yield yielded

    def _latent_shape(self, request: DrawRequest) -> tuple[int, int, int]:
        down = self.config.vae.downsample
        return self.config.vae.latent_channels, request.height // down, request.width // down

    def _predictor(self, request: DrawRequest, lent: tuple[Lent, ...]) -> Predict:
        guidance = request.guidance
        # With guidance 1 the unconditional half would be multiplied by zero.
        batch = 1 if guidance == 1 else 2
        prepared = self._prepare(request, lent, batch)
        extras = self.regime.extras(request.width, request.height, batch).to(self.device)

        def predict(x: Tensor, timestep: Tensor) -> Tensor:
            x = x.to(self.dtype)
            predicted = self.transformer(
                x, timestep, prepared, sizes=extras.sizes, style=extras.style, table=extras.table
            )
            return predicted.float()

        return predict if batch == 1 else guided(predict, guidance)

    def _prepare(self, request: DrawRequest, lent: tuple[Lent, ...], batch: int) -> Prepared:
        long = [request.negative, request.prompt][-batch:]
        short = [request.negative, request.digest or request.prompt][-batch:]
        states = moved(self.conditioner.encode(long, short), self.device, self.dtype)
        slots: dict[str, int] = {}
        references = []
        for item in lent if self.config.transformer.references else ():
            slot = slots.get(item.kind, 0)
            slots[item.kind] = slot + 1
            present = torch.ones(batch, dtype=torch.bool, device=self.device)
            latents = item.latents.to(self.device, self.dtype).expand(batch, -1, -1, -1)
            references.append(ReferenceTokens(item.kind, latents, present, slot))
        return self.transformer.prepare(states, references)

    def _picture(self, latents: Tensor) -> tuple[Tensor, Image.Image]:
        pixels = self.vae.decode(self.vae.from_latents(latents).to(self.dtype)).float()
        return pixels, to_pictures(pixels)[0]

    def _finished(self, request: DrawRequest, lent: tuple[Lent, ...], latents: Tensor) -> Step:
        pixels, picture = self._picture(latents)
        if not bool(pixels.isfinite().all()):
            raise DiffusionError(
                "the picture came out with numbers that are not finite; lower the guidance or take another sampler"
            )
        recipe = recipe_of(request, lent, self.name, torch.__version__) if request.metadata else {}
        return Step(request.steps, request.steps, picture, png_bytes(picture, recipe))


def _pixels(png: bytes) -> bytes:
    with Image.open(io.BytesIO(png)) as image:
        return image.convert("RGB").tobytes()


def load(path: Path | str) -> Pipeline:
    """The pipeline of one checkpoint file of this program. Raises CheckpointError naming the file and the fault."""
    loaded = load_checkpoint(path)
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
    name = f"{loaded.extra.get('name', 'model')} {sha256(path)[:12]}"
    logger.info("loaded %s from %s", name, path)
    regime = EmbeddedRegime(loaded.config, SIGMA_MIN, SIGMA_MAX)
    return Pipeline(loaded.config, name, EmbeddedConditioner(text, tokenizer), transformer, vae, regime, Path(path))


def _tokenizer_bytes(path: Path) -> bytes:
    try:
        with safe_open(path, framework="np") as file:
            return bytes(file.get_tensor(TOKENIZER_TENSOR).tobytes())
    except (OSError, SafetensorError) as error:
        raise CheckpointError(f"Cannot read the tokenizer of {path}: {error}. Fetch or make the file again.") from error


def load_tokenizers(path: Path | str) -> tuple[Callable[[str], int], Callable[[str], int]]:
    """Token counters (long encoder, short encoder) of a checkpoint, without loading its networks."""
    tokenizer = Tokenizer(_tokenizer_bytes(Path(path)))
    return tokenizer.count, tokenizer.count
