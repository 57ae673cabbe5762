"""Text comes out of tokens as soon as it is whole, and all of it comes out."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from rewriter.backends.pieces import Pieces


def of_bytes(tokens: Sequence[int]) -> str:
    return bytes(tokens).decode("utf-8", "replace")


def of_words(tokens: Sequence[int]) -> str:
    """A tokenizer that, as sentencepiece does, drops the space before the first word."""
    return " ".join(f"w{token}" for token in tokens)


@given(st.text(max_size=60))
def test_every_sign_comes_out_once_and_whole(text: str) -> None:
    pieces = Pieces(of_bytes)
    told = [pieces.add([byte]) for byte in text.encode("utf-8")]
    assert "".join(told) + pieces.end() == text
    if "\ufffd" not in text:
        assert [piece for piece in told if piece] == list(text)


def test_spaces_between_words_stay() -> None:
    pieces = Pieces(of_words)
    assert [pieces.add([number]) for number in range(4)] == ["w0", " w1", " w2", " w3"]


def test_broken_signs_are_not_waited_for_without_end() -> None:
    pieces = Pieces(of_bytes)
    assert any(pieces.add([0xFF]) for _ in range(10))


def test_a_long_answer_is_decoded_in_small_parts() -> None:
    longest = 0

    def decode(tokens: Sequence[int]) -> str:
        nonlocal longest
        longest = max(longest, len(tokens))
        return of_bytes(tokens)

    pieces = Pieces(decode)
    assert "".join(pieces.add([65]) for _ in range(5000)) == "A" * 5000
    assert longest < 20
