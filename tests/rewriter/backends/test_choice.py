"""What is written after --rewriter."""

from pathlib import Path

import pytest

from rewriter.backends import BackendUnavailable
from rewriter.backends.choice import backend, shown
from rewriter.backends.endpoint import Endpoint
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
    "choice", ["", "rule", "local:", "endpoint:", "endpoint:http://host/v1", "endpoint:#m", "openai:x", "http://a#b"]
)
def test_other_words_are_refused(choice: str) -> None:
    with pytest.raises(BackendUnavailable):
        backend(choice)


def test_a_password_in_an_address_is_not_shown() -> None:
    choice = "endpoint:https://user:hush@host/v1#m"
    assert "hush" not in shown(choice)
    with pytest.raises(BackendUnavailable) as caught:
        backend(choice.removesuffix("#m"))
    assert "hush" not in str(caught.value)
