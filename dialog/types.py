"""Pure values that flow between the user, the rewriter, the painter and the store."""

from dataclasses import dataclass, field
from typing import Literal

from PIL import Image

from dialog.scene import Box, Scene

Intent = Literal["draw", "edit", "answer", "back"]
Source = Literal["rules", "model"]
Outcome = Literal["drawn", "stopped", "failed", "answered"]

CHANGE_KINDS = ("new", "edit", "add", "remove", "background", "style", "camera", "combine", "undo", "chat", "note")


@dataclass(frozen=True, slots=True)
class Request:
    """What the user sends in one turn: words and the hashes of attached pictures."""

    text: str
    pictures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """One difference of the new scene against the old one.

    ``kind`` is one of CHANGE_KINDS; ``target`` a subject id or ""; ``span`` the user's words it was read from.
    """

    kind: str
    target: str = ""
    attribute: str = ""
    value: str = ""
    old: str = ""
    span: str = ""


@dataclass(frozen=True, slots=True)
class Placement:
    """Where the rewriter expects a subject to stand in the picture."""

    subject: str
    box: Box


@dataclass(frozen=True, slots=True)
class Draft:
    """The rewriter's answer to one turn.

    ``prompt_tokens`` is at most 256 and ``digest_tokens`` at most 77 of the painter's tokenizers. ``source`` says who
    made it; ``uncertain`` that part of the words was not understood; ``dropped`` what was cut from the
    prompt, ``digest_dropped`` what was cut from the digest. ``base`` is the number (1-based, on the current chain) of
    the turn that an intent "back" returns to or an edit starts from, else 0; a rewriter may also give the ``base`` of a
    Version on another branch, which the turn then follows.
    """

    intent: Intent
    scene: Scene
    changes: tuple[Change, ...] = ()
    prompt: str = ""
    prompt_tokens: int = 0
    digest: str = ""
    digest_tokens: int = 0
    negative: str = ""
    reply: str = ""
    source: Source = "rules"
    uncertain: bool = False
    dropped: tuple[str, ...] = ()
    digest_dropped: tuple[str, ...] = ()
    layout: tuple[Placement, ...] = ()
    base: int = 0


@dataclass(frozen=True, slots=True)
class Settings:
    """Numbers fixed before drawing. ``seed`` None means: keep the conversation's seed, or draw one."""

    seed: int | None = None
    steps: int = 20
    guidance: float = 3.0
    sampler: str = "dpmpp_2m"
    width: int = 128
    height: int = 128
    use_references: bool = True


@dataclass(frozen=True, slots=True)
class SubjectReference:
    """The first appearance of a subject: the hash of that picture and the box around the subject."""

    subject: str
    picture: str
    box: Box


@dataclass(frozen=True, slots=True)
class References:
    """What a drawing builds on: the hash of the picture before, or "", and subjects' first appearances."""

    picture: str = ""
    subjects: tuple[SubjectReference, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """One finished turn. ``settings.seed`` is the seed actually used; ``picture`` a hash, or "" for none drawn."""

    request: Request
    draft: Draft
    settings: Settings
    outcome: Outcome
    picture: str = ""
    references: References = field(default_factory=References)
    seconds: tuple[tuple[str, float], ...] = ()
    error: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a drawing; the last one (``index == total``) carries the finished PNG's bytes in ``picture``.

    ``note`` is a sentence for the user about how it was drawn, where there is something to say.
    """

    index: int
    total: int
    preview: Image.Image | None = None
    picture: bytes | None = None
    note: str = ""


# Events that one turn of a conversation yields, in order: Rewriting …, Drafted, then Drawing …, then Finished.
@dataclass(frozen=True, slots=True)
class Rewriting:
    """The rewriter is at work; ``text`` is the next piece of what it says on the way, if it can be listened to."""

    text: str


@dataclass(frozen=True, slots=True)
class Drafted:
    """The words were understood; drawing starts when the intent asks for a picture."""

    draft: Draft
    settings: Settings


@dataclass(frozen=True, slots=True)
class Drawing:
    """A step of the picture is done."""

    step: Step


@dataclass(frozen=True, slots=True)
class Finished:
    """The turn is recorded under ``turn_id``; ``turn.outcome`` says how it ended.

    ``note`` is the painter's about the finished picture, if it had one; it is told once and not recorded.
    """

    turn_id: str
    turn: Turn
    note: str = ""


Event = Rewriting | Drafted | Drawing | Finished
