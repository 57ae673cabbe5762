"""One drawing's network: a transformer bound to its two texts and its size, as predictions for chosen rows of a batch.

Dimensions: B rows of a batch, C channels, H W latent size.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from diffusion.conditioner import moved
from diffusion.config import ScheduleConfig
from diffusion.denoiser import Predict
from diffusion.references import ReferenceTokens
from diffusion.regime import Regime
from diffusion.step_cache import StepCache, StepCacheSettings
from diffusion.transformer import Conditioning, Transformer


@dataclass(frozen=True, slots=True)
class Canvas:
    """What every prediction of one drawing has in common.

    ``text``: states of the negative prompt and of the prompt, in this order; without guidance of the prompt alone.
    ``sigmas``: the falling noise levels, with a closing 0. ``down``: pixels of one latent position.
    ``seed``: the drawing's. ``cache``: which blocks are left
    out in some of the steps; None for none.
    """

    transformer: Transformer
    schedule: ScheduleConfig
    regime: Regime
    text: Conditioning
    sigmas: tuple[float, ...]
    width: int
    height: int
    down: int
    seed: int
    cache: StepCacheSettings | None = None

    @property
    def rows(self) -> tuple[int, ...]:
        """Rows of the text that the drawing itself predicts: all."""
        return tuple(range(len(self.text.t5)))

    @property
    def device(self) -> torch.device:
        """Where the transformer computes."""
        return self.text.t5.device

    def predict(self, rows: Sequence[int], references: Sequence[ReferenceTokens] = ()) -> Predict:
        """The prediction [B, out_channels, H, W] float32 of as many samples as ``rows``, each with that text.

        Keys and values of the text are computed here, once for all steps, in the transformer's dtype of now.
        """
        dtype = next(self.transformer.parameters()).dtype
        prepared = self.transformer.prepare(moved(rows_of(self.text, rows), self.device, dtype), references)
        extras = self.regime.extras(self.width, self.height, len(rows)).to(self.device)
        cache = None if self.cache is None else StepCache(self.cache)

        def predict(x: Tensor, timestep: Tensor) -> Tensor:
            made = self.transformer(
                x.to(dtype), timestep, prepared, sizes=extras.sizes, style=extras.style, table=extras.table, cache=cache
            )
            return made.float()

        return predict


def rows_of(text: Conditioning, rows: Sequence[int]) -> Conditioning:
    """The text's states of chosen rows, in this order; a row may come again."""
    if list(rows) == list(range(len(text.t5))):
        return text
    chosen = torch.tensor(list(rows), device=text.t5.device)
    return Conditioning(text.clip[chosen], text.clip_mask[chosen], text.t5[chosen], text.t5_mask[chosen])
