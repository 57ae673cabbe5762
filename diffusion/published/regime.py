"""How the published models are drawn with: their sizes, noise levels and, up to v1.1, size and style conditions."""

from dataclasses import dataclass

import torch

from diffusion.config import ModelConfig
from diffusion.images import size_step
from diffusion.published.buckets import BASE_SIDE, BUCKETS, Buckets, bucket_table, nearest
from diffusion.regime import Extras
from diffusion.schedule import Spacing, prior_scale, spaced_sigmas

STEPS, DISTILLED_STEPS = 50, 25
GUIDANCE = 5.0
ORIGINAL = (1024, 1024)
"""The size that v1.1 is told the training picture had: large, so that the drawing is sharp."""


@dataclass(frozen=True, slots=True)
class PublishedRegime:
    """A published model's; noise levels are those of whole training timesteps, spaced as its files say."""

    config: ModelConfig
    spacing: Spacing = "leading"
    offset: int = 1
    steps: int = STEPS
    guidance: float = GUIDANCE
    sampler: str = "dpmpp_2m"
    references: bool = True
    buckets: Buckets = BUCKETS

    def size(self, width: int, height: int) -> tuple[int, int]:
        """See Regime; the nearest published size."""
        return nearest(width, height, size_step(self.config), self.buckets)

    def sigmas(self, steps: int) -> list[float]:
        """See Regime."""
        return spaced_sigmas(self.config.schedule, steps, self.spacing, offset=self.offset)

    def start(self, sigma: float) -> float:
        """See Regime; the network's own input begins as unit noise."""
        return prior_scale(sigma)

    def extras(self, width: int, height: int, batch: int) -> Extras:
        """See Regime; the order of width and height is that of training: width first."""
        network = self.config.transformer
        step = size_step(self.config)
        table = bucket_table(height // step, width // step, network.head_dim, BASE_SIDE // step)
        if not network.size_and_style:
            return Extras(table)
        sizes = torch.tensor([[*ORIGINAL, width, height, 0, 0]]).expand(batch, -1)
        return Extras(table, sizes, torch.zeros(batch, dtype=torch.long))
