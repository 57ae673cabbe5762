"""Edits of one subject: its attributes, its things, its action, its place, and what it becomes."""

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from dialog.scene import Relation, Scene, Subject, Thing
from rewriter import actions, nouns_en, nouns_zh, phrases_en, phrases_zh
from rewriter.chinese import FREE_MEASURE, MEASURES, has_cjk, is_quantifier, numeral
from rewriter.freetext import mentions, phrase_around, recount, substitute, without
from rewriter.lexicon import CONCEPT, Lexicon
from rewriter.operations import Operation, Phrase
from rewriter.resolve import Referent, strip_article
from rewriter.values import BODY

if TYPE_CHECKING:
    from rewriter.apply import Editing

MATERIAL = re.compile(
    r"(?:wood(?:en)?|glass|metal|stone|marble|gold(?:en)?|silver|plastic|paper|crystal|ice|steel|bronze|ceramic|porcelain|leather|denim|brick)$|^(?:木|玻璃|金属|石|大理石|黄金|银|塑料|纸|水晶|冰|钢|铜|陶瓷|皮|毛绒|木制|木头|金)"
)


def parse(words: str, lexicon: Lexicon) -> Phrase | None:
    """Return the noun phrase ``words``, in either language."""
    return (nouns_zh if has_cjk(words) else nouns_en).parse(words, lexicon)


def thing_of(words: str, lexicon: Lexicon) -> Thing | None:
    """Return the worn or held thing ``words``, in either language."""
    return (nouns_zh if has_cjk(words) else nouns_en).thing(words, lexicon)


def plain_name(words: str) -> str:
    """Return a name without article, for the list of what is wished absent."""
    return strip_article(words).strip(" ,.，。!！?？")


def caption_of(subject: Subject, e: "Editing") -> str:
    """Return the subject in words."""
    return (phrases_zh if e.scene.language == "zh" else phrases_en).subject_phrase(subject, e.lexicon)


def set_attribute(e: "Editing", subject: Subject, op: Operation) -> None:
    """Set color, size, count, or add an attribute; a new material ends the old one."""
    if op.attribute == "count":
        new = _counted(subject, int(op.value))
    elif op.attribute == "vague":
        new = _vague(subject, op.value)
    elif op.attribute in ("color", "size"):
        new = replace(subject, **{op.attribute: op.value})
        if op.attribute == "color":
            new = replace(
                new,
                attributes=tuple(
                    a for a in new.attributes if not e.lexicon.lookup(a, "color") and not _recolored(a, e.lexicon)
                ),
            )
    else:
        kept = tuple(a for a in subject.attributes if a != op.value and not (_material(a) and _material(op.value)))
        new = replace(subject, attributes=_insert(kept, op.value))
    old = str(getattr(subject, op.attribute)) if op.attribute in ("color", "size", "count") else ""
    e.put(new)
    e.record("edit", subject.id, op.attribute, op.value, old, op.span)


def _recolored(attribute: str, lexicon: Lexicon) -> bool:
    """Tell whether an attribute is a color of the body ("红色车身")."""
    return any(attribute.endswith(body) and len(attribute) > len(body) for body in ("车身", "身体"))


def _insert(attributes: tuple[str, ...], value: str) -> tuple[str, ...]:
    return (*attributes, value)


def _material(attribute: str) -> bool:
    return MATERIAL.search(attribute.removeprefix("made of ").removesuffix("的")) is not None


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


def _vague(subject: Subject, word: str) -> Subject:
    kept = tuple(a for a in subject.attributes if not is_quantifier(a) and a not in phrases_en.QUANTIFIERS)
    amount = f"{word}只" if word == "几" else word
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
    e.put(replace(subject, **{referent.field: (*things[: referent.index], new, *things[referent.index + 1 :])}))
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


def set_in_words(e: "Editing", referent: Referent, op: Operation) -> None:
    """Set an attribute of something that the scene only knows in the user's words."""
    old, put = _words_at(e, referent)
    word = referent.word
    if op.attribute == "count":
        new = recount(old, word, int(op.value), f"{numeral(int(op.value))}{FREE_MEASURE}")
    else:
        said = (
            e.lexicon.said("color", op.value, "zh" if has_cjk(old) else "en") if op.attribute == "color" else op.value
        )
        new = substitute(old, word, _described(phrase_around(old, word), word, said))
    put(new)
    e.record("edit", referent.subject, op.attribute, op.value, old, op.span)


def _described(phrase: str, word: str, adjective: str) -> str:
    """Return "a white marble table" of "a dark table": the noun keeps its determiner, the adjectives are new."""
    if has_cjk(phrase):
        return f"{adjective}{'' if adjective.endswith('色') else '的'}{word}"
    found = re.match(r"^((?:the|a|an|his|her|its|their|two|three|four|five|some|\d+)\s+)?", phrase, re.IGNORECASE)
    lead = found.group(0) if found else ""
    at = phrase.lower().rfind(word.lower().split()[-1][:3])
    noun = phrase[at:] if at >= 0 else word
    noun = "" if adjective.lower().endswith(noun.lower()) else noun
    if lead.strip().lower() in ("a", "an"):
        lead = "an " if adjective[:1].lower() in "aeiou" else "a "
    return f"{lead}{adjective} {noun}".strip()


def _words_at(e: "Editing", referent: Referent):  # type: ignore[no-untyped-def]
    """Return the free words a referent points into, and a function that puts new words there."""
    scene = e.scene
    if referent.field == "notes":
        old = scene.notes[referent.index]

        def put_note(new: str) -> None:
            e.scene = replace(e.scene, notes=tuple(w for n in e.scene.notes if (w := new if n == old else n)))

        return old, put_note
    if referent.field in ("attributes", "action"):
        subject = e.get(referent.subject)
        old = subject.action if referent.field == "action" else subject.attributes[referent.index]

        def put_subject(new: str) -> None:
            if referent.field == "action":
                e.put(replace(subject, action=new))
            else:
                kept = tuple(w for i, a in enumerate(subject.attributes) if (w := new if i == referent.index else a))
                e.put(replace(subject, attributes=kept))

        return old, put_subject

    def put_field(new: str) -> None:
        e.scene = replace(e.scene, **{referent.field: new})

    return str(getattr(scene, referent.field)), put_field


def remove_words(e: "Editing", referent: Referent, op: Operation) -> None:
    """Take a phrase out of a subject's own words."""
    old, put = _words_at(e, referent)
    put(without(old, referent.word))
    e.removed = referent
    e.record("remove", referent.subject, referent.field, referent.word, old, op.span)


def substitute_words(e: "Editing", referent: Referent, op: Operation) -> None:
    """Put other words in the place of a phrase."""
    old, put = _words_at(e, referent)
    value = op.value
    if (
        has_cjk(old)
        and re.match(r"^(?:一[个只])", value)
        and not re.match(r"^(?:一|两|三|\d)", phrase_around(old, referent.word))
    ):
        value = value if len(value) > 4 else value
    elif (
        not has_cjk(old)
        and re.match(r"^(?:a|an|the|his|her|its)\s", phrase_around(old, referent.word))
        and not re.match(r"^(?:a|an|the|some|two|three|\d)\s", value)
    ):
        value = f"the {value}" if value.endswith("s") else f"a {value}"
    put(substitute(old, referent.word, value))
    e.record("edit", referent.subject, "replace", op.value, old, op.span)


def set_part_color(e: "Editing", subject: Subject, op: Operation) -> None:
    """Color a part that nobody named before; the body's color is the subject's."""
    part = strip_article(op.target)
    owner = re.match(r"^(.+?)的(.+)$", part)
    part = owner.group(2) if owner else re.sub(r"^.*?'s ", "", part)
    if BODY.match(part):
        return set_attribute(e, subject, op)
    said = e.lexicon.said("color", op.value, e.scene.language)
    value = f"{said}{part}" if has_cjk(part) else f"with {said} {part}"
    kept = tuple(a for a in subject.attributes if not mentions(a, part))
    e.put(replace(subject, attributes=(*kept, value)))
    return e.record("edit", subject.id, part, value, "", op.span)


def only_colors(note: str, lexicon: Lexicon) -> bool:
    """Tell whether a note says nothing but colors: 橙色和棕色, "orange and brown"."""
    words = [w for w in re.split(r"、|和|与|,|，|\band\b|\s+|(?<=色)调$|为主", note) if w]
    return bool(words) and all(lexicon.lookup(w, "color") or w in ("色调", "调", "tones", "colors") for w in words)


def equip(e: "Editing", owners: list[Subject], name: str, op: Operation) -> None:
    """Give things to wear or hold; one of the same kind is replaced."""
    made = thing_of(op.value, e.lexicon)
    if not owners or made is None:
        return e.miss(op.span)
    for subject in owners:
        things: tuple[Thing, ...] = getattr(subject, name)
        kept = tuple(t for t in things if t.noun != made.noun and not (t.concept and t.concept == made.concept))
        e.put(replace(subject, **{name: (*kept, made)}))
        e.record("add", subject.id, name, made.noun, "", op.span)
    e.scene = replace(e.scene, absent=tuple(a for a in e.scene.absent if not mentions(made.noun, a)))
    return None


def add_tail(e: "Editing", subject: Subject, op: Operation) -> None:
    """Read a tail as it would be read after the noun, and join it to the subject."""
    bare = Phrase(replace(subject, wears=(), holds=(), action=""))
    if has_cjk(op.value):
        made = nouns_zh.predicate_of(bare, op.value, e.lexicon)
    else:
        made = nouns_en._tail(bare, op.value, e.lexicon)
    new = made.subject
    wears = (*(t for t in subject.wears if t.noun not in {n.noun for n in new.wears}), *new.wears)
    holds = (*(t for t in subject.holds if t.noun not in {n.noun for n in new.holds}), *new.holds)
    e.put(replace(new, wears=wears, holds=holds, action=actions.merge(subject.action, new.action)))
    for name, value in made.frame:
        e.scene = replace(e.scene, **{name: value})
    e.record("edit", subject.id, "tail", op.value, "", op.span)


def act(e: "Editing", subject: Subject, op: Operation) -> None:
    """Give a subject something to do; known settings and places inside are taken out."""
    empty = Phrase(replace(subject, action="", place=""))
    made = nouns_zh.predicate_of(empty, op.value, e.lexicon) if has_cjk(op.value) else None
    action, place = (made.subject.action, made.subject.place) if made else (op.value, "")
    wears, holds = (made.subject.wears, made.subject.holds) if made else (subject.wears, subject.holds)
    if subject.id in e.acted:
        joint = "" if has_cjk(action) else " and "
        merged = joint.join(part for part in (subject.action, action) if part)
    else:
        merged = actions.merge(subject.action, action)
    e.acted.add(subject.id)
    e.put(replace(subject, action=merged, place=place or subject.place, wears=wears, holds=holds))
    for name, value in made.frame if made else ():
        e.scene = replace(e.scene, **{name: value})
    e.record("edit", subject.id, "action", action or op.value, subject.action, op.span)


def move(e: "Editing", subject: Subject, op: Operation) -> None:
    """Put a subject at a place of the picture, or beside, on, under something."""
    others = tuple(r for r in e.scene.relations if r.subject != subject.id and r.object != subject.id)
    if op.attribute == "place":
        e.scene = replace(e.scene, relations=others)
        e.put(replace(subject, place=op.value))
        return e.record("edit", subject.id, "place", op.value, subject.place, op.span)
    kind, anchor = _relation(op.value)
    found = e.resolver.find(anchor) if anchor else None
    kept = tuple(r for r in e.scene.relations if r.subject != subject.id)
    if kind and found and found.field == "subject" and found.subject != subject.id and not subject.action:
        e.scene = replace(e.scene, relations=(*kept, Relation(subject.id, kind, found.subject)))
        e.put(replace(subject, place=""))
    else:
        where = op.value if not has_cjk(op.value) else f"在{op.value.removeprefix('在')}"
        e.scene = replace(e.scene, relations=kept)
        e.put(replace(subject, action=actions.relocate(subject.action, where), place=""))
    return e.record("edit", subject.id, "place", op.value, subject.place or subject.action, op.span)


def _relation(words: str) -> tuple[str, str]:
    if has_cjk(words):
        found = nouns_zh.RELATION.match(words)
        return (nouns_zh.RELATION_WORDS[found.group(2)], found.group(1)) if found else ("", "")
    found = nouns_en.RELATION.search(" " + words)
    return (nouns_en.RELATIONS[found.group(1).lower()], found.group(2)) if found else ("", "")


def anchor_words(phrase: Phrase, op: Operation) -> str:
    """Return where a new subject stands, in words, when the anchor is no subject."""
    if has_cjk(phrase.anchor):
        return (
            f"在{op.value.removeprefix('在')}"
            if op.value
            else f"在{phrase.anchor}{phrases_zh.RELATIONS.get(phrase.relation, '')}"
        )
    return f"{phrases_en.RELATIONS.get(phrase.relation, phrase.relation)} {phrase.anchor}"


def unplace(e: "Editing", subject: Subject) -> None:
    """End the place that an action names."""
    if subject.action:
        e.put(replace(subject, action=actions.unplaced(subject.action)))


SCENERY = ("plant", "nature", "building")


def leave_scenery(e: "Editing", subject: Subject) -> None:
    """A new setting ends a place in the old scenery ("站在樱花树下"); furniture and things stay."""
    where = actions.where_of(subject.action)
    if not where:
        return
    kinds = {e.lexicon.concepts[m.id].kind for m in e.lexicon.find(where, (CONCEPT,))}
    if kinds & set(SCENERY) or e.lexicon.find(where, ("setting",)):
        e.put(replace(subject, action=actions.unplaced(subject.action)))


def drop(scene: Scene, id_: str) -> Scene:
    """Return ``scene`` without the subject and without the relations that hang on it."""
    relations = tuple(r for r in scene.relations if id_ not in (r.subject, r.object))
    return replace(scene, subjects=tuple(s for s in scene.subjects if s.id != id_), relations=relations)


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
    color = new.color or ("" if new.concept != subject.concept or new.noun != subject.noun else subject.color)
    merged = replace(
        subject,
        noun=new.noun,
        concept=new.concept,
        count=count,
        color=color,
        size=new.size or subject.size,
        attributes=new.attributes if said_count or plural_en or new.attributes else (),
        wears=(*subject.wears, *new.wears),
        holds=(*subject.holds, *new.holds),
        action=actions.merge(subject.action, new.action),
        place=new.place or subject.place,
    )
    e.put(merged)
    _rename(e, subject.noun, new.noun)
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
    e.put(replace(subject, **{referent.field: (*things[: referent.index], made, *things[referent.index + 1 :])}))
    return e.record("edit", subject.id, referent.field, made.noun, old.noun, op.span)


def split(e: "Editing", group: Subject, op: Operation) -> None:
    """One of several becomes another noun, or gets a color, a thing, an action or an attribute."""
    rest = max(1, (group.count or 3) - 1)
    e.put(_counted(group, rest))
    single, value = _counted(group, 1), re.sub(r"^(?:should |be |变)+", "", op.value)
    color = e.lexicon.lookup(value.removesuffix("的"), "color")
    asked = op.phrase.subject if op.phrase else None
    tail = re.match(r"^(?:wearing|holding|with|carrying)\s|^[戴穿拿举抱]", value)
    if tail or not asked:
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


def restore(e: "Editing", earlier: Scene, referent: Referent, op: Operation) -> bool:
    """Bring back what ``referent`` means in an earlier scene; False when it is still there."""
    present = {s.id for s in e.scene.subjects}
    if referent.field == "subject":
        if referent.subject in present:
            return False
        old = next(s for s in earlier.subjects if s.id == referent.subject)
        held = {*present, old.id}
        back = tuple(
            r
            for r in earlier.relations
            if old.id in (r.subject, r.object) and (r.object in held or not r.object.startswith("s"))
        )
        e.scene = replace(e.scene, subjects=(*e.scene.subjects, old), relations=(*e.scene.relations, *back))
        e.record("undo", old.id, "restore", old.noun, "", op.span)
        return True
    if referent.subject and referent.subject in present:
        return _restore_of(e, next(s for s in earlier.subjects if s.id == referent.subject), referent, op)
    if referent.field == "notes":
        note = earlier.notes[referent.index]
        if note in e.scene.notes:
            return False
        kept = tuple(n for n in e.scene.notes if n not in note)
        e.scene = replace(e.scene, notes=(*kept, note))
    elif not referent.subject and getattr(e.scene, referent.field) != getattr(earlier, referent.field):
        e.scene = replace(e.scene, **{referent.field: getattr(earlier, referent.field)})
    else:
        return False
    e.record("undo", "", referent.field, referent.word, "", op.span)
    return True


def _restore_of(e: "Editing", old: Subject, referent: Referent, op: Operation) -> bool:
    now = e.get(old.id)
    if referent.field in ("wears", "holds"):
        thing = getattr(old, referent.field)[referent.index]
        things = getattr(now, referent.field)
        if thing in things:
            return False
        new = replace(now, **{referent.field: (*things, thing)})
    elif referent.field == "attributes":
        if old.attributes[referent.index] in now.attributes:
            return False
        new = replace(now, attributes=(*now.attributes, old.attributes[referent.index]))
    elif now.action != old.action:
        new = replace(now, action=old.action)
    else:
        return False
    e.put(new)
    e.record("undo", now.id, referent.field, referent.word, "", op.span)
    return True
