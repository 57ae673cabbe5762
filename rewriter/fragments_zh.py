"""Clauses that go on from what was just said: 来一匹马，黑马; 拿把伞，红伞; 站着个刺客，蒙着面."""

import re
from dataclasses import replace

from dialog.scene import Subject
from rewriter.making_zh import AMOUNT, HOLD, WEAR, make
from rewriter.operations import with_field
from rewriter.talk_zh import Talk, garment
from rewriter.words_zh import is_wearable

SUFFERS = re.compile(
    r"^被[^，]{2,10}$|^[㐀-鿿]着[^，的]{1,6}$|^(?!颜色|衣服|最|要|都|也|应|必)[^，的是]{1,3}得(?![换改要有是加再给把去戴穿变弄用])[^，]{1,6}(?:的|了)?$|^(?:[㐀-鿿]满|[㐀-鿿]上)了?[^，]{1,6}$"
)
"""Said of whoever this turn speaks of: what is done to it, how it looks."""
SEEMS = re.compile(r"^(?P<x>[㐀-鿿])(?P=x)的$|^[㐀-鿿](?P<y>[㐀-鿿])(?P=y)的$")
GESTURE = re.compile(
    r"^(?:低着?头|抬起?头|仰着?头|歪着?头|转过?身|回过?头|弯着?腰|伸手|闭着?眼|睁着?眼|张开?嘴|踮着?脚|竖起?耳朵|专心|认真|开心地?|高兴地?|只露出?|只看见|正对着|一边)[^，]{0,12}$"
)
HAPPENS = re.compile(r"^(?:大|微|海|晚|春|秋)?(?:风|雨|雪|浪|阳光|月光|灯光|火光)(?:把|吹|打|照|洒|映|拍)[^，]{2,12}$")


HOLDS = re.compile(
    r"^(?:里面|里头|里边|里|上面|上头|外面|下面|中间)(?:都|全|还|正)*[装放摆盛堆挂贴画印长开坐站塞铺盖种写插结落爬缠洒撒冒]+(?:着|满|了)+(?![一两二三四五六七八九十几\d][^，])[^，]{1,8}$"
)
"""What something carries or is filled with, without a number."""


def go_on(talk: Talk, words: str) -> bool:
    """Read one such clause."""
    if HOLDS.match(words) and talk.topic and not talk.names.is_alive(talk.current()[0]) and len(talk.topic) == 1:
        talk.e.acted.add(talk.topic[0])
        talk.act(talk.current()[0], words)
        return True
    if re.match(rf"^(?:{WEAR}|{HOLD})", words):
        return False
    return _same_again(talk, words) or _clothes(talk, words) or _looks(talk, words)


def _same_again(talk: Talk, words: str) -> bool:
    """ "黑马" after a horse, "红伞" after an umbrella in somebody's hand: the one that was just named."""
    made = make(words, talk.e.lexicon) if len(words) < 8 and not AMOUNT.match(words) else None
    if made is None or made.said or not (made.subject.color or made.subject.size or made.subject.attributes):
        return False
    new = made.subject
    if talk.part and talk.part.subject and talk.part.subject in talk.topic:
        things = getattr(talk.e.get(talk.part.subject), talk.part.field)
        old = things[talk.part.index] if talk.part.index < len(things) else None
        if old and (talk.names.same(old.noun, old.concept, new.noun) or old.noun == new.noun):
            put = replace(old, color=new.color or old.color, attributes=(*old.attributes, *new.attributes))
            kept = (*things[: talk.part.index], put, *things[talk.part.index + 1 :])
            talk.e.put(with_field(talk.e.get(talk.part.subject), talk.part.field, kept))
            talk.record("edit", talk.part.subject, f"{talk.part.field}.color", new.color or words)
            return True
    alike = [s for s in talk.scene.subjects if talk.names.same(s.noun, s.concept, new.noun)]
    alone = alike if len(alike) == 1 and not talk.topic and not talk.fresh else []
    for subject in talk.all(talk.topic) or alone:
        if subject.noun == new.noun or talk.names.same(subject.noun, subject.concept, new.noun):
            _described(talk, subject, new)
            return True
    return False


def _described(talk: Talk, subject: Subject, new: Subject) -> None:
    if new.color:
        talk.set_color(subject, new.color)
    for attribute in new.attributes:
        talk.describe(talk.e.get(subject.id), attribute)
    if new.size:
        talk.describe(talk.e.get(subject.id), {"big": "大", "small": "小"}.get(new.size, new.size))


def _clothes(talk: Talk, words: str) -> bool:
    """ "刺客改成女的，红衣服": clothes named after somebody are worn; after "穿黄的" they are what is yellow."""
    if not talk.topic or len(words) > 8 or re.search(r"[是要把给换改不别去]|写|^正?在|^[啃咬叼追看舔玩找抢]", words):
        return False
    thing = talk.thing(words)
    who = [s for s in talk.all(talk.topic) if talk.names.is_alive(s)]
    if thing is None or not who or not is_wearable(thing.noun, thing.concept, talk.e.lexicon):
        return False
    for subject in who:
        last = subject.wears[-1] if subject.wears else None
        if last and last.noun == "衣服" and not thing.color and garment(thing.noun) == garment("衣服"):
            named = replace(thing, color=last.color)
            talk.e.put(replace(subject, wears=(*subject.wears[:-1], named)))
            talk.record("edit", subject.id, "wears", thing.noun, last.noun)
        else:
            talk.wear(subject, thing, instead=True)
    return True


def _looks(talk: Talk, words: str) -> bool:
    """ "被沙子埋了一半", "蒙着面", "酷酷的", "风把衣服吹起来"."""
    if not talk.topic or talk.find(words):
        return False
    if not (SUFFERS.match(words) or SEEMS.match(words) or HAPPENS.match(words) or GESTURE.match(words)):
        return False
    if re.match(r"^(?:[弄搞换改变画留照]|看着|听着|跟着|接着|随着|对着|试着)", words):
        return False
    for subject in talk.all(talk.topic)[-1:]:
        if SEEMS.match(words):
            talk.describe(subject, words)
        else:
            talk.e.acted.add(subject.id)
            talk.act(subject, words)
    return True
