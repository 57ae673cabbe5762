"""What spoken Chinese says of something that is no subject of the picture: kept as a clause of its own.

"碗是白色的" beside a bowl of noodles, "字换成金色的", "窗户大一点", "背景简单点": said of nobody else, and said again
it takes the place of what was said before.
"""

import re
from dataclasses import replace

from rewriter.lexicon import CONCEPT
from rewriter.living_zh import ANIMAL_END, PERSON_END
from rewriter.parts_zh import PART
from rewriter.scalars import color_of
from rewriter.talk_zh import Talk
from rewriter.words_zh import is_wearable

HEAD = re.compile(
    r"^(?:上面的?|画面?里的?|图里的?)?(?P<head>文字|字体|标题|字|背景|前景|画面|光线|灯光|线条|笔触|地板|地面|墙面|墙壁|墙纸|墙|屋顶|"
    r"房顶|窗户|窗帘|窗|门|天花板|天空|天|树叶|地上|水面|海面|湖面|河水|阳光|月光|桌面|桌布|盘子|碗|杯子|瓶子|盒子|篮子|"
    r"火|烟|云|草|风|海?浪|水)"
    r"(?:的颜色|颜色|的大小)?(?P<rest>.+)$"
)
BECOMES = re.compile(
    r"^(?:也|都|再|就|全|给我|帮我)*(?:换成|改成|变成|弄成|涂成|刷成|画成|做成|改为|换为|要是?|得?是|应该是|用|换|改)(?P<y>.+?)(?:的)?$"
)
DEGREE = re.compile(
    r"^(?:要|再|更|变|弄|调|画|放|也|都)*(?P<y>[^，一点些]{1,4}?)(?:一点点|一点儿?|一些|点儿?|些)(?:的)?$"
)
BUILT = re.compile(r"^(?:屋顶|房顶|窗户|窗|门)$")
HAS_PARTS = re.compile(r"[房屋楼店塔堡亭宫庙车船馆]$|房子|屋子")
TEXT = ("字", "文字", "字体", "标题")
PLACED = re.compile(r"^(?:放|摆|移|写|换|挪)?(?:到|在)(?P<y>[^，]{2,6})$")


AGAIN = re.compile(r"^(?P<x>[^，]{1,5}?)(?:再|都|也)*(?:换成|改成|变成|弄成|要|是)(?P<y>[^，]{1,8})$")
MORE = re.compile(
    r"^(?P<x>(?![再更要变稍都也给]|整体|画面|能|可以|颜色|位置)[^，的]{2,4}?)(?:再|更|要|变|稍微)*(?P<y>大|小|高|矮|长|短|粗|细|宽|窄|厚|薄|亮|暗|多|少|"
    r"密|圆|明亮|整洁|干净|漂亮|热闹|宽敞)(?:一点点|一点儿?|一些|点儿?|些)$"
)


def own_more(talk: Talk, words: str) -> bool:
    """Keep "球门大一点" where there is no goal: nobody else gets bigger."""
    found = MORE.match(words)
    if (
        found is None
        or talk.topic
        or talk.fresh
        or talk.find(found.group("x"))
        or re.match(rf"^(?:{PART}|头发)$", found.group("x"))
    ):
        return False
    return _write(talk, found.group("x"), f"{found.group('y')}一点", "degree")


def own_again(talk: Talk, words: str) -> bool:
    """Read what is said again of a thing that a clause of its own is about."""
    words = re.sub(r"^(?:把|将)(?=.)", "", words)
    if _goes_on(talk, words):
        return True
    head, _ = _head(talk, words)
    if head and any(n.startswith(head) for n in talk.scene.notes) and own_clause(talk, words):
        return True
    said = AGAIN.match(words)
    if said and talk.e.lexicon.concept(said.group("y")) and not color_of(said.group("y"), talk.e.lexicon):
        return False
    if said and any(n.startswith(f"{said.group('x')}是") for n in talk.scene.notes) and not talk.find(said.group("x")):
        return keep(talk, said.group("x"), said.group("y"))
    return False


def _goes_on(talk: Talk, words: str) -> bool:
    """ "字再大一点，用深棕色": a color or a degree by itself is said of what the clause before was about."""
    last = talk.e.changes[-1] if talk.e.changes else None
    told = last.value if last and last.attribute == "notes" and not last.target else ""
    head = HEAD.match(told) or re.match(
        r"^(?P<head>[^，是]{1,4}?)(?:是.+|[大小高矮长短亮暗圆粗细胖瘦远近深浅]一点)$", told
    )
    degree = DEGREE.match(words)
    if head and degree and not talk.topic:
        said = f"{degree.group('y')}一点"
        if head.group("head") in TEXT:
            return _write(talk, head.group("head"), said, "degree")
        return keep_words(talk, f"{head.group('head')}{said}")
    bare = re.fullmatch(r"(?:也|再|就|要|都)*(?:用|换成|改成|变成|是|要)?(?P<y>[^，的]{1,4}?)(?:的)?", words)
    if (
        head is None
        or bare is None
        or not (color_of(bare.group("y"), talk.e.lexicon) or bare.group("y").endswith("色"))
    ):
        return False
    return keep(talk, head.group("head"), bare.group("y"))


def own_clause(talk: Talk, words: str) -> bool:
    """Keep what is said of a thing that is no subject; a value or a degree alone counts as understood."""
    head, rest = _head(talk, words)
    if not head or not rest or talk.fresh or talk.find(head) or re.search("[\ue000-\ue0ff]", words):
        return False
    if len(head) > 1 and any(head in f"{s.action}，{'，'.join(s.attributes)}" for s in talk.scene.subjects):
        return False  # it is spoken of in somebody's own words, and is changed there
    worn = is_wearable(head, talk.e.lexicon.concept(head), talk.e.lexicon)
    if worn and any(talk.names.is_alive(s) for s in talk.scene.subjects):
        return False
    whole = talk.current()[:1]
    if BUILT.search(head) and (talk.topic or (whole and HAS_PARTS.search(whole[0].noun))):
        return False
    if head in TEXT and not (talk.scene.text or any("写着“" in s.action for s in talk.scene.subjects)):
        return False
    said, sort = _said(talk, head, rest)
    if not said:
        return False
    return _write(talk, head, said, sort)


ME = re.compile(
    r"^我(?:在|穿|戴|手|坐|站|抱|拿|骑|牵|的?(?:头发|衣服|裙子)|旁边|和[^，]{1,4}(?:在|坐|站|手))[^，吧吗呢]*$"
)


def own_me(talk: Talk, words: str) -> bool:
    """Keep what the user says of themselves in the picture; who that is nobody can tell."""
    if ME.match(words) is None or talk.fresh:
        return False
    talk.e.note(talk.say(words))
    talk.e.missed.append(talk.say(words))
    return True


def keep(talk: Talk, head: str, value: str) -> bool:
    """Keep "桌子是木头的" where there is no 桌子; nobody else is made of it."""
    plain = re.match(r"^(?:很|非常|特别|又|有点)", value) is not None
    if value.endswith(head) or PERSON_END.search(value) or ANIMAL_END.search(value):
        return _write(talk, head, f"是{value}", "value")
    return _write(talk, head, value if plain else f"是{value.removesuffix('的')}的", "value")


def keep_words(talk: Talk, words: str, instead: str = "") -> bool:
    """Keep ``words`` as a clause of its own, in the place of those that match ``instead``."""
    value = talk.say(words)
    stale = [n for n in talk.scene.notes if n == value or (instead and re.fullmatch(instead, n))]
    talk.e.scene = replace(talk.scene, notes=(*(n for n in talk.scene.notes if n not in stale), value))
    talk.record("edit", "", "notes", value)
    return True


def _write(talk: Talk, head: str, said: str, sort: str) -> bool:
    stale = [n for n in talk.scene.notes if n.startswith(head) and _sort(n[len(head) :], talk) == sort]
    notes = tuple(n for n in talk.scene.notes if n not in stale)
    value = talk.say(f"{head}{said}")
    talk.e.scene = replace(talk.scene, notes=(*notes, value))
    talk.record("edit", "", "notes", value, "".join(stale[-1:]))
    return True


def _head(talk: Talk, words: str) -> tuple[str, str]:
    """Return the thing that the clause is about, and what is said of it."""
    led = talk.e.lexicon.match_at(words.lower(), 0, (CONCEPT,))
    if led and 1 < led.end < len(words):
        return words[: led.end], re.sub(r"^的(?:颜色|大小)?(?=.)", "", words[led.end :])
    found = HEAD.match(words)
    return (found.group("head"), found.group("rest").removeprefix("的")) if found else ("", "")


def _said(talk: Talk, head: str, rest: str) -> tuple[str, str]:
    """Return the predicate as it is written down, and its sort; ("", "") for what is none."""
    placed = PLACED.match(rest) if head in TEXT else None
    if placed:
        return f"在{re.sub('[去来]$', '', placed.group('y'))}", "place"
    degree = DEGREE.match(rest)
    if degree:
        return f"{degree.group('y')}一点", "degree"
    becomes = BECOMES.match(rest)
    if becomes:
        y = becomes.group("y")
        if head in TEXT or color_of(y, talk.e.lexicon) or re.search(r"(?:色|花|纹|形|头|质|布|木|石)$", y):
            return f"是{y}的", "value"
        return (f"是{y}的", "value") if rest.endswith("的") else ("", "")
    if re.match(r"^[^，要是把给让换改]{1,5}的$", rest):
        return f"{rest}", "value"
    return "", ""


def _sort(predicate: str, talk: Talk) -> str:
    if predicate.startswith("在"):
        return "place"
    return "degree" if predicate.endswith("一点") else "value"
