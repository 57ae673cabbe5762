"""Caching of the middle blocks, at toy size: what runs, what is reused, and that it is what arithmetic says."""

import math
from dataclasses import replace
from functools import lru_cache

import pytest
import torch
import torch.nn.functional as F

from diffusion.denoiser import denoiser, guided
from diffusion.errors import InvalidRequest
from diffusion.layers import place_table, unpatchify
from diffusion.references import BIAS_GAIN, BIAS_ZERO, ReferenceTokens, pad_bias
from diffusion.rope import grid_table
from diffusion.samplers import SAMPLERS
from diffusion.schedule import karras_sigmas
from diffusion.step_cache import StepCache, StepCacheSettings
from diffusion.transformer import BlockInput, Conditioning, Transformer, initialise
from tests.diffusion.toy import CONFIG

LEVELS = (999.0, 901.5, 702.25, 500.0, 333.0, 120.0, 7.0)


@lru_cache
def transformer(depth=8):
    """A toy of ``depth`` whose zero-initialised parts were filled; its long skips are open."""
    model = Transformer(replace(CONFIG.transformer, depth=depth))
    generator = torch.Generator().manual_seed(depth)
    initialise(model, generator)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(torch.randn(parameter.shape, generator=generator) * 0.05)
        model.reference.bias.fill_(-BIAS_ZERO / BIAS_GAIN)
    return model.eval().requires_grad_(False)


def prepared(model, batch=2, seed=0, references=False):
    generator = torch.Generator().manual_seed(seed)
    mask = torch.ones(batch, 4, dtype=torch.bool)
    clip, t5, latents = (torch.randn(batch, 4, *size, generator=generator) for size in ((16,), (16,), (8, 8)))
    lent = [ReferenceTokens("picture", latents, torch.ones(batch, dtype=torch.bool), 0)] if references else []
    return model.prepare(Conditioning(clip, mask, t5, mask), lent)


def noise(batch=2, seed=1, size=8):
    return torch.randn(batch, 4, size, size, generator=torch.Generator().manual_seed(seed))


def calls(batch=2, seed=1):
    """The inputs of a drawing that calls once a level, its noise falling."""
    return [(noise(batch, seed + i), torch.full((batch,), level)) for i, level in enumerate(LEVELS)]


def outputs(model, text, inputs, cache):
    return torch.stack([model(x, timestep, text, cache=cache) for x, timestep in inputs])


def draw(model, sampler, cache, steps=6, seed=1, batch=1):
    """Clean latents with guidance."""
    text = prepared(model, 2 * batch)
    predict = guided(lambda x, timestep: model(x, timestep, text, cache=cache), 3.0)
    sigmas = karras_sigmas(steps, 0.1, 60.0)
    generators = [torch.Generator().manual_seed(seed + i) for i in range(batch)]
    x = noise(batch, seed) * sigmas[0]
    for step in SAMPLERS[sampler](denoiser(CONFIG.schedule, predict, 4), x, sigmas, generator=generators):
        x = step.x
    return x


def by_arithmetic(model, text, inputs, settings):
    """The same network by layer numbers alone: no stack, no cache object; one call a level."""
    depth, shallow, every = model.config.depth, settings.shallow, settings.every
    table = grid_table(4, 4, model.config.head_dim)
    done, found = {}, []
    for call, (x, timestep) in enumerate(inputs):
        h = model.patch(x) + place_table(4, 4, model.config.width)
        h = h if text.underlay is None else h + text.underlay
        activated = F.silu(model.condition(timestep, text.pooled, text.pooled_mask, None, None))
        after = {}
        for layer in range(depth):
            if call % every and shallow <= layer < depth - shallow:
                continue
            if call % every and layer == depth - shallow:
                last = call // every * every
                h = done[last]
                if last:
                    h = h + settings.trend * (call - last) / every * (h - done[last - every])
            skip = after[depth - 1 - layer] if layer > depth // 2 else None
            lent = bias = None
            if text.references is not None:
                lent, bias = text.references[layer], pad_bias(text.self_bias[layer], h.shape[1])
            h = model.blocks[layer](h, activated, text.text[layer], table, BlockInput(skip, lent, bias, text.text_bias))
            after[layer] = h
            if layer == depth - shallow - 1:
                done[call] = h
        scale, shift = model.out_modulation(activated).chunk(2, dim=1)
        h = model.out_norm(h) * (1 + scale[:, None]) + shift[:, None]
        found.append(unpatchify(model.out(h), 4, 4, 2))
    return torch.stack(found)


@pytest.fixture
def ran():
    """``ran(model)``: a list that gets, for every call of the model, the numbers of the blocks that ran."""
    handles = []

    def watch(model):
        record = []
        handles.append(model.register_forward_pre_hook(lambda *_: record.append([])))
        for layer, block in enumerate(model.blocks):
            handles.append(block.register_forward_hook(lambda *_, layer=layer: record[-1].append(layer)))
        return record

    yield watch
    for handle in handles:
        handle.remove()


@pytest.mark.parametrize("sampler", sorted(SAMPLERS))
def test_every_level_is_exactly_no_cache(sampler):
    model = transformer()
    cached = draw(model, sampler, StepCache(StepCacheSettings(shallow=1, every=1)))
    assert torch.equal(cached, draw(model, sampler, None))


@pytest.mark.parametrize("references", [False, True])
@pytest.mark.parametrize(
    ("depth", "settings"),
    [
        (8, StepCacheSettings(1, 2, trend=0.0)),
        (8, StepCacheSettings(2, 3, trend=0.5)),
        (8, StepCacheSettings(3, 2, trend=1.0)),
        (4, StepCacheSettings(1, 2)),
        (40, StepCacheSettings(5, 4)),
    ],
)
def test_it_computes_what_the_layer_numbers_say(depth, settings, references):
    model = transformer(depth)
    text = prepared(model, references=references)
    found = outputs(model, text, calls(), StepCache(settings))
    torch.testing.assert_close(found, by_arithmetic(model, text, calls(), settings), atol=2e-5, rtol=1e-5)
    assert (found - outputs(model, text, calls(), None))[1].abs().max() > 1e-3


@pytest.mark.parametrize(("depth", "shallow", "every"), [(8, 1, 2), (8, 3, 3), (8, 2, 5), (40, 1, 2), (40, 19, 3)])
def test_the_middle_runs_at_every_so_many_levels_and_the_ends_always(ran, depth, shallow, every):
    model = transformer(depth)
    record = ran(model)
    outputs(model, prepared(model), calls(), StepCache(StepCacheSettings(shallow, every)))
    whole = list(range(depth))
    ends = whole[:shallow] + whole[-shallow:]
    assert record == [ends if call % every else whole for call in range(len(LEVELS))]


@pytest.mark.parametrize(("depth", "shallow"), [(8, 1), (8, 3), (40, 7)])
def test_a_long_skip_comes_from_its_own_block_of_the_same_call(depth, shallow):
    model = transformer(depth)
    given, made, handles = {}, {}, []
    for layer, block in enumerate(model.blocks):
        handles.append(block.register_forward_pre_hook(lambda _, args, i=layer: given.__setitem__(i, args[-1].skip)))
        handles.append(block.register_forward_hook(lambda _, args, out, i=layer: made.__setitem__(i, out)))
    cache, text = StepCache(StepCacheSettings(shallow, 3)), prepared(model)
    sizes = []
    for x, timestep in calls():
        given.clear()
        made.clear()
        model(x, timestep, text, cache=cache)
        sizes.append(len(given))
        for layer, skip in given.items():
            assert skip is (made[depth - 1 - layer] if layer > depth // 2 else None)
    for handle in handles:
        handle.remove()
    assert sizes == [2 * shallow if call % 3 else depth for call in range(len(LEVELS))]


def test_heuns_calls_at_one_level_are_treated_alike(ran):
    """Levels 0, 1 1, 2 2, 3 3: with ``every`` 2 the middle runs at levels 0 and 2, in both calls there."""
    model = transformer()
    record = ran(model)
    draw(model, "heun", StepCache(StepCacheSettings(1, 2)), steps=4)
    assert [len(layers) == 8 for layers in record] == [True, False, False, True, True, False, False]


@pytest.mark.parametrize(
    ("every", "whole"),
    [(1, [True, True, False, True, False, True, False]), (2, [True, False, False, True, False, False, False])],
)
def test_heuns_second_call_at_a_level_may_reuse_the_first(ran, every, whole):
    model = transformer()
    record = ran(model)
    draw(model, "heun", StepCache(StepCacheSettings(1, every, same_level=True)), steps=4)
    assert [len(layers) == 8 for layers in record] == whole


def test_reuse_within_a_level_changes_nothing_for_samplers_that_call_once():
    model = transformer()
    cached = draw(model, "dpmpp_2m", StepCache(StepCacheSettings(1, 1, same_level=True)))
    assert torch.equal(cached, draw(model, "dpmpp_2m", None))


@pytest.mark.parametrize("trend", [0.0, 0.25, 1.0])
def test_a_middle_that_changes_evenly_is_carried_on_by_its_trend(trend):
    """The middle's output is 10 + level. Every third level is computed, the others follow from a closed form."""
    cache = StepCache(StepCacheSettings(1, 3, trend))
    h, text = torch.zeros(1, 2, 2), object()
    found = []
    for level in range(9):
        output = cache.middle(h, torch.tensor([900.0 - 50 * level]), text, lambda h, n=level: h + 10.0 + n)
        found.append(float(output[0, 0, 0]))
    expected = [10.0, 10, 10, 13, 13 + trend, 13 + 2 * trend, 16, 16 + trend, 16 + 2 * trend]
    assert found == pytest.approx(expected)


def test_drawing_again_is_identical_and_differs_from_no_cache():
    model = transformer()
    settings = StepCacheSettings(1, 2)
    first = draw(model, "dpmpp_2m", StepCache(settings))
    assert torch.equal(first, draw(model, "dpmpp_2m", StepCache(settings)))
    assert not torch.equal(first, draw(model, "dpmpp_2m", None))


def test_a_cache_that_meets_another_drawing_starts_anew():
    """By noise that rises (another seed), by another caption, by another size or batch."""
    model = transformer()
    settings, text = StepCacheSettings(1, 2), prepared(model)
    low = [(noise(seed=9), torch.full((2,), LEVELS[-1]))]
    others = {
        "seed": (text, calls(seed=40)),
        "caption": (prepared(model, seed=5), low),
        "batch": (prepared(model, 1), [(noise(1), torch.full((1,), LEVELS[-1]))]),
        "size": (text, [(noise(size=4), torch.full((2,), LEVELS[-1]))]),
    }
    for name, (other, inputs) in others.items():
        used = StepCache(settings)
        outputs(model, text, calls()[:5], used)
        again = outputs(model, other, inputs, used)
        assert torch.equal(again, outputs(model, other, inputs, StepCache(settings))), name


def test_two_captions_in_turn_never_read_each_others_middle():
    """Guidance by two calls a step and one cache: nothing is gained, nothing mixed up."""
    model = transformer()
    cache = StepCache(StepCacheSettings(1, 2, same_level=True))
    captions = [prepared(model, seed=0), prepared(model, seed=1)]
    for x, timestep in calls():
        for text in captions:
            assert torch.equal(model(x, timestep, text, cache=cache), model(x, timestep, text))


def test_a_cached_batch_is_its_drawings():
    model = transformer()
    settings = StepCacheSettings(1, 2)
    text = prepared(model, 1)
    twice = replace(
        text,
        pooled=text.pooled.expand(2, -1, -1),
        pooled_mask=text.pooled_mask.expand(2, -1),
        text=tuple(type(kv)(kv.key.expand(2, -1, -1, -1), kv.value.expand(2, -1, -1, -1)) for kv in text.text),
        text_bias=text.text_bias.expand(2, -1, -1, -1),
    )
    both = outputs(model, twice, calls(), StepCache(settings))
    for row in range(2):
        inputs = [(x[row : row + 1], timestep[:1]) for x, timestep in calls()]
        alone = outputs(model, text, inputs, StepCache(settings))
        torch.testing.assert_close(both[:, row : row + 1], alone, atol=2e-5, rtol=1e-5)


@pytest.mark.parametrize(
    "numbers",
    [{"shallow": 0}, {"every": 0}, {"trend": -0.1}, {"trend": 1.1}, {"trend": math.nan}],
)
def test_impossible_settings_are_refused(numbers):
    with pytest.raises(InvalidRequest, match=next(iter(numbers))):
        StepCacheSettings(**({"shallow": 1, "every": 2} | numbers))


@pytest.mark.parametrize(("depth", "shallow"), [(8, 4), (40, 20), (4, 2), (2, 1)])
def test_ends_that_leave_no_middle_are_refused(depth, shallow):
    model = transformer(depth)
    with pytest.raises(InvalidRequest, match=f"{shallow} blocks at either end of {depth}"):
        outputs(model, prepared(model), calls(), StepCache(StepCacheSettings(shallow, 2)))
