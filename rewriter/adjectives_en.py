"""English adjectives in a row: "emerald green with copper wings" says several things of one target."""

import re

from rewriter import words_en
from rewriter.lexicon import Lexicon
from rewriter.scalars import color_of

JOINT = re.compile(
    r",\s*(?:and\s+)?|\s+and\s+(?!\w+ \w*(?:hair|eyes))|\s+(?=with (?!it\b)(?:an? |the |some |two |three )?[a-z]+ ?)",
    re.IGNORECASE,
)
KINDS = re.compile(
    r"(?:wood(?:en)?|glass|metal|stone|marble|velvet|leather|silk|linen|wool(?:len)?|cotton|brass|copper|bronze|steel"
    r"|iron|silver"
    r"|gold(?:en)?|plastic|paper|cardboard|wicker|jute|denim|lace|neon|porcelain|ceramic|crystal|ice|clay|concrete"
    r"|brick|bamboo"
    r"|round|square|oval|striped|spotted|dotted|checked|speckled|tiny|little|small|big|large|huge)$",
    re.IGNORECASE,
)


TWO_COLORS = re.compile(r"^(?P<c>(?:light |dark |pale )?[a-z]+) (?P<m>[a-z]+(?: [a-z]+)?)$", re.IGNORECASE)
""" "white porcelain" behind "blue and"."""


def items(value: str, lexicon: Lexicon) -> list[str]:
    """Split at commas, "and" and "with"; two colors that belong together ("red and white") stay one."""
    pieces = [piece for piece in JOINT.split(value) if piece]
    joined: list[str] = []
    for piece in pieces:
        pair = (
            joined
            and color_of(joined[-1], lexicon)
            and re.match(r"^(\w+) (?:stripes|striped|spots|dots|checks|checked)$", piece)
        )
        deed = joined and joined[-1].split()[0].endswith("ing") and piece.lower().startswith("with ")
        two = joined and color_of(joined[-1], lexicon) and TWO_COLORS.match(piece)
        if two and color_of(two.group("c"), lexicon) and all(KINDS.match(word) for word in two.group("m").split()):
            joined[-1] = f"{joined[-1]} and {two.group('c')}"
            joined.extend(two.group("m").split())
        elif deed:
            joined[-1] = f"{joined[-1]} {piece}"
        elif pair and lexicon.lookup(pair.group(1), "color"):
            joined[-1] = f"{joined[-1]} and {piece}"
        else:
            joined.append(piece)
    return joined


def apart(item: str, lexicon: Lexicon) -> tuple[str, tuple[str, ...]]:
    """Return color and materials of "rust orange velvet", "round green"; ("", ()) when the words are not just these."""
    words = item.split()
    if not 1 < len(words) < 5 or any(word.lower() in words_en.MARKERS for word in words):
        return "", ()
    for cut in range(len(words) - 1, 0, -1):
        color = color_of(" ".join(words[:cut]), lexicon)
        if color and all(KINDS.match(word) for word in words[cut:]):
            return color, tuple(words[cut:])
    color = color_of(" ".join(words[1:]), lexicon) if KINDS.match(words[0]) else ""
    return (color, (words[0],)) if color else ("", ())


def is_part(item: str, lexicon: Lexicon) -> bool:
    """Tell whether an item is no adjective but something that the target has: "hot pink strings"."""
    words = item.split()
    plural = words[-1].endswith("s") and not words[-1].endswith("ss") and len(words[-1]) > 4
    return (
        1 < len(words) < 5
        and plural
        and bool(lexicon.find(item, ("color", "size")))
        and words[0] not in ("like", "as", "with")
    )
