import re
from pathlib import Path

import pytest

from dialog import options
from dialog.state import MAX_SEED
from dialog.types import Settings

MODEL = Path("model.safetensors")
CALLS = {
    "serve": (),
    "draw": ("a cat", "-o", "cat.png"),
    "talk": ("turns.txt", "--out", "pictures"),
    "rewrite": ("turns.txt",),
    "replay": ("cat.png",),
    "models": (),
}


def parse(*given):
    return options.parse(given, MODEL, ("rules", "other"))


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
    assert (given.command, given.model) == (command, MODEL)
    assert parse(command, *CALLS[command], "--model", "x.safetensors").model == Path("x.safetensors")


@pytest.mark.parametrize("command", ["serve", "draw", "talk"])
def test_the_numbers_are_the_settings_own(command):
    given, usual = parse(command, *CALLS[command]), Settings()
    assert (given.seed, given.steps, given.guidance, given.sampler) == (
        None, usual.steps, usual.guidance, usual.sampler,
    )  # fmt: skip
    assert (given.references, given.metadata) == (True, True)
    switched = parse(command, *CALLS[command], "--no-references", "--no-metadata", "--seed", "0", "--steps", "3")
    assert (switched.references, switched.metadata, switched.seed, switched.steps) == (False, False, 0, 3)


def test_without_a_command_the_page_is_meant():
    assert parse() == parse("serve")
    assert parse("--port", "7861").port == 7861
    assert (parse().host, parse().port, parse().data) == ("127.0.0.1", 7860, None)


def test_what_each_call_takes():
    assert parse(*("draw", *CALLS["draw"])).out == Path("cat.png")
    assert parse("talk", "-", "--out", "d").file == "-"
    assert parse("rewrite", "f").rewriter == "rules"
    assert parse("rewrite", "f", "--rewriter", "other").rewriter == "other"
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
        (("rewrite", "f", "--rewriter", "magic"), "magic"),
        (("replay",), "PICTURE.png"),
        (("serve", "--port", "many"), "many"),
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
