"""What people say every day in Chinese that no wider rule reads: one table of small rules, tried one after another."""

import re

from rewriter.anchors_zh import bearers
from rewriter.bodies_zh import bodily
from rewriter.bounds_zh import bounded
from rewriter.crowds_zh import crowded
from rewriter.dressing_zh import laid_on
from rewriter.family_zh import called, kin_list
from rewriter.former_zh import former_group, former_setting, that_sort
from rewriter.giving_off_zh import gives_off, switched
from rewriter.handing_zh import does_for, give_thing, in_hand, one_more, put_on, put_over, vessel
from rewriter.own_words_zh import keep_words
from rewriter.owning_zh import owned
from rewriter.parts_zh import owned_part
from rewriter.posing_zh import posed
from rewriter.scenery_zh import scenery
from rewriter.talk_zh import Talk
from rewriter.told_zh import told
from rewriter.versus_zh import versus

HAIR = re.compile(
    r"^(?:头发|发型|刘海|胡子|皮肤|眼睛|脸|肚子|鼻子|嘴巴?|牙齿|耳朵|尾巴|翅膀)(?:都|也|就|再)*(?:是|要|得是)[^，]{1,8}的$"
)
COOKING = re.compile(
    r"^(?P<x>[^，]{1,4}?)[里上](?:还|正|都|在)*(?:煮|炖|炸|烤|蒸|煎|熬|烧|炒|沏|泡|装|盛|亮|点|燃|响)(?:着|了|满)+(?P<y>[^，]{1,8})$"
)


def everyday(talk: Talk, words: str) -> bool:
    """Read one such clause."""
    return any(rule(talk, words) for rule in RULES)


def _of_body(talk: Talk, words: str) -> bool:
    """Read "头发是白的" where nobody is named: said of the one who is spoken of."""
    if HAIR.match(words) is None or talk.fresh or talk.topic:
        return False
    who = bearers(talk, talk.current()[:1])
    if not who or not talk.names.is_alive(who[0]):
        return False
    talk.speak_of([who[0].id])
    return owned_part(talk, who[:1], words)


def _cooking(talk: Talk, words: str) -> bool:
    """Keep "锅里煮着汤" where there is no pot of its own."""
    found = COOKING.match(words)
    lit = re.search(r"[里上](?:还|正|都|在)*[亮点燃响]", words) is not None
    if found is None or talk.fresh or (talk.find(found.group("x")) and not lit):
        return False
    return keep_words(talk, words)


NOTHING_THERE = re.compile(
    r"^(?P<x>[^，]{0,6}?)(?:上面?|里面?|旁边|边上|周围|后面|前面)(?:就|都|什么|啥)*(?:别|不要|不用|也?不)(?:再|要)?"
    r"(?:放|有|加|画|摆|出现)(?:任何|别的|其他)?(?:东西|物品|杂物|人)?了?$"
)


def _nothing_there(talk: Talk, words: str) -> bool:
    """Take "楼顶上别放东西" as kept where nothing stands there."""
    found = NOTHING_THERE.match(words)
    if found is None or talk.fresh or any(r.object in _ids(talk, found.group("x")) for r in talk.scene.relations):
        return False
    talk.e.kept.append(words)
    return True


GO_ON = re.compile(r"^(?:就|那|都|给我|帮我|快|也)*(?:[加补画添]上)(?:去|来|进去)?$")


def _go_on(talk: Talk, words: str) -> bool:
    """Take "加上啊", which names nothing, as said of what the turn before has brought."""
    if GO_ON.match(words) is None or talk.topic or len(talk.e.history) < 2 or talk.e.history[-1] == talk.e.history[-2]:
        return False
    talk.e.kept.append(words)
    return True


def _ids(talk: Talk, name: str) -> tuple[str, ...]:
    named = talk.find(name) if name else None
    return named.subjects if named else ()


RULES = (
    called, kin_list, crowded, versus, bounded, posed, owned, gives_off, switched, bodily, told, scenery, vessel,
    laid_on, in_hand, does_for, give_thing, put_on, put_over, one_more, former_group, former_setting, that_sort,
    _of_body, _cooking, _nothing_there, _go_on,
)  # fmt: skip
