"""The rewriters that can be measured, by name. A backend joins with one function and one line in REWRITERS."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from dialog.errors import InvalidRecord
from rewriter.backends import ModelRewriter
from rewriter.evaluate.rehearsal import Rewriter
from rewriter.lexicon import Lexicon
from rewriter.opening import opened
from rewriter.rewrite import RulesRewriter


@dataclass(frozen=True, slots=True)
class Materials:
    """What a rewriter may be built from: the lexicon's folder, and ``options`` as given by ``--option name=value``."""

    world: Path
    options: Mapping[str, str]


Build = Callable[[Materials], Rewriter]


def count_roughly(text: str) -> int:
    """Returns about as many tokens as a subword tokenizer makes of ``text``.

    One for every Chinese character and every other sign, and one for each six letters or digits of a word. It is
    generous for English and a little low for Chinese; prompts of the benchmark stay far from the limits of 77 and 256.
    """
    parts = re.findall(r"[^\W㐀-鿿]+|[^\w\s]|[㐀-鿿]", text)
    return sum(1 if len(part) == 1 else -(-len(part) // 6) for part in parts)


def rules(materials: Materials) -> Rewriter:
    """Returns the embedded rewriter of rules."""
    return RulesRewriter(Lexicon.load(materials.world), count_roughly, count_roughly)


def model(materials: Materials) -> Rewriter:
    """Returns a language model before the rules: options ``use`` (endpoint:… or local:…), ``key`` and ``trusted``."""
    options = materials.options
    made, _ = opened(options.get("use", ""), materials.world, count_roughly, count_roughly, key=options.get("key", ""))
    return replace(made, trusted=True) if isinstance(made, ModelRewriter) and "trusted" in options else made


REWRITERS: Mapping[str, Build] = MappingProxyType({"rules": rules, "model": model})


def build(name: str, materials: Materials) -> Rewriter:
    """Returns the rewriter called ``name``. Raises InvalidRecord when there is none of that name."""
    if name not in REWRITERS:
        raise InvalidRecord(f"There is no rewriter {name!r}; there are {', '.join(sorted(REWRITERS))}.")
    return REWRITERS[name](materials)
