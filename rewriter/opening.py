"""From what a user writes after ``--rewriter`` to a rewriter: the rules alone, or a language model before them."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from rewriter.lexicon import Lexicon
from rewriter.ports import Rewriter
from rewriter.repertoire import candid
from rewriter.rewrite import RulesRewriter

if TYPE_CHECKING:
    from rewriter.backends import ModelRewriter

RULES = "rules"
READER = "reader"
"""The rules, with the trained reader's opinion where they left words unread or it is surer of another reading."""
HUB = "local:hub:"
"""What a model of the hub is called with; anything else after "local:" is a folder."""

Count = Callable[[str], int]
LoadPicture = Callable[[str], bytes]


def opened(
    choice: str, world: Path, count_long: Count, count_short: Count, *, key: str = "", load: LoadPicture | None = None,
    embedded: bool = False,
) -> tuple[Rewriter, Lexicon]:  # fmt: skip
    """The rewriter that ``choice`` names, and the lexicon in ``world``. ``key`` is for endpoints, ``load`` gives
    pictures by hash to models that see. ``embedded``: it speaks for the embedded painter and says what that one has not
    learned. Raises BackendUnavailable.
    """
    lexicon = Lexicon.load(world)
    made = _made(choice, world, lexicon, (count_long, count_short), key, load)
    return (candid(made, lexicon) if embedded else made), lexicon


def _made(
    choice: str, world: Path, lexicon: Lexicon, counts: tuple[Count, Count], key: str, load: LoadPicture | None
) -> "RulesRewriter | ModelRewriter":
    rules = RulesRewriter(lexicon, *counts)
    if choice == RULES:
        return rules
    if choice == READER:
        from rewriter.reader.reader import Reader

        return replace(rules, reader=Reader.load(world.parent / "reader", lexicon))
    from rewriter.backends import ModelRewriter
    from rewriter.backends.choice import backend

    chosen = backend(choice, key)
    assert chosen is not None
    return ModelRewriter(chosen, rules, lexicon, *counts, load=load)


def needs_network(choice: str) -> bool:
    """Tell whether opening ``choice`` may load from the hub. An endpoint is asked in any case, rules and folders never
    ask anybody."""
    return choice.startswith(HUB)


def shown(choice: str) -> str:
    """``choice`` as it may be printed and stored: an address without user and password."""
    if choice in (RULES, READER):
        return choice
    from rewriter.backends.choice import shown as without_secrets

    return without_secrets(choice)
