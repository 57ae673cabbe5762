"""Reads a caption of the wide corpus back into facts, and so proves what it names.

The reader shares no code with the grammars, only the tables of names. Every sign of the caption must be a known name of
a fact or one of the few joining words listed here; an unknown word is an error. Subjects are told apart by concept.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from dialog.scene import Relation, Scene
from rewriter import phrases_en, phrases_zh
from rewriter.english import plural
from rewriter.layout_wide import BETWEEN, between
from rewriter.lexicon import Lexicon
from rewriter.training import joining, terms
from rewriter.training.facts import Fact, facts
from rewriter.training.vocabulary import Vocabulary

Index = dict[str, list[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Token:
    """A stretch of the caption: all (kind, value) that it may mean."""

    text: str
    meanings: tuple[tuple[str, str], ...]

    def value(self, kind: str) -> str | None:
        """What it means as ``kind``, None when it cannot be that."""
        return next((value for found, value in self.meanings if found == kind), None)


class Unreadable(ValueError):
    """A caption holds something that is neither a fact's name nor a joining word."""


KINDS_EN = {
    "num": {"a": "1", "an": "1", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5"},
    "wears": {"wearing": "", "wears": "", "wear": ""},
    "holds": {"holding": "", "holds": "", "hold": ""},
    "is": {"is": "", "are": ""},
    "and": {"and": ""},
    "the": {"the": ""},
    "size": {"small": "small", "big": "big"},
    "side": {
        "to the left of": "left_of", "on the left of": "left_of", "to the right of": "right_of",
        "on the right of": "right_of", "above": "above", "below": "below", "beneath": "below", "next to": "next_to",
        "beside": "next_to", "in front of": "in_front_of", "behind": "behind", "between": BETWEEN,
    },
    "place": {
        "on the left": "left", "on the left side": "left", "on the right": "right", "on the right side": "right",
        "at the top": "top", "at the bottom": "bottom", "in the center": "center", "in the middle": "center",
    },
}  # fmt: skip
KINDS_ZH = {
    "wears": {"戴着": "", "穿着": ""},
    "holds": {"拿着": "", "手持": ""},
    "is": {"是": ""},
    "and": {"和": "", "、": ""},
    "de": {"的": ""},
    "at": {"在": ""},
    "size": {"小小的": "small", "大大的": "big"},
    "side": {
        "左边": "left_of", "左侧": "left_of", "右边": "right_of", "右侧": "right_of", "上方": "above", "上面": "above",
        "下方": "below", "下面": "below", "旁边": "next_to", "前面": "in_front_of", "前方": "in_front_of",
        "后面": "behind", "后方": "behind", "中间": BETWEEN, "之间": BETWEEN,
    },
    "place": {
        "在左边": "left", "在画面左边": "left", "在左侧": "left", "在右边": "right", "在画面右边": "right",
        "在右侧": "right", "在上方": "top", "在画面上方": "top", "在下方": "bottom", "在画面下方": "bottom",
        "在中间": "center", "在画面中间": "center",
    },
}  # fmt: skip
STOPS = {"，": "comma", ",": "comma", "。": "stop", ".": "stop", "?": "stop", ":": "comma", ";": "stop"}
ARTICLE = re.compile("(?:an?|the) ")
NUMERALS = dict(zip("一两三四五", "12345", strict=True))


class Reader:
    """Cuts captions into tokens; built once for a lexicon and its vocabulary."""

    def __init__(self, lexicon: Lexicon, words: Vocabulary) -> None:
        self.index: dict[str, Index] = {"en": {}, "zh": {}}
        self._names(lexicon, words)
        self._tables(words)
        self._phrases(lexicon, words)
        self._longest = {language: max(map(len, index)) for language, index in self.index.items()}

    def _add(self, language: str, kind: str, said: Iterable[tuple[str, str]]) -> None:
        for text, value in said:
            entries = self.index[language].setdefault(text.lower(), [])
            if (kind, value) not in entries:
                entries.append((kind, value))

    def _names(self, lexicon: Lexicon, words: Vocabulary) -> None:
        for language, names in words.names.items():
            for concept, said in names.items():
                self._add(language, "noun", ((name, concept) for name in said))
                self._add(language, "noun", ((plural(name), concept) for name in said if language == "en"))
            for color, said in words.colors[language].items():
                self._add(language, "color", ((word, color) for word in said))
        measures = {concept.measure or "个" for concept in lexicon.concepts.values()}
        self._add("zh", "num", ((n + m, value) for n, value in NUMERALS.items() for m in measures))

    def _tables(self, words: Vocabulary) -> None:
        for language, kinds, glue in (("en", KINDS_EN, joining.GLUE_EN), ("zh", KINDS_ZH, joining.GLUE_ZH)):
            for kind, table in kinds.items():
                self._add(language, kind, table.items())
            for sign, kind in STOPS.items():
                self._add(language, kind, [(sign, "")])
            self._add(language, "glue", ((word, "") for word in glue if word not in self.index[language]))
        en, zh = "en", "zh"
        rows: tuple[tuple[str, str, terms.Phrases], ...] = (
            (en, "setting", terms.AT_EN), (en, "setting", terms.NAMED_EN), (zh, "setting", terms.AT_ZH),
            (zh, "setting", terms.NAMED_ZH), (en, "time", terms.TIMES_EN), (en, "time", terms.TIMES_NAMED_EN),
            (zh, "time", terms.TIMES_ZH), (en, "weather", terms.WEATHER_EN), (en, "weather", terms.WEATHER_TOLD_EN),
            (zh, "weather", terms.WEATHER_ZH), (en, "style", terms.STYLES_EN), (zh, "style", terms.STYLES_ZH),
            (en, "lens", terms.LENSES_EN), (zh, "lens", terms.LENSES_ZH),
        )  # fmt: skip
        for language, kind, phrases in rows:
            for id_, said in phrases.items():
                self._add(language, kind, ((phrase, id_) for phrase in said))
        for id_, said in terms.NAMED_EN.items():
            self._add(en, "setting", ((re.sub("^(?:an?|the) ", "", phrase), id_) for phrase in said))

    def _phrases(self, lexicon: Lexicon, words: Vocabulary) -> None:
        """The canonical grammar's phrases for every word that a scene may hold."""
        say = {
            "setting": phrases_en.setting_phrase, "time": phrases_en.time_phrase, "weather": phrases_en.weather_phrase,
            "style": phrases_en.style_phrase, "lens": phrases_en.lens_phrase,
        }  # fmt: skip
        for (kind, id_), said in words.terms["en"].items():
            self._add("en", kind, ((say[kind](word, lexicon), id_) for word in (id_, *said)))
        for (kind, id_), said in words.terms["zh"].items():
            self._add("zh", kind, ((word, id_) for word in said))
            if kind == "style":
                self._add("zh", kind, ((phrases_zh.style_phrase(word, lexicon), id_) for word in (id_, *said)))

    def tokens(self, caption: str, language: str) -> list[Token]:
        """Cut ``caption`` into known words, the longest first; raise Unreadable where there is none.

        Where a longest word leaves a rest that cannot be read ("和服" in "灯和服务犬"), shorter ones are tried.
        """
        low, index = caption.lower(), self.index[language]
        tried: list[tuple[int, list[int]]] = []
        at, furthest = 0, 0
        while True:
            while at < len(low) and low[at].isspace():
                at += 1
            if at == len(low):
                return [Token(low[start : ends[0]], tuple(index[low[start : ends[0]]])) for start, ends in tried]
            furthest = max(furthest, at)
            ends = self._ends(low, at, language)
            while not ends and tried:
                at, ends = tried.pop()
                ends = ends[1:]
            if not ends:
                rest = caption[furthest : furthest + 24]
                raise Unreadable(f"no fact and no joining word at {rest!r} in {caption!r}")
            tried.append((at, ends))
            at = ends[0]

    def _ends(self, low: str, at: int, language: str) -> list[int]:
        """Where the known words that begin at ``at`` end, the longest first; an article alone before a longer name."""
        ends = self._words(low, at, language)
        after = ARTICLE.match(low, at)
        longer = after and max(self._words(low, after.end(), language), default=0) > max(ends, default=0)
        # "a kitchen knife" is no kitchen.
        return sorted(ends, key=lambda end: (end == after.end() - 1, end), reverse=True) if after and longer else ends

    def _words(self, low: str, at: int, language: str) -> list[int]:
        index, found = self.index[language], []
        for end in range(min(len(low), at + self._longest[language]), at, -1):
            inside = end < len(low) and low[end - 1 : end + 1].isascii() and low[end - 1 : end + 1].isalnum()
            if low[at:end] in index and not inside:
                found.append(end)
        return found


def by_concept(scene: Scene) -> set[Fact]:
    """Return the facts of ``scene`` with every subject's id replaced by its concept."""
    name = {subject.id: subject.concept for subject in scene.subjects}

    def renamed(one: Relation) -> Relation:
        other = " ".join(name[id_] for id_ in between(one)) if one.kind == BETWEEN else name[one.object]
        return Relation(name[one.subject], one.kind, other)

    subjects = tuple(replace(subject, id=subject.concept) for subject in scene.subjects)
    return facts(replace(scene, subjects=subjects, relations=tuple(map(renamed, scene.relations))))
