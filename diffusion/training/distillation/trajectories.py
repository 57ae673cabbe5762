"""What the student learns from: the teacher's drawings, made once and kept in shards on the disk.

A shard is a safetensors file of drawings that all read reference tokens or all read none. Its latents are float16:
``noise`` [T, C, h, w] (where the teacher began, as rounded), ``aims`` [T, calls, C, h, w] (see ``grid.directions``)
and ``reference.I.latents`` with ``reference.I.present``; captions and what is said of the references are in the header.
"""

import hashlib
import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor

from diffusion.checkpoint import write_whole
from diffusion.errors import CheckpointError
from diffusion.references import ReferenceTokens
from diffusion.training.corpus import Record
from diffusion.training.distillation.grid import Grid, directions
from diffusion.training.loop import step_generator
from diffusion.training.painting import PaintingStage, guided_denoise
from diffusion.training.workers import CPU

TAUGHT = ("text", "tokenizer", "transformer")
"""Parts of a model that its drawings in latents depend on, and the student's with them."""


@dataclass(frozen=True, slots=True)
class Pool:
    """T of the teacher's drawings: ``noise`` [T, C, h, w], ``aims`` [T, calls, C, h, w], both float16, T captions.

    ``references`` have latents [T, C, h', w'] in float16 and ``present`` [T]; none where the drawings read none.
    """

    noise: Tensor
    aims: Tensor
    captions: tuple[str, ...]
    references: tuple[ReferenceTokens, ...] = ()

    def __len__(self) -> int:
        return len(self.captions)

    def rows(self, chosen: Sequence[int], device: torch.device = CPU) -> "Pool":
        """The chosen drawings, in float32 on ``device``."""
        index = torch.tensor(list(chosen), dtype=torch.long)
        noise, aims = (part[index].to(device, torch.float32) for part in (self.noise, self.aims))
        lent = tuple(
            replace(one, latents=one.latents[index].to(device, torch.float32), present=one.present[index].to(device))
            for one in self.references
        )
        return Pool(noise, aims, tuple(self.captions[i] for i in chosen), lent)


@dataclass(frozen=True, slots=True)
class Lesson:
    """What all shards of one run have in common: the teacher (a hash), its guidance, and the grid."""

    teacher: str
    guidance: float
    grid: Grid


def hash_of(parts: Mapping[str, Mapping[str, Tensor]]) -> str:
    """SHA-256 over those parts of a model that its latents depend on: the decoder may change, they may not."""
    digest = hashlib.sha256()
    for part in TAUGHT:
        for name, tensor in sorted(parts[part].items()):
            digest.update(f"\n{part}.{name} {tensor.dtype} {list(tensor.shape)}\n".encode())
            digest.update(tensor.detach().contiguous().reshape(-1).view(torch.uint8).numpy().data)
    return digest.hexdigest()


@torch.no_grad()
def drawn(
    stage: PaintingStage, records: list[Record], grid: Grid, guidance: float, generator: torch.Generator, *, lent: bool
) -> Pool:
    """The teacher's drawings of ``records``, in bfloat16 (their deviation from float32 is 0.013 of latents' 1.08).

    ``lent``: from reference tokens, which are noised and left out now and then as in the teacher's own training.
    """
    rng = random.Random(int(torch.randint(2**62, (), generator=generator)))
    captions = [
        "" if rng.random() < stage.options.drop else rng.choice(r.captions[rng.choice(("en", "zh"))]) for r in records
    ]
    references = [
        replace(one, latents=one.latents.half().float())
        for one in (stage.references(records, rng, generator) if lent else [])
    ]
    side, channels = stage.config.image_size // stage.config.vae.downsample, stage.config.vae.latent_channels
    noise = torch.randn(len(records), channels, side, side, generator=generator).half()
    start = noise.float().to(stage.device) * grid.highest
    with torch.autocast(stage.device.type, torch.bfloat16):
        denoise = guided_denoise(
            stage.config, stage.parts, stage.module.transformer, captions, guidance, references
        )  # fmt: skip
        aims = directions(grid, lambda x, sigma: denoise(x, sigma).float(), start).cpu()
    halves = tuple(replace(one, latents=one.latents.half().cpu(), present=one.present.cpu()) for one in references)
    return Pool(noise, aims.half(), tuple(captions), halves)


def precompute(
    stage: PaintingStage, lesson: Lesson, folder: Path, *, shards: range, size: int, seed: int, lending: bool
) -> int:
    """Writes the ``shards`` that are not there yet, ``size`` drawings each; with ``lending`` odd ones read references.

    Returns how many it wrote. A shard depends on its number and ``seed`` alone, so that a stopped call can be repeated.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = 0
    for index in shards:
        path = folder / f"shard-{index:05d}.safetensors"
        if path.exists():
            _lesson(path, lesson)
            continue
        generator = step_generator(seed, index)
        records = stage.corpus.sample(random.Random(int(torch.randint(2**62, (), generator=generator))), size)
        lent = lending and index % 2 == 1
        save(path, drawn(stage, records, lesson.grid, lesson.guidance, generator, lent=lent), lesson)
        written += 1
    return written


def save(path: Path, pool: Pool, lesson: Lesson) -> None:
    """Writes one shard, whole or not at all."""
    tensors = {"noise": pool.noise.half(), "aims": pool.aims.half()}
    for index, one in enumerate(pool.references):
        tensors[f"reference.{index}.latents"] = one.latents.half()
        tensors[f"reference.{index}.present"] = one.present
    header = {
        "lesson": asdict(lesson),
        "captions": pool.captions,
        "references": [[one.kind, one.slot] for one in pool.references],
    }
    tensors = {name: tensor.contiguous() for name, tensor in tensors.items()}
    write_whole(path, tensors, {"trajectories": json.dumps(header, ensure_ascii=False)})


def read(folder: Path) -> tuple[list[Pool], Lesson]:
    """All shards of ``folder``, joined: drawings without references, drawings with them; either may be missing.

    Raises CheckpointError where there is none, or they are not of one lesson.
    """
    paths = sorted(folder.glob("shard-*.safetensors"))
    if not paths:
        raise CheckpointError(f"There are no drawings of the teacher in {folder}. Run `precompute` first.")
    lesson = _lesson(paths[0])
    pools = [_shard(path, lesson) for path in paths]
    kinds = [[pool for pool in pools if bool(pool.references) is lent] for lent in (False, True)]
    return [_joined(kind) for kind in kinds if kind], lesson


def _header(path: Path) -> dict[str, Any]:
    try:
        with safe_open(path, framework="pt") as file:
            header = json.loads((file.metadata() or {})["trajectories"])
    except (OSError, SafetensorError, ValueError, KeyError) as error:
        raise CheckpointError(f"{path} is no shard of a teacher's drawings ({error!r}). Delete it.") from error
    return dict(header)


def _lesson(path: Path, wanted: Lesson | None = None) -> Lesson:
    told = _header(path)["lesson"]
    found = Lesson(told["teacher"], told["guidance"], Grid(**told["grid"]))
    if wanted not in (None, found):
        raise CheckpointError(f"{path} holds {found}, not {wanted}. Take another folder, or delete these shards.")
    return found


def _shard(path: Path, lesson: Lesson) -> Pool:
    header = _header(path)
    _lesson(path, lesson)
    with safe_open(path, framework="pt") as file:
        references = tuple(
            ReferenceTokens(
                kind, file.get_tensor(f"reference.{index}.latents"), file.get_tensor(f"reference.{index}.present"), slot
            )
            for index, (kind, slot) in enumerate(header["references"])
        )
        return Pool(file.get_tensor("noise"), file.get_tensor("aims"), tuple(header["captions"]), references)


def _joined(pools: list[Pool]) -> Pool:
    """Pools of the same references, one after the other."""
    references = tuple(
        ReferenceTokens(
            one.kind,
            torch.cat([pool.references[index].latents for pool in pools]),
            torch.cat([pool.references[index].present for pool in pools]),
            one.slot,
        )
        for index, one in enumerate(pools[0].references)
    )
    captions = tuple(caption for pool in pools for caption in pool.captions)
    return Pool(torch.cat([p.noise for p in pools]), torch.cat([p.aims for p in pools]), captions, references)
