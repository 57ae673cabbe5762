"""What a fresh process takes: ``python -m benchmarks.fresh MODEL THREADS [draw]`` prints one JSON object a stage.

Run by ``benchmarks.startup``; a process of its own, because imports are warm and memory is full in any other.
"""

import json
import sys
import time


def peak_mebibytes() -> float:
    """Peak resident memory of this process.

    Linux' getrusage also counts the parent's at the fork, so the kernel's own high-water mark is read where it is.
    """
    try:
        with open("/proc/self/status", encoding="ascii") as file:
            return next(int(line.split()[1]) / 1024 for line in file if line.startswith("VmHWM:"))
    except (OSError, StopIteration):
        import resource

        size = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return size / (1024 * 1024) if sys.platform == "darwin" else size / 1024


def main() -> None:
    """Imports, loads and, where asked to, draws once; reports after each."""
    model, threads, draw = sys.argv[1], int(sys.argv[2]), "draw" in sys.argv[3:]
    started = time.perf_counter()
    import torch
    from transformers import BertModel, T5EncoderModel  # noqa: F401  (loading a model imports them)

    from diffusion import DrawRequest, load

    torch.set_num_threads(threads)
    _report("imported", started)
    started = time.perf_counter()
    pipeline = load(model)
    _report("loaded", started)
    if draw:
        started = time.perf_counter()
        side = pipeline.config.image_size
        for _ in pipeline.draw(DrawRequest("一只戴着红色帽子的猫，海滩", seed=1, width=side, height=side)):
            pass
        _report("drawn", started)


def _report(stage: str, started: float) -> None:
    seconds = time.perf_counter() - started
    print(json.dumps({"stage": stage, "seconds": seconds, "peak": peak_mebibytes()}), flush=True)


if __name__ == "__main__":
    main()
