import io
import os

import pytest

from dialog import terminal


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_lines_go_where_they_belong(capsys):
    terminal.say("画好了")
    assert terminal.complain("no") == 1
    said = capsys.readouterr()
    assert (said.out, said.err) == ("画好了\n", "huatu: no\n")


@pytest.mark.parametrize("nobody", [None, io.StringIO("yes\n")])
def test_nobody_is_asked_where_nobody_sits(monkeypatch, nobody):
    monkeypatch.setattr("sys.stdin", nobody)
    assert terminal.asker() is None


@pytest.mark.parametrize(
    ("answer", "meant"),
    [
        ("yes\n", True),
        (" Y \n", True),
        ("是\n", True),
        ("no\n", False),
        ("", False),
        ("\n", False),
        ("yesterday\n", False),
    ],
)
def test_only_a_yes_is_a_yes(monkeypatch, capsys, answer, meant):
    monkeypatch.setattr("sys.stdin", Terminal(answer))
    assert terminal.asker()("The licence.\n") is meant
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("The licence.\nDo you accept it?")


def test_any_character_can_be_said(monkeypatch):
    raw = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(raw, encoding="ascii"))
    terminal.speak_utf8()
    terminal.say("画\udcff")
    assert raw.getvalue() == "画\\udcff\n".encode()


def test_the_work_goes_on_when_nobody_reads_any_more(monkeypatch):
    reading, writing = os.pipe()
    with open(writing, "w", encoding="utf-8") as gone:
        monkeypatch.setattr("sys.stdout", gone)
        terminal.say("heard")
        assert os.read(reading, 100) == b"heard\n"
        os.close(reading)
        terminal.say("unheard")
        terminal.say("and the next")
