"""The deterministic rewriter: the dialogue so far and one more turn become a draft.

The words are read clause by clause into operations, which are applied to the scene of the tip (or of the picture the
user goes back to); the prompt is rendered from the scene alone. Equal arguments give equal drafts.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from dialog.scene import Scene
from dialog.types import Change, Draft, Intent, Request, Turn
from dialog.versions import Version, of_chain
from rewriter import (
    answers_en,
    answers_zh,
    describe,
    frames,
    intents,
    quotes,
    replies,
    turn_zh,
    undoing_en,
)
from rewriter.answers_talk import about_talk
from rewriter.apply import apply
from rewriter.asking import ask, joined
from rewriter.breeds_en import wider_of
from rewriter.caption import LONG, SHORT, CountTokens, caption, digest, render
from rewriter.chinese import is_chinese
from rewriter.clause import read
from rewriter.combine import combine
from rewriter.contrast import join_contrasts
from rewriter.descriptive import describes, has_content
from rewriter.editing import Editing
from rewriter.emoji import spell_emoji
from rewriter.hearing import BUT_WITH, plain_words, reveal, spelled
from rewriter.history import History
from rewriter.lacking import denies
from rewriter.language import reply_language, scene_language
from rewriter.layout import layout
from rewriter.lexicon import Lexicon
from rewriter.located_en import as_one
from rewriter.meaning import transferred
from rewriter.neighbours_en import set_apart
from rewriter.normal_zh import normalise
from rewriter.once_more import once_more
from rewriter.operations import Description, Operation
from rewriter.ordinals import names_way
from rewriter.reader.deciding import Policy
from rewriter.scalars import color_of
from rewriter.segment import clauses, join_replacements
from rewriter.values import field_of
from rewriter.words_en import named_items

if TYPE_CHECKING:
    from rewriter.reader.reader import Reader

ReadClause = Callable[[str, Editing], None]

PLAIN = re.compile(
    r"(?:给|把|将)?[^，。！？、\s它他她们]{0,4}(?:加上?一|戴上?|换回|变回|改回)[^，。！？\s不别再也各都]{2,8}[。！]?"
    r"|(?:回到|恢复到?|还是)[^，。！？\s第张]{1,8}(?:风格|画风)(?:吧|好)?[。！]?"
    r"|(?!.*风格)(?:背景)?(?:换成|变成|改成|换到|放到|放在)[^，。！？、\sA-Za-z]{2,8}[。！]?"
)
"""Short turns of one clause whose plain reading was always right: what is added, comes back or becomes of it."""


OWN = re.compile(r"^(?:my|our) [a-z]+ is (?=an? )", re.IGNORECASE)
""" "my dog is a black labrador called Bruno" opens a talk: that labrador is to be drawn."""


@dataclass(frozen=True)
class RulesRewriter:
    """A ``dialog.ports.Rewriter`` made of rules. The functions count tokens of its two encoders."""

    lexicon: Lexicon
    count_tokens_long: CountTokens
    count_tokens_short: CountTokens
    reader: "Reader | None" = None
    policy: Policy = field(default_factory=Policy)

    def __call__(self, turns: Sequence[Turn], request: Request, versions: Sequence[Version] | None = None) -> Draft:
        """Return the draft of ``request`` after ``turns`` (first to tip). Never raises, whatever the words are."""
        history = History(turns, of_chain(turns) if versions is None else versions)
        language = reply_language(request.text, history.scene.language)
        said = normalise(request.text, self.lexicon) if is_chinese(request.text) else request.text
        words = plain_words(quotes.mask(spell_emoji(spelled(said), self.lexicon, language)))
        if not re.search(r"\w", words):
            return self._answer(history.scene, replies.say("words", language))
        words, overflow = cut_long(words)
        draft = self._read(history, words, language)
        return self._with_overflow(draft, overflow, language) if overflow and draft.intent != "answer" else draft

    def _read(self, history: History, words: str, language: str) -> Draft:
        """Read a turn of ordinary length."""
        empty = not history.scene.subjects and not history.drawn
        words = answers_en.without_questions(words)
        if once_more(words):
            return self._once_more(history, words, language)
        if not empty and (told := about_talk(words, history, language, self.lexicon)):
            return self._answer(history.scene, told)
        if not empty and is_chinese(words) and answers_zh.asks(words):
            told = answers_zh.answer(words, history.scene, self.lexicon, tuple(history.focus()))
            return self._answer(history.scene, told or replies.talk(words, "question", language, self.lexicon))
        wish = turn_zh.another(words) or intents.whole_turn(words, empty)
        if not empty and answers_en.wants_all(words) and (told := self._told(words, history)):
            return self._answer(history.scene, told)
        if wish.kind == "question" and (told := self._told(words, history)):
            return self._answer(history.scene, told)
        if wish.kind in ("chat", "question"):
            return self._answer(history.scene, replies.talk(words, wish.kind, language, self.lexicon))
        if wish.kind == "again":
            return self._answer(history.scene, replies.say("again", language))
        if wish.kind == "restart":
            return self._answer(Scene(language=history.scene.language), replies.say("restart", language), Change("new"))
        blank = _blank(history.scene)
        backwards = any(intents.clause_wish(c).kind in ("back", "combine") for c in clauses(words)[:3])
        if blank and intents.points_nowhere(words) and not (history.drawn and backwards):
            return self._answer(history.scene, replies.say("first", language))
        if wish.kind == "new" or (blank and not (history.drawn and backwards)):
            return self._new(history, wish.rest or words, language)
        return self._edit(history, words, language)

    def _told(self, words: str, history: History) -> str:
        """Answer an English question from the scene; "" where it does not say."""
        if is_chinese(words) or not history.scene.subjects or re.search(r"\b(?:you|your)\b(?! (?:see|have))", words):
            return ""
        editing = self._begin(history)
        return answers_en.answer(quotes.unmask(words), history.scene, editing.resolver, self.lexicon)

    def _with_overflow(self, draft: Draft, overflow: str, language: str) -> Draft:
        """Keep what is too long to be read as a note, verbatim."""
        editing = Editing(draft.scene, self.lexicon, changes=list(draft.changes))
        editing.note(overflow)
        kept = replies.say("kept", language, notes=overflow[:80])
        whole = self._finish(draft.intent, editing, language, uncertain=True)
        return replace(whole, base=draft.base, reply=joined(language, draft.reply, kept))

    def _new(self, history: History, words: str, language: str) -> Draft:
        """Describe a picture from nothing."""
        scene_lang = "zh" if is_chinese(words) else "en"
        editing = Editing(Scene(language=scene_lang), self.lexicon, used=history.used_ids())
        if scene_lang == "zh":
            turn_zh.describe_turn(
                editing, words, lambda part: build(editing, describe.describe(part, self.lexicon), part)
            )
        else:
            words = OWN.sub("", words)
            build(editing, describe.describe(words, self.lexicon), words)
        set_apart(editing, Scene(), words[:400])
        if _blank(editing.scene) and not editing.scene.notes:
            return self._answer(history.scene, replies.say("first" if not history.drawn else "unclear", language))
        editing.changes.insert(0, Change("new", value=words[:400], span=words[:400]))
        nothing_known = not editing.scene.subjects and not editing.scene.setting
        draft = self._finish("draw", editing, language, uncertain=nothing_known or bool(editing.unheard))
        return _with_left_out(draft, editing, language)

    def _once_more(self, history: History, words: str, language: str) -> Draft:
        """The same scene as a picture of its own: being no edit, it gets another seed."""
        if _blank(history.scene):
            return self._answer(history.scene, replies.say("first", language))
        editing = replace_changes(self._begin(history), [Change("new", span=words[:400])])
        draft = self._finish("draw", editing, language)
        return replace(draft, reply=joined(language, replies.say("once_more", language), draft.reply))

    def _edit(self, history: History, words: str, language: str) -> Draft:
        """Read an edit by the rules, and as the trained reader hears it where they leave words unread."""
        rules = self._edit_by_rules(history, words, language, read)
        if self.reader is None or rules.base:
            return rules
        unread = rules.uncertain and rules.intent != "answer"
        now, policy = self._begin(history), self.policy if unread else self.policy.firm
        aided = rules
        if rules.uncertain:
            aided = self._edit_by_rules(history, words, language, self.reader.beside(read, policy))
        lost = self.reader.lost(words, history.scene, rules.scene, rules.changes)
        if aided.uncertain == rules.uncertain and (heard := self.reader.instead(words, now, policy, lost)):
            aided = self._edited(history, heard, language, words, 0, False)
        return replace(aided, uncertain=True) if aided.intent == "edit" and aided.scene != rules.scene else rules

    def _edit_by_rules(self, history: History, words: str, language: str, one: ReadClause) -> Draft:
        """Read an edit: plainly where that leaves nothing open, else as speech where it is Chinese."""
        if not is_chinese(words):
            return self._by_clause(history, words, language, one, spoken=False)
        if PLAIN.fullmatch(words) and not turn_zh.wants_speech(words, history):
            plain = self._by_clause(history, words, language, one, spoken=False)
            if plain.intent == "edit" and not plain.uncertain:
                return plain
        return self._by_clause(history, words, language, one, spoken=True)

    def _by_clause(self, history: History, words: str, language: str, one: ReadClause, *, spoken: bool) -> Draft:
        """Read an edit clause by clause with ``one``, each against the scene as the one before left it."""
        editing = self._begin(history)
        base, stepped = 0, False
        speech = turn_zh.begin(editing, words) if spoken else None
        for clause in speech.parts if speech else join_contrasts(join_replacements(as_one(clauses(words)))):
            if speech and speech.reach_back(clause, history, base):
                continue
            wish = intents.clause_wish(clause)
            if wish.kind == "chat" or not has_content(clause):
                continue
            if not is_chinese(clause) and undoing_en.borrow(clause, history, editing):
                continue
            if wish.kind == "back" and base:
                continue
            if wish.kind == "back":
                operations = self._back_values(wish.rest, editing, clause)
                number, by_steps = (0, False) if operations else history.way_back(wish.rest, self.lexicon)
                if number:
                    base, stepped = number, by_steps
                    editing.scene = history.scene_of(number)
                elif not operations and (names_way(wish.rest) or not _read_any(clause, editing)):
                    return self._answer(history.scene, replies.say("nothing", language))
                apply(operations, editing)
            elif base and not is_chinese(clause) and (kept := BUT_WITH.match(clause)):
                apply([Operation("again", item, span=clause) for item in named_items(kept.group("x"))], editing)
            elif wish.kind == "combine" and combine(wish.rest, history, editing):
                continue
            elif wish.kind == "meant" and not speech:
                self._correct(wish.rest, history, editing, clause)
            elif speech:
                speech.read(clause, lambda part: one(part, editing))
            else:
                one(clause, editing)
        return self._edited(history, editing, language, words, base, stepped)

    def _edited(self, history: History, editing: Editing, language: str, words: str, base: int, stepped: bool) -> Draft:
        if base and not editing.changes:
            number = history.picture_of(base)
            change = Change("undo", attribute="step" if stepped else "base", value=str(number or ""), span=words[:400])
            draft = self._finish("back", replace_changes(editing, [change]), language)
            draft = replace(draft, base=base, reply=replies.back(number, language), uncertain=bool(editing.unheard))
            return _with_left_out(draft, editing, language)
        if not editing.changes:
            return self._unchanged(history, editing, language, words)
        set_apart(editing, history.scene_of(base) if base else history.scene, words[:400])
        if history.scene.subjects and not caption(editing.scene, self.lexicon):
            return self._answer(history.scene, ask("empty", language))
        if base:
            number = history.picture_of(base)
            editing.changes.insert(0, Change("undo", attribute="base", value=str(number or ""), span=words[:400]))
        editing.scene = scene_language(editing.scene, words, self.lexicon)
        draft = self._finish("edit", editing, language, uncertain=bool(editing.missed or editing.unheard))
        return _with_left_out(replace(draft, base=base), editing, language)

    def _unchanged(self, history: History, editing: Editing, language: str, words: str) -> Draft:
        """Answer a turn that changes nothing: thanks for thanks, and the plain truth for all else."""
        reveal(editing)
        if editing.unheard or editing.missed:
            reply = ask("nothing", language, editing.unheard or editing.missed)
        elif editing.kept:
            return self._answer(history.scene, ask("kept", language))
        elif all(intents.clause_wish(part).kind == "chat" or not has_content(part) for part in clauses(words)):
            return self._answer(history.scene, replies.say("thanks", language))
        else:
            reply = replies.say("unclear", language)
        return replace(self._answer(history.scene, reply), uncertain=True)

    def _begin(self, history: History) -> Editing:
        before = next((turn.draft for turn in reversed(history.turns) if turn.draft.intent != "answer"), None)
        return Editing(
            history.scene, self.lexicon, history.scenes, history.focus(), history.thing(), history.used_ids(),
            unread=before.digest_dropped if before else (),
        )  # fmt: skip

    def _back_values(self, words: str, editing: Editing, clause: str) -> list[Operation]:
        """ "go back to watercolor" sets the style; "go back to the watercolor picture" means a picture."""
        if undoing_en.USUAL_STYLE.fullmatch(words) and editing.scene.style:
            return [Operation("remove", "style", span=clause)]
        if not words or names_way(words) or intents.IS_PICTURE.search(words) or intents.PREVIOUS.search(words):
            return []
        facts = frames.whole(words, self.lexicon, loose=False)
        color = color_of(words, self.lexicon)
        if color:
            return [Operation("set", "", "color", color, span=clause)]
        return [Operation("frame", attribute=name, value=value, span=clause) for name, value in facts]

    def _correct(self, words: str, history: History, editing: Editing, clause: str) -> None:
        """ "I meant X": X in the place of what the last turn changed, or the last turn's wish done to X instead."""
        if transferred(editing, words, clause):
            return
        if field_of(words):
            return editing.miss(clause)
        last = history.turns[-1].draft.changes if history.turns else ()
        description = describe.describe(words, self.lexicon)
        added = [c.target for c in last if (c.kind == "add" or c.attribute in ("replace", "split")) and c.target]
        if description.phrases and (wider := wider_of(description.phrases[0].subject.noun, editing.scene)):
            phrase = description.phrases[0]
            apply([Operation("replace", f"#{wider}", value=words, phrase=phrase, span=clause)], editing)
        elif added and description.phrases:
            phrase, rest = description.phrases[0], description.phrases[1:]
            name = next((s.noun for s in editing.scene.subjects if s.id == added[-1]), "")
            apply([Operation("replace", name, value=words, phrase=phrase, span=clause)], editing)
            build(editing, replace(description, phrases=rest), clause)
        else:
            build(editing, description, clause)
        return None

    def _finish(self, intent: Intent, editing: Editing, language: str, uncertain: bool = False) -> Draft:
        reveal(editing)
        scene = editing.scene
        long = render(scene, self.lexicon, self.count_tokens_long, LONG)
        short = digest(scene, self.lexicon, self.count_tokens_short, SHORT)
        told = [] if intent == "draw" else editing.changes
        reply = replies.report(told, editing.missed, scene, language, self.lexicon)
        if intent == "draw":
            reply = f"{replies.drawing(long.text, language)} {reply}".strip()
        unread = [part for part in short.dropped if part not in editing.unread]
        left_out = replies.cut(long.dropped, unread, language)
        return Draft(
            intent=intent,
            scene=scene,
            changes=tuple(editing.changes),
            prompt=long.text,
            prompt_tokens=long.tokens,
            digest=short.text,
            digest_tokens=short.tokens,
            negative=negative(scene, self.lexicon),
            reply=joined(language, reply, left_out),
            uncertain=uncertain,
            dropped=long.dropped,
            digest_dropped=short.dropped,
            layout=layout(scene),
        )

    def _answer(self, scene: Scene, reply: str, *changes: Change) -> Draft:
        return Draft(intent="answer", scene=scene, changes=changes or (Change("chat"),), reply=reply)


READ = 1200
CLAUSES = 40


def cut_long(words: str) -> tuple[str, str]:
    """Cut a very long turn at the last clause that ends within ``READ`` characters and ``CLAUSES`` clauses."""
    ends = [found.end() for found in re.finditer(r"[,.;!?\n，。；！？]+\s*", words[:READ])]
    if len(words) <= READ and len(ends) <= CLAUSES:
        return words, ""
    at = ends[CLAUSES - 1] if len(ends) >= CLAUSES else ends[-1] if ends else READ
    return words[:at].strip(), words[at:].strip()


def _with_left_out(draft: Draft, editing: Editing, language: str) -> Draft:
    """Say which words are not in the picture."""
    left_out = ask("unheard", language, editing.unheard) if editing.unheard else ""
    return replace(draft, reply=joined(language, draft.reply, left_out))


def _read_any(clause: str, editing: Editing) -> bool:
    """Read one clause; False when nothing of it was understood."""
    changes = len(editing.changes)
    read(clause, editing)
    return len(editing.changes) > changes


def build(editing: Editing, description: Description, span: str) -> None:
    """Add everything a description says to the scene under way."""
    operations = [Operation("frame", attribute=name, value=value, span=span[:200]) for name, value in description.frame]
    operations += [Operation("add", phrase=phrase, span=span[:200]) for phrase in description.phrases]
    apply(operations, editing)
    for note in description.notes:
        if describes(note):
            editing.note(note)
        else:
            editing.unheard.append(note)
    for name in description.absent:
        if denies(name, editing.scene, editing.lexicon):
            editing.unheard.append(name)
        else:
            editing.wish_away(name, span)


def negative(scene: Scene, lexicon: Lexicon) -> str:
    """Return what is wished absent, for the negative prompt."""
    names = [lexicon.name_concept(lexicon.concept(name), name, scene.language) for name in scene.absent]
    return ("，" if scene.language == "zh" else ", ").join(names)


def replace_changes(editing: Editing, changes: list[Change]) -> Editing:
    """Return ``editing`` with other changes."""
    editing.changes = changes
    return editing


def _blank(scene: Scene) -> bool:
    return scene == Scene(language=scene.language)
