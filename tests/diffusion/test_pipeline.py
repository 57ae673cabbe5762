"""The pipeline at toy size: determinism, stopping, references, recipes, faults."""

import io
import json
from dataclasses import replace

import pytest
import torch
from PIL import Image

import diffusion
from diffusion import DiffusionError, DrawRequest, InvalidRequest, NotReproducible, Reference, UnsupportedSize
from diffusion.images import png_bytes, png_metadata
from diffusion.request import read_recipe
from diffusion.step_cache import StepCacheSettings
from tests.diffusion.toy import write_model


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory):
    return diffusion.load(write_model(tmp_path_factory.mktemp("model") / "model.safetensors"))


def request(**changes):
    return DrawRequest(**{"prompt": "a red cat", "steps": 3, "width": 64, "height": 64, "seed": 5, **changes})


def drawn(pipeline, wanted):
    steps = list(pipeline.draw(wanted))
    assert steps[-1].png is not None
    return steps[-1].png


def picture(color="red"):
    return Image.new("RGB", (64, 64), color)


def test_steps_count_up_and_only_the_last_has_the_picture(pipeline):
    steps = list(pipeline.draw(request()))
    assert [step.index for step in steps] == [1, 2, 3]
    assert [step.png is not None for step in steps] == [False, False, True]
    assert all(step.preview is not None and step.preview.size == (64, 64) for step in steps)


def test_previews_can_be_rarer_or_left_out(pipeline):
    assert [s.preview is not None for s in pipeline.draw(request(preview_every=2))] == [False, True, True]
    assert [s.preview is not None for s in pipeline.draw(request(preview_every=0))] == [False, False, True]


def test_same_seed_same_bytes_other_seed_other_picture(pipeline):
    first = drawn(pipeline, request())
    assert first == drawn(pipeline, request())
    assert first != drawn(pipeline, request(seed=0))


@pytest.mark.parametrize("sampler", sorted(diffusion.SAMPLERS))
def test_every_sampler_draws_and_repeats(pipeline, sampler):
    assert drawn(pipeline, request(sampler=sampler)) == drawn(pipeline, request(sampler=sampler))


def test_prompt_digest_negative_guidance_and_references_all_matter(pipeline):
    plain = drawn(pipeline, request(metadata=False))
    changes = [
        {"prompt": "a dog"}, {"digest": "一只狗"}, {"negative": "a dog"}, {"guidance": 1.0}, {"guidance": 6.0},
        {"references": (Reference("picture", picture()),)}, {"references": (Reference("subject", picture()),)},
    ]  # fmt: skip
    pictures = [drawn(pipeline, request(metadata=False, **change)) for change in changes]
    assert len({plain, *pictures}) == len(changes) + 1


def test_two_subjects_are_told_apart(pipeline):
    one, other = Reference("subject", picture("red")), Reference("subject", picture("blue"))
    first = drawn(pipeline, request(metadata=False, references=(one, other)))
    assert first != drawn(pipeline, request(metadata=False, references=(other, one)))


def test_a_picture_before_of_another_size_is_brought_to_the_drawings(pipeline):
    """It is laid under the drawing place by place; both kinds of reference at a size that is not the model's own."""
    references = (Reference("picture", picture()), Reference("subject", picture("blue")))
    png = drawn(pipeline, request(width=96, references=references))
    assert pipeline.replay(png).identical


def test_stopping_leaves_the_pipeline_usable(pipeline):
    whole = drawn(pipeline, request())
    stopped = pipeline.draw(request())
    next(stopped)
    stopped.close()
    assert drawn(pipeline, request()) == whole


def test_interleaved_drawings_do_not_disturb_each_other(pipeline):
    """The caller runs between two steps: neither autograd's mode nor randomness may leak out of the generator."""
    alone = drawn(pipeline, request())
    steps = pipeline.draw(request())
    next(steps)
    assert not torch.is_inference_mode_enabled()
    torch.randn(3)
    list(pipeline.draw(request(seed=9)))
    assert [*steps][-1].png == alone


def test_replay_is_identical_with_references_too(pipeline):
    png = drawn(pipeline, request(references=(Reference("picture", picture()), Reference("subject", picture("blue")))))
    replay = pipeline.replay(png)
    assert replay.identical
    assert replay.png == png


def test_replay_says_what_differs(pipeline):
    png = drawn(pipeline, request())
    recipe = png_metadata(png) | {"model": "another 123", "seed": 6}
    with Image.open(io.BytesIO(png)) as image:
        replay = pipeline.replay(png_bytes(image, recipe))
    assert not replay.identical
    assert "another 123" in replay.message


def test_what_a_recipe_says_is_safe_to_print(pipeline):
    recipe = png_metadata(drawn(pipeline, request())) | {"model": "\x1b[2J" + "x" * 10_000, "seed": 6}
    with Image.open(io.BytesIO(drawn(pipeline, request()))) as image:
        message = pipeline.replay(png_bytes(image, recipe)).message
    assert message.isprintable()
    assert len(message) < 1000


def test_metadata_may_be_left_out(pipeline):
    with pytest.raises(NotReproducible):
        pipeline.replay(drawn(pipeline, request(metadata=False)))


@pytest.mark.parametrize(
    "damage",
    [
        {"version": 99},
        {"prompt": None, "seed": "x"},
        {"references": [{"kind": "picture", "shape": [1], "float16": "??"}]},
    ],
)
def test_damaged_recipes_are_refused(pipeline, damage):
    recipe = png_metadata(drawn(pipeline, request())) | damage
    with pytest.raises(NotReproducible):
        read_recipe(json.loads(json.dumps(recipe)))


def test_bad_requests_are_refused_before_anything_is_drawn(pipeline):
    with pytest.raises(UnsupportedSize, match="60"):
        pipeline.draw(request(width=60))
    with pytest.raises(InvalidRequest, match="allowed are"):
        pipeline.draw(request(sampler="magic"))
    for change in ({"seed": -1}, {"steps": 0}, {"steps": 10_000}, {"guidance": -1.0}):
        with pytest.raises(InvalidRequest):
            request(**change)


def test_seed_zero_is_a_seed(pipeline):
    assert png_metadata(drawn(pipeline, request(seed=0)))["seed"] == 0


def test_token_counts(pipeline):
    assert pipeline.count_long("") == 1
    long, short = diffusion.load_tokenizers(pipeline_path(pipeline))
    assert long("一只狗") == pipeline.count_long("一只狗") == short("一只狗")


def pipeline_path(pipeline):
    return pipeline.path


def test_long_prompts_use_all_256_tokens(pipeline):
    long = "a red cat on the left " * 100
    assert drawn(pipeline, request(prompt=long, digest="a cat", steps=1))


def test_a_truncated_model_is_named(tmp_path):
    path = write_model(tmp_path / "model.safetensors")
    path.write_bytes(path.read_bytes()[:1000])
    with pytest.raises(diffusion.CheckpointError, match=r"model\.safetensors"):
        diffusion.load(path)


def test_a_missing_model_is_named(tmp_path):
    with pytest.raises(diffusion.CheckpointError, match="nothing"):
        diffusion.load(tmp_path / "nothing.safetensors")


def test_previews_of_a_large_picture_are_small(pipeline, monkeypatch):
    monkeypatch.setattr("diffusion.pipeline.PREVIEW", 32)
    *before, last = pipeline.draw(request(width=128))
    assert {step.preview.size for step in before} == {(32, 16)}
    assert last.preview.size == (128, 64)


def test_blocks_left_out_are_in_the_recipe(pipeline):
    plain = drawn(pipeline, request(metadata=False, steps=6))
    cached = request(steps=6, cache=StepCacheSettings(1, 2))
    assert drawn(pipeline, replace(cached, metadata=False)) != plain
    png = drawn(pipeline, cached)
    assert pipeline.replay(png).identical
    recipe = png_metadata(png) | {"cache": {"shallow": -1, "every": 2}}
    with pytest.raises(DiffusionError):
        read_recipe(recipe)
