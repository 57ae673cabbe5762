"""Spoken Chinese that bounds the picture: 就留女孩一个人, 不要这么血腥, 两个人离远一点, 没地毯那就加一块."""

import re
from dataclasses import replace

from rewriter.chinese import MEASURES
from rewriter.facts_zh import STYLE_WORDS
from rewriter.introducing_zh import bring_new
from rewriter.naming_zh import NUMBER
from rewriter.own_words_zh import keep_words
from rewriter.places_zh import stands
from rewriter.talk_zh import Talk, placing_kinds

ONLY = re.compile(
    rf"^(?:就|只|光|仅)+(?:留|剩|要|画|保留|留着)(?:下|着|了)?(?P<x>[^，一]{{1,6}}?)(?:一个人?|一[{MEASURES}]|自己|他?她?它?一人)?(?:就?[行好够])?了?$"
)
NOT_SO = re.compile(
    r"^(?:画面|整体|图)?(?:不要|别|不用)(?:再)?(?:搞|弄|画|做|整)?得?(?:这么|那么|太|这样|过于)(?P<x>[^，大小多少]{2,4}?)了?$"
)
DISTANCE = re.compile(
    r"^(?P<x>他们|她们|它们|他俩|她俩|它俩|俩人|两个?人|两[只个位条匹]|[^，把给让]{1,6}[和跟与][^，把给让]{1,6}?)(?:之间)?(?:再|要|都|也)*"
    r"(?P<y>(?:离|站|靠|挨|隔|坐|贴|分)得?(?:得|开|远|近|紧|拢|散|紧凑)(?:一点|一些|点儿?|些)?)$"
)
LACKS = re.compile(
    rf"^(?:还|好像|里面|现在)*没有?(?P<x>[^，没]{{1,5}}?)(?:呢|啊|呀)?(?:那就|那|就|的话|要不|不然)+(?:再)?(?:加|来|放|画|添)(?:上)?(?P<n>(?:{NUMBER})?[{MEASURES}])(?:吧)?$"
)
PLACED_ANEW = re.compile(r"^(?:把)?(?P<x>[^，把]{1,6}?)换个?(?:个)?(?:位置|地方|边)(?:吧)?(?P<rest>[^，]{2,8})$")
LIKE = re.compile(
    r"^(?:整体|整个|整张|画面|图)?(?:要)?(?:画|弄|做|拍|搞|整|看起来|看着|看上去)得?(?:就|要|更)?像(?:是)?(?P<x>[^，]{2,8}?)(?:一样|似的|那样|那种|的感觉|的样子)?(?:的)?$"
)


def bounded(talk: Talk, words: str) -> bool:
    """Read one such clause."""
    if _like(talk, words):
        return True
    return not talk.fresh and any(
        rule(talk, words) for rule in (_unchanged, _mishap, _only, _not_so, _distance, _lacks, _anew)
    )


UNCHANGED = re.compile(r"^(?:那就?|算了|还是|先)*[不别](?:换|改|动)了?$")
MISHAP = re.compile(
    r"^(?:不要|别)(?:再|让[^，]{1,4})?(?P<x>翻车|撞车|堵车|打架|吵架|着火|流血|摔倒|摔跤|爆炸|生气)了?$"
)


def _unchanged(talk: Talk, words: str) -> bool:
    """ "那就不换了": nothing is changed, as is wished."""
    if UNCHANGED.match(words) is None or talk.topic:
        return False
    talk.e.kept.append(words)
    return True


def _mishap(talk: Talk, words: str) -> bool:
    """ "不要翻车" ends that words tell of it; the car stays."""
    found = MISHAP.match(words)
    if found is None:
        return False
    verb = found.group("x")[0]
    for note in [n for n in talk.scene.notes if verb in n]:
        talk.e.scene = replace(talk.scene, notes=tuple(n for n in talk.scene.notes if n != note))
        talk.record("remove", "", "notes", note, note)
    talk.e.wish_away(found.group("x"), talk.say(talk.span))
    return True


def _only(talk: Talk, words: str) -> bool:
    """Take away whoever else is there: all other people where one of them is to stay, else all others who live."""
    found = ONLY.match(words)
    named = talk.find(found.group("x")) if found else None
    if found is None or named is None or named.part or not named.subjects:
        return False
    stays = talk.all(named.subjects)
    if not all(talk.names.is_alive(s) for s in stays):
        return False
    people = all(talk.names.is_person(s) for s in stays)
    others = [s for s in talk.scene.subjects if s.id not in named.subjects]
    for subject in others:
        if talk.names.is_person(subject) if people else talk.names.is_alive(subject):
            talk.remove(subject.id)
    if not any(c.kind == "remove" for c in talk.e.changes):
        talk.e.kept.append(words)
    talk.speak_of(named.subjects)
    return True


def _not_so(talk: Talk, words: str) -> bool:
    """ "不要这么血腥" is wished away from the whole picture."""
    found = NOT_SO.match(words)
    if found is None or talk.find(found.group("x")):
        return False
    talk.e.wish_away(found.group("x"), talk.say(talk.span))
    return True


def _distance(talk: Talk, words: str) -> bool:
    """Keep how far two stand from one another."""
    found = DISTANCE.match(words)
    if found is None or (not re.match(r"[他她它俩两]", found.group("x")) and not talk.find(found.group("x"))):
        return False
    return keep_words(talk, words, r"[^，]{2,12}(?:离|站|靠|挨|隔|坐|贴|分)得?(?:得|开|远|近|紧|拢|散).{0,2}")


def _lacks(talk: Talk, words: str) -> bool:
    """ "还没地毯那就加一块": what is missed comes in."""
    found = LACKS.match(words)
    if found is None or talk.find(found.group("x")):
        return False
    count = found.group("n") if len(found.group("n")) > 1 else f"一{found.group('n')}"
    return bring_new(talk, "", "加", f"{count}{found.group('x')}")


def _anew(talk: Talk, words: str) -> bool:
    """ "沙发换个位置靠窗放": only where it is told after counts."""
    found = PLACED_ANEW.match(words)
    if found is None:
        return False
    named = talk.find(found.group("x"))
    if named and named.subjects and not named.part:
        from rewriter.parts_zh import said_of

        kinds = placing_kinds()
        for subject in talk.all(named.subjects):
            parts = [p for p in subject.action.split("，") if p and not stands(p)]
            talk.e.put(replace(subject, place="", action="，".join(parts)))
            kept = tuple(r for r in talk.scene.relations if r.subject != subject.id or r.kind not in kinds)
            talk.e.scene = replace(talk.scene, relations=kept)
        if said_of(talk, named, found.group("rest")):
            return True
        for subject in talk.all(named.subjects):
            talk.act(subject, found.group("rest"))
        talk.speak_of(named.subjects)
        return True
    return keep_words(talk, f"{found.group('x')}{found.group('rest')}", f"{found.group('x')}[靠放在].*")


def _like(talk: Talk, words: str) -> bool:
    """ "画得像老照片一样": the style of the picture."""
    found = LIKE.match(words)
    if found is None or not STYLE_WORDS.search(found.group("x")):
        return False
    talk.frame("style", talk.e.lexicon.value("style", found.group("x")))
    return True
