"""What each of our savings brings alone, and what it changes: with it and without it, same networks, one run.

Beside every one stands its rival: as many steps fewer as would save the same time, and how far that moves the picture.
Caching of middle blocks is not on by default; ``benchmarks.step_cache`` looks at it more closely.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from benchmarks.measure import interleaved, markdown
from benchmarks.published_draw import apart, noise_of, now
from benchmarks.published_models import GUIDANCE, NEGATIVE, PROMPT, SAMPLER, Setting
from diffusion import Pipeline
from diffusion.conditioner import moved
from diffusion.denoiser import Predict, denoiser, guided
from diffusion.samplers import sampler_named
from diffusion.step_cache import StepCache, StepCacheSettings
from diffusion.transformer import Conditioning

AS_IT_IS = "as it is"
SHALLOW = 4
"""Of the cache: one of so many blocks is run at every noise level, at either end."""


@dataclass(frozen=True, slots=True)
class Bench:
    """One drawing's inputs: the states of the negative prompt and of the prompt."""

    pipeline: Pipeline
    setting: Setting
    text: Conditioning

    def predict(self, text: Conditioning, *, once: bool = True, cache: StepCache | None = None) -> Predict:
        """The network for as many samples as ``text`` has; keys and values of the text computed ``once``, or always."""
        model, setting = self.pipeline.transformer, self.setting
        extras = self.pipeline.regime.extras(setting.side, setting.side, len(text.t5)).to(text.t5.device)
        kept = model.prepare(text) if once else None

        def call(x: Tensor, timestep: Tensor) -> Tensor:
            prepared = model.prepare(text) if kept is None else kept
            made = model(
                x.to(setting.kind), timestep, prepared, sizes=extras.sizes, style=extras.style, table=extras.table,
                cache=cache,
            )  # fmt: skip
            return made.float()

        return call

    def drawn(self, predict: Predict, steps: int) -> Tensor:
        """Clean latents."""
        config = self.pipeline.config
        sigmas = self.pipeline.regime.sigmas(steps)
        denoise = denoiser(config.schedule, predict, config.vae.latent_channels)
        x = noise_of(self.setting).float() * self.pipeline.regime.start(sigmas[0])
        for step in sampler_named(SAMPLER)(denoise, x, sigmas):
            x = step.x
        now(self.setting)
        return x


def bench_of(pipeline: Pipeline, setting: Setting) -> Bench:
    """The inputs, encoded once."""
    text = pipeline.conditioner.encode([NEGATIVE, PROMPT], [NEGATIVE, PROMPT])
    return Bench(pipeline, setting, moved(text, pipeline.device, pipeline.dtype))


def rows_of(text: Conditioning, row: int) -> Conditioning:
    """One caption of two."""
    one = slice(row, row + 1)
    return Conditioning(text.clip[one], text.clip_mask[one], text.t5[one], text.t5_mask[one])


def in_two_passes(bench: Bench) -> Predict:
    """Guidance by two calls of one sample each."""
    negative, positive = (bench.predict(rows_of(bench.text, row)) for row in (0, 1))

    def call(x: Tensor, timestep: Tensor) -> Tensor:
        without = negative(x, timestep)
        return without + GUIDANCE * (positive(x, timestep) - without)

    return call


def variants(bench: Bench) -> Mapping[str, Callable[[], Predict]]:
    """Predictions by name; each is made anew for a drawing, so that what is computed once counts."""
    depth = bench.pipeline.config.transformer.depth
    made: dict[str, Callable[[], Predict]] = {
        AS_IT_IS: lambda: guided(bench.predict(bench.text), GUIDANCE),
        "text keys and values in every step": lambda: guided(bench.predict(bench.text, once=False), GUIDANCE),
        "guidance in two passes": lambda: in_two_passes(bench),
        "no guidance": lambda: bench.predict(rows_of(bench.text, 1)),
    }
    if depth >= SHALLOW:
        settings = StepCacheSettings(shallow=depth // SHALLOW, every=2)
        name = f"middle {depth - 2 * settings.shallow} of {depth} blocks at every second noise level"
        made[name] = lambda: guided(bench.predict(bench.text, cache=StepCache(settings)), GUIDANCE)
    return made


@torch.inference_mode()
def report(pipeline: Pipeline, setting: Setting, repeats: int) -> str:
    """The table: denoising alone, from the text's states to clean latents."""
    bench = bench_of(pipeline, setting)
    made = variants(bench)
    times = interleaved(
        {name: lambda own=own: bench.drawn(own(), setting.steps) for name, own in made.items()},  # type: ignore[misc]
        repeats,
    )
    usual = times[AS_IT_IS]
    expected = bench.drawn(made[AS_IT_IS](), setting.steps)
    rows = []
    for name, own in made.items():
        differs = apart(bench.drawn(own(), setting.steps), expected)
        rows.append([name, f"{times[name]:.3f} s", f"{times[name] / usual:.3f}", f"{differs:.1e}"])
        rival = round(setting.steps * min(usual / times[name], times[name] / usual))
        if 1 <= rival < setting.steps:
            instead = apart(bench.drawn(made[AS_IT_IS](), rival), expected)
            rows.append([f"… its rival: {rival} steps instead of {setting.steps}", "", "", f"{instead:.1e}"])
    head = [f"denoising, {setting.steps} steps", "whole", f"/ {AS_IT_IS}", "differs by (standard deviations, largest)"]
    return markdown(head, rows)
