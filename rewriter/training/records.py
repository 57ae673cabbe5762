"""The second version of the painter's corpus: wide scenes, their captions by several grammars, edits and facts.

One record, beside the keys that ``scenes`` describes: ``layout`` "free" or "fixed"; ``request`` the sentences that ask
for the edit, by language; pictures have a ``size`` of 256, ``weather`` and ``lens``, figures ``flip`` and the id of
their ``subject``; ``facts`` (on demand) what the captions name; ``unseen`` the held-out combinations.
"""

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dialog.scene import Scene, Subject
from rewriter.caption import caption
from rewriter.layout_wide import WIDE_WORLD, Spot, spots
from rewriter.lexicon import Lexicon
from rewriter.training import grammar_en, terms
from rewriter.training.asking import Asker
from rewriter.training.edits import Edit, edited
from rewriter.training.facts import told as told_facts
from rewriter.training.grammar_zh import ChineseGrammar
from rewriter.training.holdout import unseen
from rewriter.training.mixtures import WideMixture
from rewriter.training.vocabulary import vocabulary
from rewriter.training.wide import WideMaker, pick
from rewriter.training.wording import Cost, Namer

Record = dict[str, Any]
VARIANTS = 1 << 16
LIMIT = 256
"""Tokens that the long text encoder reads."""
LANGUAGES = ("en", "zh")
LONG = (150, 236)
"""Between which lengths, in tokens, a paragraph aims."""
MOVING = ("add", "combine", "remove", "lens")
"""Kinds of edits by which the layout gives subjects another place or size."""
WORD = re.compile(r"[A-Za-z0-9']+|[^\sA-Za-z0-9']")
HAN = re.compile(r"[㐀-鿿]")


@dataclass(frozen=True, slots=True)
class Options:
    """``held_out`` writes only scenes with a combination that is otherwise left out; ``free`` moves figures a little
    and mirrors them; ``facts`` adds the list of what captions name."""

    held_out: bool = False
    free: bool = True
    facts: bool = False


def count_tokens(text: str) -> int:
    """Return about how many tokens ``text`` takes in a tokenizer trained on this corpus, its end piece included.

    Chinese sentences take about 0.62 of their signs, because frequent words are one piece.
    """
    han = len(HAN.findall(text))
    return 1 + round(0.62 * han) + len(WORD.findall(text)) - han


class Captioner:
    """Puts scenes in words by all grammars."""

    def __init__(
        self, lexicon: Lexicon, mixture: WideMixture, namers: dict[str, Namer], chinese: ChineseGrammar, cost: Cost
    ) -> None:
        self.lexicon, self.mixture, self.namers, self.chinese, self.cost = lexicon, mixture, namers, chinese, cost
        self._short: Mapping[str, Sequence[Callable[..., str]]] = {
            "en": (grammar_en.tags, grammar_en.plain, grammar_en.spoken),
            "zh": (chinese.tags, chinese.plain, chinese.spoken),
        }

    def captions(self, scene: Scene, language: str, rng: random.Random) -> list[str]:
        """Wordings of ``scene``: the rewriter's own first (or a paragraph, where all are long), then others."""
        mix = self.mixture
        if mix.long == 1.0:
            return [self.long(scene, language, rng) for _ in range(mix.wordings)]
        result = [self.canonical(scene, language, rng)]
        for _ in range(mix.wordings - 1):
            text = ""
            if rng.random() < (mix.rich if len(scene.subjects) > 2 else mix.long):
                text = self.long(scene, language, rng)
            if not text or self.cost(text) > LIMIT:
                text = pick(rng, self._short[language])(rng, scene, self.namers[language].all(scene))
            result.append(text)
        return result

    def canonical(self, scene: Scene, language: str, rng: random.Random) -> str:
        """The text that the rewriter would hand to the painter; now and then with a beginning."""
        namer = self.namers[language]
        text = caption(namer.named(scene, namer.all(scene)), self.lexicon)
        if rng.random() < 0.1:
            return ("画面上有" if language == "zh" else "this picture shows ") + text
        return text

    def long(self, scene: Scene, language: str, rng: random.Random) -> str:
        """The paragraph."""
        said = self.namers[language].all(scene)
        low, high = (self.mixture.least + 4, self.mixture.most - 14) if self.mixture.least else LONG
        target = low + int(rng.random() * (high - low)) if len(scene.subjects) > 2 else 0
        if language == "zh":
            return self.chinese.paragraph(rng, scene, said, self.cost, target)
        return grammar_en.paragraph(rng, scene, said, self.cost, target)


def picture_of(scene: Scene, placed: Sequence[Spot], variant: int) -> dict[str, Any]:
    """What the renderer draws for ``scene`` with its figures at ``placed``; ``variant`` picks that of the setting."""
    figures = []
    for spot in placed:
        subject = scene.subjects[spot.subject]
        figure: dict[str, Any] = {
            "concept": subject.concept, "subject": subject.id, "x": round(spot.x), "y": round(spot.y),
            "side": round(spot.side), "color": subject.color,
            "worn": [[thing.concept, thing.color] for thing in subject.wears],
            "held": [[thing.concept, thing.color] for thing in subject.holds],
        }  # fmt: skip
        if spot.flip:
            figure["flip"] = True
        figures.append(figure)
    return {
        "setting": scene.setting, "time": scene.time or "day", "style": scene.style or "3d", "seed": variant,
        "size": WIDE_WORLD, "weather": terms.PICTURE_WEATHER.get(scene.weather, scene.weather),
        "lens": terms.PICTURE_LENS.get(scene.lens, scene.lens), "figures": figures,
    }  # fmt: skip


def _places(scene: Scene, variant: int, free: bool) -> tuple[Spot, ...]:
    return spots(scene, random.Random(variant) if free else None)


def _before(
    maker: WideMaker, scene: Scene, edit: Edit, variant: int, free: bool
) -> tuple[tuple[Spot, ...], tuple[Spot, ...]]:
    """Places after and before ``edit``; in the free layout who stays often stands where it stood."""
    after = _places(scene, variant, free)
    if edit.kind not in MOVING and edit.what not in ("count", "place"):
        return after, after
    before = _places(edit.before, variant, free)
    if free and maker.rng.random() < maker.mixture.kept:
        if edit.kind in ("add", "combine"):
            before = tuple(spot for spot in after if spot.subject < len(edit.before.subjects))
        elif edit.kind == "remove":
            after = tuple(spot for spot in before if spot.subject < len(scene.subjects))
    return after, before


def _crop(maker: WideMaker, subject: Subject, style: str, free: bool) -> dict[str, Any]:
    """The first appearance of ``subject``: a picture with it, and the box to cut out."""
    rng = maker.rng
    color = subject.color if rng.random() < 0.8 else maker.color(subject.concept)
    alone = Subject(
        "s1", subject.noun, subject.concept, color=color, wears=subject.wears if rng.random() < 0.6 else ()
    )  # fmt: skip
    subjects: tuple[Subject, ...] = (alone,)
    other = maker.another([subject.concept]) if rng.random() < 0.3 else ""
    if other:
        subjects = (alone, Subject("s2", other, other))
    setting = maker.setting([one.concept for one in subjects]) if rng.random() < 0.8 else ""
    scene = Scene(subjects, setting=setting, style=style if rng.random() < 0.8 else "")
    variant = rng.randrange(VARIANTS)
    placed = _places(scene, variant, free)
    own = next(spot for spot in placed if spot.subject == 0)
    edges = (own.x, own.y, own.x + own.side, own.y + own.side)
    return {"picture": picture_of(scene, placed, variant), "box": [round(edge) for edge in edges]}


class RecordMaker:
    """Makes records one by one."""

    def __init__(self, lexicon: Lexicon, mixture: WideMixture, seed: int, options: Options, cost: Cost) -> None:
        self.rng = random.Random(seed)
        self.mixture, self.options, self.cost = mixture, options, cost
        words = vocabulary(lexicon)
        namers = {language: Namer(words, language, self.rng) for language in LANGUAGES}
        chinese = ChineseGrammar(lexicon)
        self.maker = WideMaker(lexicon, words, mixture, self.rng, seen=not options.held_out)
        self.captioner = Captioner(lexicon, mixture, namers, chinese, cost)
        self.asker = Asker(namers, chinese, self.rng)

    def next(self) -> tuple[Scene, Record]:
        """The next scene with its record."""
        scene, captions = self._worded()
        rng, free = self.rng, self.options.free
        variant = rng.randrange(VARIANTS)
        edit = edited(self.maker, scene) if rng.random() < self.mixture.edited else None
        after, before = _before(self.maker, scene, edit, variant, free) if edit else (_places(scene, variant, free), ())
        record: Record = {
            "picture": picture_of(scene, after, variant),
            **captions,
            "before": picture_of(edit.before, before, variant) if edit else None,
            "edit": edit.kind if edit else "new",
            "crops": self._crops(scene),
            "layout": "free" if free else "fixed",
        }
        if edit:
            record["request"] = self.asker.ask(edit, scene)
        if self.options.facts:
            record["facts"] = told_facts(scene)
        if self.options.held_out:
            record["unseen"] = [list(pair) for pair in unseen(scene)]
        return scene, record

    def _worded(self) -> tuple[Scene, dict[str, list[str]]]:
        """A scene whose captions are as long as the mixture asks for."""
        least, most = self.mixture.least, self.mixture.most
        while True:
            scene = self.maker.unseen() if self.options.held_out else self.maker.scene()
            captions = {language: self.captioner.captions(scene, language, self.rng) for language in LANGUAGES}
            if not most or all(least <= self.cost(text) <= most for texts in captions.values() for text in texts):
                return scene, captions

    def _crops(self, scene: Scene) -> list[dict[str, Any]]:
        rng = self.rng
        single = [subject for subject in scene.subjects if subject.count == 1]
        return [
            _crop(self.maker, subject, scene.style, self.options.free)
            for subject in single
            if rng.random() < self.mixture.crops
        ]  # fmt: skip


def wide_records(
    lexicon: Lexicon,
    mixture: WideMixture,
    count: int,
    seed: int,
    options: Options | None = None,
    cost: Cost = count_tokens,
) -> Iterator[Record]:
    """Yield ``count`` records, a pure function of the arguments; ``cost`` counts the tokens of a caption."""
    maker = RecordMaker(lexicon, mixture, seed, options or Options(), cost)
    return (maker.next()[1] for _ in range(count))


__all__ = ["Options", "RecordMaker", "count_tokens", "picture_of", "wide_records"]
