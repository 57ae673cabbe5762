"""What things give off and whether they are on, in spoken Chinese: 火车头冒着黑烟, 锅里冒着热气, 灯关掉, 窗户打开."""

import re
from dataclasses import replace

from rewriter.own_words_zh import HAS_PARTS, keep_words
from rewriter.talk_zh import Talk

GIVES = re.compile(
    r"^(?P<x>[^，的]{1,7}?)(?:上面?|里面?|中)?(?:还|都|也|正|在|一直)*(?P<deed>(?:(?:冒|喷|散发|飘散?|往外冒|发|透|射)(?:着|出|起)+|(?:冒|喷)(?=[烟火热泡]))"
    r"(?:[^，]{0,4}(?:烟雾?|热?气|蒸汽|火花?|火焰|泡泡?|火星|白雾|[^，]{0,4}光|香味|香气|浓烟)))(?:了)?$"
)
SWITCHED = (
    r"(?:[^，把将]{0,4}灯光?|电视机?|[^，把将]{0,4}屏幕?|电脑|显示器|手机|音响|风扇|空调|霓虹|蜡烛|烛光|炉子|壁炉|[^，把将]{0,3}窗户?|[^，把将]{0,3}门|"
    r"窗帘|抽屉|盖子|[^，把将]{0,2}[箱盒柜]子?|书本?)"
)
SWITCH = re.compile(
    rf"^(?:把|将)?(?P<x>{SWITCHED})(?:都|给|也|全|要|先|再|还|一直|正)*"
    r"(?P<v>关掉|关上|关了|关闭|关着|关起来|关|熄灭|熄了|熄掉|吹灭|灭了|灭掉|合上|拉上|打开|开着|开了|开开|点亮|点着|点上|点燃|亮起来|亮着|亮了|拉开|敞开)"
    r"(?:了|吧)*$"
)
SWITCH_FIRST = re.compile(rf"^(?:把|将)?(?P<v>关掉|关上|关|打开|点亮|开|熄灭)(?P<x>{SWITCHED})(?:了|吧)*$")
SHUT = re.compile(r"^(?:关|熄|吹|灭|合|拉上)")
LIT = re.compile(r"灯|光|电视|电脑|屏幕|显示器|手机|霓虹")
STATE = re.compile(r"^(?:亮着|关着|开着|点燃着?|熄灭着?|打开着?)$")


def gives_off(talk: Talk, words: str) -> bool:
    """Read "火车头冒着黑烟": said of what is there, of a part of it, or of something that only words tell of."""
    found = GIVES.match(words)
    if found is None:
        return False
    x, deed = found.group("x"), found.group("deed")
    if re.match(r"(?:眼睛?|头|嘴|鼻|脸|身|手(?!机)|尾|翅|角|耳|皮肤|毛)", x):
        return False
    plain = re.match(r"[冒喷][烟火热泡]", deed) is not None
    for cut in range(len(x), 0, -1):
        named = talk.find(x[:cut])
        if named is None or named.part or not named.subjects:
            continue
        part = x[cut - 1 :] if re.fullmatch(r"[头尾顶底]", x[cut:]) else x[cut:]
        if plain and (not part or re.search(r"[嘴口鼻头手眼]", part)):
            return False
        for subject in talk.all(named.subjects):
            talk.e.acted.add(subject.id)
            talk.act(subject, f"{part}{deed}")
        talk.speak_of(named.subjects)
        return True
    if plain:
        return False
    whole = next((s for s in talk.names.order() if HAS_PARTS.search(s.noun)), None)
    if whole and re.search(r"烟囱|[车船]?[头尾]$|屋顶|排气管|窗", x):
        talk.e.acted.add(whole.id)
        talk.act(whole, f"{x}{deed}")
        talk.speak_of([whole.id])
        return True
    return keep_words(talk, words)


def switched(talk: Talk, words: str) -> bool:
    """Read "灯关掉": a lamp that is off is still there."""
    found = SWITCH.match(words) or SWITCH_FIRST.match(words)
    if found is None or talk.fresh:
        return False
    x = found.group("x")
    shut = SHUT.match(found.group("v")) is not None
    burns = re.search(r"蜡烛|烛光|炉", x) is not None
    state = ("熄灭" if burns else "关着") if shut else "点燃" if burns else "亮着" if LIT.search(x) else "开着"
    named = talk.find(x)
    if named and named.subjects and not named.part:
        for subject in talk.all(named.subjects):
            parts = [p for p in subject.action.split("，") if p and not STATE.match(p)]
            said = "，".join([*parts, state])
            if said == subject.action:
                continue
            talk.e.put(replace(subject, action=said))
            talk.record("edit", subject.id, "action", state)
        talk.speak_of(named.subjects)
        return True
    if named or any(x in f"{s.action}{''.join(s.attributes)}" for s in talk.scene.subjects):
        return False
    return keep_words(talk, f"{x}{state}", f"{x}(?:亮着|关着|开着|点燃|熄灭)")
