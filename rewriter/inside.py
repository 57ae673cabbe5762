"""Edits of what the scene only knows in the user's own words."""

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from dialog.scene import Subject
from rewriter import moods_en
from rewriter.chinese import FREE_MEASURE, has_cjk, numeral
from rewriter.english import UNCOUNTED, article
from rewriter.freetext import DETERMINERS, mentions, phrase_around, recount, substitute, without
from rewriter.lexicon import Lexicon
from rewriter.operations import Operation, with_field
from rewriter.reference import strip_article
from rewriter.resolve import Referent
from rewriter.scalars import color_of

if TYPE_CHECKING:
    from rewriter.editing import Editing

MATERIAL = re.compile(
    r"(?:wood(?:en)?|glass|metal|stone|marble|gold(?:en)?|silver|plastic|paper|crystal|ice|steel"
    r"|bronze|ceramic|porcelain|leather|denim|brick)$|^(?:木|玻璃|金属|石|大理石|黄金|银|塑料|纸|水晶|冰|钢|铜|陶瓷|皮|毛绒|木制"
    r"|木头|金)"
)


def material(attribute: str) -> bool:
    return MATERIAL.search(attribute.removeprefix("made of ").removesuffix("的")) is not None


def set_in_words(e: "Editing", referent: Referent, op: Operation) -> None:
    """Set an attribute of something that the scene only knows in the user's words."""
    old, put = _words_at(e, referent)
    word = referent.word
    if op.attribute == "count":
        new = recount(old, word, int(op.value), f"{numeral(int(op.value))}{FREE_MEASURE}")
    else:
        language = "zh" if has_cjk(old) else "en"
        named = op.attribute in ("color", "size")
        said = e.lexicon.said(op.attribute, op.value, language) if named else op.value
        new = substitute(old, word, _described(phrase_around(old, word), word, said, e.lexicon))
    put(new)
    e.record("edit", referent.subject, op.attribute, op.value, old, op.span)


def _described(phrase: str, word: str, adjective: str, lexicon: Lexicon) -> str:
    """Return "a white marble table" of "a dark table": determiner and what does not conflict stay."""
    if has_cjk(phrase):
        old = "".join(phrase[m.start : m.end] for m in lexicon.find(phrase.removesuffix(word), ("color",))[:1])
        front = phrase.removesuffix(word).replace(old, "", 1).removesuffix("的") if phrase.endswith(word) else ""
        return f"{front}{adjective}{'' if adjective.endswith('色') else '的'}{word}"
    words = phrase.split()
    lead = words[:1] if words and words[0].lower() in DETERMINERS | {"the", "a", "an"} else []
    noun = words[-1:] if words else [word]
    conflicts = material(adjective) or any(lexicon.lookup(w, "color") for w in adjective.split())
    inner = words[len(lead) : -1]
    colored = (
        {at for at, w in enumerate(inner) if lexicon.lookup(w, "color")} if color_of(adjective, lexicon) else set()
    )
    conflicts = conflicts or bool(color_of(adjective, lexicon))
    middle = [
        w
        for at, w in enumerate(inner)
        if not (at + 1 in colored and not material(w) and w.lower() not in ("and", "very"))
        and not (conflicts and (material(w) or w in SHADES or lexicon.lookup(w, "color")))
        and not moods_en.contradicts(w, adjective)
    ]
    noun = [] if adjective.lower().endswith(" ".join(noun).lower()) else noun
    middle = middle if noun else []
    said = [*middle, adjective, *noun]
    if lead and lead[0].lower() in ("a", "an"):
        lead = [article(" ".join(said))]
    return " ".join([*lead, *said])


SHADES = frozenset(("dark", "light", "bright", "pale", "deep"))


def _words_at(e: "Editing", referent: Referent):  # type: ignore[no-untyped-def]
    """Return the free words a referent points into, and a function that puts new words there."""
    scene = e.scene
    if referent.field == "notes":
        old = scene.notes[referent.index]

        def put_note(new: str) -> None:
            e.scene = replace(e.scene, notes=tuple(w for n in e.scene.notes if (w := new if n == old else n)))

        return old, put_note
    if referent.field in ("attributes", "action"):
        subject = e.get(referent.subject)
        old = subject.action if referent.field == "action" else subject.attributes[referent.index]

        def put_subject(new: str) -> None:
            if referent.field == "action":
                e.put(replace(subject, action=new))
            else:
                kept = tuple(w for i, a in enumerate(subject.attributes) if (w := new if i == referent.index else a))
                e.put(replace(subject, attributes=kept))

        return old, put_subject

    def put_field(new: str) -> None:
        e.scene = with_field(e.scene, referent.field, new)

    return str(getattr(scene, referent.field)), put_field


def remove_words(e: "Editing", referent: Referent, op: Operation) -> None:
    """Take a phrase out of a subject's own words."""
    old, put = _words_at(e, referent)
    word = re.escape(referent.word)
    head = rf"with (?:an? |the |his |her |its )?(?:[a-z-]+ ){{0,2}}?{word} (?:with|that|in|on|showing|of) .+"
    put("" if re.fullmatch(head, old, re.IGNORECASE) else without(old, referent.word))
    e.record("remove", referent.subject, referent.field, referent.word, old, op.span)


def substitute_words(e: "Editing", referent: Referent, op: Operation) -> None:
    """Put other words in the place of a phrase."""
    old, put = _words_at(e, referent)
    value = op.value
    if (
        not has_cjk(old)
        and re.match(r"^(?:a|an|the|his|her|its)\s", phrase_around(old, referent.word))
        and not re.match(r"^(?:a|an|the|some|two|three|\d)\s", value)
    ):
        value = f"the {value}" if value.endswith("s") else f"a {value}"
    put(substitute(old, referent.word, value))
    told = old if has_cjk(old) or referent.word not in old else referent.word
    e.record("edit", referent.subject, "replace", op.value, told, op.span)


def part_name(words: str) -> str:
    """Return the part in "the mermaid's tail", 美人鱼的尾巴."""
    part = strip_article(words)
    owner = re.match(r"^(.+?)的(.+)$", part)
    return owner.group(2) if owner else re.sub(r"^.*?'s ", "", part).lower()


def set_part_color(e: "Editing", subject: Subject, op: Operation) -> None:
    """Color a part that nobody named before; the body's color is the subject's."""
    part = part_name(op.target)
    said = e.lexicon.said("color", op.value, e.scene.language)
    many = part.endswith("s") or part in UNCOUNTED
    value = f"{said}{part}" if has_cjk(part) else f"with {said if many else f'{article(said)} {said}'} {part}"
    kept = tuple(a for a in subject.attributes if not mentions(a, part))
    e.put(replace(subject, attributes=(*kept, value)))
    return e.record("edit", subject.id, part, value, "", op.span)


def only_colors(note: str, lexicon: Lexicon) -> bool:
    """Tell whether a note says nothing but colors: 橙色和棕色, "orange and brown"."""
    words = [w for w in re.split(r"、|和|与|,|，|\band\b|\s+|(?<=色)调$|为主", note) if w]
    return bool(words) and all(lexicon.lookup(w, "color") or w in ("色调", "调", "tones", "colors") for w in words)
