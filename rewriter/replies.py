"""What Huatu answers: short, in the user's language, and honest about what was not understood."""

from collections.abc import Sequence

from dialog.scene import Scene
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
        "back": "Back to picture {value}.",
        "returned": "went back to an earlier picture",
        "again": "To draw the same scene again use “try again”; for a new picture tell me what to draw.",
        "add": "added {value}",
        "remove": "removed {value}",
        "absent": "will avoid {value}",
        "edit": "{attribute}: {value}",
        "background": "{attribute}: {value}",
        "style": "style: {value}",
        "camera": "lens: {value}",
        "combine": "combined pictures {value}",
        "undo": "brought back {value}",
        "kept": "Not fully understood; kept in your own words: “{notes}”.",
        "dropped": "Left out of the prompt because it is too long: {dropped}.",
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
        "back": "回到第{value}张。",
        "returned": "回到之前的画",
        "again": "想再画一次这张请点“再试一次”；想画新的请告诉我画什么。",
        "add": "加上了{value}",
        "remove": "去掉了{value}",
        "absent": "会避免出现{value}",
        "edit": "{attribute}：{value}",
        "background": "{attribute}：{value}",
        "style": "风格：{value}",
        "camera": "镜头：{value}",
        "combine": "合并了第{value}张",
        "undo": "恢复了{value}",
        "kept": "没有完全听懂，先按原话保留：“{notes}”。",
        "dropped": "提示词太长，省略了：{dropped}。",
        "done": "好的，{list}。",
        "separator": "；",
    },
}
ATTRIBUTES_ZH = {
    "color": "颜色",
    "size": "大小",
    "count": "数量",
    "place": "位置",
    "action": "动作",
    "attribute": "特征",
    "setting": "背景",
    "time": "时间",
    "weather": "天气",
    "season": "季节",
    "text": "文字",
    "mood": "氛围",
    "replace": "换成",
    "split": "其中一个换成",
    "vague": "数量",
    "colors": "颜色",
    "tail": "特征",
    "wears": "穿戴",
    "holds": "拿着",
    "notes": "内容",
}


def say(key: str, language: str, **values: str) -> str:
    """Return one fixed sentence."""
    return WORDS[language][key].format(**values)


def talk(words: str, kind: str, language: str, lexicon: Lexicon) -> str:
    """Answer a greeting, thanks or a question; nothing is invented."""
    low = words.lower()
    if any(word in low for word in ("style", "风格")):
        names = [lexicon.canonical("style", id_, language) for id_ in lexicon.terms["style"]]
        return say("styles", language, styles=("、" if language == "zh" else ", ").join(names))
    if any(
        word in low
        for word in (
            "can you",
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
        return say("can", language)
    if kind == "question":
        return say("question", language)
    greets = any(low.startswith(word) for word in ("hi", "hello", "hey", "good ", "你好", "您好", "嗨", "早上", "晚上"))
    return say("hello" if greets else "thanks", language)


def report(changes: Sequence[Change], missed: Sequence[str], scene: Scene, language: str, lexicon: Lexicon) -> str:
    """Say what was understood, and what was kept in the user's own words."""
    done = [said for change in changes if (said := _one(change, scene, language, lexicon))]
    sentences = []
    if done:
        listed = WORDS[language]["separator"].join(dict.fromkeys(done))
        sentences.append(say("done", language, list=listed))
    if missed:
        sentences.append(say("kept", language, notes="; ".join(word[:80] for word in missed)))
    return (" " if language == "en" else "").join(sentences)


def _one(change: Change, scene: Scene, language: str, lexicon: Lexicon) -> str:
    if change.kind in ("note", "new", "chat"):
        return ""
    if change.attribute in ("base", "step"):
        return WORDS[language]["returned"]
    key = "absent" if change.attribute == "absent" else change.kind
    category = change.attribute.split(".")[-1]
    value = change.value
    for part in ("color", "size", "place", "setting", "time", "weather", "style", "lens"):
        if category == part:
            value = (
                lexicon.said(part, value, language)
                if part != "lens"
                else ", ".join(lexicon.said(part, v, language) for v in value.split(", "))
            )
    name = ATTRIBUTES_ZH.get(category, category) if language == "zh" else category
    return WORDS[language][key].format(value=value[:80], attribute=name)
