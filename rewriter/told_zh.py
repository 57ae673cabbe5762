"""What spoken Chinese tells of things that only words bring in: 墙上的钟指着两点, 左上春天樱花, 木质的门."""

import re

from rewriter.chinese import MEASURES
from rewriter.introducing_zh import bring_new
from rewriter.lexicon import CONCEPT
from rewriter.naming_zh import NUMBER
from rewriter.own_words_zh import keep_words
from rewriter.scalars import color_of
from rewriter.talk_zh import Talk

WISH = re.compile(
    r"^(?:把|将|给|让|叫|帮|换|改|去|删|加|再|来|不|别|要|还是|画|放|撤|回)|(?:换成|改成|变成|去掉|删掉|不要)|[加放摆添画来]上?(?:[一两三四五几]?[个只条张朵棵盏]|些|点)|[吗呢]$"
)
ON_IT = re.compile(
    r"^(?P<x>[^，的]{1,6}?)[上里]的(?P<y>[^，的]{1,4}?)(?:再|也|都|要|得|画|弄|变|调)*"
    r"(?P<v>(?P<d>[大小高矮长短粗细亮暗多少密圆])(?:一点点|一点儿?|一些|点|些)|(?:换成|改成|变成|弄成|要|是)(?P<c>[^，]{1,4}?)的?)$"
)
DOES = re.compile(
    r"^[^，的]{1,4}[上里]的[^，的]{1,4}(?:指|显示|写|亮|开|挂|响|停|转|放|播|画)(?:着|了|到|在)[^，]{1,6}$"
)
CLOCK = re.compile(rf"^(?:换成|改成|变成|要)(?P<t>{NUMBER}点(?:半|钟|整|{NUMBER}分)?)$")
SPOT_OF = re.compile(
    r"^(?P<where>[左右][上下]角?|[左右上下]半?[边面]|中间|[上下左右]半部分?)(?:是|画|为|要)?(?P<np>(?![放摆停有加挂写站坐来贴插种趴躺])[^，在着了给把换改去]{2,8})$"
)
SEASON = re.compile(r"[春夏秋冬][天季日]|早上|晚上|白天|夜晚")
FITTING = re.compile(
    r"^(?:[^，的]{1,4}的)?[^，的是有在一]{0,3}(?:门|窗|窗户|玻璃窗|墙面?|屋顶|地板|地面|瓷砖|吊灯|楼梯|栏杆|柱子|橱窗|房梁|窗帘)$"
)
WEATHERY = re.compile(
    r"^(?=.{3})(?:今天)?(?:天气?(?:很|真|好|太|有点|特别)?(?:炎?热|寒?冷|凉爽?|暖和?|闷热?))?(?:(?:太阳|阳光|风|雪|雨|雾)(?:很|好|真|太|特别)?[大强猛烈好])?$"
)


def told(talk: Talk, words: str) -> bool:
    """Read one such clause."""
    return not talk.fresh and any(
        rule(talk, words)
        for rule in (
            _on_word,
            _drawn_too,
            _too_dark,
            _both,
            _format,
            _soaked,
            _on_it,
            _does,
            _clock,
            _spot_of,
            _fitting,
            _weathery,
        )
    )


def _on_it(talk: Talk, words: str) -> bool:
    """ "红旗上的星星画大一点" is said of the stars, not of who holds the flag."""
    found = ON_IT.match(words)
    if (
        found is None
        or talk.find(found.group("y"))
        or (found.group("c") and not color_of(found.group("c"), talk.e.lexicon))
    ):
        return False
    thing = f"{found.group('x')}上的{found.group('y')}"
    said = f"{found.group('d')}一点" if found.group("d") else f"是{found.group('c')}的"
    sort = r"[^，是]一点" if found.group("d") else "是.+的"
    return keep_words(talk, f"{thing}{said}", rf"{re.escape(thing)}{sort}")


SHOWN = re.compile(r"^(?:上面?|里面?)(?:还|都)?(?:有|印着?|绣着?|画着?|贴着?|挂着?)[^，]{1,8}$")


def _on_word(talk: Talk, words: str) -> bool:
    """ "上面有小熊", right after a bag that only somebody's deed tells of."""
    if SHOWN.match(words) is None or not talk.word or talk.topic:
        return False
    return keep_words(talk, f"{talk.word}{words}")


DRAWN_TOO = re.compile(
    r"^(?:把|将)(?P<where>[^，的]{1,5}[上里下边旁])的(?P<x>[^，的]{1,6}?)(?:也|都|给)*(?:画|加|放|显示|露)(?:出来|上去?|进去|出)$"
)


def _drawn_too(talk: Talk, words: str) -> bool:
    """ "把茶几上的零食袋也画出来": something new, where it is."""
    found = DRAWN_TOO.match(words)
    if found is None or talk.find(found.group("x")):
        return False
    return bring_new(talk, found.group("where"), "放", f"一个{found.group('x')}")


TOO_DARK = re.compile(r"^(?:画面|整体|图|光线)?(?:有点|有些|感觉)太?(?P<x>[暗亮黑])了?$")


def _too_dark(talk: Talk, words: str) -> bool:
    """ "有点太暗了": lighter, then."""
    found = TOO_DARK.match(words)
    if found is None or talk.topic or talk.e.changes:
        return False
    talk.frame("mood", "暗一点" if found.group("x") == "亮" else "亮一点")
    return True


BOTH = re.compile(r"^(?P<x>[^，又]{1,5}?)又(?P<a>[^，又的]{1,2})又(?P<b>[^，又的]{1,2})的?$")


def _both(talk: Talk, words: str) -> bool:
    """ "月亮又大又圆", of a moon that nobody drew."""
    found = BOTH.match(words)
    if found is None or talk.topic or talk.find(found.group("x")):
        return False
    return keep_words(talk, words)


SOAKED = re.compile(
    r"^[^，把给让换改去加要是的]{2,5}?(?P<a>(?![要是很都更最得])[㐀-鿿])(?P<b>[㐀-鿿])(?P=b)的[^，]{0,6}$"
)
CROWDED = re.compile(
    r"^[^，把给让在]{1,4}(?:席|台|街|场|厅|店|车厢|教室|广场|路)上?(?:都|也)?(?:坐|站|挤|挂|堆|贴|摆|停)满[^，]{1,6}$"
)


def _soaked(talk: Talk, words: str) -> bool:
    """ "石板路湿漉漉的反着光", "观众席坐满人", of what nobody drew."""
    if not (SOAKED.match(words) or CROWDED.match(words)) or talk.topic:
        return False
    if any(talk.find(words[:cut]) for cut in range(1, min(6, len(words)))) or re.match(r"[头眼脸手身毛尾耳肚]", words):
        return False
    return keep_words(talk, words)


FORMAT = re.compile(
    r"^(?:海报|画面|图片?|画|整体|整张图?)(?:要|用|换成|改成|做成|是|弄成)*(?P<y>[竖横](?:版|屏|构图|图)|正?方形|长图)的?$"
)


def _format(talk: Talk, words: str) -> bool:
    """ "海报竖版的": the format of the picture."""
    found = FORMAT.match(words)
    if found is None:
        return False
    talk.frame("lens", found.group("y"))
    return True


def _does(talk: Talk, words: str) -> bool:
    if DOES.match(words) is None:
        return False
    head = re.match(r"^[^，的]{1,4}[上里]的[^，的]{1,2}", words)
    return keep_words(talk, words, rf"{re.escape(head.group(0))}.+" if head else "")


def _clock(talk: Talk, words: str) -> bool:
    """ "改成三点", where a clock in words shows another hour."""
    found = CLOCK.match(words)
    hour = re.compile(rf"{NUMBER}点(?:半|钟|整|{NUMBER}分)?")
    note = next((n for n in talk.scene.notes if found and hour.search(n)), "")
    if found is None or not note:
        return False
    return keep_words(talk, hour.sub(found.group("t"), note), re.escape(note))


def _spot_of(talk: Talk, words: str) -> bool:
    """ "左上春天樱花": what one part of the picture shows."""
    found = SPOT_OF.match(words)
    if found is None or talk.topic or talk.find(found.group("np")) or talk.find(words):
        return False
    np, where = found.group("np"), found.group("where")
    if re.search(rf"[大小高矮]一?点|^(?:{NUMBER}|几)[{MEASURES}]|[的呢吧]$|^[一那这]", np) or color_of(
        np, talk.e.lexicon
    ):
        return False
    ends = [m for m in talk.e.lexicon.find(np, (CONCEPT,)) if m.end == len(np)]
    if not ends:
        return False
    if SEASON.search(np):
        return keep_words(talk, words, rf"{where}.+")
    return bring_new(talk, where, "有", np)


def _fitting(talk: Talk, words: str) -> bool:
    """ "木质的门", "大玻璃窗": what a house has."""
    if FITTING.match(words) is None or talk.find(words) or len(words) < 3:
        return False
    return keep_words(talk, words)


def _weathery(talk: Talk, words: str) -> bool:
    if WEATHERY.match(words) is None or talk.find(words[:2]):
        return False
    return keep_words(talk, words)


def in_words_only(talk: Talk, words: str) -> bool:
    """Keep what is said of something that only words of the user tell of, and that no rule knows: 雪人戴个红帽子."""
    if talk.fresh or not talk.scene.notes or WISH.search(words) or not 3 < len(words) < 24:
        return False
    for cut in range(min(5, len(words) - 1), 0, -1):
        head = words[:cut]
        known = cut > 1 or talk.e.lexicon.concept(head)
        if known and any(head in note for note in talk.scene.notes) and talk.find(head) is None:
            return keep_words(talk, words)
    return False
