"""Emoji as English nouns: by the lexicon, else by their Unicode name; faces, hands and signs only show a feeling."""

import re
import unicodedata

from rewriter.english import counted, plural
from rewriter.freetext import mentions

SIGN = re.compile(r"([\u2600-\u27BF\U0001F300-\U0001FAFF])[\uFE0F\u200D\U0001F3FB-\U0001F3FF]*")
FEELING = re.compile(
    r"\b(?:FACE|FACES|HAND|HANDS|HEART|HEARTS|SIGN|MARK|THUMBS|EYES|SPARKLES|FINGER|FIST|BUTTON|ARROW|SYMBOL|PERSON"
    r"|GESTURE"
    r"|FOLDED|BICEPS|PARTY POPPER|CONFETTI BALL|HUNDRED|POINTS|COLLISION|DASH|SWEAT|ZZZ|SPEECH|THOUGHT|SKIN|MODIFIER"
    r"|CHECK|CROSS)\b"
)


def name_of(sign: str) -> str:
    """Return what an emoji shows as a plain noun, "" for one that shows a feeling."""
    name = unicodedata.name(sign, "")
    if not name or FEELING.search(name):
        return ""
    return re.sub(r"^(?:slice of|cup of|pot of) ", "", name.lower().split(" with ")[0])


def spell(text: str) -> str:
    """Return English ``text`` with emoji as words: counted when repeated, left out when the text names them itself."""
    bare = SIGN.sub(" ", text)
    if not re.search(r"[A-Za-z]{2}", bare):
        return text

    def words(found: re.Match[str]) -> str:
        signs = SIGN.findall(found.group())
        named: list[str] = []
        for sign in dict.fromkeys(signs):
            noun = name_of(sign)
            if not noun or mentions(bare, noun):
                continue
            amount = signs.count(sign)
            before = text[: found.start()].rstrip().lower().rpartition(" ")[2]
            if amount == 1 and re.fullmatch(r"the|a|an|one|for|with|into|to|more|some|two|three|four|five|\d+", before):
                many = before in ("more", "two", "three", "four", "five") or (before.isdecimal() and before != "1")
                named.append(plural(noun) if many and not noun.endswith("s") else noun)
            else:
                named.append(counted(noun, noun, amount) if not noun.endswith("s") else noun)
        return f" {' and '.join(named)} " if named else " "

    spelled = re.sub(rf"(?:{SIGN.pattern}\s*)+", words, text)
    return re.sub(r"\s+([,.!?])", r"\1", re.sub(r"\s{2,}", " ", spelled)).strip()
