"""What is wrong with a concept table: ids, figures, names in two languages, measure words, kinds."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rewriter.chinese import MEASURES, has_cjk
from rewriter.english import plural

COLUMNS = ("id", "figure", "en", "zh", "measure", "kind", "worn", "held")
KINDS = ("animal", "plant", "food", "vehicle", "building", "object", "nature", "person")
WORN = ("", "head", "ears", "eyes", "neck")
RARE_MEASURES = "封节盒卷罐锅股坨盘"
"""Measure words of the table that the reading of Chinese numbers does not know yet."""
FIGURE = re.compile(r"[0-9a-f]{4,5}(?:-[0-9a-f]{4,5})*")
ID = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)*")
ENGLISH = re.compile(r"[A-Za-z0-9ñ][A-Za-z0-9ñ .'-]*")


@dataclass(frozen=True, slots=True)
class Row:
    """One concept: the columns of ``concepts.tsv`` and ``wide.tsv``."""

    id: str
    figure: str
    en: tuple[str, ...]
    zh: tuple[str, ...]
    measure: str
    kind: str
    worn: str
    held: bool

    def line(self) -> str:
        """Return the row as a line of the table, without its end."""
        cells = (self.id, self.figure, ",".join(self.en), ",".join(self.zh), self.measure, self.kind, self.worn)
        return "\t".join((*cells, "1" if self.held else ""))


def read_rows(text: str) -> tuple[Row, ...]:
    """Return the rows of a table. Raises ValueError when a line has not its columns."""
    return tuple(
        Row(c[0], c[1], split(c[2]), split(c[3]), c[4], c[5], c[6].strip(), c[7].strip() == "1")
        for c in cells(text, COLUMNS)
    )


def cells(text: str, columns: Sequence[str]) -> Iterator[list[str]]:
    """Yield the cells of the lines of a table with the given head. Raises ValueError when they do not fit it."""
    head, *lines = text.splitlines()
    if tuple(head.split("\t")) != tuple(columns):
        raise ValueError(f"The table begins with {head!r}; its columns must be {', '.join(columns)}.")
    for number, line in enumerate(lines, 2):
        found = line.split("\t")
        if len(found) != len(columns):
            raise ValueError(f"Line {number} has {len(found)} cells and must have {len(columns)}: {line!r}.")
        yield found


def split(cell: str) -> tuple[str, ...]:
    """Return the names in a cell."""
    return tuple(word.strip() for word in cell.split(",") if word.strip())


def slug(name: str) -> str:
    """Return an identifier made of an English name: "Mrs. Claus" is "mrs_claus"."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower().replace("'", "")
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")


def problems(rows: Sequence[Row], others: Sequence[Row], terms: Iterable[str] = ()) -> tuple[str, ...]:
    """Return what is wrong with ``rows`` beside the table ``others`` and the words ``terms`` of other categories."""
    told = [told for row in rows for told in _of_one(row)]
    for name, used in (("id", lambda row: row.id), ("figure", lambda row: row.figure)):
        seen = {used(row) for row in others}
        for row in rows:
            told += [f"{row.id}: its {name} {used(row)} is used already"] if used(row) in seen else []
            seen.add(used(row))
    return (*told, *_shared(rows, others), *_taken(rows, terms))


def _of_one(row: Row) -> Iterator[str]:
    if not ID.fullmatch(row.id):
        yield f"{row.id}: an id is made of small letters, digits and single underscores"
    if not FIGURE.fullmatch(row.figure):
        yield f"{row.id}: figure {row.figure!r} is not code points joined by -"
    if row.kind not in KINDS:
        yield f"{row.id}: kind {row.kind!r} is none of {', '.join(KINDS)}"
    if row.worn not in WORN:
        yield f"{row.id}: worn {row.worn!r} is none of head, ears, eyes, neck"
    if row.worn and not row.held:
        yield f"{row.id}: what is worn can be held"
    if len(row.measure) != 1 or row.measure not in MEASURES + RARE_MEASURES:
        yield f"{row.id}: {row.measure!r} is no measure word"
    if not row.en or not all(ENGLISH.fullmatch(word) for word in row.en):
        yield f"{row.id}: English names {row.en} are missing or not English"
    if not row.zh or not all(has_cjk(word) or word == "DNA" for word in row.zh):
        yield f"{row.id}: Chinese names {row.zh} are missing or not Chinese"


def _shared(rows: Sequence[Row], others: Sequence[Row]) -> Iterator[str]:
    """Words that name two concepts, an English plural included; within ``others`` nothing is told."""
    owners: dict[str, str] = {}
    for row, new in [(row, False) for row in others] + [(row, True) for row in rows]:
        if new and len(set(row.en)) + len(set(row.zh)) < len(row.en) + len(row.zh):
            yield f"{row.id}: a name stands twice"
        for word in _forms(row):
            if new and owners.get(word, row.id) != row.id:
                yield f"{row.id}: {word!r} names {owners[word]} already"
            owners.setdefault(word, row.id)


def _taken(rows: Sequence[Row], terms: Iterable[str]) -> Iterator[str]:
    taken = {word.lower() for word in terms}
    for row in rows:
        for word in _forms(row):
            if word in taken:
                yield f"{row.id}: {word!r} is a word of the lexicon's other categories"


def _forms(row: Row) -> list[str]:
    """The names in both languages and their English plurals, in small letters."""
    return sorted({word.lower() for word in (*row.en, *row.zh, *map(plural, row.en))})
