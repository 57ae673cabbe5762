"""English clauses without a verb of change: a bare value before all patterns, and what no pattern took after them."""

import re

from rewriter import frames, words_en
from rewriter.adding_en import add_words
from rewriter.describing_en import adjectival
from rewriter.lexicon import CONCEPT
from rewriter.operations import Operation
from rewriter.picture_en import lens
from rewriter.remarks_en import COMMENT, COMMENT_START
from rewriter.scalars import LIGHTER, color_of, count_of, place_of, size_of
from rewriter.values import VERBS, Context, describe_subject
from rewriter.wishes_en import BESIDE, beside


def short(words: str, context: Context) -> list[Operation]:
    """Read a clause that is only a value: "blue", "at night", "bigger", "anime style"."""
    lexicon = context.lexicon
    words = re.sub(r"^(?:in|try) (?=\w+$)", "", words)
    if LIGHTER.match(words):
        return [Operation("frame", attribute="mood", value=words.lower(), span=words)]
    color, size = color_of(words, lexicon), size_of(words, lexicon)
    if color:
        return [Operation("set", "", "color", color, span=words)]
    if size and context.scene.subjects:
        return [Operation("set", "", "size", size, span=words)]
    if count_of(words) and context.scene.subjects:
        return [Operation("set", "", "count", str(count_of(words)), span=words)]
    place = place_of(words)
    if place:
        return [Operation("move", "", "place", place, span=words)]
    facts = frames.whole(words, lexicon, loose=False) or frames.every(words, lexicon)
    return [Operation("frame", attribute=name, value=value, span=words) for name, value in facts]


def last(words: str, context: Context) -> list[Operation]:
    """What is left: a tail of the subject, a free style or lens, a new noun phrase, a remark."""
    lexicon = context.lexicon
    first = words.split(" ", 1)[0].lower() if words else ""
    if first in ("wearing", "holding", "carrying") and context.scene.subjects:
        return [Operation("tail", "", value=words, span=words)]
    related = words_en.RELATION.search(words)
    if (
        related
        and first not in ("a", "an")
        and context.resolver.subject(words[: related.start()])
        and context.resolver.subject(related.group(2))
    ):
        return [Operation("move", words[: related.start()], "where", words[related.start() :].strip(), span=words)]
    near = BESIDE.match(words)
    if near:
        return beside(near, context)
    rest, place = words_en.take_place(words)
    if place and "," not in words and context.resolver.find(rest):
        return [Operation("move", rest, "place", place, span=words)]
    if COMMENT.search(words) and COMMENT_START.match(words):
        return [Operation("comment", value=words, span=words)]
    if frames.LENS_EN.search(words) and all(frames.LENS_EN.search(piece) for piece in words.split(", ")):
        return lens(re.match(r"(?P<y>.*)", words), context)  # type: ignore[arg-type]
    if (
        (first.endswith("ing") or first in VERBS)
        and len(first) > 3
        and context.scene.subjects
        and not lexicon.find(first, (CONCEPT,))
    ):
        return describe_subject("", words, lexicon, words)
    facts = frames.whole(words, lexicon)
    if facts:
        return [Operation("frame", attribute=name, value=value, span=words) for name, value in facts]
    bare = re.sub(r"^(?:and|but|also|so) ", "", words)
    if context.scene.subjects and adjectival(bare, lexicon):
        return describe_subject("", bare, lexicon, words)
    if (
        words_en.CLOTHES.search(bare.partition(" with ")[0])
        and context.scene.subjects
        and not re.match(r"an?\b|the\b", bare)
    ):
        return [Operation("wear", "", value=bare, span=words)]
    if re.match(
        r"^(?:the )?(?:[a-z]+ )?[a-z]+ (?:open|closed|shut|lit|ajar"
        r"|wide open)$",
        bare,
    ) and not context.resolver.find(bare):
        return [Operation("keep_words", value=bare, span=words)]
    if re.match(r"^(?:the )?[a-z]+ [a-z]+ing (?:out|from|through|over|in|on|at|behind|into|down)\b", bare):
        return [Operation("keep_words", value=bare, span=words)]
    if re.match(r"^(?:an?|two|three|four|five|some|another|one more|\d) ", words, re.IGNORECASE):
        return add_words(words, context, words)
    return []
