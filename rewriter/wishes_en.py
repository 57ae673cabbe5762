"""English wishes: each function turns one matched sentence pattern of ``parse_en`` into operations."""

import re
from collections.abc import Callable
from dataclasses import replace

from rewriter import actions, frames, nouns_en, words_en
from rewriter.adding_en import give, own
from rewriter.contrast import by_value
from rewriter.freetext import DETERMINERS, STOPS
from rewriter.operations import Operation
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
        facts = frames.whole(item, context.lexicon, loose=False) if operations else ()
        if facts and context.resolver.find(item) is None:
            operations += [Operation("frame", attribute=name, value=value, span=m.group(0)) for name, value in facts]
        else:
            operations.append(Operation("remove", item, span=m.group(0)))
    return operations


def absent(m: Match, context: Context) -> list[Operation]:
    """Wish something away, whether it is there or not."""
    return remove(m, context)


def swap(m: Match, context: Context) -> list[Operation]:
    """Put one thing in the place of another."""
    x, y = m.group("x"), m.group("y")
    if color_of(x, context.lexicon) or size_of(x, context.lexicon) or place_of(x):
        return by_value(x, y, context.resolver, context.lexicon, m.group(0))
    return assign(_plain(x), y, context, m.group(0))


def exchange(m: Match, context: Context) -> list[Operation]:
    """Let two subjects change places."""
    return [Operation("exchange", m.group("x"), value=m.group("y"), span=m.group(0))]


def make(m: Match, context: Context) -> list[Operation]:
    """ "make X Y": the longest beginning that names something in the scene is X."""
    words = m.group("x").split()
    span = m.group(0)
    own_things = _make_own(m.group("x"), context, span)
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
        if is_pronoun(target) or is_picture(target) or field_of(target):
            return assign(target, value, context, span)
        if cut > 1 or target[:1].isupper() or len(words) == 2:
            found = context.resolver.find(target)
            if found and _complete(target, context):
                return assign(target, value, context, span)
    return []


def _make_own(words: str, context: Context, span: str) -> list[Operation]:
    """ "make her dress green": clothes and parts that nobody named before."""
    found = re.match(r"^(his|her|its|their|the \w+(?='s))(?:'s)? (\w+) (?:to be |be )?(\w+)$", words, re.IGNORECASE)
    if found is None or context.resolver.find(f"{found.group(1)} {found.group(2)}") is not None:
        return []
    if not (words_en.CLOTHES.search(found.group(2)) or found.group(2).lower() in words_en.PARTS):
        return []
    return own(found.group(1), f"{found.group(3)} {found.group(2)}", context, span)


def _cuts(words: list[str], most: int) -> list[int]:
    """Return where a target may end, the longest first; a pronoun stands alone."""
    if len(words) > 1 and is_pronoun(words[0]) and words[0].lower() not in ("his", "its", "their", "her", "one"):
        return [1]
    if len(words) > 1 and words[0].lower() == "her" and context_free_adjective(words[1]):
        return [1]
    return list(range(min(len(words) - 1, most), 0, -1))


def context_free_adjective(word: str) -> bool:
    """Tell whether "her" before ``word`` is a pronoun ("make her smile") rather than a possessive ("her hair")."""
    return word.lower() in VERBS or word.lower().endswith("ing") or word.lower() in words_en.ADJECTIVES


def _complete(target: str, context: Context) -> bool:
    """Refuse "the cat black" or "the cat bigger than the" as a name: its last word must be part of the noun."""
    last = target.rpartition(" ")[2]
    if (last.lower() in STOPS | DETERMINERS and last.lower() != "one") or " than " in f" {target} ":
        return is_pronoun(target)
    return not color_of(last, context.lexicon) and not size_of(last, context.lexicon) and last.lower() not in VERBS


def one_of(m: Match, context: Context) -> list[Operation]:
    """Change one of several."""
    value = m.group("y")
    value = actions.as_action(value) if value.split(" ", 1)[0].lower() in VERBS else value
    return [
        Operation("split", m.group("x"), value=value, phrase=nouns_en.parse(value, context.lexicon), span=m.group(0))
    ]


TAIL_VERBS = (("wear", "wearing"), ("hold", "holding"), ("carr", "holding"), ("ha", "with"))


def tail(m: Match, context: Context) -> list[Operation]:
    """ "the cat should wear X", "it needs X": what a subject gets, in the words that follow the noun."""
    verb = m.group("v").lower()
    if verb.startswith(("need", "get")):
        return give(m, context) if context.resolver.subject(m.group("x")) else []
    said = next(form for start, form in TAIL_VERBS if verb.startswith(start))
    return [Operation("tail", m.group("x"), value=f"{said} {m.group('y')}", span=m.group(0))]


def move(m: Match, context: Context) -> list[Operation]:
    """ "move X to Y"."""
    x, y, span = (
        m.group("x"),
        re.sub(r"^(?:to|over|towards?)\s+(?!the (?:left|right) of)", "", m.group("y")),
        m.group(0),
    )
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


def setting(m: Match, context: Context) -> list[Operation]:
    """ "set it in Y", "use Y as the background"."""
    words = m.group("y")
    rest, facts = frames.take(words, context.lexicon)
    found = dict(facts)
    if rest and "setting" not in found:
        found["setting"] = frames.setting_value(rest, context.lexicon)
    return [Operation("frame", attribute=name, value=value, span=m.group(0)) for name, value in found.items()]


def style(m: Match, context: Context) -> list[Operation]:
    """A style in known or free words."""
    value = frames.style_value(m.group("y"), context.lexicon)
    facts = frames.whole(m.group("y"), context.lexicon, loose=False)
    if facts and facts[0][0] != "style":
        return [Operation("frame", attribute=name, value=said, span=m.group(0)) for name, said in facts]
    return [Operation("frame", attribute="style", value=value, span=m.group(0))]


def lens(m: Match, context: Context) -> list[Operation]:
    """A shot in known or free words; "like a food photo" in the same clause is the style."""
    words = m.group("y")
    style_part = re.search(
        r",?\s+(?:like|as) (?:an? )?(.*(?:photo|photograph|painting|shot|poster))$", words, re.IGNORECASE
    )
    found = [("style", frames.style_value(style_part.group(1), context.lexicon))] if style_part else []
    first = frames.lens_value(words[: style_part.start()] if style_part else words, context.lexicon)
    return [
        Operation("frame", attribute=name, value=value, span=m.group(0)) for name, value in (("lens", first), *found)
    ]


def count(m: Match, context: Context) -> list[Operation]:
    """ "one egg is enough", "only two cats"."""
    phrase = nouns_en.parse(m.group("x"), context.lexicon)
    if phrase is None or phrase.subject.count < 1:
        return []
    amount = phrase.subject.count
    if context.resolver.find(phrase.subject.noun) is None:
        return []
    return [Operation("set", phrase.subject.noun, "count", str(amount), span=m.group(0))]


def let(m: Match, context: Context) -> list[Operation]:
    """ "have it sit on a teapot": a verb phrase of a subject."""
    words = m.group("x").split()
    for cut in _cuts(words, 6):
        target, value = " ".join(words[:cut]), " ".join(words[cut:])
        if is_pronoun(target) or (cut > 1 and context.resolver.subject(target) and _complete(target, context)):
            return describe_subject(target, re.sub(r"^(?:be|to)\s+", "", value), context.lexicon, m.group(0)) or []
    return []


def state(m: Match, context: Context) -> list[Operation]:
    """ "the cat should be white", "it is raining"."""
    x, y = m.group("x"), m.group("y")
    part = PART_OWNER.match(x)
    known = is_pronoun(x) or is_picture(x) or field_of(x) or (part and part.group(1).lower() in words_en.PARTS)
    if x.lower() == "there" or not (known or context.resolver.find(x)):
        return []
    first, *others = re.split(r",\s+(?:and )?(?=the )", y)
    operations = assign(x, first, context, m.group(0))
    for other in others:
        wanted = re.match(r"(?P<x>.+)", other)
        operations += make(wanted, context) if wanted else []
    return operations


TOO = {"small": "big", "tiny": "big", "little": "big", "big": "small", "large": "small", "huge": "small"}
TOO_LIGHT = {"dark": "brighter", "bright": "darker"}


def too(m: Match, context: Context) -> list[Operation]:
    """ "the robot is too small": a complaint is a wish for the contrary."""
    x, y = m.group("x"), m.group("y").lower()
    if y in TOO_LIGHT:
        return [Operation("frame", attribute="mood", value=TOO_LIGHT[y], span=m.group(0))]
    if not (is_pronoun(x) or context.resolver.find(x)):
        return []
    if y in TOO:
        return [Operation("set", x, "size", TOO[y], span=m.group(0))]
    return [Operation("set", x, "vague", "a few", span=m.group(0))]


def bring_back(m: Match, context: Context) -> list[Operation]:
    """Restore what was there before; "on the lion's back" is a place."""
    if re.search(r"(?:'s|\b(?:his|her|its|their|the|my))$", m.group("x"), re.IGNORECASE):
        return []
    return [Operation("restore", item, span=m.group(0)) for item in words_en.named_items(m.group("x"))]


def revert(m: Match, context: Context) -> list[Operation]:
    """ "undo the style change"."""
    field = field_of(m.group("x"))
    return [Operation("revert", attribute=field, span=m.group(0))] if field else []


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
    r"(?: there is| put| add| place| i want)? (?P<x>(?:an?|two|three|some|another) .+)$",
    re.IGNORECASE,
)


def beside(m: Match, context: Context) -> list[Operation]:
    """ "next to him a clown": a new subject, its place said first."""
    phrase = nouns_en.parse(m.group("x"), context.lexicon)
    if phrase is None or context.resolver.find(m.group("a")) is None:
        return []
    placed = replace(phrase, relation=words_en.RELATIONS[m.group("r").lower()], anchor=m.group("a"))
    return [Operation("add", phrase=placed, span=m.group(0))]
