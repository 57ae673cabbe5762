"""Caching of the transformer's middle blocks against fewer steps: ``python -m benchmarks.step_cache``.

Twelve prompts are drawn in every way, one way after the other, so that all meet the same machine. What a way costs is
its multiply-adds against those of the uncached drawing at the regime's steps, which do not depend on the machine's
load, and its time beside (only the sampler's loop: the caption was prepared before). What it changes is said of latents
and pixels, against the uncached drawing of as many steps and against one of a hundred.
"""

import argparse
import math
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, median

import torch
from torch import Tensor
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.utils.flop_counter import FlopCounterMode

from benchmarks.measure import machine, markdown
from diffusion import Pipeline, load
from diffusion.config import TransformerConfig
from diffusion.denoiser import denoiser, guided
from diffusion.samplers import noise_like, sampler_named
from diffusion.step_cache import StepCache, StepCacheSettings
from diffusion.transformer import Conditioning, Transformer

PROMPTS = (
    "一只戴着红色帽子的猫在左边，一只狗在右边，夜晚的海滩",
    "一只蓝色的小鸟在花园里",
    "雪地里的一辆红色汽车",
    "左边一个苹果，右边一只香蕉",
    "森林里有一只穿着毛衣的熊",
    "一只绿色的青蛙，水彩画",
    "a fox wearing a scarf in the snow",
    "a yellow car on the left and a tree on the right, in the city",
    "a penguin on a beach at night",
    "a blue elephant in a garden",
    "two red apples and a cup",
    "a rabbit in a forest, watercolor",
)
SEED = 7000
REFERENCE_STEPS = 100


@dataclass(frozen=True, slots=True)
class Way:
    """One way to draw; ``steps`` and, where it caches, the settings."""

    name: str
    steps: int
    sampler: str = "dpmpp_2m"
    settings: StepCacheSettings | None = None
    cache: type[StepCache] = StepCache


class ResidualCache(StepCache):
    """Carries on what the middle adds to its input instead of its output: the other way to reuse it, for the table."""

    def middle(self, h: Tensor, timestep: Tensor, prepared: object, run: Callable[[Tensor], Tensor]) -> Tensor:
        """See StepCache."""
        return h + super().middle(h, timestep, prepared, lambda h: run(h) - h)


def ways(sampler: str, steps: int) -> list[Way]:
    """What the table compares; the first is the uncached drawing that the others are measured by."""

    def plain(count: int) -> Way:
        return Way(f"{count} steps", count, sampler)

    def cached(
        shallow: int, every: int, trend: float = 0.5, *, count: int = steps, same_level: bool = False,
        cache: type[StepCache] = StepCache,
    ) -> Way:  # fmt: skip
        kind = ", residual" if cache is ResidualCache else ""
        kind += ", same level" if same_level else ""
        settings = StepCacheSettings(shallow, every, trend, same_level)
        name = f"{count} steps, shallow {shallow}, every {every}, trend {trend:g}{kind}"
        return Way(name, count, sampler, settings, cache)

    if sampler == "heun":
        return [
            *map(plain, (steps, steps * 5 // 6, steps * 2 // 3)),
            *(cached(shallow, 1, same_level=True) for shallow in (1, 2)),
            *(cached(1, 2, same_level=same) for same in (False, True)),
        ]
    return [
        *map(plain, dict.fromkeys(steps * part // 20 for part in (20, 18, 16, 15, 14, 13, 12, 10))),
        *(cached(shallow, every) for every in (2, 3) for shallow in (1, 2)),
        *(cached(1, 2, trend) for trend in (0.0, 1.0)),
        cached(2, 2, 0.0),
        cached(1, 2, cache=ResidualCache),
        *(cached(shallow, 2, count=steps * 6 // 5) for shallow in (1, 2)),
    ]


class Drawer:
    """Draws one prompt in any way; its keys and values are prepared once."""

    def __init__(self, pipeline: Pipeline, index: int) -> None:
        self.pipeline, self.index = pipeline, index
        texts = ["", PROMPTS[index]]
        with torch.no_grad():
            self.prepared = pipeline.transformer.prepare(pipeline.conditioner.encode(texts, texts))

    @torch.no_grad()
    def __call__(self, way: Way) -> Tensor:
        """Clean latents [1, C, H, W]."""
        config, regime = self.pipeline.config, self.pipeline.regime
        cache = None if way.settings is None else way.cache(way.settings)

        def predict(x: Tensor, timestep: Tensor) -> Tensor:
            return self.pipeline.transformer(x, timestep, self.prepared, cache=cache)

        sigmas = regime.sigmas(way.steps)
        side, channels = config.image_size // config.vae.downsample, config.vae.latent_channels
        generators = [torch.Generator().manual_seed(SEED + self.index)]
        x = noise_like(torch.empty(1, channels, side, side), generators) * regime.start(sigmas[0])
        denoise = denoiser(config.schedule, guided(predict, regime.guidance), channels)
        for step in sampler_named(way.sampler)(denoise, x, sigmas, generator=generators):
            x = step.x
        return x

    @torch.no_grad()
    def pixels(self, latents: Tensor) -> Tensor:
        """The picture [1, 3, H, W] in levels of 255, not rounded."""
        vae = self.pipeline.vae
        return (vae.decode(vae.from_latents(latents)).clamp(-1, 1) + 1) * 127.5


def multiply_adds(task: Callable[[], object]) -> int:
    """Of all matrix products and convolutions, those of attention included."""
    # The fused attention of the CPU is not among the operations that are counted; its plain form is matrix products.
    with sdpa_kernel(SDPBackend.MATH), FlopCounterMode(display=False) as counter:
        task()
    return counter.get_total_flops() // 2


@dataclass(frozen=True, slots=True)
class Apart:
    """How far two drawings lie apart: mean square of latents, mean absolute and mean square of levels of 255."""

    latents: float
    levels: float
    squares: float

    @staticmethod
    def of(found: tuple[Tensor, Tensor], expected: tuple[Tensor, Tensor]) -> "Apart":
        """Of two drawings, each latents and pixels."""
        latents, pixels = (one - other for one, other in zip(found, expected, strict=True))
        return Apart(float(latents.square().mean()), float(pixels.abs().mean()), float(pixels.square().mean()))

    @staticmethod
    def cells(drawings: list["Apart"]) -> list[str]:
        """Over all drawings: RMSE of latents, mean difference of levels, PSNR of the mean square."""
        noise = fmean(one.squares for one in drawings)
        decibels = f"{10 * math.log10(255**2 / noise):.1f}" if noise else "∞"
        rmse = math.sqrt(fmean(one.latents for one in drawings))
        return [f"{rmse:.4f}", f"{fmean(one.levels for one in drawings):.2f}", decibels]


def compare(pipeline: Pipeline, drawn: list[Way], count: int) -> str:
    """The table over the first ``count`` prompts."""
    seconds: dict[str, list[float]] = {way.name: [] for way in drawn}
    own: dict[str, list[Apart]] = {way.name: [] for way in drawn}
    true: dict[str, list[Apart]] = {way.name: [] for way in drawn}
    Drawer(pipeline, 0)(drawn[0])
    for index in range(count):
        drawer = Drawer(pipeline, index)
        print(f"drawing {index + 1} of {count}", file=sys.stderr, flush=True)
        found = {}
        for way in drawn:
            started = time.perf_counter()
            latents = drawer(way)
            seconds[way.name].append(time.perf_counter() - started)
            found[way.name] = latents, drawer.pixels(latents)
        reference = drawer(Way("reference", REFERENCE_STEPS))
        best = reference, drawer.pixels(reference)
        for way in drawn:
            own[way.name].append(Apart.of(found[way.name], found[drawn[0].name]))
            true[way.name].append(Apart.of(found[way.name], best))
    drawer = Drawer(pipeline, 0)
    work = {way.name: multiply_adds(lambda way=way: drawer(way)) for way in drawn}
    rows = []
    for way in sorted(drawn, key=lambda way: -work[way.name]):
        ratios = [one / whole for one, whole in zip(seconds[way.name], seconds[drawn[0].name], strict=True)]
        cost = [f"{work[way.name] / work[drawn[0].name]:.3f}", f"{median(ratios):.2f}"]
        rows.append([way.name, *cost, *Apart.cells(own[way.name]), *Apart.cells(true[way.name])])
    errors = ["latents", "levels", "PSNR"]
    heading = [f"{drawn[0].sampler}", "work", "time", *errors, *(f"{name} (100)" for name in errors)]
    return markdown(heading, rows)


def published() -> str:
    """What caching leaves of the work of a published transformer: v1.2 at 1024 x 1024, with guidance."""
    config = TransformerConfig()
    with torch.device("meta"), torch.no_grad():
        model = Transformer(config)
        x, timestep, text = torch.empty(2, 4, 128, 128), torch.empty(2), _empty_text(config)
        prepared = model.prepare(text)
        whole = multiply_adds(lambda: model(x, timestep, prepared))
    rows = []
    for shallow in (1, 2, 4, 8):
        settings = StepCacheSettings(shallow, 2)
        with torch.device("meta"), torch.no_grad():
            ends = multiply_adds(lambda s=settings: model(x, timestep, prepared, cache=_Reusing(s)))  # type: ignore[misc]
        row = [(1 + (every - 1) * ends / whole) / every for every in (2, 3)]
        rows.append([str(shallow), f"{ends / whole:.3f}", *(f"{ratio:.3f}" for ratio in row)])
    note = f"One call: {whole / 1e12:.2f} T multiply-adds (batch 2)."
    head = ["shallow, of 40 blocks", "a call that reuses", "a drawing, every 2", "a drawing, every 3"]
    return markdown(head, rows) + f"\n{note}\n"


class _Reusing(StepCache):
    """Never runs the middle: for counting."""

    def middle(self, h: Tensor, timestep: Tensor, prepared: object, run: Callable[[Tensor], Tensor]) -> Tensor:
        return h


def _empty_text(config: TransformerConfig) -> Conditioning:
    return Conditioning(
        torch.empty(2, config.clip_length, config.clip_dim), torch.empty(2, config.clip_length, dtype=torch.bool),
        torch.empty(2, config.t5_length, config.t5_dim), torch.empty(2, config.t5_length, dtype=torch.bool),
    )  # fmt: skip


def main() -> None:
    """Parses the flags, measures and prints."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.step_cache", description=__doc__)
    parser.add_argument("--model", type=Path, default=Path("assets/tiny/model.safetensors"))
    parser.add_argument("--sampler", choices=("dpmpp_2m", "heun"), default="dpmpp_2m")
    parser.add_argument("--prompts", type=int, default=len(PROMPTS), help="so many of the twelve")
    parser.add_argument("--steps", type=int, help="of the uncached drawing; the regime's unless given, 12 for heun")
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args()
    if not 1 <= args.prompts <= len(PROMPTS):
        parser.error(f"--prompts must be 1 to {len(PROMPTS)}")
    torch.set_num_threads(args.threads)
    print(f"Measured with {machine()}.\n")
    pipeline = load(args.model)
    steps = args.steps or (12 if args.sampler == "heun" else pipeline.regime.steps)
    print(compare(pipeline, ways(args.sampler, steps), args.prompts))
    print(published())


if __name__ == "__main__":
    main()
