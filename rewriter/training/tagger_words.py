"""Words to fill frames with: lists, nouns of the CLDR, words put together, and nouns that nobody ever heard."""

import json
import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rewriter.english import gerund, word_list

COMPOSED = 0.3
"""How many of the fillers are put together of others, where that is possible."""
INNER = re.compile(r"\{(\w+)\}")
DATA = Path(__file__).parent / "tagger_data"
SYLLABLES = word_list(
    "bla zor fin mek tu ril pon gra sti vel o qua dap lim ker no shu bri tan ol wex ji mar fo den plu cra i sko ven"
)
SIGNS = (
    "云石木火光花雨雪山水风月星草竹兰梅松柏玉金银铜铁布纸灯笼铃钟车船桥塔亭楼门窗桌椅床柜箱盒瓶罐壶碗盘"
    "刀剑弓箭旗鼓琴书画笔墨豆米面饼糕糖果瓜桃李杏虫鱼鸟兽龙凤虎狼熊鹿兔鼠猴猪牛马羊狗猫鸡鸭鹅"
)
STUFF = {
    "en": word_list("paper wooden snow toy stone garden sea baby night street ice robot sugar tin cloud"),
    "zh": word_list("木头 纸 雪 玩具 石头 小 糖 铁皮 布 老 机器 泥"),
}


@dataclass(frozen=True, eq=False)
class Words:
    """``lists`` of one language by kind; ``nouns`` of things, the common ones and those of the CLDR."""

    language: str
    lists: Mapping[str, Sequence[str]]
    nouns: Sequence[str]

    def pick(self, kind: str, rng: random.Random, depth: int = 0) -> str:
        """Return a word of the list ``kind``, or words put together that may be one."""
        composed = self.lists.get(f"{kind}+")
        if composed is None or depth > 1 or rng.random() > COMPOSED:
            return rng.choice(self.lists[kind])
        return INNER.sub(lambda found: self._inner(found.group(1), rng, depth + 1), rng.choice(composed))

    def _inner(self, kind: str, rng: random.Random, depth: int) -> str:
        if kind == "noun":
            return self.noun(rng)
        if kind == "doing":
            first, _, rest = self.pick("verb", rng).partition(" ")
            return f"{gerund(first)} {rest}".strip()
        return self.pick(kind, rng, depth)

    def noun(self, rng: random.Random) -> str:
        """Return a noun: common, rare, compound, invented, or a name."""
        draw = rng.random()
        if draw < 0.28:
            return self.pick("person", rng)
        if draw < 0.66:
            return self.pick("extra", rng)
        if draw < 0.86:
            return rng.choice(self.nouns)
        if draw < 0.91:
            joint = " " if self.language == "en" else ""
            return f"{rng.choice(STUFF[self.language])}{joint}{self.pick('extra', rng)}"
        if draw < 0.98:
            return invented(self.language, rng)
        return self.pick("name", rng)


def invented(language: str, rng: random.Random) -> str:
    """Return a noun that does not exist."""
    if language == "zh":
        return "".join(rng.sample(SIGNS, rng.choice((2, 2, 2, 3))))
    return "".join(rng.sample(SYLLABLES, rng.choice((2, 3))))


def load() -> dict[str, Words]:
    """Read the words of both languages. Raises OSError where the files are missing."""
    lists = json.loads((DATA / "words.json").read_text(encoding="utf-8"))
    composed = json.loads((DATA / "composed.json").read_text(encoding="utf-8"))
    rows = [line.split("\t") for line in (DATA / "nouns.tsv").read_text(encoding="utf-8").splitlines()[1:]]
    return {
        language: Words(
            language,
            {kind: tuple(value.split("|")) for kind, value in (lists[language] | composed[language]).items()},
            tuple(row[column] for row in rows),
        )
        for column, language in enumerate(("en", "zh"))
    }
