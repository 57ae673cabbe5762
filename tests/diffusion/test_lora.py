"""LoRAs on a network: live or merged they compute W + scale * alpha / r * B @ A, and they go without a trace."""

import copy
import weakref
from collections.abc import Callable, Mapping
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

import diffusion.lora as module_under_test
from diffusion.errors import CheckpointMismatch, InvalidRequest
from diffusion.lora import Loras
from diffusion.lora_file import Update, load_lora
from diffusion.placement import Offload, Staged
from diffusion.precision import full_precision
from diffusion.text import TextEncoders
from diffusion.transformer import Transformer
from tests.diffusion.lora_files import LAYOUTS, TENCENT, expected_weights, factor_of, matrices, tensors_of, write
from tests.diffusion.plain import toy_latents, toy_output, toy_text, toy_transformer
from tests.diffusion.toy import CONFIG


@pytest.fixture
def model() -> Transformer:
    return toy_transformer()


def updates_of(model: nn.Module, path: Path, seed: int = 0, layout: str = "bare") -> Mapping[str, Update]:
    drawn = matrices(model, LAYOUTS[layout][0], seed)
    return load_lora(write(path / f"{seed}.safetensors", tensors_of(layout, drawn))).transformer


def drawing(model: Transformer) -> Tensor:
    return toy_output(model, toy_latents(2), toy_text(2))


def bits(model: nn.Module) -> dict[str, Tensor]:
    return {name: tensor.clone() for name, tensor in model.state_dict().items()}


def unchanged(model: nn.Module, before: Mapping[str, Tensor]) -> bool:
    state = model.state_dict()
    return state.keys() == before.keys() and all(
        tensor.dtype == before[name].dtype and torch.equal(tensor, before[name]) for name, tensor in state.items()
    )


@pytest.mark.parametrize("layout", LAYOUTS)
def test_merged_and_live_against_float64(model: Transformer, tmp_path: Path, layout: str) -> None:
    names, scale = LAYOUTS[layout][0], 0.7
    drawn = matrices(model, names)
    expected = expected_weights(model, names, drawn, scale * factor_of(layout))
    other = copy.deepcopy(model)
    other.load_state_dict({**other.state_dict(), **{name: weight.float() for name, weight in expected.items()}})
    before, plain = bits(model), drawing(model)

    lora = load_lora(write(tmp_path / "a.safetensors", tensors_of(layout, drawn)))
    loras = Loras(model)
    loras.add("a", lora.transformer, scale)
    assert unchanged(model, before)
    live = drawing(model)
    loras.clear()
    assert torch.equal(drawing(model), plain)
    loras.add("a", lora.transformer, scale, merged=True)
    for name, tensor in model.state_dict().items():
        if name in expected:
            torch.testing.assert_close(tensor.double(), expected[name], atol=1e-6, rtol=1e-6)
        else:
            assert torch.equal(tensor, before[name])
    merged = drawing(model)
    assert (merged - plain).abs().max() > 0.05
    torch.testing.assert_close(merged, drawing(other), atol=1e-5, rtol=1e-5)
    torch.testing.assert_close(live, drawing(other), atol=1e-4, rtol=1e-4)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float16, torch.bfloat16])
def test_unmerged_is_the_same_tensor(model: Transformer, tmp_path: Path, dtype: torch.dtype) -> None:
    model = model.to(dtype)
    before, loras = bits(model), Loras(model)
    places = {name: parameter.data_ptr() for name, parameter in model.named_parameters()}
    loras.add("a", updates_of(model, tmp_path), 1.3, merged=True)
    assert not unchanged(model, before)
    assert {parameter.dtype for parameter in model.parameters()} == {dtype}
    loras.remove("a")
    assert unchanged(model, before)
    assert places == {name: parameter.data_ptr() for name, parameter in model.named_parameters()}


@pytest.mark.parametrize("merged", [True, False])
def test_several_add_up_and_go_in_any_order(model: Transformer, tmp_path: Path, merged: bool) -> None:
    first, second = updates_of(model, tmp_path, 1), updates_of(model, tmp_path, 2)
    loras, before = Loras(model), bits(model)
    loras.add("second", second, -0.5, merged=merged)
    alone = drawing(model)
    loras.clear()
    loras.add("first", first, 0.8, merged=merged)
    loras.add("second", second, -0.5, merged=merged)
    assert loras.scales == {"first": 0.8, "second": -0.5}
    both = drawing(model)
    loras.remove("first")
    assert torch.equal(drawing(model), alone)
    loras.remove("second")
    assert unchanged(model, before)
    joined = {
        name: Update(
            torch.cat([0.8 * first[name].down, -0.5 * second[name].down]),
            torch.cat([first[name].up, second[name].up], dim=1),
            1.0,
        )
        for name in first
    }
    loras.add("joined", joined, merged=merged)
    torch.testing.assert_close(drawing(model), both, atol=1e-4, rtol=1e-4)


def test_live_and_merged_together(model: Transformer, tmp_path: Path) -> None:
    first, second = updates_of(model, tmp_path, 1), updates_of(model, tmp_path, 2)
    loras, plain = Loras(model), drawing(model)
    for way in ((True, False), (False, True), (False, False)):
        loras.add("first", first, merged=way[0])
        loras.add("second", second, merged=way[1])
        found = drawing(model)
        loras.clear()
        assert torch.equal(drawing(model), plain)
        if way == (True, False):
            expected = found
        torch.testing.assert_close(found, expected, atol=1e-4, rtol=1e-4)


@pytest.mark.parametrize("merged", [True, False])
def test_the_scale_changes_at_any_time(model: Transformer, tmp_path: Path, merged: bool) -> None:
    updates = updates_of(model, tmp_path)
    loras, plain, before = Loras(model), drawing(model), bits(model)
    loras.add("a", updates, 0.0, merged=merged)
    assert torch.equal(drawing(model), plain)
    loras.set_scale("a", 0.6)
    moved = drawing(model)
    assert not torch.equal(moved, plain)
    loras.set_scale("a", -2.0)
    loras.set_scale("a", 0.6)
    assert torch.equal(drawing(model), moved)
    loras.set_scale("a", 0.0)
    assert torch.equal(drawing(model), plain)
    assert unchanged(model, before)


@pytest.mark.parametrize("merged", [True, False])
def test_under_inference_mode_it_is_the_same(model: Transformer, tmp_path: Path, merged: bool) -> None:
    """The pipeline draws under inference mode; what is added there must not be bound to it."""
    updates = updates_of(model, tmp_path)
    loras, plain, before = Loras(model), drawing(model), bits(model)
    loras.add("a", updates, merged=merged)
    expected = drawing(model)
    loras.clear()
    with torch.inference_mode():
        loras.add("a", updates, merged=merged)
        drawing(model)
    assert torch.equal(drawing(model), expected)
    assert not any(parameter.is_inference() for parameter in model.parameters())
    loras.remove("a")
    assert torch.equal(drawing(model), plain)
    assert unchanged(model, before)


@pytest.mark.parametrize("merged", [True, False])
def test_the_text_encoder_takes_its_part(tmp_path: Path, merged: bool) -> None:
    torch.manual_seed(0)
    text = TextEncoders(CONFIG.text).eval()
    layer = "encoder.layer.0.attention.self.query"
    down, up = torch.randn(2, 16), torch.randn(16, 2)
    name = f"lora_te1_{layer.replace('.', '_')}"
    tensors = {f"{name}.lora_down.weight": down, f"{name}.lora_up.weight": up, f"{name}.alpha": torch.tensor(4.0)}
    lora = load_lora(write(tmp_path / "a.safetensors", tensors))
    ids, before = torch.tensor([[5, 7, 9]]), bits(text)
    other = copy.deepcopy(text.clip)
    other.get_submodule(layer).weight.data += 0.5 * 2.0 * up @ down
    loras = Loras(text.clip)
    loras.add("a", lora.clip, 0.5, merged=merged)
    with torch.no_grad():
        found, expected = (clip(input_ids=ids).last_hidden_state for clip in (text.clip, other))
    torch.testing.assert_close(found, expected, atol=1e-5, rtol=1e-5)
    loras.clear()
    assert unchanged(text, before)


def test_a_lora_for_another_model_names_what_does_not_fit(model: Transformer, tmp_path: Path) -> None:
    """Right names, but of a deeper and wider HunyuanDiT: one error for all of it, and nothing is changed."""
    good = updates_of(model, tmp_path)
    bad = {
        **good,
        "blocks.39.shift": Update(torch.ones(2, 32), torch.ones(32, 2), 1.0),
        "blocks.0.skip": Update(torch.ones(2, 64), torch.ones(32, 2), 1.0),
        "patch.proj": Update(torch.ones(2, 16), torch.ones(32, 2), 1.0),
        "blocks.0.mlp.up": Update(torch.ones(2, 1408), torch.ones(6144, 2), 1.0),
    }
    loras, before, plain = Loras(model), bits(model), drawing(model)
    for merged in (True, False):
        with pytest.raises(CheckpointMismatch) as caught:
            loras.add("a", bad, merged=merged)
        for part in ("Transformer", "blocks.39.shift", "blocks.0.skip", "patch.proj", "blocks.0.mlp.up [6144, 1408]"):
            assert part in str(caught.value)
    with pytest.raises(CheckpointMismatch, match="nothing"):
        loras.add("a", {})
    assert loras.scales == {}
    assert unchanged(model, before)
    assert torch.equal(drawing(model), plain)


def test_a_merge_that_fails_halfway_is_undone(
    model: Transformer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    updates, loras, before = updates_of(model, tmp_path), Loras(model), bits(model)
    compute, calls = module_under_test._merged, []

    def exhausted(original: Tensor, updates: list) -> Tensor:
        calls.append(1)
        if len(calls) == 5:
            raise torch.OutOfMemoryError("no memory left")
        return compute(original, updates)

    monkeypatch.setattr(module_under_test, "_merged", exhausted)
    with pytest.raises(torch.OutOfMemoryError):
        loras.add("a", updates, merged=True)
    assert loras.scales == {}
    assert unchanged(model, before)


def test_weights_that_are_elsewhere_cannot_be_merged(tmp_path: Path) -> None:
    model = toy_transformer()
    updates = updates_of(model, tmp_path)
    with pytest.raises(InvalidRequest, match="live"):
        Loras(model.to("meta")).add("a", updates, merged=True)


@pytest.mark.parametrize("change", [lambda loras: loras.remove("a"), lambda loras: loras.set_scale("a", 0.1)])
def test_weights_that_are_offloaded_meanwhile_are_left_alone(
    model: Transformer, tmp_path: Path, change: Callable[[Loras], None]
) -> None:
    """While an offloaded drawing is open; after it the LoRA comes off as ever."""
    loras, before = Loras(model), bits(model)
    loras.add("a", updates_of(model, tmp_path), 0.5, merged=True)
    places, merged = Offload(torch.device("cpu"), torch.float32, {"transformer": [model]}), bits(model)
    with places.transformer():
        with pytest.raises(InvalidRequest, match=r"'a' is merged.* while it is working"):
            change(loras)
        assert loras.scales == {"a": 0.5}
    assert unchanged(model, merged)
    change(loras)
    assert not unchanged(model, merged)
    loras.clear()
    assert unchanged(model, before)


@pytest.mark.parametrize("change", [lambda loras: loras.remove("a"), lambda loras: loras.set_scale("a", 0.1)])
def test_a_change_that_fails_halfway_may_be_tried_again(
    model: Transformer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[Loras], None]
) -> None:
    """With another LoRA merged, weights are computed anew also where one is removed."""
    loras, before = Loras(model), bits(model)
    loras.add("a", updates_of(model, tmp_path, 1), 0.5, merged=True)
    loras.add("b", updates_of(model, tmp_path, 2), merged=True)
    compute, calls = module_under_test._merged, []

    def exhausted(original: Tensor, updates: list) -> Tensor:
        calls.append(1)
        if len(calls) == 5:
            raise torch.OutOfMemoryError("no memory left")
        return compute(original, updates)

    with monkeypatch.context() as patch:
        patch.setattr(module_under_test, "_merged", exhausted)
        with pytest.raises(torch.OutOfMemoryError):
            change(loras)
    assert loras.scales == {"a": 0.5, "b": 1.0}
    loras.remove("a")
    alone = bits(model)
    loras.clear()
    assert unchanged(model, before)
    loras.add("b", updates_of(model, tmp_path, 2), merged=True)
    assert unchanged(model, alone)


def matrices_seen(monkeypatch: pytest.MonkeyPatch) -> list[weakref.ref[Tensor]]:
    """The matrices that live LoRAs multiply with from now on."""
    seen: list[weakref.ref[Tensor]] = []

    def linear(x: Tensor, matrix: Tensor) -> Tensor:
        seen.append(weakref.ref(matrix))
        return x @ matrix.T

    monkeypatch.setattr(module_under_test, "F", SimpleNamespace(linear=linear))
    return seen


def alive(seen: list[weakref.ref[Tensor]]) -> set[int]:
    return {id(matrix) for matrix in (reference() for reference in seen) if matrix is not None}


def one_layer(dtype: torch.dtype) -> tuple[nn.Module, Loras, Update]:
    torch.manual_seed(2)
    module = nn.ModuleDict({"a": nn.Linear(8, 8)}).requires_grad_(False).to(dtype)
    update = Update(torch.randn(2, 8), torch.randn(8, 2), 0.3)
    loras = Loras(module)
    loras.add("live", {"a": update})
    return module, loras, update


@pytest.mark.parametrize("kind", [Staged, Offload])
def test_live_copies_go_when_the_stage_closes(
    kind: type[Staged] | type[Offload], monkeypatch: pytest.MonkeyPatch
) -> None:
    module, loras, _ = one_layer(torch.float16)
    places, seen = kind(torch.device("cpu"), torch.float16, {"transformer": [module]}), matrices_seen(monkeypatch)
    for _ in range(2):
        with places.transformer(), torch.inference_mode():
            for _ in range(3):
                module["a"](torch.ones(1, 8).half())
            assert len(alive(seen)) == 2
        assert not alive(seen)
        if kind is Staged:
            assert len(seen) == 6
        seen.clear()
    loras.clear()


def test_live_copies_are_made_once_and_go_with_the_lora(monkeypatch: pytest.MonkeyPatch) -> None:
    module, loras, _ = one_layer(torch.float16)
    seen = matrices_seen(monkeypatch)
    for _ in range(3):
        module["a"](torch.ones(1, 8).half())
    assert len(alive(seen)) == 2
    loras.remove("live")
    assert not alive(seen)


def test_a_float32_redo_takes_the_files_own_matrices() -> None:
    """Not what half precision had left of them."""
    module, _, update = one_layer(torch.float16)
    x = torch.randn(3, 8)
    module["a"](x.half())
    with full_precision(module):
        found = module["a"](x)
        plain = F.linear(x, module["a"].weight, module["a"].bias)
    assert torch.equal(found, plain + update.factor * F.linear(F.linear(x, update.down), update.up))
    assert module["a"](x.half()).dtype == torch.float16


def test_names_and_scales_are_checked(model: Transformer, tmp_path: Path) -> None:
    updates, loras = updates_of(model, tmp_path), Loras(model)
    loras.add("porcelain", updates)
    with pytest.raises(InvalidRequest, match="in use already"):
        loras.add("porcelain", updates)
    for call in (lambda: loras.remove("jade"), lambda: loras.set_scale("jade", 1.0)):
        with pytest.raises(InvalidRequest, match=r"'jade'.*porcelain"):
            call()
    for scale in (float("nan"), float("inf")):
        with pytest.raises(InvalidRequest, match="finite"):
            loras.set_scale("porcelain", scale)
        with pytest.raises(InvalidRequest, match="finite"):
            loras.add("other", updates, scale)
    assert loras.scales == {"porcelain": 1.0}


def test_all_of_tencents_fused_layers_are_in_the_sample() -> None:
    """The samples above are a hand-written list; these two are what a table could get wrong most easily."""
    assert [len(layers) for name, layers in TENCENT.items() if "qkv" in name or "kv_proj" in name] == [3, 2]
