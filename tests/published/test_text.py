"""Token for token and state for state what diffusers' pipeline makes of a text."""

import threading
import time
from pathlib import Path
from types import SimpleNamespace

import diffusers
import pytest
import torch
import transformers

from diffusion import load_tokenizers
from diffusion.errors import CheckpointError, CheckpointMismatch, InvalidConfig
from diffusion.pipeline import Pipeline
from diffusion.published import text
from tests.published import toy

TEXTS = ["", "a red cat", "一只红色猫在左边 a dog", "a red cat on the left " * 60]


@pytest.mark.parametrize("words", TEXTS)
@torch.no_grad()
def test_states_and_masks_are_those_of_diffusers(
    ours: Pipeline, theirs: diffusers.HunyuanDiTPipeline, words: str
) -> None:
    found = ours.conditioner.encode([words], [words])
    clip, _, clip_mask, _ = theirs.encode_prompt(words, do_classifier_free_guidance=False, text_encoder_index=0)
    t5, _, t5_mask, _ = theirs.encode_prompt(words, do_classifier_free_guidance=False, text_encoder_index=1)
    assert found.clip.shape[1] == toy.CLIP_LENGTH
    assert found.t5.shape[1] == toy.T5_LENGTH
    assert torch.equal(found.clip_mask, clip_mask.bool())
    assert torch.equal(found.t5_mask, t5_mask.bool())
    torch.testing.assert_close(found.clip, clip, atol=1e-5, rtol=1e-5)
    torch.testing.assert_close(found.t5, t5, atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize("words", TEXTS)
def test_ids_are_those_of_diffusers(folder: Path, theirs: diffusers.HunyuanDiTPipeline, words: str) -> None:
    rows = text.clip_rows(folder / "tokenizer", 77), text.t5_rows(folder / "tokenizer_2", 256)
    pairs = zip(rows, (theirs.tokenizer, theirs.tokenizer_2), (77, 256), strict=True)
    for row, tokenizer, length in pairs:
        expected = tokenizer(words, padding="max_length", max_length=length, truncation=True, return_tensors="pt")
        found = row.batch([words])
        assert torch.equal(found.ids, expected.input_ids)
        assert torch.equal(found.mask, expected.attention_mask.bool())


@pytest.mark.parametrize("words", TEXTS)
def test_a_bare_sentencepiece_model_gives_the_same_ids(tmp_path: Path, words: str) -> None:
    """Tencent's folder has no tokenizer.json."""
    (tmp_path / "spiece.model").write_bytes(toy.spiece())
    row = text.t5_rows(tmp_path, 256)
    assert isinstance(row, text.SentencePieceRows)
    expected = toy.t5_tokenizer()(words, padding="max_length", max_length=256, truncation=True, return_tensors="pt")
    found = row.batch([words])
    assert torch.equal(found.ids, expected.input_ids)
    assert torch.equal(found.mask, expected.attention_mask.bool())


def test_a_bare_vocabulary_gives_the_same_ids(tmp_path: Path) -> None:
    (tmp_path / "vocab.txt").write_text("\n".join(toy.bert_vocab()) + "\n", encoding="utf-8")
    (tmp_path / "tokenizer_config.json").write_text('{"do_lower_case": true}')
    found = text.clip_rows(tmp_path, 77).batch(TEXTS)
    expected = toy.bert_tokenizer()(TEXTS, padding="max_length", max_length=77, truncation=True, return_tensors="pt")
    assert torch.equal(found.ids, expected.input_ids)


def test_counts_are_of_the_whole_text(ours: Pipeline, folder: Path) -> None:
    long, short = load_tokenizers(folder)
    for words in TEXTS:
        assert long(words) == ours.count_long(words)
        assert short(words) == ours.count_short(words)
    assert ours.count_long("") == 1
    assert ours.count_short("") == 2
    assert ours.count_long(TEXTS[-1]) > 256


@pytest.mark.parametrize("cut", ["vocab.txt", "spiece.model"])
def test_a_damaged_tokenizer_is_named(tmp_path: Path, cut: str) -> None:
    (tmp_path / "spiece.model").write_bytes(b"\x00\xff nothing of the kind")
    (tmp_path / "tokenizer.json").write_text("{")
    with pytest.raises(CheckpointError, match=str(tmp_path)):
        text.clip_rows(tmp_path, 77)
    (tmp_path / "tokenizer.json").unlink()
    with pytest.raises(CheckpointError, match=r"spiece\.model"):
        text.t5_rows(tmp_path, 256)


@torch.no_grad()
def test_a_whole_mt5_gives_its_encoder() -> None:
    """Published folders may hold the decoder too; it is left alone. The embedding stays one parameter."""
    torch.manual_seed(3)
    whole = toy.filled(toy.t5(transformers.MT5ForConditionalGeneration, transformers.MT5Config), 0.3)
    model = text.t5_encoder(whole.config.to_dict(), dict(whole.state_dict()))
    assert model.encoder.embed_tokens.weight is model.shared.weight
    ids = torch.tensor([[5, 9, 1]])
    expected = whole.encoder(input_ids=ids).last_hidden_state
    torch.testing.assert_close(model.eval()(input_ids=ids).last_hidden_state, expected, atol=1e-5, rtol=1e-5)


@torch.no_grad()
def test_a_bert_inside_another_model_is_read() -> None:
    torch.manual_seed(3)
    whole = toy.filled(toy.bert(), 0.3)
    state = {f"bert.{name}": tensor for name, tensor in whole.state_dict().items()} | {"cls.x": torch.ones(1)}
    model = text.clip_encoder(whole.config.to_dict(), state).eval()
    ids = torch.tensor([[2, 7, 3]])
    expected = whole(input_ids=ids).last_hidden_state
    torch.testing.assert_close(model(input_ids=ids).last_hidden_state, expected, atol=1e-5, rtol=1e-5)


def test_parameters_that_do_not_fit_are_all_named() -> None:
    whole = toy.bert()
    state = dict(whole.state_dict())
    del state["embeddings.LayerNorm.bias"]
    state["embeddings.word_embeddings.weight"] = torch.ones(2, 2)
    state["encoder.extra"] = torch.ones(1)
    with pytest.raises(CheckpointMismatch) as caught:
        text.clip_encoder(whole.config.to_dict(), state)
    for name in ("embeddings.LayerNorm.bias", "embeddings.word_embeddings.weight [2, 2]", "encoder.extra"):
        assert name in str(caught.value)


def test_other_encoders_are_refused() -> None:
    with pytest.raises(InvalidConfig, match="gpt2"):
        text.clip_encoder({"model_type": "gpt2"}, {})
    with pytest.raises(InvalidConfig, match="hidden_size"):
        text.text_config({}, {"vocab_size": 3}, 77, 256)


def test_float16_keeps_the_projections_that_overflow() -> None:
    model = text.placed(toy.t5(), torch.device("cpu"), torch.float16)
    kinds = {name: parameter.dtype for name, parameter in model.named_parameters()}
    assert {kind for name, kind in kinds.items() if ".wo." in name} == {torch.float32}
    assert {kind for name, kind in kinds.items() if ".wo." not in name} == {torch.float16}


def test_counting_does_not_disturb_a_row_that_is_being_made() -> None:
    """The padding and cutting of a tokenizer are whoever's called last, and a rewriter counts while the painter
    encodes: rows came out short, and texts were counted as cut."""

    class Meddled:
        inside = most = 0

        def __call__(self, *_: object, **__: object) -> SimpleNamespace:
            self.inside += 1
            self.most = max(self.most, self.inside)
            time.sleep(0.005)
            self.inside -= 1
            return SimpleNamespace(input_ids=torch.zeros(1, 77, dtype=torch.long), attention_mask=torch.ones(1, 77))

    tokenizer = Meddled()
    rows = text.TransformersRows(tokenizer, 77)
    acts = (lambda: rows.batch(["a"]), lambda: rows.count("a"))
    threads = [threading.Thread(target=act) for act in acts * 3]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert tokenizer.most == 1
