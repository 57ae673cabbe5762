"""Clauses of spoken Chinese that speak of the whole picture: mood, lens, style, weather, time, setting, colors."""

import re

from rewriter import frames
from rewriter.lexicon import Lexicon

MOODS = (
    "温馨|治愈|浪漫|梦幻|热闹|喜庆|欢快|欢乐|忧郁|恐怖|阴森|神秘|安静|宁静|静谧|空灵|清新|唯美|气势|霸气|"
    "大气|高级|复古|怀旧|诗意|紧张|悲伤|压抑|"
    "孤独|孤寂|童趣|震撼|史诗|明亮|昏暗|阴暗|柔和|温暖|温柔|鲜艳|素雅|淡雅|明快|轻松|活泼|俏皮|古朴|庄重|"
    "庄严|朦胧|迷幻|科幻|魔幻|奇幻|魔性|"
    "热烈|冷清|凄凉|萧瑟|苍凉|悠闲|惬意|慵懒|节日|仙气|古风|文艺|小清新|高冷|戏剧|电影|动感|立体|生动|写意|"
    "暖色调?|冷色调?|欢腾|祥和|诡异|"
    "紧迫|危险|燃|炫酷|酷炫|简洁|极简|干净|质朴|奢华|华丽|烟火气|年味|生活气|氛围感|松弛|朝气"
)
TONES = "亮|暗|柔|暖|冷|淡|浓|深|浅|强|弱|艳|灰|鲜亮|饱和"
LEAD = r"(?:整体|整个|画面|整张图|整幅画|全图|氛围|气氛|感觉|光线|灯光|光|色调|色彩|颜色|配色|调子|情绪|基调|意境)"
SOFT = r"(?:一点点|一点儿?|一些|点儿?|些)"
MOOD = re.compile(
    rf"^(?P<lead>{LEAD}(?:的)?(?:{LEAD})?)?(?:要|得|应该|能|可以|再|更|还要|弄|搞|调|调得|弄得|变得?|稍微|稍|"
    rf"整|显得|都|给我|来点|来个|偏|太)*"
    rf"(?P<say>(?:有|带)?(?P<mood>{MOODS})(?:的)?(?:{SOFT}|感|调|的感觉|感觉|的氛围|氛围|的气氛|气氛|"
    rf"的意境)?(?:的?感觉|的?氛围)?)(?:的|了)?$"
)
MOODS_TWO = re.compile(
    rf"^(?P<lead>{LEAD})?(?:要|再|更)?(?P<say>(?:(?:{MOODS})[、和又]?){{2,3}}(?:的)?(?:{SOFT})?(?:的?感觉|的?氛围)?)$"
)
TONE = re.compile(rf"^(?P<lead>{LEAD}|再|更|调)(?:要|再|更|调|弄|稍微|稍|变)*(?P<say>(?:{TONES}){SOFT}?)(?:的|了)?$")
SOFTLY = re.compile(
    rf"^(?P<lead>背景|画面|整体|整个画面|整张图|颜色|色调|光线|灯光|阳光|氛围)(?:再|更|要|弄|调|搞|变|稍微|得)*(?P<say>[^，大小多少高低]{{1,4}}{SOFT})(?:的)?$"
)
MORE_OF = re.compile(
    rf"^(?:再|多)?(?P<say>(?:留白|对比|层次|光影|细节|阴影|空白)(?:更|再|要)?[多少强弱丰富大小]{{1,2}}{SOFT}?"
    rf"|多?(?:留白|光影|细节))$"
)
FELT = re.compile(
    r"^(?:整体|画面|我)?(?:就?要|有|来|带|想要|给人|营造)(?:出|点|一点|一种|那种|种|个)*(?P<x>(?:很|特别|非常)?有?[^，那种画风是在]{2,8}?)的(?:感觉|氛围|气氛|味道|意境)$"
)
FEELING = re.compile(r"^(?:再)?(?:要|有|来|带)(?:点|一种|那种|种|一股|股)?(?P<x>[^，是在]{2,10}?感)$")
BECOME = (
    r"(?:用回|换回|改回|变回|换成|改成|变成|弄成|搞成|做成|画成|调成|整成|换为|改为|变为|转成|设成|设为|切成|切换成|换到|调到|"
    r"拉成|用|要|来一?个|来一?张|走|换|改|是|"
    r"走起|试试|整|采用|使用|搞个|弄个|给我|再来一?个|再来点|来点|来)"
)
LENS = re.compile(
    rf"^(?:(?P<topic>镜头|视角|角度|机位|构图|拍摄角度|景别)(?:再|也|就|还是|给)*(?P<a>{BECOME}*)(?P<x>.+?)|"
    rf"(?:再|也|就|给我|还是)*(?P<b>{BECOME}+)?(?P<y>.+?))(?:的)?(?:视角|角度|机位|镜头|"
    rf"构图)?(?:的)?(?:那种)?(?:看看|试试)?(?:了)?$"
)
LENS_WORDS = re.compile(
    r"从[上下正侧背](?:面|方)(?:看|拍)|从[上下高低]处?(?:面|方)?[往向朝][上下](?:看|拍)?|俯[视拍瞰]|仰[视拍]|航拍|鸟瞰|特写|近景|远景|全景|中景|大?广角|微距|鱼眼|长焦|低角度|高角度|侧逆光|"
    r"逆光|侧光|顶光|背光|轮廓光|半身|全身|侧面|正面|"
    r"背面|背影|平视|虚化|景深|大光圈|对称构图|三分构图|第一人称|第一视角|过肩|拉[近远]|推近|近一?点|远一?点|"
    r"俯角|仰角|斜角|主观视角|45度|斜侧|中心构图|竖构图|横构图|竖版|横版|竖屏|横屏|丁达尔"
)
STYLE_END = r"(?:风格|画风|风|画|照片|胶片|质感|效果|插画|海报|漫画|动画|绘本|剪纸|版画|logo|LOGO|Logo|图标|贴纸)"
STYLE = re.compile(
    rf"^(?:(?P<topic>风格|画风|整体风格|整体画风|画面风格)(?:再|也|就|给|整体|还是)*(?P<a>{BECOME}*)|(?:再|就|也|"
    rf"整体|整[张幅](?:图|画)?|全都?|都|给我|还是|画面)*(?P<b>{BECOME}+)?)"
    rf"(?P<x>[^，]{{1,16}}?)(?P<kind>的那种风格|那种风格|的风格|风格|画风|风|的感觉|感|的效果|的样子|的质感|的画法|的笔触|那种感觉|那种|"
    rf"那样)?(?:的)?(?:走起|安排|吧|来画)?$"
)
STYLE_WORDS = re.compile(
    r"水彩|水墨|油画|素描|动漫|漫画|插画|照片|摄影|写实|卡通|像素|剪纸|国画|版画|浮世绘|工笔|海报|简笔画|"
    r"线稿|线描|蜡笔|涂鸦|[粘黏]土|3[dD]|粉笔画|彩铅|年画|"
    r"赛博朋克|蒸汽波|蒸汽朋克|扁平|皮克斯|迪士尼|宫崎骏|吉卜力|新海诚|梵高|莫奈|毕加索|印象派|抽象|立体主义|"
    r"超现实|波普|极简|复古|胶片|黑白|老照片|绘本|手绘|"
    r"动画|日系|国潮|国风|古风|哥特|洛可可|巴洛克|民国|刺绣|马赛克|乐高|折纸|木刻|铅笔|炭笔|水粉|丙烯|岩彩|"
    r"敦煌|壁画|青绿|霓虹|低多边形|lowpoly|cyberpunk|"
    r"anime|pixel|vintage|二次元|厚涂|平涂|儿童画|连环画|皮影|泥塑|羊毛毡|毛毡|积木|拼贴|科幻|CG|电影感|港风|"
    r"极光风|剪影|表情包|明信片|贺卡|头像|壁纸|邮票|书签",
    re.IGNORECASE,
)
NOT_STYLE = re.compile(r"^(?:它|他|她|把|给|让|在|有|再|不|别|去|加)|[着了在]|[上里下边]$|挂|贴|放|写|挡|拿|戴|穿")
WEATHER = re.compile(
    r"^(?:(?:窗户?|屋子?|门)?外(?:面|头|边)?|街上|院子里|外边|天上|天空|空中|外头|那就|就|背景|让它|天气|现在)*(?:正在|正|在|再|"
    r"还是|要|改成|变成|换成|也|又|开始|突然)*"
    r"(?P<say>(?:下|飘|刮|起|飘落|落)(?:着|点|些|起|一?场|了)*(?:毛毛|大|小|暴|阵|细|微|太阳|"
    r"鹅毛大?)?(?P<what>雨夹雪|雨|雪|雾|风|冰雹|沙尘暴|风沙))(?:着|来|了|的|天)*$"
)
SNOWY = re.compile(
    r"^(?:天气|外面|外头|改成|变成|换成|要|来个|来点|再来点|就|是)*(?P<say>大?(?:雪景|雨景|晴朗|雪天|雨天|阴天|晴天|"
    r"雾天|大雾|薄雾|暴雨|大雪|小雪|小雨|雷雨|多云|暴风雪|雾霾|彩霞|晚霞|朝霞))(?:的|吧)*$"
)
FINE = re.compile(
    r"(?:让)?(?:今天)?天气(?:再|更|变|要|很|非常|特别|真|挺)*得?的?(?:不错|好|晴朗?|明媚)(?:一点|一些|点|些|起来)?"
)
BACKDROP_OFF = re.compile(r"^(?:背景|场景)(?:就|都|可以)?(?:别|不要|不用|不)(?:再)?(?:用|要|是|画)?[^，]{1,8}?了?$")
STOPPED = re.compile(
    r"^(?:那|[^，]{0,3}[外里上](?:面|头|边)?的?)?(?P<what>雨|雪|雾|风)(?:也|都|就|已经|可以|给我|别|不要|不)*(?:再)?(?:停|散|住|下|刮|飘|"
    r"没)(?:了)?$|^(?:别|不|不要|不用)(?:再)?(?:下|刮|飘)(?P<that>雨|雪|雾|风)了?$"
)
TIME = re.compile(
    r"^(?:时间|天色|时候|现在|那就|就)?(?:再|也|就|给我|还是)*(?:换成|改成|变成|弄成|改到|换到|调成|是|要|"
    r"到了?|改为|设成|设在|在)?(?:一个)?(?:(?:早上|清晨|早晨|傍晚|黄昏|海边|海上)的(?=日[出落]|夕阳|落日))?"
    r"(?P<say>月夜|雨夜|雪夜|星夜|夜里|夜间|夜晚|深夜|午夜|半夜|晚上|夜景|黑夜|白天|大白天|中午|正午|下午|"
    r"午后|清晨|早晨|早上|凌晨|黎明|日出|日落|黄昏|傍晚|夕阳西下|"
    r"落日|天亮|天黑|天刚亮|蓝调时刻|黄金时刻|除夕夜?|中秋夜?|元宵节?|春节|圣诞节?|平安夜|万圣节|"
    r"大年三十|中秋节|端午节?|国庆节?)(?:里|的?时候|时分|吧|的?感觉|的?氛围|的?样子|的?光线?|的?天色|的?天空|的)*(?:了)?$"
)
TURNED = re.compile(r"^天(?:色|空)?(?:都|已经|渐渐|慢慢|是|要)?(?P<say>黑|亮|暗|阴|晴)(?:了|下来|的)+$")
SETTING = re.compile(
    r"^(?:背景|场景|地点|环境|后面的?背景|背景里|背景图)(?:再|也|就|还是|给|都|全)*(?:换成|改成|变成|弄成|"
    r"搞成|做成|画成|换为|改为|换到|调成|换|改|用|要|是|来一?[片个座张]|来|搞个|弄个|放|设成|设在|选|整成|"
    r"弄)+(?P<x>[^，]+?)(?:的)?$"
    r"|^(?:把)?(?:它们?|他们?|她们?|画面|场景)?(?:搬到|移到|挪到|换到|放到|改到|转到|去(?!掉|除)|到)(?P<y>[^，]{2,10}?"
    r")(?:里|上|中)?(?:去|来)?(?:吧)?$"
)
COLORS = re.compile(
    r"^(?:(?:整体|整个(?:画面|图)?|整张图?|全图)?的?(?:颜色(?!跟|和)|配色|色调|主色调?|色彩|主题色)|整体|整个(?:画面|图)?|整张图?|全图)(?:就|都|也)?(?:换成|弄成|做成|调成|画成|改成|用|要|是|以|选|走|"
    r"为)(?P<x>[^，]{1,14}?)(?:为主|色调)?(?:的|来画)?$"
)
PLACE = re.compile(
    r"(?:[山海湖河江溪岛林原野谷街巷院城村镇园房屋店馆室厅堂校站港场漠田路寺庙宫殿府市]|码头|沙滩|草地|雪地|"
    r"门口|星球|月球|火星|太空|宇宙|天空|云端|海底|"
    r"水下|海边|河边|湖边|江边|池塘|荷塘|瀑布|水乡|弄堂|胡同|四合院|巷子|院子|林子|村子|舞台|派对|婚礼|"
    r"音乐会|庙会|山顶|雪景|夜景|厨房)$"
)
Fact = tuple[str, str]


def facts(words: str, lexicon: Lexicon) -> list[Fact]:
    """Return the facts of the whole picture that a clause says and nothing else, () for other clauses."""
    for read in (_mood, _weather, _time, _lens, _style, _setting, _colors):
        found = read(words, lexicon)
        if found:
            return found
    return []


def _mood(words: str, lexicon: Lexicon) -> list[Fact]:
    two = MOODS_TWO.match(words)
    if two:
        return [("mood", two.group("say"))]
    for pattern in (MOOD, TONE):
        found = pattern.match(words)
        if found:
            lead = found.group("lead") or ""
            spoken = re.match(r"(?:光|灯|色|颜|配|调.|再|更)", lead) is not None
            return [("mood", f"{lead if spoken else ''}{found.group('say')}")]
    softly = SOFTLY.match(words)
    if softly:
        lead = "" if re.match(r"画面|整|氛围", softly.group("lead")) else softly.group("lead")
        return [("mood", f"{lead}{softly.group('say')}")]
    felt = FELT.match(words) or FEELING.match(words)
    if felt:
        return [("mood", felt.group("x"))]
    sense = re.match(r"^(?P<x>(?!手|触|情|好|反|语|性)[^，的把给]{1,3}感)$", words)
    if sense:
        return [("mood", sense.group("x"))]
    more = MORE_OF.match(words)
    return [("mood", more.group("say"))] if more else []


def _weather(words: str, lexicon: Lexicon) -> list[Fact]:
    again = re.match(r"^(?P<what>雨|雪)(?:还是|也|再|继续|就)+(?:要)?(?:下|飘)(?:着|起来|吧|的)*$", words)
    found = WEATHER.match(words) or again
    if found:
        what = found.group("what")
        said = found.groupdict().get("say") or f"下{what}"
        if what == "雾" and re.fullmatch(r"起(?:点|些|了|着|一?场)*雾", said):
            return [("weather", lexicon.value("weather", "雾"))]
        plain = re.sub(r"[着些起了]|一?场|点(?=[雨雪])", "", said)
        return [("weather", lexicon.value("weather", plain if lexicon.lookup(plain, "weather") else said))]
    if re.fullmatch(
        r"(?:让)?(?:今天)?天气(?:再|更|变|要|很|非常|特别|真|挺|不错)*(?:得)?(?:的)?(?:不错|好|晴|晴朗|明媚)(?:一点|一些|点|些|起来)?",
        words,
    ):
        return [("weather", lexicon.value("weather", "晴天"))]
    snowy = SNOWY.match(words)
    if snowy:
        return [("weather", lexicon.value("weather", snowy.group("say")))]
    return [("weather", "")] if STOPPED.match(words) else []


def _time(words: str, lexicon: Lexicon) -> list[Fact]:
    found = TIME.match(words)
    if found:
        said = {"天黑": "夜晚", "天亮": "清晨"}.get(found.group("say"), found.group("say"))
        return [("time", lexicon.value("time", said))]
    turned = TURNED.match(words)
    if turned:
        return [frames.TURNED[turned.group("say")]]
    return []


def _lens(words: str, lexicon: Lexicon) -> list[Fact]:
    words = re.sub(r"^给[^，]{1,6}?(?=来个|来一个|拍个|一个|整个)", "", words)
    if len(words) > 18:
        return []
    found = LENS.match(words)
    if found is None:
        return []
    said = found.group("x") or found.group("y") or ""
    if not LENS_WORDS.search(said) and not found.group("topic"):
        return []
    rest = re.sub(r"[一个的点些从再往和、，度角光景构图镜头视拍]|处理", "", LENS_WORDS.sub("", said))
    if not found.group("topic") and rest:
        return []
    return [("lens", frames.lens_value(said, lexicon))]


def _style(words: str, lexicon: Lexicon) -> list[Fact]:
    if len(words) > 20:
        return []
    more = re.match(rf"^(?:再|更|要|画得?|弄得?|整体|画面)*(?P<x>[^，]{{2,4}}?){SOFT}的?$", words)
    if more and lexicon.lookup(more.group("x"), "style"):
        return [("style", lexicon.value("style", more.group("x")))]
    found = STYLE.match(words)
    if found is None:
        return []
    said, kind, topic = (
        re.sub(r"^(?:那种|这种|那个|一?[幅张](?=.{2})|一种)", "", found.group("x")),
        found.group("kind") or "",
        found.group("topic"),
    )
    known = STYLE_WORDS.search(said)
    if not (topic or known or (kind in ("风格", "画风", "的风格", "那种风格", "的那种风格") and len(said) > 1)):
        return []
    if NOT_STYLE.search(said) or lexicon.concept(said) or re.search(r"(?:瓷|木|玻璃|皮)的$", words):
        return []
    if not topic and not kind and not _only_style(said, lexicon):
        return []
    whole = lexicon.lookup(said, "style") or lexicon.lookup(f"{said}风格", "style")
    if whole:
        return [("style", lexicon.value("style", said))]
    ending = (
        ""
        if kind in ("", "那种", "那样", "的感觉", "那种感觉", "的效果", "的样子", "的质感", "的画法", "的笔触")
        else kind.removeprefix("的").removeprefix("那种")
    )
    return [("style", f"{said}{ending}")]


def _only_style(said: str, lexicon: Lexicon) -> bool:
    """Tell whether nothing but words of style stand in ``said``."""
    rest = STYLE_WORDS.sub("", said)
    return (
        re.sub(rf"{STYLE_END}|中国|传统|国产|老|新|日本|美式|欧美|现代|经典|[的和、加配一张幅个]", "", rest) == ""
        and len(said) > 1
    )


def _setting(words: str, lexicon: Lexicon) -> list[Fact]:
    led = re.match(
        r"^(?:整|来|换|弄|搞|要|加|用|给个|配)(?:一?[个片张]|成|上)*(?P<x>[^，]{1,10}?)(?:的)?(?:做|当|作为)?背景$",
        words,
    )
    if led:
        return _setting(f"背景换成{led.group('x')}", lexicon)
    ground = re.match(r"^(?P<x>[^，]{1,6})的背景$", words)
    if ground and _is_frame(ground.group("x"), lexicon):
        return _setting(f"背景换成{ground.group('x')}", lexicon)
    plain = re.match(r"^(?:纯色)?背景(?:的?颜色)?(?P<x>(?![用要是换改变弄选])[^，]{1,4})$", words)
    if plain and (lexicon.lookup(plain.group("x"), "color") or re.search(r".色$", plain.group("x"))):
        return [("setting", f"{plain.group('x')}背景")]
    if plain and (re.fullmatch(PURE, plain.group("x")) or _is_frame(plain.group("x"), lexicon)):
        return _setting(f"背景换成{plain.group('x')}", lexicon)
    pale = re.match(r"^背景(?:是|用|要)?(?P<x>(?:淡淡|浅浅|深深)的[^，的]{1,3}色)$", words)
    if pale:
        return [("setting", f"{pale.group('x')}背景")]
    named = re.match(r"^背景(?P<x>[^，的用要是换改变弄选放加有来再]{2,8})$", words)
    if named and is_place(named.group("x"), lexicon) and not re.search(r"[上下里外边]$", named.group("x")):
        return _setting(f"背景换成{named.group('x')}", lexicon)
    if BACKDROP_OFF.match(words):
        return [("setting", "")]
    found = SETTING.match(words)
    if found is None:
        return []
    said = found.group("x") or found.group("y")
    if (
        found.group("x")
        and re.match(r"^[些点几]|^一些|^[一两三四五六七八九十][^，]", said)
        and re.match(r".*(?:放|加|来|有)", words)
    ):
        return []
    if found.group("y") and not is_place(said, lexicon):
        return []
    if re.fullmatch(PURE, said):
        return [("setting", f"{said}背景")]
    if _is_frame(said, lexicon):
        return list(frames.whole(said, lexicon, loose=False))
    if said.endswith(("模糊", "虚化", "干净")):
        return [("lens", f"背景{said}")]
    if re.search(rf"{SOFT}$", said):
        return [("mood", f"背景{said}")]
    bare = re.sub(r"^(?:一个|一片|一座|一条)", "", said)
    if re.fullmatch(rf"(?:{MOODS})(?:的)?", bare):
        return [("mood", f"背景{bare}")]
    if lexicon.lookup(bare, "color") or re.fullmatch(r"(?:纯|深|浅|淡|亮|暗|米|奶)?.{1,2}色", bare):
        return [("setting", f"{bare}背景")]
    return [("setting", frames.setting_value(bare, lexicon))] if len(bare) < 20 else []


PURE = r"纯[红黄蓝绿紫白黑灰粉]色?"


def _is_frame(words: str, lexicon: Lexicon) -> bool:
    """Tell whether ``words`` name a place, a time or a weather and nothing else."""
    known = frames.whole(words, lexicon, loose=False)
    return bool(known) and {name for name, _ in known} <= {"setting", "time", "weather"}


def is_place(words: str, lexicon: Lexicon) -> bool:
    """Tell whether ``words`` name a place that a whole picture can be set in."""
    bare = re.sub(r"(?:里面|里|上|中|内)$", "", words)
    return bool(lexicon.lookup(bare, "setting") or lexicon.lookup(words, "setting") or PLACE.search(bare))


def _colors(words: str, lexicon: Lexicon) -> list[Fact]:
    toned = re.match(r"^(?:整体|整个画面|画面|整张图?)(?P<x>[^，的]{1,4}色)调?$", words)
    if toned and re.search(
        r"[红黄蓝绿紫白黑灰粉金银青橙棕]色$|(?:莫兰迪|马卡龙|糖果|大地|复古|撞|荧光|多巴胺|奶油)色$", toned.group("x")
    ):
        return [("colors", toned.group("x"))]
    found = COLORS.match(words)
    mixed = [p for p in re.split(r"和|与|、", words) if p]
    if found is None and not (len(mixed) > 1 and all(lexicon.lookup(p, "color") and p.endswith("色") for p in mixed)):
        return []
    said = found.group("x") if found else words
    listed = [part for part in re.split(r"和|跟|与|、|加|配", said) if part]
    colored = [
        lexicon.lookup(part, "color")
        or lexicon.lookup(f"{part}色", "color")
        or re.search(r"[红黄蓝绿紫白黑灰粉金银青橙棕]|色", part)
        for part in listed
    ]
    return [("colors", said)] if all(colored) else []
