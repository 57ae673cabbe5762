"""Chinese wishes: a table of sentence patterns, each with the function that turns it into operations."""

import re

from rewriter import frames, words_zh
from rewriter.adding_zh import add, add_words, dress, exist, give
from rewriter.amounts import fewer_of, keep_only, more_of
from rewriter.chinese import MEASURES
from rewriter.operations import Operation
from rewriter.pairs import swap_two
from rewriter.preferences import clear_up, prefer
from rewriter.reference import is_pronoun
from rewriter.scalars import SIZE_ZH, color_of, place_of, size_of
from rewriter.segment import strip_zh
from rewriter.values import Context
from rewriter.wishes_zh import (
    BECOME,
    COMMENT,
    NEW_ONE,
    REMOVE,
    Handler,
    bring_back,
    camera,
    count,
    let,
    move,
    remove,
    resize,
    revert,
    setting,
    state,
    swap,
    take_off,
    too,
    vague,
    wants,
    write,
)

TABLE: tuple[tuple[str, Handler], ...] = (
    (
        r"(?:只留下?|只保留|只剩下?|只要|只画|只有|只留着)(?P<x>.+?)(?:就(?:够|行|好|可以)了?|即可|就行)?",
        keep_only,
    ),
    (r"(?:再|又|多)(?:来|多|加|添|画)?(?:上)?(?P<x>[一两二三四五六七八九十][" + MEASURES + r"])", more_of),
    (r"(?:少|减少?|去掉|删掉|拿走|拿掉)(?:了)?(?P<x>[一两二三四五六七八九十][" + MEASURES + r"])", fewer_of),
    (
        r"(?:我)?(?:还是|更|比较)?(?:更)?(?:喜欢|想要|觉得)(?:之前的?|原来的?)?(?P<y>.{1,10}?)(?:更好|好看|一点|一些|吧)?",
        prefer,
    ),
    (r"(?:天)?(雨|雪|风|雾)(?:也|都|就|已经)?(?:停|散|住)了?|不(?:再)?(?:下|刮)(雨|雪|风)了?", clear_up),
    (r"(?:还是)(?P<y>[^，要换改把]{1,8}?)(?:更|比较)?(?:好看|好|漂亮)(?:一点|些|点)?", prefer),
    (
        r"(?:把)?(?:它们?|他们|她们|这|那)?(?:俩|两[个只]|二者)?(?:的)?(?:换个|互换|交换|对调|调换|换一?换)(?:一下)?(?:位置|个儿)?",
        swap_two,
    ),
    (r"(?:不|别)(?:再)?(?:戴|穿|拿|围|系|背|抱|举|打)(?:着)?(?P<x>.+?)(?:了)?", remove),
    (r"(?P<x>[^，别不]{1,6}?)(?:不|别)(?:再)?(?:戴|穿|拿|围|系|背|抱|举|打)(?:着)?(?P<y>.+?)(?:了)?", take_off),
    (
        r"(?:撤销|取消|撤回|还原)(?:对)?(?P<x>背景|风格|画风|镜头|颜色|天气|时间|视角)(?:的)?(?:修改|改动|变化|更改)?",
        revert,
    ),
    (
        r"(?:把)?(?P<x>背景|风格|画风|镜头|颜色|天气|时间|视角)(?:再)?(?:改回来|换回来|变回来|改回去|换回去|还原|恢复原样|改回原来的?|恢复)(?:原来的)?(?:吧|了)?",
        revert,
    ),
    (
        r"(?:把|将)?(?P<x>.+?)(?:再)?(?:加回来|加回去|戴回去|戴回来|穿回去|穿回来|放回去|找回来|放回来|拿回来|画回来|还原|恢复|要回来|请回来|带回来|回来)",
        bring_back,
    ),
    (r"(?:恢复|还原|找回)(?:刚才|之前|原来)?(?:的)?(?P<x>.+)", bring_back),
    (
        r"(?:在.*)?(?:写上|写着|写|加上文字|加文字|配文|加上字|题字|文字写)(?:几个字|一行字|文字|字)?[:：]?(?P<x>[\"“「『'].+[\"”」』'])(?:几个字|的字|字样)?",
        write,
    ),
    (r"(?:上面|画面上|图上)?(?:写上|写着|加上文字|加文字|配文|题字)[:：]?(?P<x>[^把给让]{1,20})", write),
    (r"(?P<x>.+?)还是(?:要)?(?P<y>.+?)(?:比较|更)?(?:好看|好|吧)", state),
    (r"(?P<x>.+?)(?:有点|有些)?太(?P<y>[大小多少])了?", too),
    (r"(?:画面|图|画|图片)(?:里|中|上)?(?:不要|别|不能)(?:有|出现)?(?P<x>.+)", remove),
    (rf"(?:把|将|给我把)(?P<x>.+?)(?:都|给)?{REMOVE}(?:了|吧)?", remove),
    (rf"{REMOVE}(?:了)?(?P<x>.+)", remove),
    (
        r"(?:背景|画面|图)?(?:里|中|上)?(?:不要|别|不需要|不想要|不再要|不用|没有|别让|无)(?:画|用|出现|有|再|任何|那个|那些|这个|加|显示|看到|见"
        r"|放)*(?P<x>[^了]+?)(?:了|出现)?",
        remove,
    ),
    (
        rf"(?P<x>.+?)(?:不要了|不要|不需要了|不用了|就不要了|都不要了|也不要了|可以不要|{REMOVE}了?|没必要|多余了?)",
        remove,
    ),
    (r"(?:用|拿)(?P<y>.+?)(?:代替|替换|替代|换掉|取代|替掉)(?:掉)?(?P<x>.+)", swap),
    (r"(?:用|以|拿)(?P<y>.+?)(?:做|作为|当|作|为)背景", setting),
    (
        rf"(?:把|将|给)?(?P<x>(?!给)[^，]*?)(?:都|全部|全|再|又|还是|直接|也)?{BECOME.replace('|是|', '|')}(?P<y>.+)",
        swap,
    ),
    (
        r"(?P<x>背景|场景|风格|画风|时间|季节|天气|镜头|视角|颜色|文字|氛围|光线)(?:要|是|为|用|选|设置为|应该是|变|换)(?P<y>.+)",
        swap,
    ),
    (
        r"(?:把|将)(?P<x>.+?)(?:和|跟|与)(?P<y>.+?)(?:的位置)?(?:互换|对调|交换|调换|换)(?:一下)?(?:位置)?",
        lambda m, c: [Operation("exchange", m.group("x"), value=m.group("y"), span=m.group(0))],
    ),
    (
        r"(?:把|将|让)?(?P<x>.*?)(?:移到|移动到|放到|放在|挪到|摆到|摆在|搬到|移至|移去|挪去|移|挪|站到|坐到|跑到|去到|放)(?P<y>(?:画面|图片"
        r"|图)?(?:的)?最?[左右上下中正].{1,4}|.+?(?:上|里|中|下|边|旁|前|后|面|方|口|处|里面))(?:去|来)?",
        move,
    ),
    (
        r"(?:把|将)(?P<x>.+?)(?P<y>放大|缩小|变大|变小|改大|改小|画大|画小|弄大|弄小|调大|调小)(?:一点|一些|点|些)?",
        resize,
    ),
    (r"(?P<x>.*?)(?:变|再|画|要|放|弄|缩|更)?(?P<y>[大小](?:一点|一些|点|些)(?:儿)?)", resize),
    (r"(?P<x>.*?)(?P<y>变大|变小|放大|缩小)(?:了)?", resize),
    (r"(?P<x>.+?)(?:再)?(?P<y>[多少](?:一点|一些|点|些))", vague),
    (r"给(?P<x>.+?)(?:加上|加|画上|画|配上|配|添上|添|带上|来|安上|装上|弄)(?P<v>)(?P<y>.+)", give),
    (
        r"(?:给|让|叫|帮)(?P<x>.+?)(?:都|也|再)?(?P<v>戴上|戴着|戴|穿上|穿着|穿|披上|披着|围上|围着|围|系上|系着|系|套上|扎上|扎|换上|留)(?P<y>.+)",
        dress,
    ),
    (
        r"(?:让|叫|使|给)(?P<x>.+?)(?:手里|手上|手中)?(?P<v>拿着|拿|举着|捧着|握着|提着|抱着|撑着|打着)(?P<y>.+)",
        lambda m, c: let(
            re.match(r"让(?P<x>.*?)(?P<y>(?:拿|举|捧|握|提|抱|撑|打).*)$", re.sub(r"^(?:叫|使|给)", "让", m.group(0)))
            or m,
            c,
        ),
    ),
    (
        r"(?P<x>[^把给让在]{1,10}?)(?:的)?(?:手里|手上|手中|怀里)(?:再)?(?P<v>拿|举|握|提|捧|抱|撑)(?:着|了|上)?(?P<y>.+)",
        dress,
    ),
    (
        rf"(?:在)?(?P<y>[^，]{{1,12}}?)(?P<v>[站坐躺趴停挂飘飞蹲长])(?:着|了)?(?P<x>(?:[一两二三四五六七八九十几\d]+)?[{MEASURES}].+)",
        exist,
    ),
    (
        r"(?P<y>[^，]{1,8}?)(?:里|上)?(?:能看到|可以看到|能看见|看得到|看得见|出现|露出|飘着|挂着|飞过|飞着)(?:了)?(?P<x>.+)",
        add,
    ),
    (rf"(?:让|给|把|叫)?(?P<x>其中(?:的)?一[{MEASURES}].*?)(?:是|要|为|得是)?(?P<y>(?:戴|穿|拿|举).+|.+)", swap),
    (
        r"(?:只要|只留|只画|只有|只保留|留下?|有)(?P<y>[一两二三四五六七八九十\d].+?)(?:就够了|就行了?|就好了?|即可|够了)?",
        count,
    ),
    (r"(?P<y>[一两二三四五六七八九十\d].+?)(?:就够了?|就行了?|就好了?|即可|够了)", count),
    (
        r"(?P<x>.+?)(?:只要|只留|只画|只有|要|来|画|改)(?P<y>[一两二三四五六七八九十\d]+["
        + MEASURES
        + r"])(?:就够了?|就行了?|就好了?|即可|够了)?",
        count,
    ),
    (
        r"(?:让|叫|使|要)(?P<x>它们|他们|她们|它|他|她|.+?)(?:都)?(?P<y>(?:正在|坐|站|躺|趴|跑|跳|飞|吹|弹|拿|抱|看|笑|哭|睡|吃|喝|骑|走|游|在"
        r"|变|成为|张|闭|举|踢|唱|玩|打|拉|推|追|读|写|画|钓|牵|背|靠|望|面|回|转|戴|穿|微笑|大笑|摇|挥|伸|抬|低|蹲|跪|爬|咬|舔|闻|喷|吐|发|睁|眨|漂|浮|倒"
        r"|挂|做).*)",
        let,
    ),
    (r"镜头(?P<y>.+)", camera),
    (
        r"(?:在)?(?P<y>(?![再也还又多另请先])[^，]{1,12}?)(?:再|也|还|又)?(?:加上|加入|添加|增加|添上|加|添|放上|放着|放|画上|画|有|摆上|摆|种上|种"
        r"|挂上|挂)(?:了|着|个|上)?(?P<x>(?:[一两二三四五六七八九十几\d]+["
        + MEASURES
        + r"]|一些|些|许多|[个只朵棵座条把](?=[^人]?[^，]{1,5}$)).+)",
        add,
    ),
    (
        r"(?:再|还要|还|多|另外|继续|又)?(?:加上|加入|添加|增加|添上|加|添|放上|放|画上|画(?!面|里|中)|来|多画|多加|要|有|补|补上|摆上|摆|配上|配|画个|起(?=[点些]))(?:了"
        r"|个|上)?(?P<x>.+)",
        add,
    ),
    (r"(?P<x>它们|他们|她们|它|他|她|.+?)(?:的颜色)?(?:得是|应该是|应该|是|变|画成)(?P<y>.+)", state),
    (r"(?P<x>它们|他们|她们|它|他|她|.+?)(?:要|得|用)(?P<y>.+)", wants),
    (r"(?P<x>它们|他们|她们|它|他|她)(?P<y>[^是要].+)", let),
)


LIGHTER = re.compile(
    r"^(?:画面|光线|整体)?(?:有点)?(太暗|太亮|(?:再|调|更)?(?:明亮|亮|暗|鲜艳|柔和|温暖|暖|冷)(?:一点|一些|点|些))(?:了)?$"
)
SOFTER = re.compile(r"^(?:更|再)?([^大小多少亮暗远近高低深浅一再更多]{2})(?:一点|一些|点|些)(?:儿)?$")
MOODS = frozenset(("压抑", "温馨", "阴森", "浪漫", "梦幻", "欢快", "忧郁", "恐怖", "神秘", "喜庆", "热闹", "安静"))
PATTERNS = tuple((re.compile(rf"^(?:{pattern})$"), handler) for pattern, handler in TABLE)
WEARING = re.compile(
    r"^(?P<x>.{0,8}?)(?P<v>戴上|戴着|戴|穿上|穿着|穿(?![过越])|披上|披着|围上|围着|围(?=[一条个])|系上|系着|系(?=[一条个])|换上)(?P<y>.+)$"
)


def parse(clause: str, context: Context) -> list[Operation]:
    """Return what one Chinese clause asks for; [] when it is not understood."""
    words = strip_zh(clause)
    if len(words) > 200:
        return []
    short = _short(words, context)
    if short:
        return short
    for pattern, handler in PATTERNS:
        found = pattern.match(words)
        if found and (operations := handler(found, context)):
            return operations
    return _last(words, context)


def _short(words: str, context: Context) -> list[Operation]:
    """Read a clause that is only a value: 蓝色, 夜晚, 大一点, 水墨风."""
    lexicon = context.lexicon
    lighter = LIGHTER.match(words)
    if lighter:
        value = {"太暗": "亮一点", "太亮": "暗一点"}.get(lighter.group(1), words)
        return [Operation("frame", attribute="mood", value=value, span=words)]
    color = color_of(words, lexicon)
    if color:
        return [Operation("set", "", "color", color, span=words)]
    if SIZE_ZH.match(words) and context.scene.subjects:
        return [Operation("set", "", "size", size_of(words, lexicon), span=words)]
    softer = SOFTER.match(words)
    if softer and context.scene.subjects:
        moody = softer.group(1) in MOODS
        kind = ("frame", "mood", words) if moody else ("set", "attribute", softer.group(1))
        return [Operation(kind[0], "", kind[1], kind[2], span=words)]
    place = place_of(words)
    if place:
        return [Operation("move", "", "place", place, span=words)]
    facts = frames.whole(words, lexicon, loose=False)
    return [Operation("frame", attribute=name, value=value, span=words) for name, value in facts]


def _last(words: str, context: Context) -> list[Operation]:
    """What is left: clothes, a predicate of a subject, a free style or lens, a remark."""
    lexicon = context.lexicon
    worn = WEARING.match(words)
    if worn and context.scene.subjects and (not worn.group("x") or context.resolver.subject(worn.group("x"))):
        return dress(worn, context)
    words = re.sub(r"^(?:再|还|也)(?=.)", "", words)
    if words_zh.HELD.match(words) and context.scene.subjects:
        return [Operation("tail", "", value=words, span=words)]
    noun, predicate = words_zh.split_predicate(words, lexicon)
    if predicate and (is_pronoun(noun) or context.resolver.subject(noun)):
        return let(re.match(r"^(?P<x>.+)$", noun) and re.match(rf"^(?P<x>{re.escape(noun)})(?P<y>.+)$", words), context)  # type: ignore[arg-type]
    made = _let_somebody(words, context) if not frames.LENS_ZH.search(words) else []
    if made:
        return made
    facts = frames.whole(words, lexicon)
    if facts:
        return [Operation("frame", attribute=name, value=value, span=words) for name, value in facts]
    if COMMENT.search(words):
        return [Operation("comment", value=words, span=words)]
    if NEW_ONE.match(words):
        return add_words(words, context, words)
    return []


def _let_somebody(words: str, context: Context) -> list[Operation]:
    """Read "让猫醒着" by the longest name after 让, and a bare predicate of the subject in focus."""
    led = re.match(r"^(?:让|叫|使)(.+)$", words)
    if led:
        rest = led.group(1)
        for cut in range(min(len(rest) - 1, 10), 0, -1):
            if is_pronoun(rest[:cut]) or context.resolver.subject(rest[:cut]):
                return [Operation("act", rest[:cut], value=rest[cut:], span=words)]
    if words_zh.VERBS.match(words) and context.scene.subjects and len(words) < 30:
        return [Operation("act", "", value=words, span=words)]
    return []
