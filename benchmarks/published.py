"""The published model here and under diffusers' HunyuanDiTPipeline: ``python -m benchmarks.published``.

Same random weights from the same files, same prompt, noise, sampler, steps and dtype, in one run, in turn. Where there
is a GPU, at the published size, 1024 x 1024, 25 steps, float16, eager and compiled; else at reduced depth on the CPU.
Latents of both sides must agree before any time is taken. Prints Markdown tables.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from statistics import median
from typing import Any

import torch

from benchmarks import published_gains
from benchmarks.measure import markdown
from benchmarks.published_draw import Drawn, disagreement, our_drawing, their_drawing
from benchmarks.published_models import PUBLISHED, REDUCED, Setting, Shape, our_pipeline, their_pipeline, write
from diffusion import Pipeline

ROOT = Path(__file__).parent.parent
PARTS = ("startup", "speed", "gains")
SIDES = ("ours", "diffusers")
HOW = """\
The same random weights from the same files, the same prompt, noise, sampler (DPM-Solver++(2M), 2nd order), steps and
dtype, in one run, in turn; diffusers' `HunyuanDiTPipeline` with its `DPMSolverMultistepScheduler`. A picture is made
from words: text encoders, denoising and decoding (ours writes a PNG as well). Times are medians, after one round that
warms up. With random weights pictures show nothing: what is compared is time, memory and the equality of latents.
"""


def startup(folder: Path, setting: Setting, repeats: int) -> str:
    """The table of fresh processes, one at a time, after one of each that warms the disk's cache."""
    runs: dict[str, list[dict[str, dict[str, float]]]] = {side: [] for side in SIDES}
    for turn in range(repeats + 1):
        for side in SIDES:
            stages = _fresh(side, folder, setting)
            if turn:
                runs[side].append(stages)

    def row(label: str, stage: str, what: str, unit: str) -> list[str]:
        ours, theirs = (median(run[stage][what] for run in runs[side]) for side in SIDES)
        digits = 0 if unit == "MiB" else 2
        return [label, f"{ours:.{digits}f} {unit}", f"{theirs:.{digits}f} {unit}", _ratio(ours, theirs)]

    rows = [
        row("imports", "imported", "seconds", "s"),
        row("loading from the disk", "loaded", "seconds", "s"),
        row("the first picture", "drawn", "seconds", "s"),
        row("process start to the first picture", "drawn", "since", "s"),
        row("peak resident memory after loading", "loaded", "peak", "MiB"),
        row("peak resident memory after a picture", "drawn", "peak", "MiB"),
    ]
    if setting.device == "cuda":
        rows.append(row("peak GPU memory after loading", "loaded", "cuda", "MiB"))
        rows.append(row("peak GPU memory after a picture", "drawn", "cuda", "MiB"))
    return markdown([f"fresh process, median of {repeats}", "ours", "diffusers", "ours / diffusers"], rows)


def _fresh(side: str, folder: Path, setting: Setting) -> dict[str, dict[str, float]]:
    command = [sys.executable, "-m", "benchmarks.published_fresh", side, str(folder), json.dumps(asdict(setting))]
    begin = time.perf_counter()
    stages = {}
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        for line in child.stdout:
            stage = json.loads(line)
            stages[stage["stage"]] = {**stage, "since": time.perf_counter() - begin}
    if child.returncode:
        raise RuntimeError(f"a fresh process ended with status {child.returncode}; its words are above")
    return stages


@torch.inference_mode()
def speed(ours: Pipeline, theirs: Any, setting: Setting, repeats: int, *, compiled: bool) -> str:
    """The table of times, both sides in turn; with ``compiled`` again with both transformers compiled."""
    differs = disagreement(ours, theirs, setting)
    tasks: dict[str, Callable[[], Drawn]] = {
        "ours": lambda: our_drawing(ours, setting), "diffusers": lambda: their_drawing(theirs, setting)[0],
    }  # fmt: skip
    if compiled:
        networks = {"ours": torch.compile(ours.transformer), "diffusers": torch.compile(theirs.transformer)}
        for side, pipeline in (("ours", ours), ("diffusers", theirs)):
            tasks[f"{side}, compiled"] = _swapped(pipeline, networks[side], tasks[side])
    taken = _in_turn(tasks, repeats)
    kinds = ("", ", compiled") if compiled else ("",)
    reference = {kind: _middle(taken[f"diffusers{kind}"]) for kind in kinds}
    rows = []
    for name, drawings in taken.items():
        step, whole = _middle(drawings)
        ratios = [
            _ratio(mine, other)
            for their in reference.values()
            for mine, other in zip((step, whole), their, strict=True)
        ]
        rows.append([name, f"{step * 1000:.1f} ms", f"{whole:.3f} s", *ratios])
    against = [f"{what} / diffusers{kind}" for kind in reference for what in ("step", "picture")]
    note = f"Last latents of both sides differ by {differs:.1e} standard deviations at most. Below 1 is faster.\n"
    return markdown([f"median of {repeats}", "a step", "a picture, from words", *against], rows) + "\n" + note


def _middle(drawings: Sequence[Drawn]) -> tuple[float, float]:
    """Median seconds of a step and of a picture."""
    return median(one.step for one in drawings), median(one.whole for one in drawings)


def _swapped(pipeline: Any, network: Any, draw: Callable[[], Drawn]) -> Callable[[], Drawn]:
    """The drawing with another network in the pipeline's transformer's place."""

    def drawn() -> Drawn:
        usual = pipeline.transformer
        pipeline.transformer = network
        try:
            return draw()
        finally:
            pipeline.transformer = usual

    return drawn


def _in_turn(tasks: Mapping[str, Callable[[], Drawn]], repeats: int) -> dict[str, list[Drawn]]:
    for task in tasks.values():
        task()  # warms up, compiles
    taken: dict[str, list[Drawn]] = {name: [] for name in tasks}
    for _ in range(repeats):
        for name, task in tasks.items():
            taken[name].append(task())
    return taken


def _ratio(ours: float, theirs: float) -> str:
    return f"{ours / theirs:.2f}" if theirs else ""


def report(
    folder: Path, shape: Shape, setting: Setting, repeats: int, parts: Collection[str], *, compiled: bool
) -> Iterator[str]:
    """The tables of ``parts`` as they are done; the model is written into ``folder`` unless it is there already."""
    if not (folder / "model_index.json").is_file():
        _say("writing the model")
        write(folder, shape, setting)
    yield f"{setting.describe()}.\nRandom weights; {shape.describe()}.\n"
    if "startup" in parts:
        _say("fresh processes")
        yield startup(folder, setting, min(repeats, 3))
    if not {"speed", "gains"} & set(parts):
        return
    ours = our_pipeline(folder, setting)
    if "speed" in parts:
        _say("drawing")
        yield speed(ours, their_pipeline(folder, setting), setting, repeats, compiled=compiled)
    if "gains" in parts:
        _say("savings one by one")
        yield published_gains.report(ours, setting, repeats)


def _say(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


def _parser() -> argparse.ArgumentParser:
    cuda = torch.cuda.is_available()
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.published", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--size", choices=("reduced", "published"), default="published" if cuda else "reduced")
    parser.add_argument("--depth", type=int, help="blocks of the transformer, if not those of the size")
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cuda" if cuda else "cpu")
    parser.add_argument("--dtype", choices=("float32", "float16", "bfloat16"), help="float16 on a GPU unless given")
    parser.add_argument("--side", type=int, help="pixels; 1024 on a GPU, else 256, unless given")
    parser.add_argument("--steps", type=int, default=25 if cuda else 10, help="of every drawing; divides 1000")
    parser.add_argument("--repeats", type=int, default=5, help="medians are taken over so many rounds")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads(), help="of torch")
    parser.add_argument("--only", choices=PARTS, action="append", help="may be given several times; all unless given")
    parser.add_argument("--compile", action=argparse.BooleanOptionalAction, default=cuda, help="compiled ones, too")
    parser.add_argument("--folder", type=Path, help="keeps the model there, or finds it there; else it is thrown away")
    parser.add_argument("--out", type=Path, help="a file for the tables, too")
    return parser


def main() -> None:
    """Parses the flags, measures, prints and, where asked to, writes the tables."""
    parser = _parser()
    args = parser.parse_args()
    if args.repeats < 1 or args.steps < 4 or 1000 % args.steps:
        parser.error("--repeats must be at least 1, and --steps at least 4 and a divisor of 1000")
    torch.set_num_threads(args.threads)
    on_gpu = args.device == "cuda"
    setting = Setting(
        args.device, args.dtype or ("float16" if on_gpu else "float32"), args.side or (1024 if on_gpu else 256),
        args.steps, args.threads,
    )  # fmt: skip
    shape = PUBLISHED if args.size == "published" else REDUCED
    shape = replace(shape, depth=args.depth or shape.depth)
    command = " ".join(["python -m benchmarks.published", *sys.argv[1:]])
    texts = [f"# The published model here and under diffusers\n\n`{command}`\n\n{HOW}"]
    print(texts[0])
    with tempfile.TemporaryDirectory() as passing:
        folder = (args.folder or Path(passing) / "HunyuanDiT-random").resolve()
        for text in report(folder, shape, setting, args.repeats, args.only or PARTS, compiled=args.compile):
            print(text, flush=True)
            texts.append(text)
    if args.out:
        args.out.parent.mkdir(parents=True, exist_ok=True)
        args.out.write_text("\n".join(texts), encoding="utf-8")


if __name__ == "__main__":
    main()
