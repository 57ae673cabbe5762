"""From what a user writes after ``--rewriter`` to a backend."""

from rewriter.backends.endpoint import Endpoint
from rewriter.backends.errors import BackendUnavailable
from rewriter.backends.local import load_local
from rewriter.backends.protocol import Backend

RULES = "rules"
EXAMPLES = "rules, endpoint:http://127.0.0.1:8000/v1#MODEL or local:FOLDER"


def backend(choice: str, key: str = "", *, offline: bool = True) -> Backend | None:
    """Return the backend that ``choice`` names, loaded; None for "rules".

    ``key`` is for endpoints. Unless ``offline``, what follows "local:" may be a hub name. Raises BackendUnavailable.
    """
    kind, _, rest = choice.partition(":")
    if choice == RULES:
        return None
    if kind == "local" and rest:
        return load_local(rest, offline=offline)
    url, _, model = rest.partition("#")
    if kind == "endpoint" and model:
        return Endpoint(url, model, key)
    raise BackendUnavailable(f"There is no rewriter {shown(choice)!r}; give {EXAMPLES}.")


def shown(choice: str) -> str:
    """Return ``choice`` as it may be printed and stored: without user and password, should an address hold them."""
    head, at, tail = choice.rpartition("@")
    return f"{head.partition('://')[0]}://…@{tail}" if at and "://" in head else choice
