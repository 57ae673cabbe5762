"""What is written after --rewriter."""

from pathlib import Path

import pytest

from rewriter.backends import BackendUnavailable, choice
from rewriter.backends.choice import backend, shown
from rewriter.backends.endpoint import Endpoint
from rewriter.opening import needs_network
from tests.rewriter.backends import toys


def test_rules_need_no_model() -> None:
    assert backend("rules") is None


def test_an_endpoint_has_address_model_and_key() -> None:
    made = backend("endpoint:http://127.0.0.1:8000/v1#Qwen/Qwen3-VL-8B", "secret")
    assert isinstance(made, Endpoint)
    assert (made.url, made.model, made.key) == ("http://127.0.0.1:8000/v1", "Qwen/Qwen3-VL-8B", "secret")
    assert made.name == "Qwen/Qwen3-VL-8B at 127.0.0.1:8000"


def test_a_local_model_is_loaded_from_its_folder(tmp_path: Path) -> None:
    made = backend(f"local:{toys.write_text(tmp_path / 'toy-chat')}")
    assert made is not None
    assert made.name == "toy-chat"


@pytest.mark.parametrize(
    "words",
    [
        "",
        "rule",
        "local:",
        "local:hub:",
        "local:hub:name",
        "local:hub:../x/y",
        "endpoint:",
        "endpoint:http://host/v1",
        "endpoint:#m",
        "openai:x",
        "http://a#b",
    ],
)
def test_other_words_are_refused(words: str) -> None:
    with pytest.raises(BackendUnavailable):
        backend(words)


def test_a_password_in_an_address_is_not_shown() -> None:
    words = "endpoint:https://user:hush@host/v1#m"
    assert "hush" not in shown(words)
    with pytest.raises(BackendUnavailable) as caught:
        backend(words.removesuffix("#m"))
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize(
    "words",
    ["endpoint:http://127.0.0.1:8000/v1#org/model@main", "endpoint:https://[::1]:8000/v1#m@2", "rules", "local:~/a@b"],
)
def test_host_and_model_are_shown(words: str) -> None:
    assert shown(words) == words


@pytest.mark.parametrize("secret", ["user:hush", "user:hu#sh", "user:hu/sh", "hush", "user:12#hush"])
def test_whatever_may_be_a_password_is_not_shown(secret: str) -> None:
    assert shown(f"endpoint:http://{secret}@host/v1#m") == "endpoint:http://…@host/v1#m"


def test_a_folder_is_a_folder_and_no_name_of_the_hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, bool]] = []
    monkeypatch.setattr(choice, "load_local", lambda source, offline: asked.append((source, offline)))
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "chat").mkdir()
    with pytest.raises(BackendUnavailable, match=r"no such folder: Qwen/Qwen3.*local:hub:OWNER/NAME"):
        backend("local:Qwen/Qwen3-VL-8B")
    backend("local:~/chat")
    backend("local:hub:Qwen/Qwen3-VL-8B")
    assert asked == [(str(tmp_path / "chat"), True), ("Qwen/Qwen3-VL-8B", False)]


def test_only_a_name_of_the_hub_needs_the_network() -> None:
    needing = [
        one for one in ("rules", "local:~/chat", "local:hub:a/b", "endpoint:http://host/v1#m") if needs_network(one)
    ]
    assert needing == ["local:hub:a/b"]
