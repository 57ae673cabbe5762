"""One drawing by either side, with the time of every step; and how far the two sides' latents are apart."""

import itertools
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from typing import Any

import torch
from torch import Tensor

from benchmarks.published_models import GUIDANCE, NEGATIVE, PROMPT, SAMPLER, SEED, Setting
from diffusion import DrawRequest, Pipeline


@dataclass(frozen=True, slots=True)
class Drawn:
    """Seconds of one drawing: ``whole`` from words to picture, and of each step between the first and the last."""

    whole: float
    steps: tuple[float, ...]

    @property
    def step(self) -> float:
        """Seconds of a usual step."""
        return median(self.steps)


def now(setting: Setting) -> float:
    """The time when the device has done all that was asked of it."""
    if setting.device == "cuda":
        torch.cuda.synchronize()
    return time.perf_counter()


def request_of(setting: Setting) -> DrawRequest:
    """The drawing of the comparison, without previews."""
    return DrawRequest(
        PROMPT, negative=NEGATIVE, seed=SEED, steps=setting.steps, guidance=GUIDANCE, sampler=SAMPLER,
        width=setting.side, height=setting.side, preview_every=0,
    )  # fmt: skip


def our_drawing(pipeline: Pipeline, setting: Setting) -> Drawn:
    """From words to a PNG; the last step decodes, so its time is the whole's alone."""
    started = now(setting)
    marks = []
    for _ in pipeline.draw(request_of(setting)):
        marks.append(now(setting))
    return Drawn(marks[-1] - started, _between(marks[:-1]))


def their_drawing(pipeline: Any, setting: Setting, output: str = "pil") -> tuple[Drawn, Any]:
    """From words to a picture of PIL, or to latents."""
    marks = []

    def noted(_: object, __: int, ___: object, values: dict[str, Any]) -> dict[str, Any]:
        marks.append(now(setting))
        return values

    started = now(setting)
    made = pipeline(
        prompt=PROMPT, negative_prompt=NEGATIVE, width=setting.side, height=setting.side,
        num_inference_steps=setting.steps, guidance_scale=GUIDANCE, latents=noise_of(setting), output_type=output,
        use_resolution_binning=False, callback_on_step_end=noted,
    ).images  # fmt: skip
    return Drawn(now(setting) - started, _between(marks)), made


def noise_of(setting: Setting) -> Tensor:
    """The noise that our drawing begins with."""
    side = setting.side // 8
    drawn = torch.randn(4, side, side, generator=torch.Generator().manual_seed(SEED))[None]
    return drawn.to(setting.device, setting.kind)


def _between(marks: list[float]) -> tuple[float, ...]:
    return tuple(after - before for before, after in itertools.pairwise(marks))


@contextmanager
def kept_latents(pipeline: Pipeline) -> Iterator[list[Tensor]]:
    """Collects what the autoencoder is given within the context."""
    seen: list[Tensor] = []
    inner: Callable[[Tensor], Tensor] = pipeline.vae.from_latents

    def noted(latents: Tensor) -> Tensor:
        seen.append(latents.float().clone())
        return inner(latents)

    pipeline.vae.from_latents = noted  # type: ignore[method-assign]
    try:
        yield seen
    finally:
        del pipeline.vae.from_latents


def apart(found: Tensor, expected: Tensor) -> float:
    """The largest difference, in standard deviations of ``expected``. AssertionError where it is not finite."""
    assert bool(expected.isfinite().all()), "the drawing is not finite"
    return float((found.float() - expected.float()).abs().max() / expected.float().std())


def disagreement(ours: Pipeline, theirs: Any, setting: Setting) -> float:
    """How far the last latents of both sides are apart. AssertionError beyond what their dtype explains."""
    with kept_latents(ours) as seen:
        our_drawing(ours, setting)
    _, expected = their_drawing(theirs, setting, "latent")
    found = apart(seen[-1], expected)
    # Float32: rounding, times guidance and steps. Half precision: diffusers keeps latents in it between steps too.
    limit = 1e-2 if setting.kind == torch.float32 else 2.0
    assert found < limit, f"ours and diffusers' latents differ by {found} standard deviations"
    return found
