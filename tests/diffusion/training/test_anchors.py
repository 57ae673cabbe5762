"""The table of heads covers the animals and persons, and what is worn hangs by its points."""

import csv
from pathlib import Path

import pytest

from diffusion.training.anchors import Head, at_top, read_heads, worn_square
from diffusion.training.figures import HEADS, read_concepts

WORLD = Path(__file__).parents[3] / "assets" / "world"
COLUMNS = ("x", "top", "width", "eye_x", "eye_y", "neck_x", "neck_y")
UPSIDE_DOWN = {"crocodile", "person_cartwheeling", "woman_cartwheeling"}
NARROWEST = 28


def table() -> list[dict[str, str]]:
    with (WORLD / HEADS).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def made_up(width: float, *, neck: float = 0.6) -> Head:
    return Head(crown=(0.3, 0.2), width=width, eyes=(0.25, 0.35), neck=(0.45, neck))


def test_every_animal_and_person_has_one_row_and_nothing_else_has() -> None:
    wearers = [info.id for info in read_concepts(WORLD) if info.kind in ("animal", "person")]
    assert sorted(row["id"] for row in table()) == sorted(wearers)


def test_every_row_is_whole_percents_of_the_square() -> None:
    assert [row for row in table() if tuple(row) != ("id", *COLUMNS)] == []
    numbers = {row["id"]: [int(row[name]) for name in COLUMNS] for row in table()}
    assert {id_ for id_, values in numbers.items() if not all(0 <= value <= 100 for value in values)} == set()
    assert {row["id"] for row in table() if int(row["width"]) < NARROWEST} == set()


def test_eyes_are_never_above_the_crown_nor_necks_above_the_eyes() -> None:
    """Only those drawn head down carry their neck above their eyes; a crab's eyes are level with its crown."""
    rows = table()
    assert {row["id"] for row in rows if int(row["eye_y"]) < int(row["top"])} == set()
    assert {row["id"] for row in rows if int(row["neck_y"]) <= int(row["eye_y"])} == UPSIDE_DOWN


def test_percents_are_read_as_fractions(tmp_path: Path) -> None:
    path = tmp_path / HEADS
    path.write_text("\t".join(("id", *COLUMNS)) + "\nyeti\t30\t20\t40\t25\t35\t45\t60\n", encoding="utf-8")
    assert read_heads(path) == {"yeti": made_up(0.4)}
    assert read_heads(tmp_path / "none.tsv") == {}


@pytest.mark.parametrize(
    ("slot", "square"),
    [
        ("head", (0.3, 0.2 + 0.32 * 0.4, 0.4)),
        ("ears", (0.3, 0.2 + 0.5 * 0.4, 0.4)),
        ("eyes", (0.25, 0.35 + 0.2 * 0.84 * 0.4, 0.84 * 0.4)),
        ("neck", (0.45, 0.6 + 0.85 * 0.4, 0.4)),
    ],
)
def test_what_is_worn_is_as_wide_as_the_head_and_hangs_by_its_point(
    slot: str, square: tuple[float, float, float]
) -> None:
    assert worn_square(made_up(0.4), slot) == pytest.approx(square)


@pytest.mark.parametrize(("width", "hat", "scarf"), [(0.1, 0.28, 0.28), (0.5, 0.5, 0.42), (0.9, 0.62, 0.42)])
def test_hats_and_scarves_keep_within_bounds_and_glasses_do_not(width: float, hat: float, scarf: float) -> None:
    head = made_up(width)
    assert worn_square(head, "head") == pytest.approx((0.3, 0.2 + 0.32 * hat, hat))
    assert worn_square(head, "ears") == pytest.approx((0.3, 0.2 + 0.5 * hat, hat))
    assert worn_square(head, "neck") == pytest.approx((0.45, 0.6 + 0.85 * scarf, scarf))
    assert worn_square(head, "eyes")[2] == pytest.approx(0.84 * width)


def test_a_face_without_a_neck_keeps_its_scarf_near_its_square() -> None:
    assert worn_square(made_up(0.8, neck=0.84), "neck") == pytest.approx((0.45, 1.13, 0.42))


def test_an_unknown_figure_wears_hats_and_glasses_where_the_first_release_put_them() -> None:
    head = at_top(0.4, 0.1)
    assert worn_square(head, "head") == pytest.approx((0.4, 0.1 + 0.16, 0.5))
    assert worn_square(head, "eyes") == pytest.approx((0.4, 0.1 + 0.36, 0.42))
