"""English words for a whole sort (animals, birds, people, plants), and who or what of it is in a scene."""

import re

from dialog.scene import Scene, Subject
from rewriter.english import number, plural, singulars
from rewriter.lexicon import Lexicon
from rewriter.living_en import is_animal, is_person
from rewriter.reference import strip_article

BIRDS = frozenset(
    [
        "bird",
        "raven",
        "crow",
        "sparrow",
        "pigeon",
        "dove",
        "magpie",
        "robin",
        "blackbird",
        "swallow",
        "seagull",
        "gull",
        "pelican",
        "heron",
        "stork",
        "crane",
        "ostrich",
        "emu",
        "kiwi",
        "hummingbird",
        "woodpecker",
        "kingfisher",
        "canary",
        "budgie",
        "parrot",
        "cockatoo",
        "toucan",
        "hawk",
        "falcon",
        "eagle",
        "vulture",
        "condor",
        "goose",
        "duck",
        "swan",
        "turkey",
        "quail",
        "pheasant",
        "hen",
        "rooster",
        "chicken",
        "chick",
        "duckling",
        "owl",
        "penguin",
        "flamingo",
        "peacock",
    ]
)


PLANTS = frozenset(
    [
        "plant",
        "flower",
        "tree",
        "bush",
        "rose",
        "tulip",
        "daisy",
        "sunflower",
        "lily",
        "orchid",
        "lotus",
        "grass",
        "fern",
        "cactus",
        "bamboo",
        "ivy",
        "palm",
        "pine",
        "oak",
        "willow",
        "shrub",
        "vine",
        "moss",
        "bonsai",
        "hedge",
        "clover",
        "lavender",
        "poppy",
    ]
)


MALE_AND_FEMALE = ("people", "person", "human", "humans", "persons", "anybody", "anyone", "somebody")


def of_sort(name: str, scene: Scene, lexicon: Lexicon) -> list[Subject] | None:
    """Return the subjects of the sort ``name`` asks for (animals, birds, people, plants); None when it is no sort."""
    word = strip_article(name).lower()
    forms = {word, *singulars(word)}
    if forms & set(MALE_AND_FEMALE):
        return [s for s in scene.subjects if _kind(s, lexicon) == "person" or is_person(s.noun)]
    if "animal" in forms or "creature" in forms:
        return [s for s in scene.subjects if _kind(s, lexicon) == "animal" or is_animal(s.noun)]
    for sort, members in (("bird", BIRDS), ("plant", PLANTS)):
        if sort in forms:
            return [s for s in scene.subjects if _head(s.noun) & members]
    return None


COUNTED = re.compile(
    r"\b(?P<plain>(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|some|several|many|\d+) [a-z-]+)(?: [a-z-]+)?"
)


def told_of(name: str, scene: Scene) -> list[str]:
    """Return what of a sort is only named in others' own words: "two ravens" of a knight with two ravens above."""
    word = strip_article(name).lower()
    sort = BIRDS if word in ("bird", "birds") else PLANTS if word in ("plant", "plants") else None
    if sort is None:
        return []
    texts = [t for s in scene.subjects for t in (*s.attributes, s.action, s.noun)] + list(scene.notes)
    found = [m for text in texts for m in COUNTED.finditer(text.lower())]
    return [p for m in found for p in (m.group("plain"), m.group(0)) if p and _head(p) & sort]


def _head(noun: str) -> set[str]:
    last = noun.lower().split(" of ")[0].split()[-1] if noun.strip() else ""
    return {last, *singulars(last)}


def _kind(subject: Subject, lexicon: Lexicon) -> str:
    known = lexicon.concepts.get(subject.concept)
    return known.kind if known else ""


def none_of(name: str) -> str:
    """Return "there is no castle in the picture", "there are no birds in the picture"."""
    word = strip_article(name)
    many = word.lower() in ("people", "children", "men", "women") or (
        bool(singulars(word)) and plural(singulars(word)[0]) == word
    )
    return f"there {'are' if many else 'is'} no {word} in the picture"


def how_many_told(name: str, scene: Scene) -> str:
    """Answer how many of a sort there are where only others' words name them; "" where none do."""
    told = told_of(name, scene)
    first = told[0].split()[0] if told else ""
    count = {"a": "one", "an": "one"}.get(first, first)
    count = number(int(count)) if count.isdecimal() else count
    return f"{count.capitalize()}: {' and '.join(told)}." if told else ""
