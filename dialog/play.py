"""A whole dialogue from beginning to end without anybody watching, and the folder that it becomes."""

import json
import random
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from dialog.conversation import Conversation
from dialog.errors import InvalidTurn
from dialog.faults import translated
from dialog.files import write_whole
from dialog.ports import Painter, Rewriter
from dialog.records import Record
from dialog.script import dialogue_record, turn_record
from dialog.store import Store
from dialog.types import Finished, Request, Settings, Turn

Played = Iterator[tuple[Turn, bytes]]


def play(
    lines: Iterable[str],
    rewriter: Rewriter,
    painter: Painter,
    settings: Settings,
    tell: Callable[[str], object] = str,
) -> Played:
    """Yields each line's turn and the PNG that is seen after it, b"" unless the turn drew it or went back to it.

    A seed in ``settings`` is the first picture's, and every later fresh one follows from it. A failed turn is a turn
    like others. ``tell`` gets what the painter has to say about a picture, before its turn is yielded. Raises
    DialogError.
    """
    seed = settings.seed
    entropy = None if seed is None else random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="huatu-") as folder, Store(Path(folder)) as store:
        talk = Conversation(store, rewriter, painter, store.create_session("play").id, entropy=entropy)
        for line in lines:
            for event in talk.say(Request(line), replace(settings, seed=seed)):
                if isinstance(event, Finished):
                    turn = event.turn
                    if event.note:
                        tell(event.note)
                    seed = seed if turn.outcome == "answered" else None
                    yield turn, store.pictures.get(turn.picture) if turn.picture else b""


class Album:
    """What a played dialogue leaves: ``turn-01.png`` … for turns that draw, and ``dialogue.json``."""

    def __init__(self) -> None:
        self._records: list[Record] = []
        self._files: dict[str, bytes] = {}
        self._names: dict[str, str] = {}

    def add(self, turn: Turn, png: bytes) -> str | None:
        """Takes the next turn and returns the name of its picture's file; going back shows an earlier one."""
        number = len(self._records) + 1
        image = None
        if png:
            image = self._names.get(turn.picture) if turn.draft.intent == "back" else f"turn-{number:02d}.png"
        if image is not None:
            self._files[image] = png
            self._names[turn.picture] = image
        self._records.append(turn_record(number, turn, image))
        return image

    def write(self, folder: Path, model: str, rewriter: str) -> None:
        """Writes the pictures and, last, ``dialogue.json``, each whole. Raises StoreFull, StoreError."""
        record = json.dumps(dialogue_record(model, rewriter, self._records), ensure_ascii=False, indent=1)
        with translated("make the folder", folder):
            folder.mkdir(parents=True, exist_ok=True)
        for name, data in (*self._files.items(), ("dialogue.json", f"{record}\n".encode())):
            write_whole(folder / name, data)


def check_folder(folder: Path) -> None:
    """Raises InvalidTurn when ``folder`` is something else."""
    if folder.exists() and not folder.is_dir():
        raise InvalidTurn(f"{folder} is not a folder.")
