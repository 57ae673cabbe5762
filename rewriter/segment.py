"""Cuts a turn into clauses and strips what is only politeness."""

import re

from rewriter.chinese import is_chinese

EN_FILLER = re.compile(
    r"^(?:(?:please|pls|hey there|hi there|hello there|hello|hi|now|then|also|and then|and|but|so|hmm+"
    r"|hm|ok(?:ay)?|well|actually|oh|uh|um|oops|whoops|no wait|wait|alright|hey|huatu|maybe|perhaps|yes|yeah|sure|"
    r"great|nice|cool|perfect|lovely|awesome|sorry|finally|next(?! to)|after that|this time|for this"
    r" one|first|at last|just)(?=[\s,!.:]|$)[\s,!.:]*"
    r"|no[,.!]\s+|no (?=(?:i meant|make|put|let|change|go|turn|remove|add|use|give|undo|bring|keep|it|the)\b)"
    r"|(?:can|could|would|will) (?:you|we)(?: please| just| also| maybe)* (?!do\b(?! (?:it|this|that"
    r"|me|us|an?|one)\b))|i'?d rather (?:have |see |it )?|same (?:thing|picture|scene|one|image)?(?:,?"
    r" but| again| with)?\s+(?:with )?"
    r"|(?:i'?d|i would|we would|i) (?:like|want|love|prefer|need|wish)(?: you)? to (?:see |have )?"
    r"|(?:i'?d|i would|i) (?:like|love|prefer|want) (?=it\b|him\b|her\b|them\b"
    r"|the\b(?! (?:\w+ )?(?:one|picture|image|version)\b))"
    r"|let'?s (?:try |go (?:with|for) |have )?|how about |what about |what if (?:you |we |it (?:was"
    r"|were) )?|try (?:to |it (?:in|with|as) |making |with )?"
    r"|go ahead and |i think |is it possible to |do you mind |could it be |why don'?t (?:you|we) )",
    re.IGNORECASE,
)
EN_TAIL = re.compile(
    r"(?:[\s,]+(?:please|pls|thanks|thank you(?: so much| very much)?|too|sorry|as well|for me|now|then"
    r"|after all|just like before|like before|again|if you can|if possible|okay|ok|would you|will you"
    r"|instead|i mean|of course))+[\s.!?]*$",
    re.IGNORECASE,
)
ZH_FILLER = re.compile(
    r"^(?:请|麻烦你?|拜托|帮我|帮忙|给我|替我|能不能|能否|可不可以|可以|是否可以|能|我想要|我想|我要|我希望|希望|想要"
    r"|那么|那就|那|就"
    r"|好的|好吧|好"
    r"|嗯+|哦|噢|啊"
    r"|对了|然后|接着|接下来|另外|并且|而且|还要|现在|"
    r"还是(?=把|让|给|用|要|换|改|不|去)|"
    r"再(?=[把将给让])|最好|不如|要不|试试|你|您|麻烦|顺便|同时|最后|再帮我|再给我|直接|干脆|稍微)(?=.)[，, ]*"
)
ASKED_ZH = re.compile(r"(?:能不能|可不可以|能否|可以|能)(?=(?:帮我)?(?:换|改|变|加|画成|放|移|去掉|删|戴|穿|调|弄))")
ZH_TAIL = re.compile(
    r"(?:看看|试试|看一下|一下|吧|呗|呀|啊|哦|呢|哈|啦|嘛|"
    r"好吗|好不好|行吗|可以吗|行不行|谢谢|谢了|~|～|么)+[。.!！?？~～ ]*$"
)
VERB_START = (
    r"(?:add|remove|delete|erase|make|give|put|change|turn|replace|swap|set|move|draw|paint|use|take"
    r"|get rid|let|have|include|place|"
    r"drop|lose|undo|bring|keep|switch|show|zoom|color|colour|dress|also|then|please|but|no|without"
    r"|only|just|don'?t|shoot|render|shrink|enlarge|cover|fill|leave|forget|scrap|ditch|revert|restore|hang)"
)
EN_JOINT = re.compile(
    rf"[.;!?\n]+(?:\s+|$)|,?\s+and\s+(?=there (?:is|are|should be)\b)"
    rf"|,?\s+and\s+(?=(?:the|his|her|its|their) [\w ]{{1,24}}? (?:is|are|should"
    rf"|could|has|gets|wears|holds|needs|keeps|stays)\b)"
    r"|,?\s+but\s+(?=(?:the|his|her|its|their) [a-z]+ (?:still|is|are|stays?)\b)"
    rf"|,?\s+and\s+(?=(?:it|he|she|they) (?:is|are|should|could|must|has|have|wears?|holds?|gets?|needs?"
    rf"|[a-z]+s)\b)"
    r"|,\s*(?=(?:it|he|she|they) (?:is|are|should|can|could|must|has|have|wears?|holds?|gets?|needs?|keeps?|stays?"
    r"|takes?"
    r"|sits?|stands?|goes|looks?)\b)|,\s*(?=the (?:first|second|third|other|last|left|right|middle) one\b)"
    r"|,?\s+and\s+(?=(?:next to|beside|behind|on|under|in front of|above|below) (?:it|him|her|them|the \w+),?"
    r" (?:an?|two|three|four|five|six|some|\d+) )|,\s+and\s+(?=(?:[a-z]+"
    r" )?[a-z]+ [a-z]+ing (?:out|from|through|over|in|on|at|behind)\b)|,\s*(?=the (?:others?|rest|remaining)\b)|,\s*"
    r"(?=(?:we|i|you|they|it) (?:do not|don't|doesn't|does not) (?:need|want|like)\b)|\s+and\s+(?=(?:one|two|three"
    r"|some|half) of (?:the|them|those)\b)|,?\s+(?:and then"
    rf"|then|and also|but also)\s+|,\s*(?:and\s+|but\s+)?(?={VERB_START}\b)"
    rf"|\s+(?:and|but)\s+(?={VERB_START}\s)",
    re.IGNORECASE,
)
ZH_JOINT = re.compile(r"[，,。；;！!？?\n]+|\.(?=\s|$)|(?:然后|接着|并且|同时|而且)(?=.)|\s+(?=[把将给让去不换改加])")


def strip_en(text: str) -> str:
    """Return ``text`` without politeness around it: "Hmm, could you make it red please?" is "make it red"."""
    return _strip(text, EN_FILLER, EN_TAIL)


def strip_zh(text: str) -> str:
    """Return ``text`` without politeness around it: 能不能把猫换成狗？ is 把猫换成狗."""
    return _strip(ASKED_ZH.sub("", text), ZH_FILLER, ZH_TAIL)


def strip(text: str) -> str:
    """Strip politeness in whichever language ``text`` is."""
    return strip_zh(text) if is_chinese(text) else strip_en(text)


def _strip(text: str, filler: re.Pattern[str], tail: re.Pattern[str]) -> str:
    text = text.strip(" \t\n.。!！?？,，")
    for _ in range(8):
        shorter = filler.sub("", text, count=1).strip()
        cut = tail.search(shorter[-60:])
        if cut and len(shorter) - len(shorter[-60:]) + cut.start() > 0:
            shorter = shorter[: len(shorter) - len(shorter[-60:]) + cut.start()].strip(" ,，.!?")
        if not shorter or shorter == text:
            break
        text = shorter
    return text


EXPAND = tuple(
    (re.compile(pattern, re.IGNORECASE), new)
    for pattern, new in (
        (r"\b(it|he|she|that|this|there|what)['’]s\b", r"\1 is"),
        (r"\b(they|we|you)['’]re\b", r"\1 are"),
        (r"\b(is|are|was|were)n['’]t\b", r"\1 not"),
        (r"\b(?:no|nr)\. ?#?(?=\d)", "number "),
        (r"’", "'"),
    )
)
REQUEST = re.compile(
    r"^(?:could|can|would|should|may|might) ((?:the|it|he|she|they|his|her|its|this|that"
    r"|their)\b.{0,60}?) (be|have|wear|hold|look|go)\b(.*?)\??$",
    re.IGNORECASE | re.DOTALL,
)


def plain_english(text: str) -> str:
    """Write out contractions, and "could the horse be black?" as "the horse should be black"."""
    for pattern, new in EXPAND:
        text = pattern.sub(new, text)
    return REQUEST.sub(r"\1 should \2\3", text.strip()) if len(text) < 300 else text


REMARK = re.compile(
    r",\s+(?=(?:it|this|that|the [\w ]{1,30}?|i|they) (?:is|was|are|were|looks?|looked|seems?|do not"
    r"|don't|didn't|really|like|liked|prefer)\b)|,\s+(?=i(?:'d| would)? (?:want|like|prefer|need|rather)\b)",
    re.IGNORECASE,
)


def clauses(text: str) -> list[str]:
    """Return the clauses of an edit, each a wish of its own."""
    text = re.sub(r"^((?:combine|merge|mix|blend)[^:.]{0,60}):", r"\1.", text, flags=re.IGNORECASE)
    parts = (ZH_JOINT if is_chinese(text) else EN_JOINT).split(text)
    if not is_chinese(text):
        parts = [piece for part in parts if part for piece in REMARK.split(part)]
    parts = _with_its_color(_said_of_both([part for part in parts if part]))
    return [part.strip(" ,，") for part in parts if part and part.strip(" ,，.。!！?？")]


BOTH = re.compile(r"^(?:the|his|her|its|their) [a-z]+(?: [a-z]+)?$", re.IGNORECASE)
OF_BOTH = re.compile(
    r"^(?:the|his|her|its|their) [a-z]+(?: [a-z]+)? (?:are|should|could|have|were|wear|need)\b", re.IGNORECASE
)


def _said_of_both(parts: list[str]) -> list[str]:
    """Join "the man" and "the dog are wet" again."""
    joined: list[str] = []
    for part in parts:
        if joined and BOTH.match(joined[-1].strip()) and OF_BOTH.match(part.strip()):
            joined[-1] = f"{joined[-1].strip()} and {part.strip()}"
        else:
            joined.append(part)
    return joined


def _with_its_color(parts: list[str]) -> list[str]:
    """Join "give her one too" and "but navy blue"."""
    joined: list[str] = []
    for part in parts:
        if (
            joined
            and re.search(
                r"\bone(?: too| as"
                r" well)?$",
                joined[-1].strip(" ,"),
            )
            and re.match(
                r"^(?:but|only|just) (?:in )?[\w"
                r" -]{3,20}$",
                part,
            )
        ):
            joined[-1] = f"{joined[-1].strip(' ,')}, {part}"
        else:
            joined.append(part)
    return joined


TAKEN_ZH = re.compile(
    r"^(?:把|将)?(?P<a>[^把将]+?)(?:去掉|删掉|拿掉|删除|移除|不要了|不要|换掉|拿走|去除)了?$|^(?:去掉|删掉|拿掉"
    r"|删除|移除|不要)"
    r"(?P<b>.+)$"
)
INSTEAD_ZH = re.compile(r"^(?:换成|改成|改为|变成|替换成|换上|换(?=[个把只条顶一两件朵辆])|换为|改画|画成)(?P<y>.+)$")
TAKEN_EN = re.compile(
    r"^(?:remove|take (?:away|off|out)|get rid of|delete|lose|drop|scrap|ditch|away with|out with) (?P<x>.+)$",
    re.IGNORECASE,
)
INSTEAD_EN = re.compile(
    r"^(?:and )?(?:replace (?:it|them|him|her) with|use|put|add|draw|have|put in|give (?:it|him|her"
    r"|them)) (?P<y>.+?)(?: there)? (?:instead|in (?:its|their|his|her) place|there instead)(?P<m>, [\w ]{3,20})?$"
    r"|^(?:and )?replace"
    r" (?:it|them|him|her) with (?P<z>.+)$",
    re.IGNORECASE,
)


def join_replacements(parts: list[str]) -> list[str]:
    """Join "take X away" and "Y instead" of neighbouring clauses into one replacement."""
    joined: list[str] = []
    for part in parts:
        before = strip(joined[-1]) if joined else ""
        told = _complete_wish(before, part)
        if told:
            joined[-1] = told
            continue
        taken, instead = TAKEN_ZH.match(before), INSTEAD_ZH.match(strip_zh(part)) if is_chinese(part) else None
        if taken and instead and len(before) < 60:
            joined[-1] = f"把{taken.group('a') or taken.group('b')}换成{instead.group('y')}"
            continue
        taken_en, instead_en = TAKEN_EN.match(before[:200]), INSTEAD_EN.match(part.strip()[:300])
        if taken_en and instead_en and not is_chinese(part):
            joined[-1] = (
                f"replace {taken_en.group('x')} with "
                f"{instead_en.group('y') or instead_en.group('z')}{instead_en.group('m') or ''}"
            )
            continue
        joined.append(part)
    return joined


def _complete_wish(before: str, part: str) -> str:
    """Join two clauses that are one wish: "instead of X, Y", 再来一只，要白的, 气球飞了，不要了."""
    if re.match(r"^instead of \S", before, re.IGNORECASE) and "," not in before:
        return f"{before}, {part}"
    if re.match(r"^(?:把)?除了?[^都，]{1,12}$", before) and is_chinese(part):
        return f"{before}{part}"
    more = re.match(r"^再(?:来|画|加)(.{2,3})$", before)
    wanted = re.match(r"^(?:要|颜色要|是)(.{1,8})的$", part.strip())
    if more and wanted:
        return f"再来{more.group(1)}{wanted.group(1)}的"
    dropped = re.match(r"^(?:就|都|也)?(?:不要了|不要|去掉吧?|删掉吧?|拿掉吧?|删了吧?)$", part.strip())
    topic = re.match(r"^(.{1,5}?)(?:放|太|有点|不|很|好像|没|飞|掉)", before)
    return f"{topic.group(1)}不要了" if dropped and topic else ""
