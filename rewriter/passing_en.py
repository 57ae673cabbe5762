"""English transfers: what somebody has goes to somebody else ("give the banana to the parrot", "she gets his scarf"),
and what was done to one is done to another as well ("she should too")."""

import re
from dataclasses import replace

from dialog.scene import Subject, Thing
from rewriter.editing import Editing
from rewriter.meaning import gained
from rewriter.operations import Operation, with_field
from rewriter.reference import is_pronoun
from rewriter.resolve import Referent
from rewriter.values import Context
from rewriter.words_en import is_wearable

Match = re.Match[str]
WHO = r"him|her|it|them|the [#a-z][\w -]*?"
DOER = r"he|she|it|they|the [#a-z][\w -]*?"
THING = r"(?:the|his|her|its|their|that) (?:[\w-]+ ){0,3}?[\w-]+|the [\w -]+?'s [\w -]+"


def handed(m: Match, context: Context) -> list[Operation]:
    """ "give the banana to the blue parrot", "the girl takes his scarf": a thing that somebody else has."""
    thing = _held(m.group("y"), m.group("x"), context)
    taker = context.resolver.subject(m.group("x"))
    if thing is None or taker is None or thing.subject == taker.id:
        return []
    what = f"#{thing.subject}.{thing.field}.{thing.index}"
    return [Operation("pass", f"#{taker.id}", value=what, span=m.group(0))]


def _held(words: str, taker: str, context: Context) -> Referent | None:
    """Return the worn or held thing that ``words`` name; what the taker has already is none."""
    mine = context.resolver.subject(taker)
    for referent in context.resolver.everywhere(words):
        if referent.field == "subject" and not is_pronoun(words):
            return None
        if referent.field in ("wears", "holds") and (mine is None or referent.subject != mine.id):
            return referent
    return None


def pass_on(e: Editing, op: Operation) -> None:
    """Move a worn or held thing from who has it to another; one of its kind that they had goes."""
    found = e.resolver.find(op.value)
    taker = e.resolver.subject(op.target)
    if found is None or taker is None:
        return e.unheard.append(op.span)
    giver = e.get(found.subject)
    things: tuple[Thing, ...] = getattr(giver, found.field)
    thing = things[found.index]
    e.put(with_field(giver, found.field, (*things[: found.index], *things[found.index + 1 :])))
    name = "wears" if is_wearable(thing.noun, thing.concept, e.lexicon) else "holds"
    taker = e.get(taker.id)
    kept = tuple(t for t in getattr(taker, name) if t.noun.split()[-1] != thing.noun.split()[-1])
    e.put(with_field(taker, name, (*kept, thing)))
    e.record("remove", giver.id, found.field, thing.noun, thing.noun, op.span)
    return e.record("add", taker.id, name, thing.noun, "", op.span)


def likewise(m: Match, context: Context) -> list[Operation]:
    """ "and she should too", "same for the dog": what was done to another last."""
    who = m.group("x") or m.group("w") or m.group("z")
    return [Operation("likewise", who, span=m.group(0))] if context.resolver.subject(who) else []


def do_likewise(e: Editing, op: Operation) -> None:
    """Give a subject what another one was last given: its color, what it wears, holds, is or does."""
    meant = e.resolver.subject(op.target)
    steps = [*e.history, e.scene]
    for at in range(len(steps) - 1, 0, -1):
        old = {s.id: s for s in steps[at - 1].subjects}
        changed = [s for s in steps[at].subjects if s.id in old and old[s.id] != s and meant and s.id != meant.id]
        if meant is not None and changed:
            return _copy(e, old[changed[-1].id], changed[-1], e.get(meant.id), op)
    return e.unheard.append(op.span)


def _copy(e: Editing, old: Subject, new: Subject, mine: Subject, op: Operation) -> None:
    done = gained(old, new)
    for name, value in done.items():
        if isinstance(value, tuple):
            kept = getattr(mine, name)
            mine = with_field(mine, name, (*kept, *(v for v in value if v not in kept)))
        else:
            mine = with_field(mine, name, value)
    if mine == e.get(mine.id):
        return e.unheard.append(op.span)
    e.put(replace(mine))
    for name, value in done.items():
        said = ", ".join(str(getattr(v, "noun", v)) for v in value) if isinstance(value, tuple) else str(value)
        e.record("edit", mine.id, name, said, "", op.span)
    return None


PASSING = tuple(
    (re.compile(rf"^(?:{pattern})$", re.IGNORECASE), handler)
    for pattern, handler in (
        (rf"(?:give|hand|pass|lend|move|bring) (?P<y>{THING}) (?:over )?to (?P<x>{WHO})(?: instead)?", handed),
        (rf"(?:give|hand|pass|lend) (?P<x>{WHO}) (?P<y>{THING})(?: instead)?", handed),
        (
            rf"(?:put|place) (?P<y>{THING}) on(?:to)? (?P<x>{WHO})(?:(?:'s)? (?:head|neck|face|nose|body|shoulders"
            rf"|back))?"
            r"(?: instead)?",
            handed,
        ),
        (
            rf"(?:let |have |make )?(?P<x>{DOER}|him|her|them) (?:(?:should|could|can|must|may|now|also) )*(?:gets?"
            rf"|takes?|has|have"
            rf"|wears?|holds?|carr(?:y|ies)|borrows?|be wearing|is wearing|be holding|is holding) (?P<y>{THING})"
            r"(?: instead(?: of .+)?| now)?",
            handed,
        ),
        (
            rf"(?:and |so )?(?P<x>{DOER}) (?:should|does|do|is|are|has|have|can|could|must|wears one|gets one|needs one"
            r"|should have one|has one)(?: (?:so|the same))?(?:,? (?:too|as well|also|likewise))"
            rf"|(?:and |so )?(?P<w>{DOER}) (?:should|could|must|does|needs one|gets one|has one|should have one)"
            rf"|(?:and )?(?:do )?(?:the )?same (?:thing )?(?:goes )?(?:for|with|to) (?P<z>{WHO})(?: too| as well)?",
            likewise,
        ),
    )
)
