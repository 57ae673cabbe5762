"""Which words of the lexicon the wide corpus may use: those that mean one thing only, wherever they stand.

A name that two concepts share, or that is also how a setting or a style is said, would make a caption that can be read
in two ways. Such a name is left to its first owner; a concept that keeps no name in a language is not drawn.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from rewriter.english import UNCOUNTED, plural, word_list
from rewriter.lexicon import Concept, Lexicon
from rewriter.training import terms
from rewriter.training.joining import GLUE_EN, GLUE_ZH
from rewriter.training.terms import LENSES, SETTINGS, STYLES, TIMES, WEATHERS

VERBS_ZH = ("戴着", "穿着", "拿着", "手持")
SIGNS = ",，。;；.:：“”"
LANGUAGES = ("en", "zh")
Names = Mapping[str, tuple[str, ...]]
ONLY_PLURAL = ("s",)
GLUE_NAMES = frozenset(
    word_list("""
        picture image drawing painting illustration scene view shot frame look it they them one two three four five six
        seven eight nine ten left right top bottom front back middle center side all nothing else word words number sign
        there here and or 画 图 画面 图片 景 里 上 下 左 右 前 后 中 一 二 两 三 四 五 六 七 八 九 十 个 位 只 条 头
        它 他 她 们 这 那 是 有 在 和 的 着
    """)
)
"""Words of the grammars' own: no concept is called so in a caption."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Names by language, then by concept or colour; ``plain`` are those that are safe beside a colour word.

    ``counted`` are concepts of which there can be two, ``persons`` those that no "it" is said of; ``clashes`` concepts
    and colours that together are called like something else; ``terms`` the lexicon's own words for (category,
    identifier), less those that another shares.
    """

    names: Mapping[str, Names]
    plain: Mapping[str, Names]
    colors: Mapping[str, Names]
    concepts: tuple[str, ...]
    counted: frozenset[str]
    persons: frozenset[str]
    clashes: frozenset[tuple[str, str]]
    terms: Mapping[str, Mapping[tuple[str, str], tuple[str, ...]]]


def vocabulary(lexicon: Lexicon) -> Vocabulary:
    """Return the words of ``lexicon`` that captions may use."""
    taken, owners = _phrases(), _owners(lexicon)
    short = {
        language: {id_: getattr(term, language) for id_, term in lexicon.terms["color"].items()}
        for language in LANGUAGES
    }
    colors = {
        "en": {id_: term.en for id_, term in lexicon.terms["color"].items()},
        "zh": {id_: tuple(w for w in term.zh if len(w) > 1) for id_, term in lexicon.terms["color"].items()},
    }
    names: dict[str, dict[str, tuple[str, ...]]] = {"en": {}, "zh": {}}
    plain: dict[str, dict[str, tuple[str, ...]]] = {"en": {}, "zh": {}}
    for concept in lexicon.concepts.values():
        said = {language: _own(concept, language, owners, taken, short[language]) for language in LANGUAGES}
        if all(said.values()):
            for language in LANGUAGES:
                names[language][concept.id] = said[language]
                plain[language][concept.id] = _colorless(said[language], lexicon)
    concepts = tuple(names["en"])
    counted = frozenset(c for c in concepts if _countable(names["en"][c]))
    own = {language: _terms(lexicon, language, owners) for language in LANGUAGES}
    persons = frozenset(c for c in concepts if lexicon.concepts[c].kind == "person")
    return Vocabulary(names, plain, colors, concepts, counted, persons, _clashes(plain, colors, names), own)


def _phrases() -> frozenset[str]:
    tables = (
        terms.AT_EN, terms.NAMED_EN, terms.AT_ZH, terms.NAMED_ZH, terms.TIMES_EN, terms.TIMES_NAMED_EN, terms.TIMES_ZH,
        terms.WEATHER_EN, terms.WEATHER_ZH, terms.STYLES_EN, terms.STYLES_ZH, terms.LENSES_EN, terms.LENSES_ZH,
    )  # fmt: skip
    return frozenset(phrase.lower() for table in tables for said in table.values() for phrase in said)


def _own(
    concept: Concept, language: str, owners: Mapping[str, str], taken: frozenset[str], short: Names
) -> tuple[str, ...]:
    """The names that are this concept's alone; () when its first name is not. Terms give way to concepts."""
    said = concept.zh if language == "zh" else concept.en
    kept = tuple(
        name
        for name in said
        if owners[name.lower()] == concept.id and not _means_more(name, taken) and not _is_colored(name, said, short)
    )
    return kept if said and said[0] in kept else ()


def _owners(lexicon: Lexicon) -> dict[str, str]:
    """Which concept each name belongs to, and each plural that is no other's name: of two that share one, the first."""
    owners: dict[str, str] = {}
    for concept in lexicon.concepts.values():
        for name in concept.en + concept.zh:
            owners.setdefault(name.lower(), concept.id)
    for concept in lexicon.concepts.values():
        for name in concept.en:
            owners.setdefault(plural(name).lower(), concept.id)
    return owners


def _means_more(name: str, taken: frozenset[str]) -> bool:
    low = name.lower()
    forms = {low, f"a {low}", f"an {low}", f"the {low}", plural(low), f"the {plural(low)}"}
    if low in GLUE_NAMES or low in GLUE_EN or low in GLUE_ZH or low.startswith(VERBS_ZH):
        return True
    return any(form in taken for form in forms) or any(sign in name for sign in SIGNS)


def _is_colored(name: str, said: tuple[str, ...], colors: Names) -> bool:
    """Tell whether ``name`` is another name of the concept with a colour word before it ("red rose" of "rose")."""
    joints = (" ",) if name.isascii() else ("",)
    return name != said[0] and any(
        name == f"{word}{joint}{other}"
        for other in said
        for words in colors.values()
        for word in words
        for joint in joints
    )


def _colorless(names: tuple[str, ...], lexicon: Lexicon) -> tuple[str, ...]:
    """The first name, and those of the others in which no colour is mentioned ("小黄鸡" is not said of a red chick)."""
    return (names[0], *(name for name in names[1:] if not _mentions_color(name, lexicon)))


def _mentions_color(name: str, lexicon: Lexicon) -> bool:
    if name.isascii():
        return any(lexicon.lookup(word, "color") for word in name.lower().split())
    return any(lexicon.lookup(sign, "color") for sign in name)


def _countable(names: tuple[str, ...]) -> bool:
    return not any(name.lower().rpartition(" ")[2] in UNCOUNTED for name in names)


def _clashes(
    plain: Mapping[str, Names], colors: Mapping[str, Names], names: Mapping[str, Names]
) -> frozenset[tuple[str, str]]:
    """Concepts and colours that together are the name of something else ("red" and "envelope")."""
    found: set[tuple[str, str]] = set()
    for language, joint in (("en", " "), ("zh", "")):
        every = {name.lower() for said in names[language].values() for name in said}
        heads = [(color, word + joint) for color, words in colors[language].items() for word in words]
        for concept, said in plain[language].items():
            low = [name.lower() for name in said]
            found.update((concept, color) for color, head in heads for name in low if head + name in every)
    return frozenset(found)


def is_plural_only(noun: str) -> bool:
    """Tell whether a single one is spoken of in the plural ("the sunglasses are …")."""
    last = noun.lower().rpartition(" ")[2]
    return last.endswith(ONLY_PLURAL) and plural(noun) == noun


def _terms(lexicon: Lexicon, language: str, named: Mapping[str, str]) -> dict[tuple[str, str], tuple[str, ...]]:
    """The words of settings, times, weathers, styles and lenses that mean one of them alone, and no concept.

    A word that two settings share ("street", of "city" and of "street") is left to the one whose first name it is.
    """
    known = {"setting": SETTINGS, "time": TIMES, "weather": WEATHERS, "style": STYLES, "lens": LENSES}
    said = {
        (category, id_): term.zh if language == "zh" else term.en
        for category in known
        for id_, term in lexicon.terms[category].items()
    }
    first = {words[0].lower(): key for key, words in said.items()}
    owners: dict[str, set[tuple[str, str]]] = {}
    for key, words in said.items():
        for word in words:
            owners.setdefault(word.lower(), set()).add(key)
    return {
        key: tuple(
            word
            for word in words
            if word.lower() not in named and first.get(word.lower(), next(iter(owners[word.lower()]))) == key
            and (len(owners[word.lower()]) == 1 or word.lower() in first)
        )
        for key, words in said.items()
        if key[1] in known[key[0]]
    }  # fmt: skip
