"""Training of the text encoders before the transformer: they learn to tell the scene from its caption.

Each encoder's states are read by learned queries, one per slot (first subject, second subject, whole picture), and
classified: concept, colour, position, what is worn and held, setting, time, style. Captions of both languages and all
synonyms share the targets, so that equal meanings get equal states. The heads are thrown away afterwards.
"""

import random
from pathlib import Path
from typing import ClassVar

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from diffusion.config import TextConfig
from diffusion.text import TextEncoders, Tokenizer, Tokens
from diffusion.training.backgrounds import ALL_TIMES, SETTINGS
from diffusion.training.corpus import Corpus, Record
from diffusion.training.figures import RAMPS
from diffusion.training.styles import ALL_STYLES
from diffusion.training.weather import KINDS
from diffusion.training.workers import CPU
from diffusion.training.world import Picture, Placed

COLORS = ("", *RAMPS)
LENSES = ("", "closeup", "wide")
CELLS = 8
"""Positions are told on a grid of so many cells a side."""
SLOTS = 4
MOST = 6
"""More figures than this count as so many."""


class Targets:
    """Class numbers of a picture, by field."""

    def __init__(self, concepts: list[str]) -> None:
        names = ("", *concepts)
        self._concept = {name: index for index, name in enumerate(names)}
        cells = dict.fromkeys(("x", "y", "side"), CELLS + 1)
        subject = {"concept": len(names), "color": len(COLORS), **cells}
        worn = {"worn": len(names), "worn_color": len(COLORS), "held": len(names), "held_color": len(COLORS)}
        self.sizes = {f"{slot}.{field}": n for slot in range(SLOTS) for field, n in {**subject, **worn}.items()}
        self.sizes |= {"setting": len(SETTINGS), "time": len(ALL_TIMES), "style": len(ALL_STYLES)}
        self.sizes |= {"weather": len(KINDS) + 1, "lens": len(LENSES), "count": MOST + 1}

    def of(self, picture: Picture) -> dict[str, int]:
        """The class of every field; a slot without a subject has class 0 everywhere."""
        result = {
            "setting": list(SETTINGS).index(picture.setting),
            "time": ALL_TIMES.index(picture.time) if picture.setting else 0,
            "style": ALL_STYLES.index(picture.style),
            "weather": ("", *KINDS).index(picture.weather),
            "lens": LENSES.index(picture.lens),
            "count": min(len(picture.figures), MOST),
        }
        figures: list[Placed | None] = [*picture.figures, *[None] * SLOTS]
        for slot in range(SLOTS):
            result |= {f"{slot}.{name}": value for name, value in self._subject(figures[slot], picture.size).items()}
        return result

    def _subject(self, figure: Placed | None, size: int) -> dict[str, int]:
        names = ("concept", "color", "x", "y", "side", "worn", "worn_color", "held", "held_color")
        if figure is None:
            return dict.fromkeys(names, 0)
        worn = figure.worn[0] if figure.worn else ("", "")
        held = figure.held[0] if figure.held else ("", "")
        return {
            "concept": self._concept[figure.concept],
            "color": COLORS.index(figure.color),
            "x": _cell(figure.x, size),
            "y": _cell(figure.y, size),
            "side": _cell(figure.side, size),
            "worn": self._concept[worn[0]],
            "worn_color": COLORS.index(worn[1]),
            "held": self._concept[held[0]],
            "held_color": COLORS.index(held[1]),
        }


def _cell(pixels: int, size: int) -> int:
    return max(0, min(CELLS, pixels * CELLS // size))


class Probe(nn.Module):
    """Learned queries over text states [B, L, T], then a classifier per field."""

    def __init__(self, dim: int, sizes: dict[str, int]) -> None:
        super().__init__()
        self.queries = nn.Parameter(torch.randn(SLOTS + 1, dim))
        self.key = nn.Linear(dim, dim)
        self.heads = nn.ModuleDict({name.replace(".", "_"): nn.Linear(dim, size) for name, size in sizes.items()})

    def forward(self, states: Tensor, mask: Tensor) -> dict[str, Tensor]:
        query = self.queries.expand(states.shape[0], -1, -1)
        read = F.scaled_dot_product_attention(query, self.key(states), states, attn_mask=mask[:, None, :])
        slots = {name: int(name[0]) if name[0].isdigit() else SLOTS for name in self.heads}
        return {name: head(read[:, slots[name]]) for name, head in self.heads.items()}


class Probed(nn.Module):
    """Both encoders with a probe each."""

    def __init__(self, config: TextConfig, sizes: dict[str, int]) -> None:
        super().__init__()
        self.encoders = TextEncoders(config)
        self.clip_probe = Probe(config.clip_dim, sizes)
        self.t5_probe = Probe(config.t5_dim, sizes)

    def forward(self, clip: Tokens, t5: Tokens) -> list[dict[str, Tensor]]:
        states = self.encoders(clip, t5)
        return [self.clip_probe(states.clip, states.clip_mask), self.t5_probe(states.t5, states.t5_mask)]


def word_groups(tokenizer: Tokenizer, groups: list[list[str]]) -> list[list[int]]:
    """Token ids of words of equal meaning, for the words that are one piece; no id stands in two groups."""
    claimed: set[int] = set()
    result = []
    for words in groups:
        encoded = [tokenizer.encode(word) for word in words]
        rows = sorted({ids[0] for ids in encoded if len(ids) == 2} - claimed)
        claimed.update(rows)
        if rows:
            result.append(rows)
    return result


@torch.no_grad()
def share_vectors(
    encoders: TextEncoders, tokenizer: Tokenizer, groups: list[list[str]], generator: torch.Generator
) -> None:
    """Words of one meaning, in both languages, start from one vector: the dictionary need not be learned.

    ``groups`` holds lists of words of equal meaning; words of more than one piece take no part, nor do pieces that an
    earlier group has claimed.
    """
    tables = [(encoders.t5.shared.weight, 0.5), (encoders.clip.embeddings.word_embeddings.weight, 0.05)]
    for table, std in tables:
        table.copy_(torch.randn(table.shape, generator=generator) * std)
    for rows in word_groups(tokenizer, groups):
        for table, std in tables:
            table[rows] = torch.randn(table.shape[1], generator=generator) * std


class LanguageStage:
    """Cross entropy of every field of both probes."""

    WEIGHTS: ClassVar[dict[str, float]] = {"concept": 6.0, "color": 2.0, "worn": 2.0, "held": 2.0}

    def __init__(
        self,
        config: TextConfig,
        tokenizer: Tokenizer,
        corpus: Corpus,
        concepts: list[str],
        synonyms: list[list[str]],
        batch: int,
        device: torch.device = CPU,
    ) -> None:
        self.config, self.tokenizer, self.corpus, self.batch, self.device = config, tokenizer, corpus, batch, device
        self.targets = Targets(concepts)
        self.module = Probed(config, self.targets.sizes)
        share_vectors(self.module.encoders, tokenizer, synonyms, torch.Generator().manual_seed(0))
        self.module.to(device)

    def _outputs(
        self, records: list[Record], captions: list[str]
    ) -> tuple[list[dict[str, Tensor]], list[dict[str, int]]]:
        clip = self.tokenizer.batch(captions, self.config.clip_length).to(self.device)
        t5 = self.tokenizer.batch(captions, self.config.t5_length).to(self.device)
        return self.module(clip, t5), [self.targets.of(record.picture) for record in records]

    def loss(self, step: int, generator: torch.Generator) -> tuple[Tensor, dict[str, float]]:
        rng = random.Random(int(torch.randint(2**62, (), generator=generator)))
        records = self.corpus.sample(rng, self.batch)
        captions = [rng.choice(record.captions[rng.choice(("en", "zh"))]) for record in records]
        with torch.autocast(self.device.type, torch.bfloat16):
            outputs, wanted = self._outputs(records, captions)
        losses, right = [], []
        for output in outputs:
            for name in self.targets.sizes:
                logits = output[name.replace(".", "_")].float()
                target = torch.tensor([row[name] for row in wanted], device=self.device)
                weight = self.WEIGHTS.get(name.rpartition(".")[2], 1.0)
                losses.append(weight * F.cross_entropy(logits, target))
                right.append((logits.argmax(1) == target).float().mean())
        concept = outputs[1]["0_concept"].argmax(1)
        hit = (concept.cpu() == torch.tensor([row["0.concept"] for row in wanted])).float().mean()
        return torch.stack(losses).mean(), {"fields_right": float(torch.stack(right).mean()), "concept": float(hit)}

    @torch.no_grad()
    def accuracy(self, seed: int, count: int, language: str) -> dict[str, float]:
        """Share of right fields of the T5's probe on ``count`` records, by field."""
        records = self.corpus.sample(random.Random(seed), count)
        outputs, wanted = self._outputs(records, [record.captions[language][0] for record in records])
        result = {}
        for name in self.targets.sizes:
            target = torch.tensor([row[name] for row in wanted], device=self.device)
            result[name] = float((outputs[1][name.replace(".", "_")].argmax(1) == target).float().mean())
        return result

    def sheet(self, path: Path) -> None:
        """The accuracies as text: this stage draws nothing."""
        lines = [f"{language} {self.accuracy(1, 512, language)}" for language in ("en", "zh")]
        path.with_suffix(".txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
