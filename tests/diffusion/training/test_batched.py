"""Batched composition in torch agrees with the World that renders one by one; packed figures come back as written."""

import random
from dataclasses import replace

import numpy as np
import pytest
import torch
from PIL import Image, ImageDraw

from diffusion.errors import CheckpointError, InvalidConfig
from diffusion.training import backgrounds, pack, styles, weather
from diffusion.training.atlas import Atlas
from diffusion.training.batched import BatchWorld
from diffusion.training.figures import RAMPS, Figures
from diffusion.training.placing import layers
from diffusion.training.world import Picture, Placed, Renderer, World

TABLE = "id\tfigure\ten\tzh\tmeasure\tkind\tworn\theld\n" + "".join(
    f"{name}\t{name}\t{name}\t{name}\t只\t{kind}\t{worn}\t{held}\n"
    for name, kind, worn, held in (
        ("cat", "animal", "", ""),
        ("hat", "object", "head", ""),
        ("kite", "object", "", "1"),
    )
)


@pytest.fixture(scope="module")
def shapes(tmp_path_factory):
    """Three figures that no mirror leaves as they are, shaded, one wide and one tall."""
    folder = tmp_path_factory.mktemp("shapes")
    (folder / "concepts.tsv").write_text(TABLE, encoding="utf-8")
    for name, box in (("cat", (20, 10, 230, 240)), ("hat", (10, 60, 246, 200)), ("kite", (60, 8, 190, 248))):
        image = Image.new("RGBA", (256, 256))
        draw = ImageDraw.Draw(image)
        left, top, right, bottom = box
        draw.polygon([(left, bottom), (left, top), (right, bottom)], fill=(220, 170, 60, 255))
        draw.ellipse((left, top + 40, left + 90, top + 130), fill=(40, 60, 150, 255))
        image.save(folder / f"{name}.webp", lossless=True)
    return Figures(folder / "concepts.tsv", folder)


@pytest.fixture(scope="module")
def packed(shapes):
    return pack.pack(shapes, 128)


def scenes(count, style="3d", kinds=("",)):
    rng = random.Random(5)
    made = []
    for index in range(count):
        figures = tuple(
            Placed(
                rng.choice(("cat", "kite")), rng.randrange(-8, 90), rng.randrange(-8, 80), rng.choice((32, 48, 64, 96)),
                rng.choice(("", *RAMPS)), worn=(("hat", "red"),) if rng.random() < 0.5 else (),
                held=(("kite", ""), ("kite", "blue")) if rng.random() < 0.3 else (), flip=rng.random() < 0.5,
            )
            for _ in range(index % 4)
        )  # fmt: skip
        setting = rng.choice(("", "meadow", "street"))
        made.append(Picture(setting, "sunset", style, index % 3, figures, weather=kinds[index % len(kinds)]))
    return made


@pytest.mark.parametrize("size", [64, 128])
def test_both_worlds_render_the_same(shapes, packed, size):
    both: list[Renderer] = [World(shapes, size), BatchWorld(packed, size)]
    pictures = scenes(12, kinds=("", "rain", "rainbow"))
    one, other = (world.render(pictures) for world in both)
    assert one.shape == other.shape == (12, 3, size, size)
    difference = (one - other).abs().mean(dim=(1, 2, 3))
    # Of a range of two. What is left lies on the figures' borders, which are up to half a pixel apart.
    assert difference.mean() < 0.01
    assert difference.max() < 0.025
    assert all(world.size == size for world in both)


def test_coverage_is_the_same(shapes, packed):
    pictures = scenes(8)
    masks = BatchWorld(packed, 128).compose(pictures)[1]
    for picture, mask in zip(pictures, masks, strict=True):
        assert np.abs(World(shapes, 128).compose(picture)[1][:, :, 0] - mask[0].numpy()).mean() < 0.01


@pytest.mark.parametrize("style", styles.ALL_STYLES)
def test_both_worlds_agree_in_every_style(shapes, packed, style):
    pictures = scenes(4, style, weather.KINDS)
    one, other = World(shapes, 128).render(pictures), BatchWorld(packed, 128).render(pictures)
    # Thin lines along borders that are half a pixel apart differ most.
    assert (one - other).abs().mean() < (0.05 if style in ("line", "neon") else 0.02)


def test_a_bare_setting_is_exactly_the_same(shapes, packed):
    pictures = [Picture("lake", "night", "3d", 3, ()), Picture("", "night", "watercolor", 20, ())]
    assert torch.equal(World(shapes, 64).render(pictures), BatchWorld(packed, 64).render(pictures))


@pytest.mark.parametrize("batched", [False, True])
def test_flip_mirrors_the_figure_and_what_it_wears_and_holds(shapes, packed, batched):
    placed = Placed("cat", 32, 40, 64, "red", worn=(("hat", ""),), held=(("kite", ""),))
    picture = Picture("", "day", "3d", 0, (placed,))
    mirrored = replace(picture, figures=(replace(placed, flip=True),))
    world = BatchWorld(packed, 128) if batched else World(shapes, 128)
    one, other = world.render([picture, mirrored])
    assert (one - other).abs().mean() > 0.05
    assert (one - other.flip(2)).abs().mean() < 0.01  # what is worn may lie a pixel off


def test_coordinates_refer_to_the_size_of_the_picture(shapes, packed):
    small = Picture("city", "day", "3d", 1, (Placed("cat", 16, 24, 96, "green", worn=(("hat", ""),)),))
    large = replace(small, size=256, figures=(replace(small.figures[0], x=32, y=48, side=192),))
    for world in (World(shapes, 128), BatchWorld(packed, 128)):
        one, other = world.render([small, large])
        assert torch.equal(one, other)
    finer = World(shapes, 256).render([large])
    shrunk = torch.nn.functional.avg_pool2d(finer, 2)[0]
    assert (shrunk - one).abs().mean() < 0.03


def test_layers_lie_where_the_first_release_put_them(shapes):
    placed = Placed("cat", 16, 24, 96, worn=(("hat", "red"),), held=(("kite", ""), ("kite", "")))
    column, top = shapes.head("cat").crown
    body, hat, first, second = layers(placed, 1, shapes)
    assert (body.x, body.y, body.side) == (16, 24, 96)
    assert (hat.x, hat.y, hat.side) == (round(16 + column * 96 - 24), round(max(24 + (top + 0.16) * 96 - 48, 0)), 48)
    assert (first.x, first.y, first.side) == (round(16 + 96 * 0.72), 72, 40)
    assert second.x == round(16 - 96 * 0.14)


def test_nothing_but_planning_takes_place_off_the_device(packed):
    """Torch's meta device refuses tensors of another: what runs there keeps to its device on a GPU too."""
    pictures = [replace(p, style=s) for p, s in zip(scenes(10, kinds=("", "fog")), styles.ALL_STYLES, strict=True)]
    rendered = BatchWorld(packed, 32, "meta").render(pictures)
    assert rendered.shape == (10, 3, 32, 32)
    assert rendered.device.type == "meta"


def test_a_pack_comes_back_as_it_was_written(shapes, packed, tmp_path):
    pack.save_pack(packed, tmp_path / "figures.safetensors")
    again = pack.load_pack(tmp_path / "figures.safetensors")
    assert torch.equal(again.pixels, packed.pixels)
    assert replace(again, pixels=packed.pixels) == packed
    assert again.side == 128
    assert again.names == ("cat", "hat", "kite")
    assert again.slots == ("", "head", "")
    assert again.heads[0] == shapes.head("cat")
    assert (again.pixels[..., :3] <= again.pixels[..., 3:]).all()  # premultiplied


def test_the_command_packs_a_folder(shapes, tmp_path):
    folder = shapes._folder
    out = tmp_path / "new" / "figures.safetensors"
    flags = ["--figures", str(folder), "--world", str(folder), "--table", "concepts.tsv", "--side", "32"]
    pack.main([*flags, "--out", str(out)])
    assert pack.load_pack(out).pixels.shape == (3, 32, 32, 4)


def test_files_that_hold_no_figures_are_refused(tmp_path):
    from safetensors.torch import save_file

    save_file({"figures": torch.zeros(1)}, tmp_path / "other.safetensors")
    (tmp_path / "torn.safetensors").write_bytes(b"torn")
    for name in ("other", "torn", "absent"):
        with pytest.raises(CheckpointError, match=f"{name}.*diffusion.training.pack"):
            pack.load_pack(tmp_path / f"{name}.safetensors")


def test_figures_that_are_not_packed_are_named(packed):
    with pytest.raises(InvalidConfig, match="'unicorn' is not among the 3"):
        BatchWorld(packed, 64).render([Picture("", "day", "3d", 0, (Placed("unicorn", 0, 0, 64),))])


def test_an_atlas_paints_each_key_once_and_keeps_it_while_it_grows():
    painted = []

    def paint(name, number, side):
        painted.append((name, number))
        return np.full((side, side, 3), number, dtype=np.uint8)

    atlas = Atlas(paint, 3, 4, torch.device("cpu"))
    assert float(atlas([("a", 51)]).mean()) == pytest.approx(0.2)
    values = atlas([("b", 102), ("a", 51), ("b", 102), ("c", 255)])[:, 0, 0, 0]
    assert values.tolist() == pytest.approx([0.4, 0.2, 0.4, 1.0])
    assert painted == [("a", 51), ("b", 102), ("c", 255)]
    assert len(atlas) == 3


def test_settings_can_be_painted_ahead(packed, monkeypatch):
    world = BatchWorld(packed, 16)
    world.paint_ahead(("meadow", ""), ("day", "night"))
    assert len(world._settings) == 3 * 16  # plain grounds know no time
    monkeypatch.setattr(world._settings, "_paint", None)
    assert world.render([Picture("meadow", "night", "3d", 15, ())]).shape == (1, 3, 16, 16)


def test_the_cache_of_figures_is_bounded(shapes):
    bounded = Figures(shapes._folder / "concepts.tsv", shapes._folder, keep=64 * 64 * 4 * 4 * 2)
    for side in (64, 63, 62, 61, 64):
        assert np.array_equal(bounded["cat", side, "red"], shapes["cat", side, "red"])
        assert len(bounded._cache) <= 2


def test_figures_larger_than_their_illustration_are_smooth(shapes):
    large = shapes["hat", 512, ""]
    steps = np.abs(np.diff(large[:, :, 3], axis=1))
    assert steps.max() < 0.9  # no staircase of whole source pixels


def test_every_setting_can_be_a_ground(packed):
    pictures = [Picture(name, "dawn", "3d", 0, ()) for name in backgrounds.SETTINGS]
    assert len(BatchWorld(packed, 16).render(pictures)) == 38
