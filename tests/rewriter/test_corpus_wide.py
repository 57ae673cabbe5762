"""The corpus of the wide world: its format, edits and requests, the hold-out, the command."""

import hashlib
import json
import random
import re
from dataclasses import replace

import pytest

from dialog.scene import Scene, Subject
from rewriter.english import plural
from rewriter.layout_wide import WIDE_WORLD
from rewriter.training import terms
from rewriter.training.__main__ import main
from rewriter.training.holdout import SHARE, held, pair_of, unseen
from rewriter.training.mixtures import WIDE_MIXTURES
from rewriter.training.records import Options, RecordMaker, count_tokens, wide_records
from rewriter.training.scenes import MIXTURES, records
from rewriter.training.vocabulary import vocabulary
from rewriter.training.wide import WideMaker

OLD = {
    "whole": "b60a21d6bdf5e1432ad2f172e7994e1f7e9dd804e821594f51f2ea0b08b31440",
    "simple": "5b259e63bc3b906025ca77252062578d86b2b36f12a4d6bcb929020146e4dbfe",
    "attributes": "67db97e30f73e3dc3f7fce87c834be00420992e226acf4c0cdd0384922e6b09d",
}
MEASURES = re.compile(
    r"([一两三])[只个匹头条朵棵束盆株片根串块颗份碗桶杯辆列艘架枚座栋所顶副本支把盏面台部张幅位名道团]"
)
"""Measure words are the grammar's own matter (``phrases_zh``): a record is the same whichever stands there."""
EDITS = {"edit", "add", "remove", "background", "style", "lens", "combine", "wear", "same"}


@pytest.fixture(scope="module")
def words(lexicon):
    return vocabulary(lexicon)


@pytest.fixture(scope="module")
def made(lexicon):
    """Scenes with their records, 300 of the whole mixture."""
    maker = RecordMaker(lexicon, WIDE_MIXTURES["wide"], 11, Options(facts=True), count_tokens)
    return [maker.next() for _ in range(300)]


@pytest.mark.parametrize("mixture", sorted(OLD))
def test_the_first_version_is_written_as_it_was_released(lexicon, mixture):
    lines = []
    for record in records(lexicon, MIXTURES[mixture], 200, 1):
        record["zh"] = [MEASURES.sub(r"\1个", text) for text in record["zh"]]
        lines.append(json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n")
    assert hashlib.sha256("".join(lines).encode()).hexdigest() == OLD[mixture]


def test_every_term_and_every_edit_occurs(lexicon):
    mixture = replace(WIDE_MIXTURES["wide"], weather=0.6, style=0.8, lens=0.8, timed=0.8)
    made = list(wide_records(lexicon, mixture, 900, 2))
    pictures = [record["picture"] for record in made]
    assert len({p["setting"] for p in pictures}) == 38  # and the plain one
    assert {p["time"] for p in pictures} == {"day", "night", "sunset"}
    assert {p["weather"] for p in pictures} == {"", "rain", "snowfall", "fog", "wind", "rainbow"}
    assert {p["lens"] for p in pictures} == {"", "closeup", "wide"}
    assert len({p["style"] for p in pictures}) == 10
    assert {record["edit"] for record in made} == EDITS | {"new"}
    assert {f["color"] for p in pictures for f in p["figures"]} == {"", *lexicon.terms["color"]}


def test_figures_carry_their_subject_and_whole_pixels(made):
    for scene, record in made:
        picture = record["picture"]
        assert picture["size"] == WIDE_WORLD
        assert record["layout"] == "free"
        for figure in picture["figures"]:
            assert all(isinstance(figure[name], int) for name in ("x", "y", "side"))
            subject = next(s for s in scene.subjects if s.id == figure["subject"])
            assert figure["concept"] == subject.concept
            assert figure["worn"] == [[t.concept, t.color] for t in subject.wears]


def _alike(one, other, *names):
    return all(one[name] == other[name] for name in names)


def test_an_edit_changes_what_its_kind_says_and_nothing_else(made):
    rest = ("setting", "time", "weather", "style", "lens", "seed")
    for _, record in made:
        before, after, kind = record["before"], record["picture"], record["edit"]
        if before is None:
            assert "request" not in record
            continue
        changed = {"background": ("setting", "time", "weather"), "style": ("style",), "lens": ("lens",)}.get(kind, ())
        assert _alike(before, after, *(name for name in rest if name not in changed)), kind
        if kind in ("background", "style", "same"):
            assert before["figures"] == after["figures"]
        subjects = [{f["subject"] for f in p["figures"]} for p in (before, after)]
        more = {"add": -1, "combine": -1, "remove": 1}.get(kind, 0)
        assert len(subjects[0]) - len(subjects[1]) == more
        if kind != "same":
            assert before != after


def test_who_stays_at_a_kept_edit_stays_where_it_stood(lexicon):
    mixture = replace(WIDE_MIXTURES["wide"], edited=1.0, kept=1.0)
    kinds = set()
    for record in wide_records(lexicon, mixture, 200, 8):
        if record["edit"] in ("add", "combine", "remove"):
            small, large = sorted((record["before"]["figures"], record["picture"]["figures"]), key=len)
            assert [f for f in large if f in small] == small
            kinds.add(record["edit"])
    assert kinds == {"add", "combine", "remove"}


def test_requests_name_what_changed(made, words):
    for scene, record in made:
        for language, texts in record.get("request", {}).items():
            assert len(set(texts)) == len(texts) == 2
            assert all("{" not in text for text in texts)
            if record["edit"] in ("add", "combine"):
                names = words.names[language][scene.subjects[-1].concept]
                assert all(any(name.lower() in text.lower() for name in _forms(names)) for text in texts), texts
            if record["edit"] == "remove":
                gone = {f["concept"] for f in record["before"]["figures"]} - {s.concept for s in scene.subjects}
                names = words.names[language][gone.pop()]
                assert all(any(name.lower() in text.lower() for name in _forms(names)) for text in texts), texts


def _forms(names):
    return [*names, *map(plural, names)]


def test_what_the_shipped_painter_has_not_learned_is_not_marked_as_drawn(lexicon):
    drawn = {id_ for id_, term in lexicon.terms["setting"].items() if term.drawn}
    assert len(drawn) == 12
    assert set(terms.SETTINGS) - drawn == set(lexicon.terms["setting"]) - drawn
    assert not any(term.drawn for term in lexicon.terms["weather"].values())


def test_the_hold_out_is_a_twentieth_and_knows_no_order():
    pairs = [("color", f"c{i}", f"k{j}") for i in range(100) for j in range(40)]
    assert abs(sum(map(held, pairs)) / len(pairs) - SHARE) < 0.015
    assert pair_of("cat", "ant") == pair_of("ant", "cat")


def _pairs(picture):
    subjects = {f["subject"]: f for f in picture["figures"]}.values()
    found = {("color", c, k) for f in subjects for c, k in ((f["concept"], f["color"]), *f["worn"], *f["held"]) if k}
    found |= {("setting", f["concept"], picture["setting"]) for f in subjects if picture["setting"]}
    concepts = sorted(f["concept"] for f in subjects)
    return found | {pair_of(a, b) for i, a in enumerate(concepts) for b in concepts[i + 1 :]}


def test_the_corpus_leaves_the_hold_out_out_and_held_out_prompts_have_it(lexicon, made):
    for _, record in made:
        pictures = [record["picture"], *(c["picture"] for c in record["crops"]), record["before"] or record["picture"]]
        assert not [pair for picture in pictures for pair in _pairs(picture) if held(pair)]
    kinds = set()
    for record in wide_records(lexicon, WIDE_MIXTURES["wide"], 60, 3, Options(held_out=True)):
        wanted = {pair for pair in _pairs(record["picture"]) if held(pair)}
        assert {tuple(pair) for pair in record["unseen"]} == wanted != set()
        kinds |= {pair[0] for pair in wanted}
    assert kinds == {"color", "setting", "concept"}


def test_a_scene_knows_its_unseen_combinations(lexicon):
    pairs = [(concept, color) for concept in lexicon.concepts for color in ("red", "blue", "gold")]
    concept, color = next(pair for pair in pairs if held(("color", *pair)))
    assert unseen(Scene((Subject("s1", concept, concept, color=color),))) == (("color", concept, color),)


def test_the_corpus_is_a_function_of_its_arguments(lexicon):
    first, again, other = (list(wide_records(lexicon, WIDE_MIXTURES["wide"], 20, seed)) for seed in (1, 1, 2))
    assert first == again != other
    fixed = next(wide_records(lexicon, WIDE_MIXTURES["wide"], 1, 1, Options(free=False)))
    assert fixed["layout"] == "fixed"
    assert not any(figure.get("flip") for figure in fixed["picture"]["figures"])


def run(monkeypatch, *flags):
    monkeypatch.setattr("sys.argv", ["rewriter.training", *flags])
    main()


def test_the_command_writes_lines_with_unseen_and_facts(tmp_path, monkeypatch):
    out = tmp_path / "new" / "prompts.jsonl"
    run(monkeypatch, "--wide", "--held-out", "--facts", "--count", "5", "--out", str(out))
    lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert len(lines) == 5
    assert all(line["unseen"] and line["facts"] for line in lines)


@pytest.mark.parametrize("flags", [["--mixture", "wide"], ["--wide", "--mixture", "whole"], ["--facts"]])
def test_the_command_refuses_flags_of_the_other_version(tmp_path, monkeypatch, capsys, flags):
    with pytest.raises(SystemExit) as refused:
        run(monkeypatch, "--count", "1", "--out", str(tmp_path / "x.jsonl"), *flags)
    assert refused.value.code == 2
    assert "--wide" in capsys.readouterr().err
    assert not (tmp_path / "x.jsonl").exists()


def test_the_draw_of_a_scene_takes_the_generator_it_is_given(lexicon, words):
    scenes = [WideMaker(lexicon, words, WIDE_MIXTURES["wide"], random.Random(seed)).scene() for seed in (4, 4, 5)]
    assert scenes[0] == scenes[1] != scenes[2]
