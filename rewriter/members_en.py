"""English about some of several: "one is wearing a red scarf", "they hold hands", "make them roses" of a vase."""

import re

from dialog.scene import Subject
from rewriter import nouns_en
from rewriter.adding_en import add_words
from rewriter.describing_en import adjectival
from rewriter.english import article
from rewriter.groups import id_words
from rewriter.living_en import is_animal, is_person
from rewriter.operations import Operation
from rewriter.values import Context
from rewriter.words_en import ALIVE, is_wearable

Match = re.Match[str]
TIMES = "night|nighttime|night ?time|day|daytime|evening|morning|afternoon|sunset|sunrise|dawn|dusk|noon|midnight"
TOGETHER = {
    "hold hands": "holding hands",
    "hold paws": "holding paws",
    "hug": "hugging",
    "kiss": "kissing",
    "dance": "dancing",
    "laugh": "laughing",
    "smile": "smiling",
    "hug each other": "hugging each other",
    "look at each other": "looking at each other",
}


def lives(subject: Subject, context: Context) -> bool:
    """Whether a subject is a person or an animal."""
    known = context.lexicon.concepts.get(subject.concept)
    return known.kind in ALIVE if known else is_person(subject.noun) or is_animal(subject.noun)


def _group(context: Context) -> Subject | None:
    """The several of a kind that were last spoken of."""
    groups = [s for s in context.scene.subjects if s.count > 1]
    focus = context.resolver.focus
    return min(groups, key=lambda s: focus.index(s.id) if s.id in focus else len(focus), default=None)


def one_does(m: Match, context: Context) -> list[Operation]:
    """ "one is wearing a red scarf" of two penguins: it becomes a subject of its own."""
    group, verb, rest = _group(context), m.group("v").lower(), m.group("r")
    noun = m.groupdict().get("n")
    if noun:
        group = next((s for s in context.resolver.named(noun) if s.count != 1), None)
    if group is None:
        return []
    if verb in ("has", "have", "with", "gets", "wears", "holds"):
        made = nouns_en.thing(rest, context.lexicon)
        worn = made is not None and is_wearable(made.noun, made.concept, context.lexicon)
        held = verb == "holds"
        verb = "wearing" if worn else "holding" if held else "with"
    value = f"{verb} {rest}"
    phrase = None if verb in ("wearing", "holding", "with") else nouns_en.parse(value, context.lexicon)
    return [Operation("split", id_words(group), value=value, phrase=phrase, span=m.group(0))]


def together(m: Match, context: Context) -> list[Operation]:
    """ "they should hold hands": all who live."""
    deed = TOGETHER[m.group("v").lower()]
    alive = [s for s in context.scene.subjects if lives(s, context)]
    if sum(max(1, s.count) for s in alive) < 2:
        return []
    return [Operation("act", id_words(s), value=deed, span=m.group(0)) for s in alive]


def woken(m: Match, context: Context) -> list[Operation]:
    """ "make him wake up": where he slept he is awake now."""
    subject = context.resolver.subject(m.group("x") or m.group("w"))
    if subject is None or not lives(subject, context):
        return []
    where = re.sub(r"^(?:(?:fast |sound )?asleep|sleeping|napping|snoring)\b", "", subject.action)
    where = re.sub(r" and \w+ing\b.*$", "", where) if where != subject.action else where
    deed = f"awake{where}" if where != subject.action else "awake"
    slept = next((said for said in subject.attributes if re.fullmatch(r"asleep|sleeping|sleepy|napping", said)), "")
    if slept:
        return [Operation("set", id_words(subject), "attribute", "awake", span=m.group(0))]
    return [Operation("act", id_words(subject), value=deed, span=m.group(0))]


def at_time_with(m: Match, context: Context) -> list[Operation]:
    """ "make it night with northern lights": the time, and what is then to be seen."""
    time = Operation(
        "frame", attribute="time", value=context.lexicon.value("time", m.group("t").lower()), span=m.group(0)
    )
    return [time, *add_words(m.group("x"), context, m.group(0))]


def bunch(m: Match, context: Context) -> list[Operation]:
    """ "make them roses", "pink roses": what a vase of sunflowers, a bowl of apples holds."""
    new, old = m.group("y").lower(), (m.groupdict().get("x") or "").lower()
    for subject in context.scene.subjects:
        vessel, of, what = subject.noun.partition(" of ")
        if not of or not what.endswith("s") or (old not in ("", "them") and old != what.lower()):
            continue
        if not old and new.split()[-1] != what.split()[-1].lower():
            continue
        value = f"{vessel} of {new}"
        phrase = nouns_en.parse(f"{article(value)} {value}", context.lexicon)
        return [Operation("replace", id_words(subject), value=value, phrase=phrase, span=m.group(0))]
    return []


def same_kind(m: Match, context: Context) -> list[Operation]:
    """ "she is a white cat with blue eyes" said of a cat: what the cat is like, no other cat in its place."""
    owner = context.resolver.subject(m.group("x"))
    made = nouns_en.parse(m.group("y"), context.lexicon)
    said = made.subject if made else None
    if owner is None or said is None or not said.concept or said.concept != owner.concept or said.wears or said.holds:
        return []
    target, operations = id_words(owner), []
    for name in ("color", "size"):
        if value := getattr(said, name):
            operations.append(Operation("set", target, name, value, span=m.group(0)))
    for value in said.attributes:
        kind = "tail" if value.startswith("with ") else "set"
        operations.append(Operation(kind, target, "" if kind == "tail" else "attribute", value=value, span=m.group(0)))
    return operations


def golden_hour(m: Match, context: Context) -> list[Operation]:
    """ "golden hour"."""
    return [Operation("frame", attribute="mood", value=f"{m.group('x').lower()} light", span=m.group(0))]


def unsaid(words: str, context: Context) -> list[Operation]:
    """ "the sails should be torn" where nobody spoke of sails: kept as what it is, said of nobody else."""
    made = re.match(
        r"^(?:make|turn|paint|colou?r|have) (?P<x>the (?!(?:picture|image|scene|drawing|background|style|whole)\b)"
        r"[a-z'-]+(?: (?!more\b|less\b|very\b|much\b|so\b|too\b|a\b)[a-z'-]+)?) (?:(?:more|very|really|a bit) )?"
        r"(?P<y>[a-z-]+)$",
        words,
        re.IGNORECASE,
    )
    if made and adjectival(made.group("y"), context.lexicon):
        words = f"{made.group('x')} should be {made.group('y')}"
    found = re.match(
        r"^(?P<x>(?:the|his|her|its|their) (?!(?:picture|image|scene|drawing|background|style)\b)"
        r"[a-z'-]+(?: [a-z'-]+)?)"
        r" (?:should be|should look|must be|to be) (?P<y>[a-z-]+(?: [a-z-]+){0,3})$",
        words,
        re.IGNORECASE,
    )
    if found is None or context.resolver.find(found.group("x")) is not None or not context.scene.subjects:
        return []
    verb = "are" if found.group("x").endswith("s") and not found.group("x").endswith("ss") else "is"
    return [Operation("keep_words", value=f"{found.group('x').lower()} {verb} {found.group('y')}", span=words)]


MEMBERS = tuple(
    (re.compile(rf"^(?:{pattern})$", re.IGNORECASE), handler)
    for pattern, handler in (
        (
            r"one(?: of (?:them|those|these|the [a-z]+)| (?P<n>[a-z]+))?? (?:is |should be |must be |could be "
            r"|should )?(?P<v>wearing|holding|carrying|has|have|with|gets|wears|holds|(?!being|going)[a-z]+ing)"
            r" (?P<r>.+)",
            one_does,
        ),
        (
            rf"(?:they|both|all|everyone|all of them|both of them|the two"
            rf"|(?:make|let|have) (?:them|both))(?: of them)? "
            rf"(?:should |could |must |can |are )?"
            rf"(?P<v>{'|'.join(TOGETHER)})",
            together,
        ),
        (
            rf"(?:make|set|change|turn) (?:it|this|that)(?: in)?(?: to| at)? (?P<t>{TIMES}) with (?P<x>.+)",
            at_time_with,
        ),
        (
            r"(?:make|turn|change|swap|replace) (?P<x>them|(?:the )?[a-z]+s)(?: in)?(?: to| with| for)? "
            r"(?P<y>(?:[a-z]+ )?[a-z]+s)",
            bunch,
        ),
        (r"(?P<y>[a-z]+ [a-z]+s)", bunch),
        (
            r"(?:make|let|have|wake) (?P<x>him|her|it|them|the [a-z]+(?: [a-z]+)?)(?: (?:to )?wake)? up"
            r"|(?P<w>he|she|it|the [a-z]+) (?:should |could |must )?(?:wakes?|woke|is waking) up",
            woken,
        ),
        (r"wake (?:up )?(?P<x>him|her|it|them|the [#\w]+(?: [a-z]+)?)(?P<w>(?!.))?", woken),
        (r"(?P<x>he|she|it) is (?P<y>an? (?:[a-z]+ ){1,3}?[a-z]+(?: with .+)?)", same_kind),
        (r"(?:at |during |in |it is )?(?:the )?(?P<x>golden hour|blue hour)", golden_hour),
    )
)
