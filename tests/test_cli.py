"""The command line with a toy model: what other programs rely on, and how it says no."""

import io
import json
import os
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

import app
import dialog

TURNS = "# a dialogue\n\n画一只猫\n加一顶红帽子\ndraw a dog\n"
RECORD = {
    "turn", "text", "intent", "reply", "prompt", "prompt_tokens", "digest", "digest_tokens", "negative", "scene",
    "changes", "source", "seed", "image", "seconds",
}  # fmt: skip


class Cli:
    """Calls ``app.main`` with the toy model and tells what came of it."""

    def __init__(self, model: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.model, self._capsys = model, capsys

    def __call__(self, command: str, *given: Any, steps: int | None = None) -> tuple[int, str, str]:
        more = ["--steps", "2"] if command in ("draw", "talk") and steps is None else []
        try:
            status = app.main([command, "--model", str(self.model), *more, *map(str, given)])
        except SystemExit as end:
            status = int(str(end.code))
        said = self._capsys.readouterr()
        return status, said.out, said.err


@pytest.fixture
def cli(toy_model: Path, capsys: pytest.CaptureFixture[str]) -> Cli:
    return Cli(toy_model, capsys)


@pytest.fixture
def turns(tmp_path: Path) -> Path:
    file = tmp_path / "turns.txt"
    file.write_text(TURNS, encoding="utf-8")
    return file


def test_draw_writes_a_picture_that_can_be_drawn_again(cli: Cli, tmp_path: Path) -> None:
    out = tmp_path / "cat.png"
    status, said, _ = cli("draw", "一只戴红帽子的猫", "-o", out, "--seed", 0)
    assert (status, "seed 0" in said) == (0, True)
    with Image.open(out) as image:
        assert image.size == (64, 64)
    assert cli("replay", out)[0] == 0
    again = tmp_path / "again.png"
    cli("draw", "一只戴红帽子的猫", "-o", again, "--seed", 0)
    assert again.read_bytes() == out.read_bytes()
    assert [path for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_replay_tells_a_changed_picture(cli: Cli, tmp_path: Path) -> None:
    from PIL.PngImagePlugin import PngInfo

    out = tmp_path / "cat.png"
    cli("draw", "a cat", "-o", out, "--seed", 3)
    with Image.open(out) as image:
        kept, info = image.convert("RGB"), PngInfo()
        for key, value in image.info.items():
            info.add_itxt(key, value)
    kept.putpixel((1, 1), (1, 2, 3))
    kept.save(out, pnginfo=info)
    status, said, _ = cli("replay", out)
    assert status == 1
    assert "different" in said


def test_no_metadata_leaves_nothing_to_replay(cli: Cli, tmp_path: Path) -> None:
    out = tmp_path / "cat.png"
    assert cli("draw", "a cat", "-o", out, "--no-metadata")[0] == 0
    assert cli("replay", out)[0] == 2


def test_talk_writes_the_pictures_and_the_record(cli: Cli, turns: Path, tmp_path: Path) -> None:
    out = tmp_path / "new" / "talk"
    assert cli("talk", turns, "--out", out, "--seed", 7)[0] == 0
    record = json.loads((out / "dialogue.json").read_text(encoding="utf-8"))
    assert list(record) == ["version", "model", "rewriter", "turns"]
    assert record["rewriter"] == "rules"
    assert record["model"].startswith("toy ")
    assert [turn["text"] for turn in record["turns"]] == ["画一只猫", "加一顶红帽子", "draw a dog"]
    assert all(set(turn) == RECORD for turn in record["turns"])
    assert record["turns"][0]["seed"] == 7
    assert [turn["image"] for turn in record["turns"]] == ["turn-01.png", "turn-02.png", "turn-03.png"]
    assert sorted(path.name for path in out.iterdir()) == ["dialogue.json", "turn-01.png", "turn-02.png", "turn-03.png"]
    before = {path.name: path.read_bytes() for path in out.glob("*.png")}
    cli("talk", turns, "--out", out, "--seed", 7)
    assert {path.name: path.read_bytes() for path in out.glob("*.png")} == before


def test_a_size_may_be_asked_for(cli: Cli, tmp_path: Path) -> None:
    out = tmp_path / "wide.png"
    status, _, errors = cli("draw", "a cat", "-o", out, "--size", "96x64")
    assert (status, errors) == (0, "")
    with Image.open(out) as image:
        assert image.size == (96, 64)


def test_what_the_painter_says_is_told(cli: Cli, turns: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import diffusion

    real = diffusion.Pipeline.draw

    def draw(self: Any, request: Any) -> Any:
        for step in real(self, request):
            yield replace(step, note="drawn again in float32") if step.png else step

    monkeypatch.setattr(diffusion.Pipeline, "draw", draw)
    assert cli("draw", "a cat", "-o", tmp_path / "cat.png")[2] == "huatu: drawn again in float32\n"
    assert cli("talk", turns, "--out", tmp_path / "out")[2].count("drawn again in float32") == 3


def test_the_models_own_numbers_are_taken(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import diffusion
    from diffusion.regime import EmbeddedRegime

    asked: list[diffusion.DrawRequest] = []
    real = diffusion.Pipeline.draw
    monkeypatch.setattr(
        diffusion.Pipeline, "draw", lambda self, request: (asked.append(request), real(self, request))[1]
    )
    monkeypatch.setattr("diffusion.pipeline.EmbeddedRegime", partial(EmbeddedRegime, steps=3, guidance=4.5))
    cli("draw", "a cat", "-o", tmp_path / "cat.png", steps=0)
    cli("draw", "a cat", "-o", tmp_path / "cat.png", "--guidance", 0)
    assert [(one.steps, one.guidance, one.width) for one in asked] == [(3, 4.5, 64), (2, 0.0, 64)]


def test_talk_leaves_the_users_data_alone(cli: Cli, turns: Path, tmp_path: Path) -> None:
    cli("talk", turns, "--out", tmp_path / "out")
    assert list((Path(os.environ["HOME"])).iterdir()) == []


def test_talk_shows_the_earlier_picture_when_going_back(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "back.txt"
    file.write_text("画一只猫\n加一顶红帽子\n撤销\n你好\n", encoding="utf-8")
    cli("talk", file, "--out", tmp_path / "out")
    record = json.loads((tmp_path / "out" / "dialogue.json").read_text(encoding="utf-8"))
    shown = {turn["intent"]: turn["image"] for turn in record["turns"]}
    assert shown["back"] == "turn-01.png"
    assert shown["answer"] is None


def test_talk_reads_standard_input(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO("画一只猫\n".encode())))
    assert cli("talk", "-", "--out", tmp_path / "out")[0] == 0
    assert (tmp_path / "out" / "turn-01.png").is_file()


def test_a_turn_that_fails_is_recorded_and_told(
    cli: Cli, turns: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import diffusion

    real, calls = diffusion.Pipeline.draw, []

    def draw(self: Any, request: Any) -> Any:
        calls.append(request)
        if len(calls) == 2:
            raise RuntimeError("not enough memory")
        return real(self, request)

    monkeypatch.setattr(diffusion.Pipeline, "draw", draw)
    status, _, errors = cli("talk", turns, "--out", tmp_path / "out")
    assert status == 1
    assert "Turn 2 was not drawn" in errors
    record = json.loads((tmp_path / "out" / "dialogue.json").read_text(encoding="utf-8"))
    assert [turn["image"] for turn in record["turns"]] == ["turn-01.png", None, "turn-03.png"]


def test_rewrite_prints_an_object_a_turn(cli: Cli, turns: Path) -> None:
    status, said, _ = cli("rewrite", turns)
    records = [json.loads(line) for line in said.splitlines()]
    assert status == 0
    assert [record["intent"] for record in records] == ["draw", "edit", "draw"]
    assert all(set(record) == RECORD - {"seed", "image"} for record in records)
    assert all(0 < record["prompt_tokens"] <= 256 and 0 < record["digest_tokens"] <= 77 for record in records)


def test_models_says_what_is_here(cli: Cli) -> None:
    status, said, _ = cli("models")
    assert status == 0
    assert app_sha(cli.model) in said
    assert "64 pixels square" in said
    assert "Tencent-Hunyuan/HunyuanDiT-v1.2-Diffusers " in said
    assert "later version" not in said


def app_sha(path: Path) -> str:
    from diffusion.checkpoint import sha256

    return sha256(path)


def bad_calls(folder: Path) -> list[list[Any]]:
    latin, empty, plain = folder / "latin.txt", folder / "empty.txt", folder / "plain.png"
    latin.write_bytes("café".encode("latin-1"))
    empty.write_text("# nothing\n")
    Image.new("RGB", (8, 8)).save(plain)
    turns = folder / "turns.txt"
    out = ["--out", folder / "out"]
    return [
        ["draw", "", "-o", folder / "a.png"],
        ["draw", "a cat", "-o", folder],
        ["draw", "a cat", "-o", folder / "missing" / "a.png"],
        ["draw", "a cat", "-o", folder / "a.png", "--seed", -1],
        ["draw", "a cat", "-o", folder / "a.png", "--seed", "x"],
        ["draw", "a cat", "-o", folder / "a.png", "--sampler", "magic"],
        ["draw", "a cat", "-o", folder / "a.png", "--steps", 0],
        ["draw", "a cat", "-o", folder / "a.png", "--guidance", "nan"],
        ["draw", "你好", "-o", folder / "a.png"],
        ["draw", "a" * 3000, "-o", folder / "a.png"],
        ["draw", "a \udcff cat", "-o", folder / "a.png"],
        ["draw", "a cat"],
        ["talk", folder / "missing.txt", *out],
        ["talk", latin, *out],
        ["talk", empty, *out],
        ["talk", turns, "--out", turns],
        ["rewrite", folder / "missing.txt"],
        ["rewrite", latin],
        ["rewrite", turns, "--rewriter", "nobody"],
        ["replay", folder / "missing.png"],
        ["replay", plain],
        ["replay", turns],
        ["paint"],
        ["draw", "a cat", "-o", folder / "a.png", "--size", "65x64"],
        ["draw", "a cat", "-o", folder / "a.png", "--size", "8192x64"],
        ["draw", "a cat", "-o", folder / "a.png", "--size", "big"],
        ["draw", "a cat", "-o", folder / "a.png", "--dtype", "float16"],
        ["draw", "a cat", "-o", folder / "a.png", "--device", "cuda:99"],
        ["draw", "a cat", "-o", folder / "a.png", "--adapter", folder],
        ["draw", "a cat", "-o", folder / "a.png", "--lora", folder / "missing.safetensors"],
        ["talk", turns, *out, "--memory", "staged"],
        ["replay", plain, "--lora", folder / "missing.safetensors"],
    ]


@pytest.mark.parametrize("number", range(32))
def test_bad_input_is_told_and_leaves_nothing(cli: Cli, turns: Path, tmp_path: Path, number: int) -> None:
    call = bad_calls(tmp_path)[number]
    before = sorted(tmp_path.rglob("*"))
    status, said, errors = cli(*call, steps=0)
    assert (status, said) == (2, "")
    assert errors.startswith(("huatu: ", "usage: "))
    assert "Traceback" not in errors
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("content", [None, b"", b"not a model"])
@pytest.mark.parametrize("call", [["draw", "a cat", "-o", "x.png"], ["rewrite", "turns.txt"], ["models"], ["serve"]])
def test_a_model_that_is_none_is_told(
    cli: Cli, turns: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None, call: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    cli.model = tmp_path / "model.safetensors"
    if content is not None:
        cli.model.write_bytes(content)
    status, _, errors = cli(*call)
    assert status == 2
    assert "model.safetensors" in errors


@pytest.mark.parametrize("command", ["serve", "draw", "talk", "rewrite", "replay", "models"])
def test_help_shows_an_example(cli: Cli, command: str) -> None:
    status, said, _ = cli(command, "--help")
    assert status == 0
    assert f"example: huatu {command}" in said


def test_without_a_command_it_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    monkeypatch.setitem(app.COMMANDS, "serve", lambda arguments: asked.append(arguments) or 0)
    assert app.main([]) == 0
    assert app.main(["--port", "7999"]) == 0
    assert [(one.host, one.port) for one in asked] == [("127.0.0.1", 7860), ("127.0.0.1", 7999)]


def test_the_data_folder_follows_the_user(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert app._data_folder() == Path(os.environ["HOME"]) / ".local" / "share" / "huatu"
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert app._data_folder() == tmp_path / "data" / "huatu"
    monkeypatch.setenv("XDG_DATA_HOME", "relative")
    assert app._data_folder() == Path(os.environ["HOME"]) / ".local" / "share" / "huatu"


def test_the_painter_lends_the_picture_before_and_the_subjects(toy_model: Path) -> None:
    import diffusion

    class Asked:
        def size(self, width: int, height: int) -> tuple[int, int]:
            return 64, 32

        def draw(self, request: diffusion.DrawRequest) -> Any:
            self.request = request
            yield diffusion.Step(1, 2)
            yield diffusion.Step(2, 2, None, b"png", "again in float32")

    asked = Asked()
    buffer = io.BytesIO()
    Image.new("RGB", (100, 50), "red").save(buffer, "PNG")
    references = dialog.References("p", (dialog.SubjectReference("s1", "p", (0.25, 0.0, 0.75, 0.5)),))
    references = dialog.References("p", (*references.subjects, dialog.SubjectReference("s2", "p", (0.5, 0, 0.5, 1))))
    draft = dialog.Draft("draw", dialog.Scene(), prompt="long", digest="short", negative="no")
    painter = app.PipelinePainter(asked)  # type: ignore[arg-type]
    settings = dialog.Settings(seed=0, width=64, height=32)
    first, step = painter(draft, settings, references, lambda name: buffer.getvalue())
    assert (first, step) == (dialog.Step(1, 2), dialog.Step(2, 2, None, b"png", "again in float32"))
    picture, subject = asked.request.references
    assert (picture.kind, picture.image.size, picture.whole) == ("picture", (100, 50), None)
    assert (subject.kind, subject.image.size, subject.box) == ("subject", (50, 25), (0.25, 0.0, 0.75, 0.5))
    assert subject.whole is not None
    assert subject.whole.size == (100, 50)
    assert (asked.request.prompt, asked.request.digest, asked.request.negative) == ("long", "short", "no")
    *_, step = painter(draft, dialog.Settings(seed=0, width=128, height=128), dialog.References(), lambda name: b"")
    assert (asked.request.width, asked.request.height) == (64, 32)
    assert "128 x 128 is drawn at 64 x 32" in step.note
    assert step.note.endswith(" again in float32")
