"""The contrastive pair finds pictures by captions of both languages after a short training at toy size."""

import io
import json
import math
import random
import sys
from dataclasses import replace

import pytest
import sentencepiece
import torch

from diffusion.checkpoint import save
from diffusion.text import TextEncoders, Tokenizer
from diffusion.training import retrieval
from diffusion.training.contrastive import ContrastiveStage, Pair, info_nce, scenes
from diffusion.training.corpus import Corpus
from diffusion.training.facts import read_prompts
from diffusion.training.loop import LoopConfig, run, step_generator
from diffusion.training.phrasings import other_phrasing, read_words, with_synonyms, wordings
from diffusion.training.retrieval import ask, ranks, recall, table
from diffusion.training.world import Picture, Placed, World, picture_from_dict
from diffusion.vae import AutoencoderKL
from tests.diffusion import toy
from tests.diffusion.training.shapes import figure, record, shape_figures, write

CONFIG = replace(toy.CONFIG.text, clip_dim=32, t5_dim=32)
COLORS = {"": "", "green": "绿", "black": "黑", "white": "白"}
BODIES = {"disc": "disc子", "block": "block子", "spike": "spike子", "ring": "ring子", "cross": "cross子"}
TERMS = {
    "color": [{"id": id_, "en": [id_], "zh": [zh]} for id_, zh in COLORS.items() if id_],
    "setting": [{"id": "beach", "en": ["beach"], "zh": ["海滩"]}],
    "time": [{"id": "night", "en": ["night"], "zh": ["夜晚"]}],
    "style": [{"id": "ink", "en": ["ink wash"], "zh": ["水墨"]}],
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """World, corpus, prompts and tokenizer in one folder."""
    folder = tmp_path_factory.mktemp("toy")
    shape_figures(folder)
    (folder / "lexicon.json").write_text(json.dumps(TERMS), encoding="utf-8")
    records = []
    for one, zh in BODIES.items():
        for color, tint in COLORS.items():
            said = {"en": [f"a {color} {one}".replace("  ", " ")], "zh": [f"一个{tint}{zh}"]}
            records.append({**record(3, [figure(one, color=color)], unseen=color == "black"), **said})
    write(folder / "corpus.jsonl", records)
    texts = [text for r in records for text in (*r["en"], *r["zh"])]
    out = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(texts * 3), model_writer=out, vocab_size=320, model_type="unigram", byte_fallback=True,
        pad_id=0, unk_id=1, bos_id=-1, eos_id=2, hard_vocab_limit=False, minloglevel=2, num_threads=1,
        user_defined_symbols=[*BODIES, *filter(None, COLORS), *filter(None, COLORS.values())],
    )  # fmt: skip
    (folder / "tokenizer.model").write_bytes(out.getvalue())
    return folder


@pytest.fixture(scope="module")
def world(folder):
    return World(retrieval.Figures(folder / "concepts.tsv", folder), 64)


def stage(folder, world, *, frozen=False):
    torch.manual_seed(0)
    pair = Pair(TextEncoders(CONFIG), width=8, space=24, frozen=frozen)
    tokenizer = Tokenizer((folder / "tokenizer.model").read_bytes())
    return ContrastiveStage(tokenizer, world, Corpus(folder / "corpus.jsonl"), pair, 16)


def test_recall_rises_well_above_chance(folder, world, tmp_path):
    it = stage(folder, world)
    prompts, words = read_prompts(folder / "corpus.jsonl"), read_words(folder)
    before = ask(it.module.eval(), it.tokenizer, world, prompts, words)
    run(it, LoopConfig(steps=60, lr=6e-3, warmup=5, decay=0.5, ema=0.9, save_every=99, sheet_every=60), tmp_path)
    after = {line.question: line for line in ask(it.module.eval(), it.tokenizer, world, prompts, words)}
    assert all(line.first <= 0.3 for line in before if "as in" in line.question and "unseen" not in line.question)
    for language in ("zh", "en"):
        line = after[f"{language}, as in the corpus"]
        assert (line.count, line.among) == (20, 20)
        assert line.first > 0.4  # chance: 0.05
        assert line.fifth > 0.8  # chance: 0.25
        assert line.median <= 2
        assert after[f"{language}, as in the corpus, unseen combinations"].count == 5
        assert after[f"{language}, unseen phrasings"].count == 20
        assert after[f"{language}, unseen phrasings"].fifth > 0.3
    assert "of 256 found" in (tmp_path / "sheet-000060.txt").read_text()


def test_a_step_is_a_function_of_its_generator_and_moves_what_is_trained(folder, world, tmp_path):
    it = stage(folder, world, frozen=True)
    one, again = (float(it.loss(0, step_generator(1, 4))[0].detach()) for _ in range(2))
    assert one == again
    before = {name: p.detach().clone() for name, p in it.module.named_parameters()}
    run(it, LoopConfig(steps=2, lr=1e-2, warmup=1, sheet_every=9), tmp_path)
    moved = {name.split(".")[0] for name, p in it.module.named_parameters() if not torch.equal(p, before[name])}
    assert moved == {"clip_out", "t5_out", "tower", "scale"}


def test_the_text_stages_of_a_run_can_be_read_from_the_pair(folder, world):
    """The transformer's stage takes the encoders by this prefix from the state that the loop saves."""
    names = [name for name in stage(folder, world).module.state_dict() if name.startswith("encoders.")]
    assert {name.removeprefix("encoders.") for name in names} == set(TextEncoders(CONFIG).state_dict())


def test_info_nce_in_closed_form():
    texts = torch.eye(3)
    scale = torch.tensor(math.log(2.0))
    same = torch.eye(3, dtype=torch.bool)
    expected = math.log(math.exp(2) + 2) - 2
    assert float(info_nce(texts, texts, scale, same)) == pytest.approx(expected, rel=1e-5)
    twins = same.clone()
    twins[0, 1] = twins[1, 0] = True  # one scene twice: neither is held against the other
    fewer = (2 * (math.log(math.exp(2) + 1) - 2) + expected) / 3
    assert float(info_nce(texts, texts, scale, twins)) == pytest.approx(fewer, rel=1e-5)


def test_ranks_count_who_is_nearer_and_twins_as_one():
    gallery = torch.tensor([[1.0, 0.0], [0.9, 0.1], [0.0, 1.0], [0.0, 1.0]])
    queries = torch.tensor([[1.0, 0.0], [1.0, 0.0], [0.1, 1.0], [1.0, 0.0]])
    rows = torch.tensor([0, 1, 2, 3])
    assert ranks(queries, gallery, rows, torch.tensor([0, 1, 2, 2])).tolist() == [1, 2, 1, 3]
    assert ranks(queries, gallery, rows, torch.tensor([0, 1, 2, 3])).tolist() == [1, 2, 2, 4]  # a tie is no hit
    line = recall("it", torch.tensor([1, 2, 7, 5]), 9)
    assert (line.first, line.fifth, line.median) == (0.25, 0.75, 3.5)


def test_equal_scenes_have_equal_numbers():
    one = Picture("beach", "day", "3d", 1, (Placed("disc", 0, 0, 64),))
    assert scenes([one, replace(one, seed=2), replace(one, style="ink"), one]).tolist() == [0, 0, 1, 0]


def picture(*figures, **more):
    return picture_from_dict(record(0, list(figures), **more)["picture"])


def test_synonyms_take_the_place_of_the_corpus_words(folder):
    words, rng = read_words(folder), random.Random(0)
    two = picture(figure("disc", 0), figure("block", 64))
    assert with_synonyms("a disc next to a block", two, words, "en", rng) is None  # "disclet" holds "disc"
    found = with_synonyms("一个disc子和一个小block", two, words, "zh", rng)
    assert found == "一个小disc和一个block子"
    assert with_synonyms("a cat", two, words, "en", rng) is None


def test_words_are_changed_whole_and_articles_follow(assets):
    words = read_words(assets / "world")
    cat = picture(figure("cat"))
    found = {with_synonyms("a cat, caterpillar", cat, words, "en", random.Random(i)) for i in range(9)}
    assert found
    assert all("caterpillar" in text and not text.startswith("a cat,") for text in found)


def test_other_phrasings_name_what_the_picture_shows(folder):
    words = read_words(folder)
    shown = picture(
        figure("ring", 64, color="black"), figure("disc", 0), setting="beach", time="night", style="ink"
    )  # fmt: skip
    english = other_phrasing(shown, words, "en", random.Random(0))
    for word in ("a disc, further right a black ring", "beach", "night", "ink wash"):
        assert word in english
    chinese = other_phrasing(shown, words, "zh", random.Random(0))
    for word in ("一个disc子，再往右是一个黑ring子", "海滩", "夜晚", "水墨"):
        assert word in chinese
    assert other_phrasing(replace(shown, setting="forest"), words, "en", random.Random(0)) is None
    three = picture(*(figure("disc", x) for x in (0, 40, 80)))
    assert "three discs" in other_phrasing(three, words, "en", random.Random(0))
    assert list(wordings(["x"], [shown], words, "en", 0)) == ["as in the corpus", "synonyms", "unseen phrasings"]


def test_the_command_prints_both_pairs_and_resumes(folder, tmp_path, monkeypatch):
    config = replace(toy.CONFIG, transformer=replace(toy.CONFIG.transformer, clip_dim=32, t5_dim=32), text=CONFIG)
    torch.manual_seed(0)
    tokens = torch.frombuffer(bytearray((folder / "tokenizer.model").read_bytes()), dtype=torch.uint8)
    parts = {"text": TextEncoders(CONFIG).state_dict(), "vae": AutoencoderKL(config.vae).state_dict()}
    save(tmp_path / "toy.safetensors", {**parts, "tokenizer": {"model": tokens}}, config, extra={"name": "toy"})
    corpus = str(folder / "corpus.jsonl")
    flags = ["retrieval", "--base", str(tmp_path / "toy.safetensors"), "--corpus", corpus, "--prompts", corpus]
    flags += ["--figures", str(folder), "--world", str(folder), "--run", str(tmp_path / "run"), "--steps", "2"]
    monkeypatch.setattr(sys, "argv", [*flags, "--batch", "8", "--size", "64", "--threads", "1"])
    retrieval.main()
    text = (tmp_path / "run" / "retrieval.md").read_text()
    assert "contrastive: first" in text
    assert "shipped: median rank" in text
    assert "Among 20 held-out pictures; by chance 5.0% first, 25.0% among five." in text
    retrieval.main()  # nothing is left to train
    assert (tmp_path / "run" / "retrieval.md").read_text() == text
    lines = json.loads((tmp_path / "run" / "retrieval.json").read_text())
    assert [row["question"] for row in lines["shipped"]] == [row["question"] for row in lines["contrastive"]]
    assert table({"it": [recall("q", torch.tensor([1]), 4)]}).splitlines()[2] == "| q | 1 | 100.0% | 100.0% | 1 |"
