"""Half precision that overflows: noticed, computed again in float32, told; the weights are left as they were."""

import contextlib
import logging
import weakref
from collections.abc import Callable

import pytest
import torch
from torch import nn

from diffusion.errors import DiffusionError
from diffusion.precision import (
    BLACK,
    Watch,
    careful,
    carefully_decoded,
    carefully_encoded,
    full_precision,
    is_black,
)

X, T = torch.full((1, 1, 2, 2), 300.0), torch.tensor([5.0])


class Squares(nn.Module):
    """Squares its input in its own dtype: 300 overflows in float16, 2 does not."""

    def __init__(self, dtype: torch.dtype) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.tensor([1.0, 0.1], dtype=dtype), requires_grad=False)
        self.register_buffer("count", torch.tensor(3))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = x.to(self.weight.dtype)
        return (x * x * self.weight[0]).float()


def bound(network: Squares, calls: list[torch.dtype]):
    def bind():
        dtype = network.weight.dtype

        def predict(x, timestep):
            calls.append(dtype)
            return network(x)

        return predict

    return bind


def test_an_overflow_is_computed_again_and_everything_after_it_in_float32() -> None:
    network, calls, watch = Squares(torch.float16), [], Watch()
    before = network.weight.clone()
    predict = careful(network, bound(network, calls), watch)
    assert float(predict(torch.tensor([2.0]), T)) == 4.0
    watch.step = 2
    assert predict(X, T).max() == 90_000
    assert float(predict(torch.tensor([2.0]), T)) == 4.0
    assert calls == [torch.float16, torch.float16, torch.float32, torch.float32]
    assert len(watch.notes) == 1
    assert "step 2" in watch.notes[0]
    assert network.weight.dtype == torch.float16
    assert torch.equal(network.weight, before)


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_what_is_finite_is_left_alone(dtype: torch.dtype) -> None:
    network, calls, watch = Squares(dtype), [], Watch()
    assert float(careful(network, bound(network, calls), watch)(torch.tensor([2.0]), T)) == 4.0
    assert calls == [dtype]
    assert not watch.notes


def test_float32_has_nothing_to_fall_back_on() -> None:
    network, calls, watch = Squares(torch.float32), [], Watch()
    found = careful(network, bound(network, calls), watch)(torch.tensor([1e30]), T)
    assert found.isinf().all()
    assert calls == [torch.float32]
    assert not watch.notes


def test_weights_come_back_also_after_an_error_and_in_inference_mode() -> None:
    network = Squares(torch.float16)
    before = network.weight.clone()
    seen = []

    def break_off() -> None:
        with full_precision(network):
            seen.append(network.weight.dtype)
            raise ValueError("stop")

    with torch.inference_mode(), pytest.raises(ValueError, match="stop"):
        break_off()
    assert seen == [torch.float32]
    assert torch.equal(network.weight, before)
    assert network.count.dtype == torch.int64
    assert not network.weight.is_inference()


def test_weights_that_are_not_there_cannot_be_brought_to_float32() -> None:
    network = Squares(torch.float16).to("meta")
    with pytest.raises(DiffusionError, match="--memory staged"), full_precision(network):
        pass


def test_a_picture_that_overflows_or_is_black_is_decoded_again() -> None:
    network = Squares(torch.float16)
    for half in (torch.inf, -1.0):
        watch = Watch()
        again = carefully_decoded(
            network, lambda dtype, half=half: torch.full((2,), half if dtype == torch.float16 else 0.5), watch
        )
        assert again.tolist() == [0.5, 0.5]
        assert "float32" in watch.notes[0]
    watch = Watch()
    assert is_black(carefully_decoded(network, lambda dtype: torch.full((2,), -1.0), watch))
    assert not watch.notes  # black in float32 too: nothing overflowed


def test_nearly_black_is_not_black() -> None:
    assert is_black(torch.tensor([BLACK, -1.0]))
    assert not is_black(torch.tensor([BLACK + 0.01, -1.0]))
    assert not is_black(torch.tensor([torch.nan]))


class Card:
    """Memory of a device that is full at ``room`` bytes: what lies on it is counted, in place of torch's own calls.

    What ``cpu`` gives lies elsewhere and is not counted, until ``to`` brings it back.
    """

    def __init__(self, room: int) -> None:
        self.room = room
        self._there: list[weakref.ref[torch.UntypedStorage]] = []
        self._elsewhere: list[weakref.ref[torch.UntypedStorage]] = []
        self._to: Callable[..., torch.Tensor] = torch.Tensor.to

    @property
    def used(self) -> int:
        return sum(storage.nbytes() for reference in self._there if (storage := reference()) is not None)

    def take(self, tensor: torch.Tensor) -> torch.Tensor:
        if self.used + tensor.nbytes > self.room:
            raise torch.OutOfMemoryError("the card is full")
        self._there.append(weakref.ref(tensor.untyped_storage()))
        return tensor

    def cpu(self, tensor: torch.Tensor) -> torch.Tensor:
        return self._away(tensor.clone())

    def to(self, tensor: torch.Tensor, where: torch.device | torch.dtype) -> torch.Tensor:
        away = any(reference() is tensor.untyped_storage() for reference in self._elsewhere)
        if isinstance(where, torch.device):
            return self.take(tensor.clone()) if away else tensor
        if where == tensor.dtype:
            return tensor
        made = self._to(tensor, where)
        return self._away(made) if away else self.take(made)

    def _away(self, tensor: torch.Tensor) -> torch.Tensor:
        self._elsewhere.append(weakref.ref(tensor.untyped_storage()))
        return tensor

    def all_there(self, module: nn.Module) -> bool:
        there = [reference() for reference in self._there]
        return all(any(parameter.untyped_storage() is one for one in there) for parameter in module.parameters())


SIZES = (400, 30, 200, 30, 10)


def redo_on(
    room: int, fills: bool, monkeypatch: pytest.MonkeyPatch
) -> tuple[bool, Card, nn.Module, list[torch.Tensor]]:
    """Whether a float32 redo on a card of that room came to its end; ``fills``: it then took all that was left."""
    torch.manual_seed(1)
    module = nn.ParameterList([nn.Parameter(torch.randn(size).half(), requires_grad=False) for size in SIZES])
    before, card, done = [parameter.clone() for parameter in module], Card(room), False
    for parameter in module:
        card.take(parameter.data)
    with monkeypatch.context() as patch:
        patch.setattr(torch.Tensor, "to", lambda tensor, where: card.to(tensor, where))
        patch.setattr(torch.Tensor, "cpu", lambda tensor: card.cpu(tensor))
        with contextlib.suppress(torch.OutOfMemoryError), full_precision(module):
            done = {parameter.dtype for parameter in module} == {torch.float32}
            held = card.take(torch.empty(card.room - card.used if fills else 0, dtype=torch.uint8))
            card.take(torch.empty(held.nbytes, dtype=torch.uint8))
    return done, card, module, before


@pytest.mark.parametrize("fills", [False, True])
def test_weights_are_what_they_were_wherever_memory_ends(fills: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before every weight is float32, or within: where the calculation has taken all there is, by way of the CPU."""
    half = 2 * sum(SIZES)
    enough = max(half + 2 * sum(SIZES[:number]) + 4 * size for number, size in enumerate(SIZES))
    ended = set()
    for room in range(enough if fills else half + 20, 3 * half, 20):
        done, card, module, before = redo_on(room, fills, monkeypatch)
        ended.add(done)
        assert {parameter.dtype for parameter in module} == {torch.float16}, room
        assert all(torch.equal(parameter, old) for parameter, old in zip(module, before, strict=True))
        assert card.all_there(module)
    assert ended == ({True} if fills else {False, True})


def test_a_black_picture_that_cannot_be_decoded_again_is_returned() -> None:
    """It may be meant. What is broken is an error all the same."""
    network, watch = Squares(torch.float16).to("meta"), Watch()
    assert is_black(carefully_decoded(network, lambda dtype: torch.full((2,), -1.0), watch))
    assert not watch.notes
    with pytest.raises(DiffusionError, match="--memory staged"):
        carefully_decoded(network, lambda dtype: torch.full((2,), torch.nan), watch)


@pytest.mark.parametrize("half", [-1.0, torch.inf])
def test_a_picture_that_float32_has_no_memory_for(half: float) -> None:
    network = Squares(torch.float16)

    def decode(dtype: torch.dtype) -> torch.Tensor:
        if dtype == torch.float32:
            raise torch.OutOfMemoryError("no memory left")
        return torch.full((2,), half)

    if half == -1.0:
        assert is_black(carefully_decoded(network, decode, Watch()))
    else:
        with pytest.raises(torch.OutOfMemoryError):
            carefully_decoded(network, decode, Watch())
    assert network.weight.dtype == torch.float16


def states_of(network: Squares, value: float, asked: list[torch.dtype]) -> Callable[[torch.dtype], torch.Tensor]:
    """The square of ``value``, a thousandth of it."""

    def encode(dtype: torch.dtype) -> torch.Tensor:
        asked.append(dtype)
        return torch.full((2,), value).to(dtype).square().mul(network.weight[1].float() / 100).to(dtype)

    return encode


def test_what_overflows_in_an_encoder_is_encoded_again(caplog: pytest.LogCaptureFixture) -> None:
    network, watch, asked = Squares(torch.float16), Watch(), []
    found = carefully_encoded(network, states_of(network, 1000.0, asked), "The encoder", watch)
    assert found.dtype == torch.float16
    torch.testing.assert_close(found.float(), torch.full((2,), 1000.0), rtol=1e-3, atol=0)
    assert asked == [torch.float16, torch.float32]
    assert "The encoder" in watch.notes[0]
    assert network.weight.dtype == torch.float16
    with caplog.at_level(logging.WARNING):
        carefully_encoded(network, states_of(network, 1000.0, asked), "The encoder")
    assert "The encoder overflowed" in caplog.text


def test_what_is_finite_is_encoded_once() -> None:
    network, watch, asked = Squares(torch.float16), Watch(), []
    carefully_encoded(network, states_of(network, 100.0, asked), "The encoder", watch)
    assert asked == [torch.float16]
    assert not watch.notes


@pytest.mark.parametrize(
    ("dtype", "value", "advice"),
    [
        (torch.float16, torch.nan, "draw with --dtype float32"),
        (torch.float16, 10_000.0, "draw with --dtype float32"),  # fits float32, but not what reads it
        (torch.float32, torch.nan, "fetch them again"),
    ],
)
def test_an_encoder_that_float32_does_not_mend_is_named(dtype: torch.dtype, value: float, advice: str) -> None:
    network, watch = Squares(dtype), Watch()
    with pytest.raises(DiffusionError, match=f"The encoder .*{advice}"):
        carefully_encoded(network, states_of(network, value, []), "The encoder", watch)
    assert not watch.notes
    assert network.weight.dtype == dtype


def test_an_encoder_that_is_offloaded_is_named() -> None:
    network = Squares(torch.float16).to("meta")
    with pytest.raises(DiffusionError, match=r"The encoder overflowed.*--memory staged"):
        carefully_encoded(network, lambda dtype: torch.full((2,), torch.inf), "The encoder")
