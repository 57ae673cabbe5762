"""A published model drawing in stages: every layer computes with weights on the device, one network at a time."""

from pathlib import Path

import pytest
import torch
from torch import nn

from diffusion.pipeline import Pipeline
from diffusion.placement import Mode, Networks, Placement, Staged
from diffusion.published import Home, load_published
from diffusion.published.regime import PublishedRegime
from diffusion.request import DrawRequest
from tests.diffusion.test_placement import Device, size

REQUEST = DrawRequest("a red cat", digest="cat", negative="a dog", seed=3, steps=3, preview_every=2)


class Seen:
    """At every layer of a pipeline, whether its weights are on the device; and the most that was there, by network."""

    def __init__(self, networks: Networks, device: Device) -> None:
        self.away: list[str] = []
        self.most: dict[str, int] = {}
        for stage, modules in networks.items():
            for module in modules:
                for name, layer in module.named_modules():
                    if next(layer.parameters(recurse=False), None) is not None and name:
                        layer.register_forward_pre_hook(self._hook(stage, f"{stage} {name}", device))

    def _hook(self, stage: str, name: str, device: Device):
        def hook(layer: nn.Module, inputs: object) -> None:
            self.most[stage] = max(self.most.get(stage, 0), device.used)
            if not device.holds(layer):
                self.away.append(name)

        return hook


@pytest.fixture
def staged(folder: Path, home: Home, monkeypatch: pytest.MonkeyPatch) -> tuple[Pipeline, Device, Seen, Networks]:
    device, kept = Device(), []

    def place(mode: Mode, where: torch.device, dtype: torch.dtype, networks: Networks) -> Placement:
        kept.append(networks)
        return Staged(where, dtype, networks, device.upload)

    monkeypatch.setattr("diffusion.published.load.placement", place)
    pipeline = load_published(folder, home, device="cpu", memory="staged")
    pipeline.regime = PublishedRegime(pipeline.config, buckets=((1.0, ((64, 64),)),))
    return pipeline, device, Seen(kept[0], device), kept[0]


def test_one_network_at_a_time(staged: tuple[Pipeline, Device, Seen, Networks]) -> None:
    """But for the preview, which is decoded beside the transformer."""
    pipeline, device, seen, networks = staged
    text, transformer, vae = (size(*networks[stage]) for stage in ("text", "transformer", "vae"))
    for _ in range(2):
        assert [*pipeline.draw(REQUEST)][-1].png is not None
        assert device.used == 0
        assert seen.away == []
    assert seen.most == {"text": text, "transformer": transformer, "vae": transformer + vae}
    assert device.peak < text + transformer + vae


def test_stopped_in_the_middle(staged: tuple[Pipeline, Device, Seen, Networks]) -> None:
    pipeline, device, seen, networks = staged
    drawing = pipeline.draw(REQUEST)
    next(drawing)
    assert device.used == size(*networks["transformer"])
    drawing.close()
    assert device.used == 0
    assert [*pipeline.draw(REQUEST)][-1].png is not None
    assert seen.away == []
