"""English wishes that are tried before those of ``parse_en``: written words, numbers, likings, what is worn."""

import re
from collections.abc import Callable

from dialog.scene import Subject
from rewriter import nouns_en
from rewriter.amounts import several
from rewriter.english import NUMBERS, UNCOUNTED, article
from rewriter.freetext import mentions, recount
from rewriter.groups import id_words
from rewriter.living_en import is_animal, is_person
from rewriter.operations import Operation
from rewriter.reference import is_pronoun
from rewriter.sides_en import TO_OTHER_SIDE, other_side
from rewriter.values import Context, describe_subject
from rewriter.words_en import ALIVE, CLOTHES, PARTS, is_wearable
from rewriter.written_en import QUOTE, letter

Match = re.Match[str]
NUMBER = rf"one|a|{'|'.join(NUMBERS[2:])}|\d{{1,2}}"


def needless(m: Match, context: Context) -> list[Operation]:
    """ "then they don't need umbrellas": what is not needed goes."""
    found = context.resolver.find(m.group("x"))
    return [Operation("remove", m.group("x"), span=m.group(0))] if found or is_pronoun(m.group("x")) else []


def stops(m: Match, context: Context) -> list[Operation]:
    """ "the rain should stop": a weather in force ends."""
    if context.scene.weather:
        return [Operation("remove", "weather", span=m.group(0))]
    found = context.resolver.find(m.group("x"))
    return [Operation("remove", m.group("x"), span=m.group(0))] if found and found.field != "subject" else []


def fewer(m: Match, context: Context) -> list[Operation]:
    """ "one person less", "two fewer hens at the door"."""
    return _by(m, context, -1)


def more(m: Match, context: Context) -> list[Operation]:
    """ "two more", "three more hens"."""
    return _by(m, context, 1)


def _by(m: Match, context: Context, sign: int) -> list[Operation]:
    word = m.group("n").lower()
    number = NUMBERS.index(word) if word in NUMBERS else int(word) if word.isdecimal() else 1
    noun = (m.group("x") or "").strip()
    named = list(context.resolver.named(noun)) if noun else []
    group = next((s for s in named if s.count > 1 or sign > 0), None) if noun else several(context)
    inner = next((s for s in named if s.count == 1 and INNER_COUNT.search(s.noun)), None)
    if inner is not None and noun and not (group and group.count > 1):
        return _by_inside(inner, noun, sign * number, m.group(0))
    if (
        group is None
        and noun
        and (found := context.resolver.find(noun))
        and found.field in ("action", "attributes", "notes")
    ):
        return [Operation("count_by", noun, value=str(sign * number), span=m.group(0))]
    if sign < 0 and len(named) > number and all(s.count == 1 for s in named):
        order = [s for s in context.scene.subjects if s in named]
        return [Operation("remove", id_words(s), span=m.group(0)) for s in order[-number:]]
    if group is None or group.count < 1 or group.count + sign * number < 1:
        return []
    return [Operation("set", id_words(group), "count", str(group.count + sign * number), span=m.group(0))]


INNER_COUNT = re.compile(rf" of (?P<n>{'|'.join(NUMBERS[2:])}|\d+) (?P<x>[a-z]+)$", re.IGNORECASE)


def _by_inside(subject: Subject, noun: str, more_by: int, span: str) -> list[Operation]:
    """ "one book less" of a stack of three books."""
    found = INNER_COUNT.search(subject.noun)
    word = found.group("n").lower() if found else ""
    if found is None or not mentions(found.group("x"), noun):
        return []
    left = (NUMBERS.index(word) if word in NUMBERS else int(word)) + more_by
    if left < 1:
        return []
    value = recount(subject.noun, found.group("x"), left, "")
    return [Operation("rename", id_words(subject), value=value, span=span)]


def better(m: Match, context: Context) -> list[Operation]:
    """ "the yellow was better", "I prefer the rain": what was so before is so again."""
    words = re.sub(r"^(?:the|that|his|her|its|it in) ", "", m.group("x").strip(), flags=re.IGNORECASE)
    return [Operation("again", words, span=m.group(0))]


def with_more(m: Match, context: Context) -> list[Operation]:
    """ "with a guitar, golden visor": said of the person or animal last spoken of; of a thing it is read elsewhere."""
    subject = context.resolver.in_focus()
    concept = context.lexicon.concepts.get(subject.concept) if subject else None
    alive = (
        concept.kind in ALIVE
        if concept
        else subject is not None and (is_person(subject.noun) or is_animal(subject.noun))
    )
    if subject is None or not alive:
        return []
    operations: list[Operation] = []
    for piece in re.split(r",\s+(?:and )?|\s+and (?=an? )", m.group("x")):
        made = nouns_en.parse(piece, context.lexicon)
        if made is None or (made.subject.concept and context.lexicon.concepts[made.subject.concept].kind in ALIVE):
            return []
        worn = is_wearable(made.subject.noun, made.subject.concept, context.lexicon) or CLOTHES.search(piece)
        said = (
            piece
            if re.match(r"^(?:an?|the|his|her|its|two|three|some|\d)\b", piece)
            or piece.endswith("s")
            or made.subject.noun.split()[-1] in UNCOUNTED
            else f"{article(piece)} {piece}"
        )
        value = f"wearing {said}" if worn else f"with {said}"
        kind = "tail" if worn else "part"
        operations.append(Operation(kind, id_words(subject), made.subject.noun, value=value, span=m.group(0)))
    return operations


def half(m: Match, context: Context) -> list[Operation]:
    """ "half of them", "half as many"."""
    group = several(context)
    if group is None or group.count < 2:
        return []
    return [Operation("set", id_words(group), "count", str(group.count // 2), span=m.group(0))]


def others(m: Match, context: Context) -> list[Operation]:
    """ "the other four stay lit": those of the same noun that were not singled out."""
    focus = context.resolver.in_focus()
    rest = [s for s in context.scene.subjects if focus and s.noun == focus.noun and s.id != focus.id]
    if not rest or m.group("y").split()[0] in ("as", "the", "there", "where", "same", "unchanged"):
        return []
    return describe_subject(id_words(rest[-1]), m.group("y"), context.lexicon, m.group(0))


def give_one(m: Match, context: Context) -> list[Operation]:
    """ "give one of them a sailor hat": the one becomes a subject of its own."""
    many = [s for s in context.scene.subjects if s.count > 1]
    if m.group("x").startswith("the "):
        many = [s for s in many if s in tuple(context.resolver.named(m.group("x")))]
    made = nouns_en.thing(m.group("y"), context.lexicon)
    if not many or made is None:
        return []
    group = min(
        many, key=lambda s: context.resolver.focus.index(s.id) if s.id in context.resolver.focus else len(many) + 9
    )
    verb = "wearing" if is_wearable(made.noun, made.concept, context.lexicon) else "holding"
    return [Operation("split", id_words(group), value=f"{verb} {m.group('y')}", span=m.group(0))]


def undress(m: Match, context: Context) -> list[Operation]:
    """ "she takes the helmet off, long grey braid in the wind": a thing of hers goes; what is seen then comes."""
    owner = context.resolver.subject(m.group("o"))
    thing = f"the #{owner.id}'s {m.group('a') or m.group('x')}" if owner else ""
    if owner is None or context.resolver.owned(thing) is None:
        return []
    operations = [Operation("remove", thing, span=m.group(0))]
    seen = m.group("r") or ""
    part = next((word for word in re.findall(r"[a-z]+", seen) if word in PARTS), "")
    if part:
        said = seen if part.endswith("s") or part in UNCOUNTED or re.match(r"an? ", seen) else f"{article(seen)} {seen}"
        operations.append(Operation("part", id_words(owner), part, value=f"with {said}", span=m.group(0)))
    return operations


NOT_THINGS = ("place", "position", "side", "them", "it", "thi", "both", "around", "color", "colour")
Handler = Callable[[Match, Context], list[Operation]]
FIRST: tuple[tuple[re.Pattern[str], Handler], ...] = tuple(
    (re.compile(rf"^(?:{pattern})$", re.IGNORECASE), handler)
    for pattern, handler in (
        (TO_OTHER_SIDE, other_side),
        (
            rf"(?:change|set|make|have|let|turn|switch)(?: the (?:text|words|writing|lettering) (?:of|on))? (?P<x>.+?)"
            rf"(?:'s (?:text|words))?(?: that)? (?:to|into|says?|reads?|saying|reading)(?: to| say| read)? "
            rf"(?P<q>{QUOTE})(?P<r>.*)",
            letter,
        ),
        (
            rf"(?P<x>(?:the|his|her|its|their|a|an)? ?[\w' -]+?)(?: should| could| must| now)*(?: that)? (?:says?"
            rf"|reads?|reading)"
            rf" (?P<q>{QUOTE})(?P<r>.*)",
            letter,
        ),
        (
            rf"(?:write|print|paint|put|add|letter|carve|engrave)(?: the (?:words?|text))? (?P<q>{QUOTE})"
            rf"(?: (?:on|onto|across|over|in) (?P<x>it|the [\w -]+?|his [\w-]+|her [\w-]+|its [\w-]+))(?P<r> (?:in"
            rf"|with|and) .*)?",
            letter,
        ),
        (
            rf"on (?P<x>(?:the|his|her|its) [\w -]+?)(?: (?P<w>behind|above|beside|next to) (?P<a>it|him|her|them))? "
            rf"(?:write|put|print"
            rf"|paint) (?P<q>{QUOTE})(?P<r>.*)",
            letter,
        ),
        (rf"(?:so |now |to |it should be |make it |that is )*(?P<q>{QUOTE})", letter),
        (
            rf"(?!add\b|write\b|put\b|with\b).{{0,60}}\b(?:names?|words?|spell\w*|spelt|typo|text)\b[^\"]{{0,40}}"
            rf"(?P<q>{QUOTE})",
            letter,
        ),
        (
            r"(?:he|she|it|they|we|i|you|the [a-z][\w -]{1,24}?) (?:do not|don't|does not|doesn't|did not|won't) "
            r"(?:really )?(?:need|want) "
            r"(?P<x>(?!to\b).+?)"
            r"(?: any ?more| any longer| now| then)?",
            needless,
        ),
        (
            r"(?:stop|end) the (?P<x>rain|snow|storm|fog|wind|snowfall|mist)(?:ing)?",
            stops,
        ),
        (
            r"the (?P<x>rain|snow|storm|fog|wind|snowfall|mist) (?:should |has |could )?(?:stops?|ends?|clears?(?:"
            r" up)?|stopped|be gone)",
            stops,
        ),
        (
            rf"(?:(?:make it|take away|remove|have|with) )?(?P<n>{NUMBER}) (?:less|fewer)(?: (?P<x>[a-z][\w -]*?))?"
            rf"(?: (?:at|on|in|by) .+)?",
            fewer,
        ),
        (
            rf"(?:remove|delete|take away|drop|lose|get rid of|take out) (?P<n>{NUMBER.removeprefix('one|a|')}|one)"
            r" (?:of the )?(?P<x>(?!of\b)[a-z]+)",
            fewer,
        ),
        (
            rf"(?:(?:make it|have|with) )?(?P<n>{NUMBER}) (?P<x>[a-z][\w-]*(?: [a-z][\w-]*)?) (?:less|fewer)(?: "
            rf"(?:at|on|in|by) .+)?",
            fewer,
        ),
        (
            rf"(?:(?:add|make it|draw|give me) )?(?P<n>{NUMBER}) more(?: of (?:them|those|these|the)| like (?:that"
            rf"|those))?(?P<x> [a-z][\w-]*)?",
            more,
        ),
        (
            r"(?:let them |have them |they (?:should |could )?|make them )?(?:trade|swap|exchange|switch) (?:their "
            r"|the )?(?P<x>[a-z]+?)(?:s)?(?: around| over)?",
            lambda m, c: [Operation("trade", m.group("x"), span=m.group(0))] if m.group("x") not in NOT_THINGS else [],
        ),
        (
            r"the (?:others?|rest|remaining)(?: \w+)? (?:stays?|remains?|is|are|should (?:be|stay)|can (?:be|stay)) "
            r"(?P<y>.+)",
            others,
        ),
        (
            r"(?:let |have |make )?(?P<o>he|she|they|it|him|her|them|the [a-z][\w -]*?) (?:should |could |can |must )?"
            r"(?:takes?|taking|puts?) (?:off (?:the |his |her |their |its )?(?P<a>[\w -]+?)"
            r"|(?:the |his |her |their |its )?(?P<x>[\w -]+?) off)(?:, (?P<r>.+))?",
            undress,
        ),
        (r"(?:and )?with (?P<x>(?!the (?:same|text)\b).+)", with_more),
        (r"(?:give|hand|let|dress) one of (?P<x>them|those|these|the [\w ]+?) (?:have |in )?(?P<y>an? .+)", give_one),
        (r"(?:only |just |make it )?half (?:of (?:them|those|that)|as many|the number)", half),
        (
            r"(?:no )?(?P<x>(?:the|that|his|her|its) [\w' -]{2,40}?) (?:was|were|looked) (?:\w+ )?(?:better|nicer"
            r"|best|prettier|cooler|good|fine)"
            r"(?: before| then| actually)?|(?:i|we) (?:(?:do|really|actually|think i) )?(?:prefer|preferred|liked"
            r"|like|want|miss)(?:ed)?"
            r" (?P<y>the [\w' -]{2,30}?)(?: better| more| back| again| really| actually)+",
            lambda m, c: better(m, c) if m.group("x") else [Operation("again", m.group("y")[4:], span=m.group(0))],
        ),
        (
            r"(?:now |only |just |keep )*(?:the )?(?P<x>(?!bring\b|put\b|get\b|go\b|it\b|give\b|add\b|i\b)"
            r"[\w -]{3,30}?) again(?: please)?",
            lambda m, c: [Operation("again", m.group("x"), span=m.group(0))],
        ),
    )
)
