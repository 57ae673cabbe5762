"""What the command line says and asks: lines on the standard streams, in UTF-8 whatever the terminal thinks."""

import io
import os
import sys
from collections.abc import Callable

YES = ("yes", "y", "是", "接受")


def say(line: str) -> None:
    """Writes a line to standard output at once; where nobody reads it any more (``| head``), the work goes on."""
    try:
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
    except BrokenPipeError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())  # so that what is still buffered does not fail again at the end
        os.close(nowhere)


def complain(line: str) -> int:
    """Writes a line to standard error and returns 1, an exit status."""
    sys.stderr.write(f"huatu: {line}\n")
    return 1


def asker() -> Callable[[str], bool] | None:
    """Returns what shows a text and takes a yes or no to it; None where nobody sits at a terminal."""
    return _ask if sys.stdin is not None and sys.stdin.isatty() else None


def _ask(text: str) -> bool:
    sys.stderr.write(f"{text}Do you accept it? 接受吗？ [yes/no] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in YES


def speak_utf8() -> None:
    """Lets both output streams take any character; what has no bytes in UTF-8 is escaped."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
