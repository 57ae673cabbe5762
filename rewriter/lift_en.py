"""Makes subjects of what English words single out, so that it can be edited: a dragon that only an action named, the
second of two croissants, the one on the left. Nothing else in the picture changes by that."""

import re
from dataclasses import replace

from dialog.scene import Relation, Subject
from rewriter import nouns_en, phrases_en, words_en
from rewriter.editing import Editing
from rewriter.english import NUMBERS, singulars, word_list
from rewriter.freetext import mentions, phrase_around, substitute
from rewriter.lettering import LETTERED
from rewriter.operations import with_field
from rewriter.resolve import Referent

ORDINAL = {
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "fifth": 5,
    "sixth": 6,
    "last": -1,
    "middle": 0,
    "other": -2,
}
SIDE = {"left": "left", "right": "right", "top": "top", "bottom": "bottom", "leftmost": "left", "rightmost": "right"}
ONE = re.compile(
    rf"\b(?:the (?P<a>{'|'.join((*ORDINAL, *SIDE))})(?:[- ]hand)? (?:one|(?P<noun>[a-z][\w-]*))"
    r"|the (?P<noun2>[a-z][\w-]*|one) (?:on|to|at) the (?:far |very )?(?P<b>left|right|top|bottom|end)(?! of)"
    r"|the one (?:in|at) the (?P<c>middle|front|back|centre|center))\b",
    re.IGNORECASE,
)
NOUN_PHRASE = re.compile(r"\b(?:the|his|her|its|their) ((?:[a-z][\w-]* ){0,2}?[a-z][\w-]*)\b", re.IGNORECASE)
NEVER = frozenset(
    word_list("""
    picture image scene style background setting left right top bottom middle colour color same other one rest whole
    front back side way thing stuff first second third last sky light lighting mood view camera weather time
    """)
)


def lift(clause: str, editing: Editing) -> bool:
    """Make subjects of things that ``clause`` names and that only free words of the scene hold; True when it did."""
    done = False
    for found in NOUN_PHRASE.finditer(clause[:300]):
        words = found.group(1).split()
        for size in range(len(words), 0, -1):
            name = " ".join(words[:size])
            if name.lower() in NEVER or any(True for _ in editing.resolver.named(f"the {name}")):
                break
            referent = editing.resolver.find(f"the {name}")
            if referent and mentions_head(referent, editing, name) and lift_one(editing, referent):
                done = True
                break
    return done


def mentions_head(referent: Referent, editing: Editing, name: str) -> bool:
    """Tell whether the free words hold all of ``name``, not its last word alone."""
    return referent.word == "" or all(mentions(referent.word, word) for word in name.split())


def lift_one(editing: Editing, referent: Referent) -> bool:
    """Make a subject of what ``referent`` points at in an action, an attribute or a note; False when it is none."""
    if referent.field not in ("action", "attributes", "notes"):
        return False
    owner = editing.get(referent.subject) if referent.subject else None
    if owner is None:
        old = editing.scene.notes[referent.index]
    else:
        old = owner.action if referent.field == "action" else owner.attributes[referent.index]
    words = phrase_around(old, referent.word)
    compound = re.search(rf"\b(?:an?|the|his|her|its|two|some) [a-z]+ing {re.escape(words)}", old) if words else None
    words = compound.group() if compound else words
    if not words or referent.word.rpartition(" ")[2].lower() in words_en.PARTS:
        return False
    if referent.field == "notes":
        return _lift_note(editing, old, referent)
    told = re.search(rf"{re.escape(words)}( (?:that|which) reads \"[^\"]*\")", old)
    old = old.replace(told.group(1), "", 1) if told else old
    phrase = nouns_en.parse(f"{words}{told.group(1)}" if told else words, editing.lexicon)
    if phrase is None or phrase.subject.action:
        return False
    source = owner.attributes[referent.index] if owner and referent.field == "attributes" else ""
    new = replace(phrase.subject, count=phrase.subject.count or _plural_count(words))
    lettered = [a for a in owner.attributes if LETTERED.match(a)] if owner and referent.field == "attributes" else []
    if owner and lettered:
        new = replace(new, attributes=(*new.attributes, *lettered))
        owner = replace(owner, attributes=tuple(a for a in owner.attributes if a not in lettered))
    editing.append(new)
    name = phrases_en.short_name(new, editing.lexicon)
    text = old.replace(words, name, 1) if compound else substitute(old, referent.word, name)
    if owner is not None and referent.field == "action":
        editing.put(replace(owner, action=text))
    elif owner is not None:
        kept = tuple(text if a == source else a for a in owner.attributes)
        editing.put(replace(owner, attributes=kept))
    return True


def _plural_count(words: str) -> int:
    return 0 if singulars(words.rpartition(" ")[2].lower()) else 1


def _lift_note(editing: Editing, note: str, referent: Referent) -> bool:
    phrase = nouns_en.parse(note, editing.lexicon)
    if phrase is None or not mentions(phrase.subject.noun, referent.word.rpartition(" ")[2]):
        return False
    if len(phrase.subject.noun.split()) > 3 or phrase.relation:
        return False
    editing.scene = replace(editing.scene, notes=tuple(n for n in editing.scene.notes if n != note))
    editing.append(phrase.subject)
    return True


def single_out(clause: str, editing: Editing) -> str:
    """Return ``clause`` with "the second one", "the left chair" as the id of a subject of its own."""
    clause = _of_pair(clause, editing)
    found = ONE.search(clause)
    if found is None:
        return clause
    said = next(word for word in (found.group("a"), found.group("b"), found.group("c")) if word).lower()
    noun = (found.group("noun") or found.group("noun2") or "one").lower()
    if noun in NEVER - {"one"} or noun in words_en.PARTS or noun in ("hand", "side", "half", "picture", "corner"):
        return clause
    subject = _existing(said, noun, editing) or _split_off(said, noun, editing)
    return clause if subject is None else f"{clause[: found.start()]}the #{subject.id}{clause[found.end() :]}"


PAIRED = re.compile(r"^one ([\w-]+) and one ([\w-]+)$")


def _of_pair(clause: str, editing: Editing) -> str:
    """Take "the black one" out of two that are told as "one white and one black"."""
    found = re.search(r"\bthe ([a-z-]+) one\b", clause, re.IGNORECASE)
    for subject in editing.scene.subjects if found else ():
        told = next((m for attribute in subject.attributes if (m := PAIRED.match(attribute))), None)
        if found is None or told is None or found.group(1).lower() not in told.groups() or subject.count != 2:
            continue
        mine = found.group(1).lower()
        other = next(word for word in told.groups() if word != mine)
        kept = tuple(a for a in subject.attributes if a != told.group())
        rest = replace(subject, count=1, attributes=kept)
        editing.put(_colored(rest, other, editing))
        new = editing.append(_colored(rest, mine, editing))
        copied = tuple(replace(r, subject=new.id) for r in editing.scene.relations if r.subject == subject.id)
        editing.scene = replace(editing.scene, relations=(*editing.scene.relations, *copied))
        return f"{clause[: found.start()]}the #{new.id}{clause[found.end() :]}"
    return clause


def _colored(subject: Subject, word: str, editing: Editing) -> Subject:
    if editing.lexicon.lookup(word, "color"):
        return replace(subject, color=editing.lexicon.value("color", word))
    return replace(subject, attributes=(*subject.attributes, word))


def _existing(said: str, noun: str, editing: Editing) -> Subject | None:
    """Return the one meant when it is a subject already: by its place, or by its number among those of its noun."""
    named = [s for s in editing.scene.subjects if noun == "one" or s in tuple(editing.resolver.named(noun))]
    if said in SIDE or said in ("end",):
        placed = [s for s in named if s.place == SIDE.get(said, "right") and s.count == 1]
        return placed[0] if placed else None
    if any(s.count != 1 for s in named) and said != "other":
        return None
    if noun == "one":
        named = _alike(editing)
    if said == "other":
        rest = [s for s in named if s.id not in editing.focus[:1]]
        return rest[-1] if len(named) > 1 and rest else None
    number = ORDINAL.get(said, 0)
    return (
        named[number - 1 if number > 0 else number] if number and abs(number) <= len(named) and len(named) > 1 else None
    )


def _alike(editing: Editing) -> list[Subject]:
    """Return the subjects that share the noun of the one spoken of: what "the second one" counts over."""
    focus = editing.resolver.in_focus()
    alike = [s for s in editing.scene.subjects if focus and s.noun == focus.noun]
    if len(alike) < 2:
        nouns = [s.noun for s in editing.scene.subjects]
        alike = [s for s in editing.scene.subjects if nouns.count(s.noun) > 1]
    return alike


def _split_off(said: str, noun: str, editing: Editing) -> Subject | None:
    """Take one out of a group of several, to stand at the place or under the number that was said."""
    if noun == "one":
        groups = [s for s in editing.scene.subjects if s.count > 1]
        groups.sort(key=lambda s: editing.focus.index(s.id) if s.id in editing.focus else 99)
    else:
        groups = [s for s in editing.resolver.named(noun) if s.count > 1]
    if not groups or abs(ORDINAL.get(said, 1)) > groups[0].count:
        return None
    group = groups[0]
    place = SIDE.get(said, "right" if said == "end" else "")
    rest = replace(group, count=group.count - 1)
    if group.count == 2 and place in ("left", "right"):
        rest = replace(rest, place={"left": "right", "right": "left"}[place])
    editing.put(rest)
    new = editing.append(replace(group, count=1, place=place or group.place))
    if ORDINAL.get(said, 0) > 0:
        _stand_before(new, rest, editing)
    copied = tuple(
        replace(r, subject=new.id) if r.subject == group.id else r
        for r in editing.scene.relations
        if r.subject == group.id
    )
    if place in ("left", "right") and group.count > 2:
        copied = (*copied, Relation(new.id, f"{place}_of", group.id))
        editing.put(with_field(editing.get(new.id), "place", ""))
    editing.scene = replace(editing.scene, relations=(*editing.scene.relations, *copied))
    editing.focus = [new.id, *(id_ for id_ in editing.focus if id_ != new.id)]
    return editing.get(new.id)


def _stand_before(new: Subject, group: Subject, editing: Editing) -> None:
    """The first of three stands before those that are left, so that "the third one" is still the third."""
    others = [s for s in editing.scene.subjects if s.id != new.id]
    at = next(index for index, s in enumerate(others) if s.id == group.id)
    editing.scene = replace(editing.scene, subjects=(*others[:at], new, *others[at:]))


AMOUNT = rf"^(?P<n>{'|'.join(NUMBERS[1:])}|\d+|half|some) of "
SOME = tuple(
    re.compile(rf"{AMOUNT}(?P<x>{what})\b", re.IGNORECASE)
    for what in ("them|those|these|the rest|the others|the two|the three|the four", r"the [\w-]+", r"the [\w-]+ [\w-]+")
)
COUNTED = re.compile(
    rf"^(?P<n>{'|'.join(NUMBERS[1:])}) (?P<x>[a-z]+) (?=(?:should|could|must|is|are|has|have|gets?|wears?)\b(?! "
    rf"enough| fine))",
    re.IGNORECASE,
)
""" "one chair should be yellow" where three are."""
BARE = re.compile(
    rf"^(?P<n>{'|'.join(NUMBERS[1:])}|\d+) (?=(?:is|are|should|could|must) (?!enough|fine|too|left|there|not)\w)",
    re.IGNORECASE,
)
""" "one is black" where several are."""
ANY = ("them", "those", "these", "the rest", "the others", "the two", "the three", "the four")


def _names(words: str, editing: Editing) -> bool:
    return words.lower() in ANY or editing.resolver.find(words) is not None


def part_of(clause: str, editing: Editing) -> str:
    """Return "two of the windows are dark" with the two as a subject of their own; the group counts the rest."""
    bare = BARE.match(clause) if any(s.count > 1 for s in editing.scene.subjects) else None
    clause = f"{bare.group('n')} of them {clause[bare.end() :]}" if bare else clause
    counted = COUNTED.match(clause)
    if counted and any(s.count > 1 for s in editing.resolver.named(counted.group("x"))):
        clause = f"{counted.group('n')} of the {counted.group('x')} {clause[counted.end() :]}"
    found = next((m for pattern in SOME if (m := pattern.match(clause)) and _names(m.group("x"), editing)), None)
    if found is None or found.group("n").lower() in ("half", "some"):
        return clause
    word = found.group("n").lower()
    number = NUMBERS.index(word) if word in NUMBERS else int(word)
    wanted = found.group("x")
    groups = [s for s in editing.scene.subjects if s.count > number]
    if wanted.lower() in ANY:
        groups.sort(key=lambda s: editing.focus.index(s.id) if s.id in editing.focus else len(editing.focus))
    elif wanted.startswith("the "):
        groups = [s for s in groups if s in tuple(editing.resolver.named(wanted))]
    if not groups and (referent := editing.resolver.find(wanted)) and lift_one(editing, referent):
        groups = [s for s in editing.resolver.named(wanted) if s.count > number]
    if not groups:
        return clause
    group = groups[0] if wanted.startswith("the ") else max(groups, key=lambda s: s.count)
    editing.put(replace(group, count=group.count - number))
    new = editing.append(replace(group, count=number))
    return f"the #{new.id}{clause[found.end() :]}"
