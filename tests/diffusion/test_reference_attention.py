"""Reference attention against concatenated keys and values in plain torch; what it must leave alone."""

from dataclasses import replace

import pytest
import torch
from torch import Tensor

from diffusion.attention import attend
from diffusion.config import ScheduleConfig
from diffusion.denoiser import guided
from diffusion.errors import InvalidRequest
from diffusion.reference_attention import (
    BESIDE,
    ReferencePicture,
    ReferenceSettings,
    lending,
    noised,
    timesteps_of,
    token_mask,
    with_references,
)
from diffusion.schedule import karras_sigmas, sigma_of_timestep, timestep_of_sigma
from diffusion.transformer import Conditioning, Transformer
from tests.diffusion.plain import (
    COLUMNS,
    ROWS,
    Layer,
    alone,
    grid,
    plain_output,
    toy_latents,
    toy_output,
    toy_text,
    toy_transformer,
    turn,
    weigh,
)

LENGTH = ROWS * COLUMNS
SCHEDULE = ScheduleConfig()
FULL = torch.ones(1, LENGTH, dtype=torch.bool)
SOME = torch.arange(LENGTH)[None] % 3 == 0


def concatenated(masks: Tensor, settings: ReferenceSettings):
    """Self attention in which the drawing's rows have the references' keys and values behind their own."""
    count = masks.shape[0]

    def own(layer: Layer, query: Tensor, key: Tensor, value: Tensor) -> Tensor:
        mixed = alone(layer, query, key, value)
        turned = turn(key, layer.positions)
        there = turn(key, grid(ROWS, COLUMNS, settings.shift))
        for row in range(settings.spared, query.shape[0] - count):
            keys, values, extra = [turned[row]], [value[row]], [torch.zeros(LENGTH)]
            for place, mask in enumerate(masks, start=query.shape[0] - count):
                keys.append(there[place][mask])
                values.append(value[place][mask])
                extra.append(torch.full((int(mask.sum()),), settings.strength).log())
            read = turn(query[row : row + 1], layer.positions)[0]
            mixed[row] = weigh(read, torch.cat(keys), torch.cat(values), torch.cat(extra))
        return mixed

    return own


@pytest.fixture
def model() -> Transformer:
    return toy_transformer()


@pytest.mark.parametrize(
    ("masks", "settings"),
    [
        (FULL, ReferenceSettings()),
        (FULL, ReferenceSettings(shift=(0.0, 0.0))),
        (SOME, ReferenceSettings(strength=0.3, shift=(2.5, -4.0))),
        (torch.cat([SOME, ~SOME]), ReferenceSettings(spared=1)),
        (torch.cat([FULL, ~FULL]), ReferenceSettings(strength=2.0, spared=1)),
    ],
)
def test_it_is_attention_over_concatenated_keys_and_values(
    model: Transformer, masks: Tensor, settings: ReferenceSettings
) -> None:
    """The drawing has two rows, as with guidance; references follow them."""
    rows = 2 + masks.shape[0]
    x, text = toy_latents(rows), toy_text(rows)
    with lending(model, masks, settings):
        result = toy_output(model, x, text)
    expected = plain_output(model, x, text, own=concatenated(masks, settings))
    torch.testing.assert_close(result, expected, atol=1e-4, rtol=1e-4)
    moved = (result - toy_output(model, x, text)).abs().amax(dim=(1, 2, 3))
    read = [row in range(settings.spared, 2) for row in range(rows)]
    assert [bool(row > 1e-2) for row in moved] == read  # references and spared rows draw as alone


@pytest.mark.parametrize(("masks", "settings"), [(FULL, ReferenceSettings(strength=0.0)), (~FULL, ReferenceSettings())])
def test_nothing_lent_changes_no_bit(model: Transformer, masks: Tensor, settings: ReferenceSettings) -> None:
    x, text = toy_latents(3), toy_text(3)
    before = toy_output(model, x, text)
    with lending(model, masks, settings):
        assert torch.equal(toy_output(model, x, text), before)
    plain, wide = predictors(model, 2, 1)
    picture = replace(pictures(1)[0], mask=masks[0])
    assert with_references(model, SCHEDULE, [picture], settings, plain=plain, wide=wide) is plain


def test_removal_and_errors_restore_every_bit(model: Transformer) -> None:
    x, text = toy_latents(3), toy_text(3)
    before = toy_output(model, x, text)
    with lending(model, FULL, ReferenceSettings()):
        assert not torch.equal(toy_output(model, x, text), before)
    assert torch.equal(toy_output(model, x, text), before)
    with pytest.raises(RuntimeError, match="stop"), lending(model, FULL, ReferenceSettings()):
        raise RuntimeError("stop")
    assert all(block.self_attention.attend is attend for block in model.blocks)
    assert torch.equal(toy_output(model, x, text), before)


def pictures(count: int, mask: Tensor = FULL[0]) -> list[ReferencePicture]:
    latents, noise = toy_latents(count, seed=20), toy_latents(count, seed=21)
    return [ReferencePicture(latents[i], noise[i], mask) for i in range(count)]


def predictors(model: Transformer, rows: int, references: int):
    """The network bound to captions of the drawing's rows, and to those of all rows."""
    text = toy_text(rows + references)
    parts = (text.clip, text.clip_mask, text.t5, text.t5_mask)
    narrow = model.prepare(Conditioning(*(part[:rows] for part in parts)))
    wide = model.prepare(text)

    def bound(prepared):
        def predict(x: Tensor, timestep: Tensor) -> Tensor:
            with torch.no_grad():
                return model(x, timestep, prepared)

        return predict

    return bound(narrow), bound(wide)


def test_references_run_along_at_the_level_of_the_drawing(model: Transformer) -> None:
    """One prediction of a guided batch: the doubled drawing and two references, noised by the schedule."""
    plain, wide = predictors(model, 2, 2)
    given, settings = pictures(2, SOME[0]), ReferenceSettings(spared=1)
    predict = with_references(model, SCHEDULE, given, settings, plain=plain, wide=wide)
    x, timestep = toy_latents(1), torch.full((1,), 300.0)
    result = guided(predict, 5.0)(x, timestep)
    assert all(block.self_attention.attend is attend for block in model.blocks)

    sigma = sigma_of_timestep(SCHEDULE, 300.0)
    beside = [(picture.latents + sigma * picture.noise) / (1 + sigma**2) ** 0.5 for picture in given]
    masks = torch.stack([picture.mask for picture in given])
    batch = torch.cat([x, x, torch.stack(beside)])
    own = concatenated(masks, settings)
    negative, positive = plain_output(model, batch, toy_text(4), 300.0, own=own)[:2]
    torch.testing.assert_close(result[0], negative + 5.0 * (positive - negative), atol=5e-4, rtol=5e-4)
    assert (result - guided(plain, 5.0)(x, timestep)).abs().max() > 0.1


def test_outside_of_its_steps_it_is_the_plain_prediction(model: Transformer) -> None:
    sigmas = karras_sigmas(10, 0.08, 14.0)
    plain, wide = predictors(model, 2, 1)
    calls: list[int] = []

    def counted(x: Tensor, timestep: Tensor) -> Tensor:
        calls.append(x.shape[0])
        return wide(x, timestep)

    settings = ReferenceSettings(timesteps=timesteps_of(SCHEDULE, sigmas, 2, 5))
    predict = with_references(model, SCHEDULE, pictures(1), settings, plain=plain, wide=counted)
    x, read = toy_latents(2), []
    for index, sigma in enumerate(sigmas[:-1]):
        timestep = torch.full((2,), timestep_of_sigma(SCHEDULE, sigma), dtype=torch.float32)
        result = predict(x, timestep)
        if not torch.equal(result, plain(x, timestep)):
            read.append(index)
    assert read == [2, 3, 4, 5]
    assert calls == [3] * 4


def test_the_shift_keeps_the_reference_from_its_own_places(model: Transformer) -> None:
    """Of tokens alike but for their places, unshifted ones are read at the reader's own place first."""
    attention = model.blocks[0].self_attention
    table = grid(ROWS, COLUMNS)
    x = torch.randn(LENGTH, 32, generator=torch.Generator().manual_seed(3))
    content = attention.k_norm(attention.k(x).unflatten(-1, (2, -1))).double()
    content = content.mean(0, keepdim=True).expand(LENGTH, -1, -1)  # alike everywhere: only places tell apart
    here, there = turn(content, table), turn(content, grid(ROWS, COLUMNS, BESIDE))
    same, shifted = (torch.einsum("nak,sak->ans", here, key) for key in (here, there))
    assert (same.argmax(-1) == torch.arange(LENGTH)).all()
    assert not (shifted.argmax(-1) == torch.arange(LENGTH)).all()


def test_noise_rises_with_the_timestep() -> None:
    given = pictures(2)
    early, late = noised(given, SCHEDULE, 999.0), noised(given, SCHEDULE, 0.0)
    torch.testing.assert_close(late, torch.stack([p.latents for p in given]), atol=0.15, rtol=0)
    torch.testing.assert_close(early, torch.stack([p.noise for p in given]), atol=0.3, rtol=0)


def test_a_pictures_mask_becomes_tokens() -> None:
    mask = torch.zeros(48, 64)
    mask[:16, :16] = 1
    mask[16:32, 16:24] = 1  # half of a token
    mask[32:48, 48:50] = 1
    assert token_mask(mask, ROWS, COLUMNS).nonzero().flatten().tolist() == [0, 5]
    assert token_mask(mask, ROWS, COLUMNS, threshold=0.1).nonzero().flatten().tolist() == [0, 5, 11]


def test_what_does_not_fit_is_told(model: Transformer) -> None:
    with pytest.raises(ValueError, match="12 tokens"), lending(model, FULL, ReferenceSettings()):
        toy_output(model, toy_latents(2)[:, :, :2], toy_text(2))
    with pytest.raises(ValueError, match="2 rows spared"), lending(model, FULL, ReferenceSettings(spared=2)):
        toy_output(model, toy_latents(3), toy_text(3))
    plain, wide = predictors(model, 1, 1)
    small = [replace(picture, latents=picture.latents[:, :2], noise=picture.noise[:, :2]) for picture in pictures(1)]
    predict = with_references(model, SCHEDULE, small, ReferenceSettings(), plain=plain, wide=wide)
    with pytest.raises(ValueError, match="size"):
        predict(toy_latents(1), torch.full((1,), 10.0))


@pytest.mark.parametrize(
    "change", [{"strength": -1.0}, {"strength": float("nan")}, {"timesteps": (5.0, 1.0)}, {"spared": -1}]
)
def test_settings_outside_of_what_is_allowed(change) -> None:
    with pytest.raises(InvalidRequest):
        ReferenceSettings(**change)


@pytest.mark.parametrize(("first", "last"), [(-1, 2), (3, 2), (0, 4)])
def test_steps_that_are_not_there(first: int, last: int) -> None:
    with pytest.raises(InvalidRequest, match="steps"):
        timesteps_of(SCHEDULE, karras_sigmas(4, 0.1, 10.0), first, last)
