"""Training of the captioner at toy size: what it is told, what pictures go through, and that it learns."""

import json
import random
from dataclasses import replace

import pytest
import torch

from diffusion.captioner import Captioner
from diffusion.captioner_file import CaptionerConfig
from diffusion.training.captioner import (
    HIDDEN,
    CaptionerOptions,
    CaptionerStage,
    add_strangers,
    held_back,
    in_words,
    kept_config,
    scattered,
)
from diffusion.training.captioner_targets import IGNORED, Targets, config_of, entropy, heat_loss
from diffusion.training.corpus import Corpus
from diffusion.training.figures import Figures
from diffusion.training.loop import LoopConfig, run, step_generator
from diffusion.training.placing import Placed
from diffusion.training.spoiling import Spoiling, View, spoil, view_of, viewed
from diffusion.training.world import Picture, World
from diffusion.vae import AutoencoderKL
from rewriter.lexicon import Lexicon
from rewriter.training.scenes import Mixture, records
from tests.diffusion.toy import CONFIG as MODEL

SAME = Spoiling(viewed=0, mirrored=0, drawn=0, blurred=0, coarse=0, noisy=0, compressed=0, lit=0)


@pytest.fixture(scope="module")
def pictures(corpus):
    return [corpus[index].picture for index in range(len(corpus))]


@pytest.fixture(scope="module")
def config(figures, pictures) -> CaptionerConfig:
    return replace(config_of(figures, pictures, 64), widths=(8, 24, 32), depths=(1, 1, 1))


@pytest.fixture(scope="module")
def few(tmp_path_factory, assets) -> Corpus:
    """So few pictures that painting their settings takes no time."""
    path = tmp_path_factory.mktemp("few") / "corpus.jsonl"
    scenes = records(Lexicon.load(assets / "world"), Mixture(), 10, seed=3)
    path.write_text("\n".join(json.dumps(scene, ensure_ascii=False) for scene in scenes), encoding="utf-8")
    return Corpus(path)


@pytest.fixture
def stage(figures, few, config) -> CaptionerStage:
    torch.manual_seed(0)
    options = CaptionerOptions(batch=8, spoiling=replace(Spoiling(), drawn=0))
    return CaptionerStage(World(figures, 64), few, options, config)


def test_the_words_are_those_of_the_corpus(config, pictures):
    words = dict(config.subject) | dict(config.picture)
    assert set(words["concept"]) == {"", *(f.concept for p in pictures for f in p.figures)}
    assert set(words["setting"]) == {"", *(p.setting for p in pictures)}
    assert set(words["worn"]) == {"", *(c for p in pictures for f in p.figures for c, _ in f.worn)}
    assert set(words["style"]) == {p.style for p in pictures}
    assert words["concept"][0] == words["color"][0] == words["worn"][0] == words["held"][0] == words["setting"][0] == ""
    assert words["time"] == ("day", "night", "sunset")
    assert words["weather"] == ("",)


def test_classes_of_a_figure_and_of_what_is_not_asked(config):
    targets = Targets(config)
    words = dict(config.subject)
    bare = targets.of_figure(Placed(words["concept"][3], 0, 0, 64, "red"))
    assert bare["concept"] == 3
    assert words["color"][bare["color"]] == "red"
    assert (bare["worn"], bare["worn_color"], bare["held_color"]) == (0, IGNORED, IGNORED)
    hat = targets.of_figure(Placed(words["concept"][3], 0, 0, 64, worn=((words["worn"][1], "blue"),)))
    assert (words["worn"][hat["worn"]], words["worn_color"][hat["worn_color"]]) == (words["worn"][1], "blue")
    assert targets.of_figure(Placed("?1f9e0", 0, 0, 64))["concept"] == 0
    assert targets.of_figure(Placed("unheard_of", 0, 0, 64))["concept"] == IGNORED
    assert targets.of_picture(Picture("", "night", "3d", 0, ()))["time"] == IGNORED
    beach = targets.of_picture(Picture("beach", "night", "3d", 0, ()))
    assert dict(config.picture)["time"][beach["time"]] == "night"
    assert dict(config.picture)["setting"][beach["setting"]] == "beach"


def test_heat_is_one_at_the_centres_and_its_loss_least_at_the_truth(config):
    targets = Targets(config)
    heat = targets.heat([(0.25, 0.5, 0.5), (0.9, 0.1, 0.25)])
    assert heat.shape == (8, 8)
    assert sorted(map(tuple, torch.nonzero(heat == 1).tolist())) == [(0, 7), (4, 2)]
    assert 0 < heat[4, 4] < heat[4, 3] < 1
    right, wrong = torch.where(heat == 1, 6.0, -6.0), torch.full((8, 8), -6.0)
    assert heat_loss(right[None], heat[None]) < 0.1 * heat_loss(wrong[None], heat[None])
    assert heat_loss(-right[None], heat[None]) > heat_loss(wrong[None], heat[None])


def test_entropy_leaves_out_what_is_not_asked():
    logits = torch.tensor([[2.0, 0.0], [0.0, 5.0]])
    assert entropy(logits, [0, IGNORED]) == pytest.approx(float(torch.log1p(torch.tensor(-2.0).exp())), abs=1e-6)
    assert float(entropy(logits, [IGNORED, IGNORED])) == 0


@pytest.mark.parametrize("view", [View(), View(0.7, 0.1, -0.05), View(1.5, -0.1, 0.1, True), View(mirrored=True)])
def test_a_view_shows_points_where_it_says(view):
    x = torch.zeros(1, 3, 128, 128)
    x[..., 70:74, 40:44] = 1  # its centre at (42, 72)
    shown = viewed(x, [view])[0, 0]
    rows, columns = torch.meshgrid(torch.arange(128.0), torch.arange(128.0), indexing="ij")
    centre = [float((shown * (c + 0.5)).sum() / shown.sum() / 128) for c in (columns, rows)]
    assert centre == pytest.approx(view.seen(42 / 128, 72 / 128), abs=0.01)


def test_figures_outside_of_the_view_are_not_asked_about(config):
    targets = Targets(config)
    figure = Placed("cat", 0, 32, 64)
    assert targets.placed(figure, 128, View()) == (0.25, 0.5, 0.5)
    assert targets.placed(figure, 256, View()) == (0.125, 0.25, 0.25)
    assert targets.placed(figure, 128, View(mirrored=True)) == (0.75, 0.5, 0.5)
    assert targets.placed(figure, 128, View(2.0)) == (0.375, 0.5, 0.25)
    assert targets.placed(figure, 128, View(0.5, 0.25)) is None


def test_spoiling_keeps_to_the_range_and_to_its_generators(figures, pictures):
    x = World(figures, 64).render(pictures[:12])
    vae = AutoencoderKL(MODEL.vae).eval()
    some = Spoiling(drawn=0.5, blurred=0.5, coarse=0.5, compressed=0.5)

    def once(seed):
        return spoil(x, some, vae, random.Random(seed), torch.Generator().manual_seed(seed))

    one, views = once(1)
    assert one.shape == x.shape
    assert one.abs().max() <= 1
    assert len(views) == 12
    assert torch.equal(one, once(1)[0])
    assert not torch.equal(one, once(2)[0])
    kept, _ = spoil(x, SAME, None, random.Random(1), torch.Generator())
    assert torch.equal(kept, x)


def test_views_are_within_their_bounds():
    rng = random.Random(0)
    views = [view_of(Spoiling(viewed=1.0, zoom=(0.8, 1.5)), rng) for _ in range(200)]
    assert all(0.8 <= v.zoom <= 1.5 for v in views)
    assert 60 < sum(v.mirrored for v in views) < 140
    assert min(v.x for v in views) < -0.1 < 0.1 < max(v.x for v in views)


def test_scattered_figures_stay_in_sight(pictures):
    rng = random.Random(0)
    moved = 0
    for picture in pictures[:40]:
        found = scattered(picture, pictures[-1].figures, rng)
        moved += found.figures != picture.figures
        for index, one in enumerate(found.figures):
            assert -one.side / 6 <= one.x <= picture.size - one.side * 5 / 6
            for other in found.figures[index + 1 :]:
                wide = min(one.x + one.side, other.x + other.side) - max(one.x, other.x)
                high = min(one.y + one.side, other.y + other.side) - max(one.y, other.y)
                assert max(wide, 0) * max(high, 0) <= HIDDEN * min(one.side, other.side) ** 2
    assert moved == 40


def test_strangers_have_no_word(figures, assets):
    folder = figures._folder
    mine = Figures(assets / "world" / "concepts.tsv", folder)
    used = next(iter(mine.infos.values())).figure
    for stem in ("ffff1", "ffff2", "ffff3-200d"):
        (folder / f"{stem}.webp").write_bytes((folder / f"{used}.webp").read_bytes())
    try:
        found = add_strangers(mine, folder)
    finally:
        for stem in ("ffff1", "ffff2", "ffff3-200d"):
            (folder / f"{stem}.webp").unlink()
    assert found == ["?ffff1", "?ffff2"]
    assert mine.infos["?ffff1"].figure == "ffff1"
    shown, kept = held_back([str(i) for i in range(11)])
    assert kept == ["0", "5", "10"]
    assert set(shown) | set(kept) == {str(i) for i in range(11)}
    assert not set(shown) & set(kept)


def test_training_lowers_the_loss_and_draws_a_sheet(stage, tmp_path):
    before = float(stage.loss(0, step_generator(9, 0))[0].detach())
    run(stage, LoopConfig(steps=24, lr=6e-3, warmup=3, sheet_every=24), tmp_path)
    after, numbers = stage.loss(0, step_generator(9, 0))
    assert float(after.detach()) < 0.8 * before
    assert {"heat", "box", "concept", "setting", "right"} <= set(numbers)
    assert (tmp_path / "sheet-000024.png").stat().st_size > 1000
    assert in_words(Captioner(stage.module).look(torch.zeros(1, 3, 64, 64))[0]).count("\n") == 1


def test_some_pictures_are_bare_and_some_have_strangers(figures, corpus, config):
    stranger = next(iter(figures.infos))
    options = CaptionerOptions(batch=40, scattered=0.5, strangers=1.0, bare=0.3)
    stage = CaptionerStage(World(figures, 64), corpus, options, config, strangers=[stranger])
    drawn = stage.pictures(random.Random(0))
    assert 4 < sum(not p.figures for p in drawn) < 20
    assert any(p.figures and p.figures[0].concept == stranger and not p.figures[0].worn for p in drawn)
    loss, numbers = stage.loss(3, step_generator(0, 3))
    assert torch.isfinite(loss)
    assert numbers == stage.loss(3, step_generator(0, 3))[1]


def test_settling_takes_batch_norms_numbers_anew(stage):
    norm = stage.module.stem[0][1]
    with torch.no_grad():
        stage.module.stem[0][0].weight.mul_(3)
    weights = {name: p.detach().clone() for name, p in stage.module.named_parameters()}
    before = norm.running_var.clone()
    stage.settle(2)
    once = norm.running_var.clone()
    assert (once > before).any()
    stage.settle(2)
    assert torch.equal(norm.running_var, once)
    assert all(torch.equal(p, weights[name]) for name, p in stage.module.named_parameters())
    assert not stage.module.training


def test_a_run_keeps_the_words_that_it_began_with(config, tmp_path):
    path = tmp_path / "run" / "config.json"
    assert kept_config(config, path) == config
    later = replace(config, subject=(("concept", ("", "more")), *config.subject[1:]))
    assert kept_config(later, path) == config
