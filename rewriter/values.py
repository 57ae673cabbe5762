"""What "make X Y", "把X改成Y" ask for: the kind of value decides the operation."""

import re
from dataclasses import dataclass, replace

from dialog.scene import Scene
from rewriter import actions, adjectives_en, frames, nouns_en, nouns_zh, people_en, words_en, words_zh
from rewriter.chinese import has_cjk
from rewriter.lexicon import CONCEPT, Lexicon
from rewriter.operations import Operation
from rewriter.reference import clean, is_picture, is_pronoun, strip_article
from rewriter.resolve import Resolver, bare_noun
from rewriter.scalars import LIGHTER, color_of, count_of, place_of, size_of

PART_OWNER = re.compile(r"^(?:his|her|its|their|the \w+'s) (\w+)$", re.IGNORECASE)
FIELD_WORDS = (
    ("setting", r"(?:the )?(?:background|setting|scene|backdrop|location|place|scenery)|背景|场景|环境|地点|地方"),
    ("time", r"(?:the )?time(?: of day)?|时间|天色|时段"),
    ("season", r"(?:the )?season|季节"),
    ("weather", r"(?:the )?weather|天气"),
    ("style", r"(?:the )?(?:art |drawing |painting )?(?:style|medium|look)|风格|画风|画面风格|整体风格|艺术风格"),
    (
        "lens",
        r"(?:the )?(?:camera|lens|angle|camera angle|view|viewpoint|perspective|shot|point of view)|"
        r"镜头|视角|角度|拍摄角度|构图",
    ),
    ("color", r"(?:the )?(?:colou?rs?|palette|colou?r scheme)|颜色|色调|配色|色彩"),
    ("text", r"(?:the )?(?:text|words|caption|title|writing)|文字|字|标题"),
    ("mood", r"(?:the )?(?:mood|atmosphere|lighting|light)|氛围|气氛|光线|灯光"),
    ("count", r"(?:the )?(?:number|count)|数量"),
)
LOOK = re.compile(
    r"(?:(?:a (?:bit|little) |much |slightly |way )?(?:more [a-z]+|less [a-z]+|(?:dark|bright|light|soft|blurri|warm"
    r"|cool|cold|simpl|clean|calm|fuzzi)e?r))|blurry|blurred|out of focus|dark|bright|simple|soft|fuzzy|foggy|detailed",
    re.IGNORECASE,
)
"""How a background looks, which is no place."""
VAGUE = {"少": "几", "多": "许多", "fewer": "a few", "less": "a few", "more": "many"}


@dataclass(frozen=True)
class Context:
    """What a parser may look at: the scene before the turn, its resolver, the lexicon."""

    scene: Scene
    resolver: Resolver
    lexicon: Lexicon


def field_of(words: str) -> str:
    """Return which field of the picture ``words`` name ("the background", 风格), or ""."""
    return next((field for field, pattern in FIELD_WORDS if re.fullmatch(pattern, clean(words), re.IGNORECASE)), "")


def assign(target: str, value: str, context: Context, span: str) -> list[Operation]:
    """Return the operations of giving ``target`` (words, "" for the focus) the ``value``."""
    target, value = clean(target), clean(value)
    field = field_of(target) or _field_in_force(target, context)
    if field:
        return _assign_field(field, value, context, span)
    whole = not target or is_pronoun(target) or is_picture(target)
    if whole and " and " in value:
        pieces = [frames.whole(piece, context.lexicon, loose=False) for piece in value.split(" and ")]
        if all(pieces):
            return [Operation("frame", attribute=n, value=v, span=span) for facts in pieces for n, v in facts]
    facts = frames.whole(value, context.lexicon, loose=whole) if whole else ()
    if facts and not (color_of(value, context.lexicon) and facts[0][0] != "style"):
        return [Operation("frame", attribute=name, value=said, span=span) for name, said in facts]
    if is_picture(target) and LIGHTER.match(value):
        return [Operation("frame", attribute="mood", value=value.lower(), span=span)]
    everything = target.lower() in ("everything", "everyone", "all", "全部", "所有")
    meant = "all of them" if everything else "" if is_picture(target) else target
    return _assign_subject(meant, value, context, span)


def _field_in_force(target: str, context: Context) -> str:
    """Return the field whose present value ``target`` names: "the rain", 夜晚."""
    if context.resolver.subject(target) is not None:
        return ""
    word = strip_article(target)
    for name in ("weather", "time", "style"):
        id_ = context.lexicon.lookup(word, name) if word else ""
        if id_ and context.lexicon.id_of(name, str(getattr(context.scene, name))) == id_:
            return name
    return ""


def _assign_field(field: str, value: str, context: Context, span: str) -> list[Operation]:
    value = re.sub(r"^(?:be|to|成|为)\s*", "", value)
    if field == "color":
        return [Operation("palette", value=value, span=span)]
    if field == "count":
        return _assign_subject("", value, context, span)
    if field in ("text", "mood"):
        return [Operation("frame", attribute=field, value=value.strip("\"'“”"), span=span)]
    if field == "weather" and value.lower() in frames.WEATHER_VERBS:
        return [Operation("frame", attribute=field, value=frames.WEATHER_VERBS[value.lower()], span=span)]
    strict = frames.whole(value, context.lexicon, loose=False)
    if field == "setting" and not strict and LOOK.fullmatch(value):
        return [Operation("frame", attribute="mood", value=f"{value.lower()} background", span=span)]
    others = [fact for fact in strict if fact[0] != field and field not in ("style", "lens")]
    if (
        strict
        and (len(others) == len(strict))
        and (field != "setting" or strict[0][0] in ("time", "weather", "setting"))
    ):
        return [Operation("frame", attribute=name, value=said, span=span) for name, said in strict]
    if strict and len(strict) > 1:
        return [Operation("frame", attribute=name, value=said, span=span) for name, said in strict]
    return [Operation("frame", attribute=field, value=frame_value(field, value, context.lexicon), span=span)]


def frame_value(field: str, value: str, lexicon: Lexicon) -> str:
    """Return a value of one field of the scene as the scene keeps it."""
    if field == "setting":
        return frames.setting_value(re.sub(r"^(?:一个|一片|一座)", "", value), lexicon)
    if field == "style":
        return frames.style_value(value, lexicon)
    if field == "weather" and value.lower() in frames.WEATHER_VERBS:
        return frames.WEATHER_VERBS[value.lower()]
    if field == "lens":
        return frames.lens_value(value, lexicon)
    return lexicon.value(field, value) if field in ("time", "weather") else value


def _assign_subject(target: str, value: str, context: Context, span: str) -> list[Operation]:
    lexicon = context.lexicon
    color = color_of(value, lexicon)
    if color:
        return [Operation("set", target, "color", color, span=span)]
    listed = [color_of(piece, lexicon) for piece in re.split(r"和|、", value)]
    if len(listed) > 1 and all(listed):
        return [Operation("set", target, "color", each, span=span) for each in listed]
    size = size_of(value, lexicon)
    if size:
        return [Operation("set", target, "size", size, span=span)]
    count = count_of(value)
    if count:
        return [Operation("set", target, "count", str(count), span=span)]
    place = place_of(value)
    if place:
        return [Operation("move", target, "place", place, span=span)]
    counted = _counted(target, value, context, span)
    if counted:
        return counted
    return _assign_zh(target, value, context, span) if has_cjk(value) else _assign_en(target, value, context, span)


def _counted(target: str, value: str, context: Context, span: str) -> list[Operation]:
    """Read "two cats", "两个溏心蛋" of something that is there already."""
    phrase = (nouns_zh if has_cjk(value) else nouns_en).parse(value, context.lexicon)
    amount = words_zh.AMOUNT.match(value) if has_cjk(value) else re.match(r"^(?:just |only )?(?:\w+|\d+) ", value)
    if " than " in value or (phrase is not None and is_pronoun(phrase.subject.noun)):
        return []
    if phrase is None or amount is None or phrase.subject.color or phrase.subject.wears or phrase.subject.count < 1:
        return []
    if value.lower().startswith(("a ", "an ")) or context.resolver.find(phrase.subject.noun) is None:
        return []
    return (
        [Operation("set", phrase.subject.noun, "count", str(phrase.subject.count), span=span)]
        if not target or is_pronoun(target) or bare_noun(target, context.lexicon) == phrase.subject.noun
        else []
    )


def _assign_zh(target: str, value: str, context: Context, span: str) -> list[Operation]:
    lexicon = context.lexicon
    if value.endswith("的") and not words_zh.AMOUNT.match(value):
        return [Operation("set", target, "attribute", value.removesuffix("的"), span=span)]
    phrase = nouns_zh.parse(value, lexicon)
    vague = re.match(r"^(少|多)(?:一点|一些|点|些)(?:儿)?$", value)
    if vague:
        return [Operation("set", target, "vague", VAGUE[vague.group(1)], span=span)]
    exchanged = re.search(r"换|替", span) is not None and value not in words_zh.ADJECTIVE_HEADS
    if phrase and (phrase.subject.concept or words_zh.AMOUNT.match(value) or len(value) > 1 or exchanged):
        return [Operation("replace", target, value=value, phrase=phrase, span=span)]
    return [Operation("set", target, "attribute", value, span=span)]


def _assign_en(target: str, value: str, context: Context, span: str) -> list[Operation]:
    lexicon = context.lexicon
    person = people_en.become(target, value, context.resolver, lexicon, span)
    if person:
        return person
    if re.match(r"^(?:a|an|two|three|four|five|some|the)\s", value, re.IGNORECASE) or _names_concept(value, lexicon):
        phrase = nouns_en.parse(re.sub(r"^(?:look like|be)\s+", "", value), lexicon)
        if phrase:
            return _replacing(target, value, phrase, lexicon, span)
    return describe_subject(target, value, lexicon, span)


def _replacing(target: str, value: str, phrase: object, lexicon: Lexicon, span: str) -> list[Operation]:
    parsed = nouns_en.parse(value, lexicon)
    facts = tuple(
        Operation("frame", attribute=name, value=said, span=span) for name, said in (parsed.frame if parsed else ())
    )
    return [
        Operation("replace", target, value=value, phrase=replace(parsed, frame=()) if parsed else None, span=span),
        *facts,
    ]


def _names_concept(value: str, lexicon: Lexicon) -> bool:
    matches = lexicon.find(value, (CONCEPT,))
    first = value.split(" ", 1)[0].lower()
    return (
        bool(matches)
        and not (" " in value and (first in VERBS or (first.endswith("ing") and first not in words_en.ADJECTIVES)))
        and matches[-1].end == len(value)
        and not lexicon.lookup(value, "color")
        and len(value.split()) < 4
    )


def describe_subject(target: str, value: str, lexicon: Lexicon, span: str) -> list[Operation]:
    """Read adjectives and tails: "small and cute, with purple scales, sitting on a pile of books"."""
    operations: list[Operation] = []
    for item in adjectives_en.items(value, lexicon):
        if (extreme := size_of(item.strip(), lexicon)) in ("huge", "tiny"):
            operations.append(Operation("set", target, "size", extreme, span=span))
            continue
        item = re.sub(
            r"^(?:be|look(?! (?:at|up|down|to|into|away|over|out|for)\b)"
            r"|more|very|really|a bit|a little|all|completely|made of)\s+(?=\w)",
            lambda m: m.group(0) if m.group(0).startswith("made") else "",
            item.strip(),
        )
        if not item:
            continue
        first = item.split(" ", 1)[0].lower()
        color, size = color_of(item, lexicon), size_of(item, lexicon)
        two = item.split(" and ")
        if len(two) == 2 and all(color_of(one, lexicon) for one in two):
            operations.append(Operation("set", target, "color", item, span=span))
        elif color:
            operations.append(Operation("set", target, "color", color, span=span))
        elif size:
            operations.append(Operation("set", target, "size", size, span=span))
        elif first in ("wearing", "holding", "carrying", "with", "without"):
            operations.append(Operation("tail", target, value=item, span=span))
        elif first in ("wear", "hold", "carry", "have"):
            operations.append(
                Operation(
                    "tail",
                    target,
                    value=f"{'with' if first == 'have' else actions.gerund(first)}{item[len(first) :]}",
                    span=span,
                )
            )
        elif first.endswith("ing") or first in VERBS:
            operations.append(Operation("act", target, value=actions.as_action(item), span=span))
        elif adjectives_en.is_part(item, lexicon):
            operations.append(Operation("part", target, item.split()[-1], value=f"with {item}", span=span))
        else:
            operations.append(Operation("set", target, "attribute", item, span=span))
    return operations


VERBS = frozenset(
    (
        *(
            "sit",
            "stand",
            "lie",
            "run",
            "jump",
            "sleep",
            "fly",
            "swim",
            "walk",
            "dance",
            "sing",
            "play",
            "eat",
            "drink",
            "read",
            "smile",
        ),
        *(
            "laugh",
            "cry",
            "look",
            "wave",
            "ride",
            "climb",
            "hug",
            "kiss",
            "chase",
            "watch",
            "lean",
            "kneel",
            "fight",
            "cook",
            "paint",
        ),
        *(
            "write",
            "throw",
            "catch",
            "kick",
            "blow",
            "breathe",
            "float",
            "hide",
            "peek",
            "stare",
            "wink",
            "yawn",
            "stretch",
            "point",
        ),
    )
)
