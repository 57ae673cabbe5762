"""Distillation: the student learns to arrive where its teacher did, in a few single predictions.

Guidance is folded in (Meng et al. 2022, arXiv:2210.03142, section 3.1) and steps are made longer (Salimans and Ho 2022,
arXiv:2202.00512) at once, straight from the teacher's guided drawings. The student walks its own way (cf. Ross et al.
2011, arXiv:1011.0686): every call of a drawing is a sample, and what it gets wrong the next ones learn to put right.
"""

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn.attention import SDPBackend, sdpa_kernel

from diffusion.config import ModelConfig
from diffusion.denoiser import Denoise, denoiser
from diffusion.references import ReferenceTokens
from diffusion.samplers import SAMPLERS
from diffusion.training.distillation.grid import Grid, misses, states
from diffusion.training.distillation.trajectories import Pool
from diffusion.training.painting import Parts, device_of
from diffusion.training.sheets import save_sheet
from diffusion.transformer import Transformer


@dataclass(frozen=True, slots=True)
class DistillationOptions:
    """``batch`` drawings a step, each with all its calls. ``forced``: share of calls from the teacher's own state.

    An aim's mean squared error counts min(1 + 1 / sigma^2, ``clip``) times. Of the product q, sqrt(q + c^2) - c is
    taken (pseudo-Huber: Song and Dhariwal 2023, arXiv:2310.14189, section 3.3; c is ``huber``), so that drawings that
    went another way than the teacher's do not pull others towards the mean of both.
    """

    batch: int = 16
    forced: float = 0.25
    clip: float = 6.0
    huber: float = 0.1


class DistillationStage:
    """The student's calls against the teacher's drawings, half of them with reference tokens where ``pools`` has such.

    The text encoders stay as they are, because the fast model shares them with its base.
    """

    def __init__(
        self,
        config: ModelConfig,
        parts: Parts,
        student: Transformer,
        pools: list[Pool],
        grid: Grid,
        options: DistillationOptions,
    ) -> None:
        self.config, self.parts, self.pools, self.grid, self.options = config, parts, pools, grid, options
        self.module: nn.Module = student
        self.student = student
        self.device = device_of(student)
        for part in (parts.vae, parts.text):
            part.requires_grad_(False).eval().to(self.device)

    def loss(self, step: int, generator: torch.Generator) -> tuple[Tensor, dict[str, float]]:
        """See Stage. ``miss``: root mean square over the last calls, where the aim is the finished picture."""
        sizes = [self.options.batch // len(self.pools)] * len(self.pools)
        sizes[0] += self.options.batch - sum(sizes)
        losses, last = [], []
        for pool, size in zip(self.pools, sizes, strict=True):
            chosen = torch.randint(len(pool), (size,), generator=generator).tolist()
            forced = torch.rand(self.grid.calls, size, generator=generator) < self.options.forced
            errors = self._errors(pool.rows(chosen, self.device), forced.to(self.device))
            losses.append(self._weighed(errors))  # [calls, B]
            last.append(errors[-1][1].detach())
        miss = torch.cat(last).sqrt().mean()
        return torch.cat(losses, dim=1).mean(), {"miss": float(miss)}

    def _errors(self, pool: Pool, forced: Tensor) -> list[tuple[float, Tensor]]:
        """For each call its noise level and the mean squared errors [B] of its aims."""
        # At 64 tokens plain matrix products train a third faster on a CPU than the fused attention.
        quicker = sdpa_kernel(SDPBackend.MATH) if self.device.type == "cpu" else nullcontext()
        with torch.autocast(self.device.type, torch.bfloat16), quicker:
            denoise = self.denoise(pool)
            teacher = states(self.grid, pool.noise, pool.aims)
            return [
                (sigma, miss.float().square().mean(dim=(1, 2, 3)))
                for sigma, miss in misses(self.grid, denoise, teacher, forced)
            ]

    def _weighed(self, errors: list[tuple[float, Tensor]]) -> Tensor:
        clip, huber = self.options.clip, self.options.huber
        weighed = torch.stack([min(1 + sigma**-2, clip) * error for sigma, error in errors])
        return (weighed + huber**2).sqrt() - huber

    def denoise(self, pool: Pool) -> Denoise:
        """The student on the captions and references of ``pool``: one prediction a call."""
        return unguided(self.config, self.parts, self.student, pool.captions, pool.references)

    @torch.no_grad()
    def sheet(self, path: Path) -> None:
        """The teacher's finished drawings above the student's from the same noise, six of each pool."""
        taught, learned = [], []
        for pool in self.pools:
            few = pool.rows(range(min(6, len(pool))), self.device)
            taught.append(few.aims[:, -1])
            learned.append(drawing(self.grid, self.denoise(few), few.noise))
        latents = torch.cat([*taught, *learned])
        pictures = self.parts.vae.decode(self.parts.vae.from_latents(latents)).cpu()
        save_sheet(pictures, path, columns=len(latents) // 2)


def unguided(
    config: ModelConfig,
    parts: Parts,
    module: Transformer,
    captions: Sequence[str],
    references: Sequence[ReferenceTokens] = (),
) -> Denoise:
    """The denoiser of captions, with their references, without guidance, in float32 between the calls."""
    text, tokens = config.text, parts.tokenizer
    with torch.no_grad():
        clip, t5 = (
            tokens.batch(list(captions), length).to(device_of(module)) for length in (text.clip_length, text.t5_length)
        )
        conditioning = parts.text(clip, t5)
    prepared = module.prepare(conditioning, references)

    def predict(x: Tensor, timestep: Tensor) -> Tensor:
        made: Tensor = module(x, timestep, prepared)
        return made.float()

    return denoiser(config.schedule, predict, config.vae.latent_channels)


def drawing(grid: Grid, denoise: Denoise, noise: Tensor) -> Tensor:
    """Finished latents of ``noise`` [B, C, h, w] of deviation 1 in the student's steps."""
    *_, last = SAMPLERS["euler"](denoise, noise * grid.highest, grid.student())
    return last.x
