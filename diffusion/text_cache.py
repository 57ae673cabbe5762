"""Text states kept by text, so that a negative prompt or an unchanged digest is not encoded again."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import dataclass
from typing import Any, Protocol

import torch
from torch import Tensor

from diffusion.conditioner import Conditioner
from diffusion.transformer import Conditioning

CAPACITY = 64 << 20
"""Bytes kept by default: some 50 prompts of the published encoders in float16."""


@dataclass(frozen=True, slots=True)
class States:
    """One encoder's states [B, L, T] and their mask [B, L] bool; ``note``: what the user should know of them."""

    states: Tensor
    mask: Tensor
    note: str = ""

    def kept(self) -> "States":
        """The same on the CPU, in memory of its own."""
        return States(self.states.to("cpu", copy=True), self.mask.to("cpu", copy=True), self.note)

    @property
    def nbytes(self) -> int:
        """Bytes of both tensors."""
        return self.states.nbytes + self.mask.nbytes


class Separate(Conditioner, Protocol):
    """A Conditioner whose encoders can be asked one by one; all rows of one encoder have the same length."""

    def long_states(self, texts: Sequence[str]) -> States:
        """States of the long encoder."""
        ...

    def short_states(self, texts: Sequence[str]) -> States:
        """States of the short encoder."""
        ...


Encode = Callable[[Sequence[str]], States]


class CachedConditioner:
    """A Conditioner that keeps what was last asked for, on the CPU, at most ``capacity`` bytes of it.

    Every text is encoded by itself, never beside others: its states are then the same bit for bit whatever was cached
    before, and a picture drawn again in another process gets the same. ``stage`` is entered while encoders work (for
    one that brings them to the device), and not at all where everything is known.
    """

    def __init__(
        self,
        inner: Separate,
        capacity: int = CAPACITY,
        stage: Callable[[], AbstractContextManager[Any]] = nullcontext,
    ) -> None:
        self.inner, self.capacity = inner, capacity
        self._stage = stage
        self._kept: OrderedDict[tuple[str, str], States] = OrderedDict()
        self._notes: tuple[str, ...] = ()

    @property
    def clip(self) -> Any:
        """The short encoder's network, where there is one: LoRAs go there. ``forget`` when it changes."""
        return getattr(self.inner, "clip", None)

    @property
    def t5(self) -> Any:
        """The long encoder's network, where there is one."""
        return getattr(self.inner, "t5", None)

    @property
    def nbytes(self) -> int:
        """Bytes that are kept now."""
        return sum(states.nbytes for states in self._kept.values())

    @property
    def notes(self) -> tuple[str, ...]:
        """What the user should know of the states that were last asked for, each sentence once."""
        return self._notes

    def encode(self, long: Sequence[str], short: Sequence[str]) -> Conditioning:
        """See Conditioner; on the CPU, in new tensors."""
        with ExitStack() as working:
            entered: list[bool] = []

            def work() -> None:
                if not entered:
                    working.enter_context(self._stage())
                    entered.append(True)

            t5 = [self._one("long", text, self.inner.long_states, work) for text in long]
            clip = [self._one("short", text, self.inner.short_states, work) for text in short]
        self._notes = tuple(dict.fromkeys(states.note for states in (*t5, *clip) if states.note))
        return Conditioning(*_together(clip), *_together(t5))

    def _one(self, encoder: str, text: str, encode: Encode, work: Callable[[], None]) -> States:
        key = (encoder, text)
        found = self._kept.get(key)
        if found is None:
            work()
            found = encode([text]).kept()
            if found.nbytes > self.capacity or not bool(found.states.isfinite().all()):
                return found
            self._kept[key] = found
            while self.nbytes > self.capacity:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        return found

    def forget(self) -> None:
        """Drops everything: to be called when an encoder's weights or a LoRA on it change."""
        self._kept.clear()

    def count_long(self, text: str) -> int:
        """See Conditioner."""
        return self.inner.count_long(text)

    def count_short(self, text: str) -> int:
        """See Conditioner."""
        return self.inner.count_short(text)


def _together(rows: Iterable[States]) -> tuple[Tensor, Tensor]:
    states, masks = zip(*((row.states, row.mask) for row in rows), strict=True)
    return torch.cat(states), torch.cat(masks)
