"""Two of whom one deed tells, in a first picture: 孙悟空大战红孩儿, 猫追老鼠, 老虎和狮子打架."""

import re

from rewriter.living_zh import ANIMAL_END, PERSON_END
from rewriter.making_zh import Made, make
from rewriter.talk_zh import Talk

VERSUS = re.compile(
    r"^(?P<a>[^，的在和跟与]{1,8}?)(?:正在|正|在)?(?P<v>大战|打(?=[^架球仗雪伞])|对战|激战|决战|决斗|打败|追赶|追着?|抱着?|亲吻|背着|牵着|喂着?|护送|教训)(?P<b>[^，的在着]{1,8}?)$"
)
NO_PAIR = re.compile(r"^(?:星|光|梦|剧|风|逐)")


def versus(talk: Talk, words: str) -> bool:
    """Read such a clause where nothing is drawn yet: both are there, and what the one does to the other."""
    found = VERSUS.match(words) if talk.fresh and not talk.scene.subjects else None
    if found is None or NO_PAIR.match(found.group("b")):
        return False
    first, second = _one(talk, found.group("a")), _one(talk, found.group("b"))
    if first is None or second is None:
        return False
    one, other = talk.add(first), talk.add(second)
    verb = found.group("v")
    talk.relate(one.id, f"{verb}着" if verb in tuple("追抱喂") else verb, other.id)
    talk.speak_of([one.id])
    return True


def _one(talk: Talk, words: str) -> Made | None:
    """Return whom ``words`` name, if it is somebody and nothing more is said of him."""
    made = make(talk.say(words), talk.e.lexicon)
    if made is None or made.said:
        return None
    living = talk.names.is_alive(made.subject)
    return made if living or PERSON_END.search(made.subject.noun) or ANIMAL_END.search(made.subject.noun) else None
