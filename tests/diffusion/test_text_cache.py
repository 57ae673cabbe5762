"""Text states are kept by text: what is encoded when, how much is kept, and that nobody can tell the difference."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest
import torch

from diffusion.conditioner import Conditioner
from diffusion.text_cache import CachedConditioner, States

LONG, SHORT = 6, 4


class Encoders:
    """Two encoders that note what they are asked; their states depend on the text, and a little on its company."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, tuple[str, ...]]] = []

    def _states(self, name: str, texts: Sequence[str], length: int) -> States:
        self.asked.append((name, tuple(texts)))
        rows = []
        for text in texts:
            seed = sum(text.encode()) + length
            rows.append(torch.randn(length, 3, generator=torch.Generator().manual_seed(seed)) + 1e-7 * len(texts))
        mask = torch.tensor([[place < len(text) for place in range(length)] for text in texts])
        return States(torch.stack(rows), mask)

    def long_states(self, texts: Sequence[str]) -> States:
        return self._states("long", texts, LONG)

    def short_states(self, texts: Sequence[str]) -> States:
        return self._states("short", texts, SHORT)

    def encode(self, long: Sequence[str], short: Sequence[str]) -> None:
        raise AssertionError("the cache asks the encoders one by one")

    def count_long(self, text: str) -> int:
        return len(text) + 1

    def count_short(self, text: str) -> int:
        return len(text) + 2


@pytest.fixture
def encoders() -> Encoders:
    return Encoders()


ENTRY = {"long": LONG * 3 * 4 + LONG, "short": SHORT * 3 * 4 + SHORT}
"""Bytes of one text's states and mask."""


def test_what_was_asked_before_is_not_encoded_again(encoders: Encoders) -> None:
    """The same words are another entry for each encoder."""
    cache: Conditioner = CachedConditioner(encoders)
    first = cache.encode(["", "a cat"], ["", "cat"])
    assert encoders.asked == [("long", ("",)), ("long", ("a cat",)), ("short", ("",)), ("short", ("cat",))]
    encoders.asked.clear()
    again = cache.encode(["", "a cat"], ["", "cat"])
    assert encoders.asked == []
    for name in ("clip", "clip_mask", "t5", "t5_mask"):
        assert torch.equal(getattr(first, name), getattr(again, name))
    cache.encode(["", "a dog"], ["", "a cat"])
    assert encoders.asked == [("long", ("a dog",)), ("short", ("a cat",))]
    assert (cache.count_long("ab"), cache.count_short("ab")) == (3, 4)


def test_rows_are_the_encoders_own_in_the_order_asked(encoders: Encoders) -> None:
    made = CachedConditioner(encoders).encode(["one", "two", "one"], ["x", "one", "y"])
    assert made.t5.shape == (3, LONG, 3)
    assert made.clip.shape == (3, SHORT, 3)
    for row, text in enumerate(["one", "two", "one"]):
        assert torch.equal(made.t5[row], encoders.long_states([text]).states[0])
        assert torch.equal(made.t5_mask[row], encoders.long_states([text]).mask[0])
    for row, text in enumerate(["x", "one", "y"]):
        assert torch.equal(made.clip[row], encoders.short_states([text]).states[0])
        assert torch.equal(made.clip_mask[row], encoders.short_states([text]).mask[0])


def test_states_do_not_depend_on_what_was_cached(encoders: Encoders) -> None:
    """These encoders give other last bits in company, as matrix products do; a drawing again must not notice."""
    warm = CachedConditioner(encoders)
    warm.encode(["n", "p"], ["n", "p"])
    found, expected = warm.encode(["n", "q"], ["n", "q"]), CachedConditioner(encoders).encode(["n", "q"], ["n", "q"])
    assert torch.equal(found.t5, expected.t5)
    assert torch.equal(found.clip, expected.clip)


def test_what_the_caller_does_to_states_stays_with_the_caller(encoders: Encoders) -> None:
    cache = CachedConditioner(encoders)
    first = cache.encode(["a"], ["a"])
    wanted = first.t5.clone()
    first.t5.zero_()
    first.clip_mask.logical_not_()
    again = cache.encode(["a"], ["a"])
    assert torch.equal(again.t5, wanted)
    assert torch.equal(again.clip_mask, encoders.short_states(["a"]).mask)


def test_the_least_lately_used_go_first(encoders: Encoders) -> None:
    cache = CachedConditioner(encoders, 2 * (ENTRY["long"] + ENTRY["short"]))
    for text in ("a", "b", "a", "c"):
        cache.encode([text], [text])
        assert cache.nbytes <= cache.capacity
    encoders.asked.clear()
    cache.encode(["a"], ["a"])
    cache.encode(["c"], ["c"])
    assert encoders.asked == []
    cache.encode(["b"], ["b"])
    assert encoders.asked == [("long", ("b",)), ("short", ("b",))]


@pytest.mark.parametrize("capacity", [0, ENTRY["short"]])
def test_what_is_too_large_is_not_kept(encoders: Encoders, capacity: int) -> None:
    """And pushes nothing out."""
    cache = CachedConditioner(encoders, capacity)
    for _ in range(2):
        made = cache.encode(["a"], ["a"])
        assert torch.equal(made.t5, encoders.long_states(["a"]).states)
    assert cache.nbytes == capacity
    asked = [name for name, _ in encoders.asked]
    assert asked.count("short") == (1 if capacity else 2)


def test_encoders_are_brought_only_where_they_work(encoders: Encoders) -> None:
    told: list[str] = []

    @contextmanager
    def stage() -> Iterator[None]:
        told.append(f"in after {len(encoders.asked)}")
        yield
        told.append(f"out after {len(encoders.asked)}")

    cache = CachedConditioner(encoders, stage=stage)
    cache.encode(["", "a"], ["", "a"])
    assert told == ["in after 0", "out after 4"]
    cache.encode(["", "a"], ["", "a"])
    assert len(told) == 2
    cache.encode(["", "a"], ["", "b"])
    assert told[2:] == ["in after 4", "out after 5"]


def test_forgotten_when_the_encoders_change(encoders: Encoders) -> None:
    cache = CachedConditioner(encoders)
    cache.encode(["a"], ["a"])
    cache.forget()
    assert cache.nbytes == 0
    cache.encode(["a"], ["a"])
    assert len(encoders.asked) == 4


def test_kept_outside_of_inference_mode_too(encoders: Encoders) -> None:
    """What was made in it may be used after it."""
    cache = CachedConditioner(encoders)
    with torch.inference_mode():
        cache.encode(["a"], ["a"])
    made = cache.encode(["a"], ["a"])
    assert not made.t5.is_inference()
    assert cache.clip is None


def test_what_is_not_finite_is_not_kept(encoders: Encoders, monkeypatch: pytest.MonkeyPatch) -> None:
    cache, sound = CachedConditioner(encoders), encoders.long_states
    monkeypatch.setattr(encoders, "long_states", lambda texts: States(sound(texts).states / 0, sound(texts).mask))
    cache.encode(["a"], ["a"])
    monkeypatch.setattr(encoders, "long_states", sound)
    assert cache.encode(["a"], ["a"]).t5.isfinite().all()


def test_notes_come_with_their_states_from_the_cache_too(encoders: Encoders, monkeypatch: pytest.MonkeyPatch) -> None:
    cache, sound = CachedConditioner(encoders), encoders.long_states

    def noted(texts: Sequence[str]) -> States:
        made = sound(texts)
        return States(made.states, made.mask, "It overflowed." if texts[0].startswith("a") else "")

    monkeypatch.setattr(encoders, "long_states", noted)
    for _ in range(2):
        cache.encode(["a", "b", "ab"], ["", "", ""])
        assert cache.notes == ("It overflowed.",)
    cache.encode(["b"], ["a"])
    assert cache.notes == ()
