"""Where the files of a published model lie: names only, in a folder or on the hub; nothing is read.

Two layouts: that of diffusers (``model_index.json``, ``transformer/``, ``vae/`` and so on), whose weights may be split
into shards and may come in variants, and Tencent's own (``t2i/model/pytorch_model_ema.pt`` and so on).
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from diffusion.errors import CheckpointError

Part = Literal["transformer", "vae", "clip", "t5"]
PARTS: tuple[Part, ...] = ("transformer", "vae", "clip", "t5")
TENCENT_FOLDER = "t2i/"
PICKLES = (".bin", ".pt", ".pth", ".ckpt")
TENCENT_CHOICES = ("ema", "distill", "module")
"""Which of Tencent's transformers is taken, in this order, where several lie there and none is named."""

_FOLDERS: dict[str, dict[str, str]] = {
    "diffusers": {
        "transformer": "transformer/", "vae": "vae/", "clip": "text_encoder/", "t5": "text_encoder_2/",
        "clip_tokens": "tokenizer/", "t5_tokens": "tokenizer_2/",
    },
    "tencent": {
        "transformer": "model/", "vae": "sdxl-vae-fp16-fix/", "clip": "clip_text_encoder/", "t5": "mt5/",
        "clip_tokens": "tokenizer/", "t5_tokens": "mt5/",
    },
}  # fmt: skip
_NETWORK_STEMS = ("diffusion_pytorch_model.safetensors", "diffusion_pytorch_model.bin")
_TEXT_STEMS = ("model.safetensors", "pytorch_model.bin")
_TOKENIZERS = {"clip_tokens": ("tokenizer.json", "vocab.txt"), "t5_tokens": ("tokenizer.json", "spiece.model")}
_SMALL = ("tokenizer_config.json", "special_tokens_map.json", "added_tokens.json")


@dataclass(frozen=True, slots=True)
class Weights:
    """The files of one network's weights, relative to the root; several are shards, listed by ``index``."""

    files: tuple[str, ...]
    index: str | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """A whole model's files, relative to a root: ``weights`` by part, and the small files beside them."""

    kind: Literal["diffusers", "tencent"]
    prefix: str
    weights: Mapping[Part, Weights]
    small: tuple[str, ...]

    def folder(self, of: str) -> str:
        """The folder, with its closing slash, of a part or of its tokenizer (``clip_tokens``, ``t5_tokens``)."""
        return self.prefix + _FOLDERS[self.kind][of]

    @property
    def files(self) -> tuple[str, ...]:
        """Every file that is needed, weights first."""
        weights = [name for part in PARTS for name in self.weights[part].files]
        indexes = [index for part in PARTS if (index := self.weights[part].index)]
        return (*weights, *indexes, *self.small)


def locate(path: Path, variant: str | None = None) -> tuple[Path, Layout]:
    """The root and layout of the model in the folder ``path``, or around Tencent's ``.pt`` file ``path``.

    Raises CheckpointError that names every file which is not there.
    """
    if path.is_file():
        if path.suffix not in PICKLES or path.parent.name != "model":
            raise CheckpointError(f"{path} is not a model: give its folder, or a .pt file in Tencent's t2i/model.")
        root = path.parent.parent
        return root, plan(listing(root), str(root), variant=variant, chosen=path.name)
    if not path.is_dir():
        raise CheckpointError(f"There is no folder {path}. Check the path, or fetch the model first.")
    return path, plan(listing(path), str(path), variant=variant)


def listing(root: Path) -> set[str]:
    """The files of a model's folder as relative names; only as deep as the layouts go."""
    found = (path for pattern in ("*", "*/*", TENCENT_FOLDER + "*/*") for path in root.glob(pattern))
    return {path.relative_to(root).as_posix() for path in found if path.is_file()}


def plan(names: Collection[str], where: str, *, variant: str | None = None, chosen: str | None = None) -> Layout:
    """The files to read among ``names``, which lie at ``where``; ``chosen``: the file of Tencent's transformer.

    Raises CheckpointError that names every file which is missing.
    """
    kind, prefix = _kind(names, where)
    missing: list[str] = []
    weights: dict[Part, Weights] = {}
    for part in PARTS:
        folder = prefix + _FOLDERS[kind][part]
        if kind == "tencent" and part == "transformer":
            weights[part] = _tencent_transformer(names, folder, chosen, missing)
        else:
            stems = _TEXT_STEMS if part in ("clip", "t5") else _NETWORK_STEMS
            weights[part] = _weights(names, folder, stems, variant, missing)
    small = _small_files(names, kind, prefix, missing)
    if missing:
        raise CheckpointError(
            f"{where} is not whole: it lacks {', '.join(missing)}. Fetch these files, then try again."
        )
    return Layout(kind, prefix, weights, small)


def _kind(names: Collection[str], where: str) -> tuple[Literal["diffusers", "tencent"], str]:
    if "model_index.json" in names or any(name.startswith("transformer/") for name in names):
        return "diffusers", ""
    for prefix in (TENCENT_FOLDER, ""):
        if any(name.startswith(prefix + folder) for name in names for folder in ("model/", "mt5/", "clip_text_")):
            return "tencent", prefix
    raise CheckpointError(
        f"{where} holds no model that is known here: neither diffusers' layout (model_index.json, transformer/, vae/, "
        "...) nor Tencent's (t2i/model/, t2i/mt5/, ...). Give the folder that holds these."
    )


def _tencent_transformer(names: Collection[str], folder: str, chosen: str | None, missing: list[str]) -> Weights:
    wanted = [chosen] if chosen else [f"pytorch_model_{choice}.pt" for choice in TENCENT_CHOICES]
    for name in wanted:
        if folder + name in names:
            return Weights((folder + name,))
    missing.append(" or ".join(folder + name for name in wanted))
    return Weights(())


def _weights(
    names: Collection[str], folder: str, stems: Collection[str], variant: str | None, missing: list[str]
) -> Weights:
    """The variant's files if there are such, else the plain ones, else those of the only variant there is."""
    there = [name.removeprefix(folder) for name in names if name.startswith(folder)]
    for wanted in dict.fromkeys((variant, None, _only_variant(there, stems))):
        for stem in stems:
            single = _with_variant(stem, wanted)
            if single in there:
                return Weights((folder + single,))
            found = _shards(there, stem, wanted)
            if found is not None:
                files, absent = found
                missing += [folder + name for name in absent]
                return Weights(tuple(folder + name for name in files), folder + _index(stem, wanted))
    missing.append(" or ".join(folder + stem for stem in stems))
    return Weights(())


def _with_variant(name: str, variant: str | None) -> str:
    """``model.safetensors`` as ``model.fp16.safetensors``."""
    stem, ending = name.rsplit(".", 1)
    return name if variant is None else f"{stem}.{variant}.{ending}"


def _index(stem: str, variant: str | None) -> str:
    return _with_variant(f"{stem}.index.json", variant)


def _only_variant(there: Collection[str], stems: Collection[str]) -> str | None:
    """The variant of the weights in a folder where there is but one, plain ones aside."""
    found = set()
    for stem in stems:
        name, ending = stem.rsplit(".", 1)
        pattern = re.compile(rf"{name}\.(\w+)(-\d+-of-\d+)?\.{ending}|{name}\.{ending}\.index\.(\w+)\.json")
        found |= {match[1] or match[3] for other in there if (match := pattern.fullmatch(other))}
    return found.pop() if len(found) == 1 else None


def _shards(there: Collection[str], stem: str, variant: str | None) -> tuple[list[str], list[str]] | None:
    """Shards that are there, and names that should be there too; None where nothing points to shards."""
    name, ending = stem.rsplit(".", 1)
    mark = "" if variant is None else rf"\.{re.escape(variant)}"
    pattern = re.compile(rf"({name}{mark})-(\d+)-of-(\d+)\.{ending}|({name})-(\d+)-of-(\d+){mark}\.{ending}")
    found = {other: match for other in there if (match := pattern.fullmatch(other))}
    index = _index(stem, variant)
    if not found:
        return ([], [f"the shards of {index}"]) if index in there else None
    one = next(iter(found.values()))
    width, total = (one[2], one[3]) if one[1] else (one[5], one[6])
    ending = one.string[one.end(3) if one[1] else one.end(6) :]
    wanted = [f"{one[1] or one[4]}-{number:0{len(width)}}-of-{total}{ending}" for number in range(1, int(total) + 1)]
    absent = [other for other in (*wanted, index) if other not in there]
    return [other for other in wanted if other in there], absent


def _small_files(names: Collection[str], kind: str, prefix: str, missing: list[str]) -> tuple[str, ...]:
    """Configurations and tokenizers."""
    folders = {of: prefix + folder for of, folder in _FOLDERS[kind].items()}
    wanted = [folders[part] + "config.json" for part in ("vae", "clip", "t5")]
    if kind == "diffusers":
        wanted += ["model_index.json", folders["transformer"] + "config.json", "scheduler/scheduler_config.json"]
    missing += [name for name in wanted if name not in names]
    for of, alternatives in _TOKENIZERS.items():
        there = [folders[of] + name for name in alternatives if folders[of] + name in names]
        if not there:
            missing.append(" or ".join(folders[of] + name for name in alternatives))
        wanted += there + [folders[of] + name for name in _SMALL if folders[of] + name in names]
    return tuple(wanted)
