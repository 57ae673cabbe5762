"""The fast model at toy size: what it is shown, what it learns, and how its file is made and drawn with."""

import itertools
import json
import math
from dataclasses import replace

import pytest
import torch
from PIL import Image

import diffusion
from diffusion import CheckpointError, DrawRequest, InvalidRequest, Reference
from diffusion.checkpoint import load, save
from diffusion.distilled import FastRegime, distilled_of, steered
from diffusion.published.report import of_file
from diffusion.references import ReferenceTokens
from diffusion.samplers import SAMPLERS
from diffusion.schedule import karras_sigmas
from diffusion.training.distillation import __main__ as command
from diffusion.training.distillation.grid import Grid, directions, misses, states
from diffusion.training.distillation.measure import distances, table
from diffusion.training.distillation.stage import DistillationOptions, DistillationStage, drawing, unguided
from diffusion.training.distillation.trajectories import Lesson, Pool, hash_of, read
from diffusion.training.distillation.trajectories import save as save_shard
from diffusion.training.loop import LoopConfig, run, step_generator
from diffusion.training.painting import guided_denoise
from diffusion.training.stages import parts_of_file
from diffusion.transformer import Transformer
from rewriter.lexicon import Lexicon
from rewriter.training.scenes import Mixture, records
from tests.diffusion.toy import CONFIG, transformer, write_model

GRID = Grid(calls=3, parts=2)
CAPTIONS = ("a red cat on the left", "a dog", "一只红色猫在左边", "一只狗")


def noise(count=4, seed=0):
    return torch.randn(count, 4, 8, 8, generator=torch.Generator().manual_seed(seed))


def bent(x, sigma):
    """A denoiser that is no straight line, so that long steps miss."""
    return torch.tanh(x / (1 + sigma)) * 2 + 0.3 * torch.sin(x / (1 + sigma))


@pytest.mark.parametrize(("calls", "parts"), [(2, 1), (6, 3), (4, 2)])
def test_every_level_of_the_student_is_one_of_the_teachers(calls, parts):
    grid = Grid(calls, parts)
    student, teacher = grid.student(), grid.teacher()
    assert (len(student), len(teacher)) == (calls + 1, calls * parts + 1)
    assert teacher[::parts] == pytest.approx(student)
    assert all(high > low for high, low in itertools.pairwise(teacher))
    assert (student[0], student[-1]) == (pytest.approx(70.0), 0.0)


@pytest.mark.parametrize("wrong", [{"calls": 1}, {"parts": 0}, {"lowest": 0.05}, {"lowest": 80.0}])
def test_a_grid_that_does_not_fall_is_refused(wrong):
    with pytest.raises(InvalidRequest, match="at least 2 calls"):
        Grid(**wrong)


def test_the_states_are_where_the_teacher_was():
    walk = [step.x for step in SAMPLERS["dpmpp_2m"](bent, noise() * GRID.highest, GRID.teacher())]
    aims = directions(GRID, bent, noise() * GRID.highest)
    assert aims.shape == (4, 3, 4, 8, 8)
    found = states(GRID, noise(), aims)
    assert torch.equal(found[0], noise() * GRID.highest)
    for state, wanted in zip(found[1:], walk[1::2], strict=True):
        torch.testing.assert_close(state, wanted, atol=1e-4, rtol=1e-4)
    torch.testing.assert_close(aims[:, -1], walk[-1])


def test_a_student_that_knows_the_way_misses_nothing_and_draws_as_the_teacher():
    aims = directions(GRID, bent, noise() * GRID.highest)
    levels = GRID.student()[:-1]

    def knowing(x, sigma):
        return aims[:, min(range(3), key=lambda index: abs(levels[index] - sigma))]

    assert max(float(miss.abs().max()) for _, miss in misses(GRID, knowing, states(GRID, noise(), aims))) < 1e-4
    torch.testing.assert_close(drawing(GRID, knowing, noise()), aims[:, -1])
    late = [float(miss.abs().max()) for _, miss in misses(GRID, bent, states(GRID, noise(), aims))]
    assert max(late) > 0.5


def test_the_student_walks_on_from_its_own_state_unless_it_is_put_back():
    teacher = states(GRID, noise(), directions(GRID, bent, noise() * GRID.highest))
    walk = [step.x for step in SAMPLERS["euler"](bent, noise() * GRID.highest, GRID.student())]
    seen = []

    def watched(x, sigma):
        seen.append(x)
        return bent(x, sigma)

    list(misses(GRID, watched, teacher))
    for state, wanted in zip(seen[1:], walk, strict=False):
        torch.testing.assert_close(state, wanted)
    seen.clear()
    forced = torch.tensor([[False] * 4, [True, False, True, False], [False] * 4])
    list(misses(GRID, watched, teacher, forced))
    assert torch.equal(seen[1][0], teacher[1][0])
    torch.testing.assert_close(seen[1][1], walk[0][1])
    assert not torch.allclose(seen[1][1], teacher[1][1])


def test_gradients_reach_the_call_itself_only():
    teacher = states(GRID, noise(), directions(GRID, bent, noise() * GRID.highest))
    gains = [torch.ones((), requires_grad=True) for _ in range(3)]
    calls = iter(gains)
    last = list(misses(GRID, lambda x, sigma: next(calls) * bent(x, sigma), teacher))[-1][1]
    last.square().mean().backward()
    assert [gain.grad is None for gain in gains] == [True, True, False]


@pytest.fixture(scope="module")
def taught(tmp_path_factory):
    """A toy teacher's file, its parts, and its drawings: without references, and with them."""
    path = write_model(tmp_path_factory.mktemp("teacher") / "model.safetensors")
    parts, teacher = parts_of_file(path), transformer()
    parts.text.eval()
    grid = Grid(calls=3, parts=3)
    pools = []
    with torch.no_grad():
        for lent in (False, True):
            count = 8 if lent else 40
            references = ()
            if lent:
                latents = noise(count, seed=8)
                references = (
                    ReferenceTokens("picture", latents, torch.arange(count) % 2 == 0),
                    ReferenceTokens("subject", latents[:, :, :4, :4], torch.arange(count) % 3 == 0, 0),
                )
            captions = [CAPTIONS[index % 4] for index in range(count)]
            denoise = guided_denoise(CONFIG, parts, teacher, captions, 3.0, references)
            start = noise(count, seed=1 + lent)
            pools.append(Pool(start, directions(grid, denoise, start * grid.highest), tuple(captions), references))
    return path, parts, teacher, pools, grid


def student_of(teacher):
    student = Transformer(CONFIG.transformer)
    student.load_state_dict(teacher.state_dict())
    return student


def test_the_student_ends_nearer_to_the_teacher_than_the_teacher_in_as_few_steps(taught, tmp_path):
    """Against plain steps at the same price, and guided ones at twice the price; on noise that it never saw."""
    _, parts, teacher, pools, grid = taught
    shown, fresh = pools[0].rows(range(32)), pools[0].rows(range(32, 40))
    student = student_of(teacher)
    stage = DistillationStage(CONFIG, parts, student, [shown], grid, DistillationOptions(batch=8))
    before = float(stage.loss(0, step_generator(9, 0))[0].detach())
    kept = {name: p.detach().clone() for name, p in parts.text.named_parameters()}
    run(stage, LoopConfig(steps=48, lr=6e-3, warmup=3, decay=0.7, ema=0.9), tmp_path)
    assert float(stage.loss(0, step_generator(9, 0))[0].detach()) < 0.6 * before
    assert all(torch.equal(p, kept[name]) for name, p in parts.text.named_parameters())
    assert (tmp_path / "sheet-000048.png").stat().st_size > 1000
    found = {one.way: one for one in distances(CONFIG, parts, teacher, student.eval(), [fresh], grid, 3.0, 8)}
    assert f"| student | {grid.calls} | {found['student'].rms:.3f} |" in table(list(found.values()))
    assert found["student"].rms < 0.7 * found["base, Euler, no guidance"].rms
    assert found["student"].rms < 0.9 * min(found["base, Euler"].rms, found["base, DPM++ 2M"].rms)
    assert (found["student"].predictions, found["base, Euler"].predictions) == (grid.calls, 2 * grid.calls)
    assert found["teacher, as the student was shown"].rms < 0.1


def test_references_reach_what_the_student_is_shown_and_draws(taught):
    """The teacher's drawings depend on them, and so does the student's own walk."""
    _, parts, teacher, pools, grid = taught
    few = pools[1].rows(range(4))
    bare = replace(few, references=())
    one, other = (
        drawing(grid, unguided(CONFIG, parts, teacher, pool.captions, pool.references), few.noise)
        for pool in (few, bare)
    )
    present = few.references[0].present | few.references[1].present
    same = (one - other).abs().amax(dim=(1, 2, 3)) < 1e-4
    assert torch.equal(same, ~present)
    assert bool(present.any())


@pytest.fixture(scope="module")
def made(tmp_path_factory, figures, assets):
    """A toy base of 128 pixels, and the flags that make its fast model."""
    folder = tmp_path_factory.mktemp("made")
    first = load(write_model(folder / "small.safetensors"))
    base = folder / "model.safetensors"
    save(base, first.parts, replace(CONFIG, image_size=128), extra={"name": "toy"})
    lines = [json.dumps(r, ensure_ascii=False) for r in records(Lexicon.load(assets / "world"), Mixture(), 30, seed=3)]
    (folder / "corpus.jsonl").write_text("\n".join(lines), encoding="utf-8")
    flags = [
        "--base", base, "--run", folder / "run", "--corpus", folder / "corpus.jsonl", "--figures", figures._folder,
        "--world", assets / "world", "--count", 12, "--shard", 4, "--calls", 3, "--parts", 2, "--threads", 1,
        "--steps", 2, "--batch", 4, "--references", "--out", folder / "fast.safetensors",
    ]  # fmt: skip

    def step(name, *more):
        args = command.parser().parse_args([name, *map(str, flags), *map(str, more)])
        command.STEPS[name](args)

    for name in ("precompute", "train", "export"):
        step(name)
    return folder, step


def test_drawings_are_made_once_and_can_be_repeated(made):
    folder, step = made
    shards = sorted((folder / "run" / "drawings").iterdir())
    before = [shard.read_bytes() for shard in shards]
    shards[1].unlink()
    kept = shards[0].stat().st_mtime_ns
    step("precompute")
    assert [shard.read_bytes() for shard in shards] == before
    assert shards[0].stat().st_mtime_ns == kept
    pools, lesson = read(folder / "run" / "drawings")
    assert [(len(pool), len(pool.references)) for pool in pools] == [(8, 0), (4, 3)]
    assert lesson == Lesson(hash_of(load(folder / "model.safetensors").parts), 3.0, Grid(3, 2))
    assert pools[0].noise[:4].ne(pools[0].noise[4:]).any()


def test_drawings_of_another_lesson_are_not_mixed_in(made, tmp_path):
    folder, step = made
    with pytest.raises(CheckpointError, match="Take another folder"):
        step("precompute", "--guidance", 2)
    pools, lesson = read(folder / "run" / "drawings")
    save_shard(tmp_path / "shard-00000.safetensors", pools[0], lesson)
    save_shard(tmp_path / "shard-00001.safetensors", pools[0], replace(lesson, guidance=2.0))
    with pytest.raises(CheckpointError, match=r"guidance=2\.0"):
        read(tmp_path)
    with pytest.raises(CheckpointError, match="Run `precompute`"):
        read(tmp_path / "nothing")


def test_training_and_export_refuse_another_teacher(made, tmp_path):
    _, step = made
    other = write_model(tmp_path / "model.safetensors", seed=5)
    for name in ("train", "export", "measure"):
        with pytest.raises(CheckpointError, match="not the model whose drawings"):
            step(name, "--base", other, "--out", tmp_path / "fast.safetensors")
    with pytest.raises(InvalidRequest, match="beside"):
        step("export", "--out", tmp_path / "fast.safetensors")


def test_the_distance_can_be_measured(made, caplog):
    _, step = made
    with caplog.at_level("INFO"):
        step("measure", "--count", 2)
    assert "student at step 2, 4 drawings" in caplog.text
    assert "| student | 3 |" in caplog.text


def fast_request(**changes):
    return DrawRequest(**{"prompt": "a red cat", "steps": 3, "guidance": 1.0, "sampler": "euler", "seed": 5, **changes})


def drawn(pipeline, wanted):
    *_, last = pipeline.draw(wanted)
    return last.png


def test_the_fast_file_holds_the_transformer_alone_and_draws(made):
    folder, _ = made
    path = folder / "fast.safetensors"
    assert list(load(path).parts) == ["transformer"]
    pipeline = diffusion.load(path)
    assert isinstance(pipeline.regime, FastRegime)
    regime = pipeline.regime
    assert (regime.steps, regime.guidance, regime.sampler, regime.folded) == (3, 1.0, "euler", 3.0)
    assert regime.sigmas(3) == karras_sigmas(3, Grid(3, 2).lowest, 70.0)
    assert pipeline.name.startswith("fast ")
    png = drawn(pipeline, fast_request(width=128, height=128))
    assert pipeline.replay(png).identical
    assert any("128 pixels square, 3 steps" in line for line in of_file(path).lines)
    base = diffusion.load(folder / "model.safetensors")
    assert [count("a cat") for count in diffusion.load_tokenizers(path)] == [base.count_long("a cat")] * 2


def test_a_negative_prompt_of_the_fast_model_is_followed(made):
    pipeline = diffusion.load(made[0] / "fast.safetensors")
    plain = drawn(pipeline, fast_request(metadata=False))
    reference = Reference("picture", Image.new("RGB", (128, 128), "red"))
    changes = [{"negative": "a dog"}, {"negative": "一只狗"}, {"guidance": 2.0}, {"guidance": 2.0, "negative": "a dog"},
               {"references": (reference,)}, {"references": (reference,), "negative": "a dog"}]  # fmt: skip
    others = [drawn(pipeline, fast_request(metadata=False, **change)) for change in changes]
    assert len({plain, *others}) == len(changes) + 1
    assert pipeline.replay(drawn(pipeline, fast_request(negative="a dog"))).identical
    base = diffusion.load(made[0] / "model.safetensors")
    assert drawn(base, fast_request(metadata=False)) == drawn(base, fast_request(metadata=False, negative="a dog"))


def test_steering_is_the_teachers_guidance_away_from_the_negative_prompt():
    """Exact where the student is the guided teacher; and without a negative prompt nothing changes."""
    empty, negative, positive = (noise(2, seed) for seed in (1, 2, 3))

    def student(x, timestep):
        return torch.cat([empty, empty + 3 * (negative - empty), empty + 3 * (positive - empty)])

    found = steered(student, 3.0)(noise(2), torch.zeros(2))
    torch.testing.assert_close(found, negative + 3 * (positive - negative))


def test_a_fast_model_without_its_base_or_with_another_is_refused(made, tmp_path):
    lonely = tmp_path / "fast.safetensors"
    lonely.write_bytes((made[0] / "fast.safetensors").read_bytes())
    with pytest.raises(CheckpointError, match=r"needs the model it was distilled from, .*model\.safetensors"):
        diffusion.load(lonely)
    write_model(tmp_path / "model.safetensors", seed=5)
    with pytest.raises(CheckpointError, match=r"distilled from a model\.safetensors with SHA-256"):
        diffusion.load(lonely)


@pytest.mark.parametrize(
    "change", [{"base": "../model.safetensors"}, {"base": ".."}, {"base": ""}, {"steps": 0}, {"lowest": 0},
               {"folded": 0.5}, {"sampler": "magic"}, {"steps": "many"},
               {"steps": math.inf}, {"lowest": math.nan}, {"lowest": math.inf}, {"steps": 10**6}]
)  # fmt: skip
def test_a_header_that_cannot_be_is_refused(made, change):
    extra = load(made[0] / "fast.safetensors").extra
    told = {**json.loads(extra["distilled"]), **change}
    with pytest.raises(CheckpointError, match="Export it again"):
        distilled_of({"distilled": json.dumps(told)}, made[0] / "fast.safetensors")
    del told["base"]
    with pytest.raises(CheckpointError, match="says badly"):
        distilled_of({"distilled": json.dumps(told)}, made[0] / "fast.safetensors")
