"""What changed, said as a person would: one line a change, in Chinese or English. Tables and pure functions."""

import re
from collections.abc import Callable

from dialog.scene import Scene, Subject, Thing
from dialog.types import Change

Said = Callable[[str, str, str], str]
"""Names a value of a category ("color", "red") in a language; ``rewriter.Lexicon.said`` is one."""

# Every pair is Chinese, English. {value} and {old} are as said, {a} is the value with its article, {n} as a number of
# subjects, {times} （2） for two of it; of the subject {the} is "the cat", "each cat" or "it", {is} its verb, {who} the
# bare noun, {of} 猫的, {to} 给猫.

FACTS = {
    "": ("{who}", "{the}: now {value}"),
    "action": ("{of}动作", "{the} {is} now {value}"),
    "attribute": ("{of}样子", "{the} {is} now {value}"),
    "attributes": ("{of}样子", "{the} {is} now {value}"),
    "color": ("{of}颜色", "{the} {is} now {value}"),
    "colors": ("颜色", "the colors are now {value}"),
    "count": ("{of}数量", "now {n}"),
    "holds": ("{of}手里", "{the} now holds {a}"),
    "lens": ("镜头", "the view is now {value}"),
    "mood": ("气氛", "the mood is now {value}"),
    "notes": ("照你说的", "now {value}"),
    "place": ("{of}位置", "{the} {is} now {value}"),
    "season": ("季节", "the season is now {value}"),
    "setting": ("背景", "the background is now {value}"),
    "size": ("{of}大小", "{the} {is} now {value}"),
    "style": ("风格", "the style is now {value}"),
    "tail": ("{who}", "{the}: now {value}"),
    "text": ("文字", "the text is now {value}"),
    "time": ("时间", "it is now {value}"),
    "vague": ("{of}数量", "now {n}"),
    "wears": ("{of}穿戴", "{the} now wears {a}"),
    "weather": ("天气", "the weather is now {value}"),
}
"""What has another value now, by attribute ("" for any other): its name in Chinese, the sentence in English."""
DEEDS = {
    ("new", ""): ("新画", "a new picture"),
    ("edit", "noun"): ("{old}换成了{value}", "{value} instead of {old}"),
    ("edit", "replace"): ("{old}换成了{value}", "{value} instead of {old}"),
    ("edit", "split"): ("其中一个{old}换成了{value}", "{value} instead of one {old}"),
    ("add", ""): ("加了{value}{times}", "added {a}"),
    ("add", "wears"): ("{to}加上了{value}", "{the} now wears {a}"),
    ("add", "holds"): ("{who}拿着{value}", "{the} now holds {a}"),
    ("remove", ""): ("去掉了{value}", "removed the {value}"),
    ("remove", "wears"): ("去掉了{of}{value}", "{the} no longer wears the {value}"),
    ("remove", "holds"): ("去掉了{of}{value}", "{the} no longer holds the {value}"),
    ("remove", "absent"): ("画里不要{value}", "no {value} in the picture"),
    ("remove", "*"): ("不再有{value}", "no more {value}"),
    ("combine", "*"): ("合并了第 {value} 张", "combined pictures {value}"),
    ("undo", "base"): ("回到第 {value} 张", "back to picture {value}"),
    ("undo", "step"): ("回到第 {value} 张", "back to picture {value}"),
    ("undo", "restore"): ("恢复了{value}", "brought back the {value}"),
    ("undo", "wears"): ("恢复了{of}{value}", "brought back the {value}"),
    ("undo", "holds"): ("恢复了{of}{value}", "brought back the {value}"),
    ("undo", "*"): ("恢复了{value}", "brought back {value}"),
    ("chat", ""): ("聊天", "chat"),
    ("note", ""): ("没听懂，照写：“{value}”", "not understood, kept as said: “{value}”"),
    ("note", "prompt"): ("自己写的提示词", "your own prompt"),
}
"""What was done, by kind and attribute; "*" is any other attribute."""
ALONE = ("其中一个{value}单独改了", "one {value} changed on its own")
APART = ("其中一个{value}：{how}", "one {value} is now {how}")
IN_WORDS = ("“{old}”里改成{value}", "in “{old}”: now {value}")
EARLIER = ("回到之前的样子", "back to how it was before")
UNDONE = ("撤回了{old}", "took back {old}")
THINGS = {"wears": ("穿戴", "what {the} wears"), "holds": ("手里的东西", "what {the} holds")}
QUOTED = ("text", "notes")
ON_A_GROUND = re.compile(r"^on an? (.+) background$")
"""A setting of one colour: the background is then white, not "on a white background"."""
BARE = {
    "armor", "bread", "clothing", "coffee", "fire", "food", "fur", "grass", "hair", "ice", "jewelry", "light", "makeup",
    "milk", "money", "music", "rain", "rice", "sand", "smoke", "snow", "tea", "water",
}  # fmt: skip
DETERMINERS = {"a", "an", "the", "some", "many", "several", "his", "her", "its", "their", "my", "your", "two", "three"}
VOWELS, NO_VOWELS = ("a", "e", "i", "o", "u", "hour", "honest"), ("uni", "use", "eu", "one")


def as_said(category: str, value: str, language: str) -> str:
    """The Said that translates nothing."""
    return value


def change_text(change: Change, scene: Scene, said: Said = as_said, language: str = "") -> str:
    """Returns one change in ``language``, else that of the scene it led to; never "" for a change that has a kind."""
    language = language or scene.language
    at = 0 if language == "zh" else 1
    subject = next((one for one in scene.subjects if one.id == change.target), None)
    words = _words(change, subject, language, said)
    deed = _deed(change, subject)
    if deed is ALONE and subject and (how := _apart(subject, language, said)):
        deed, words = APART, {**words, "how": how}
    text = deed[at].format(**words) if deed else _fact(change, words, at)
    return text.strip() or change.kind


def _apart(subject: Subject, language: str, said: Said) -> str:
    """Returns how one differs that was set apart from several, "" where it is what it wears or holds."""
    if subject.wears or subject.holds:
        return ""
    color = said("color", subject.color, language) if subject.color else ""
    return color or subject.action or "".join(subject.attributes[-1:])


def _deed(change: Change, subject: Subject | None) -> tuple[str, str] | None:
    deed = DEEDS.get((change.kind, change.attribute)) or DEEDS.get((change.kind, "*"))
    if change.kind == "undo" and not change.value:
        return EARLIER if change.attribute in ("base", "step") else UNDONE if change.old else deed
    if change.attribute == "split" and change.value == change.old:
        return ALONE
    if _in_words(change, subject):
        return IN_WORDS
    return None if deed and "{old}" in deed[0] and not change.old else deed


def _in_words(change: Change, subject: Subject | None) -> bool:
    """Tells whether something was changed that the scene only knows as a part of the words in ``old``."""
    if change.kind != "edit" or change.attribute not in ("attribute", "color", "count", "size") or not change.old:
        return False
    if subject is None:
        return not change.target
    return str(getattr(subject, change.attribute, "")) != change.value


def _fact(change: Change, words: dict[str, str], at: int) -> str:
    template = FACTS.get(change.attribute.split(".")[-1], FACTS[""])[at]
    text, value, old = template.format(**words), words["value"], words["old"]
    moved = bool(old) and old != value
    if at == 1:
        return f"{text} (was {old})" if moved else text
    return f"{text}{'：' if text else ''}{old + ' → ' if moved else ''}{value}"


BEFORE = ("the earlier look", "原来的样子")
"""What comes back where nothing had been said before."""


def _words(change: Change, subject: Subject | None, language: str, said: Said) -> dict[str, str]:
    value, old = (_value(change, text, language, said) for text in (change.value, change.old))
    value = value or (BEFORE[language == "zh"] if change.kind == "undo" else "—")
    noun = said("noun", subject.noun, language) if subject else ""
    field, _, aspect = change.attribute.partition(".")
    value = _colored(change, subject, value, said) if language == "zh" else value
    the, of = _owner(noun, subject.count if subject else 1)
    one, count = noun, _count(change, subject)
    if aspect and field in THINGS:
        one = said("noun", _thing(change, subject), language)
        chinese, english = THINGS[field]
        the, of = (f"{_whose(the)} {one}" if one else english.format(the=the)), f"{of}{one or chinese}的"
    return {
        "value": value,
        "old": "" if change.attribute == "count" and old == "0" else old,
        "a": _with_article(value, count),
        "times": f"（{count}）" if count > 1 else "",
        "n": f"{value} × {one}" if one else value,
        "the": the,
        "is": "are" if _plural(one) else "is",
        "who": noun,
        "of": of,
        "to": f"给{noun}" if noun else "",
    }


def _colored(change: Change, subject: Subject | None, value: str, said: Said) -> str:
    """Returns what somebody got to wear or hold in Chinese with its color: 蓝色围巾."""
    things: tuple[Thing, ...] = getattr(subject, change.attribute, ()) if change.attribute in THINGS else ()
    color = next((one.color for one in things if change.kind == "add" and one.noun == change.value), "")
    words = said("color", color, "zh") if color else ""
    return f"{words}{'' if words.endswith('色') or not words else '的'}{value}"


def _owner(noun: str, count: int) -> tuple[str, str]:
    """Returns "the cat" and 猫的; several cats are "each cat", which needs no plural."""
    return (f"{'the' if count == 1 else 'each'} {noun}", f"{noun}的") if noun else ("it", "")


def _whose(the: str) -> str:
    return "its" if the == "it" else f"{the}'s"


def _value(change: Change, text: str, language: str, said: Said) -> str:
    category = change.attribute.split(".")[-1]
    parts = text.split(", ") if category == "lens" else [text]
    words = ("，" if language == "zh" else ", ").join(said(category, part, language) for part in parts)
    if category == "setting":
        words = ON_A_GROUND.sub(r"\1", words)
    return f"“{words}”" if words and change.attribute in QUOTED else words


def _thing(change: Change, subject: Subject | None) -> str:
    """Returns what of the things worn or held has the new value, "" when that cannot be told."""
    field, _, aspect = change.attribute.partition(".")
    things: tuple[Thing, ...] = getattr(subject, field, ())
    fits = [one for one in things if change.value in _aspects(one, aspect)] or things
    return fits[0].noun if len(fits) == 1 else ""


def _aspects(thing: Thing, aspect: str) -> tuple[str, ...]:
    return {"color": (thing.color,), "count": (str(thing.count),)}.get(aspect, thing.attributes)


def _count(change: Change, subject: Subject | None) -> int:
    if subject is not None and not change.attribute:
        return subject.count
    things: tuple[Thing, ...] = getattr(subject, change.attribute, ()) if change.attribute in THINGS else ()
    return next((one.count for one in things if one.noun == change.value), 1)


def _with_article(noun: str, count: int) -> str:
    words = noun.lower().split() or [""]
    if count > 1:
        return f"{count} × {noun}"
    if count < 1 or words[0] in DETERMINERS or words[-1] in BARE or _plural(noun) or not noun[:1].isascii():
        return noun
    return f"{'an' if words[0].startswith(VOWELS) and not words[0].startswith(NO_VOWELS) else 'a'} {noun}"


def _plural(noun: str) -> bool:
    return noun.endswith("s") and not noun.endswith(("ss", "us"))
