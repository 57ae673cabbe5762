"""One turn at the default settings: the whole drawing, its first preview, one step; with and without references."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from benchmarks.measure import markdown, ms
from benchmarks.painter import cut, opened
from diffusion import DrawRequest, Pipeline, Reference

PROMPT = "一只戴着红色帽子的猫在左边，一只狗在右边，夜晚的海滩"


@dataclass(frozen=True, slots=True)
class Drawn:
    """Seconds of one drawing: to the first step's end (with its preview, where wanted), whole; and the PNG."""

    first: float
    total: float
    png: bytes


def drawn(pipeline: Pipeline, request: DrawRequest) -> Drawn:
    """Draws and takes the time, what comes before the first step included."""
    started = time.perf_counter()
    first = 0.0
    png = b""
    for step in pipeline.draw(request):
        first = first or time.perf_counter() - started
        png = step.png or png
    return Drawn(first, time.perf_counter() - started, png)


def cases(pipeline: Pipeline, references: Sequence[Reference], steps: int) -> dict[str, DrawRequest]:
    """The drawings whose times are taken."""
    side = pipeline.config.image_size
    plain = DrawRequest(PROMPT, seed=1, steps=steps, width=side, height=side)
    lent = {
        "one subject's crop": tuple(references[1:2]),
        "the picture before and two subjects' crops": tuple(references),
    }
    found = {"no references": plain, "no references, no previews": replace(plain, preview_every=0)}
    if pipeline.config.transformer.references:
        found |= {name: replace(plain, references=some) for name, some in lent.items()}
    return found | {"no references, no guidance": replace(plain, guidance=1.0)}


def report(pipeline: Pipeline, repeats: int, steps: int = 20) -> str:
    """The table: medians, all cases in turn after one round that warms up."""
    side = pipeline.config.image_size
    before = opened(drawn(pipeline, DrawRequest(PROMPT, seed=1, width=side, height=side)).png)
    crops = [cut(before, (left, 0.375, left + 0.5, 0.875)) for left in (0.0, 0.5)]
    references = [Reference("picture", before), *(Reference("subject", crop) for crop in crops)]
    requests = cases(pipeline, references, steps)
    taken: dict[str, list[Drawn]] = {name: [] for name in requests}
    for turn in range(repeats + 1):
        for name, request in requests.items():
            one = drawn(pipeline, request)
            if turn:
                taken[name].append(one)
    rows = []
    for name, request in requests.items():
        total, first = (median(getattr(one, part) for one in taken[name]) for part in ("total", "first"))
        rest = (total - first) / max(steps - 1, 1)
        shown = ms(first) if request.preview_every else ""
        rows.append([name, f"{total:.2f} s", shown, ms(rest)])
    head = [f"one turn, {steps} steps, {side} x {side}, batch 1", "whole", "first preview", "a step"]
    return markdown(head, rows)
