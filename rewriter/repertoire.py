"""What the embedded painter has never learned is told when it is asked for, not left for the user to find out."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from dialog.scene import Scene, Subject, Thing
from dialog.types import Draft, Request, Turn
from dialog.versions import Version, of_chain
from rewriter import phrases_en, phrases_zh, replies
from rewriter.asking import joined
from rewriter.history import History
from rewriter.language import reply_language
from rewriter.lexicon import CONCEPT, Lexicon
from rewriter.ports import Rewriter, Watched

MOST = 2
"""Subjects that the embedded painter has seen in one picture."""
NAMED = 3
"""Names told at once."""
USUAL = {"weather": ("sunny",)}
"""Terms that its pictures show without having learned them."""
STANDING = frozenset(("left_of", "right_of", "above", "below", "next_to"))
"""Relations that its pictures show."""
CROWD = {"zh": "两样以上的东西同时出现", "en": "more than two things in one picture"}
TOLD = {
    "zh": "（内置小模型没学过：{names}。画里可能看不出来。）",
    "en": "(The built-in model has not learned {names}: the picture may not show it.)",
}

LEARNED = {
    "zh": "内置小模型学过 {count} 样东西（如{some}）、{colors} 种颜色，背景有{settings}，风格有{styles}。",
    "en": "The built-in model has learned {count} things (such as {some}), {colors} colours, these settings: "
    "{settings}; and these styles: {styles}.",
}


def unlearned(scene: Scene, lexicon: Lexicon) -> tuple[str, ...]:
    """Everything named in ``scene`` that the embedded painter has never seen, each in the scene's language."""
    return tuple(dict.fromkeys(_names(scene, lexicon)))


def told(draft: Draft, before: Scene, language: str, lexicon: Lexicon) -> Draft:
    """The draft, its reply saying what of it the painter has not learned and the scene ``before`` did not have."""
    if draft.intent == "answer" and draft.reply in (replies.abilities(language), replies.styles(language, lexicon)):
        return replace(draft, reply=joined(language, draft.reply, learned(language, lexicon)))
    if draft.intent not in ("draw", "edit"):
        return draft
    known = set(unlearned(before, lexicon)) if draft.intent == "edit" else set()
    fresh = [name for name in unlearned(draft.scene, lexicon) if name not in known]
    if not fresh:
        return draft
    more = "等" if language == "zh" else " and more"
    names = ("、" if language == "zh" else ", ").join(fresh[:NAMED]) + (more if len(fresh) > NAMED else "")
    return replace(draft, reply=joined(language, draft.reply, TOLD[language].format(names=names)))


def learned(language: str, lexicon: Lexicon) -> str:
    """What the embedded painter can be asked for, in one sentence."""
    concepts = [concept for concept in lexicon.concepts.values() if not concept.wide]
    first = {concept.kind: concept.id for concept in reversed(concepts)}
    mark = "、" if language == "zh" else ", "
    names = {
        category: mark.join(lexicon.canonical(category, i, language) for i, term in terms.items() if term.drawn)
        for category, terms in lexicon.terms.items()
    }
    some = mark.join(lexicon.canonical(CONCEPT, id_, language) for id_ in reversed(first.values()))
    return LEARNED[language].format(
        count=len(concepts), some=some, colors=len([t for t in lexicon.terms["color"].values() if t.drawn]),
        settings=names["setting"], styles=names["style"],
    )  # fmt: skip


def _names(scene: Scene, lexicon: Lexicon) -> Iterator[str]:
    for subject in scene.subjects:
        yield from _of_subject(subject, lexicon, scene.language)
    for category in ("setting", "time", "weather", "style", "lens"):
        # A lens may hold several, joined by commas.
        for value in getattr(scene, category).replace("，", ", ").split(", "):
            if value and not _drawn(category, value, lexicon):
                yield lexicon.said(category, value, scene.language)
    clause = phrases_zh.relation_clause if scene.language == "zh" else phrases_en.relation_clause
    for relation in scene.relations:
        if relation.kind not in STANDING and (said := clause(relation, scene, lexicon)):
            yield said
    if len(scene.subjects) > MOST:
        yield CROWD["zh" if scene.language == "zh" else "en"]


def _of_subject(subject: Subject, lexicon: Lexicon, language: str) -> Iterator[str]:
    things: tuple[Subject | Thing, ...] = (subject, *subject.wears, *subject.holds)
    for thing in things:
        found = lexicon.concepts.get(thing.concept or lexicon.lookup(thing.noun, CONCEPT))
        if found is None or found.wide:
            yield lexicon.said("noun", thing.noun, language)
        if thing.color and not _drawn("color", thing.color, lexicon):
            yield lexicon.said("color", thing.color, language)
    if subject.action:
        yield subject.action


def _drawn(category: str, value: str, lexicon: Lexicon) -> bool:
    id_ = lexicon.id_of(category, value)
    term = lexicon.terms[category].get(id_)
    return term is not None and (term.drawn or id_ in USUAL.get(category, ()))


@dataclass(frozen=True)
class Candid:
    """A rewriter whose replies say what the embedded painter has not learned; for that painter alone."""

    rewriter: Rewriter
    lexicon: Lexicon

    def __call__(self, turns: Sequence[Turn], request: Request, versions: Sequence[Version] | None = None) -> Draft:
        """See dialog.ports.Rewriter. Raises what the rewriter behind it raises."""
        draft = self.rewriter(turns, request, versions)
        before = History(turns, of_chain(turns) if versions is None else versions).scene
        return told(draft, before, reply_language(request.text, before.language), self.lexicon)


@dataclass(frozen=True)
class WatchedCandid(Candid):
    """The same about a rewriter that can be watched."""

    rewriter: Watched

    def watched(self, on_text: Callable[[str], None], should_stop: Callable[[], bool]) -> Candid:
        """See dialog.ports.WatchedRewriter."""
        return Candid(self.rewriter.watched(on_text, should_stop), self.lexicon)


def candid(rewriter: Rewriter, lexicon: Lexicon) -> Candid:
    """The rewriter, speaking for the embedded painter."""
    return WatchedCandid(rewriter, lexicon) if isinstance(rewriter, Watched) else Candid(rewriter, lexicon)
