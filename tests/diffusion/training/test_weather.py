"""Weather: what each kind does to a picture, and how it is asked for."""

import numpy as np
import pytest

from diffusion.errors import InvalidConfig
from diffusion.training import weather
from diffusion.training.world import Picture, Placed, World


def under_weather(kind, time="day", seed=0):
    return Picture("meadow", time, "3d", seed, (Placed("cat", 16, 24, 96),), weather=kind)


@pytest.mark.parametrize("kind", weather.KINDS[1:])
def test_overlays_are_premultiplied_and_repeat(kind):
    first, again = (weather.overlays(kind, "day", 1, 48) for _ in range(2))
    other = weather.overlays(kind, "day", 2, 48)
    for one, same in ((first.under, again.under), (first.over, again.over)):
        assert one.shape == (48, 48, 4)
        assert one.dtype == np.uint8
        assert np.array_equal(one, same)
        assert (one[:, :, :3].astype(int) <= one[:, :, 3:].astype(int) + 1).all()
    assert not (np.array_equal(first.under, other.under) and np.array_equal(first.over, other.over))


@pytest.mark.parametrize("kind", weather.KINDS[1:])
def test_weather_shows_and_leaves_the_figure_there(figures, kind):
    world = World(figures, 128)
    clear, changed = world.render([under_weather(""), under_weather(kind)])
    assert (clear - changed).abs().mean() > 0.02
    covered = world.compose(under_weather(kind))[1]
    assert np.array_equal(covered, world.compose(under_weather(""))[1])
    inside = covered[:, :, 0] > 0.99
    difference = (clear - changed).abs().mean(dim=0).numpy()
    assert difference[inside].mean() < 0.4


def test_each_kind_does_what_its_name_says(figures):
    world = World(figures, 128)
    pictures = {kind: world.render([under_weather(kind)])[0] for kind in weather.KINDS}
    assert pictures["rain"].mean() < pictures[""].mean() - 0.05
    assert pictures["snowfall"].mean() > pictures[""].mean()
    assert pictures["fog"].std() < 0.8 * pictures[""].std()
    assert not weather.overlays("rainbow", "day", 0, 64).over.any()  # it stands behind the figures
    bow = weather.overlays("rainbow", "day", 0, 64).under[:32, :, :3].astype(int)
    assert ((bow.max(axis=2) - bow.min(axis=2)) > 60).sum() > 100


def test_rain_and_fog_are_dark_at_night():
    for kind in ("rain", "fog"):
        day, night = (weather.overlays(kind, time, 0, 48) for time in ("day", "night"))
        assert night.over[:, :, :3].max() < day.over[:, :, :3].max()


def test_unknown_weather_is_named(figures):
    with pytest.raises(InvalidConfig, match=r"'hail'.*rain, snowfall"):
        World(figures, 64).render([under_weather("hail")])
