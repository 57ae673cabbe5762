"""English wishes about words that stand in the picture: on a sign, a cake, a card."""

import re
from dataclasses import replace

from rewriter import describe, nouns_en, phrases_en
from rewriter.operations import Operation
from rewriter.values import Context
from rewriter.words_en import RELATIONS

Match = re.Match[str]
QUOTE = r"\"[^\"]+\""


def letter(m: Match, context: Context) -> list[Operation]:
    """ "change the sign to "OPEN"", "write "OPEN" on the door in chalk"."""
    groups = m.groupdict()
    target, rest = (groups.get("x") or "").strip(), (groups.get("r") or "").strip(" ,")
    target = (
        target
        if m.group(0).lower().startswith(("write", "print", "put", "paint"))
        else re.sub(r"^(?:it|that|this)$", "", target)
    )
    target = re.sub(r"'s (?:text|words|lettering)$", "", target)
    how = rest if re.match(r"^(?:in|and|with|below|above|under) ", rest) else ""
    if (
        target
        and re.match(r"^(?:write|print|paint|put|add|letter|carve)\b", m.group(0), re.IGNORECASE)
        and not (context.resolver.find(target))
    ):
        return []
    new = re.match(r"^(?:and |with |add |put )*((?:an?|two|three|another) .+)$", target, re.IGNORECASE)
    if new:
        return _lettered(new.group(1), m.group("q"), context, m.group(0))
    if groups.get("w") and context.resolver.find(target) is None:
        phrase = nouns_en.parse(
            f"a {re.sub(r'^(?:the|his|her|its) ', '', target)} that reads {m.group('q')} {how}".strip(), context.lexicon
        )
        kind = RELATIONS[groups["w"].lower()]
        return (
            [Operation("add", phrase=replace(phrase, relation=kind, anchor=groups["a"]), span=m.group(0))]
            if phrase
            else []
        )
    if target and not re.match(r"the\b|his\b|her\b|its\b|their\b|#", target) and context.resolver.find(target) is None:
        made = describe.describe(f"a {target} that reads {m.group('q')}{', ' if rest else ''}{rest}", context.lexicon)
        return [Operation("add", phrase=phrase, span=m.group(0)) for phrase in made.phrases]
    value = f"{m.group('q')} {how}".strip()
    operations = [Operation("letter", target, value=value, span=m.group(0))]
    if rest and not how:
        operations += _described(target, rest, context, m.group(0))
    return operations


SIDE = re.compile(
    r" on (?:the|its|his|her) (?P<s>front|side|back|top|roof|wall|bonnet|door|sleeve|lid)$", re.IGNORECASE
)


def _lettered(words: str, quoted: str, context: Context, span: str) -> list[Operation]:
    """Add a new carrier of words; "on the front" is the front of what was spoken of."""
    focus, side = context.resolver.in_focus(), SIDE.search(words)
    phrase = nouns_en.parse(f"{SIDE.sub('', words)} that reads {quoted}", context.lexicon)
    if phrase is None:
        return []
    if side and focus is not None:
        where = f"on the {side.group('s')} of {phrases_en.short_name(focus, context.lexicon)}"
        phrase = replace(phrase, subject=replace(phrase.subject, action=where))
    return [Operation("add", phrase=phrase, span=span)]


def _described(target: str, words: str, context: Context, span: str) -> list[Operation]:
    """Read what is said of a carrier besides its words: "pink neon"."""
    phrase = nouns_en.parse(f"{words} sign", context.lexicon)
    if phrase is None:
        return []
    s = phrase.subject
    said = [Operation("set", target, "color", s.color, span=span)] if s.color else []
    said += [Operation("set", target, "size", s.size, span=span)] if s.size else []
    return [*said, *(Operation("set", target, "attribute", word, span=span) for word in s.attributes)]
