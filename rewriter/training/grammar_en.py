"""English captions of the wide corpus: tags, plain sentences, speech, and a paragraph that names every fact at length.

Every template names exactly the facts that it is given. A comma ends what a subject wears or holds, and a pronoun means
the subject named last; the reader that checks captions (``reading_en``) holds the grammars to this.
"""

import random

from dialog.scene import Relation, Scene
from rewriter.english import counted
from rewriter.layout_wide import BETWEEN, between
from rewriter.training import terms
from rewriter.training.vocabulary import is_plural_only
from rewriter.training.wide import pick
from rewriter.training.wording import Cost, Said, inverse, padded

Told = dict[str, Said]
RELATIONS = {
    "left_of": ("to the left of", "on the left of"),
    "right_of": ("to the right of", "on the right of"),
    "above": ("above",),
    "below": ("below", "beneath"),
    "next_to": ("next to", "beside"),
    "in_front_of": ("in front of",),
    "behind": ("behind",),
}
PLACES = {
    "left": ("on the left", "on the left side"),
    "right": ("on the right", "on the right side"),
    "top": ("at the top",),
    "bottom": ("at the bottom",),
    "center": ("in the center", "in the middle"),
}


def noun_phrase(said: Said) -> str:
    """Return number, size, colour and noun: "two red cats", "a small dog"."""
    phrase = " ".join(part for part in (said.size, said.color, said.noun) if part)
    return counted(phrase, said.noun, said.number)


def the(said: Said) -> str:
    """Return "the cats"."""
    return f"the {said.noun if said.number == 1 else said.many}"


def _be(said: Said) -> str:
    return "are" if said.number > 1 or is_plural_only(said.noun) else "is"


def _verb(said: Said, one: str) -> str:
    return one if said.number > 1 or is_plural_only(said.noun) else f"{one}s"


def _both(things: tuple[Said, ...]) -> str:
    return " and ".join(noun_phrase(thing) for thing in things)


def details(said: Said) -> str:
    """Return "wearing a hat and holding a balloon", "" for a bare subject."""
    worn = f"wearing {_both(said.wears)}" if said.wears else ""
    held = f"holding {_both(said.holds)}" if said.holds else ""
    return " and ".join(part for part in (worn, held) if part)


def _full(rng: random.Random, said: Said) -> str:
    place = pick(rng, PLACES[said.place]) if said.place else ""
    return " ".join(part for part in (noun_phrase(said), details(said), place) if part)


def listed(rng: random.Random, told: Told) -> str:
    """Return all subjects with all that belongs to them."""
    parts = [_full(rng, said) for said in told.values()]
    if len(parts) == 1:
        return parts[0]
    last = ", and " if len(parts) > 2 or any(said.dressed for said in told.values()) else " and "
    return ", ".join(parts[:-1]) + last + parts[-1]


def relation(rng: random.Random, told: Told, one: Relation, verb: str) -> str:
    """Return "the cat VERB to the left of the dog"; an empty ``verb`` becomes the subject's own "is" or "are"."""
    subject = told[one.subject]
    verb = verb or f" {_be(subject)} "
    if one.kind == BETWEEN:
        left, right = (told[id_] for id_ in between(one))
        return f"{the(subject)}{verb}between {the(left)} and {the(right)}"
    return f"{the(subject)}{verb}{pick(rng, RELATIONS[one.kind])} {the(told[one.object])}"


def _where(rng: random.Random, scene: Scene) -> str:
    """Return setting, time and weather as one phrase."""
    parts = (
        pick(rng, terms.AT_EN[scene.setting]) if scene.setting else "",
        pick(rng, terms.TIMES_EN[scene.time]) if scene.time else "",
        pick(rng, terms.WEATHER_EN[scene.weather]) if scene.weather else "",
    )
    return " ".join(part for part in parts if part)


def _bare(phrase: str) -> str:
    for lead in ("a ", "an ", "the "):
        if phrase.startswith(lead):
            return phrase[len(lead) :]
    return phrase


def tags(rng: random.Random, scene: Scene, told: Told) -> str:
    """Short tags, joined by commas; those of the whole picture before or after the subjects."""
    own = []
    for said in told.values():
        name = " ".join(part for part in (said.size, said.color, said.noun) if part)
        name = counted(name, said.noun, said.number) if said.number > 1 else name
        place = pick(rng, PLACES[said.place]) if said.place else ""
        own.append(" ".join(part for part in (name, details(said), place) if part))
    own += [relation(rng, told, one, " ").replace("the ", "", 1) for one in scene.relations]
    whole = [
        _bare(pick(rng, terms.NAMED_EN[scene.setting])) if scene.setting else "",
        pick(rng, terms.TIMES_NAMED_EN[scene.time]) if scene.time else "",
        pick(rng, terms.WEATHER_EN[scene.weather]) if scene.weather else "",
        pick(rng, terms.STYLES_EN[scene.style]) if scene.style else "",
        pick(rng, terms.LENSES_EN[scene.lens]) if scene.lens else "",
    ]
    whole = [tag for tag in whole if tag]
    rng.shuffle(whole)
    cut = int(rng.random() * (len(whole) + 1)) if rng.random() < 0.4 else 0
    return ", ".join([*whole[:cut], *own, *whole[cut:]])


def _look(rng: random.Random, scene: Scene) -> str:
    """Return a sentence on style and lens, "" when neither is said."""
    style = pick(rng, terms.STYLES_EN[scene.style]) if scene.style else ""
    lens = pick(rng, terms.LENSES_EN[scene.lens]) if scene.lens else ""
    if style and lens:
        return pick(
            rng, (f"Drawn in {style}, as a {lens}.", f"It is a {lens} in {style}.", f"Done in {style}; {lens}.")
        )
    if style:
        return pick(rng, (f"Drawn in {style}.", f"The look is {style}.", f"It is done in {style}."))
    return pick(rng, (f"It is a {lens}.", f"Framed as a {lens}.")) if lens else ""


def plain(rng: random.Random, scene: Scene, told: Told) -> str:
    """A few plain sentences."""
    where = _where(rng, scene)
    subjects = listed(rng, told)
    joint = ", " if where and next(reversed(told.values())).dressed else " "
    first = pick(rng, ("This picture shows {0}{1}", "{0}{1}", "Here we see {0}{1}", "An image of {0}{1}"))
    sentences = [_capital(first.format(subjects, joint + where if where else "")) + "."]
    sentences += [_capital(relation(rng, told, one, "")) + "." for one in scene.relations]
    return " ".join([*sentences, *filter(None, [_look(rng, scene)])])


def spoken(rng: random.Random, scene: Scene, told: Told) -> str:
    """What somebody would say who asks for the picture."""
    opening = pick(
        rng, ("Draw me {}.", "I would like to see {}.", "Please paint {}.", "Can you draw {}?", "Show me {}.")
    )
    parts = [opening.format(listed(rng, told))]
    for one in scene.relations:
        verb, lead = pick(rng, ((" should be ", ""), (" ", "Put ")))
        parts.append(_capital(f"{lead}{relation(rng, told, one, verb)}."))
    where = _where(rng, scene)
    if where:
        parts.append(pick(rng, ("It should be {}.", "Let it be {}.", "I want it {}.")).format(where))
    if scene.style:
        style = pick(rng, terms.STYLES_EN[scene.style])
        parts.append(pick(rng, ("Make it {}, please.", "I want it in {}.", "Use {}.")).format(style))
    if scene.lens:
        lens = pick(rng, terms.LENSES_EN[scene.lens])
        parts.append(pick(rng, ("Make it a {}.", "It should be a {}.", "Frame it as a {}.")).format(lens))
    return " ".join(parts)


def _each(rng: random.Random, said: Said) -> list[str]:
    """Sentences that say of one subject all but its number, beginning with its name."""
    one = _be(said) == "is"
    it = _capital(the(said)) if said.person else "It" if one else "They"
    claims = [f"{_be(said)} {said.color}"] if said.color else []
    claims += [f"{_be(said)} {said.size}"] if said.size else []
    claims += [f"{'wears' if one else 'wear'} {_both(said.wears)}"] if said.wears else []
    claims += [f"{'holds' if one else 'hold'} {_both(said.holds)}"] if said.holds else []
    claims += [f"{_be(said)} {pick(rng, PLACES[said.place])}"] if said.place else []
    leads = ("{0} {1}.", "{0} {1}.", "As for {0}, {2} {1}.", "See {0}: {2} {1}.")
    lead = pick(rng, leads[: 2 if said.person else 4])
    sentences = [_capital(lead.format(the(said), claim, it.lower())) for claim in claims[:1]]
    return sentences + [f"{it} {claim}." for claim in claims[1:]]


def _told_setting(rng: random.Random, scene: Scene) -> list[str]:
    """Sentences on setting, time and weather."""
    sentences = []
    if scene.setting:
        at, time = pick(rng, terms.AT_EN[scene.setting]), terms.TIMES_EN.get(scene.time, ("",))
        lead = pick(rng, ("The scene is set {}", "All of this takes place {}", "We are {}", "The place: {}"))
        sentences.append(f"{lead.format(at)} {pick(rng, time)}".strip() + ".")
    if scene.weather:
        sentences.append(pick(rng, terms.WEATHER_TOLD_EN[scene.weather]) + ".")
    return sentences


FILLERS = (
    "Nothing else is in the picture.",
    "That is all there is to see.",
    "There are no other figures and no words.",
    "Every part of it is easy to make out.",
    "Let us go through it step by step.",
    "Keep it as simple as it is told here.",
)


AGAIN = (
    "To say it once more: {}.",
    "In other words: {}.",
    "So we see {}.",
    "Once again: {}.",
    "What we see is {}.",
    "Here is {}.",
    "The picture shows {}.",
)


def _spare(rng: random.Random, scene: Scene, told: Told, order: list[Said]) -> list[str]:
    """True sentences that say again what has been said, and some that say nothing, to make a caption longer."""
    again = [_capital(relation(rng, told, back, "")) + "." for one in scene.relations if (back := inverse(one))]
    again += [pick(rng, AGAIN).format(_full(rng, said)) for said in order]
    rng.shuffle(again)
    whole = [*_told_setting(rng, scene), _look(rng, scene)]
    more = [" ".join(_each(rng, said)) for said in order]
    fillers = rng.sample(FILLERS, len(FILLERS))
    summary = pick(rng, ("In short: {}.", "All in all: {}.")).format(listed(rng, told))
    return [one for one in (*fillers[:1], summary, *again, *fillers[1:3], *more, *whole, *fillers[3:]) if one]


def paragraph(rng: random.Random, scene: Scene, told: Told, cost: Cost, target: int) -> str:
    """A paragraph that names every fact, in varied order, as near to ``target`` tokens as true words allow."""
    bare = {key: Said(s.concept, s.noun, s.many, "", s.number) for key, s in told.items()}
    opening = pick(rng, ("This picture shows {}.", "What we see here is {}.", "We see {}."))
    body = [opening.format(listed(rng, bare))]
    order = list(told.values())
    rng.shuffle(order)
    for said in order:
        body += _each(rng, said)
    links = ("{}.", "{}.", "At the same time {}.", "Note that {}.", "It can also be seen that {}.")
    body += [_capital(pick(rng, links).format(relation(rng, told, one, ""))) for one in scene.relations]
    around = _told_setting(rng, scene)
    look = [_look(rng, scene)] if scene.style or scene.lens else []
    sentences, ending = (around + body, look) if rng.random() < 0.5 else (body, around + look)
    spare = _spare(rng, scene, told, order) if target else []
    return padded(rng, sentences, spare, ending, " ", cost, target)


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
