"""Scenes as they were before one edit: the seven kinds that users ask for, dressing, and the same again."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from dialog.scene import Relation, Scene, Subject, Thing
from rewriter.layout_wide import BETWEEN, between
from rewriter.training import terms
from rewriter.training.wide import WideMaker, pick

KINDS = ("edit", "edit", "add", "add", "remove", "background", "background", "style", "lens", "combine", "wear", "same")
TRIES = 4
NEW_PAIRS = ("edit", "remove")
"""Kinds whose scene before may hold a combination that has not been looked at yet."""


@dataclass(frozen=True, slots=True)
class Edit:
    """``before`` became the record's scene by an edit of ``kind``.

    ``what`` is the field that changed ("color", "place", "concept", "count", "thing", "setting", "time", "weather",
    "style", "lens", "on", "off"), ``subject`` the id of the subject concerned, ``thing`` what was put on or taken off.
    """

    kind: str
    before: Scene
    what: str = ""
    subject: str = ""
    thing: Thing | None = None


def edited(maker: WideMaker, scene: Scene) -> Edit:
    """Return a scene that ``scene`` may have been before one edit; kind "same" where no kind drawn fits."""
    for _ in range(TRIES):
        kind = pick(maker.rng, KINDS)
        edit = MAKERS[kind](maker, scene)
        if edit is None or (kind != "same" and edit.before == scene):
            continue
        if kind not in NEW_PAIRS or maker.allowed(edit.before):
            return replace(edit, kind=kind)
    return Edit("same", scene)


def _with(scene: Scene, subject: Subject) -> Scene:
    return replace(scene, subjects=tuple(subject if one.id == subject.id else one for one in scene.subjects))


def without(scene: Scene, id_: str) -> Scene:
    """Return ``scene`` without a subject, without the relations that speak of it and without places."""
    subjects = tuple(replace(one, place="") if one.place else one for one in scene.subjects if one.id != id_)
    return replace(scene, subjects=subjects, relations=tuple(r for r in scene.relations if id_ not in _ids(r)))


def _ids(relation: Relation) -> tuple[str, ...]:
    others = between(relation) if relation.kind == BETWEEN else (relation.object,)
    return (relation.subject, *others)


def _attribute(maker: WideMaker, scene: Scene) -> Edit | None:
    """Another colour, place, kind or number of one subject, or another colour of what it wears or holds."""
    rng = maker.rng
    subject = pick(rng, scene.subjects)
    if subject.place and rng.random() < 0.5:
        return Edit("edit", _moved(scene), "place", subject.id)
    if subject.color:
        old = maker.color(subject.concept) if rng.random() < 0.5 else ""
        return Edit("edit", _with(scene, replace(subject, color=old)), "color", subject.id)
    for name in ("wears", "holds"):
        things = getattr(subject, name)
        if things and things[0].color:
            old_thing = replace(things[0], color=maker.color(things[0].concept))
            changed = (old_thing, *things[1:])
            bare = replace(subject, wears=changed) if name == "wears" else replace(subject, holds=changed)
            before = _with(scene, bare)
            return Edit("edit", before, "thing", subject.id, things[0])
    if subject.count > 1:
        return Edit("edit", _with(scene, replace(subject, count=1)), "count", subject.id)
    concept = maker.another([one.concept for one in scene.subjects])
    if subject.wears or subject.holds or not concept:
        return None
    return Edit("edit", _with(scene, replace(subject, noun=concept, concept=concept)), "concept", subject.id)


def _moved(scene: Scene) -> Scene:
    """Everybody in another place: of two each in the other's, of three the last in the first's and so on."""
    if len(scene.subjects) == 1:
        return replace(scene, subjects=(replace(scene.subjects[0], place=""),))
    places = [subject.place for subject in scene.subjects]
    turned = (*places[-1:], *places[:-1])
    return replace(
        scene, subjects=tuple(replace(s, place=place) for s, place in zip(scene.subjects, turned, strict=True))
    )


def _added(maker: WideMaker, scene: Scene) -> Edit | None:
    if len(scene.subjects) < 2:
        return None
    last = scene.subjects[-1]
    return Edit("add", without(scene, last.id), "", last.id)


def _removed(maker: WideMaker, scene: Scene) -> Edit | None:
    """One more subject was there, called by the next free number."""
    concepts = [subject.concept for subject in scene.subjects]
    concept = maker.another(concepts)
    if len(scene.subjects) > 3 or not concept:
        return None
    more = maker.subject(f"s{len(concepts) + 1}", concept, concepts)
    subjects = scene.subjects
    if len(subjects) == 1:
        subjects = (replace(subjects[0], place="", size=""),)
    return Edit("remove", replace(scene, subjects=(*subjects, more)), "", more.id)


def _background(maker: WideMaker, scene: Scene) -> Edit | None:
    """Another setting, time or weather."""
    roll = maker.rng.random()
    if scene.weather and roll < 0.3:
        return Edit("background", replace(scene, weather=""), "weather")
    if scene.time and roll < 0.5:
        # What no time is said of is drawn by day.
        times = [time for time in ("", *terms.TIMES) if (time or "day") != scene.time]
        old_time = pick(maker.rng, times)
        if scene.weather == "rainbow" and old_time == "night":
            old_time = ""
        return Edit("background", replace(scene, time=old_time), "time")
    old = "" if roll > 0.9 else maker.setting([subject.concept for subject in scene.subjects])
    before = replace(scene, setting=old, weather="" if old in (*terms.SHELTERED, "") else scene.weather)
    return Edit("background", before if old else replace(before, time=""), "setting")


def _style(maker: WideMaker, scene: Scene) -> Edit | None:
    old = pick(maker.rng, ("", *terms.STYLES))
    same = {old or "3d"} == {scene.style or "3d"}
    return None if same else Edit("style", replace(scene, style=old), "style")


def _lens(maker: WideMaker, scene: Scene) -> Edit | None:
    old = pick(maker.rng, ("", *maker.lenses(scene.subjects)))
    same = {old or "normal"} == {scene.lens or "normal"}
    return None if same else Edit("lens", replace(scene, lens=old), "lens")


def _worn(maker: WideMaker, scene: Scene) -> Edit | None:
    """Something was put on, or taken off."""
    wearers = [one for one in scene.subjects if one.concept in maker.wearers and one.count == 1]
    if not wearers:
        return None
    subject = pick(maker.rng, wearers)
    if subject.wears:
        last = subject.wears[-1]
        return Edit("wear", _with(scene, replace(subject, wears=subject.wears[:-1])), "on", subject.id, last)
    thing = maker.thing(maker.worn, [*(one.concept for one in scene.subjects), *(h.concept for h in subject.holds)])
    return Edit("wear", _with(scene, replace(subject, wears=(thing,))), "off", subject.id, thing)


def _same(maker: WideMaker, scene: Scene) -> Edit | None:
    return Edit("same", scene)


MAKERS: dict[str, Callable[[WideMaker, Scene], Edit | None]] = {
    "edit": _attribute, "add": _added, "combine": _added, "remove": _removed, "background": _background,
    "style": _style, "lens": _lens, "wear": _worn, "same": _same,
}  # fmt: skip
