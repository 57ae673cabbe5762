"""A scene as the JSON a model reads and writes: empty fields are left out, words stand for the lexicon's identifiers.

Reading is bounded and strict in types (UnusableAnswer), and gives values of the same kind that the rules make: nouns
with their concept, known colors, places, times … as identifiers, all other words as they are.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dialog.scene import PLACES, RELATIONS, Relation, Scene, Subject, Thing
from rewriter.backends.answer import (
    LONG,
    MAX_COUNT,
    MAX_ITEMS,
    SHORT,
    Record,
    records_of,
    text_of,
    texts_of,
    whole_of,
)
from rewriter.backends.errors import UnusableAnswer
from rewriter.backends.facts import FRAME
from rewriter.english import singulars
from rewriter.lexicon import Lexicon
from rewriter.operations import with_field
from rewriter.phrases_en import RELATIONS as RELATIONS_EN
from rewriter.phrases_zh import RELATIONS as RELATIONS_ZH

TERMS = ("setting", "time", "weather", "style")
ARTICLES = ("a ", "an ", "the ")


def scene_record(scene: Scene) -> dict[str, Any]:
    """Return ``scene`` as plain JSON values without its empty fields."""
    record: dict[str, Any] = {"subjects": [_subject_record(subject) for subject in scene.subjects]}
    record["relations"] = [{"subject": r.subject, "kind": r.kind, "object": r.object} for r in scene.relations]
    record |= {name: getattr(scene, name) for name in FRAME}
    record |= {"notes": list(scene.notes), "absent": list(scene.absent)}
    return {name: value for name, value in record.items() if value}


def scene_size(scene: Scene) -> int:
    """Return how many characters ``scene`` has as JSON."""
    return len(json.dumps(scene_record(scene), ensure_ascii=False))


def _subject_record(subject: Subject) -> dict[str, Any]:
    record: dict[str, Any] = {"id": subject.id, "noun": subject.noun, "count": subject.count}
    record |= {name: getattr(subject, name) for name in ("color", "action", "place", "size")}
    record["attributes"] = list(subject.attributes)
    record |= {name: [_thing_record(thing) for thing in getattr(subject, name)] for name in ("wears", "holds")}
    return {name: value for name, value in record.items() if value or name == "count"}


def _thing_record(thing: Thing) -> dict[str, Any]:
    record: dict[str, Any] = {"noun": thing.noun, "color": thing.color, "attributes": list(thing.attributes)}
    record |= {"count": thing.count} if thing.count != 1 else {}
    return {name: value for name, value in record.items() if value or name == "count"}


def read_scene(record: Record, old: Scene, lexicon: Lexicon) -> Scene:
    """Return the whole scene that a model wrote, in the language of ``old``. Raises UnusableAnswer."""
    subjects = tuple(
        replace(read_subject(one, lexicon, f"scene.subjects[{at}]"), id=text_of(one, "id", SHORT))
        for at, one in enumerate(records_of(record, "subjects", "scene"))
    )
    relations = tuple(
        read_relation(one, f"scene.relations[{at}]") for at, one in enumerate(records_of(record, "relations", "scene"))
    )
    scene = Scene(
        subjects,
        relations,
        notes=texts_of(record, "notes", "scene", LONG),
        absent=texts_of(record, "absent", "scene"),
        language=old.language,
    )
    for name in FRAME:
        scene = with_field(scene, name, frame_value(name, text_of(record, name, LONG, "scene"), lexicon))
    return scene


def read_subject(record: Record, lexicon: Lexicon, where: str = "item") -> Subject:
    """Return a subject without id. Raises UnusableAnswer."""
    noun = _noun(record, lexicon, where)
    return Subject(
        "",
        noun,
        concept=lexicon.concept(noun),
        count=whole_of(record, "count", 1, where, MAX_COUNT),
        color=lexicon.value("color", text_of(record, "color", SHORT, where)),
        attributes=texts_of(record, "attributes", where),
        action=text_of(record, "action", LONG, where),
        wears=read_things(record, "wears", lexicon, where),
        holds=read_things(record, "holds", lexicon, where),
        place=place_value(text_of(record, "place", SHORT, where), lexicon),
        size=lexicon.value("size", text_of(record, "size", SHORT, where)),
    )


def read_things(record: Record, key: str, lexicon: Lexicon, where: str) -> tuple[Thing, ...]:
    """Return what is worn or held; a bare noun may stand for an object. Raises UnusableAnswer."""
    given = record.get(key)
    listed = [given] if isinstance(given, str | Mapping) else given
    if isinstance(listed, list):
        listed = [{"noun": one} if isinstance(one, str) else one for one in listed[: MAX_ITEMS + 1]]
    things = records_of({key: listed}, key, where)
    return tuple(read_thing(one, lexicon, f"{where}.{key}[{at}]") for at, one in enumerate(things))


def read_thing(record: Record, lexicon: Lexicon, where: str = "item") -> Thing:
    """Return something worn or held. Raises UnusableAnswer."""
    noun = _noun(record, lexicon, where)
    color = lexicon.value("color", text_of(record, "color", SHORT, where))
    count = whole_of(record, "count", 1, where, MAX_COUNT)
    return Thing(noun, color, texts_of(record, "attributes", where), count, lexicon.concept(noun))


def read_relation(record: Record, where: str = "item") -> Relation:
    """Return a relation; its kind is one of RELATIONS or words. Raises UnusableAnswer."""
    kind = relation_kind(text_of(record, "kind", SHORT, where))
    return Relation(text_of(record, "subject", SHORT, where), kind, text_of(record, "object", SHORT, where))


def relation_kind(words: str) -> str:
    """Return one of RELATIONS for what it is called in either language; other words stay."""
    known = words.lower().replace(" ", "_")
    if known in RELATIONS:
        return known
    said = {phrase: kind for table in (RELATIONS_ZH, RELATIONS_EN) for kind, phrase in table.items()}
    return said.get(words.lower(), words)


def frame_value(name: str, words: str, lexicon: Lexicon) -> str:
    """Return what a scene keeps for a field of the whole picture: an identifier where the lexicon has one."""
    if name == "lens":
        parts = [part.strip() for part in words.replace("，", ",").split(",")]
        return ", ".join(lexicon.value("lens", part) for part in parts if part)
    return lexicon.value(name, words) if name in TERMS else words


def place_value(words: str, lexicon: Lexicon) -> str:
    """Return one of PLACES, or the words."""
    id_ = lexicon.lookup(words, "place")
    return id_ if id_ in PLACES else words


def _noun(record: Record, lexicon: Lexicon, where: str) -> str:
    """Return the noun in its singular, without its article."""
    words = text_of(record, "noun", SHORT, where)
    for article in ARTICLES:
        words = words[len(article) :] if words.lower().startswith(article) else words
    if not words:
        raise UnusableAnswer(f'The model\'s answer cannot be used: "{where}.noun" is empty; name what it is.')
    concept = lexicon.concepts.get(lexicon.concept(words))
    if concept is None or words.lower() in concept.en:
        return words
    return next((one for one in singulars(words.lower()) if one in concept.en), words)
