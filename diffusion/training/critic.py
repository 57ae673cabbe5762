"""A critic of decoded pictures: it learns to tell true renders from drawings, and the decoder learns to please it.

Patches are scored (Isola et al. 2017, arXiv:1611.07004, section 3.2.2), each beside the same patch of the picture that
it should be (relativistic pairing: Huang et al. 2024, arXiv:2501.05441, equation 2).
"""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.func import functional_call


@dataclass(frozen=True, slots=True)
class CriticOptions:
    """``share``: the pull of the critic on a picture, as a part of the reconstruction loss's (0: there is no critic).

    ``matching``: weight of the differences of the critic's features (Wang et al. 2018, arXiv:1711.11585, section 3.2)
    beside its scores. ``smoothing`` weighs the change of scores under noise of deviation ``noise``, which holds the
    critic's gradients down without a second derivative (Lin et al. 2025, arXiv:2501.08316, section 3.4).
    """

    share: float = 0.0
    width: int = 32
    matching: float = 10.0
    smoothing: float = 1.0
    noise: float = 0.05


class Critic(nn.Module):
    """Scores [B, 1, H/8, W/8] of pictures [B, 3, H, W] in [-1, 1], and the features of every layer before them."""

    def __init__(self, width: int = 32) -> None:
        super().__init__()
        self.layers = nn.ModuleList(
            [
                nn.Conv2d(3, width, 4, stride=2, padding=1),
                nn.Conv2d(width, 2 * width, 4, stride=2, padding=1),
                nn.Conv2d(2 * width, 4 * width, 4, stride=2, padding=1),
                nn.Conv2d(4 * width, 4 * width, 3, padding=1),
            ]
        )
        self.score = nn.Conv2d(4 * width, 1, 3, padding=1)

    def forward(self, x: Tensor) -> tuple[Tensor, list[Tensor]]:
        features = []
        for layer in self.layers:
            x = F.leaky_relu(layer(x), 0.2)
            features.append(x)
        return self.score(x), features


def lesson(critic: Critic, real: Tensor, drawn: Tensor, options: CriticOptions, generator: torch.Generator) -> Tensor:
    """What the critic learns from true pictures [B, 3, H, W] and the drawings of them; no gradient reaches those."""
    both = torch.cat([real, drawn.detach()])
    noise = torch.randn(both.shape, generator=generator).to(both.device)
    scores, again = critic(torch.cat([both, both + options.noise * noise]))[0].float().chunk(2)
    true, false = scores.chunk(2)
    return F.softplus(false - true).mean() + options.smoothing * (again - scores).square().mean()


def pull(critic: Critic, real: Tensor, drawn: Tensor, options: CriticOptions) -> Tensor:
    """What the decoder learns from the critic, which stays as it is."""
    frozen = {name: parameter.detach() for name, parameter in critic.named_parameters()}
    with torch.no_grad():
        wanted, true = critic(real)
    scores, features = functional_call(critic, frozen, (drawn,))
    matching = [(mine.float() - own.float()).abs().mean() for mine, own in zip(features, true, strict=True)]
    return F.softplus(wanted.float() - scores.float()).mean() + options.matching * torch.stack(matching).mean()


def balanced(loss: Tensor, other: Tensor, drawn: Tensor, share: float) -> Tensor:
    """``loss`` and so much of ``other`` that its gradient at ``drawn`` is ``share`` times as long as that of ``loss``.

    Esser et al. 2021, arXiv:2012.09841, equation 7; at the picture, where that takes the last layer.
    """
    lengths = [torch.autograd.grad(one, drawn, retain_graph=True)[0].norm() for one in (loss, other)]
    weight = share * lengths[0] / lengths[1].clamp(min=1e-12)
    return loss + weight.detach() * other
