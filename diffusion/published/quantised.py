"""The T5 with its weights in int8, through torchao: an optional package, asked for by name where it is missing.

Every linear layer's matrix becomes int8 with one scale a row, and is multiplied in the dtype that it had: the
projections that a float16 T5 keeps in float32 still compute in float32, but lie there in a quarter of the bytes.
Embeddings, norms and position biases stay as they are. It is done after loading, on the CPU too, so that every layout
of the files is read as strictly as ever.
"""

import importlib
import importlib.util
import logging
import warnings

import torch
from torch import nn

from diffusion.errors import InvalidRequest

logger = logging.getLogger(__name__)

PACKAGE = "torchao"


def require_int8() -> None:
    """InvalidRequest, saying what to install, where the package is missing."""
    if importlib.util.find_spec(PACKAGE) is None:
        raise InvalidRequest(
            f"int8 weights need the package {PACKAGE}, which is not installed: run `pip install 'huatu[int8]'` or "
            f"`pip install {PACKAGE}`, or draw without int8."
        )


@torch.inference_mode(False)
@torch.no_grad()
def in_int8(encoder: nn.Module) -> nn.Module:
    """The same ``encoder``, its linear layers' weights replaced by int8 ones. Raises InvalidRequest."""
    require_int8()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about kernels of other devices
        library = importlib.import_module(f"{PACKAGE}.quantization")  # by name: it is not there for every reader
        way = library.Int8WeightOnlyConfig(set_inductor_config=False)
        library.quantize_(encoder, way, filter_fn=lambda module, name: isinstance(module, nn.Linear))
    return encoder.requires_grad_(False)
