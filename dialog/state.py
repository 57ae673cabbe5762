"""What a chain of turns amounts to: pure folds, oldest turn first, no reading or writing."""

import random
from collections.abc import Sequence
from dataclasses import replace

from dialog.errors import InvalidTurn, UnknownTurn
from dialog.scene import Scene, Subject
from dialog.types import Change, Draft, References, Settings, SubjectReference, Turn

SEED_BITS = 31
MAX_SEED = 2**SEED_BITS - 1
TITLE_CHARACTERS = 30


def current_scene(turns: Sequence[Turn]) -> Scene:
    """Returns what the dialogue speaks of now; stopped and failed turns count, for their words were understood."""
    return next((turn.draft.scene for turn in reversed(turns) if turn.draft.intent != "answer"), Scene())


def last_picture(turns: Sequence[Turn]) -> str:
    """Returns the hash of the picture that the user sees now, or ""."""
    for turn in reversed(turns):
        if turn.picture or turn.draft.intent == "back":
            return turn.picture
    return ""


def base_turn(turns: Sequence[Turn]) -> Turn | None:
    """Returns the drawn turn that an edit builds on, or None.

    A new drawing that was stopped or failed ends the search: an edit of it has no picture to build on.
    """
    for turn in reversed(turns):
        if turn.outcome == "drawn":
            return turn
        if turn.draft.intent in ("draw", "back"):
            return None
    return None


def history(turns: Sequence[Turn], limit: int) -> tuple[Turn, ...]:
    """Returns the latest ``limit`` turns, oldest first."""
    return tuple(turns[max(0, len(turns) - max(0, limit)) :])


def title(turns: Sequence[Turn]) -> str:
    """Returns a short name for the conversation from the first words said, or "" when none were."""
    words = next((turn.request.text for turn in turns if turn.request.text), "")
    if len(words) <= TITLE_CHARACTERS:
        return words
    head = words[:TITLE_CHARACTERS]
    space = head.rfind(" ")
    return (head[:space] if space > TITLE_CHARACTERS // 2 else head).rstrip() + "…"


def first_appearance(turns: Sequence[Turn], subject: Subject) -> SubjectReference | None:
    """Returns where a subject was first drawn with a known place, or None.

    The same id with another concept is not the same subject: a cat that became a dog has no dog to refer to.
    """
    for turn in turns:
        if not turn.picture:
            continue
        same = any(one.id == subject.id and one.concept == subject.concept for one in turn.draft.scene.subjects)
        box = next((spot.box for spot in turn.draft.layout if spot.subject == subject.id), None)
        if same and box is not None:
            return SubjectReference(subject=subject.id, picture=turn.picture, box=box)
    return None


def references_for(turns: Sequence[Turn], draft: Draft, attached: Sequence[str] = ()) -> References:
    """Returns what drawing a draft may build on: the picture before, for an edit, and subjects' first appearances.

    An edit with no picture before it builds on the first picture that the user attached; one with a ``draft.base``
    on the picture of that turn.
    """
    picture = ""
    if draft.intent == "edit":
        base = base_turn(_line(turns, draft))
        picture = base.picture if base else next(iter(attached), "")
    found = (first_appearance(turns, subject) for subject in draft.scene.subjects)
    return References(picture=picture, subjects=tuple(reference for reference in found if reference is not None))


def fresh_seed(entropy: random.Random, other_than: int | None = None) -> int:
    """Returns a seed of 31 bits that is not ``other_than``."""
    seed = entropy.getrandbits(SEED_BITS)
    return seed if seed != other_than else (seed + 1) & MAX_SEED


def resolve_settings(turns: Sequence[Turn], draft: Draft, wished: Settings, entropy: random.Random) -> Settings:
    """Returns the wished settings with a seed: the wished one, else the edited picture's, else a fresh one.

    Raises InvalidTurn for a seed that is negative or too large.
    """
    if wished.seed is not None:
        if not 0 <= wished.seed <= MAX_SEED:
            raise InvalidTurn(
                f"The seed {wished.seed} is not allowed; give a whole number from 0 to {MAX_SEED}, "
                "or none for a random one."
            )
        return wished
    seed = _seed_of_line(_line(turns, draft)) if draft.intent == "edit" else None
    return replace(wished, seed=fresh_seed(entropy) if seed is None else seed)


def _line(turns: Sequence[Turn], draft: Draft) -> Sequence[Turn]:
    return turns[: draft.base] if draft.base > 0 else turns


def _seed_of_line(turns: Sequence[Turn]) -> int | None:
    """The seed of the picture an edit builds on; when that was never finished, of the attempt to draw it."""
    base = base_turn(turns)
    if base is not None:
        return base.settings.seed
    for turn in reversed(turns):
        if turn.draft.intent == "answer":
            continue
        if turn.settings.seed is not None or turn.draft.intent != "edit":
            return turn.settings.seed
    return None


def returned(turns: Sequence[Turn], turn: Turn) -> Turn:
    """Returns a turn of intent "back" with the scene, picture and numbers of the turn that it goes back to.

    ``draft.base`` 0 is the empty beginning. Where nothing had been drawn the outcome is "answered".
    Raises UnknownTurn when the chain has no turn of that number.
    """
    number = turn.draft.base
    if not 0 <= number <= len(turns):
        raise UnknownTurn(f"There is no turn {number} to go back to; this conversation has turns 1 to {len(turns)}.")
    then = turns[:number]
    draft = replace(turn.draft, scene=current_scene(then))
    base = base_turn(then)
    if base is None:
        return replace(turn, draft=draft, outcome="answered")
    shown = base.draft
    draft = replace(
        draft,
        layout=shown.layout,
        prompt=shown.prompt,
        prompt_tokens=shown.prompt_tokens,
        digest=shown.digest,
        digest_tokens=shown.digest_tokens,
        negative=shown.negative,
        dropped=shown.dropped,
        digest_dropped=shown.digest_dropped,
    )
    return replace(turn, draft=draft, settings=base.settings, picture=base.picture, outcome="drawn")


def with_prompt(draft: Draft, prompt: str) -> Draft:
    """Returns a draft that draws the user's own wording, both encoders reading it; its token counts are unknown (0)."""
    if draft.intent == "back":
        draft = replace(draft, intent="draw", base=0)
    change = Change(kind="note", attribute="prompt", value=prompt, old=draft.prompt)
    return replace(
        draft,
        changes=(*draft.changes, change),
        prompt=prompt,
        prompt_tokens=0,
        digest=prompt,
        digest_tokens=0,
        dropped=(),
        digest_dropped=(),
    )


def taken_again(old: Settings, wished: Settings | None) -> Settings:
    """Returns the numbers to draw a turn again with: ``wished``, else the old ones; the seed stays unless named."""
    if wished is None:
        return old
    return wished if wished.seed is not None else replace(wished, seed=old.seed)
