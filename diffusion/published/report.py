"""What models are here, and in what state, as lines for the user. Reads files; never asks the network."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from safetensors import SafetensorError, safe_open

from diffusion.checkpoint import sha256
from diffusion.errors import CheckpointError
from diffusion.loading import is_published, load
from diffusion.published import configs
from diffusion.published.buckets import BUCKETS
from diffusion.published.convert import unpickled
from diffusion.published.home import Home
from diffusion.published.hub import CATALOGUE, damaged, here, repository
from diffusion.published.layout import PARTS, PICKLES, Layout, locate
from diffusion.published.licence import accepted
from diffusion.published.load import is_distilled
from diffusion.published.regime import DISTILLED_STEPS, STEPS
from diffusion.published.weights import read_json, refuse_pointer

FETCH = "huatu --model {}"
_STYLE = "style_embedder.weight"
"""Tencent's name of what only the transformers up to v1.1 have."""


@dataclass(frozen=True, slots=True)
class Report:
    """``lines`` to show; ``whole``: nothing of what they speak of is missing or damaged."""

    lines: tuple[str, ...]
    whole: bool = True


def report(path: Path | str, home: Home) -> Report:
    """About the model that ``path`` means (a file, a folder, a name on the hub), then every published one by name.

    Raises CheckpointError for a file that is no checkpoint of this program, InvalidConfig for a folder that holds
    another kind of model.
    """
    about = _of_model(path, home)
    return Report((*about.lines, *of_catalogue(home, told=about.lines[0])), about.whole)


def _of_model(path: Path | str, home: Home) -> Report:
    if not is_published(path):
        return of_file(Path(path))
    if Path(path).exists():
        return of_folder(Path(path))
    name = repository(str(path)) or str(path)
    folder = here(name, home.hub)
    if folder is None:
        told = f"  whole    no: it was never fetched whole; {FETCH.format(path)} fetches it"
        return Report((name, told), whole=False)
    return of_folder(folder, name)


def of_file(path: Path) -> Report:
    """About a checkpoint file of this program, which is loaded to see that it is whole. Raises CheckpointError."""
    pipeline, digest = load(path), sha256(path)
    return Report((
        pipeline.name,
        f"  file     {path}",
        f"  size     {path.stat().st_size:,} bytes",
        f"  sha256   {digest}",
        f"  draws    {pipeline.config.image_size} pixels square, {pipeline.regime.steps} steps",
        "  verify   whole: the content matches its checksum",
    ))  # fmt: skip


def of_folder(path: Path, name: str = "") -> Report:
    """About a published model in a folder, or around Tencent's ``.pt`` file ``path``; ``name``: on the hub.

    Every fetched file is read in full and compared with what the hub announced. Raises InvalidConfig.
    """
    index = path / "model_index.json"
    if index.is_file():
        configs.check_pipeline(index)
    try:
        root, layout = locate(path)
    except CheckpointError as error:
        return Report((name or path.name, f"  folder   {path}", f"  whole    no: {error}"), whole=False)
    faults = tuple(_faults(root, layout))
    checked = "the SHA-256 of every large file is the announced one" if name else "as far as names and headers tell"
    distilled = is_distilled(root, layout)
    sizes = ", ".join(f"{width} x {height}" for _, bucket in BUCKETS for width, height in bucket)
    lines = (
        name or root.name,
        f"  folder   {root}",
        f"  layout   {layout.kind}",
        f"  version  {_version(root, layout)}{', distilled' if distilled else ''}",
        f"  draws    {sizes}; {DISTILLED_STEPS if distilled else STEPS} steps",
        *_files(root, layout),
        "  whole    yes: no file is missing",
        *(f"  damaged  {fault}" for fault in faults or (f"none: {checked}",)),
    )
    return Report(lines, whole=not faults)


def of_catalogue(home: Home, told: str = "") -> Iterator[str]:
    """A line for each published model that is known by name, and one about their licence.

    Those that are here are read in full, except ``told``, of which enough was said.
    """
    yield f"Published models; weights are fetched only when one is first used: {FETCH.format('NAME')}"
    for known in CATALOGUE:
        folder = here(known.name, home.hub)
        state = "not here" if folder is None else "here, see above" if known.name == told else _verified(folder)
        version = f"v{known.version}{' distilled' if known.distilled else ''}"
        yield f"  {known.name:52} {version:15} {known.layout:9}  {state}"
    answer = "accepted here" if accepted(home.licences) else "not accepted here yet"
    yield (
        "  licence  Tencent Hunyuan Community License; territory: the whole world but the European Union, where "
        f"nothing is licensed; {answer}"
    )


def _verified(folder: Path) -> str:
    files = damaged(folder)
    return f"here, damaged: {', '.join(files)} (delete these and fetch again)" if files else "here, verified"


def _version(root: Path, layout: Layout) -> str:
    """What the files themselves tell; those of v1.0 and of v1.1 are alike."""
    try:
        styled = _styled(root, layout)
    except CheckpointError as error:
        return f"unknown: {error}"
    return "v1.0 or v1.1" if styled else "v1.2"


def _styled(root: Path, layout: Layout) -> bool:
    if layout.kind == "diffusers":
        config, _ = configs.transformer_config(root / layout.folder("transformer") / "config.json")
        return config.size_and_style
    (file,) = layout.weights["transformer"].files
    return _STYLE in unpickled(root / file)


def _files(root: Path, layout: Layout) -> Iterator[str]:
    sizes = {name: (root / name).stat().st_size for name in layout.files}
    yield f"  files    {len(sizes)}, {sum(sizes.values()):,} bytes"
    weights = [name for part in PARTS for name in layout.weights[part].files]
    for name in weights:
        yield f"           {sizes.pop(name):>14,}  {name}"
    yield f"           {sum(sizes.values()):>14,}  {len(sizes)} configurations, tokenizers and indexes"


def _faults(root: Path, layout: Layout) -> Iterator[str]:
    """What cannot be read, and what is not what the hub announced."""
    for name in layout.files:
        try:
            _look_at(root / name)
        except CheckpointError as error:
            yield str(error)
    for name in damaged(root):
        yield f"{root / name} is not what the hub announced. Delete it and fetch it again."


def _look_at(path: Path) -> None:
    """Raises CheckpointError for a file that is cut short or only stands for another; contents are not read."""
    if path.suffix == ".json":
        read_json(path)
    elif path.suffix == ".safetensors":
        try:
            with safe_open(path, framework="np") as file:
                file.keys()
        except (SafetensorError, OSError, ValueError) as error:
            refuse_pointer(path)
            raise CheckpointError(f"{path} is truncated or damaged ({error}). Fetch it again.") from error
    elif path.suffix in PICKLES:
        refuse_pointer(path)
    if path.stat().st_size == 0:
        raise CheckpointError(f"{path} is empty. Fetch it again.")
