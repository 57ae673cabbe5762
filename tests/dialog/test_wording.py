import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialog.errors import InvalidTurn
from dialog.wording import LONG_TOKENS, SHORT_TOKENS, reworder
from tests.fakes import draft_of


def count(text):
    return len(text.split())


def test_a_short_prompt_is_read_by_both_encoders():
    draft = reworder(count, count)(draft_of("old"), "a red cat")
    assert (draft.prompt, draft.digest, draft.prompt_tokens, draft.digest_tokens) == ("a red cat", "a red cat", 3, 3)
    assert draft.digest_dropped == ()
    assert (draft.changes[-1].attribute, draft.changes[-1].value, draft.changes[-1].old) == (
        "prompt",
        "a red cat",
        "old",
    )


def test_what_the_short_encoder_cannot_read_is_cut_at_a_word_and_told():
    words = [f"word{number}" for number in range(SHORT_TOKENS + 3)]
    draft = reworder(count, count)(draft_of("old"), " ".join(words))
    assert draft.prompt == " ".join(words)
    assert draft.prompt_tokens == SHORT_TOKENS + 3
    assert draft.digest == " ".join(words[:SHORT_TOKENS])
    assert draft.digest_tokens == SHORT_TOKENS
    assert draft.digest_dropped == (" ".join(words[SHORT_TOKENS:]),)


def test_chinese_is_cut_between_characters():
    draft = reworder(len, len)(draft_of("old"), "猫" * 100)
    assert draft.digest == "猫" * SHORT_TOKENS
    assert draft.digest_dropped == ("猫" * 23,)


def test_a_prompt_that_is_too_long_as_a_whole_is_refused_with_both_numbers():
    with pytest.raises(InvalidTurn, match=r"has 257 tokens; at most 256"):
        reworder(len, len)(draft_of("old"), "x" * (LONG_TOKENS + 1))


def test_a_single_word_that_is_too_long_is_kept():
    assert reworder(len, len)(draft_of("old"), "x" * 100).digest == "x" * 100


@settings(deadline=None)
@given(st.text("ab猫 ,.-'", min_size=1, max_size=LONG_TOKENS))
def test_digest_and_what_was_cut_make_the_prompt(prompt):
    draft = reworder(len, len)(draft_of("old"), prompt)
    assert prompt.startswith(draft.digest)
    assert (draft.digest + "".join(draft.digest_dropped)).replace(" ", "") == prompt.replace(" ", "")
