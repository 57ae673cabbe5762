"""Stop and the time limit reach into a forward pass, between two layers, and leave the model as it was."""

import contextlib
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import torch

from rewriter.backends import BackendStopped, BackendTimeout, BackendUnavailable, Message, Watch
from rewriter.backends.halting import Halted, halting, layers
from rewriter.backends.local import LocalModel, load_local
from tests.fakes import picture_of
from tests.rewriter.backends import toys

KINDS = (torch.nn.ModuleList, torch.nn.Sequential)
WRITERS: dict[str, Callable[[Path], Path]] = {
    "text": lambda folder: toys.write_text(folder, layers=2), "llava": toys.write_llava, "qwen": toys.write_qwen_vl,
}  # fmt: skip


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> dict[str, LocalModel]:
    folders = {name: write(tmp_path_factory.mktemp(name)) for name, write in WRITERS.items()}
    return {name: load_local(str(folder), device="cpu", max_tokens=4) for name, folder in folders.items()}


@pytest.fixture(params=list(WRITERS))
def model(request: pytest.FixtureRequest, models: dict[str, LocalModel]) -> LocalModel:
    return models[request.param]


CHAT = (Message("user", "画一只猫", (picture_of("a cat", 1),)),)


@contextlib.contextmanager
def counted(model: LocalModel, at: int, act: Callable[[], None]) -> Iterator[list[Any]]:
    """Keep the layers that were gone through, and act after the one of number ``at``."""
    passed: list[Any] = []

    def count(layer: Any, *_: object) -> None:
        passed.append(layer)
        if len(passed) == at:
            act()

    hooks = [layer.register_forward_hook(count) for layer in layers(model.model, KINDS)]
    yield passed
    for hook in hooks:
        hook.remove()


def untouched(model: Any) -> bool:
    return not any(module._forward_pre_hooks for module in model.modules())


def test_stop_ends_the_first_pass_within_one_layer(model: LocalModel) -> None:
    """It was asked about only after the whole prompt, with its pictures, had been read."""
    before, stop = model.complete(CHAT, Watch()), threading.Event()
    for at in (1, 2):
        stop.clear()
        with counted(model, at, stop.set) as passed, pytest.raises(BackendStopped):
            model.complete(CHAT, Watch(should_stop=stop.is_set))
        assert len(passed) == at
    assert untouched(model.model)
    assert model.complete(CHAT, Watch()) == before


def test_the_time_limit_ends_the_first_pass_within_one_layer(model: LocalModel) -> None:
    now = [0.0]
    with counted(model, 1, lambda: now.__setitem__(0, 11.0)) as passed, pytest.raises(BackendTimeout):
        model.complete(CHAT, Watch(deadline=10.0, clock=lambda: now[0]))
    assert len(passed) == 1
    assert untouched(model.model)


def test_stop_ends_a_later_pass_within_one_layer(models: dict[str, LocalModel]) -> None:
    model, stop = models["text"], threading.Event()
    with counted(model, 3, stop.set) as passed, pytest.raises(BackendStopped):
        model.complete(CHAT, Watch(should_stop=stop.is_set))
    assert len(passed) == 3
    assert model.complete(CHAT, Watch())


def test_both_towers_are_asked(models: dict[str, LocalModel]) -> None:
    for name, least in (("text", 2), ("llava", 3), ("qwen", 2)):
        with counted(models[name], 0, lambda: None) as passed:
            models[name].complete(CHAT, Watch())
        towers = {type(layer).__name__ for layer in passed if type(layer).__name__.endswith(("Layer", "Block"))}
        assert len(passed) >= least
        assert len(towers) == (1 if name == "text" else 2), towers


def test_a_model_that_breaks_off_keeps_no_hook(models: dict[str, LocalModel]) -> None:
    def broken() -> None:
        raise RuntimeError("a bug of the model")

    model = models["text"]
    with counted(model, 1, broken), pytest.raises(BackendUnavailable, match="broke off"):
        model.complete(CHAT, Watch())
    assert untouched(model.model)
    assert model.complete(CHAT, Watch())


class Shared(torch.nn.Module):
    """A list of two layers, of which the second stands there twice; it forgives its layers everything."""

    def __init__(self) -> None:
        super().__init__()
        one, two = torch.nn.Linear(2, 2), torch.nn.Linear(2, 2)
        self.tower = torch.nn.ModuleList([one, two, two])
        self.head = torch.nn.Sequential(torch.nn.Linear(2, 2))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        for layer in self.tower:
            with contextlib.suppress(Exception):
                x = layer(x)
        made: torch.Tensor = self.head(x)
        return made


def test_every_entry_of_a_list_is_a_layer_once() -> None:
    model = Shared()
    assert list(layers(model, KINDS)) == [model.tower[0], model.tower[1], model.head[0]]
    assert list(layers(model, (torch.nn.ModuleList,))) == [model.tower[0], model.tower[1]]


def test_code_that_forgives_every_fault_is_halted_too() -> None:
    model, asked = Shared(), list[int]()

    def ended() -> bool:
        asked.append(1)
        return len(asked) == 3

    with pytest.raises(Halted), halting(model, KINDS, ended):
        model(torch.zeros(1, 2))
    assert len(asked) == 3
    assert untouched(model)
    model(torch.zeros(1, 2))
    assert len(asked) == 3


def test_hooks_of_others_stay(models: dict[str, LocalModel]) -> None:
    model, heard = Shared(), list[int]()
    model.tower[0].register_forward_pre_hook(lambda *_: heard.append(1))
    with halting(model, KINDS, lambda: False):
        model(torch.zeros(1, 2))
    model(torch.zeros(1, 2))
    assert len(heard) == 2
