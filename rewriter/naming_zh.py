"""What Chinese words of an edit name in the scene: by noun, by what is true of it, by place, by owner, by pronoun.

Stricter than ``resolve``: every sign of a name must be accounted for, so that the longest beginning of a clause that
names something is its topic and the rest is what is said of it.
"""

import re
from dataclasses import dataclass, replace

from dialog.scene import Scene, Subject, Thing
from rewriter.chinese import MEASURES, NUMERALS
from rewriter.lexicon import Lexicon
from rewriter.living_zh import ANIMAL_END, PEOPLE, PERSON_END, THING_END
from rewriter.resolve import Referent

NUMBER = r"(?:十[一二三四五六七八九]|[一二两俩三仨四五六七八九十]|\d{1,3})"
PRONOUNS = re.compile(r"^(?:它|他|她|牠|这个|那个|这只|那只|人家|自己|这货|这家伙|那家伙)$")
PLURALS = re.compile(
    rf"^(?:[它他她]们?(?:俩|仨|几个|{NUMBER}[{MEASURES}])|[它他她]们|俩人|两人|这俩|那俩|(?:这|那)?[两二三四五]个人|(?:这|"
    rf"那)?两[{MEASURES}]|(?:这|那)?[三四五][{MEASURES}]人?(?=都|全)|俩)(?:都|全)?$"
)
BOTH_SIDES = re.compile(rf"^(?:左右)?两(?:边|侧|旁)(?:的)?(?:那|这)?(?:俩|两[{MEASURES}]|{NUMBER}?[{MEASURES}])?$")
LEFT_OVER = re.compile(rf"^剩下?的?(?:那|这)?(?:一)?[{MEASURES}]$")
EVERYTHING = re.compile(r"^(?:所有(?:的)?(?:东西|人)?|全部|大家|每[个只位条](?:人)?|大伙儿?)$")
SIDE_ONE = re.compile(
    rf"^(?:最|靠|画面)?(左|右|中间|中|上|下|前|后)(?:边|面|侧|方)?(?:的)?(?:那|这)?{NUMBER}?(?:[{MEASURES}]|边)?$"
)
ORDINAL = re.compile(rf"^第({NUMBER})[{MEASURES}](.*)$")
OTHER = re.compile(rf"^另外?(?:一|那)?[{MEASURES}](.*)$")
NEWEST = re.compile(rf"^(?:新|新来|新加|新画|刚加|刚画|刚才加|后来|后加)的?(?:那|这)?(?:一)?[{MEASURES}]$")
HEADLESS = re.compile(
    rf"^(.{{1,8}}?)(?:的(?:(?:那|这){NUMBER}?[{MEASURES}]?|{NUMBER}[{MEASURES}])?|(?:那|这){NUMBER}?[{MEASURES}])$"
)
AMOUNT = re.compile(
    rf"^(?:这|那|其中(?:的)?)?(?:{NUMBER}|几|每)?[{MEASURES}](?=.)|^(?:这|那)些?(?=.)|^(?:所有|全部)(?:的)?(?=.)"
)
KINDS = {
    r"女的|女生|女人|女士|女孩子?|姑娘|女孩儿": re.compile(r"女|姑娘|妈|奶|婆|姐|妹|姨|嫂|公主|王后|娘$"),
    r"男的|男生|男人|男士|男孩子?|小伙子?|男孩儿": re.compile(r"男|爸|爷|叔|伯|哥|弟|王子|国王|小伙|先生|郎$|汉$|翁$"),
    r"小孩儿?|孩子|小朋友|娃娃?": re.compile(r"孩|童|娃|弟弟|妹妹|宝宝|儿子|女儿|少年|小朋友"),
    r"老人家?|老头|老太太": re.compile(r"^老(?:[人头太汉伯奶爷大妇师]|爷爷|奶奶)|爷爷|奶奶|外公|外婆|翁"),
    r"小?狗狗?|狗子|狗儿": re.compile(
        r"[狗犬]$|柯基|金毛|泰迪|哈士奇|二哈|拉布拉多|边牧|萨摩耶|吉娃娃|比熊|雪纳瑞|博美|贵宾|阿拉斯加"
    ),
    r"小?猫咪?|猫猫|喵": re.compile(r"猫咪?$|布偶|英短|美短|暹罗|狸花|缅因"),
    r"小?恐龙": re.compile(r"(?:霸王|三角|翼|剑|迅猛|暴|腕|甲|雷|梁|翼手)龙$"),
    r"小?鸟儿?": re.compile(r"鸟|鹦鹉|鸽|燕|雀|鹤|鹭|鸥|鹰|鹊|鹅|鸭|天鹅|凤凰"),
}
"""Words for a whole kind, and how those that may be meant are called."""
WORN_KINDS = {
    "眼镜": re.compile(r"镜$"),
    "帽子": re.compile(r"[帽冠盔]$|斗笠|帽子|头盔"),
    "衣服": re.compile(r"[衣衫袍裙装服袄褂袈裟]$|外套|夹克|旗袍|卫衣|马甲|背心"),
    "鞋": re.compile(r"[鞋靴]$"),
    "鞋子": re.compile(r"[鞋靴]$"),
    "裤子": re.compile(r"裤"),
}
"""Words for a whole kind of clothes."""
OWNER = re.compile(r"^(.+?)(?:的|身上的?|头上的?|手里的?|手上的?|脖子上的?|脚上的?|脸上的?|戴的|穿的|拿的|那)(.+)$")


@dataclass(frozen=True, slots=True)
class Named:
    """What words name: ``subjects`` (ids), or ``part`` of one of them, or nothing but words (``part`` alone)."""

    subjects: tuple[str, ...] = ()
    part: Referent | None = None


def stem(noun: str) -> str:
    """Return a noun without what colloquial Chinese puts around it: 小狗, 狗狗, 狗子 are 狗."""
    if len(noun) == 2 and noun[0] == noun[1]:
        return noun[0]
    short = noun[:-1] if len(noun) > 1 and noun[-1] in "子儿" and noun not in ("孩子", "儿子") else noun
    return short[1:] if len(short) > 1 and short[0] in "小老大阿" else short


@dataclass(frozen=True)
class Names:
    """Looks names up in ``scene``; ``focus`` are ids, the one last spoken of first."""

    scene: Scene
    lexicon: Lexicon
    focus: tuple[str, ...] = ()
    thing: Referent | None = None

    def find(self, words: str) -> Named | None:
        """Return what ``words`` name, every sign of them accounted for, or None."""
        words = words.strip("，,。 的") if not words.endswith("的") else words.strip("，,。 ")
        words = re.sub(r"^(?:刚才|刚刚|之前)的?(?=[那这])", "", words)
        if not words or len(words) > 24:
            return None
        found = self.several(words)
        if found:
            return Named(tuple(s.id for s in found))
        part = self.part(words)
        whose, _, own = words.removesuffix("的").rpartition("的")
        if part is None and own and self.several(whose) and (mine := self.several(own)):
            return Named(tuple(s.id for s in mine))
        return Named((part.subject,) if part.subject else (), part) if part else None

    def several(self, words: str) -> tuple[Subject, ...]:
        """Return the subjects that ``words`` name."""
        order = self.order()
        if PRONOUNS.match(words):
            return self._pronoun(words, order)
        if PLURALS.match(words):
            return self._plural(words)
        if BOTH_SIDES.match(words):
            return tuple(s for s in self.scene.subjects if s.place in ("left", "right"))
        if LEFT_OVER.match(words):
            return tuple(s for s in order if s.count == 1)[:1]
        if EVERYTHING.match(words):
            alive = tuple(s for s in self.scene.subjects if self.is_alive(s))
            alive = (tuple(s for s in alive if self.is_person(s)) or alive) if words[0] in "大每" else alive
            return self.scene.subjects if "东西" in words or not alive else alive
        listed = [w for w in re.split(r"和|跟|与|、|以及", words) if w]
        if len(listed) > 1:
            named = [self.several(word) for word in listed]
            return tuple(dict.fromkeys(s for group in named for s in group)) if all(named) else ()
        return self._one(words, order)

    def _one(self, words: str, order: list[Subject]) -> tuple[Subject, ...]:
        side = SIDE_ONE.match(words)
        ranked = re.match(r"^最[前后上下]", words) is not None
        if side and not ranked and (len(words) > 2 or words in ("左边", "右边")):
            return self.at_side(side.group(1), self.scene.subjects) if re.search(r"[那这的]", words) else ()
        nth = ORDINAL.match(words)
        if nth:
            twins = [
                s for s in self.scene.subjects if any(o.noun == s.noun and o is not s for o in self.scene.subjects)
            ]
            pool = self._noun(nth.group(2), order) if nth.group(2) else twins or list(self.scene.subjects)
            pool = [s for s in self.scene.subjects if s in pool]
            at = NUMERALS.get(nth.group(1), 0)
            return (pool[at - 1],) if 0 < at <= len(pool) else ()
        if NEWEST.match(words):
            return (max(self.scene.subjects, key=lambda s: int(s.id[1:]) if s.id[1:].isdecimal() else 0),)
        other = OTHER.match(words)
        if other:
            pool = self._noun(other.group(1), order) if other.group(1) else order
            rest = [s for s in pool if s.id not in self.focus[:1]]
            return tuple(rest[:1])
        young = re.match(r"^(?P<x>[^，]{1,4}?)(?:宝宝|崽崽?|幼崽)$", words)
        small = [s for s in self._noun(young.group("x"), order) if s.size == "small"] if young else []
        exact = [s for s in order if s.noun == words] or small[:1]
        if exact:
            return self._together(exact, words)
        headless = HEADLESS.match(re.sub(rf"^[那这]{NUMBER}?[{MEASURES}](?=.+的$)", "", words))
        if headless and not (words.endswith("的") and self._noun(headless.group(1), order)):
            fitting = [s for s in order if self.fits(s, headless.group(1))]
            best = [s for s in fitting if self._sharply(s, headless.group(1))] or fitting
            if best:
                return tuple(best[:1])
        bare = AMOUNT.sub("", words) or words
        return self._together(self._noun(bare, order), words)

    def _together(self, found: list[Subject], words: str) -> tuple[Subject, ...]:
        """Of several with one name the first; all of them when the words say so."""
        if not found:
            return ()
        wide = re.match(r"^(?:这些|那些|所有|全部)", words)
        number = re.match(rf"^({NUMBER})[{MEASURES}]", words)
        if number and NUMERALS.get(number.group(1)) == len(found) > 1:
            return tuple(s for s in self.scene.subjects if s in found)
        if wide or (re.search(r"们$", words) and len(found) > 1):
            return tuple(found)
        return (found[0],)

    def _noun(self, words: str, order: list[Subject]) -> list[Subject]:
        """Return subjects whose noun ends ``words``, what stands before it being true of them."""
        words = words.removesuffix("们")
        if words in PEOPLE:
            return [s for s in order if self.is_person(s)][:1]
        found: list[tuple[int, Subject]] = []
        for subject in order:
            for size in range(len(words), 0, -1):
                before, noun = words[: len(words) - size], words[len(words) - size :]
                if self.same(subject.noun, subject.concept, noun) and (
                    not before or self.fits(subject, before.removesuffix("的"))
                ):
                    found.append((size, subject))
                    break
        longest = [s for size, s in found if size == len(words) and s.noun == words]
        fronted = self._by_front(words, order) if words[:1] in ("小", "大") and not longest else []
        return (
            longest
            or fronted
            or self._of_size(words, [s for _, s in found])
            or self._of_kind(words, order)
            or self._by_front(words, order)
        )

    def _by_front(self, words: str, order: list[Subject]) -> list[Subject]:
        """Return somebody by the front of his name: 机器人 for 机器人园丁."""
        return [s for s in order if len(words) > 1 and s.noun.startswith(words) and self.is_alive(s)][:1]

    def _of_size(self, words: str, found: list[Subject]) -> list[Subject]:
        """Return those that 大海龟 can mean where there is a small one too."""
        size = {"大": "big", "小": "small"}.get(words[:1], "")
        fit = [s for s in found if size and (s.size == size or s.noun.startswith(words[0]))]
        other = {"big": "small", "small": "big"}.get(size, "")
        return fit or [s for s in found if not other or s.size != other] or found

    def _of_kind(self, words: str, order: list[Subject]) -> list[Subject]:
        """Return whom a word for a whole kind means: 那个女的, 鸟, where nobody is called so."""
        kind = next((ends for word, ends in KINDS.items() if re.fullmatch(word, words)), None)
        return [s for s in order if kind and kind.search(s.noun) and not self.lexicon.concept(s.noun)] or [
            s for s in order if kind and kind.search(s.noun)
        ]

    def same(self, mine: str, concept: str, asked: str) -> bool:
        """Tell whether two nouns name one thing: the same word, stem, concept, or the end of a longer one."""
        if mine == asked or not asked:
            return bool(asked)
        known = self.lexicon.concept(asked)
        if known and concept:
            if known != concept:
                return False
            return asked not in mine and mine not in asked if len(asked) > 3 and len(mine) > 3 else True
        shorter = len(asked) < 2 or not mine.endswith(asked)
        if known and not concept and shorter and self.lexicon.concept(mine[-1:]) not in ("", known):
            return False
        one, other = stem(mine), stem(asked)
        if one == other:
            return True
        return len(other) <= len(one) and one.endswith(other) and not self._compound(one, other)

    def _compound(self, long: str, short: str) -> bool:
        """Tell whether a word that ends like another is something else: 熊猫 is no 猫, 雪人 nobody."""
        one, other = self.lexicon.concept(long), self.lexicon.concept(short)
        return bool(one and other and one != other) or (bool(one) and not other and short == "人")

    def fits(self, subject: Subject, words: str) -> bool:
        """Tell whether ``words`` (红, 最小, 戴帽子, 左边) are true of ``subject``."""
        words = re.sub(r"^(?:最|很|那个|这个|比较|稍微)|(?:色|的|那|这)$", "", words) or words
        if not words:
            return True
        color = self.lexicon.lookup(words, "color") or self.lexicon.lookup(f"{words}色", "color")
        if color and self.lexicon.id_of("color", subject.color) == color:
            return True
        size = {"大": "big", "小": "small"}.get(words, "")
        if size and subject.size == size:
            return True
        side = SIDE_ONE.match(words)
        if side and subject in self.at_side(side.group(1), self.scene.subjects):
            return True
        if len(words) == 2 and words[0] in "大小" and self.fits(subject, words[0]) and self.fits(subject, words[1]):
            return True
        own = [*subject.attributes, subject.action, subject.noun]
        own += [w for t in (*subject.wears, *subject.holds) for w in (t.noun, t.color, *t.attributes)]
        bare = re.sub(r"^(?:戴|穿|拿|围|系|披|抱|举|扎|打)着?(?=.)", "", words)
        if self.acts_on(subject, words) or any(self.is_thing(t, bare) for t in (*subject.wears, *subject.holds)):
            return True
        said = [self.lexicon.said("color", t.color, "zh") for t in (*subject.wears, *subject.holds) if t.color]
        return any(bare in text or words in text for text in (*own, *said) if text)

    def acts_on(self, subject: Subject, words: str) -> bool:
        """Tell whether ``words`` are a deed of the subject's with another: 抱狗."""
        others = {s.id: s for s in self.scene.subjects}
        deed = len(words) > 1 and re.compile(
            rf"(?:正在|在)?{re.escape(words[0])}着?[^，]{{0,4}}{re.escape(words[1:])}$"
        )
        if deed and any(deed.match(part) for part in subject.action.split("，")):
            return True
        return any(
            words.startswith(r.kind[:1]) and self.same(o.noun, o.concept, words[1:].removeprefix("着"))
            for r in self.scene.relations
            if r.subject == subject.id and r.kind.endswith("着") and (o := others.get(r.object)) and len(words) > 1
        )

    def _sharply(self, subject: Subject, words: str) -> bool:
        """Tell whether ``words`` are the subject's own color, size or quality, not only in its name or clothes."""
        bare = words.removesuffix("色").removesuffix("的")
        color = self.lexicon.lookup(bare, "color")
        own = color and self.lexicon.id_of("color", subject.color) == color
        return (
            bool(own)
            or any(bare in a for a in subject.attributes)
            or subject.size == {"大": "big", "小": "small"}.get(bare)
        )

    def at_side(self, side: str, subjects: tuple[Subject, ...]) -> tuple[Subject, ...]:
        name = {"左": "left", "右": "right", "上": "top", "下": "bottom"}.get(side[0], "center")
        placed = tuple(s for s in subjects if s.place == name)
        if placed:
            return placed[:1]
        kind = {"left": "left_of", "right": "right_of"}.get(name, "")
        ids = [r.subject for r in self.scene.relations if r.kind == kind]
        other = {"left": "right_of", "right": "left_of"}.get(name, "")
        ids += [r.object for r in self.scene.relations if r.kind == other]
        return tuple(s for s in subjects if s.id in ids)[:1]

    def order(self) -> list[Subject]:
        by_id = {s.id: s for s in self.scene.subjects}
        order = [by_id[i] for i in self.focus if i in by_id]
        return [*order, *(s for s in self.scene.subjects if s not in order)]

    def _pronoun(self, words: str, order: list[Subject]) -> tuple[Subject, ...]:
        if words in ("他", "她", "人家"):
            people = [s for s in order if self.is_person(s)]
            order = [s for s in people if _gender(s.noun, words)] or people or [s for s in order if self.is_alive(s)]
        elif words in ("它", "牠"):
            order = [s for s in order if not self.is_person(s) or s.concept in ("robot", "ghost")] or order
        return tuple(order[:1])

    def _plural(self, words: str) -> tuple[Subject, ...]:
        number = next((n for sign, n in NUMERALS.items() if sign in words), 0)
        order = self.order()
        alive = [s for s in order if (self.is_person(s) if words[0] in "他她" or "人" in words else self.is_alive(s))]
        if len(alive) < 2 and all(s.count == 1 for s in alive):  # 她们 of a princess and her horse
            alive = [s for s in order if self.is_alive(s)] or order
        if number:
            group = [s for s in alive if s.count == number]
            alike = [a for a in ([s for s in alive if s.noun == one.noun] for one in alive) if len(a) == number]
            if alike and not group:
                return tuple(s for s in self.scene.subjects if s in alike[0])
            return tuple(group[:1]) or tuple(s for s in self.scene.subjects if s in alive[:number])
        many = [s for s in alive if s.count != 1]
        return tuple(many[:1]) or tuple(s for s in self.scene.subjects if s in alive)

    def is_person(self, subject: Subject) -> bool:
        """Tell whether a subject is somebody."""
        concept = self.lexicon.concepts.get(subject.concept)
        return concept.kind == "person" if concept else PERSON_END.search(subject.noun) is not None

    def is_alive(self, subject: Subject) -> bool:
        """Tell whether a subject may wear, hold and do things; one that the lexicon does not know may be."""
        concept = self.lexicon.concepts.get(subject.concept)
        if concept:
            return concept.kind in ("animal", "person") or concept.id == "snowman"
        counted = any(re.match(rf"^(?:{NUMBER}|几)[只头匹]$", a) for a in subject.attributes)
        return (
            PERSON_END.search(subject.noun) is not None
            or ANIMAL_END.search(subject.noun) is not None
            or (counted and THING_END.search(subject.noun) is None)
        )

    def part(self, words: str) -> Referent | None:
        """Return a thing worn or held, or words of a subject or of the picture, that ``words`` name."""
        owner = OWNER.match(words)
        last = words.rpartition("的")
        for whose, what in ((last[0], last[2]), owner.groups()) if owner else ():
            named = self.several(whose) if whose and what else ()
            found = self._within(named, what) if named else None
            if found:
                return found
        order = self.order()
        for size in range(1, min(len(words), 8)):
            subjects = self.several(words[:size]) if not owner else ()
            inner = self._within(subjects, words[size:]) if subjects else None
            if inner:
                return inner
        return self._within(tuple(order), AMOUNT.sub("", words) or words)

    def _within(self, subjects: tuple[Subject, ...], words: str) -> Referent | None:
        for subject in subjects:
            for field in ("wears", "holds"):
                for index, thing in enumerate(getattr(subject, field)):
                    if self.is_thing(thing, words):
                        return Referent(field, subject.id, index, thing.noun)
        return None

    def of(self, ids: tuple[str, ...], words: str) -> Referent | None:
        """Return the thing called ``words`` that one of ``ids`` wears or holds."""
        return self._within(tuple(s for s in self.scene.subjects if s.id in ids), words)

    def is_thing(self, thing: Thing, words: str) -> bool:
        for size in range(len(words), 0, -1):
            before, noun = words[: len(words) - size], words[len(words) - size :]
            if self.same(thing.noun, thing.concept, noun):
                color = self.lexicon.lookup(before.removesuffix("的"), "color")
                mine = self.lexicon.id_of("color", thing.color)
                said = before.removesuffix("的") in "".join(thing.attributes)
                if not before or (bool(color) and color == mine) or said:
                    return True
        kind = WORN_KINDS.get(words)
        return kind is not None and kind.search(thing.noun) is not None

    def over(self, scene: Scene) -> "Names":
        """Return the same look-up over another scene."""
        return replace(self, scene=scene, focus=())


def _gender(noun: str, pronoun: str) -> bool:
    female = re.search(r"女|娘|妈|奶|婆|姐|妹|姑|姨|嫂|妇|后|公主|仙|少女|丫头", noun) is not None
    male = re.search(r"男|爷|爸|叔|伯|哥|弟|公(?!主)|王|郎|翁|僧|伙子|帝|汉|刑警", noun) is not None
    return (female and pronoun == "她") or (male and pronoun == "他")
