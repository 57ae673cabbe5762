"""The frames that the reader is trained on: well formed, labelled as they are filled, wide, and the same for a seed."""

import random
import re
from itertools import islice
from pathlib import Path

import pytest
import torch

from rewriter import Lexicon
from rewriter.reader.labels import TAGS
from rewriter.reader.network import Network
from rewriter.reader.tokens import tokens
from rewriter.training.tagger import batches, loss_of, tensors
from rewriter.training.tagger_model import Tagger
from rewriter.training.tagger_phrases import Filler, Piece
from rewriter.training.tagger_scenes import random_scene
from rewriter.training.tagger_talk import Talk, label, load_frames
from rewriter.training.tagger_words import load


@pytest.fixture(scope="module")
def talk(lexicon: Lexicon) -> Talk:
    return Talk(load_frames(), load(), lexicon)


def test_every_frame_can_be_filled_and_leaves_no_sign_of_its_own(talk: Talk) -> None:
    rng = random.Random(0)
    for frame in talk.frames:
        words = talk.words[frame.language]
        for _ in range(6):
            text = "".join(
                piece.text for piece in talk._part(Filler(words, random_scene(words, rng), rng), frame.text, rng)
            )
            assert text.strip(), frame.text
            assert not re.search(r"[\[\]{}|]", text), frame.text


def test_frames_are_many_in_both_languages_and_some_are_kept_apart(talk: Talk) -> None:
    for language in ("en", "zh"):
        mine = [frame for frame in talk.frames if frame.language == language]
        assert len({frame.text for frame in mine}) > 250
        assert {frame.intent for frame in mine if frame.apart} == {"draw", "edit", "back", "answer", "remark"}


def test_labels_stand_on_the_words_they_were_made_of(lexicon: Lexicon) -> None:
    pieces = [Piece("give "), Piece("the cat", "TGT", "t"), Piece(" a "), Piece("dark red", "COLOR", "", "w"),
              Piece(" "), Piece("scarf", "WEAR", "w", "t")]  # fmt: skip
    rng = random.Random(0)
    example = label(pieces, random_scene(load()["en"], rng), lexicon, 1, rng)
    assert example is not None
    assert example.text == "give the cat a dark red scarf"
    tags = [TAGS[tag] for tag in example.tags]
    assert tags == ["O", "B-TGT", "I-TGT", "O", "B-COLOR", "I-COLOR", "B-WEAR"]
    assert example.arcs == [-1, 0, -1, -1, 7, -1, 2]


def test_examples_are_the_same_for_a_seed_and_well_labelled(talk: Talk) -> None:
    first, again = list(islice(talk.examples(4), 150)), list(islice(talk.examples(4), 150))
    assert first == again
    assert first != list(islice(talk.examples(5), 150))
    for one in first:
        assert len(one.tags) == len(one.arcs) == len(one.grams) == len(one.features) == len(tokens(one.text))
        for arc, tag in zip(one.arcs, one.tags, strict=True):
            assert (arc >= 0) == TAGS[tag].startswith("B-")
            assert arc <= 0 or TAGS[one.tags[arc - 1]].startswith("B-")


def test_a_small_model_learns_and_its_weights_are_read_by_numpy(talk: Talk, tmp_path: Path) -> None:
    from safetensors.torch import save_file

    torch.manual_seed(0)
    model = Tagger(width=32, depth=1, arc=8)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    data = tensors(next(batches(talk.examples(2), 8)))
    before = loss_of(model, data).item()
    for _ in range(25):
        optimizer.zero_grad()
        loss = loss_of(model, data)
        loss.backward()
        optimizer.step()
    assert loss.item() < 0.5 * before
    save_file({name: value.half() for name, value in model.state_dict().items()}, tmp_path / "reader.safetensors")
    network = Network.load(tmp_path / "reader.safetensors")
    example = next(talk.examples(3))
    reading = network(example.grams, example.features)
    assert reading.tags.shape == (len(example.tags), len(TAGS))
    assert reading.arcs.shape == (len(example.tags), len(example.tags) + 1)
