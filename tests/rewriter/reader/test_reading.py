"""Tokens, features, the network in numpy against torch, tags to spans, spans to operations and scenes."""

import random
from itertools import pairwise

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from dialog.scene import Scene, Subject, Thing
from rewriter import Lexicon
from rewriter.caption import caption
from rewriter.editing import Editing
from rewriter.quotes import mask
from rewriter.reader.features import INDEX, features
from rewriter.reader.labels import INTENTS, TAG_INDEX, TAGS
from rewriter.reader.network import Network, Reading
from rewriter.reader.reader import Reader
from rewriter.reader.spans import Heard, Span, _best_tags
from rewriter.reader.tokens import BUCKETS, MOST, buckets, tokens
from rewriter.training.tagger import tensors
from rewriter.training.tagger_model import Tagger
from rewriter.training.tagger_talk import Example

CAT = Subject("s1", "cat", "cat", color="orange", wears=(Thing("hat", "red", concept="hat"),))
DOG = Subject("s2", "dog", "dog")
SCENE = Scene((CAT, DOG), setting="beach", language="en")
MAO = Scene((Subject("s1", "猫", "cat"), Subject("s2", "泥猫")), language="zh")


@given(st.text(max_size=400))
def test_tokens_are_the_words_at_their_places(words: str) -> None:
    found = tokens(words)
    assert len(found) <= MOST
    assert all(before.end <= after.start for before, after in pairwise(found))
    assert all(0 <= token.start < token.end <= len(words) for token in found)
    assert all(0 <= gram < BUCKETS for grams in buckets(found) for gram in grams)


def test_a_quotation_is_one_token_whatever_it_says() -> None:
    said = [token.text for token in tokens(mask('write "remove the cat" here'))]
    assert len(said) == 5
    assert said == [token.text for token in tokens(mask('write "乱七八糟" here'))]


def test_features_tell_what_the_scene_and_the_lexicon_know(lexicon: Lexicon) -> None:
    words = "give the cat a blue scarf"
    split = tokens(words)
    marks = dict(zip((token.text for token in split), features(words, split, SCENE, lexicon), strict=True))
    assert INDEX["subject"] in marks["cat"]
    assert INDEX["color"] in marks["blue"]
    assert INDEX["worn"] in marks["scarf"]
    assert not {INDEX["subject"], INDEX["thing"]} & set(marks["scarf"])
    assert INDEX["thing"] in features("the hat", tokens("the hat"), SCENE, lexicon)[1]


def test_a_name_in_the_other_language_is_known_to_be_in_the_scene(lexicon: Lexicon) -> None:
    words = "把猫换成狗"
    marks = features(words, tokens(words), Scene((CAT,), language="en"), lexicon)
    assert INDEX["subject"] in marks[1]
    assert INDEX["subject"] not in marks[4]


def test_numpy_computes_what_torch_trained() -> None:
    torch.manual_seed(3)
    model = Tagger(width=16, depth=2, arc=8).eval()
    model.root.data.normal_()
    model.lean.data.normal_()
    rng = random.Random(1)
    example = Example(
        "", [[rng.randrange(BUCKETS) for _ in range(3)] for _ in range(7)],
        [sorted(rng.sample(range(len(INDEX)), 4)) for _ in range(7)], [0] * 7, [-1] * 7, 0,
    )  # fmt: skip
    data = tensors([example])
    with torch.no_grad():
        logits = model(data["grams"], data["offsets"], data["features"], data["mask"])
    network = Network({name: value.numpy() for name, value in model.state_dict().items()})
    reading = network(example.grams, example.features)
    for mine, theirs in zip((reading.intent, reading.tags, reading.arcs), logits, strict=True):
        np.testing.assert_allclose(mine, theirs.log_softmax(-1)[0].numpy(), atol=2e-5)


def test_padding_changes_nothing_in_training() -> None:
    torch.manual_seed(3)
    model = Tagger(width=16, depth=2, arc=8).eval()
    short = Example("", [[1], [2, 3]], [[0], [1]], [0, 0], [-1, -1], 0)
    long = Example("", [[4]] * 9, [[2]] * 9, [0] * 9, [-1] * 9, 0)

    def logits(batch: list[Example]) -> tuple[torch.Tensor, ...]:
        data = tensors(batch)
        with torch.no_grad():
            return model(data["grams"], data["offsets"], data["features"], data["mask"])

    alone, padded = logits([short]), logits([short, long])
    torch.testing.assert_close(alone[0][0], padded[0][0], atol=1e-5, rtol=1e-4)
    torch.testing.assert_close(alone[1][0], padded[1][0][:2], atol=1e-5, rtol=1e-4)
    torch.testing.assert_close(alone[2][0], padded[2][0][:2, :3], atol=1e-5, rtol=1e-4)


@pytest.mark.parametrize("seed", range(8))
def test_no_inside_without_its_beginning(seed: int) -> None:
    scores = np.random.default_rng(seed).normal(size=(12, len(TAGS))).astype(np.float32)
    tags = _best_tags(Reading(np.zeros(len(INTENTS), np.float32), scores, np.zeros((12, 13), np.float32)))
    before = "O"
    for tag in tags:
        assert not tag.startswith("I-") or before[2:] == tag[2:]
        before = tag


def test_the_best_tags_are_taken_where_they_fit() -> None:
    scores = np.full((3, len(TAGS)), -5.0, np.float32)
    for at, tag in enumerate(("B-COLOR", "I-COLOR", "O")):
        scores[at, TAG_INDEX[tag]] = 0
    reading = Reading(np.zeros(len(INTENTS), np.float32), scores, np.zeros((3, 4), np.float32))
    assert _best_tags(reading) == ["B-COLOR", "I-COLOR", "O"]


def heard(words: str, *spans: tuple[str, str, int]) -> Heard:
    """Return what is heard where each of ``spans`` (role, text, head) stands in ``words`` in this order."""
    made, at = [], 0
    for role, text, head in spans:
        at = words.index(text, at)
        made.append(Span(role, text, at, at + len(text), head))
        at += len(text)
    return Heard(words, "edit", 1.0, tuple(made), 1.0)


CASES = [
    (SCENE, heard("not red, green", ("OLD", "red", -1), ("COLOR", "green", -1)),
     "an orange cat wearing a green hat, a dog, on a beach"),
    (SCENE, heard("no dog, drop it", ("REM", "dog", -1), ("REM", "it", -1)),
     "an orange cat wearing a red hat, on a beach"),
    (SCENE, heard("a scarf, the dog, blue", ("WEAR", "scarf", 1), ("TGT", "the dog", -1), ("COLOR", "blue", 0)),
     "an orange cat wearing a red hat, a dog wearing a blue scarf, on a beach"),
    (SCENE, heard("no hat; dog black", ("REM", "hat", -1), ("TGT", "dog", -1), ("COLOR", "black", 1)),
     "an orange cat, a black dog, on a beach"),
    (SCENE, heard("dog, no, two small frobs", ("OLD", "dog", -1), ("COUNT", "two", 3), ("SIZE", "small", 3),
                  ("REP", "frobs", 0)),
     "an orange cat wearing a red hat, two small frobs, on a beach"),
    (SCENE, heard("cat and dog black", ("TGT", "cat", -1), ("TGT", "dog", 0), ("COLOR", "black", 0)),
     "a black cat wearing a red hat, a black dog, on a beach"),
    (SCENE, heard("a tin owl behind the dog at night", ("ATTR", "tin", 1), ("NEW", "owl", -1), ("REL", "behind", 1),
                  ("ANC", "the dog", 2), ("TIME", "night", -1)),
     "an orange cat wearing a red hat, a dog, a tin owl, the owl is behind the dog, on a beach at night"),
    (SCENE, heard("its hat gold, three more dogs", ("TGT", "its hat", -1), ("COLOR", "gold", 0), ("MORE", "three", 3),
                  ("TGT", "dogs", -1)),
     "an orange cat wearing a gold hat, four dogs, on a beach"),
    (MAO, heard("泥猫旁边来两棵会发光的竹蘑", ("ANC", "泥猫", 1), ("REL", "旁边", 4), ("COUNT", "两棵", 4),
                ("ATTR", "会发光", 4), ("NEW", "竹蘑", -1)),
     "一只猫，一只泥猫，两个会发光的竹蘑，竹蘑在泥猫的旁边"),
    (MAO, heard("猫咪戴红帽子，改到晚上，水彩", ("TGT", "猫咪", -1), ("COLOR", "红", 2), ("WEAR", "帽子", 0),
                ("TIME", "晚上", -1), ("STY", "水彩", -1)),
     "一只戴着红色帽子的猫，一只泥猫，晚上，水彩画风格"),
]  # fmt: skip


@pytest.mark.parametrize(("scene", "said", "shown"), CASES)
def test_spans_become_the_scene_that_they_say(scene: Scene, said: Heard, shown: str, lexicon: Lexicon) -> None:
    editing = Editing(scene, lexicon, (scene,), ["s1", "s2"], None, 2)
    assert Reader(Network({}), lexicon).read(said, editing)
    assert caption(editing.scene, lexicon) == shown


@pytest.mark.parametrize(
    "said",
    [
        heard("the unicorn red", ("TGT", "the unicorn", -1), ("COLOR", "red", 0)),
        heard("no unicorn", ("REM", "unicorn", -1)),
        heard("the unicorn back", ("RES", "the unicorn", -1)),
        heard("the cat back", ("RES", "the cat", -1)),
        heard("night, no, noon", ("TIME", "night", -1), ("TIME", "noon", -1)),
        heard("night, not neon", ("TIME", "night", -1), ("OLD", "neon", -1)),
    ],
)
def test_what_makes_no_sense_is_told(said: Heard, lexicon: Lexicon) -> None:
    editing = Editing(SCENE, lexicon, (SCENE,), ["s1", "s2"], None, 2)
    assert not Reader(Network({}), lexicon).read(said, editing)
