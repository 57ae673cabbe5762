"""English verbs in two parts that end a state and begin another: wake it up, blow out the candle, turn the lamp on."""

import re

from rewriter import nouns_en
from rewriter.operations import Operation
from rewriter.values import Context

STATES = {
    ("wake", "up"): "awake",
    ("blow", "out"): "blown out",
    ("put", "out"): "put out",
    ("snuff", "out"): "snuffed out",
    ("turn", "on"): "turned on",
    ("switch", "on"): "switched on",
    ("turn", "off"): "turned off",
    ("switch", "off"): "switched off",
    ("light", "up"): "lit up",
    ("light", ""): "lit",
    ("open", ""): "open",
    ("open", "up"): "open",
    ("close", ""): "closed",
    ("shut", ""): "closed",
    ("cut", "open"): "cut open",
    ("break", ""): "broken",
    ("roll", "up"): "rolled up",
    ("fold", "up"): "folded up",
    ("peel", ""): "peeled",
    ("slice", ""): "sliced",
    ("tear", "up"): "torn up",
    ("knock", "over"): "knocked over",
    ("tip", "over"): "tipped over",
    ("fill", "up"): "full",
    ("empty", ""): "empty",
    ("melt", ""): "melting",
    ("freeze", ""): "frozen",
    ("unlock", ""): "unlocked",
    ("untie", ""): "untied",
}
VERB = "|".join(sorted({verb for verb, _ in STATES}, key=len, reverse=True))
PART = "|".join(sorted({part for _, part in STATES if part}))
NAME = r"it|him|her|them|(?:the|his|her|its|their) [\w' -]+?"
SWITCH = re.compile(
    rf"^(?:(?:to|let's) )?(?P<v>{VERB})(?: (?P<p>{PART}))? (?P<x>{NAME})(?: (?P<q>{PART}))?$", re.IGNORECASE
)
STATED = re.compile(r"^(?P<v>blow|put|snuff)(?:ing)? (?P<x>it|them) (?P<q>out)$", re.IGNORECASE)


def switch(words: str, context: Context) -> list[Operation]:
    """Return the state that a two-part verb asks for; [] for all other words."""
    found = SWITCH.match(words) or STATED.match(words)
    if found is None:
        return []
    part = (found.groupdict().get("p") or found.group("q") or "").lower()
    state = STATES.get((found.group("v").lower(), part))
    target = found.group("x")
    if state is None:
        return []
    if context.resolver.find(target) is None:
        noun = re.sub(r"^(?:the|his|her|its|their) ", "", target, flags=re.IGNORECASE)
        phrase = nouns_en.parse(f"a {noun}", context.lexicon) if noun != target else None
        if phrase is None:
            return []
        return [Operation("add", phrase=phrase, span=words), Operation("set", noun, "attribute", state, span=words)]
    return [Operation("set", target, "attribute", state, span=words)]
