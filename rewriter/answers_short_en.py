"""Short answers to plain English questions about one thing: what it wears, does and holds, its color, its place."""

import re

from dialog.scene import Scene, Subject, Thing
from rewriter import phrases_en
from rewriter.freetext import mentions
from rewriter.lexicon import Lexicon
from rewriter.reference import strip_article
from rewriter.resolve import Resolver
from rewriter.sorts_en import none_of, of_sort, told_of

NAME = r"(?P<x>(?:the |a |an |her |his |its |their |my |that |this )?[\w' -]+?)"
LATER = r"(?: (?:now|right now|currently|still|again|at the moment|there|exactly|here|anyway))*[?.! ]*$"
LEAD = r"^(?:(?:and|so|ok|wait|hm+|now|well)[, ]+)*"
DOES = re.compile(
    rf"{LEAD}what(?:'s| is| are|'re) {NAME} (?P<v>[a-z]+ing)(?: (?:on|with|in|at|to|of|up)\b.*?)?{LATER}", re.IGNORECASE
)
HAS = re.compile(
    rf"{LEAD}what (?:does|do|has|have) {NAME} (?P<v>have|has|hold|carry|wear|got)(?: (?:on|got|in|with)?\b.*?)?{LATER}",
    re.IGNORECASE,
)
COLOR = re.compile(
    rf"{LEAD}(?:what|which) colou?rs? (?:is|are|was|were|does|do|did) {NAME}(?: (?:have|got|wearing))?{LATER}",
    re.IGNORECASE,
)
SIDE = re.compile(
    rf"{LEAD}(?:who|what|which (?:one|animal|person))(?:'s| is| are| stands?| sits?) (?:standing "
    rf"|sitting )?(?:on|at|to|in) the (?:far )?"
    rf"(?P<side>left|right|middle|center|centre|top|bottom)(?: side| hand side)?(?: (?:of"
    rf"|in) (?P<x>[\w' -]+?))?{LATER}",
    re.IGNORECASE,
)
WHERE = re.compile(
    rf"{LEAD}where(?:'s| is| are|'re) {NAME}(?: (?:standing|sitting|lying|placed|located|hiding|perched"
    rf"|resting|at|going|gone))?{LATER}",
    re.IGNORECASE,
)
THERE = re.compile(
    rf"{LEAD}(?:is|are|was|were) there (?:still |also )?(?:any |some |an? |another |one )?(?P<x>(?!any\b"
    rf"|some\b)[\w' -]+?)"
    r"(?: (?:left|anywhere|somewhere|at all|still|too|in (?:it|there|here|this|the (?:picture|image|scene)"
    r"|this (?:picture|image|scene))|around|there|now"
    r"|visible|already|yet))*[?.! ]*$",
    re.IGNORECASE,
)
FIELDS = ("picture", "image", "scene", "this", "that", "it", "we", "everything", "setting", "background")


def short(words: str, scene: Scene, resolver: Resolver, lexicon: Lexicon) -> str:
    """Return a short answer, "" for questions that are not of this kind or name nobody."""
    words = words.strip()
    for read in (_written, _is_it, _side, _color, _does, _has, _where, _there):
        found = read(words, scene, resolver, lexicon)
        if found:
            return found
    return ""


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}." if words else ""


def _the(subject: Subject, lexicon: Lexicon) -> str:
    return phrases_en.short_name(subject, lexicon)


def _does(words: str, scene: Scene, resolver: Resolver, lexicon: Lexicon) -> str:
    asked = DOES.match(words)
    who = resolver.subject(asked.group("x")) if asked else None
    if asked is None or who is None or (resolver.find(asked.group("x")) is None and not _pronoun(asked.group("x"))):
        return ""
    verb = asked.group("v").lower()
    if verb in ("wearing", "holding", "carrying"):
        return _own(who, verb, scene, lexicon)
    if verb == "doing":
        deeds = [who.action] if who.action else _relations(who, scene, lexicon, deeds=True)
        name = f"{_the(who, lexicon)} {'are' if who.count != 1 else 'is'} "
        said = deeds[0] if deeds else ""
        if not said:
            return f"Nothing was said about what {_the(who, lexicon)} does."
        return _sentence(said if said.startswith("the ") else f"{name}{said}")
    part = re.search(rf"\b{re.escape(verb)}\b.*$", who.action)
    near = [c for c in _relations(who, scene, lexicon, deeds=True) if mentions(c, verb)]
    return _sentence(part.group(0) if part else near[0]) if part or near else ""


def _pronoun(words: str) -> bool:
    return words.lower() in ("he", "she", "it", "they")


def _relations(who: Subject, scene: Scene, lexicon: Lexicon, deeds: bool) -> list[str]:
    clauses = [
        phrases_en.relation_clause(r, scene, lexicon)
        for r in scene.relations
        if r.subject == who.id and (r.kind not in phrases_en.RELATIONS) == deeds
    ]
    return [c for c in clauses if c]


CLOTHES = re.compile(
    r"\b(?:with|in|wearing) (?P<x>(?:an? |the )?[\w -]*?(?:coat|jacket|dress|shirt|hat|cap|scarf|armou?r"
    r"|suit|boots?|shoes?|glasses|sweater|skirt|hood|"
    r"hoodie|gloves?|helmet|crown|cloak|robe|apron|uniform|tie|pants|jeans|mask|kimono|raincoat|sunglasses))\b",
    re.IGNORECASE,
)


def _own(who: Subject, verb: str, scene: Scene, lexicon: Lexicon) -> str:
    """Say what somebody wears or holds."""
    things = who.wears if verb == "wearing" else who.holds
    listed = [phrases_en.noun_phrase(t, lexicon) for t in things]
    texts = [*who.attributes, who.action]
    if verb == "wearing":
        listed += [
            m.group("x") for t in texts for m in CLOTHES.finditer(t) if not any(m.group("x") in one for one in listed)
        ]
    else:
        listed += [
            m.group("x") for t in texts for m in re.finditer(r"\b(?:holding|carrying) (?P<x>[^,]+?)(?= while|,|$)", t)
        ]
    if not listed:
        return f"Nothing was said about what {_the(who, lexicon)} is {verb}."
    return _sentence(" and ".join(dict.fromkeys(listed)))


def _has(words: str, scene: Scene, resolver: Resolver, lexicon: Lexicon) -> str:
    asked = HAS.match(words)
    who = resolver.subject(asked.group("x")) if asked else None
    if asked is None or who is None:
        return ""
    worn = asked.group("v").lower() == "wear" or re.search(
        r"\b(?:have|has|got) on\b|on (?:his|her|its|the) head", words.lower()
    )
    hand = re.search(r"\bhands?\b|\b(?:hold|carry)\b", words.lower())
    return _own(who, "wearing" if worn else "holding", scene, lexicon) if worn or hand else ""


def _color(words: str, scene: Scene, resolver: Resolver, lexicon: Lexicon) -> str:
    asked = COLOR.match(words)
    if asked is None:
        return ""
    name = re.sub(
        r"^(?:the|an?|her|his|its|their|my|that|this) |^.*'s ", "", asked.group("x").strip(), flags=re.IGNORECASE
    )
    named = list(resolver.named(name))
    things: list[Subject | Thing] = [*named] or [
        t
        for s in scene.subjects
        for t in (*s.wears, *s.holds)
        if mentions(t.noun, name) or t.noun.lower().endswith(name.lower())
    ]
    colors = [lexicon.said("color", t.color, "en") for t in things if t.color]
    if not colors:
        texts = [t for s in scene.subjects for t in (*s.attributes, s.action)] + list(scene.notes)
        led = re.compile(rf"(?P<led>(?:[\w-]+ ){{1,3}})[\w-]*{re.escape(name)}\b", re.IGNORECASE)
        found = [word for t in texts for m in led.finditer(t) for word in m.group("led").split()]
        colors = [word for word in found if lexicon.lookup(word.lower(), "color")]
    if colors:
        return _sentence(" and ".join(dict.fromkeys(colors)))
    if things:
        return f"No color was said: {phrases_en.noun_phrase(things[0], lexicon)}."
    return ""


WRITTEN = re.compile(r"\bwhat\b.*\b(?:written|writing|says?|reads?|text|words?)\b", re.IGNORECASE)
QUOTED = re.compile(r"[“\"]([^”\"]+)[”\"]")


def _written(words: str, scene: Scene, resolver: Resolver, lexicon: Lexicon) -> str:
    """Answer what is to be read in a picture that was described in Chinese."""
    if scene.language != "zh" or not WRITTEN.search(words):
        return ""
    texts = [(s, q) for s in scene.subjects for t in (s.action, *s.attributes) for q in QUOTED.findall(t)]
    texts += [
        (s, q) for s in scene.subjects for t in (*s.wears, *s.holds) for a in t.attributes for q in QUOTED.findall(a)
    ]
    named = {s.id for word in re.findall(r"[a-z]{3,}", words.lower()) for s in resolver.named(word)}
    mine = [q for s, q in texts if s.id in named] or [q for _, q in texts] + ([scene.text] if scene.text else [])
    return (
        f"It says {' and '.join(f'“{q}”' for q in dict.fromkeys(mine))}."
        if mine
        else "Nothing is written in the picture."
    )


IS_IT = re.compile(
    rf"{LEAD}is it (?:still |already )?(?P<x>(?:(?:early |late )?(?:morning|night|noon|day|daytime|evening"
    rf"|dawn|dusk|sunset|sunrise|afternoon|midnight|dark|light)"
    rf"|rain(?:ing|y)|snow(?:ing|y)|sunny|cloudy|fogg?y|foggy|storm(?:ing|y)"
    rf"|windy)(?: or [a-z]+(?:time)?)?)(?: outside| in (?:it|the picture|there))?{LATER}",
    re.IGNORECASE,
)


def _is_it(words: str, scene: Scene, resolver: Resolver, lexicon: Lexicon) -> str:
    """Answer "is it morning or night?", "is it raining?" from the time and the weather."""
    asked = IS_IT.match(words)
    if asked is None:
        return ""
    x = asked.group("x").lower()
    wet = re.match(r"rain|snow|sun(?!set|rise)|cloud|fog|storm|wind", x) is not None
    value = scene.weather if wet else scene.time
    if not value:
        return f"Nothing was said about the {'weather' if wet else 'time of day'}."
    said = phrases_en.weather_phrase(value, lexicon) if wet else phrases_en.time_phrase(value, lexicon)
    if " or " in x:
        return _sentence(said)
    same = mentions(said, x) or x[:4] in said or lexicon.lookup(x, "weather" if wet else "time") == value
    return f"{'Yes' if same else 'No'}: {said}."


SIDES = {"middle": "center", "centre": "center"}


def _side(words: str, scene: Scene, resolver: Resolver, lexicon: Lexicon) -> str:
    asked = SIDE.match(words)
    if asked is None:
        return ""
    side = SIDES.get(asked.group("side").lower(), asked.group("side").lower())
    other = asked.group("x") or ""
    anchor = resolver.subject(other) if other and strip_article(other) not in FIELDS else None
    placed = [s for s in scene.subjects if s.place == side] if anchor is None else []
    kinds = {"left": ("left_of", "right_of"), "right": ("right_of", "left_of")}.get(side, ("", ""))
    for r in scene.relations:
        ids = (r.subject, r.object)
        if r.kind in kinds and (anchor is None or anchor.id in ids):
            id_ = r.subject if r.kind == kinds[0] else r.object
            placed += [s for s in scene.subjects if s.id == id_ and s not in placed and s != anchor]
    placed = placed or [
        s for s in scene.subjects if re.search(rf"\b(?:on|at|to|in|of) the (?:far )?{side}\b", s.action)
    ]
    said = [r.subject for r in scene.relations if re.fullmatch(rf"(?:the )?{side}(?: side)?", r.object)]
    placed = placed or [s for s in scene.subjects if s.id in said]
    if placed:
        return _sentence(" and ".join(phrases_en.subject_phrase(s, lexicon) for s in placed))
    return f"Nobody and nothing was said to be on the {side}."


def _where(words: str, scene: Scene, resolver: Resolver, lexicon: Lexicon) -> str:
    asked = WHERE.match(words)
    if asked is None or strip_article(asked.group("x")).lower() in FIELDS:
        return ""
    name = asked.group("x")
    who = resolver.subject(name) if _pronoun(name) or next(iter(resolver.named(strip_article(name))), None) else None
    if who is None:
        owner = next(
            (s for s in scene.subjects for t in (*s.wears, *s.holds) if mentions(t.noun, strip_article(name))), None
        )
        if owner:
            return _sentence(phrases_en.subject_phrase(owner, lexicon))
        return (
            ""
            if any(mentions(s.action, strip_article(name)) for s in scene.subjects)
            else f"There is no {strip_article(name)} in the picture."
        )
    be = "are" if who.count != 1 else "is"
    told = [f"{_the(who, lexicon)} {be} {phrases_en.PLACES.get(who.place, who.place)}"] if who.place else []
    if re.search(
        r"\b(?:in|on|at|under|by|inside|near|beside|behind|below|above|over|among|between|against|across|through)\b",
        who.action,
    ):
        told.append(f"{_the(who, lexicon)} {be} {who.action}")
    told += _relations(who, scene, lexicon, deeds=False)
    if not told and who.action:
        told.append(f"{_the(who, lexicon)} {be} {who.action}")
    if not told and scene.setting:
        told.append(f"{_the(who, lexicon)} {be} {phrases_en.setting_phrase(scene.setting, lexicon)}")
    return _sentence("; ".join(told)) if told else f"It was not said where {_the(who, lexicon)} {be}."


def _there(words: str, scene: Scene, resolver: Resolver, lexicon: Lexicon) -> str:
    asked = THERE.match(words)
    if asked is None or re.search(
        r"\b(?:on|under|with|behind|next|wearing|holding|who|that|which)\b", asked.group("x")
    ):
        return ""
    name = asked.group("x")
    sort = of_sort(name, scene, lexicon)
    found = sort if sort is not None else list(resolver.named(name))
    if found:
        return f"Yes: {' and '.join(phrases_en.noun_phrase(s, lexicon) for s in found)}."
    told = told_of(name, scene)
    if told:
        return f"Yes: {' and '.join(told)}."
    for subject in scene.subjects:
        if mentions(phrases_en.subject_phrase(subject, lexicon), name):
            return f"Yes: {phrases_en.subject_phrase(subject, lexicon)}."
    told = [n for n in (*scene.notes, scene.setting, scene.weather, scene.time) if n and mentions(n, name)]
    return f"Yes: {told[0]}." if told else f"No, {none_of(name)}."
