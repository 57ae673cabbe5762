"""The licence: shown once, the answer kept, nobody bypassed."""

from pathlib import Path

import pytest

import diffusion
from diffusion.errors import CheckpointError, LicenceNotAccepted
from diffusion.published import Home
from diffusion.published.licence import FILE, accept, accepted, ensure_accepted


def test_it_is_shown_once(tmp_path: Path) -> None:
    shown: list[str] = []

    def yes(notice: str) -> bool:
        shown.append(notice)
        return True

    for _ in range(2):
        ensure_accepted(tmp_path / "licences", yes)
    assert len(shown) == 1
    assert "European Union" in shown[0]
    assert accepted(tmp_path / "licences")


def test_a_no_is_a_no(tmp_path: Path) -> None:
    with pytest.raises(LicenceNotAccepted):
        ensure_accepted(tmp_path, lambda notice: False)
    assert not accepted(tmp_path)


def test_without_anybody_to_ask_the_error_says_how_to_accept(tmp_path: Path) -> None:
    with pytest.raises(LicenceNotAccepted, match="European Union") as caught:
        ensure_accepted(tmp_path, None)
    file = tmp_path / FILE
    assert f"accepted into the file {file}" in str(caught.value)
    file.write_text("accepted")
    ensure_accepted(tmp_path, None)


@pytest.mark.parametrize("content", [b"", b"no", b"not accepted", b"\xff\xfe"])
def test_other_words_are_no_yes(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    assert not accepted(tmp_path)


def test_an_answer_that_cannot_be_kept(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CheckpointError, match="file"):
        accept(tmp_path / "file")


def test_no_published_model_is_loaded_without_it(folder: Path, tmp_path: Path) -> None:
    for home in (None, Home(tmp_path), Home(tmp_path, ask=lambda notice: False)):
        with pytest.raises(LicenceNotAccepted):
            diffusion.load(folder, home=home)
    with pytest.raises(LicenceNotAccepted):
        diffusion.load("hub:someone/something", home=Home(tmp_path))
