"""Scripted dialogues: what the user says turn by turn, and what the picture should hold after each.

The expected scenes are built here, independently of the rewriter: a turn that it misunderstands counts as not done.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from dialog.scene import Scene, Subject, Thing
from rewriter.english import article
from rewriter.lexicon import CONCEPT, Lexicon

Asked = Literal["concept", "color", "wear", "unwear", "worn color", "setting", "time", "style", "add", "remove", "move"]
"""What a turn asks for. "concept": the first turn's subject is there."""

LOCAL: tuple[Asked, ...] = ("color", "wear", "unwear", "worn color", "add", "remove")
"""Edits after which everything outside of the subjects concerned should look as before."""

COLORS = ("red", "blue", "green", "purple", "pink", "yellow")
WORN = ("hat", "sun_hat", "crown", "glasses", "sunglasses")
SETTINGS = ("meadow", "beach", "snow", "city", "forest", "lake", "mountain", "desert", "room", "sea", "space")
# Settings whose ground and sky tell the time of day.
OUTDOORS = ("meadow", "beach", "snow", "city", "forest", "lake", "mountain", "desert")
STYLES = ("watercolor", "ink", "pixel", "sketch")
PLACES = ("left", "right", "top")


@dataclass(frozen=True, slots=True)
class ScriptTurn:
    """One turn: the user's words, what they ask for, and the scene that should be drawn then."""

    text: str
    asked: tuple[Asked, ...]
    scene: Scene


@dataclass(frozen=True, slots=True)
class Script:
    """One dialogue."""

    name: str
    language: str
    turns: tuple[ScriptTurn, ...]


# What the turns ask for, in four orders; each name is a method of ``_Writer``.
PLANS = (
    ("first", "wear", "outdoors", "time", "recolor_worn", "add", "restyle", "plain_style", "remove", "unwear",
     "move", "setting"),
    ("first", "setting", "recolor", "wear", "add", "remove", "restyle", "plain_style", "outdoors", "time",
     "recolor_worn", "unwear"),
    ("first", "add", "outdoors", "wear", "remove", "time", "unwear", "restyle", "outdoors", "plain_style", "move",
     "wear"),
    ("first", "restyle", "setting", "plain_style", "wear", "recolor_worn", "outdoors", "add", "time", "remove",
     "recolor", "move"),
)  # fmt: skip


def scripts(lexicon: Lexicon, count: int = 20, seed: int = 1, turns: int = 12) -> tuple[Script, ...]:
    """``count`` dialogues of twelve turns, or their first ``turns``, Chinese and English in turn.

    A pure function of the arguments; more dialogues or turns begin with the same ones.
    """
    actors = [c.id for c in lexicon.concepts.values() if c.kind in ("animal", "person")]
    random.Random(seed).shuffle(actors)
    made = []
    for index in range(count):
        language = ("zh", "en")[index % 2]
        # Every language goes through all plans, and half of each plan's first subjects have a colour.
        pair = index // 2
        plan, colored = PLANS[pair % len(PLANS)], pair % 2 == pair // len(PLANS) % 2
        actor, guest = actors[2 * index % len(actors)], actors[(2 * index + 1) % len(actors)]
        writer = _Writer(lexicon, language, random.Random(f"{seed}/{index}"), actor, guest, colored)
        lines = tuple(writer.turn(name) for name in plan[:turns])
        made.append(Script(f"{index + 1:02d}-{language}-{actor}", language, lines))
    return tuple(made)


class _Writer:
    """Writes one dialogue, keeping the scene that it has led to."""

    def __init__(
        self, lexicon: Lexicon, language: str, rng: random.Random, actor: str, guest: str, colored: bool
    ) -> None:
        self.lexicon, self.language, self.rng = lexicon, language, rng
        self.actor, self.guest, self.colored = actor, guest, colored
        self.scene = Scene(language=language)

    def turn(self, name: str) -> ScriptTurn:
        """The next turn, by the name of the method that writes it."""
        write: Callable[[], tuple[str, tuple[Asked, ...]]] = getattr(self, name)
        text, asked = write()
        return ScriptTurn(text, asked, self.scene)

    def first(self) -> tuple[str, tuple[Asked, ...]]:
        color = self.rng.choice(COLORS) if self.colored else ""
        self._subjects(Subject("s1", self._name(self.actor), self.actor, color=color))
        zh, en = f"画{self._counted(self.actor, color)}", f"draw {self._counted(self.actor, color)}"
        return self._say(zh, en), ("concept", "color") if color else ("concept",)

    def wear(self) -> tuple[str, tuple[Asked, ...]]:
        thing, color = self.rng.choice(WORN), self.rng.choice(COLORS)
        first = self.scene.subjects[0]
        worn = Thing(self._name(thing), color=color, concept=thing)
        self._subjects(replace(first, wears=(worn,)), *self.scene.subjects[1:])
        named = self._counted(thing, color)
        who = self._name(first.concept)
        bare = f"{self._term('color', color)} {self._name(thing)}" if thing in ("glasses", "sunglasses") else named
        return self._say(f"给{who}戴上{named}", f"put {bare} on the {who}"), ("wear",)

    def unwear(self) -> tuple[str, tuple[Asked, ...]]:
        first = self.scene.subjects[0]
        name = first.wears[0].noun
        self._subjects(replace(first, wears=()), *self.scene.subjects[1:])
        return self._say(f"把{name}去掉", f"remove the {name}"), ("unwear",)

    def recolor_worn(self) -> tuple[str, tuple[Asked, ...]]:
        first = self.scene.subjects[0]
        worn = first.wears[0]
        color = self.rng.choice([c for c in COLORS if c != worn.color])
        self._subjects(replace(first, wears=(replace(worn, color=color),)), *self.scene.subjects[1:])
        said = self._term("color", color)
        return self._say(f"把{worn.noun}换成{said}", f"make the {worn.noun} {said}"), ("worn color",)

    def recolor(self) -> tuple[str, tuple[Asked, ...]]:
        first = self.scene.subjects[0]
        color = self.rng.choice([c for c in COLORS if c != first.color])
        self._subjects(replace(first, color=color), *self.scene.subjects[1:])
        said, who = self._term("color", color), first.noun
        return self._say(f"把{who}变成{said}", f"make the {who} {said}"), ("color",)

    def add(self) -> tuple[str, tuple[Asked, ...]]:
        self._subjects(self.scene.subjects[0], Subject("s2", self._name(self.guest), self.guest))
        named = self._counted(self.guest, "")
        return self._say(f"再加{named}", f"add {named}"), ("add",)

    def remove(self) -> tuple[str, tuple[Asked, ...]]:
        self._subjects(self.scene.subjects[0])
        name = self._name(self.guest)
        return self._say(f"去掉{name}", f"remove the {name}"), ("remove",)

    def move(self) -> tuple[str, tuple[Asked, ...]]:
        first = self.scene.subjects[0]
        place = self.rng.choice(PLACES)
        self._subjects(replace(first, place=place), *self.scene.subjects[1:])
        where = self._term("place", place).removeprefix("on ").removeprefix("at ")
        return self._say(f"把{first.noun}移到{where}", f"move the {first.noun} to {where}"), ("move",)

    def setting(self, among: tuple[str, ...] = SETTINGS) -> tuple[str, tuple[Asked, ...]]:
        setting = self.rng.choice([s for s in among if s != self.scene.setting])
        self.scene = replace(self.scene, setting=setting)
        said = self._term("setting", setting)
        return self._say(f"背景换成{said}", f"change the background to {said}"), ("setting",)

    def outdoors(self) -> tuple[str, tuple[Asked, ...]]:
        return self.setting(OUTDOORS)

    def time(self) -> tuple[str, tuple[Asked, ...]]:
        time = self.rng.choice(("night", "sunset"))
        self.scene = replace(self.scene, time=time)
        said = self._term("time", time)
        return self._say(f"改成{said}", f"make it {said}"), ("time",)

    def restyle(self) -> tuple[str, tuple[Asked, ...]]:
        style = self.rng.choice(STYLES)
        self.scene = replace(self.scene, style=style)
        said = self._term("style", style)
        return self._say(f"换成{said}风格", f"make it {said} style"), ("style",)

    def plain_style(self) -> tuple[str, tuple[Asked, ...]]:
        self.scene = replace(self.scene, style="3d")
        return self._say("回到3D风格", "3D style"), ("style",)

    def _say(self, zh: str, en: str) -> str:
        return zh if self.language == "zh" else en

    def _subjects(self, *subjects: Subject) -> None:
        self.scene = replace(self.scene, subjects=subjects)

    def _name(self, concept: str) -> str:
        return self.lexicon.canonical(CONCEPT, concept, self.language)

    def _term(self, category: str, id_: str) -> str:
        return self.lexicon.canonical(category, id_, self.language)

    def _counted(self, concept: str, color: str) -> str:
        """ "一只红色猫" or "a red cat"."""
        name, said = self._name(concept), self._term("color", color) if color else ""
        if self.language == "zh":
            return f"一{self.lexicon.concepts[concept].measure}{said}{'的' if said else ''}{name}"
        words = f"{said} {name}".strip()
        return f"{article(words)} {words}"
