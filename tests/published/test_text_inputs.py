"""What goes into the text encoders and from them into the transformer, token for token, against the peers.

Lengths at the edge of cutting, odd characters, padding and masks, rows of different lengths side by side, and the
learned vectors that stand where a caption has ended, as the first block of either transformer is given them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import diffusers
import pytest
import torch
from torch import Tensor, nn

from diffusion.pipeline import Pipeline
from diffusion.published import text
from diffusion.published.regime import PublishedRegime
from diffusion.request import DrawRequest
from tests.published import toy

# diffusers 0.42 turns tensors into arrays in a way that numpy 2 will drop.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")

CLS, SEP, PAD, END = 2, 3, 0, 1
ODD = [
    " ", "a\nred\tcat", "A RED Cat", "ａ ｒｅｄ ｃａｔ", "é café", "🐱 cat", "。，！", "a\u200bcat", "\u3000猫",
    "a\u0000b", "[MASK] cat", "</s> a cat", "cat-dog", "红色cat狗",
]  # fmt: skip


def expected_of(tokenizer: Any, words: str | list[str], length: int) -> Any:
    """Ids and mask as diffusers' pipeline asks for them."""
    return tokenizer(words, padding="max_length", max_length=length, truncation=True, return_tensors="pt")


@pytest.mark.parametrize("count", [1, 73, 74, 75, 76, 77, 200])
def test_cutting_the_short_text_keeps_its_last_piece(folder: Path, count: int) -> None:
    """77 pieces: "cat" is one, and two stand around it."""
    words = " ".join(["cat"] * count)
    found = text.clip_rows(folder / "tokenizer", 77).batch([words])
    expected = expected_of(toy.bert_tokenizer(), words, 77)
    assert torch.equal(found.ids, expected.input_ids)
    assert torch.equal(found.mask, expected.attention_mask.bool())
    held = min(count + 2, 77)
    assert found.mask.sum() == held
    assert (found.ids[0, 0], found.ids[0, held - 1]) == (CLS, SEP)
    assert (found.ids[0, held:] == PAD).all()


@pytest.mark.parametrize("bare", [False, True], ids=["tokenizer.json", "spiece.model"])
@pytest.mark.parametrize("count", [1, 254, 255, 256, 257, 600])
def test_cutting_the_long_text_keeps_its_end(folder: Path, tmp_path: Path, count: int, bare: bool) -> None:
    """256 pieces: "a" is one, and one stands at the end."""
    words = " ".join(["a"] * count)
    (tmp_path / "spiece.model").write_bytes(toy.spiece())
    rows = text.t5_rows(tmp_path if bare else folder / "tokenizer_2", 256)
    found = rows.batch([words])
    expected = expected_of(toy.t5_tokenizer(), words, 256)
    assert torch.equal(found.ids, expected.input_ids)
    assert torch.equal(found.mask, expected.attention_mask.bool())
    assert rows.count(words) == count + 1
    held = min(count + 1, 256)
    assert found.ids[0, held - 1] == END
    assert (found.ids[0, held:] == PAD).all()


@pytest.mark.parametrize("words", ODD)
def test_odd_characters(folder: Path, theirs: diffusers.HunyuanDiTPipeline, words: str) -> None:
    rows = text.clip_rows(folder / "tokenizer", 77), text.t5_rows(folder / "tokenizer_2", 256)
    for row, tokenizer, length in zip(rows, (theirs.tokenizer, theirs.tokenizer_2), (77, 256), strict=True):
        expected = expected_of(tokenizer, words, length)
        assert torch.equal(row.batch([words]).ids, expected.input_ids)


def test_a_bare_vocabulary_reads_odd_characters_alike(tmp_path: Path) -> None:
    """Tencent's folder has a vocab.txt alone."""
    (tmp_path / "vocab.txt").write_text("\n".join(toy.bert_vocab()) + "\n", encoding="utf-8")
    (tmp_path / "tokenizer_config.json").write_text('{"do_lower_case": true}')
    found = text.clip_rows(tmp_path, 77).batch(ODD)
    assert torch.equal(found.ids, expected_of(toy.bert_tokenizer(), ODD, 77).input_ids)


@pytest.mark.parametrize("words", ["🐱 cat", "é", "。"])
def test_what_no_piece_has_is_read_by_its_bytes(tmp_path: Path, words: str) -> None:
    """The one difference of a bare sentencepiece model: no unknown piece, but the bytes of UTF-8."""
    (tmp_path / "spiece.model").write_bytes(toy.spiece())
    found = text.t5_rows(tmp_path, 256).batch([words]).ids[0]
    unknown = toy.t5_tokenizer().unk_token_id
    assert unknown not in found.tolist()
    assert unknown in toy.t5_tokenizer()(words).input_ids
    first_byte = found.tolist().index(toy.t5_tokenizer().convert_tokens_to_ids(f"<0x{words.encode()[0]:02X}>"))
    pieces = toy.t5_tokenizer().convert_ids_to_tokens(found[first_byte:].tolist())
    read = bytes(int(piece[3:5], 16) for piece in pieces[: len(words.encode().split(b" ")[0])])
    assert read.decode() == words.split(" ")[0]


@torch.no_grad()
def test_rows_do_not_see_each_other(ours: Pipeline) -> None:
    """A short and a long text in one batch: ids, masks and states are those of each alone."""
    texts = ["", "a red cat on the left " * 9]
    both = ours.conditioner.encode(texts, texts)
    for row, words in enumerate(texts):
        alone = ours.conditioner.encode([words], [words])
        assert torch.equal(both.clip_mask[row], alone.clip_mask[0])
        assert torch.equal(both.t5_mask[row], alone.t5_mask[0])
        torch.testing.assert_close(both.clip[row], alone.clip[0], atol=1e-5, rtol=1e-5)
        torch.testing.assert_close(both.t5[row], alone.t5[0], atol=1e-5, rtol=1e-5)


@contextmanager
def seen_by(module: nn.Module, key: str | None = None) -> Iterator[list[Tensor]]:
    """What a module is given: its first argument, or the one named ``key``."""
    seen: list[Tensor] = []

    def note(_: nn.Module, args: tuple[Any, ...], named: dict[str, Any]) -> None:
        seen.append((args[0] if key is None else named[key]).clone())

    handle = module.register_forward_pre_hook(note, with_kwargs=True)
    try:
        yield seen
    finally:
        handle.remove()


@pytest.mark.parametrize(
    ("prompt", "negative"),
    [("a red cat", ""), ("一只红色猫 a dog", "big blue"), ("a red cat on the left " * 60, "a dog")],
)
@torch.no_grad()
def test_the_first_block_reads_what_diffusers_first_block_reads(
    folder: Path, ours: Pipeline, theirs: diffusers.HunyuanDiTPipeline, prompt: str, negative: str
) -> None:
    """Negative first, the short encoder's states before the long one's, learned vectors where a caption has ended."""
    regime = PublishedRegime(ours.config, spacing="trailing", buckets=((1.0, ((64, 64),)),))
    ours.regime, before = regime, ours.regime
    with seen_by(ours.transformer.blocks[0].cross_attention.k) as found:
        request = DrawRequest(prompt, negative=negative, steps=1, guidance=5.0, width=64, height=64, preview_every=0)
        assert len(list(ours.draw(request))) == 1
    ours.regime = before
    theirs.scheduler = diffusers.DDIMScheduler(**toy.scheduler_config(True), clip_sample=False)
    with seen_by(theirs.transformer.blocks[0].attn2, "encoder_hidden_states") as expected:
        theirs(
            prompt, negative_prompt=negative, width=64, height=64, num_inference_steps=1, guidance_scale=5.0,
            output_type="latent", use_resolution_binning=False,
        )  # fmt: skip
    assert found[0].shape == expected[0].shape == (2, 77 + 256, toy.CLIP_DIM)
    torch.testing.assert_close(found[0], expected[0], atol=1e-5, rtol=1e-5)

    learned = theirs.transformer.text_embedding_padding
    for row, words in enumerate((negative, prompt)):
        clip = expected_of(theirs.tokenizer, words, 77).attention_mask
        t5 = expected_of(theirs.tokenizer_2, words, 256).attention_mask
        padded = torch.cat([clip, t5], dim=1)[0] == 0
        assert padded.any() or words == prompt
        assert torch.equal(found[0][row, padded], learned[padded])
        assert not torch.isclose(found[0][row, ~padded], learned[~padded]).all(dim=1).any()
