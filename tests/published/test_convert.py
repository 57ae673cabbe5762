"""Pickles: only tensors come out, code in them never runs, the copy is whole or not there."""

import os
import pickle
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import diffusers
import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor

import diffusion
from diffusion.errors import CheckpointError
from diffusion.published.convert import TIED_KEY, converted, unpickled
from diffusion.published.weights import read_file
from tests.published import toy
from tests.published.limits import no_file_larger_than


class Trap:
    """A pickle of it asks to run a command."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[Callable[[str], int], tuple[str]]:
        return os.system, (f"touch {self.mark}",)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A state with a tied, a sliced and a turned tensor."""
    torch.manual_seed(0)
    whole = torch.randn(6, 4)
    path = tmp_path / "pytorch_model_ema.pt"
    torch.save(
        {"a": whole, "tied": whole, "part": whole[2:4], "turned": torch.randn(3, 5).T, "half": whole.half()}, path
    )
    return path


def wanted(path: Path) -> dict[str, Tensor]:
    return dict(torch.load(path, weights_only=True))


def test_the_copy_holds_the_same(source: Path, tmp_path: Path) -> None:
    found = read_file(converted(source, tmp_path / "cache"))
    expected = wanted(source)
    assert set(found) == set(expected)
    assert all(
        torch.equal(found[name], tensor) and found[name].dtype == tensor.dtype for name, tensor in expected.items()
    )
    assert found["tied"] is found["a"]


def test_it_is_made_once_and_again_when_the_source_changed(source: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    first = converted(source, cache)
    before = first.stat().st_mtime_ns
    assert converted(source, cache) == first
    assert first.stat().st_mtime_ns == before
    time.sleep(0.01)
    torch.save({"a": torch.ones(2)}, source)
    second = converted(source, cache)
    assert set(read_file(second)) == {"a"}
    assert list(cache.iterdir()) == [second]


def test_two_files_of_one_name_are_told_apart(source: Path, tmp_path: Path) -> None:
    other = tmp_path / "elsewhere" / source.name
    other.parent.mkdir()
    torch.save({"b": torch.ones(1)}, other)
    assert converted(source, tmp_path / "cache") != converted(other, tmp_path / "cache")
    assert len(list((tmp_path / "cache").iterdir())) == 2


def test_what_a_killed_conversion_left_is_removed(source: Path, tmp_path: Path) -> None:
    """Unless it is young: another process may be writing it."""
    cache = tmp_path / "cache"
    name = converted(source, cache).name
    (cache / name).unlink()
    old, young, other = (
        cache / f".{left}" for left in (f"{name}.0badf00d", f"{name}.00c0ffee", "else-1-2.safetensors.0")
    )
    for left in (old, young, other):
        left.write_bytes(b"half")
        os.utime(left, (0, 0))
    os.utime(young)
    converted(source, cache)
    assert sorted(path.name for path in cache.iterdir()) == sorted([name, young.name, other.name])


def test_names_with_brackets_are_names(source: Path, tmp_path: Path) -> None:
    odd = source.rename(source.with_name("model[1].pt"))
    first = converted(odd, tmp_path / "cache")
    torch.save({"a": torch.ones(3)}, odd)
    second = converted(odd, tmp_path / "cache")
    assert second != first
    assert list((tmp_path / "cache").iterdir()) == [second]


@pytest.mark.parametrize("tied", ["{", "[]", '{"b": "c"}'])
def test_a_copy_with_other_metadata_is_named(tmp_path: Path, tied: str) -> None:
    save_file({"a": torch.ones(1)}, tmp_path / "copy.safetensors", {TIED_KEY: tied})
    with pytest.raises(CheckpointError, match=r"copy\.safetensors has metadata"):
        read_file(tmp_path / "copy.safetensors")


@pytest.mark.parametrize("key", ["ema", "module", "distill"])
def test_weights_inside_a_training_run_are_found(tmp_path: Path, key: str) -> None:
    torch.save({"steps": 7, key: {"a": torch.ones(2)}}, tmp_path / "x.pt")
    assert set(unpickled(tmp_path / "x.pt")) == {"a"}


@pytest.mark.filterwarnings("ignore:Detected pickle protocol 5:UserWarning")  # torch says so before it refuses
@pytest.mark.parametrize("protocol", [None, 2, 5])
def test_code_in_a_pickle_never_runs(tmp_path: Path, protocol: int | None) -> None:
    """In torch's own archive, and as a bare pickle of an old and a new protocol."""
    mark, path = tmp_path / "ran", tmp_path / "model.pt"
    if protocol is None:
        torch.save({"a": torch.ones(1), "b": Trap(mark)}, path)
    else:
        path.write_bytes(pickle.dumps(Trap(mark), protocol))
    asked = ".*" if protocol == 5 else ".*asks to run (posix|os).system.*"
    with pytest.raises(CheckpointError, match=rf"model\.pt{asked}none of it was run") as caught:
        converted(path, tmp_path / "cache")
    assert not mark.exists()
    assert "weights_only" not in str(caught.value)
    assert list((tmp_path / "cache").iterdir()) == []


@pytest.mark.parametrize("keep", [0, 3, 0.3, 0.9])
def test_a_cut_file_is_named(source: Path, tmp_path: Path, keep: float) -> None:
    data = source.read_bytes()
    source.write_bytes(data[: int(keep * len(data)) if keep < 1 else int(keep)])
    with pytest.raises(CheckpointError, match=r"pytorch_model_ema\.pt"):
        converted(source, tmp_path / "cache")
    assert list((tmp_path / "cache").iterdir()) == []


@pytest.mark.parametrize("content", [[1, 2], {}, {"a": 3, "b": torch.ones(1)}, torch.ones(2)])
def test_other_content_is_no_model(tmp_path: Path, content: object) -> None:
    torch.save(content, tmp_path / "x.pt")
    with pytest.raises(CheckpointError, match="not a model"):
        unpickled(tmp_path / "x.pt")


def test_views_of_one_memory_are_apart_in_the_copy(tmp_path: Path) -> None:
    """Of other shapes and other places."""
    whole = torch.randn(4, 4)
    content = {
        "rows": whole, "flat": whole.view(16), "turned": whole.T,
        "again": whole, "above": whole[:2], "below": whole[2:], "one": whole[0, 0].expand(3),
    }  # fmt: skip
    torch.save(content, tmp_path / "x.pt")
    found = read_file(converted(tmp_path / "x.pt", tmp_path / "cache"))
    assert found.keys() == content.keys()
    assert all(torch.equal(found[name], tensor) for name, tensor in content.items())


@pytest.mark.filterwarnings("ignore:.*quantize.*", "ignore:.*[Ss]parse.*", "ignore:TypedStorage")
@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (lambda: torch.eye(4).to_sparse(), "sparse"),
        (lambda: torch.quantize_per_tensor(torch.eye(4), 0.1, 0, torch.qint8), "quantised"),
        (lambda: torch.empty(4, 4, device="meta"), "without content"),
        (lambda: torch.eye(4).to(torch.complex64), "complex"),
        (lambda: torch.ones(1).expand(1 << 40), r"repeated to \[1099511627776\]"),
    ],
)
def test_tensors_of_other_kinds_are_named(tmp_path: Path, make: Callable[[], Tensor], kind: str) -> None:
    torch.save({"good": torch.ones(1), "odd": make()}, tmp_path / "x.pt")
    with pytest.raises(CheckpointError, match=rf"x\.pt.*: odd \({kind}\)"):
        converted(tmp_path / "x.pt", tmp_path / "cache")
    assert list((tmp_path / "cache").iterdir()) == []


def test_names_that_are_no_text_are_refused(tmp_path: Path) -> None:
    """1 and "1" would be one name."""
    torch.save({1: torch.ones(1), "1": torch.zeros(1)}, tmp_path / "x.pt")
    with pytest.raises(CheckpointError, match=r"x\.pt has tensors whose names are no text: 1;"):
        converted(tmp_path / "x.pt", tmp_path / "cache")


def test_two_conversions_may_sweep_at_once(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other one has removed the older copy between being seen and being removed."""
    cache = tmp_path / "cache"
    older = converted(source, cache)
    time.sleep(0.01)
    torch.save({"a": torch.ones(2)}, source)
    unlink = Path.unlink

    def late(path: Path, missing_ok: bool = False) -> None:
        if path == older:
            unlink(path)
        unlink(path, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", late)
    newer = converted(source, cache)
    assert list(cache.iterdir()) == [newer]


def test_a_full_disk_is_seen_before_anything_is_written(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=5))
    with pytest.raises(CheckpointError, match="room for 5 bytes"):
        converted(source, tmp_path / "cache")
    assert list((tmp_path / "cache").iterdir()) == []


def test_a_disk_that_fills_up_leaves_nothing(tmp_path: Path) -> None:
    """A real limit: no file of this process may grow beyond 20 kB."""
    path = tmp_path / "x.pt"
    torch.save({"a": torch.ones(30_000)}, path)
    with no_file_larger_than(20_000), pytest.raises(CheckpointError, match="has room"):
        converted(path, tmp_path / "cache")
    assert list((tmp_path / "cache").iterdir()) == []


def test_a_folder_that_cannot_be_made_is_named(source: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CheckpointError, match="file"):
        converted(source, tmp_path / "file" / "cache")


def test_a_disk_that_fills_up_while_a_model_is_loaded(theirs: diffusers.HunyuanDiTPipeline, tmp_path: Path) -> None:
    """A real limit to the size of files. Nothing half-made is left, and with room again it is loaded."""
    folder, home = toy.write_tencent(tmp_path / "ckpts", theirs), toy.home(tmp_path / "home")
    with no_file_larger_than(50_000), pytest.raises(CheckpointError, match=r"pytorch_model_ema.*has room"):
        diffusion.load(folder, home=home, device="cpu")
    assert list(home.converted.iterdir()) == []
    assert diffusion.load(folder, home=home, device="cpu").config.transformer.depth == toy.DEPTH
