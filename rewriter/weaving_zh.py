"""Spoken Chinese that reaches back: "把爷爷弄回来", "第三张的猫放过去", "第二张的背景配第五张的企鹅"."""

import re
from dataclasses import replace

from dialog.scene import Scene, Subject
from rewriter.chinese import MEASURES
from rewriter.history import History
from rewriter.naming_zh import NUMBER, Names
from rewriter.operations import with_field
from rewriter.reading_zh import clean
from rewriter.resolve import Referent
from rewriter.saying_zh import say_of
from rewriter.talk_zh import Talk

BACK = re.compile(
    r"^(?:把|将|让)?(?P<x>[^，]{1,10}?)(?:还是|再|也|给我|给|都|还)*(?:弄|加|放|找|请|要|带|叫|拿|画|变|戴|"
    r"穿|挂|摆|换|接|搬|牵|捡|恢复|还原|系|围|添|调|改)?(?:回来|回去|回)(?:吧|了)?$"
    r"|^(?:还是)?(?:把|将)(?P<y>[^，]{1,10}?)(?:还是|再|也|给我|给|都|还)*(?:加上|放上|戴上|画上|挂上|摆上)(?:吧|了)?$"
)
STAYS = re.compile(
    rf"^(?:还是|那)*(?:把|将)?(?P<x>[^，]{{1,8}}?)(?:还是|也|就)+(?:留着|留下来?|保留着?|要的?|加上)(?:吧|了)?$"
    rf"|^还是(?:把|将)?(?:要|留着|留下|保留)?(?:那?[{MEASURES}])?(?P<y>[^，]{{1,8}}?)(?:留着|留下来?|保留着?|吧|了)+$"
)
"""Somebody who has gone after all stays: 还是把猫留着吧, 猫还是要的."""
SHEET = rf"第{NUMBER}[张幅个版](?:图片|图|画)?"
FROM = re.compile(
    rf"(?P<sheet>{SHEET})(?:里面?|上面?|中)?(?:的)?(?:那[个只条位把张匹]|"
    rf"这[个只条位])?(?P<what>[^，第]+?)(?=配|放|加|移|搬|画|弄|摆|贴|拿|挪|和|跟|连|到|在|换|$)"
)
INTO = re.compile(rf"(?:放|加|移|搬|画|弄|挪|拿|带)(?:到|进|入|在)+(?P<sheet>{SHEET})")
HERE = re.compile(
    r"^(?:把|将|让)?(?P<x>[^，]{1,8}?)(?:也|都|再|一起|给我)*(?:放|加|弄|带|叫|请|搬|移|拿|挪)(?:进来|过来|"
    r"过去|进去|到这里|到这儿|上来|回来|到这张|进这[张个幅]|到这[张个幅]|进)(?P<rest>.*)$"
)
WITH = re.compile(r"连(?:同|着)?(?P<x>[^，]{1,6}?)(?:一起|一块|一同|都|也)")


def restore_clause(talk: Talk, words: str) -> bool:
    """Bring back what an earlier picture had: a subject, a thing worn or held."""
    stays = STAYS.match(words)
    found = BACK.match(clean(words)) or stays
    if found is None or re.search(r"颜色|背景|风格|镜头|天气|视角|画风", found.group("x") or ""):
        return False
    said = found.group("x") or found.group("y")
    if (found.group("y") or found is stays) and talk.find(said):
        return False
    name = said.removesuffix("头上的").removesuffix("的")
    for earlier in reversed(talk.e.history):
        names = Names(earlier, talk.e.lexicon)
        named = names.find(name)
        if named is None:
            continue
        if named.part and named.part.subject:
            if _again(talk, earlier, named.part):
                return True
            continue
        gone = [
            s for s in earlier.subjects if s.id in named.subjects and s.id not in {n.id for n in talk.scene.subjects}
        ]
        if gone:
            readd(talk, earlier, gone)
            return True
    return _reworded(talk, name)


def _reworded(talk: Talk, name: str) -> bool:
    """Bring back words of a subject's own: a deed or an attribute that named ``name``."""
    for earlier in reversed(talk.e.history):
        for old in earlier.subjects:
            now = next((s for s in talk.scene.subjects if s.id == old.id), None)
            if now is None or name in f"{now.action}{''.join(now.attributes)}":
                continue
            if name in old.action:
                part = next(p for p in old.action.split("，") if name in p)
                kept = [p for p in now.action.split("，") if p and p not in part]
                talk.e.put(replace(now, action="，".join([*kept, part])))
            elif any(name in a for a in old.attributes):
                talk.e.put(replace(now, attributes=(*now.attributes, next(a for a in old.attributes if name in a))))
            else:
                continue
            talk.record("undo", now.id, "action", name)
            talk.speak_of([now.id])
            return True
    return False


def _again(talk: Talk, earlier: Scene, part: Referent) -> bool:
    owner = next(s for s in earlier.subjects if s.id == part.subject)
    thing = getattr(owner, part.field)[part.index]
    now = next((s for s in talk.scene.subjects if s.id == owner.id), None)
    if now is None or thing in getattr(now, part.field):
        return False
    talk.e.put(with_field(now, part.field, (*getattr(now, part.field), thing)))
    talk.record("undo", now.id, part.field, thing.noun)
    talk.speak_of([now.id])
    talk.part = Referent(part.field, now.id, len(getattr(now, part.field)), thing.noun)
    return True


def readd(talk: Talk, earlier: Scene, gone: list[Subject]) -> None:
    """Put subjects back with all they had, and the relations that still have both ends."""
    ids = {s.id for s in talk.scene.subjects} | {s.id for s in gone}
    relations = tuple(
        r
        for r in earlier.relations
        if {r.subject, r.object} & {s.id for s in gone}
        and r.subject in ids
        and (r.object in ids or not r.object.startswith("s"))
    )
    talk.e.scene = replace(
        talk.scene, subjects=(*talk.scene.subjects, *gone), relations=(*talk.scene.relations, *relations)
    )
    for subject in gone:
        talk.record("undo", subject.id, "restore", subject.noun)
    talk.speak_of([s.id for s in gone])


def weave(talk: Talk, words: str, history: History) -> bool:
    """Bring something of a numbered picture, or of any earlier one, into the picture."""
    said = clean(words)
    if (
        re.search(SHEET, said)
        and re.search(r"放|加|移|搬|配|画进|弄|拿|挪|带|合|换", said)
        and not re.match(rf"^(?:回到|退回|恢复|还原|用|看|要){SHEET}$", said)
    ):
        return _numbered(talk, said, history)
    found = HERE.match(said)
    if found and talk.find(found.group("x")) is None:
        return _from_any(talk, found.group("x"), found.group("rest"), history)
    return False


def _numbered(talk: Talk, said: str, history: History) -> bool:
    into = INTO.search(said)
    base = _scene(into.group("sheet"), history) if into else None
    sources = [m for m in FROM.finditer(said) if not (into and m.start() == into.start("sheet"))]
    if not sources:
        return False
    coming: list[tuple[Scene, list[Subject]]] = []
    ground: Scene | None = base
    for source in sources:
        scene = _scene(source.group("sheet"), history)
        if scene is None:
            return False
        what = source.group("what").strip("的，")
        if re.match(r"^(?:背景|场景|环境|地方)$", what):
            ground = replace(scene, subjects=tuple(s for s in scene.subjects if _is_ground(s)), relations=())
            continue
        with_ = WITH.search(said, source.end("what"))
        names = [w for w in re.split(r"和|跟|、|与", re.sub(r"连.*$", "", what)) if w]
        picked = [s for w in names for s in _pick(scene, w, talk)]
        if with_:
            picked += [s for s in _pick(scene, with_.group("x"), talk) if s not in picked]
        if not picked:
            return False
        coming.append((scene, picked))
    if ground is not None:
        talk.e.scene = replace(ground, language=talk.scene.language)
    for scene, picked in coming:
        held = {s.id for s in talk.scene.subjects}
        gone = [s for s in picked if s.id not in held]
        readd(talk, scene, gone)
    talk.record("combine", talk.topic[0] if talk.topic else "", "sources", "")
    where = re.match(r"^(?P<x>[^，第]+?(?:上|里|下|旁边|边|前面|后面))(?:放|摆|挂|加|画)", said)
    if where and talk.topic:
        for subject in talk.all(talk.topic):
            say_of(talk, [subject], f"放在{where.group('x')}")
    rest = re.search(r"(?:过去|过来|进来|里|中|上)(?:去|来)?(?P<x>(?:站|坐|趴|躺|蹲|放|在)[^，]+)$", said)
    if rest and talk.topic:
        say_of(talk, talk.all(talk.topic), rest.group("x"))
    return True


def _is_ground(subject: Subject) -> bool:
    return re.search(r"[阳月日海山树云塔]$", subject.noun) is not None


def _pick(scene: Scene, words: str, talk: Talk) -> list[Subject]:
    named = Names(scene, talk.e.lexicon).find(words.strip("的"))
    return [s for s in scene.subjects if named and s.id in named.subjects]


def _scene(sheet: str, history: History) -> Scene | None:
    turns = history.ordinals(sheet)
    return history.scene_of(turns[0]) if turns else None


def _from_any(talk: Talk, name: str, rest: str, history: History) -> bool:
    for earlier in reversed(history.scenes):
        picked = [s for s in _pick(earlier, name, talk) if s.id not in {n.id for n in talk.scene.subjects}]
        if picked:
            readd(talk, earlier, picked)
            if rest.strip("吧，"):
                say_of(talk, talk.all(talk.topic), rest)
            return True
    return False
