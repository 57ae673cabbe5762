"""Who is who in spoken Chinese: 小狗叫豆豆, 爸爸妈妈我还有妹妹."""

import re
from dataclasses import replace

from dialog.scene import Scene
from rewriter.living_zh import ANIMAL_END, PERSON_END
from rewriter.making_zh import make
from rewriter.own_words_zh import keep_words
from rewriter.talk_zh import Talk

CALLED = re.compile(
    r"^(?:我们?家?的?|咱们?家的?|这只|那只|这个|那个)?(?P<x>[^，叫的是]{0,6}?)"
    r"(?:的?名字|的?小名)?(?:就|也)?叫(?:做|作)?"
    r"(?P<n>[^，是着了来醒起出吃喝一我你它他她不得]{1,4})$"
)
ALIAS = re.compile(r"^(?P<x>[^，叫]{1,6})叫(?P<n>[^，叫]{1,4})$")
KIN = (
    r"(?:爸爸|妈妈|爷爷|奶奶|外公|外婆|姥姥|姥爷|哥哥|姐姐|弟弟|妹妹|叔叔|阿姨|舅舅|姑姑|宝宝|"
    r"老公|老婆|儿子|女儿|老师|同学|朋友|我自己|我)"
)
KIN_LIST = re.compile(rf"^(?:有|里面有|还有|是)?(?P<list>{KIN}(?:(?:、|和|跟|还有|以及|加上)?(?:小?{KIN})){{1,7}})$")


def called(talk: Talk, words: str) -> bool:
    """Keep how somebody is called; he is spoken of by that name from then on."""
    found = CALLED.match(words)
    if found is None or re.search("[\ue000-\ue0ff]", words):
        return False
    x = found.group("x")
    named = talk.find(x) if x and x not in ("它", "他", "她") else None
    if named and (named.part or not named.subjects):
        return False
    if x and x not in ("它", "他", "她") and named is None:
        made = make(x, talk.e.lexicon) if talk.fresh else None
        if made is None or not (ANIMAL_END.search(made.subject.noun) or PERSON_END.search(made.subject.noun)):
            return False
        who = [talk.add(made)]
    else:
        who = talk.all(named.subjects) if named else talk.current()
    if not who or len(who) > 1 or talk.find(found.group("n")):
        return False
    talk.speak_of([who[0].id])
    noun = re.escape(who[0].noun)
    return keep_words(talk, f"{who[0].noun}叫{found.group('n')}", rf"{noun}叫[^，]+")


def by_name(words: str, scene: Scene) -> str:
    """Return ``words`` with those who have a name of their own called by what they are: 豆豆 is 小狗."""
    for note in scene.notes:
        found = ALIAS.match(note)
        if found and any(s.noun == found.group("x") for s in scene.subjects) and "叫" not in words:
            words = words.replace(found.group("n"), found.group("x"))
    return words


def kin_list(talk: Talk, words: str) -> bool:
    """Bring in a family one by one, in the place of a 一家人 that nothing was said of."""
    found = KIN_LIST.match(words)
    if found is None:
        return False
    names = re.findall(KIN, found.group("list"))
    whole = [s for s in talk.scene.subjects if re.search(r"^(?:人|一家人?|全家福?)$", s.noun)]
    for subject in whole:
        talk.e.scene = replace(
            talk.scene,
            subjects=tuple(s for s in talk.scene.subjects if s.id != subject.id),
            relations=tuple(r for r in talk.scene.relations if subject.id not in (r.subject, r.object)),
        )
    ids = []
    for name in names:
        there = talk.find(name)
        made = None if there else make(name, talk.e.lexicon)
        if made:
            new = talk.add(replace(made, subject=replace(made.subject, noun=name)))
            talk.e.put(replace(new, action=whole[0].action if whole else ""))
            ids.append(new.id)
    talk.speak_of(ids[:1] or talk.topic)
    return bool(ids)
