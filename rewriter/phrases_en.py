"""The English half of the canonical grammar.

[number] [size] [color] [attributes] noun [with parts] [wearing …] [holding …] [action] [place], relations, setting and
time, weather, text, style, lens, mood, notes; clauses are joined by ", ".
"""

import re

from dialog.scene import Relation, Scene, Subject, Thing
from rewriter.chinese import has_cjk
from rewriter.english import UNCOUNTED, article, counted, plural, word_list
from rewriter.lexicon import Lexicon

LANGUAGE = "en"
SETTINGS = {
    "meadow": "in a meadow",
    "beach": "on a beach",
    "snow": "in the snow",
    "city": "in a city",
    "forest": "in a forest",
    "room": "in a room",
    "sea": "under the sea",
    "space": "in outer space",
    "sky": "in the sky",
    "desert": "in the desert",
    "mountain": "in the mountains",
    "lake": "by a lake",
    "garden": "in a garden",
    "farm": "on a farm",
    "river": "by a river",
    "waterfall": "by a waterfall",
    "bamboo": "in a bamboo forest",
    "moongate": "in front of a moon gate",
    "greatwall": "on the Great Wall",
    "oldtown": "in an old town",
    "temple": "in a temple courtyard",
    "street": "on a street",
    "kitchen": "in a kitchen",
    "classroom": "in a classroom",
    "stage": "on a stage",
    "underwater": "underwater",
    "island": "on an island",
    "volcano": "near a volcano",
    "cave": "in a cave",
    "lotuspond": "by a lotus pond",
    "autumn": "in autumn woods",
    "playground": "on a playground",
    "library": "in a library",
    "heaven": "in a heavenly palace",
    "moon": "on the lunar surface",
    "hall": "in a great hall",
    "market": "in a market",
}
SETTING_LEADS = {"beach": "on", "lake": "by", "snow": "in", "sea": "in", "meadow": "in", "mountain": "in"}
ON_WORDS = word_list("""
    lawn street grass moon mars pier bridge roof rooftop stage cliff island road hill balcony table planet
    shore coast
""")
NO_ARTICLE = ("outer space", "space", "grass", "snow", "woods", "clouds", "mountains", "hills", "dunes")
BARE = ("underwater", "indoors", "downtown", "outdoors", "outside", "inside")
PREPOSITIONS = word_list("""
    in on at by under inside outside near beside behind below above over among amid between beneath
    underneath within before against along across around through next surrounded with from into onto
    outdoors seen
""")
TIMES = {
    "day": "in the daytime",
    "night": "at night",
    "sunset": "at sunset",
    "dawn": "at sunrise",
    "morning": "in the morning",
    "evening": "in the evening",
}
WEATHER = {
    "rain": "in the rain",
    "snowfall": "in falling snow",
    "fog": "in the fog",
    "storm": "in a storm",
    "sunny": "on a sunny day",
    "cloudy": "under a cloudy sky",
    "windy": "in the wind",
    "rainbow": "under a rainbow",
}
PLACES = {
    "left": "on the left",
    "right": "on the right",
    "top": "at the top",
    "bottom": "at the bottom",
    "center": "in the center",
}
RELATIONS = {
    "left_of": "to the left of",
    "right_of": "to the right of",
    "above": "above",
    "below": "below",
    "next_to": "next to",
    "in_front_of": "in front of",
    "behind": "behind",
    "on": "on top of",
    "in": "in",
    "under": "under",
    "with": "with",
}
STYLE_ENDS = ("style", "photo", "photograph", "painting", "drawing", "art", "poster", "render", "illustration")
QUANTIFIERS = (
    "a group of",
    "a lot of",
    "lots of",
    "a couple of",
    "a flock of",
    "a pair of",
    "a herd of",
    "a crowd of",
    "dozens of",
    "a few",
    "several",
    "many",
    "some",
)
TRAILING = tuple(
    f"{word} "
    for word in word_list(
        "one with in made of without full covered filled that who which like from named called dressed for"
    )
)


def caption(scene: Scene, lexicon: Lexicon) -> str:
    """Return the whole caption of ``scene``."""
    clauses = [subject_phrase(subject, lexicon) for subject in scene.subjects]
    clauses += [relation_clause(relation, scene, lexicon) for relation in scene.relations]
    clauses += [
        " ".join(part for part in (setting_phrase(scene.setting, lexicon), time_phrase(scene.time, lexicon)) if part),
        weather_phrase(scene.weather, lexicon),
        f'with the text "{scene.text}"' if scene.text else "",
        style_phrase(scene.style, lexicon),
        lens_phrase(scene.lens, lexicon),
        scene.mood,
        *scene.notes,
    ]
    return ", ".join(clause for clause in clauses if clause)


def subject_phrase(subject: Subject, lexicon: Lexicon) -> str:
    """Return one subject with all that belongs to it."""
    parts = [
        noun_phrase(subject, lexicon),
        _listed("wearing", subject.wears, lexicon),
        _listed("holding", subject.holds, lexicon),
        subject.action,
        PLACES.get(subject.place, subject.place),
    ]
    return " ".join(part for part in parts if part)


def noun_phrase(subject: Subject | Thing, lexicon: Lexicon) -> str:
    """Return number, size, color, attributes and noun: "two small red old dogs with long ears"."""
    noun = lexicon.name_concept(subject.concept, subject.noun, LANGUAGE)
    before = [word for word in subject.attributes if not _trails(word) and word not in QUANTIFIERS]
    after = [word for word in subject.attributes if _trails(word)]
    quantifier = next((word for word in subject.attributes if word in QUANTIFIERS), "")
    size = lexicon.said("size", subject.size, LANGUAGE) if isinstance(subject, Subject) else ""
    words = [size, lexicon.said("color", subject.color, LANGUAGE), *before]
    phrase = " ".join([*(word for word in words if word), noun])
    if has_cjk(noun):
        phrase = phrase if subject.count == 1 else f"{subject.count} {phrase}"
    elif quantifier:
        phrase = f"{quantifier} {phrase[: len(phrase) - len(noun)]}{noun if noun in UNCOUNTED else plural(noun)}"
    else:
        phrase = counted(phrase, noun, subject.count)
    return " ".join([phrase, *_joined_parts(after)])


INNER = re.compile(r" (?:in|with|of|by|on|like|from|to|as|at|over|under|around|than|into|behind|for) ")


def _trails(attribute: str) -> bool:
    """Tell whether an attribute stands after its noun: "with long ears", "bound in leather", "taller than the boy"."""
    particle = " " in attribute and attribute.rpartition(" ")[2] in (
        "on",
        "off",
        "out",
        "up",
        "down",
        "open",
        "over",
        "alone",
    )
    return particle or attribute.startswith(TRAILING) or INNER.search(attribute) is not None


def short_name(subject: Subject, lexicon: Lexicon) -> str:
    """Return "the cat" or "the dogs", to speak of a subject again; a name stands alone."""
    noun = lexicon.name_concept(subject.concept, subject.noun, LANGUAGE)
    if subject.count == 1 and not subject.concept and noun.istitle() and noun.isascii() and noun.isalpha():
        return noun
    return f"the {noun if subject.count == 1 or has_cjk(noun) else plural(noun)}"


def relation_clause(relation: Relation, scene: Scene, lexicon: Lexicon) -> str:
    """Return "the cat is above the dog", or "" when the subject is gone."""
    by_id = {subject.id: subject for subject in scene.subjects}
    if relation.subject not in by_id:
        return ""
    subject = by_id[relation.subject]
    other = short_name(by_id[relation.object], lexicon) if relation.object in by_id else relation.object
    verb = "is" if subject.count == 1 else "are"
    return f"{short_name(subject, lexicon)} {verb} {RELATIONS.get(relation.kind, relation.kind)} {other}"


def setting_phrase(setting: str, lexicon: Lexicon) -> str:
    """Return where it is, with its preposition; the user's words keep theirs."""
    if not setting or setting in SETTINGS:
        return SETTINGS.get(setting, "")
    words = lexicon.said("setting", setting, LANGUAGE)
    first, last = words.partition(" ")[0].lower(), words.rpartition(" ")[2].lower()
    id_ = lexicon.id_of("setting", words)
    if id_ and lexicon.canonical("setting", id_, LANGUAGE) == words:
        return SETTINGS[id_]
    if has_cjk(words) or first in PREPOSITIONS or words.lower() in BARE:
        return words
    lead = (
        "on"
        if any(word in ON_WORDS for word in words.lower().split(" with ")[0].split())
        else SETTING_LEADS.get(id_, "in")
    )
    if first in ("a", "an", "the", "his", "her", "its", "their", "my") or words[:1].isupper():
        return f"{lead} {words}"
    if last in NO_ARTICLE or words.lower() in NO_ARTICLE or lexicon.id_of("setting", words) == "sky":
        return f"{lead} the {words}"
    return f"{lead} {article(words)} {words}"


def time_phrase(time: str, lexicon: Lexicon) -> str:
    """Return "at night"; free words keep their own preposition, or none."""
    words = lexicon.said("time", time, LANGUAGE) if time not in TIMES else time
    if words in TIMES or not words:
        return TIMES.get(words, "")
    if words.partition(" ")[0] in PREPOSITIONS or not lexicon.id_of("time", words):
        return words
    return f"at {words}"


def weather_phrase(weather: str, lexicon: Lexicon) -> str:
    """Return "in the rain"; free words stay."""
    id_ = lexicon.id_of("weather", weather)
    return WEATHER.get(id_, weather) if weather else ""


def style_phrase(style: str, lexicon: Lexicon) -> str:
    """Return "watercolor style"; free words get "style" unless they say it themselves."""
    if not style:
        return ""
    words = lexicon.said("style", style, LANGUAGE)
    known = style in lexicon.terms["style"]
    if words.endswith(" style") or words.startswith(("in the ", "like ")) or "," in words or has_cjk(words):
        return words
    if not known and re.search(r"\b(?:poster|card|flyer|banner|cover|photo|painting|drawing) (?:for|of|about) ", words):
        return words
    return words if not known and words.endswith(STYLE_ENDS) else f"{words} style"


def lens_phrase(lens: str, lexicon: Lexicon) -> str:
    """Return the shot; several known ones may be joined by ", "."""
    return ", ".join(lexicon.said("lens", part, LANGUAGE) for part in lens.split(", ") if part)


def _listed(verb: str, things: tuple[Thing, ...], lexicon: Lexicon) -> str:
    return f"{verb} {' and '.join(noun_phrase(thing, lexicon) for thing in things)}" if things else ""


def _joined_parts(parts: list[str]) -> list[str]:
    """Join "with a beard", "with green eyes" into "with a beard and green eyes"; the others stay."""
    having = [part.removeprefix("with ") for part in parts if part.startswith("with ")]
    others = [part for part in parts if not part.startswith("with ")]
    compared = [part for part in others if " than " in part or part.startswith(("in his ", "in her ", "in their "))]
    others = [part for part in others if part not in compared]
    return compared + ([f"with {' and with '.join(having)}"] if having else []) + others
