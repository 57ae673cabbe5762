"""English wishes: each function turns one matched sentence pattern of ``parse_en`` into operations."""

import re
from collections.abc import Callable
from dataclasses import replace

from rewriter import actions, describing_en, frames, living_en, nouns_en, phrases_en, words_en
from rewriter.adding_en import add_words, give
from rewriter.contrast import by_value
from rewriter.freetext import DETERMINERS, STOPS
from rewriter.operations import Operation
from rewriter.parts_en import SCENERY, like_named, make_own, moods, new_scenery, of_picture
from rewriter.reference import is_picture, is_pronoun
from rewriter.scalars import color_of, place_of, size_of
from rewriter.values import PART_OWNER, VERBS, Context, assign, describe_subject, field_of

Match = re.Match[str]
Handler = Callable[[Match, Context], list[Operation]]


def remove(m: Match, context: Context) -> list[Operation]:
    """Take away each item named; "everything except the cat" is one name for several."""
    if m.group("x").lower() in ("everything", "everyone", "all"):
        return [Operation("remove", "all of them", span=m.group(0))]
    if context.resolver.group(m.group("x")) is not None:
        return [Operation("remove", m.group("x"), span=m.group(0))]
    operations: list[Operation] = []
    for item in words_en.named_items(re.sub(r"^the (.+?) (?:thing|stuff|bit|part)(?=$|,)", r"\1", m.group("x"))):
        item = re.sub(r" (?:as well|too|also)$", "", item)
        if operations and re.fullmatch(r"(?:all|both|each|every one|every single one)(?: of (?:them|it|those))?", item):
            continue
        facts = frames.whole(item, context.lexicon, loose=False) if operations else ()
        if facts and context.resolver.find(item) is None:
            operations += [Operation("frame", attribute=name, value=value, span=m.group(0)) for name, value in facts]
        else:
            operations.append(Operation("remove", item, span=m.group(0)))
    return operations


def absent(m: Match, context: Context) -> list[Operation]:
    """Wish something away, whether it is there or not."""
    return remove(m, context)


def _instead(old: str, new: str, context: Context, span: str) -> list[Operation]:
    """Read "holding a lollipop instead of a sword", where there is no sword: what is held is said all the same."""
    if not re.match(r"^(?:holding|wearing|carrying|riding|eating|playing|reading) ", new) or context.resolver.find(old):
        return []
    return describe_subject("", new, context.lexicon, span)


def swap(m: Match, context: Context) -> list[Operation]:
    """Put one thing in the place of another."""
    if said := _instead(m.group("x"), m.group("y"), context, m.group(0)):
        return said
    x, y = m.group("x"), m.group("y")
    if color_of(x, context.lexicon) or size_of(x, context.lexicon) or place_of(x):
        return by_value(x, y, context.resolver, context.lexicon, m.group(0))
    old = re.sub(r"^the ", "", x, flags=re.IGNORECASE)
    if (
        describing_en.is_adjective(old, context.lexicon)
        and context.resolver.find(x) is None
        and describing_en.adjectival(y, context.lexicon)
    ):
        return describe_subject("", y, context.lexicon, m.group(0))
    if re.match(r"(?:replace|swap|exchange|substitute|trade)\b", m.group(0), re.IGNORECASE):
        first, *others = re.split(r",\s+(?:and )?", y)
        phrase = nouns_en.parse(first, context.lexicon)
        inner = context.resolver.find(_plain(x))
        if inner is not None and inner.field in ("style", "lens", "weather", "time"):
            return assign(f"the {inner.field}", y, context, m.group(0))
        free = inner is not None and inner.field in ("attributes", "action", "notes")
        if phrase and free and not others and not describing_en.adjectival(y, context.lexicon):
            return [Operation("replace", _plain(x), value=first, phrase=phrase, span=m.group(0))]
        proper = first[:1].isupper() and phrase is not None and context.resolver.subject(_plain(x)) is not None
        if proper or (others and phrase is not None and context.resolver.subject(_plain(x)) is not None):
            others = [re.sub(r"^an? (.+) ones?$", r"\1", piece) for piece in others]
            said = [Operation("replace", _plain(x), value=first, phrase=phrase, span=m.group(0))]
            return said + [
                op for piece in others for op in describe_subject(_plain(first), piece, context.lexicon, m.group(0))
            ]
    return assign(_plain(x), y, context, m.group(0))


def exchange(m: Match, context: Context) -> list[Operation]:
    """Let two subjects change places."""
    return [Operation("exchange", m.group("x"), value=m.group("y"), span=m.group(0))]


def make(m: Match, context: Context) -> list[Operation]:
    """ "make X Y": the longest beginning that names something in the scene is X."""
    words = m.group("x").split()
    span = m.group(0)
    own_things = make_own(m.group("x"), context, span)
    if own_things:
        return own_things
    for cut in _cuts(words, 8):
        target, value = " ".join(words[:cut]), " ".join(words[cut:])
        value = re.sub(
            r"^(?:to be|into|to|be|look like|look(?! (?:at|up|down|to|into|away|over|out|for)\b)"
            r"|appear|become|as|in)\s+(?!the (?:style|left|right))",
            "",
            value,
        )
        if value.startswith("and "):
            continue
        if is_pronoun(target) or is_picture(target) or field_of(target):
            listed = of_picture(target, value, context, span)
            return listed or assign(target, value, context, span)
        if cut > 1 or target[:1].isupper() or len(words) == 2:
            found = context.resolver.find(target)
            if found and _complete(target, context):
                return assign(target, value, context, span)
    new = re.match(rf"^({SCENERY.pattern}) (?:be |look )?(.+)$", m.group("x"), re.IGNORECASE)
    value = re.sub(r"^(?:much |a bit |a little |even )?(?:more|very|really) ", "", new.group(2)) if new else ""
    return new_scenery(new.group(1), value, context, span) if new else []


def _cuts(words: list[str], most: int) -> list[int]:
    """Return where a target may end, the longest first; a pronoun stands alone."""
    if len(words) > 1 and is_pronoun(words[0]) and words[0].lower() not in ("his", "its", "their", "her", "one"):
        return [1]
    if len(words) > 1 and words[0].lower() == "her" and context_free_adjective(words[1]):
        return [1]
    return list(range(min(len(words) - 1, most), 0, -1))


def context_free_adjective(word: str) -> bool:
    """Tell whether "her" before ``word`` is a pronoun ("make her smile") rather than a possessive ("her hair")."""
    low = word.lower()
    compared = low.endswith("er") and len(low) > 4 and low not in NOUNS_IN_ER
    return (
        low in VERBS
        or low.endswith("ing")
        or low in words_en.ADJECTIVES
        or compared
        or low in ("a", "an", "more", "less")
    )


NOUNS_IN_ER = frozenset(
    ("jumper", "sweater", "pullover", "slipper", "slippers", "trousers", "flower", "feather", "finger", "river")
)


def _complete(target: str, context: Context) -> bool:
    """Refuse "the cat black" or "the cat bigger than the" as a name: its last word must be part of the noun."""
    last = target.rpartition(" ")[2]
    if (last.lower() in STOPS | DETERMINERS and last.lower() != "one") or " than " in f" {target} ":
        return is_pronoun(target)
    return not color_of(last, context.lexicon) and not size_of(last, context.lexicon) and last.lower() not in VERBS


def one_of(m: Match, context: Context) -> list[Operation]:
    """Change one of several."""
    value = m.group("y")
    if value.split(" ", 1)[0].lower() in ("has", "have", "had", "gets"):
        return []
    value = actions.as_action(value) if value.split(" ", 1)[0].lower() in VERBS else value
    return [
        Operation("split", m.group("x"), value=value, phrase=nouns_en.parse(value, context.lexicon), span=m.group(0))
    ]


TAIL_VERBS = (("wear", "wearing"), ("hold", "holding"), ("carr", "holding"), ("ha", "with"))


def tail(m: Match, context: Context) -> list[Operation]:
    """ "the cat should wear X", "it needs X": what a subject gets, in the words that follow the noun."""
    verb = m.group("v").lower()
    if verb.startswith(("need", "get")):
        color = color_of(m.group("y"), context.lexicon)
        if color:
            return assign(m.group("x"), m.group("y"), context, m.group(0))
        owner = context.resolver.subject(m.group("x"))
        if owner is None:
            return []
        given = give(m, context)
        lives = owner in context.resolver.living() or not all(op.kind == "hold" for op in given)
        return given if lives else add_words(m.group("y"), context, m.group(0))
    said = next(form for start, form in TAIL_VERBS if verb.startswith(start))
    kept = nouns_en.parse(m.group("y"), context.lexicon) if said == "with" else None
    concept = context.lexicon.concepts.get(kept.subject.concept) if kept else None
    if kept and ((concept and concept.kind in words_en.ALIVE) or living_en.is_animal(kept.subject.noun)):
        owner = context.resolver.subject(m.group("x"))
        if owner is None:
            return []
        own_name = phrases_en.short_name(owner, context.lexicon)
        kept = replace(kept, anchor=re.sub(r"(?<= )(?:her|him|it|them)$", own_name, kept.anchor))
        anchored = kept if kept.relation and kept.anchor.lower() not in ("her", "him", "it", "them") else None
        beside = replace(kept, relation="next_to", anchor=f"#{owner.id}")
        return [Operation("add", phrase=anchored or beside, span=m.group(0))]
    return [Operation("tail", m.group("x"), value=f"{said} {m.group('y')}", span=m.group(0))]


def move(m: Match, context: Context) -> list[Operation]:
    """ "move X to Y"."""
    x, y, span = (
        m.group("x"),
        re.sub(r"^(?:to|over|towards?)\s+(?!the (?:left|right) of)", "", m.group("y")),
        m.group(0),
    )
    if is_picture(x) and (listed := of_picture("it", y, context, span)):
        return listed
    if is_picture(x) and (facts := frames.whole(y, context.lexicon)):
        return [Operation("frame", attribute=name, value=said, span=span) for name, said in facts]
    place = place_of(m.group("y")) or place_of(y)
    if place:
        return [Operation("move", x, "place", place, span=span)]
    facts = frames.whole(y, context.lexicon, loose=False)
    if facts and facts[0][0] == "setting":
        return [
            *(Operation("frame", x, name, value, span=span) for name, value in facts),
            Operation("unplace", x, span=span),
        ]
    return [Operation("move", x, "where", y, span=span)]


def count(m: Match, context: Context) -> list[Operation]:
    """ "one egg is enough", "only two cats"."""
    phrase = nouns_en.parse(m.group("x"), context.lexicon)
    if phrase is None or phrase.subject.count < 1:
        return []
    amount = phrase.subject.count
    if context.resolver.find(phrase.subject.noun) is None:
        return []
    return [Operation("set", phrase.subject.noun, "count", str(amount), span=m.group(0))]


LET_HANDLED = (
    words_en.MARKERS
    | words_en.DEFINITE
    | words_en.INDEFINITE
    | {"wear", "hold", "carry", "have", "look", "and", "at", "not"}
)


def let(m: Match, context: Context) -> list[Operation]:
    """ "have it sit on a teapot": a verb phrase of a subject."""
    words = re.sub(r",? (?:then|now)$", "", m.group("x")).split()
    cuts = _cuts(words, 6)
    for cut in sorted(cuts) if words[:1] and words[0].lower() == "the" else cuts:
        target, value = " ".join(words[:cut]), " ".join(words[cut:])
        if is_pronoun(target) or (cut > 1 and context.resolver.subject(target) and _complete(target, context)):
            bare = re.sub(r"^(?:be|to)\s+", "", value)
            if target.lower() in ("it", "this", "that") and (facts := frames.whole(bare, context.lexicon, loose=False)):
                return [Operation("frame", attribute=name, value=said, span=m.group(0)) for name, said in facts]
            first = bare.split(" ", 1)[0].lower()
            known = (
                first in VERBS or color_of(bare, context.lexicon) or describing_en.is_adjective(first, context.lexicon)
            )
            if value == bare and not known and " " in bare and first.isalpha() and first not in LET_HANDLED:
                return [Operation("act", target, value=actions.as_action(bare), span=m.group(0))]
            return describe_subject(target, bare, context.lexicon, m.group(0)) or []
    return []


def state(m: Match, context: Context) -> list[Operation]:
    """ "the cat should be white", "it is raining"."""
    x, y = m.group("x"), m.group("y")
    part = PART_OWNER.match(x)
    known = is_pronoun(x) or is_picture(x) or field_of(x) or (part and part.group(1).lower() in words_en.PARTS)
    own_things = make_own(f"{x} {y}", context, m.group(0))
    if own_things:
        return own_things
    if x.lower() == "there" or not (known or context.resolver.find(x)):
        return new_scenery(x, y, context, m.group(0))
    if meant := like_named(x, y, context):
        return assign(meant, y, context, m.group(0))
    felt = of_picture(x, y, context, m.group(0)) or moods(x, y, context, m.group(0))
    if felt:
        return felt
    first, *others = re.split(r",\s+(?:and )?(?=the )", y)
    operations = assign(x, first, context, m.group(0))
    for other in others:
        wanted = re.match(r"(?P<x>.+)", other)
        operations += make(wanted, context) if wanted else []
    return operations


def resize(m: Match, context: Context) -> list[Operation]:
    """ "shrink the cat", "enlarge it"."""
    size = "small" if m.group("v").lower().startswith(("shrink", "reduce", "scale down")) else "big"
    return [Operation("set", m.group("x"), "size", size, span=m.group(0))]


def write(m: Match, context: Context) -> list[Operation]:
    """Words to be read in the picture."""
    text = Operation("frame", attribute="text", value=m.group("x").strip("\"'“” "), span=m.group(0))
    where = re.search(r"[\"”'] ((?:on|across|above|under|over|below|at) .+)$", m.group(0))
    return [text, Operation("place_text", value=f"the text {where.group(1)}", span=m.group(0))] if where else [text]


def _plain(words: str) -> str:
    return re.sub(r"^(?:the )?colou?r of ", "", words.strip(), flags=re.IGNORECASE)


BESIDE = re.compile(
    rf"^(?P<r>{'|'.join(sorted(words_en.RELATIONS, key=len, reverse=True))}) (?P<a>him|her|it|them|the [\w ]+?),?"
    r"(?: there is| put| add| place| i want)? (?P<x>(?:an?|two|three|four|five|six|some|another|\d+) .+)$",
    re.IGNORECASE,
)


def beside(m: Match, context: Context) -> list[Operation]:
    """ "next to him a clown": a new subject, its place said first."""
    phrase = nouns_en.parse(m.group("x"), context.lexicon)
    if phrase is None or context.resolver.find(m.group("a")) is None:
        return []
    placed = replace(phrase, relation=words_en.RELATIONS[m.group("r").lower()], anchor=m.group("a"))
    return [Operation("add", phrase=placed, span=m.group(0))]
