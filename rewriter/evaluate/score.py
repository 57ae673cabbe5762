"""One turn against its gold facts: what is kept, what is stale, what stands on the wrong subject.

The rules are written down in docs/rewriter-format.md. The prompt decides by its words alone; a scene is asked only
about an attribute whose words are in the prompt but cannot be given to anybody there.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import prod

from dialog.scene import Scene, Subject, Thing
from rewriter.evaluate import relations
from rewriter.evaluate.binding import Reading, free_of_longer
from rewriter.evaluate.faults import Fault
from rewriter.evaluate.format import SCENE, Fact, GoldTurn
from rewriter.evaluate.mentions import groups
from rewriter.evaluate.negation import claimed
from rewriter.evaluate.numbers import number_at, numbers_in, numbers_meant
from rewriter.evaluate.tables import STRICT
from rewriter.evaluate.wording import Span, find, find_any, inside, normalise

MOST_READINGS = 256
"""With more ways to share mentions among subjects of one noun than this, every mention may be any of them."""
DEFINITE = re.compile(r"(?:其中|[那这]|\bthe |\bof )$")
"""Before what was named already, so that it is no further part of a group."""
Who = tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a rewriter made of one turn.

    ``prompt`` is the one in force after the turn, an earlier one when this turn was answered; ``intent`` is "" for a
    baseline, which has none. ``seconds`` is the time it took, ``source`` who read the turn ("rules" or "model").
    """

    prompt: str
    intent: str = ""
    reply: str = ""
    scene: Scene | None = None
    seconds: float = 0.0
    source: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """``kept``: the fact's words are in the prompt. ``bound``: on the right subject; None where that is no question."""

    fact: Fact
    kept: bool
    bound: bool | None = None

    @property
    def right(self) -> bool:
        """Whether nothing is wrong with the fact."""
        return self.kept and self.bound is not False


@dataclass(frozen=True, slots=True)
class TurnScore:
    """One turn judged. ``stale`` are words of ``gone`` things that still stand in the prompt.

    ``right`` of a picture: drawn, every fact right, nothing stale; of an answer: answered, and with the words asked
    for. ``intent_right`` is None for a baseline. ``faults`` are the facts that are not right and the things stale.
    """

    intent_right: bool | None
    right: bool
    verdicts: tuple[Verdict, ...] = ()
    gone: int = 0
    stale: tuple[str, ...] = ()
    faults: frozenset[Fault] = frozenset()


def score_turn(gold: GoldTurn, outcome: Outcome) -> TurnScore:
    """Returns the judgement of one turn."""
    intent_right = outcome.intent == gold.intent if outcome.intent else None
    if gold.intent == "answer":
        reply = normalise(outcome.reply)
        said = not gold.reply_has or any(find(wording, reply) for wording in gold.reply_has)
        return TurnScore(intent_right, outcome.intent == "answer" and said)
    reading = Reading.of(normalise(outcome.prompt), gold.facts)
    who = _who(reading, gold.facts)
    verdicts = tuple(_verdict(fact, reading, gold.facts, who, outcome.scene) for fact in gold.facts)
    stale = _stale(gold.gone, reading, verdicts, gold.facts, who)
    drawn = outcome.intent != "answer" and bool(outcome.prompt.strip())
    faults = frozenset(Fault.of(verdict.fact) for verdict in verdicts if not verdict.right)
    faults |= frozenset(map(Fault.still_said, stale))
    return TurnScore(intent_right, drawn and not faults, verdicts, len(gold.gone), tuple(stale.values()), faults)


def _who(reading: Reading, facts: Sequence[Fact]) -> Who:
    """Returns the subjects of each mention; where several have one noun, the sharing under which most facts hold."""
    options = [
        [mention.keys] if mention.many or len(mention.keys) == 1 else [frozenset([key]) for key in sorted(mention.keys)]
        for mention in reading.mentions
    ]
    if prod(map(len, options)) in (0, 1) or prod(map(len, options)) > MOST_READINGS:
        return tuple(mention.keys for mention in reading.mentions)

    shared = frozenset(key for mention in reading.mentions if len(mention.keys) > 1 for key in mention.keys)
    touched = [fact for fact in facts if fact.subject in shared or fact.other in shared]

    def holding(who: Who) -> int:
        verdicts = [_verdict(fact, reading, facts, who, None) for fact in touched]
        return sum(verdict.kept + (verdict.bound is True) for verdict in verdicts)

    return max((tuple(choice) for choice in product(*options)), key=holding)


def _verdict(fact: Fact, reading: Reading, facts: Sequence[Fact], who: Who, scene: Scene | None) -> Verdict:
    if fact.subject == SCENE:
        return Verdict(fact, bool(_places(fact, reading)))
    if fact.relation == "is":
        return Verdict(fact, any(fact.subject in keys for keys in who))
    if fact.other:
        both = all(any(key in keys for keys in who) for key in (fact.subject, fact.other))
        kept = both and relations.said(fact, reading)
        return Verdict(fact, kept, kept and relations.holds(fact, reading, who))
    if fact.relation == "count":
        return _count(fact, reading, facts, who, scene)
    return _worded(fact, reading, facts, who, scene)


def _worded(fact: Fact, reading: Reading, facts: Sequence[Fact], who: Who, scene: Scene | None) -> Verdict:
    """A fact of a subject is kept where its words are; they must be the subject's."""
    spans = _places(fact, reading)
    if fact.relation == "text" and sum(one.relation == "text" for one in facts) == 1:
        return Verdict(fact, bool(spans))
    bound = _bound(fact, spans, reading, facts, who)
    if bound is None and spans:
        bound = scene is not None and in_scene(fact, facts, scene)
    return Verdict(fact, bool(spans), bool(bound))


def _places(fact: Fact, reading: Reading) -> tuple[Span, ...]:
    """Returns where a fact is claimed; what is written in the picture may say "no"."""
    spans = find_any(fact.wordings, reading.text)
    return spans if fact.relation == "text" else claimed(spans, reading.text)


def _bound(fact: Fact, spans: Sequence[Span], reading: Reading, facts: Sequence[Fact], who: Who) -> bool | None:
    """Tells whether some of the places belongs to the fact's subject; None when none belongs to anybody."""
    strict = fact.relation in STRICT
    open_ = free_of_longer(spans, _phrases(fact, reading, facts)) if strict else tuple(spans)
    owners = [reading.owners(span, fact.relation) for span in open_]
    for span, at in ((span, at) for span, owner in zip(open_, owners, strict=True) for at in owner if at >= 0):
        shared = strict and reading.mentions[at].many and span[1] <= reading.mentions[at].start
        if fact.subject in who[at] and not (shared and _is_others(fact, who[at], facts)):
            return True
        listed = any(fact.subject in who[other] for other in reading.listed_with(at))
        if listed and any(_same(fact, one) and one.subject in who[at] for one in facts):
            return True
    return None if open_ and not any(owners) else False


def _is_others(fact: Fact, named: frozenset[str], facts: Sequence[Fact]) -> bool:
    """Tells whether an adjective before a noun in the plural cannot be the fact's: of "three black cats" it is said of
    the group and of no one cat, of "two black and white cats" not of each of two that differ in it."""
    several = groups(facts)
    if fact.subject in several:
        return False
    alike = [one for one in facts if one.relation == fact.relation and one.subject in named - {fact.subject}]
    if named & several:
        return not any(_same(fact, one) for one in alike if one.subject in several)
    return any(not _same(fact, one) for one in alike)


def _same(fact: Fact, other: Fact) -> bool:
    """Tells whether two facts say the same, perhaps of different subjects."""
    return fact.relation == other.relation and bool(set(fact.wordings) & set(other.wordings))


def _phrases(fact: Fact, reading: Reading, facts: Sequence[Fact]) -> tuple[Span, ...]:
    """Returns where other facts' phrases stand, which have their own use for an adjective: the red of a red hat."""
    others = (o for o in facts if o.relation not in STRICT and not (o.relation == "is" and o.subject == fact.subject))
    return tuple(span for other in others for span in find_any(other.wordings, reading.text))


def _count(fact: Fact, reading: Reading, facts: Sequence[Fact], who: Who, scene: Scene | None) -> Verdict:
    """Any of the numbers that the wordings are will do; one may go unsaid. Wordings that are none are looked for."""
    wanted = frozenset(number for wording in fact.wordings for number in numbers_meant(wording))
    said = [_said_number(at, reading) for at, keys in enumerate(who) if fact.subject in keys]
    bound = bool(wanted & {*said, _in_parts(fact, reading, facts, who)})
    kept = bound or bool(wanted & {1, *numbers_in(reading.text, 0, len(reading.text))})
    others = tuple(wording for wording in fact.wordings if not numbers_meant(wording))
    if bound or not others:
        return Verdict(fact, kept, bound)
    worded = _worded(replace(fact, wordings=others), reading, facts, who, scene)
    return Verdict(fact, kept or worded.kept, worded.bound)


def _said_number(at: int, reading: Reading) -> int:
    mention = reading.mentions[at]
    found = number_at(reading.text, mention.zone, mention.start, mention.end)
    return found or (0 if mention.many else 1)


def _in_parts(fact: Fact, reading: Reading, facts: Sequence[Fact], who: Who) -> int:
    """Returns how many the parts of a group come to: "two cats and a black cat" are three; 0 where a part has no
    number, none is a plural, or members are not facts of their own."""
    here = [one for one, keys in zip(reading.mentions, who, strict=True) if fact.subject in keys]
    names = {w for one in facts if one.relation == "is" and one.subject == fact.subject for w in one.wordings}
    members = {one.subject for one in facts if one.relation == "is" and names & set(one.wordings)} - {fact.subject}
    parts = [one for one, keys in zip(reading.mentions, who, strict=True) if one in here or keys & members]
    numbers = [number_at(reading.text, one.zone, one.start, one.end) for one in parts]
    again = any(one.partitive or DEFINITE.search(reading.text[: one.zone]) for one in parts)
    plural = any(one.many for one in here)
    return sum(numbers) if members and plural and len(parts) > 1 and all(numbers) and not again else 0


def _stale(
    gone: Iterable[tuple[str, ...]], reading: Reading, verdicts: Iterable[Verdict], facts: Sequence[Fact], who: Who
) -> dict[tuple[str, ...], str]:
    """Returns which things gone still stand where no fact in force needs their words, and in what words."""
    needed = [span for verdict in verdicts if verdict.right for span in _claims(verdict.fact, reading, facts, who)]
    found = {}
    for wordings in gone:
        spans = find_any(wordings, reading.text)
        loose = [span for span in spans if not any(span == other or inside(span, other) for other in needed)]
        if loose:
            found[wordings] = reading.text[loose[0][0] : loose[0][1]]
    return found


def _claims(fact: Fact, reading: Reading, facts: Sequence[Fact], who: Who) -> tuple[Span, ...]:
    """Returns the places at which a fact that is right stands."""
    if fact.other:
        return ()
    if fact.relation == "is" and fact.subject != SCENE:
        named = zip(reading.mentions, who, strict=True)
        return tuple((m.start, m.end) for m, keys in named if fact.subject in keys and not m.partitive)
    spans = _places(fact, reading)
    if fact.subject == SCENE:
        return spans
    return tuple(span for span in spans if _bound(fact, [span], reading, facts, who) is not False)


def in_scene(fact: Fact, facts: Iterable[Fact], scene: Scene) -> bool:
    """Tells whether a subject of the scene that answers to the fact's subject carries one of the fact's wordings."""
    names = tuple(w for one in facts if one.subject == fact.subject and one.relation == "is" for w in one.wordings)
    return any(
        find_any(names, normalise(f"{subject.noun} ; {subject.concept}"))
        and find_any(fact.wordings, normalise(_said(subject)))
        for subject in scene.subjects
    )


def _said(subject: Subject) -> str:
    things = [_thing(thing) for thing in (*subject.wears, *subject.holds)]
    own = [subject.color, subject.size, *subject.attributes, subject.action, subject.place]
    return " ; ".join(part for part in [*own, *things] if part)


def _thing(thing: Thing) -> str:
    return " ".join(part for part in (thing.color, *thing.attributes, thing.noun) if part)
