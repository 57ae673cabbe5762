"""Chinese wishes: each function turns one matched sentence pattern of ``parse_zh`` into operations."""

import re
from collections.abc import Callable

from rewriter import frames, nouns_zh, words_zh
from rewriter.adding_zh import add_words
from rewriter.chinese import MEASURES
from rewriter.contrast import by_value
from rewriter.operations import Operation
from rewriter.reference import clean, is_pronoun
from rewriter.scalars import color_of, count_of, place_of, size_of
from rewriter.segment import strip_zh
from rewriter.values import VAGUE, Context, assign, field_of, frame_value

Match = re.Match[str]
Handler = Callable[[Match, Context], list[Operation]]
BECOME = (
    r"(?:换成|改成|变成|改为|变为|换为|替换成|替换为|画成|改作|换作|变作|"
    r"弄成|调成|设成|设为|做成|涂成|染成|改回|换回|变回|回到|恢复成|是|改到|换到|转换成|转成|"
    r"转为|切换到|切换成|调整为|调整成)"
)
REMOVE = (
    r"(?:去掉|删掉|删除|移除|拿掉|去除|拿走|摘掉|摘下来|摘下|脱掉|擦掉|取消|"
    r"拿开|移走|抹掉|弄掉|清除|删了|去了|扔掉|取下|取下来)"
)
NEW_ONE = re.compile(rf"^(?:[一两二三四五六七八九十几\d]+[{MEASURES}]|一些|些)")
LOOKS = re.compile(r"^(?:扎|留|梳|长着|染|烫|有)")
COMMENT = re.compile(
    r"好看|漂亮|不错|喜欢|满意|很棒|太棒|难看|丑|奇怪|不对|不好|更好|可爱极了|完美|厉害|有点怪|太单调|太普通"
)


def remove(m: Match, context: Context) -> list[Operation]:
    """Take away each item named; "除了猫都" is one name for several."""
    if context.resolver.group(m.group("x")) is not None:
        return [Operation("remove", m.group("x"), span=m.group(0))]
    names = [clean(part).removesuffix("也").removesuffix("都") for part in words_zh.JOINT.split(m.group("x"))]
    return [Operation("remove", name, span=m.group(0)) for name in names if name]


def take_off(m: Match, context: Context) -> list[Operation]:
    """ "姑娘别打伞了": what is worn or held goes."""
    found = context.resolver.find(m.group("y"))
    worn = found is not None and found.field in ("wears", "holds", "action")
    return [Operation("remove", m.group("y"), span=m.group(0))] if worn else []


def swap(m: Match, context: Context) -> list[Operation]:
    """ "把X换成Y"."""
    x, y = m.group("x").strip(), strip_zh(m.group("y"))
    x = re.sub(r"^(?:图中|画里|画面中|里面|画中)的?", "", x)
    if color_of(x, context.lexicon) and by_value(x, y, context.resolver, context.lexicon, m.group(0)):
        return by_value(x, y, context.resolver, context.lexicon, m.group(0))
    one = re.match(rf"^(?:(.+?)(?:中的|里的|的)?)?(?:其中(?:的)?)?一[{MEASURES}](.*)$", x)
    if "其中" in x or (
        one and not (one.group(1) or "").endswith(("第",)) and _several(one.group(2) or one.group(1) or "", context)
    ):
        noun = re.sub(rf"其中(?:的)?|一[{MEASURES}]|中的|里的", "", x)
        return [Operation("split", noun, value=y, phrase=nouns_zh.parse(y, context.lexicon), span=m.group(0))]
    part = _part(x, context)
    if part:
        return [Operation("part", part[0], part[1], _part_value(part[1], y), span=m.group(0))]
    if x.endswith(("的颜色", "颜色")) and not field_of(x):
        x = re.sub(r"的?颜色$", "", x)
    if x.endswith(("的大小", "的数量", "数量")):
        x = re.sub(r"的?(?:大小|数量)$", "", x)
    return assign(x, y, context, m.group(0))


def _several(noun: str, context: Context) -> bool:
    subject = context.resolver.subject(noun)
    return subject is not None and subject.count != 1


def _part(words: str, context: Context) -> tuple[str, str] | None:
    """Read "美人鱼的尾巴", "头发"; the owner may be left out. A part that is a thing in the scene is none."""
    found = re.match(rf"^(?:(.+?)的?)?({'|'.join(words_zh.PARTS)})$", words)
    if found is None or (words and context.resolver.subject(words)):
        return None
    return found.group(1) or "", found.group(2)


def _part_value(part: str, value: str) -> str:
    value = value.removesuffix("的")
    return value if value.endswith((part, part[-1])) or part in value else f"{value}{part}"


def _own_value(x: str, y: str, context: Context, span: str) -> list[Operation]:
    """ "猫的眼睛要蓝色的", "裙子要绿的": parts and clothes that nobody named before."""
    if context.resolver.find(x) is not None:
        return []
    part = _part(x, context)
    if part:
        return [Operation("part", part[0], part[1], _part_value(part[1], y), span=span)]
    found = re.match(r"^(?:(.+?)的)?([^的]{1,4})$", x)
    color = color_of(y, context.lexicon)
    if found is None or not color or not words_zh.is_wearable(found.group(2), "", context.lexicon):
        return []
    item = f"{context.lexicon.said('color', color, 'zh')}{found.group(2)}"
    return [Operation("wear", found.group(1) or "", value=item, span=span)]


def let(m: Match, context: Context) -> list[Operation]:
    """ "让她吹笛子": a predicate of a subject."""
    x, y, span = m.group("x"), m.group("y"), m.group(0)
    if not (is_pronoun(x) or context.resolver.subject(x)):
        return []
    became = re.match(rf"^(?:都)?(?:变|变得|变成|成为){''}(.+)$", y)
    if became:
        return assign(x, re.sub(r"^(?:成|得)", "", became.group(1)), context, span)
    related = words_zh.RELATION.match(y) if y.startswith("在") else None
    if related and context.resolver.subject(related.group(1)):
        return [Operation("move", x, "where", y.removeprefix("在"), span=span)]
    if words_zh.WORN.match(y) or words_zh.HELD.match(y):
        return [Operation("tail", x, value=y, span=span)]
    place = place_of(y)
    if place:
        return [Operation("move", x, "place", place, span=span)]
    if LOOKS.match(y):
        return [Operation("set", x, "attribute", y, span=span)]
    return [Operation("act", x, value=y, span=span)]


def move(m: Match, context: Context) -> list[Operation]:
    """ "把X移到Y"."""
    x, y, span = m.group("x"), m.group("y"), m.group(0)
    place = place_of(y)
    if place:
        return [Operation("move", x, "place", place, span=span)]
    facts = frames.place_zh(y, context.lexicon)
    if facts:
        return [
            *(Operation("frame", x, name, value, span=span) for name, value in facts),
            Operation("unplace", x, span=span),
        ]
    if not (is_pronoun(x) or context.resolver.find(x)):
        return add_words(x, context, span, y)
    return [Operation("move", x, "where", y, span=span)]


def resize(m: Match, context: Context) -> list[Operation]:
    """ "把X放大", "X小一点"."""
    size = size_of(m.group("y"), context.lexicon) or {"大": "big", "小": "small"}.get(m.group("y")[-1:], "")
    x = m.group("x")
    if not size or not (not x or is_pronoun(x) or context.resolver.find(x)):
        return []
    return [Operation("set", x, "size", size, span=m.group(0))]


def vague(m: Match, context: Context) -> list[Operation]:
    """ "水母少一点"."""
    if not context.resolver.find(m.group("x")):
        return []
    return [Operation("set", m.group("x"), "vague", VAGUE[m.group("y")[0]], span=m.group(0))]


def count(m: Match, context: Context) -> list[Operation]:
    """ "只要一个鸡蛋", "一个鸡蛋就够了"."""
    words = m.group("y")
    phrase, number = nouns_zh.parse(words, context.lexicon), count_of(words)
    target = (m.groupdict().get("x") or "").strip()
    if number:
        return [Operation("set", target, "count", str(number), span=m.group(0))]
    if phrase is None or context.resolver.find(phrase.subject.noun) is None or phrase.subject.count < 1:
        return []
    return [Operation("set", phrase.subject.noun, "count", str(phrase.subject.count), span=m.group(0))]


def camera(m: Match, context: Context) -> list[Operation]:
    """ "镜头拉近": a lens in known or free words."""
    return [
        Operation("frame", attribute="lens", value=frames.lens_value(m.group("y"), context.lexicon), span=m.group(0))
    ]


def bring_back(m: Match, context: Context) -> list[Operation]:
    """Restore what was there before."""
    return [Operation("restore", m.group("x"), span=m.group(0))]


def revert(m: Match, context: Context) -> list[Operation]:
    """ "撤销风格的修改", "风格改回来"."""
    field = field_of(m.group("x"))
    return [Operation("revert", attribute=field, span=m.group(0))] if field else []


def write(m: Match, context: Context) -> list[Operation]:
    """Words to be read in the picture."""
    return [Operation("frame", attribute="text", value=clean(m.group("x")).strip("\"'“”「」『』"), span=m.group(0))]


def state(m: Match, context: Context) -> list[Operation]:
    """ "猫在左边", "猫要白色的"."""
    x, y = m.group("x"), m.group("y")
    if not (is_pronoun(x) or context.resolver.find(x) or field_of(x)):
        return []
    return assign(x, y, context, m.group(0))


def too(m: Match, context: Context) -> list[Operation]:
    """ "机器人太小了": a complaint is a wish for the contrary."""
    x, y = m.group("x"), m.group("y")
    if not (is_pronoun(x) or context.resolver.find(x)):
        return []
    if y in "大小":
        return [Operation("set", x, "size", {"大": "small", "小": "big"}[y], span=m.group(0))]
    return [Operation("set", x, "vague", {"多": "几", "少": "许多"}[y], span=m.group(0))]


def wants(m: Match, context: Context) -> list[Operation]:
    """ "小女孩要扎两个辫子": a value or a predicate."""
    x, y = m.group("x"), m.group("y")
    owned = _own_value(x, y, context, m.group(0))
    if owned:
        return owned
    if not (is_pronoun(x) or context.resolver.find(x)):
        return []
    if y.endswith("的") or color_of(y, context.lexicon) or size_of(y, context.lexicon) or place_of(y):
        return assign(x, y, context, m.group(0))
    return let(m, context)


def setting(m: Match, context: Context) -> list[Operation]:
    """ "用海边做背景"."""
    return [
        Operation(
            "frame", attribute="setting", value=frame_value("setting", m.group("y"), context.lexicon), span=m.group(0)
        )
    ]
