"""What a reading of spoken Chinese must not have done to the scene, whichever rule made it.

A rule may match words that it was not meant for. A subject is never called by a word of the sentence's frame (角度,
下面, 背景), never begins with its number (点云), and what the clause says of something that is not there (碗是白色的)
is not said of the one who happens to be in focus. A reading that fails is taken back, and the next rule tried.
"""

import re

from dialog.scene import Scene, Subject
from rewriter.facts_zh import facts
from rewriter.lexicon import CONCEPT, Lexicon

FRAME_WORDS = (
    r"(?:角度|视角|镜头|机位|构图|风格|画风|画面|背景|前景|整体|整个|颜色|配色|色调|色彩|光线|氛围|气氛|感觉|样子|效果|"
    r"位置|大小|数量|姿势|动作|表情|季节|天气|时间|天色|[上下左右前后里外]面|[上下左右前后里外]边|旁边|中间|左上角|右上角|"
    r"左下角|右下角|远处|近处|周围|四周|其他|其它|别的|东西|什么|哪个|字|文字|字体|标题|这个|那个|这样|那样)"
)
"""Words that speak of the picture or of the sentence; nothing in a picture is called so."""
NOT_A_NAME = re.compile(
    rf"^{FRAME_WORDS}$|^[点些满](?![心缀])|^[在把给让再又还也都就不别]|[换改变弄画][成为到]|[吗呢吧啊呀]$|^(?:一点|一些|几)|^(?:头发|眼睛|鼻子|耳朵|嘴巴|尾巴|衣服)$"
)
FRAME_LED = re.compile(
    r"^(?:角度|视角|镜头|机位|构图|风格|画风|画面|背景|前景|整体|配色|色调|色彩|光线|灯光|线条|笔触|氛围|气氛|字(?![母体幕])|文字|标题)"
)
BODY = re.compile(
    r"^(?:头|身|手|脚|腿|脸|眼|嘴|鼻|耳|尾|角|翅|毛|爪|牙|胡|辫|刘海|皮肤|肚|背|肩|胳膊|表情|羽|鳞|鬃|斑|条纹|花纹|"
    r"屏幕|屋顶|窗|门|轮|车|瓶|杯|壶|盖|把手|边框|叶|枝|花瓣|根|果|顶|火焰|水珠|汗|泪|口水|热气|烟|光)"
)
"""What belongs to whoever is spoken of: a part, or what comes out of it."""


def makes_sense(before: Scene, after: Scene, clause: str, lexicon: Lexicon, running: bool) -> bool:
    """Tell whether ``clause`` can have made ``after`` of ``before``; ``running``: its turn has a topic already."""
    old = {subject.id: subject for subject in before.subjects}
    for subject in after.subjects:
        was = old.get(subject.id)
        if was is subject:
            continue
        if (was is None or was.noun != subject.noun) and not _can_be_called(subject, lexicon):
            return False
        if any(_of_something_else(words, clause, lexicon, running) for words in _new_words(was, subject)):
            return False
    return True


def _can_be_called(subject: Subject, lexicon: Lexicon) -> bool:
    if not subject.noun or subject.concept:
        return bool(subject.noun)
    if (
        lexicon.lookup(subject.noun, "color")
        or re.fullmatch(r"[^角景特货本]{1,3}色", subject.noun)
        or subject.noun in tuple("黑白亮暗大小高低胖瘦新旧")
    ):
        return False
    return not NOT_A_NAME.search(subject.noun) and not _is_scenery(subject.noun, lexicon)


def _is_scenery(noun: str, lexicon: Lexicon) -> bool:
    """Tell whether a name only says weather, time or style: 雪景, 晚上."""
    return re.fullmatch(r"[雪雨夜雾].?[景天]|.{2,4}(?:风格|画风)", noun) is not None or any(
        name in ("weather", "time", "lens") for name, _ in facts(noun, lexicon)
    )


def _new_words(was: Subject | None, now: Subject) -> list[str]:
    parts = now.action.split("，") + list(now.attributes)
    held = (was.action.split("，") + list(was.attributes)) if was else []
    return [part for part in parts if part and part not in held]


def _of_something_else(words: str, clause: str, lexicon: Lexicon, running: bool) -> bool:
    """Tell whether ``words``, given to a subject, begin with another thing that the clause is about."""
    if FRAME_LED.match(words) or re.search(r"(?:small|big|next_to|_of)(?![a-z])", words):
        return True
    if running or not clause.startswith(words[:2]) or BODY.match(words):
        return False
    led = lexicon.match_at(words.lower(), 0, (CONCEPT,))
    return led is not None and 0 < led.end < len(words) and not re.match(r"^[一两三四五六七八九十几]", words)
