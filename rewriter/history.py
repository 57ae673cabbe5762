"""The chain of turns as the rewriter sees it: which turns drew, what they held, and which one the user means.

Users call pictures by the numbers of ``versions``, which count all branches; turns are counted on the chain, and a
number beyond its end is the ``base`` of a picture on another branch.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dialog.scene import Scene
from dialog.types import Turn
from dialog.versions import Version
from rewriter.caption import caption
from rewriter.chinese import MEASURES, has_cjk
from rewriter.english import word_list
from rewriter.freetext import mentions
from rewriter.intents import PREVIOUS
from rewriter.lexicon import Lexicon
from rewriter.ordinals import pictures, steps
from rewriter.resolve import Referent

DREW = ("draw", "edit", "back")
SINCE = re.compile(
    r"\b(?:since|after|when|from) (?:(?:i|we|you|the|that|a|an|he|she|it|they|put|got|had|was|were|added|came"
    r"|first)\b )*"
    r"(?P<x>\w{3,}.*)$",
    re.IGNORECASE,
)
LOOSE = frozenset(
    word_list("thing things stuff made added that with the and then came arrived put was were got had onwards appeared")
)


AS_IT_WAS = re.compile(r"^(?:to )?(?:how|the way) (?:it|this|that|things|everything|it all) (?:was|were|looked)$", re.I)


@dataclass(frozen=True)
class History:
    """``turns`` and ``versions`` as they were handed in; turns are counted from 1."""

    turns: Sequence[Turn]
    versions: Sequence[Version] = ()

    @property
    def scene(self) -> Scene:
        """The scene now."""
        return self.turns[-1].draft.scene if self.turns else Scene()

    @property
    def drawn(self) -> tuple[int, ...]:
        """The turns of the chain that made a picture, or would have, or went back to one."""
        return tuple(i for i, turn in enumerate(self.turns, 1) if turn.draft.intent in DREW)

    @property
    def scenes(self) -> tuple[Scene, ...]:
        """The scenes of all drawing turns, oldest first."""
        return tuple(self.turns[i - 1].draft.scene for i in self.drawn)

    def scene_of(self, number: int) -> Scene:
        """Return the scene of turn ``number``."""
        if number > len(self.turns):
            return next(one.turn.draft.scene for one in self.versions if one.base == number)
        return self.turns[number - 1].draft.scene

    def picture_of(self, number: int) -> int:
        """Return the number of the picture that is seen after turn ``number``, 0 when there is none."""
        while number > 0:
            for version in self.versions:
                if version.base == number:
                    return version.number
            draft = self.turns[number - 1].draft
            if draft.intent == "draw":
                return 0  # it was stopped or failed: a new picture that nobody has seen
            number = min(draft.base, number - 1) if draft.intent == "back" else number - 1
        return 0

    def focus(self) -> list[str]:
        """Return subject ids, the one last spoken of first."""
        order: list[str] = []
        for turn in reversed(self.turns):
            fresh = any(change.kind == "new" for change in turn.draft.changes)
            for change in turn.draft.changes if fresh else reversed(turn.draft.changes):
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
        """Return the highest number any subject id ever had, on any branch: two pictures may be combined."""
        scenes = (*self.scenes, *(version.turn.draft.scene for version in self.versions))
        numbers = [int(s.id[1:]) for scene in scenes for s in scene.subjects if s.id[1:].isdecimal()]
        return max(numbers, default=0)

    def ordinals(self, words: str) -> list[int]:
        """Return the turns whose pictures are meant by "the first picture", 第二张, in the order named."""
        count = len(self.versions)
        places = [number - 1 if number > 0 else count + number for number in pictures(words)]
        return [self.versions[place].base for place in places if 0 <= place < count]

    def way_back(self, words: str, lexicon: Lexicon) -> tuple[int, bool]:
        """Return the turn that "go back to …" means, 0 when none fits, and whether it is reached step by step."""
        if asked := steps(words):
            return self.previous(asked), True
        told = re.search(
            r"\b(?:picture|one|version|image|drawing) (?:where|in which|when|that had) (?P<x>.+)$", words, re.IGNORECASE
        )
        if told and (number := self.described(told.group("x"), lexicon, first=bool(re.search(r"\bfirst\b", words)))):
            return number, False
        if pictures(words):
            return next(iter(self.ordinals(words)), 0), False
        before = re.search(
            r"\bbefore (?:i |you |we |the |that )?(?!that$|this$|it$)"
            r"(?P<x>\w{3,}.*)$",
            words,
            re.IGNORECASE,
        )
        if before and (number := self.before_words(before.group("x"), lexicon)):
            return number, False
        since = SINCE.search(words)
        if since and (number := self.since_words(since.group("x"), lexicon)):
            return number, False
        if not words or PREVIOUS.search(words) or AS_IT_WAS.match(words):
            return self.previous(), True
        return self.described(words, lexicon), False

    def described(self, words: str, lexicon: Lexicon, *, first: bool = False) -> int:
        """Return the latest (or the ``first``) earlier turn whose picture fits "the red one", 红色那张; 0 when none
        does."""
        wanted = _keywords(words, lexicon)
        now = caption(self.scene, lexicon)
        if not wanted:
            return 0
        elsewhere = [one.base for one in self.versions if one.base > len(self.turns)]
        for number in self.drawn if first else (*reversed(self.drawn), *reversed(elsewhere)):
            text = caption(self.scene_of(number), lexicon)
            if text != now and all(any(mentions(text, form) for form in forms) for forms in wanted):
                return number
        return 0

    def before_words(self, words: str, lexicon: Lexicon) -> int:
        """Return the last drawing turn before any of ``words`` came into the picture and stayed; 0 when none did."""
        asked = [
            w
            for w in re.findall(r"[a-z]{4,}", words.lower())
            if w not in ("thing", "stuff", "made", "added", "that", "with")
        ]
        return self._arrived(asked, lexicon)[0]

    def since_words(self, words: str, lexicon: Lexicon) -> int:
        """Return the drawing turn with which any of ``words`` came into the picture to stay; 0 when none is there."""
        asked = [word for word in re.findall(r"[a-z]{3,}", words.lower()) if word not in LOOSE]
        return self._arrived(asked, lexicon)[1]

    def _arrived(self, asked: Sequence[str], lexicon: Lexicon) -> tuple[int, int]:
        """Return the last drawing turn without any of the words, and the first one after it, both 0 when none fits."""
        first = 0
        for number in reversed(self.drawn):
            scene = self.scene_of(number)
            text = f"{caption(scene, lexicon)} {scene.weather} {scene.time} {scene.style}".lower()
            if not any(word[:6] in text for word in asked):
                return (number, first) if first else (0, 0)
            first = number
        return 0, first

    def previous(self, count: int = 1) -> int:
        """Return the turn that so many steps back lead to, 0 when there are not so many."""
        at = self.drawn[-1] if self.drawn else 0
        for _ in range(count):
            at = self._before(at)
        return at

    def _before(self, at: int) -> int:
        """Return the drawing turn before ``at``; before a step back, the one before where it led."""
        while at and self._stepped(at):
            at = self.turns[at - 1].draft.base
        return max((number for number in self.drawn if number < at), default=0)

    def _stepped(self, at: int) -> bool:
        """Tell whether turn ``at`` went back step by step, or to where the talk stood anyway."""
        draft = self.turns[at - 1].draft
        steps_back = any(change.attribute == "step" for change in draft.changes) or draft.base == at - 1
        return draft.intent == "back" and 0 < draft.base < at and steps_back

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
