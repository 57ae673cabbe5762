"""What every test stands on: no network, no home, one thread, nothing to hang on to from outside."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.pages import Browser, Served

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # gradio reads it when it is imported
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["TRANSFORMERS_OFFLINE"] = "1"

LOOPBACK = ("127.0.0.1", "::1", "localhost", "0.0.0.0", "")


@pytest.fixture(scope="session", autouse=True)
def _quiet(tmp_path_factory: pytest.TempPathFactory) -> None:
    """One thread; and gradio's uploads, which a server expects where they were when it began, in a folder of ours."""
    import torch

    torch.set_num_threads(1)
    os.environ["GRADIO_TEMP_DIR"] = str(tmp_path_factory.mktemp("gradio"))


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A home of its own, and no address but this machine's."""
    monkeypatch.setenv("HOME", str(tmp_path_factory.mktemp("home")))
    for name in [name for name in os.environ if name.startswith(("XDG_", "HUATU_"))]:
        monkeypatch.delenv(name)
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    connect, connect_ex, lookup = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def checked(address: Any) -> None:
        if isinstance(address, tuple) and address[0] not in LOOPBACK:
            raise OSError(f"a test tried to reach {address}")

    def guarded(self: socket.socket, address: Any) -> None:
        checked(address)
        connect(self, address)

    def guarded_ex(self: socket.socket, address: Any) -> int:
        checked(address)
        return connect_ex(self, address)

    def guarded_lookup(host: Any, *others: Any, **named: Any) -> Any:
        checked((host.decode() if isinstance(host, bytes) else host or "",))
        return lookup(host, *others, **named)

    monkeypatch.setattr(socket.socket, "connect", guarded)
    monkeypatch.setattr(socket.socket, "connect_ex", guarded_ex)
    monkeypatch.setattr(socket, "getaddrinfo", guarded_lookup)


@pytest.fixture(scope="session")
def toy_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A whole checkpoint of the real classes with random weights, 64 pixels wide."""
    from tests.diffusion.toy import write_model

    return write_model(tmp_path_factory.mktemp("toy") / "model.safetensors")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator["Served"]:
    """The page on fakes."""
    from tests.pages import Served

    made = Served(tmp_path_factory.mktemp("served") / "data")
    yield made
    made.close()


@pytest.fixture
def browser(served: "Served") -> "Browser":
    """A browser that has just opened it; nobody waits, nothing fails."""
    served.painter.gate, served.painter.fail_at, served.painter.error = None, None, None
    served.painter.waiting.clear()
    served.painter.shown = 0
    return served.open()
