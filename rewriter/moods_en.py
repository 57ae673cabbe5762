"""States that exclude one another, in English: what is awake is no longer asleep, a darker picture no longer bright."""

import re

from rewriter.english import word_list

FAMILIES = tuple(
    tuple(frozenset(word_list(side)) for side in row)
    for row in (
        ("dark darker dim dimmer moody", "bright brighter light lighter sunny sunnier"),
        ("warm warmer", "cold colder cool cooler"),
        ("calm calmer still smooth flat", "rough rougher choppy stormy wild wavy"),
        ("asleep sleeping sleepy tired exhausted", "awake waking"),
        ("wet soaked damp", "dry drier"),
        ("open opened", "closed shut"),
        ("lit glowing on", "unlit off"),
        ("old older elderly aged ancient", "young younger new newer"),
        ("fat chubby plump", "thin slim skinny"),
        ("tall taller", "short shorter"),
        ("long longer", "short shorter"),
        ("happy happier cheerful smiling", "sad sadder crying"),
        ("clean cleaner", "dirty dirtier rusty"),
        ("full", "empty"),
        ("round circular", "square rectangular oval"),
        ("quiet quieter calm peaceful", "lively livelier busy busier"),
        ("fast faster", "slow slower"),
        ("wooden wood", "glass", "metal steel iron", "stone marble", "plastic", "velvet leather"),
    )
)
MORE = re.compile(r"^(?:even |much |a (?:bit|little) |slightly |more |less |very |really )+")


def excluded(value: str) -> frozenset[str]:
    """Return the words that cannot be true any more once ``value`` is."""
    words = set(re.findall(r"[a-z-]+", value.lower()))
    found: set[str] = set()
    for family in FAMILIES:
        mine = [side for side in family if side & words]
        if mine:
            found |= {word for side in family if side not in mine for word in side}
            found |= {word for side in mine for word in side if word not in words and _stem(word) in map(_stem, words)}
    return frozenset(found - words)


def _stem(word: str) -> str:
    return re.sub(r"(?:ier|er|y)$", "", word)


def contradicts(old: str, new: str) -> bool:
    """Tell whether an old attribute or mood ends when ``new`` is said: "calm" by "rougher", "dark" by "even darker"."""
    if old.startswith("named ") and new.startswith("named "):
        return old != new
    said, now = set(re.findall(r"[a-z-]+", old.lower())), MORE.sub("", new.lower())
    return old.lower() == now or MORE.sub("", old.lower()) == now or (len(said) < 3 and bool(said & excluded(new)))


def joined(old: str, new: str) -> str:
    """Return two moods as one; what the new one ends of the old is left out."""
    kept = [part for part in old.split(", ") if part and part != new and not contradicts(part, new)]
    return ", ".join([*kept, new])
