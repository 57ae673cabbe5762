"""Fills the slots of a frame: noun phrases with what hangs on them, mentions of what the scene holds, plain values."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from dialog.scene import Scene, Subject
from rewriter.english import article, plural
from rewriter.training.tagger_values import VALUES, Piece
from rewriter.training.tagger_words import Words


@dataclass
class Filler:
    """Fills slots of one language for one ``scene``."""

    words: Words
    scene: Scene
    rng: random.Random
    made: int = 0
    recent: list[Subject] = field(default_factory=list)

    @property
    def english(self) -> bool:
        """Tell whether English is spoken."""
        return self.words.language == "en"

    def fresh(self) -> str:
        """Return a key that no slot has."""
        self.made += 1
        return f"_{self.made}"

    def chance(self, share: float) -> bool:
        """Draw with the probability ``share``."""
        return self.rng.random() < share

    def slot(self, name: str, form: str, key: str, head: str) -> list[Piece]:
        """Return the pieces of one slot."""
        if name in SLOTS:
            return SLOTS[name](self, form, key, head)
        if name in VALUES:
            role, kind = VALUES[name]
            return [Piece(self.words.pick(kind, self.rng), role, key, head)]
        raise ValueError(f"a frame has the slot {{{name}}}; known are {', '.join(sorted(KNOWN))}")

    # mentions

    def _subject(self) -> Subject | None:
        return self.rng.choice(self.scene.subjects) if self.scene.subjects else None

    def mention(self, form: str = "") -> str:
        """Return words for a subject of the scene, now and then for one that is not there."""
        subject = self._subject() if self.chance(0.93) else None
        noun = subject.noun if subject else self.words.noun(self.rng)
        color = subject.color if subject else ""
        return self._mention_en(noun, color, form) if self.english else self._mention_zh(noun, color, form)

    def _mention_en(self, noun: str, color: str, form: str) -> str:
        pick, draw = self.words.pick, self.rng.random()
        if form in ("pl", "bare"):
            return plural(noun) if form == "pl" or self.chance(0.5) else noun
        if form == "sg":
            return noun
        if form == "plthe":
            return f"the {plural(noun)}"
        if draw < 0.16 and form != "noun":
            return pick("pronoun", self.rng)
        if draw < 0.20 and form != "noun":
            return pick("group", self.rng)
        if draw < 0.24 and form != "noun":
            which = ("left", "right", "first", "second", "other", "last", "big", "small", pick("color", self.rng))
            return f"the {self.rng.choice(which)} one"
        if draw < 0.27:
            return f"the {self.rng.choice(('first', 'second', 'third', 'left', 'right', 'other'))} {noun}"
        if draw < 0.29:
            return f"the {noun} on the {self.rng.choice(('left', 'right'))}"
        if draw < 0.40:
            return f"the {color or pick('attr', self.rng)} {noun}"
        if draw < 0.50:
            return noun
        if draw < 0.56:
            return f"{self.rng.choice(('that', 'this', 'my', 'our', 'these', 'those'))} {noun}"
        return f"the {plural(noun) if self.chance(0.12) else noun}"

    def _mention_zh(self, noun: str, color: str, form: str) -> str:
        pick, draw = self.words.pick, self.rng.random()
        measure = pick("measure", self.rng)
        if form in ("m", "pl"):
            return f"{measure}{noun}"
        if form == "bare":
            return noun
        if draw < 0.14 and form != "noun":
            return pick("pronoun", self.rng)
        if draw < 0.18 and form != "noun":
            return pick("group", self.rng)
        if draw < 0.23 and form != "noun":
            which = ("左边", "右边", "第一", "第二", "另一", "中间", f"{pick('color', self.rng)}的", "最大的")
            return f"{self.rng.choice(which)}{'那' if self.chance(0.5) else ''}{measure}"
        if draw < 0.28:
            return f"第{self.rng.choice('一二三')}{measure}{noun}"
        if draw < 0.32:
            return f"{self.rng.choice(('左边', '右边', '中间', '旁边'))}的{noun}"
        if draw < 0.40:
            return f"{color or pick('color', self.rng)}{'的' if self.chance(0.6) else ''}{noun}"
        if draw < 0.56:
            return f"{self.rng.choice('那这')}{measure}{noun}"
        return noun if not noun.startswith("小") and self.chance(0.9) else f"小{noun.removeprefix('小')}"

    def thing_mention(self) -> str:
        """Return words for something worn, held or part of a subject, with or without its owner."""
        owners = [s for s in self.scene.subjects if s.wears or s.holds]
        owner = self.rng.choice(owners) if owners and self.chance(0.85) else None
        things = (*owner.wears, *owner.holds) if owner else ()
        noun = self.rng.choice(things).noun if things else self.words.pick(
            self.rng.choice(("wear", "hold", "part")), self.rng
        )  # fmt: skip
        draw, name = self.rng.random(), owner.noun if owner else self.words.noun(self.rng)
        if self.english:
            if draw < 0.3:
                return f"the {name}'s {noun}"
            if draw < 0.5:
                return f"{self.words.pick('poss', self.rng)} {noun}"
            return f"the {noun}" if draw < 0.9 else f"the {self.words.pick('color', self.rng)} {noun}"
        if draw < 0.3:
            return f"{name}的{noun}"
        if draw < 0.5:
            return f"{self.words.pick('poss', self.rng)}{noun}"
        if draw < 0.62:
            return f"那{self.words.pick('measure', self.rng)}{noun}"
        return noun if draw < 0.92 else f"{self.words.pick('color', self.rng)}的{noun}"

    def slot_target(self, form: str, key: str, head: str) -> list[Piece]:
        said = self.thing_mention() if not form and self.chance(0.08) else self.mention(form)
        return [Piece(said, "TGT", key, head)]

    def slot_owner(self, form: str, key: str, head: str) -> list[Piece]:
        subject = self._subject()
        noun = subject.noun if subject else self.words.noun(self.rng)
        said = f"the {noun}'s" if self.chance(0.6) else self.words.pick("poss", self.rng)
        return [Piece(said, "TGT", key, head)]

    def slot_thing_spoken_of(self, form: str, key: str, head: str) -> list[Piece]:
        return [Piece(self.thing_mention(), "TGT", key, head)]

    def _gone(self, form: str) -> str:
        draw = self.rng.random()
        if form == "thing" or (not form and draw < 0.22):
            return self.thing_mention()
        if not form and draw < 0.32:
            kind = self.rng.choice(("weather", "part", "hold", "extra", "setting"))
            return f"{'the ' if self.english else ''}{self.words.pick(kind, self.rng)}"
        return self.mention(form)

    def slot_gone(self, form: str, key: str, head: str) -> list[Piece]:
        return [Piece(self._gone(form), "REM", key)]

    def slot_back(self, form: str, key: str, head: str) -> list[Piece]:
        return [Piece(self._gone(form), "RES", key)]

    def slot_old(self, form: str, key: str, head: str) -> list[Piece]:
        return [Piece(self._gone(form), "OLD", key)]

    def slot_anchor(self, form: str, key: str, head: str) -> list[Piece]:
        said = self.thing_mention() if self.chance(0.06) else self.mention("" if self.chance(0.3) else "noun")
        return [Piece(said, "ANC", key, head)]

    def slot_unmarked(self, form: str, key: str, head: str) -> list[Piece]:
        return [Piece(self.thing_mention() if not form and self.chance(0.25) else self.mention(form))]

    def slot_unmarked_new(self, form: str, key: str, head: str) -> list[Piece]:
        return [replace(piece, role="", key="", head="") for piece in self.phrase("", "NEW", "", "", plain=True)]

    # noun phrases

    def slot_new(self, form: str, key: str, head: str) -> list[Piece]:
        return self.phrase(self.words.noun(self.rng), "NEW", key, head)

    def slot_instead(self, form: str, key: str, head: str) -> list[Piece]:
        if form == "thing":
            kind = self.rng.choice(("wear", "hold"))
            return self.phrase(self.words.pick(kind, self.rng), "REP", key, head, plain=True)
        return self.phrase(self.words.noun(self.rng), "REP", key, head, plain=self.chance(0.85))

    def slot_worn(self, form: str, key: str, head: str) -> list[Piece]:
        return self._things("wear", "WEAR", key, head)

    def slot_held(self, form: str, key: str, head: str) -> list[Piece]:
        return self._things("hold", "HOLD", key, head)

    def _things(self, kind: str, role: str, key: str, head: str) -> list[Piece]:
        def noun() -> str:
            if self.chance(0.12):
                return self.words.pick("extra", self.rng) if self.chance(0.5) else self.words.noun(self.rng)
            return self.words.pick(kind, self.rng)

        pieces = self.phrase(noun(), role, key, head, plain=True)
        while self.chance(0.18):
            joint = (" and ", ", ", " and ") if self.english else ("和", "、", "跟", "还有", "，")
            pieces += [Piece(self.rng.choice(joint)), *self.phrase(noun(), role, self.fresh(), head, plain=True)]
        return pieces

    def phrase(self, noun: str, role: str, key: str, head: str, plain: bool = False) -> list[Piece]:
        """Return a noun phrase: number, size, attribute, color, noun, and if not ``plain`` what follows it."""
        noun, key = noun or self.words.noun(self.rng), key or self.fresh()
        make = self._phrase_en if self.english else self._phrase_zh
        return make(noun, role, key, head, plain)

    def _before(self, key: str) -> list[Piece]:
        pick, pieces = self.words.pick, []
        if self.chance(0.13):
            pieces.append(Piece(pick("asize", self.rng), "SIZE", "", key))
        if self.chance(0.18):
            pieces.append(Piece(pick("attr", self.rng), "ATTR", "", key))
        if self.chance(0.36):
            pieces.append(Piece(pick("color", self.rng), "COLOR", "", key))
        if self.chance(0.15):
            self.rng.shuffle(pieces)
        return pieces

    def _phrase_en(self, noun: str, role: str, key: str, head: str, plain: bool) -> list[Piece]:
        before, counted = self._before(key), self.chance(0.16)
        many = counted or (noun.endswith("s") and self.chance(0.9))
        shown = plural(noun) if counted and not noun.endswith("s") else noun
        pieces: list[Piece] = []
        if counted:
            number = self.words.pick("number", self.rng)
            pieces.append(Piece(number, "COUNT", "", key))
            shown = noun if number == "one" else shown
        elif not many and self.chance(0.88):
            plain_article = article(before[0].text if before else noun).split(" ")[0]
            other = self.rng.choice(("another", "one more", "the", "some"))
            pieces.append(Piece(other if self.chance(0.08) else plain_article))
        pieces += before
        pieces.append(Piece(shown, role, key, head))
        spaced = [part for piece in pieces for part in (piece, Piece(" "))][:-1]
        return spaced if plain else [*spaced, *self._after_en(key)]

    def _after_en(self, key: str) -> list[Piece]:
        pick, draw = self.words.pick, self.rng.random()
        if draw < 0.09:
            lead = self.rng.choice((" with ", " wearing ", " in ", " that wears ", " who wears "))
            return [Piece(lead), *self._things("wear", "WEAR", "", key)]
        if draw < 0.15:
            lead = self.rng.choice((" holding ", " carrying ", " with ", " that holds "))
            return [Piece(lead), *self._things("hold", "HOLD", "", key)]
        if draw < 0.23:
            lead = self.rng.choice((" ", " ", " that is ", " who is "))
            return [Piece(lead), Piece(pick("act", self.rng), "ACT", "", key)]
        if draw < 0.28:
            part = self.fresh()
            kind, role = self.rng.choice((("color", "COLOR"), ("attr", "ATTR")))
            return [Piece(" with "), Piece(pick(kind, self.rng), role, "", part), Piece(" "),
                    Piece(pick("part", self.rng), "PART", part, key)]  # fmt: skip
        return []

    def _phrase_zh(self, noun: str, role: str, key: str, head: str, plain: bool) -> list[Piece]:
        pieces: list[Piece] = []
        measure = self.words.pick("measure", self.rng)
        draw = self.rng.random()
        if draw < 0.55:
            number = "一" if self.chance(0.7) else self.words.pick("number", self.rng)
            pieces.append(Piece(number + measure, "COUNT", "", key))
        elif draw < 0.72:
            pieces.append(Piece(self.rng.choice((measure, measure, "个", "一些", "另一" + measure))))
        tail = [] if plain else self._lead_zh(key)
        bits: list[Piece] = []
        for piece in self._before(key):
            glued = piece.role != "COLOR" and len(piece.text) > 2
            bits += [piece, Piece("的" if glued or self.chance(0.5) else "")]
        return [*pieces, *tail, *bits, Piece(noun, role, key, head)]

    def _lead_zh(self, key: str) -> list[Piece]:
        pick, draw = self.words.pick, self.rng.random()
        if draw < 0.10:
            lead = self.rng.choice(("戴着", "穿着", "戴", "穿", "围着", "系着", "披着"))
            return [Piece(lead), *self._things("wear", "WEAR", "", key), Piece("的")]
        if draw < 0.16:
            lead = self.rng.choice(("拿着", "举着", "抱着", "提着", "撑着"))
            return [Piece(lead), *self._things("hold", "HOLD", "", key), Piece("的")]
        if draw < 0.25:
            lead = self.rng.choice(("", "在", "正在"))
            return [Piece(lead), Piece(pick("act", self.rng).removeprefix("在"), "ACT", "", key), Piece("的")]
        if draw < 0.29:
            part = self.fresh()
            return [Piece(pick("color", self.rng), "COLOR", "", part), Piece(pick("part", self.rng), "PART", part, key),
                    Piece("的")]  # fmt: skip
        return []

    # values

    def slot_doing(self, form: str, key: str, head: str) -> list[Piece]:
        return [Piece(self.words.pick("act", self.rng), "ACT", key, head)]

    def slot_do(self, form: str, key: str, head: str) -> list[Piece]:
        return [Piece(self.words.pick("base", self.rng), "ACT", key, head)]

    def slot_unmarked_value(self, form: str, key: str, head: str) -> list[Piece]:
        kind = {"act": "act", "wea": "weather"}.get(form, self.rng.choice(("attr", "color", "mood")))
        return [Piece(self.words.pick(kind, self.rng))]

    def slot_relation(self, form: str, key: str, head: str) -> list[Piece]:
        rel, key = self.words.pick("rel", self.rng), key or self.fresh()
        if form == "self":
            return []
        if form == "N2":
            return [Piece(rel, "REL", key, head)]
        anchor = (
            [Piece(self.words.pick("pronoun", self.rng), "ANC", "", key)]
            if form == "N"
            else self.slot_anchor("", "", key)
        )
        if self.english:
            return [Piece(rel, "REL", key, head), Piece(" "), *anchor]
        return [*anchor, Piece("的" if self.chance(0.2) else ""), Piece(rel, "REL", key, head)]

    def slot_place(self, form: str, key: str, head: str) -> list[Piece]:
        return [Piece(self.words.pick("place", self.rng), "" if form == "x" else "PLACE", key, head)]

    def slot_count(self, form: str, key: str, head: str) -> list[Piece]:
        number = self.words.pick("number", self.rng)
        if not self.english and form != "m":
            number += self.words.pick("measure", self.rng) if self.chance(0.85) else ""
        return [Piece(number, "COUNT", key, head)]

    def slot_more(self, form: str, key: str, head: str) -> list[Piece]:
        return [Piece("another" if form == "another" else self.words.pick("number", self.rng), "MORE", key, head)]

    def slot_less(self, form: str, key: str, head: str) -> list[Piece]:
        number = self.words.pick("number", self.rng)
        if not self.english and self.chance(0.3):
            number += self.words.pick("measure", self.rng)
        return [Piece(number, "LESS", key, head)]

    def slot_at_setting(self, form: str, key: str, head: str) -> list[Piece]:
        if not self.english:
            return [Piece("在"), *self.slot_setting("", key, head), Piece(self.rng.choice(("", "里", "上")))]
        lead = self.rng.choice(
            ("in the ", "in a ", "on a ", "at the ", "on the ", "in ", "at ", "inside a ", "by the ", "under the ")
        )
        return [Piece(lead), *self.slot_setting("", key, head)]

    def slot_setting(self, form: str, key: str, head: str) -> list[Piece]:
        pick, place = self.words.pick, self.words.pick("setting", self.rng)
        if self.chance(0.2):
            said = pick(self.rng.choice(("attr", "color", "attr")), self.rng)
            place = f"{said} {place}" if self.english else f"{said}的{place}"
        if self.english and self.chance(0.1):
            place += f" {self.rng.choice(('full of', 'with', 'made of'))} {plural(self.words.noun(self.rng))}"
        return [Piece(place, "SET", key)]

    def slot_at_time(self, form: str, key: str, head: str) -> list[Piece]:
        lead = self.rng.choice(("at ", "in the ", "during the ", "on a ")) if self.english else ""
        return [Piece(lead), Piece(self.words.pick("time", self.rng), "TIME", key)]

    def slot_weather_verb(self, form: str, key: str, head: str) -> list[Piece]:
        verb = self.words.pick("weatherv", self.rng)
        return [Piece(f"{verb}ing".replace("leing", "ling") if form == "ing" else verb, "WEA", key)]

    def slot_text(self, form: str, key: str, head: str) -> list[Piece]:
        quote = self.rng.choice(('"|"', "“|”", "「|」", "|", "'|'")).split("|")
        return [Piece(quote[0]), Piece(self.words.pick("text", self.rng), "TEXT", key), Piece(quote[1])]


SLOTS: dict[str, Callable[[Filler, str, str, str], list[Piece]]] = {
    "T": Filler.slot_target,
    "Ts": Filler.slot_owner,
    "TW": Filler.slot_thing_spoken_of,
    "R": Filler.slot_gone,
    "RES": Filler.slot_back,
    "O": Filler.slot_old,
    "ANC": Filler.slot_anchor,
    "t": Filler.slot_unmarked,
    "n": Filler.slot_unmarked_new,
    "N": Filler.slot_new,
    "P": Filler.slot_instead,
    "W": Filler.slot_worn,
    "H": Filler.slot_held,
    "X": Filler.slot_doing,
    "XB": Filler.slot_do,
    "x": Filler.slot_unmarked_value,
    "L": Filler.slot_relation,
    "PL": Filler.slot_place,
    "K": Filler.slot_count,
    "MORE": Filler.slot_more,
    "LESS": Filler.slot_less,
    "SETP": Filler.slot_at_setting,
    "SET": Filler.slot_setting,
    "TIMEP": Filler.slot_at_time,
    "WEAV": Filler.slot_weather_verb,
    "TXT": Filler.slot_text,
    "o": Filler.slot_unmarked,
}
KNOWN = {*VALUES, *SLOTS}
