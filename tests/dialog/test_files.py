import errno
import io
import os
from pathlib import Path

import pytest

from dialog.errors import EmptyTurn, InvalidTurn, StoreError, StoreFull
from dialog.files import check_writable, read_script, read_whole, write_whole


def test_a_file_is_read_as_it_is(tmp_path):
    (tmp_path / "x").write_bytes(b"\x00\xff\r\n")
    assert read_whole(tmp_path / "x") == b"\x00\xff\r\n"


@pytest.mark.parametrize("name", ["missing", "."])
def test_a_file_that_cannot_be_read_is_named(tmp_path, name):
    with pytest.raises(InvalidTurn, match=r"Cannot read .*(No such file|Is a directory)"):
        read_whole(tmp_path / name)


def test_a_script_comes_from_a_file_or_from_standard_input(tmp_path):
    file, given = tmp_path / "turns.txt", io.TextIOWrapper(io.BytesIO("画一只狗\n".encode()))
    file.write_text("# a dialogue\n画一只猫\n", encoding="utf-8")
    assert read_script(str(file), given) == ("画一只猫",)
    assert read_script("-", given) == ("画一只狗",)
    with pytest.raises(EmptyTurn, match="Standard input holds no turn"):
        read_script("-", given)
    with pytest.raises(InvalidTurn, match="Cannot read"):
        read_script(str(tmp_path / "missing"), given)


def test_where_no_file_can_be_made_is_told(tmp_path):
    check_writable(tmp_path / "new.png")
    with pytest.raises(InvalidTurn, match="it is a folder"):
        check_writable(tmp_path)
    with pytest.raises(InvalidTurn, match=f"no folder {tmp_path / 'nowhere'}"):
        check_writable(tmp_path / "nowhere" / "new.png")


def test_a_file_is_replaced_whole(tmp_path):
    path = tmp_path / "x"
    for data in (b"old", b"new"):
        write_whole(path, data)
        assert path.read_bytes() == data
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("step", ["write_bytes", "replace"])
@pytest.mark.parametrize(("code", "kind"), [(errno.ENOSPC, StoreFull), (errno.EACCES, StoreError)])
def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch, step, code, kind):
    path, write = tmp_path / "x", Path.write_bytes

    def failing(self, data):
        if step == "write_bytes":
            write(self, data[:1])
        raise OSError(code, os.strerror(code))

    path.write_bytes(b"old")
    with monkeypatch.context() as patch:
        patch.setattr(Path, step, failing)
        with pytest.raises(kind, match="write the file"):
            write_whole(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]
