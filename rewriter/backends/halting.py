"""Ends a network in the middle of its forward pass: each layer asks before it begins whether it still shall."""

import contextlib
from collections.abc import Callable, Iterator
from typing import Any


class Halted(BaseException):
    """A network was told to end. No Exception, so that no code of the network takes it for a fault of its own."""


@contextlib.contextmanager
def halting(model: Any, kinds: tuple[Any, ...], ended: Callable[[], bool]) -> Iterator[None]:
    """Let every layer of ``model``, a torch module, raise Halted once ``ended()``; afterwards all is as it was.

    A layer is an entry of a module of one of ``kinds`` (ModuleList, Sequential), in whichever tower. On a CPU a forward
    pass ends within one layer. A GPU finishes what was queued before; to queue a pass takes milliseconds.
    """

    def ask(*_: object) -> None:
        if ended():
            raise Halted

    with contextlib.ExitStack() as hooks:
        for layer in layers(model, kinds):
            hooks.callback(layer.register_forward_pre_hook(ask).remove)
        yield


def layers(model: Any, kinds: tuple[Any, ...]) -> Iterator[Any]:
    """Yield every entry of every list of modules, each once."""
    seen = set[int]()
    for listing in model.modules():
        for layer in listing.children() if isinstance(listing, kinds) else ():
            if id(layer) not in seen:
                seen.add(id(layer))
                yield layer
