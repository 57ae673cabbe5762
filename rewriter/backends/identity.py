"""Which subject of a model's scene is which of the old one. Pure functions."""

from dataclasses import replace

from dialog.scene import INVERSE, Relation, Scene, Subject, Thing

TURNED = {**INVERSE, "on": "under", "under": "on", "with": "with"}


def says(relations: tuple[Relation, ...], one: Relation) -> bool:
    """Tell whether ``relations`` say ``one``, in its own words or the other way round."""
    kind = TURNED.get(one.kind)
    return one in relations or (kind is not None and Relation(one.object, kind, one.subject) in relations)


def identified(proposed: Scene, old: Scene, read: Scene, used: int) -> Scene:
    """Return ``proposed`` with the ids of ``old``, also where a model left them out, and new ones after ``used``.

    A new noun takes over the id of an old subject that the rules' scene ``read`` gives the same new noun.
    """
    mine = {subject.id for subject in proposed.subjects}
    free = [subject for subject in old.subjects if subject.id not in mine]
    free_ids = {subject.id for subject in free}
    free += [subject for subject in read.subjects if subject.id in free_ids]
    known, names, result = {subject.id for subject in old.subjects}, dict[str, str](), list[Subject]()
    for subject in proposed.subjects:
        if subject.id in known and subject.id not in {one.id for one in result}:
            result.append(subject)
            continue
        match = next((one for one in free if same_noun(one, subject)), None)
        if match is None:
            used += 1
        id_ = match.id if match else f"s{used}"
        free = [one for one in free if one.id != id_]
        names.setdefault(subject.id, id_)
        result.append(replace(subject, id=id_))
    relations = tuple(
        replace(r, subject=_renamed(r.subject, names, known), object=_renamed(r.object, names, known))
        for r in proposed.relations
    )
    return replace(proposed, subjects=tuple(result), relations=relations)


def _renamed(name: str, names: dict[str, str], known: set[str]) -> str:
    return name if name in known or not name else names.get(name, name)


def same_noun(one: Subject | Thing, other: Subject | Thing) -> bool:
    """Tell whether two subjects or things are called the same."""
    return one.noun.lower() == other.noun.lower() or (bool(one.concept) and one.concept == other.concept)
