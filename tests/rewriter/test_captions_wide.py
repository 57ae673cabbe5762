"""Captions of the wide corpus name every fact of their scene, of the right subject, and nothing else."""

from dataclasses import replace
from pathlib import Path

import pytest

from dialog.scene import Relation, Scene, Subject, Thing
from diffusion.checkpoint import load
from diffusion.text import Tokenizer
from rewriter.caption import caption
from rewriter.lexicon import Lexicon
from rewriter.training import terms
from rewriter.training.checking import faults
from rewriter.training.facts import facts, told
from rewriter.training.mixtures import WIDE_MIXTURES
from rewriter.training.reading import Reader, Unreadable
from rewriter.training.records import Options, RecordMaker, count_tokens, wide_records
from rewriter.training.vocabulary import vocabulary

ASSETS = Path(__file__).parents[2] / "assets"


@pytest.fixture(scope="module")
def words(lexicon):
    return vocabulary(lexicon)


@pytest.fixture(scope="module")
def reader(lexicon, words):
    return Reader(lexicon, words)


@pytest.fixture(scope="module")
def made(lexicon):
    """Scenes with their records, 300 of the whole mixture."""
    maker = RecordMaker(lexicon, WIDE_MIXTURES["wide"], 11, Options(facts=True), count_tokens)
    return [maker.next() for _ in range(300)]


@pytest.mark.parametrize("mixture", sorted(WIDE_MIXTURES))
def test_captions_name_every_fact_of_the_right_subject_and_nothing_else(lexicon, reader, mixture):
    maker = RecordMaker(lexicon, WIDE_MIXTURES[mixture], 5, Options(), count_tokens)
    for _ in range(40 if mixture == "wide-long" else 250):
        scene, record = maker.next()
        for language in ("en", "zh"):
            for text in record[language]:
                assert faults(reader, scene, text, language) == (set(), set()), text


CAT = Subject("s1", "cat", "cat", color="red", wears=(Thing("hat", "blue", concept="hat"),))
DOG = Subject("s2", "dog", "dog", color="black", count=2)
PAIR = Scene((CAT, DOG), (Relation("s1", "left_of", "s2"),), "beach", "night", "rain", "ink", "close")
EXACT = {
    "en": "A red cat wearing a blue hat, and two black dogs on a beach at night in the rain. "
    "The cat is to the left of the dogs. Drawn in ink wash style, as a close-up.",
    "zh": "夜晚的海滩上，下着雨，那里有一只戴着蓝色帽子的红色猫，还有两只黑色的狗，猫在狗的左边。水墨画风格，特写。",
}
WRONG = {
    "en": [
        ("red cat", "black cat"), ("red cat", "cat"), ("blue hat", "hat"), ("two", "three"), ("left", "right"),
        ("The cat is to the left of the dogs", "The dogs are to the left of the cat"), ("on a beach", "by a lake"),
        ("night", "dusk"), (" in the rain", ""), ("ink wash", "watercolor"), ("as a close-up", "as a wide shot"),
        ("dogs.", "dogs and a bird."), ("wearing", "holding"), ("blue hat, and two black dogs", "blue hat and a dog"),
    ],
    "zh": [
        ("红色猫", "黑色猫"), ("红色猫", "猫"), ("蓝色帽子", "帽子"), ("两只", "三只"), ("左边", "右边"),
        ("猫在狗", "狗在猫"), ("海滩", "雪地"), ("夜晚", "白天"), ("下着雨", "下着雪"), ("水墨画", "水彩画"),
        ("特写", "远景"), ("，猫在", "，还有一只鸟，猫在"), ("戴着", "拿着"), ("两只黑色的狗", "两只戴着眼镜的黑色狗"),
    ],
}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_reader_sees_every_wrong_word(reader, language):
    assert faults(reader, PAIR, EXACT[language], language) == (set(), set())
    for old, new in WRONG[language]:
        assert old in EXACT[language]
        missing, extra = faults(reader, PAIR, EXACT[language].replace(old, new, 1), language)
        assert missing or extra, (old, new)


@pytest.mark.parametrize(("language", "text"), [("en", "a red cat and a zeppelin"), ("zh", "一只红色猫和一艘飞艇")])
def test_an_unknown_word_is_an_error(reader, language, text):
    with pytest.raises(Unreadable, match=r"no fact and no joining word"):
        faults(reader, PAIR, text, language)


def test_exchanging_two_colors_in_a_caption_is_noticed(made, reader):
    exchanged = 0
    for scene, record in made:
        colors = [subject.color for subject in scene.subjects]
        if len(colors) == 2 and all(colors) and colors[0] != colors[1]:
            one, other = scene.subjects
            swapped = replace(scene, subjects=(replace(one, color=other.color), replace(other, color=one.color)))
            exchanged += 1
            assert all(any(faults(reader, swapped, text, lang)) for lang in ("en", "zh") for text in record[lang])
    assert exchanged > 5


def test_facts_are_told_once_and_from_one_side():
    assert facts(PAIR) == facts(replace(PAIR, relations=(Relation("s2", "right_of", "s1"),)))
    rows = told(PAIR)
    assert {"kind": "subject", "id": "s2", "concept": "dog", "count": 2} in rows
    assert {"kind": "wears", "id": "s1", "concept": "hat", "color": "blue"} in rows
    assert {"kind": "relation", "id": "s1", "value": "left_of", "other": "s2"} in rows
    assert {"kind": "lens", "value": "closeup"} in rows
    assert len(rows) == 11


def test_the_canonical_caption_says_between_in_both_languages(lexicon):
    three = Scene(tuple(Subject(f"s{i}", "", c, 1) for i, c in enumerate(("cat", "dog", "bird"))))
    three = replace(three, relations=(Relation("s2", "between", "s0 s1"),))
    assert caption(three, lexicon) == "a cat, a dog, a bird, the bird is between the cat and the dog"
    assert caption(replace(three, language="zh"), lexicon).endswith("鸟在猫和狗之间")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_long_captions_have_150_to_256_tokens_and_their_facts(lexicon, language):
    texts = list(wide_records(lexicon, WIDE_MIXTURES["wide-long"], 30, 4, Options(facts=True)))
    assert all(150 <= count_tokens(record[language][0]) <= 256 for record in texts)
    assert all(len(record["facts"]) >= 6 for record in texts)


def test_captions_fit_the_shipped_tokenizer_when_it_does_the_counting(lexicon):
    model = load(ASSETS / "tiny" / "model.safetensors").parts["tokenizer"]["model"]
    count = Tokenizer(model.numpy().tobytes()).count
    mixture = replace(WIDE_MIXTURES["wide-binding"], edited=0.0, crops=0.0)
    made = list(wide_records(lexicon, mixture, 120, 6, cost=count))
    lengths = [count(text) for record in made for language in ("en", "zh") for text in record[language]]
    assert 200 < max(lengths) <= 256
    assert sum(length >= 150 for length in lengths) > 0.03 * len(lengths)


def test_lengths_range_from_a_few_tokens_to_the_limit(made):
    lengths = [count_tokens(text) for _, record in made for language in ("en", "zh") for text in record[language]]
    assert max(lengths) <= 256
    assert sum(length >= 150 for length in lengths) > 0.02 * len(lengths)
    assert sum(length < 12 for length in lengths) > 0.1 * len(lengths)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_term_of_the_corpus_is_the_lexicons_and_can_be_said_canonically(lexicon, words, reader, language):
    bare = Scene((Subject("s1", "", "cat"),), language=language)
    for category, ids in (
        ("setting", terms.SETTINGS), ("time", terms.TIMES), ("weather", terms.WEATHERS), ("style", terms.STYLES),
        ("lens", terms.LENSES),
    ):  # fmt: skip
        for id_ in ids:
            assert id_ in lexicon.terms[category]
            for word in (id_, *words.terms[language][category, id_]):
                text = caption(replace(bare, **{category: word}), lexicon)
                assert faults(reader, replace(bare, **{category: id_}), text, language) == (set(), set()), text


def test_words_that_mean_two_things_are_used_for_one(lexicon, words):
    assert "street" in words.terms["en"]["setting", "street"]
    assert "street" not in words.terms["en"]["setting", "city"]
    assert "red rose" not in words.names["en"]["rose"]
    assert "小黄鸡" not in words.plain["zh"]["chick"]
    assert set(words.names["en"]) == set(words.names["zh"]) == set(words.concepts)
    assert len(words.concepts) == len(lexicon.concepts)


def test_the_wide_table_of_concepts_gives_exact_captions_too():
    lexicon = Lexicon.load(ASSETS / "world", wide=True)
    words = vocabulary(lexicon)
    assert len(words.concepts) > 0.98 * len(lexicon.concepts) > 1150
    reader, maker = Reader(lexicon, words), RecordMaker(lexicon, WIDE_MIXTURES["wide"], 3, Options(), count_tokens)
    for _ in range(250):
        scene, record = maker.next()
        for language in ("en", "zh"):
            assert not any(any(faults(reader, scene, text, language)) for text in record[language]), record[language]
