"""English statements of where things are ("the castle should be on a hill") and of each of several ("one is black")."""

import re
from dataclasses import replace as changed

from dialog.scene import Subject
from rewriter import frames, nouns_en
from rewriter.adding_en import put
from rewriter.describing_en import adjectival
from rewriter.english import article
from rewriter.groups import id_words
from rewriter.members_en import lives
from rewriter.operations import Operation
from rewriter.reference import is_picture
from rewriter.scalars import color_of, place_of, size_of
from rewriter.values import Context

Match = re.Match[str]
STANDS = re.compile(
    r"^(?P<x>it|he|she|they|(?:the|his|her|its|their) [\w' -]{1,40}?) (?:(?:should|could|must|has to|have to|needs? to"
    r"|would) (?:be|go)|is|are|belongs?|goes|go)(?: now| up| out| down)?"
    r" (?P<y>(?:on top of|in front of|next to|on|in|at|under|inside|near|by|beside|behind|between|above|over|outside)"
    r" .+)$",
    re.IGNORECASE,
)


def located(words: str, context: Context) -> list[Operation]:
    """ "the castle should be on a hill": as if it were put there."""
    found = STANDS.match(words)
    if found is None or context.resolver.subject(found.group("x")) is None or place_of(found.group("y")):
        return []
    if frames.whole(found.group("y"), context.lexicon, loose=False):
        return []
    if found.group("x").lower() == "they" and len(all_ := context.resolver.subjects("they")) > 1:
        where = found.group("y")
        return [Operation("move", id_words(one), "where", where, span=found.group(0)) for one in all_]
    return put(found, context)


ITS = re.compile(
    r"^(?:make )?(?P<o>its|his|her|their|the [a-z]+(?: [a-z]+)?'s) (?P<n>[a-z]+(?: [a-z]+)?) (?:is|are|should be"
    r"|must be) (?P<how>[a-z-]+(?:(?:,| and) [a-z-]+)?)$",
    re.IGNORECASE,
)


def its_part(words: str, context: Context) -> list[Operation]:
    """ "its tentacles are purple", where nobody spoke of tentacles: whoever it is has purple ones."""
    found = ITS.match(words)
    if found is None or not adjectival(found.group("how"), context.lexicon):
        return []
    if context.resolver.find(f"{found.group('o')} {found.group('n')}") is not None or context.resolver.find(
        found.group("n")
    ):
        return []
    said = f"{found.group('how')} {found.group('n')}"
    said = said if found.group("n").endswith("s") else f"{article(said)} {said}"
    owner = context.resolver.subject(
        {"its": "it", "his": "him", "their": "they"}.get(found.group("o"), found.group("o").removesuffix("'s"))
    )
    if owner is None:
        return []
    return [Operation("part", id_words(owner), found.group("n"), value=f"with {said}", span=words)]


EACH = re.compile(
    r"^(?:and )?(?:(?:the )?(?:one|another|another one|a third|second|second one|third|third one|last|last one|other"
    r"|other one|first|first one)|the (?:rest|others?))(?: of (?:them|these|those))?(?: (?:is|are|should be|in))?"
    r" (?P<how>(?!of\b|is\b|are\b|more\b|less\b|fewer\b)[a-z]+(?:ing [a-z ]+)?)$",
    re.IGNORECASE,
)
BETWEEN = re.compile(r",? and (?=(?:one|another|the)\b)|, (?=(?:one|another|the)\b)| (?=one [a-z]+(?: one|$| and))")


def each_of_them(words: str, context: Context) -> list[Operation]:
    """ "one black, one white and one orange" of three kittens: each becomes a subject of its own."""
    pieces = [EACH.match(piece) for piece in BETWEEN.split(words.lower())]
    group = next((s for s in context.scene.subjects if s.count == len(pieces)), None)
    if group is None or len(pieces) < 2 or not re.match(r"^one\b", words, re.IGNORECASE):
        return []
    said = [found.group("how") for found in pieces if found]
    if len(said) < len(pieces) or len(set(said)) < len(said):
        return []
    if not all(_tells(how, context) for how in said):
        return []
    apart = [
        Operation("split", id_words(group), value=how, phrase=nouns_en.parse(how, context.lexicon), span=words)
        for how in said[1:]
    ]
    return [*apart, _told(group, said[0], context, words)]


def _tells(how: str, context: Context) -> bool:
    return bool(color_of(how, context.lexicon) or size_of(how, context.lexicon)) or how.split()[0].endswith("ing")


def _told(group: Subject, how: str, context: Context, span: str) -> Operation:
    color, size = color_of(how, context.lexicon), size_of(how, context.lexicon)
    if color:
        return Operation("set", id_words(group), "color", color, span=span)
    if size:
        return Operation("set", id_words(group), "size", size, span=span)
    return Operation("act", id_words(group), value=how, span=span)


def tells_each(words: str) -> bool:
    """Tell whether a clause says of each of several what it is like: "one is black, one is white"."""
    pieces = BETWEEN.split(words.lower()) if words[:4].lower() == "one " and len(words) < 160 else []
    return len(pieces) > 1 and all(EACH.match(piece) for piece in pieces)


def as_one(parts: list[str]) -> list[str]:
    """Return the clauses of a turn with "one is black", "one is white", "one is orange" as one again."""
    if len(parts) > 1 and all(len(part) < 60 and EACH.match(part.strip(" .!")) for part in parts):
        return [", ".join(part.strip(" .!") for part in parts)]
    return parts


def same_vessel(m: Match, context: Context) -> list[Operation]:
    """ "make it a picnic basket" of what stands in a basket: the basket is meant."""
    now, head = context.scene.setting, m.group("y").split()[-1].lower()
    if not re.match(rf"^(?:in|on|inside|at) (?:an?|the) (?:[a-z]+ )?{head}$", now):
        return []
    if any(subject.noun.split()[-1:] == [head] for subject in context.scene.subjects):
        return []
    value = f"{now.split()[0]} {article(m.group('y'))} {m.group('y')}"
    return [Operation("frame", attribute="setting", value=value, span=m.group(0))]


def companions(m: Match, context: Context) -> list[Operation]:
    """ "add two friends for Rex": whoever they are, they stand next to him."""
    owner = context.resolver.subject(m.group("x"))
    made = nouns_en.parse(m.group("n"), context.lexicon)
    if owner is None or made is None or not lives(owner, context):
        return []
    beside = changed(made, relation="next_to", anchor=id_words(owner))
    return [Operation("add", phrase=beside, span=m.group(0))]


def also_are(m: Match, context: Context) -> list[Operation]:
    """ "they are also dinosaurs" of two friends: now one knows what they are."""
    owner = context.resolver.subject(m.group("x"))
    made = nouns_en.parse(m.group("y"), context.lexicon)
    if owner is None or made is None or is_picture(m.group("x")) or not lives(made.subject, context):
        return []
    if not re.search(r"\b(?:friend|buddy|companion|guest|sibling|brother|sister|baby|kid|child)\w*$", owner.noun):
        return []
    phrase = changed(made, subject=changed(made.subject, count=owner.count))
    return [Operation("replace", id_words(owner), value=made.subject.noun, phrase=phrase, span=m.group(0))]


LOCATED = tuple(
    (re.compile(rf"^(?:{pattern})$", re.IGNORECASE), handler)
    for pattern, handler in (
        (r"one\b.{3,120}", lambda m, c: each_of_them(m.group(0), c)),
        (r"(?:make|turn) (?:it|that|this)(?: into)? an? (?P<y>[a-z]+ [a-z]+)", same_vessel),
        (
            r"(?:add|draw|give me|put|with) (?P<n>(?:an?|some|two|three|four|five|a few|another) (?:[a-z]+ )?"
            r"(?:friends?|companions?|budd(?:y|ies)|playmates?)) (?:for|to) (?P<x>the [\w-]+|him|her|it|them)",
            companions,
        ),
        (r"(?P<x>they|he|she|it|the [a-z]+) (?:is|are|should be)(?: also| all| both| a| an)+ (?P<y>[a-z]+)", also_are),
    )
)
