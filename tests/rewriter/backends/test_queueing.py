"""One model and several turns: first come, first served; who waits is told so and can leave."""

import threading
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from rewriter.backends import BackendStopped, BackendUnavailable, Message, Watch
from rewriter.backends.local import LocalModel, load_local
from rewriter.backends.queueing import Queue, busy
from tests.rewriter.backends import toys


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> LocalModel:
    return load_local(str(toys.write_text(tmp_path_factory.mktemp("text"))), device="cpu", max_tokens=2)


class Room:
    """A model that another turn has, and the turns that want it."""

    def __init__(self, model: LocalModel, monkeypatch: pytest.MonkeyPatch) -> None:
        self.model, self.other, self.threads, self.answered = model, model._queue.join(), list[Any](), list[str]()
        self.told: dict[str, list[str]] = {}
        encode = model.encode

        def noted(messages: Sequence[Message]) -> Any:
            self.answered.append(messages[0].text)
            return encode(messages)

        monkeypatch.setattr(model, "encode", noted)

    def ask(self, words: str, should_stop: Callable[[], bool] = lambda: False) -> None:
        """Ask on a thread of its own; returns once it has its place and was told so."""
        heard, told = threading.Event(), self.told.setdefault(words, [])

        def on_text(text: str) -> None:
            told.append(text)
            heard.set()

        def run() -> None:
            try:
                self.model.complete((Message("user", words),), Watch(on_text, should_stop))
            except BackendStopped:
                told.append("stopped")

        self.threads.append(threading.Thread(target=run))
        self.threads[-1].start()
        assert heard.wait(30)

    def leave(self) -> None:
        self.model._queue.leave(self.other)
        for thread in self.threads:
            thread.join(30)


@pytest.fixture
def room(loaded: LocalModel, monkeypatch: pytest.MonkeyPatch) -> Room:
    return Room(loaded, monkeypatch)


def test_places_move_up_from_wherever_somebody_leaves() -> None:
    queue = Queue()
    first, second, third = queue.join(), queue.join(), queue.join()
    assert [queue.ahead(place, 0) for place in (first, second, third)] == [0, 1, 2]
    queue.leave(second)
    assert queue.ahead(third, 0) == 1
    threading.Timer(0.02, queue.leave, (first,)).start()
    assert queue.ahead(third, 30) == 0


def test_turns_have_the_model_in_the_order_of_asking(room: Room) -> None:
    for words in ("one", "two", "three"):
        room.ask(words)
    room.leave()
    assert room.answered == ["one", "two", "three"]


def test_who_waits_is_told_and_told_again_when_it_changes(room: Room) -> None:
    room.ask("one")
    room.ask("two")
    room.leave()
    assert room.told["one"][0] == busy(1)
    assert room.told["two"][0] == busy(2)
    assert "前面还有 2 个" in busy(2)
    assert "2 before you" in busy(2)
    assert len([text for text in room.told["one"] if "before you" in text]) == 1


def test_who_is_stopped_leaves_the_queue(room: Room) -> None:
    stop = threading.Event()
    room.ask("one", stop.is_set)
    room.ask("two")
    stop.set()
    room.threads[0].join(30)
    assert room.told["one"][-1] == "stopped"
    room.leave()
    assert room.answered == ["two"]
    assert room.model.complete((Message("user", "three"),), Watch())


def test_a_listener_with_a_bug_leaves_the_queue(room: Room) -> None:
    def broken(text: str) -> None:
        raise KeyError("bug")

    with pytest.raises(KeyError):
        room.model.complete((Message("user", "one"),), Watch(broken))
    room.leave()
    assert room.model.complete((Message("user", "two"),), Watch())


def test_a_model_without_a_thread_is_left(loaded: LocalModel, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(self: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", refused)
        with pytest.raises(BackendUnavailable, match="No thread"):
            loaded.complete((Message("user", "one"),), Watch())
    assert loaded.complete((Message("user", "two"),), Watch())
