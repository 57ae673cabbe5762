"""A scene under way: what an operation reads and changes."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from dialog.scene import Scene, Subject
from dialog.types import Change
from rewriter.lexicon import Lexicon
from rewriter.resolve import Referent, Resolver


@dataclass
class Editing:
    """A scene under way. ``history`` holds earlier scenes, oldest first; ``used`` all ids ever given."""

    scene: Scene
    lexicon: Lexicon
    history: Sequence[Scene] = ()
    focus: list[str] = field(default_factory=list)
    thing: Referent | None = None
    used: int = 0
    changes: list[Change] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    removed: Referent | None = None
    acted: set[str] = field(default_factory=set)

    @property
    def resolver(self) -> Resolver:
        """Looks words up in the scene as it is now."""
        return Resolver(self.scene, self.lexicon, tuple(self.focus), self.thing)

    def record(self, kind: str, target: str, attribute: str, value: str, old: str, span: str) -> None:
        """Note one difference, and what is spoken of now."""
        self.changes.append(Change(kind, target, attribute, value, old, span))
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
        """Keep words that were not understood as a note."""
        if span and span not in self.scene.notes:
            self.scene = replace(self.scene, notes=(*self.scene.notes, span))
            self.changes.append(Change("note", value=span, span=span))
        self.missed.append(span)
