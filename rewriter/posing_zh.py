"""How somebody is shown, what sex he is, how a sign is painted, in spoken Chinese: 改成侧脸, 同事是女生, 白底绿字."""

import re
from dataclasses import replace

from rewriter.living_zh import ANIMAL_END, PERSON_END
from rewriter.making_zh import split_deed
from rewriter.own_words_zh import keep_words
from rewriter.talk_zh import Talk

POSED = re.compile(
    r"^(?:把|将|让)?(?P<who>[^，把将让的]{1,6}?)的?(?:脸|头发|发型|姿势)?(?:再|也|都)?(?:换成|改成|变成|要|画成|弄成|是|留|换)(?:一?个)?"
    r"(?P<y>侧脸|正脸|侧面|正面|背影|背面|背对[^，]{0,3}|侧身|站姿|坐姿|跪姿|(?P<hair>[^，的]{0,3}(?:短发|长发|卷发|直发|光头|寸头|马尾|丸子头|双马尾|刘海|辫子)))$"
)
SEX = re.compile(
    r"^(?P<who>[^，]{1,6}?)(?:应该|要)?(?:(?:是|画成)(?P<y>[男女])(?:生|的|性|孩子|人)|(?:换成|改成|变成)(?P<z>[男女])(?:的|性))$"
)
GENDERED = re.compile(r"[男女爷奶爸妈叔姨姑伯婶哥姐弟妹公婆娘郎王后妇汉翁]|姑娘|小伙|少年|先生|老头|太太|仙")
PRINT = re.compile(
    r"^(?:把)?(?P<x>[^，把]{1,6}?)(?:是|用|要|换成|改成|做成)(?P<y>[^，的底]{1,2}底[^，的]{1,2}(?:字|花|纹|点))的?$"
)
SCENE_OF = re.compile(r"^(?P<x>[^，]{4,24}?)的(?:场景|画面|情景|情形|瞬间|样子|场面)$")


def posed(talk: Talk, words: str) -> bool:
    """Read one such clause."""
    return _pose(talk, words) or _sex(talk, words) or _print(talk, words)


def _pose(talk: Talk, words: str) -> bool:
    """ "把美女改成侧脸": she stays who she is."""
    found = POSED.match(words)
    named = talk.find(found.group("who")) if found else None
    if found is None or named is None or named.part or not named.subjects or talk.fresh:
        return False
    if not all(talk.names.is_alive(s) for s in talk.all(named.subjects)):
        return False
    gone = re.compile(r"发$|头$|马尾|刘海|辫子|发的?$" if found.group("hair") else r"[侧正背]|姿$")
    for subject in talk.all(named.subjects):
        kept = tuple(a for a in subject.attributes if not gone.search(a))
        parts = [
            p
            for p in subject.action.split("，")
            if p and not re.match(r"头发" if found.group("hair") else r"^侧|^背对", p)
        ]
        talk.e.put(replace(subject, attributes=(*kept, found.group("y")), action="，".join(parts)))
        talk.record("edit", subject.id, "attribute", found.group("y"))
    talk.speak_of(named.subjects)
    return True


def _sex(talk: Talk, words: str) -> bool:
    """ "同事是女生", of one whose name does not say so."""
    found = SEX.match(words)
    named = talk.find(found.group("who")) if found else None
    if found is None or named is None or named.part or not named.subjects:
        return False
    who = talk.all(named.subjects)
    if not all(talk.names.is_person(s) and not GENDERED.search(s.noun) and s.noun not in ("人", "人物") for s in who):
        return False
    sex = found.group("y") or found.group("z")
    for subject in who:
        kept = tuple(a for a in subject.attributes if a not in ("男", "女"))
        talk.e.put(replace(subject, attributes=(*kept, sex)))
        talk.record("edit", subject.id, "attribute", sex)
    talk.speak_of(named.subjects)
    return True


def _print(talk: Talk, words: str) -> bool:
    """ "招牌是白底绿字": how it is painted."""
    found = PRINT.match(words)
    named = talk.find(found.group("x")) if found else None
    if found and named is None and not talk.fresh:
        return keep_words(talk, f"{found.group('x')}是{found.group('y')}的", rf"{re.escape(found.group('x'))}是.+底.+")
    if found is None or named is None or named.part or not named.subjects:
        return False
    for subject in talk.all(named.subjects):
        kept = tuple(a for a in subject.attributes if not re.search(r"底.{1,2}(?:字|花|纹|点)$", a))
        talk.e.put(replace(subject, attributes=(*kept, found.group("y")), color=""))
        talk.record("edit", subject.id, "attribute", found.group("y"))
    talk.speak_of(named.subjects)
    return True


def shown(talk: Talk, words: str) -> str:
    """Return "打工人加班" for "打工人加班的场景" in a first description; other words as they are."""
    found = SCENE_OF.match(words) if talk.fresh else None
    if found is None:
        return words
    noun, deed = split_deed(found.group("x"), talk.e.lexicon)
    alive = PERSON_END.search(noun) or ANIMAL_END.search(noun)
    return found.group("x") if deed and alive else words
