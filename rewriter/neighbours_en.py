"""What a subject is said to stand beside is a subject too: "a fox sitting next to a pumpkin" shows two.

Left in the words of an action it could not be coloured, moved or counted, and a painter that draws subjects at places
would not draw it at all.
"""

import re
from dataclasses import replace

from dialog.scene import Relation, Scene, Subject
from dialog.types import Change
from rewriter import nouns_en, words_en
from rewriter.editing import Editing

KINDS = frozenset(
    ("next_to", "left_of", "right_of", "above", "below", "behind", "in_front_of", "under"),
)
"""Not "on" and "in": who sits on a chair keeps it among his words, as one picture of both."""
BESIDE = re.compile(
    rf"^(?:(?P<deed>[a-z]+ing) )?(?P<side>{'|'.join(sorted(words_en.RELATIONS, key=len, reverse=True))}) "
    r"(?P<other>(?:an?|one|two|three|some|another) [^,]+)$",
    re.IGNORECASE,
)


def set_apart(editing: Editing, before: Scene, span: str) -> None:
    """Make subjects of the neighbours that actions new since ``before`` name; who stands beside them stays in focus."""
    known = {subject.id: subject.action for subject in before.subjects}
    made: dict[str, Subject] = {}
    for subject in editing.scene.subjects:
        found = BESIDE.match(subject.action) if subject.action != known.get(subject.id, "") else None
        kind = words_en.RELATIONS[found.group("side").lower()] if found else ""
        if found is None or kind not in KINDS:
            continue
        words = found.group("other")
        other = made.get(words) or _neighbour(words, editing)
        if other is None:
            continue
        if words not in made:
            made[words] = other = editing.append(other)
            editing.changes.append(Change("add", other.id, "", other.noun, "", span))
            editing.focus = [subject.id, *(id_ for id_ in editing.focus if id_ != subject.id), other.id]
        editing.put(replace(editing.get(subject.id), action=found.group("deed") or ""))
        relation = Relation(subject.id, kind, other.id)
        editing.scene = replace(editing.scene, relations=(*editing.scene.relations, relation))


def _neighbour(words: str, editing: Editing) -> Subject | None:
    """The subject that ``words`` are and nothing else; None where the lexicon does not know it."""
    phrase = nouns_en.parse(words, editing.lexicon)
    if phrase is None or phrase.frame or phrase.more or phrase.relation:
        return None
    subject = phrase.subject
    return None if subject.action or not subject.concept else subject
