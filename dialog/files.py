"""Files that the user names: read as they are, written whole or not at all."""

import contextlib
import os
from pathlib import Path
from typing import TextIO

from dialog.errors import InvalidTurn
from dialog.faults import translated
from dialog.script import parse_script


def read_whole(path: Path) -> bytes:
    """Returns a file's bytes. Raises InvalidTurn when it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise InvalidTurn(f"Cannot read {path}: {error.strerror or error}.") from error


def read_script(name: str, standard_input: TextIO) -> tuple[str, ...]:
    """Returns the user's turns in the file ``name``, "-" for standard input. Raises InvalidTurn, EmptyTurn."""
    if name == "-":
        return parse_script(standard_input.buffer.read(), "Standard input")
    return parse_script(read_whole(Path(name)), name)


def check_writable(path: Path) -> None:
    """Raises InvalidTurn when no file can be made at ``path``."""
    if path.is_dir():
        raise InvalidTurn(f"{path} cannot be written: it is a folder.")
    if not path.parent.is_dir():
        raise InvalidTurn(f"{path} cannot be written: there is no folder {path.parent}.")


def write_whole(path: Path, data: bytes) -> None:
    """Replaces a file only once all its bytes are written. Raises StoreFull, StoreError."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    with translated("write the file", path):
        try:
            beside.write_bytes(data)
            beside.replace(path)
        finally:
            with contextlib.suppress(FileNotFoundError):
                beside.unlink()
