"""Published models by name: which there are, and bringing one here through huggingface_hub.

The library goes on where a connection broke, keeps every file that came whole for the next attempt, shows progress and
compares sizes with what the hub announced; here only what will be read is asked for, and sizes are compared once more
when all is there. Checksums are compared by ``damaged``.
"""

import glob
import logging
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from diffusion.checkpoint import sha256
from diffusion.errors import NotFetched
from diffusion.published.layout import plan

logger = logging.getLogger(__name__)

PREFIX = "hub:"
"""Before the name of any repository; those of the catalogue need it not."""
_NAME = re.compile(r"[\w.-]+/[\w.-]+")
_BLOB = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Known:
    """A published model: its repository on the hub, its version and layout."""

    name: str
    version: str
    layout: str
    distilled: bool = False


CATALOGUE: tuple[Known, ...] = (
    Known("Tencent-Hunyuan/HunyuanDiT-v1.2-Diffusers", "1.2", "diffusers"),
    Known("Tencent-Hunyuan/HunyuanDiT-v1.2-Diffusers-Distilled", "1.2", "diffusers", distilled=True),
    Known("Tencent-Hunyuan/HunyuanDiT-v1.1-Diffusers", "1.1", "diffusers"),
    Known("Tencent-Hunyuan/HunyuanDiT-v1.1-Diffusers-Distilled", "1.1", "diffusers", distilled=True),
    Known("Tencent-Hunyuan/HunyuanDiT-Diffusers", "1.0", "diffusers"),
    Known("Tencent-Hunyuan/HunyuanDiT-Diffusers-Distilled", "1.0", "diffusers", distilled=True),
    Known("Tencent-Hunyuan/HunyuanDiT-v1.2", "1.2", "tencent"),
    Known("Tencent-Hunyuan/HunyuanDiT-v1.1", "1.1", "tencent"),
    Known("Tencent-Hunyuan/HunyuanDiT", "1.0", "tencent"),
)


def repository(name: str) -> str | None:
    """The repository that ``name`` means: one of the catalogue, or ``hub:owner/name``; None for anything else."""
    if name in {known.name for known in CATALOGUE}:
        return name
    bare = name.removeprefix(PREFIX)
    return bare if bare != name and _NAME.fullmatch(bare) else None


def fetch(name: str, cache: Path, *, variant: str | None = None, online: bool = True) -> Path:
    """The folder of repository ``name`` in ``cache``, fetched as far as it is not there yet.

    Without network, or with ``online`` False, it is what was fetched before, if that was all. Raises NotFetched, and
    CheckpointError where the repository is no model that is known here.
    """
    from huggingface_hub import snapshot_download

    with _explained(name, cache):
        sizes, revision = _sizes(name, cache, online)
        wanted = plan(sizes, name, variant=variant).files
        logger.info("%s: %d files, %.1f GB", name, len(wanted), sum(sizes[file] for file in wanted) / 1e9)
        patterns = [glob.escape(file) for file in wanted]
        local = revision is None
        folder = Path(snapshot_download(
            name, revision=revision, cache_dir=cache, local_files_only=local, allow_patterns=patterns
        ))  # fmt: skip
        _compare(folder, {file: sizes[file] for file in wanted})
        if revision is not None:
            _remember(folder, revision)
    return folder


def _remember(folder: Path, revision: str) -> None:
    """Notes a revision that is here whole, where the library looks for it without network."""
    note = folder.parents[1] / "refs" / "main"
    note.parent.mkdir(parents=True, exist_ok=True)
    beside = note.with_name(f".main.{secrets.token_hex(4)}")
    beside.write_text(revision, encoding="ascii")
    beside.replace(note)


def here(name: str, cache: Path) -> Path | None:
    """The folder of a repository that was fetched whole, told without network; None where it was not."""
    try:
        return fetch(name, cache, online=False)
    except NotFetched:
        return None


def _sizes(name: str, cache: Path, online: bool) -> tuple[dict[str, int], str | None]:
    """Bytes of every file of the repository, and at which revision; None where an earlier visit's notes say so.

    The revision is asked for once, so that what is listed, fetched and compared is of one.
    """
    from huggingface_hub import HfApi, get_cached_repo_tree
    from huggingface_hub.errors import CachedRepoTreeNotFoundError, HfHubHTTPError, HTTPError, OfflineModeIsEnabled
    from huggingface_hub.hf_api import RepoFile

    if not online:
        return {entry.path: entry.size for entry in get_cached_repo_tree(name, cache_dir=cache)}, None
    try:
        # Fails at once where there is no network; the listing alone would try for half a minute.
        revision = HfApi().repo_info(name).sha
        entries = HfApi().list_repo_tree(name, recursive=True, revision=revision)
        return {entry.path: entry.size for entry in entries if isinstance(entry, RepoFile)}, revision
    except (HTTPError, OfflineModeIsEnabled) as error:
        if isinstance(error, HfHubHTTPError):  # the hub answered
            raise
        try:
            found = _sizes(name, cache, online=False)
        except CachedRepoTreeNotFoundError:
            raise error from None
        logger.warning("no network: %s as it was fetched before", name)
        return found


@contextmanager
def _explained(name: str, cache: Path) -> Iterator[None]:
    """What the library and the network raise, as NotFetched."""
    from huggingface_hub import errors

    absent = (errors.OfflineModeIsEnabled, errors.LocalEntryNotFoundError, errors.IncompleteSnapshotError)
    try:
        yield
    except errors.RepositoryNotFoundError as error:
        raise NotFetched(f"The hub has no model {name}, or it asks for a login. `huatu models` lists names.") from error
    except errors.CachedRepoTreeNotFoundError as error:
        raise NotFetched(f"{name} was never fetched into {cache}.") from error
    except errors.HFValidationError as error:
        raise NotFetched(f"{name!r} cannot name a model on the hub: {_first_line(error)}.") from error
    except (errors.HTTPError, OSError) as error:
        unreached = isinstance(error, errors.HTTPError) and not isinstance(error, errors.HfHubHTTPError)
        if unreached or isinstance(error, absent):
            raise NotFetched(
                f"{name} is not here whole and the hub cannot be reached ({_first_line(error)}). Connect to the "
                "network and try again: what was fetched is kept; or give the folder of a copy."
            ) from error
        raise NotFetched(
            f"{name} could not be fetched into {cache}: {_first_line(error)}. Check the room there and the network, "
            "then try again: what was fetched is kept."
        ) from error


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0].rstrip(".")


def _compare(folder: Path, sizes: dict[str, int]) -> None:
    """NotFetched where a file is not as long as announced."""
    faults = []
    for name, size in sizes.items():
        found = (folder / name).stat().st_size if (folder / name).is_file() else None
        if found != size:
            faults.append(f"{name} ({'absent' if found is None else f'{found:,} bytes'} instead of {size:,})")
    if faults:
        raise NotFetched(f"{folder} is not as the hub announced it: {', '.join(faults)}. Delete these and try again.")


def damaged(folder: Path) -> list[str]:
    """The files of a fetched folder whose content is not what the hub announced, read in full.

    The library keeps large files under their SHA-256; what is not kept so is not checked.
    """
    files = [path for path in sorted(folder.rglob("*")) if path.is_symlink() and path.is_file()]
    kept = [(path, path.resolve().name) for path in files]
    return [
        path.relative_to(folder).as_posix()
        for path, name in kept
        if _BLOB.fullmatch(name) and sha256(path) != name
    ]  # fmt: skip
