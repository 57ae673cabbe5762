"""The critic: it learns to tell drawings from true pictures, and pulls drawings towards the true ones."""

import pytest
import torch

from diffusion.training.critic import Critic, CriticOptions, balanced, lesson, pull

OPTIONS = CriticOptions(share=0.5, width=8)


@pytest.fixture
def critic():
    torch.manual_seed(0)
    return Critic(OPTIONS.width)


def pictures(seed, noise=0.0):
    """Stripes, as true pictures have them; ``noise`` makes drawings of them."""
    generator = torch.Generator().manual_seed(seed)
    phase = torch.rand(4, 1, 1, 1, generator=generator)
    stripes = torch.sin(6.28 * (torch.arange(32).view(1, 1, 1, 32) / 8 + phase)).expand(4, 3, 32, 32)
    return 0.5 * stripes + noise * torch.randn(4, 3, 32, 32, generator=generator)


def taught(critic, steps=40):
    optimizer = torch.optim.Adam(critic.parameters(), lr=2e-3)
    for step in range(steps):
        generator = torch.Generator().manual_seed(step)
        loss = lesson(critic, pictures(step), pictures(step, 0.3), OPTIONS, generator)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return critic


def test_it_learns_which_of_two_pictures_is_true(critic):
    taught(critic)
    with torch.no_grad():
        true, false = (critic(pictures(1000, noise))[0].mean() for noise in (0.0, 0.3))
    assert true > false + 0.5


def test_a_drawing_that_follows_the_pull_comes_nearer_to_the_true_picture(critic):
    taught(critic)
    real, drawn = pictures(1000), pictures(1000, 0.3)
    before = float((drawn - real).square().mean())
    drawn.requires_grad_(True)
    optimizer = torch.optim.Adam([drawn], lr=0.005)
    for _ in range(100):
        optimizer.zero_grad()
        pull(critic, real, drawn, OPTIONS).backward()
        optimizer.step()
    assert float((drawn.detach() - real).square().mean()) < 0.97 * before


def test_the_pull_leaves_the_critic_and_the_lesson_the_drawing_alone(critic):
    real, drawn = pictures(1), pictures(1, 0.3).requires_grad_(True)
    pull(critic, real, drawn, OPTIONS).backward()
    assert drawn.grad is not None
    assert drawn.grad.abs().max() > 0
    assert all(parameter.grad is None for parameter in critic.parameters())
    drawn.grad = None
    lesson(critic, real, drawn, OPTIONS, torch.Generator().manual_seed(0)).backward()
    assert drawn.grad is None
    assert all(parameter.grad is not None for parameter in critic.parameters())


@pytest.mark.parametrize("share", [0.25, 2.0])
def test_the_other_loss_pulls_as_strongly_as_was_asked_for(share):
    drawn = torch.tensor([3.0, 4.0], requires_grad=True)
    weights = torch.tensor([7.0, 0.0])
    total = balanced(drawn.square().sum() / 2, 1000 * (weights * drawn).sum(), drawn, share)
    (gradient,) = torch.autograd.grad(total, drawn)
    assert torch.allclose(gradient, torch.tensor([3.0 + share * 5.0, 4.0]))
