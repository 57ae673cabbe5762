"""What a whole turn wants, before its clauses are read: talk, a new picture, a step back, or two pictures in one."""

import re
from dataclasses import dataclass

from rewriter.chinese import is_chinese
from rewriter.ordinals import BACK_WHOLE, points_back
from rewriter.remarks_en import PRAISED
from rewriter.segment import VERB_START, strip_en, strip_zh

CHAT_EN = re.compile(
    rf"^(?:{PRAISED}"
    r"|(?:(?:lol|ha(?:ha)+|wow|omg),? (?:that|this|it)(?: is|'s)? \w+|hi|hello|hey|yo|help(?: me)?(?: please)?"
    r"|thanks?|thank you|thx|ta|cheers|bye|goodbye|good (?:morning|afternoon|evening|night"
    r"|job|work)|wow|lol|ha(?:ha)+|great|nice|cool|"
    r"awesome|perfect|amazing|beautiful|lovely|excellent|wonderful|brilliant|well done|not bad|yes"
    r"|yeah|no|ok(?:ay)?|sure|sorry|never ?mind|"
    r"(?:i )?(?:really |absolutely |just )?(?:love|like|enjoy) (?:it|this|that|the result)|(?:looks?|(?:this|it"
    r"|that|these|they)(?: one)?(?:'s| looks?| is| are))"
    r" (?:so |really |very |just |absolutely |all |pretty )*(?:great|good|nice|cool|awesome|perfect"
    r"|amazing|beautiful|lovely|cute|fine|adorable|fantastic|wonderful|stunning)"
    r"|so (?:cute|cool|nice|pretty|beautiful)|that(?:'?s| is) (?:exactly )?(?:it|right|all|enough"
    r"|perfect|great|what i (?:wanted|meant|want|had in mind))|what a (?:nice|great|lovely|beautiful"
    r"|cool) (?:picture|image|drawing|one))"
    r"(?: (?:so much|very much|a lot|there|again|huatu|job|work|picture|one|already|now|you))*[\s,!.~]*)+$",
    re.IGNORECASE,
)
CHAT_ZH = re.compile(
    r"^(?:帮助|使用说明|你好|您好|嗨|哈喽|早上好|晚上好|下午好|谢谢你?|谢了|多谢|感谢|再见|拜拜|太?(?:棒|好看|漂亮|美|可爱|厉害"
    r"|赞|酷)了?|真"
    r"(?:不错|好看"
    r"|漂亮|棒|可爱|好"
    r"|厉害|美)|[挺蛮]好(?:看|玩|的)?|就(?:这样|这个)|很(?:好|棒|好看|漂亮|不错|可爱|满意)|"
    r"不错|好看|漂亮|完美|厉害|哈+(?:笑死(?:我|人)?了?|真逗)?|笑死(?:我|人)?了?|谢谢[啦了啊]?|呵呵|嗯+|好的"
    r"|好吧|行|可以"
    r"|没问题|辛苦了"
    r"|我?(?:很|非常"
    r"|真)?(?:喜欢"
    r"|满意)(?:它"
    r"|这张|这个|这幅)?|画得?(?:真|很|太"
    r"|非常)?(?:好|棒|像|不错|漂亮)(?:看)?|收到|明白了?|知道了)"
    r"(?:了|的|啊|呀|哦|吧|哈|呢|这张|[!！。.~～,，\s])*$"
)
QUESTION_EN = re.compile(
    r"^(?:what|who|whose|why|when|where|which|how|do|does|did|is|are|was|were|am|have|has|can|could"
    r"|will|would|should|may|tell me|explain)\b",
    re.IGNORECASE,
)
QUESTION_ZH = re.compile(r"什么|怎么|为什么|为何|哪|谁|多少|几种|是不是|有没有|会不会|吗|如何|意思|介绍一下|[?？]$")
DO_ZH = re.compile(r"^(?:把|将|给|加|换|改|画|去掉|删|让|用|来|变|添|在|移|撤|回到|不要|拿掉|放|再|戴|穿|背景|生成)")
DO_EN = re.compile(rf"^(?:{VERB_START}|do (?:it|this|that|me|us|an?|one))\b", re.IGNORECASE)
NEW_EN = re.compile(
    r"^(?:(?:ok(?:ay)?|now|well|so|actually|alright|hmm|nah|no|nope)[, ]+)*(?:forget (?:(?:all|about) )?(?:that|it"
    r"|this|everything|all of (?:that|it))|start (?:over|again|afresh|from scratch)|scratch (?:that"
    r"|all that)|"
    r"(?:a )?(?:new|another|different|fresh|next) (?:picture|image|drawing|one|scene|painting|idea)|let'?s"
    r" start (?:over|again)|reset|clear (?:everything|all)|"
    r"(?:draw|make|paint|create|generate|give me|do|i want|i'd like) (?:me )?(?:a |an )?(?:new|another"
    r"|completely new|different|totally different) (?:picture|image|drawing|one|scene|painting)(?:"
    r" of)?|"
    r"something (?:else|completely different|different))(?:[\s:.,;!—-]+|$)(?:with |of )?(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)
RESTART_EN = re.compile(r"^.{0,20}?(?:forget|start|scratch|reset|clear)\b", re.IGNORECASE)
POINTS_BACK = re.compile(
    r"^(?:(?:make|turn|change|put|give|move|paint|"
    r"colou?r|remove|replace|undo|add .* to) (?:it|him|her|them|this|that)\b|(?:go )?back\b|undo\b)"
    r"|^(?:把|给|让|将)(?:它|他|她)|^(?:变成|改成|换成|撤销|回到)",
    re.IGNORECASE,
)
"""Words that need a picture to point at."""
DRAW_EN = re.compile(
    r"^(?:please )?(?:draw|paint|generate|create|sketch|design|illustrate|imagine|produce|render|make"
    r"|show|give|get|do)(?: me| us)? (?!of\b)"
    r"(?P<rest>(?:(?:a|an|the|one) (?:nice |simple |quick |new )?(?:picture|image|drawing|painting"
    r"|illustration)(?: of|,? showing|:) )?(?:an?|two|three|four|five|six|seven|eight|nine|ten|some"
    r"|several|many|\d+|(?!it\b|this\b|that\b|him\b|her\b|them\b|the\b|one\b)\w+)\b.*)$",
    re.IGNORECASE | re.DOTALL,
)
STRONG_DRAW = re.compile(
    r"^(?:please )?(?:draw|paint|generate|create|sketch|design|illustrate|imagine|produce)\b", re.IGNORECASE
)
PICTURE_OF = re.compile(
    r"^(?:(?:i'?d|i would) (?:like|love)|i (?:want|need)|give me|show me|get me|make(?: me)?|draw(?:"
    r" me)?|paint(?: me)?|generate|create|produce)? ?(?:to see )?(?:a|an|the|one)? ?(?:nice |simple "
    r"|quick |new )?(?:picture|image|drawing|illustration)s?(?: (?:of|showing|with|where)"
    r"| for (?:my|our|the|his|her|their|an?) [\w' -]{3,40}?(?:[,:]| of| showing| with)) (?P<rest>.+)$",
    re.IGNORECASE | re.DOTALL,
)
ALSO_EN = re.compile(
    r"\b(?:next to|beside|near|behind|in front of|on top of|above|under|to the (?:left|right) of)"
    r" (?:it|him|her|them|the)\b|\b(?:too|as well|also)\b",
    re.IGNORECASE,
)
NEW_ZH = re.compile(
    r"^(?:(?:算了|好了|那|好|不要了|忘了|别管)[,，]?)*(?:重新(?:画|开始|生成|来)|重画|另画|另外画|再画|换|再来|新画"
    r"|重来|画|生成|来"
    r"|从头再来|从头来"
    r"|再生成)?(?:一)?(?:张|幅|个)?"
    r"(?:(?<=新画)|(?<=重新画)|(?<=重画)|(?<=重新开始)|(?<=重来)|(?<=重新来)|(?<=一张)|(?<=一幅)|(?<=再来张)|(?<=再画张)"
    r"|(?<=换张)"
    r"|(?<=另画)|(?<=从头来)|(?<=重新生成))(?:新的|别的|其他的)?(?:图片|图画|图|画)?(?:吧)?[:：,，。\s]*(?P<rest>.*)$",
    re.DOTALL,
)
RESTART_ZH = re.compile(
    r"^(?:算了[,，]?)?(?:全部)?(?:重新开始|重来|从头来|从头再来|清空|全部清除|都不要了)(?:吧|了)?[。.!！]*$"
)
DRAW_ZH = re.compile(
    r"^(?:生成|绘制|创作|设计|画|想看|来|做)(?:出|个(?!性)|了)?(?:(?:一)?(?:张|幅)(?:图片|图画|插图|插画|图|画)?(?:[:：,，]|，?(?:内容"
    r"|主题)是)?(?:关于)?(?:的)?)?(?P<rest>.+)$",
    re.DOTALL,
)
PICTURE_ZH = re.compile(
    r"^(?:生成|画|做|来|要|想要|给我)?(?:一)?(?:张|幅)(?:图片|图画|插图|图|画)[:：,，]?(?P<rest>.+)$", re.DOTALL
)
BACK_EN = re.compile(
    r"^(?!(?:go )?back to (?:how|the way) (?!(?:it|this|that|things|everything|all)\b))"
    r"(?:(?:(?:go|get|come|take (?:it|me|us)|switch|revert|roll|change it|turn it) )?back(?: (?:one"
    r"|a) step)?(?: to (?P<x>.+))?"
    r"|(?:undo|revert)(?: (?:that|this|it|everything|(?:the |my |your )?(?:last|previous)(?: (?:change"
    r"|one|edit|step|thing))?|that last (?:change|one|edit|step|thing|bit)|the change|this change|that"
    r" change))?"
    r"|(?:return|revert|restore|go|undo) (?:to )?(?P<y>(?:the |my )?(?:first|second|third|fourth|fifth"
    r"|previous|last|original|earlier|initial|version|picture|image|\w+ (?:one|version|picture"
    r"|image)\b).*)"
    r"|(?:i (?:liked|preferred|prefer|want) |use |keep |show (?:me )?)(?P<z>the (?:first|second|third"
    r"|fourth|fifth|previous|original|earlier|initial|old)(?: (?:one|picture|version|image))?(?:"
    r" (?:better|more|again|back))*)"
    rf"|{BACK_WHOLE}"
    r"|(?:the )?previous (?:one|picture|version)|step back|one step back|(?:bring|put|get) (?:it|that"
    r"|them) back(?: again| in)?|undo)$",
    re.IGNORECASE,
)
BACK_ZH = re.compile(
    r"^(?:撤销|撤回|撤消|回退|后退|退回|返回|倒回|退回去|回去|退回来)(?:一步|上一步|刚才的?(?:修改|操作|改动)?|上一?次的?(?:修改|操作)?|这次(?:修改)?"
    r"|上一[张个版])?$|^(?:上一步撤销|撤销上一步|上一步|回上一步|返回上一步|回到上一步)$"
    r"|^(?:还是)?(?:刚才|刚刚|之前|上一?)的?那?[张个版幅].*(?:更好|好看|好一?些|好一?点)$|^(?:把?它?)?(?:还是|我?还?是?(?:想|要)?)?(?:回到|回去|退回到?|返回到?"
    r"|恢复到|恢复成|恢复|改回|换回|变回|用回|还原到|还原成|还原为|用|要|看)(?:到|成)?(?P<x>第.+|.+?那(?:一)?[张个版幅].*|上一?[张个版步次].*|之前.*"
    r"|原来.*|最初.*|最开始.*|刚才.*|前一[张个版].*|原图|原版|一开始.*)$"
)
PREVIOUS = re.compile(
    r"previous|last|before|earlier|上一?[张个版步次幅]|之前|刚才|前一|原来的?(?:样子)?$", re.IGNORECASE
)
IS_PICTURE = re.compile(r"\b(?:one|picture|image|version|drawing|photo)\b|张|幅|版|那个", re.IGNORECASE)
COMBINE_EN = re.compile(
    r"^(?:(?:combine|merge|blend|mix|join|unite)\b(?! (?:the )?(?:colors|colours)).*|put (?:them|both"
    r"|the two(?: pictures| images)?) (?:together|in(?:to)? one(?: picture| image)?).*"
    r"|(?:put|place|add|move|take|bring|use) (?P<what>.+?) (?:of|from|in) (?:the )?(?:first|second"
    r"|third|fourth|other|previous|original|picture|image)\b.*)$",
    re.IGNORECASE,
)
COMBINE_ZH = re.compile(
    r"^(?:把|将)?(?:.*(?:合在一起|合并|合成一|合到一|结合|融合|拼在一起|放在一起|放到一起|放到同一|合为一).*|.*第.{1,2}[张幅](?:图|画)?(?:里|中"
    r"|里面)?的?(?P<what>.+?)(?:放|加|移|搬|画|添)(?:到|进|入|在).*|.*图[一二三\d]的?.+(?:放|加|移)(?:到|进|入).*)$"
)
MEANT = re.compile(
    r"^(?:(?:i meant|i mean|i wanted|i was thinking(?: of)?|i said)\b|我(?:的意思)?(?:是|说的?是)(?:指)?|意思是"
    r"|我想说的?是)[,:，：]?\s*(?P<x>.+)$",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Wish:
    """``kind``: chat, question, restart, new, back, combine, meant or edit. ``rest`` is what remains to be read."""

    kind: str
    rest: str = ""


def whole_turn(words: str, empty: bool) -> Wish:
    """Tell what a turn wants; ``empty`` says that nothing is drawn yet."""
    return _zh(words, empty) if is_chinese(words) else _en(words, empty)


def points_nowhere(words: str) -> bool:
    """Tell whether the first words of a talk speak of a picture that there is not yet."""
    bare = strip_zh(words) if is_chinese(words) else strip_en(words)
    return POINTS_BACK.match(bare) is not None or points_back(bare)


def clause_wish(clause: str) -> Wish:
    """Tell whether one clause of a turn steps back, combines or only talks."""
    if is_chinese(clause):
        words = strip_zh(clause)
        found = BACK_ZH.match(words) or BACK_ZH.match(clause)
        combine = COMBINE_ZH.match(clause) if len(clause) < 120 else None
        chat = CHAT_ZH.match(clause) if len(clause) < 40 else None
        rest = (found.group("x") or "") if found else ""
    else:
        words = strip_en(clause)
        found = BACK_EN.match(words) if len(words) < 160 else None
        combine = COMBINE_EN.match(words) if len(words) < 240 else None
        chat = CHAT_EN.match(clause) if len(clause) < 80 else None
        rest = next((g for g in found.groups() if g), "") if found else ""
    if chat:
        return Wish("chat", clause)
    if combine:
        return Wish("combine", words)
    if points_back(words):
        return Wish("back", words)
    if found:
        return Wish("back", rest)
    meant = MEANT.match(words)
    return Wish("meant", meant.group("x")) if meant else Wish("edit", clause)


def _en(words: str, empty: bool) -> Wish:
    head = words[:400]
    if len(words) < 120 and CHAT_EN.match(words):
        return Wish("chat", words)
    new = NEW_EN.match(head)
    if new:
        rest = _undrawn(new.group("rest") + words[400:])
        return Wish("new", rest) if rest else Wish("restart" if RESTART_EN.match(words) else "again")
    bare = strip_en(words)
    if _asks_en(words, bare):
        return Wish("question", words)
    of = PICTURE_OF.match(bare[:4000])
    if of:
        return Wish("new", of.group("rest") + bare[4000:])
    drawn = DRAW_EN.match(bare[:4000])
    if drawn and (
        empty
        or (
            STRONG_DRAW.match(bare)
            and not ALSO_EN.search(bare[:400])
            and re.match(r"(?:an?|two|three|four|five|six|some|\d+)\b", drawn.group("rest"), re.IGNORECASE)
        )
    ):
        return Wish("new", drawn.group("rest") + bare[4000:])
    return Wish("new", _undrawn(bare)) if empty else Wish("edit", words)


def _asks_en(words: str, bare: str) -> bool:
    last = re.split(r"(?<=[.!])\s+", words.strip())[-1]
    question = QUESTION_EN.match(bare) or (last.endswith("?") and QUESTION_EN.match(last))
    wishes_back = points_back(bare) or (len(bare) < 160 and BACK_EN.match(bare))
    wishes = wishes_back or DO_EN.match(bare) or re.match(r"^(?:how about|what about|what if)\b", words, re.IGNORECASE)
    if not question or wishes:
        return False
    return (
        "?" in words
        or re.match(r"^(?:what|who|why|when|where|which|how|tell me|explain|do|does|did|is|are)\b", bare, re.IGNORECASE)
        is not None
    )


WANTED = r"^(?:add|put|include|place|gimme|i want|i need|i'd like)\s+(?!to\b)"


def _undrawn(words: str) -> str:
    """Strip "draw me a picture of"."""
    bare = strip_en(words)
    of = PICTURE_OF.match(bare[:4000])
    if of:
        return of.group("rest") + bare[4000:]
    drawn = DRAW_EN.match(bare[:4000])
    return drawn.group("rest") + bare[4000:] if drawn else re.sub(WANTED, "", bare, flags=re.IGNORECASE)


def _zh(words: str, empty: bool) -> Wish:
    if len(words) < 60 and CHAT_ZH.match(words.strip()):
        return Wish("chat", words)
    bare = strip_zh(words)
    if RESTART_ZH.match(bare):
        return Wish("restart")
    new = NEW_ZH.match(bare[:400])
    if new and re.match(r"^.{0,6}(?:重|再|另|换|新)", bare):
        rest = _undrawn_zh(new.group("rest") + bare[400:])
        return Wish("new", rest) if rest else Wish("again")
    pieces = [p for p in re.split(r"[,，。!！?？\s]+", words.strip()) if p and not CHAT_ZH.match(p)]
    core = strip_zh(pieces[-1]) if pieces else bare
    if (
        re.search(r"什么|怎么|为何|谁|哪[个些里张]|多少", words[-60:])
        and not re.search(r"把|换成|改成|变成|加", words)
        and len(words) < 200
    ):
        return Wish("question", words)
    does = DO_ZH.match(core) or DO_ZH.match(bare) or points_back(core)
    if QUESTION_ZH.search(words[-60:]) and not does and len(words) < 200:
        return Wish("question", words)
    if empty:
        return Wish("new", _undrawn_zh(bare))
    picture = PICTURE_ZH.match(bare[:4000])
    drawn = DRAW_ZH.match(bare[:4000]) if bare.startswith(("画", "生成", "绘制", "创作", "设计")) else None
    found = picture or drawn
    if (
        found
        and not re.search(r"旁边|左边|右边|上面|身边|也", bare[:12])
        and not bare.startswith(("画面", "画里", "画中", "画上", "画成", "画得", "画的", "画大", "画小", "画风"))
        and not re.match(r"画(?:家(?!人)|[架布板框像笔师室廊册展卷眉舫纸]|作(?!业))", bare)
    ):
        return Wish("new", found.group("rest") + bare[4000:])
    return Wish("edit", words)


def _undrawn_zh(words: str) -> str:
    bare = strip_zh(words)
    drawn = PICTURE_ZH.match(bare[:4000]) or DRAW_ZH.match(bare[:4000])
    if drawn and not bare.startswith("画面"):
        return drawn.group("rest") + bare[4000:]
    return re.sub(r"^(?:加上?|放)(?=[一两三])", "", bare)
