"""What changed outside of what a local edit was about, and how sharp a picture is."""

import math

import torch
from torch import Tensor

from benchmarks.questions import HEADROOM, subject_box
from dialog.scene import Scene

IDENTICAL = 60.0
"""Peak signal to noise, in dB, that stands for "no difference": more is cut to it."""


def outside(before: Scene, scene: Scene, size: int) -> Tensor:
    """Mask [size, size] of what a local edit should have left alone.

    Left out are the boxes, in both scenes, of subjects that are not the same in both or do not stand where they stood.
    """
    mask = torch.ones(size, size, dtype=torch.bool)
    for own, other in ((before, scene), (scene, before)):
        others = {subject.id: subject for subject in other.subjects}
        for subject in own.subjects:
            box = subject_box(own, subject.id)
            twin = others.get(subject.id)
            if twin == subject and subject_box(other, subject.id) == box:
                continue
            left, top, right, bottom = box
            mask[max(0, top - HEADROOM) : bottom, left:right] = False
    return mask


def differences(one: Tensor, other: Tensor, mask: Tensor) -> tuple[float, float]:
    """Peak signal to noise (dB, at most IDENTICAL) and mean absolute difference (levels of 255) inside the mask.

    Pictures are [3, H, W] in [-1, 1].
    """
    apart = (one.clamp(-1, 1) - other.clamp(-1, 1))[:, mask] / 2
    error = float(apart.square().mean())
    noise = IDENTICAL if error <= 0 else min(IDENTICAL, -10 * math.log10(error))
    return noise, float(apart.abs().mean()) * 255


def gradient_energy(picture: Tensor) -> float:
    """Mean squared difference of neighbouring pixels, both ways; ``picture`` [3, H, W] in [-1, 1]."""
    return float(picture.diff(dim=1).square().mean() + picture.diff(dim=2).square().mean())
