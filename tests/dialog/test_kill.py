"""A real process, killed in the middle of a drawing."""

import os
import signal
import subprocess
import sys

from dialog.conversation import Conversation
from dialog.store import Store
from tests.fakes import InstantPainter, following

SCRIPT = """
import sys, pathlib
from dialog import Conversation, Drawing, Request, Settings, Store
from tests.fakes import InstantPainter, following
store = Store(pathlib.Path(sys.argv[1]))
session = store.create_session("me").id
list(Conversation(store, following, InstantPainter(), session).say(Request("画一只猫"), Settings(seed=0)))
slow = Conversation(store, following, InstantPainter(steps=1000, delay=0.05), session)
for event in slow.say(Request("戴红帽子"), Settings()):
    if isinstance(event, Drawing):
        print("drawing", flush=True)
"""


def test_kill_in_mid_drawing_loses_no_words_and_the_turn_can_be_tried_again(tmp_path):
    command = [sys.executable, "-c", SCRIPT, str(tmp_path)]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": os.getcwd()}
    )
    with process:
        assert process.stdout.readline() == "drawing\n"
        process.send_signal(signal.SIGKILL)
        process.wait(10)
    with Store(tmp_path) as store:
        (session,) = store.sessions("me")
        first, second = store.chain(session.id, session.tip)
        assert (first.turn.outcome, first.turn.request.text) == ("drawn", "画一只猫")
        assert (second.turn.outcome, second.turn.request.text) == ("stopped", "戴红帽子")
        assert (second.pending, second.turn.draft.prompt, second.turn.settings.seed) == (False, "戴红帽子", 0)
        assert store.verify() == ()
        conversation = Conversation(store, following, InstantPainter(), session.id)
        *_, finished = conversation.retry()
        assert finished.turn.outcome == "drawn"
        assert finished.turn.references.picture == first.turn.picture
