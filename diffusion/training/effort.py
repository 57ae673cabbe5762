"""The pace of training: steps and pictures per second, and the share of the device's peak arithmetic."""

import time
from collections.abc import Callable

import torch
from torch.utils.flop_counter import FlopCounterMode

SIDE = 2048
REPEATS = 8


def operations(step: Callable[[], object]) -> int:
    """Floating-point operations of one call of ``step``: its matrix products, convolutions and attentions."""
    with FlopCounterMode(display=False) as counter:
        step()
    return int(counter.get_total_flops())


def peak(device: torch.device, dtype: torch.dtype) -> float:
    """Operations per second that a large matrix product reaches on ``device`` in ``dtype``: the best of a few runs."""
    a, b = torch.ones(SIDE, SIDE, device=device, dtype=dtype), torch.ones(SIDE, SIDE, device=device, dtype=dtype)
    best = float("inf")
    for _ in range(REPEATS):
        _wait(device)
        started = time.perf_counter()
        torch.mm(a, b)
        _wait(device)
        best = min(best, time.perf_counter() - started)
    return 2 * SIDE**3 / best


def _wait(device: torch.device) -> None:
    if device.type == "cuda":
        torch.cuda.synchronize(device)


class Pace:
    """Counts from step ``first`` to ``end``; ``pictures`` of one step of all processes together, 0 where unknown."""

    def __init__(self, pictures: int, device: torch.device, first: int, end: int) -> None:
        self.pictures, self.device, self.first, self.end = pictures, device, first, end
        self._least: float | None = None  # seconds that one step would take at the peak
        self._started = time.perf_counter()

    def measured(self, step: Callable[[], dict[str, float]]) -> dict[str, float]:
        """What ``step`` returns; the first call counts its operations, and time begins after it."""
        if not self.pictures or self._least is not None:
            return step()
        kept: list[dict[str, float]] = []
        count = operations(lambda: kept.append(step()))
        self._least = count / peak(self.device, torch.bfloat16)
        self.first += 1
        self._started = time.perf_counter()
        return kept[0]

    def at(self, step: int) -> dict[str, float]:
        """The numbers to log after ``step`` steps in all."""
        if step <= self.first:
            return {}
        pace = (step - self.first) / (time.perf_counter() - self._started)
        numbers = {"steps_per_s": pace, "eta_minutes": (self.end - step) / pace / 60}
        if self.pictures:
            numbers["pictures_per_s"] = pace * self.pictures
            numbers["share_of_peak"] = pace * (self._least or 0.0)
        return numbers
