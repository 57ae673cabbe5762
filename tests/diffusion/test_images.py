"""Pictures and tensors, sizes, and what a PNG carries."""

from pathlib import Path

import pytest
import torch
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from diffusion.config import ModelConfig, TransformerConfig, VaeConfig
from diffusion.errors import NotReproducible, UnsupportedSize
from diffusion.images import check_size, png_bytes, png_metadata, resized, size_step, to_bytes, to_pictures, to_tensor

CONFIG = ModelConfig(
    transformer=TransformerConfig(patch_size=2),
    vae=VaeConfig(block_channels=(32, 64), unshuffle=4),
    image_size=128,
)
METADATA = {"prompt": "一只戴红帽子的猫 🐈", "seed": 0, "steps": 20, "nested": {"a": [1, 2.5, None]}}


def gradient() -> Image.Image:
    """All 256 levels in each channel."""
    levels = torch.arange(256, dtype=torch.uint8).view(16, 16)
    return Image.fromarray(torch.stack([levels, levels.flip(0), levels.T], dim=2).numpy())


def test_every_level_comes_back() -> None:
    picture = gradient()
    x = to_tensor([picture, picture])
    assert x.shape == (2, 3, 16, 16)
    assert x.dtype == torch.float32
    assert (x.min().item(), x.max().item()) == (-1, 1)
    assert [other.tobytes() for other in to_pictures(x)] == [picture.tobytes()] * 2


def test_rounding_is_to_the_nearest_level_and_clamps() -> None:
    x = torch.tensor([-3.0, -1.0, 0.49 / 127.5 - 1, 0.51 / 127.5 - 1, 1.0, 7.0])
    assert to_bytes(x).tolist() == [0, 0, 0, 1, 255, 255]


def test_orientation_and_transparency() -> None:
    wide = Image.new("RGB", (4, 2))
    exif = wide.getexif()
    exif[0x0112] = 6  # the camera was turned by a quarter
    wide.info["exif"] = exif.tobytes()
    assert to_tensor([wide]).shape == (1, 3, 4, 2)
    clear = Image.new("RGBA", (1, 1), (255, 0, 0, 0))
    assert to_tensor([clear]).flatten().tolist() == [1, 1, 1]
    for mode in ("L", "P", "1", "CMYK", "LA", "I;16"):
        assert to_tensor([Image.new(mode, (3, 2))]).shape == (1, 3, 2, 3)


def test_resizing_covers_and_cuts_evenly() -> None:
    picture = Image.new("RGB", (30, 10), "red")
    picture.paste("blue", (10, 0, 20, 10))
    assert resized(picture, 8, 8).size == (8, 8)
    assert resized(picture, 8, 8).getpixel((4, 4)) == (0, 0, 255)


def test_sizes() -> None:
    assert size_step(CONFIG) == 16
    for width, height in ((16, 16), (128, 128), (256, 64)):
        check_size(CONFIG, width, height)
    with pytest.raises(UnsupportedSize, match=r"multiples of 16: 120 x 130 is not; 128 x 128 is"):
        check_size(CONFIG, 120, 130)
    for width, height in ((0, 16), (16, -16), (272, 16)):
        with pytest.raises(UnsupportedSize, match="16 to 256"):
            check_size(CONFIG, width, height)


def test_png_carries_its_metadata_and_its_pixels(tmp_path: Path) -> None:
    data = png_bytes(gradient(), METADATA)
    assert data == png_bytes(gradient(), METADATA)
    assert png_metadata(data) == METADATA
    path = tmp_path / "图.png"
    path.write_bytes(data)
    assert png_metadata(path) == METADATA
    with Image.open(path) as picture:
        assert picture.tobytes() == gradient().tobytes()


def test_metadata_that_json_lacks_is_refused() -> None:
    with pytest.raises(ValueError, match="JSON"):
        png_bytes(gradient(), {"guidance": float("nan")})


def test_pictures_without_metadata(tmp_path: Path) -> None:
    gradient().save(tmp_path / "plain.png")
    gradient().save(tmp_path / "photo.jpg")
    for name in ("plain.png", "photo.jpg"):
        with pytest.raises(NotReproducible, match=f"{name} does not carry"):
            png_metadata(tmp_path / name)


@pytest.mark.parametrize(("text", "complaint"), [("{", "broken"), ("[1]", "another kind"), ("", "broken")])
def test_broken_metadata(tmp_path: Path, text: str, complaint: str) -> None:
    info = PngInfo()
    info.add_text("huatu", text)
    gradient().save(tmp_path / "p.png", pnginfo=info)
    with pytest.raises(NotReproducible, match=complaint):
        png_metadata(tmp_path / "p.png")


@pytest.mark.parametrize("keep", [0, 20, 0.5, 0.9])
def test_truncated_pictures(keep: float) -> None:
    data = png_bytes(gradient(), METADATA)
    data = data[: int(keep * len(data)) if isinstance(keep, float) else keep]
    with pytest.raises(NotReproducible, match="cannot be read"):
        png_metadata(data)


def test_missing_and_foreign_files(tmp_path: Path) -> None:
    (tmp_path / "note.png").write_text("not a picture")
    for name in ("none.png", "note.png"):
        with pytest.raises(NotReproducible, match=name):
            png_metadata(tmp_path / name)
