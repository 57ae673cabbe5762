"""Words that stand on something in the picture: a sign that reads "OPEN". They belong to what carries them."""

import re
from dataclasses import replace

from dialog.scene import Subject
from rewriter.editing import Editing
from rewriter.operations import Operation
from rewriter.reference import strip_article

LETTERED = re.compile(r"^(?:that|which) (?:reads|says) ")
NO_CARRIER = r"text|words?|writing|lettering|caption|title|heading|headline|inscription|picture|image|it|line"
SAYING = re.compile(
    rf"(?P<noun>\b(?!(?:{NO_CARRIER}|and|to|with|is|that|not|,)\b)[a-z][\w'-]*),?"
    r" (?:(?:that|which) (?:says?|reads?|spells)|saying|reading|says|reads|with the (?:words?|text|inscription|slogan)"
    r"|(?:labell?ed|lettered|inscribed|engraved)(?: with)?)[:,]? (?=\")",
    re.IGNORECASE,
)
BARE = re.compile(
    r"(?P<noun>\b(?:sign|signboard|poster|banner|plaque|label|sticker|note|card|board|billboard|placard|flag|ticket))"
    r"(?:,|:)? (?=\")",
    re.IGNORECASE,
)


def tie(text: str) -> str:
    """Return English ``text`` with 'a sign saying "X"' as 'a sign that reads "X"': the quotation as the sign's own."""
    return BARE.sub(r"\g<noun> that reads ", SAYING.sub(r"\g<noun> that reads ", text))


def letter(e: Editing, op: Operation) -> None:
    """Write ``op.value`` (quoted, perhaps with how it is written) on what carries words, in place of others."""
    subject = e.resolver.subject(op.target) if op.target else _carrier(e)
    if subject is None and not op.target and e.scene.text:
        old, e.scene = e.scene.text, replace(e.scene, text=op.value.strip('"'))
        return e.record("edit", "", "text", e.scene.text, old, op.span)
    if subject is None and op.target and re.fullmatch(rf"(?:the )?(?:{NO_CARRIER})", op.target, re.IGNORECASE):
        old, e.scene = e.scene.text, replace(e.scene, text=op.value.strip('"'))
        return e.record("edit", "", "text", e.scene.text, old, op.span)
    if subject is None:
        noun = strip_article(op.target) or "sign"
        subject = e.append(Subject("", noun.split(" on ")[0], e.lexicon.concept(noun)))
        e.record("add", subject.id, "", noun, "", op.span)
    old = next((a for a in subject.attributes if LETTERED.match(a)), "")
    kept = tuple(a for a in subject.attributes if a != old)
    made_of = re.search(r"\"( in [a-z ]+)$", old)
    how = made_of.group(1) if made_of and op.value.endswith('"') else ""
    e.put(replace(subject, attributes=(*kept, f"that reads {op.value}{how}")))
    return e.record("edit", subject.id, "attribute", op.value, old.partition(" reads ")[2], op.span)


def _carrier(e: Editing) -> Subject | None:
    """Return what carries words now, the one last spoken of first."""
    order = sorted(e.scene.subjects, key=lambda s: e.focus.index(s.id) if s.id in e.focus else len(e.focus))
    return next((s for s in order if any(LETTERED.match(a) for a in s.attributes)), None)
