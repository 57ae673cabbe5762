"""The painter reads one concept table or, given their folder, both."""

from pathlib import Path

from diffusion.training.figures import read_concepts

WORLD = Path(__file__).parents[3] / "assets" / "world"


def test_a_folder_means_both_tables_first_the_first() -> None:
    first, both = read_concepts(WORLD / "concepts.tsv"), read_concepts(WORLD)
    assert both[: len(first)] == first
    assert both[len(first) :] == read_concepts(WORLD / "wide.tsv")
    assert len({info.id for info in both}) == len({info.figure for info in both}) == len(both) >= 1200


def test_the_wide_table_says_what_is_worn_and_held() -> None:
    infos = {info.id: info for info in read_concepts(WORLD / "wide.tsv")}
    said = {id_: (infos[id_].kind, infos[id_].worn, infos[id_].held) for id_ in ("army_helmet", "hammer", "hamster")}
    assert said == {
        "army_helmet": ("object", "head", True), "hammer": ("object", "", True), "hamster": ("animal", "", False),
    }  # fmt: skip
