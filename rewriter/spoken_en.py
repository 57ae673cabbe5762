"""Turns of phrase of spoken English as the plain wish that they stand for: each rule is a construction."""

import re
from collections.abc import Callable

from rewriter.english import NUMBERS, gerund, word_list

COUNT = "|".join((*NUMBERS[1:], r"\d+"))
WHO = r"(?:it|he|she|they|him|her|them|the [\w'-]+(?: [\w'-]+){0,3}?)"
SUBJECT = {"him": "he", "her": "she", "them": "they"}
MODAL = r"should|could|can|must|would|needs to|has to|have to|might"
ADVERBS = (
    "rather|also|maybe|perhaps|really|probably|actually|definitely|just|simply|better|please|preferably|possibly"
    "|instead"
    "|certainly|surely|then"
)
SIDES = "next to|beside|behind|in front of|near|under|above|on top of|to the (?:left|right) of"
New = str | Callable[[re.Match[str]], str]


def _should(found: re.Match[str]) -> str:
    who = found.group("x")
    return f"{SUBJECT.get(who.lower(), who)} should "


def _added(found: re.Match[str]) -> str:
    deed = found.group(2).lower()
    return f"add {found.group(1)}" if deed == "be" else f"add {found.group(1)} {gerund(deed)}"


SPOKEN: tuple[tuple[re.Pattern[str], New], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), new)
    for pattern, new in (
        (rf"\bi(?:'d| would)? (?:rather |really |also )*(?:like|want|prefer|need) (?P<x>{WHO}) to (?=[a-z])", _should),
        (
            r"^(?:can|could|should|may) ((?:an? |some |two |three |another )[\w ]+?) (?:please )?(stand|sit|lie|run"
            r"|fly|hang|walk"
            r"|play|sleep|swim|jump|dance|lean|wait|float|be)(?= )(?: (?=[a-z]+ing\b))?",
            _added,
        ),
        (
            rf"^(?:the )?([a-z]+s) are (?:far |way |a bit )?too many,? (?:just |only )?({COUNT}) (?:will do|is "
            rf"enough|are enough)$",
            r"only \2 \1",
        ),
        (rf"^(?:just |only )?({COUNT}) (?:of them )?(?:will|would) do$", r"only \1 of them"),
        (
            r"^(?:everything|all(?: of it)?|it all|this|it|(?:all of )?the whole (?:thing|picture|scene)) (?=as an? "
            r"|in the style )",
            "",
        ),
        (r"\b(?:make|let|have) it (rain|snow)(?:ing)?( outside(?: the windows?)?)?(?=$|[,.])", r"make it \1y\2"),
        (r",? so (he|she|it|they) (?=[a-z]+s\b)", r". \1 "),
        (
            rf"^(?:the )?same ([a-z]+) for (the others?(?: one)?|{WHO}),? (?:but|only|just) (?:in )?([a-z]+)$",
            r"give \2 a \3 \1",
        ),
        (rf"\b(?:leave|cut|take|keep) ({WHO}) out(?: again)?(?=$|[,.])", r"remove \1"),
        (r"^(?:now|then|and|also|so)[, ]+(?=(?:put|add|place|have|draw|set)\b)", ""),
        (rf"\b({MODAL}) look (?=(?:at|up|down|into|away|over|out|towards?)\b)", r"\1 be looking "),
        (rf"\b({MODAL}) (?:(?:{ADVERBS}) )+(?=[a-z])", r"\1 "),
        (r"\b(and|or|but|be) (?:maybe|perhaps|possibly|preferably) ", r"\1 "),
        (r"\bi(?:'d| would) (?:also|really|rather) (?:like|love|prefer) ", "i'd like "),
        (
            r"^(?:can|could|may|might|let) (?:we|i|you|us) (?:please )?(?:see|have|get|do|show|draw|try|make) (?:all "
            r"of )?"
            r"(?:it|this|that|everything|the whole (?:thing|scene|picture)|the (?:picture|scene))(?: all| now)? "
            r"(?=as |in |like )",
            "",
        ),
        (
            r"^(?:can|could|may|might) (?:we|i) (?:please |also |just )*(?:see|have|get) "
            r"(?=(?:an?|some|one|two|three|\d) (?!.*\bback\b))",
            "add ",
        ),
        (
            r"^(?:can|could|may|might) (?:we|i|you) (?:please |also )*(?:see|have|get) (?=an? |the |some |more |less "
            r"|it )",
            "have ",
        ),
        (
            r"\b(he|she|it|they|the [\w -]+?) (?:has|have|had|wears?) (an? [\w -]+?|his [\w-]+|her [\w-]+|the "
            r"[\w-]+) on(?=$|[,.]| and\b)",
            r"\1 wears \2",
        ),
        (rf"^((?:and )?(?:add |with )?)({COUNT}) ([a-z]+s?) more(?=$|[,.]| and)", r"\1\2 more \3"),
        (rf"\b({COUNT}) [a-z]+,? (?:and )?all (?:of them )?((?!the\b|in\b|on\b|with\b|of\b)[a-z]+s)\b", r"\1 \2"),
        (r",? [\w ]{0,24}\band all$", ""),
        (
            r"^behind (?:all (?:of )?(?:that|this|it|them)|everything(?: else)?|it all|them all),? (?:there "
            r"(?:should be|is|are) "
            r"|put |add |i want |we need )?(.+)$",
            r"add \1 in the background",
        ),
        (
            rf"^(?:put|add|place|draw|have|set) ((?:{SIDES}) (?:him|her|it|them|the [\w-]+)) (an? |two |three |some )",
            r"\1 \2",
        ),
        (
            r"^(?:the )?([a-z][\w ]*?) (?:away|out|gone|off),? (?:and )?((?:an? |the )?[a-z][\w ]*?) instead$",
            r"replace the \1 with \2",
        ),
        (
            rf"^({WHO}) (?:should |could |can )?(?:swaps?|trades?|exchanges?|replaces?|changes?) (?:the|his|her|its) "
            rf"([\w -]+?)"
            r" (?:for|with|to|into) (an? .+|some .+|the .+)$",
            r"replace the \2 with \3",
        ),
        (
            rf"^((?:{COUNT}) [\w ]+?|an? [\w ]+?|[\w ]+?) (?:is|are) (?:kind of|sort of|a bit|a little|so|rather) "
            rf"[a-z]+\. (?=give|add|put)",
            "",
        ),
        (
            r"^(?:ok(?:ay)? |no )?(?:that|this|it)(?:'s| is|s) (?:way |a bit |kind of |just |so |really |far |much "
            r")*too [a-z]+"
            r"(?: now| like that| for me)?[,.]\s*(?=\w)",
            "",
        ),
        (r"\bforget (?:about )?([^.,]+?) and (?:do|go for|try|use|have) ", r"forget \1. use "),
        (
            r"^(?:do|try|go for|use|have|want|i want|i'd like) (an? [\w -]*?) (?:look|style|vibe|feel)\b"
            r"( with [\w -]+?)?(?: instead)?$",
            r"in the style of \1\2",
        ),
        (
            r",? (?:and )?(?:all )?(?:the (?:rest|others)|everything else|all else) (?:can|should|may|must|has to"
            r"|have to) go$",
            "",
        ),
        (
            r"^(?:please )?(?:just|only|leave (?:just|only)|keep (?:just|only)) (the \w+(?: \w+)? and the \w+(?: "
            r"\w+)?)(?: please)?$",
            r"keep only \1",
        ),
        (r"^.*?,? i mean (?=the [a-z]+ (?:to be )?(?:COLORS)\b)", ""),
        (r" (?:as well|too|also)(?=, [a-z])", ""),
        (r",? same (?:age|size|pose|position|place|spot|outfit|clothes|everything)(?=,|$)", ""),
        (r" (?:overall|in general|all in all|on the whole)(?=$|[,.])", ""),
        (r"\b(?:painted|coloured|colored|dyed) (?:in )?(?=(?:light |dark |bright |pale )?(?:COLORS)\b)", ""),
        (
            r"\b(?:three|four|ten|many|several) times as (big|large|small|tall)\b|\b(?:twice|double) as (big|large"
            r"|small|tall)\b",
            "\\1\\2",
        ),
        (r"\b(?:twice|double|three times) (?:its|his|her|the|their) size\b", "big"),
        (r"\bhalf (?:as big|(?:its|his|her|the|their) size)\b", "small"),
        (r"\bsame (COLORS)(?= ?$|[,.])", r"\1"),
        (r"\b(COLORS) like (?:the|his|her|its) [\w-]+(?=$|[,.])", r"\1"),
    )
    for pattern in (
        pattern.replace(
            "COLORS",
            "red|green|blue|yellow|orange|purple|pink|black|white|grey|gray|brown|silver|golden|gold|turquoise|teal"
            "|beige|ginger",
        ),
    )
)
TYPED = word_list("""
    actually another background behind instead orange purple yellow picture please remove replace change should could
    definitely different without something everything because between brother flowers little smaller bigger
    colour building standing sitting holding wearing white brown green black
""")
WELL_TYPED = frozenset(
    word_list("""
    browns greens blacks whites changed removed places pictures chance charge littler flower brothers slacks blocks
    backs broken grown crown blown shoulder sued breen coloured
    """)
)


def typed(text: str) -> str:
    """Return ``text`` with a slip of the finger in a common word put right: a letter missing, doubled or exchanged."""

    def mend(found: re.Match[str]) -> str:
        word = found.group()
        low = word.lower()
        if low in TYPED or low in WELL_TYPED:
            return word
        right = next((one for one in TYPED if one[0] == low[0] and one[-1] == low[-1] and _slip(low, one)), word)
        return right if right != word else word

    return re.sub(r"\b[A-Za-z]{4,}\b", mend, text)


def _slip(said: str, meant: str) -> bool:
    """Whether ``said`` lacks one letter of ``meant``, has one twice, or has two neighbours exchanged."""
    if len(said) == len(meant) - 1 and len(meant) > 5:
        return any(meant[:at] + meant[at + 1 :] == said for at in range(1, len(meant) - 1))
    if len(said) == len(meant) + 1 and len(meant) > 4:
        return any(said[at] == said[at - 1] and said[:at] + said[at + 1 :] == meant for at in range(1, len(said)))
    if len(said) == len(meant) and len(meant) > 4:
        return any(
            said[:at] + said[at + 1] + said[at] + said[at + 2 :] == meant != said for at in range(1, len(said) - 2)
        )
    return False


def spoken(text: str) -> str:
    """Return ``text`` with each of its turns of phrase as the wish that it stands for."""
    for pattern, new in SPOKEN:
        text = pattern.sub(new, text)
    return text
