"""From what a user writes after ``--rewriter`` to a backend."""

import re
from pathlib import Path

from rewriter.backends.endpoint import Endpoint
from rewriter.backends.errors import BackendUnavailable
from rewriter.backends.local import load_local
from rewriter.backends.protocol import Backend
from rewriter.opening import HUB

RULES = "rules"
EXAMPLES = "rules, reader, endpoint:http://127.0.0.1:8000/v1#MODEL, local:FOLDER or local:hub:OWNER/NAME"
NAME = re.compile(r"[A-Za-z0-9][\w.-]*/[\w.-]+")
PLAIN = re.compile(r"endpoint:https?://(?:[\w.-]+|\[[0-9A-Fa-f:.]+\])(?::\d+)?(?:/[^@#]*)?#[^#]+")
"""An address that holds no user and no password, though its model's name may hold an @."""


def backend(choice: str, key: str = "") -> Backend | None:
    """Return the backend that ``choice`` names, loaded; None for "rules".

    ``key`` is for endpoints. What follows "local:" is a folder; only "local:hub:OWNER/NAME" asks the hub. Raises
    BackendUnavailable.
    """
    kind, _, rest = choice.partition(":")
    if choice == RULES:
        return None
    if choice.startswith(HUB):
        return load_local(_hub_name(choice.removeprefix(HUB)), offline=False)
    if kind == "local" and rest:
        return load_local(_folder(rest), offline=True)
    url, _, model = rest.partition("#")
    if kind == "endpoint" and model:
        return Endpoint(url, model, key)
    raise BackendUnavailable(f"There is no rewriter {shown(choice)!r}; give {EXAMPLES}.")


def _folder(given: str) -> str:
    try:
        folder = Path(given).expanduser()
    except RuntimeError:  # a home that is not known
        folder = Path(given)
    if not folder.is_dir():
        raise BackendUnavailable(
            f"There is no such folder: {folder}. Give the folder of a checkpoint as local:FOLDER, or a model of the "
            f"hub as {HUB}OWNER/NAME."
        )
    return str(folder)


def _hub_name(given: str) -> str:
    if not NAME.fullmatch(given):
        raise BackendUnavailable(f"{given!r} is no model of the hub; write {HUB}OWNER/NAME.")
    return given


def shown(choice: str) -> str:
    """Return ``choice`` as it may be printed and stored: without user and password, should an address hold them."""
    head, at, tail = choice.rpartition("@")
    if PLAIN.fullmatch(choice) or not (at and "://" in head):
        return choice
    return f"{head.partition('://')[0]}://…@{tail}"
