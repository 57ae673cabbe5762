"""What the user's words give evidence for: which values they name, and whether they ask to remove, replace or renew.

A model's change is believed where the words name it. The tables are wide on purpose: too wide lets a model's reading
pass, too narrow keeps a fact too long and says so.
"""

import re
from functools import cached_property

from rewriter.chinese import has_cjk
from rewriter.english import word_list
from rewriter.freetext import DETERMINERS, STOPS, mentions
from rewriter.lexicon import CONCEPT, Lexicon

REMOVAL = re.compile(
    r"\b(?:remov\w*|delet\w*|eras\w*|drop|without|no|not|none|never|n't|don't|take\b.{0,40}\b(?:off|away|out)|rid of|"
    r"lose|ditch|scrap|cut|clear|empty|hide|gone|leaves?|stop\w*|instead|replac\w*|swap\w*|switch\w*|turn\w*|chang\w*|"
    r"becom\w*|rather than|undo|exchang\w*|trade|less|fewer)\b"
    r"|去掉|去除|删|移除|拿掉|拿走|不要|别要|别再|不想要|不用|不需要|没有|没了|取消|清空|清掉|消失|走开|离开|脱|摘|扔|换|改|变|替|别|撤|少|无",
    re.IGNORECASE,
)
ONLY = re.compile(
    r"\b(?:only|just|alone|nothing (?:else|but)|everything (?:else|but|except)|all but|the rest|others?)\b"
    r"|只留|只要|只剩|只有|只保留|其他|其它|其余|剩下|以外|之外|都不要|全部|所有|单独",
    re.IGNORECASE,
)
RENEWAL = re.compile(
    r"\b(?:new (?:picture|image|drawing|scene)|another (?:picture|image|drawing)|start (?:over|again|fresh)|"
    r"from scratch|something else|different (?:picture|image|scene))\b"
    r"|重新(?:画|来|开始|生成)|另画|再画一[张幅]|新的一[张幅]|换一[张幅]|新画|从头",
    re.IGNORECASE,
)
POINTING = re.compile(
    r"\b(?:it|its|him|his|her|she|he|they|them|their|this|that|these|those|one|ones|both|all|left|right|middle|first|"
    r"second|third|last)\b|它|他|她|这|那|左|右|中间|第|都",
    re.IGNORECASE,
)
PICTURED = re.compile(r"\b(?:photo\w*|pictures?|images?|like|this|same)\b|照片|图|像|这|那样|一样", re.IGNORECASE)
FIELD_WORDS = {
    "color": r"\bcolou?r\w*\b|\b(?:dark|light|bright|pal)\w*\b|颜色|色|[深浅]",
    "count": r"\b(?:number|more|fewer|less|another|one|many|several|some|couple|pair|alone|twin\w*)\b|\d"
    r"|[一二两三四五六七八九十几多少]|群|些",
    "size": r"\b(?:siz\w*|big\w*|small\w*|large\w*|tin\w*|huge|giant|little|tall\w*|short\w*|grow\w*|shrink\w*)\b"
    r"|[大小高矮]",
    "place": r"\b(?:left|right|top|bottom|up|down|above|below|cent\w+|middle|side|mov\w*|put|place\w*|next|behind|"
    r"front|beside|under|over|near|corner|swap)\b|[左右上下中前后旁边里外]|移|放|挪|位置",
    "action": r"\w+ing\b|\b(?:let|make|have|do|does|pose|sit|stand|run|lie|jump|sleep|fly|eat|play|look)\w*\b"
    r"|让|在|着|正|坐|站|跑",
    "setting": r"\b(?:background|where|setting|scene|inside|outside|somewhere)\b|背景|场景|地方|哪",
    "time": r"\b(?:time|morning|noon|night|day|evening|dawn|dusk|sun\w*|late|early|when)\b|时|天|夜|晚|早|晨|午|暮|光",
    "weather": r"\b(?:weather|rain\w*|snow\w*|sun\w*|fog\w*|storm\w*|wind\w*|cloud\w*|wet|dry)\b|天气|[雨雪晴雾风云]",
    "style": r"\b(?:style|look\w*|like|as an?|art\w*|paint\w*|draw\w*|photo\w*|render\w*)\b|风格|风|画|样子|像|照片",
    "lens": r"\b(?:lens|view|shot|clos\w*|zoom\w*|angle|wide|camera|from|perspective|portrait)\b"
    r"|镜头|视角|特写|近|远|拍|角度|景",
    "text": r"\b(?:text|word\w*|letter\w*|writ\w*|say\w*|read\w*|sign|caption|title|label)\b|字|写|文|标题|招牌",
    "mood": r"\b(?:mood|atmosphere|feel\w*|more|less|vibe|warm\w*|light\w*)\b|气氛|氛围|感觉|感|更|一点",
    "wears": r"\b(?:wear\w*|cloth\w*|outfit|dress\w*|accessor\w*|naked|bare|take off)\b|穿|戴|衣|服|饰|脱|摘",
    "holds": r"\b(?:hold\w*|carry\w*|hands?|drop\w*|empty)\b|拿|抱|举|手|握|放下",
}
OPPOSITES = tuple(
    frozenset(word_list(row))
    for row in (
        "old young elderly new", "happy sad angry smiling crying", "big small tiny huge", "long short", "open closed",
        "fat thin slim chubby", "tall short", "wet dry", "clean dirty", "dark bright light", "smooth rough",
        "round square",
        "老 年轻 年老 年老的 年轻的 新 旧 老的 新的 旧的",
        "开心 难过 生气 高兴 伤心 开心的 难过的 生气的 高兴的 伤心的",
        "胖 瘦 胖的 瘦的 胖胖的", "长 短 长的 短的", "高 矮 高的 矮的", "圆 方 圆的 方的",
    )
)  # fmt: skip

COUNTS = {
    str(count): rf"(?<!\d){count}(?!\d)|\b(?:{word})\b|[{sign}]"
    for count, (word, sign) in enumerate(
        [
            ("none|no|zero|some|several|many|few|lots", "些几群多零"),
            ("one|an?|single|another|only|alone", "一单独个只"),
            ("two|both|pair|couple|twins?|second|another", "两二俩双对再"),
            ("three|third|another", "三仨再"), ("four|another", "四再"), ("five|another", "五再"),
            ("six|another", "六再"), ("seven|another", "七再"), ("eight", "八"), ("nine", "九"), ("ten", "十"),
            ("eleven", "十"), ("twelve|dozen", "十打"),
        ]
    )
}  # fmt: skip
"""How numbers are said; 0 is an unsaid plural."""


class Heard:
    """The words of one turn; ``pictures`` tells whether any came along."""

    def __init__(self, words: str, lexicon: Lexicon, pictures: bool = False) -> None:
        self.words = words.lower()
        self.lexicon = lexicon
        self.removes = REMOVAL.search(self.words) is not None
        self.only = ONLY.search(self.words) is not None
        self.renews = RENEWAL.search(self.words) is not None
        self.points = POINTING.search(self.words) is not None
        self.pictured = pictures and (not self.words.strip() or PICTURED.search(self.words) is not None)

    @cached_property
    def known(self) -> frozenset[tuple[str, str]]:
        """The (category, id) of every word that the lexicon knows, in all categories that a word has."""
        categories = (CONCEPT, *self.lexicon.terms)
        found = (one for name in categories for one in self.lexicon.find(self.words, (name,)))
        return frozenset((one.category, one.id) for one in found)

    def names(self, value: str, category: str = "") -> bool:
        """Tell whether the words say ``value`` (words or an identifier of ``category``), in either language."""
        if not value:
            return False
        if category == "count":
            return bool(re.search(COUNTS.get(value, rf"(?<!\d){re.escape(value)}(?!\d)"), self.words))
        if category and (category, self._id(value, category)) in self.known:
            return True
        return any(self._echoes(one) for one in _content(value.lower()))

    def touches(self, field: str) -> bool:
        """Tell whether the words speak of a field of that name at all."""
        return re.search(FIELD_WORDS.get(field, r"(?!)"), self.words) is not None

    def _id(self, value: str, category: str) -> str:
        return self.lexicon.concept(value) if category == CONCEPT else self.lexicon.id_of(category, value)

    def _echoes(self, word: str) -> bool:
        if has_cjk(word):
            return word in self.words
        stem = word[: max(3, len(word) - 3)] if len(word) > 5 else word
        return mentions(self.words, word) or re.search(rf"(?<![a-z]){re.escape(stem)}", self.words) is not None


def opposite(one: str, other: str) -> bool:
    """Tell whether two attributes cannot both hold, as far as a short table knows."""
    return one != other and any({one.lower(), other.lower()} <= group for group in OPPOSITES)


def _content(value: str) -> list[str]:
    """Return the telling words of a value: Latin words but no function words, and Chinese by pairs of signs."""
    words = [one for one in re.findall(r"[a-z][a-z-]+", value) if one not in STOPS | DETERMINERS]
    for run in re.findall(r"[㐀-鿿]+", value):
        bare = run.removesuffix("的") or run
        words += [bare] if len(bare) < 3 else [bare[at : at + 2] for at in range(len(bare) - 1)]
    return words or ([value] if value.strip() else [])
