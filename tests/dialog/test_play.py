import json

import pytest

from dialog.errors import InvalidTurn, StoreError
from dialog.play import Album, check_folder, play
from dialog.types import Settings
from tests.fakes import InstantPainter, following, picture_of


def played(lines, painter=None, seed=None, steps=20):
    return list(play(lines, following, painter or InstantPainter(), Settings(seed=seed, steps=steps)))


def test_every_line_is_a_turn_with_its_picture():
    (cat, one), (red, two) = played(["cat", "red cat"], seed=7, steps=3)
    assert [turn.request.text for turn in (cat, red)] == ["cat", "red cat"]
    assert (one, two) == (picture_of("cat", 7), picture_of("red cat", 7))
    assert (cat.settings.steps, red.draft.intent) == (3, "edit")


def test_a_seed_fixes_the_whole_dialogue_and_none_does_not():
    lines = ["cat", "back 0", "dog", "back 0", "fox"]

    def seeds(seed):
        return [turn.settings.seed for turn, png in played(lines, seed=seed) if png]

    assert seeds(0)[0] == 0
    assert len(set(seeds(0))) == 3
    assert seeds(0) == seeds(0)
    assert seeds(1)[1:] != seeds(0)[1:]
    assert seeds(None) != seeds(None)


def test_small_talk_does_not_use_the_seed_up():
    (hello, nothing), (cat, _) = played(["?", "cat"], seed=5)
    assert (hello.outcome, nothing) == ("answered", b"")
    assert cat.settings.seed == 5


def test_a_failed_turn_is_a_turn_without_a_picture():
    ((turn, png),) = played(["cat"], InstantPainter(fail_at=1))
    assert (turn.outcome, png) == ("failed", b"")


def test_going_back_shows_the_earlier_picture():
    *_, (turn, png) = played(["cat", "red", "back 1"], seed=3)
    assert (turn.draft.intent, png) == ("back", picture_of("cat", 3))


def test_an_album_names_pictures_by_turn(tmp_path):
    album = Album()
    turns = played(["?", "cat", "red", "back 2", "back 0"], seed=3)
    assert [album.add(turn, png) for turn, png in turns] == [None, "turn-02.png", "turn-03.png", "turn-02.png", None]
    album.write(tmp_path / "deep" / "album", "a model", "rules")
    files = {path.name: path.read_bytes() for path in (tmp_path / "deep" / "album").iterdir()}
    assert set(files) == {"turn-02.png", "turn-03.png", "dialogue.json"}
    assert files["turn-02.png"] == picture_of("cat", 3)
    record = json.loads(files["dialogue.json"])
    assert (record["model"], record["rewriter"], len(record["turns"])) == ("a model", "rules", 5)
    assert [turn["turn"] for turn in record["turns"]] == [1, 2, 3, 4, 5]
    assert record["turns"][1]["image"] == "turn-02.png"


def test_an_album_that_cannot_be_written_says_so(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="make the folder"):
        Album().write(tmp_path / "file" / "album", "a model", "rules")


def test_only_a_folder_can_hold_an_album(tmp_path):
    check_folder(tmp_path)
    check_folder(tmp_path / "new")
    (tmp_path / "file").touch()
    with pytest.raises(InvalidTurn, match="file is not a folder"):
        check_folder(tmp_path / "file")
