"""Painted pictures (settings, weather) kept as one tensor on the training device, painted when first asked for."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

Paint = Callable[..., NDArray[np.uint8]]


class Atlas:
    """uint8 pictures [rows, channels, side, side] by key; grows by doubling.

    ``paint(*key, side)`` returns one picture [side, side, channels].
    """

    def __init__(self, paint: Paint, channels: int, side: int, device: torch.device) -> None:
        self._paint, self._side = paint, side
        self._rows: dict[Hashable, int] = {}
        self._pixels = torch.zeros(0, channels, side, side, dtype=torch.uint8, device=device)

    def __len__(self) -> int:
        return len(self._rows)

    def fill(self, keys: Iterable[tuple[object, ...]], workers: int = 0) -> None:
        """Paints what is not there yet, in so many processes of their own, or here where ``workers`` is 0."""
        missing = [key for key in dict.fromkeys(keys) if key not in self._rows]
        if not missing:
            return
        wanted = [(*key, self._side) for key in missing]
        if workers:
            # A process forked from one that holds a GPU cannot go on: they start afresh.
            with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
                painted = list(pool.map(self._paint, *zip(*wanted, strict=True), chunksize=8))
        else:
            painted = [self._paint(*arguments) for arguments in wanted]
        self._append(missing, painted)

    def _append(self, keys: Sequence[Hashable], painted: Sequence[NDArray[np.uint8]]) -> None:
        start, end = len(self._rows), len(self._rows) + len(keys)
        if end > len(self._pixels):
            grown = self._pixels.new_zeros(max(end, 2 * len(self._pixels)), *self._pixels.shape[1:])
            grown[:start] = self._pixels[:start]
            self._pixels = grown
        for row, (key, pixels) in enumerate(zip(keys, painted, strict=True), start):
            self._pixels[row] = torch.from_numpy(pixels.copy()).permute(2, 0, 1).to(self._pixels.device)
            self._rows[key] = row

    def __call__(self, keys: Sequence[tuple[object, ...]]) -> Tensor:
        """Pictures [len(keys), channels, side, side] in [0, 1]."""
        self.fill(keys)
        rows = torch.tensor([self._rows[key] for key in keys], device=self._pixels.device)
        return self._pixels[rows].float() / 255
