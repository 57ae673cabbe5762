"""Training of the decoder on what the transformer makes: denoised latents, whose errors are not white noise.

Clean latents are noised to a random level and denoised again by the trained transformer or its fast student, as in the
last steps of a drawing. The decoder learns to make the true picture of them. The encoder stays as it is.
"""

import random
from dataclasses import dataclass, field
from pathlib import Path

import torch
from torch import Tensor

from diffusion.config import ModelConfig
from diffusion.denoiser import Denoise
from diffusion.pipeline import SIGMA_MIN
from diffusion.samplers import SAMPLERS
from diffusion.schedule import karras_sigmas
from diffusion.training.autoencoder import reconstruction
from diffusion.training.corpus import Corpus, Record
from diffusion.training.distillation.grid import Grid
from diffusion.training.distillation.stage import unguided
from diffusion.training.painting import Parts, guided_denoise
from diffusion.training.sheets import save_sheet
from diffusion.training.workers import CPU
from diffusion.training.world import Renderer
from diffusion.transformer import Transformer

NEXT = 0.8
"""The student's first step from any noise level leads to one of its grid that is lower by at least this factor."""


@dataclass(frozen=True, slots=True)
class DecoderOptions:
    """``clean`` of ``batch`` latents stay clean but for ``noise``; the others come from a sigma between ``levels``.

    ``taught``: share of the batches that a student redraws in the last steps of its ``grid``, where there is one.
    """

    batch: int = 16
    clean: int = 4
    noise: float = 0.06
    levels: tuple[float, float] = (0.2, 1.6)
    steps: int = 3
    guidance: float = 2.0
    taught: float = 0.75
    grid: Grid = field(default_factory=Grid)


class DecoderStage:
    """Pictures back from latents that the transformer has denoised."""

    def __init__(
        self,
        config: ModelConfig,
        world: Renderer,
        corpus: Corpus,
        parts: Parts,
        transformer: Transformer,
        options: DecoderOptions,
        device: torch.device = CPU,
        student: Transformer | None = None,
    ) -> None:
        self.config, self.world, self.corpus, self.parts, self.options = config, world, corpus, parts, options
        self.transformer, self.student = transformer, student
        for part in (transformer, student, parts.text):
            if part is not None:
                part.eval().requires_grad_(False).to(device)
        self.device = device
        self.module = parts.vae.to(device, memory_format=torch.channels_last).requires_grad_(True)  # type: ignore[call-overload]
        assert self.module.linear is not None
        self.module.linear.encode.requires_grad_(False)

    @torch.no_grad()
    def redrawn(
        self, latents: Tensor, captions: list[str], sigma: float, generator: torch.Generator, *, taught: bool = False
    ) -> Tensor:
        """Latents [B, C, h, w] noised to ``sigma`` and denoised in a few steps, ``taught``: in the student's last."""
        options = self.options
        x = latents + sigma * torch.randn(latents.shape, generator=generator).to(self.device)
        with torch.autocast(self.device.type, torch.bfloat16):
            if taught and self.student is not None:
                denoise = unguided(self.config, self.parts, self.student, captions)
                sampler = "euler"
                sigmas = [sigma, *(level for level in options.grid.student() if level < NEXT * sigma)]
            else:
                denoise = guided_denoise(self.config, self.parts, self.transformer, captions, options.guidance)
                sampler, sigmas = "dpmpp_2m", karras_sigmas(options.steps, SIGMA_MIN, sigma)
        for step in SAMPLERS[sampler](_in_bfloat16(denoise), x, sigmas):
            x = step.x
        return x

    def loss(self, step: int, generator: torch.Generator) -> tuple[Tensor, dict[str, float]]:
        rng = random.Random(int(torch.randint(2**62, (), generator=generator)))
        records = self.corpus.sample(rng, self.options.batch)
        x = self.world.render([record.picture for record in records]).to(self.device)
        z = self._inputs(x, records, rng, generator)
        with torch.autocast(self.device.type, torch.bfloat16):
            y = self.module.decode(z.to(memory_format=torch.channels_last))
        return reconstruction(y.float(), x)

    @torch.no_grad()
    def _inputs(self, x: Tensor, records: list[Record], rng: random.Random, generator: torch.Generator) -> Tensor:
        """What the decoder is given for pictures ``x``: clean latents first, then redrawn ones."""
        vae, options = self.module, self.options
        low, high = options.levels
        sigma = low * (high / low) ** float(torch.rand((), generator=generator))
        taught = rng.random() < options.taught
        latents = vae.to_latents(vae.encode(x)[0])
        clean = min(options.clean, len(latents) // 2)
        few = latents[:clean]
        noise = torch.rand(len(few), 1, 1, 1, generator=generator) * torch.randn(few.shape, generator=generator)
        few = few + options.noise * noise.to(self.device)
        captions = [record.captions[("en", "zh")[index % 2]][0] for index, record in enumerate(records)]
        again = self.redrawn(latents[clean:], captions[clean:], sigma, generator, taught=taught)
        return vae.from_latents(torch.cat([few, again]))

    @torch.no_grad()
    def sheet(self, path: Path) -> None:
        """Twelve pictures above what becomes of them when they are redrawn from a middle level."""
        records = self.corpus.sample(random.Random(1), 12)
        x = self.world.render([record.picture for record in records]).to(self.device)
        vae = self.module
        latents = vae.to_latents(vae.encode(x)[0])
        captions = [record.captions["en"][0] for record in records]
        again = self.redrawn(latents, captions, 1.0, torch.Generator().manual_seed(2), taught=True)
        save_sheet(torch.cat([x, vae.decode(vae.from_latents(again))]).cpu(), path, columns=12)


def _in_bfloat16(denoise: Denoise) -> Denoise:
    def quick(x: Tensor, sigma: float) -> Tensor:
        with torch.autocast(x.device.type, torch.bfloat16):
            return denoise(x, sigma).float()

    return quick
