"""Chinese noun phrases: "一个穿红色汉服的少女站在樱花树下" becomes a subject.

Known words become identifiers; unknown modifiers, nouns and verb phrases stay as they were written.
"""

import re
from dataclasses import replace
from itertools import islice

from dialog.scene import Subject, Thing
from rewriter import frames
from rewriter.chinese import MEASURES, NUMERALS
from rewriter.lexicon import CONCEPT, Lexicon
from rewriter.operations import Phrase
from rewriter.words_zh import (
    AMOUNT,
    HELD,
    JOINT,
    MOST_ITEMS,
    PLACE,
    PLACE_HEAD,
    SIDES,
    VERBS,
    WORN,
    bare_measure,
    kept_measure,
    leading,
    modifiers,
    split_modifiers,
    split_predicate,
    verb_at,
)


def parse(text: str, lexicon: Lexicon) -> Phrase | None:
    """Return the noun phrase (with its predicate) that ``text`` is, or None when it holds no noun."""
    text = text.strip(" ，,。.！!？?；;、的了")
    text = bare_measure(text, lexicon)
    amount = AMOUNT.match(text)
    definite, count, quantifier, rest = _amount(amount, text)
    if not rest:
        return None
    front, head = split_modifiers(rest, lexicon)
    noun, predicate = split_predicate(head, lexicon)
    if not noun:
        return None
    subject = _noun(noun, lexicon)
    measure = amount.group(3) if amount and amount.group(3) else ""
    kept = kept_measure(measure, subject.concept, lexicon)
    attributes = (quantifier,) if quantifier else ((amount.group(0),) if amount and kept else ())
    subject = replace(subject, count=count, attributes=(*attributes, *subject.attributes))
    phrase = Phrase(subject, definite)
    for modifier in front:
        phrase = _modify(phrase, modifier, lexicon)
    return predicate_of(phrase, predicate, lexicon)


def _amount(found: re.Match[str] | None, text: str) -> tuple[bool, int, str, str]:
    if found is None:
        definite = text.startswith(("这", "那"))
        return definite, 1, "", re.sub(rf"^[这那][{MEASURES}]?", "", text)
    rest = text[found.end() :]
    if found.group(2):
        count = int(found.group(2)) if found.group(2).isdecimal() else NUMERALS[found.group(2)]
        return bool(found.group(1)), count, "", rest
    return False, 0, found.group(0), rest


def _noun(text: str, lexicon: Lexicon) -> Subject:
    """Read size, color and attributes before the longest known noun at the end of ``text``."""
    if not lexicon.concept(text):
        matches = [match for match in lexicon.find(text, (CONCEPT,)) if match.end == len(text) and match.start > 0]
        known = min((match.start for match in matches), default=0)
        front, noun = text[:known], text[known:]
        if not known:
            front, noun = leading(text, lexicon)
        size, color, attributes = modifiers(front, lexicon)
        noun = "".join(attributes) + noun  # an unknown word right before the noun is part of its name
        return Subject("", noun, lexicon.concept(text[known:]) if known else "", 1, color, size=size)
    return Subject("", text, lexicon.concept(text))


def _modify(phrase: Phrase, text: str, lexicon: Lexicon) -> Phrase:
    """Apply one "…的" modifier."""
    subject = phrase.subject
    if WORN.match(text) or HELD.match(text):
        return predicate_of(phrase, text, lexicon)
    found = PLACE.match(text)
    if found:
        return replace(phrase, subject=replace(subject, place=SIDES[found.group(1)[-1]]))
    facts = frames.place_zh(text, lexicon) if text.startswith("在") or len(text) > 1 else ()
    if facts and not lexicon.lookup(text, "color"):
        return replace(phrase, frame=(*phrase.frame, *facts))
    if VERBS.match(text) and not lexicon.find(text[:1], ("color",)):
        return predicate_of(phrase, text, lexicon)
    size, color, rest = modifiers(text, lexicon)
    color, extra = (color, ()) if not (color and subject.color) else (subject.color, (text,))
    subject = replace(subject, size=size or subject.size, color=color or subject.color)
    return replace(phrase, subject=replace(subject, attributes=(*subject.attributes, *rest, *extra)))


def predicate_of(phrase: Phrase, text: str, lexicon: Lexicon) -> Phrase:
    """Read a predicate: worn and held things, a place, a known setting, else an action in the user's words."""
    text = text.strip(" ，,。的")
    if not text:
        return phrase
    worn, held = WORN.match(text), HELD.match(text)
    subject = phrase.subject
    if worn or held:
        listed, rest = _cut_next_verb(text[(worn or held).end() :], lexicon)  # type: ignore[union-attr]
        made = tuple(t for item in JOINT.split(listed) if item and (t := thing(item, lexicon)))
        if worn:
            subject = replace(subject, wears=(*subject.wears, *made))
        elif all(lexicon.concept(t.noun) or text.startswith(("拿", "手")) for t in made):
            subject = replace(subject, holds=(*subject.holds, *made))
        else:
            return _act(phrase, text)
        return predicate_of(replace(phrase, subject=subject), rest, lexicon)
    return _located(phrase, text, lexicon)


def _cut_next_verb(text: str, lexicon: Lexicon) -> tuple[str, str]:
    at = verb_at(text, lexicon)
    return (text[:at], text[at:]) if at else (text, "")


POSTURE = re.compile(r"^(正)?([站坐躺趴靠睡停飞漂走跑蹲跪浮立游放飘]?)(?:着)?在")
SIDE = re.compile(r"(?:上面|里面|之中|上|里|中|下|边|旁|内)?")


def _located(phrase: Phrase, text: str, lexicon: Lexicon) -> Phrase:
    """Take "在草地上踢足球" apart when the place is a side of the picture or a known setting."""
    found = PLACE.match(text)
    if found:
        return replace(phrase, subject=replace(phrase.subject, place=SIDES[found.group(1)[-1]]))
    led = POSTURE.match(text)
    if led is None:
        return _act(phrase, text)
    where = PLACE_HEAD.match(text, led.end())
    if where:
        phrase = replace(phrase, subject=replace(phrase.subject, place=SIDES[where.group(1)[-1]]))
        rest = text[where.end() :]
        return _act(phrase, rest) if rest else phrase
    facts, end = _setting_at(text, led.end(), lexicon)
    if not facts:
        return _act(phrase, text)
    phrase = replace(phrase, frame=(*phrase.frame, *facts))
    action = f"{led.group(2)}{text[end:]}"
    return _act(phrase, action) if action else phrase


def _setting_at(text: str, start: int, lexicon: Lexicon) -> tuple[frames.Frame, int]:
    """Read "夜晚的海滩上", "城市街道上" at ``start``; nothing when another noun follows ("公园长椅上")."""
    facts: frames.Frame = ()
    while start < len(text) and (match := lexicon.match_at(text.lower(), start, ("time", "weather"))):
        facts = (*facts, (match.category, lexicon.value(match.category, text[start : match.end])))
        start = match.end + (1 if text[match.end : match.end + 1] == "的" else 0)
    if facts and start >= len(text.removesuffix("里")):
        return facts, len(text)
    end = start
    while end < len(text) and (match := lexicon.match_at(text.lower(), end, ("setting",))):
        end = match.end
    side = SIDE.match(text, end) or SIDE.match("")
    after = end + len(side.group(0) if side else "")
    if end == start or (after == end and end < len(text) and not VERBS.match(text, end)):
        return (), start
    words = text[start:end]
    value = lexicon.value("setting", words) if lexicon.lookup(words, "setting") else words
    return (*facts, ("setting", value)), after


def _act(phrase: Phrase, text: str) -> Phrase:
    subject = phrase.subject
    text = re.sub(r"^正在(?=[^，]{1,2}(?!.*[上下里中]))", "", text)
    return replace(phrase, subject=replace(subject, action=f"{subject.action}{text}"))


def thing(text: str, lexicon: Lexicon) -> Thing | None:
    """Return a worn or held thing."""
    phrase = parse(text, lexicon)
    if phrase is None:
        return None
    s = phrase.subject
    size = {"big": ("大",), "small": ("小",)}.get(s.size, ())
    return Thing(s.noun + s.action, s.color, (*size, *s.attributes), s.count, s.concept)


def split_subjects(text: str, lexicon: Lexicon) -> list[str]:
    """Split "一条美人鱼和一群水母" at conjunctions before a counted or known noun."""
    pieces, start = [], 0
    for joint in islice(JOINT.finditer(text), MOST_ITEMS):
        before, after = text[start : joint.start()], text[joint.end() :]
        verb = verb_at(before, lexicon)
        known = lexicon.match_at(after.lower(), 0, (CONCEPT,)) if after else None
        counted = AMOUNT.match(after) is not None
        open_list = (
            verb is not None
            and (WORN.search(before[verb:]) or HELD.search(before[verb:]))
            and "的" not in before[verb:]
        )
        if before and ((counted and not open_list) or (known and verb is None)):
            pieces.append(before)
            start = joint.end()
    pieces.append(text[start:])
    return [piece for piece in pieces if piece.strip()]
