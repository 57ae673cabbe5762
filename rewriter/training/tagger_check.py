"""Measures rules and reader on frames that neither was made for: ``python -m rewriter.training.tagger_check``.

Every turn is one edit of a made-up scene in a frame kept apart from training. The gold scene comes of the true spans;
a turn is right when all its subjects, things, colors and facts are there and nothing else is.
"""

import argparse
import logging
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from dialog.scene import Scene, Subject, Thing
from dialog.types import Draft, Request, Settings, Turn
from rewriter.caption import caption
from rewriter.editing import Editing
from rewriter.lexicon import Lexicon
from rewriter.operations import with_field
from rewriter.reader.deciding import Policy
from rewriter.reader.reader import Reader
from rewriter.reader.spans import Heard, Span
from rewriter.rewrite import RulesRewriter
from rewriter.training.tagger_talk import Talk, joined, load_frames
from rewriter.training.tagger_words import load

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Case:
    """``words`` said of ``scene``, and the ``gold`` scene that they ask for."""

    words: str
    scene: Scene
    gold: Scene


def cases(talk: Talk, reader: Reader, seed: int) -> Iterator[Case]:
    """Yield cases without end."""
    rng = random.Random(seed)
    while True:
        pieces, scene, _ = talk.say(rng, rng.choice(("en", "zh")), "edit", True)
        scene = known(scene, talk.lexicon)
        text, stretches = joined(pieces)
        places = {piece.key: at for at, (_, _, piece) in enumerate(stretches) if piece.key}
        spans = tuple(
            Span(piece.role, text[start:end], start, end, places.get(piece.head, -1)) for start, end, piece in stretches
        )
        editing = Editing(scene, talk.lexicon, (scene,), [s.id for s in scene.subjects], None, len(scene.subjects))
        sound = reader.read(Heard(text, "edit", 1.0, spans, 1.0), editing)
        if sound and editing.changes:
            yield Case(text, scene, editing.scene)


def known(scene: Scene, lexicon: Lexicon) -> Scene:
    """Return ``scene`` as the rewriter would have made it: what the lexicon knows under its identifiers."""

    def thing(one: Thing) -> Thing:
        return replace(one, color=lexicon.value("color", one.color), concept=lexicon.concept(one.noun))

    subjects = tuple(
        replace(
            s, color=lexicon.value("color", s.color), concept=lexicon.concept(s.noun),
            wears=tuple(thing(one) for one in s.wears), holds=tuple(thing(one) for one in s.holds),
        )
        for s in scene.subjects
    )  # fmt: skip
    for name in ("setting", "time", "weather", "style"):
        if getattr(scene, name):
            scene = with_field(scene, name, lexicon.value(name, getattr(scene, name)))
    return replace(scene, subjects=subjects)


def facts(scene: Scene, lexicon: Lexicon) -> frozenset[tuple[str, ...]]:
    """Return all that ``scene`` says as comparable facts, in small letters and without little words."""
    said: set[tuple[str, ...]] = set()

    def put(*words: str) -> None:
        said.add(tuple(_plain(word) for word in words))

    for subject in scene.subjects:
        put(subject.noun, "is")
        put(subject.noun, "size", subject.size)
        put(subject.noun, "count", str(subject.count))
        own = " ".join(
            (*subject.attributes, subject.action, lexicon.said("color", subject.color, scene.language), subject.place)
        )
        for word in _words(own):
            put(subject.noun, "said", word)
        _put_things(subject, put, lexicon, scene.language)
    for name in ("setting", "time", "weather", "style", "lens", "mood", "text"):
        value = str(getattr(scene, name))
        for word in _words(lexicon.said(name, value, scene.language) if value else ""):
            put(name, word)
    nouns = {s.id: s.noun for s in scene.subjects}
    for relation in scene.relations:
        put(nouns.get(relation.subject, ""), relation.kind, nouns.get(relation.object, relation.object))
    return frozenset(said)


def _put_things(subject: Subject, put, lexicon: Lexicon, language: str) -> None:  # type: ignore[no-untyped-def]
    for thing in (*subject.wears, *subject.holds):
        for word in _words(" ".join((thing.noun, *thing.attributes, lexicon.said("color", thing.color, language)))):
            put(subject.noun, "thing", word)


def _plain(word: str) -> str:
    return re.sub(r"[\s的着]|^(?:an?|the) ", "", word.lower())


def _words(text: str) -> list[str]:
    bare = re.sub(r"\b(?:an?|the|with|and|in|at|on|of|to)\b|[的着在和，,里上色]", " ", text.lower())
    return [word for piece in bare.split() for word in (piece if re.match(r"[㐀-鿿]", piece) else [piece])]


def drafted(case: Case, rewriter: RulesRewriter) -> Draft:
    """Return the draft of the case's words after a turn that drew its scene."""
    prompt = caption(case.scene, rewriter.lexicon)
    before = Turn(
        Request("…"), Draft("draw", case.scene, (), prompt=prompt), Settings(seed=0), "drawn", picture="0" * 64
    )
    return rewriter((before,), Request(case.words))


def main() -> None:
    """Print how many turns rules alone, reader alone and both get right."""
    parser = argparse.ArgumentParser(prog="python -m rewriter.training.tagger_check", description=__doc__)
    parser.add_argument("--count", type=int, default=400)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--reader", type=Path, default=Path("assets/reader"))
    parser.add_argument("--world", type=Path, default=Path("assets/world"))
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    lexicon = Lexicon.load(args.world)
    reader = Reader.load(args.reader, lexicon)
    rules = RulesRewriter(lexicon, len, len)
    ways = {
        "rules": rules,
        "both": replace(rules, reader=reader, policy=Policy()),
        "both, only where the rules left words": replace(rules, reader=reader, policy=Policy(surer=2.0)),
    }
    talk = Talk(load_frames(), load(), lexicon)
    drawn = cases(talk, reader, args.seed)
    right = {(name, language): 0 for name in ways for language in ("en", "zh")}
    asked = {"en": 0, "zh": 0}
    for case in (next(drawn) for _ in range(args.count)):
        language = case.scene.language
        asked[language] += 1
        gold = facts(case.gold, lexicon)
        for name, rewriter in ways.items():
            right[name, language] += facts(drafted(case, rewriter).scene, lexicon) == gold
    for (name, language), count in right.items():
        logger.info("%-38s %s %5.1f %% of %d", name, language, 100 * count / max(1, asked[language]), asked[language])


if __name__ == "__main__":
    main()
