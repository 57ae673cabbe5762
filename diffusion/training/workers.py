"""One process or several that train one network, through ``accelerate``: from one CPU to several GPUs.

Each process draws its own samples and computes its own gradients; they are averaged before every step, so that all
processes hold the same weights. The first one writes what is written.
"""

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

CPU = torch.device("cpu")


def _alone(tensor: Tensor) -> Tensor:
    return tensor


@dataclass(frozen=True, slots=True)
class Workers:
    """This process among ``count``: its ``rank``, its ``device``, and the mean of a tensor over all of them."""

    rank: int = 0
    count: int = 1
    device: torch.device = CPU
    mean: Callable[[Tensor], Tensor] = _alone
    wait: Callable[[], None] = lambda: None

    @property
    def first(self) -> bool:
        """Whether this process writes logs, sheets and checkpoints."""
        return self.rank == 0

    def average_gradients(self, parameters: Iterable[nn.Parameter]) -> None:
        """Sets every gradient to the mean over all processes; one without a gradient counts as zero."""
        if self.count == 1:
            return
        kept = list(parameters)
        for parameter in kept:
            if parameter.grad is None:
                parameter.grad = torch.zeros_like(parameter)
        gradients = [parameter.grad for parameter in kept if parameter.grad is not None]
        flat = self.mean(torch.cat([gradient.flatten() for gradient in gradients]))
        pieces = flat.split([gradient.numel() for gradient in gradients])
        for gradient, piece in zip(gradients, pieces, strict=True):
            gradient.copy_(piece.view_as(gradient))

    def average_numbers(self, numbers: dict[str, float]) -> dict[str, float]:
        """The mean of each number over all processes; every process must give the same names."""
        if self.count == 1:
            return numbers
        means = self.mean(torch.tensor(list(numbers.values()), dtype=torch.float32, device=self.device))
        return dict(zip(numbers, means.tolist(), strict=True))


def join(*, cpu: bool) -> Workers:
    """This process' place among those that were launched together; ``cpu`` keeps it off the GPUs."""
    from accelerate import Accelerator

    accelerator = Accelerator(cpu=cpu)
    if accelerator.num_processes == 1:
        return Workers(device=accelerator.device)
    return Workers(
        accelerator.process_index,
        accelerator.num_processes,
        accelerator.device,
        lambda tensor: accelerator.reduce(tensor, "mean"),
        accelerator.wait_for_everyone,
    )


def launch(module: str, arguments: Sequence[str], processes: int) -> None:
    """Runs ``python -m module`` in that many new processes of this machine, which find each other through ``join``."""
    from torch.distributed.launcher.api import LaunchConfig, elastic_launch

    config = LaunchConfig(
        min_nodes=1,
        max_nodes=1,
        nproc_per_node=processes,
        run_id="huatu",
        rdzv_backend="c10d",
        rdzv_endpoint="localhost:0",
        max_restarts=0,
    )
    elastic_launch(config, sys.executable)("-m", module, *arguments)
