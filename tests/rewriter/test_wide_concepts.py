"""The wide concept table is consistent, is what the tool makes of its corrections, and unites with the first one."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from rewriter.lexicon import VERBS, Lexicon
from rewriter.training import concepts
from rewriter.training.concepts_check import Row, problems, read_rows, slug
from rewriter.training.concepts_draft import bare, drafts

WORLD = Path(__file__).parents[2] / "assets" / "world"
CAT = Row("cat", "1f408", ("cat", "kitty"), ("猫",), "只", "animal", "", False)
TERMS = ("woods", "沙漠")
HAMMER = Row("hammer", "1f528", ("hammer",), ("锤子", "榔头"), "把", "object", "", True)


def rows(name: str) -> tuple[Row, ...]:
    return read_rows((WORLD / name).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def wide() -> Lexicon:
    return Lexicon.load(WORLD, wide=True)


def test_the_shipped_table_is_consistent_and_large_enough() -> None:
    first, second = rows("concepts.tsv"), rows("wide.tsv")
    assert problems(second, first, concepts.term_words(WORLD / "lexicon.json")) == ()
    assert len(first) + len(second) >= 1200
    assert len(second) >= 1000


def test_the_shipped_table_says_what_the_corrections_say() -> None:
    corrections = concepts.read_corrections(concepts.CORRECTIONS.read_text(encoding="utf-8"))
    taken = {figure: row for figure, row in corrections.items() if row["en"] != concepts.NONE}
    shipped = {row.figure: row for row in rows("wide.tsv")}
    assert set(shipped) == set(taken)
    for figure, row in taken.items():
        assert ",".join(shipped[figure].en) == row["en"]
        assert ",".join(shipped[figure].zh) == row["zh"]
        assert shipped[figure].id == slug(shipped[figure].en[0])
        assert row["measure"] in ("", shipped[figure].measure)
    assert all(row["note"] for row in corrections.values() if row["en"] == concepts.NONE)


def test_the_shipped_table_is_as_it_is_written() -> None:
    assert concepts.table_text(rows("wide.tsv")) == (WORLD / "wide.tsv").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (replace(HAMMER, id="Hammer"), "small letters"),
        (replace(HAMMER, figure="1F528.webp"), "code points"),
        (replace(HAMMER, kind="tool"), "kind 'tool'"),
        (replace(HAMMER, worn="hand"), "worn 'hand'"),
        (replace(HAMMER, worn="head", held=False), "can be held"),
        (replace(HAMMER, measure=""), "no measure word"),
        (replace(HAMMER, measure="很"), "no measure word"),
        (replace(HAMMER, en=()), "English names"),
        (replace(HAMMER, zh=("hammer",)), "Chinese names"),
        (replace(HAMMER, zh=("锤子", "锤子")), "stands twice"),
        (replace(HAMMER, en=("hammer", "Kitty")), "'kitty' names cat already"),
        (replace(HAMMER, en=("hammer", "cats")), "'cats' names cat already"),
        (replace(HAMMER, zh=("猫",)), "'猫' names cat already"),
        (replace(HAMMER, id="cat"), "its id cat is used already"),
        (replace(HAMMER, figure="1f408"), "its figure 1f408 is used already"),
        (replace(HAMMER, zh=("沙漠",)), "other categories"),
        (replace(HAMMER, en=("wood",)), "'woods' is a word"),
    ],
)
def test_what_is_wrong_is_told(row: Row, told: str) -> None:
    assert problems((HAMMER,), (CAT,), TERMS) == ()
    assert any(told in line for line in problems((row,), (CAT,), TERMS))


def test_a_table_with_other_columns_is_refused() -> None:
    with pytest.raises(ValueError, match="columns must be id"):
        read_rows("name\tfigure\nhammer\t1f528\n")
    with pytest.raises(ValueError, match="Line 2 has 2 cells"):
        read_rows("id\tfigure\ten\tzh\tmeasure\tkind\tworn\theld\nhammer\t1f528\n")
    with pytest.raises(ValueError, match="twice"):
        concepts.read_corrections("\t".join(concepts.CORRECTION_COLUMNS) + "\n" + ("1f528" + "\t" * 7 + "\n") * 2)


def sources(folder: Path) -> list[str]:
    """Write toy sources (a hammer, a crab, a crab with a skin tone, a flag) and return the tool's arguments."""
    signs = {"1F528": ("hammer", "锤子", 1), "1F980": ("crab", "螃蟹", 2), "1F1E6-1F1E8": ("flag", "旗", 3),
             "1F980-1F3FB": ("crab: light", "螃蟹", 2)}  # fmt: skip
    for index, language in enumerate(("en", "zh")):
        entries = [
            {"hexcode": code, "label": said[index], "subgroup": said[2], "order": order}
            for order, (code, said) in enumerate(signs.items())
        ]
        (folder / "emoji" / language).mkdir(parents=True)
        (folder / "emoji" / language / "data.json").write_text(json.dumps(entries), encoding="utf-8")
        names = {"annotations": {"annotations": {"🔨": {"default": ["tool"], "tts": ["hammer"]}}}}
        (folder / "cldr" / "annotations" / language).mkdir(parents=True)
        (folder / "cldr" / "annotations" / language / "annotations.json").write_text(json.dumps(names), "utf-8")
    groups = [{"order": 1, "key": "tool"}, {"order": 2, "key": "animal-marine"}, {"order": 3, "key": "country-flag"}]
    (folder / "emoji" / "en" / "messages.json").write_text(json.dumps({"subgroups": groups}), encoding="utf-8")
    (folder / "figures").mkdir()
    for code in signs:
        (folder / "figures" / f"{code.lower()}-fe0f.webp").write_bytes(b"")
    (folder / "concepts.tsv").write_text("\t".join(concepts.COLUMNS) + "\n" + CAT.line() + "\n", encoding="utf-8")
    (folder / "lexicon.json").write_text('{"setting": [{"en": ["desert"], "zh": ["沙漠"]}]}', encoding="utf-8")
    return ["--figures", str(folder / "figures"), "--emojibase", str(folder / "emoji"), "--cldr",
            str(folder / "cldr"), "--world", str(folder), "--corrections", str(folder / "corrections.tsv"),
            "--draft", str(folder / "draft.tsv"), "--out", str(folder / "wide.tsv")]  # fmt: skip


def correct(folder: Path, *lines: str) -> None:
    text = "".join(f"{line}\n" for line in ("\t".join(concepts.CORRECTION_COLUMNS), *lines))
    (folder / "corrections.tsv").write_text(text, encoding="utf-8")


def test_the_tool_makes_the_table_of_draft_and_corrections(tmp_path: Path) -> None:
    arguments = sources(tmp_path)
    correct(tmp_path, "1f528-fe0f\thammer,gavel\t\t把\t\t\t\t", "1f980-fe0f\t-\t\t\t\t\t\tnot today")
    assert concepts.main(arguments) == 0
    made = "hammer\t1f528-fe0f\thammer,gavel\t锤子\t把\tobject\t\t1\n"
    assert (tmp_path / "wide.tsv").read_text(encoding="utf-8") == "\t".join(concepts.COLUMNS) + "\n" + made
    draft = (tmp_path / "draft.tsv").read_text(encoding="utf-8").splitlines()
    assert [line.split("\t")[-1] for line in draft] == ["state", "named", "left out", "left out"]
    assert draft[1].split("\t")[3] == "tool"


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (("1f528-fe0f\thammer\t\t把\t\t\t\t",), "1f980-fe0f (crab) is undecided"),
        (("1f528-fe0f\tgavel,kitty\t\t把\t\t\t\t", "1f980-fe0f\t-\t\t\t\t\t\tno"), "'kitty' names cat already"),
    ],
)
def test_a_wrong_table_is_told_and_not_written(
    tmp_path: Path, lines: tuple[str, ...], told: str, caplog: pytest.LogCaptureFixture
) -> None:
    arguments = sources(tmp_path)
    correct(tmp_path, *lines)
    assert concepts.main(arguments) == 1
    assert told in caplog.text
    assert not (tmp_path / "wide.tsv").exists()


def test_a_correction_of_no_figure_is_refused(tmp_path: Path) -> None:
    arguments = sources(tmp_path)
    correct(tmp_path, "1f999\tllama\t羊驼\t\t\t\t\t")
    with pytest.raises(ValueError, match="1f999"):
        concepts.main(arguments)


def test_skin_tones_are_no_drafts(tmp_path: Path) -> None:
    sources(tmp_path)
    found = drafts(tmp_path / "figures", tmp_path / "emoji", tmp_path / "cldr")
    assert [bare(draft.figure) for draft in found] == ["1f528", "1f980", "1f1e6-1f1e8"]
    assert [(draft.kind, draft.measure, draft.held) for draft in found[:2]] == [
        ("object", "个", True),
        ("animal", "只", False),
    ]


def test_the_first_table_is_the_default(lexicon: Lexicon) -> None:
    assert len(lexicon.concepts) == len(rows("concepts.tsv"))
    assert not any(concept.wide for concept in lexicon.concepts.values())
    assert lexicon.concept("hamster") == ""


def test_both_tables_united(wide: Lexicon, lexicon: Lexicon) -> None:
    assert set(lexicon.concepts) < set(wide.concepts)
    assert all(wide.concepts[id_] == concept for id_, concept in lexicon.concepts.items())
    assert {c.id for c in wide.concepts.values() if c.wide} == {row.id for row in rows("wide.tsv")}


@pytest.mark.parametrize(
    ("noun", "concept"),
    [
        ("hamsters", "hamster"), ("仓鼠", "hamster"), ("女宇航员", "female_astronaut"), ("woman astronaut",
        "female_astronaut"), ("筷子", "pair_of_chopsticks"), ("pairs of chopsticks", "pair_of_chopsticks"),
        ("green apple", "green_apple"), ("red apple", "apple"), ("apple", "apple"), ("火锅", "hot_pot"),
        ("水牛", "water_buffalo"), ("牛", "cow"), ("hens", "hen"), ("算盘", "abacus"),
    ],
)  # fmt: skip
def test_wide_nouns_are_known_in_both_languages(wide: Lexicon, noun: str, concept: str) -> None:
    assert wide.concept(noun) == concept


@pytest.mark.parametrize("animal", "鼠牛虎兔龙蛇马羊猴鸡狗猪")
def test_the_chinese_zodiac_is_whole(wide: Lexicon, animal: str) -> None:
    assert wide.concepts[wide.concept(animal)].kind == "animal"


def test_every_word_of_the_first_table_means_what_it_meant(wide: Lexicon, lexicon: Lexicon) -> None:
    assert all(wide.index[word][0] == entries[0] for word, entries in lexicon.index.items())


def test_verbs_and_single_characters_mean_a_thing_only_by_themselves(wide: Lexicon) -> None:
    assert wide.concept("fly") == "housefly"
    assert [match.id for match in wide.find("make the cat fly", ("concept",))] == ["cat"]
    assert wide.concept("桥") == "bridge"
    assert [match.id for match in wide.find("站在石桥上的猫", ("concept",))] == ["cat"]


def test_every_verb_names_a_wide_concept(wide: Lexicon) -> None:
    assert {word for c in wide.concepts.values() if c.wide for word in c.en} >= VERBS
