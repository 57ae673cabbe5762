"""Questions about the talk itself, in both languages: which picture this is, what was changed last."""

import re

from rewriter import replies
from rewriter.asking_back_zh import ask_back
from rewriter.chinese import is_chinese
from rewriter.history import History
from rewriter.lexicon import Lexicon

WHICH_ZH = re.compile(
    r"^(?:请问|那|话说|现在|咱们|我们)*(?:这|当前|目前|现在)?(?:一张)?(?:图|画)?(?:现在)?(?:是|画到"
    r"|到)(?:了)?第几(?:张|幅|个|版)(?:图|画|图片)?(?:了|啊|呀|呢|来着)*[?？]?$"
)
HOW_MANY_ZH = re.compile(
    r"^(?:我们|咱们|现在|到现在|目前|一共|总共|已经|都)*画了(?:几|多少)(?:张|幅)(?:图|画)?(?:了|啊|呀|呢)*[?？]?$"
)
CHANGED_ZH = re.compile(
    r"^(?:请问|那|哎|话说)*(?:我|你|咱们|我们)?(?:刚才|刚刚|刚|上一步|上一次|上次|上一张|最后|最近)(?:一步"
    r"|一次|一下|那一步|那次)?(?:我|你|咱们|我们|都|是|又|的)*"
    r"(?:改|变|做|动|换|加|画|弄|调|干|说|去|删)(?:了|的|过|掉)*(?:是)?(?:些|点)?(?:什么|啥|哪里|哪儿|哪些"
    r"|哪)(?:东西|地方|内容)?(?:了|来着|啊|呀|呢)*[?？]?$"
    r"|^(?:跟|和|与|比)?(?:上一张|之前|前一张|刚才)(?:比|相比|那张)*(?:有)?(?:什么|啥|哪里|哪些)(?:不同"
    r"|不一样|变化|区别|改动)(?:了|呢)*[?？]?$"
)
WHICH_EN = re.compile(
    r"^(?:and |so |ok |wait )*(?:(?:which|what) (?:number|picture|image|version|one)(?: number)? (?:is|are"
    r"|am) (?:this|that|it|we|i)"
    r"(?: (?:on|at|looking at))?|what(?:'s| is) the number of this (?:picture|image|version)"
    r"|is this the (?:first|second|third|last)"
    r" (?:picture|image|version|one))(?: (?:now|again|exactly))*[?.! ]*$",
    re.IGNORECASE,
)
HOW_MANY_EN = re.compile(
    r"\bhow many (?:pictures|images|versions|drawings) (?:have|did|do|are|were)\b(?!.*\b(?:in"
    r"|on) the (?:wall|picture|room)\b)",
    re.IGNORECASE,
)
CHANGED_EN = re.compile(
    r"^(?:and |so |ok |wait |hm+ )*what(?:'s| is| was| did| have| has| were)? (?:(?:i|you|we|it"
    r"|that) )?(?:(?:just|last) )*"
    r"(?:(?:the|my|our|your) )?(?:last |latest |previous |most recent )?"
    r"(?:change|changes|changed|edit|edits|edited|step|do|did|done|different|new|add|added|remove|removed"
    r"|alter|altered|modify|modified|ask for|ask)\b"
    r"(?: (?:i|you|we|it|to it|about it|in it|was|made|make|did|do|have|just|last|now|time"
    r"|in the last (?:step|turn)|from (?:the )?(?:last|before)|since|again|recently|there|here))*[?.! ]*$",
    re.IGNORECASE,
)


def about_talk(words: str, history: History, language: str, lexicon: Lexicon) -> str:
    """Return the answer to a question about the pictures drawn so far, "" for all other words."""
    words = words.strip()
    if not history.drawn or len(words) > 100:
        return ""
    if is_chinese(words):
        if WHICH_ZH.match(words) or HOW_MANY_ZH.match(words):
            return _which(history, language)
        if CHANGED_ZH.match(words):
            return _changed(history, language, lexicon)
        return ask_back(words, history.scene, lexicon, tuple(history.focus()))
    if WHICH_EN.match(words) or HOW_MANY_EN.search(words):
        return _which(history, language)
    return _changed(history, language, lexicon) if CHANGED_EN.match(words) else ""


def _which(history: History, language: str) -> str:
    number, count = history.picture_of(len(history.turns)), len(history.versions)
    if not number:
        return "这张还没有画完。" if language == "zh" else "This one has not been finished yet."
    if language == "zh":
        return f"这是第 {number} 张，一共画了 {count} 张。"
    return f"This is picture {number} of {count}."


def _changed(history: History, language: str, lexicon: Lexicon) -> str:
    """Say the last turn that drew in the user's own words, and what it did."""
    turn = history.turns[history.drawn[-1] - 1]
    draft, said = turn.draft, turn.request.text.strip()
    said = said if len(said) < 80 else f"{said[:79]}…"
    if draft.intent == "draw":
        return f"这张是按“{said}”新画的。" if language == "zh" else f"This one was newly drawn from “{said}”."
    done = replies.report(draft.changes, (), draft.scene, language, lexicon) or draft.reply
    done = re.sub(r"^(?:好的，|Done: )", "", done)
    return f"刚才你说“{said}”：{done}" if language == "zh" else f"You said “{said}”: {done}"
