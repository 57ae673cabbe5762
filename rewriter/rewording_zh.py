"""Spoken Chinese exchanges inside of the user's own words, and values that somebody had before."""

import re
from dataclasses import replace

from dialog.scene import Subject
from rewriter.chinese import MEASURES
from rewriter.facts_zh import is_place
from rewriter.freetext import substitute
from rewriter.naming_zh import NUMBER, stem
from rewriter.scalars import color_of
from rewriter.talk_zh import Talk


def former(talk: Talk, who: list[Subject], y: str) -> bool:
    """ "还是原来的青花好": a quality that one of them had before."""
    y = y.removesuffix("的").removesuffix("那个").removesuffix("好")
    for subject in [*who, *(s for s in talk.scene.subjects if s not in who)]:
        for earlier in reversed(talk.e.history):
            old = next((s for s in earlier.subjects if s.id == subject.id), None)
            if old is None or old == subject:
                continue
            if any(y in a for a in old.attributes) and not any(y in a for a in subject.attributes):
                talk.describe(subject, next(a for a in old.attributes if y in a))
                return True
            if y in old.noun and y not in subject.noun:
                talk.e.put(replace(subject, noun=old.noun, concept=old.concept, attributes=old.attributes))
                talk.record("undo", subject.id, "restore", old.noun)
                return True
            color = talk.e.lexicon.lookup(y, "color")
            if color and talk.e.lexicon.id_of("color", old.color) == color:
                talk.set_color(subject, old.color)
                return True
    return False


def color_of_all(talk: Talk, x: str, y: str) -> bool:
    """ "紫色换成粉色": whatever has the one color gets the other."""
    one, other = color_of(x, talk.e.lexicon), color_of(y, talk.e.lexicon)
    if not one or not other:
        return False
    for subject in talk.names.order():
        if subject.color == one:
            talk.set_color(subject, other)
            return True
    return reworded(talk, x.removesuffix("色"), talk.e.lexicon.said("color", other, "zh").removesuffix("色"))


def _recounted(talk: Talk, x: str, y: str) -> bool:
    """ "球变成五个" where a deed names three of them."""
    for subject in talk.names.order():
        action = re.sub(rf"(?:{NUMBER}|几)[{MEASURES}](?={re.escape(x)})", y, subject.action)
        if action != subject.action:
            talk.e.put(replace(subject, action=action))
            talk.record("edit", subject.id, "replace", f"{y}{x}", x)
            return True
    return False


OBJECT = re.compile(r"(?<=[弹拉吹打看写画吃喝拿踢敲织切])[^，着了在的]{1,3}(?=$|，)")
"""What a deed is done to, the whole word: 古琴 of 弹古琴."""


def reworded(talk: Talk, x: str, y: str) -> bool:
    """Put ``y`` for ``x`` inside the user's own words."""
    if re.fullmatch(rf"{NUMBER}[{MEASURES}]", y):
        return _recounted(talk, x, y)
    y = re.sub(r"的?(?:那种|那样|样子)$", "的", y)
    owned = re.match(rf"^(?P<a>[^，]+?)(?:的|那[{MEASURES}])(?P<b>[^，的]+)$", x)
    whose, own = owned.groups() if owned else ("", "")
    owner = talk.find(whose) if whose and own else None
    if owner and owner.subjects and not owner.part:
        x, talk = own, replace(talk, topic=owner.subjects)
    y = f"{y}的" if color_of(y, talk.e.lexicon) and not y.endswith("的") and len(x) > 1 else y
    heads = list(dict.fromkeys((x, x.removesuffix("子"), stem(x))))
    new = talk.say(y.removesuffix("的") if y.endswith("的") else y)
    for head in heads:
        for subject in talk.names.order():
            if head and head in subject.action:
                if not y.endswith("的") or color_of(new, talk.e.lexicon):  # 白马 becomes 黑色马, 灰色沙发 a lawn
                    bare = re.sub(rf"[红橙黄绿青蓝紫黑白灰棕金银粉]色?的?(?={re.escape(head)})", "", subject.action)
                    subject = replace(subject, action=bare)
                joint = "的" if re.match(r"[会发带有能正穿戴拿冒]", new) else ""
                put = new if not y.endswith("的") else f"{new}{joint}{head}"
                whole = OBJECT.search(subject.action) if len(head) == 1 and not y.endswith("的") else None
                if whole and whole.group(0).endswith(head):
                    action = subject.action.replace(whole.group(0), put)
                    talk.e.put(replace(subject, action=action))
                    talk.record("edit", subject.id, "replace", put, whole.group(0))
                    talk.word = put
                    return True
                if len(head) == 1 and not re.search(rf"{re.escape(head)}(?:[上里下旁边中，]|$)", subject.action):
                    continue
                action = (
                    subject.action.replace(head, put)
                    if len(head) > 1 or len(x) == 1 or y.endswith("的")
                    else substitute(subject.action, head, put)
                )
                talk.e.put(replace(subject, action=action))
                talk.record("edit", subject.id, "replace", put, head)
                talk.word = put
                for other in talk.scene.subjects:
                    if other.id != subject.id and len(head) > 1 and head in other.action:
                        talk.e.put(replace(other, action=other.action.replace(head, put)))
                return True
            held = next((a for a in subject.attributes if head and head in a), "")
            if held:
                put = held.replace(head, new if not y.endswith("的") else f"{new}{head}")
                put = new if re.search(r"(?:发|辫|髻|寸头|光头|马尾)$", new) and re.match(r"^[扎梳留编]", held) else put
                talk.e.put(replace(subject, attributes=tuple(put if a == held else a for a in subject.attributes)))
                talk.record("edit", subject.id, "replace", put, held)
                talk.word = new
                return True
        note = next((n for n in talk.scene.notes if head and head in n), "")
        if note:
            hue = color_of(new, talk.e.lexicon) if y.endswith("的") else ""
            plain = re.sub(rf"[红橙黄绿青蓝紫黑白灰棕金银粉]色?的?(?={re.escape(head)})", "", note) if hue else note
            put = plain.replace(head, new if not y.endswith("的") else f"{new}{head}")
            talk.e.scene = replace(talk.scene, notes=tuple(put if n == note else n for n in talk.scene.notes))
            talk.record("edit", "", "notes", put, note)
            return True
    return False


def place_of(talk: Talk, x: str, y: str) -> bool:
    """ "竹林换成雪山顶上": the setting, by its name."""
    setting = talk.e.lexicon.said("setting", talk.scene.setting, "zh")
    if setting and x in setting and (is_place(y, talk.e.lexicon) or (len(x) > 1 and not y.endswith("的"))):
        talk.frame("setting", re.sub(r"(?:里|上|中)$", "", talk.say(y)))
        return True
    return False
