"""Names of layers in LoRA files, from the tables of ``diffusion.keymap``, and the one function that reads them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from diffusion.keymap import DIFFUSERS_TRANSFORMER, TENCENT_TRANSFORMER, SplitTable

Part = Literal["transformer", "clip"]

_TRANSFORMER: SplitTable = (*TENCENT_TRANSFORMER, *DIFFUSERS_TRANSFORMER)

_OURS: SplitTable = tuple((ours, ours) for _, ours in DIFFUSERS_TRANSFORMER)

_BERT: SplitTable = tuple(
    (f"encoder.layer.{{}}.{layer}", f"encoder.layer.{{}}.{layer}")
    for layer in (
        "attention.self.query",
        "attention.self.key",
        "attention.self.value",
        "attention.output.dense",
        "intermediate.dense",
        "output.dense",
    )
)

TABLES: dict[Part, SplitTable] = {"transformer": (*_TRANSFORMER, *_OURS), "clip": _BERT}

PREFIXES: Sequence[tuple[str, Part, str]] = (
    ("base_model.model.", "transformer", "."),  # peft
    ("transformer.", "transformer", "."),  # diffusers
    ("unet.", "transformer", "."),
    ("diffusion_model.", "transformer", "."),
    ("text_encoder.", "clip", "."),
    ("lora_unet_", "transformer", "_"),  # kohya
    ("lora_transformer_", "transformer", "_"),
    ("lora_te1_", "clip", "_"),
    ("lora_te_", "clip", "_"),
    ("", "transformer", "."),
)
"""Beginnings of names, the part of the model that they stand for, and what separates the rest of the name."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where the update of one foreign layer goes: ``layers`` of ours, with equal shares of its rows.

    ``order``: where a single layer of ours has the rows' pieces in another order, the place of each piece.
    """

    part: Part
    layers: tuple[str, ...]
    order: tuple[int, ...] = ()

    @property
    def pieces(self) -> int:
        """Into how many pieces of equal size the foreign layer's rows are cut."""
        return max(len(self.layers), len(self.order))


def target_of(name: str) -> Target | None:
    """The target of a foreign layer ``name``, with or without a known prefix; None where no row knows it."""
    for prefix, part, separator in PREFIXES:
        if not name.startswith(prefix):
            continue
        for pattern, target in _rows(part, separator):
            match = pattern.fullmatch(name, len(prefix))
            if match is not None:
                layers = tuple(layer.format(*match.groups()) for layer in target.layers)
                return Target(part, layers, target.order)
    return None


@lru_cache(maxsize=8)
def _rows(part: Part, separator: str) -> list[tuple[re.Pattern[str], Target]]:
    """The tables' rows, ready to be used, with ``separator`` for the dots of foreign names."""
    number = re.escape("{}")
    return [
        (re.compile(re.escape(foreign.replace(".", separator)).replace(number, r"(\d+)")), _target(part, ours))
        for foreign, ours in TABLES[part]
        if isinstance(foreign, str)  # of layers that are fused here, but not there, there are none
    ]


def _target(part: Part, ours: str | tuple[str, ...]) -> Target:
    split = [name.partition("@") for name in ((ours,) if isinstance(ours, str) else ours)]
    layers = tuple(dict.fromkeys(layer for layer, _, _ in split))
    return Target(part, layers, tuple(int(place) for _, _, place in split if place))
