"""What a drawing takes of a device's memory, at the published size: networks on the meta device, where nothing is.

The estimates are held against a count of the tensors that are alive while the same networks run there: never less, and
at most OVER of it. On a GPU they are held against its own count.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import diffusers
import pytest
import torch
from torch import nn

from benchmarks.footprint import CLIP, MT5
from diffusion.config import ModelConfig, TransformerConfig
from diffusion.errors import InvalidRequest
from diffusion.footprint import (
    WORKSPACE,
    Drawing,
    Footprint,
    choose,
    decode_bytes,
    encode_bytes,
    footprint,
    footprints,
    mode_for,
    prepared_bytes,
    present,
    step_bytes,
    weight_bytes,
)
from diffusion.placement import Mode, Networks, Staged
from diffusion.published.text import empty_encoders, text_config
from diffusion.rope import grid_table
from diffusion.tiling import TiledAutoencoder, Tiling, tiled_as
from diffusion.transformer import Conditioning, Transformer
from tests.diffusion.meter import Meter

CONFIG = ModelConfig(text=text_config(CLIP, MT5, 77, 256))
OVER = 2.0
HALF, FULL = torch.float16, torch.float32


def published(dtype: torch.dtype, config: ModelConfig = CONFIG) -> Networks:
    with torch.device("meta"):
        transformer = Transformer(config.transformer).to(dtype)
        vae = TiledAutoencoder(CONFIG.vae, Tiling()).to(dtype)
    networks: Networks = {"text": empty_encoders(CLIP, MT5, dtype), "transformer": (transformer,), "vae": (vae,)}
    for module in (module for modules in networks.values() for module in modules):
        module.eval().requires_grad_(False)
    return networks


@pytest.fixture(scope="module")
def half() -> Networks:
    return published(HALF)


def test_bytes_of_the_weights(half: Networks) -> None:
    """By other counts: diffusers' own network; the T5 by the numbers of its configuration; float32 where it must be."""
    with torch.device("meta"):
        theirs = diffusers.HunyuanDiT2DModel(
            num_attention_heads=16, attention_head_dim=88, hidden_size=1408, in_channels=4, patch_size=2, num_layers=40,
            mlp_ratio=4.3637, sample_size=128, cross_attention_dim=1024, cross_attention_dim_t5=2048,
            pooled_projection_dim=1024, text_len=77, text_len_t5=256, use_style_cond_and_image_meta_size=False,
            learn_sigma=True,
        )  # fmt: skip
    numbers = sum(parameter.numel() for parameter in theirs.parameters())
    assert 1.4e9 < numbers < 1.6e9
    assert weight_bytes(*half["transformer"]) == 2 * numbers
    _, t5 = half["text"]
    width, mlp, layers = 2048, 5120, 24
    narrow = 250112 * width + layers * (4 * width * width + 2 * width * mlp + 2 * width) + width + 32 * 32
    assert weight_bytes(t5) == 2 * narrow + 4 * layers * width * mlp


@pytest.mark.parametrize("batch", [2, 4], ids=["guidance", "guidance and two reference pictures"])
def test_staged_in_float16_is_under_6_gb_and_resident_is_not(half: Networks, batch: int) -> None:
    of = footprints(half, CONFIG, HALF, batch)
    assert of["staged"].peak < 6e9 < of["resident"].peak
    assert of["offload"].peak < of["staged"].peak
    together = sum(weight_bytes(*modules) for modules in half.values())
    assert of["resident"].text > together > of["staged"].peak
    assert of["staged"].text - encode_bytes(CONFIG) - WORKSPACE == weight_bytes(*half["text"])
    plain = footprint(half, CONFIG, "staged", Drawing(HALF, batch=1, tiling=Tiling()))
    assert of["staged"].steps > plain.steps


def test_float32_takes_more() -> None:
    of = footprints(published(FULL), CONFIG, FULL)
    assert 8e9 < of["staged"].peak < 10e9
    assert of["resident"].peak > 14e9


def test_offloading_brings_one_layer(half: Networks) -> None:
    (transformer,) = half["transformer"]
    padding = transformer.text_padding.numel() * 2
    layers = [layer for layer in transformer.modules() if layer is not transformer]
    largest = max(sum(tensor.numel() for tensor in layer.parameters(recurse=False)) for layer in layers)
    assert present("offload", half, "transformer") == padding + 2 * largest
    assert present("offload", half, "text") == 2 * 250112 * 2048, "mT5's embedding, tied ones once"


def conditioning(dtype: torch.dtype) -> Conditioning:
    masks = torch.ones(2, 77, dtype=torch.bool), torch.ones(2, 256, dtype=torch.bool)
    return Conditioning(
        torch.zeros(2, 77, 1024, dtype=dtype), masks[0], torch.zeros(2, 256, 2048, dtype=dtype), masks[1]
    )


def bounded(estimate: int, peak: int) -> None:
    assert peak <= estimate <= OVER * peak, f"estimated {estimate / 1e6:.0f} MB, counted {peak / 1e6:.0f} MB"


def counted(run: Callable[[], Any]) -> int:
    with Meter() as meter:
        run()
    return meter.peak


@pytest.mark.parametrize("dtype", [HALF, FULL], ids=["float16", "float32"])
@torch.no_grad()
def test_estimates_are_not_below_what_is_alive(dtype: torch.dtype) -> None:
    """At full width and size; fewer blocks, which the estimate must follow."""
    config = replace(CONFIG, transformer=TransformerConfig(depth=8))
    networks, drawing = published(dtype, config), Drawing(dtype)
    (transformer,), (vae,) = networks["transformer"], networks["vae"]
    with torch.device("meta"):
        text, ids = conditioning(dtype), torch.zeros(2, 256, dtype=torch.long)
        bounded(prepared_bytes(config, drawing), counted(lambda: transformer.prepare(text)))
        prepared, x, table = transformer.prepare(text), torch.zeros(2, 4, 128, 128, dtype=dtype), grid_table(64, 64, 88)
        bounded(step_bytes(config, drawing), counted(lambda: transformer(x, torch.zeros(2), prepared, table=table)))
        # Half of the published height, so that there are few tiles.
        z, pixels = torch.zeros(1, 4, 64, 128, dtype=dtype), torch.zeros(1, 3, 512, 1024, dtype=dtype)
        for tiling in (None, Tiling()):
            estimate = decode_bytes(CONFIG.vae, Drawing(dtype, 1024, 512, tiling=tiling))
            # A third of it is for what convolutions need beside their tensors, which is not counted here.
            with tiled_as(vae, tiling):
                bounded(estimate - estimate // 3, counted(partial(vae.decode, z)))
                assert counted(partial(vae.encode, pixels)) <= estimate
        few = {**CLIP, "num_hidden_layers": 2}, {**MT5, "num_layers": 2}
        for encoder in empty_encoders(*few, dtype):
            encoder.eval()
            assert 0 < counted(partial(encoder, input_ids=ids)) <= encode_bytes(CONFIG)


def test_tiles_decode_in_a_fraction() -> None:
    whole, tiled = (decode_bytes(CONFIG.vae, Drawing(HALF, tiling=tiling)) for tiling in (None, Tiling()))
    assert tiled < 0.3 * whole
    small = Drawing(HALF, 512, 512)
    assert decode_bytes(CONFIG.vae, small) == decode_bytes(CONFIG.vae, Drawing(HALF, 512, 512, tiling=Tiling()))


def test_the_meter_counts_what_is_alive() -> None:
    with torch.device("meta"):
        x = torch.zeros(100)

        def chain() -> torch.Tensor:
            first = x + 1
            second = first.view(10, 10) * 2
            del first
            return second + 1

        assert counted(chain) == 800
        assert counted(lambda: x.view(10, 10)) == 0
        assert counted(lambda: nn.functional.scaled_dot_product_attention(*[x.view(1, 1, 50, 2)] * 3)) == 400


SIZES: dict[Mode, Footprint] = {
    "resident": Footprint(900, 1000, 800), "staged": Footprint(500, 450, 300), "offload": Footprint(150, 200, 100),
}  # fmt: skip


@pytest.mark.parametrize(
    ("free", "mode"),
    [(2000, "resident"), (1100, "resident"), (1099, "staged"), (550, "staged"), (549, "offload"), (0, "offload")],
)
def test_the_fastest_mode_that_fits(free: int, mode: str) -> None:
    assert choose(SIZES, free) == mode


def test_auto_asks_the_device(monkeypatch: pytest.MonkeyPatch) -> None:
    cuda, asked = torch.device("cuda", 1), []

    def free(device: torch.device) -> tuple[int, int]:
        asked.append(device)
        return 600, 10**9

    monkeypatch.setattr(torch.cuda, "mem_get_info", free)
    assert mode_for("auto", cuda, lambda: SIZES) == "staged"
    assert asked == [cuda]

    def never() -> dict[Mode, Footprint]:
        raise AssertionError("nothing needs to be computed")

    assert mode_for("auto", torch.device("cpu"), never) == "resident"
    assert mode_for("offload", cuda, never) == "offload"
    with pytest.raises(InvalidRequest, match="'disk' is unknown; known are auto, resident, staged, offload"):
        mode_for("disk", cuda, never)


@pytest.mark.full
@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU")
@torch.inference_mode()
def test_a_gpu_counts_no_more() -> None:
    """Staged, in float16, at 1024 x 1024, with weights of zeros: every stage within its estimate, all under 6 GB."""
    cuda = torch.device("cuda", torch.cuda.current_device())
    networks = {stage: tuple(module.to_empty(device="cpu") for module in modules)
                for stage, modules in published(HALF).items()}  # fmt: skip
    for module in (module for modules in networks.values() for module in modules):
        for tensor in (*module.parameters(), *module.buffers()):
            tensor.zero_()
    places = Staged(cuda, HALF, networks)
    of = footprint(networks, CONFIG, "staged", Drawing(HALF, tiling=Tiling()))
    (_, t5), (transformer,), (vae,) = networks["text"], networks["transformer"], networks["vae"]

    def measured(run: Callable[[], Any]) -> int:
        torch.cuda.synchronize()
        torch.cuda.reset_peak_memory_stats()
        run()
        torch.cuda.synchronize()
        return torch.cuda.max_memory_allocated()

    ids = torch.zeros(1, 256, dtype=torch.long, device=cuda)
    with places.text():
        peak = measured(lambda: t5(input_ids=ids, attention_mask=torch.ones_like(ids)))
        assert 0.8 * of.text < peak <= of.text
    with places.transformer():
        text = conditioning(HALF)
        moved = Conditioning(text.clip.to(cuda), text.clip_mask.to(cuda), text.t5.to(cuda), text.t5_mask.to(cuda))
        prepared = transformer.prepare(moved)
        cos, sin = grid_table(64, 64, 88)
        x, table = torch.zeros(2, 4, 128, 128, dtype=HALF, device=cuda), (cos.to(cuda), sin.to(cuda))
        peak = measured(lambda: transformer(x, torch.zeros(2, device=cuda), prepared, table=table))
        assert 0.8 * of.steps < peak <= of.steps
    z = torch.zeros(1, 4, 128, 128, dtype=HALF, device=cuda)
    with places.vae():
        assert measured(lambda: vae.decode(z)) <= of.decode
    assert of.peak < 6e9
