"""Tells a description from a wish or talk: only a description stays in the prompt when it is not understood.

A painter that reads "please swap them around" draws nothing better for it.
"""

import re

from rewriter.chinese import has_cjk, is_chinese
from rewriter.english import word_list
from rewriter.segment import EN_FILLER, VERB_START, strip

WISH_EN = re.compile(
    rf"^(?:{VERB_START}|keep|leave|stop|go|wait|do|try|want|wish|prefer|fix|cheer|less|fewer|more|take|get|swap|undo|write"
    r"|not|never|nor|instead|but|oops|lol|ha(?:ha)+|nah|nope|can|could|would|will|shall|should|may|might|must|if|why"
    r"|what|who|how|when|which|is|are|does|did|everything|all|both|half|one more)\b"
    r"|\b(?:it'd|that'd|they'd|i|i'd|i'm|i've|we|we'd|you|me|my|us|please|instead|else|should|could|would|don't|doesn't|isn't|stopped"
    r"|needs? to|has to|have to|undo|previous|picture|image|version|sorry|thanks?|thank you)\b|\?",
    re.IGNORECASE,
)
WISH_ZH = re.compile(
    r"^(?:把|将|给|让|叫|使|换|改|变|去|删|别|不|没|无|请|再|还|也|加|减|少|多|撤|回|移|放|弄|调|保|恢|取|拿|摘|脱|涂|染|画|只|除|要|想|能|可|算"
    r"|重新|第[一二三四五六七八九十\d]|其[他它余中]|都|全|先|继续|试|用|来|帮|麻烦)"
    r"|[改换变画弄调涂染][成为]|我|你|您|吗|吧|呢|哈|谢|呵|嗯|要不|应该|不要|不是|别|没有|[?？]|(?:了|行|好|点|些)$"
)
CONTENT_ZH = re.compile(r"[㐀-鿿]")


def is_descriptive(words: str) -> bool:
    """Tell whether ``words``, not understood, say how the picture looks rather than what to do with it."""
    if len(words) > 400:
        return True
    bare = words.strip(" ,，。.!！~～")
    if not bare or not re.search(r"\w", bare):
        return False
    if is_chinese(bare):
        return WISH_ZH.search(bare) is None
    return bool(EN_FILLER.sub("", f"{bare} ").strip()) and WISH_EN.search(bare) is None


NEGATED = re.compile(
    r"^(?:but |and )?(?:not|no|don't|do not|never|without)\b|\b(?:please|thanks|thank you)\b|\?$"
    r"|^(?:但)?(?:别|不要|不想|请|帮我|给我|谢谢|哈哈)|[吗吧]$",
    re.IGNORECASE,
)


def describes(note: str) -> bool:
    """Tell whether a clause of a first description, not understood, may stay: all but negations and politeness."""
    return NEGATED.search(note.strip(" ,，。.!！")) is None


CHAT = frozenset(
    word_list("""
    actually please ok okay well hmm oh now then so just yes no wait oops hey hi cool nice lol the a an and thanks thank
    you
    """)
)


def has_content(words: str) -> bool:
    """Tell whether anything is left of ``words`` without politeness and fillers."""
    bare = strip(words)
    if has_cjk(bare):
        return len(CONTENT_ZH.findall(re.sub(r"哈+|谢谢|[好嗯哦啊吧啦呀了的]", "", bare))) > 0
    return any(word.lower() not in CHAT for word in re.findall(r"[A-Za-z0-9']+", bare))
