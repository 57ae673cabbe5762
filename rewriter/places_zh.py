"""Where spoken Chinese puts somebody: beside another, at a side or in a corner of the picture, or in its own words."""

import re
from dataclasses import replace

from dialog.scene import Subject
from rewriter.facts_zh import is_place
from rewriter.talk_zh import Talk
from rewriter.words_zh import PLACE, RELATION_WORDS, SIDES

CORNER = re.compile(r"^(?:画面|图)?(?:的)?最?(?:[左右][上下]|[上下][左右])(?:角|方|边)?(?:的位置)?$")


SIDE = (
    "左上角|右上角|左下角|右下角|左上方|右上方|左下方|右下方|左手边|右手边|左边|左侧|左面|右边|右侧|右面|"
    "正上方|上方|上面|上边|上头|顶上|头顶上?|正下方|下方|下面|下边|底下|脚下|旁边|身边|身旁|边上|一旁|身侧|"
    "脚边|手边|"
    "跟前|面前|前面|前方|前边|身前|正前方|后面|后方|后边|身后|背后|里面|里头|里边|中间|之间|对面|外面|外头|"
    "门口|周围|四周|两边|两侧|两旁|附近|旁|上|下|里|中|内|前|后|边"
)


KIND = {
    **RELATION_WORDS,
    "左手边": "left_of", "左面": "left_of", "右手边": "right_of", "右面": "right_of", "正上方": "above",
    "上边": "above", "上头": "on", "顶上": "on", "头顶": "above",
    "头顶上": "above", "正下方": "below", "下边": "below", "脚下": "under",
    "身旁": "next_to", "边上": "next_to", "一旁": "next_to", "身侧": "next_to", "脚边": "next_to", "手边": "next_to",
    "跟前": "in_front_of", "面前": "in_front_of", "前方": "in_front_of", "前边": "in_front_of", "身前": "in_front_of",
    "正前方": "in_front_of", "后方": "behind", "后边": "behind", "里头": "in", "里边": "in", "内": "in",
    "附近": "next_to",
}  # fmt: skip


POSTURE = (
    r"(?:单腿|盘腿|并排|静静地?|懒洋洋地?)?(?:站|坐|躺|趴|蹲|跪|睡|靠|立|停|挂|浮|漂|飘|藏|躲|放|摆|贴|插|架|搁|横|压|缠|绕|游|走|"
    r"跑|飞|骑|踩|踏|待|泡|卧|倚|悬|写|印)"
)


ENDS = SIDE.removesuffix("|边") + "|边(?![^，在的]{1,4}[上里](?:[开走跑飞停坐站趴躺]|$))"
"""In 海边公路上 the road is the place."""
WHERE = re.compile(
    rf"^(?P<verb>{POSTURE})?(?:着(?!火)|到|去|在|回|进|至|于)*(?P<who>[^，]{{0,12}}?)(?:的|那)?(?P<side>{ENDS})(?P<rest>.*)$"
)


MOVED = re.compile(
    r"^(?:给我|往)?(?:移动?|挪动?|搬|放|摆|换|站|坐|跑|去|走|飞|凑|靠|调|转)(?:到|去|在|至|进|往|"
    r"上)+(?P<x>[^，]+?)(?:去|来|吧)?$"
)


def stand(talk: Talk, subject: Subject, verb: str, anchor: str, side: str, whole: str = "") -> None:
    """Put a subject beside another, at a side of the picture, or where the words say."""
    talk.e.acted.add(subject.id)
    how = re.match(r"^(?P<how>单腿|盘腿|单脚)(?P<v>站|坐|立)", subject.action)
    verb = f"{how.group('how')}{verb}" if how and verb == how.group("v") else verb
    setting = re.sub(r"(?:里面|里|上|中|内)$", "", f"{anchor}{side}")
    named = talk.find(anchor) if anchor else None
    if (
        anchor
        and not named
        and talk.scene.setting in ("", talk.e.lexicon.value("setting", setting))
        and side in ("里", "里面", "中", "上")
        and is_place(setting, talk.e.lexicon)
    ):
        talk.frame("setting", talk.e.lexicon.value("setting", setting))
        parts = [p for p in subject.action.split("，") if p and not stands(p)]
        talk.e.put(
            replace(
                talk.e.get(subject.id),
                action="，".join([*([f"{verb}着"] if verb else []), *parts]),
            )
        )
        return
    other = next((i for i in named.subjects if i != subject.id), "") if named and not named.part else ""
    if verb.startswith("骑") and other:
        return talk.relate(subject.id, "骑着", other)
    verb = "" if verb in ("写", "印") and "写着“" in subject.action else verb
    if CORNER.match(f"{anchor}{side}"):
        now = talk.e.get(subject.id)
        parts = [p for p in now.action.split("，") if p and not stands(p)]
        talk.e.put(replace(now, action="，".join([f"{verb}在{anchor}{side}", *parts]), place=""))
        return talk.record("edit", subject.id, "action", f"在{anchor}{side}", _left(subject.action, parts))
    place = PLACE.match(f"{anchor}{side}") if not other else None
    if other and side in KIND:
        kind = KIND[side]
        talk.relate(subject.id, kind, other)
        now = talk.e.get(subject.id)
        parts = [p for p in now.action.split("，") if p and not stands(p)]
        talk.e.put(replace(now, action="，".join([*([f"{verb}着"] if verb not in ("", "放", "摆") else []), *parts])))
    elif place and not anchor:
        parts = [p for p in subject.action.split("，") if p and not (stands(p) and "在" in p)]
        now = replace(subject, place=SIDES[place.group(1)[-1]], action="，".join(parts))
        kept = tuple(r for r in talk.scene.relations if r.subject != subject.id or r.kind not in KIND.values())
        talk.e.scene = replace(talk.scene, relations=kept)
        talk.e.put(now)
        talk.record("edit", subject.id, "place", now.place)
        if verb not in ("", "放", "摆", "贴", "插"):
            talk.act(now, f"{verb}着")
    else:
        led = verb and whole.startswith(verb)
        body = whole[len(verb) :] if led else re.sub(rf"^{POSTURE}(?=着|到|去|在|回|进|至|于)", "", whole)
        body = re.sub(r"^(?:着(?!火)|到|去|在|回|进|至|于)+", "", body) or f"{anchor}{side}"
        body = f"{body}上" if re.search(r"[船桥车山树楼][头尾顶]$", body) else body
        kept = tuple(r for r in talk.scene.relations if r.subject != subject.id or r.kind not in KIND.values())
        talk.e.scene = replace(talk.scene, relations=kept)
        parts = [p for p in subject.action.split("，") if p and not stands(p)]
        talk.e.put(replace(subject, action="，".join([f"{verb}在{talk.say(body)}", *parts]), place=""))
        talk.record("edit", subject.id, "action", f"{verb}在{body}", _left(subject.action, parts))


def _left(before: str, kept: list[str]) -> str:
    """Return what of an action does not hold any more."""
    return "，".join(part for part in before.split("，") if part and part not in kept)


def stands(action: str) -> bool:
    return not action.startswith("写着") and (
        re.match(rf"^(?:{POSTURE})(?:着|在|$)", action) is not None or action.startswith("在")
    )
