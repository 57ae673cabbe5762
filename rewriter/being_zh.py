"""Who somebody is, and what is not to be, in spoken Chinese: 最大的那只是霸王龙, 它是一只柯基, 火山别喷发."""

import re
from dataclasses import replace

from dialog.scene import Subject
from rewriter.chinese import MEASURES
from rewriter.living_zh import ANIMAL_END, PERSON_END
from rewriter.making_zh import make
from rewriter.naming_zh import NUMBER
from rewriter.scalars import color_of
from rewriter.talk_zh import Talk

IS = re.compile(rf"^(?:其实|就|应该)*是(?:{NUMBER}?[{MEASURES}])?(?P<np>[^，]{{2,8}})$")
AWAKE = re.compile(r"^(?:是)?(?P<x>[醒睡]着)的?$")
LIVES = re.compile(
    r"^(?:应该|其实|现在|正|也|都|还|已经)*(?:是)?(?:正?在)?(?:醒|睡|笑|哭|啃|吃|喝|看|咬|叫(?!做)|跑|跳|坐|趴|躺|蹲|走|舔|追|玩|闭|睁|开心|高兴|生气|害怕)"
)
"""What only somebody alive does: 它 before it is no slipper."""
NEVER = re.compile(
    r"^(?P<who>[^，不别]{1,8}?)(?:就|也|都|可)*(?:不要|别|不许|不能|不该|不会|没有?在)(?:再|那么|这么|太|老是?)*(?P<x>[^，要再了]{1,5})了?$"
)
OTHERWISE = re.compile(r"^[改变动换放在摆站坐移挪去删画加用是戴穿拿超]|[着成到]")


def is_somebody(talk: Talk, who: list[Subject], words: str) -> bool:
    """ "最大的那只是霸王龙": one of whom only the kind was said is called by a closer name."""
    found = IS.match(words)
    made = make(talk.say(found.group("np")), talk.e.lexicon) if found and not words.endswith("的") else None
    if made is None or len(who) != 1 or made.said or color_of(made.subject.noun, talk.e.lexicon):
        return False
    old, new = who[0], made.subject
    kinds = (ANIMAL_END, PERSON_END)
    alike = talk.names.is_alive(old) and any(e.search(old.noun) and e.search(new.noun) for e in kinds)
    if not (alike or old.noun[-1] == new.noun[-1]) or (old.noun == new.noun and not (new.color or new.attributes)):
        return False
    told = tuple(dict.fromkeys((*old.attributes, *new.attributes)))
    mine = replace(old, noun=new.noun, concept=new.concept, color=new.color or old.color, attributes=told)
    talk.e.put(mine)
    if new.noun != old.noun:
        talk.record("edit", mine.id, "replace", new.noun, old.noun)
    else:
        talk.record("edit", mine.id, "color" if new.color else "attributes", new.color or "、".join(new.attributes))
    talk.speak_of([mine.id])
    return True


def awake(talk: Talk, who: list[Subject], words: str) -> bool:
    """ "醒着的" ends that somebody sleeps."""
    found = AWAKE.match(words)
    if found is None:
        return False
    for subject in who:
        parts = [p for p in subject.action.split("，") if p and not re.search(r"睡|醒", p)]
        talk.e.put(replace(subject, action="，".join(parts)))
        talk.e.acted.add(subject.id)
        talk.act(talk.e.get(subject.id), found.group("x"))
    return True


def never(talk: Talk, words: str) -> bool:
    """ "火山别喷发", "霸王龙不要那么凶", of which nothing was said before: it is wished away."""
    found = NEVER.match(words)
    named = talk.find(found.group("who")) if found else None
    if found is None or named is None or named.part or not named.subjects or OTHERWISE.search(found.group("x")):
        return False
    talk.e.wish_away(found.group("x"), talk.say(talk.span))
    talk.speak_of(named.subjects)
    return True
