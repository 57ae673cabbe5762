"""Training of the transformer: text to picture, then with reference tokens."""

import itertools
import math
import random
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.nn.attention import SDPBackend, sdpa_kernel

from diffusion.carriers import CROP
from diffusion.config import ModelConfig
from diffusion.denoiser import Denoise, denoiser, guided, target_of
from diffusion.pipeline import SIGMA_MAX, SIGMA_MIN
from diffusion.references import ReferenceTokens
from diffusion.samplers import SAMPLERS
from diffusion.schedule import karras_sigmas, timestep_of_sigma
from diffusion.text import TextEncoders, Tokenizer
from diffusion.training.corpus import Corpus, Crop, Record
from diffusion.training.emphasis import emphasis
from diffusion.training.sheets import save_sheet
from diffusion.training.workers import CPU
from diffusion.training.world import Renderer
from diffusion.transformer import Conditioning, Transformer
from diffusion.vae import AutoencoderKL


@dataclass(frozen=True, slots=True)
class Parts:
    """What is already trained and stays as it is."""

    vae: AutoencoderKL
    text: TextEncoders
    tokenizer: Tokenizer


@dataclass(frozen=True, slots=True)
class PaintingOptions:
    """``references``: share of samples that see reference tokens. ``drop``: share without a caption.

    ``noise`` is put on reference latents at most, so that drawing from one's own pictures does not add up errors.
    Sigmas are drawn log-uniformly between the ``levels`` (share of samples below, sigma); ``clip`` bounds the weight
    of a clean-picture error, 1 + SNR (v-prediction's own), from above (cf. Hang et al. 2023, arXiv:2303.09556).
    ``emphasis``: how many times as much errors count where something is worn or held.
    """

    batch: int = 64
    references: float = 0.0
    drop: float = 0.1
    noise: float = 0.15
    levels: tuple[tuple[float, float], ...] = ((0.0, SIGMA_MIN), (0.16, 0.5), (0.74, 10.0), (1.0, SIGMA_MAX))
    clip: float = 6.0
    emphasis: float = 1.0
    precision: torch.dtype = torch.bfloat16


def warp(uniform: Tensor, levels: tuple[tuple[float, float], ...]) -> Tensor:
    """Sigmas [B] of numbers in [0, 1): log sigma is piecewise linear through ``levels`` (share, sigma)."""
    result = torch.full_like(uniform, levels[0][1])
    for (low, first), (high, last) in itertools.pairwise(levels):
        share = ((uniform - low) / (high - low)).clamp(0, 1)
        result = result * torch.exp(share * math.log(last / first))
    return result


class Painter(nn.Module):
    """What this stage trains: the transformer, and the text encoders with it.

    Word vectors of one meaning (``groups`` of token ids, in both languages) stay tied: they start from their mean and
    get the sum of their gradients, so that a concept is learned from all its wordings at once.
    """

    def __init__(self, transformer: Transformer, text: TextEncoders, groups: list[list[int]]) -> None:
        super().__init__()
        self.transformer, self.text = transformer, text
        for table in (text.t5.shared.weight, text.clip.embeddings.word_embeddings.weight):
            owner = torch.arange(len(table))
            for rows in groups:
                owner[rows] = rows[0]
            size = torch.zeros(len(table)).index_add_(0, owner, torch.ones(len(table)))
            with torch.no_grad():
                mean = torch.zeros_like(table).index_add_(0, owner, table) / size.clamp(min=1)[:, None]
                table.copy_(mean[owner])
            table.register_hook(partial(_tied, owner))


def _tied(owner: Tensor, gradient: Tensor) -> Tensor:
    owner = owner.to(gradient.device)
    return torch.zeros_like(gradient).index_add_(0, owner, gradient)[owner]


def attention_kernel(device: torch.device) -> AbstractContextManager[object]:
    """How attention is computed while training: on a CPU plain products are a third faster at 64 tokens than fused."""
    return sdpa_kernel(SDPBackend.MATH) if device.type == "cpu" else nullcontext()


class PaintingStage:
    """v-prediction on latents of the picture world, conditioned on captions of both languages."""

    def __init__(
        self,
        config: ModelConfig,
        world: Renderer,
        corpus: Corpus,
        parts: Parts,
        module: Painter,
        options: PaintingOptions,
        device: torch.device = CPU,
    ) -> None:
        self.config, self.world, self.corpus, self.parts, self.options = config, world, corpus, parts, options
        self.module, self.device = module.to(device), device
        parts.vae.requires_grad_(False).eval().to(device)

    @torch.no_grad()
    def latents(self, pictures: Tensor) -> Tensor:
        """Latents of pictures [B, 3, H, W] in [-1, 1], on the device."""
        return self.parts.vae.to_latents(self.parts.vae.encode(pictures.to(self.device))[0])

    def encode(self, captions: list[str]) -> Conditioning:
        """Text states of both encoders."""
        text = self.config.text
        tokens = self.parts.tokenizer
        clip, t5 = (tokens.batch(captions, length) for length in (text.clip_length, text.t5_length))
        return self.module.text(clip.to(self.device), t5.to(self.device))

    def crops(self, crops: list[Crop | None]) -> Tensor:
        """Subject crops [B, 3, CROP, CROP]; a missing one is grey."""
        result = torch.zeros(len(crops), 3, CROP, CROP)
        rows = [index for index, crop in enumerate(crops) if crop is not None]
        if rows:
            rendered = self.world.render([crops[index].picture for index in rows])  # type: ignore[union-attr]
            for index, picture in zip(rows, rendered, strict=True):
                left, top, right, bottom = crops[index].box_at(self.world.size)  # type: ignore[union-attr]
                cut = picture[None, :, max(top, 0) : bottom, max(left, 0) : right]
                result[index] = F.interpolate(cut, size=(CROP, CROP), mode="bilinear", antialias=True)[0]
        return result

    def references(
        self, records: list[Record], rng: random.Random, generator: torch.Generator
    ) -> list[ReferenceTokens]:
        """The picture before and two subjects' crops, each present in part of the samples."""
        size = len(records)
        before = [record.before if record.before is not None and rng.random() < 0.9 else None for record in records]
        wanted: list[list[Crop | None]] = []
        for slot in range(2):
            wanted.append([r.crops[slot] if len(r.crops) > slot and rng.random() < 0.75 else None for r in records])
        pictures = torch.zeros(size, 3, self.world.size, self.world.size)
        rows = [index for index, picture in enumerate(before) if picture is not None]
        if rows:
            pictures[rows] = self.world.render([before[index] for index in rows])  # type: ignore[misc]
        result = [
            ReferenceTokens("picture", self._noised(pictures, generator), self._flags([b is not None for b in before]))
        ]
        for slot, row in enumerate(wanted):
            latents = self._noised(self.crops(row), generator)
            result.append(ReferenceTokens("subject", latents, self._flags([c is not None for c in row]), slot))
        return result

    def _flags(self, flags: list[bool]) -> Tensor:
        return torch.tensor(flags, device=self.device)

    def _noise(self, like: Tensor, generator: torch.Generator) -> Tensor:
        """Drawn on the CPU, so that the same seed gives the same samples on every device."""
        return torch.randn(like.shape, generator=generator).to(self.device)

    def _noised(self, pictures: Tensor, generator: torch.Generator) -> Tensor:
        latents = self.latents(pictures)
        strength = self.options.noise * torch.rand(len(latents), 1, 1, 1, generator=generator).to(self.device)
        return latents + strength * self._noise(latents, generator)

    def loss(self, step: int, generator: torch.Generator) -> tuple[Tensor, dict[str, float]]:
        rng = random.Random(int(torch.randint(2**62, (), generator=generator)))
        options = self.options
        records = self.corpus.sample(rng, options.batch)
        captions = [
            "" if rng.random() < options.drop else rng.choice(r.captions[rng.choice(("en", "zh"))]) for r in records
        ]
        clean = self.latents(self.world.render([record.picture for record in records]))
        noise = self._noise(clean, generator)
        lent = round(options.references * len(records))
        sigma = self._sigmas(len(records), lent, generator).to(self.device)
        alpha = (1 + sigma**2).rsqrt()
        noisy = alpha * (clean + sigma * noise)
        steps = [timestep_of_sigma(self.config.schedule, s) for s in sigma.flatten().tolist()]
        timestep = torch.tensor(steps, device=self.device)
        references = self.references(records[:lent], rng, generator) if lent else []
        # Apart, because reference tokens that are masked out cost as much as others.
        halves = [(slice(0, lent), references), (slice(lent, None), [])]
        with self._computing():
            parts = [
                self._predict(noisy[rows], timestep[rows], captions[rows], given)
                for rows, given in halves
                if captions[rows]
            ]
        prediction = torch.cat(parts)
        squares = (prediction.float() - target_of(self.config.schedule, clean, noise, sigma)).square()
        error = (squares * self._weights(records, clean.shape[-1])).mean(dim=(1, 2, 3))
        ratio = 1 + sigma.flatten() ** -2
        loss = (error * (options.clip / ratio).clamp(max=1)).mean()
        # Error of the clean picture at the highest noise, where only the caption tells: how much is known by heart.
        top = sigma.flatten().topk(max(1, len(records) // 4)).indices
        return loss, {"clean_at_high_noise": float((error[top] / ratio[top]).mean().detach())}

    def _weights(self, records: list[Record], side: int) -> Tensor:
        """Weights [B, 1, side, side] of the errors."""
        return emphasis([r.picture for r in records], side, self.world, self.options.emphasis).to(self.device)

    @contextmanager
    def _computing(self) -> Iterator[None]:
        half = self.options.precision
        with ExitStack() as stack:
            stack.enter_context(torch.autocast(self.device.type, half, enabled=half is not torch.float32))
            stack.enter_context(attention_kernel(self.device))
            yield

    def _predict(self, noisy: Tensor, timestep: Tensor, captions: list[str], given: list[ReferenceTokens]) -> Tensor:
        prepared = self.module.transformer.prepare(self.encode(captions), given)
        return self.module.transformer(noisy, timestep, prepared)

    def _sigmas(self, count: int, lent: int, generator: torch.Generator) -> Tensor:
        """Stratified noise levels [count, 1, 1, 1]: the first ``lent`` samples and the others each see all of them."""
        uniform = (torch.arange(count) + torch.rand(count, generator=generator)) / count
        first = [index for index in range(count) if (index + 1) * lent // count > index * lent // count]
        order = [*first, *sorted(set(range(count)) - set(first))]
        return warp(uniform[order], self.options.levels)[:, None, None, None]

    @torch.no_grad()
    def sheet(self, path: Path) -> None:
        """Eight pictures of the corpus above what is drawn from their captions, English first, then Chinese."""
        records = self.corpus.sample(random.Random(1), 12)
        captions = [r.captions[("en", "zh")[index % 2]][0] for index, r in enumerate(records)]
        truth = self.world.render([record.picture for record in records])
        lent = (
            self.references(records, random.Random(2), torch.Generator().manual_seed(2))
            if self.options.references
            else []
        )
        drawn = draw(self.config, self.parts, self.module.transformer, captions, seed=3, references=lent)
        save_sheet(torch.cat([truth, drawn]), path, columns=12)
        path.with_suffix(".txt").write_text("\n".join(captions) + "\n", encoding="utf-8")


@torch.no_grad()
def draw(
    config: ModelConfig,
    parts: Parts,
    module: Transformer,
    captions: list[str],
    *,
    seed: int,
    steps: int = 14,
    guidance: float = 2.0,
    references: list[ReferenceTokens] | None = None,
    sampler: str = "dpmpp_2m",
    lowest: float = SIGMA_MIN,
) -> Tensor:
    """Pictures [B, 3, H, W] of a batch of captions, for sheets and judging."""
    denoise = guided_denoise(config, parts, module, captions, guidance, references or ())
    side = config.image_size // config.vae.downsample
    sigmas = karras_sigmas(steps, lowest, SIGMA_MAX)
    generator = torch.Generator().manual_seed(seed)
    x = torch.randn(len(captions), config.vae.latent_channels, side, side, generator=generator) * float(sigmas[0])
    x = x.to(device_of(module))
    for step in SAMPLERS[sampler](denoise, x, sigmas):
        x = step.x
    return parts.vae.decode(parts.vae.from_latents(x)).cpu()


def device_of(module: nn.Module) -> torch.device:
    """Where the module's first parameter lies."""
    return next(module.parameters()).device


def guided_denoise(
    config: ModelConfig,
    parts: Parts,
    module: Transformer,
    captions: list[str],
    guidance: float,
    references: Sequence[ReferenceTokens] = (),
) -> Denoise:
    """The denoiser of a batch of captions, guided away from the empty one; samplers take it."""
    text, tokens = config.text, parts.tokenizer
    both = [*[""] * len(captions), *captions]
    doubled = [ReferenceTokens(r.kind, r.latents.repeat(2, 1, 1, 1), r.present.repeat(2), r.slot) for r in references]
    clip, t5 = (tokens.batch(both, length).to(device_of(module)) for length in (text.clip_length, text.t5_length))
    conditioning = parts.text(clip, t5)
    prepared = module.prepare(conditioning, doubled)
    return denoiser(config.schedule, guided(lambda x, t: module(x, t, prepared), guidance), config.vae.latent_channels)
