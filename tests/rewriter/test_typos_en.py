"""Commands typed in haste."""

import pytest

from rewriter.english import word_list
from rewriter.typos_en import COMMANDS, SLIPS, mended


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("giv it a santa hat", "give it a santa hat"),
        ("remvoe the cat", "remove the cat"),
        ("can you maek it blue", "can you make it blue"),
        ("make it green n purple", "make it green and purple"),
    ],
)
def test_a_slip_is_put_right(words: str, meant: str) -> None:
    assert mended(words) == meant


@pytest.mark.parametrize("words", ["dad wears a hat", "a raw egg", "mae is a girl", "a mak in the sky", "pain is red"])
def test_what_is_a_word_stays(words: str) -> None:
    assert mended(words) == words


def test_no_slip_is_a_common_word() -> None:
    common = word_list("dad mad ring pain raw urn sap cake love gave made cane turf pet pit pot pan gift hive live")
    assert not set(SLIPS) & {*common, *COMMANDS}
