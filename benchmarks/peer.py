"""The same weights, steps and samplers under diffusers' HunyuanDiT2DModel and AutoencoderKL, in one run, interleaved.

The embedded transformer masks its text's padding and reads references, which the peer cannot. So a transformer of
the same widths and depth is made with random weights as the peer makes them, translated by ``diffusion.keymap``:
learned padding, no references, all 77 + 256 text positions for both. Outputs must agree before times are taken.
Guidance, as in every drawing: a batch of two.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor

from benchmarks.measure import interleaved, markdown, ms
from diffusion.config import ModelConfig, ScheduleConfig, TransformerConfig, VaeConfig
from diffusion.denoiser import denoiser, guided
from diffusion.keymap import DIFFUSERS_TRANSFORMER, DIFFUSERS_VAE, translate
from diffusion.samplers import sampler_named
from diffusion.transformer import Conditioning, Prepared, Transformer
from diffusion.vae import AutoencoderKL

BATCH = 2
GUIDANCE = 3.0
AGREE = 1e-4
DRAWINGS_AGREE = 1e-3
"""Of whole drawings: guidance and twenty steps multiply what single outputs differ by."""
THEIR_POOL_HEADS = 8
"""Fixed in diffusers."""
LONG, SHORT = 24, 20
"""Words of the two captions, the rest being padding."""


@dataclass(frozen=True, slots=True)
class Peers:
    """Both networks with the same weights, and one drawing's inputs."""

    config: ModelConfig
    ours: Transformer
    masked: Transformer
    theirs: Any
    text: Conditioning
    trimmed: Conditioning
    rotary: Any
    noise: Tensor


def build(config: ModelConfig) -> Peers:
    """Both transformers at the widths and depth of ``config``."""
    import diffusers
    from diffusers.models.embeddings import get_2d_rotary_pos_embed

    published = replace(
        config.transformer,
        text_padding="learned",
        references=False,
        absolute_position=False,
        size_and_style=False,
        pool_heads=THEIR_POOL_HEADS,
    )
    torch.manual_seed(4)
    theirs = _their_transformer(diffusers, published).eval()
    weights = translate(DIFFUSERS_TRANSFORMER, theirs.state_dict())
    ours = Transformer(published).eval()
    ours.load_state_dict(weights, strict=True)
    masked = Transformer(replace(published, text_padding="masked")).eval()
    masked.load_state_dict({name: value for name, value in weights.items() if name != "text_padding"}, strict=True)
    for model in (ours, masked, theirs):
        model.requires_grad_(False)
    side = config.image_size // config.vae.downsample
    grid = side // published.patch_size
    rotary = get_2d_rotary_pos_embed(published.head_dim, ((0, 0), (grid, grid)), (grid, grid), output_type="pt")
    text = _text(published)
    trimmed = Conditioning(
        text.clip[:, :SHORT], text.clip_mask[:, :SHORT], text.t5[:, :LONG], text.t5_mask[:, :LONG]
    )  # fmt: skip
    noise = torch.randn(1, published.in_channels, side, side)
    return Peers(config, ours, masked, theirs, text, trimmed, rotary, noise)


def _their_transformer(diffusers: Any, config: TransformerConfig) -> Any:
    return diffusers.HunyuanDiT2DModel(
        num_attention_heads=config.heads, attention_head_dim=config.head_dim, hidden_size=config.width,
        in_channels=config.in_channels, patch_size=config.patch_size, num_layers=config.depth,
        mlp_ratio=config.mlp_ratio, learn_sigma=config.learn_sigma, cross_attention_dim=config.clip_dim,
        cross_attention_dim_t5=config.t5_dim, pooled_projection_dim=config.pooled_dim, text_len=config.clip_length,
        text_len_t5=config.t5_length, use_style_cond_and_image_meta_size=False,
    )  # fmt: skip


def _text(config: TransformerConfig) -> Conditioning:
    """Random states of full length; the negative prompt is short, the prompt has SHORT and LONG words."""
    short, long = torch.tensor([[2], [SHORT]]), torch.tensor([[2], [LONG]])
    return Conditioning(
        torch.randn(BATCH, config.clip_length, config.clip_dim), torch.arange(config.clip_length) < short,
        torch.randn(BATCH, config.t5_length, config.t5_dim), torch.arange(config.t5_length) < long,
    )  # fmt: skip


def our_step(model: Transformer, prepared: Prepared) -> Callable[[Tensor, Tensor], Tensor]:
    """One evaluation of ours."""
    return lambda x, timestep: model(x, timestep, prepared)


def their_step(peers: Peers) -> Callable[[Tensor, Tensor], Tensor]:
    """One evaluation of theirs, with the arguments of their pipeline."""
    text = peers.text
    return lambda x, timestep: peers.theirs(
        x, timestep, encoder_hidden_states=text.clip, text_embedding_mask=text.clip_mask,
        encoder_hidden_states_t5=text.t5, text_embedding_mask_t5=text.t5_mask, image_rotary_emb=peers.rotary,
        return_dict=False,
    )[0]  # fmt: skip


def scheduler_of(name: str, config: ScheduleConfig, steps: int) -> tuple[Any, list[float]]:
    """Their scheduler for one of our samplers, and the sigmas that it walks down."""
    import diffusers

    common = {
        "num_train_timesteps": config.steps, "beta_start": config.beta_start, "beta_end": config.beta_end,
        "beta_schedule": "scaled_linear", "prediction_type": "v_prediction", "timestep_spacing": "trailing",
    }  # fmt: skip
    if name == "dpmpp_2m":
        scheduler = diffusers.DPMSolverMultistepScheduler(**common, algorithm_type="dpmsolver++", solver_order=2)
        scheduler.set_timesteps(steps)
        return scheduler, scheduler.sigmas.tolist()
    scheduler = diffusers.DDIMScheduler(**common, clip_sample=False, set_alpha_to_one=True)
    scheduler.set_timesteps(steps)
    alphas = scheduler.alphas_cumprod.double()[scheduler.timesteps]
    return scheduler, [*((1 - alphas) / alphas).sqrt().tolist(), 0.0]


@torch.inference_mode()
def our_drawing(peers: Peers, name: str, sigmas: list[float], *, masked: bool = False) -> Tensor:
    """Clean latents by our loop: the caption's keys and values once, then the sampler."""
    model, text = (peers.masked, peers.trimmed) if masked else (peers.ours, peers.text)
    predict = guided(our_step(model, model.prepare(text)), GUIDANCE)
    denoise = denoiser(peers.config.schedule, predict, peers.config.transformer.in_channels)
    x = peers.noise * (1 + sigmas[0] ** 2) ** 0.5
    for step in sampler_named(name)(denoise, x, sigmas):
        x = step.x
    return x


@torch.inference_mode()
def their_drawing(peers: Peers, name: str, steps: int) -> Tensor:
    """Clean latents by the loop of their pipeline."""
    scheduler, _ = scheduler_of(name, peers.config.schedule, steps)
    predict = their_step(peers)
    x = peers.noise * scheduler.init_noise_sigma
    channels = peers.config.transformer.in_channels
    for t in scheduler.timesteps:
        both = scheduler.scale_model_input(torch.cat([x, x]), t)
        prediction = predict(both, t.expand(BATCH).float())[:, :channels]
        negative, positive = prediction.chunk(2)
        x = scheduler.step(negative + GUIDANCE * (positive - negative), t, x, return_dict=False)[0]
    return x


@torch.inference_mode()
def check(peers: Peers, steps: int) -> float:
    """Returns how far single outputs differ, relative to their size. AssertionError where they or drawings disagree."""
    x, timestep = torch.cat([peers.noise, peers.noise]), torch.tensor([701.0, 701.0])
    expected = their_step(peers)(x, timestep)
    found = our_step(peers.ours, peers.ours.prepare(peers.text))(x, timestep)
    apart = _apart(found, expected)
    assert apart < AGREE, f"ours and diffusers' transformer differ by {apart}"
    for name in ("dpmpp_2m", "ddim"):
        _, sigmas = scheduler_of(name, peers.config.schedule, steps)
        drawings = _apart(our_drawing(peers, name, sigmas), their_drawing(peers, name, steps))
        assert drawings < DRAWINGS_AGREE, f"drawings by {name} differ by {drawings}"
    return apart


def _apart(found: Tensor, expected: Tensor) -> float:
    assert bool(expected.isfinite().all())
    return float((found - expected).abs().max() / expected.abs().max().clamp(min=1))


def report(config: ModelConfig, steps: int, repeats: int) -> str:
    """The table of ratios, ours to theirs: below 1 is faster."""
    peers = build(config)
    apart = check(peers, steps)
    x, timestep = torch.cat([peers.noise, peers.noise]), torch.tensor([701.0, 701.0])
    with torch.inference_mode():
        whole, short = peers.ours.prepare(peers.text), peers.masked.prepare(peers.trimmed)
    tasks: dict[str, Callable[[], object]] = {
        "ours": lambda: our_step(peers.ours, whole)(x, timestep),
        "diffusers": lambda: their_step(peers)(x, timestep),
        "masked": lambda: our_step(peers.masked, short)(x, timestep),
    }
    with torch.inference_mode():
        rows = _rows("one step", interleaved(tasks, 5 * repeats))
    for name in ("dpmpp_2m", "ddim"):
        _, sigmas = scheduler_of(name, config.schedule, steps)
        tasks = {
            "ours": lambda n=name, s=sigmas: our_drawing(peers, n, s),  # type: ignore[misc]
            "diffusers": lambda n=name: their_drawing(peers, n, steps),  # type: ignore[misc]
            "masked": lambda n=name, s=sigmas: our_drawing(peers, n, s, masked=True),  # type: ignore[misc]
        }
        rows += _rows(f"{steps} steps, {name}", interleaved(tasks, repeats))
    rows.append(vae_row(config, repeats))
    tokens = (config.image_size // config.vae.downsample // config.transformer.patch_size) ** 2
    words = f"{LONG + SHORT} of {config.transformer.t5_length + config.transformer.clip_length}"
    note = (
        f"Batch {BATCH} (guidance), {tokens} image tokens, width {config.transformer.width}, depth "
        f"{config.transformer.depth}; outputs differ by {apart:.1e} at most. Below 1 is faster. Masked: what the "
        f"embedded model does, {words} text positions, against the peer's all. A step of ours finds the caption's keys "
        "and values ready; a drawing makes them once, the peer's in every step.\n"
    )
    return markdown(["against diffusers", "ours", "diffusers", "ours / diffusers"], rows) + "\n" + note


def _rows(name: str, times: dict[str, float]) -> list[list[str]]:
    theirs = times["diffusers"]
    return [
        [label, ms(times[own]), ms(theirs), f"{times[own] / theirs:.2f}"]
        for label, own in ((name, "ours"), (f"{name}, ours masked and trimmed", "masked"))
    ]


@torch.inference_mode()
def vae_row(config: ModelConfig, repeats: int) -> list[str]:
    """Decoding one drawing's latents with an autoencoder of equal widths: no folded pixels, no linear path."""
    import diffusers

    plain: VaeConfig = replace(config.vae, unshuffle=1, linear=False, encoder_blocks=True)
    stages = len(plain.block_channels)
    theirs = diffusers.AutoencoderKL(
        down_block_types=("DownEncoderBlock2D",) * stages, up_block_types=("UpDecoderBlock2D",) * stages,
        block_out_channels=plain.block_channels, layers_per_block=plain.layers_per_block,
        norm_num_groups=plain.norm_groups, latent_channels=plain.latent_channels, use_quant_conv=plain.quant_conv,
        use_post_quant_conv=plain.quant_conv,
    ).eval()  # fmt: skip
    ours = AutoencoderKL(plain).eval()
    ours.load_state_dict(translate(DIFFUSERS_VAE, theirs.state_dict()), strict=True)
    side = config.image_size // config.vae.downsample
    z = torch.randn(1, plain.latent_channels, side, side)
    apart = _apart(ours.decode(z), theirs.decode(z).sample)
    assert apart < AGREE, f"ours and diffusers' autoencoder differ by {apart}"
    times = interleaved({"ours": lambda: ours.decode(z), "diffusers": lambda: theirs.decode(z).sample}, 5 * repeats)
    name = f"autoencoder, decoding {side} x {side} latents"
    return [name, ms(times["ours"]), ms(times["diffusers"]), f"{times['ours'] / times['diffusers']:.2f}"]
