"""Words of the command line as arguments of a load, and what becomes of impossible ones."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import torch

import diffusion
from diffusion import opening
from diffusion.errors import InvalidRequest, OutOfMemory
from diffusion.loading import LoraUse
from diffusion.pipeline import Pipeline
from diffusion.published import Home
from diffusion.published.buckets import BUCKETS
from tests.diffusion.toy import write_model


def test_words_become_what_a_load_takes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(opening, "load", lambda path, **named: asked.append((path, named)))
    home = Home(tmp_path)
    opening.opened(
        tmp_path, home, device="cpu", dtype="bfloat16", memory="staged", lora=[(tmp_path / "a", 0.5)],
        adapter=tmp_path / "b", int8=True,
    )  # fmt: skip
    opening.opened(tmp_path, home)
    loras = [LoraUse(tmp_path / "a", 0.5)]
    assert asked == [
        (tmp_path, {"home": home, "device": "cpu", "dtype": torch.bfloat16, "memory": "staged", "loras": loras,
                    "adapter": tmp_path / "b", "int8": True}),
        (tmp_path, {"home": home, "device": None, "dtype": None, "memory": "auto", "loras": [], "adapter": None,
                    "int8": False}),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "given", [{"dtype": "float16"}, {"memory": "staged"}, {"int8": True}, {"memory": "offload", "dtype": "bfloat16"}]
)
def test_the_embedded_model_draws_in_its_one_way(toy_model: Path, tmp_path: Path, given: dict[str, Any]) -> None:
    with pytest.raises(InvalidRequest, match=f"--{', --'.join(sorted(given))} .*published"):
        opening.opened(toy_model, Home(tmp_path), **given)


def test_what_is_true_of_the_embedded_model_may_be_said(toy_model: Path, tmp_path: Path) -> None:
    pipeline = opening.opened(toy_model, Home(tmp_path), device="cpu", dtype="float32", memory="resident")
    assert isinstance(pipeline, Pipeline)
    assert opening.sizes(pipeline) == []


@pytest.mark.parametrize("device", ["cuda:99", "meta"])
def test_a_device_that_is_not_here(tmp_path: Path, device: str) -> None:
    with pytest.raises(InvalidRequest, match=f"{device} cannot be used here"):
        opening.opened(tmp_path, Home(tmp_path), device=device)


def _too_much() -> Exception:
    try:
        torch.empty(10**15)
    except RuntimeError as error:
        return error
    raise AssertionError("a petabyte was there")


@pytest.mark.parametrize("error", [MemoryError(), torch.OutOfMemoryError("CUDA out of memory"), _too_much()])
def test_a_model_that_does_not_fit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def load(*_: Any, **__: Any) -> None:
        raise error

    monkeypatch.setattr(opening, "load", load)
    with pytest.raises(OutOfMemory, match=r"memory to load .*--memory staged"):
        opening.opened(tmp_path, Home(tmp_path))


def test_the_sizes_are_those_of_the_buckets() -> None:
    pipeline: Any = SimpleNamespace(regime=SimpleNamespace(buckets=BUCKETS))
    found = opening.sizes(pipeline)
    assert len(found) == len(set(found)) == 10
    assert (1280, 768) in found


def test_a_picture_tells_who_drew_it(tmp_path: Path, toy_model: Path) -> None:
    other = write_model(tmp_path / "other.safetensors", seed=5)
    *_, last = diffusion.load(other).draw(diffusion.DrawRequest("a cat", steps=1, seed=0))
    assert last.png is not None
    assert opening.painter_of(last.png, (toy_model, other)) == other
    assert opening.painter_of(last.png, (toy_model,)) == toy_model
    with pytest.raises(diffusion.NotReproducible):
        opening.painter_of(b"no picture", (toy_model, other))
