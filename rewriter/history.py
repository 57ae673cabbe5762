"""The chain of turns as the rewriter sees it: which turns drew, what they held, and which one the user means."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dialog.scene import Scene
from dialog.types import Turn
from rewriter.caption import caption
from rewriter.chinese import MEASURES, NUMERALS, has_cjk
from rewriter.freetext import mentions
from rewriter.lexicon import Lexicon
from rewriter.reference import ORDINALS
from rewriter.resolve import Referent

DREW = ("draw", "edit", "back")
ORDINAL_EN = re.compile(
    r"\b(?:(?:the )?(first|second|third|fourth|fifth|sixth|1st|2nd|3rd|4th|5th|original|very first"
    r"|initial)(?: (?:one|picture|image|version|drawing|photo|result|try))?|"
    r"(?:picture|image|version|number|no\.?|#) ?#?(\d{1,2}|one|two|three|four|five))\b",
    re.IGNORECASE,
)
ORDINAL_ZH = re.compile(
    r"(?:第([一二两三四五六七八九十]|\d{1,2})(?:张|幅|个|次|版|步|轮)|最(初|开始|早)(?:的)?(?:那?[张幅个版])?|图([一二三四五\d]))"
)
WORD_NUMBERS = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "original": 1,
    "very first": 1,
    "initial": 1,
    "sixth": 6,
}


@dataclass(frozen=True)
class History:
    """``turns`` as they were handed in; numbers are 1-based."""

    turns: Sequence[Turn]

    @property
    def scene(self) -> Scene:
        """The scene now."""
        return self.turns[-1].draft.scene if self.turns else Scene()

    @property
    def drawn(self) -> tuple[int, ...]:
        """Numbers of the turns that made a picture (or would have)."""
        return tuple(i for i, turn in enumerate(self.turns, 1) if turn.draft.intent in DREW)

    @property
    def scenes(self) -> tuple[Scene, ...]:
        """The scenes of all drawing turns, oldest first."""
        return tuple(self.turns[i - 1].draft.scene for i in self.drawn)

    def scene_of(self, number: int) -> Scene:
        """Return the scene of turn ``number``."""
        return self.turns[number - 1].draft.scene

    def focus(self) -> list[str]:
        """Return subject ids, the one last spoken of first."""
        order: list[str] = []
        for turn in reversed(self.turns):
            for change in reversed(turn.draft.changes):
                if change.target and change.kind != "remove" and change.target not in order:
                    order.append(change.target)
        return order

    def thing(self) -> Referent | None:
        """Return the worn or held thing that the last turn was about, if it had a color of its own."""
        last = next((t for t in reversed(self.turns) if t.draft.intent in DREW), None)
        if last is None or not last.draft.changes:
            return None
        change = last.draft.changes[-1]
        name = change.attribute.split(".")[0]
        subject = next((s for s in last.draft.scene.subjects if s.id == change.target), None)
        if name not in ("wears", "holds") or subject is None or change.kind == "remove":
            return None
        for index, thing in enumerate(getattr(subject, name)):
            if (thing.noun == change.value or "." in change.attribute) and thing.color:
                return Referent(name, subject.id, index, thing.noun)
        return None

    def used_ids(self) -> int:
        """Return the highest number any subject id ever had."""
        numbers = [int(s.id[1:]) for scene in self.scenes for s in scene.subjects if s.id[1:].isdecimal()]
        return max(numbers, default=0)

    def ordinals(self, words: str) -> list[int]:
        """Return the turns meant by "the first picture", 第二张, in the order named."""
        numbers: list[int] = []
        if has_cjk(words):
            for found in ORDINAL_ZH.finditer(words):
                digit = found.group(1) or found.group(3)
                numbers.append(1 if digit is None else NUMERALS.get(digit) or int(digit))
        else:
            for found in ORDINAL_EN.finditer(words):
                word = (found.group(1) or found.group(2)).lower()
                numbers.append(ORDINALS.get(word) or WORD_NUMBERS.get(word) or (int(word) if word.isdecimal() else 0))
        drawn = self.drawn
        return [drawn[n - 1] for n in numbers if 0 < n <= len(drawn)]

    def described(self, words: str, lexicon: Lexicon) -> int:
        """Return the latest earlier turn whose picture fits "the red one", 红色那张; 0 when none does."""
        wanted = _keywords(words, lexicon)
        now = caption(self.scene, lexicon)
        if not wanted:
            return 0
        for number in reversed(self.drawn):
            text = caption(self.scene_of(number), lexicon)
            if text != now and all(any(mentions(text, form) for form in forms) for forms in wanted):
                return number
        return 0

    def previous(self) -> int:
        """Return the turn that a plain undo goes back to, 0 when there is none."""
        drawn = list(self.drawn)
        if not drawn:
            return 0
        tip = self.turns[drawn[-1] - 1].draft
        stepped = tip.intent == "back" and any(c.attribute == "step" for c in tip.changes)
        at = tip.base if stepped else drawn[-1]
        earlier = [number for number in drawn if number < at]
        return earlier[-1] if earlier else 0

    def roots(self) -> list[int]:
        """Return the last turn of each picture begun anew, oldest first: what "the two" are."""
        ends: list[int] = []
        for number in self.drawn:
            kinds = {change.kind for change in self.turns[number - 1].draft.changes}
            if "new" in kinds or not ends:
                ends.append(number)
            else:
                ends[-1] = number
        return ends


def _keywords(words: str, lexicon: Lexicon) -> list[tuple[str, ...]]:
    """Return the telling words, each with its forms in both languages."""
    wanted: list[tuple[str, ...]] = []
    known = lexicon.find(words)
    for match in known:
        if match.category == "size" or words[match.start : match.end] in ("one",):
            continue
        said = words[match.start : match.end]
        forms = (
            said,
            lexicon.canonical(match.category, match.id, "en"),
            lexicon.canonical(match.category, match.id, "zh"),
        )
        wanted.append(forms)
    if not wanted and not has_cjk(words):
        rest = re.sub(
            r"\b(?:the|one|version|picture|image|with|of|a|an|that|it|to|before|without|previous|last|drawing)\b",
            " ",
            words,
        )
        wanted = [(word,) for word in re.findall(r"[A-Za-z]{3,}", rest)]
    if not wanted and has_cjk(words):
        rest = re.sub(rf"那[{MEASURES}]|的|版本?|图片?|画|有|这", "", words)
        wanted = [(rest,)] if rest else []
    return wanted
