"""A Chinese edit under way: what is spoken of, and the few changes that all rules of spoken Chinese are made of."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from dialog.scene import Relation, Scene, Subject, Thing
from rewriter import placing, subjects
from rewriter.chinese import MEASURES, numeral
from rewriter.deeds_zh import clashing, merged, renewed
from rewriter.editing import Editing
from rewriter.making_zh import Made, make, named
from rewriter.naming_zh import Named, Names
from rewriter.operations import Operation, with_field
from rewriter.phrases_zh import RELATIONS
from rewriter.resolve import Referent

OPPOSITES = (
    ("胖", "瘦"), ("高", "矮"), ("长", "短"), ("老", "年轻"), ("新", "旧"), ("厚", "薄"), ("圆", "方"),
    ("干净", "脏"), ("亮", "暗"),
    ("粗", "细"), ("宽", "窄"), ("软", "硬"), ("大", "小"), ("年老", "年轻"), ("老", "小"),
)  # fmt: skip
GARMENTS = (
    r"[衣服裙袍衫装裤甲]子?$|外套|夹克|旗袍|汉服|袈裟|风衣|毛衣|羽绒服|西装|卫衣",
    r"[帽冠笠盔]$|帽子|头巾|斗笠|皇冠|头盔|草帽",
    r"镜$|眼镜|墨镜",
    r"[巾脖]$|围巾|围脖|项链|领结|领带|铃铛",
    r"鞋|靴",
)
SHAPES = re.compile(
    r"^(?:木|玻璃|金属|石|大理石|塑料|纸|水晶|冰|钢|铜|铁|陶|陶瓷|皮|毛绒|木头|木制|青花瓷?|白瓷|瓷|紫砂|"
    r"红木|竹|布|丝绸|玉|银制|金制|青铜|不锈钢|砖|泥|藤|草编|毛线|机械)(?:质|制|做)?(?:的)?$"
)


@dataclass
class Talk:
    """``e`` is the scene under way; ``topic`` the ids this turn speaks of; ``quotes`` what stands for quoted text;
    ``own`` whose part was spoken of last, and which."""

    e: Editing
    topic: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()
    span: str = ""
    part: Referent | None = None
    fresh: bool = False
    corrects: bool = False
    chosen: bool = False
    where: str = ""
    word: str = ""
    gone: list[str] = field(default_factory=list)
    own: tuple[str, str] = ("", "")

    @property
    def names(self) -> Names:
        """Looks words up in the scene as it is now."""
        return Names(self.e.scene, self.e.lexicon, tuple(dict.fromkeys((*self.topic, *self.e.focus))))

    @property
    def scene(self) -> Scene:
        """The scene as it is now."""
        return self.e.scene

    def say(self, words: str) -> str:
        """Return ``words`` with the quoted text in its place."""
        return re.sub(r"[\ue000-\ue0ff]", lambda m: f"“{self.quotes[ord(m.group(0)) - 0xE000]}”", words)

    def find(self, words: str) -> Named | None:
        """Return what ``words`` name."""
        return self.names.find(words)

    def all(self, ids: Iterable[str]) -> list[Subject]:
        """Return the subjects with these ids, those that are still there."""
        wanted = tuple(ids)
        return [s for id_ in wanted for s in self.scene.subjects if s.id == id_]

    def current(self) -> list[Subject]:
        """Return what is spoken of: the topic of this turn, else what the last turns spoke of, else the first."""
        found = self.all(self.topic) or self.all(self.e.focus)[:1] or list(self.scene.subjects[:1])
        return found

    def speak_of(self, ids: Iterable[str]) -> None:
        """Let ``ids`` be the topic."""
        self.topic = tuple(ids)
        if self.part and self.part.subject not in self.topic:
            self.part = None
        self.e.focus = list(dict.fromkeys((*self.topic, *self.e.focus)))

    def record(self, kind: str, target: str, attribute: str, value: str, old: str = "") -> None:
        """Note one difference."""
        self.e.record(kind, target, attribute, self.say(value), old, self.say(self.span))

    def op(self, kind: str, target: str, attribute: str = "", value: str = "") -> Operation:
        """Return an operation for the functions that the other grammars share."""
        return Operation(kind, f"#{target}" if target else "", attribute, value, span=self.say(self.span))

    def add(self, made: Made) -> Subject:
        """Add a subject; what it is said to do is read by the caller."""
        subject = replace(made.subject, noun=self.say(made.subject.noun))
        new = self.e.append(subject)
        kept = tuple(a for a in self.scene.absent if a not in new.noun)
        self.e.scene = replace(self.scene, absent=kept)
        self.record("add", new.id, "", new.noun)
        return new

    def relate(self, id_: str, kind: str, other: str) -> None:
        """Let ``id_`` stand in ``kind`` to ``other``; where it stood before is over."""
        deed = kind not in placing_kinds()
        kept = tuple(
            r
            for r in self.scene.relations
            if r.subject != id_ or (r.kind != kind if deed else r.kind not in placing_kinds())
        )
        kept = tuple(r for r in kept if not (r.subject == other and r.object == id_ and not deed))
        self.e.scene = replace(self.scene, relations=(*kept, Relation(id_, kind, other)))
        subject = self.e.get(id_)
        if not deed and subject.place:
            self.e.put(replace(subject, place=""))
        self.record("edit", id_, "place" if not deed else "action", self.beside(kind, other))

    def beside(self, kind: str, other: str) -> str:
        """Return where or what a relation is, in words: 龙的右边, 骑着马."""
        name = self.e.get(other).noun
        return f"{name}的{RELATIONS[kind]}" if kind in RELATIONS else f"{kind}{name}"

    def remove(self, id_: str) -> None:
        """Take a subject away, with what hangs on it; others' deeds no longer name it."""
        subject = self.e.get(id_)
        self.gone.append(id_)
        kept = tuple(n for n in self.scene.notes if not n.startswith(f"{subject.noun}叫"))
        self.e.scene = replace(placing.drop(self.scene, id_), notes=kept)
        self.record("remove", id_, "", subject.noun, subjects.caption_of(subject, self.e))
        self.topic = tuple(i for i in self.topic if i != id_)

    def set_count(self, subject: Subject, count: int) -> None:
        """Change the number of a subject; none is a removal."""
        if count <= 0:
            return self.remove(subject.id)
        return subjects.set_attribute(self.e, subject, self.op("set", subject.id, "count", str(count)))

    def set_color(self, subject: Subject, color: str) -> None:
        """Color a subject; a color in its name or among its attributes goes."""
        noun, lexicon = subject.noun, self.e.lexicon
        first = next((m for m in lexicon.find(noun, ("color",)) if m.start == 0), None)
        rest = noun[first.end :].removeprefix("色") if first else ""
        if rest and lexicon.concept(rest) and not lexicon.concept(noun):
            subject = replace(subject, noun=rest)
        subject = replace(subject, attributes=tuple(a for a in subject.attributes if not colored(a, self)))
        self.e.put(subject)
        subjects.set_attribute(self.e, subject, self.op("set", subject.id, "color", color))

    def describe(self, subject: Subject, words: str) -> None:
        """Give a subject an attribute; what contradicts it goes, in its name too."""
        words = self.say(words)
        size = {"大": "big", "小": "small"}.get(words.removesuffix("的"))
        if size:
            return subjects.set_attribute(self.e, subject, self.op("set", subject.id, "size", size))
        contrary = {b if words.startswith(a) else a for a, b in OPPOSITES if words.startswith((a, b))}
        noun = subject.noun
        for word in contrary:
            if noun.startswith(word) and len(noun) > len(word) + 1:
                noun = noun.removeprefix(word)
        shape = SHAPES.match(words) is not None
        kept = tuple(
            a
            for a in subject.attributes
            if not any(a.startswith(word) for word in contrary) and not (shape and SHAPES.match(a)) and a != words
        )
        if shape:
            noun = self.unshaped(noun)
        color = "" if shape and SHAPES.match(subject.color) else subject.color
        self.e.put(replace(subject, noun=noun, attributes=(*kept, words.removesuffix("的")), color=color))
        return self.record("edit", subject.id, "attribute", words)

    def unshaped(self, noun: str) -> str:
        """Return a noun without the material in front: 木桌子 is 桌子."""
        for cut in range(min(4, len(noun) - 1), 0, -1):
            if SHAPES.match(noun[:cut]) and self.e.lexicon.concept(noun[cut:]):
                return noun[cut:]
        return noun

    def wear(self, subject: Subject, thing: Thing, instead: bool = False) -> None:
        """Dress a subject; one of the same name, or of the same kind when it is exchanged, goes."""
        kind = garment(thing.noun)
        same = lambda t: t.noun == thing.noun or (instead and kind and garment(t.noun) == kind)  # noqa: E731
        kept = tuple(t for t in subject.wears if not same(t))
        clad = re.match(r"^[红橙黄绿青蓝紫黑白灰棕金银粉]衣(?=.{2})", subject.noun) if thing.color else None
        if clad and kind and kind == garment("衣服"):
            subject = replace(subject, noun=subject.noun[clad.end() :])
        self.e.put(replace(subject, wears=(*kept, thing)))
        self.record("add", subject.id, "wears", thing.noun)
        self.part = Referent("wears", subject.id, len(kept), thing.noun)

    def hold(self, subject: Subject, thing: Thing, instead: bool = False) -> None:
        """Put something into a subject's hands."""
        kept = () if instead else tuple(t for t in subject.holds if t.noun != thing.noun)
        self.e.put(replace(subject, holds=(*kept, thing)))
        self.record("add", subject.id, "holds", thing.noun)
        self.part = Referent("holds", subject.id, len(kept), thing.noun)

    def thing(self, words: str) -> Thing | None:
        """Return the worn or held thing that ``words`` are."""
        made = make(re.sub(r"^把(?=.)", "一把", self.say(words)), self.e.lexicon)
        if made is None:
            return None
        s = made.subject
        size = {"big": ("大",), "small": ("小",)}.get(s.size, ())
        noun = {"衣": "衣服", "裙": "裙子", "帽": "帽子"}.get(s.noun, s.noun)
        return Thing(noun, s.color, (*size, *s.attributes, *made.said), s.count, s.concept)

    def act(self, subject: Subject, words: str) -> None:
        """Let a subject do something, in the user's words."""
        words = re.sub(
            r"^正在|^在(?![^，]{1,3}[上里下中边])(?=[^，]{0,2}[^，处空边里上下中外前后旁面方间顶底头角天地周围侧]$)",
            "",
            self.say(words),
        )
        subjects_action = subject.action
        new = merged(subjects_action, words) if subject.id in self.e.acted else renewed(subjects_action, words)
        self.e.acted.add(subject.id)
        self.e.put(replace(self.e.get(subject.id), action=new))
        gone = "，".join(p for p in subjects_action.split("，") if p and p not in new)
        self.record("edit", subject.id, "action", words, gone)

    def frame(self, name: str, value: str) -> None:
        """Set a fact of the whole picture; "" takes it away."""
        from rewriter.fields import set_frame

        if name == "setting" and value and not self.e.lexicon.lookup(value, "setting"):
            timed = re.match(r"^(?P<t>[^，的]{2,3})的(?P<x>[^，]{1,8})$", value)
            time = self.e.lexicon.lookup(timed.group("t"), "time") if timed else ""
            if timed and time:
                self.frame("time", self.e.lexicon.value("time", timed.group("t")))
                return self.frame("setting", self.e.lexicon.value("setting", timed.group("x")))
        if name == "mood" and any(change.attribute == "mood" for change in self.e.changes):
            self.e.scene = replace(self.scene, mood=f"{self.scene.mood}，{self.say(value)}")
            return self.record("background", "", "mood", value)
        value = self.say(value)
        if name == "colors":
            notes = tuple(n for n in self.scene.notes if not n.endswith("为主色"))
            self.e.scene = replace(self.scene, notes=(*notes, f"以{value}为主色"))
            return self.record("edit", "", "colors", value)
        if not value:
            old = str(getattr(self.scene, name))
            self.e.scene = with_field(self.scene, name, "")
            return self.record("remove", "", name, old, old)
        if name == "mood" and self.scene.mood:
            kept = [part for part in self.scene.mood.split("，") if not clashing(part, value)]
            self.e.scene = replace(self.scene, mood="，".join([*kept, value]))
            return self.record("background", "", "mood", value)
        set_frame(self.e, Operation("frame", attribute=name, value=value, span=self.say(self.span)))
        return self._told_once(name)

    def _told_once(self, name: str) -> None:
        """Let two changes of one fact in a row be one: from what it was to what it is."""
        first, last = [*self.e.changes[-2:], None, None][:2]
        if first and last and first.attribute == last.attribute == name and first.value == last.old:
            self.e.changes[-2:] = [replace(last, old=first.old)]

    def individuals(self, group: Subject) -> list[Subject]:
        """Turn several of a kind into so many subjects of their own, each with all that was said of them."""
        if not 1 < group.count < 5:
            return [group]
        counted = re.compile(rf"^[一两三四五二](?=[{MEASURES}]$)")
        plain = tuple(
            counted.sub("一", a) for a in group.attributes if counted.match(a) or not re.match(r"^[一两三四五二]", a)
        )
        self.e.changes[:] = [c for c in self.e.changes if (c.target, c.attribute) != (group.id, "count")]
        first = replace(group, count=1, attributes=plain)
        self.e.put(first)
        rest = [self.e.append(first) for _ in range(group.count - 1)]
        made = [first, *rest]
        links = tuple(replace(r, subject=s.id) for r in self.scene.relations if r.subject == group.id for s in rest)
        self.e.scene = replace(self.scene, relations=(*self.scene.relations, *links))
        for one in made:
            self.record("edit", one.id, "split", one.noun, one.noun)
        return made


def placing_kinds() -> frozenset[str]:
    """Return the kinds of relation that say where something stands."""
    return frozenset(("left_of", "right_of", "above", "below", "next_to", "in_front_of", "behind", "on", "in", "under"))


def garment(noun: str) -> str:
    """Return which part of the body a thing is worn on, or ""."""
    return next((pattern for pattern in GARMENTS if re.search(pattern, noun)), "")


def colored(attribute: str, talk: Talk) -> bool:
    """Tell whether an attribute only says a color."""
    return bool(talk.e.lexicon.lookup(attribute.removesuffix("的"), "color")) or attribute.endswith("色")


def amount_words(count: int, measure: str) -> str:
    """Return "三枝"."""
    return f"{numeral(count)}{measure}"


def bare(words: str, talk: Talk) -> Subject:
    """Return the subject that a bare noun makes."""
    return named(words, talk.e.lexicon)
