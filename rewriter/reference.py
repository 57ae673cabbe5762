"""Words that point: pronouns, ordinals, owners, and names without their articles."""

import re

from dialog.scene import Subject
from rewriter.chinese import MEASURES, NUMERALS, has_cjk

PRONOUNS = frozenset(
    (
        "it",
        "him",
        "her",
        "he",
        "she",
        "this",
        "that",
        "them",
        "they",
        "these",
        "those",
        "one",
        "the one",
        "its",
        "his",
        "their",
        "它",
        "他",
        "她",
        "这个",
        "那个",
        "它们",
        "他们",
        "她们",
        "这只",
        "那只",
        "自己",
    )
)
PLURALS = frozenset(
    ("them", "they", "these", "those", "their", "它们", "他们", "她们", "both", "all of them", "everyone")
)
MALE = frozenset(
    ("boy", "man", "grandpa", "king", "prince", "brother", "father", "son", "男孩", "男人", "弟弟", "哥哥", "爸爸")
)
FEMALE = frozenset(
    (
        "girl",
        "woman",
        "grandma",
        "queen",
        "princess",
        "sister",
        "mother",
        "mermaid",
        "女孩",
        "女人",
        "妹妹",
        "姐姐",
        "妈妈",
    )
)
GENDERS = dict.fromkeys(("him", "he", "his", "他"), MALE) | dict.fromkeys(("her", "she", "她"), FEMALE)
PERSONAL = frozenset(("him", "her", "he", "she", "his", "他", "她"))
PICTURE = re.compile(
    r"^(?:the |this |that )?(?:whole )?(?:picture|image|scene|thing|everything|painting|drawing|photo"
    r"|all|whole thing|result|artwork)$|^(?:整个|整张|整幅|这张|这幅|全部)?(?:的)?(?:图|画|画面|图片"
    r"|照片|场景|整体)(?:都|全)?$|^(?:整张|整幅|整个|整体|全图|全部)(?:都|全)?$",
    re.IGNORECASE,
)
ORDINALS = {
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "fifth": 5,
    "1st": 1,
    "2nd": 2,
    "3rd": 3,
    "4th": 4,
    "5th": 5,
    "last": -1,
    "other": -1,
}
OWNER_EN = re.compile(r"^(his|her|its|their|the [#\w ]+?'s|[\w]+'s) (.+)$", re.IGNORECASE)
OWNER_ZH = re.compile(r"^(.+?)(?:的|身上的|头上的|手里的|手上的)(.+)$")


def described_one(words: str) -> str:
    """Return what "the red one", "the one with the hat", 粉色的那只 say about the one meant, or ""."""
    zh = re.match(rf"^(?:那[{MEASURES}])?(.{{1,8}}?)(?:的)?那[{MEASURES}]$|^(.{{1,6}})的$", words)
    en = re.match(r"^the (\w+) one$|^the one (?:with|in|wearing|holding) (?:the |an? )?(.+)$", words, re.IGNORECASE)
    found = zh or en
    said = next((group for group in found.groups() if group), "") if found else ""
    return (
        ""
        if said.lower() in ORDINALS or said in ("第一", "第二", "第三")
        else said.removeprefix("戴").removeprefix("穿")
        if zh
        else ("" if said.lower() in ORDINALS else said)
    )


def clean(words: str) -> str:
    """Return ``words`` without punctuation around them."""
    bare = words.strip(" ,，。.!！?？;；:：")
    inner = re.search(r"\w[^\"]*\"[^\"]+\"$", bare) is not None  # 'a sign that reads "OPEN"' keeps its quotation
    return bare if inner else bare.strip(" ,，。.!！?？;；:：\"'“”")


def is_pronoun(words: str) -> bool:
    """Tell whether ``words`` only point back."""
    return clean(words).lower() in PRONOUNS


def is_picture(words: str) -> bool:
    """Tell whether ``words`` mean the whole picture."""
    return PICTURE.match(clean(words)) is not None


def strip_article(words: str) -> str:
    """Return ``words`` without article, possessive or number and measure word."""
    if has_cjk(words):
        return (
            re.sub(rf"^(?:这|那)?(?:[一两二三四五六七八九十几]|\d+)?[{MEASURES}]?(?=.)", "", words)
            if words[:1] in "这那一两二三四五六七八九十几"
            else words
        )
    return re.sub(
        r"^(?:the|a|an|this|that|his|her|its|their|any|all|all the|some|of the|both)\s+", "", words, flags=re.IGNORECASE
    )


def tail_words(noun: str) -> tuple[str, ...]:
    """Return shorter names to try: the last word of an English noun."""
    return (noun.rpartition(" ")[2],) if " " in noun and not has_cjk(noun) else ()


def ordinal(words: str) -> tuple[int, str]:
    """Read "the second dog", "第二只狗"; 0 when there is none."""
    zh = re.match(rf"^第([一二三四五六七八九十]|\d{{1,2}})[{MEASURES}]?(.*)$", words)
    if zh:
        return NUMERALS.get(zh.group(1)) or int(zh.group(1)), zh.group(2)
    en = re.match(r"^(?:the )?(\w+)(?: (one|of them)| (.+))?$", words, re.IGNORECASE)
    if en and en.group(1).lower() in ORDINALS:
        return ORDINALS[en.group(1).lower()], en.group(3) or ""
    return 0, words


NAMED = re.compile(r"^(?:named|called) ([\w' -]+)$", re.IGNORECASE)


def names(subject: Subject) -> tuple[str, ...]:
    """The names that an English subject was given: "named Rex", or a noun that is one."""
    given = tuple(found.group(1) for attribute in subject.attributes if (found := NAMED.match(attribute)))
    return (*given, *(name.lower() for name in given), *((subject.noun,) if subject.noun.istitle() else ()))
