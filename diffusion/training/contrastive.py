"""Contrastive training of the two text encoders with a small picture tower (CLIP: Radford et al. 2021, section 2.3).

Each encoder's states are averaged and projected into the space of the pictures; matching captions and pictures are
drawn together, all other pairs of the batch apart (symmetric InfoNCE). The tower and the projections are thrown away
afterwards. With the encoders frozen the same training asks what can be read linearly from encoders that were trained
otherwise (cf. Zhai et al. 2022, arXiv:2111.07991, with the sides exchanged).
"""

import itertools
import math
import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from diffusion.config import TextConfig
from diffusion.text import TextEncoders, Tokenizer, Tokens
from diffusion.training.corpus import Corpus
from diffusion.training.workers import CPU
from diffusion.training.world import Picture, Renderer

SEEN = 64
"""Side in pixels at which the tower looks at pictures."""
WARMEST, COLDEST = math.log(1 / 0.07), math.log(100)
"""The logits' scale, as a logarithm: where it starts, and its upper end (Radford et al. 2021, section 2.5)."""
BATCH = 64
"""Captions or pictures looked at once when they are only asked about."""


class PictureTower(nn.Module):
    """Four strided convolutions; places are kept up to the last projection, because captions tell them."""

    def __init__(self, width: int, space: int) -> None:
        super().__init__()
        sizes = [3, width, width * 2, width * 4, width * 4]
        layers: list[nn.Module] = []
        for before, after in itertools.pairwise(sizes):
            layers += [nn.Conv2d(before, after, 3, stride=2, padding=1), nn.GroupNorm(4, after), nn.GELU()]
        self.layers = nn.Sequential(*layers)
        self.out = nn.Linear(sizes[-1] * (SEEN // 16) ** 2, space)

    def forward(self, pictures: Tensor) -> Tensor:
        """Pictures [B, 3, S, S] in [-1, 1] as vectors [B, space] of length one."""
        small = F.adaptive_avg_pool2d(pictures, SEEN)
        return F.normalize(self.out(self.layers(small).flatten(1)), dim=1)


class Pair(nn.Module):
    """Both text encoders and the picture tower, with a projection each into one space."""

    def __init__(self, encoders: TextEncoders, *, width: int = 32, space: int = 192, frozen: bool = False) -> None:
        super().__init__()
        self.encoders = encoders.requires_grad_(not frozen)
        self.clip_out = nn.Linear(encoders.config.clip_dim, space, bias=False)
        self.t5_out = nn.Linear(encoders.config.t5_dim, space, bias=False)
        self.tower = PictureTower(width, space)
        self.scale = nn.Parameter(torch.tensor(WARMEST))

    def texts(self, clip: Tokens, t5: Tokens) -> tuple[Tensor, Tensor]:
        """What either encoder makes of the captions: vectors [B, space] of length one."""
        states = self.encoders(clip, t5)
        return (
            F.normalize(self.clip_out(_mean(states.clip, states.clip_mask)), dim=1),
            F.normalize(self.t5_out(_mean(states.t5, states.t5_mask)), dim=1),
        )


def _mean(states: Tensor, mask: Tensor) -> Tensor:
    weight = mask[:, :, None].to(states.dtype)
    return (states * weight).sum(dim=1) / weight.sum(dim=1).clamp(min=1)


def info_nce(texts: Tensor, pictures: Tensor, scale: Tensor, same: Tensor) -> Tensor:
    """Symmetric InfoNCE of matching rows [B, D] (Radford et al. 2021, figure 3).

    ``same`` [B, B] bool: pairs that show the same scene; other than on the diagonal they count neither way.
    """
    logits = scale.clamp(max=COLDEST).exp() * texts @ pictures.T
    others = same & ~torch.eye(len(texts), dtype=torch.bool, device=same.device)
    logits = logits.masked_fill(others, float("-inf"))
    wanted = torch.arange(len(texts), device=texts.device)
    return (F.cross_entropy(logits, wanted) + F.cross_entropy(logits.T, wanted)) / 2


def scenes(pictures: Sequence[Picture]) -> Tensor:
    """Numbers [B] of pictures; those that differ in the variant of their ground only have the same."""
    numbers: dict[Picture, int] = {}
    return torch.tensor([numbers.setdefault(replace(p, seed=0), len(numbers)) for p in pictures])


def tokens_of(tokenizer: Tokenizer, config: TextConfig, captions: Sequence[str]) -> tuple[Tokens, Tokens]:
    """Captions as either encoder reads them, cut to its length."""
    return tokenizer.batch(captions, config.clip_length), tokenizer.batch(captions, config.t5_length)


@torch.no_grad()
def vectors_of_captions(pair: Pair, tokenizer: Tokenizer, captions: Sequence[str]) -> Tensor:
    """Vectors [N, 2 * space]: what both encoders make of each caption, with equal weight."""
    found = []
    for start in range(0, len(captions), BATCH):
        clip, t5 = tokens_of(tokenizer, pair.encoders.config, captions[start : start + BATCH])
        device = pair.scale.device
        found.append(torch.cat(pair.texts(clip.to(device), t5.to(device)), dim=1).cpu())
    return torch.cat(found)


@torch.no_grad()
def vectors_of_pictures(pair: Pair, world: Renderer, pictures: Sequence[Picture]) -> Tensor:
    """Vectors [N, 2 * space]: each picture's, once for either encoder."""
    found = []
    for start in range(0, len(pictures), BATCH):
        views = pair.tower(world.render(pictures[start : start + BATCH]).to(pair.scale.device)).cpu()
        found.append(torch.cat([views, views], dim=1))
    return torch.cat(found)


class ContrastiveStage:
    """Captions of both languages and pictures of the same records, drawn together."""

    def __init__(
        self, tokenizer: Tokenizer, world: Renderer, corpus: Corpus, module: Pair, batch: int,
        device: torch.device = CPU,
    ) -> None:  # fmt: skip
        self.tokenizer, self.world, self.corpus, self.batch, self.device = tokenizer, world, corpus, batch, device
        self.config = module.encoders.config
        self.module = module.to(device)

    def loss(self, step: int, generator: torch.Generator) -> tuple[Tensor, dict[str, float]]:
        """The mean of both encoders' losses, and how often the right picture of the batch is the nearest."""
        rng = random.Random(int(torch.randint(2**62, (), generator=generator)))
        records = self.corpus.sample(rng, self.batch)
        captions = [rng.choice(record.captions[rng.choice(("en", "zh"))]) for record in records]
        pictures = [record.picture for record in records]
        numbers = scenes(pictures)
        same = (numbers[:, None] == numbers).to(self.device)
        clip, t5 = (tokens.to(self.device) for tokens in tokens_of(self.tokenizer, self.config, captions))
        seen = self.world.render(pictures).to(self.device)
        with torch.autocast(self.device.type, torch.bfloat16):
            views = self.module.tower(seen).float()
            texts = [text.float() for text in self.module.texts(clip, t5)]
        loss = torch.stack([info_nce(text, views, self.module.scale, same) for text in texts]).mean()
        nearest = (texts[1] @ views.T).argmax(dim=1)
        right = same[torch.arange(len(records), device=self.device), nearest].float().mean()
        return loss, {"right_in_batch": float(right.detach()), "scale": float(self.module.scale.detach().exp())}

    def sheet(self, path: Path) -> None:
        """Recall among 256 records as text: this stage draws nothing."""
        records = self.corpus.sample(random.Random(1), 256)
        views = vectors_of_pictures(self.module, self.world, [record.picture for record in records])
        numbers = scenes([record.picture for record in records])
        lines = []
        for language in ("en", "zh"):
            captions = [record.captions[language][0] for record in records]
            nearest = (vectors_of_captions(self.module, self.tokenizer, captions) @ views.T).argmax(dim=1)
            lines.append(f"{language}: {float((numbers[nearest] == numbers).float().mean()):.1%} of 256 found")
        path.with_suffix(".txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
