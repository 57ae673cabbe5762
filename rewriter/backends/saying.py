"""What a turn says about the model, in the user's language: that it did not answer, what was overruled."""

from collections.abc import Sequence

from rewriter.backends.errors import BackendBusy, BackendError, BackendTimeout, BackendUnavailable, KeyRefused

WORDS = {
    "en": {
        "timeout": "The language model did not finish in time, so the built-in rules read this turn.",
        "busy": "The language model was busy with another turn, so the built-in rules read this one.",
        "key": "The language model's server refused the key, so the built-in rules read this turn; check the key.",
        "unavailable": "The language model cannot be reached, so the built-in rules read this turn.",
        "unusable": "The language model gave no usable answer, so the built-in rules read this turn.",
        "long": "This turn is too long for the language model, so the built-in rules read it.",
        "large": "The scene is too long for the language model, so the built-in rules read this turn.",
        "kept": "Kept, because you did not ask to change it: {list}.",
        "refused": "The language model's own ideas were left out: {list}.",
        "rendered": "The prompt is written from the scene: the model's wording did not match it ({list}).",
        "too_long": "The prompt is written from the scene: the model's wording is too long.",
        "unseen": "This language model sees no pictures; only your words were read.",
        "separator": ", ",
    },
    "zh": {
        "timeout": "语言模型没有按时答完，这一轮由内置规则理解。",
        "busy": "语言模型正忙着另一轮，这一轮由内置规则理解。",
        "key": "语言模型的服务器拒绝了密钥，这一轮由内置规则理解；请检查密钥。",
        "unavailable": "连不上语言模型，这一轮由内置规则理解。",
        "unusable": "语言模型的回答不可用，这一轮由内置规则理解。",
        "long": "这一轮太长，语言模型读不了，由内置规则理解。",
        "large": "场景太长，语言模型读不了，这一轮由内置规则理解。",
        "kept": "你没有要求改，所以保留：{list}。",
        "refused": "语言模型自己加的没有采用：{list}。",
        "rendered": "提示词按场景写出：模型的措辞与场景不符（{list}）。",
        "too_long": "提示词按场景写出：模型的措辞太长。",
        "unseen": "这个语言模型看不了图片，只读了文字。",
        "separator": "、",
    },
}
LISTED, CHARACTERS = 5, 40
LONGEST = 2000
"""Longest reply to a turn that a model read, in characters."""


def say(key: str, language: str, items: Sequence[str] = ()) -> str:
    """Return one sentence; of ``items`` the first few are named, shortened, each once."""
    named = [one if len(one) <= CHARACTERS else f"{one[: CHARACTERS - 1]}…" for one in dict.fromkeys(items)]
    more = "…" if len(named) > LISTED else ""
    words = WORDS[language]
    return words[key].replace("{list}", words["separator"].join(named[:LISTED]) + more)


def shortened(reply: str) -> str:
    """Return a reply of at most LONGEST characters."""
    return reply if len(reply) <= LONGEST else f"{reply[: LONGEST - 1]}…"


def why(error: BackendError) -> str:
    """Return the key of the sentence for a model that did not answer usably."""
    for kind, key in ((BackendBusy, "busy"), (BackendTimeout, "timeout"), (KeyRefused, "key")):
        if isinstance(error, kind):
            return key
    return "unavailable" if isinstance(error, BackendUnavailable) else "unusable"
