"""Consistency over dialogues of twelve turns, judged by a network that the project did not train.

Twenty scripted dialogues, ten Chinese and ten English, run through the real conversation, rewriter and painter: once
with reference tokens and once with nothing but the same seed. Asked of every turn: how like its first appearance the
subject is, whether the edit was done (nearest among true renders that differ in what was asked for), and what changed
elsewhere. Floor: the pictures of another dialogue. Ceiling: true renders of the scripted scenes.

    python -m benchmarks.consistency --model assets/tiny/model.safetensors \\
        --figures .data/fluent-emoji-3d/package/assets --out docs/consistency
"""

import argparse
import json
import sys
import time
from dataclasses import asdict
from pathlib import Path
from statistics import fmean

import torch

from benchmarks.dialogues import scripts
from benchmarks.play import Numbers, Played, play
from benchmarks.questions import Examiner, Eye
from benchmarks.score import TurnScore, rows, score_all, table, truth
from benchmarks.sheets import find_font, save_dialogue
from diffusion import Pipeline, load
from diffusion.training.figures import Figures
from diffusion.training.world import World
from rewriter import Lexicon
from rewriter.layout import WORLD


def say(message: str) -> None:
    """Progress, beside the table on standard output."""
    print(message, file=sys.stderr, flush=True)


def draw_all(
    pipeline: Pipeline, lexicon: Lexicon, numbers: Numbers, count: int, turns: int, seed: int
) -> tuple[list[Played], list[Played]]:
    """The dialogues with and without references."""
    played: list[Played] = []
    alone: list[Played] = []
    for index, script in enumerate(scripts(lexicon, count, seed, turns)):
        started = time.perf_counter()
        for use, into in ((True, played), (False, alone)):
            into.append(play(script, pipeline, lexicon, numbers, seed + index, use_references=use))
        say(f"drew {script.name} twice, {time.perf_counter() - started:.1f} s")
    return played, alone


def notes(pipeline: Pipeline, numbers: Numbers, played: list[Played], alone: list[Played]) -> str:
    """What stands below the table."""
    understood = [one for dialogue in played for one in dialogue.understood]
    missed = [
        f"{dialogue.script.name}: {line.text}"
        for dialogue in played
        for line, right in zip(dialogue.script.turns, dialogue.understood, strict=True)
        if not right
    ]
    times = [fmean(s for d in way for s in d.seconds) for way in (played, alone)]
    lines = [
        f"{pipeline.name}; {numbers.steps} steps, guidance {numbers.guidance}, {numbers.sampler}; "
        f"{len(played)} dialogues, {len(understood)} turns.",
        f"Prompt exactly as the script's scene reads: {fmean(understood):.1%} of the turns"
        + (f"; not in: {'; '.join(missed[:12])}{' …' if len(missed) > 12 else ''}." if missed else "."),
        f"Seconds a drawing: {times[0]:.2f} with references, {times[1]:.2f} without, "
        f"{torch.get_num_threads()} threads.",
        "Floor: pictures of the next dialogue. Ceiling: true renders. No mean where the floor is the more alike.",
    ]
    return "\n".join(f"- {line}" for line in lines) + "\n"


def run(
    pipeline: Pipeline, world: World, eye: Eye, lexicon: Lexicon, numbers: Numbers, *, count: int, turns: int,
    seed: int, out: Path | None, sheets: int = 4, font: Path | None = None,
) -> str:  # fmt: skip
    """Draws, judges, writes the files to ``out`` and returns the table with its notes."""
    letters = find_font(font)
    played, alone = draw_all(pipeline, lexicon, numbers, count, turns, seed)
    examiner = Examiner(world, eye)
    scores = score_all(examiner, played, alone, say)
    lines = rows(scores)
    text = table(lines) + "\n" + notes(pipeline, numbers, played, alone)
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        (out / "table.md").write_text(text, encoding="utf-8")
        data = {
            "model": pipeline.name, "numbers": asdict(numbers), "seed": seed, "rows": [asdict(line) for line in lines],
            "understood": {d.script.name: list(d.understood) for d in played}, "turns": _plain(scores),
        }  # fmt: skip
        (out / "table.json").write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        for one, other in list(zip(played, alone, strict=True))[:sheets]:
            pictures = (one.pictures, other.pictures, truth(examiner, one.script)[0])
            save_dialogue(out / f"dialogue-{one.script.name}.png", one.script, pictures, letters)
    return text


def _plain(scores: dict[str, list[TurnScore]]) -> dict[str, list[dict[str, object]]]:
    return {way: [asdict(turn) for turn in turns] for way, turns in scores.items()}


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
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--guidance", type=float, default=3.0)
    parser.add_argument("--sampler", default="dpmpp_2m")
    parser.add_argument("--threads", type=int, help="of torch; its own choice unless given")
    parser.add_argument("--sheets", type=int, default=4, help="how many dialogues get a contact sheet")
    parser.add_argument("--font", type=Path, help="a font with Chinese for the contact sheets")
    parser.add_argument("--out", type=Path, help="folder for table.md, table.json and the contact sheets")
    args = parser.parse_args()
    if args.dialogues < 2:
        parser.error("--dialogues must be at least 2: each dialogue's floor is the next one")
    if args.threads:
        torch.set_num_threads(args.threads)
    from diffusion.training.features import Judge

    pipeline = load(args.model)
    world = World(Figures(args.world / "concepts.tsv", args.figures), WORLD)
    numbers = Numbers(args.steps, args.guidance, args.sampler)
    print(
        run(
            pipeline, world, Judge(), Lexicon.load(args.world), numbers, count=args.dialogues, turns=args.turns,
            seed=args.seed, out=args.out, sheets=args.sheets, font=args.font,
        )
    )  # fmt: skip


if __name__ == "__main__":
    main()
