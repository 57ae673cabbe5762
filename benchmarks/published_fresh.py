"""What a fresh process takes: ``python -m benchmarks.published_fresh SIDE FOLDER SETTING``, one JSON object a stage.

SIDE is ``ours`` or ``diffusers``, SETTING the JSON of a Setting. Run by ``benchmarks.published``.
"""

import json
import sys
import time
from pathlib import Path

from benchmarks.fresh import peak_mebibytes


def main() -> None:
    """Imports, loads and draws one picture; reports after each."""
    side, folder, values = sys.argv[1], Path(sys.argv[2]), json.loads(sys.argv[3])
    started = time.perf_counter()
    import torch
    from transformers import BertModel, T5EncoderModel  # noqa: F401  (loading a model imports them)

    if side == "diffusers":
        from diffusers import HunyuanDiTPipeline  # noqa: F401
    from benchmarks.published_draw import now, our_drawing, their_drawing
    from benchmarks.published_models import Setting, our_pipeline, their_pipeline

    setting = Setting(**values)
    torch.set_num_threads(setting.threads)
    _report("imported", started)
    started = now(setting)
    pipeline = our_pipeline(folder, setting) if side == "ours" else their_pipeline(folder, setting)
    now(setting)
    _report("loaded", started)
    started = now(setting)
    with torch.inference_mode():
        our_drawing(pipeline, setting) if side == "ours" else their_drawing(pipeline, setting)
    _report("drawn", started)


def _report(stage: str, started: float) -> None:
    import torch

    seconds = time.perf_counter() - started
    cuda = torch.cuda.max_memory_allocated() / 2**20 if torch.cuda.is_available() else 0.0
    print(json.dumps({"stage": stage, "seconds": seconds, "peak": peak_mebibytes(), "cuda": cuda}), flush=True)


if __name__ == "__main__":
    main()
