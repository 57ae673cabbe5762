"""What the page's own examples and its readers say first: short turns must be read as they always were."""

from collections.abc import Callable

import pytest

from dialog import rehearse
from rewriter import Lexicon, RulesRewriter

TALKS = [
    (["画一只熊猫", "加一顶红帽子", "变成水墨画", "换回3D风格"], "一只戴着红色帽子的熊猫，3D风格"),
    (["画一只猫", "加一顶红帽子", "换成夜晚的海滩"], "一只戴着红色帽子的猫，夜晚的海滩"),
    (["画一只恐龙", "变成水墨画", "回到3D风格", "加一只猴子", "去掉猴子"], "一只恐龙，3D风格"),
    (["draw a cat", "put it in the snow", "give it a red hat"], "a cat wearing a red hat, in the snow"),
]


@pytest.mark.parametrize(("turns", "prompt"), TALKS)
def test_the_last_prompt(turns: list[str], prompt: str, lexicon: Lexicon, count: Callable[[str], int]) -> None:
    *_, last = rehearse(RulesRewriter(lexicon, count, count), turns)
    assert last.draft.prompt == prompt
