"""Spoken Chinese exchanges that name nothing that is there: in the place of what went, of the weather, of a color."""

import re
from dataclasses import replace

from dialog.scene import Scene, Subject
from rewriter.facts_zh import facts
from rewriter.making_zh import make
from rewriter.scalars import color_of
from rewriter.talk_zh import Talk

INSTEAD = re.compile(r"^(?:那就?|就|再|给我)*(?:换成|改成|换|换上|改为|换为)(?P<y>[^，]{1,10})$")
VIBE = re.compile(
    r"^(?:再|更|要|弄|画|得|做)*(?P<say>(?:可爱|漂亮|好看|精致|精美|细致|丰富|真实|自然|帅气|帅|酷|萌|艺术|豪华|时尚|显眼|美观|"
    r"童趣|好吃|诱人|简洁|简约|简单|清爽|花哨|夸张|抽象|逼真|有趣|搞笑|搞怪|好玩|专业|正式|优雅|高端|协调|和谐)(?:一点点|一点儿?|一些|点儿?|些))(?:的)?$"
)
WEATHER = re.compile(
    r"^(?:把|将)?(?P<x>雨|雪|雾|风|晴天|阴天|雨天|雪天|太阳)(?:天)?(?:换成|改成|变成|改为|换为)(?P<y>[^，]{1,4})$"
)
COLOR = re.compile(r"^(?:整?体)?颜色(?:换成|改成|变成|改为|要|用|改|换)+(?P<y>[^，和跟、]{1,6}?)(?:的)?$")
RATHER = re.compile(r"^还是(?:用|要)?(?P<y>[^，]{1,4}?)(?:的)?(?:更|比较)?(?:好看?|漂亮|吧)+(?:一点|一些|点)?$")


def step_in(talk: Talk, words: str) -> bool:
    """Read one such clause."""
    return (
        _vibe(talk, words)
        or _for_the_gone(talk, words)
        or _weather(talk, words)
        or _color(talk, words)
        or _rather(talk, words)
    )


def _vibe(talk: Talk, words: str) -> bool:
    """ "再可爱一点" is said of the picture, unless somebody is spoken of."""
    crowd = re.match(r"^(?:行?人|人群|行人|车)(?:再|更|要)*[多少](?:一点|一些|点|些)$", words)
    if (
        crowd
        and len([s for s in talk.scene.subjects if talk.names.is_person(s)]) != 1
        and not talk.find(words[:1] + "群")
    ):
        note = re.sub(r"再|更|要", "", words)
        talk.e.scene = replace(talk.scene, notes=(*(n for n in talk.scene.notes if n[:1] != note[:1]), note))
        talk.record("edit", "", "notes", note)
        return True
    found = VIBE.match(words)
    who = talk.current()[:1]
    if found is None or talk.topic or (who and talk.names.is_alive(who[0])):
        return False
    talk.frame("mood", found.group("say"))
    return True


def _for_the_gone(talk: Talk, words: str) -> bool:
    """ "换成老虎", said after the lion was taken away: it comes in the lion's place."""
    found = INSTEAD.match(words)
    gone = _gone(talk)
    if found is None or gone is None or talk.topic or facts(found.group("y"), talk.e.lexicon):
        return False
    y = found.group("y")
    made = make(talk.say(y), talk.e.lexicon)
    if made is None or color_of(y, talk.e.lexicon) or y.endswith("的") or not made.subject.noun:
        return False
    earlier, old = gone
    new = talk.add(made)
    there = {s.id for s in talk.scene.subjects}
    links = tuple(
        replace(
            r, subject=new.id if r.subject == old.id else r.subject, object=new.id if r.object == old.id else r.object
        )
        for r in earlier.relations
        if old.id in (r.subject, r.object)
    )
    kept = tuple(r for r in links if r.subject in there and r.object in there)
    talk.e.scene = replace(talk.scene, relations=(*talk.scene.relations, *kept))
    spot = ",".join(p for p in old.action.split("，") if re.match(r"^[^，]{0,2}在.+[上里下边中]$", p))
    talk.e.put(replace(talk.e.get(new.id), place=old.place, action=talk.e.get(new.id).action or spot))
    talk.speak_of([new.id])
    return True


def _gone(talk: Talk) -> tuple[Scene, Subject] | None:
    """Return the one subject that the last turn took away, and the scene that still had it."""
    if len(talk.e.history) < 2 or talk.e.changes:
        return None
    earlier, now = talk.e.history[-2], talk.scene
    there = {s.id for s in now.subjects}
    gone = [s for s in earlier.subjects if s.id not in there]
    same = [s for s in earlier.subjects if s.id in there] == list(now.subjects)
    return (earlier, gone[0]) if len(gone) == 1 and same else None


def _weather(talk: Talk, words: str) -> bool:
    found = WEATHER.match(words)
    if found is None or talk.find(found.group("x")):
        return False
    y = found.group("y")
    value = talk.e.lexicon.lookup(y, "weather") or talk.e.lexicon.lookup(f"下{y}", "weather")
    if not value or not talk.scene.weather:
        return False
    said = y if talk.e.lexicon.lookup(y, "weather") else f"下{y}"
    talk.frame("weather", talk.e.lexicon.value("weather", said))
    return True


def _color(talk: Talk, words: str) -> bool:
    """ "颜色改成银白色" is said of what is spoken of."""
    found = COLOR.match(words)
    color = color_of(found.group("y"), talk.e.lexicon) if found else ""
    who = talk.current()[:1]
    if found is None or not who or words.startswith("整"):
        return False
    color = color or (found.group("y") if re.fullmatch(r".{1,4}色", found.group("y")) else "")
    if not color:
        return False
    talk.set_color(who[0], color)
    talk.speak_of([who[0].id])
    return True


def _rather(talk: Talk, words: str) -> bool:
    """ "还是红色好看": what was red before is red again, else what is spoken of."""
    found = RATHER.match(words)
    color = color_of(found.group("y"), talk.e.lexicon) if found else ""
    if not color:
        return False
    for earlier in reversed(talk.e.history):
        for old in earlier.subjects:
            now = next((s for s in talk.scene.subjects if s.id == old.id), None)
            if now and old.color == color and now.color != color:
                talk.set_color(now, color)
                talk.speak_of([now.id])
                return True
    return False
