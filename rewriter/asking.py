"""What Huatu says about words it left out of the picture, and when it changed nothing; in the user's language."""

from collections.abc import Sequence

WORDS = {
    "en": {
        "unheard": "I did not understand “{words}”, so that is not in the picture.",
        "nothing": "I did not understand “{words}”, and changed nothing.",
        "kept": "All right, that stays as it is.",
        "empty": "That would leave nothing to draw. What shall the picture show instead?",
        "separator": "”, “",
    },
    "zh": {
        "unheard": "“{words}”没有听懂，没有画进去。",
        "nothing": "“{words}”没有听懂，什么都没有改。",
        "kept": "好的，保持不变。",
        "empty": "这样画面上就什么都没有了。想换成画什么？",
        "separator": "”“",
    },
}


def ask(key: str, language: str, words: Sequence[str] = ()) -> str:
    """Return one sentence; ``words`` are quoted, shortened, each once."""
    quoted = [word if len(word) <= 80 else f"{word[:79]}…" for word in dict.fromkeys(words)]
    return WORDS[language][key].format(words=WORDS[language]["separator"].join(quoted[:6]))


def joined(language: str, *sentences: str) -> str:
    """Return the sentences as one reply."""
    return (" " if language == "en" else "").join(sentence for sentence in sentences if sentence)
