import subprocess
import sys
import types

import dialog


def test_the_exported_names_are_complete():
    public = {
        name
        for name, value in vars(dialog).items()
        if not (name.startswith("_") or isinstance(value, types.ModuleType))
    }
    assert set(dialog.__all__) == public
    assert len(dialog.__all__) == len(set(dialog.__all__))


def test_a_cold_import_is_light():
    """Processor time, not time on the wall: another process may be using the cores."""
    script = (
        "import sys, time; began = time.process_time(); import dialog; spent = time.process_time() - began\n"
        "heavy = {'torch', 'transformers', 'gradio', 'numpy', 'rewriter', 'diffusion'} & set(sys.modules)\n"
        "sys.exit(f'{heavy} {spent}' if heavy or spent > 0.8 else 0)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
