from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dialog.conversation import Conversation
from dialog.desk import Desk
from dialog.ports import Rewriter
from dialog.store import Store
from tests.fakes import InstantPainter, following


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "data") as opened:
        yield opened


@pytest.fixture
def talk(store: Store) -> Callable[..., Conversation]:
    """Makes a conversation in a new session; the painter and rewriter are fakes unless given."""

    def make(painter: InstantPainter | None = None, rewriter: Rewriter = following, **options: object) -> Conversation:
        session = store.create_session("browser")
        return Conversation(store, rewriter, painter or InstantPainter(), session.id, **options)

    return make


@pytest.fixture
def painter() -> InstantPainter:
    return InstantPainter()


@pytest.fixture
def desk(store: Store, painter: InstantPainter) -> Desk:
    """A desk on fakes; a picture's address is ``file/`` and the name of its file."""
    return Desk(store, following, painter, address=lambda path: f"file/{path.name}")
