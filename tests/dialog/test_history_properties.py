"""Random talks: whatever is said, undone, retried and stopped, nothing is lost and the folder stays sound."""

import contextlib
import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from dialog.conversation import Conversation
from dialog.store import Store
from dialog.types import Request, Settings
from tests.fakes import InstantPainter, following


class Talk(RuleBasedStateMachine):
    """``seen`` maps every tip that ever was to the chain that led to it."""

    def __init__(self) -> None:
        super().__init__()
        self.resources = contextlib.ExitStack()
        folder = Path(self.resources.enter_context(tempfile.TemporaryDirectory()))
        self.store = self.resources.enter_context(Store(folder))
        session = self.store.create_session("me").id
        self.painter = InstantPainter(steps=2)
        self.conversation = Conversation(self.store, following, self.painter, session)
        self.seen = {None: ()}

    def teardown(self) -> None:
        try:
            assert self.store.verify() == ()
            for tip, chain in self.seen.items():
                assert tuple(row.turn for row in self.store.chain(self.conversation.session_id, tip)) == chain
        finally:
            self.resources.close()

    @rule(text=st.sampled_from(["cat", "red", "?", "back 0"]), seed=st.none() | st.integers(0, 2))
    def say_and_undo_is_identity(self, text, seed):
        before = self.conversation.turns()
        list(self.conversation.say(Request(text), Settings(seed=seed, width=8, height=8)))
        self.remember()
        after = self.conversation.tip
        assert self.conversation.turns()[:-1] == before
        self.conversation.undo()
        assert self.conversation.turns() == before
        self.conversation.branch_from(after)

    @rule(fail=st.booleans())
    def break_off(self, fail):
        self.painter.fail_at = 1 if fail else None
        events = self.conversation.say(Request("broken"), Settings(width=8, height=8))
        next(events)
        if fail:
            list(events)
        events.close()
        self.painter.fail_at = None
        assert self.conversation.turns()[-1].outcome == ("failed" if fail else "stopped")
        self.remember()

    @precondition(lambda self: self.conversation.tip is not None)
    @rule(new_seed=st.booleans())
    def retry(self, new_seed):
        before = self.conversation.turns()
        list(self.conversation.retry(new_seed))
        self.remember()
        assert self.conversation.turns()[:-1] == before[:-1]

    @precondition(lambda self: self.conversation.tip is not None)
    @rule()
    def undo(self):
        before = self.conversation.turns()
        self.conversation.undo()
        assert self.conversation.turns() == before[:-1]

    @rule(data=st.data())
    def go_to_any_turn(self, data):
        tip = data.draw(st.sampled_from(list(self.seen)))
        self.conversation.branch_from(tip)
        assert self.conversation.turns() == self.seen[tip]

    @invariant()
    def the_tip_was_seen(self):
        assert self.conversation.turns() == self.seen[self.conversation.tip]

    def remember(self):
        self.seen[self.conversation.tip] = self.conversation.turns()


TestTalk = Talk.TestCase
TestTalk.settings = settings(max_examples=15, stateful_step_count=12, deadline=None)
