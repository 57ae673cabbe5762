"""Chinese wishes that add: new subjects, clothes, things, text and weather."""

import re
from dataclasses import replace

from rewriter import frames, nouns_zh, words_zh
from rewriter.chinese import MEASURES
from rewriter.operations import Operation, Phrase
from rewriter.reference import is_picture, is_pronoun
from rewriter.scalars import color_of, place_of
from rewriter.values import Context, field_of

Match = re.Match[str]


THIS_PICTURE = re.compile(r"^(?:在)?(?:这|那|上面?这|上面?那)[张幅](?:图|画|图片)?(?:上|里|中)?(?:面)?$")


def give(m: Match, context: Context) -> list[Operation]:
    """Let somebody wear, hold or have things."""
    x, verb, y = m.group("x"), m.groupdict().get("v") or "", m.group("y")
    if frames.whole(x, context.lexicon, loose=False) or field_of(x) or is_picture(x):
        return add_words(y, context, m.group(0))
    return [op for item in words_zh.JOINT.split(y) for op in own(x, item, verb, context, m.group(0))]


def own(target: str, item: str, verb: str, context: Context, span: str) -> list[Operation]:
    """Return the operation that gives ``item`` to ``target``: worn, held, or a part of it."""
    item = re.sub(r"^(?:上|着|了)", "", item)
    if re.match(r"^[扎留]", verb):
        return [Operation("set", target, "attribute", f"{verb[0]}{re.sub(rf'^一?[{MEASURES}]', '', item)}", span=span)]
    made = nouns_zh.thing(item, context.lexicon)
    if made is None:
        return []
    if made.noun.endswith(words_zh.PARTS):
        return [Operation("part", target, next(p for p in words_zh.PARTS if made.noun.endswith(p)), item, span=span)]
    worn = re.match(r"^[穿戴披围系套]", verb) or words_zh.is_wearable(made.noun, made.concept, context.lexicon)
    return [Operation("wear" if worn else "hold", target, value=item, span=span)]


def dress(m: Match, context: Context) -> list[Operation]:
    """ "戴上一顶帽子", "猫戴着帽子"."""
    if m.group("x") and not (is_pronoun(m.group("x")) or context.resolver.subject(m.group("x"))):
        return []
    return give(m, context)


def add(m: Match, context: Context) -> list[Operation]:
    """ "加X": text, weather, clothes, one more of the same, or new subjects."""
    return add_words(m.group("x"), context, m.group(0), m.groupdict().get("y") or "")


def add_words(words: str, context: Context, span: str, where: str = "") -> list[Operation]:
    lexicon = context.lexicon
    where = "" if THIS_PICTURE.match(where) else where
    words = re.sub(r"^(?:上|入|进|了|点|个(?=[^子]))(?=.)", "", words.strip())
    quoted = re.search(r"[\"“「『']([^\"”」』']+)[\"”」』']", words)
    if quoted and re.search(r"字|写|标题|标语", words + span):
        return [Operation("frame", attribute="text", value=quoted.group(1), span=span)]
    bare = re.sub(rf"^(?:一[{MEASURES}]|些|一些|点|一点)", "", words)
    facts = frames.whole(bare, lexicon, loose=False)
    if facts and facts[0][0] in ("weather", "time", "style", "lens") and not lexicon.concept(bare):
        return [Operation("frame", attribute=name, value=value, span=span) for name, value in facts]
    place = place_of(where) if where else ""
    facts = frames.place_zh(where, lexicon) if where and not place else ()
    aloft = where.removeprefix("在").startswith("天") and bool(context.scene.subjects)
    if facts and (aloft or context.scene.setting) and dict(facts).get("setting") != context.scene.setting:
        facts = ()
    operations = [Operation("frame", attribute=name, value=value, span=span) for name, value in facts]
    for piece in nouns_zh.split_subjects(words, lexicon):
        operations += _add_piece(piece, context, span, "" if facts else where, place)
    return operations


def _add_piece(piece: str, context: Context, span: str, where: str, place: str) -> list[Operation]:
    phrase = _another(piece, context) or nouns_zh.parse(piece, context.lexicon)
    if phrase is None:
        return [Operation("note", value=piece, span=span)]
    s, lexicon = phrase.subject, context.lexicon
    living = [
        x for x in context.scene.subjects if x.concept and lexicon.concepts[x.concept].kind in ("animal", "person")
    ]
    on_head = re.match(r"^(.*?)的?(?:头上|脖子上|身上|脸上)$", where)
    wearable = words_zh.is_wearable(s.noun, s.concept, lexicon)
    if wearable and not s.action and (on_head or (not where and len(living) == 1)):
        return [Operation("wear", on_head.group(1) if on_head else living[0].noun, value=piece, span=span)]
    if re.match(r"^(?:在|再)?(?:手里|手上|手中|怀里)$", where) or re.search(r"(?:手里|手上|手中|怀里)$", where):
        return [Operation("hold", re.sub(r"^在|的?(?:手里|手上|手中|怀里)$", "", where), value=piece, span=span)]
    if (
        span.startswith(("再", "多"))
        and not where
        and context.resolver.subject(s.noun)
        and not (s.color or s.attributes or s.action or s.wears)
    ):
        return [Operation("more", s.noun, value=str(max(1, s.count)), phrase=phrase, span=span)]
    return [
        _placed(phrase, where, place, span),
        *(Operation("frame", attribute=n, value=v, span=span) for n, v in phrase.frame),
    ]


def _another(piece: str, context: Context) -> Phrase | None:
    """Read "一只白的", "一只": another of what is spoken of."""
    amount, focus = words_zh.AMOUNT.match(piece), context.resolver.in_focus()
    if amount is None or focus is None:
        return None
    rest = piece[amount.end() :]
    color = color_of(rest, context.lexicon) if rest else ""
    if rest and not color and not rest.endswith("的"):
        return None
    plain = nouns_zh.parse(amount.group(0) + focus.noun, context.lexicon)
    if plain is None:
        return None
    extra = (rest.removesuffix("的"),) if rest and not color else ()
    subject = plain.subject
    return Phrase(replace(subject, color=color, attributes=(*subject.attributes, *extra)))


def _placed(phrase: Phrase, where: str, place: str, span: str) -> Operation:
    subject = phrase.subject
    if place:
        subject = replace(subject, place=place)
    related = words_zh.RELATION.match(where) if where and not place else None
    if where in words_zh.RELATION_WORDS:
        return Operation("add", phrase=Phrase(subject, relation=words_zh.RELATION_WORDS[where]), span=span)
    if related:
        relation = words_zh.RELATION_WORDS[related.group(2)]
        return Operation(
            "add", value=where, phrase=Phrase(subject, relation=relation, anchor=related.group(1)), span=span
        )
    return Operation("add", value=where if not place else "", phrase=Phrase(subject), span=span)


def exist(m: Match, context: Context) -> list[Operation]:
    """ "庙门口站个和尚": somebody new, with what he does there."""
    phrase = nouns_zh.parse(m.group("x"), context.lexicon)
    if phrase is None or (
        context.resolver.subject(m.group("y")) is not None and not words_zh.RELATION.match(m.group("y"))
    ):
        return []
    place = place_of(m.group("y"))
    action = "" if place else f"{m.group('v')}在{m.group('y')}{phrase.subject.action}"
    subject = replace(phrase.subject, place=place or phrase.subject.place, action=action or phrase.subject.action)
    return [Operation("add", phrase=Phrase(subject), span=m.group(0))]
