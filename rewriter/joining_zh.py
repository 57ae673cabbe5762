"""Chinese clauses that are one wish, joined: "不是X" and "是Y", "把桃子拿走" and "换成葫芦"."""

import re

from rewriter.chinese import MEASURES
from rewriter.counting_zh import EACH, EACH_ONE
from rewriter.making_zh import DEED
from rewriter.naming_zh import NUMBER
from rewriter.reading_zh import clean
from rewriter.reported_zh import WHO

NOT_BUT = re.compile(r"^(?:不对|错了)?(?:我?(?:说的|要的|指的)?)?不是(?P<old>[^，]{1,12})$")


MEANT = re.compile(
    r"^(?:不对|错了|哦)?(?:我(?:说的|要的|指的|的意思|想说的|想要的)是|是(?!不是)|应该是|要的是|要(?=的?是)|"
    r"而是)(?P<new>[^，]+)$"
)


def is_deed(words: str) -> bool:
    """Tell whether a fragment says what somebody does rather than whom or what the next clause is about."""
    return DEED.search(words) is not None or re.search(r"[的得地]$", words) is not None


EACH_DOES = re.compile(
    r"^一[个只位名](?:在|正在)?(?P<deed>[弹吹拉烤织擦洗扫钓喂遛打踢骑看读写画唱吃喝煮炒切跳跑坐站躺趴睡哭笑][^，一]{1,5})$"
)
"""One of several does this; a second such clause says what the other does."""


def joined(parts: list[str]) -> list[str]:
    """Join clauses that are one wish: "不是X" and "是Y", "把桃子拿走" and "换成葫芦", "再来两只" and "要白的"."""
    made: list[str] = []
    for part in parts:
        before = made[-1] if made else ""
        denied = NOT_BUT.match(clean(before)) if before else None
        meant = MEANT.match(clean(part)) or re.match(r"^(?P<new>[^，]{1,5})$", part) if denied else None
        meant = None if denied and meant and denied.group("old") in part and len(denied.group("old")) < 3 else meant
        if denied and meant:
            new = re.sub(r"^(?:我要的|我要|要的|要)?(?:是|要)?", "", meant.group("new"))
            made[-1] = f"把{denied.group('old')}改作{new}"
            continue
        dropped = re.match(
            r"^(?:就|都|也|那)*(?:不要了|别要了|去掉吧?|删掉吧?|拿掉吧?|删了吧?)$", clean(part)
        ) or re.fullmatch(r"(?:就|都)?不要了", part)
        about = re.match(r"^(?P<x>[^，]{1,6}?)(?:放|太|有点|不|很|好像|没|飞|掉|看着|挡)", before)
        if dropped and about:
            made[-1] = f"{about.group('x')}不要了"
            continue
        taken = re.match(
            r"^(?:把|将)?(?P<a>[^，把将]{1,10}?)(?:也|都|就|给|算了)*(?:去掉|删掉|拿掉|拿走|移除|不要了?|"
            r"别要了?|换掉|撤了?|不要|算了别要了)(?:吧|了)?$",
            clean(before),
        ) or re.match(
            r"^(?:再|也|就|先|还是)*(?:不要|别要|不用|去掉|拿掉|删掉|不放|不画)(?:那个|这个|那|这)?(?P<a>[^，]{1,8}?)(?:了|吧)*$",
            clean(before),
        )
        instead = re.match(
            r"^(?:再|就|给)?(?:换成|改成|改为|变成|替换成|换上|换(?=[个把只条顶一两件朵辆])|换为|改拿|改画|"
            rf"画成|(?:我)?还?是?要(?={NUMBER}[{MEASURES}]))(?P<y>.+)$",
            clean(part),
        )
        refused = re.match(r"^(?P<x>[^，把]{1,8}?)(?:就)?[别不]要(?P<c>[^，]{1,4})的了?$", clean(before))
        becomes = re.match(r"^(?:就)?(?:换成?|改成?|弄成?|变成?|要|用)(?P<y>[^，]{1,10})$", clean(part))
        if refused and becomes and not re.match(rf"{NUMBER}[{MEASURES}]", becomes.group("y")):
            made[-1] = f"{refused.group('x')}换成{becomes.group('y')}"
            continue
        fronted = re.match(
            r"^(?:刚才|刚刚|上面|前面)?(?:说的|提到的|那个|那|的)*(?P<x>[^，把给让换改去不要加有是在了着]{2,12})$",
            before,
        )
        taken_up = re.match(r"^(?P<v>把|给|让|将)[它他她](?!们)(?P<y>.+)$", part)
        if fronted and taken_up and not is_deed(fronted.group("x")):
            made[-1] = f"{taken_up.group('v')}{fronted.group('x')}{taken_up.group('y')}"
            continue
        less = re.match(rf"^(?P<x>[^，把]{{1,6}}?)(?:少|减|去掉)(?P<n>{NUMBER}[{MEASURES}])$", clean(before))
        if less and instead and re.match(rf"{NUMBER}[{MEASURES}]", instead.group("y")):
            made.append(f"再加{instead.group('y')}")
            continue
        more = re.match(
            rf"^(?P<x>[^，再又给把]{{1,6}})?(?:再|又)(?P<v>来|加|画|添)(?P<n>{NUMBER}[{MEASURES}])$", clean(before)
        )
        such = re.match(r"^(?:要)?(?P<y>[^，是有在把给让]{1,5}的)$", clean(part))
        if more and such and more.group("x"):
            made[-1] = f"再{more.group('v')}{more.group('n')}{such.group('y')}{more.group('x')}"
            continue
        part = _other_one(before, part) or part
        recounted = _recounted(clean(before), clean(part))
        if recounted:
            made[-1] = recounted
            continue
        minded = (
            _minded(clean(before), clean(part))
            or _elsewhere(clean(before), clean(part))
            or _told_after(before, clean(part))
        )
        if minded:
            made[-1] = minded
            continue
        better = re.match(
            r"^(?:还是)?(?P<x>[^，]{2,14}?)(?:还是)?(?:更|比较|挺|蛮|最|很)?(?<![不没])(?:好看|好|漂亮|不错)(?:一点|些)?$",
            clean(before),
        )
        if better and re.fullmatch(r"(?:还是|就|那)*(?:换|改|变|穿|弄)回(?:来|去)(?:吧)?", clean(part)):
            made[-1] = f"把{better.group('x')}换回来"
            continue
        if taken and instead and not re.match(r"^(?:拿|穿|戴|骑|抱|坐|站|下|打|看|吃)[^，]", instead.group("y")):
            made[-1] = f"把{taken.group('a')}换成{instead.group('y')}"
            continue
        if before and EACH_DOES.match(before) and EACH_DOES.match(part):
            made[-1] = f"{before}{part}"
            continue
        if re.fullmatch(r"(?:这里|那|嗯|额)+", part):
            continue
        if re.match(r"^(?:把)?除了?[^都，]{1,12}$", before) or (
            re.match(r"^(?:把)?除了[^，]+$", before)
            and not re.search(r"(?:不要|去掉|删掉|不变|别动|留着|换|改)了?$", before)
        ):
            made[-1] = f"{before}{part}"
            continue
        made.append(part)
    return _listed(made)


TOO_MANY = re.compile(
    r"^(?P<x>[^，太]{1,6}?)(?:有点|有些|好像|也|都|画得?)*(?:太|不够)?(?P<many>多|少)了?(?:点|些)?了?$"
)
SOME_MORE = re.compile(
    rf"^(?P<x>[^，]{{1,6}}?)(?:再|可以|要)*多(?:画|来|加|放|弄|添|摆)(?:上)?(?:几[{MEASURES}]|一?些|一?点)$"
)
SO_MANY = re.compile(
    rf"^(?:就|只|一共|总共|还是|给我)*(?:留|要|剩|来|画|改成|变成|换成|加到|减到|凑)?(?:成|够)?(?P<n>{NUMBER}[{MEASURES}])(?:就?[行好够]|差不多)*了?$"
)


TOO_BIG = re.compile(
    r"^(?P<x>[^，太]{1,6}?)(?:有点|有些|好像|也|都|画得|显得)*太[大小高矮长短粗细亮暗浅深胖瘦宽窄厚薄]了?$"
)
RATHER = re.compile(
    r"^(?:再|要|稍微|还是|改|弄|画|调)*(?P<y>[大小高矮长短粗细亮暗浅深胖瘦宽窄厚薄](?:一点点|一点儿?|一些|点儿?|些))$"
)


def _recounted(before: str, part: str) -> str:
    """Join "小鸡太少了" and "要五只", "汽车多画几辆" and "三辆": how many there are to be; "火太大了" and "小一点"."""
    much, so_many = TOO_MANY.match(before), SO_MANY.match(part)
    big, rather = TOO_BIG.match(before), RATHER.match(part)
    if big and rather:
        return f"{big.group('x')}{rather.group('y')}"
    if so_many is None:
        return ""
    if much and re.search(r"太|不够|有[点些]", before):
        keeps = "只留" if much.group("many") == "多" else "要"
        return f"{much.group('x')}{keeps}{so_many.group('n')}"
    some = SOME_MORE.match(before)
    return f"{some.group('x')}要{so_many.group('n')}" if some else ""


MINDS = re.compile(
    rf"^(?:{WHO}|他|她|我)?(?:又|也|还)*(?:不(?:太|怎么|大)?(?:喜欢|想要|爱)|讨厌)(?:这个|那个|这|那)?(?P<x>[^，要]{{1,6}})$"
)
OFF = re.compile(
    r"^(?:就|那|都)*(?:给|把|帮)?(?:[它他她]们?)?(?P<v>去掉|删掉|删了|拿掉|拿走|摘掉|摘下来|摘了|脱掉|脱了|不要了|移走)$"
)
INSTEAD = re.compile(r"^(?:就|那|都)*(?:给|把|帮)?(?:[它他她]们?)?(?:换成|改成|换)(?P<y>[^，]{1,10})$")


def _minded(before: str, part: str) -> str:
    """Join "宝宝不喜欢帽子" and "给它摘掉" or "换成围巾": what is done is done to what is not liked."""
    minds = MINDS.match(before)
    if minds is None:
        return ""
    if OFF.match(part):
        return f"把{minds.group('x')}去掉"
    instead = INSTEAD.match(part)
    return f"把{minds.group('x')}换成{instead.group('y')}" if instead else ""


SOME_COLOR = re.compile(rf"^(?:把|给)?(?P<x>[^，把给]{{0,6}}?)的?(?:换|改)(?:一)?[{MEASURES}种下]?颜色$")
COLOR = re.compile(r"^(?:就|要|换成|改成|用|变成)*(?P<y>[^，的]{1,4}色|[红黄蓝绿紫白黑灰粉])(?:的)?$")
WHERE_IS = re.compile(r"^(?:那|咦|哎)?(?P<x>[^，]{1,6})呢$")
TOO = re.compile(r"^(?:也|都|给我|帮我)*(?:加上?|画上?|放上|带上|安排上|来一?个|补上)(?:[它他她]们?|去|来|进去)?$")


def _told_after(before: str, part: str) -> str:
    """Join "围巾换个颜色" and "要绿色", "沙僧呢" and "也加上": what is wished is told after."""
    some, color = SOME_COLOR.match(clean(before)), COLOR.match(part)
    if some and color:
        return f"把{some.group('x')}换成{color.group('y')}的" if some.group("x") else f"换成{color.group('y')}的"
    whole, instead = WHOLE_IS.match(clean(before)), INSTEAD.match(part)
    if whole and instead:
        return f"{whole.group('x')}换成{instead.group('y')}"
    where, too = WHERE_IS.match(before.strip("？?")), TOO.match(part)
    return f"再画上{where.group('x')}" if where and too else ""


WHOLE_IS = re.compile(
    r"^(?:刚才|现在|这个|那个|的|我觉得)*(?P<x>背景|颜色|配色|画风|风格|天空|光线|镜头|字体?|标题)(?:有点|有些|实在|也|好像|还是)*(?:太[^，]{1,4}?了?|不好看|不太好看?|不对|不行|难看)$"
)
"""What is minded in the whole picture, before what it is to be: 背景太花了，换成纯黑的."""
PUT = r"(?:放|站|坐|摆|挂|趴|停|贴)"
NOT_THERE = re.compile(
    rf"^(?:把|让)?(?P<x>[^，把让]{{1,8}}?)(?:就|先)?(?:别|不要|不)(?:{PUT}|在)(?:到|在)?[^，]{{1,8}}了?$"
)
THERE = re.compile(rf"^(?:要|应该|得|还是|就)*(?P<y>(?:{PUT}(?:到|在)?|移到|挪到|在)[^，]{{2,8}})$")


def _elsewhere(before: str, part: str) -> str:
    """Join "礼物盒别放左边" and "放蛋糕前面": where something is to be ends where it was."""
    not_there, there = NOT_THERE.match(before), THERE.match(part)
    return f"{not_there.group('x')}{there.group('y')}" if not_there and there else ""


SIDE_ONE = re.compile(rf"^(?P<side>[左右中](?:边|间)|[前后上下]面)(?:的)?(?P<one>那[{MEASURES}])(?=是|[穿戴拿])")
OTHER_ONE = re.compile(r"^(?P<side>[左右中](?:边|间)|[前后上下]面)的?(?P<y>(?:是|[穿戴拿])[^，]{1,6})$")


def _other_one(before: str, part: str) -> str:
    """Let "右边是女的" after "左边那个是男的" be said of the one on the right."""
    one, other = SIDE_ONE.match(before), OTHER_ONE.match(part)
    return f"{other.group('side')}{one.group('one')}{other.group('y')}" if one and other else ""


def _listed(parts: list[str]) -> list[str]:
    """Join three and more clauses that each tell one of several: "一个红的", "一个蓝的", "一个黄的"."""
    for start in range(len(parts) - 2):
        end = start + 1
        while end < len(parts) and EACH.fullmatch(parts[end]):
            end += 1
        if end - start > 2 and EACH_ONE.match(parts[start]):
            return [*parts[:start], "".join(parts[start:end]), *_listed(parts[end:])]
    return parts
