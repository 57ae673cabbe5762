"""Whatever is said: no exception, budgets hold, equal words give equal drafts, and facts only go when asked to."""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dialog.types import Request, Settings, Turn

QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
SCRAPS = st.sampled_from(
    [
        "把",
        "换成",
        "的",
        "猫",
        "狗",
        "红色",
        "去掉",
        "第一张",
        "不要",
        "给它",
        "戴",
        "两只",
        "在",
        "上面",
        "，",
        "。",
        "\n",
        "the",
        "cat",
        "dog",
        "red",
        "make",
        "it",
        "remove",
        "and",
        "with",
        ",",
        ".",
        "?",
        "a",
        "two",
        "go",
        "back",
        "to",
        "first",
        "one",
        "instead",
        "of",
        "undo",
        "🐈",
        "“",
        "”",
        "(",
        "[",
        "\\",
        "*",
        "3D",
    ]
)
TEXTS = st.one_of(
    st.text(max_size=80), st.lists(SCRAPS, max_size=14).map(" ".join), st.lists(SCRAPS, max_size=14).map("".join)
)

COLORS = ["red", "blue", "green", "yellow"]
NOUNS = ["cat", "dog", "fox", "horse", "rabbit", "tree", "car"]
ADD = st.sampled_from(NOUNS).map(lambda noun: (f"add a {noun}", noun, noun))
COLOR = st.tuples(st.sampled_from(NOUNS), st.sampled_from(COLORS)).map(
    lambda pair: (f"make the {pair[0]} {pair[1]}", f"color of {pair[0]}", f"{pair[1]} {pair[0]}")
)
SETTING = st.sampled_from(["beach", "forest", "desert"]).map(
    lambda word: (f"change the background to a {word}", "setting", word)
)
STYLE = st.sampled_from(["anime", "watercolor", "pixel art"]).map(lambda word: (f"make it {word} style", "style", word))
LENS = st.sampled_from(["close-up", "wide shot"]).map(lambda word: (word, "lens", word))


@QUICK
@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_any_text_gives_a_draft_within_the_budgets(talk, texts):
    for draft in talk(*texts):
        assert draft.prompt_tokens <= 256
        assert draft.digest_tokens <= 77
        assert draft.intent in ("draw", "edit", "answer", "back")
        assert len(draft.layout) in (0, len(draft.scene.subjects))
        assert draft.reply


@QUICK
@given(st.lists(TEXTS, min_size=1, max_size=3))
def test_equal_words_give_equal_drafts(talk, texts):
    assert talk(*texts) == talk(*texts)


@QUICK
@given(st.lists(st.one_of(ADD, COLOR, SETTING, STYLE, LENS), max_size=8))
def test_a_fact_is_only_lost_by_an_explicit_operation(talk, wishes):
    facts, said = {"cat": "cat"}, ["draw a cat"]
    for words, key, fact in wishes:
        noun = key.removeprefix("color of ")
        if (key.startswith("color of ") and noun not in facts) or (key in NOUNS and key in facts):
            continue
        said.append(words)
        facts[key] = fact
    last = [draft for draft in talk(*said) if draft.prompt][-1]  # a fact said twice changes nothing: it is answered
    assert [fact for fact in facts.values() if fact not in last.prompt] == [], (said, last.prompt)


LONG = [
    "a cat and " * 1000,
    "把猫换成狗，" * 1600,
    "with a " * 1400,
    "x" * 10000,
    "remove the " * 900,
    "一只" * 5000,
    ", " * 5000,
]


@pytest.mark.parametrize("words", LONG, ids=range(len(LONG)))
def test_ten_thousand_characters_are_read_quickly(rewriter, words):
    first = Turn(Request("a cat"), rewriter([], Request("a cat and a dog")), Settings(seed=0), "drawn")
    for turns in ([], [first]):
        begun = time.process_time()
        draft = rewriter(turns, Request(words))
        assert time.process_time() - begun < 2.0
        assert draft.prompt_tokens <= 256


def test_an_ordinary_turn_takes_under_fifty_milliseconds(rewriter):
    words = (
        "remove the dog, make the cat red and give it a blue hat, then put them on a beach at night in watercolor style"
    )
    first = Turn(Request("a cat"), rewriter([], Request("a cat and a dog")), Settings(seed=0), "drawn")
    begun = time.process_time()
    for _ in range(10):
        rewriter([first], Request(words))
    assert (time.process_time() - begun) / 10 < 0.05
