"""Actions in the user's words: where the place in them begins, and how a new action joins an old one."""

import re

from rewriter.chinese import has_cjk
from rewriter.english import gerund, word_list

POSTURES = frozenset(
    word_list("""
    sitting standing lying leaning perched perching kneeling sleeping seated parked resting crouching
    hanging floating hiding curled lounging napping riding awake asleep
    """)
)
WHERE_EN = re.compile(
    r"(?:^|\s)(?=(?:on top of|in front of|next to|on|in|at|by|under|inside|outside|near|beside|behind"
    r"|above|below|over|among|"
    r"between|against|across|along|around|through|beneath|atop|into|onto)\s)",
    re.IGNORECASE,
)
WHERE_ZH = re.compile(
    r"^((?:正)?[站坐躺趴靠睡停飞漂走跑蹲跪浮立游放飘挂]?(?:着)?)(在.+?(?:上面|里面|旁边|门口|上|里|中|下|边|旁|前|后|内"
    r"|处))(.*)$"
)
NOT_VERBS = frozenset(word_list("a an the it its his her their very more less be look not in on at to of with and"))


def as_action(words: str) -> str:
    """Return "sit on a teapot", "sits on a teapot", "to play" as "sitting on a teapot", "playing"; Chinese stays."""
    words = words.strip(" ,.。，！!")
    if has_cjk(words):
        return re.sub(r"(?:吧|呀|啊|了)$", "", words)
    words = re.sub(r"^(?:to|be|is|are)\s+", "", words)
    first, _, rest = words.partition(" ")
    low = first.lower()
    looks = low == "look" and rest.split(" ", 1)[0] in ("at", "up", "down", "to", "into", "away", "over", "out", "for")
    if (low in NOT_VERBS and not looks) or low in POSTURES:
        return words
    if low.endswith("s") and not low.endswith("ss") and low not in ("dress",):
        low = low[:-2] if low.endswith(("shes", "ches", "sses")) else low[:-1]
    return f"{gerund(low)} {rest}".strip()


def merge(old: str, new: str) -> str:
    """Join a new action to an old one: a new posture replaces the old, a new deed keeps the posture's place."""
    if not old or not new:
        return new or old
    return _merge_zh(old, new) if has_cjk(new) and has_cjk(old) else _merge_en(old, new)


EXPRESSIONS = frozenset(
    word_list(
        "laughing smiling crying grinning frowning winking looking glowing shining sparkling blinking yawning"
        " singing waving sweating blushing"
    )
)


SHINING = frozenset(word_list("glowing shining sparkling"))
"""What goes on while something else is done."""


def _merge_en(old: str, new: str) -> str:
    if _only_where(new) and not _only_where(old):
        return relocate(old, new)
    if new.split(" ", 1)[0].lower() in EXPRESSIONS and new.split(" ", 1)[0] not in old:
        return f"{old} and {new}"
    pieces = re.split(r"\s+and\s+(?=\w+ing\b)", old)
    posture = new.split(" ", 1)[0].lower() in POSTURES
    lasting = [piece for piece in pieces[1:] if piece.split(" ", 1)[0].lower() in SHINING]
    kept = [piece for piece in pieces if piece in lasting or (_is_posture(piece) or _only_where(piece)) != posture]
    return " and ".join([*kept, new]) if not posture else " and ".join([new, *kept])


def _is_posture(piece: str) -> bool:
    return piece.split(" ", 1)[0].lower() in POSTURES


def _only_where(piece: str) -> bool:
    found = WHERE_EN.search(piece)
    return found is not None and found.start() == 0


def _merge_zh(old: str, new: str) -> str:
    before, after = WHERE_ZH.match(old), WHERE_ZH.match(new)
    if after:
        rest = before.group(3) if before else old
        rest = "" if rest and re.match(r"[站坐躺趴靠睡蹲跪]", rest) else rest
        return new if after.group(3) else f"{new}{rest}"
    return f"{before.group(1)}{before.group(2)}{new}" if before else new


def relocate(old: str, where: str) -> str:
    """Return ``old`` with its place replaced by ``where`` ("on top of the tower", "在门口"), "" without an action."""
    if has_cjk(old):
        found = WHERE_ZH.match(old)
        return f"{found.group(1)}{where}{found.group(3)}".strip() if found else f"{where}{old}"
    at = WHERE_EN.search(old)
    return f"{old[: at.start()]} {where}".strip() if at else f"{old} {where}".strip()


def where_of(action: str) -> str:
    """Return the place that an action names, or ""."""
    if has_cjk(action):
        found = WHERE_ZH.match(action)
        return found.group(2) if found else ""
    at = WHERE_EN.search(action)
    return action[at.end() :] if at else ""


def unplaced(old: str) -> str:
    """Return ``old`` without its place: "standing on a wooden pier" is "standing", 站在树下吹笛子 is 吹笛子."""
    if has_cjk(old):
        found = WHERE_ZH.match(old)
        if found is None:
            return old
        return found.group(3) or (f"{found.group(1).removesuffix('着')}着" if found.group(1) else "")
    at = WHERE_EN.search(old)
    return old[: at.start()].strip() if at else old
