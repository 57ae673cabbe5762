import re
from pathlib import Path

import pytest

from dialog import options
from dialog.errors import InvalidTurn
from dialog.state import MAX_SEED
from dialog.types import Settings

MODELS = {"embedded": Path("model.safetensors"), "other": Path("other.safetensors")}
CALLS = {
    "serve": (),
    "draw": ("a cat", "-o", "cat.png"),
    "talk": ("turns.txt", "--out", "pictures"),
    "rewrite": ("turns.txt",),
    "replay": ("cat.png",),
    "models": (),
}


def parse(*given):
    return options.parse(given, MODELS, "rules")


def refused(capsys, *given):
    with pytest.raises(SystemExit) as end:
        parse(*given)
    said = capsys.readouterr()
    assert end.value.code == 2
    assert said.out == ""
    return said.err


@pytest.mark.parametrize("command", CALLS)
def test_every_call_has_its_defaults(command):
    given = parse(command, *CALLS[command])
    assert (given.command, given.model) == (command, "" if command == "replay" else "model.safetensors")
    assert parse(command, *CALLS[command], "--model", "other").model == "other.safetensors"
    for model in ("x.safetensors", "Tencent-Hunyuan/HunyuanDiT", "hub:someone/some.thing"):
        assert parse(command, *CALLS[command], "--model", model).model == model


@pytest.mark.parametrize("command", ["serve", "draw", "talk"])
def test_the_numbers_are_the_models_own(command):
    given = parse(command, *CALLS[command])
    assert (given.seed, given.steps, given.guidance, given.size) == (None, None, None, None)
    assert given.sampler is None
    assert (given.references, given.metadata) == (None, True)
    switched = parse(command, *CALLS[command], "--no-references", "--no-metadata", "--seed", "0", "--steps", "3")
    assert (switched.references, switched.metadata, switched.seed, switched.steps) == (False, False, 0, 3)


@pytest.mark.parametrize("command", ["serve", "draw", "talk", "replay"])
def test_how_a_model_is_loaded(command):
    given = parse(command, *CALLS[command])
    assert (given.lora, given.adapter, given.memory, given.dtype, given.device) == ([], None, "auto", None, None)
    more = (
        "--lora", "a.safetensors", "--lora", "b:0.5", "--adapter", "d", "--memory", "staged", "--dtype", "bfloat16",
        "--device", "cuda:1", "--int8",
    )  # fmt: skip
    given = parse(command, *CALLS[command], *more)
    assert given.lora == [(Path("a.safetensors"), 1.0), (Path("b"), 0.5)]
    assert (given.adapter, given.memory, given.dtype, given.device) == (Path("d"), "staged", "bfloat16", "cuda:1")
    assert given.int8
    assert parse(command, *CALLS[command]).lora == []


@pytest.mark.parametrize(
    ("text", "lora"),
    [
        ("a:-0.5", ("a", -0.5)),
        ("a:b", ("a:b", 1.0)),
        ("a:b:2", ("a:b", 2.0)),
        ("a:1e-1", ("a", 0.1)),
        ("a:", ("a:", 1)),
    ],
)
def test_a_loras_scale_follows_the_last_colon(text, lora):
    assert parse("draw", *CALLS["draw"], "--lora", text).lora == [(Path(lora[0]), lora[1])]


@pytest.mark.parametrize(("text", "size"), [("1280x768", (1280, 768)), ("64X64", (64, 64)), ("768×1024", (768, 1024))])
def test_a_size_is_width_by_height(text, size):
    assert parse("draw", *CALLS["draw"], "--size", text).size == size


def test_settings_are_the_models_where_the_call_says_nothing():
    def settings(*given):
        call = parse("draw", *CALLS["draw"], *given)
        return options.settings(
            call, ("euler", "dpmpp_2m"), steps=50, guidance=5.0, sampler="dpmpp_2m", size=(1280, 768), references=True
        )

    assert settings() == Settings(None, 50, 5.0, "dpmpp_2m", 1280, 768, True)
    told = settings("--steps", "0", "--guidance", "0", "--sampler", "euler", "--seed", "0", "--no-references")
    assert told == Settings(0, 0, 0.0, "euler", 1280, 768, False)
    with pytest.raises(InvalidTurn, match=r"'magic'; there are dpmpp_2m, euler"):
        settings("--sampler", "magic")


def test_without_a_command_the_page_is_meant():
    assert parse() == parse("serve")
    assert parse("--port", "7861").port == 7861
    assert (parse().host, parse().port, parse().data) == ("127.0.0.1", 7860, None)


def test_what_each_call_takes():
    assert parse(*("draw", *CALLS["draw"])).out == Path("cat.png")
    assert parse("talk", "-", "--out", "d").file == "-"
    assert parse("rewrite", "f").rewriter == "rules"
    for name in ("endpoint:http://127.0.0.1:8000/v1#qwen", "local:models/qwen"):
        assert {parse(call, *CALLS[call], "--rewriter", name).rewriter for call in ("serve", "draw", "talk")} == {name}
        assert parse("rewrite", "f", "--rewriter", name).rewriter == name
    assert parse("replay", "cat.png").picture == Path("cat.png")


@pytest.mark.parametrize("seed", ["-1", str(MAX_SEED + 1), "1.5", "cat", ""])
def test_what_is_no_seed_is_refused(capsys, seed):
    assert "seed" in refused(capsys, "draw", "a cat", "-o", "x.png", f"--seed={seed}")


def test_the_last_seed_is_a_seed():
    assert parse("draw", "a cat", "-o", "x.png", "--seed", str(MAX_SEED)).seed == MAX_SEED


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (("paint",), "paint"),
        (("draw", "a cat"), "-o"),
        (("draw", "-o", "x.png"), "TEXT"),
        (("talk", "turns.txt"), "--out"),
        *((("rewrite", "f", "--rewriter", name), "endpoint:http") for name in ("magic", "local:", "endpoint:x#y")),
        (("replay",), "PICTURE.png"),
        (("serve", "--port", "many"), "many"),
        *(
            (("draw", *CALLS["draw"], "--size", size), "1280x768")
            for size in ("1024", "0x64", "64x00", "x", "1.5x8", "8x8x8")
        ),
        *((("draw", *CALLS["draw"], "--lora", lora), "FILE:SCALE") for lora in ("", ":1", "a:nan", "a:inf")),
        *(
            (("draw", *CALLS["draw"], "--device", device), "cuda:1")
            for device in ("", "meta", "gpu", "cuda:", "cuda:x")
        ),
        (("draw", *CALLS["draw"], "--dtype", "int8"), "float16"),
        (("draw", *CALLS["draw"], "--memory", "less"), "staged"),
        (("replay", "cat.png", "--size", "8x8"), "--size"),
        *((("serve", "--port", port), "65535") for port in ("99999", "0", "-1", "x")),
        (("rewrite", "f", "--lora", "a"), "--lora"),
        (("models", "--seed", "1"), "--seed"),
        (("--colour",), "--colour"),
    ],
)
def test_what_is_wrong_is_named(capsys, given, told):
    said = refused(capsys, *given)
    assert told in said
    assert said.startswith("usage: huatu")


@pytest.mark.parametrize("given", [("--help",), ("-h",), *((command, "--help") for command in CALLS)])
def test_help_shows_an_example(capsys, given):
    with pytest.raises(SystemExit) as end:
        parse(*given)
    said = capsys.readouterr().out
    assert end.value.code == 0
    assert re.search(rf"example: huatu {'draw' if len(given) == 1 else given[0]}\b", said)
