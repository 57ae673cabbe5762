"""Edits of one subject: its attributes, its things, its action, its place, and what it becomes."""

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from dialog.scene import Subject, Thing
from rewriter import actions, adjectives_en, moods_en, nouns_en, nouns_zh, phrases_en, phrases_zh
from rewriter.breeds_en import is_narrower
from rewriter.chinese import MEASURES, has_cjk, is_quantifier, numeral
from rewriter.freetext import mentions, substitute
from rewriter.inside import material
from rewriter.lexicon import Lexicon
from rewriter.living_en import is_animal, is_person
from rewriter.operations import Operation, Phrase, with_field
from rewriter.reference import strip_article
from rewriter.resolve import Referent
from rewriter.words_en import ALIVE

if TYPE_CHECKING:
    from rewriter.editing import Editing


def parse(words: str, lexicon: Lexicon) -> Phrase | None:
    """Return the noun phrase ``words``, in either language."""
    return (nouns_zh if has_cjk(words) else nouns_en).parse(words, lexicon)


def thing_of(words: str, lexicon: Lexicon) -> Thing | None:
    """Return the worn or held thing ``words``, in either language."""
    return (nouns_zh if has_cjk(words) else nouns_en).thing(words, lexicon)


def plain_name(words: str) -> str:
    """Return a name without article, for the list of what is wished absent."""
    return re.sub(r"^(?:\w+'s |[^的]{1,6}的)(?=.)", "", strip_article(words).strip(" ,.，。!！?？"))


def caption_of(subject: Subject, e: "Editing") -> str:
    """Return the subject in words."""
    return (phrases_zh if e.scene.language == "zh" else phrases_en).subject_phrase(subject, e.lexicon)


def set_attribute(e: "Editing", subject: Subject, op: Operation) -> None:
    """Set color, size, count, or add an attribute; a new material ends the old one."""
    color, rest = adjectives_en.apart(op.value, e.lexicon) if op.attribute == "attribute" else ("", ())
    if color:
        set_attribute(e, subject, replace(op, attribute="color", value=color))
        for word in rest:
            set_attribute(e, e.get(subject.id), replace(op, value=word))
        return
    if op.attribute == "count":
        new = _counted(subject, int(op.value))
    elif op.attribute == "vague":
        new = _vague(subject, op.value, phrases_zh.measure_of(subject, e.lexicon))
    elif op.attribute in ("color", "size"):
        if op.attribute == "size" and op.value == subject.size and re.search(r"er\b", op.span):
            op = replace(op, value={"big": "huge", "small": "tiny"}.get(op.value, op.value))
        new = with_field(subject, op.attribute, op.value)
        if op.attribute == "color":
            new = _plain_noun(new, e.lexicon)
            new = replace(
                new,
                attributes=tuple(
                    a for a in new.attributes if not e.lexicon.lookup(a, "color") and not _recolored(a, e.lexicon)
                ),
            )
    else:
        kept = tuple(
            a
            for a in subject.attributes
            if a != op.value and not (material(a) and material(op.value)) and not moods_en.contradicts(a, op.value)
        )
        ended = subject.action and moods_en.contradicts(subject.action.split(" ")[0], op.value)
        pieces = [piece for piece in subject.action.split(" and ") if not moods_en.contradicts(piece, op.value)]
        action = "" if ended else " and ".join(pieces)
        if op.value in ("asleep", "sleeping") and action:
            action = next((f"{action[found.start() :].strip()}" for found in actions.WHERE_EN.finditer(action)), "")
        new = replace(subject, attributes=_insert(kept, op.value), action=action)
    old = str(getattr(subject, op.attribute)) if op.attribute in ("color", "size", "count") else ""
    e.put(new)
    e.record("edit", subject.id, op.attribute, op.value, old, op.span)


def _plain_noun(subject: Subject, lexicon: Lexicon) -> Subject:
    """A "red apple" that turns green is an apple: the old color leaves its name too."""
    first, _, rest = subject.noun.partition(" ")
    concept = lexicon.concept(rest) if rest and lexicon.lookup(first, "color") else ""
    return replace(subject, noun=rest, concept=concept) if concept else subject


def _recolored(attribute: str, lexicon: Lexicon) -> bool:
    """Tell whether an attribute is a color of the body ("红色车身")."""
    return any(attribute.endswith(body) and len(attribute) > len(body) for body in ("车身", "身体"))


def _insert(attributes: tuple[str, ...], value: str) -> tuple[str, ...]:
    return (*attributes, value)


def _counted(subject: Subject, count: int) -> Subject:
    """Change the number; a measure word the user chose is kept."""
    kept = []
    for attribute in subject.attributes:
        found = re.match(rf"^(?:[一两二俩三四五六七八九十几]|\d+)([{MEASURES}])$", attribute)
        if found and attribute not in ("一群", "一些", "一堆", "一排"):
            kept.append(f"{numeral(count)}{found.group(1)}")
        elif not is_quantifier(attribute) and attribute not in phrases_en.QUANTIFIERS:
            kept.append(attribute)
    return replace(subject, count=count, attributes=tuple(kept))


def _vague(subject: Subject, word: str, measure: str) -> Subject:
    kept = tuple(a for a in subject.attributes if not is_quantifier(a) and a not in phrases_en.QUANTIFIERS)
    amount = f"{word}{measure}" if word == "几" else word
    return replace(subject, count=0, attributes=(amount, *kept))


def set_thing(e: "Editing", referent: Referent, op: Operation) -> None:
    """Set color, count or an attribute of something worn or held."""
    subject = e.get(referent.subject)
    things: tuple[Thing, ...] = getattr(subject, referent.field)
    thing = things[referent.index]
    if op.attribute == "color":
        new = replace(thing, color=op.value)
    elif op.attribute == "count":
        new = replace(thing, count=int(op.value))
    else:
        new = replace(thing, attributes=(*thing.attributes, _size_word(op, e.scene.language)))
    e.put(with_field(subject, referent.field, (*things[: referent.index], new, *things[referent.index + 1 :])))
    e.record(
        "edit",
        subject.id,
        f"{referent.field}.{op.attribute}",
        op.value,
        thing.color if op.attribute == "color" else "",
        op.span,
    )


def _size_word(op: Operation, language: str) -> str:
    if op.attribute != "size" or language != "zh":
        return op.value
    return {"big": "大", "small": "小"}.get(op.value, op.value)


def equip(e: "Editing", owners: list[Subject], name: str, op: Operation) -> None:
    """Give things to wear or hold; one of the same kind is replaced."""
    made = thing_of(op.value, e.lexicon)
    if not owners or made is None:
        return e.miss(op.span)
    for subject in owners:
        things: tuple[Thing, ...] = getattr(subject, name)
        kept = tuple(t for t in things if t.noun != made.noun and not (t.concept and t.concept == made.concept))
        e.put(with_field(subject, name, (*kept, made)))
        e.record("add", subject.id, name, made.noun, "", op.span)
    e.scene = replace(e.scene, absent=tuple(a for a in e.scene.absent if not mentions(made.noun, a)))
    return None


def add_tail(e: "Editing", subject: Subject, op: Operation) -> None:
    """Read a tail as it would be read after the noun, and join it to the subject."""
    bare = Phrase(replace(subject, wears=(), holds=(), action=""))
    if has_cjk(op.value):
        made = nouns_zh.predicate_of(bare, op.value, e.lexicon)
    else:
        made = nouns_en.read_tail(bare, op.value, e.lexicon)
    new = made.subject
    wears = (*(t for t in subject.wears if t.noun not in {n.noun for n in new.wears}), *new.wears)
    holds = (*(t for t in subject.holds if t.noun not in {n.noun for n in new.holds}), *new.holds)
    e.put(replace(new, wears=wears, holds=holds, action=actions.merge(subject.action, new.action)))
    for name, value in made.frame:
        e.scene = with_field(e.scene, name, value)
    e.record("edit", subject.id, "tail", op.value, "", op.span)


WHOM = re.compile(
    r"^[a-z]+ing (?:with |at |after |against )?(?:an?|two|three) (?:[a-z]+ )?(?P<x>[a-z]+)$", re.IGNORECASE
)


def _names_another(action: str, e: "Editing") -> bool:
    """Tell whether somebody is named in a deed alone ("racing a turtle") and would be lost with it."""
    found = WHOM.match(action)
    concept = e.lexicon.concepts.get(e.lexicon.concept(found.group("x"))) if found else None
    if found is None:
        return False
    return concept.kind in ALIVE if concept else is_animal(found.group("x")) or is_person(found.group("x"))


def act(e: "Editing", subject: Subject, op: Operation) -> None:
    """Give a subject something to do; known settings and places inside are taken out."""
    empty = Phrase(replace(subject, action="", place=""))
    made = nouns_zh.predicate_of(empty, op.value, e.lexicon) if has_cjk(op.value) else None
    action, place = (made.subject.action, made.subject.place) if made else (op.value, "")
    wears, holds = (made.subject.wears, made.subject.holds) if made else (subject.wears, subject.holds)
    if subject.id in e.acted:
        joint = "" if has_cjk(action) else " and "
        merged = joint.join(part for part in (subject.action, action) if part)
    elif _names_another(subject.action, e) and " " not in action and not has_cjk(action):
        merged = f"{subject.action} and {action}"
    else:
        merged = actions.merge(subject.action, action)
    e.acted.add(subject.id)
    e.put(replace(subject, action=merged, place=place or subject.place, wears=wears, holds=holds))
    for name, value in made.frame if made else ():
        e.scene = with_field(e.scene, name, value)
    e.record("edit", subject.id, "action", action or op.value, subject.action, op.span)


def fewer(e: "Editing", subject: Subject, op: Operation) -> bool:
    """Take one of several when the words say so ("one of the dogs", 去掉一只狗)."""
    one = re.match(rf"^(?:one\b|a single)|^(?:其中)?一[{MEASURES}]", op.target)
    if one is None or subject.count < 2:
        return False
    set_attribute(e, subject, replace(op, attribute="count", value=str(subject.count - 1)))
    return True


def become(e: "Editing", subject: Subject, op: Operation) -> None:
    """Turn a subject into another: place, size, action and things stay, what only described the old noun goes."""
    if op.phrase is None:
        return e.miss(op.span)
    new = op.phrase.subject
    said_count = re.match(
        rf"^(?:two|three|four|five|six|\d+|some|many)\b|^[一两二三四五六七八九十\d]+[{MEASURES}]|^(?:a|an|one)\s",
        op.value,
    )
    plural_en = new.count == 0 and not has_cjk(op.value)
    count = new.count if said_count and not plural_en else subject.count
    sort = is_narrower(new.noun, subject.noun)
    other = not sort and (new.concept != subject.concept or new.noun != subject.noun)
    color = new.color or ("" if other else subject.color)
    merged = replace(
        subject,
        noun=new.noun,
        concept=new.concept,
        count=count,
        color=color,
        size=new.size or subject.size,
        attributes=(*(subject.attributes if sort else ()), *new.attributes),
        wears=(*subject.wears, *new.wears),
        holds=(*subject.holds, *new.holds),
        action=actions.merge(subject.action, new.action),
        place=new.place or subject.place,
    )
    e.put(merged)
    _rename(e, subject.noun, new.noun)
    if new.noun == subject.noun and merged.color and merged.color != subject.color:
        return e.record("edit", subject.id, "color", merged.color, subject.color, op.span)
    return e.record("edit", subject.id, "replace", new.noun, subject.noun, op.span)


def _rename(e: "Editing", old: str, new: str) -> None:
    """Other subjects' actions that name the old noun name the new one."""
    for other in e.scene.subjects:
        if mentions(other.action, old):
            e.put(replace(other, action=substitute(other.action, old, new if has_cjk(new) else f"the {new}")))


def exchange_thing(e: "Editing", referent: Referent, op: Operation) -> None:
    """Put another thing in the place of one worn or held."""
    made = thing_of(op.value, e.lexicon)
    if made is None:
        return e.miss(op.span)
    subject = e.get(referent.subject)
    things: tuple[Thing, ...] = getattr(subject, referent.field)
    old = things[referent.index]
    e.put(with_field(subject, referent.field, (*things[: referent.index], made, *things[referent.index + 1 :])))
    return e.record("edit", subject.id, referent.field, made.noun, old.noun, op.span)


def split(e: "Editing", group: Subject, op: Operation) -> None:
    """One of several becomes another noun, or gets a color, a thing, an action or an attribute."""
    rest = max(1, (group.count or 3) - 1)
    e.put(_counted(group, rest))
    single, value = _counted(group, 1), re.sub(r"^(?:should |be |变)+", "", op.value)
    color = e.lexicon.lookup(value.removesuffix("的"), "color")
    asked = op.phrase.subject if op.phrase else None
    tail = re.match(r"^(?:wearing|holding|with|carrying)\s|^[戴穿拿举抱]", value)
    if not tail and re.match(r"[a-z]+ing ", value):
        new = e.append(replace(single, action=actions.merge(single.action, value)))
    elif tail or not asked:
        new = e.append(single)
        add_tail(e, new, replace(op, value=value)) if tail else e.put(replace(new, attributes=(*new.attributes, value)))
    elif color:
        new = e.append(replace(single, color=color))
    elif asked.concept or has_cjk(value) or value.startswith(("a ", "an ")):
        new = e.append(replace(asked, count=1, action=asked.action or group.action, place=asked.place or group.place))
    elif value.split(" ", 1)[0].endswith("ing"):
        new = e.append(replace(single, action=actions.merge(single.action, value)))
    else:
        new = e.append(replace(single, attributes=(*single.attributes, value)))
    e.record("edit", group.id, "count", str(rest), str(group.count), op.span)
    e.record("edit", new.id, "split", new.noun, group.noun, op.span)
