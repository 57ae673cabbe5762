"""Names on the hub, with a hub that is a folder; and without network."""

import errno
import secrets
import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx2
import huggingface_hub
import pytest
from huggingface_hub.errors import LocalEntryNotFoundError, RepositoryNotFoundError
from huggingface_hub.hf_api import RepoFile

from diffusion.checkpoint import sha256
from diffusion.errors import CheckpointError, NotFetched
from diffusion.published import CATALOGUE, Home, damaged, fetch, here, load_published, repository, token_counters
from diffusion.published.layout import listing, plan

NAME = "someone/HunyuanDiT-Distilled"


def test_names() -> None:
    assert all(repository(known.name) == known.name for known in CATALOGUE)
    assert repository("hub:someone/some.thing-1") == "someone/some.thing-1"
    for other in ("someone/something", "hub:", "hub:../x/y", "hub:a b/c", "model.safetensors"):
        assert repository(other) is None


class Hub:
    """A hub with one repository, ``folder``; notes what was asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.asked: list[str] = []
        self.revisions: list[str | None] = []
        self.online = True

    def sizes(self) -> dict[str, int]:
        return {name: (self.folder / name).stat().st_size for name in listing(self.folder)}

    def info(self, *_: Any, **__: Any) -> SimpleNamespace:
        """A revision that nobody has seen before: the repository changes all the time."""
        if not self.online:
            raise httpx2.ConnectError("no route")
        return SimpleNamespace(sha=secrets.token_hex(20))

    def tree(self, *_: Any, revision: str | None = None, **__: Any) -> list[RepoFile]:
        self.revisions.append(revision)
        return [RepoFile(path=name, size=size, oid="0") for name, size in self.sizes().items()]

    def cached(self, *_: Any, **__: Any) -> list[RepoFile]:
        return [RepoFile(path=name, size=size, oid="0") for name, size in self.sizes().items()]

    def download(
        self, name: str, *, cache_dir: Path, allow_patterns: list[str], local_files_only: bool, revision: str | None
    ) -> str:
        self.revisions.append(revision)
        target = Path(cache_dir) / f"models--{name.replace('/', '--')}" / "snapshots" / "0123"
        self.asked = allow_patterns
        for file in allow_patterns:
            if local_files_only and not (target / file).is_file():
                raise LocalEntryNotFoundError(f"{file} is not here")
            (target / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(self.folder / file, target / file)
        return str(target)


@pytest.fixture
def hub(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Hub:
    copy = tmp_path / "remote"
    shutil.copytree(folder, copy)
    (copy / "transformer" / "diffusion_pytorch_model.bin").write_bytes(b"unwanted")
    made = Hub(copy)
    monkeypatch.setattr(huggingface_hub.HfApi, "repo_info", made.info)
    monkeypatch.setattr(huggingface_hub.HfApi, "list_repo_tree", made.tree)
    monkeypatch.setattr(huggingface_hub, "snapshot_download", made.download)
    monkeypatch.setattr(huggingface_hub, "get_cached_repo_tree", made.cached)
    return made


def test_only_what_is_read_is_fetched(hub: Hub, tmp_path: Path) -> None:
    folder = fetch(NAME, tmp_path / "cache")
    assert sorted(hub.asked) == sorted(plan(listing(hub.folder), "x").files)
    assert "transformer/diffusion_pytorch_model.bin" not in listing(folder)


def test_what_is_listed_and_what_is_fetched_are_of_one_revision(hub: Hub, tmp_path: Path) -> None:
    folder = fetch(NAME, tmp_path / "cache")
    listed, fetched = hub.revisions
    assert listed is not None
    assert listed == fetched
    assert (folder.parents[1] / "refs" / "main").read_text() == listed


def test_a_name_loads_and_its_steps_are_those_of_a_distilled_model(hub: Hub, home: Home, tmp_path: Path) -> None:
    made = Home(tmp_path / "home")
    shutil.copytree(home.licences, made.licences)
    pipeline = load_published(f"hub:{NAME}", made, device="cpu")
    assert pipeline.name.startswith(NAME + " ")
    assert pipeline.regime.steps == 25
    long, short = token_counters(f"hub:{NAME}", made)
    assert (long("a cat"), short("a cat")) == (pipeline.count_long("a cat"), pipeline.count_short("a cat"))


def test_without_network_what_was_fetched_is_used(hub: Hub, tmp_path: Path) -> None:
    first = fetch(NAME, tmp_path / "cache")
    hub.online = False
    assert fetch(NAME, tmp_path / "cache") == first
    assert here(NAME, tmp_path / "cache") == first
    (first / "vae" / "config.json").unlink()
    with pytest.raises(NotFetched, match="cannot be reached"):
        fetch(NAME, tmp_path / "cache")


def test_no_network_at_all(tmp_path: Path) -> None:
    """The library itself, told to stay offline as every test is."""
    with pytest.raises(NotFetched, match=r"HunyuanDiT-v1\.2-Diffusers is not here whole.*network"):
        fetch(CATALOGUE[0].name, tmp_path)
    assert here(CATALOGUE[0].name, tmp_path) is None


def test_a_full_disk(hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any, **__: Any) -> str:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(huggingface_hub, "snapshot_download", full)
    with pytest.raises(NotFetched, match=r"No space left.*room"):
        fetch(NAME, tmp_path / "cache")


def test_a_file_of_another_size_is_named(hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def short(*args: Any, **named: Any) -> str:
        folder = hub.download(*args, **named)
        (Path(folder) / "vae" / "config.json").write_text("{")
        return folder

    monkeypatch.setattr(huggingface_hub, "snapshot_download", short)
    with pytest.raises(NotFetched, match=r"vae/config\.json \(1 bytes instead of"):
        fetch(NAME, tmp_path / "cache")


def test_an_unknown_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: Any, **__: Any) -> list[RepoFile]:
        request = httpx2.Request("GET", "https://hub")
        raise RepositoryNotFoundError("404", response=httpx2.Response(404, request=request))

    monkeypatch.setattr(huggingface_hub.HfApi, "repo_info", unknown)
    with pytest.raises(NotFetched, match="has no model someone/nothing"):
        fetch("someone/nothing", tmp_path)


def test_a_repository_of_something_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(huggingface_hub.HfApi, "repo_info", lambda *_, **__: SimpleNamespace(sha="0123"))
    monkeypatch.setattr(
        huggingface_hub.HfApi, "list_repo_tree", lambda *_, **__: [RepoFile(path="README.md", size=1, oid="0")]
    )
    with pytest.raises(CheckpointError, match="someone/else"):
        fetch("someone/else", tmp_path)


def test_damage_after_fetching_is_found(tmp_path: Path) -> None:
    """Large files lie under their SHA-256, and the snapshot links to them."""
    blobs, snapshot = tmp_path / "blobs", tmp_path / "snapshots" / "0123"
    blobs.mkdir()
    snapshot.mkdir(parents=True)
    for name in ("good", "bad"):
        (tmp_path / name).write_text(name)
        blob = blobs / sha256(tmp_path / name)
        (tmp_path / name).rename(blob)
        (snapshot / name).symlink_to(blob)
    assert damaged(snapshot) == []
    (snapshot / "bad").resolve().write_text("bat")
    assert damaged(snapshot) == ["bad"]
