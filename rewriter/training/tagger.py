"""Trains the reader: ``python -m rewriter.training.tagger --steps 3000 --seed 1 --out assets/reader``."""

import argparse
import json
import logging
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor
from torch.nn import functional as F

from rewriter.lexicon import Lexicon
from rewriter.reader.features import NAMES
from rewriter.reader.reader import FILE
from rewriter.training.tagger_model import Tagger
from rewriter.training.tagger_talk import Example, Talk, load_frames
from rewriter.training.tagger_words import load

logger = logging.getLogger(__name__)
POOL = 6
"""Batches drawn together and sorted by length, so that little is padding."""


def batches(examples: Iterator[Example], size: int) -> Iterator[list[Example]]:
    """Yield batches of examples of similar length."""
    while True:
        pool = sorted(islice(examples, size * POOL), key=lambda one: len(one.tags))
        starts = torch.randperm(POOL).tolist()
        for start in starts:
            yield pool[start * size : (start + 1) * size]


def tensors(batch: list[Example]) -> dict[str, Tensor]:
    """Return the tensors of a batch as ``Tagger`` takes them, and its gold ``tags``, ``arcs`` and ``intent``."""
    longest = max(len(one.tags) for one in batch)
    grams: list[int] = []
    offsets: list[int] = []
    marks = torch.zeros(len(batch), longest, len(NAMES))
    mask = torch.zeros(len(batch), longest, dtype=torch.bool)
    tags = torch.full((len(batch), longest), -100)
    arcs = torch.full((len(batch), longest), -100)
    for row, one in enumerate(batch):
        count = len(one.tags)
        for at in range(longest):
            offsets.append(len(grams))
            grams += one.grams[at] if at < count else []
            if at < count:
                marks[row, at, one.features[at]] = 1
        mask[row, :count] = True
        tags[row, :count] = torch.tensor(one.tags)
        gold = torch.tensor(one.arcs)
        arcs[row, :count] = torch.where(gold < 0, -100, gold)
    return {
        "grams": torch.tensor(grams), "offsets": torch.tensor(offsets), "features": marks, "mask": mask,
        "tags": tags, "arcs": arcs, "intent": torch.tensor([one.intent for one in batch]),
    }  # fmt: skip


def loss_of(model: Tagger, data: dict[str, Tensor]) -> Tensor:
    """Return the sum of the three cross-entropies."""
    intent, tags, arcs = model(data["grams"], data["offsets"], data["features"], data["mask"])
    told = F.cross_entropy(tags.flatten(0, 1), data["tags"].flatten(), ignore_index=-100, label_smoothing=0.02)
    linked = F.cross_entropy(arcs.flatten(0, 1), data["arcs"].flatten(), ignore_index=-100)
    return told + 0.5 * linked + 0.3 * F.cross_entropy(intent, data["intent"], label_smoothing=0.02)


@torch.no_grad()
def measure(model: Tagger, examples: Iterator[Example], count: int) -> dict[str, float]:
    """Return shares over ``count`` examples: tokens tagged right, whole turns (tags and arcs), arcs, intents."""
    model.eval()
    told = total = whole = linked = links = meant = 0
    for batch in (list(islice(examples, 50)) for _ in range(count // 50)):
        data = tensors(batch)
        intent, tags, arcs = (
            each.argmax(-1) for each in model(*(data[n] for n in ("grams", "offsets", "features", "mask")))
        )
        asked = data["arcs"] >= 0
        right_tag = (tags == data["tags"]) | ~data["mask"]
        right_arc = (arcs == data["arcs"]) | ~asked
        told += int((right_tag & data["mask"]).sum())
        total += int(data["mask"].sum())
        linked += int((right_arc & asked).sum())
        links += int(asked.sum())
        whole += int((right_tag.all(1) & right_arc.all(1)).sum())
        meant += int((intent == data["intent"]).sum())
    model.train()
    turns = count // 50 * 50
    return {"tags": told / total, "arcs": linked / max(links, 1), "turns": whole / turns, "intents": meant / turns}


def train(
    talk: Talk, model: Tagger, seed: int, steps: int, batch: int, rate: float, out: Path
) -> tuple[Tagger, dict[str, object]]:
    """Train for ``steps`` with linear decay; returns the model (weights averaged over steps) and what it reached."""
    optimizer = torch.optim.AdamW(model.parameters(), lr=rate, weight_decay=0.01, betas=(0.9, 0.98))
    begun = time.process_time()
    averaged = {name: value.detach().clone() for name, value in model.state_dict().items()}
    for step, chosen in enumerate(islice(batches(talk.examples(seed), batch), steps), 1):
        past = step / steps
        for group in optimizer.param_groups:
            group["lr"] = rate * min(1.0, step / 100) * min(1.0, 1.15 * (1 - past) + 0.01)
        loss = loss_of(model, tensors(chosen))
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        keep = min(0.995, step / (step + 20))
        with torch.no_grad():
            for name, value in model.state_dict().items():
                averaged[name].lerp_(value, 1 - keep)
        if step % 100 == 0:
            save(averaged, out)
            logger.info("step %d of %d, loss %.3f", step, steps, loss.item())
    model.load_state_dict(averaged)
    seen = measure(model, talk.examples(seed + 1), 500)
    unseen = measure(model, talk.examples(seed + 2, apart=True), 500)
    return model, {
        "examples": steps * batch,
        "processor seconds": time.process_time() - begun,
        "frames seen": seen,
        "frames unseen": unseen,
    }


def save(weights: dict[str, Tensor], out: Path) -> None:
    """Write ``weights`` as float16."""
    out.mkdir(parents=True, exist_ok=True)
    save_file({name: value.half().contiguous() for name, value in weights.items()}, out / FILE)


def main() -> None:
    """Parse the flags, train, and write ``reader.safetensors`` and ``report.json``."""
    parser = argparse.ArgumentParser(prog="python -m rewriter.training.tagger", description=__doc__)
    parser.add_argument("--steps", type=int, default=3000)
    parser.add_argument("--batch", type=int, default=48)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--start", type=Path, help="weights to go on from")
    parser.add_argument("--out", type=Path, default=Path("assets/reader"))
    parser.add_argument("--world", type=Path, default=Path("assets/world"), help="folder of the lexicon")
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    torch.set_num_threads(args.threads)
    talk = Talk(load_frames(), load(), Lexicon.load(args.world))
    torch.manual_seed(args.seed)
    model = Tagger()
    if args.start:
        model.load_state_dict({name: value.float() for name, value in load_file(args.start).items()})
    model, report = train(talk, model, args.seed, args.steps, args.batch, args.rate, args.out)
    save(model.state_dict(), args.out)
    (args.out / "report.json").write_text(json.dumps({**vars(args), **report}, indent=1, default=str) + "\n")
    logger.info("%s", json.dumps(report))


if __name__ == "__main__":
    main()
