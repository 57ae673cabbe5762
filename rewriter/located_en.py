"""English statements of where, of each of several, and complaints in few words: "the castle should be on a hill"."""

import re
from dataclasses import replace as changed

from dialog.scene import Subject
from rewriter import frames, nouns_en
from rewriter.adding_en import add_words, put
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


EVENTS = (
    r"party|birthday|wedding|picnic|festival|concert|carnival|parade|funeral|ceremony|celebration|barbecue|bbq|disco"
    r"|sleepover|christmas|halloween|fairytale|dream|fairy tale"
)


def like_event(m: Match, context: Context) -> list[Operation]:
    """ "make it look like a birthday party": said of the whole picture; nobody is exchanged for a party."""
    if not context.scene.subjects:
        return []
    said = m.group("y").lower()
    return [Operation("keep_words", value=f"like {article(said)} {said}", span=m.group(0))]


def same_vessel(m: Match, context: Context) -> list[Operation]:
    """ "make it a picnic basket" of what stands in a basket: the basket is meant."""
    now, head = context.scene.setting, m.group("y").split()[-1].lower()
    if not re.match(rf"^(?:in|on|inside|at) (?:an?|the) (?:[a-z]+ )?{head}$", now):
        return []
    if any(subject.noun.split()[-1:] == [head] for subject in context.scene.subjects):
        return []
    value = f"{now.split()[0]} {article(m.group('y'))} {m.group('y')}"
    return [Operation("frame", attribute="setting", value=value, span=m.group(0))]


def better_so(m: Match, context: Context) -> list[Operation]:
    """ "I liked it better bigger": what is wished back is how it was."""
    size = size_of(m.group("y"), context.lexicon)
    if size and context.scene.subjects:
        return [Operation("set", "it", "size", size, span=m.group(0))]
    color = color_of(m.group("y"), context.lexicon)
    return [Operation("set", "it", "color", color, span=m.group(0))] if color else []


def from_there(m: Match, context: Context) -> list[Operation]:
    """ "again but from far away": the same picture in another shot, at another time."""
    facts = frames.whole(m.group("y"), context.lexicon)
    if not facts and not frames.LENS_EN.search(m.group("y")):
        return []
    said = facts or (("lens", frames.lens_value(m.group("y"), context.lexicon)),)
    return [Operation("frame", attribute=name, value=value, span=m.group(0)) for name, value in said]


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


def too_dark(m: Match, context: Context) -> list[Operation]:
    """ "that's too dark": said of the picture, whatever was spoken of last."""
    mood = {"dark": "brighter", "bright": "darker"}[m.group("y").lower()]
    return [Operation("frame", attribute="mood", value=mood, span=m.group(0))]


def switched_on(m: Match, context: Context) -> list[Operation]:
    """ "turn on a lamp" where none is yet."""
    said = m.group("x") or m.group("y")
    noun = re.sub(r"^(?:an?|the|some|all the) ", "", said, flags=re.IGNORECASE)
    if context.resolver.subject(f"the {noun}") is not None:
        return []
    thing = "lights" if noun in ("light", "lights") else noun
    words = thing if thing.endswith("s") else f"{article(thing)} {thing}"
    phrase = nouns_en.parse(f"{words} glowing", context.lexicon)
    return [Operation("add", phrase=phrase, span=m.group(0))] if phrase else []


PAINTERS = (
    r"van gogh|vincent van gogh|monet|claude monet|picasso|rembrandt|hokusai|klimt|dali|matisse|da vinci|warhol"
    r"|edward hopper|hopper|mucha|cezanne|chagall|kandinsky|miro|frida kahlo|banksy|vermeer|munch|turner|basquiat"
    r"|studio ghibli|ghibli|miyazaki|pixar|disney|dr\.? seuss|beatrix potter|tim burton|lego|minecraft|qi baishi"
)


def painter(m: Match, context: Context) -> list[Operation]:
    """ "paint it like Van Gogh": a style in the user's own words."""
    name = m.group("y")
    small = ("van", "da")
    said = " ".join(
        w.capitalize() if w.islower() and (w not in small or not i) else w for i, w in enumerate(name.split())
    )
    return [Operation("frame", attribute="style", value=f"in the style of {said}", span=m.group(0))]


def performs(m: Match, context: Context) -> list[Operation]:
    """ "make him do a jump": a deed, done by one who can."""
    subject = context.resolver.subject(m.group("x"))
    if subject is None:
        return []
    return [Operation("act", id_words(subject), value=f"doing {m.group('y')}", span=m.group(0))]


def turned_round(m: Match, context: Context) -> list[Operation]:
    """ "turn the dog around": its back is to be seen."""
    subject = context.resolver.subject(m.group("x") or m.group("y"))
    if subject is None:
        return []
    return [Operation("set", id_words(subject), "attribute", "turned around", span=m.group(0))]


def less_of_it(m: Match, context: Context) -> list[Operation]:
    """ "not that angry" of one who is angry: a little, and no more."""
    said = m.group("x").lower()
    subject = next((s for s in context.scene.subjects if said in s.attributes), None)
    if subject is None:
        return []
    gone = Operation("remove", said, span=m.group(0))
    return [gone, Operation("set", id_words(subject), "attribute", f"mildly {said}", span=m.group(0))]


def surrounded(m: Match, context: Context) -> list[Operation]:
    """ "surround them with flowers"."""
    if not context.scene.subjects:
        return []
    return [Operation("keep_words", value=f"surrounded by {m.group('y')}", span=m.group(0))]


def newcomer(m: Match, context: Context) -> list[Operation]:
    """ "a dog is running towards them": somebody new, and what it does."""
    return add_words(f"{m.group('x')} {m.group('y')}", context, m.group(0))


LOCATED = tuple(
    (re.compile(rf"^(?:{pattern})$", re.IGNORECASE), handler)
    for pattern, handler in (
        (r"one\b.{3,120}", lambda m, c: each_of_them(m.group(0), c)),
        (
            rf"(?:make|let|have) (?:it|this|everything|the (?:whole )?(?:picture|scene|thing)) (?:look|feel)(?: more)?"
            rf" like (?:an? |the )?(?P<y>(?:[a-z]+ )?(?:{EVENTS}))",
            like_event,
        ),
        (r"(?:make|turn) (?:it|that|this)(?: into)? an? (?P<y>[a-z]+ [a-z]+)", same_vessel),
        (
            r"(?:i |we )(?:think i )?(?:liked|preferred|like|prefer|loved)(?: it| him| her| them)?(?: better| more)?"
            r" (?P<y>[a-z]+)(?: better)?",
            better_so,
        ),
        (r"(?:again|once more|the same(?: again| thing| picture)?|same again),? (?:but|only) (?P<y>.+)", from_there),
        (
            r"(?:add|draw|give me|put|with) (?P<n>(?:an?|some|two|three|four|five|a few|another) (?:[a-z]+ )?"
            r"(?:friends?|companions?|budd(?:y|ies)|playmates?)) (?:for|to) (?P<x>the [\w-]+|him|her|it|them)",
            companions,
        ),
        (
            r"(?:turn|switch|put) on (?P<x>(?:an?|the|some|all the) (?:[a-z]+ )?"
            r"(?:lamps?|lights?|lanterns?|candles?|tv|neon sign))"
            r"|(?:turn|switch|put) (?P<y>(?:the|all the) (?:[a-z]+ )?(?:lamps?|lights?|lanterns?|candles?|tv)) on",
            switched_on,
        ),
        (
            r"(?:(?:paint|draw|make|do|render|redo|redraw) (?:it|this|that|everything|the (?:whole )?(?:picture|scene"
            r"|thing)) (?:all )?)?(?:look |in the style of|as if (?:it was )?(?:painted |drawn |made )?by|like|as|a la)"
            rf" ?(?:like )?(?:a |an )?(?P<y>{PAINTERS})(?:'s)?(?: painting| picture| style| movie| film| drawing)?"
            rf"(?: (?:did|would|painted|drew) it)?",
            painter,
        ),
        (r"surround (?:it|him|her|them|the [a-z]+) (?:with|by) (?P<y>.{3,60})", surrounded),
        (r"(?P<x>an? (?:[a-z]+ ){0,2}?[a-z]+) is (?P<y>[a-z]{3,}ing\b.*)", newcomer),
        (
            r"(?:turn|spin|flip) (?P<x>him|her|it|them|the [a-z]+(?: [a-z]+)?) (?:around|round|the other way"
            r"(?: round)?)"
            r"|(?P<y>he|she|it|they|the [a-z]+(?: [a-z]+)?) should (?:turn around|face the other way)",
            turned_round,
        ),
        (r"(?:but )?(?:not (?:so|that|as|quite so|too)|less|a (?:bit|little) less) (?P<x>[a-z]+)", less_of_it),
        (
            r"(?:make|let|have) (?P<x>him|her|it|them|the [a-z]+(?: [a-z]+)?) (?:to )?do "
            r"(?P<y>(?:an?|the|some) [a-z -]+)",
            performs,
        ),
        (r"(?P<x>they|he|she|it|the [a-z]+) (?:is|are|should be)(?: also| all| both| a| an)+ (?P<y>[a-z]+)", also_are),
        (r"(?:that|this|it) (?:is|looks|was) (?:a (?:bit|little) |way |far |much )?too (?P<y>dark|bright)", too_dark),
    )
)
