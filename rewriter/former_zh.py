"""What spoken Chinese still calls by an earlier name: 情侣换成一个老人, once they are a man and a woman; 还是城市吧."""

import re
from dataclasses import replace
from itertools import pairwise

from dialog.scene import Scene, Subject
from rewriter.living_zh import PERSON_END
from rewriter.making_zh import split_deed
from rewriter.removing_zh import AFTER
from rewriter.swapping_zh import BECOMES, become
from rewriter.talk_zh import Talk

RATHER = re.compile(
    r"^还是(?:用|要|换回|换成|放在|在)?(?:刚才的?|之前的?|原来的?|那个)*(?P<x>[^，]{2,8}?)(?:里|上)?(?:吧|好了?)?$"
)


def former_group(talk: Talk, words: str) -> bool:
    """Read what becomes of several who were one subject under the name they are called by."""
    becomes, taken = BECOMES.match(words), AFTER.match(words)
    name = (becomes or taken).group("x") if becomes or taken else ""  # type: ignore[union-attr]
    if len(name) < 2 or talk.find(name):
        return False
    members = _members(talk, name)
    if len(members) < 2:
        return False
    for subject in members[1 if becomes else 0 :]:
        talk.remove(subject.id)
    return become(talk, _alone(talk, members[0]), becomes.group("y"), words) if becomes else True


def _alone(talk: Talk, subject: Subject) -> list[Subject]:
    talk.speak_of([subject.id])
    return talk.all([subject.id])


def _members(talk: Talk, name: str) -> list[Subject]:
    """Return those who are there now and were together called ``name`` in an earlier scene."""
    for earlier, later in reversed(list(pairwise((*talk.e.history, talk.scene)))):
        old = next((s for s in earlier.subjects if s.noun == name), None)
        if old is None or not any(s.id == old.id and s.noun != name for s in later.subjects):
            continue
        ids = {s.id for s in earlier.subjects}
        born = [s.id for s in later.subjects if s.id not in ids and _alike(later, s, old.id)]
        return talk.all([old.id, *born])
    return []


def _alike(scene: Scene, one: Subject, other: str) -> bool:
    """Tell whether one who is new stands where ``other`` does."""
    mine = {(r.kind, r.object) for r in scene.relations if r.subject == one.id}
    return mine == {(r.kind, r.object) for r in scene.relations if r.subject == other}


def former_setting(talk: Talk, words: str) -> bool:
    """Read "还是城市吧": the setting that was there before."""
    found = RATHER.match(words)
    if found is None or talk.find(found.group("x")):
        return False
    for earlier in reversed(talk.e.history):
        said = talk.e.lexicon.said("setting", earlier.setting, "zh") if earlier.setting else ""
        if said and found.group("x") in said and earlier.setting != talk.scene.setting:
            talk.frame("setting", earlier.setting)
            return True
    return False


THAT_SORT = re.compile(r"^(?:就是)?(?:那种|这种)(?P<a>[^，的]{2,8})的(?P<x>[^，的]{1,6})$")


def that_sort(talk: Talk, words: str) -> bool:
    """Read "就是那种科幻的猫", said after the cat came: what sort of cat it is."""
    found = THAT_SORT.match(words)
    named = talk.find(found.group("x")) if found and talk.topic else None
    if found is None or named is None or named.part or not set(named.subjects) & set(talk.topic):
        return False
    for subject in talk.all(named.subjects):
        talk.describe(subject, found.group("a"))
    return True


DOER = re.compile(r"^(?:应该)?是(?P<x>[^，是]{3,14})$")


def another_doer(talk: Talk, words: str) -> str:
    """Return the wish that "是孩子抱着妈妈的腿" is after somebody else had come to do so: he is the child; else ""."""
    found = DOER.match(words.strip("，。 "))
    noun, deed = split_deed(found.group("x"), talk.e.lexicon) if found else ("", "")
    if not deed or len(talk.e.history) < 2 or talk.find(noun) or not PERSON_END.search(noun):
        return ""
    before = {s.id for s in talk.e.history[-2].subjects}
    new = [s for s in talk.scene.subjects if s.id not in before and talk.names.is_person(s)]
    if len(new) != 1:
        return ""
    talk.e.put(replace(new[0], action=""))
    return f"把{new[0].noun}换成{noun}{deed}"
