"""The styles: the first five to the number, the new ones by what must be true of each."""

import itertools

import pytest
import torch
import torch.nn.functional as F

from diffusion.errors import InvalidConfig
from diffusion.training import filters, styles
from diffusion.training.world import Picture, Placed, World

NEW = [style for style in styles.ALL_STYLES if style not in styles.STYLES]
# Mean, product with a ramp and deviation of the fixed picture below, as the first release rendered it.
GOLDEN = {
    "3d": (0.490562, -0.000158, 0.068106),
    "watercolor": (0.613471, -3.5e-05, 0.046465),
    "ink": (0.585257, -0.012955, 0.044522),
    "pixel": (0.487695, -0.000756, 0.099372),
    "sketch": (0.839476, -0.000145, 0.05435),
}


def scene(style, setting="meadow", size=128):
    figures = (Placed("cat", 8, 40, 56, "blue"), Placed("dog", 64, 32, 60))
    return Picture(setting, "day", style, 1, figures)


@pytest.fixture(scope="module")
def worlds(figures):
    return {size: World(figures, size) for size in (128, 256)}


@pytest.fixture(scope="module")
def rendered(worlds):
    pictures = [scene(style) for style in styles.ALL_STYLES]
    return {size: dict(zip(styles.ALL_STYLES, w.render(pictures), strict=True)) for size, w in worlds.items()}


@pytest.mark.parametrize("style", styles.STYLES)
def test_the_first_styles_keep_their_numbers(style):
    noise = torch.rand(1, 3, 128, 128, generator=torch.Generator().manual_seed(4))
    out = styles.apply(F.avg_pool2d(noise, 5, 1, 2), [style]).double()
    slope = torch.linspace(-1, 1, out.numel(), dtype=torch.float32).double().reshape(out.shape)
    measured = (float(out.mean()), float((out * slope).mean()), float(out.std()))
    assert measured == pytest.approx(GOLDEN[style], abs=2e-5)


def test_the_first_styles_are_the_first_ones():
    assert styles.ALL_STYLES[: len(GOLDEN)] == styles.STYLES == tuple(GOLDEN)
    assert len(styles.ALL_STYLES) == 10
    assert set(styles.ALL_STYLES) > styles.COLORLESS


@pytest.mark.parametrize("size", [128, 256])
@pytest.mark.parametrize("style", NEW)
def test_new_styles_stay_in_range_and_change_the_picture(rendered, style, size):
    picture = rendered[size][style]
    assert picture.shape == (3, size, size)
    assert picture.isfinite().all()
    assert picture.min() >= -1
    assert picture.max() <= 1
    assert (picture - rendered[size]["3d"]).abs().mean() > 0.03


@pytest.mark.parametrize("size", [128, 256])
def test_every_style_is_distinct(rendered, size):
    for one, other in itertools.combinations(styles.ALL_STYLES, 2):
        assert (rendered[size][one] - rendered[size][other]).abs().mean() > 0.03, (one, other)


@pytest.mark.parametrize("style", [style for style in styles.ALL_STYLES if style != "pixel"])
def test_a_style_looks_the_same_at_256(rendered, style):
    shrunk = F.avg_pool2d(rendered[256][style][None], 2)[0]
    assert (shrunk - rendered[128][style]).abs().mean() < 0.12
    assert abs(float(shrunk.mean() - rendered[128][style].mean())) < 0.06


def test_what_each_new_style_is(rendered, worlds):
    pictures = rendered[128]
    covered = torch.from_numpy(worlds[128].compose(scene("3d"))[1])[:, :, 0] > 0.99
    line, porcelain, paper, neon = (pictures[name] for name in ("line", "porcelain", "papercut", "neon"))
    assert torch.equal(line[0], line[2])
    assert (line > 0.9).float().mean() > 0.6  # mostly bare paper
    assert line.min() < -0.8
    assert (porcelain[2] >= porcelain[0] - 1e-3).all()  # cobalt or white
    assert porcelain[:, :4].mean() < porcelain[:, 12:16].mean()  # the rim
    assert (paper[0] - paper[1])[covered].mean() > 0.9  # red figures
    assert (paper[0] - paper[1])[~covered].mean() < 0.6
    assert neon.mean() < -0.5
    assert neon.max() > 0.9
    colors = [len(((pictures[name] + 1) * 40).round().flatten(1).unique(dim=1).T) for name in ("3d", "flat")]
    assert colors[1] < 0.8 * colors[0]


def test_figures_differ_from_their_ground_only_with_a_mask():
    x = torch.rand(1, 3, 64, 64, generator=torch.Generator().manual_seed(0))
    mask = torch.zeros(1, 1, 64, 64)
    mask[:, :, 16:48, 16:48] = 1
    for style in ("line", "porcelain", "neon", "papercut"):
        assert not torch.equal(styles.apply(x, [style]), styles.apply(x, [style], mask))
    assert torch.equal(styles.apply(x, ["line"]), styles.apply(x, ["line"], mask * 0))


def test_a_batch_of_styles_is_each_picture_in_its_own():
    x = torch.rand(len(styles.ALL_STYLES), 3, 32, 32, generator=torch.Generator().manual_seed(0))
    together = styles.apply(x, list(styles.ALL_STYLES))
    for index, style in enumerate(styles.ALL_STYLES):
        assert torch.allclose(together[index], styles.apply(x[index : index + 1], [style])[0], atol=1e-6)


def test_unknown_styles_are_named():
    with pytest.raises(InvalidConfig, match=r"'cubist'.*papercut"):
        styles.apply(torch.zeros(1, 3, 16, 16), ["cubist"])


def test_filters_do_what_they_say():
    step = torch.zeros(1, 3, 16, 16)
    step[..., 8:] = 1
    noisy = (step + 0.1 * torch.rand(step.shape, generator=torch.Generator().manual_seed(0))).clamp(0, 1)
    calm = filters.kuwahara(noisy, 2)
    assert calm[..., :8].std() < 0.5 * noisy[..., :8].std()
    assert (calm[..., 8] - calm[..., 7]).mean() > 0.8  # the border stays sharp
    assert filters.edges(step)[0, 0, 8].argmax() in (7, 8)
    assert filters.edges(step)[0, 0, 8, :5].max() == 0
    assert filters.contour(step[:, :1], 1)[0, 0, 8].nonzero().flatten().tolist() == [7, 8]
    assert filters.ramp(torch.tensor([[[[0.25]]]]), ((0, 0, 0), (100, 200, 50)))[0, :, 0, 0].tolist() == pytest.approx(
        [25 / 255, 50 / 255, 12.5 / 255]
    )
    assert [filters.unit(torch.zeros(1, 1, side, side)) for side in (32, 128, 256)] == [1, 1, 2]
