"""A line of verse and a speech bubble, in spoken Chinese: 加句诗“但愿人长久”, 给它加个对话框写着“陪我玩”."""

import re

from dialog.scene import Subject
from rewriter.saying_zh import write_on
from rewriter.talk_zh import Talk

LINE = re.compile(
    r"^(?:再|也|还|下面|上面|旁边|在?空白处|最后)*(?:加|题|写|配|来|放|添)(?:上|个)?(?:一|几|两)?[句首行段个]?"
    r"(?:诗句?|古诗|词|话|祝福语?|歌词|文案|标语|对联|字)(?:写着?|是|叫)?[:：]?(?P<q>[\ue000-\ue0ff])$"
)
BUBBLE = re.compile(
    r"^(?:给|让|在)?(?P<who>[^，]{0,8}?)(?:的?(?:旁边|头上|头顶|嘴边|上面))?(?:再|也|要)?(?:加|画|来|配|弄|放|冒出?|有|添)(?:上|出)?"
    r"(?:一?个)?(?P<noun>对话框|对话气泡|对话泡泡|气泡框|气泡|台词)(?:里面?|上面?)?(?:写|说|是|内容)?(?:着|上|是)?[:：]?(?P<q>[\ue000-\ue0ff])?$"
)


def lettered(talk: Talk, words: str) -> bool:
    """Read one such clause."""
    return not talk.fresh and (_line(talk, words) or _bubble(talk, words))


def _line(talk: Talk, words: str) -> bool:
    found = LINE.match(words)
    if found is None or talk.topic or talk.scene.text:
        return False
    talk.frame("text", talk.say(found.group("q")).strip("“”"))
    return True


def _bubble(talk: Talk, words: str) -> bool:
    """Add a speech bubble beside the one who speaks, who is alive where nobody is named."""
    found = BUBBLE.match(words)
    if found is None:
        return False
    named = talk.find(found.group("who")) if found.group("who") else None
    who = talk.all(named.subjects) if named and not named.part else talk.current()
    if not who or not talk.names.is_alive(who[0]):
        who = [s for s in talk.names.order() if talk.names.is_alive(s)][:1] or who
    noun = "台词" if found.group("noun") == "台词" else "对话框"
    subject = next((s for s in talk.scene.subjects if s.noun == noun), None)
    if subject is None:
        if not who:
            return False
        subject = talk.e.append(Subject("", noun))
        talk.record("add", subject.id, "", noun)
        talk.relate(subject.id, "next_to", who[0].id)
    if found.group("q"):
        write_on(talk, talk.e.get(subject.id), f"写着{talk.say(found.group('q'))}")
    talk.speak_of([subject.id])
    return True
