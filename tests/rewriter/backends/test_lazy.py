"""Importing the backends loads nothing heavy: torch, transformers and httpx come with the first use."""

import subprocess
import sys
from pathlib import Path

HEAVY = {"torch", "transformers", "httpx", "numpy", "gradio", "jinja2"}


def test_a_cold_import_is_light() -> None:
    names = "rewriter.backends, rewriter.backends.choice, rewriter.backends.local, rewriter.backends.endpoint"
    script = f"import sys, {names}; sys.exit(str({HEAVY!r} & set(sys.modules) or ''))"
    root = Path(__file__).parents[3]
    done = subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, text=True, timeout=60)
    assert done.stderr.strip() == ""
