"""Consistency over dialogues of twelve turns, judged by a network that the project did not train.

Twenty scripted dialogues, ten Chinese and ten English, run through the real conversation, rewriter and painter: once
with reference tokens (unless --no-references) and once with nothing but the same seed. Asked of every turn: how like
its first appearance the subject is, whether the edit was done (nearest among true renders that differ in what was asked
for), and what changed elsewhere; of the last one, whether it is as sharp as the first. Floor: the pictures of another
dialogue. Ceiling: true renders of the scripted scenes.

    python -m benchmarks.consistency --model assets/tiny/model.safetensors \\
        --figures .data/fluent-emoji-3d/package/assets --out docs/consistency
"""

import argparse
import itertools
import json
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from pathlib import Path
from statistics import fmean

import torch

from benchmarks.dialogues import scripts
from benchmarks.play import Numbers, Played, play
from benchmarks.questions import Examiner, Eye
from benchmarks.score import ALONE, REFERENCES, TurnScore, rows, score_all, table, truth
from benchmarks.sheets import find_font, save_dialogue
from diffusion import Pipeline, load
from diffusion.training.figures import Figures
from diffusion.training.world import World
from rewriter import Lexicon
from rewriter.layout import WORLD


def say(message: str) -> None:
    """Progress, beside the table on standard output."""
    print(message, file=sys.stderr, flush=True)


@dataclass(frozen=True, slots=True)
class Asked:
    """What all dialogues of a run have in common. ``turns``: only the first so many; ``ways``: REFERENCES, ALONE."""

    numbers: Numbers
    count: int = 20
    turns: int = 12
    seed: int = 1
    ways: tuple[str, ...] = (REFERENCES, ALONE)


@dataclass(frozen=True, slots=True)
class Found:
    """Some dialogues, drawn in every way and scored."""

    drawn: dict[str, list[Played]]
    scores: dict[str, list[TurnScore]]


def find(pipeline: Pipeline, world: World, eye: Eye, lexicon: Lexicon, asked: Asked, chosen: Sequence[int]) -> Found:
    """Draws and judges the dialogues ``chosen``, at least two, by number: each one's floor is the next of them."""
    drawn: dict[str, list[Played]] = {way: [] for way in asked.ways}
    made = scripts(lexicon, asked.count, asked.seed, asked.turns)
    for index in chosen:
        started = time.perf_counter()
        for way, into in drawn.items():
            use = way == REFERENCES
            into.append(play(made[index], pipeline, lexicon, asked.numbers, asked.seed + index, use_references=use))
        say(f"drew {made[index].name}, {time.perf_counter() - started:.1f} s")
    return Found(drawn, score_all(Examiner(world, eye), drawn, say))


def joined(parts: Sequence[Found]) -> Found:
    """All dialogues of several runs, in the order of their names."""
    drawn = {way: [one for part in parts for one in part.drawn[way]] for way in parts[0].drawn}
    scores = {way: [one for part in parts for one in part.scores[way]] for way in parts[0].scores}
    return Found(
        {way: sorted(found, key=lambda one: one.script.name) for way, found in drawn.items()},
        {way: sorted(found, key=lambda one: (one.dialogue, one.turn)) for way, found in scores.items()},
    )


def notes(model: str, numbers: Numbers, drawn: Mapping[str, Sequence[Played]]) -> str:
    """What stands below the table."""
    played = next(iter(drawn.values()))
    understood = [one for dialogue in played for one in dialogue.understood]
    missed = [
        f"{dialogue.script.name}: {line.text}"
        for dialogue in played
        for line, right in zip(dialogue.script.turns, dialogue.understood, strict=True)
        if not right
    ]
    times = [f"{fmean(s for d in dialogues for s in d.seconds):.2f} {way}" for way, dialogues in drawn.items()]
    lines = [
        f"{model}; {numbers.steps} steps, guidance {numbers.guidance}, {numbers.sampler}; "
        f"{len(played)} dialogues, {len(understood)} turns.",
        f"Prompt exactly as the script's scene reads: {fmean(understood):.1%} of the turns"
        + (f"; not in: {'; '.join(missed[:12])}{' …' if len(missed) > 12 else ''}." if missed else "."),
        f"Seconds a drawing: {', '.join(times)}; {torch.get_num_threads()} threads.",
        "Floor: pictures of the next dialogue. Ceiling: true renders. No mean where the floor is the more alike.",
    ]
    return "\n".join(f"- {line}" for line in lines) + "\n"


def report(
    model: str, asked: Asked, found: Found, world: World, out: Path | None, *, sheets: int = 4, font: Path | None = None
) -> str:
    """Writes the files to ``out`` and returns the table with its notes."""
    letters = find_font(font)
    drawn, scores = found.drawn, found.scores
    lines = rows(scores)
    text = table(lines, list(scores)) + "\n" + notes(model, asked.numbers, drawn)
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        (out / "table.md").write_text(text, encoding="utf-8")
        data = {
            "model": model, "numbers": asdict(asked.numbers), "seed": asked.seed,
            "rows": [asdict(line) for line in lines],
            "understood": {d.script.name: list(d.understood) for d in next(iter(drawn.values()))},
            "turns": _plain(scores),
        }  # fmt: skip
        (out / "table.json").write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        for index, one in enumerate(next(iter(drawn.values()))[:sheets]):
            script, pictures = one.script, {way: dialogues[index].pictures for way, dialogues in drawn.items()}
            pictures["true render"] = truth(world, script)[0]
            save_dialogue(out / f"dialogue-{script.name}.png", script, pictures, letters)
    return text


def _plain(scores: dict[str, list[TurnScore]]) -> dict[str, list[dict[str, object]]]:
    return {way: [asdict(turn) for turn in turns] for way, turns in scores.items()}


def _part(args: argparse.Namespace, chosen: Sequence[int]) -> tuple[str, Asked, Found]:
    """One process's share: the model's name, what was asked, what was found."""
    from diffusion.training.features import Judge

    if args.processes > 1:
        torch.set_num_threads(1)
    elif args.threads:
        torch.set_num_threads(args.threads)
    pipeline = load(args.model)
    own = pipeline.regime
    guidance = own.guidance if args.guidance is None else args.guidance
    asked = Asked(
        Numbers(args.steps or own.steps, guidance, args.sampler or own.sampler), args.dialogues, args.turns, args.seed,
        (ALONE,) if args.no_references else (REFERENCES, ALONE),
    )  # fmt: skip
    return pipeline.name, asked, find(pipeline, _world(args), Judge(), Lexicon.load(args.world), asked, chosen)


def _world(args: argparse.Namespace) -> World:
    return World(Figures(args.world / "concepts.tsv", args.figures), WORLD)


def main() -> None:
    """Parses the flags, draws, judges, writes the tables."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.consistency",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--model", type=Path, default=Path("assets/tiny/model.safetensors"))
    parser.add_argument("--figures", type=Path, default=Path(".data/fluent-emoji-3d/package/assets"))
    parser.add_argument("--world", type=Path, default=Path("assets/world"))
    parser.add_argument("--dialogues", type=int, default=20, help="how many, at least 2; Chinese and English in turn")
    parser.add_argument("--turns", type=int, default=12, help="only the first so many turns of each")
    parser.add_argument("--seed", type=int, default=1, help="of the scripts and, counted up, of the drawings")
    parser.add_argument("--no-references", action="store_true", help="only from the same seed")
    parser.add_argument("--steps", type=int, help="of a drawing (the model's own)")
    parser.add_argument("--guidance", type=float, help="(the model's own)")
    parser.add_argument("--sampler", help="(the model's own)")
    parser.add_argument("--threads", type=int, help="of torch; its own choice unless given")
    parser.add_argument("--processes", type=int, default=1, help="to share the dialogues, one thread each")
    parser.add_argument("--sheets", type=int, default=4, help="how many dialogues get a contact sheet")
    parser.add_argument("--font", type=Path, help="a font with Chinese for the contact sheets")
    parser.add_argument("--out", type=Path, help="folder for table.md, table.json and the contact sheets")
    args = parser.parse_args()
    if args.dialogues < 2 * args.processes:
        parser.error("--dialogues must be at least 2 for each process: each dialogue's floor is the next one")
    # Neighbours stay together, so that a floor has the other language's pictures, as in one process.
    edges = [args.dialogues * part // args.processes for part in range(args.processes + 1)]
    hands = [range(*pair) for pair in itertools.pairwise(edges)]
    with ProcessPoolExecutor(args.processes, mp_context=get_context("spawn")) as pool:
        parts = list(pool.map(_part, [args] * args.processes, hands))
    model, asked, _ = parts[0]
    found = joined([part for _, _, part in parts])
    print(report(model, asked, found, _world(args), args.out, sheets=args.sheets, font=args.font))


if __name__ == "__main__":
    main()
