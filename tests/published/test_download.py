"""Fetching with the hub's own library from a hub on this machine: whole, broken off, with a full disk, damaged."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import huggingface_hub
import pytest
from huggingface_hub import constants, file_download

from diffusion.errors import NotFetched
from diffusion.published import Home, damaged, fetch, here, load_published
from tests.published.fake_hub import Repository, serving
from tests.published.limits import no_file_larger_than

NAME = "someone/HunyuanDiT-toy"
PIECE = 64 * 1024
LARGEST = "transformer/diffusion_pytorch_model.safetensors"


@pytest.fixture
def hub(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Repository]:
    copy = Path(shutil.copytree(folder, tmp_path / "remote"))
    with serving(copy, NAME) as server:
        monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
        monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", True)
        monkeypatch.setattr(constants, "HF_HUB_DISABLE_TELEMETRY", True)
        monkeypatch.setattr(constants, "ENDPOINT", server.address)
        monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", constants.HUGGINGFACE_CO_URL_TEMPLATE.replace(
            "https://huggingface.co", server.address))  # fmt: skip
        yield server
    huggingface_hub.close_session()


def fetched(cache: Path) -> set[str]:
    """Files of the snapshot, which is what a model is read from."""
    return {
        path.relative_to(snapshot).as_posix()
        for snapshot in cache.glob("models--*/snapshots/*")
        for path in snapshot.rglob("*")
        if path.is_file()
    }


def test_all_of_it(hub: Repository, home: Home, tmp_path: Path) -> None:
    folder = fetch(NAME, tmp_path / "cache")
    assert (folder / LARGEST).read_bytes() == (hub.folder / LARGEST).read_bytes()
    assert damaged(folder) == []
    assert load_published(folder, home, device="cpu").name


def test_what_broke_off_is_not_taken_for_whole_and_the_rest_is_kept(
    hub: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A connection that breaks every time: the second attempt asks only for what is lacking."""
    monkeypatch.setattr(file_download.time, "sleep", lambda _: None)
    hub.cut = (LARGEST, (hub.folder / LARGEST).stat().st_size // 2)
    with pytest.raises(NotFetched, match=r"someone/HunyuanDiT-toy.*what was fetched is kept"):
        fetch(NAME, tmp_path / "cache")
    before = fetched(tmp_path / "cache")
    assert LARGEST not in before
    assert here(NAME, tmp_path / "cache") is None
    assert not list(tmp_path.rglob("*.incomplete"))
    hub.cut, hub.served = None, []
    folder = fetch(NAME, tmp_path / "cache")
    assert not before & {name for name, _ in hub.served}
    assert (folder / LARGEST).read_bytes() == (hub.folder / LARGEST).read_bytes()
    assert here(NAME, tmp_path / "cache") == folder


def test_a_download_goes_on_where_it_broke_off(
    hub: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In pieces of 64 KiB, as the library does with larger ones."""
    monkeypatch.setattr(file_download.time, "sleep", lambda _: None)
    monkeypatch.setattr(constants, "DOWNLOAD_CHUNK_SIZE", PIECE)
    hub.cut = (LARGEST, 3 * PIECE)
    folder = fetch(NAME, tmp_path / "cache")
    assert [start for name, start in hub.served if name == LARGEST] == [0, 3 * PIECE]
    assert (folder / LARGEST).read_bytes() == (hub.folder / LARGEST).read_bytes()


def test_a_disk_that_fills_up(hub: Repository, tmp_path: Path) -> None:
    with no_file_larger_than(50_000), pytest.raises(NotFetched, match=r"HunyuanDiT-toy .*cache.*room") as caught:
        fetch(NAME, tmp_path / "cache")
    assert (hub.folder / LARGEST).stat().st_size > 50_000
    assert LARGEST not in fetched(tmp_path / "cache")
    assert here(NAME, tmp_path / "cache") is None
    assert not list(tmp_path.rglob("*.incomplete"))
    assert "what was fetched is kept" in str(caught.value)
    assert fetch(NAME, tmp_path / "cache") == here(NAME, tmp_path / "cache")


def test_nobody_answers(hub: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And nobody waits for it: the library's own pauses between attempts would be half a minute."""
    monkeypatch.setattr(file_download.time, "sleep", lambda seconds: pytest.fail(f"waits for {seconds} s"))
    hub.shutdown()
    hub.server_close()
    with pytest.raises(NotFetched, match=r"HunyuanDiT-toy is not here whole and the hub cannot be reached"):
        fetch(NAME, tmp_path / "cache")
    assert fetched(tmp_path / "cache") == set()


def test_bytes_that_changed_on_the_way_are_found(hub: Repository, tmp_path: Path) -> None:
    """As many bytes as announced, but others: sizes agree, checksums do not."""
    announced = hub.tree()
    file = hub.folder / LARGEST
    file.write_bytes(file.read_bytes()[:-9] + b"otherwise")
    hub.tree = lambda: announced  # type: ignore[method-assign]
    assert damaged(fetch(NAME, tmp_path / "cache")) == [LARGEST]
