"""An endpoint of a server on the loopback that never sleeps, and what it is asked."""

import time

from rewriter.backends import Message, Watch
from rewriter.backends.endpoint import Endpoint
from tests.rewriter.backends.servers import Served

CHAT = (Message("system", "Be brief."), Message("user", "画一只猫", (b"\xff\xd8jpeg", b"\x89PNGpng")))
KEY = "sk-very-secret-0123456789"


def endpoint(served: Served, **more: object) -> Endpoint:
    settings: dict[str, object] = {"key": KEY, "sleep": lambda seconds: None, **more}
    return Endpoint(served.url, "toy", **settings)  # type: ignore[arg-type]


def within(seconds: float, **more: object) -> Watch:
    return Watch(deadline=time.monotonic() + seconds, **more)  # type: ignore[arg-type]
