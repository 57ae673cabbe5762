"""Checkpoints: what is written comes back, and every way to be broken is told apart and named."""

import dataclasses
import json
import os
from pathlib import Path

import pytest
import torch
from safetensors import safe_open
from safetensors.torch import save_file
from torch import nn

from diffusion.checkpoint import Loaded, build, load, load_into, quantised, save, sha256
from diffusion.config import ModelConfig, TransformerConfig, VaeConfig
from diffusion.errors import CheckpointError, CheckpointMismatch
from diffusion.vae import AutoencoderKL

CONFIG = ModelConfig(
    transformer=TransformerConfig(width=64, heads=4, depth=2),
    vae=VaeConfig(block_channels=(4, 8), layers_per_block=1, norm_groups=2, unshuffle=2, linear=True),
    image_size=64,
)
EXTRA = {"name": "小画家", "steps": "1200"}


@pytest.fixture
def vae() -> AutoencoderKL:
    torch.manual_seed(1)
    vae = AutoencoderKL(CONFIG.vae)
    for parameter in vae.parameters():
        nn.init.normal_(parameter)
    return vae


@pytest.fixture
def file(tmp_path: Path, vae: AutoencoderKL) -> Path:
    path = tmp_path / "model.safetensors"
    save(path, {"vae": vae.state_dict()}, CONFIG, extra=EXTRA)
    return path


def rewritten(path: Path, change: object) -> Path:
    """The file again with ``change(tensors, header)`` applied, by safetensors' own writer."""
    with safe_open(path, framework="pt") as opened:
        tensors = {name: opened.get_tensor(name) for name in opened.keys()}  # noqa: SIM118
        header = json.loads(opened.metadata()["huatu"])
    change(tensors, header)
    save_file(tensors, path, metadata={"huatu": json.dumps(header)})
    return path


def test_saved_and_loaded_is_the_same(file: Path, vae: AutoencoderKL) -> None:
    loaded = load(file)
    assert isinstance(loaded, Loaded)
    assert loaded.config == CONFIG
    assert loaded.extra == EXTRA
    assert set(loaded.parts) == {"vae"}
    for name, tensor in vae.state_dict().items():
        found = loaded.parts["vae"][name]
        assert found.dtype == torch.float32
        assert torch.equal(found, tensor.half().float())


def test_equal_content_is_an_equal_file(tmp_path: Path, file: Path, vae: AutoencoderKL) -> None:
    loaded = load(file)
    save(tmp_path / "again", loaded.parts, loaded.config, extra=loaded.extra)
    assert sha256(tmp_path / "again") == sha256(file)


def test_exact_storage_of_other_types(tmp_path: Path) -> None:
    state = {
        "w": torch.randn(3, 3, dtype=torch.float64),
        "step": torch.tensor(7),
        "mask": torch.tensor([True, False]),
        "empty": torch.zeros(0, 3),
        "half": torch.randn(4).bfloat16(),
    }
    save(tmp_path / "f", {"state": state}, CONFIG, dtype=None)
    found = load(tmp_path / "f", dtype=torch.float64).parts["state"]
    assert set(found) == set(state)
    assert all(torch.equal(found[name], tensor.to(found[name].dtype)) for name, tensor in state.items())
    assert found["step"].dtype == torch.int64


def test_tied_tensors_are_stored_once_and_stay_tied(tmp_path: Path) -> None:
    class Tied(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.first, self.second = nn.Linear(300, 300), nn.Linear(300, 300)
            self.second.weight = self.first.weight

    torch.manual_seed(0)
    module = Tied()
    save(tmp_path / "f", {"a": module.state_dict()}, CONFIG, int8=["a"])
    with safe_open(tmp_path / "f", framework="pt") as opened:
        assert sum("weight" in name for name in opened.keys()) == 2  # noqa: SIM118  the matrix and its scale
    tensors = load(tmp_path / "f").parts["a"]
    assert set(tensors) == set(module.state_dict())
    again = Tied()
    load_into(again, tensors)
    assert again.first.weight is again.second.weight
    torch.testing.assert_close(again.second.weight, module.second.weight, atol=0.001, rtol=0)


def test_scattered_tensors_are_stored_whole(tmp_path: Path) -> None:
    weight = torch.randn(4, 6).half()
    conv = torch.randn(2, 3, 4, 5).half().to(memory_format=torch.channels_last)
    state = {"x": weight, "turned": weight.T, "part": weight[:, ::2], "conv": conv}
    save(tmp_path / "f", {"a": state}, CONFIG)
    found = load(tmp_path / "f").parts["a"]
    assert all(torch.equal(found[name], tensor.float()) for name, tensor in state.items())


def test_int8_errs_by_at_most_half_a_scale(tmp_path: Path) -> None:
    torch.manual_seed(0)
    large = torch.randn(256, 512) * torch.logspace(-7, 2, 256)[:, None]  # rows of very different sizes
    large[3] = 0
    state = {"big.weight": large, "big.bias": torch.randn(256), "small.weight": torch.randn(8, 8)}
    save(tmp_path / "int8", {"t": state, "v": state}, CONFIG, int8=["t"])
    parts = load(tmp_path / "int8").parts
    assert set(parts["t"]) == set(state)
    _, scale = quantised(large)
    error = (parts["t"]["big.weight"] - large).abs()
    assert (error <= 0.5001 * scale.float()[:, None]).all()
    assert (parts["t"]["big.weight"][3] == 0).all()
    ordinary = large.abs().amax(dim=1) > 1e-3
    relative = error.amax(dim=1)[ordinary] / large.abs().amax(dim=1)[ordinary]
    assert relative.max() < 0.0041  # 0.5 / 127 and the rounding of the scale
    for part, name in (("t", "big.bias"), ("t", "small.weight"), ("v", "big.weight")):
        assert torch.equal(parts[part][name], state[name].half().float())


def test_quantising_twice_changes_nothing() -> None:
    torch.manual_seed(0)
    whole, scale = quantised(torch.randn(64, 128))
    again, scale_again = quantised(whole.float() * scale.float()[:, None])
    assert torch.equal(scale, scale_again)
    assert torch.equal(whole, again)


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), 1e6])
def test_numbers_that_do_not_fit_are_refused(tmp_path: Path, bad: float) -> None:
    with pytest.raises(CheckpointError, match=r"a\.w"):
        save(tmp_path / "f", {"a": {"w": torch.tensor([bad])}}, CONFIG)
    with pytest.raises(CheckpointError, match=r"a\.m\.weight"):
        save(tmp_path / "f", {"a": {"m.weight": torch.full((256, 256), bad * 1e3)}}, CONFIG, int8=["a"])
    assert list(tmp_path.iterdir()) == []


def test_unknown_part_and_bad_names_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="text"):
        save(tmp_path / "f", {"vae": {}}, CONFIG, int8=["text"])
    with pytest.raises(CheckpointError, match="dot"):
        save(tmp_path / "f", {"a.b": {"w": torch.ones(1)}}, CONFIG)


def test_a_failed_save_leaves_the_older_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = file.read_bytes()

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(CheckpointError, match="No space"):
        save(file, {"vae": {"w": torch.ones(1)}}, CONFIG)
    assert file.read_bytes() == before
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="nowhere"):
        save(tmp_path / "nowhere" / "f", {"a": {"w": torch.ones(1)}}, CONFIG)


def test_missing_file(tmp_path: Path) -> None:
    for path in (tmp_path / "none.safetensors", tmp_path):
        with pytest.raises(CheckpointError, match="no checkpoint at") as caught:
            load(path)
        assert str(path) in str(caught.value)
    with pytest.raises(CheckpointError, match="none"):
        sha256(tmp_path / "none")


@pytest.mark.parametrize("keep", [0, 1, 7, 8, 100, 0.3, 0.99, -1])
def test_truncated(file: Path, keep: float) -> None:
    data = file.read_bytes()
    file.write_bytes(data[: int(keep * len(data)) if isinstance(keep, float) else keep])
    with pytest.raises(CheckpointError, match="truncated") as caught:
        load(file)
    assert str(file) in str(caught.value)


@pytest.mark.parametrize("garbage", [b"x" * 5000, b"\x80\x05pickle", b"\x10" + bytes(7) + b'{"a":[not json}'])
def test_garbage(file: Path, garbage: bytes) -> None:
    file.write_bytes(garbage)
    with pytest.raises(CheckpointError, match="not a safetensors file"):
        load(file)


@pytest.mark.parametrize("where", [0.0, 0.02, 0.1, 0.5, 0.9, 1.0])
def test_a_flipped_bit_is_noticed(file: Path, where: float) -> None:
    data = bytearray(file.read_bytes())
    data[int(where * (len(data) - 1))] ^= 4
    file.write_bytes(data)
    with pytest.raises(CheckpointError) as caught:
        load(file)
    assert str(file) in str(caught.value)


def test_foreign_safetensors_file(tmp_path: Path) -> None:
    path = tmp_path / "foreign.safetensors"
    for metadata in (None, {"format": "pt"}):
        save_file({"w": torch.ones(1)}, path, metadata=metadata)
        with pytest.raises(CheckpointError, match="not a checkpoint of this program"):
            load(path)


@pytest.mark.parametrize("header", ["{", "[]", "3"])
def test_metadata_that_is_no_header(tmp_path: Path, header: str) -> None:
    path = tmp_path / "f"
    save_file({"w": torch.ones(1)}, path, metadata={"huatu": header})
    with pytest.raises(CheckpointError, match="metadata"):
        load(path)


def test_other_version_and_changed_config(file: Path) -> None:
    data = file.read_bytes()
    with pytest.raises(CheckpointError, match="version 9"):
        load(rewritten(file, lambda tensors, header: header.update(version=9)))
    file.write_bytes(data)
    with pytest.raises(CheckpointError, match="checksum"):
        load(rewritten(file, lambda tensors, header: header["config"].update(image_size=128)))
    file.write_bytes(data)
    with pytest.raises(CheckpointError, match="checksum"):
        load(rewritten(file, lambda tensors, header: tensors.pop("vae.decoder.conv_in.bias")))


def test_config_of_another_program_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    values = dataclasses.asdict(CONFIG)
    values["vae"]["colour"] = "blue"
    monkeypatch.setattr("diffusion.checkpoint.to_dict", lambda config: values)
    save(tmp_path / "f", {"a": {"w": torch.ones(1)}}, CONFIG)
    with pytest.raises(CheckpointError, match="colour"):
        load(tmp_path / "f")


def test_built_on_the_meta_device_it_computes_the_same(file: Path, vae: AutoencoderKL) -> None:
    built = build(lambda: AutoencoderKL(CONFIG.vae), load(file).parts["vae"])
    x = torch.rand(1, 3, 8, 8)
    half = AutoencoderKL(CONFIG.vae)
    half.load_state_dict({name: tensor.half().float() for name, tensor in vae.state_dict().items()})
    with torch.no_grad():
        assert torch.equal(built.decode(built.encode(x)[0]), half.decode(half.encode(x)[0]))
    assert all(parameter.requires_grad for parameter in built.parameters())


def test_all_mismatches_are_named_at_once(file: Path, vae: AutoencoderKL) -> None:
    tensors = dict(load(file).parts["vae"])
    before = {name: tensor.clone() for name, tensor in vae.state_dict().items()}
    del tensors["decoder.conv_in.weight"], tensors["latent_shift"]
    tensors["decoder.extra.weight"] = torch.ones(1)
    tensors["post_quant_conv.bias"] = torch.ones(5)
    with pytest.raises(CheckpointMismatch) as caught:
        load_into(vae, tensors)
    message = str(caught.value)
    assert "missing: decoder.conv_in.weight, latent_shift;" in message
    assert "unexpected: decoder.extra.weight;" in message
    assert "misshaped: post_quant_conv.bias [5] instead of [4]." in message
    assert "AutoencoderKL" in message
    assert all(torch.equal(tensor, before[name]) for name, tensor in vae.state_dict().items())


def test_a_buffer_that_no_checkpoint_holds_is_named() -> None:
    class Counting(nn.Linear):
        def __init__(self) -> None:
            super().__init__(2, 2)
            self.register_buffer("count", torch.arange(3), persistent=False)

    with pytest.raises(CheckpointError, match="count"):
        build(Counting, Counting().state_dict())
