"""The sentence that asks for an edit, in several wordings of both languages."""

import random

from dialog.scene import Scene
from rewriter.chinese import verb_for_worn
from rewriter.training import grammar_en, terms
from rewriter.training.edits import Edit
from rewriter.training.grammar_zh import ChineseGrammar
from rewriter.training.wide import pick
from rewriter.training.wording import Namer, Said

EN = {
    "color": (
        "Make the {n} {c}.",
        "Change the color of the {n} to {c}.",
        "The {n} should be {c}.",
        "Turn the {n} {c}.",
    ),
    "concept": ("Turn the {old} into {new}.", "Change the {old} to {new}.", "I want {new} instead of the {old}."),
    "count": ("Make it {new}.", "I want {new} there.", "Turn the {old} into {new}."),
    "thing": ("Make the {t} of the {n} {c}.", "The {t} of the {n} should be {c}.", "Give the {n} {new} instead."),
    "place": ("Move the {n} {p}.", "Put the {n} {p}.", "I want the {n} {p}."),
    "add": ("Add {new}.", "Put {new} into the picture.", "I also want {new}.", "Now add {new}, please."),
    "combine": (
        "Put the {n} of the first picture into this one.",
        "Bring the {n} from the other picture in here.",
        "Combine them: add the {n} of that picture.",
    ),
    "remove": ("Remove the {n}.", "Take the {n} away.", "Delete the {n}, please.", "I do not want the {n} any more."),
    "setting": ("Change the background to {x}.", "Make the background {x}.", "Use {x} as the background."),
    "time": ("Make it {x}.", "Change the time to {x}.", "Let it be {x}."),
    "weather": ("{x}.", "Change the weather: {x}.", "Let us have it so: {x}."),
    "style": ("Make it {x}.", "Change the style to {x}.", "Redraw it in {x}.", "Now in {x}, please."),
    "lens": ("Make it a {x}.", "Change to a {x}.", "Show it as a {x}."),
    "on": ("Put {new} on the {n}.", "Give the {n} {new}.", "Let the {n} wear {new}."),
    "off": ("Take the {t} off the {n}.", "Remove the {t} of the {n}.", "The {n} should not wear the {t} any more."),
    "same": ("Draw it again.", "Once more, please.", "Another one just like it."),
    "plain": ("Remove the background.", "Use a plain background.", "Take the background away."),
    "clear": ("Back to the usual style.", "Undo the style.", "Use the 3D style again."),
    "calm": ("Back to the usual distance.", "Make it a medium shot again."),
    "any": ("The time does not matter.", "Forget the time of day."),
}
ZH = {
    "color": ("把{n}变成{c}的", "把{n}改成{c}", "{n}要{c}的", "{n}换成{c}吧"),
    "concept": ("把{old}换成{new}", "把{old}变成{new}", "不要{old}，改成{new}"),
    "count": ("变成{new}", "我要{new}", "改成{new}吧"),
    "thing": ("把{n}的{t}换成{c}", "{n}的{t}要{c}的", "{n}的{t}改成{c}吧"),
    "place": ("把{n}移到{p}", "把{n}放到{p}", "{n}要放在{p}"),
    "add": ("加上{new}", "再画{new}", "旁边再来{new}", "添{new}"),
    "combine": ("把第一张里的{n}放到这张图里", "把另一张图的{n}合并进来", "把那张图里的{n}也画进来"),
    "remove": ("去掉{n}", "把{n}删掉", "不要{n}了", "把{n}拿走"),
    "setting": ("背景换成{x}", "把背景改成{x}", "换到{x}", "背景要{x}"),
    "time": ("改成{x}", "换成{x}", "时间变成{x}"),
    "weather": ("让画面里{x}", "改成{x}", "天气变成{x}"),
    "style": ("变成{x}", "换成{x}", "改成{x}", "用{x}重画"),
    "lens": ("镜头换成{x}", "改成{x}", "来个{x}"),
    "on": ("给{n}{v}{new}", "让{n}{v}{new}", "{n}要{v}{new}"),
    "off": ("把{n}的{t}去掉", "摘掉{n}的{t}", "{n}不要{t}了"),
    "same": ("再画一张", "重新画一次", "再来一张一样的"),
    "plain": ("去掉背景", "背景换成纯色", "不要背景"),
    "clear": ("换回原来的风格", "换回3D风格", "不要这个风格了"),
    "calm": ("换回正常的镜头", "镜头恢复正常"),
    "any": ("不要限定时间", "时间随意"),
}
TO_EN = {
    "left": "to the left", "right": "to the right", "top": "to the top", "bottom": "to the bottom",
    "center": "to the middle",
}  # fmt: skip
TO_ZH = {"left": "左边", "right": "右边", "top": "上方", "bottom": "下方", "center": "中间"}
BACK = {"setting": "plain", "style": "clear", "lens": "calm", "time": "any"}


class Asker:
    """Words requests; ``wordings`` different ones for every language."""

    def __init__(
        self, namers: dict[str, Namer], chinese: ChineseGrammar, rng: random.Random, wordings: int = 2
    ) -> None:
        self.namers, self.chinese, self.rng, self.wordings = namers, chinese, rng, wordings

    def ask(self, edit: Edit, after: Scene) -> dict[str, list[str]]:
        """Return the sentences that ask for ``edit``, by language."""
        return {language: self._ask(edit, after, language) for language in ("en", "zh")}

    def _ask(self, edit: Edit, after: Scene, language: str) -> list[str]:
        key = edit.kind if edit.kind in ("add", "combine", "remove", "same") else edit.what
        if key in BACK and not getattr(after, key):
            key = BACK[key]
        table = EN if language == "en" else ZH
        values = self._values(edit, after, language, key)
        start = int(self.rng.random() * len(table[key]))
        among = [table[key][(start + i) % len(table[key])] for i in range(min(self.wordings, len(table[key])))]
        return [sentence.format(**values)[:1].upper() + sentence.format(**values)[1:] for sentence in among]

    def _values(self, edit: Edit, after: Scene, language: str, key: str) -> dict[str, str]:
        rng, english = self.rng, language == "en"
        if key in ("setting", "time", "weather", "style", "lens"):
            table = {
                "setting": terms.NAMED_EN if english else terms.NAMED_ZH,
                "time": terms.TIMES_NAMED_EN if english else terms.TIMES_ZH,
                "weather": terms.WEATHER_TOLD_EN if english else terms.WEATHER_ZH,
                "style": terms.STYLES_EN if english else terms.STYLES_ZH,
                "lens": terms.LENSES_EN if english else terms.LENSES_ZH,
            }[key]
            return {"x": pick(rng, table[getattr(after, key)])}
        if not edit.subject:
            return {}
        namer = self.namers[language]
        there = {subject.id: subject for subject in edit.before.subjects + after.subjects}
        said = namer.one(there[edit.subject])
        was = {subject.id: subject for subject in edit.before.subjects}.get(edit.subject)
        old = namer.one(was) if was is not None and key in ("concept", "count") else said
        values = {"n": _called(said, english), "c": said.color, "old": _called(old, english)}
        if key == "place":
            values["p"] = (TO_EN if english else TO_ZH)[there[edit.subject].place]
        if key in ("concept", "count", "add"):
            values["new"] = self._new(edit, after, said, language)
        if edit.thing is not None:
            thing = namer.thing(edit.thing)
            values |= {"t": thing.noun, "c": thing.color, "v": verb_for_wearing(thing)}
            values["new"] = grammar_en.noun_phrase(thing) if english else thing.color + thing.noun
        return values

    def _new(self, edit: Edit, after: Scene, said: Said, language: str) -> str:
        """The new subject with all that belongs to it; of an added one also its first relation to another."""
        rng = self.rng
        words = grammar_en.listed(rng, {"": said}) if language == "en" else self.chinese.full(rng, said)
        near = [r for r in after.relations if r.subject == edit.subject] if edit.kind == "add" else []
        if not near:
            return words
        told = self.namers[language].all(after) | {edit.subject: said}
        if language == "en":
            joint = ", " if said.dressed else " "
            return words + joint + grammar_en.relation(rng, told, near[0], " ").removeprefix(grammar_en.the(said) + " ")
        return f"{words}，{self.chinese.relation(rng, told, near[0])}"


def verb_for_wearing(thing: Said) -> str:
    """Return 穿上 for clothes and 戴上 for what is put on head, eyes or neck."""
    return "穿上" if verb_for_worn(thing.noun) == "穿着" else "戴上"


def _called(said: Said, english: bool) -> str:
    return said.noun if not english or said.number == 1 else said.many
