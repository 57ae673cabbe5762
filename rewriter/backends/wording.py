"""Whether a model's own wording may be drawn: it says every fact of the scene of the right subject, and nothing else.

The check is strict where it cannot be sure (negations, distant colors, nouns the scene does not know): the rendered
prompt then stands in, which costs style only.
"""

import re
from collections.abc import Iterable, Sequence

from dialog.scene import Scene
from rewriter.backends.facts import CATEGORIES, Fact, category, facts
from rewriter.caption import caption
from rewriter.chinese import has_cjk, numeral
from rewriter.english import number, plural
from rewriter.freetext import mentions, pattern
from rewriter.lexicon import CONCEPT, Lexicon
from rewriter.phrases_en import PLACES as PLACES_EN
from rewriter.phrases_en import RELATIONS as RELATIONS_EN
from rewriter.phrases_zh import PLACES as PLACES_ZH
from rewriter.phrases_zh import RELATIONS as RELATIONS_ZH

NEGATION = re.compile(
    r"\b(?:no|not|none|never|without|nobody|nothing|minus|except)\b|n't\b|没|不|无|别|除", re.IGNORECASE
)
BORDER = re.compile(r"[,.;:!?，。；：！？、\n]")
AROUND = re.compile(r"^(?:(?:in|on|at|by|under) )?(?:(?:the|an?) )?|^在|[上里中]$", re.IGNORECASE)
"""What stands around a setting in the user's words and need not be said again."""
SEVERAL_EN = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|several|many|both|\d+)\s+(?:\w+\s+){0,2}$", re.IGNORECASE
)
NUMBERS_ZH = re.compile(r"(?:[二两俩三仨四五六七八九十几]|[2-9]|\d\d+)[^，。、；\s一]{0,12}$")
Spot = tuple[int, int, str]
"""Where a noun stands: begin, end, and the id of the subject it names."""


def problems(text: str, scene: Scene, earlier: Iterable[Scene], lexicon: Lexicon) -> tuple[str, ...]:
    """Return what ``text`` does not say of ``scene``, or says too much, in words; () when it may be drawn.

    ``earlier`` are the scenes before: what they held and ``scene`` does not must not be named.
    """
    held = tuple(facts(scene))
    spots = _spots(text, scene, lexicon)
    missing = [fact.value for fact in held if fact.field != "absent" and not _said(fact, text, scene, spots, lexicon)]
    return tuple(dict.fromkeys((*missing, *_surplus(text, scene, earlier, lexicon))))


def _surplus(text: str, scene: Scene, earlier: Iterable[Scene], lexicon: Lexicon) -> list[str]:
    """Return what was removed or never there and is named all the same."""
    known = caption(scene, lexicon)
    mine = {(category(fact.field), fact.value.lower()) for fact in facts(scene) if fact.field != "absent"}
    gone = [fact for before in earlier for fact in facts(before)]
    gone += [Fact("", "absent", name) for name in scene.absent]
    found = []
    for fact in dict.fromkeys(gone):
        kind = CONCEPT if fact.field == "absent" else category(fact.field)
        if fact.field in ("count", "relations") or (kind, fact.value.lower()) in mine:
            continue
        for form in forms_of(fact.value, kind, lexicon):
            if mentions(text, form) and not mentions(known, form):
                found.append(fact.value)
    concepts = {match.id for match in lexicon.find(known, (CONCEPT,))}
    for match in lexicon.find(text, (CONCEPT,)):
        if match.id not in concepts:
            found.append(text[match.start : match.end])
    negation = NEGATION.search(text)
    if negation and not NEGATION.search(known):
        found.append(negation.group(0))
    return found


def forms_of(value: str, kind: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Return every name of ``value`` in both languages."""
    if kind == CONCEPT:
        concept = lexicon.concepts.get(lexicon.concept(value))
        return (value, *concept.en, *concept.zh) if concept else (value,)
    if kind in CATEGORIES:
        id_ = lexicon.id_of(kind, value)
        term = lexicon.terms[kind].get(id_)
        if term is not None and value != id_ and kind not in ("time", "weather"):
            return value, AROUND.sub("", value) or value, lexicon.canonical(kind, id_, "en" if has_cjk(value) else "zh")
        if term is None:
            return value, AROUND.sub("", value) or value
        return value, *term.en, *term.zh
    return (value,)


def _spots(text: str, scene: Scene, lexicon: Lexicon) -> list[Spot]:
    """Return where the subjects are named, in the order of the text, longest names first where they overlap."""
    spots: list[Spot] = []
    for subject in scene.subjects:
        forms = sorted(forms_of(subject.noun, CONCEPT, lexicon), key=len, reverse=True)
        for form in forms:
            for found in pattern(form).finditer(text):
                if not any(
                    begin < found.end() and found.start() < end and id_ == subject.id for begin, end, id_ in spots
                ):
                    spots.append((found.start(), found.end(), subject.id))
    return sorted(spots)


def _said(fact: Fact, text: str, scene: Scene, spots: Sequence[Spot], lexicon: Lexicon) -> bool:
    mine = [spot for spot in spots if spot[2] == fact.owner]
    if fact.field == "noun":
        return any(_one(spot, text) for spot in mine) if _count(scene, fact.owner) == 1 else bool(mine)
    if fact.field == "count":
        return any(_counted(int(fact.value), spot, text) for spot in mine)
    if fact.field == "relations":
        return _related(fact, text)
    if fact.field.endswith(".count"):
        count = int(fact.value)
        return any(mentions(text, f"{word} ") or word in text for word in (number(count), numeral(count), str(count)))
    places = _places(text, fact, lexicon)
    if not fact.owner or not places:
        return bool(places)
    if fact.thing:
        return any(
            _before(place, thing, text, spots) for place in places for thing in _of_thing(text, fact.thing, lexicon)
        )
    if fact.field == "color" or (fact.field == "size" and not has_cjk(text)):
        return any(_before(place, spot[:2], text, spots) for place in places for spot in mine)
    return len(scene.subjects) == 1 or any(_owned(place, fact.owner, text, spots) for place in places)


def _places(text: str, fact: Fact, lexicon: Lexicon) -> list[tuple[int, int]]:
    """Return where a fact's value is named."""
    kind = category(fact.field)
    forms: tuple[str, ...] = forms_of(fact.value, kind, lexicon)
    if fact.field == "place":
        forms += tuple(table[fact.value] for table in (PLACES_EN, PLACES_ZH) if fact.value in table)
    if fact.field == "lens":
        parts = [forms_of(part, "lens", lexicon) for part in fact.value.split(", ")]
        if not all(any(mentions(text, form) for form in part) for part in parts):
            return []
        forms = parts[0]
    return [found.span() for form in forms if form for found in pattern(form).finditer(text)]


def _of_thing(text: str, noun: str, lexicon: Lexicon) -> list[tuple[int, int]]:
    return [found.span() for form in forms_of(noun, CONCEPT, lexicon) for found in pattern(form).finditer(text)]


def _before(place: tuple[int, int], noun: tuple[int, int], text: str, spots: Sequence[Spot]) -> bool:
    """Tell whether an adjective stands right before its noun: no border, no other subject and few words between."""
    between = text[place[1] : noun[0]]
    if place[1] > noun[0] or BORDER.search(between) or len(between) > 40:
        return False
    if any(place[1] <= begin < noun[0] for begin, _, _ in spots):
        return False
    return has_cjk(text) or not re.search(r"\b(?:and|with|wearing|holding|in|on|a|an|the)\b", between)


def _owned(place: tuple[int, int], owner: str, text: str, spots: Sequence[Spot]) -> bool:
    """Tell whether a detail belongs to ``owner``: the last subject before it, or in Chinese (or with an adjective) the
    next one after it when nobody stands before it in its clause."""
    before = next((spot for spot in reversed(spots) if spot[1] <= place[0]), None)
    after = next((spot for spot in spots if spot[0] >= place[1]), None)
    inside = next((spot for spot in spots if place[0] <= spot[0] and spot[1] <= place[1] and spot[2] == owner), None)
    if inside:
        return True
    in_clause = before is not None and not BORDER.search(text[before[1] : place[0]])
    follows = after is not None and not BORDER.search(text[place[1] : after[0]])
    if has_cjk(text) and follows and after is not None and "的" in text[place[1] : after[0]]:
        return after[2] == owner
    if in_clause and before is not None:
        return before[2] == owner
    if follows and after is not None:
        return after[2] == owner
    return before is not None and before[2] == owner


def _count(scene: Scene, owner: str) -> int:
    return next((subject.count for subject in scene.subjects if subject.id == owner), 1)


def _one(spot: Spot, text: str) -> bool:
    """Tell whether a noun is said of one alone."""
    noun, head = text[spot[0] : spot[1]], BORDER.split(text[: spot[0]])[-1]
    if has_cjk(noun):
        return NUMBERS_ZH.search(head) is None
    single = not noun.lower().endswith("s") or noun.lower() != plural(noun.lower().rstrip("s"))
    return single and SEVERAL_EN.search(head) is None


def _counted(count: int, spot: Spot, text: str) -> bool:
    """Tell whether a noun is said of ``count``; of an unsaid plural, whether it is said of several."""
    noun, head = text[spot[0] : spot[1]], BORDER.split(text[: spot[0]])[-1]
    if count == 0:
        return (has_cjk(noun) and re.search(r"些|几|群|多|数", head) is not None) or noun.lower().endswith("s")
    words = (number(count), str(count), numeral(count), "二" if count == 2 else "")
    near = head[-24:] if has_cjk(noun) else head[-60:]
    return any(word and (mentions(near, word) if not has_cjk(word) else word in near) for word in words)


def _related(fact: Fact, text: str) -> bool:
    """A relation is said when its preposition is; who stands where cannot be told safely, so left and right are not."""
    if fact.value in ("left_of", "right_of", "above", "below"):
        return False
    forms = (RELATIONS_EN.get(fact.value, fact.value), RELATIONS_ZH.get(fact.value, fact.value))
    return any(form in text.lower() for form in forms)
