"""One thing of the picture as it was before: "把夜晚撤销了", "刚才那个角度不要了", "最开始那种橙色衣服换回来"."""

import re
from dataclasses import replace

from rewriter.naming_zh import Names
from rewriter.operations import Operation, with_field
from rewriter.talk_zh import Talk, garment

UNDO = re.compile(
    r"^(?:把|将)?(?:刚才|刚刚|上一步|之前|最后)?(?:那个|那种|那|的|加的|改的|换的|说的)*(?P<x>[^，]{1,10}?)(?:的(?:修改|改动|变化))?(?:也|都|给)?"
    r"(?P<v>撤销|撤回|取消|还原|撤)(?:掉|了|吧)*$|^(?P<w>撤销|撤回|取消|还原)(?:掉|了)?(?:刚才|刚刚|之前)?(?:那个|那|的)*(?P<y>[^，]{1,10})$"
)
FORMER = re.compile(
    r"^(?:把)?(?:还是|用回|换回|要回)?(?:最开始|一开始|最早|原来|原先|之前|刚才|最初|开头)(?:的)?(?:那个|那种|那件|那条|那顶|那)?(?P<x>[^，]{1,10}?)"
    r"(?:还是)?(?:更|比较)?(?:好看|好|漂亮)?(?:一点|些|点)?(?:吧|了|呢)*(?:，)?(?:换|改|变|穿|戴|要|弄)?回?(?:来|去)?(?:吧|了)?$"
)
FIELD_BACK = re.compile(
    r"^(?P<x>镜头|视角|角度|风格|画风|背景|场景|天气|时间|氛围)(?:还是|就|也|再)*(?:用|要|换|改|变|弄)?(?:回|成|为)?(?:原来|之前|刚才|原先|最开始|一开始)(?:的|那个|那种|的那个|的样子)*(?:吧|好)?$"
)
FIELDS = {
    "lens": r"角度|视角|镜头|机位",
    "style": r"风格|画风",
    "time": r"时间|天色",
    "weather": r"天气",
    "setting": r"背景|场景|地点",
    "mood": r"氛围|气氛|感觉",
    "text": r"文?字|标题",
}


def revert_one(talk: Talk, words: str) -> bool:
    """Read one such clause; False where it names nothing that was different before."""
    found = UNDO.match(words)
    sure = found is not None and (found.group("v") or found.group("w")) not in ("取消", "撤")
    if found and _undo(talk, (found.group("x") or found.group("y")).removesuffix("的"), sure):
        return True
    again = FIELD_BACK.match(words)
    if again and _undo(talk, again.group("x"), False):
        return True
    rather = RATHER.match(words)
    if rather and _rather(talk, rather.group("x")):
        return True
    former = FORMER.match(words)
    return former is not None and _former(talk, former.group("x"))


RATHER = re.compile(
    r"^还是(?:要|用|画|换回|改回)?(?:原来的?|之前的?)?(?P<x>[^，把给让换改]{1,6}?)(?:更|比较)?(?:好看|好)?(?:吧|了)*$"
)


def _rather(talk: Talk, name: str) -> bool:
    """Let somebody be again, or do again with, what another took the place of: "还是足球"."""
    now = {s.id: s for s in talk.scene.subjects}
    if any(name in f"{s.noun}，{s.action}" for s in now.values()):
        return False
    for earlier in reversed(talk.e.history):
        for old in earlier.subjects:
            mine = now.get(old.id)
            if mine and mine.noun != old.noun and talk.names.same(old.noun, old.concept, name):
                back = replace(mine, noun=old.noun, concept=old.concept, color=old.color, attributes=old.attributes)
            elif mine and name in old.action:
                back = replace(mine, action=old.action)
            else:
                continue
            talk.e.put(back)
            talk.record("undo", old.id, "restore", name)
            talk.speak_of([old.id])
            return True
    return False


def _undo(talk: Talk, name: str, widely: bool) -> bool:
    for field, pattern in FIELDS.items():
        now = getattr(talk.scene, field)
        lexicon = talk.e.lexicon
        said = lexicon.said(field, now, "zh") if field not in ("mood", "text") else now
        meant = now and field not in ("mood", "text") and lexicon.lookup(name, field) == lexicon.id_of(field, now) != ""
        if now and (re.fullmatch(rf"(?:{pattern})", name) or name in said or meant):
            before = next((getattr(s, field) for s in reversed(talk.e.history) if getattr(s, field) != now), "")
            talk.e.scene = with_field(talk.scene, field, before)
            talk.record("undo", "", field, before, now)
            return True
    return widely and _undo_in_words(talk, name)


def _undo_in_words(talk: Talk, name: str) -> bool:
    """Undo through the rules that both languages share: a value, a thing or a subject that came in."""
    from rewriter.undoing import take_back

    before, missed = talk.scene, list(talk.e.missed)
    take_back(talk.e, Operation("undo", name, span=talk.say(talk.span)))
    talk.e.missed[:] = missed
    return talk.scene != before


def _former(talk: Talk, name: str) -> bool:
    """Give somebody back the thing of his that earlier answered to ``name``, in the place of its like."""
    for earlier in reversed(talk.e.history):
        named = Names(earlier, talk.e.lexicon, talk.names.focus).find(name)
        part = named.part if named else None
        if part is None or not part.subject:
            continue
        now = next((s for s in talk.scene.subjects if s.id == part.subject), None)
        was = next(s for s in earlier.subjects if s.id == part.subject)
        thing = getattr(was, part.field)[part.index]
        if now is None or thing in getattr(now, part.field):
            continue
        alike = garment(thing.noun)
        kept = tuple(
            t
            for t in getattr(now, part.field)
            if t.noun != thing.noun and not (alike and part.field == "wears" and garment(t.noun) == alike)
        )
        talk.e.put(with_field(now, part.field, (*kept, thing)))
        talk.record("undo", now.id, part.field, thing.noun)
        talk.speak_of([now.id])
        return True
    return _former_value(talk, name) or _former_fact(talk, name.removesuffix("的"))


def _former_fact(talk: Talk, name: str) -> bool:
    """Give the picture back the style, the time or the weather that it had: "刚才那个水墨的挺好，换回来"."""
    for earlier in reversed(talk.e.history) if len(name) > 1 else ():
        for field in ("style", "time", "weather", "setting"):
            old, now = getattr(earlier, field), getattr(talk.scene, field)
            if not old or name not in talk.e.lexicon.said(field, old, "zh"):
                continue
            if old == now:
                talk.e.kept.append(name)
            else:
                talk.e.scene = with_field(talk.scene, field, old)
                talk.record("undo", "", field, old, now)
            return True
    return False


def _former_value(talk: Talk, name: str) -> bool:
    """Give a subject back the color that it had: "原来的红色好看"."""
    color = talk.e.lexicon.lookup(name.removesuffix("的"), "color")
    for subject in talk.names.order() if color else ():
        for earlier in reversed(talk.e.history):
            old = next((s for s in earlier.subjects if s.id == subject.id), None)
            if old and old.color != subject.color and talk.e.lexicon.id_of("color", old.color) == color:
                talk.e.put(replace(subject, color=old.color))
                talk.record("undo", subject.id, "color", old.color, subject.color)
                return True
    return False
