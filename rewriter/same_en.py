"""English likeness said out: "the same hat as the cat's", "the colour of her dress" become the words they stand for."""

import re

from dialog.scene import Subject, Thing
from rewriter import living_en, phrases_en
from rewriter.editing import Editing
from rewriter.freetext import mentions
from rewriter.reference import strip_article
from rewriter.words_en import ALIVE

OTHER = r"(?P<y>(?:the |his |her |its |their |that )?[\w'#-]+(?: [\w'-]+)??)"
SAME_COLOR = re.compile(
    r"\b(?:in |of )?(?:the |a )?(?:(?:very )?same (?:\w+ )?(?:colou?r|shade|(?P<c>[a-z]+))|colou?r) (?:as|of|like)"
    rf" {OTHER}(?=$|[,.;!?]| (?:and|please)\b)",
    re.IGNORECASE,
)
SAME_ONLY = re.compile(r"(?:, | in | )(?:the |of the )?same colou?r(?= |$|[,.])", re.IGNORECASE)
SAME_THING = re.compile(
    rf"(?:the |an? |that )?(?:same|identical|matching) (?P<n>(?!colou?r|shade|size|style|time|place|way|picture"
    rf"|thing\b|one\b)"
    rf"[a-z][\w-]*(?: [a-z][\w-]*)?)(?: (?:as|like) {OTHER})?(?= for | on | to | too| also|$|[,.;!?])",
    re.IGNORECASE,
)
LIKE_THING = re.compile(
    r"\b(?:an?|some) (?P<n>[a-z][\w-]*) like (?P<y>(?:the |his |her |its |their )?[\w-]+?)(?:'s?)(?=$|[,.])",
    re.IGNORECASE,
)
THEIRS = re.compile(
    r"\b(?P<v>have|has|wear|wears|gets?|takes?|holds?|wearing|holding) (?P<y>hers|his|theirs|the [a-z-]+'s)"
    r"(?:,? (?:the (?P<c>[a-z]+) one)(?=,|$| instead))?(?P<r>,? instead(?: of .*)?)?$",
    re.IGNORECASE,
)
WHAT_WEARS = re.compile(
    r"\bwhat (?P<y>he|she|it|the [\w-]+) (?:is |are )?(?P<v>wear|hold|carr)(?:s|ing|ies|ying)?\b", re.IGNORECASE
)
ONE_TOO = re.compile(
    r"^(?:then |and |now |so )*(?P<lead>(?:give|get) (?:him|her|it|them|the [\w-]+)) one(?P<rest>\b.*)?$", re.IGNORECASE
)
NAMES = ("wears", "holds")


def say_out(clause: str, editing: Editing) -> str:
    """Return ``clause`` with every likeness to something in the scene in that thing's own words."""
    clause = _one_too(clause, editing)
    clause = _theirs(clause, editing)
    found = WHAT_WEARS.search(clause)
    if found:
        clause = _put(
            clause, found, _all_of(found.group("y"), "wears" if found["v"].lower() == "wear" else "holds", editing)
        )
    for pattern in (SAME_THING, LIKE_THING):
        found = pattern.search(clause)
        if found and editing.lexicon.lookup(found.group("n").split()[-1], "color"):
            continue
        if found:
            clause, found = _not_the_giver(clause, found.groupdict().get("y") or "", editing, pattern) or (
                clause,
                found,
            )
            clause = _put(
                clause, found, _thing_words(found.group("n"), found.groupdict().get("y") or "", clause, editing)
            )
    found = SAME_ONLY.search(clause)
    if found and not SAME_COLOR.search(clause):
        named = re.search(r"\bthe ([\w-]+)", clause[: found.start()])
        noun = re.search(r"\b(an?|two|three|four|some|\d+) ([\w-]+)$", clause[: found.start()])
        color = color_at(f"the {named.group(1)}", editing) if named else ""
        if color and noun:
            return f"{clause[: noun.start()]}{noun.group(1)} {color} {noun.group(2)}{clause[found.end() :]}"
    found = SAME_COLOR.search(clause)
    if found:
        said = str(found.group("c") or "")
        color = color_at(found.group("y"), editing)
        if editing.lexicon.lookup(said, "color") and said not in color.split():
            color = said
        noun = re.search(r"\b(an?|some) ([\w-]+) $", clause[: found.start()]) if color else None
        if noun:
            clause = f"{clause[: noun.start()]}a {color} {noun.group(2)}{clause[found.end() :]}"
        elif color:
            clause = _put(clause, found, color)
    return clause


OWNED = re.compile(
    r"^(?:make |turn |let |take |have )?(?P<o>hers|his|theirs|the [\w-]+'s)(?= (?:should|is|be|could|must|off|to|in"
    r"|black|white|red|[a-z]+$))",
    re.IGNORECASE,
)


def name_owned(clause: str, editing: Editing) -> str:
    """Return "hers should be black", "take the parrot's off" with the thing last spoken of named: "her helmet"."""
    found = OWNED.match(clause)
    if found is None:
        return clause
    said = found.group("o")
    owner = editing.resolver.single({"hers": "her", "theirs": "they"}.get(said.lower(), said.removesuffix("'s")))
    last = _last_thing(editing)
    if owner is None or last is None:
        return clause
    for name in NAMES:
        for index, thing in enumerate(getattr(owner, name)):
            if mentions(thing.noun, last.noun.split()[-1]):
                return f"{clause[: found.start('o')]}the #{owner.id}.{name}.{index}{clause[found.end('o') :]}"
    return clause


def _not_the_giver(
    clause: str, giver: str, editing: Editing, pattern: re.Pattern[str]
) -> tuple[str, re.Match[str]] | None:
    """ "he should wear a hat like the farmer's": he is somebody else than the farmer."""
    pronoun = re.match(r"^(?:give |let )?(?P<x>he|she|it|him|her)\b", clause, re.IGNORECASE)
    owner = editing.resolver.single(giver.removesuffix("'s")) if giver else None
    if pronoun is None or owner is None:
        return None
    mine = editing.resolver.single(pronoun.group("x"))
    if mine is None or mine.id != owner.id:
        return None
    others = [s for s in editing.scene.subjects if s.id != owner.id]
    others.sort(key=lambda s: _order(s, editing))
    if not others:
        return None
    other = min(others, key=lambda s: 0 if s.count == 1 and _lives(s, editing) else 1)
    told = f"{clause[: pronoun.start('x')]}the #{other.id}{clause[pronoun.end('x') :]}"
    found = pattern.search(told)
    return (told, found) if found else None


def _lives(subject: Subject, editing: Editing) -> bool:
    concept = editing.lexicon.concepts.get(subject.concept)
    return concept.kind in ALIVE if concept else living_en.is_person(subject.noun) or living_en.is_animal(subject.noun)


def _put(clause: str, found: re.Match[str], words: str) -> str:
    return f"{clause[: found.start()]}{words}{clause[found.end() :]}" if words else clause


def _all_of(name: str, field: str, editing: Editing) -> str:
    subject = editing.resolver.single(name)
    things: tuple[Thing, ...] = getattr(subject, field) if subject else ()
    return " and ".join(phrases_en.noun_phrase(thing, editing.lexicon) for thing in things)


def _one_too(clause: str, editing: Editing) -> str:
    """ "give her one too, but navy blue": one of what somebody else got last."""
    found = ONE_TOO.match(clause)
    thing = _last_thing(editing) if found else None
    if found is None or thing is None:
        return clause
    rest = found.group("rest") or ""
    said = re.match(r"^(?: too| as well| also)*,? (?:but |only |just )?(?:in )?(?P<c>[\w -]+)$", rest)
    if said and editing.lexicon.lookup(said["c"].split()[-1], "color"):
        words = phrases_en.noun_phrase(Thing(thing.noun, said["c"], (), 1, thing.concept), editing.lexicon)
    else:
        words = phrases_en.noun_phrase(thing, editing.lexicon)
    return f"{found['lead']} {words}"


def _theirs(clause: str, editing: Editing) -> str:
    """ "he should have hers": what she wears or holds of the kind last spoken of, or last had of it."""
    found = THEIRS.search(clause)
    if found is None:
        return clause
    said = found["y"].lower()
    owner = editing.resolver.single({"hers": "her", "his": "him", "theirs": "they"}.get(said, found["y"][:-2]))
    if owner is None:
        return clause
    kinds = _kinds(clause, owner, editing)
    color = editing.lexicon.lookup(found["c"], "color") if found["c"] else ""
    for scene in (editing.scene, *reversed(editing.history)):
        for mine in (s for s in scene.subjects if s.id == owner.id):
            for thing in (*mine.wears, *mine.holds):
                fits = not color or color == editing.lexicon.id_of("color", thing.color)
                if thing.noun.split()[-1] in kinds and fits:
                    verb = "wear" if thing in mine.wears else "hold"
                    words = phrases_en.noun_phrase(thing, editing.lexicon)
                    return f"{clause[: found.start()]}{verb}{'ing' if found['v'].endswith('ing') else ''} {words}"
    return clause


def _kinds(clause: str, owner: Subject, editing: Editing) -> list[str]:
    """What "hers" may be: a thing of the kind that the one who gets it has, or of the one last spoken of."""
    first = clause.split(" ", 1)[0].lower()
    doer = editing.resolver.single(first) if first in ("he", "she", "it") else None
    things = [*doer.wears, *doer.holds] if doer and doer.id != owner.id else []
    last = _last_thing(editing)
    return [thing.noun.split()[-1] for thing in (*things, *([last] if last else []))]


def _last_thing(editing: Editing) -> Thing | None:
    for id_ in editing.focus:
        subject = next((s for s in editing.scene.subjects if s.id == id_), None)
        if subject and (subject.wears or subject.holds):
            return (*subject.wears, *subject.holds)[-1]
    return next((t for s in editing.scene.subjects for t in (*s.wears, *s.holds)), None)


def _thing_words(noun: str, owner: str, clause: str, editing: Editing) -> str:
    """Return the thing called ``noun`` that ``owner``, or else anybody whom ``clause`` does not name first, has."""
    giver = editing.resolver.single(owner.removesuffix("'s")) if owner else None
    pool = [giver] if giver else sorted(editing.scene.subjects, key=lambda s: _order(s, editing))
    head = noun.split()[-1]
    for subject in pool:
        for thing in (*subject.wears, *subject.holds):
            if mentions(thing.noun, noun) or mentions(thing.noun, head):
                return phrases_en.noun_phrase(thing, editing.lexicon)
        for attribute in subject.attributes:
            if attribute.startswith("with ") and mentions(attribute, noun):
                return attribute.removeprefix("with ")
    return ""


def _order(subject: Subject, editing: Editing) -> int:
    return editing.focus.index(subject.id) if subject.id in editing.focus else len(editing.focus)


def color_at(name: str, editing: Editing) -> str:
    """Return in words the color of what ``name`` means: a subject, a thing, or a part told of in free words."""
    referent = editing.resolver.find(name)
    if referent is None:
        return ""
    said = editing.lexicon.said
    if referent.field == "subject":
        subject = editing.get(referent.subject)
        if subject.color:
            return said("color", subject.color, "en")
        return next((a for a in subject.attributes if editing.lexicon.find(a, ("color",)) and len(a.split()) < 3), "")
    if referent.field in NAMES:
        return said("color", getattr(editing.get(referent.subject), referent.field)[referent.index].color, "en")
    text = ""
    if referent.field == "attributes":
        text = editing.get(referent.subject).attributes[referent.index]
    elif referent.field == "notes":
        text = editing.scene.notes[referent.index]
    before = text.split(strip_article(referent.word))[0] if text else ""
    found = editing.lexicon.find(before, ("color",))
    return before[found[-1].start : found[-1].end] if found else ""
