"""Start and memory of a fresh process: from nothing to a pipeline that can draw, and to one picture drawn."""

import json
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

import torch

from benchmarks.measure import markdown

ROOT = Path(__file__).parent.parent


def started(model: Path, *, draw: bool) -> dict[str, dict[str, float]]:
    """Stages of one fresh process: seconds of the stage, ``since`` the process was started, peak memory in MiB."""
    command = [sys.executable, "-m", "benchmarks.fresh", str(model.resolve()), str(torch.get_num_threads())]
    begin = time.perf_counter()
    stages = {}
    with subprocess.Popen(
        [*command, *(["draw"] if draw else [])], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        for line in child.stdout:
            since = time.perf_counter() - begin
            stage = json.loads(line)
            stages[stage["stage"]] = {"seconds": stage["seconds"], "since": since, "peak": stage["peak"]}
    if child.returncode:
        raise RuntimeError(f"a fresh process ended with status {child.returncode}; its words are above")
    return stages


def report(model: Path, repeats: int) -> str:
    """The table: medians of ``repeats`` processes after one that warms the disk's cache."""
    started(model, draw=False)
    runs = [started(model, draw=True) for _ in range(repeats)]

    def middle(stage: str, what: str) -> float:
        return median(run[stage][what] for run in runs)

    rows = [
        ["process start to pipeline ready", f"{middle('loaded', 'since'):.2f} s"],
        ["… of it the model's load (file, checksum, networks)", f"{middle('loaded', 'seconds'):.2f} s"],
        ["… of it imports (torch, transformers)", f"{middle('imported', 'seconds'):.2f} s"],
        ["process start to the first picture", f"{middle('drawn', 'since'):.2f} s"],
        ["peak memory after imports", f"{middle('imported', 'peak'):.0f} MiB"],
        ["peak memory after loading", f"{middle('loaded', 'peak'):.0f} MiB"],
        ["peak memory after one picture", f"{middle('drawn', 'peak'):.0f} MiB"],
        ["size of the model's file", f"{model.stat().st_size / 2**20:.1f} MiB"],
    ]
    return markdown(["fresh process", f"median of {repeats}"], rows)
