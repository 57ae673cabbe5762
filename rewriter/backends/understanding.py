"""A model's checked answer becomes a draft: scene proposed, guarded, told and put in words. Pure.

Raises UnusableAnswer where a model's reading would lose what the rules understood for certain; its message tells the
model what to mend.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NoReturn

from dialog.scene import Scene
from dialog.types import Change, Draft
from rewriter import replies
from rewriter.asking import ask, joined
from rewriter.backends import saying
from rewriter.backends.answer import Answer
from rewriter.backends.changes import changes as differences
from rewriter.backends.edits import apply_edits
from rewriter.backends.errors import UnusableAnswer
from rewriter.backends.facts import CATEGORIES, new_facts
from rewriter.backends.guard import Guard, Guarded
from rewriter.backends.heard import Heard
from rewriter.backends.scenes import read_scene, scene_size
from rewriter.backends.wording import problems
from rewriter.caption import LONG, SHORT, CountTokens, Rendered, caption, digest, render
from rewriter.chinese import is_chinese
from rewriter.coverage import uncovered
from rewriter.descriptive import is_descriptive
from rewriter.history import History
from rewriter.language import scene_language
from rewriter.layout import layout
from rewriter.lexicon import CONCEPT, Lexicon
from rewriter.rewrite import negative
from rewriter.segment import clauses

MAX_SUBJECTS = 40
MAX_NOTES = 24
MAX_SCENE = 8000
"""A model may not make a scene longer than this, in characters of its JSON: it is told again in every later turn."""
OF_PICTURES = re.compile(r"photo|picture|image|upload|照片|图|相片", re.IGNORECASE)


@dataclass(frozen=True)
class Reading:
    """One turn as both readers see it: ``words`` as the rules read them, ``rules`` their draft. Of a ``trusted`` model
    the rules only check what of the old scene is lost; they never count as certain."""

    history: History
    words: str
    language: str
    rules: Draft
    heard: Heard
    lexicon: Lexicon
    count_long: CountTokens
    count_short: CountTokens
    trusted: bool = False

    @property
    def certain(self) -> bool:
        """Tell whether the rules are sure of their reading, with reason, and are asked."""
        return not (self.rules.uncertain or self.trusted) and self._sound()

    def _sound(self) -> bool:
        """Tell whether the words ask for every subject to go that the rules' edit loses or makes another of."""
        nouns = {subject.id: subject.noun for subject in self.rules.scene.subjects}
        old = self.history.scene.subjects if self.rules.intent == "edit" else ()
        lost = [subject for subject in old if nouns.get(subject.id) != subject.noun]
        named = (self.heard.names(subject.noun, CONCEPT) or self.heard.points for subject in lost)
        return not lost or self.heard.only or (self.heard.removes and all(named))

    @property
    def changed(self) -> bool:
        """Tell whether the rules are sure that the words ask for a change."""
        return self.certain and self.rules.intent in ("draw", "edit")

    def draft(self, answer: Answer) -> Draft:
        """Return what ``answer`` means. Raises UnusableAnswer."""
        if answer.intent == "answer":
            return self._answered(answer)
        if answer.intent == "back":
            return self._back(answer)
        return self._drawn(answer)

    def _answered(self, answer: Answer) -> Draft:
        if self.changed:
            _refuse("the words ask for a change of the picture, not for an answer")
        said = self.rules.reply if self.rules.intent == "answer" else replies.say("unclear", self.language)
        own = bool(answer.reply)
        return Draft(
            "answer", self.history.scene, (Change("chat"),), reply=answer.reply if own else said,
            source="model" if own else "rules",
        )  # fmt: skip

    def _back(self, answer: Answer) -> Draft:
        found = next((one for one in self.history.versions if one.number == answer.picture), None)
        if found is None:
            numbers = ", ".join(str(one.number) for one in self.history.versions[-12:]) or "none yet"
            _refuse(f"there is no picture {answer.picture}; there are: {numbers}")
        if self.changed:
            _refuse("the words ask for a change of the picture, not to go back")
        change = Change("undo", attribute="base", value=str(found.number), span=self.words[:200])
        draft = self._worded("back", found.turn.draft.scene, (change,), Guarded(Scene()), answer)
        return replace(draft, base=found.base, reply=replies.back(found.number, self.language))

    def _drawn(self, answer: Answer) -> Draft:
        fresh = self._fresh(answer)
        chinese = is_chinese(self.words) if self.words else self.language == "zh"
        old = Scene(language="zh" if chinese else "en") if fresh else self.history.scene
        guarded = self._guarded(answer, old, fresh)
        found = differences(old, guarded.scene, self.words, self.lexicon)
        if not found:
            if self.rules.intent != "answer" or guarded.refused or guarded.kept:
                more = f"; the words do not say {', '.join(guarded.refused[:8])}" if guarded.refused else ""
                _refuse(f"the words ask for a change of the picture, and nothing was changed{more[:300]}")
            return self._answered(answer)
        if self.changed and not self._placed(old, guarded.scene):
            _refuse("the words say how many there are or where somebody stands, and the scene does not")
        noted, unheard = self._lost(old, guarded.scene, found)
        scene = replace(guarded.scene, notes=tuple(dict.fromkeys((*guarded.scene.notes, *noted))))
        if not fresh:
            scene = scene_language(scene, self.words, self.lexicon)
        if not caption(scene, self.lexicon):
            _refuse("nothing would be left in the picture")
        found = differences(old, scene, self.words, self.lexicon)
        if fresh:
            found = (Change("new", value=self.words[:400], span=self.words[:400]), *found)
        draft = self._worded("draw" if fresh else "edit", scene, found, guarded, answer)
        told = ask("unheard", self.language, unheard) if unheard else ""
        reply = saying.shortened(joined(self.language, draft.reply, told))
        return replace(draft, uncertain=bool(unheard or noted), reply=reply)

    def _fresh(self, answer: Answer) -> bool:
        """Tell whether a new picture begins, which forgets the old one: the model alone cannot decide that."""
        blank = self.history.scene == Scene(language=self.history.scene.language)
        renews = self.heard.renews and not (self.certain and self.rules.intent == "edit")
        new = blank or (answer.intent == "draw" and (self.rules.intent == "draw" or renews))
        if not new and self.changed and self.rules.intent == "draw":
            _refuse('the words ask for a new picture: "intent" is "draw", and "operations" start from nothing')
        return new

    def _guarded(self, answer: Answer, old: Scene, fresh: bool) -> Guarded:
        used = self.history.used_ids()
        if answer.operations:
            proposed = apply_edits(old, answer.operations, self.lexicon, used)
        elif answer.scene:
            proposed = read_scene(answer.scene, old, self.lexicon)
        else:
            _refuse('"operations" is empty and there is no "scene"')
        alike = not fresh or self.rules.intent == "draw"
        rules = self.rules if alike else replace(self.rules, scene=old, changes=())
        guarded = Guard(old, rules, self.heard, self.certain and alike).merge(proposed, used)
        _check_size(old, guarded.scene)
        return guarded

    def _lost(self, old: Scene, new: Scene, found: Sequence[Change]) -> tuple[list[str], list[str]]:
        """Return clauses to keep as notes, and words that left no trace.

        Raises UnusableAnswer for words that the rules found a place for and the model did not.
        """
        noted, unheard = [], []
        for clause in clauses(self.words):
            lost = self._untold(clause, old, new, found)
            if not lost:
                continue
            if self.changed:
                read = self._untold(clause, old, self.rules.scene, self.rules.changes)
                if missed := [one for one in lost if one not in read]:
                    _refuse(f"these words left no trace in the scene: {', '.join(missed[:8])[:200]}")
                continue
            whole = len(lost) >= len(self._untold(clause, Scene(), Scene(), ()))
            if whole and is_descriptive(clause) and not self.heard.pictured:
                noted.append(clause)
            else:
                unheard += lost
        return noted, unheard

    def _placed(self, old: Scene, new: Scene) -> bool:
        """Tell whether numbers and places that the rules read are in the new scene in some form: the words for them are
        too plain to be looked for."""
        read, mine = new_facts(self.rules.scene, old), new_facts(new, old)
        counts = {fact.value for fact in read if fact.field == "count"} <= {f.value for f in mine if f.field == "count"}
        where = ("place", "relations", "action")
        stands = any(fact.field in where[:2] for fact in read)
        return counts and (not stands or any(fact.field in where for fact in mine))

    def _untold(self, clause: str, old: Scene, new: Scene, found: Sequence[Change]) -> list[str]:
        words = uncovered(clause, old, new, [replace(one, span="") for one in found], self.lexicon)
        return [one for one in words if not (self.heard.pictured and OF_PICTURES.search(one))]

    def _worded(self, intent: str, scene: Scene, found: tuple[Change, ...], guarded: Guarded, answer: Answer) -> Draft:
        """Put the scene in words: the model's own where they are faithful, else the canonical ones."""
        long = render(scene, self.lexicon, self.count_long, LONG)
        short = digest(scene, self.lexicon, self.count_short, SHORT)
        own, remark = self._own(answer.prompt, scene) if intent != "back" else (None, "")
        if own is not None:
            long = own
            brief = self._own(answer.digest, scene)[0] or own
            tokens = self.count_short(brief.text)
            short = Rendered(brief.text, tokens) if tokens <= SHORT else short
        told = "" if intent == "draw" else replies.report(found, (), scene, self.language, self.lexicon)
        reply = joined(
            self.language,
            replies.drawing(long.text, self.language) if intent == "draw" else told,
            saying.say("kept", self.language, self._said(guarded.kept)) if guarded.kept else "",
            saying.say("refused", self.language, self._said(guarded.refused)) if guarded.refused else "",
            remark,
            replies.cut(long.dropped, short.dropped, self.language),
        )
        return Draft(
            intent="back" if intent == "back" else "draw" if intent == "draw" else "edit",
            scene=scene,
            changes=found,
            prompt=long.text,
            prompt_tokens=long.tokens,
            digest=short.text,
            digest_tokens=short.tokens,
            negative=negative(scene, self.lexicon),
            reply=reply,
            source="model",
            dropped=long.dropped,
            digest_dropped=short.dropped,
            layout=layout(scene),
        )

    def _own(self, text: str, scene: Scene) -> tuple[Rendered | None, str]:
        """Return the model's wording if it may be drawn, else None and what to say about it."""
        if not text:
            return None, ""
        tokens = self.count_long(text)
        if tokens > LONG:
            return None, saying.say("too_long", self.language)
        wrong = problems(text, scene, self._earlier(), self.lexicon)
        return (
            (None, saying.say("rendered", self.language, self._said(wrong))) if wrong else (Rendered(text, tokens), "")
        )

    def _said(self, values: Sequence[str]) -> list[str]:
        """Return values of a scene as the user would call them."""
        kinds = (next((kind for kind in CATEGORIES if value in self.lexicon.terms[kind]), "noun") for value in values)
        return [self.lexicon.said(kind, value, self.language) for kind, value in zip(kinds, values, strict=True)]

    def _earlier(self) -> list[Scene]:
        """Return the scenes since the picture was begun anew, at most the last twenty."""
        scenes: list[Scene] = []
        for turn in self.history.turns[-20:]:
            if any(change.kind == "new" for change in turn.draft.changes):
                scenes = []
            scenes.append(turn.draft.scene)
        return scenes


def _check_size(old: Scene, new: Scene) -> None:
    """Raise UnusableAnswer for a scene that grew beyond its limits."""
    size, before = scene_size(new), scene_size(old)
    if len(new.subjects) > max(MAX_SUBJECTS, len(old.subjects)):
        _refuse(f"there are {len(new.subjects)} subjects; at most {MAX_SUBJECTS} are allowed")
    if len(new.notes) > max(MAX_NOTES, len(old.notes)):
        _refuse(f"there are {len(new.notes)} notes; at most {MAX_NOTES} are allowed")
    if size > max(MAX_SCENE, before):
        _refuse(f"the scene would have {size:,} characters; at most {MAX_SCENE:,} are allowed, so say less")


def _refuse(what: str) -> NoReturn:
    raise UnusableAnswer(f"The model's answer cannot be used: {what}.")
