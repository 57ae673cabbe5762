"""An IP-Adapter's folder beside a published model: a subject of the first turn conditions a later one; its faults."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from PIL import Image, ImageDraw

from diffusion import CheckpointError, CheckpointMismatch, DrawRequest, Reference
from diffusion.images import png_metadata
from diffusion.pipeline import Pipeline
from diffusion.published import Home, load_published
from tests.diffusion.test_image_encoder import OUT
from tests.diffusion.test_image_encoder import weights as encoder_weights
from tests.published import toy
from tests.published.test_pipeline_parity import small

TOKENS = 3


def adapter_weights(text_dim: int = toy.CLIP_DIM) -> dict[str, torch.Tensor]:
    """An ``ipa.pt`` for the toy transformer."""
    shapes = {
        "ip_adapter_clip_len_trans_block.weight": (TOKENS * text_dim, OUT),
        "ip_adapter_clip_len_trans_block.bias": (TOKENS * text_dim,),
        "ip_adapter_img_norm_cond.weight": (text_dim,),
        "ip_adapter_img_norm_cond.bias": (text_dim,),
    }
    for block in range(toy.DEPTH):
        name = f"blocks.{block}.attn2."
        shapes |= {
            name + "kv_proj_ip_adapter.weight": (2 * toy.WIDTH, text_dim),
            name + "kv_proj_ip_adapter.bias": (2 * toy.WIDTH,),
            name + "k_norm_ip_adapter.weight": (toy.WIDTH // toy.HEADS,),
            name + "k_norm_ip_adapter.bias": (toy.WIDTH // toy.HEADS,),
        }
    generator = torch.Generator().manual_seed(2)
    return {name: torch.randn(shape, generator=generator) for name, shape in shapes.items()}


@pytest.fixture
def adapter(tmp_path: Path) -> Path:
    """The folder as it comes from the hub: pickles, the adapter's inside of what its training saved."""
    folder = tmp_path / "IP-Adapter"
    folder.mkdir()
    torch.save({"module": adapter_weights()}, folder / "ipa.pt")
    torch.save({"state_dict": encoder_weights()}, folder / "clip_img_encoder.pt")
    return folder


@pytest.fixture
def pipeline(folder: Path, home: Home, adapter: Path) -> Pipeline:
    return small(load_published(folder, home, device="cpu", adapter=adapter))


def picture(background: str) -> Image.Image:
    made = Image.new("RGB", (64, 64), background)
    ImageDraw.Draw(made).ellipse((8, 8, 30, 30), fill="white")
    return made


def drawn(pipeline: Pipeline, *references: Reference, prompt: str = "a red cat") -> bytes:
    wanted = DrawRequest(prompt, steps=2, width=64, height=64, seed=5, references=references, preview_every=0)
    png = [*pipeline.draw(wanted)][-1].png
    assert png is not None
    return png


def test_a_subject_of_the_first_turn_conditions_a_later_one(pipeline: Pipeline) -> None:
    subjects = [Reference("subject", picture(color)) for color in ("red", "blue")]
    later = [drawn(pipeline, subject, prompt="a dog") for subject in subjects]
    assert len({drawn(pipeline, prompt="a dog"), *later}) == 3
    recipe = png_metadata(later[0])
    assert [item["kind"] for item in recipe["references"]] == ["embedding"]
    assert recipe["adapter"]["name"].startswith("IP-Adapter ")
    replay = pipeline.replay(later[0])
    assert replay.identical
    assert replay.png == later[0]


def test_without_an_adapter_the_subjects_picture_is_shown(folder: Path, home: Home) -> None:
    pipeline = small(load_published(folder, home, device="cpu"))
    whole = picture("red")
    subject = Reference("subject", whole.crop((8, 8, 30, 30)), whole, (0.125, 0.125, 0.47, 0.47))
    seen = drawn(pipeline, subject)
    assert seen != drawn(pipeline)
    assert [item["kind"] for item in png_metadata(seen)["references"]] == ["shown"]
    assert pipeline.replay(seen).identical


@pytest.mark.parametrize("lost", ["ipa.pt", "clip_img_encoder.pt"])
def test_half_an_adapter(folder: Path, home: Home, adapter: Path, lost: str) -> None:
    (adapter / lost).unlink()
    with pytest.raises(CheckpointError, match=rf"IP-Adapter.*{lost}"):
        load_published(folder, home, device="cpu", adapter=adapter)


def _of_another_model(adapter: Path) -> None:
    torch.save(adapter_weights(text_dim=8), adapter / "ipa.pt")


def _no_encoder(adapter: Path) -> None:
    shutil.copy(adapter / "ipa.pt", adapter / "clip_img_encoder.pt")


def _scrambled(adapter: Path) -> None:
    file = adapter / "ipa.pt"
    file.write_bytes(file.read_bytes()[:-200])


@pytest.mark.parametrize(
    ("damage", "named"),
    [(_of_another_model, "ipa.pt"), (_no_encoder, "clip_img_encoder.pt"), (_scrambled, "ipa.pt")],
)
def test_what_does_not_fit_is_named(
    folder: Path, home: Home, adapter: Path, damage: Callable[[Path], None], named: str
) -> None:
    damage(adapter)
    with pytest.raises(CheckpointError, match=named.replace(".", r"\.")):
        load_published(folder, home, device="cpu", adapter=adapter)


def test_an_encoder_of_another_width_is_refused(folder: Path, home: Home, adapter: Path) -> None:
    torch.save({**encoder_weights(), "module.visual.proj": torch.zeros(16, OUT + 1)}, adapter / "clip_img_encoder.pt")
    with pytest.raises(CheckpointMismatch, match="do not belong together"):
        load_published(folder, home, device="cpu", adapter=adapter)
