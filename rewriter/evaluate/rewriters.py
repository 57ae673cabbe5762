"""The rewriters that can be measured, by name. A backend joins with one function and one line in REWRITERS."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from dialog.errors import InvalidRecord
from rewriter.backends import ModelRewriter
from rewriter.evaluate.rehearsal import Rewriter
from rewriter.lexicon import Lexicon
from rewriter.opening import RULES, opened
from rewriter.rewrite import RulesRewriter


@dataclass(frozen=True, slots=True)
class Materials:
    """What a rewriter may be built from: the lexicon's folder, ``options`` as given by ``--option name=value``, and the
    ``key`` of an endpoint."""

    world: Path
    options: Mapping[str, str]
    key: str = field(default="", repr=False)


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
    """Returns a language model before the rules: options ``use`` (endpoint:… or local:…) and ``trusted``. Raises
    InvalidRecord for other options and BackendUnavailable for a model that cannot be used."""
    options = materials.options
    use = options.get("use", "")
    if not use or use == RULES:
        raise InvalidRecord(
            "--rewriter model needs a model: write --option use=endpoint:http://127.0.0.1:8000/v1#MODEL or "
            "--option use=local:FOLDER."
        )
    trusted = _truth("trusted", options.get("trusted", "false"))
    made, _ = opened(use, materials.world, count_roughly, count_roughly, key=materials.key)
    return replace(made, trusted=trusted) if isinstance(made, ModelRewriter) else made


def _truth(name: str, value: str) -> bool:
    if value.lower() not in ("true", "false"):
        raise InvalidRecord(f"--option {name} is {value!r}; allowed are true and false.")
    return value.lower() == "true"


REWRITERS: Mapping[str, Build] = MappingProxyType({"rules": rules, "model": model})


OPTIONS: Mapping[str, tuple[str, ...]] = MappingProxyType({"model": ("use", "trusted")})
"""The options of each rewriter; one that is not here has none."""


def check_options(names: Iterable[str], options: Mapping[str, str]) -> None:
    """Raises InvalidRecord for an option that none of the rewriters ``names`` has."""
    if "key" in options:
        raise InvalidRecord(
            "A key is no option, where every user of the machine could read it; set HUATU_REWRITER_KEY."
        )
    allowed = sorted({option for name in names for option in OPTIONS.get(name, ())})
    if unknown := sorted(options.keys() - set(allowed)):
        which = f"allowed are {', '.join(allowed)}" if allowed else "the rewriters chosen have none"
        raise InvalidRecord(f"There is no --option {unknown[0]}; {which}.")


def build(name: str, materials: Materials) -> Rewriter:
    """Returns the rewriter called ``name``. Raises InvalidRecord when there is none of that name."""
    if name not in REWRITERS:
        raise InvalidRecord(f"There is no rewriter {name!r}; there are {', '.join(sorted(REWRITERS))}.")
    return REWRITERS[name](materials)
