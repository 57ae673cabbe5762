"""A scene under way: what an operation reads and changes."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from dialog.scene import Scene, Subject
from dialog.types import Change
from rewriter.descriptive import is_descriptive
from rewriter.freetext import mentions
from rewriter.lexicon import Lexicon
from rewriter.resolve import Referent, Resolver


@dataclass
class Editing:
    """A scene under way. ``history`` holds earlier scenes, oldest first; ``used`` all ids ever given.

    ``missed`` are words kept as notes, ``unheard`` words left out of the picture, ``kept`` what is to stay as it is;
    ``unread`` is what the short encoder did not read of the picture before, so that it need not be told again;
    ``topic`` is what a remark of this turn named, ``removed`` what was taken away since something else was named.
    """

    scene: Scene
    lexicon: Lexicon
    history: Sequence[Scene] = ()
    focus: list[str] = field(default_factory=list)
    thing: Referent | None = None
    used: int = 0
    changes: list[Change] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    unheard: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    topic: str = ""
    removed: Referent | None = None
    acted: set[str] = field(default_factory=set)
    unread: tuple[str, ...] = ()

    @property
    def resolver(self) -> Resolver:
        """Looks words up in the scene as it is now."""
        return Resolver(self.scene, self.lexicon, tuple(self.focus), self.thing)

    def record(self, kind: str, target: str, attribute: str, value: str, old: str, span: str) -> None:
        """Note one difference, and what is spoken of now."""
        self.changes.append(Change(kind, target, attribute, value, old, span))
        self.removed = Referent(attribute or "subject", target, 0, value) if kind == "remove" else None
        if target and kind != "remove":
            self.focus = [target, *(id_ for id_ in self.focus if id_ != target)]

    def put(self, subject: Subject) -> None:
        """Replace the subject of the same id."""
        self.scene = replace(
            self.scene, subjects=tuple(subject if s.id == subject.id else s for s in self.scene.subjects)
        )

    def append(self, subject: Subject) -> Subject:
        """Add a subject under a new id."""
        self.used += 1
        new = replace(subject, id=f"s{self.used}")
        self.scene = replace(self.scene, subjects=(*self.scene.subjects, new))
        return new

    def get(self, id_: str) -> Subject:
        """Return the subject with this id."""
        return next(s for s in self.scene.subjects if s.id == id_)

    def miss(self, span: str) -> None:
        """Keep a description that was not understood as a note; a wish that was not is told and not drawn."""
        if not is_descriptive(span):
            if span.strip():
                self.unheard.append(span.strip())
            return
        self.note(span)
        self.missed.append(span)

    def note(self, words: str) -> None:
        """Keep a clause of a description verbatim."""
        if words and words not in self.scene.notes:
            self.scene = replace(self.scene, notes=(*self.scene.notes, words))
            self.changes.append(Change("note", value=words, span=words))

    def wish_away(self, name: str, span: str) -> None:
        """Keep what shall not be in the picture; what went with a subject of this turn is gone already."""
        if any(
            change.kind == "remove" and not change.attribute and mentions(change.old, name) for change in self.changes
        ):
            return
        if name and name not in self.scene.absent:
            self.scene = replace(self.scene, absent=(*self.scene.absent, name))
            self.record("remove", "", "absent", name, "", span)
