"""What a description says is not there: "no people in the background", "without a rider", 没有骑手的马."""

import re

from dialog.scene import Scene
from rewriter.chinese import MEASURES, is_chinese
from rewriter.freetext import STOPS
from rewriter.lexicon import Lexicon

CLAUSE_EN = re.compile(
    r"(?:^|(?<=,)|(?<=;))\s*(?:and |but |with )?(?:there (?:is|are|should be) )?(?:no|without(?: any)?|not any)"
    r" (?P<x>(?!longer\b|more\b|matter\b)[A-Za-z][A-Za-z' -]{1,40}?)"
    r"(?: (?:in|on|at|around|behind) (?:the |it\b|him\b|her\b)[\w ]*| anywhere| at all| visible)?\s*(?=,|;|\.|$)",
    re.IGNORECASE,
)
INSIDE_EN = re.compile(
    r" (?:without|with no) (?:an? |any )?(?P<x>[A-Za-z]+(?: [A-Za-z]+)?)(?= (?:in|on|at|by|under|near"
    r"|sitting|standing)\b|,|;|\.|$)",
    re.IGNORECASE,
)
CLAUSE_ZH = re.compile(
    r"(?:^|(?<=[，,。；]))(?:背景|画面|图|旁边|周围)?(?:里|中|上)?(?:面)?(?:不要|别|没有|不能|不)(?:有|画|出现)?(?:任何)?(?P<x>[^，,。；]{1,8}?)(?:在.*?)?(?=[，,。；]|$)"
)
INSIDE_ZH = re.compile(r"(?:没有|不带|没)(?P<x>[^，,。的]{1,6})的(?=.)")
VAGUE_ZH = re.compile(rf"太|很|那么|这么|得|要$|[{MEASURES}]$|^[了的]|字")


def take_lacking(text: str) -> tuple[str, tuple[str, ...]]:
    """Return ``text`` without what it says is absent, and the names of that."""
    patterns = (CLAUSE_ZH, INSIDE_ZH) if is_chinese(text) else (CLAUSE_EN, INSIDE_EN)
    absent: list[str] = []

    def name(found: re.Match[str]) -> str:
        said = found.group("x").strip()
        if not _is_name(said):
            return found.group(0)
        absent.append(re.sub(r"^(?:an?|any|the) |^[戴穿拿打](?:着)?(?=.)", "", said))
        return ""

    for pattern in patterns:
        text = pattern.sub(name, text)
    text = re.sub(r"(?:\s*[,，;；]\s*)+(?=[,，;；]|$)", "", text).strip()
    return text, tuple(dict.fromkeys(absent))


PEOPLE = frozenset(
    ("people", "person", "persons", "anyone", "anybody", "humans", "人", "人物", "别人", "行人", "其他人")
)


def denies(name: str, scene: Scene, lexicon: Lexicon) -> bool:
    """Tell whether wishing ``name`` away would wish a subject of ``scene`` away ("no people", and a girl)."""
    concepts = [lexicon.concepts.get(subject.concept) for subject in scene.subjects]
    person = any(concept is not None and concept.kind == "person" for concept in concepts)
    same = lexicon.concept(name)
    return (name.lower() in PEOPLE and person) or any(c is not None and c.id == same for c in concepts if same)


def _is_name(words: str) -> bool:
    if is_chinese(words):
        return VAGUE_ZH.search(words) is None
    said = words.lower().split()
    return 0 < len(said) < 4 and not set(said) & STOPS and not said[-1].endswith(("ly", "ing"))
