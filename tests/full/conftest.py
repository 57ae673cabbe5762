"""Tests at the published size: left out unless asked for by ``-m full``, as ``make test-full`` does.

What they measure (largest error, seconds, peak memory) is listed when they have ended.
"""

import resource
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import torch
from torch import Tensor

THREADS = 2
LINES = pytest.StashKey[list[str]]()
Compare = Callable[[str, Tensor, Tensor], float]
"""A label, ours and theirs; returns the largest difference in standard deviations of theirs."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselects this folder's tests where the markers asked for do not name them."""
    if "full" in config.option.markexpr:
        return
    here = Path(__file__).parent
    left_out = [item for item in items if here in item.path.parents]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


@pytest.fixture(scope="session", autouse=True)
def _threads(_quiet: None) -> Iterator[None]:
    """Two threads: these take minutes."""
    before = torch.get_num_threads()
    torch.set_num_threads(THREADS)
    yield
    torch.set_num_threads(before)


@pytest.fixture
def compare(request: pytest.FixtureRequest) -> Compare:
    """Notes how far two outputs are apart, for the list at the end."""
    lines = request.config.stash.setdefault(LINES, [])
    started = time.perf_counter()

    def noted(label: str, found: Tensor, expected: Tensor) -> float:
        assert found.shape == expected.shape
        assert bool(expected.isfinite().all())
        spread = float(expected.std())
        apart = float((found - expected).abs().max()) / spread
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        lines.append(
            f"{request.node.name}: {label}: largest error {apart:.1e} standard deviations (one is {spread:.3f}), "
            f"{time.perf_counter() - started:.0f} s, peak {peak:.1f} GiB"
        )
        return apart

    return noted


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Lists what was measured."""
    for line in config.stash.get(LINES, []):
        terminalreporter.write_line(line)
