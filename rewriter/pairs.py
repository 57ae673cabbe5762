"""Two subjects that change places: "swap them around", 把它俩换个位置."""

import re

from rewriter.groups import id_words
from rewriter.operations import Operation
from rewriter.values import Context


def swap_two(m: re.Match[str], context: Context) -> list[Operation]:
    """Let the only two subjects change places."""
    if len(context.scene.subjects) != 2:
        return []
    one, other = context.scene.subjects
    return [Operation("exchange", id_words(one), value=id_words(other), span=m.group(0))]
