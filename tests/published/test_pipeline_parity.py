"""The whole pipeline against diffusers' HunyuanDiTPipeline: one seed, four steps, guidance; v1.1, v1.2; both layouts.

Both read the same files. TOLERANCE is of the last latents, which with these random weights have a standard deviation
of 5 (v1.2) to 14 (v1.1); the largest difference seen is 8e-5. diffusers computes its schedules in float32, ours in
float64, and guidance multiplies what they differ by.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import diffusers
import pytest
import torch
from diffusers.pipelines.hunyuandit import pipeline_hunyuandit
from torch import Tensor

from diffusion import SAMPLERS
from diffusion.pipeline import Pipeline
from diffusion.published import Home, load_published
from diffusion.published.buckets import BUCKETS
from diffusion.published.regime import PublishedRegime
from diffusion.request import DrawRequest
from tests.published import toy
from tests.published.test_buckets import trained_with

# diffusers 0.42 turns tensors into arrays in a way that numpy 2 will drop.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")

STEPS, GUIDANCE, SEED = 4, 5.0, 5
PROMPT, NEGATIVE = "一只红色猫 a red cat on the left", "a dog"
TOLERANCE = {"atol": 3e-4, "rtol": 0}
SQUARE, WIDE = (64, 64), (96, 64)
SCHEDULERS: dict[str, Callable[..., Any]] = {
    "ddim": diffusers.DDIMScheduler,
    "euler": diffusers.EulerDiscreteScheduler,
    "euler_ancestral": diffusers.EulerAncestralDiscreteScheduler,
    "heun": diffusers.HeunDiscreteScheduler,
    "dpmpp_2m": diffusers.DPMSolverMultistepScheduler,
}


def scheduler_of(name: str, config: dict[str, object]) -> Any:
    return SCHEDULERS[name](**config, **({"clip_sample": False} if name == "ddim" else {}))


def small(pipeline: Pipeline, spacing: str = "trailing") -> Pipeline:
    """The pipeline with buckets that a toy draws in no time."""
    regime = pipeline.regime
    assert isinstance(regime, PublishedRegime)
    buckets = ((1.0, (SQUARE,)), (1.5, (WIDE,)))
    pipeline.regime = replace(regime, buckets=buckets, spacing=spacing)
    return pipeline


def our_latents(
    pipeline: Pipeline, sampler: str, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch, steps: int = STEPS
) -> Tensor:
    """The last latents, as the autoencoder is given them."""
    seen: list[Tensor] = []
    decode = pipeline.vae.from_latents

    def noted(latents: Tensor) -> Tensor:
        seen.append(latents.clone())
        return decode(latents)

    request = DrawRequest(
        PROMPT, negative=NEGATIVE, seed=SEED, steps=steps, guidance=GUIDANCE, sampler=sampler, width=size[0],
        height=size[1], preview_every=0,
    )  # fmt: skip
    with monkeypatch.context() as patch:
        patch.setattr(pipeline.vae, "from_latents", noted)
        assert [*pipeline.draw(request)][-1].png is not None
    return seen[-1]


def their_latents(
    pipeline: diffusers.HunyuanDiTPipeline,
    scheduler: Any,
    size: tuple[int, int],
    sigma: float,
    steps: int = STEPS,
    **extra: Any,
) -> Tensor:
    """Theirs from the same noise. Where theirs begins at another scale than training's, the noise makes up for it."""
    width, height = size
    generator = torch.Generator().manual_seed(SEED)
    noise = torch.randn(4, height // 8, width // 8, generator=generator)[None]
    pipeline.scheduler = scheduler
    scheduler.set_timesteps(steps)
    theirs = float(scheduler.init_noise_sigma)
    if theirs > 1.001:  # a scheduler of variance-exploding coordinates
        noise = noise * ((1 + sigma**2) ** 0.5 / theirs)
    made = pipeline(
        prompt=PROMPT, negative_prompt=NEGATIVE, width=width, height=height, num_inference_steps=steps,
        guidance_scale=GUIDANCE, generator=generator, latents=noise, output_type="latent",
        use_resolution_binning=False, **extra,
    )  # fmt: skip
    latents: Tensor = made.images
    return latents


@pytest.mark.parametrize("sampler", sorted(SCHEDULERS))
@torch.no_grad()
def test_latents_are_those_of_diffusers(
    ours: Pipeline, theirs: diffusers.HunyuanDiTPipeline, styled: bool, sampler: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = our_latents(small(ours), sampler, SQUARE, monkeypatch)
    scheduler = scheduler_of(sampler, toy.scheduler_config(styled))
    expected = their_latents(theirs, scheduler, SQUARE, ours.regime.sigmas(STEPS)[0])
    assert 0.3 < expected.std() < 30
    torch.testing.assert_close(found, expected, **TOLERANCE)


def test_every_sampler_is_compared() -> None:
    assert set(SCHEDULERS) == set(SAMPLERS)


@pytest.mark.parametrize("sampler", ["ddim", "euler"])
@torch.no_grad()
def test_the_published_spacing(
    ours: Pipeline, theirs: diffusers.HunyuanDiTPipeline, styled: bool, sampler: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Leading, as the published files have it. DPM++ and Heun space "leading" otherwise in diffusers."""
    found = our_latents(small(ours, "leading"), sampler, SQUARE, monkeypatch)
    scheduler = scheduler_of(sampler, toy.scheduler_config(styled, "leading"))
    expected = their_latents(theirs, scheduler, SQUARE, ours.regime.sigmas(STEPS)[0])
    torch.testing.assert_close(found, expected, **TOLERANCE)


@torch.no_grad()
def test_other_shapes_as_in_training(
    ours: Pipeline, theirs: diffusers.HunyuanDiTPipeline, styled: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A wide picture. diffusers differs from training in two ways, which are set right here.

    It tells v1.1 the height before the width, and its rotary table of a shape that is not square ends short.
    """
    as_trained(monkeypatch)
    found = our_latents(small(ours), "ddim", WIDE, monkeypatch)
    scheduler = scheduler_of("ddim", toy.scheduler_config(styled))
    expected = their_latents(theirs, scheduler, WIDE, ours.regime.sigmas(STEPS)[0], target_size=WIDE)
    torch.testing.assert_close(found, expected, **TOLERANCE)


def as_trained(monkeypatch: pytest.MonkeyPatch) -> None:
    """diffusers' pipeline with the rotary tables of training."""

    def table(dim: int, crop: object, grid: tuple[int, int], **_: object) -> tuple[Tensor, Tensor]:
        return trained_with(*grid, dim, 32)

    monkeypatch.setattr(pipeline_hunyuandit, "get_2d_rotary_pos_embed", table)


@torch.no_grad()
def test_a_published_size(
    ours: Pipeline, theirs: diffusers.HunyuanDiTPipeline, styled: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One step at 864 x 1152, the nearest to what is asked for."""
    as_trained(monkeypatch)
    assert isinstance(ours.regime, PublishedRegime)
    monkeypatch.setattr(ours, "regime", replace(ours.regime, buckets=BUCKETS, spacing="trailing"))
    found = our_latents(ours, "ddim", (900, 1200), monkeypatch, steps=1)
    assert found.shape == (1, 4, 144, 108)
    scheduler = scheduler_of("ddim", toy.scheduler_config(styled))
    size = (864, 1152)
    expected = their_latents(theirs, scheduler, size, ours.regime.sigmas(1)[0], steps=1, target_size=size)
    torch.testing.assert_close(found, expected, **TOLERANCE)


@torch.no_grad()
def test_pictures_are_those_of_diffusers(ours: Pipeline, theirs: diffusers.HunyuanDiTPipeline, styled: bool) -> None:
    """The autoencoder's side of it: the same latents, decoded by both."""
    latents = torch.randn(1, 4, 8, 8, generator=torch.Generator().manual_seed(1))
    expected = theirs.vae.decode(latents / theirs.vae.config.scaling_factor).sample
    found = ours.vae.decode(ours.vae.from_latents(latents))
    torch.testing.assert_close(found, expected, atol=1e-5, rtol=1e-5)


@torch.no_grad()
def test_both_layouts_draw_the_same(
    ours: Pipeline, theirs: diffusers.HunyuanDiTPipeline, home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tencent's files hold the same numbers under other names, so latents agree to rounding.

    Their files say nothing of noise: what v1.2 was published with in diffusers' layout is given by hand.
    """
    folder = toy.write_tencent(tmp_path / "ckpts", theirs)
    tencent = load_published(folder, home, device="cpu")
    assert isinstance(tencent.regime, PublishedRegime)
    tencent.config = replace(tencent.config, schedule=ours.config.schedule)
    tencent.regime = replace(tencent.regime, config=tencent.config)
    assert tencent.config.transformer.size_and_style == ours.config.transformer.size_and_style
    found = our_latents(small(tencent), "dpmpp_2m", SQUARE, monkeypatch)
    expected = our_latents(small(ours), "dpmpp_2m", SQUARE, monkeypatch)
    torch.testing.assert_close(found, expected, atol=1e-4, rtol=1e-4)
