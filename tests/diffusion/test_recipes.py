"""Recipes lie in pictures that anybody may have made: whatever they say, a replay draws or raises our errors."""

import base64
import contextlib
import copy
import io
import json

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

import diffusion
from diffusion import DiffusionError, DrawRequest, NotReproducible, Reference
from diffusion.carriers import NoCarrier, TokenCarrier
from diffusion.images import METADATA_KEY, png_metadata
from diffusion.request import MAX_REFERENCES, read_recipe
from diffusion.shown_carrier import ShownCarrier
from diffusion.step_cache import StepCacheSettings
from tests.diffusion.test_carriers import adapter
from tests.diffusion.toy import write_model

CARRIERS = {"tokens": TokenCarrier, "shown": ShownCarrier, "adapter": adapter, "none": NoCarrier}


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory):
    return diffusion.load(write_model(tmp_path_factory.mktemp("model") / "model.safetensors"))


@pytest.fixture(scope="module")
def recipes(pipeline):
    """A whole recipe for each carrier, with everything that a recipe may have."""
    picture = Image.effect_noise((64, 64), 90).convert("RGB")
    wanted = DrawRequest(
        "a red cat", "一只猫", "a dog", seed=3, steps=3, width=64, height=64, cache=StepCacheSettings(1, 2),
        references=(Reference("picture", picture), Reference("subject", picture)),
    )  # fmt: skip
    made = {}
    for name, carrier in CARRIERS.items():
        pipeline.carrier = carrier()
        made[name] = png_metadata([*pipeline.draw(wanted)][-1].png)
    return made


def png(recipe):
    """Written by somebody else: any JSON, lone surrogates and NaN too."""
    text = PngInfo()
    text.add_text(METADATA_KEY, json.dumps(recipe))
    out = io.BytesIO()
    Image.new("RGB", (64, 64)).save(out, "PNG", pnginfo=text)
    return out.getvalue()


def lent(kind, *shape):
    content = torch.ones(shape).half().numpy().tobytes()
    return {"kind": kind, "shape": list(shape), "float16": base64.b64encode(content).decode()}


GOOD = lent("subject", 1, 4, 8, 8)
HOSTILE = [
    ({"prompt": 5}, "prompt is a int instead of str"),
    ({"prompt": "\ud800"}, "surrogates"),
    ({"model": "\udcff"}, "surrogates"),
    ({"digest": None}, "digest"),
    ({"negative": ["a dog"]}, "negative"),
    ({"seed": 1.5}, "seed is a float instead of int"),
    ({"seed": True}, "seed is a bool"),
    ({"seed": -1}, "seed -1"),
    ({"steps": 3.0}, "steps is a float"),
    ({"steps": 0}, "steps 0"),
    ({"steps": 10**4000}, "steps 1000"),
    ({"guidance": "5"}, "guidance is a str instead of int or float"),
    ({"guidance": float("nan")}, "guidance nan"),
    ({"guidance": float("inf")}, "guidance inf"),
    ({"width": 64.5}, "width is a float"),
    ({"width": 10**400}, "size"),
    ({"height": 0}, "size of 64 x 0"),
    ({"sampler": ["ddim"]}, "sampler is a list"),
    ({"sampler": "magic"}, "allowed are"),
    ({"cache": None}, "cache is a NoneType"),
    ({"cache": {"shallow": 1.5, "every": 2}}, "shallow is a float"),
    ({"cache": {"shallow": 1}}, "every is missing"),
    ({"cache": {"shallow": 1, "every": True}}, "every is a bool"),
    ({"cache": {"shallow": -1, "every": 2}}, "shallow -1"),
    ({"cache": {"shallow": 1, "every": 2, "deep": 3}}, "deep, which is unknown"),
    ({"references": None}, "references is a NoneType"),
    ({"references": {"0": GOOD}}, "references is a dict"),
    ({"references": [GOOD] * (MAX_REFERENCES + 1)}, "at most 8"),
    ({"references": ["subject"]}, "a reference is a str"),
    ({"references": [{**GOOD, "kind": ["subject"]}]}, "kind is a list"),
    ({"references": [{**GOOD, "kind": "person"}]}, "'person'"),
    ({"references": [{"kind": "subject", "shape": [1, 4, 8, 8]}]}, "float16 is missing"),
    ({"references": [{**GOOD, "shape": [3, 3]}]}, "cannot have the shape"),
    ({"references": [lent("shown", 2)]}, r"kind shown cannot have the shape \[2\]"),
    ({"references": [lent("embedding", 1, 4, 8, 8)]}, "embedding cannot have"),
    ({"references": [lent("subject", 2, 4, 8, 8)]}, "cannot have"),
    ({"references": [{**GOOD, "shape": [1, 4, 8, 8.0]}]}, "cannot have"),
    ({"references": [{**GOOD, "shape": [1, 4, -1, 8]}]}, "cannot have"),
    ({"references": [{**GOOD, "shape": [1, 4, 0, 8]}]}, "cannot have"),
    ({"references": [{**GOOD, "shape": [1, 4, 8, 1 << 40]}]}, "cannot have"),
    ({"references": [{**GOOD, "shape": [1, 4, 8, 9]}]}, "512 bytes instead of 576"),
    ({"references": [{**GOOD, "float16": "??"}]}, "damaged"),
    ({"references": [{**GOOD, "float16": "AAA="}]}, "2 bytes instead of 512"),
    ({"references": [{**GOOD, "float16": 7}]}, "float16 is a int"),
    ({"references": [{"kind": "embedding", "shape": [1, 1], "float16": "AHw="}]}, "not finite"),
]


@pytest.mark.parametrize(("changes", "complaint"), HOSTILE)
def test_a_recipe_is_not_taken_for_what_it_should_be(recipes, changes, complaint):
    recipe = json.loads(json.dumps(recipes["tokens"] | changes))
    with pytest.raises(NotReproducible, match=complaint) as caught:
        read_recipe(recipe)
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize("carrier", CARRIERS)
def test_whole_recipes_are_read(pipeline, recipes, carrier):
    pipeline.carrier = CARRIERS[carrier]()
    request, references = read_recipe(recipes[carrier])
    assert (request.prompt, request.cache) == ("a red cat", StepCacheSettings(1, 2))
    assert len(references) == {"tokens": 2, "shown": 1, "adapter": 1, "none": 0}[carrier]
    assert pipeline.replay(png(recipes[carrier])).png


WHOLE = st.sampled_from([-1, 0, 1, 2, 5, 8, 16, 64, 65, 10**30])
LEAVES = st.one_of(st.none(), st.booleans(), WHOLE, st.floats(), st.text(st.characters(), max_size=5))
JSON = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=5,
)
SIDES = st.sampled_from([1, 2, 3, 4, 5, 8, 16])
SHAPES = {
    "embedding": st.tuples(st.just(1), SIDES),
    "latents": st.tuples(st.just(1), st.sampled_from([4, 5, 3]), *[st.sampled_from([4, 8, 3, 1])] * 2),
    "odd": st.lists(SIDES, max_size=5),
}
SEEN = st.sampled_from(["picture", "subject", "shown"])
REFERENCES = st.one_of(
    st.builds(lambda shape: lent("embedding", *shape), SHAPES["embedding"]),
    st.builds(lambda kind, shape: lent(kind, *shape), SEEN, SHAPES["latents"]),
    st.builds(lambda kind, shape: lent(kind, *shape), SEEN | st.just("embedding"), SHAPES["odd"]),
)
TILES = st.lists(st.sampled_from([-1, 0, 3, 8, 16, 64, 10**30, True]), min_size=1, max_size=3) | JSON


def places(values, way=()):
    """The way to every value inside of JSON."""
    yield way
    inner = values.items() if isinstance(values, dict) else enumerate(values) if isinstance(values, list) else ()
    for key, value in inner:
        yield from places(value, (*way, key))


@st.composite
def mutated(draw, recipe):
    made = copy.deepcopy(recipe)
    what = draw(st.sampled_from(["references", "tiles", "values", "values"]))
    if what == "references":
        made["references"] = draw(st.lists(REFERENCES, min_size=1, max_size=3))
    elif what == "tiles":
        made["tiles"] = draw(TILES)
    for _ in range(draw(st.integers(1, 2)) if what == "values" else 0):
        way = draw(st.sampled_from([way for way in places(made) if way]))
        inside = made
        for key in way[:-1]:
            inside = inside[key]
        if draw(st.integers(0, 5)):
            inside[way[-1]] = draw(st.one_of(LEAVES, JSON))
        else:
            del inside[way[-1]]
    return made


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(data=st.data(), carrier=st.sampled_from(sorted(CARRIERS)))
def test_nothing_but_our_errors_comes_out_of_a_replay(pipeline, recipes, data, carrier):
    pipeline.carrier = CARRIERS[carrier]()
    picture = png(data.draw(mutated(recipes[data.draw(st.sampled_from(sorted(recipes)))])))
    with contextlib.suppress(DiffusionError):
        assert pipeline.replay(picture).png
