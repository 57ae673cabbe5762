"""A whole turn of spoken Chinese, clause by clause: quoted text, topics that run on, slips that are taken back."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from dialog.scene import Scene
from rewriter import answers_zh
from rewriter.chinese import MEASURES, is_chinese
from rewriter.editing import Editing
from rewriter.facts_zh import facts
from rewriter.family_zh import by_name
from rewriter.followup_zh import answers_absent, answers_noted, colored_on, follow_question
from rewriter.former_zh import another_doer
from rewriter.history import History
from rewriter.intents import Wish
from rewriter.joining_zh import NOT_BUT, joined
from rewriter.making_zh import AMOUNT
from rewriter.meaning import transferred
from rewriter.members_zh import ON_BOTH, couple, single_out
from rewriter.naming_zh import NUMBER, Names
from rewriter.normal_zh import QUOTED
from rewriter.occasions_zh import opened
from rewriter.operations import with_field
from rewriter.owning_zh import BREED
from rewriter.reading_zh import clean, read_clause
from rewriter.runon_zh import run_on
from rewriter.sense_zh import makes_sense
from rewriter.several_zh import PAIRED, distribute, stand_apart
from rewriter.talk_zh import Talk
from rewriter.tinted_zh import style_before
from rewriter.weaving_zh import restore_clause, weave

JOINT = re.compile(r"[，,。；;！!？?\n…]+|\.(?=\s|$)")
WRONG = re.compile(
    r"^(?:字|文字|名字|标题|上面的?字)(?:又|都|好像)?(?:写|打|拼)错了$|^.{0,4}有错别?字$|^(?:哎呀|啊|诶|哦|"
    r"呃|嗯|等等|喔)?(?:不对|错了|不是(?:这样|这个)?|搞错了|弄错了|说错了|刚说错了|刚才说错了|我说错了|不不|"
    r"啊不|不)+(?:不对|错了|了|啊|呀|哦)*$"
)
Other = Callable[[str], object]


def split(words: str, names: Names) -> tuple[list[str], tuple[str, ...]]:
    """Return the clauses of a turn, each quoted text a single sign, and the quoted texts."""
    quotes: list[str] = []

    def hide(found: "re.Match[str]") -> str:
        quotes.append(found.group(1))
        return chr(0xE000 + len(quotes) - 1) if len(quotes) < 200 else found.group(0)

    masked = QUOTED.sub(hide, words)
    parts = [p.strip() for p in JOINT.split(masked) if p.strip()]
    return joined([q for p in parts for r in _sides(p) for o in run_on(r, names) for q in _within(o)]), tuple(quotes)


SIDED = re.compile(
    rf"^(?P<a>(?:[左右上下前后里外][边面]|旁边|中间)(?:是|有|放|画|加|来|站|坐)?着?(?:{NUMBER})[{MEASURES}][^，在]{{1,6}}?)"
    rf"(?P<b>(?:[左右上下前后里外][边面]|旁边|中间)(?:是|有|放|画|加|来|站|坐)?着?(?:{NUMBER})[{MEASURES}][^，]{{1,8}})$"
)
"""Two sides and who is there, in one breath: 左边一头牛右边一只羊."""


def _sides(part: str) -> list[str]:
    """Cut "猫在左边狗在右边" in two, and "骑着白马走在中间"."""
    both = re.match(r"^(?P<a>[^，]*[骑牵抱拉推扛挑拿举捧背]着[^，的在]{1,4})(?P<b>[走站坐跑飞趴躺蹲]在[^，的]+)$", part)
    if both:
        return [both.group("a"), both.group("b")]
    sided = SIDED.match(part)
    if sided:
        return [sided.group("a"), sided.group("b")]
    found = re.match(r"^(?P<a>[^，]{1,6}在[左右上下中](?:边|面|间))(?P<b>[^，]{1,6}在[左右上下中](?:边|面|间))$", part)
    return [found.group("a"), found.group("b")] if found else [part]


def _within(part: str) -> list[str]:
    """Cut one clause where a distribution ("一黑一白", "一条红的一条黑的") or a second wish begins without a comma."""
    found = re.match(
        r"^(?P<front>.{3,}?)(?P<pair>一[个只条匹头位名朵件顶根辆]?[^，一]{1,4}的?一[个只条匹头位名朵件顶"
        r"根辆]?[^，一]{1,4}的?)$",
        part,
    )
    if found and PAIRED.match(found.group("pair")) and re.search(r"(?:[两俩二]|2)", found.group("front")):
        return [found.group("front"), found.group("pair")]
    cut = re.split(
        r"(?<=[了掉走])(?=(?:换成?|改成|变成)[^，])|(?:然后|接着|并且|同时|而且)(?=.)|(?<=[^，]{3})(?=(?:再|"
        r"顺便)?把[^，]{1,10}(?:换|改|变|弄|去|删|放|移|挪))",
        part,
    )
    return [piece for piece in cut if piece]


TAKE_BACK = re.compile(
    r"(?:那就|那|还是|都|给我)?(?:改|换|变|调|弄)回(?:去|来|原来的?|原样)(?:吧|了)?"
    r"|(?:把)?(?:刚才|刚刚|上)的?(?:那)?(?:一)?[步次](?:操作|修改|改动)?(?:取消|撤销|撤回|不算|不要|作废|收回)(?:掉|了)?"
    r"|(?:还是)(?:刚才|刚刚|之前|上一张)(?:那个|那样|那张|的)?(?:[^，]{1,4}(?:一点|一些|点|些)的?)?(?:更|比较)?(?:好看?|漂亮)(?:一点|些)?"
    r"|(?:取消|撤销|撤回|收回)(?:掉)?(?:刚才|刚刚|上)的?(?:那)?(?:一)?[步次](?:操作|修改|改动)?"
)


ASIDE = re.compile(r"^(?:就|只|才|真的|是)[^，换改加]{1,8}吗[?？]?$")
"""Asked in passing, beside a wish: "就两辆吗"."""


@dataclass
class Spoken:
    """A turn under way: its clauses ``parts``, read one by one."""

    talk: Talk
    parts: list[str]

    def reach_back(self, part: str, history: History, base: int) -> bool:
        """Read a clause that brings something of an earlier picture; after a step back what only says so again."""
        if base and re.match(r"^(?:还是|就|用|要|还用)*(?:原来|之前|原先|刚才|最开始|上一张)", clean(part)):
            return True
        self.talk.span = part
        if TAKE_BACK.fullmatch(clean(part)):
            return self._revert(history)
        follow_question(self.talk, history)
        if ASIDE.search(part) and not answers_zh.WISHES.search(clean(part)):
            return True
        if answers_absent(self.talk, clean(part), history) or answers_noted(self.talk, clean(part), history):
            return True
        if colored_on(self.talk, clean(part), history):
            return True
        return (
            style_before(self.talk, clean(part)) or restore_clause(self.talk, part) or weave(self.talk, part, history)
        )

    def _revert(self, history: History) -> bool:
        """Take back what the last turn did."""
        before = history.previous()
        if not before:
            return False
        self.talk.e.scene = history.scene_of(before)
        self.talk.record("undo", "", "step", "")
        return True

    def read(self, part: str, other: Other) -> None:
        """Apply one clause; ``other`` reads what the rules of spoken Chinese do not know."""
        read_part(self.talk, part, other)


ANOTHER = re.compile(
    r"^(?:好的?|那|算了|行|嗯|OK|ok|不要了|这张可以了)?[，、]?(?:帮我|给我|请|麻烦)?(?P<new>(?:再|另外?|重新|"
    r"单独|接着|然后|换|新|从头)+(?:帮我|给我)?(?:单独|另外|重新|新)*)"
    r"(?:画|来|生成|做|整|弄|搞|设计)?(?:一)?(?:张|幅)(?:新的|别的|其他的|全新的|不一样的|另外的)?(?:图片|图|"
    r"画)?(?:吧|呗|：|:|，|。|\s)*(?P<rest>.*)$",
    re.DOTALL,
)


def another(words: str) -> Wish | None:
    """Return the wish for a new picture that a Chinese turn begins with, or None."""
    found = ANOTHER.match(words) if is_chinese(words) and len(words) < 1200 else None
    if found is None or re.match(r"^(?:的|里|上|中|配|跟|和|一样)", found.group("rest")):
        return None
    rest = found.group("rest").strip()
    return Wish("new", rest) if rest else Wish("again")


def wants_speech(words: str, history: History) -> bool:
    """Tell whether a short plain turn means more than it says: instead of what went, scenery, where the dish stands."""
    if re.match(r"^(?:换成|改成)", words) and len(history.scenes) > 1:
        there = {s.id for s in history.scene.subjects}
        if any(s.id not in there for s in history.scenes[-2].subjects):
            return True
    last = history.turns[-1] if history.turns else None
    if last and last.draft.intent == "answer" and answers_zh.asks(last.request.text):
        return True
    if BREED.match(words):
        return True
    given = last and any(c.kind == "add" and c.attribute in ("wears", "holds") for c in last.draft.changes)
    if given and re.match(r"^(?:换成|改成|变成)(?:[^，的]{1,3}色|[红黄蓝绿紫黑白灰粉金银])的?$", words):
        return True
    return (
        re.search(
            r"^换到(?:画面)?[左右上下中前后]|^[戴穿](?:着|上)|[戴穿围系披]上?(?:吧|了|呀|啊)*$|[戴穿围系披]回[去来]|^画[家架布板框像]|^放[在到]|一样的$|^[^，把给将让再也还又]{1,4}(?:再|也|还)(?:加|来)一|[早傍清].的日[出落]$|穿[^，]{2,5}戴|人都[穿戴]|戴[^，]{2,5}穿|^再?(?:加|来)上?一[只条个匹头位名朵件顶根辆艘][^，的]{1,4}的$|[一二三四五六七八九十两\d]点(?:半|钟|整)?$|[上晚晨昏午夜]的光线?$|[雪雨]景$|色系|(?:原来|之前|刚才|开始|原先)的?(?:风格|画风)|^(?:[左右][上下]角|旁边|边上|[前后上下里左右]面|[左右]边|身[边旁后]|手边|"
            r"脚边)",
            words,
        )
        is not None
    )


OF_STYLE = re.compile(
    r"^(?:来|画|做|整)?(?:一?[张幅])?(?P<s>[^，的着在]{2,12}?)(?:风格|画风)的(?P<x>[^，]{2,}(?<!的))$"
)
"""A first description that begins with its style: 赛博朋克风格的重庆夜景."""
I_MEAN = r"(?:我(?:说的|的意思|指的|想说的)是|我?是(?:说|指))"


def begin(editing: Editing, words: str) -> Spoken:
    """Return the turn ``words`` cut into clauses, to be read into ``editing``."""
    words = by_name(words, editing.scene)
    parts, quotes = split(words, Names(editing.scene, editing.lexicon, tuple(editing.focus)))
    return Spoken(Talk(editing, quotes=quotes), parts)


OPENING = re.compile(
    r"^(?:帮我|给我|请|麻烦)?(?:整|来|画|生成|弄|搞|做|设计|打开|新建|开始画?|开)?(?:一)?(?:张|幅)(?:图片|图|画)?(?:，?(?:内容|主题)是)?[:：，]\s*"
)
LED = re.compile(r"^(?:有|还有|旁边|左|右|上|下)|没有|不要|别|[春夏秋冬][天季]|背景|风|雨|雪|画$")


def describe_turn(editing: Editing, words: str, other: Other) -> None:
    """Read a first description into ``editing``; ``other`` reads clauses that the rules do not know."""
    spoken = begin(editing, OPENING.sub("", words, count=1) or words)
    spoken.talk.fresh = True

    def rest(part: str) -> None:
        told = editing.scene.subjects and 1 < len(part) < 30 and not AMOUNT.match(part) and not LED.search(part)
        if told and not facts(part, editing.lexicon):
            return editing.note(part)
        other(part)
        return None

    said, why = opened(spoken.parts)
    for part in said:
        spoken.read(part, rest)
    for part in why if editing.scene.subjects else ():
        editing.note(spoken.talk.say(part))


def read_part(talk: Talk, part: str, other: Other) -> None:
    """Apply one clause."""
    if WRONG.match(part):
        talk.corrects = True
        return
    styled = OF_STYLE.match(part) if talk.fresh and not talk.scene.style else None
    if styled and styled.group("s") != "的":
        for name, value in facts(f"{styled.group('s')}风格", talk.e.lexicon):
            talk.frame(name, value)
        part = styled.group("x") if talk.scene.style else part
    denied = NOT_BUT.match(part) or NOT_BUT.match(clean(part))
    if denied:
        return _denied(talk, denied.group("old"))
    stand_apart(talk, clean(part))
    single_out(talk, clean(part))
    couple(talk, clean(part))
    pair = PAIRED.match(clean(part)) if not ON_BOTH.match(clean(part)) else None
    if pair and distribute(talk, pair):
        return
    said = part
    if talk.corrects or re.match(rf"^(?:哦|啊)?(?:不对|错了)?{I_MEAN}", part):
        said = _corrected(talk, part)
        if not said:
            return
    if read_clause(talk, said):
        return
    if re.fullmatch(r"[^把给让换改去不别我你您再还加]{2,7}了", part) and not new_wish(part):
        said = talk.say(clean(part))
        if said not in talk.scene.notes:
            talk.e.scene = replace(talk.scene, notes=(*talk.scene.notes, said))
            talk.record("edit", "", "notes", said)
        return
    before = tuple(s.id for s in talk.scene.subjects)
    scene, done, running = talk.e.scene, list(talk.e.changes), bool(talk.topic) or talk.fresh
    other(talk.say(said))
    if not makes_sense(scene, talk.e.scene, clean(said), talk.e.lexicon, running):
        talk.e.scene, talk.e.changes = scene, done
        talk.e.miss(talk.say(said))
    talk.speak_of([s.id for s in talk.scene.subjects if s.id not in before][-1:] or talk.topic)


def _denied(talk: Talk, name: str) -> None:
    """ "不是围裙": what the last turn gave to somebody, and was not meant, he has no more."""
    named = talk.find(name)
    part = named.part if named else None
    earlier = talk.e.history[-2] if len(talk.e.history) > 1 else None
    if part is None or earlier is None or not part.subject:
        return
    was = next((s for s in earlier.subjects if s.id == part.subject), None)
    for now in (talk.e.focus and talk.all(talk.e.focus[:1])) or ():
        was = next((s for s in earlier.subjects if s.id == now.id), None)
        gained = was and [t for t in getattr(now, part.field) if t not in getattr(was, part.field)]
        if was and gained and any(talk.names.is_thing(t, name) for t in gained):
            talk.e.put(with_field(now, part.field, getattr(was, part.field)))
            talk.record("undo", now.id, part.field, "", name)
            talk.speak_of([now.id])


def new_wish(part: str) -> bool:
    """Tell whether a clause that ends in 了 is a wish or talk rather than what the picture shows."""
    return re.search(r"[要想好行对错完够]了$|太|停了|掉了", part) is not None


def _corrected(talk: Talk, part: str) -> str:
    """ "我说的是水草要三根": what the last turn did to another of the same kind is taken back."""
    meant = re.match(rf"^(?:哦|啊)?(?:不对|错了)?{I_MEAN}(?P<x>.+)$", part)
    talk.corrects = False
    if meant is None:
        other = another_doer(talk, part)
        if other:
            return other
        value = re.match(r"^(?:应该|要的)?是(?:要)?(?P<x>[^，是]{2,10})$", clean(part))
        thing = talk.thing(value.group("x")) if value else None
        named = talk.find(thing.noun) if thing else None
        if value and named and (named.part or named.subjects):
            return f"把{thing.noun if thing else ''}改作{value.group('x')}"
        last = next((s for s in talk.scene.subjects if s.id in talk.e.focus[:1]), None)
        if value and last and thing and not named and not thing.color:
            return f"把{last.noun}改作{value.group('x')}"
        return part
    said = meant.group("x")
    if not talk.e.history or len(talk.e.history) < 2:
        return said
    now, earlier = talk.scene, talk.e.history[-2]
    focus = talk.e.focus[:1]
    old = next((s for s in earlier.subjects if s.id in focus), None)
    mine = next((s for s in now.subjects if s.id in focus), None)
    bare = talk.find(said.strip("的"))
    if bare and bare.part and transferred(talk.e, said.strip("的"), part):
        return ""
    if old and mine and bare and bare.subjects and not bare.part and mine.id not in bare.subjects:
        return _transferred(talk, now, earlier, mine.id, bare.subjects[0])
    trial = Talk(
        replace(talk.e, changes=[], missed=[], unheard=[], kept=[], focus=list(talk.e.focus)), quotes=talk.quotes
    )
    if not read_clause(trial, said) or old is None or mine is None:
        return said
    done = {c.attribute for c in trial.e.changes if c.target not in focus}
    fields = [
        f for f in ("count", "color", "size", "place", "action") if f in done and getattr(old, f) != getattr(mine, f)
    ]
    for name in fields:
        back = with_field(mine, name, getattr(old, name))
        if name == "count":
            back = replace(back, attributes=old.attributes)
        talk.e.put(back)
        talk.record("undo", mine.id, name, str(getattr(old, name)))
    return said


def _transferred(talk: Talk, now: Scene, earlier: Scene, wrong: str, right: str) -> str:
    """What the last turn did to the one is done to the other instead."""
    old = next(s for s in earlier.subjects if s.id == wrong)
    mine = next(s for s in now.subjects if s.id == wrong)
    meant = talk.e.get(right)
    for name in ("color", "size", "count", "action", "place", "attributes", "wears", "holds"):
        was, has = getattr(old, name), getattr(mine, name)
        if was == has:
            continue
        talk.e.put(with_field(talk.e.get(wrong), name, was))
        given = (*getattr(meant, name), *(x for x in has if x not in was)) if isinstance(has, tuple) else has
        talk.e.put(with_field(talk.e.get(right), name, given))
        talk.record("edit", right, name, str(has))
    talk.speak_of([right])
    return ""
