"""Taking times: warmed up, interleaved, medians; and tables of them."""

import os
import platform
import time
from collections.abc import Callable, Mapping, Sequence
from statistics import median

import torch


def interleaved(tasks: Mapping[str, Callable[[], object]], repeats: int) -> dict[str, float]:
    """Median seconds of each task. All run once to warm up, then in turn, so that all meet the same machine."""
    for task in tasks.values():
        task()
    taken: dict[str, list[float]] = {name: [] for name in tasks}
    for _ in range(repeats):
        for name, task in tasks.items():
            started = time.perf_counter()
            task()
            taken[name].append(time.perf_counter() - started)
    return {name: median(times) for name, times in taken.items()}


def markdown(heading: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [heading, ["---"] * len(heading), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def machine() -> str:
    """One line about where the times were taken."""
    load = f", load {os.getloadavg()[0]:.1f} at the start" if hasattr(os, "getloadavg") else ""
    return (
        f"torch {torch.__version__}, {torch.get_num_threads()} of {os.cpu_count()} threads, "
        f"{platform.machine()} {platform.system()}, Python {platform.python_version()}{load}"
    )


def ms(seconds: float) -> str:
    """Milliseconds, printed."""
    return f"{seconds * 1000:.1f} ms"
