"""English questions about the picture, answered from the scene in the words of the prompt; nothing is guessed."""

import re
from dataclasses import replace

from dialog.scene import Scene, Subject, Thing
from rewriter import phrases_en
from rewriter.answers_short_en import short
from rewriter.caption import caption
from rewriter.english import counted, number, singulars, word_list
from rewriter.freetext import forms, mentions
from rewriter.intents import DO_EN, QUESTION_EN
from rewriter.lexicon import Lexicon
from rewriter.living_en import is_person
from rewriter.reference import strip_article
from rewriter.resolve import Resolver
from rewriter.sorts_en import how_many_told, none_of, of_sort

HOW_MANY = re.compile(
    r"\bhow many (?P<x>[\w' -]+?)(?: (?:are|is|do|did|were|was|have|has|of|can|now|there|in|left|will|that|should|on"
    r"|at|again)\b.*"
    r"|\?|$)",
    re.IGNORECASE,
)
WHO = re.compile(
    r"\b(?:who|which (?:one|[\w-]+)|what animal)(?:'s| is| are|s)? (?P<x>(?!in\b)[\w' -]+?)(?: (?:now|right now"
    r"|again))?[?.!]*$",
    re.IGNORECASE,
)
WHO_IN = re.compile(
    r"\b(?:who|what)(?:'s| is| are) (?P<p>in|on|under|behind|next to|beside|above|below) (?P<x>[\w' -]+?)[?.!]*$",
    re.IGNORECASE,
)
WHOLE = re.compile(
    r"^(?:so |and |ok |now )*(?:"
    r"(?:(?:what|who)(?:'s| is| are| all is| do you (?:see|have)| can you see)|describe|tell me (?:what|who)(?:'s| is))"
    r" (?:all |currently |now |everything )*(?:(?:in |on |there in |shown in )?(?:the|this|that|our|my)"
    r" (?:picture|image|scene|drawing)|(?:in|on) it|(?:in |on )?there|in here)"
    r"|what do you see|what can you see|what have (?:we|i) (?:got|drawn)|what do (?:we|i) have"
    r")(?: (?:now|so far|right now|at the moment|in it|here))*[?.! ]*$",
    re.IGNORECASE,
)
"""Wants to hear everything that is drawn."""
FIELDS = (
    ("style", r"\bstyle\b"),
    ("weather", r"\bweather\b"),
    ("time", r"\b(?:time of day|what time|season)\b"),
    (
        "setting",
        r"\b(?:background|setting|where (?:is|are|does|do) (?:it|this|they|we|everything|the (?:scene|picture)))\b",
    ),
    ("lens", r"\b(?:lens|angle|camera|shot|view)\b"),
)
YES_NO = re.compile(
    r"^(?:(?:and|so|wait|hm+|ok|but|then|now)[, ]+)*(?:is|are|was|were|does|do|did|has|have|can)\b", re.IGNORECASE
)
SCRAPS = frozenset(
    word_list("""
    what who whose which how many much is are was were do does did has have had can could the a an of in on at to
    for with it its he she his her they them their there here still now right again then we you i see picture image
    scene colour color colours colors size made say says read reads written wearing wear wears worn holding hold
    holds carrying doing look looks looking like any some this that these those one ones and or so left right old
    kind type sort supposed be been being hm wait ok well please tell me us about currently where when why anything
    something everything currently called named anywhere somewhere around else
    """)
)


def wants_all(words: str) -> bool:
    """Tell whether a turn asks for, or wishes to hear, everything in the picture: "describe the picture"."""
    return WHOLE.search(words.strip()) is not None


def answer(words: str, scene: Scene, resolver: Resolver, lexicon: Lexicon) -> str:
    """Return the answer to an English question, "" when the scene does not say what is asked."""
    low = words.strip()
    if WHOLE.search(low):
        return _sentence(caption(scene, lexicon))
    if said := short(low, scene, resolver, lexicon):
        return said
    found = HOW_MANY.search(low)
    if found and (said := _how_many(found.group("x"), low, scene, resolver, lexicon)):
        return said
    found = WHO_IN.search(low)
    if found and (said := _who_at(found.group("p"), found.group("x"), scene, resolver, lexicon)):
        return said
    found = WHO.search(low)
    if found and (said := _who(found.group("x"), scene, lexicon)):
        return said
    for name, pattern in FIELDS:
        if re.search(pattern, low, re.IGNORECASE) and getattr(scene, name):
            return _sentence(_field(scene, name, lexicon))
        if re.match(rf"^(?:and |so )?what(?:'s| is)? (?:the )?{name}\b", low, re.IGNORECASE):
            return f"Nothing was said about the {name}."
    return _about(low, scene, resolver, lexicon)


def _how_many(name: str, words: str, scene: Scene, resolver: Resolver, lexicon: Lexicon) -> str:
    """Count what is called ``name``: subjects, and what subjects hold or wear; told apart by what else is asked."""
    noun = re.sub(r"^(?:more|other|of the|of) ", "", name.strip())
    rest = [w for w in re.findall(r"[a-z-]+", words.lower()) if w not in SCRAPS and not mentions(noun, w)]
    found = list(resolver.named(noun))
    if not found and strip_article(noun) in ("people", "persons"):
        found = [s for s in scene.subjects if _is_person(s, lexicon)]
    found = found or of_sort(noun, scene, lexicon) or []
    if rest and len(found) > 1:
        telling = [s for s in found if any(mentions(phrases_en.subject_phrase(s, lexicon), w) for w in rest)]
        found = telling or found
    if found:
        total = sum(max(1, s.count) for s in found)
        if any(s.count == 0 for s in found):
            return _sentence(" and ".join(phrases_en.subject_phrase(s, lexicon) for s in found))
        head = strip_article(noun).split()[-1]
        single = next(iter(singulars(head)), head)
        listed = " and ".join(phrases_en.subject_phrase(s, lexicon) for s in found)
        return f"{counted(single, single, total).capitalize() if total > 1 else f'One {single}'}: {listed}."
    for subject in scene.subjects:
        for thing in (*subject.wears, *subject.holds):
            if mentions(thing.noun, noun):
                each = thing.count * max(1, subject.count)
                return f"{number(each).capitalize()}: {phrases_en.subject_phrase(subject, lexicon)}."
    told = [text for text in _texts(scene, lexicon) if mentions(text, noun.split()[-1])]
    return _sentence("; ".join(told)) if told else how_many_told(noun, scene) or f"None: {none_of(noun)}."


def _is_person(subject: Subject, lexicon: Lexicon) -> bool:
    known = lexicon.concepts.get(subject.concept)
    return known.kind == "person" if known else is_person(subject.noun)


def _texts(scene: Scene, lexicon: Lexicon) -> list[str]:
    return [*(phrases_en.subject_phrase(s, lexicon) for s in scene.subjects), *scene.notes, scene.text]


def _who_at(where: str, name: str, scene: Scene, resolver: Resolver, lexicon: Lexicon) -> str:
    anchor = resolver.subject(name)
    if anchor is None:
        return ""
    kinds = {"next to": "next_to", "beside": "next_to"}.get(where.lower(), where.lower())
    there = [r.subject for r in scene.relations if r.object == anchor.id and r.kind == kinds]
    phrases = [phrases_en.subject_phrase(s, lexicon) for s in scene.subjects if s.id in there]
    phrases += [
        phrases_en.subject_phrase(s, lexicon)
        for s in scene.subjects
        if mentions(s.action, anchor.noun) and s.id not in there
    ]
    phrases += [a.removeprefix("with ") for a in anchor.attributes if a.startswith(("with ", "that reads"))]
    if phrases:
        return _sentence(" and ".join(phrases))
    return f"Nobody and nothing that I know of: {phrases_en.subject_phrase(anchor, lexicon)}."


def _who(words: str, scene: Scene, lexicon: Lexicon) -> str:
    """Name those whose description has most of the words that are asked for."""
    asked = [w for w in re.findall(r"[a-z-]+", words.lower()) if w not in SCRAPS]
    doing = asked[0] if asked and asked[0].endswith("ing") else ""
    doers = [s for s in scene.subjects if doing and s.action.lower().split(" ", 1)[0] == doing]
    if len(doers) == 1:
        return _sentence(phrases_en.subject_phrase(replace(doers[0], action=""), lexicon))
    best: list[str] = []
    most = 0
    for subject in scene.subjects:
        phrase = phrases_en.subject_phrase(subject, lexicon)
        near = [phrases_en.relation_clause(r, scene, lexicon) for r in scene.relations if r.subject == subject.id]
        own = f"{phrase} {' '.join(near)}"
        fit = sum(_has(own, w) for w in asked)
        if fit > most:
            best, most = [phrase], fit
        elif fit and fit == most:
            best.append(phrase)
    return _sentence(" and ".join(best)) if best else ""


def _has(text: str, word: str) -> bool:
    """Tell whether ``text`` has ``word`` in some form: "plays" in "playing"."""
    stem = re.sub(r"(?:ing|es|ed|s|e)$", "", word) if len(word) > 4 else word
    return (
        any(mentions(text, form) for form in forms(word))
        or re.search(rf"\b{re.escape(stem)}", text.lower()) is not None
    )


def _about(words: str, scene: Scene, resolver: Resolver, lexicon: Lexicon) -> str:
    """Say all that is known of what the question names."""
    told: list[str] = []
    asked = re.findall(r"[A-Za-z][\w'-]*", words)
    nouns = [w.lower().removesuffix("'s") for w in asked if w.lower().removesuffix("'s") not in SCRAPS]
    pronoun = next(
        (w.lower() for w in asked if w.lower() in ("he", "she", "it", "his", "her", "they", "him", "its")), ""
    )
    for noun in nouns:
        told += [t for t in _of(noun, scene, resolver, lexicon) if t not in told]
    if not told and pronoun:
        subject = resolver.subject(pronoun)
        told = [phrases_en.subject_phrase(subject, lexicon)] if subject else []
        if nouns and subject and YES_NO.match(words.strip()):
            return f"No, there is no {nouns[-1]}: {told[0]}."
    if not told:
        missing = nouns[-1] if nouns else ""
        return f"No, there is no {missing} in the picture." if missing and YES_NO.match(words.strip()) else ""
    missing = [w for w in nouns if not any(_has(t, w) for t in told)]
    if YES_NO.match(words.strip()):
        return f"{'No' if missing else 'Yes, still'}: {'; '.join(told)}."
    return _sentence("; ".join(told))


def _of(noun: str, scene: Scene, resolver: Resolver, lexicon: Lexicon) -> list[str]:
    subjects = list(resolver.named(noun))
    if subjects:
        return [_all(s, scene, lexicon) for s in subjects[:3]]
    told: list[str] = []
    for subject in scene.subjects:
        own: tuple[Thing, ...] = (*subject.wears, *subject.holds)
        if any(mentions(t.noun, noun) for t in own) or any(
            _has(a, noun) for a in (*subject.attributes, subject.action) if a
        ):
            told.append(_all(subject, scene, lexicon))
    told += [note for note in scene.notes if mentions(note, noun)]
    for name in ("setting", "time", "weather", "style", "lens", "mood", "text"):
        value = _field(scene, name, lexicon)
        if value and mentions(value, noun):
            told.append(value)
    return told[:3]


def _all(subject: Subject, scene: Scene, lexicon: Lexicon) -> str:
    """Return a subject with what stands in relation to it."""
    near = [
        phrases_en.relation_clause(r, scene, lexicon) for r in scene.relations if subject.id in (r.subject, r.object)
    ]
    return ", ".join([phrases_en.subject_phrase(subject, lexicon), *(n for n in near if n)])


def _field(scene: Scene, name: str, lexicon: Lexicon) -> str:
    value = str(getattr(scene, name))
    said = {
        "setting": phrases_en.setting_phrase,
        "time": phrases_en.time_phrase,
        "weather": phrases_en.weather_phrase,
        "style": phrases_en.style_phrase,
        "lens": phrases_en.lens_phrase,
    }.get(name)
    return said(value, lexicon) if said and value else value


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}." if words else ""


ASIDE = re.compile(
    r"^(?:who|where|why|how (?:many|much|old|big)|what (?!if\b|about\b)|is there|are there)\b[^?]*\?\s*(?=\w)",
    re.IGNORECASE,
)


def without_questions(words: str) -> str:
    """Return an English turn without a question that the rest of it goes on from: "who is in it? put a girl in"."""
    rest = ASIDE.sub("", words.strip())
    return words if rest == words or (QUESTION_EN.match(rest) and not DO_EN.match(rest)) else rest
