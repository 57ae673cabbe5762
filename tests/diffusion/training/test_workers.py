"""Several processes that train one network together: gradients, numbers, and the whole command."""

import json
import subprocess
import sys
import textwrap

import torch
from torch import nn

from diffusion.training.loop import step_generator
from diffusion.training.workers import Workers


def doubled(tensor):
    """Stands for the mean with a process whose tensors are three times as large."""
    return 2 * tensor


def test_one_process_leaves_gradients_and_numbers_alone():
    parameter = nn.Parameter(torch.ones(2))
    Workers().average_gradients([parameter])
    assert parameter.grad is None
    assert Workers().average_numbers({"loss": 1.0}) == {"loss": 1.0}
    assert Workers().first


def test_gradients_are_averaged_and_a_missing_one_counts_as_zero():
    one, other = nn.Parameter(torch.zeros(2, 3)), nn.Parameter(torch.zeros(4))
    one.grad = torch.arange(6.0).view(2, 3)
    workers = Workers(rank=1, count=2, mean=doubled)
    workers.average_gradients([one, other])
    assert torch.equal(one.grad, 2 * torch.arange(6.0).view(2, 3))
    assert torch.equal(other.grad, torch.zeros(4))
    assert workers.average_numbers({"loss": 1.5, "psnr": 3.0}) == {"loss": 3.0, "psnr": 6.0}
    assert not workers.first


def test_each_process_draws_its_own_samples_and_the_first_draws_as_one_alone_does():
    draws = [torch.randn(4, generator=step_generator(3, 10, rank)) for rank in (0, 1, 2)]
    assert torch.equal(draws[0], torch.randn(4, generator=step_generator(3, 10)))
    assert not torch.equal(draws[0], draws[1])
    assert not torch.equal(draws[1], draws[2])


TOGETHER = """
    import json, sys
    from pathlib import Path
    import torch
    from torch import nn
    from diffusion.training.loop import LoopConfig, run
    from diffusion.training.workers import join

    class Line:
        def __init__(self):
            torch.manual_seed(0)
            self.module = nn.Linear(3, 3)
        def loss(self, step, generator):
            x = torch.randn(8, 3, generator=generator)
            loss = (self.module(x) - x.flip(1)).square().mean()
            return loss, {"seen": float(x.sum())}
        def sheet(self, path):
            path.write_bytes(b"")

    folder, workers, stage = Path(sys.argv[1]), join(cpu=True), Line()
    config = LoopConfig(steps=6, lr=1e-2, warmup=1, save_every=3, log_every=1, batch=8)
    for until in (3, None):
        run(stage, config, folder / "run", until=until, workers=workers)
        stage = Line() if until else stage
    weights = [p.detach().flatten().tolist() for p in stage.module.parameters()]
    (folder / f"{workers.rank}.json").write_text(json.dumps([workers.count, weights]))
"""


def test_two_processes_keep_the_same_weights_through_a_resumption(tmp_path):
    (tmp_path / "together.py").write_text(textwrap.dedent(TOGETHER))
    start = "import sys; from diffusion.training.workers import launch; launch('together', [sys.argv[1]], 2)"
    environment = {"PYTHONPATH": f"{tmp_path}:.", "OMP_NUM_THREADS": "1", "PATH": "/usr/bin:/bin"}
    done = subprocess.run([sys.executable, "-c", start, str(tmp_path)], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    one, other = (json.loads((tmp_path / f"{rank}.json").read_text()) for rank in (0, 1))
    assert one[0] == other[0] == 2
    assert one[1] == other[1]
    log = [json.loads(line) for line in (tmp_path / "run" / "log.jsonl").read_text().splitlines()]
    assert [line["step"] for line in log] == [1, 2, 3, 4, 5, 6]
    assert all(line["pictures_per_s"] > 0 for line in log if line["step"] not in (1, 4))
    assert (tmp_path / "run" / "curves.png").exists()
