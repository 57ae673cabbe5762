"""The command line with a published model at toy size: its licence, its own numbers and sizes, and no network."""

import io
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

import app
import diffusion
from diffusion import opening
from diffusion.published import CATALOGUE, Home, accept, accepted
from diffusion.published.regime import PublishedRegime
from tests.test_cli import RECORD, Cli

SIZES = ((1.0, ((64, 64), (96, 96))), (4 / 3, ((64, 48),)))
"""Stand for the published buckets, which a toy on a CPU would take minutes for."""
NAME = CATALOGUE[0].name


class Terminal(io.StringIO):
    """Somebody who types this."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A v1.2 whose folder is not changed by any test."""
    from tests.published import toy

    folder = tmp_path_factory.mktemp("published") / "HunyuanDiT-toy-Distilled"
    toy.their_pipeline(styled=False).save_pretrained(folder)
    return folder


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """Where the command line keeps what published models leave behind."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return Home(tmp_path / "data" / "huatu" / "models")


@pytest.fixture
def cli(
    written: Path, home: Home, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Cli]:
    def load(*given: Any, **named: Any) -> diffusion.Pipeline:
        pipeline = diffusion.load(*given, **named)
        assert isinstance(pipeline.regime, PublishedRegime)
        pipeline.regime = replace(pipeline.regime, buckets=SIZES)
        return pipeline

    monkeypatch.setattr(opening, "load", load)
    monkeypatch.setattr("sys.stdin", io.StringIO())
    return Cli(written, capsys)


@pytest.fixture
def licensed(home: Home) -> None:
    """The licence was accepted before."""
    accept(home.licences)


def test_without_an_answer_nothing_is_drawn(cli: Cli, home: Home, tmp_path: Path) -> None:
    status, _, errors = cli("draw", "a cat", "-o", tmp_path / "cat.png")
    assert status == 2
    assert "European Union" in errors
    assert f"into the file {home.licences}" in errors
    assert not (tmp_path / "cat.png").exists()
    assert not accepted(home.licences)


@pytest.mark.parametrize("answer", ["no\n", "", "maybe\n"])
def test_anything_but_a_yes_is_a_no(
    cli: Cli, home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    monkeypatch.setattr("sys.stdin", Terminal(answer))
    status, _, errors = cli("draw", "a cat", "-o", tmp_path / "cat.png")
    assert (status, accepted(home.licences)) == (2, False)
    assert "[yes/no]" in errors
    assert "was not accepted" in errors


def test_a_yes_is_asked_for_once(cli: Cli, home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", Terminal("yes\n"))
    status, said, errors = cli("draw", "a cat", "-o", tmp_path / "cat.png", "--seed", 1)
    assert (status, accepted(home.licences)) == (0, True)
    assert errors.count("European Union") == 2
    assert "European Union" not in said
    monkeypatch.setattr("sys.stdin", Terminal("no\n"))
    status, _, errors = cli("draw", "a cat", "-o", tmp_path / "cat.png", "--seed", 1)
    assert (status, errors) == (0, "")


@pytest.mark.usefixtures("licensed")
def test_a_picture_is_drawn_and_drawn_again(cli: Cli, tmp_path: Path) -> None:
    out = tmp_path / "cat.png"
    assert cli("draw", "一只红色猫", "-o", out, "--seed", 0)[0] == 0
    with Image.open(out) as image:
        assert image.size == (96, 96)
    status, said, _ = cli("replay", out)
    assert (status, said) == (0, "identical: every pixel is the same\n")


@pytest.mark.usefixtures("licensed")
def test_a_size_is_taken_or_the_nearest_and_that_is_said(cli: Cli, tmp_path: Path) -> None:
    out = tmp_path / "cat.png"
    status, _, errors = cli("draw", "a cat", "-o", out, "--size", "64x48")
    assert (status, errors) == (0, "")
    status, _, errors = cli("draw", "a cat", "-o", out, "--size", "1280x960")
    assert status == 0
    assert "1280 x 960 is drawn at 64 x 48" in errors
    with Image.open(out) as image:
        assert image.size == (64, 48)
        assert json.loads(image.info["huatu"])["width"] == 64
    assert cli("replay", out)[0] == 0
    status, _, errors = cli("draw", "a cat", "-o", out, "--size", "8x8")
    assert status == 2
    assert "64 x 48" in errors


@pytest.mark.usefixtures("licensed")
def test_a_dialogue(cli: Cli, tmp_path: Path) -> None:
    turns, out = tmp_path / "turns.txt", tmp_path / "out"
    turns.write_text("画一只猫\n加一顶红帽子\n", encoding="utf-8")
    assert cli("talk", turns, "--out", out, "--seed", 7, "--size", "64x64")[0] == 0
    record = json.loads((out / "dialogue.json").read_text(encoding="utf-8"))
    assert record["model"].startswith("HunyuanDiT-toy-Distilled ")
    assert [turn["image"] for turn in record["turns"]] == ["turn-01.png", "turn-02.png"]
    assert all(set(turn) == RECORD for turn in record["turns"])
    assert cli("replay", out / "turn-02.png")[0] == 0


def test_rewriting_needs_no_licence(cli: Cli, tmp_path: Path) -> None:
    turns = tmp_path / "turns.txt"
    turns.write_text("draw a cat\n")
    status, said, _ = cli("rewrite", turns)
    assert (status, json.loads(said)["intent"]) == (0, "draw")


@pytest.mark.usefixtures("licensed")
@pytest.mark.parametrize(("more", "size"), [((), (96, 96)), (("--size", "640x480"), (64, 48))])
def test_the_page_has_the_models_numbers(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, more: tuple[str, ...], size: tuple[int, int]
) -> None:
    shown: list[Any] = []

    def build_page(*given: Any) -> Any:
        shown.extend(given[1:])
        raise KeyboardInterrupt

    monkeypatch.setattr(app, "build_page", build_page)
    status, _, errors = cli("serve", *more)
    settings, samplers, name, sizes = shown
    assert status == 130
    assert (settings.steps, settings.guidance, settings.width, settings.height) == (25, 5.0, *size)
    assert "dpmpp_2m" in samplers
    assert name.startswith("HunyuanDiT-toy-Distilled ")
    assert sizes == [(64, 64), (96, 96), (64, 48)]
    assert ("640 x 480 is drawn at 64 x 48" in errors) == bool(more)


@pytest.mark.usefixtures("licensed")
@pytest.mark.parametrize("name", [NAME, "hub:nobody/nothing"])
@pytest.mark.parametrize("call", [["draw", "a cat", "-o", "x.png"], ["serve"], ["rewrite", "turns.txt"]])
def test_a_name_that_was_not_fetched_needs_the_network(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, call: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("turns.txt").write_text("draw a cat\n")
    cli.model = name  # type: ignore[assignment]
    status, said, errors = cli(*call)
    assert (status, said) == (2, "")
    assert name.removeprefix("hub:") in errors
    assert errors.startswith("huatu: ")


@pytest.mark.usefixtures("licensed")
@pytest.mark.parametrize("wrong", [["--sampler", "magic"], ["--steps", 0], ["--guidance", 31]])
def test_wrong_numbers_are_told_before_anything_is_fetched(cli: Cli, tmp_path: Path, wrong: list[Any]) -> None:
    cli.model = NAME  # type: ignore[assignment]
    status, _, errors = cli("draw", "a cat", "-o", tmp_path / "cat.png", *wrong, steps=0)
    assert status == 2
    assert str(wrong[1]) in errors
    assert "network" not in errors


@pytest.mark.usefixtures("licensed")
@pytest.mark.parametrize("on_hub", [True, False])
def test_only_a_name_lets_the_page_ask_the_hub(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, on_hub: bool
) -> None:
    import huggingface_hub  # noqa: F401  it reads the variable once, when it is imported

    monkeypatch.delenv("HF_HUB_OFFLINE")
    cli.model = NAME if on_hub else tmp_path  # type: ignore[assignment]
    assert cli("serve")[0] == 2
    assert os.environ.get("HF_HUB_OFFLINE") == (None if on_hub else "1")


def test_the_data_folder_of_the_page_holds_its_models(cli: Cli, tmp_path: Path) -> None:
    errors = cli("serve", "--data", tmp_path / "mine")[2]
    assert f"into the file {tmp_path / 'mine' / 'models' / 'licences'}" in errors


def test_models_tells_of_a_folder_and_of_those_on_the_hub(cli: Cli, written: Path, tmp_path: Path) -> None:
    status, said, errors = cli("models")
    assert (status, errors) == (0, "")
    assert f"  folder   {written}" in said
    assert "  version  v1.2, distilled" in said
    assert "not accepted here yet" in said
    cli.model = Path(shutil.copytree(written, tmp_path / "copy"))
    (cli.model / "vae" / "config.json").unlink()
    status, said, errors = cli("models")
    assert (status, errors) == (1, "")
    assert "lacks vae/config.json" in said
    cli.model = NAME  # type: ignore[assignment]
    status, said, errors = cli("models")
    assert (status, errors) == (1, "")
    assert f"huatu --model {NAME} fetches it" in said
