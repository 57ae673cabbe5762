"""English statements about the picture: "it breathes blue fire", "three of them fly away", "she's barefoot now"."""

import re

from dialog.scene import Subject
from rewriter import actions, living_en, nouns_en, phrases_en
from rewriter.english import NUMBERS, word_list
from rewriter.groups import id_words
from rewriter.operations import Operation
from rewriter.reference import is_pronoun
from rewriter.values import VERBS, Context

Match = re.Match[str]
AUX = re.compile(
    r"^(?:should|could|can|must|may|might|will|would|shall|needs? to|has to|have to|had to|ought to|is to|are to|is"
    r" going to"
    r"|starts?(?: to)?|begins?(?: to)?|(?:is|are|was|were)(?= (?:now |just |also )?\w+ing\b))$",
    re.IGNORECASE,
)
ELSEWHERE = frozenset(
    word_list("""
    is are be was were am been has have having had wear wears wearing hold holds holding carry carries carrying get
    gets need needs look looks looking become becomes turn turns too in on at with as to and or but not the a an of
    for from by stay stays staying remain remains should could can must may might will would feel feels say says
    read reads does do did
    """)
)
LEAVE = re.compile(
    r"^(?:(?:should|can|could|must|will|has to|have to|needs? to|just) )*(?:(?:go|goes|walk|walks|fly|flies|flew|run"
    r"|runs|sail"
    r"|sails|drive|drives|move|moves|swim|swims)"
    r" (?:away|home|off|elsewhere)|leaves?(?: the (?:picture|scene|room))?|left|disappears?|vanish(?:es)?|are gone"
    r"|is gone"
    r"|(?:be )?gone|go|out)$",
    re.IGNORECASE,
)
SOME_LEAVE = re.compile(
    rf"^(?P<n>{'|'.join(NUMBERS[1:])}|\d+|half) of (?P<x>them|those|these|the [\w-]+) (?P<v>.+)$", re.IGNORECASE
)


def state_deed(words: str, context: Context) -> list[Operation]:
    """Read "<somebody in the scene> <does something>"; [] for all else."""
    if len(words) > 240 or not re.match(
        r"^(?:the|his|her|its|their|it|he|she|they|both|all|everyone)\b", words, re.IGNORECASE
    ):
        return _some_leave(words, context)
    said = words.split()
    for cut in range(1, min(len(said), 9)):
        target = " ".join(said[:cut])
        if target.lower() in ("his", "her", "its", "their"):
            continue
        subject = context.resolver.subject(target)
        if subject is None or not (is_pronoun(target) or target.startswith(("the #", "both", "all")) or cut > 1):
            continue
        rest, helped = _after_aux(said[cut:])
        if LEAVE.match(" ".join(said[cut:])):
            return [Operation("remove", target, span=words)]
        if rest and _is_verb(rest[0].lower(), helped, target, context):
            told, *others = re.split(r",\s+(?:and )?", " ".join(rest))
            lettered = [p for o in others if " that reads " in o and (p := nouns_en.parse(o, context.lexicon))]
            if len(lettered) != len(others):
                told, lettered = " ".join(rest), []
            deed = named_object(actions.as_action(told), subject, context)
            more = [Operation("add", phrase=phrase, span=words) for phrase in lettered]
            if more:
                return [Operation("act", target, value=deed, span=words), *more]
            return [Operation("act", target, value=deed, span=words)]
    return []


def named_object(deed: str, doer: Subject, context: Context) -> str:
    """Return "riding the dragon" of "riding it": what stands in the picture is told by its name."""
    found = re.match(
        r"^(\w+ing(?: (?:on|at|after|over|with|behind|to))?) (it|him|them|her)(?= (?!own\b)(?:in|on|at|over|with"
        r"|to)\b|$)",
        deed,
    )
    if found is None:
        return deed
    others = [s for s in context.scene.subjects if s.id != doer.id]
    near = {r.object for r in context.scene.relations if r.subject == doer.id}
    others.sort(key=lambda s: context.resolver.focus.index(s.id) if s.id in context.resolver.focus else len(others))
    others.sort(key=lambda s: s.id not in near)
    fitting = [s for s in others if living_en.fits(found.group(2), s.noun, s.attributes) < 3]
    if not fitting or (found.group(2) == "them" and fitting[0].count == 1):
        return deed
    return f"{found.group(1)} {phrases_en.short_name(fitting[0], context.lexicon)}{deed[found.end() :]}"


def _some_leave(words: str, context: Context) -> list[Operation]:
    """ "three of them fly away": so many fewer."""
    found = SOME_LEAVE.match(words)
    if found is None or not LEAVE.match(found.group("v")):
        return []
    many = [s for s in context.scene.subjects if s.count > 1]
    if found.group("x").startswith("the "):
        many = [s for s in many if s in tuple(context.resolver.named(found.group("x")))]
    if not many:
        return []
    group = max(many, key=lambda s: s.count)
    word = found.group("n").lower()
    number = group.count // 2 if word == "half" else NUMBERS.index(word) if word in NUMBERS else int(word)
    left = group.count - number
    return [Operation("set", id_words(group), "count", str(left), span=words)] if left > 0 else []


def _after_aux(said: list[str]) -> tuple[list[str], bool]:
    """Return the words after "should", "needs to", "is", and whether there were any such."""
    for size in (3, 2, 1):
        if (len(said) > size and AUX.match(f"{' '.join(said[:size])}")) or (
            size == 1
            and len(said) > 1
            and AUX.match(f"{said[0]} {said[1]}")
            and said[0].lower() in ("is", "are", "was", "were")
        ):
            rest = said[size:]
            while len(rest) > 1 and rest[0].lower() in ("now", "just", "also", "be", "still"):
                rest = rest[1:]
            return rest, True
    rest = said
    while len(rest) > 1 and rest[0].lower() in ("now", "just", "also", "then"):
        rest = rest[1:]
    return rest, False


def _is_verb(word: str, helped: bool, target: str, context: Context) -> bool:
    if word in ELSEWHERE or not word.isalpha() or word in ("all", "both", "each", "also", "still"):
        return False
    if word in VERBS or (word.endswith("ing") and len(word) > 4):
        return True
    if helped or target.lower() in ("they", "both", "both of them", "all of them"):
        return not context.lexicon.concept(word) and not living_en.is_animal(word) and not word.endswith(("er", "ed"))
    return word.endswith("s") and not word.endswith("ss") and len(word) > 3
