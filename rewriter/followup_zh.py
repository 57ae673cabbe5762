"""A color by itself that follows up the last turn: 绿色 after 帽子是什么颜色, 要绿的 after 给它戴个帽子."""

import re

from rewriter.answers_zh import ABOUT_COLOR, asks, named_in
from rewriter.asked_zh import IS_THERE
from rewriter.chinese import MEASURES
from rewriter.history import DREW, History
from rewriter.introducing_zh import bring_new
from rewriter.naming_zh import NUMBER, Named
from rewriter.own_words_zh import keep
from rewriter.resolve import Referent
from rewriter.scalars import color_of
from rewriter.swapping_zh import set_part
from rewriter.talk_zh import Talk

LEAD = re.compile(r"^(?:那就|那|就|要|是|改成|换成|变成)+(?=.)")


def colored_on(talk: Talk, words: str, history: History) -> bool:
    """Color what the last turn asked the color of, or what it gave somebody to wear or hold."""
    said = LEAD.sub("", words)
    color = color_of(said, talk.e.lexicon)
    last = history.turns[-1] if history.turns else None
    if not color or last is None or talk.topic or talk.e.changes:
        return False
    if last.draft.intent == "answer":
        named = _asked(talk, last.request.text)
    else:
        named = _given(talk, history) if words.endswith("的") or said != words else None
    if named is None:
        return False
    if named.part:
        return set_part(talk, named, f"{said.removesuffix('的')}的")
    for subject in talk.all(named.subjects):
        talk.set_color(subject, color)
    talk.speak_of(named.subjects)
    return bool(named.subjects)


def _asked(talk: Talk, question: str) -> Named | None:
    """Return what a question asked the color of."""
    asked = ABOUT_COLOR.search(question) if asks(question) else None
    return talk.find(re.sub(r"(?:现在|到底)?(?:的|是)*$", "", question[: asked.start()])) if asked else None


def _given(talk: Talk, history: History) -> Named | None:
    """Return the one thing that the last turn gave to somebody, and nothing else."""
    last = history.turns[-1].draft
    if last.intent not in DREW or len(last.changes) != 1:
        return None
    change = last.changes[0]
    subject = next((s for s in talk.scene.subjects if s.id == change.target), None)
    if change.kind not in ("add", "undo") or change.attribute not in ("wears", "holds") or subject is None:
        return None
    things = getattr(subject, change.attribute)
    index = next((i for i, thing in enumerate(things) if thing.noun == change.value), -1)
    part = Referent(change.attribute, subject.id, index, change.value)
    return Named((subject.id,), part) if index >= 0 else None


def follow_question(talk: Talk, history: History) -> None:
    """Let what the last turn asked about be what is spoken of: 再加两个, after 有几个礼物, is two more presents."""
    last = history.turns[-1] if history.turns else None
    if last is None or last.draft.intent != "answer" or talk.topic or talk.e.changes or not asks(last.request.text):
        return
    about = named_in(last.request.text, talk.names)
    talk.e.focus = list(dict.fromkeys((*(s.id for s in about), *talk.e.focus)))


ONE_THEN = re.compile(
    rf"^(?:没有|没|那就|那|就|的话)*(?:给我|帮我)?(?:加|来|画|添|放)上?(?P<n>{NUMBER})?(?P<m>[{MEASURES}])(?:上)?$"
)


def answers_absent(talk: Talk, words: str, history: History) -> bool:
    """ "没有就加一只", after 有没有狗: what was asked for and is not there comes in."""
    found = ONE_THEN.match(words)
    last = history.turns[-1] if history.turns else None
    if found is None or last is None or last.draft.intent != "answer":
        return False
    asked = IS_THERE.match(re.sub(r"[?？。！]+$", "", last.request.text))
    noun = next((g for g in asked.groups() if g), "") if asked else ""
    noun = re.sub(rf"^(?:{NUMBER}?[{MEASURES}]|别的|其他的?)(?=.)", "", noun)
    if not noun or talk.find(noun):
        return False
    return bring_new(talk, "", "加", f"{found.group('n') or '一'}{found.group('m')}{noun}")


ABOUT = re.compile(
    r"^(?:那|现在)?(?P<x>[^，有是几什多哪在]{1,8}?)(?:现在)?(?:的(?:颜色|味道|样子|花纹|材质|大小))?(?:有|是|为|怎么|几|多|什么|啥)"
)
SUCH = re.compile(r"^(?:那就?|就)*(?:换成|改成|变成|弄成|画成|要|是|改为)?(?P<y>[^，把给让换改要是]{1,6})的$")


def answers_noted(talk: Talk, words: str, history: History) -> bool:
    """Say "三层的", after a question about a house that only words tell of, of that house; of clothes too."""
    said = SUCH.match(words)
    last = history.turns[-1] if history.turns else None
    if said is None or last is None or last.draft.intent != "answer" or talk.topic or not asks(last.request.text):
        return False
    asked = ABOUT.match(last.request.text)
    name = asked.group("x") if asked else ""
    named = talk.find(name) if name else None
    if named and named.part and named.part.subject:
        return set_part(talk, named, words)
    if not name or named or not any(name in note for note in talk.scene.notes):
        return False
    return keep(talk, name, said.group("y"))
