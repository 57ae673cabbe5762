"""Chinese captions of the wide corpus: tags, plain sentences, speech, and a paragraph that names every fact at length.

Every template names exactly the facts that it is given. What is worn or held stands before its noun with 的, or in a
clause of its own right after it; 它 means the subject named last. ``reading_zh`` holds the grammars to this.
"""

import random

from dialog.scene import Relation, Scene
from rewriter.chinese import numeral, verb_for_worn
from rewriter.layout_wide import BETWEEN, between
from rewriter.lexicon import Lexicon
from rewriter.training import terms
from rewriter.training.wide import pick
from rewriter.training.wording import Cost, Said, inverse, padded

Told = dict[str, Said]
RELATIONS = {
    "left_of": ("左边", "左侧"),
    "right_of": ("右边", "右侧"),
    "above": ("上方", "上面"),
    "below": ("下方", "下面"),
    "next_to": ("旁边",),
    "in_front_of": ("前面", "前方"),
    "behind": ("后面", "后方"),
}
PLACES = {
    "left": ("在左边", "在画面左边", "在左侧"),
    "right": ("在右边", "在画面右边", "在右侧"),
    "top": ("在上方", "在画面上方"),
    "bottom": ("在下方", "在画面下方"),
    "center": ("在中间", "在画面中间"),
}
SIZES = {"small": "小小的", "big": "大大的"}
FILLERS = (
    "除此之外没有别的东西了。",
    "能看到的就是这些。",
    "没有其他内容，也没有文字。",
    "每一处都看得清清楚楚。",
    "下面一样一样地说。",
    "请照着上面说的来。",
)
AGAIN = ("再说一遍，{}。", "换句话说，有{}。", "也就是{}。", "所以能看到{}。", "图里有{}。")


def _thing(said: Said) -> str:
    return f"{said.color}{said.noun}"


def _worn(said: Said) -> list[str]:
    """Return "戴着红色帽子" for each thing worn."""
    return [f"{verb_for_worn(thing.noun)}{_thing(thing)}" for thing in said.wears]


def _held(rng: random.Random, said: Said) -> list[str]:
    return [f"{pick(rng, ('拿着', '拿着', '手持'))}{'和'.join(map(_thing, said.holds))}"] if said.holds else []


class ChineseGrammar:
    """The grammars; measure words come from the lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._measures = {id_: concept.measure or "个" for id_, concept in lexicon.concepts.items()}

    def quantity(self, said: Said) -> str:
        """Return "一只"."""
        return numeral(said.number) + self._measures[said.concept]

    def noun_phrase(self, rng: random.Random, said: Said) -> str:
        """Return number, size, colour and noun: "两只红色的猫"."""
        joint = "的" if said.color and rng.random() < 0.35 else ""
        return f"{self.quantity(said)}{SIZES.get(said.size, '')}{said.color}{joint}{said.noun}"

    def full(self, rng: random.Random, said: Said) -> str:
        """Return one subject with all that belongs to it: in front of the noun, or in clauses behind it."""
        place = pick(rng, PLACES[said.place]) if said.place else ""
        parts = [*_worn(said), *_held(rng, said)]
        if parts and rng.random() < 0.5:
            before = "、".join(parts) + "的"
            return f"{self.quantity(said)}{SIZES.get(said.size, '')}{before}{said.color}{said.noun}{place}"
        return "，".join([self.noun_phrase(rng, said) + place, *parts])

    def listed(self, rng: random.Random, told: Told) -> str:
        """Return all subjects with all that belongs to them."""
        parts = [self.full(rng, said) for said in told.values()]
        if len(parts) == 1:
            return parts[0]
        joint = "，" if any(said.dressed for said in told.values()) else "、"
        last = pick(rng, ("，还有", "，以及")) if joint == "，" else pick(rng, ("和", "，还有", "以及"))
        return joint.join(parts[:-1]) + last + parts[-1]

    def relation(self, rng: random.Random, told: Told, one: Relation, verb: str = "在") -> str:
        """Return "猫在狗的左边"."""
        subject = told[one.subject].noun
        if one.kind == BETWEEN:
            left, right = (told[id_].noun for id_ in between(one))
            return f"{subject}{verb}{left}和{right}{pick(rng, ('中间', '之间'))}"
        return f"{subject}{verb}{told[one.object].noun}的{pick(rng, RELATIONS[one.kind])}"

    def tags(self, rng: random.Random, scene: Scene, told: Told) -> str:
        """Short tags, joined by commas; those of the whole picture before or after the subjects."""
        own = []
        for said in told.values():
            before = "、".join([*_worn(said), *_held(rng, said)])
            number = self.quantity(said) if said.number > 1 else ""
            place = pick(rng, PLACES[said.place]) if said.place else ""
            size = SIZES.get(said.size, "")
            own.append(f"{number}{size}{before}{'的' if before else ''}{said.color}{said.noun}{place}")
        own += [self.relation(rng, told, one) for one in scene.relations]
        whole = [
            pick(rng, terms.NAMED_ZH[scene.setting]) if scene.setting else "",
            pick(rng, terms.TIMES_ZH[scene.time]) if scene.time else "",
            pick(rng, terms.WEATHER_ZH[scene.weather]) if scene.weather else "",
            pick(rng, terms.STYLES_ZH[scene.style]) if scene.style else "",
            pick(rng, terms.LENSES_ZH[scene.lens]) if scene.lens else "",
        ]
        whole = [tag for tag in whole if tag]
        rng.shuffle(whole)
        cut = int(rng.random() * (len(whole) + 1)) if rng.random() < 0.4 else 0
        return "，".join([*whole[:cut], *own, *whole[cut:]])

    def plain(self, rng: random.Random, scene: Scene, told: Told) -> str:
        """A few plain sentences."""
        where = f"{pick(rng, terms.AT_ZH[scene.setting])}" if scene.setting else "画面上"
        time = pick(rng, terms.TIMES_ZH[scene.time]) if scene.time else ""
        weather = pick(rng, terms.WEATHER_ZH[scene.weather]) if scene.weather else ""
        when = pick(rng, (f"{time}的", f"{time}，")) if time else ""
        there = f"{weather}，那里有" if weather else pick(rng, ("有", "有", "能看到"))
        first = f"{when}{where}{'，' if weather else ''}{there}{self.listed(rng, told)}"
        clauses = [first, *(self.relation(rng, told, one) for one in scene.relations)]
        return f"{'，'.join(clauses)}。{self._look(rng, scene)}"

    def _look(self, rng: random.Random, scene: Scene) -> str:
        """Return a sentence on style and lens, "" when neither is said."""
        style = pick(rng, terms.STYLES_ZH[scene.style]) if scene.style else ""
        lens = pick(rng, terms.LENSES_ZH[scene.lens]) if scene.lens else ""
        if style and lens:
            return pick(rng, (f"{style}，{lens}。", f"整体是{style}，镜头是{lens}。", f"用{style}来画，取{lens}。"))
        if style:
            return pick(rng, (f"{style}。", f"整体是{style}。", f"用{style}来画。"))
        return pick(rng, (f"{lens}。", f"镜头是{lens}。", f"取{lens}。")) if lens else ""

    def spoken(self, rng: random.Random, scene: Scene, told: Told) -> str:
        """What somebody would say who asks for the picture."""
        lead = pick(rng, ("帮我画", "请画", "我想要", "给我画", "我想看", "能不能画"))
        parts = [f"{lead}{self.listed(rng, told)}"]
        for one in scene.relations:
            parts.append(self.relation(rng, told, one, pick(rng, ("在", "要在", "放在"))))
        if scene.setting:
            time = f"{pick(rng, terms.TIMES_ZH[scene.time])}的" if scene.time else ""
            named = pick(rng, terms.NAMED_ZH[scene.setting])
            parts.append(pick(rng, ("背景是{}", "背景用{}", "场景要{}")).format(time + named))
        if scene.weather:
            parts.append(pick(rng, terms.WEATHER_ZH[scene.weather]))
        if scene.style:
            parts.append(pick(rng, ("要{}的", "用{}", "画成{}")).format(pick(rng, terms.STYLES_ZH[scene.style])))
        if scene.lens:
            parts.append(pick(rng, ("要{}", "镜头用{}")).format(pick(rng, terms.LENSES_ZH[scene.lens])))
        return "，".join(parts) + pick(rng, ("", "。", "，谢谢。"))

    def _each(self, rng: random.Random, said: Said) -> list[str]:
        """Sentences that say of one subject all but its number, beginning with its name."""
        it = said.noun if said.person else "它" if said.number == 1 else "它们"
        claims = [f"是{said.color}的"] if said.color else []
        claims += [f"是{SIZES[said.size]}"] if said.size else []
        claims += _worn(said) + _held(rng, said)
        claims += [pick(rng, PLACES[said.place])] if said.place else []
        if not claims:
            return []
        leads = ("{0}{1}", "{0}{1}", "再看{0}，{2}{1}", "至于{0}，{2}{1}", "先说{0}，{2}{1}")
        lead = pick(rng, leads[: 2 if said.person else 5])
        first = lead.format(said.noun, claims[0], it)
        if rng.random() < 0.5:
            return ["，".join([first, *claims[1:]]) + "。"]
        return [first + "。", *(f"{it}{claim}。" for claim in claims[1:])]

    def _told_setting(self, rng: random.Random, scene: Scene) -> list[str]:
        sentences = []
        if scene.setting:
            at = pick(rng, terms.AT_ZH[scene.setting])
            time = pick(rng, terms.TIMES_ZH[scene.time]) if scene.time else ""
            when = pick(rng, ("{}，", "时间是{}，", "这是{}，")).format(time) if time else ""
            sentences.append(f"{when}{pick(rng, ('故事发生在{}', '场景在{}', '地点是{}')).format(at)}。")
        if scene.weather:
            sentences.append(pick(rng, terms.WEATHER_ZH[scene.weather]) + "。")
        return sentences

    def _spare(self, rng: random.Random, scene: Scene, told: Told, order: list[Said]) -> list[str]:
        """True sentences that say again what has been said, and some that say nothing, to make a caption longer."""
        again = [f"{self.relation(rng, told, back)}。" for one in scene.relations if (back := inverse(one))]
        again += [pick(rng, AGAIN).format(self.full(rng, said)) for said in order]
        rng.shuffle(again)
        whole = [*self._told_setting(rng, scene), self._look(rng, scene)]
        more = ["".join(self._each(rng, said)) for said in order]
        fillers = rng.sample(FILLERS, len(FILLERS))
        summary = pick(rng, ("总的来说，有{}。", "合起来，有{}。")).format(self.listed(rng, told))
        return [one for one in (*fillers[:1], summary, *again, *fillers[1:3], *more, *whole, *fillers[3:]) if one]

    def paragraph(self, rng: random.Random, scene: Scene, told: Told, cost: Cost, target: int) -> str:
        """A paragraph that names every fact, in varied order, as near to ``target`` tokens as true words allow."""
        bare = {key: Said(s.concept, s.noun, s.many, "", s.number) for key, s in told.items()}
        body = [pick(rng, ("画面里有{}。", "这幅画里有{}。", "我们看到{}。")).format(self.listed(rng, bare))]
        order = list(told.values())
        rng.shuffle(order)
        for said in order:
            body += self._each(rng, said)
        links = ("{}。", "{}。", "同时，{}。", "注意，{}。", "还可以看到，{}。")
        body += [pick(rng, links).format(self.relation(rng, told, one)) for one in scene.relations]
        around = self._told_setting(rng, scene)
        look = [self._look(rng, scene)] if scene.style or scene.lens else []
        sentences, ending = (around + body, look) if rng.random() < 0.5 else (body, around + look)
        spare = self._spare(rng, scene, told, order) if target else []
        return padded(rng, sentences, spare, ending, "", cost, target)
