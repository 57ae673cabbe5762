"""Somebody or something new in spoken Chinese: "桌上摆个花瓶", "摊主是个胖大叔", "唐僧骑在马上"."""

import re
from dataclasses import replace

from rewriter.chinese import MEASURES
from rewriter.facts_zh import is_place
from rewriter.lexicon import Lexicon
from rewriter.making_zh import AMOUNT, DEED, NO_MEASURE, split_deed
from rewriter.naming_zh import NUMBER, PERSON_END
from rewriter.own_words_zh import keep
from rewriter.parts_zh import PART
from rewriter.places_zh import SIDE
from rewriter.talk_zh import Talk

PLAIN_ADD = (
    r"加上?个?|加入|加进|添上?|增加|添加|放上?个?|放进|放入|放|画上?个?|画|来上?|摆上?|摆|补上?|补|整上?|整|"
    r"弄上?|弄|搞上?|搞|安排|配上?|配|安上?|安|塞|点缀|装点|有|多|是|多来|多画|多加"
)


EXIST = (
    r"(?:[走跑飞游开爬钻跳冲闯赶驶漂滚]?(?:进来|过来|出来|上来|下来|进)|[开驶漂赶爬]来)(?=了?[一两三四五六七八九十个只位群条名几])|掉(?=着|了|落)|扔(?=着|了)|蹲|站|坐|趴|躺|卧|睡|停|挂|贴|插|堆|立|铺|长|种|飘|浮|飞|藏|躲|跟|盖|点上?|搭|架|泊|游|走来|跑来|走|跑|"
    r"跳|开|冒出?|生|建|悬|搁|摞|靠|钻出?|探出来?|露出|出现|印|刻|绣|支|停靠|围|"
    r"排|挤|漂|撒|洒|落|倒|散落|盘|绕|缠|垂|吊|摆放|铺满|开满|挂满|堆满|长满|坐满|站满|飘满|飘来|飞来|飞过|压(?=着|了)|爬(?=满|着|了)|拉(?=着|起)|能看[到见]|可以看[到见]|看得[到见]|路过|经过|驶过|开过|走过|混[进入]|混(?=着|了)|闯进|"
    r"游来|升起|亮起|燃|点燃|点着|养|泡|晾|晒|拴|系|支起|顶|题|夹|盛|涂|抹|浇|淋|裹|绑|垫|衬"
)


ADDS = re.compile(
    rf"^(?:在|往|从)?(?P<where>[^，]{{0,14}}?)(?:再|又|还|也|都|就|各|要|得|给|能|可以|另外|最好|继续|现在|"
    rf"正|全)*(?P<verb>{PLAIN_ADD}|{EXIST})(?:着|了|上|有|下|入|进|出)*(?P<np>.+)$"
)


PLACED = re.compile(
    rf"^(?:在)?(?P<where>[^，]{{0,10}}?(?:{SIDE}|头|底|尾|外|边|顶|央|处|间|天|空|角|靠窗|靠墙|靠门|临街|窗前))(?:是|有|则是|"
    rf"的)?(?=(?:{NUMBER}|十?几|好?几)[{MEASURES}]|很多|许多|好多|不少|一大?群)(?P<np>.+)$"
)


AMONG = re.compile(
    rf"^(?P<where>[^，]{{0,8}}?(?:{SIDE}))(?P<deed>[^，的在有是]{{2,3}})的(?:有|是)(?P<list>[^，]*(?:、|还有|和|跟)[^，]+)$"
)
"""前面排队的有兔子、狐狸还有一只刺猬."""
MARKED = re.compile(r"^(?:把|将|给|让|叫|使|替)(?![个子手])")


def add_clause(talk: Talk, words: str) -> bool:
    """ "桌上摆个花瓶", "再来两只猫", "树下站着一个和尚": somebody or something new, where it is said to be."""
    if MARKED.match(words):
        return False
    among = AMONG.match(words)
    if among and bring_new(talk, among.group("where"), "有", among.group("list")):
        for subject in talk.scene.subjects[-len(re.split("、|还有|和|跟|以及", among.group("list"))) :]:
            talk.act(talk.e.get(subject.id), among.group("deed"))
        return True
    found = PLACED.match(words)
    tries = [found] if found else []
    for cut in range(min(len(words), 16)):
        where, rest = words[:cut], words[cut:]
        if re.match(r"画(?:家(?!人)|面(?!包|条|食|具|人)|[架布板框像笔师室廊册展卷眉舫纸])", rest):
            continue
        led = re.match(
            rf"^(?:再|又|还|也|都|就|各|要|得|给|能|可以|另外|最好|继续|现在|正|全|只)*(?P<verb>{PLAIN_ADD}|"
            rf"{EXIST})(?:着|了|上|有|下|入|进|出(?:来)?)*(?P<np>.+)$",
            rest,
        )
        if led and adds_at(talk, words, where, led.group("verb"), led.group("np")):
            return True
    if tries and found:
        return bring_new(talk, found.group("where"), "有", found.group("np"))
    return False


def adds_at(talk: Talk, words: str, where: str, verb: str, noun: str) -> bool:
    spot = re.sub(r"^(?:在|往|从|给|再|就)+|(?:再|又|还|也|都|就|各|要|得|给)+$", "", where)
    if (
        re.fullmatch(r"[钓捞抓采摘捡拉]上", spot)
        or (re.match(rf"^(?:{NUMBER}|几)[{MEASURES}]", spot) and not spot.endswith(("中间", "之间")))
        or "在" in spot[1:]
    ):
        return False
    if where.endswith("角") and verb.startswith("落"):
        return False  # 角落里
    if verb == "生" and re.match(r"[日活气姜菜蚝肖鲜病]", noun):
        return False
    if verb == "泡" and (where.endswith("泡") or noun.startswith("泡")):
        return False
    if verb == "围" and not spot and re.search(r"(?:围[裙巾脖]|[巾裙])$", noun):
        return False
    if re.search(r"[^站坐]着$", spot):
        return False
    spot = "背景里" if spot == "背景" else spot
    if verb == "排" and re.search(r"[前后头尾]$", spot):
        return False
    if verb.startswith("铺") and spot in ("上", "下"):
        return False
    sizes = [size for size in range(len(spot) - 1, 0, -1) if talk.find(spot[:size])]
    who = talk.find(spot[: sizes[0]]) if sizes else None
    if who and who.subjects and re.match(r"[站坐躺趴蹲跪走跑飞跳爬低抬弯]", spot[sizes[0] :]):
        return False
    if (
        who
        and not who.part
        and not re.search(rf"(?:{SIDE}|头|顶|背)$", spot)
        and talk.names.is_alive(talk.e.get(who.subjects[0]))
    ):
        return False
    located = (
        not spot or re.search(rf"(?:{SIDE}|头|底|尾|外|边|顶|央|处|间|天|空|角|岸|心|座|排|铺)$", spot) is not None
    )
    if not located:
        return False
    counted = AMOUNT.match(noun) is not None
    plain = re.fullmatch(PLAIN_ADD, verb) is not None
    somebody = spot and re.match(
        r"^(?:爷爷|奶奶|爸爸|妈妈|哥哥|姐姐|弟弟|妹妹|叔叔|阿姨|外公|外婆|老师|新郎|新娘)(?![的和跟])", noun
    )
    if not counted and not plain and not somebody and not (spot and len(noun) < 8):
        return False
    if (
        not counted
        and plain
        and not spot
        and verb in ("是", "有", "多", "来", "放", "弄", "搞", "整", "画")
        and not (talk.e.lexicon.concept(noun) or (verb == "有" and len(noun) < 18))
    ):
        return False
    if (
        re.search(r"[\ue000-\ue0ff]", noun)
        and not re.match(r"^.{0,4}[\ue000-\ue0ff]字", noun)
        and re.match(r"^[一几]?[行个]?[\ue000-\ue0ff]", noun)
    ):
        return False
    if talk.find(noun) and not counted and not spot:
        return False
    if re.match(r"^(?:成|为|到|回|掉|给|在|的|得|过)", noun) or noun in ("点", "些", "一点", "多一点"):
        return False
    each = re.search(r"各|都|两边|两侧|两旁", where + words[len(where) : len(where) + 2]) is not None
    return bring_new(
        talk,
        spot,
        verb,
        noun,
        twice=each and re.search(r"^(?:两边|两侧|两旁|左右)|(?:两边|两侧|两旁)$", spot) is not None,
    )


def bring_new(talk: Talk, where: str, verb: str, noun: str, twice: bool = False) -> bool:
    """Add each item of a list with its place and deeds."""
    from rewriter.adding_spoken_zh import bring_in

    return bring_in(talk, where, verb, noun, twice)


def bring(talk: Talk, words: str) -> bool:
    """A counted noun phrase by itself brings somebody new: "一个穿风衣的男人"."""
    return bool(AMOUNT.match(words)) and not MARKED.match(words) and bring_new(talk, "", "", words)


UNKNOWN = re.compile(
    r"^(?P<x>[^，是要得用换改弄的]{1,6}?)(?:也|都|就)?(?:得是|应该是|应该|要|得|是|用|换成|改成|弄成|"
    r"画成)(?P<y>[^，]{1,14})$"
)


ROLE = re.compile(rf"^(?P<x>[^，是]{{1,6}}?)是(?P<np>(?:{NUMBER}|{NO_MEASURE})[{MEASURES}].+)$")


NOT_ROLE = re.compile(r"^(?:主角|主体|主人公|画面|里面|中间|图中|内容|主题|画面主体|主要)")


def role_clause(talk: Talk, words: str) -> bool:
    """ "摊主是个胖大叔": somebody new, with what he is there."""
    role = ROLE.match(words)
    if role is None or talk.find(role.group("x")) or PLACED.match(words) or re.search(rf"(?:{SIDE})$", role.group("x")):
        return False
    before = {s.id for s in talk.scene.subjects}
    if not bring_new(talk, "", "是", role.group("np")):
        return False
    fresh = [s for s in talk.scene.subjects if s.id not in before]
    if fresh and not NOT_ROLE.match(role.group("x")):
        talk.e.put(replace(fresh[0], attributes=(*fresh[0].attributes, f"当{role.group('x')}")))
    return bool(fresh)


SCENE_END = re.compile(r"(?:景|场面|场景|婚礼|派对|山水|日落|日出|街头|夜市|庙会|现场|世界|弄堂|小巷|深处)$")


BUILT_END = re.compile(
    r"(?:教室|房[子屋]|小屋|楼房?|大楼|商?店|塔|城堡|亭子?|宫殿?|寺?庙|学校|城市|小?岛|村庄?|飞船|房车)$"
)


def intro_clause(talk: Talk, words: str) -> bool:
    """A bare noun with what it does: in a first description anything, later what the lexicon or its ending knows."""
    lexicon = talk.e.lexicon
    if MARKED.match(words) or len(words) > 40 or re.search("[\ue000-\ue0ff]", words):
        return False
    doer = re.match(
        r"^(?P<where>旁边|身边|路边|门口|对面|后面|前面|远处|左边|右边|中间)(?P<np>[卖送修开唱看扫放骑钓打做遛拉弹吹跳写画烤][^，的]{1,4}的[^，的]{2,4}?)(?P<deed>[^，的]着[^，]+|正?在[^，]+)$",
        words,
    )
    if doer and PERSON_END.search(doer.group("np")):
        return bring_new(talk, doer.group("where"), "", f"一个{doer.group('np')}{doer.group('deed')}")
    near = re.match(r"^(?P<where>旁边|身边|[前后]面|远处|对面|中间)(?P<np>[^，的]{3,})$", words)
    somebody, does = split_deed(near.group("np"), lexicon) if near else ("", "")
    if near and does and PERSON_END.search(somebody) and not talk.find(somebody):
        return bring_new(talk, near.group("where"), "", f"一个{near.group('np')}")
    where = re.match(r"^(?P<where>[^，]{1,6}?(?:里|上|下|旁边|中|前|后)(?:面)?)(?P<np>[^，]+)$", words)
    if where and not talk.find(where.group("np")):
        noun, deed = _known_noun(where.group("np"), lexicon)
        if noun and deed and not re.match(r"^[的和跟]", deed):
            return bring_new(talk, where.group("where"), "", f"{noun}") and _acts_new(talk, deed)
    noun, deed = split_deed(words, lexicon)
    if (
        deed
        and noun
        and len(noun) <= 10
        and not re.search(r"[换改变弄去删]|不要|^(?:再|又|还|也|都|就|别|不|要|太|很|有)", noun)
    ):
        known = (
            lexicon.concept(noun)
            or PERSON_END.search(noun.removesuffix("们"))
            or BUILT_END.search(noun)
            or AMOUNT.match(noun)
        )
        if (talk.fresh or known) and not talk.find(noun):
            return bring_new(talk, "", "", words)
    from rewriter.adding_spoken_zh import KIN as FAMILY

    if talk.fresh and re.match(rf"^(?:{FAMILY})(?:{FAMILY}|和|跟|、|带着)", words):
        return bring_new(talk, "", "", words)
    if (
        not talk.fresh
        or deed
        or AMOUNT.match(words)
        or re.match(r"^(?:要|不|别|没|有点|很|太|最|画面|整体|让|再|也)", words)
    ):
        return False
    if (SCENE_END.search(words) or is_place(words, lexicon)) and not talk.scene.setting:
        timed = re.match(r"^(?P<x>[^，的]{2,5})的?(?P<t>日落|日出|黄昏|清晨|傍晚|夜晚|雪景|雨景)$", words)
        if timed and lexicon.lookup(timed.group("x"), "setting"):
            field = "weather" if timed.group("t").endswith("景") else "time"
            talk.frame(field, lexicon.value(field, timed.group("t")))
            words = timed.group("x")
        talk.frame("setting", lexicon.value("setting", words))
        return True
    known, rest = _known_noun(words, lexicon)
    if known and rest.endswith("的") and 1 < len(rest) < 8:
        return bring_new(talk, "", "", f"{rest}{known}")
    known, rest = _known_end(words, lexicon)
    return bool(known) and len(rest) < 8 and bring_new(talk, "", "", words)


def _known_noun(words: str, lexicon: Lexicon) -> tuple[str, str]:
    """Return the known noun that ``words`` begin with, and the rest."""
    match = lexicon.match_at(words.lower(), 0, ("concept",)) if words else None
    return (words[: match.end], words[match.end :]) if match and match.end < len(words) else ("", words)


def _known_end(words: str, lexicon: Lexicon) -> tuple[str, str]:
    """Return the known noun or somebody that ``words`` end with, and what stands before."""
    ends = [m for m in lexicon.find(words, ("concept",)) if m.end == len(words)]
    if ends:
        return words[ends[-1].start :], words[: ends[-1].start]
    person = PERSON_END.search(words)
    return (words, "") if person else ("", words)


def _acts_new(talk: Talk, deed: str) -> bool:
    for subject in talk.current():
        talk.act(subject, deed)
    return True


def unknown_clause(talk: Talk, words: str) -> bool:
    """What is said of something that is not there yet: clothes nobody has named, a part of what is spoken of."""
    from rewriter.words_zh import is_wearable

    found = UNKNOWN.match(words)
    if (
        found is None
        or not talk.scene.subjects
        or MARKED.match(words)
        or DEED.match(words)
        or talk.find(found.group("x"))
    ):
        return False
    x, y = found.group("x"), found.group("y")
    if re.match(r"得(?![换改要有是加再给把去戴穿])", words[len(x) :]):  # 瞪得圆圆的 tells how, 得 is no wish
        for subject in talk.all(talk.topic)[-1:]:
            talk.act(subject, words)
        if not talk.topic:
            talk.e.note(talk.say(words))
        return True
    if y == "了" or re.search(r"[不别没]$", x):
        return False
    if y == "有":
        return bring_new(talk, "", "有", x)
    if re.search(r"的$", y) and any(x in s.action for s in talk.scene.subjects):
        from rewriter.rewording_zh import reworded

        return reworded(talk, x, y)
    if re.fullmatch(PART, x) and not re.match(r"^[用]", words[len(x) :]):
        return False
    if re.match(r"^(?:再|不|别|就|都|也|还|这|那|我|你|最好|整体|画面|颜色|背景|风格)", x) or re.match(
        r"^(?:不|别|换|改|去|删)", y
    ):
        return False
    who = [s for s in talk.current() if talk.names.is_alive(s)] or [
        s for s in talk.scene.subjects if talk.names.is_alive(s)
    ][:1]
    if who and not talk.names.is_person(who[0]):
        who = [s for s in talk.names.order() if talk.names.is_person(s)][:1] or who
    if who and is_wearable(x, talk.e.lexicon.concept(x), talk.e.lexicon):
        thing = talk.thing(f"{y.removesuffix('的')}的{x}" if not y.endswith(x) else y)
        if thing:
            talk.wear(who[0], thing)
            talk.speak_of([who[0].id])
            return True
    if re.fullmatch(rf"(?:{NUMBER}|几)[{MEASURES}]", y):
        return bring_new(talk, "", "", f"{y}{x}")
    if not talk.topic and not talk.fresh:
        return keep(talk, x, y)
    for subject in (talk.all(talk.topic) or who or talk.current())[:1]:
        kept = re.match(r"^(?:也|都|就)?[用是]", words[len(x) :])
        said = words.removesuffix("的") if kept else f"{x}是{y}"
        talk.e.acted.add(subject.id)
        talk.act(subject, said)
    return True
