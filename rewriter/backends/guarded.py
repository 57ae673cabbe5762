"""A language model behind the rewriter's door, with the rules beside it: they check what it reads and stand in for it.

The model proposes; one common path guards, tells and renders. One repair is asked for; then the rules' own draft is
taken and says so (``Draft.source`` "rules" and a sentence in the reply).
"""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from dialog.errors import DialogError
from dialog.types import Draft, Request, Turn
from dialog.versions import Version, of_chain
from rewriter.asking import joined
from rewriter.backends import saying
from rewriter.backends.answer import parse
from rewriter.backends.errors import BackendError, BackendStopped, UnusableAnswer
from rewriter.backends.heard import Heard
from rewriter.backends.images import thumbnail
from rewriter.backends.prompting import WORDS, messages, repair
from rewriter.backends.protocol import Backend, Clock, Message, OnText, ShouldStop, Watch, ignore, never
from rewriter.backends.scenes import scene_size
from rewriter.backends.understanding import MAX_SCENE, Reading
from rewriter.caption import CountTokens
from rewriter.emoji import spell_emoji
from rewriter.history import History
from rewriter.language import reply_language
from rewriter.lexicon import Lexicon
from rewriter.ports import Rewriter
from rewriter.segment import plain_english

log = logging.getLogger(__name__)

LoadPicture = Callable[[str], bytes]
UPLOADS, OWN = 4, 2
"""So many uploads and drawings of our own are shown to a model in one turn."""
SECONDS = 60.0


@dataclass(frozen=True)
class ModelRewriter:
    """A ``dialog.ports.Rewriter`` that asks ``backend`` and falls back to ``fallback``.

    ``load`` returns a picture's bytes for its hash (None: no pictures are shown). ``seconds`` limit one turn, both
    attempts together. ``on_text`` is given the model's text as it comes; ``should_stop`` is asked often and ends the
    turn with BackendStopped, which changes nothing. Of a ``trusted`` model the rules do not veto a reading; what it
    loses of the old scene stays all the same.
    """

    backend: Backend
    fallback: Rewriter
    lexicon: Lexicon
    count_tokens_long: CountTokens
    count_tokens_short: CountTokens
    load: LoadPicture | None = None
    seconds: float = SECONDS
    on_text: OnText = ignore
    should_stop: ShouldStop = never
    clock: Clock = field(default=time.monotonic)
    trusted: bool = False

    def watched(self, on_text: OnText = ignore, should_stop: ShouldStop = never) -> "ModelRewriter":
        """Return the same rewriter with another watcher: one per turn, so that turns do not see each other's."""
        return replace(self, on_text=on_text, should_stop=should_stop)

    def __call__(self, turns: Sequence[Turn], request: Request, versions: Sequence[Version] | None = None) -> Draft:
        """Return the draft of ``request`` after ``turns`` (first to tip). Raises BackendStopped and nothing else."""
        rules = self.fallback(turns, request, versions)
        history = History(turns, of_chain(turns) if versions is None else versions)
        language = reply_language(request.text, history.scene.language)
        words = plain_english(spell_emoji(request.text, self.lexicon, language)).strip()
        if _settled(rules) or not (any(sign.isalnum() for sign in words) or request.pictures):
            return rules
        if len(words) > WORDS:
            return _instead(rules, "long", language)
        if scene_size(history.scene) > 2 * MAX_SCENE:
            return _instead(rules, "large", language)
        heard = Heard(words, self.lexicon, bool(request.pictures))
        reading = Reading(
            history, words, language, rules, heard, self.lexicon, self.count_tokens_long, self.count_tokens_short,
            self.trusted,
        )  # fmt: skip
        try:
            draft = self._asked(reading, request)
        except BackendStopped:
            raise
        except BackendError as error:
            log.warning("%s: the rules take this turn: %s", self.backend.name, error)
            return _instead(rules, saying.why(error), language)
        blind = saying.say("unseen", language) if request.pictures and not self._shows else ""
        return replace(draft, reply=joined(language, draft.reply, blind))

    @property
    def _shows(self) -> bool:
        return self.backend.sees and self.load is not None

    def _asked(self, reading: Reading, request: Request) -> Draft:
        """Ask, and once more with what was wrong. Raises BackendError."""
        watch = Watch(self.on_text, self.should_stop, self.clock() + self.seconds, self.clock)
        chat = self._chat(reading, request)
        text = self.backend.complete(chat, watch)
        try:
            return reading.draft(parse(text))
        except UnusableAnswer as error:
            log.info("%s is asked again: %s", self.backend.name, error)
            watch.check()
            return reading.draft(parse(self.backend.complete(repair(chat, text, str(error)), watch)))

    def _chat(self, reading: Reading, request: Request) -> tuple[Message, ...]:
        history = reading.history
        shown = self._pictures(history, reading.words, request) if self._shows else ()
        return messages(history.scene, history.versions, reading.words, history.used_ids() + 1, shown)

    def _pictures(self, history: History, words: str, request: Request) -> list[tuple[str, bytes]]:
        """Return thumbnails of the uploads, of the pictures named by number, and of the one on show."""
        wanted = [(f"upload {at}", name) for at, name in enumerate(request.pictures[:UPLOADS], 1)]
        bases = history.ordinals(words)
        named = [one for one in history.versions if one.base in bases]
        last = [one for one in history.versions if one.base <= len(history.turns)][-1:]
        ours = dict.fromkeys((one.number, one.turn.picture) for one in [*named, *last] if one.turn.picture)
        wanted += [(f"picture {number}", name) for number, name in list(ours)[:OWN]]
        return [(label, data) for label, name in wanted if (data := self._thumbnail(name))]

    def _thumbnail(self, name: str) -> bytes | None:
        try:
            return thumbnail(self.load(name)) if self.load is not None else None
        except DialogError as error:
            log.info("a picture is not shown to the model: %s", error)
            return None


def _settled(rules: Draft) -> bool:
    """Tell whether the rules' reading needs no second one: going back, undoing, combining numbered pictures and
    starting over are bookkeeping, and exact where the rules are sure of it."""
    kinds = {change.kind for change in rules.changes}
    started_over = rules.intent == "answer" and "new" in kinds
    return not rules.uncertain and (rules.intent == "back" or started_over or bool(kinds & {"undo", "combine"}))


def _instead(rules: Draft, key: str, language: str) -> Draft:
    """Return the rules' draft, which says that it is not the model's."""
    return replace(rules, reply=joined(language, rules.reply, saying.say(key, language)))
