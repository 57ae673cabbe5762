"""The training loop shared by all stages: steps, averaged weights, a log, checkpoints, exact resumption.

All randomness of a step comes from a generator seeded with the run's seed, the step's number and the process' rank. A
resumed run of as many processes therefore continues in the identical state, whatever was drawn before.
"""

import json
import logging
import math
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import torch
from torch import Tensor, nn

from diffusion.training.curves import draw_curves
from diffusion.training.effort import Pace
from diffusion.training.workers import Workers

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class LoopConfig:
    """``steps`` in all; the rate rises over ``warmup`` steps and falls to zero over the last ``decay`` share.

    ``gains``: the first whose text occurs in a parameter's name multiplies its rate. ``batch``: pictures of a step of
    one process; where it is told, pictures per second and the share of the device's peak arithmetic are logged.
    """

    steps: int
    lr: float
    muon_lr: float = 0.0
    warmup: int = 100
    decay: float = 0.4
    weight_decay: float = 0.01
    clip: float = 1.0
    ema: float = 0.999
    seed: int = 0
    save_every: int = 200
    sheet_every: int = 1000
    log_every: int = 20
    gains: tuple[tuple[str, float], ...] = ()
    batch: int = 0


class Stage(Protocol):
    """What one stage of training brings: the module it trains, the loss of one step, a sample sheet."""

    @property
    def module(self) -> nn.Module:
        """The module whose parameters are trained."""
        ...

    def loss(self, step: int, generator: torch.Generator) -> tuple[Tensor, dict[str, float]]:
        """The loss of step ``step`` and numbers to log; ``generator`` is seeded for this step alone."""
        ...

    def sheet(self, path: Path) -> None:
        """Writes a picture that shows how far training has come; the averaged weights are in place."""
        ...


def rate(config: LoopConfig, step: int) -> float:
    """Share of the full learning rate at ``step``: linear warm-up, constant, cosine to zero."""
    if step < config.warmup:
        return (step + 1) / config.warmup
    start = config.steps * (1 - config.decay)
    if step < start:
        return 1.0
    return 0.5 * (1 + math.cos(math.pi * min(1.0, (step - start) / max(1.0, config.steps - start))))


def optimizers(module: nn.Module, config: LoopConfig) -> list[torch.optim.Optimizer]:
    """AdamW, and Muon (Jordan et al. 2024) for the matrices of ``module.blocks`` when ``muon_lr`` is set."""
    named = [(name, p) for name, p in module.named_parameters() if p.requires_grad]
    hidden = [p for name, p in named if config.muon_lr and p.ndim == 2 and "blocks." in name]
    chosen = {id(p) for p in hidden}
    rest: dict[float, list[nn.Parameter]] = {}
    for name, parameter in named:
        if id(parameter) not in chosen:
            gain = next((factor for text, factor in config.gains if text in name), 1.0)
            rest.setdefault(gain, []).append(parameter)
    groups = [{"params": parameters, "lr": config.lr * gain} for gain, parameters in rest.items()]
    result: list[torch.optim.Optimizer] = [
        torch.optim.AdamW(groups, betas=(0.9, 0.98), weight_decay=config.weight_decay)
    ]
    if hidden:
        result.append(
            torch.optim.Muon(
                hidden, lr=config.muon_lr, weight_decay=config.weight_decay, adjust_lr_fn="match_rms_adamw"
            )
        )
    for optimizer in result:
        for group in optimizer.param_groups:
            group["full"] = group["lr"]
    return result


class Average:
    """Exponential moving average of a module's parameters, with a short memory at the beginning."""

    def __init__(self, module: nn.Module, decay: float) -> None:
        self.decay = decay
        self.values = {name: p.detach().clone() for name, p in module.named_parameters() if p.requires_grad}

    @torch.no_grad()
    def update(self, module: nn.Module, step: int) -> None:
        """Moves the average towards the module's parameters."""
        decay = min(self.decay, (1 + step) / (10 + step))
        parameters = dict(module.named_parameters())
        names = list(self.values)
        torch._foreach_lerp_([self.values[n] for n in names], [parameters[n].detach() for n in names], 1 - decay)

    @torch.no_grad()
    def swap(self, module: nn.Module) -> None:
        """Exchanges the average with the module's parameters; a second call undoes it."""
        for name, parameter in module.named_parameters():
            if name in self.values:
                kept = parameter.detach().clone()
                parameter.copy_(self.values[name])
                self.values[name].copy_(kept)


def step_generator(seed: int, step: int, rank: int = 0) -> torch.Generator:
    """The generator of one step of one process."""
    return torch.Generator().manual_seed((seed * 1_000_003 + step + rank * 7_368_787_319) * 2_654_435_761 % 2**63)


def save_state(path: Path, state: dict[str, object]) -> None:
    """Writes the state so that a kill at any moment leaves the old or the new file whole."""
    partial = path.with_suffix(".partial")
    torch.save(state, partial)
    os.replace(partial, path)


def run(
    stage: Stage, config: LoopConfig, folder: Path, *, until: int | None = None, workers: Workers | None = None
) -> None:
    """Trains ``stage`` to ``config.steps`` (or ``until``), resuming from ``folder/state.pt`` when it is there."""
    workers = workers or Workers()
    folder.mkdir(parents=True, exist_ok=True)
    average = Average(stage.module, config.ema)
    steppers = optimizers(stage.module, config)
    step = _resume(stage, average, steppers, folder / "state.pt")
    end = config.steps if until is None else min(until, config.steps)
    parameters = [p for p in stage.module.parameters() if p.requires_grad]
    pace = Pace(config.batch * workers.count, workers.device, step, end)
    stage.module.train()
    while step < end:
        numbers = pace.measured(lambda at=step: _one_step(stage, config, steppers, parameters, at, workers))  # type: ignore[misc]
        average.update(stage.module, step)
        step += 1
        if step % config.log_every == 0 or step == end:
            numbers = {"step": step, "rate": rate(config, step), **workers.average_numbers(numbers), **pace.at(step)}
            if workers.first:
                _log(folder / "log.jsonl", numbers)
        if workers.first and (step % config.save_every == 0 or step == end):
            _save(stage, average, steppers, folder / "state.pt", step)
            draw_curves(folder / "log.jsonl", folder / "curves.png")
        if workers.first and (step % config.sheet_every == 0 or step == end):
            _sheet(stage, average, folder / f"sheet-{step:06d}.png")
    workers.wait()


def _one_step(
    stage: Stage,
    config: LoopConfig,
    steppers: Iterable[torch.optim.Optimizer],
    parameters: list[nn.Parameter],
    step: int,
    workers: Workers,
) -> dict[str, float]:
    loss, numbers = stage.loss(step, step_generator(config.seed, step, workers.rank))
    loss.backward()
    workers.average_gradients(parameters)
    norm = torch.nn.utils.clip_grad_norm_(parameters, config.clip)
    share = rate(config, step)
    for optimizer in steppers:
        for group in optimizer.param_groups:
            group["lr"] = group["full"] * share
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
    return {"loss": float(loss.detach()), "norm": float(norm), **numbers}


def _resume(stage: Stage, average: Average, steppers: list[torch.optim.Optimizer], path: Path) -> int:
    if not path.exists():
        return 0
    state = torch.load(path, weights_only=True, map_location=next(stage.module.parameters()).device)
    stage.module.load_state_dict(state["module"])
    average.values = state["average"]
    for optimizer, saved in zip(steppers, state["optimizers"], strict=True):
        full = [group["full"] for group in optimizer.param_groups]
        optimizer.load_state_dict(saved)
        for group, value in zip(optimizer.param_groups, full, strict=True):
            group["full"] = value
    logger.info("resumed at step %d from %s", state["step"], path)
    return int(state["step"])


def _save(stage: Stage, average: Average, steppers: list[torch.optim.Optimizer], path: Path, step: int) -> None:
    save_state(
        path,
        {
            "step": step,
            "module": stage.module.state_dict(),
            "average": average.values,
            "optimizers": [optimizer.state_dict() for optimizer in steppers],
        },
    )


def _sheet(stage: Stage, average: Average, path: Path) -> None:
    average.swap(stage.module)
    stage.module.eval()
    stage.sheet(path)
    stage.module.train()
    average.swap(stage.module)


def _log(path: Path, numbers: dict[str, float]) -> None:
    line = json.dumps({name: round(value, 6) for name, value in numbers.items()})
    logger.info(line)
    with path.open("a", encoding="utf-8") as file:
        file.write(line + "\n")


def load_average(module: nn.Module, path: Path) -> int:
    """Puts the averaged weights of ``state.pt`` into ``module``; returns the step they were saved at."""
    state = torch.load(path, weights_only=True, map_location="cpu")
    module.load_state_dict(state["module"])
    with torch.no_grad():
        for name, parameter in module.named_parameters():
            if name in state["average"]:
                parameter.copy_(state["average"][name])
    return int(state["step"])
