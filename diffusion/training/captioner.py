"""Training of the captioner: ``python -m diffusion.training.captioner --run FOLDER --corpus FILE --figures FOLDER``.

Pictures of the corpus are rendered on the fly; a share of them is scattered (figures moved, resized, more of them), and
now and then a figure that the world has no word for stands in, so that the network learns to say so. Then they are
spoiled as pictures are (``diffusion.training.spoiling``). The losses are those of "Objects as Points" (Zhou et al.
2019, arXiv:1904.07850, section 3) for the heat map and cross entropy for every field.
"""

import argparse
import json
import logging
import math
import random
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import ClassVar

import torch
import torch.nn.functional as F
from torch import Tensor

from diffusion.captioner import TYPICAL_SIDE, Captioner, CaptionerNetwork, Seen
from diffusion.captioner_file import CaptionerConfig, config_from_dict
from diffusion.training.captioner_targets import STRANGER, Spot, Targets, config_of, entropy, heat_loss
from diffusion.training.corpus import Corpus
from diffusion.training.figures import FigureInfo, Figures
from diffusion.training.loop import LoopConfig, load_average, run, step_generator
from diffusion.training.placing import Placed
from diffusion.training.sheets import sheet, to_images
from diffusion.training.spoiling import Spoiling, View, spoil
from diffusion.training.stages import parts_of_file
from diffusion.training.world import SIDE, Picture, World
from diffusion.vae import AutoencoderKL

logger = logging.getLogger(__name__)

SAMPLE = 20_000
"""The words of the world are read from so many pictures of the corpus."""
SIDES = (48, 64, 96)
"""Sides of scattered figures in a picture of ``SIDE`` pixels."""
SETTLING = 40
"""Batches that batch norm's numbers are taken from before the export."""
HIDDEN = 0.4
"""Scattered figures do not hide more than this share of another."""


@dataclass(frozen=True, slots=True)
class CaptionerOptions:
    """``scattered``: share of pictures whose figures are moved; ``strangers``: share of such figures' strangers."""

    batch: int = 64
    scattered: float = 0.3
    strangers: float = 0.15
    bare: float = 0.02
    spoiling: Spoiling = field(default_factory=Spoiling)


def add_strangers(figures: Figures, folder: Path) -> list[str]:
    """Makes the illustrations that the world does not use known to ``figures``, as concepts of no name.

    Left out are those of several code points: skin tones and other variants of what is there.
    """
    used = {info.figure for info in figures.infos.values()}
    stems = sorted(path.stem for path in folder.glob("*.webp") if "-" not in path.stem and path.stem not in used)
    found = [FigureInfo(STRANGER + stem, stem, "object", "", False) for stem in stems]
    figures.infos.update({info.id: info for info in found})
    return [info.id for info in found]


def held_back(strangers: Sequence[str]) -> tuple[list[str], list[str]]:
    """The strangers to train with, and every fifth, which only the table sees."""
    return [s for i, s in enumerate(strangers) if i % 5], list(strangers[::5])


def scattered(picture: Picture, more: Sequence[Placed], rng: random.Random) -> Picture:
    """The picture's figures and ``more``, anywhere, of any usual size, none hidden much by a later one."""
    placed: list[Placed] = []
    size = picture.size
    for figure in (*picture.figures, *more):
        for _ in range(8):
            side = rng.choice(SIDES) * size // SIDE
            x, y = (rng.randrange(-side // 6, size - side + side // 6 + 1) for _ in range(2))
            moved = replace(figure, x=x, y=y, side=side)
            if all(_covered(other, moved) <= HIDDEN for other in placed):
                placed.append(moved)
                break
    return replace(picture, figures=tuple(placed))


def _covered(one: Placed, other: Placed) -> float:
    """The share of the smaller figure's square that both squares have."""
    width = min(one.x + one.side, other.x + other.side) - max(one.x, other.x)
    height = min(one.y + one.side, other.y + other.side) - max(one.y, other.y)
    return max(width, 0) * max(height, 0) / min(one.side, other.side) ** 2


class CaptionerStage:
    """Spoiled pictures of the world; heat, boxes and all fields at once."""

    WEIGHTS: ClassVar[dict[str, float]] = {
        "concept": 1.5, "worn_color": 0.5, "held_color": 0.5, "setting": 0.5, "time": 0.3, "style": 0.5,
    }  # fmt: skip

    def __init__(
        self, world: World, corpus: Corpus, options: CaptionerOptions, config: CaptionerConfig, *,
        strangers: Sequence[str] = (), vae: AutoencoderKL | None = None,
    ) -> None:  # fmt: skip
        self.world, self.corpus, self.options, self.vae = world, corpus, options, vae
        self.strangers = tuple(strangers)
        self.targets = Targets(config)
        self.module = CaptionerNetwork(config).to(memory_format=torch.channels_last)  # type: ignore[call-overload]

    def pictures(self, rng: random.Random) -> list[Picture]:
        """One batch of the corpus, a share of it scattered, some bare."""
        options, found = self.options, []
        for picture in self.corpus.pictures(rng, options.batch):
            if rng.random() < options.bare:
                picture = replace(picture, figures=())
            elif rng.random() < options.scattered:
                more = [f for p in self.corpus.pictures(rng, rng.randrange(3)) for f in p.figures[:1]]
                picture = scattered(self._strange(picture, rng), more, rng)
            found.append(picture)
        return found

    def _strange(self, picture: Picture, rng: random.Random) -> Picture:
        if not self.strangers or rng.random() >= self.options.strangers:
            return picture
        strange = replace(picture.figures[0], concept=rng.choice(self.strangers), color="", worn=(), held=())
        return replace(picture, figures=(strange, *picture.figures[1:]))

    def loss(self, step: int, generator: torch.Generator) -> tuple[Tensor, dict[str, float]]:
        rng = random.Random(int(torch.randint(2**62, (), generator=generator)))
        pictures = self.pictures(rng)
        x, views = spoil(self.world.render(pictures), self.options.spoiling, self.vae, rng, generator)
        x = sized(x, self.module.config.side)
        with torch.autocast("cpu", torch.bfloat16):
            heat, features, words = self.module(x.to(memory_format=torch.channels_last))
        spots = [self._spots(picture, view) for picture, view in zip(pictures, views, strict=True)]
        losses = {"heat": heat_loss(heat.float(), torch.stack([self.targets.heat([s for _, s in m]) for m in spots]))}
        losses |= self._picture_losses(pictures, words)
        figures, right = self._figure_losses(spots, features, rng)
        losses |= figures
        total = torch.stack([self.WEIGHTS.get(name, 1.0) * value for name, value in losses.items()]).sum()
        return total, {name: float(value.detach()) for name, value in losses.items()} | {"right": right}

    @torch.no_grad()
    def settle(self, batches: int, seed: int = 0) -> None:
        """Takes batch norm's means and variances anew: the averaged weights are no weights of training."""
        norms = [module for module in self.module.modules() if isinstance(module, torch.nn.BatchNorm2d)]
        for norm in norms:
            norm.reset_running_stats()
            norm.momentum = None  # all batches count alike
        self.module.train()
        for step in range(batches):
            self.loss(step, step_generator(seed + 1, step))
        self.module.eval()

    def _spots(self, picture: Picture, view: View) -> list[Spot]:
        seen = [(figure, self.targets.placed(figure, picture.size, view)) for figure in picture.figures]
        return [(figure, spot) for figure, spot in seen if spot is not None]

    def _picture_losses(self, pictures: list[Picture], words: dict[str, Tensor]) -> dict[str, Tensor]:
        wanted = [self.targets.of_picture(picture) for picture in pictures]
        return {name: entropy(logits.float(), [w[name] for w in wanted]) for name, logits in words.items()}

    def _figure_losses(
        self, spots: list[list[Spot]], features: Tensor, rng: random.Random
    ) -> tuple[dict[str, Tensor], float]:
        """The losses of all figures, read at cells of ``features`` [B, G, G, C]; the share of right concepts.

        Each figure is read at its centre and at a neighbour of it, since a peak may be off by one cell.
        """
        cells = self.targets.cells
        flat = [(index, figure, spot) for index, found in enumerate(spots) for figure, spot in found]
        if not flat:
            return {}, 0.0
        centres = [(index, int(y * cells), int(x * cells)) for index, _, (x, y, _) in flat]
        near = [(i, *(min(max(c + rng.randint(-1, 1), 0), cells - 1) for c in cell)) for i, *cell in centres]
        at = torch.tensor([*centres, *near])
        with torch.autocast("cpu", torch.bfloat16):
            told, logits = self.module.read(features[at[:, 0], at[:, 1], at[:, 2]])
        flat = [*flat, *flat]
        boxes = torch.tensor([[x * cells, y * cells, math.log(side / TYPICAL_SIDE)] for _, _, (x, y, side) in flat])
        boxes[:, :2] -= at[:, [2, 1]]
        wanted = [self.targets.of_figure(figure) for _, figure, _ in flat]
        losses = {"box": F.l1_loss(told.float(), boxes)}
        losses |= {name: entropy(each.float(), [w[name] for w in wanted]) for name, each in logits.items()}
        hits = logits["concept"].argmax(1) == torch.tensor([w["concept"] for w in wanted])
        return losses, float(hits.float().mean())

    @torch.no_grad()
    def sheet(self, path: Path) -> None:
        """Sixteen pictures, spoiled as in training, with what the network says under them."""
        generator, rng = torch.Generator().manual_seed(2), random.Random(1)
        pictures = self.pictures(rng)[:16]
        x, _ = spoil(self.world.render(pictures), self.options.spoiling, self.vae, rng, generator)
        x = sized(x, self.module.config.side)
        sheet(to_images(x), 4, [in_words(seen) for seen in Captioner(self.module).look(x)]).save(path)


def sized(x: Tensor, side: int) -> Tensor:
    """Pictures [B, 3, H, W] brought to ``side`` pixels."""
    if x.shape[2] == side:
        return x
    return F.interpolate(x, size=(side, side), mode="bilinear", antialias=True, align_corners=False)


def in_words(seen: Seen) -> str:
    """Two short lines about what was seen, for sheets."""
    subjects = [
        f"{s.count if s.count > 1 else ''}{s.color.value} {s.concept.value or '?'}"
        + (f"+{s.worn.value}" if s.worn.value else "") + (f"+{s.held.value}" if s.held.value else "")
        for s in seen.subjects
    ]  # fmt: skip
    return f"{', '.join(subjects)}\n{seen.setting.value} {seen.time.value} {seen.style.value}"


def kept_config(fresh: CaptionerConfig, path: Path) -> CaptionerConfig:
    """The configuration that a run began with, in ``path``; ``fresh`` where it begins now, which is then written there.

    Weights mean the words in their order at the beginning, whatever becomes of the world's tables.
    """
    if path.exists():
        return config_from_dict(json.loads(path.read_text(encoding="utf-8")))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(asdict(fresh), ensure_ascii=False) + "\n", encoding="utf-8")
    return fresh


def parser() -> argparse.ArgumentParser:
    """The flags."""
    result = argparse.ArgumentParser(prog="python -m diffusion.training.captioner", description=__doc__)
    result.add_argument("--run", type=Path, required=True, help="folder of the run: checkpoints, log, sheets")
    result.add_argument("--corpus", type=Path, required=True, help="JSON lines written by rewriter.training")
    result.add_argument("--figures", type=Path, required=True, help="folder of the figures' webp files")
    result.add_argument("--world", type=Path, default=Path("assets/world"), help="folder of concepts.tsv")
    result.add_argument("--model", type=Path, help="model file whose autoencoder redraws a share of the pictures")
    result.add_argument("--size", type=int, default=128, help="side of the rendered pictures, as the corpus has it")
    result.add_argument("--steps", type=int, required=True)
    result.add_argument("--until", type=int, help="stop here for now; a later call resumes")
    result.add_argument("--batch", type=int, default=64)
    result.add_argument("--lr", type=float, default=2e-3)
    result.add_argument("--decay", type=float, default=0.4, help="share of the steps over which the rate falls to zero")
    result.add_argument("--threads", type=int, default=1)
    result.add_argument("--seed", type=int, default=0)
    result.add_argument("--export", type=Path, help="write the averaged weights here afterwards")
    return result


def main() -> None:
    """Trains, then exports where asked to."""
    args = parser().parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    figures = Figures(args.world / "concepts.tsv", args.figures)
    strangers, _ = held_back(add_strangers(figures, args.figures))
    vae = None if args.model is None else parts_of_file(args.model).vae.eval().requires_grad_(False)
    options = CaptionerOptions(batch=args.batch)
    corpus = Corpus(args.corpus)
    words = config_of(figures, [corpus[index].picture for index in range(min(len(corpus), SAMPLE))])
    config = kept_config(words, args.run / "config.json")
    stage = CaptionerStage(World(figures, args.size), corpus, options, config, strangers=strangers, vae=vae)
    pace = LoopConfig(
        args.steps, lr=args.lr, warmup=50, ema=0.99, decay=args.decay, seed=args.seed, save_every=100,
        sheet_every=500,
    )  # fmt: skip
    run(stage, pace, args.run, until=args.until)
    if args.export is not None:
        step = load_average(stage.module, args.run / "state.pt")
        stage.settle(SETTLING)
        Captioner(stage.module).save(args.export)
        logger.info("%s written, the average at step %d", args.export, step)


if __name__ == "__main__":
    main()
