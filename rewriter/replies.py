"""What Huatu answers: short, in the user's language, and honest about what was not understood."""

from collections.abc import Sequence

from dialog.scene import Scene
from dialog.telling import change_text
from dialog.types import Change
from rewriter.lexicon import Lexicon

WORDS = {
    "en": {
        "hello": "Hello! Tell me what to draw, then tell me what to change: subjects, colors, setting, style, lens.",
        "thanks": "You are welcome. Tell me what to change, or describe a new picture.",
        "question": "I only draw and change pictures; I cannot answer that. Tell me what to draw or what to change.",
        "can": "I draw what you describe, in English or Chinese, and change it as we talk: edit, add or remove"
        " subjects, "
        "change setting, style or lens, combine pictures, and go back to an earlier one.",
        "styles": "I know these styles: {styles}. Any other style is passed on in your own words.",
        "words": "Please tell me in words what to draw.",
        "restart": "All right, a new picture. What shall I draw?",
        "nothing": "There is no earlier picture that fits. Say for example “go back to the first picture”.",
        "first": "Nothing is drawn yet. Tell me what to draw first.",
        "two": "I need two pictures to combine; there is only one so far.",
        "unclear": "I did not understand that, and changed nothing.",
        "new": "Drawing: {prompt}.",
        "back": "Back to picture {number}.",
        "earlier": "Back to how it was before.",
        "again": "To draw the same scene again use “try again”; for a new picture tell me what to draw.",
        "once_more": "The same once more, as another picture.",
        "kept": "Not fully understood; kept in your own words: “{notes}”.",
        "noted": "Added in your own words: “{notes}”.",
        "dropped": "Left out of the prompt because it is too long: {dropped}.",
        "digest_dropped": "The short encoder reads only 77 tokens; left out for it: {dropped}.",
        "more": "and {count} more",
        "done": "Done: {list}.",
        "separator": "; ",
    },
    "zh": {
        "hello": "你好！告诉我想画什么，再告诉我怎么改：主体、颜色、背景、风格、镜头都可以。",
        "thanks": "不客气。可以继续告诉我怎么改，或者描述一张新的画。",
        "question": "我只会画画和改画，这个问题我答不了。请告诉我想画什么，或者怎么改。",
        "can": "我能用中文或英文听你描述来画画，"
        "边聊边改：修改、增加、删除主体，换背景、风格、镜头，合并两张图，也能回到之前的画。",
        "styles": "我认识这些风格：{styles}。其他风格会按你的原话传给画师。",
        "words": "请用文字告诉我想画什么。",
        "restart": "好的，重新开始。想画什么？",
        "nothing": "没有找到对应的画。可以说“回到第一张”。",
        "first": "还没有画。请先告诉我想画什么。",
        "two": "合并需要两张图，现在只有一张。",
        "unclear": "没有听懂，什么都没有改。",
        "new": "开始画：{prompt}。",
        "back": "回到第 {number} 张。",
        "earlier": "回到之前的样子。",
        "again": "想再画一次这张请点“再试一次”；想画新的请告诉我画什么。",
        "once_more": "同样的内容，再画一张不一样的。",
        "kept": "没有完全听懂，先按原话保留：“{notes}”。",
        "noted": "已按你的原话写进画面：“{notes}”。",
        "dropped": "提示词太长，省略了：{dropped}。",
        "digest_dropped": "短文本编码器只读 77 个词元，给它的省略了：{dropped}。",
        "more": "等 {count} 项",
        "done": "好的，{list}。",
        "separator": "；",
    },
}
LISTED = 6
"""So many things that were cut are named in a reply; the draft and the page have all of them."""


def say(key: str, language: str, **values: str) -> str:
    """Return one fixed sentence."""
    return WORDS[language][key].format(**values)


def talk(words: str, kind: str, language: str, lexicon: Lexicon) -> str:
    """Answer a greeting, thanks or a question; nothing is invented."""
    low = words.lower()
    if any(word in low for word in ("style", "风格")):
        return styles(language, lexicon)
    if any(
        word in low
        for word in (
            "can you",
            "can it draw",
            "could you draw",
            "what else can",
            "how do i use",
            "how does this work",
            "帮助",
            "说明",
            "怎么用",
            "怎么玩",
            "what do you",
            "who are you",
            "help",
            "会画",
            "能做什么",
            "你是谁",
            "会做什么",
            "能画",
            "你会",
        )
    ):
        return abilities(language)
    if kind == "question":
        return say("question", language)
    greets = any(low.startswith(word) for word in ("hi", "hello", "hey", "good ", "你好", "您好", "嗨", "早上", "晚上"))
    return say("hello" if greets else "thanks", language)


def abilities(language: str) -> str:
    """What can be done here."""
    return say("can", language)


def styles(language: str, lexicon: Lexicon) -> str:
    """Which styles are known by name."""
    names = [lexicon.canonical("style", id_, language) for id_ in lexicon.terms["style"]]
    return say("styles", language, styles=("、" if language == "zh" else ", ").join(names))


def report(changes: Sequence[Change], missed: Sequence[str], scene: Scene, language: str, lexicon: Lexicon) -> str:
    """Say what was understood, and what was kept in the user's own words."""
    told = [one for one in changes if one.kind not in ("note", "new", "chat") and not _counts_rest(one, changes)]
    done = [change_text(change, scene, lexicon.said, language) for change in told]
    sentences = []
    if done:
        listed = WORDS[language]["separator"].join(dict.fromkeys(done))
        sentences.append(say("done", language, list=listed))
    if noted := [change.value for change in changes if change.kind == "note" and _is_news(change, missed)]:
        sentences.append(say("noted", language, notes="; ".join(_short(word, 80) for word in noted)))
    if missed:
        sentences.append(say("kept", language, notes="; ".join(_short(word, 80) for word in missed)))
    return _joined(sentences, language)


def _counts_rest(change: Change, changes: Sequence[Change]) -> bool:
    """Whether a change only counts those that are left where one was set apart, which is told by itself."""
    if change.attribute != "count" or not change.old.isdecimal() or not change.value.isdecimal():
        return False
    splits = [other for other in changes if other.attribute == "split" and other.span == change.span]
    return any(split.value == split.old for split in splits) and int(change.value) < int(change.old)


def _is_news(change: Change, missed: Sequence[str]) -> bool:
    """Whether a note is told here: not one of another kind, nor one that is told as not understood."""
    return (
        not change.attribute
        and bool(change.value)
        and not any(change.value in word or word in change.value for word in missed)
    )


def drawing(prompt: str, language: str) -> str:
    """Say what is being drawn, a long prompt shortened."""
    return say("new", language, prompt=_short(prompt, 200))


def back(number: int, language: str) -> str:
    """Say which picture is shown again; 0 is one that was never finished."""
    return say("back", language, number=str(number)) if number else say("earlier", language)


def cut(dropped: Sequence[str], digest_dropped: Sequence[str], language: str) -> str:
    """Say what the prompt has no room for, and, apart from it, what only the short encoder does not read; or ""."""
    unread = [part for part in digest_dropped if part not in dropped]
    both = (("dropped", dropped), ("digest_dropped", unread))
    return _joined([say(key, language, dropped=_listed(parts, language)) for key, parts in both if parts], language)


def _listed(parts: Sequence[str], language: str) -> str:
    words = [_short(part, 60) for part in parts[:LISTED]]
    if len(parts) > LISTED:
        words.append(say("more", language, count=str(len(parts) - LISTED)))
    return WORDS[language]["separator"].join(words)


def _short(words: str, limit: int) -> str:
    return words if len(words) <= limit else f"{words[: limit - 1]}…"


def _joined(sentences: Sequence[str], language: str) -> str:
    return (" " if language == "en" else "").join(sentences)
