"""Trains the tokenizer of the embedded model: sentencepiece, unigram, both languages, byte fallback."""

import csv
import io
import json
import random
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import sentencepiece

from diffusion.training.corpus import Corpus
from diffusion.training.figures import TABLES

FREQUENT = 50
"""English words at least as frequent in the captions become pieces too."""


def synonyms(world: Path, *, wide: bool = False) -> list[list[str]]:
    """Words of equal meaning in both languages: a list per concept (of both tables if ``wide``) and per term."""
    groups = []
    for name in TABLES if wide else TABLES[:1]:
        with (world / name).open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file, delimiter="\t")
            groups += [[*row["en"].split(","), *row["zh"].split(",")] for row in rows]
    for terms in json.loads((world / "lexicon.json").read_text(encoding="utf-8")).values():
        groups += [[*term["en"], *term["zh"]] for term in terms]
    return [[word.strip() for word in group if word.strip()] for group in groups]


def lexicon_words(world: Path, *, wide: bool = False) -> list[str]:
    """Every name in the concept table and the lexicon; each becomes a piece of its own."""
    return sorted({word for group in synonyms(world, wide=wide) for word in group})


def pieces(words: Iterable[str]) -> list[str]:
    """English words with the mark of a word's beginning, so that "cat" does not match inside other words."""
    result = set()
    for word in words:
        for part in word.split():
            result.add("▁" + part if part.isascii() else part)
    return sorted(result, key=lambda piece: (-len(piece), piece))


def train(corpus: Corpus, world: Path, vocab: int, seed: int, *, wide: bool = False) -> bytes:
    """The sentencepiece model's bytes, from 20,000 records' captions."""
    rng = random.Random(seed)
    captions = [text for record in corpus.sample(rng, 20_000) for texts in record.captions.values() for text in texts]
    counts = Counter(word for text in captions for word in re.findall(r"[a-z]+", text.lower()))
    frequent = [word for word, count in counts.items() if count >= FREQUENT]
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(captions),
        model_writer=model,
        vocab_size=vocab,
        model_type="unigram",
        byte_fallback=True,
        character_coverage=1.0,
        user_defined_symbols=pieces([*lexicon_words(world, wide=wide), *frequent]),
        normalization_rule_name="nmt_nfkc_cf",
        pad_id=0,
        unk_id=1,
        bos_id=-1,
        eos_id=2,
        hard_vocab_limit=False,
        num_threads=1,
        minloglevel=2,
    )
    return model.getvalue()
