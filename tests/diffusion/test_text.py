"""The tokenizer and the text encoders."""

import pytest
import torch

from diffusion.text import TextEncoders, Tokenizer
from tests.diffusion.toy import CONFIG, tokenizer_bytes


@pytest.fixture(scope="module")
def tokenizer():
    return Tokenizer(tokenizer_bytes())


def test_any_text_has_tokens_and_ends_with_the_end_piece(tokenizer):
    for text in ("", "a cat", "一只红色猫", "龘 🐱 Zürich"):
        ids = tokenizer.encode(text)
        assert ids[-1] == tokenizer.end
        assert tokenizer.count(text) == len(ids)
        assert 1 not in ids  # byte fallback leaves nothing unknown


def test_batches_are_padded_and_cut_with_the_end_piece_kept(tokenizer):
    tokens = tokenizer.batch(["a cat", "a dog " * 50], limit=12)
    assert tokens.ids.shape == tokens.mask.shape == (2, 12)
    assert int(tokens.ids[1, -1]) == tokenizer.end
    assert int(tokens.mask[0].sum()) == tokenizer.count("a cat")
    assert (tokens.ids[0][~tokens.mask[0]] == tokenizer.pad).all()


def test_fixed_length_as_the_published_model_wants_it(tokenizer):
    assert tokenizer.batch(["a cat"], limit=77, fixed=True).ids.shape == (1, 77)


def test_padding_does_not_change_the_states(tokenizer):
    torch.manual_seed(0)
    encoders = TextEncoders(CONFIG.text).eval()
    with torch.no_grad():
        alone = encoders(tokenizer.batch(["a cat"], 77), tokenizer.batch(["a cat"], 256))
        both = ["a cat", "a red cat on the left, a dog"]
        padded = encoders(tokenizer.batch(both, 77), tokenizer.batch(both, 256))
    length = alone.t5.shape[1]
    torch.testing.assert_close(padded.t5[:1, :length], alone.t5, atol=1e-5, rtol=1e-4)
    torch.testing.assert_close(padded.clip[:1, :length], alone.clip, atol=1e-5, rtol=1e-4)
