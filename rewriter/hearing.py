"""Between the user's words and the rules: what is heard, and how what was hidden while reading comes back."""

import re

from rewriter import emoji_en, heard_en, phrases_en, quotes
from rewriter.chinese import is_chinese
from rewriter.editing import Editing
from rewriter.segment import plain_english

POINTED = re.compile(r"#(s\d+)(?:\.(?:wears|holds)\.\d+)?")
"""An id that stood for a noun phrase while the turn was read; it never leaves the rewriter."""
BUT_WITH = re.compile(r"^(?:but |and |only )*(?:with|keep(?:ing)?) (?P<x>(?!no\b|only\b).+)$", re.IGNORECASE)
"""What shall stay or come along when the talk goes back to an earlier picture."""


def spelled(text: str) -> str:
    """Return English words with emoji as nouns; Chinese and very long ones as they are."""
    return text if is_chinese(text) or len(text) > 1000 else emoji_en.spell(text)


def plain_words(words: str) -> str:
    """Return the user's words without fillers, contractions written out."""
    words = words if is_chinese(words) else heard_en.plain(words)
    return plain_english(words).strip()


def reveal(editing: Editing) -> None:
    """Let quotations be read again in all that is stored or said."""
    names = {s.id: phrases_en.short_name(s, editing.lexicon).removeprefix("the ") for s in editing.scene.subjects}

    def named(text: str) -> str:
        return POINTED.sub(lambda found: names.get(found.group(1), "one"), quotes.unmask(text))

    editing.scene = quotes.map_strings(editing.scene, named)
    editing.changes = list(quotes.map_strings(tuple(editing.changes), named))
    editing.missed = [quotes.unmask(words) for words in editing.missed]
    editing.unheard = [quotes.unmask(words) for words in editing.unheard]
