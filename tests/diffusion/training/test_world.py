"""The picture world: what the corpus says is what is rendered. The figures here are plain shapes made by the test."""

import random

import numpy as np
import pytest
import torch

from diffusion.training import backgrounds, styles
from diffusion.training.figures import RAMPS, recolor
from diffusion.training.world import Picture, Placed, World
from rewriter.lexicon import Lexicon
from rewriter.training.scenes import Mixture, records


def one(color="", x=16, style="3d", setting="", seed=0):
    return Picture(setting, "day", style, seed, (Placed("cat", x, 24, 96, color),))


def test_the_figure_stands_where_the_picture_says(figures):
    world = World(figures, 128)
    with_figure, without = world.render([one("red"), Picture("", "day", "3d", 0, ())])
    changed = (with_figure - without).abs().amax(dim=0) > 0.05
    rows, columns = changed.nonzero(as_tuple=True)
    assert (int(columns.min()), int(columns.max())) == (16, 111)
    assert (int(rows.min()), int(rows.max())) == (24, 119)


@pytest.mark.parametrize("color", sorted(RAMPS))
def test_recolouring_keeps_the_shape_and_moves_the_hue(figures, color):
    plain = figures["cat", 48, ""]
    tinted = recolor(plain, color)
    assert np.array_equal(plain[:, :, 3], tinted[:, :, 3])
    middle = tinted[24, 24, :3]
    wanted = np.array(RAMPS[color][1]) / 255
    assert np.abs(middle - wanted).max() < 0.35
    assert (tinted[:, :, :3] <= tinted[:, :, 3:] + 1e-5).all()  # premultiplied


def test_rendering_repeats_and_depends_on_the_seed_through_the_setting(figures):
    world = World(figures, 128)
    first = world.render([one(setting="city", seed=1)])
    assert torch.equal(first, World(figures, 128).render([one(setting="city", seed=1)]))
    assert not torch.equal(first, world.render([one(setting="city", seed=2)]))


@pytest.mark.parametrize("style", [s for s in styles.STYLES if s != "3d"])
def test_styles_change_the_picture_and_stay_in_range(figures, style):
    world = World(figures, 128)
    plain, styled = world.render([one("red", setting="meadow"), one("red", setting="meadow", style=style)])
    assert (plain - styled).abs().mean() > 0.03
    assert styled.min() >= -1
    assert styled.max() <= 1


@pytest.mark.parametrize("setting", sorted(backgrounds.PAINTERS))
def test_every_setting_has_its_times(setting):
    day, night = (backgrounds.paint(setting, time, 1, 64) for time in ("day", "night"))
    assert day.shape == (64, 64, 3)
    if setting not in ("", "space"):
        assert day.mean() > night.mean()


def test_worn_and_held_things_are_drawn(figures):
    world = World(figures, 128)
    bare = Placed("cat", 16, 24, 96)
    dressed = Placed("cat", 16, 24, 96, worn=(("hat", "red"),))
    holding = Placed("cat", 16, 24, 96, held=(("balloon", "blue"),))
    pictures = world.render([Picture("", "day", "3d", 0, (f,)) for f in (bare, dressed, holding)])
    assert (pictures[0] - pictures[1])[:, :60].abs().mean() > 0.01
    assert (pictures[0] - pictures[2])[:, 64:].abs().mean() > 0.01


def test_captions_are_exact(corpus, assets):
    """Every subject's name, in one of its wordings, is in both languages' captions; so are colours of subjects."""
    lexicon = Lexicon.load(assets / "world")
    for index in range(len(corpus)):
        record = corpus[index]
        for language in ("en", "zh"):
            for caption in record.captions[language]:
                for figure in record.picture.figures:
                    names = getattr(lexicon.concepts[figure.concept], language)
                    stems = [name[:-1] if name.endswith("y") else name for name in names]  # butterflies
                    assert any(stem in caption for stem in stems), (figure, caption)
                    if figure.color:
                        term = lexicon.terms["color"][figure.color]
                        assert any(word in caption for word in getattr(term, language)), (figure, caption)


def test_the_corpus_is_a_function_of_its_seed(assets):
    lexicon = Lexicon.load(assets / "world")
    first, again, other = (list(records(lexicon, Mixture(), 20, seed)) for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_edits_differ_from_what_was_before_by_their_kind_only(corpus):
    kinds = set()
    for index in range(len(corpus)):
        record = corpus[index]
        before, after = record.before, record.picture
        if before is None:
            continue
        kinds.add(record.edit)
        if record.edit == "background":
            assert (before.figures, before.style) == (after.figures, after.style)
        if record.edit == "style":
            assert (before.figures, before.setting) == (after.figures, after.setting)
        if record.edit == "same":
            assert before == after
        assert before.seed == after.seed
    assert {"edit", "add", "remove", "background", "style", "wear"} <= kinds


def test_crops_lie_inside_the_picture(corpus):
    rng = random.Random(0)
    for record in corpus.sample(rng, 50):
        for crop in record.crops:
            left, top, right, bottom = crop.box
            assert 0 <= left < right <= 128
            assert 0 <= top < bottom <= 128
