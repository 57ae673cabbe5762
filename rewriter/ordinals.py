"""Which picture is meant and how many steps back, by rule: "the twenty-first one", "#7", 倒数第二张, 退两步.

Pure functions on words; what the numbers are counted over is the caller's business.
"""

import re

from rewriter.chinese import has_cjk

UNITS = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
IRREGULAR = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth",
    "twelve": "twelfth", **{ten: f"{ten[:-1]}ieth" for ten in TENS},
}  # fmt: skip
CARDINALS = {word: number for number, word in enumerate(UNITS, 1)} | {word: 10 * n for n, word in enumerate(TENS, 2)}
ORDINALS = {IRREGULAR.get(word, f"{word}th"): number for word, number in CARDINALS.items()}
NUMBERS = CARDINALS | ORDINALS | {"once": 1, "twice": 2, "thrice": 3, "couple": 2}
DIGITS_ZH = "零一二三四五六七八九"

_TEN = "|".join(TENS)
_CARDINAL = rf"(?:\d{{1,3}}|(?:{_TEN})[- ](?:{'|'.join(UNITS[:9])})|{'|'.join(reversed(CARDINALS))})"
_ORDINAL = (
    rf"(?:\d{{1,3}}(?:st|nd|rd|th)|(?:{_TEN})[- ](?:{'|'.join(list(ORDINALS)[:9])})|{'|'.join(reversed(ORDINALS))})"
)
_PICTURES = "picture|image|version|drawing|painting|photo|result|try"
_TIMES = rf"(?:a )?(?:couple(?: of)?|once|twice|thrice|{_CARDINAL})"
_STEPS = r"(?: (?:more )?(?:steps?|changes?|edits?|turns?|times|pictures?|versions?|images?|moves?|things?))"
_NUMBER_ZH = r"(?:[一二两三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九]|\d{1,3})"
_SHEET = "[张幅个次版步轮号]"

PICTURE_EN = re.compile(
    rf"(?<![\w-])(?:(?:the |my )?(?:"
    rf"last but (?P<but>{_CARDINAL})|(?P<from_end>{_ORDINAL})(?:[- ](?:(?:to|from) (?:the )?)?(?:last|end)|"
    rf" (?:{_PICTURES}|one) from the end)"
    rf"|(?P<penultimate>penultimate|next to (?:the )?last)|(?P<newest>newest|latest|most recent)"
    rf"|(?P<ordinal>{_ORDINAL})|(?P<original>very first|original|initial))(?: (?:{_PICTURES}|one))?"
    rf"|(?:{_PICTURES}|number|nr|no\.|no(?= ?\d)|#|№) ?(?:number |no\.? ?|nr\.? ?|# ?)?(?P<cardinal>{_CARDINAL}))"
    rf"(?!\w)",
    re.IGNORECASE,
)
PICTURE_ZH = re.compile(
    rf"倒数第?(?P<from_end>{_NUMBER_ZH}){_SHEET}|第(?P<ordinal>{_NUMBER_ZH}){_SHEET}"
    rf"|(?P<original>最(?:初|开始|早)(?:的)?(?:那?[张幅个版])?)|(?P<newest>最(?:后|新)的?那?一?[张幅版])"
    rf"|(?:图|[#＃№] ?)(?P<cardinal>{_NUMBER_ZH})|(?P<called>{_NUMBER_ZH})号[图画]"
)
STEPS_EN = re.compile(
    rf"^(?:(?:(?:go|step|move|take (?:it|me|us)|get|come|roll|jump|switch|revert) )?back(?:wards?)?(?: by)?"
    rf" (?P<a>{_TIMES}){_STEPS}?"
    rf"|(?P<b>{_TIMES}){_STEPS} back(?:wards?)?"
    rf"|(?:(?:go|get|come|take (?:it|me|us)) )?(?:back )?(?:to )?(?P<c>{_TIMES}){_STEPS} (?:ago|before|earlier)"
    rf"|(?:undo|revert|take back|roll back|cancel|reverse)(?: (?:it|that|this))?"
    rf"(?: (?:the |my |those |these )?(?:last|previous|latest|most recent|past))? (?P<d>{_TIMES}){_STEPS}?)$",
    re.IGNORECASE,
)
STEPS_ZH = re.compile(
    rf"^(?:再|往后|往前|向后|往回)*(?:撤销|撤回|撤消|取消|回退|后退|退回|倒退|倒回|返回|回到|退)(?:到|了|掉)?"
    rf"(?:最后|最近|前面?|上面?|刚才|之前)?的?(?P<a>{_NUMBER_ZH})"
    r"(?:[个次处项](?:修改|改动|操作|更改|编辑|改变|变化)|个版本|[步次张幅版轮])(?:操作|修改|改动)?(?:之前|以前|前)?(?:的.{1,3})?$"
    rf"|^把?(?:最后|最近|前面?|刚才)的?(?P<b>{_NUMBER_ZH})[个次处步](?:修改|改动|操作|更改|编辑)?[都全]?"
    r"(?:撤销|撤回|取消|撤掉|去掉|退回)(?:掉|了)?$"
    r"|^(?:退?回到?|返回|看|用)?(?P<up>[上前]{1,4})一?[张个版步次幅]$"
)
BACK_WHOLE = (
    r"(?:i|we) (?:really )?(?:prefer|preferred|like|liked|want) (?:how|the way|what) (?:it|that|this) (?:looked|was) "
    r"(?:better )?"
    r"(?:before|earlier|previously)(?: that| this)?(?: better| more)?|"
    r"(?:undo|revert|forget|scrap|cancel|drop|take back|take away|remove|lose) (?:everything|all)(?: (?:that "
    r")?(?:we|i|you)"
    r"(?:'ve| have)? (?:did|done|changed|added|made|said))?(?: (?P<s>(?:since|after|from) .+?))"
    r"(?: (?:onwards?|on))?"
    r"|(?:everything|all)(?: (?:that )?(?:we|i|you)(?:'ve| have)? (?:did|done|changed|added|made|said)"
    r"| that (?:came|happened|changed|was added))? (?P<t>(?:since|after) .+?),? (?:can go|should go|must go|has to go"
    r"|goes|out|gone|forget (?:it|that)|undo (?:it|that|them)|scrap (?:it|that)|never mind)"
    r"|(?:make|put|have|i want|i'd like|get) (?:it|that|this|everything|the (?:picture|whole thing|image)) (?:back "
    r")?(?:to )?"
    r"(?:how|the way|like|as|what) (?:it|things|that|everything) (?:was|were|looked)(?: (?:before|again))?"
)
""" "undo everything since the dog", "put it back how it was"."""
BACK_VERB_EN = (
    r"(?:(?:(?:go|get|come|switch|jump|take (?:it|me|us)|return|revert|restore|undo|roll)(?: back)?|back)(?: to)?"
    r"|use|keep|pick|choose|select|see|show(?: me)?|give me|i (?:liked?|preferred|prefer|want|need))"
)
POINTS_EN = re.compile(
    rf"^{BACK_VERB_EN} {PICTURE_EN.pattern}(?: (?:better|more|again|back))*$".replace("?P<", "?P<_"), re.IGNORECASE
)
POINTS_ZH = re.compile(
    r"^(?:把?它?)?(?:还是|我?想?要?)?(?:退?回到?|返回到?|恢复到?|恢复成|还原到|还原成|换回到?|变回|用回?|要|看|选|跳到)"
    rf"(?:{PICTURE_ZH.pattern})(?:的?(?:图片|图|画|样子|版本))?$".replace("?P<", "?P<_")
)


def number_of(word: str) -> int:
    """Return what "twenty-first", "12th", 十二 or 12 means; 0 for a word that is no number."""
    word = re.sub(r"^a | of$", "", word.strip().lower())
    if digits := re.match(r"\d+", word):
        return int(digits[0])
    if has_cjk(word):
        tens, ten, unit = word.replace("两", "二").rpartition("十")
        value = DIGITS_ZH.find(unit) if unit else 0
        return value + (10 * (DIGITS_ZH.find(tens) if tens else 1) if ten else 0)
    return sum(NUMBERS.get(part, 0) for part in re.split(r"[- ]", word))


def pictures(words: str) -> list[int]:
    """Return the numbers of the pictures that are named, in their order; -1 is the last one, -2 the one before it."""
    finder = PICTURE_ZH if has_cjk(words) else PICTURE_EN
    return [_numbered(found) for found in finder.finditer(words)]


def steps(words: str) -> int:
    """Return how many steps back "undo the last two changes", "go back two steps", 退两步 mean; 0 when they do not."""
    found = (STEPS_ZH if has_cjk(words) else STEPS_EN).match(words)
    if found is None:
        return 0
    named = found.groupdict()
    return len(up) if (up := named.get("up")) else number_of(next(word for word in named.values() if word))


def names_way(words: str) -> bool:
    """Tell whether ``words`` say which picture by its number, or how many steps back."""
    return bool(steps(words) or pictures(words))


def points_back(words: str) -> bool:
    """Tell whether a whole clause asks for an earlier picture by its number, or for some steps back."""
    if len(words) > 80:
        return False
    return steps(words) > 0 or (POINTS_ZH if has_cjk(words) else POINTS_EN).match(words) is not None


def _numbered(found: re.Match[str]) -> int:
    named = {name: word for name, word in found.groupdict().items() if word}
    for name, word in named.items():
        match name:
            case "original":
                return 1
            case "newest":
                return -1
            case "penultimate":
                return -2
            case "from_end":
                return -number_of(word)
            case "but":
                return -1 - number_of(word)
    return number_of(next(iter(named.values())))
