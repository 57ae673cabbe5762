"""The transformer at toy size: reference tokens, masks, initialisation."""

from dataclasses import replace

import pytest
import torch

from diffusion.config import InvalidConfig, TransformerConfig
from diffusion.references import BIAS_GAIN, BIAS_ZERO, SILENT, ReferenceTokens
from diffusion.transformer import Conditioning, Transformer, initialise
from tests.diffusion.toy import CONFIG, transformer


def text(batch=2, lengths=(5, 3), seed=0, padding=0.0):
    generator = torch.Generator().manual_seed(seed)
    longest = max(lengths)
    mask = torch.tensor([[i < n for i in range(longest)] for n in lengths])
    clip, t5 = (torch.randn(batch, longest, 16, generator=generator) for _ in range(2))
    clip, t5 = (torch.where(mask[:, :, None], states, padding) for states in (clip, t5))
    return Conditioning(clip, mask, t5, mask)


def noise(batch=2, seed=1, size=8):
    return torch.randn(batch, 4, size, size, generator=torch.Generator().manual_seed(seed))


def run(model, conditioning, references=(), batch=2):
    with torch.no_grad():
        return model(noise(batch), torch.full((batch,), 500.0), model.prepare(conditioning, references))


def lent(kind="picture", present=(True, True), seed=3, slot=0):
    size = 8 if kind == "picture" else 4
    return ReferenceTokens(kind, noise(len(present), seed, size), torch.tensor(present), slot)


def test_what_stands_in_masked_padding_does_not_matter():
    model = transformer()
    assert torch.equal(run(model, text(padding=0.0)), run(model, text(padding=9.0)))


def test_a_batch_is_its_samples():
    model = transformer()
    both = run(model, text())
    conditioning = text()
    single = Conditioning(conditioning.clip[1:, :3], conditioning.clip_mask[1:, :3], conditioning.t5[1:, :3],
                          conditioning.t5_mask[1:, :3])  # fmt: skip
    with torch.no_grad():
        alone = model(noise()[1:], torch.full((1,), 500.0), model.prepare(single))
    torch.testing.assert_close(both[1:], alone, atol=1e-5, rtol=1e-5)


def test_absent_references_change_nothing():
    model = transformer()
    absent = [lent(present=(False, False)), lent("subject", (False, False))]
    torch.testing.assert_close(run(model, text(), absent), run(model, text()), atol=1e-6, rtol=1e-5)


def test_present_references_change_only_their_samples():
    model = transformer()
    plain, changed = run(model, text()), run(model, text(), [lent(present=(True, False))])
    assert (plain[0] - changed[0]).abs().max() > 1e-3
    torch.testing.assert_close(plain[1], changed[1], atol=1e-6, rtol=1e-5)


def test_kind_slot_and_place_of_a_reference_matter():
    model = transformer()
    results = [
        run(model, text(), [lent("subject")]),
        run(model, text(), [lent("subject", slot=1)]),
        run(model, text(), [lent("picture")]),
        run(model, text(), [replace(lent("picture"), latents=lent("picture").latents.roll(2, 3))]),
    ]
    for i, one in enumerate(results):
        assert all((one - other).abs().max() > 1e-4 for other in results[i + 1 :])


def test_new_references_start_nearly_silent():
    """A text-to-image model that is given reference inputs draws almost as before until they are trained."""
    model = transformer()
    assert model.reference is not None
    model.reference.initialise(model.patch)
    assert (BIAS_ZERO + BIAS_GAIN * model.reference.bias.detach() == SILENT).all()
    plain = run(model, text())
    assert (plain - run(model, text(), [lent()])).abs().max() < 0.2 * plain.abs().max()


def test_the_picture_before_lies_under_the_drawing_at_its_own_places():
    """A change in one corner of it changes the tokens there, before any attention, and no others."""
    model = transformer()
    assert model.reference is not None
    before = lent()
    changed = before.latents.clone()
    changed[:, :, :2, :2] += 1.0
    with torch.no_grad():
        one = model.reference.underlay([before])
        other = model.reference.underlay([replace(before, latents=changed)])
        assert model.reference.underlay([lent("subject")]) is None
    assert one is not None
    assert other is not None
    moved = (one - other).abs().amax(dim=(0, 2)) > 1e-6
    assert moved.nonzero().flatten().tolist() == [0]


def test_a_transformer_without_references_refuses_them():
    model = Transformer(replace(CONFIG.transformer, references=False))
    with pytest.raises(ValueError, match="references"):
        model.prepare(text(), [lent()])


def test_training_starts_at_zero_output_and_reaches_every_parameter():
    model = Transformer(CONFIG.transformer)
    initialise(model, torch.Generator().manual_seed(0))
    assert float(run(model, text()).abs().max()) == 0.0
    model = transformer()
    out = model(noise(), torch.full((2,), 500.0), model.prepare(text(), [lent(), lent("subject")]))
    out.square().mean().backward()
    without = [name for name, p in model.named_parameters() if p.grad is None]
    assert without == []


@pytest.mark.parametrize("change", [{"width": 33}, {"heads": 3}, {"pool_heads": 3}, {"depth": 5}, {"depth": 0}])
def test_impossible_configurations_are_refused(change):
    with pytest.raises(InvalidConfig):
        TransformerConfig(**({"width": 32, "heads": 2, "t5_dim": 16, "pool_heads": 2, "depth": 4} | change))
