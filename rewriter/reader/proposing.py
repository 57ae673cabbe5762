"""From spans to operations: what is drawn are the user's own words, put where the spans say they belong."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from dialog.scene import Scene, Subject
from rewriter import frames, words_en
from rewriter.chinese import has_cjk
from rewriter.lexicon import Lexicon
from rewriter.operations import Operation, Phrase
from rewriter.reader.spans import Heard, Span
from rewriter.reader.wordings import as_doing, bare_name, number_of, owner_of, relation_of, whereabouts
from rewriter.reference import is_picture, is_pronoun, strip_article
from rewriter.scalars import color_of, place_of, size_of
from rewriter.subjects import parse

FRAMES = {
    "SET": "setting",
    "TIME": "time",
    "WEA": "weather",
    "STY": "style",
    "LENS": "lens",
    "MOOD": "mood",
    "TEXT": "text",
}
NOUNS = ("NEW", "REP", "WEAR", "HOLD", "PART")
LEAD_EN = re.compile(
    r"\b(?:in|on|at|by|under|inside|near|over|through|across)(?: (?:a|an|the))? $|\b(?:a|an|the) $", re.IGNORECASE
)


@dataclass(frozen=True, eq=False)
class Proposer:
    """Turns what was ``heard`` into operations on ``scene``."""

    heard: Heard
    scene: Scene
    lexicon: Lexicon

    def operations(self) -> list[Operation]:
        """Return the operations in the order of the words."""
        found: list[Operation] = []
        for index, span in enumerate(self.heard.spans):
            maker = MAKERS.get(span.role)
            if maker is not None:
                found += [replace(op, span=self.heard.words) for op in maker(self, index, span)]
        return found

    def children(self, index: int, *roles: str) -> list[Span]:
        """Return the spans of ``roles`` that belong to span ``index``."""
        return [span for span in self.heard.spans if span.head == index and span.role in roles]

    def targets(self, span: Span) -> list[str]:
        """Return the words for everything that ``span`` is said of: "" for what was last spoken of."""
        spans = self.heard.spans
        head = span.head
        if head < 0:
            owned = self.colored_so(span)
            if owned:
                return [owned]
            loose = [one for at, one in enumerate(spans) if one.role == "OLD" and not self.children(at, "REP")]
            return [loose[0].text] if len(loose) == 1 and span.role in ("COLOR", "ATTR", "SIZE") else [""]
        if spans[head].role == "TGT" and spans[head].head >= 0 and spans[spans[head].head].role == "TGT":
            head = spans[head].head
        if spans[head].role in ("TGT", "OLD", "REM"):
            joined = [one.text for one in self.children(head, "TGT")]
            return [owner_of(text) for text in (spans[head].text, *joined)]
        return [spans[head].text]

    def colored_so(self, span: Span) -> str:
        """Return what has the color that ``span`` takes the place of ("not red, blue"), by its id, or ""."""
        olds = [color_of(one.text, self.lexicon) for one in self.heard.spans if one.role == "OLD" and one.head < 0]
        if span.role != "COLOR" or not any(olds):
            return ""
        for subject in self.scene.subjects:
            if subject.color in olds:
                return f"#{subject.id}"
            for name in ("wears", "holds"):
                for at, thing in enumerate(getattr(subject, name)):
                    if thing.color in olds:
                        return f"#{subject.id}.{name}.{at}"
        return ""

    def belongs_to_noun(self, span: Span) -> bool:
        """Tell whether ``span`` is part of a noun phrase that comes in with it."""
        return span.head >= 0 and self.heard.spans[span.head].role in NOUNS

    # noun phrases

    def subject(self, index: int, span: Span) -> Subject:
        """Return the subject that a noun and everything that belongs to it describe."""
        noun = strip_article(span.text) if not has_cjk(span.text) else span.text
        concept = self.lexicon.concept(noun)
        if not has_cjk(noun):
            singular = words_en.singular(noun, concept, self.lexicon)
            many = singular != noun
            noun = singular
        else:
            many = False
        subject = Subject("", noun, concept, 0 if many else 1)
        for one in self.heard.spans:
            if one.head == index and one.role in DESCRIBE:
                subject = DESCRIBE[one.role](self, subject, one)
        return subject

    def thing(self, index: int, span: Span) -> str:
        """Return a worn or held thing in words, as its own tables read them."""
        chinese = has_cjk(span.text)
        bits = sorted((*self.children(index, "COUNT", "SIZE", "ATTR", "COLOR"), span), key=lambda one: one.start)
        noun = strip_article(span.text)
        if chinese:
            said = [
                f"{one.text}的" if one.role == "ATTR" and len(one.text) > 1 else one.text
                for one in bits
                if one is not span
            ]
            return "".join(said) + noun
        said = [one.text for one in bits if one is not span]
        if not self.children(index, "COUNT") and not words_en.is_plural(noun.split()[-1], self.lexicon):
            said.insert(0, "a")
        return " ".join([*said, noun])

    def phrase(self, index: int, span: Span) -> Phrase:
        """Return the noun phrase with its place."""
        subject = self.subject(index, span)
        relation, anchor = "", ""
        for at, one in enumerate(self.heard.spans):
            if one.role == "REL" and one.head == index:
                relation, anchor = relation_of(one.text), self._anchor(at)
                if not relation or not anchor:
                    where = whereabouts(one.text, anchor)
                    subject = replace(
                        subject,
                        action=f"{where}{subject.action}" if has_cjk(where) else f"{subject.action} {where}".strip(),
                    )
                    relation, anchor = "", ""
        return Phrase(subject, relation=relation, anchor=anchor)

    def _anchor(self, index: int) -> str:
        found = self.children(index, "ANC")
        if found:
            return found[0].text
        after = [one for one in self.heard.spans[index + 1 :] if one.role in ("NEW", "TGT")]
        return after[0].text if after else ""

    # what is made of each role

    def add(self, index: int, span: Span) -> Iterator[Operation]:
        """Something new: a subject."""
        yield Operation("add", phrase=self.phrase(index, span))
        yield from self._parts(index, span.text)

    def replace(self, index: int, span: Span) -> Iterator[Operation]:
        """Something in the place of something else."""
        old = self.heard.spans[span.head] if span.head >= 0 else None
        target = owner_of(old.text) if old and old.role in ("OLD", "TGT") else ""
        words = self.thing(index, span)
        yield Operation("replace", target, value=words, phrase=self.phrase(index, span))
        yield from self._parts(index, span.text)

    def _parts(self, index: int, name: str) -> Iterator[Operation]:
        """What a new subject wears, holds and has: read after it is there."""
        for at, one in enumerate(self.heard.spans):
            if one.head == index and one.role in ("WEAR", "HOLD"):
                yield Operation(one.role.lower(), "", value=self.thing(at, one))

    def equip(self, index: int, span: Span) -> Iterator[Operation]:
        """Something to wear or to hold, said of somebody who is there."""
        if self.belongs_to_noun(span):
            return
        for target in self.targets(span):
            yield Operation(span.role.lower(), target, value=self.thing(index, span))

    def color(self, index: int, span: Span) -> Iterator[Operation]:
        """A color of something that is there."""
        if not self.belongs_to_noun(span):
            for target in self.targets(span):
                yield Operation("set", target, "color", self.color_value(span.text))

    def color_value(self, text: str) -> str:
        """Return a color as a scene keeps it."""
        return color_of(text, self.lexicon) or text.strip("的")

    def size(self, index: int, span: Span) -> Iterator[Operation]:
        """Bigger or smaller."""
        if not self.belongs_to_noun(span):
            said = "big" if re.search(r"big|large|huge|giant|enorm|gigant|twice|大", span.text) else "small"
            for target in self.targets(span):
                yield Operation("set", target, "size", size_of(span.text, self.lexicon) or said)

    def attribute(self, index: int, span: Span) -> Iterator[Operation]:
        """An attribute of something that is there."""
        if not self.belongs_to_noun(span):
            for target in self.targets(span):
                if not is_picture(target):
                    yield Operation("set", target, "attribute", span.text.strip("的"))

    def act(self, index: int, span: Span) -> Iterator[Operation]:
        """Something to do."""
        if not self.belongs_to_noun(span):
            for target in self.targets(span):
                yield Operation("act", target, value=as_doing(span.text))

    def part(self, index: int, span: Span) -> Iterator[Operation]:
        """A part of something, with its color or attribute."""
        said = " ".join if not has_cjk(span.text) else "".join
        words = said([*(one.text for one in self.children(index, "COLOR", "ATTR")), span.text])
        if self.belongs_to_noun(span):
            return
        for target in self.targets(span):
            yield Operation("part", target, span.text, words)

    def move(self, index: int, span: Span) -> Iterator[Operation]:
        """Next to something."""
        if self.belongs_to_noun(span):
            return
        where = whereabouts(span.text, self._anchor(index))
        for target in self.targets(span):
            yield Operation("move", target, "where", where)

    def place(self, index: int, span: Span) -> Iterator[Operation]:
        """At a place of the picture."""
        if self.belongs_to_noun(span):
            return
        place = place_of(span.text)
        for target in self.targets(span):
            yield Operation("move", target, "place" if place else "where", place or span.text)

    def count(self, index: int, span: Span) -> Iterator[Operation]:
        """So many of what is there."""
        number = number_of(span.text)
        if self.belongs_to_noun(span):
            return
        for target in self.targets(span):
            if number:
                yield Operation("set", bare_name(target), "count", str(number))

    def more(self, index: int, span: Span) -> Iterator[Operation]:
        """So many more, or fewer."""
        number, sign = number_of(span.text) or 1, -1 if span.role == "LESS" else 1
        for target in self.targets(span):
            phrase = parse(target, self.lexicon) if target and sign > 0 else None
            yield Operation("more", bare_name(target), value=str(sign * number), phrase=phrase)

    def remove(self, index: int, span: Span) -> Iterator[Operation]:
        """Something goes; "it" after it is the same thing."""
        if is_pronoun(span.text) and any(one.role == "REM" for one in self.heard.spans[:index]):
            return
        yield Operation("remove", span.text)

    def restore(self, index: int, span: Span) -> Iterator[Operation]:
        """Something comes back."""
        yield Operation("restore", span.text)

    def frame(self, index: int, span: Span) -> Iterator[Operation]:
        """A fact of the whole picture."""
        name, text = FRAMES[span.role], span.text
        if name in ("mood", "text"):
            yield Operation("frame", attribute=name, value=text.strip("\"“”「」'"))
            return
        lead = LEAD_EN.search(self.heard.words[: span.start]) if not has_cjk(text) else None
        said = (lead.group() if lead else "") + text
        for words in (said, text):
            facts = [value for field, value in frames.whole(words, self.lexicon, loose=False) or () if field == name]
            if facts:
                yield Operation("frame", attribute=name, value=facts[0])
                return
        if name == "style":
            value = frames.style_value(text, self.lexicon)
        elif name == "lens":
            value = frames.lens_value(text, self.lexicon)
        elif name == "setting":
            value = frames.setting_value(said, self.lexicon)
        else:
            value = self.lexicon.value(name, text)
        yield Operation("frame", attribute=name, value=value or text)

    def mention(self, index: int, span: Span) -> Iterator[Operation]:
        """Somebody is spoken of; what follows may be about them."""
        if not any(one.head == index for one in self.heard.spans):
            yield Operation("comment", value=span.text)


def _describe_count(proposer: Proposer, subject: Subject, span: Span) -> Subject:
    number = number_of(span.text)
    if number:
        return replace(subject, count=number)
    return replace(subject, count=0, attributes=(span.text, *subject.attributes))


def _describe_size(proposer: Proposer, subject: Subject, span: Span) -> Subject:
    size = size_of(span.text, proposer.lexicon) or proposer.lexicon.lookup(span.text, "size")
    if size:
        return replace(subject, size=size)
    return replace(subject, attributes=(*subject.attributes, span.text))


def _describe_color(proposer: Proposer, subject: Subject, span: Span) -> Subject:
    value = proposer.color_value(span.text)
    return (
        replace(subject, color=value)
        if not subject.color
        else replace(subject, attributes=(*subject.attributes, span.text))
    )


def _describe_attribute(proposer: Proposer, subject: Subject, span: Span) -> Subject:
    return replace(subject, attributes=(*subject.attributes, span.text.strip("的")))


def _describe_act(proposer: Proposer, subject: Subject, span: Span) -> Subject:
    joint = "" if has_cjk(span.text) else " and "
    return replace(subject, action=joint.join(part for part in (subject.action, as_doing(span.text)) if part))


def _describe_place(proposer: Proposer, subject: Subject, span: Span) -> Subject:
    place = place_of(span.text)
    return (
        replace(subject, place=place)
        if place
        else replace(subject, action=f"{subject.action} {whereabouts(span.text, '')}".strip())
    )


def _describe_part(proposer: Proposer, subject: Subject, span: Span) -> Subject:
    index = proposer.heard.spans.index(span)
    said = [one.text for one in proposer.children(index, "COLOR", "ATTR")]
    words = "".join([*said, span.text]) if has_cjk(span.text) else " ".join(["with", *said, span.text])
    return replace(subject, attributes=(*subject.attributes, words))


DESCRIBE: dict[str, Callable[[Proposer, Subject, Span], Subject]] = {
    "COUNT": _describe_count,
    "SIZE": _describe_size,
    "COLOR": _describe_color,
    "ATTR": _describe_attribute,
    "ACT": _describe_act,
    "PLACE": _describe_place,
    "PART": _describe_part,
}
MAKERS: dict[str, Callable[[Proposer, int, Span], Iterator[Operation]]] = {
    "NEW": Proposer.add,
    "REP": Proposer.replace,
    "WEAR": Proposer.equip,
    "HOLD": Proposer.equip,
    "COLOR": Proposer.color,
    "SIZE": Proposer.size,
    "ATTR": Proposer.attribute,
    "ACT": Proposer.act,
    "PART": Proposer.part,
    "REL": Proposer.move,
    "PLACE": Proposer.place,
    "COUNT": Proposer.count,
    "MORE": Proposer.more,
    "LESS": Proposer.more,
    "REM": Proposer.remove,
    "RES": Proposer.restore,
    "TGT": Proposer.mention,
    **dict.fromkeys(FRAMES, Proposer.frame),
}
