"""Half precision that overflows: noticed, computed again in float32, told; the weights are left as they were."""

import pytest
import torch
from torch import nn

from diffusion.errors import DiffusionError
from diffusion.precision import BLACK, Watch, careful, carefully_decoded, full_precision, is_black

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
