"""The guard over a model's scene: a slip of the model costs style, never a fact. Pure functions.

Three scenes are compared: the old one, the model's and the one that the rules read from the same words. What the
model lost stays unless the words ask for it or the rules lost it too; what it set must be named by the words, or the
rules must be unsure; what the rules took away by name goes; what it invents where the rules understood every word is
left out. The policy is told in docs/rewriter-models.md.
"""

from dataclasses import dataclass, field, replace
from functools import cached_property

from dialog.scene import Relation, Scene, Subject, Thing
from dialog.types import Draft
from rewriter.backends.facts import CATEGORIES, FRAME, Fact, category, new_facts, same_value
from rewriter.backends.heard import Heard, opposite
from rewriter.backends.identity import identified, same_noun, says
from rewriter.lexicon import CONCEPT
from rewriter.operations import with_field
from rewriter.placing import drop

SCALARS = ("color", "count", "size", "place", "action")
THINGS = ("wears", "holds")
NOBODY = "nobody"
"""The owner of what shall not be in the picture; no id is written so."""


@dataclass(frozen=True, slots=True)
class Guarded:
    """A scene that may be drawn. ``kept`` are facts that the model had lost, ``refused`` those that it had made up or
    failed to remove, in words."""

    scene: Scene
    kept: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()


@dataclass
class Guard:
    """One comparison under way. ``certain``: the rules understood the whole turn; ``rules`` is what they made of it."""

    old: Scene
    rules: Draft
    heard: Heard
    certain: bool
    kept: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def merge(self, proposed: Scene, used: int) -> Guarded:
        """Return ``proposed`` with every fact that must not be lost and without what must not be there.

        ``used`` is the highest number an id ever had; new subjects get the numbers after it.
        """
        proposed = identified(proposed, self.old, self.rules.scene, used)
        subjects = self._subjects({subject.id: subject for subject in proposed.subjects})
        scene = replace(proposed, subjects=tuple(subjects))
        for name in FRAME:
            scene = with_field(scene, name, self._value("", name, getattr(self.old, name), getattr(scene, name)))
        scene = replace(
            scene,
            notes=self._words("notes", self.old.notes, scene.notes, self.rules.scene.notes),
            absent=self._words("absent", self.old.absent, scene.absent, self.rules.scene.absent, NOBODY),
            relations=self._relations(scene),
        )
        for change in self.rules.changes if self.certain else ():
            if change.kind == "remove" and not change.attribute and change.target in {s.id for s in scene.subjects}:
                scene = self._removed(scene, change.target)
        return Guarded(scene, tuple(dict.fromkeys(self.kept)), tuple(dict.fromkeys(self.refused)))

    def _subjects(self, by_id: dict[str, Subject]) -> list[Subject]:
        result = []
        theirs = {subject.id: subject for subject in self.rules.scene.subjects}
        for old in self.old.subjects:
            new = by_id.pop(old.id, None)
            if new is not None:
                result.append(self._subject(old, new, theirs.get(old.id)))
            elif old.id in theirs and not self._may_go(old):
                self.kept.append(old.noun)
                result.append(old)
        for new in by_id.values():
            if self._believed(new.noun, CONCEPT, self._rules_have(new)):
                result.append(self._trimmed(new))
            else:
                self.refused.append(new.noun)
        return result

    def _may_go(self, subject: Subject) -> bool:
        """Tell whether the words ask that a whole subject goes. Certain rules that keep it know better than a noun that
        the words only mention ("remove the cat's hat")."""
        if self.certain:
            return False
        named = self.heard.names(subject.noun, CONCEPT)
        if self.heard.only and not named:
            return True
        return self.heard.removes and (named or self.heard.points)

    def _subject(self, old: Subject, new: Subject, theirs: Subject | None) -> Subject:
        if new.noun != old.noun and not same_noun(old, new):
            read = theirs is not None and same_noun(theirs, new)
            may = read or (self.heard.names(new.noun, CONCEPT) and self._may_go(old))
            if not may:
                stays = theirs if self.certain and theirs is not None else old
                told, what = (self.kept, old) if same_noun(stays, old) else (self.refused, new)
                told.append(what.noun)
                new = replace(new, noun=stays.noun, concept=stays.concept)
        else:
            new = replace(new, noun=old.noun, concept=old.concept)
        for name in SCALARS:
            value = self._value(old.id, name, getattr(old, name), getattr(new, name), theirs)
            new = with_field(new, name, value)
        rest = theirs.attributes if theirs else ()
        new = replace(new, attributes=self._words("attributes", old.attributes, new.attributes, rest, old.id))
        for name in THINGS:
            new = with_field(new, name, self._things(name, old, new, theirs))
        return new

    def _value(self, owner: str, name: str, old: str | int, new: str | int, theirs: Subject | None = None) -> str | int:
        """Decide between the old and the new value of one field, or take the rules' where they alone know."""
        if old == new or (name in CATEGORIES and same_value(str(old), str(new), name, self.heard.lexicon)):
            return old
        source = theirs if owner else self.rules.scene
        read = getattr(source, name) if source is not None else old
        empty = 1 if name == "count" else ""
        if new == empty:
            spoken = self.heard.names(str(old), name) or self.heard.touches(name)
            may = read == empty or (self.heard.removes and spoken and not self.certain)
        else:
            named = self._named(owner, name, str(new)) or read == new
            if self.certain and read != old and not named:
                self.refused.append(str(new))
                return read
            unsure = not self.certain and (old == empty or self.heard.touches(name))
            may = named or self.heard.pictured or unsure
        if not may:
            (self.kept if old != empty else self.refused).append(str(old if old != empty else new))
        return new if may else old

    def _named(self, owner: str, name: str, value: str) -> bool:
        """Tell whether the words say ``value`` of this field: where the rules are sure that it belongs to something
        else ("a red hat": not the cat), they do not."""
        if not self.heard.names(value, name.split(".")[-1]):
            return False
        kind = category(name)
        others = (f for f in self._read_facts if category(f.field) == kind and (f.owner, f.field) != (owner, name))
        return not self.certain or not any(same_value(f.value, value, kind, self.heard.lexicon) for f in others)

    @cached_property
    def _read_facts(self) -> tuple[Fact, ...]:
        return new_facts(self.rules.scene, self.old)

    def _words(
        self, name: str, old: tuple[str, ...], new: tuple[str, ...], read: tuple[str, ...], owner: str = ""
    ) -> tuple[str, ...]:
        """Return the items of ``new`` that are believed after those of ``old`` that must stay."""
        stay = []
        for one in old:
            gone = one not in read or self._replaced(one, new, read)
            gone = gone or (not self.certain and self.heard.removes and self.heard.names(one))
            if one in new or not gone:
                stay.append(one)
            if one not in new and not gone:
                self.kept.append(one)
        for one in new:
            if one not in old and self._believed(one, "", one in read, owner):
                stay.append(one)
            elif one not in old:
                self.refused.append(one)
        return tuple(dict.fromkeys(stay))

    def _replaced(self, one: str, new: tuple[str, ...], read: tuple[str, ...]) -> bool:
        """Tell whether the words put the opposite in the place of ``one``; certain rules know of whom."""
        others = (other for other in new if opposite(one, other) and self.heard.names(other))
        return any(other in read or not self.certain for other in others)

    def _things(self, name: str, old: Subject, new: Subject, theirs: Subject | None) -> tuple[Thing, ...]:
        before: tuple[Thing, ...] = getattr(old, name)
        after: tuple[Thing, ...] = getattr(new, name)
        read: tuple[Thing, ...] = getattr(theirs, name) if theirs else ()
        result = []
        for thing in before:
            same = next((one for one in after if same_noun(one, thing)), None)
            read_so = next((one for one in read if same_noun(one, thing)), None)
            if same is not None:
                result.append(self._thing(old.id, name, thing, same, read_so))
                continue
            spoken = self.heard.names(thing.noun, CONCEPT) or self.heard.touches(name)
            asked = self.heard.removes and spoken and not self.certain
            if read_so is not None and not asked:
                self.kept.append(thing.noun)
                result.append(thing)
        for thing in after:
            if any(same_noun(thing, one) for one in before):
                continue
            if self._believed(thing.noun, CONCEPT, any(same_noun(thing, one) for one in read), old.id):
                result.append(thing)
            else:
                self.refused.append(thing.noun)
        return tuple(result)

    def _thing(self, owner: str, name: str, old: Thing, new: Thing, theirs: Thing | None) -> Thing:
        color = new.color
        if old.color and not same_value(new.color, old.color, "color", self.heard.lexicon):
            may = self._named(owner, f"{name}.color", new.color) or (self.heard.touches("color") and not self.certain)
            may = may or (theirs is not None and theirs.color == new.color)
            color = new.color if may and (new.color or self.heard.removes) else old.color
            if color == old.color:
                self.kept.append(old.color)
        read = theirs.attributes if theirs else ()
        counted = self.heard.touches("count") or self.heard.names(str(new.count))
        count = new.count if counted and not self.certain else old.count
        if self.certain and theirs is not None:
            count = theirs.count
        return replace(old, color=color, count=count, attributes=self._words("", old.attributes, new.attributes, read))

    def _relations(self, scene: Scene) -> tuple[Relation, ...]:
        """Keep old relations between subjects that are still there, unless the model put the two anew or the words move
        somebody and the rules are unsure. Certain rules that keep two where they were are not contradicted."""
        ids = {subject.id for subject in scene.subjects} | {subject.id for subject in self.old.subjects}
        here = {subject.id for subject in scene.subjects}

        def stands(one: Relation) -> bool:
            return one.subject in here and bool(one.object) and (one.object in here or one.object not in ids)

        read = self.rules.scene.relations
        lasting = [one for one in self.old.relations if stands(one) and one in read]
        held = {_pair(one) for one in lasting} if self.certain else set()
        fine = []
        for one in filter(stands, scene.relations):
            if _pair(one) in held and not says(read, one):
                self.refused.append(one.kind.replace("_", " "))
            else:
                fine.append(one)
        anew = {_pair(one) for one in fine}
        moved = self.heard.touches("place") and not self.certain
        for one in lasting:
            if one not in fine and _pair(one) not in anew and not moved:
                fine.append(one)
                self.kept.append(one.kind.replace("_", " "))
        return tuple(dict.fromkeys(fine))

    def _removed(self, scene: Scene, id_: str) -> Scene:
        """Take away what the rules took away by its name."""
        subject = next(one for one in scene.subjects if one.id == id_)
        if id_ in {one.id for one in self.rules.scene.subjects} or not self.heard.names(subject.noun, CONCEPT):
            return scene
        self.refused.append(subject.noun)
        return drop(scene, id_)

    def _trimmed(self, subject: Subject) -> Subject:
        """Leave out what a model made up about a new subject, where the rules understood every word."""
        if not self.certain or self.heard.pictured:
            return subject
        read = self._read(subject)
        attributes = self._words("attributes", (), subject.attributes, read.attributes)
        for name in ("color", "size", "place", "action"):
            value, theirs = getattr(subject, name), getattr(read, name)
            believed = not value or value == theirs or self.heard.names(value, name)
            if not believed:
                self.refused.append(value)
            subject = with_field(subject, name, value if believed else theirs)
        for name in THINGS:
            subject = with_field(subject, name, self._things(name, Subject("", ""), subject, read))
        return replace(subject, attributes=attributes)

    def _read(self, subject: Subject) -> Subject:
        """Return what the rules made of the same new subject, or an empty one."""
        old = {one.id for one in self.old.subjects}
        fresh = (one for one in self.rules.scene.subjects if one.id not in old)
        return next((one for one in fresh if same_noun(one, subject)), Subject("", ""))

    def _rules_have(self, subject: Subject) -> bool:
        return self._read(subject).noun != ""

    def _believed(self, words: str, kind: str, read: bool, owner: str = "") -> bool:
        """Tell whether something new may be drawn. What certain rules gave to another than ``owner`` is not its own."""
        if read or not self.certain or self.heard.pictured:
            return True
        others = (fact for fact in self._read_facts if owner and fact.owner not in ("", owner))
        kinds = ((fact.value, kind or category(fact.field)) for fact in others)
        theirs = any(same_value(value, words, one, self.heard.lexicon) for value, one in kinds)
        return self.heard.names(words, kind) and not theirs


def _pair(one: Relation) -> frozenset[str]:
    return frozenset((one.subject, one.object))
