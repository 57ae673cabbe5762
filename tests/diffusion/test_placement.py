"""Networks come to the device and leave it: what is there when, that nothing is lost, that results do not change.

There is no second device here. ``Device`` stands for one: it makes copies as an upload would, and knows which of them
are alive, so that its memory can be counted and a weight that is not a copy of its own be noticed.
"""

import weakref
from collections.abc import Iterator

import pytest
import torch
from torch import Tensor, nn

from diffusion.errors import InvalidRequest
from diffusion.lasting import change
from diffusion.lora import Loras
from diffusion.lora_file import Update
from diffusion.placement import MODES, Mode, Offload, Placement, Resident, Staged, placement
from diffusion.precision import full_precision
from diffusion.transformer import Conditioning
from diffusion.vae import AutoencoderKL
from tests.diffusion import toy

CPU = torch.device("cpu")
FLOAT = torch.float32


class Device:
    """Memory of a device: copies that are alive."""

    def __init__(self, room: int = 10**9) -> None:
        self.room, self.peak = room, 0
        self._copies: list[weakref.ref[Tensor]] = []

    def upload(self, tensor: Tensor) -> Tensor:
        if self.used + tensor.nbytes > self.room:
            raise torch.OutOfMemoryError("the device is full")
        copy = tensor.clone()
        self._copies.append(weakref.ref(copy.untyped_storage()))
        self._addresses = {*getattr(self, "_addresses", set()), copy.data_ptr()}
        self.peak = max(self.peak, self.used)
        return copy

    @property
    def used(self) -> int:
        return sum(storage.nbytes() for reference in self._copies if (storage := reference()) is not None)

    def holds(self, module: nn.Module) -> bool:
        tensors = (*module.parameters(), *module.buffers())
        return all(tensor.data_ptr() in getattr(self, "_addresses", set()) for tensor in tensors)


def size(*modules: nn.Module) -> int:
    return sum(tensor.nbytes for module in modules for tensor in (*module.parameters(), *module.buffers()))


class Networks:
    """Three networks, and what one drawing computes with them."""

    def __init__(self) -> None:
        torch.manual_seed(1)
        self.text = nn.Sequential(nn.Embedding(20, 16), nn.Linear(16, 16))
        self.transformer = toy.transformer()
        self.vae = AutoencoderKL(toy.CONFIG.vae)
        with torch.no_grad():
            for parameter in self.vae.parameters():
                parameter.normal_(std=0.1)
        for module in self.all:
            module.eval().requires_grad_(False)

    @property
    def all(self) -> tuple[nn.Module, ...]:
        return self.text, self.transformer, self.vae

    @property
    def staged(self) -> dict:
        return {"text": [self.text], "transformer": [self.transformer], "vae": [self.vae]}

    def drawing(self, places: Placement, steps: int = 2) -> Iterator[Tensor]:
        """As the pipeline draws: a generator, torch's mode entered anew between the yields; the last is the picture."""
        ids = torch.arange(8)[None]
        with torch.inference_mode(), places.text():
            states = self.text(ids)
        conditioning = Conditioning(states, torch.ones(1, 8).bool(), states * 2, torch.ones(1, 8).bool())
        with places.transformer():
            with torch.inference_mode():
                prepared = self.transformer.prepare(conditioning)
                x = torch.randn(1, 4, 8, 8, generator=torch.Generator().manual_seed(2))
            for _ in range(steps):
                with torch.inference_mode():
                    x = self.transformer(x, torch.tensor([3.0]), prepared)
                yield x
        with torch.inference_mode(), places.vae():
            yield self.vae.decode(x)


@pytest.fixture
def networks() -> Networks:
    return Networks()


@pytest.fixture
def device() -> Device:
    return Device()


def snapshot(networks: Networks) -> list[tuple[int, int]]:
    """Which tensors, and which memory of theirs."""
    tensors = [tensor for module in networks.all for tensor in (*module.parameters(), *module.buffers())]
    return [(id(tensor), tensor.data_ptr()) for tensor in tensors]


def test_a_network_is_there_while_it_works_and_no_other(networks: Networks, device: Device) -> None:
    places = Staged(CPU, FLOAT, networks.staged, device.upload)
    before = snapshot(networks)
    for stage, module in zip((places.text, places.transformer, places.vae), networks.all, strict=True):
        assert device.used == 0
        with stage():
            assert device.used == size(module)
            assert [device.holds(other) for other in networks.all] == [other is module for other in networks.all]
    assert device.used == 0
    assert device.peak == size(networks.transformer)
    assert snapshot(networks) == before


@pytest.mark.parametrize("mode", MODES)
def test_pictures_are_the_same_bit_for_bit_and_again(networks: Networks, mode: Mode) -> None:
    expected = list(networks.drawing(Resident(CPU, FLOAT, networks.staged)))
    places = placement(mode, CPU, FLOAT, networks.staged)
    assert (places.device, places.dtype, places.mode) == (CPU, FLOAT, mode)
    before = snapshot(networks)
    for _ in range(2):
        found = list(networks.drawing(places))
        assert all(torch.equal(one, other) for one, other in zip(found, expected, strict=True))
        assert snapshot(networks) == before


def test_copies_give_the_same_bits(networks: Networks, device: Device) -> None:
    expected = list(networks.drawing(Resident(CPU, FLOAT, networks.staged)))
    found = list(networks.drawing(Staged(CPU, FLOAT, networks.staged, device.upload)))
    assert all(torch.equal(one, other) for one, other in zip(found, expected, strict=True))
    assert 0 < device.peak < size(*networks.all)


@pytest.mark.parametrize("kind", [Staged, Offload])
def test_a_drawing_that_is_stopped(networks: Networks, device: Device, kind: type[Staged] | type[Offload]) -> None:
    """Closed in the middle, outside of torch's inference mode in which it was drawing."""
    places = kind(CPU, FLOAT, networks.staged, device.upload)
    before = snapshot(networks)
    drawing = networks.drawing(places)
    next(drawing)
    assert snapshot(networks) != before
    drawing.close()
    assert device.used == 0
    assert snapshot(networks) == before
    assert not any(tensor.is_inference() for tensor in networks.transformer.parameters())
    assert len(list(networks.drawing(places))) == 3


@pytest.mark.parametrize("kind", [Staged, Offload])
def test_drawings_that_overlap(networks: Networks, device: Device, kind: type[Staged] | type[Offload]) -> None:
    """The first may end first: the network stays for the other, and leaves with it."""
    places = kind(CPU, FLOAT, networks.staged, device.upload)
    before = snapshot(networks)
    expected = list(networks.drawing(places))
    first, second = networks.drawing(places), networks.drawing(places)
    found = [next(first), next(second)]
    first.close()
    assert snapshot(networks) != before
    found += [*second]
    assert all(torch.equal(one, other) for one, other in zip(found[1:], expected, strict=True))
    assert device.used == 0
    assert snapshot(networks) == before


def test_a_preview_brings_the_autoencoder_beside_the_transformer(networks: Networks, device: Device) -> None:
    places = Staged(CPU, FLOAT, networks.staged, device.upload)
    with places.transformer():
        with places.vae():
            assert device.used == size(networks.transformer, networks.vae)
        assert device.used == size(networks.transformer)


def test_a_device_that_is_too_small(networks: Networks) -> None:
    """Half of a network came: it is taken away again, and the next drawing may try again."""
    device = Device(room=size(networks.transformer) // 2)
    places = Staged(CPU, FLOAT, networks.staged, device.upload)
    before = snapshot(networks)
    with pytest.raises(torch.OutOfMemoryError), places.transformer():
        pytest.fail("the network is not there")
    assert snapshot(networks) == before
    assert device.used == 0
    device.room *= 3
    with places.transformer():
        assert device.holds(networks.transformer)


def test_an_error_while_it_works(networks: Networks, device: Device) -> None:
    places = Staged(CPU, FLOAT, networks.staged, device.upload)
    before = snapshot(networks)
    with pytest.raises(ValueError, match="no"), places.vae():
        raise ValueError("no")
    assert (device.used, snapshot(networks)) == (0, before)


def test_tied_weights_come_once_and_stay_tied(device: Device) -> None:
    module = nn.ModuleDict({"first": nn.Embedding(5, 3), "second": nn.Linear(3, 5, bias=False)})
    module["second"].weight = module["first"].weight
    places = Staged(CPU, FLOAT, {"text": [module]}, device.upload)
    with places.text():
        assert device.used == module["first"].weight.nbytes
        assert module["second"].weight is module["first"].weight
    assert module["second"].weight is module["first"].weight


def test_what_replaced_a_weight_meanwhile_comes_home(device: Device) -> None:
    """As merging a LoRA does; it is copied into the weight's own (page-locked) memory."""
    module = nn.Linear(3, 2)
    weight, places_before = module.weight, [module.weight.data_ptr(), module.bias.data_ptr()]
    places = Staged(CPU, FLOAT, {"transformer": [module]}, device.upload)
    with places.transformer():
        change(module.weight, module.weight.data + 1)
        wanted = module.weight.detach().clone()
    assert module.weight is weight
    assert torch.equal(module.weight, wanted)
    assert [module.weight.data_ptr(), module.bias.data_ptr()] == places_before


def test_a_change_to_a_copy_that_is_no_copy(device: Device) -> None:
    """On one and the same device a copy may share the weight's memory, and so may the original that a LoRA keeps."""
    module = nn.Linear(3, 2)
    original = module.weight.detach()
    before = original.clone()
    places = Staged(CPU, FLOAT, {"transformer": [module]})
    with places.transformer():
        change(module.weight, module.weight.data + 1)
    assert torch.equal(module.weight, before + 1)
    assert torch.equal(original, before)


def test_no_change_is_lost_by_the_memory_it_lies_in() -> None:
    """A change after a change may get the first one's memory back, where the copy lay when it came."""
    for _ in range(20):
        module = nn.Linear(64, 64, bias=False).requires_grad_(False)
        places = Staged(CPU, FLOAT, {"transformer": [module]}, Device().upload)
        with places.transformer():
            for _ in range(2):
                change(module.weight, module.weight.data + 1)
            wanted = module.weight.clone()
        assert torch.equal(module.weight, wanted)


def test_what_was_float32_for_a_moment_is_dropped(device: Device) -> None:
    """A redo replaces every copy's memory, and that is no change: nothing is copied home."""
    module = nn.Linear(3, 2).half().requires_grad_(False)
    places = Staged(CPU, torch.float16, {"transformer": [module]}, device.upload)
    homes = [parameter.data_ptr() for parameter in module.parameters()]
    versions = [parameter._version for parameter in module.parameters()]
    with places.transformer(), full_precision(module):
        assert module.weight.dtype == torch.float32
    assert [parameter.data_ptr() for parameter in module.parameters()] == homes
    assert [parameter._version for parameter in module.parameters()] == versions


@pytest.mark.parametrize("redo", [False, True])
def test_a_lora_that_is_merged_and_taken_off_while_staged(device: Device, redo: bool) -> None:
    """In whatever stage it is done: the weights are those of a merge on the spot, and then the originals."""
    module = nn.ModuleDict({"a": nn.Linear(4, 4)}).half().requires_grad_(False)
    update = {"a": Update(torch.ones(1, 4), torch.ones(4, 1), 1.0)}
    weight, before = module["a"].weight, module["a"].weight.clone()
    loras = Loras(module)
    loras.add("a", update, merged=True)
    merged = module["a"].weight.clone()
    loras.clear()
    places = Staged(CPU, torch.float16, {"transformer": [module]}, device.upload)
    for _ in range(2):
        with places.transformer():
            loras.add("a", update, merged=True)
            if redo:
                with full_precision(module):
                    pass
        assert torch.equal(module["a"].weight, merged)
        with places.transformer():
            loras.remove("a")
        assert torch.equal(module["a"].weight, before)
        with places.transformer():
            loras.add("a", update, merged=True)
        loras.remove("a")
        assert torch.equal(module["a"].weight, before)
    assert module["a"].weight is weight


def test_memory_is_given_back_when_no_stage_is_open(
    networks: Networks, device: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not after each preview: the next one wants the same memory."""
    emptied: list[int] = []
    monkeypatch.setattr(torch.cuda, "empty_cache", lambda: emptied.append(device.used))
    monkeypatch.setattr(torch.Tensor, "pin_memory", torch.Tensor.clone)
    places = Staged(torch.device("cuda"), FLOAT, networks.staged, device.upload)
    with places.transformer():
        for _ in range(3):
            with places.vae():
                pass
        assert emptied == []
    assert emptied == [0]


def test_offloaded_layers_are_there_only_while_they_compute(networks: Networks) -> None:
    places = Offload(CPU, FLOAT, networks.staged)
    linear = networks.text[1]
    seen: list[bool] = []
    linear.register_forward_pre_hook(lambda layer, inputs: seen.append(layer.weight.is_meta))
    original = linear.forward.__func__
    with places.text():
        assert linear.weight.is_meta
        networks.text(torch.arange(3)[None])
        assert linear.weight.is_meta
    assert seen == [True], "the hook stands outside of accelerate's, which brings the weight for the layer's forward"
    assert not linear.weight.is_meta
    assert linear.forward.__func__ is original
    assert "forward" not in vars(linear)


def test_offloading_keeps_a_networks_own_tensors_for_the_stage(networks: Networks, device: Device) -> None:
    """The learned padding is read outside of any layer's forward."""
    networks.transformer.text_padding = nn.Parameter(torch.randn(3, 2), requires_grad=False)
    places = Offload(CPU, FLOAT, networks.staged, device.upload)
    with places.transformer():
        assert not networks.transformer.text_padding.is_meta
        assert device.used == 3 * 2 * 4
        assert networks.transformer.out.weight.is_meta


def test_a_network_that_joins_a_stage(networks: Networks, device: Device) -> None:
    places = Staged(CPU, FLOAT, networks.staged, device.upload)
    adapter = nn.Linear(4, 4)
    with places.transformer():
        assert not device.holds(adapter)
        with pytest.raises(InvalidRequest, match="while it is working"):
            places.join("transformer", adapter)
    places.join("transformer", adapter)
    with places.transformer():
        assert device.holds(adapter)
    assert device.used == 0


def test_a_placement_that_is_unknown(networks: Networks) -> None:
    with pytest.raises(InvalidRequest, match="'disk' is unknown; known are auto, resident, staged, offload"):
        placement("disk", CPU, FLOAT, networks.staged)  # type: ignore[arg-type]


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU")
@pytest.mark.parametrize("mode", MODES)
def test_on_a_gpu(networks: Networks, mode: Mode) -> None:
    """Weights are on the GPU in their stage alone, page-locked outside of it; the picture is the resident one's."""
    cuda = torch.device("cuda", 0)
    places = placement(mode, cuda, FLOAT, networks.staged)
    away = mode != "resident"
    assert (networks.vae.decoder.conv_out.weight.device.type == "cpu") == away
    with places.vae(), torch.inference_mode():
        found = networks.vae.decode(torch.ones(1, 4, 8, 8, device=cuda)).cpu()
    weight = networks.vae.decoder.conv_out.weight
    assert (weight.device.type == "cpu") == away
    assert weight.is_pinned() == (mode == "staged")
    networks.vae.to(cuda)
    with torch.inference_mode():
        assert torch.equal(found, networks.vae.decode(torch.ones(1, 4, 8, 8, device=cuda)).cpu())
