"""What a Chinese action becomes when another is said: a posture stays beside a deed, a part of the body beside both."""

import re

POSTURE = re.compile(r"^(?:单腿|单脚|双腿|盘腿|直)?[站坐躺趴蹲跪睡靠立停挂浮漂飘藏躲放摆贴插踩踏](?!雪)")
STAYS = re.compile(
    r"^(?:写着|在[左右][上下]角|(?:身体|身子|身上|背上|背后|头顶|脸上|额头|舌头|嘴里|手臂|眼睛|头发|尾巴|耳朵|翅膀|鼻子|脸|肚子|皮肤|毛|头上|胸口|车身|屋顶|车顶|树叶)(?!在))"
)
"""Not something done: what is written, the corner, what a part of the body is like."""


SPOT = re.compile(r"^在[^，]*(?:[上里下旁边前后中间内外岸脚顶头]|[山海湖河街路园林场院店厅室房])$")
"""Where somebody is, which another deed does not end."""
BESIDES = re.compile(r"^(?:嘴里|口里|眼里|嘴角|鼻子)?(?P<v>[吐冒喷流淌闭睁张咧眯皱低抬仰歪噘嘟眨])(?:着|出)")
"""What a face does or what comes out of it, while something else is done: 吐着泡泡."""
FACE = re.compile(r"^(?:在|正|微|大|傻|偷|坏|开心地?|哈哈)*(?:笑|哭|皱眉|眨眼|噘嘴|撇嘴|吐舌头)")


def renewed(old: str, new: str) -> str:
    """Return an action after a turn that says a new one: the posture stays beside a deed, a deed beside a posture."""
    if not old or old == new:
        return new
    parts = [part for part in old.split("，") if part]
    if FACE.match(new):
        return "，".join([*(part for part in parts if not FACE.match(part)), new])
    if BESIDES.match(new):
        verb = BESIDES.match(new).group("v")  # type: ignore[union-attr]
        return "，".join([*(part for part in parts if not part.startswith(verb)), new])
    mine = POSTURE.match(new) is not None
    kept = [part for part in parts if (POSTURE.match(part) is not None) != mine or STAYS.match(part)]
    if not mine and not re.search(r"在|[到去回进](?!追)", new):
        kept = [part for part in parts if part in kept or SPOT.match(part)]
    stood = re.match(r"^(?P<how>[^，在]*?[站坐躺趴蹲跪睡靠立])着?$", new)
    spot = next((m for p in parts if (m := re.match(r"^[^，在]{0,3}(?P<spot>在[^，]+[上里下旁边前后头中])$", p))), None)
    if stood and spot and re.search(r"单|盘|歪|侧|斜|倒|挺|笔直", new):
        new = f"{stood.group('how')}{spot.group('spot')}"
    here = next((p for p in parts if re.match(r"^在[^，]+[上里下旁边前后头中]$", p)), "")
    if stood and here and "在" not in new:
        new = f"{stood.group('how')}{here}"
    if mine and (not re.search(r"在", new) or re.match(r"^[站坐躺趴蹲跪]", new)):
        kept = [part for part in kept if not re.match(r"^(?:从[^，]+?)?(?:走|跑|飞|跳|骑|追|奔)", part)]
    order = [new, *kept] if mine else [*kept, new]
    return "，".join(order)


def merged(old: str, new: str) -> str:
    """Return two actions of one turn: both hold."""
    return new if not old or old in new else old if new in old else f"{old}，{new}"


def clashing(old: str, new: str) -> bool:
    """Tell whether two moods say the same thing or its contrary."""
    pairs = (("亮", "暗"), ("暖", "冷"), ("淡", "浓"), ("深", "浅"), ("热闹", "安静"), ("热闹", "冷清"), ("强", "弱"))
    core = re.sub(r"[一点些更再有的感觉氛围]", "", new)
    same = core and core in old
    return bool(same) or any((a in old and b in new) or (b in old and a in new) for a, b in pairs)
