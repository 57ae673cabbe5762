"""What is told of models that are here, whole or not, and of those that could be."""

import json
import shutil
from pathlib import Path

import diffusers
import pytest

from diffusion.checkpoint import sha256
from diffusion.errors import CheckpointError, InvalidConfig
from diffusion.published import CATALOGUE, Home
from diffusion.published.layout import listing
from diffusion.published.report import of_catalogue, of_file, of_folder, report
from tests.published import toy


@pytest.fixture
def copy(folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(folder, tmp_path / "copy"))


def fetched(folder: Path, cache: Path, name: str) -> Path:
    """``folder`` as the hub library would have left it: large files under their SHA-256, and the tree's notes."""
    base = cache / f"models--{name.replace('/', '--')}"
    snapshot = base / "snapshots" / "0123"
    (base / "blobs").mkdir(parents=True)
    for file in listing(folder):
        (snapshot / file).parent.mkdir(parents=True, exist_ok=True)
        blob = base / "blobs" / sha256(folder / file)
        shutil.copy(folder / file, blob)
        (snapshot / file).symlink_to(blob)
    return snapshot


def test_a_folder_in_diffusers_layout(folder: Path, styled: bool) -> None:
    told = of_folder(folder)
    size = (folder / "vae" / "diffusion_pytorch_model.safetensors").stat().st_size
    lines = [line.strip() for line in told.lines]
    assert told.whole
    assert lines[:3] == ["HunyuanDiT-toy-Diffusers", f"folder   {folder}", "layout   diffusers"]
    assert f"version  {'v1.0 or v1.1' if styled else 'v1.2'}" in lines
    assert any(line.endswith("; 50 steps") and "1280 x 768" in line for line in lines)
    assert f"{size:,}  vae/diffusion_pytorch_model.safetensors" in lines
    files = listing(folder) - {"tokenizer/special_tokens_map.json"}
    total = sum((folder / name).stat().st_size for name in files)
    assert f"files    {len(files)}, {total:,} bytes" in lines
    assert "whole    yes: no file is missing" in lines


def test_tencents_files(theirs: diffusers.HunyuanDiTPipeline, styled: bool, tmp_path: Path) -> None:
    root = toy.write_tencent(tmp_path / "ckpts", theirs, "distill")
    for path in (root, root / "t2i" / "model" / "pytorch_model_distill.pt"):
        told = of_folder(path)
        assert told.whole
        assert "  layout   tencent" in told.lines
        assert f"  version  {'v1.0 or v1.1' if styled else 'v1.2'}, distilled" in told.lines
        assert any(line.endswith("; 25 steps") for line in told.lines)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ckpts"]


def test_what_is_missing_is_told(copy: Path) -> None:
    (copy / "vae" / "config.json").unlink()
    (copy / "transformer" / "diffusion_pytorch_model.safetensors").unlink()
    told = of_folder(copy)
    assert not told.whole
    assert "vae/config.json" in told.lines[-1]
    assert "transformer/diffusion_pytorch_model.safetensors" in told.lines[-1]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("vae/diffusion_pytorch_model.safetensors", None, "truncated"),
        ("text_encoder/model.safetensors", b"", "truncated"),
        ("text_encoder_2/model.safetensors", b"version https://git-lfs.github.com/spec/v1\n", "git lfs pull"),
        ("transformer/config.json", b"{", "Cannot read"),
        ("tokenizer_2/tokenizer.json", b"", "Cannot read"),
    ],
)
def test_what_is_damaged_is_told(copy: Path, name: str, content: bytes | None, said: str) -> None:
    whole = (copy / name).read_bytes()
    (copy / name).write_bytes(whole[:-1] if content is None else content)
    told = of_folder(copy)
    (line,) = [line for line in told.lines if line.startswith("  damaged")]
    assert not told.whole
    assert name in line
    assert said in line


def test_an_empty_pickle_is_damaged(theirs: diffusers.HunyuanDiTPipeline, tmp_path: Path) -> None:
    root = toy.write_tencent(tmp_path / "ckpts", theirs)
    (root / "t2i" / "mt5" / "pytorch_model.bin").write_bytes(b"")
    assert any("mt5/pytorch_model.bin is empty" in line for line in of_folder(root).lines)


def test_a_folder_of_another_kind_is_an_error(copy: Path) -> None:
    (copy / "model_index.json").write_text(json.dumps({"_class_name": "StableDiffusionPipeline"}))
    with pytest.raises(InvalidConfig, match="StableDiffusionPipeline"):
        of_folder(copy)


def test_a_file_of_this_program(toy_model: Path, tmp_path: Path) -> None:
    told = of_file(toy_model)
    assert told.whole
    assert f"  sha256   {sha256(toy_model)}" in told.lines
    assert "  draws    64 pixels square, 20 steps" in told.lines
    (tmp_path / "x.safetensors").write_bytes(b"x")
    with pytest.raises(CheckpointError):
        of_file(tmp_path / "x.safetensors")


def test_every_known_model_has_a_line_and_the_licence_its_territory(home: Home, tmp_path: Path) -> None:
    head, *lines, licence = of_catalogue(Home(tmp_path))
    assert "huatu --model NAME" in head
    assert [line.split()[0] for line in lines] == [known.name for known in CATALOGUE]
    for known, line in zip(CATALOGUE, lines, strict=True):
        assert f" v{known.version} " in line
        assert (" distilled " in line) == known.distilled
        assert line.endswith("not here")
    assert "European Union" in licence
    assert licence.endswith("not accepted here yet")
    assert list(of_catalogue(home))[-1].endswith("; accepted here")
    assert list(tmp_path.iterdir()) == []


def test_a_fetched_model_is_read_in_full(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name, other = CATALOGUE[0].name, CATALOGUE[1].name
    home = Home(tmp_path)
    here = {name: fetched(folder, home.hub, name)}
    monkeypatch.setattr("diffusion.published.report.here", lambda name, cache: here.get(name))
    assert next(line for line in of_catalogue(home) if f" {name} " in line).endswith("here, verified")
    told = report(name, home)
    assert told.whole
    assert told.lines[0] == name
    assert any("SHA-256" in line for line in told.lines)
    assert next(line for line in told.lines if f" {name} " in line).endswith("here, see above")
    blob = (here[name] / "vae" / "config.json").resolve()
    blob.write_bytes(blob.read_bytes() + b" ")
    assert "damaged: vae/config.json" in next(line for line in of_catalogue(home) if f" {name} " in line)
    told = report(f"hub:{name}", home)
    assert not told.whole
    assert any("config.json is not what the hub announced" in line for line in told.lines)
    told = report(other, home)
    assert (told.whole, told.lines[0]) == (False, other)
    assert f"huatu --model {other} fetches it" in told.lines[1]
