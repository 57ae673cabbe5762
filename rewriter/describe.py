"""A whole picture described from nothing: clauses become subjects, facts of the picture, or notes kept verbatim."""

import re
from dataclasses import replace

from rewriter import describing_en, frames, living_en, nouns_en, nouns_zh, parting_en, styled_en, words_en, words_zh
from rewriter.chinese import has_cjk, is_chinese
from rewriter.freetext import mentions
from rewriter.lacking import take_lacking
from rewriter.lexicon import CONCEPT, Lexicon
from rewriter.operations import Description, Phrase

QUOTED = re.compile(r"[\"“”「『]([^\"“”「」『』]{1,60})[\"“”」』]")
EN_TEXT = re.compile(
    r",?\s*(?:with )?(?:a sign |the )?(?:text|words?|caption|title|saying|that says|reading|written)?\s*$",
    re.IGNORECASE,
)
ZH_BELONGS = re.compile(
    r"^(?:它|他|她|它们|他们|她们)?(?=手里|手中|手上|身上|头上|身穿|头戴|戴着|穿着|拿着|举着|抱着|围着|披着"
    r"|背着|正在|站在"
    r"|坐在|躺在|趴在"
    r"|靠在|骑着|放在"
    r"|飞在|看着|望着)"
)
ZH_HAS = re.compile(r"^(.{0,8}?)(?:还)?(?:有|是)(?=.)")
EN_ACTION = re.compile(r"^(?:(?:he|she|it|they) (?:is|are) )?(?:\w+ing\b|perched\b|seated\b|parked\b)", re.IGNORECASE)
EN_BELONGS = re.compile(
    r"^(?:he|she|it|they|and)? ?(?:has|have|with|wearing|holding|carrying|wears|holds)\s", re.IGNORECASE
)


def describe(text: str, lexicon: Lexicon) -> Description:
    """Return what ``text`` says about a picture; nothing is left out."""
    text, said = _take_quoted(text)
    text, absent = take_lacking(text)
    made = _describe_zh(text, lexicon) if is_chinese(text) else _describe_en(text, lexicon)
    return replace(made, frame=(*made.frame, *said), absent=absent)


def _take_quoted(text: str) -> tuple[str, frames.Frame]:
    found = QUOTED.search(text)
    if found is None or text[: found.start()].endswith("that reads "):
        return text, ()
    before = (
        EN_TEXT.sub("", text[: found.start()])
        if not is_chinese(text)
        else re.sub(r"，?(?:上面|画面上)?(?:写着|文字|写上|写)(?:是|为)?[:：]?$", "", text[: found.start()])
    )
    return before + text[found.end() :], (("text", found.group(1)),)


def _describe_en(text: str, lexicon: Lexicon) -> Description:
    made = Description()
    style = re.match(r"^(?:an? )?([^,]{3,40}?) (?:of|showing) (?=an? |the |two |three |some )", text, re.IGNORECASE)
    if style and (facts := frames.whole(style.group(1), lexicon)) and facts[0][0] in ("style", "lens"):
        made, text = replace(made, frame=facts), text[style.end() :]
    leading = re.match(r"^((?:in|on|at|under) [^,]{3,40}), (?=an? |the |two |some )", text, re.IGNORECASE)
    if leading and (facts := frames.whole(leading.group(1), lexicon, loose=False)):
        made, text = replace(made, frame=(*made.frame, *facts)), text[leading.end() :]
    text, styled = styled_en.take_style(text, lexicon)
    made = replace(made, frame=(*made.frame, *styled))
    text = parting_en.pieces(text)
    for clause in (part.strip() for part in re.split(r"[;:.!?\n](?=\s|$)|,\s+|\s+and (?=it is \w+ing$)", text)):
        apart = parting_en.told_apart(made, clause, lexicon)
        if apart is not None:
            made = apart
            continue
        pair = describing_en.PAIR.match(clause) is not None
        pieces = (
            [clause]
            if pair
            else nouns_en.split_subjects(re.sub(r"^and\s+", "", clause), lexicon)
            if clause.strip(" ,.")
            else []
        )
        before = len(made.phrases)
        for piece in pieces:
            made = _clause_en(made, piece, lexicon)
        fresh = list(made.phrases[before:])
        told = re.search(r"\bthe (\w+)$", fresh[-1].subject.action) if fresh else None
        alone = told is not None and mentions(repr(made.phrases[:before]), told.group(1))
        shared = share_action(fresh) if len(pieces) > 1 and not alone else fresh
        made = replace(made, phrases=(*made.phrases[:before], *shared))
    return made


def _clause_en(made: Description, clause: str, lexicon: Lexicon) -> Description:
    facts = frames.whole(clause, lexicon)
    if facts:
        return replace(made, frame=(*made.frame, *facts))
    if made.phrases and EN_BELONGS.match(clause):
        tail = re.sub(r"^(?:he|she|it|they|and) ", "", clause, flags=re.IGNORECASE)
        tail = re.sub(r"^(?:has|have)\b", "with", re.sub(r"^wears\b", "wearing", re.sub(r"^holds\b", "holding", tail)))
        last = nouns_en.tail_piece(made.phrases[-1], tail, lexicon)
        return _with_last(made, last)
    if made.phrases and EN_ACTION.match(clause):
        action = re.sub(r"^(?:he|she|it|they) (?:is|are) ", "", clause, flags=re.IGNORECASE)
        return _with_last(made, _acting(made.phrases[-1], action, lexicon))
    owned = describing_en.of_owner(made, clause, lexicon)
    if owned is not None:
        return owned
    said = describing_en.more_of_last(made, clause, lexicon)
    if said is not None:
        return said
    color = lexicon.lookup(clause, "color")
    if made.phrases and color and not made.phrases[0].subject.color:
        first = made.phrases[0]
        return replace(made, phrases=(replace(first, subject=replace(first.subject, color=color)), *made.phrases[1:]))
    if not made.phrases and re.match(r"^with \w", clause):
        clause = clause[5:]
    if made.phrases and frames.PREPOSITION.match(clause):
        rest, taken = frames.take(clause, lexicon)
        return replace(made, frame=(*made.frame, *taken), notes=(*made.notes, rest) if rest else made.notes)
    phrase = (
        None if re.search(r"\b(?:is|are|in the background|everywhere)\b", clause) else nouns_en.parse(clause, lexicon)
    )
    living = phrase is not None and (
        living_en.is_person(phrase.subject.noun) or living_en.is_animal(phrase.subject.noun)
    )
    named = phrase is not None and made.phrases and made.phrases[-1].subject.noun.istitle() and clause[:1].isupper()
    if phrase is None or not (_counted_en(clause) or not made.phrases or phrase.subject.concept or living or named):
        return replace(made, notes=(*made.notes, clause))
    return _with_phrase(made, phrase, lexicon)


def _with_last(made: Description, last: Phrase) -> Description:
    """Put ``last`` in the place of the last subject and lift its facts of the whole picture."""
    more = tuple(Phrase(extra) for extra in last.more)
    plain = replace(last, frame=(), more=())
    return replace(made, phrases=(*made.phrases[:-1], plain, *more), frame=(*made.frame, *last.frame))


def _acting(phrase: Phrase, action: str, lexicon: Lexicon) -> Phrase:
    tailed = nouns_en.read_tail(replace(phrase, subject=replace(phrase.subject, action="")), action, lexicon)
    joined = " and ".join(part for part in (phrase.subject.action, tailed.subject.action) if part)
    return replace(tailed, subject=replace(tailed.subject, action=joined))


def _counted_en(clause: str) -> bool:
    return words_en.determiner(clause)[1] is not None or clause.lower().startswith(
        ("the ", "some ", "many ", "several ")
    )


def _with_phrase(made: Description, phrase: Phrase, lexicon: Lexicon) -> Description:
    """Add a subject; a bare known setting ("a beach at sunset") is the setting."""
    s = phrase.subject
    frame = (*made.frame, *phrase.frame)
    if (
        not s.concept
        and lexicon.lookup(s.noun, "setting")
        and not made.phrases
        and s == replace(s, color="", attributes=(), action="", wears=(), holds=())
    ):
        return replace(made, frame=(*frame, ("setting", lexicon.value("setting", s.noun))))
    more = tuple(Phrase(extra) for extra in phrase.more)
    return replace(made, phrases=(*made.phrases, replace(phrase, frame=(), more=()), *more), frame=frame)


def _describe_zh(text: str, lexicon: Lexicon) -> Description:
    made = Description()
    for clause in (part.strip() for part in re.split(r"[，,。；;！!？?\n：:]+|\.(?=\s|$)", text)):
        if clause:
            made = _clause_zh(made, clause, lexicon)
    return made


def _clause_zh(made: Description, clause: str, lexicon: Lexicon) -> Description:
    clause = re.sub(r"^(?:还有|以及|并且|而且|同时)", "", clause)
    facts = frames.whole(clause, lexicon)
    if facts:
        return replace(made, frame=(*made.frame, *facts))
    belongs = ZH_BELONGS.match(clause)
    if made.phrases and belongs:
        last = nouns_zh.predicate_of(made.phrases[-1], clause[belongs.end() :], lexicon)
        return _with_last(made, last)
    led = _led_zh(made, clause, lexicon)
    if led is not None:
        return led
    style = re.match(r"^(?:一[张幅])?(.{2,10}?)(?:风格)?的(?=.)", clause)
    if (
        style
        and (facts := frames.whole(style.group(1), lexicon, loose=False))
        and facts[0][0] in ("style", "time", "weather")
    ):
        made, clause = replace(made, frame=(*made.frame, *facts)), clause[style.end() :]
    phrases = [nouns_zh.parse(piece, lexicon) for piece in nouns_zh.split_subjects(clause, lexicon)]
    sure = [p for p in phrases if p is not None]
    worth = not made.phrases or words_zh.AMOUNT.match(clause) or all(_bare(p) and p.subject.concept for p in sure)
    if len(sure) < len(phrases) or not sure or not worth:
        return replace(made, notes=(*made.notes, clause))
    for phrase in share_action(sure):
        made = _with_phrase(made, phrase, lexicon)
    return made


def share_action(phrases: list[Phrase]) -> list[Phrase]:
    """In "a cat and a dog sitting on a bench" both sit."""
    action = phrases[-1].subject.action if len(phrases) > 1 else ""
    if any(mentions(action, p.subject.noun) for p in phrases[:-1] if not has_cjk(p.subject.noun)):
        return phrases  # "a table and a lamp hanging above the table": the lamp alone hangs there
    return [
        replace(p, subject=replace(p.subject, action=action))
        if action and not p.subject.action and not p.subject.place
        else p
        for p in phrases
    ]


def _bare(phrase: Phrase) -> bool:
    return not phrase.subject.action


def _led_zh(made: Description, clause: str, lexicon: Lexicon) -> Description | None:
    """Read "左边是一只猫", "旁边有一只狗", "草地上有…"; None when the clause is not of that kind."""
    found = ZH_HAS.match(clause) or re.match(
        r"^((?:画面)?[左右上下中][边侧面方间])(?=[一两三四五六七八九十\d])", clause
    )
    if found is None:
        return None
    lead, rest = found.group(1), clause[found.end() :]
    phrases = [nouns_zh.parse(piece, lexicon) for piece in nouns_zh.split_subjects(rest, lexicon)]
    sure = [p for p in phrases if p is not None and words_zh.AMOUNT.match(rest)]
    place = words_zh.PLACE.match(lead)
    facts = frames.place_zh(lead, lexicon) if lead else ()
    if not sure or len(sure) < len(phrases) or not (place or facts or lead in ("", "旁边", "主体", "主角", "画面主体")):
        return replace(made, notes=(*made.notes, clause)) if made.phrases else None
    for phrase in sure:
        if place:
            phrase = replace(phrase, subject=replace(phrase.subject, place=words_zh.SIDES[place.group(1)[-1]]))
        made = _with_phrase(made, phrase, lexicon)
    return replace(made, frame=(*made.frame, *facts))


def known_nouns(text: str, lexicon: Lexicon) -> bool:
    """Tell whether ``text`` names a concept."""
    return bool(lexicon.find(text, (CONCEPT,)))
