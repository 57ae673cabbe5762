"""Turns as people might say them, with their labels: frames filled over random scenes, joined, and made untidy.

A frame is a line of ``tagger_data/frames-*.txt``: ``[a|b|]`` is a choice, ``{T}`` a slot, ``{C>T2}`` a slot whose span
belongs to the span of another. Without ``>`` it belongs to the nearest thing spoken of, if there is one in the frame.
"""

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from dialog.scene import Scene
from rewriter.lexicon import Lexicon
from rewriter.reader.features import LEXICAL, SCENIC, features
from rewriter.reader.labels import INTENTS, TAG_INDEX
from rewriter.reader.tokens import buckets, tokens
from rewriter.training.tagger_phrases import Filler, Piece
from rewriter.training.tagger_scenes import random_scene
from rewriter.training.tagger_words import DATA, Words

FILES = (
    "frames-en.txt",
    "frames-zh.txt",
    "frames-draw.txt",
    "frames-other.txt",
    "frames-remarks.txt",
    "frames-more.txt",
)
CHOICE = re.compile(r"\[([^\[\]]*)\]")
SLOT = re.compile(r"\{(T's|[A-Za-z]+?)(\d?)(?::(\w+))?(?:([>&])(\w+))?\}")
HEADED = {"C", "A", "S", "W", "H", "X", "XB", "PL", "L", "PART", "K", "MORE", "LESS", "REL"}
OWNERS = ("T", "Ts", "N", "P", "TW")
BUT = {"en": (", so ", ", but ", " but ", ". "), "zh": ("，所以", "，但", "，", "。")}
SHARES = (0.14, 0.72, 0.06, 0.08)
"""How often each of INTENTS is practiced."""
KEPT_APART = 9
"""Every so-manieth frame is never trained on."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One line of the data."""

    language: str
    intent: str
    text: str
    apart: bool


@dataclass(frozen=True, slots=True)
class Example:
    """One turn. ``grams`` and ``features`` per token, ``tags`` indexes of TAGS, ``arcs`` the token of the head's
    beginning plus one, 0 for none, -1 where nothing is asked; ``intent`` an index of INTENTS."""

    text: str
    grams: list[list[int]]
    features: list[list[int]]
    tags: list[int]
    arcs: list[int]
    intent: int


def load_frames() -> list[Frame]:
    """Read all frames. Raises OSError where the files are missing."""
    frames, count = [], 0
    for name in FILES:
        language, intent = ("zh" if "zh" in name else "en"), "edit"
        for line in (DATA / name).read_text(encoding="utf-8").splitlines():
            if line.startswith("#"):
                head = line[1:].strip()
                intent = head.split(":")[0].split(" ")[0]
                language = head.split(" ")[1] if name in FILES[2:] else language
            elif line.strip():
                count += 1
                frames.append(Frame(language, intent, line.replace("T's", "Ts"), count % KEPT_APART == 4))
    return frames


@dataclass(frozen=True, eq=False)
class Talk:
    """Makes examples out of ``frames`` and ``words`` (by language)."""

    frames: Sequence[Frame]
    words: Mapping[str, Words]
    lexicon: Lexicon

    def examples(self, seed: int, apart: bool = False) -> Iterator[Example]:
        """Yield examples without end; ``apart`` ones of the frames that are never trained on alone."""
        rng = random.Random(seed)
        while True:
            made = self.example(rng, apart)
            if made is not None:
                yield made

    @cached_property
    def _shelves(self) -> dict[tuple[str, str, bool], list[Frame]]:
        shelves: dict[tuple[str, str, bool], list[Frame]] = {}
        for frame in self.frames:
            shelves.setdefault((frame.language, frame.intent, frame.apart), []).append(frame)
        return shelves

    def example(self, rng: random.Random, apart: bool) -> Example | None:
        """Return one example, None where a frame came out empty."""
        pieces, scene, intent = self.say(rng, rng.choice(("en", "zh")), rng.choices(INTENTS, SHARES)[0], apart)
        return label(pieces, scene, self.lexicon, INTENTS.index(intent), rng)

    def say(self, rng: random.Random, language: str, intent: str, apart: bool) -> tuple[list[Piece], Scene, str]:
        """Return the pieces of one turn, the scene that it is said of, and its intent."""
        words = self.words[language]
        scene = random_scene(words, rng) if intent != "draw" or rng.random() < 0.3 else Scene(language=language)
        filler = Filler(words, scene, rng)
        shelf = self._shelves[language, intent, apart]
        parts = [self._part(filler, rng.choice(shelf).text, rng)]
        while intent == "edit" and len(parts) < 4 and rng.random() < 0.34:
            parts += [[Piece(words.pick("joint", rng))], self._part(filler, rng.choice(shelf).text, rng)]
        if intent == "edit" and rng.random() < 0.2:
            remark = self._part(filler, rng.choice(self._shelves[language, "remark", apart]).text, rng)
            joint = [Piece(rng.choice(BUT[language]) if rng.random() < 0.5 else words.pick("joint", rng))]
            parts = [remark, joint, *parts] if rng.random() < 0.6 else [*parts, joint, remark]
        pieces = [piece for part in parts for piece in part]
        return untidy(pieces, words, rng, wrap=intent != "answer" or rng.random() < 0.3), scene, intent

    def _part(self, filler: Filler, text: str, rng: random.Random) -> list[Piece]:
        """Fill one frame."""
        while CHOICE.search(text):
            text = CHOICE.sub(lambda found: rng.choice(found.group(1).split("|")), text, count=1)
        slots = list(SLOT.finditer(text))
        keys = {found.group(1) + found.group(2): filler.fresh() for found in slots}
        owners = [(found.start(), found.group(1) + found.group(2)) for found in slots if found.group(1) in OWNERS]
        pieces, end = [], 0
        for found in slots:
            pieces.append(Piece(text[end : found.start()]))
            end, name = found.end(), found.group(1) + found.group(2)
            head = found.group(5) or ""
            if not head and found.group(1) in HEADED and owners:
                head = min((at for at in owners if at[1] != name), key=lambda at: abs(at[0] - found.start()))[1]
            if not head and found.group(1) == "P":
                head = next((key for key in keys if key.startswith("O") and key[1:] in ("", found.group(2))), "")
            pieces += filler.slot(found.group(1), found.group(3) or "", keys[name], keys.get(head, ""))
        return [*pieces, Piece(text[end:])]


def untidy(pieces: list[Piece], words: Words, rng: random.Random, wrap: bool) -> list[Piece]:
    """Put politeness around ``pieces`` and take punctuation, capitals and letters away, as in speech and in haste."""
    english = words.language == "en"
    gap = " " if english else ""
    while wrap and rng.random() < 0.25:
        pieces = [Piece(words.pick("prefix", rng) + gap), *pieces]
    if wrap and rng.random() < 0.28:
        tail = words.pick("suffix", rng)
        pieces = [*pieces, Piece(gap * tail[0].isalnum() + tail)]
    hasty, silent, start = rng.random() < 0.15, rng.random() < 0.2, rng.random() < 0.2
    done = []
    for piece in pieces:
        text = piece.text
        if silent and piece.role != "TEXT":
            text = re.sub(r"[,，。.;；、]+", " " if english or rng.random() < 0.5 else "", text)
        if hasty and rng.random() < 0.15:
            text = _slip(text, rng) if english else text.replace("的", "", 1)
        if start and piece is pieces[0]:
            text = text[:1].upper() + text[1:]
        done.append(replace(piece, text=text))
    return done


def _slip(text: str, rng: random.Random) -> str:
    """Exchange, drop or double a letter."""
    if len(text) < 4 or '"' in text:
        return text
    at = rng.randrange(1, len(text) - 1)
    return rng.choice((text[:at] + text[at + 1 :], text[:at] + text[at + 1] + text[at] + text[at + 2 :],
                       text[:at] + text[at] + text[at:]))  # fmt: skip


def joined(pieces: list[Piece]) -> tuple[str, list[tuple[int, int, Piece]]]:
    """Return the text of ``pieces`` and where in it each piece with a role stands."""
    text, spans = "", []
    for piece in pieces:
        said = piece.text if piece.role else re.sub(r" {2,}", " ", piece.text)
        if text.endswith(" ") and said.startswith(" "):
            said = said[1:]
        if piece.role:
            spans.append((len(text), len(text) + len(said), piece))
        text += said
    return text, spans


def label(pieces: list[Piece], scene: Scene, lexicon: Lexicon, intent: int, rng: random.Random) -> Example | None:
    """Return the example that ``pieces`` make: their words as tokens with tags and arcs."""
    text, spans = joined(pieces)
    split = tokens(text)
    if not split:
        return None
    owner = {at: index for index, token in enumerate(split) for at in range(token.start, token.end)}
    tags, arcs, begins = [0] * len(split), [-1] * len(split), {}
    for start, end, piece in spans:
        covered = sorted({owner[at] for at in range(start, end) if at in owner})
        for rank, index in enumerate(covered):
            tags[index] = TAG_INDEX[f"{'I' if rank else 'B'}-{piece.role}"]
        if covered and piece.key:
            begins[piece.key] = covered[0]
    for start, _, piece in spans:
        if start in owner:
            arcs[owner[start]] = begins.get(piece.head, -1) + 1
    marks = features(text, split, scene, lexicon)
    hidden = {index for group in (LEXICAL, SCENIC) if rng.random() < 0.12 for index in group}
    marks = [[mark for mark in each if mark not in hidden and rng.random() > 0.08] for each in marks]
    return Example(text, buckets(split), marks, tags, arcs, intent)
