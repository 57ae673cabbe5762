"""Beside what something new stands when spoken Chinese only says 旁边, 上面, 里面.

It is what is spoken of; but what was only added a turn ago as one thing more is no landmark: then it is what carries
it, and else what the picture is of.
"""

import re

from dialog.scene import Subject
from rewriter.facts_zh import is_place
from rewriter.talk_zh import Talk

SHEET = re.compile(
    r"(?:logo|LOGO|Logo|海报|贺卡|卡片|头像|封面|图标|表情包?|明信片|邀请函|请柬|壁纸|插画|画|贴纸|设计图|图|照片|标志|招牌|传单|菜单)$"
)
"""What is drawn on rather than drawn: nothing stands beside it."""
DEED = re.compile(r"^(?:正?在|都|就|也)*(?:飞|跑|走|游|跳|坐|站|躺|趴|蹲|睡|骑|吃|喝|看|笑|哭|张)(?!的)")
LAID = re.compile(r"^[放摆插撒铺盖浇站坐趴停落蹲点]")


RAISED = re.compile(r"(?:[台桌床岛船桥毯垫]|屋顶|楼顶|沙发|冰面)$")
"""Grounds that one stands on top of."""


def landmark(talk: Talk, where: str = "") -> list[Subject]:
    """Return the subject that a bare side is a side of, [] when there is none; hands and feet are somebody's."""
    now = talk.current()[:1]
    if where.startswith(("手边", "身", "脚边")) and now and not talk.names.is_person(now[0]):
        return [s for s in talk.names.order() if talk.names.is_person(s)][:1] or now
    if not now or talk.topic:
        return now
    carrier = _carrier(talk, now[0])
    if carrier is not None:
        return [carrier]
    shown = re.match(r"^[印绣刻贴画]", now[0].action) is not None
    if (talk.names.is_alive(now[0]) and not shown) or not _only_added(talk, now[0]):
        return now
    first = talk.scene.subjects[0]
    if is_ground(talk, first) and not SHEET.search(first.noun):
        return now  # in a room things stand beside what came last
    return [next((s for s in talk.scene.subjects if not is_ground(talk, s)), now[0])]


def is_ground(talk: Talk, subject: Subject) -> bool:
    """Tell whether a subject is a sheet or a place, that other things are on or in."""
    return SHEET.search(subject.noun) is not None or (
        not talk.names.is_alive(subject) and is_place(subject.noun, talk.e.lexicon)
    )


def carries(talk: Talk, verb: str, side: str, main: list[Subject]) -> bool:
    """Tell whether "上面放草莓" means on top of ``main`` rather than at the top of the picture."""
    if not main or side not in ("上面", "上边", "上头") or not (LAID.match(verb) or (verb == "有" and talk.topic)):
        return False
    return not talk.names.is_alive(main[0]) and (
        not is_ground(talk, main[0]) or RAISED.search(main[0].noun) is not None
    )


def laid(talk: Talk, words: str) -> list[Subject]:
    """Return who "放在木桌上" is said of: not what lies on something, but what carries it; deeds are the living's."""
    now = talk.current()
    if re.match(r"^(?:都|就)?(?:放|摆|装|盛)[在到着]", words):
        return landmark(talk)
    if talk.topic or not now or not DEED.match(words) or talk.names.is_alive(now[0]) or not _only_added(talk, now[0]):
        return now
    return bearers(talk, landmark(talk))


def bearers(talk: Talk, who: list[Subject]) -> list[Subject]:
    """Return ``who``, or in the place of a thing the one last spoken of that has a body; where none has, the same."""
    if not who or talk.names.is_alive(who[0]) or who[0].concept in ("robot", "ghost", "snowman", "doll"):
        return who
    return [s for s in talk.names.order() if talk.names.is_alive(s)][:1] or who


def _carrier(talk: Talk, subject: Subject) -> Subject | None:
    """Return what ``subject`` lies on or in, the last in the chain."""
    for bearer in talk.scene.subjects:
        if bearer.id != subject.id and re.search(rf"在{re.escape(bearer.noun)}[头肩背手身怀膝]", subject.action):
            return bearer
    found, id_ = None, subject.id
    for _ in range(len(talk.scene.relations)):
        link = next((r for r in talk.scene.relations if r.subject == id_ and r.kind in ("on", "in")), None)
        other = talk.all([link.object])[:1] if link else []
        if not other or is_ground(talk, other[0]):
            break
        found, id_ = other[0], other[0].id
    return found


def _only_added(talk: Talk, subject: Subject) -> bool:
    """Tell whether nothing was said of a subject since it came."""
    came = next((s for scene in talk.e.history for s in scene.subjects if s.id == subject.id), None)
    return came == subject and subject != talk.scene.subjects[0]
