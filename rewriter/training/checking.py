"""What a caption of the wide corpus says, read token by token in both languages, against the scene it was made for."""

from dataclasses import dataclass, field

from dialog.scene import Scene
from rewriter.layout_wide import BETWEEN
from rewriter.training.facts import WHOLE, Fact, relation
from rewriter.training.reading import Reader, Token, by_concept


@dataclass(slots=True)
class Reading:
    """What has been understood so far."""

    facts: set[Fact] = field(default_factory=set)
    counts: dict[str, set[str]] = field(default_factory=dict)
    subject: str = ""
    number: str = ""
    color: str = ""
    size: str = ""
    verb: str = ""
    things: list[tuple[str, str, str]] = field(default_factory=list)
    before: list[tuple[str, str, str]] = field(default_factory=list)
    side: str = ""
    others: list[str] = field(default_factory=list)

    def mention(self, concept: str) -> None:
        """A noun: a thing after a verb, the other of a relation after its side, else the subject spoken of."""
        if self.verb:
            self.things.append((self.verb, concept, self.color))
        elif self.side:
            self.others.append(concept)
            self.related()
        else:
            self.subject = concept
            self.counts.setdefault(concept, set()).update({self.number} - {""})
            self.facts.update(("wears" if v == "wears" else "holds", concept, c, k) for v, c, k in self.before)
            self.before = []
            for name, value in (("color", self.color), ("size", self.size)):
                if value:
                    self.facts.add((name, concept, value))
            self.size = ""
        self.number = self.color = ""

    def related(self) -> None:
        """Close a relation as soon as all that it needs has been named."""
        if self.side and self.side != "?" and len(self.others) == (2 if self.side == BETWEEN else 1):
            self.facts.add(relation(self.subject, self.side, *self.others))
            self.side, self.others = "", []

    def close(self) -> None:
        """The end of a clause: what was worn or held belongs to the subject spoken of."""
        self.facts.update((verb, self.subject, concept, color) for verb, concept, color in self.things)
        self.things, self.verb = [], ""

    def done(self) -> set[Fact]:
        """All facts; a subject without a number is one."""
        self.close()
        for concept, numbers in self.counts.items():
            self.facts.update(("subject", concept, concept, number) for number in numbers or {"1"})
        return self.facts


def _adjective(tokens: list[Token], at: int) -> bool:
    """Tell whether the word at ``at``, a colour or a size, stands before a noun (the English order)."""
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    return following is not None and any(following.value(kind) is not None for kind in ("noun", "color"))


def read_en(tokens: list[Token]) -> set[Fact]:
    """Read an English caption."""
    reading = Reading()
    for at, token in enumerate(tokens):
        previous = tokens[at - 1] if at else None
        predicate = previous is not None and previous.value("is") is not None and not _adjective(tokens, at)
        color, size, noun = token.value("color"), token.value("size"), token.value("noun")
        if color is not None and (predicate or noun is None or _adjective(tokens, at)):
            _quality(reading, "color", color, predicate)
        elif size is not None:
            _quality(reading, "size", size, predicate)
        elif noun is not None:
            reading.mention(noun)
        else:
            _other_en(reading, token)
    return reading.done()


def _quality(reading: Reading, name: str, value: str, predicate: bool) -> None:
    if predicate:
        reading.facts.add((name, reading.subject, value))
    else:
        setattr(reading, name, value)


def _other_en(reading: Reading, token: Token) -> None:
    kind, value = token.meanings[0]
    if kind == "num":
        reading.number = value
    elif kind in ("wears", "holds"):
        reading.close()
        reading.verb = kind
    elif kind == "side":
        reading.close()
        reading.side = value
    elif kind == "place":
        reading.close()
        reading.facts.add(("place", reading.subject, value))
    elif kind in WHOLE:
        reading.close()
        reading.facts.add((kind, value))
        reading.number = ""
    elif kind in ("comma", "stop"):
        reading.close()


def read_zh(tokens: list[Token]) -> set[Fact]:
    """Read a Chinese caption."""
    reading = Reading()
    for at, token in enumerate(tokens):
        previous = tokens[at - 1] if at else None
        kind, value = token.meanings[0]
        if kind == "num":
            reading.close()
            reading.number = value
        elif kind in ("color", "size"):
            said = previous is not None and previous.value("is") is not None
            _quality(reading, kind, value, said)
        elif kind == "noun":
            reading.mention(value)
        elif kind == "de" and reading.verb and previous is not None and previous.value("noun") is not None:
            reading.before, reading.things, reading.verb = [*reading.before, *reading.things], [], ""
        elif kind in ("wears", "holds"):
            reading.verb = kind
        elif kind == "at":
            reading.close()
            reading.side = "?"
        elif kind == "side" and reading.side == "?":
            reading.side = value
            reading.related()
        elif kind == "place":
            reading.close()
            reading.facts.add(("place", reading.subject, value))
        elif kind in WHOLE:
            reading.close()
            reading.facts.add((kind, value))
        elif kind in ("comma", "stop", "glue"):
            reading.close()
    return reading.done()


def faults(reader: Reader, scene: Scene, caption: str, language: str) -> tuple[set[Fact], set[Fact]]:
    """Return the facts of ``scene`` that ``caption`` does not name, and what it names that is none of them.

    Both are empty for an exact caption. Raises Unreadable where the caption holds an unknown word.
    """
    tokens = reader.tokens(caption, language)
    said = read_zh(tokens) if language == "zh" else read_en(tokens)
    wanted = by_concept(scene)
    said = _unfolded(scene, said)
    return wanted - said, said - wanted


def _unfolded(scene: Scene, said: set[Fact]) -> set[Fact]:
    """The rewriter says "a left of b" of the only two as two places: read those as the relation again."""
    if len(scene.subjects) != 2 or any(subject.place for subject in scene.subjects):
        return said
    places = {fact[2]: fact[1] for fact in said if fact[0] == "place"}
    for first, second, kind in (("left", "right", "left_of"), ("top", "bottom", "above")):
        if set(places) == {first, second}:
            rest = {fact for fact in said if fact[0] != "place"}
            return rest | {relation(places[first], kind, places[second])}
    return said
