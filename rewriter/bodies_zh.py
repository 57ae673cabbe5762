"""What somebody's body has, in spoken Chinese without a topic: 长着两个角, 身上有波点, 再加一只眼睛, 把月饼切开."""

import re
from dataclasses import replace

from rewriter.anchors_zh import bearers
from rewriter.chinese import MEASURES, NUMERALS, numeral
from rewriter.naming_zh import NUMBER
from rewriter.own_words_zh import keep_words
from rewriter.talk_zh import Talk

ON_BODY = (
    r"(?:触角|犄角|角|翅膀|尾巴|眼睛|耳朵|獠牙|牙齿?|鼻子|嘴巴?|胡子|鳞片|鳞|羽毛|尖?刺|龟?壳|斑点|波点|花纹|条纹|斑纹|雀斑|酒窝|皱纹|肌肉|纹身|伤疤|疤|"
    r"刘海|辫子|长发|短发|卷发|睫毛|爪子?|腿|脚|手臂|手|头|脑袋|鬃毛|鸡冠|鱼鳍|鳍|触手|腮红|红晕|痣|泪痣)"
)
HAS = re.compile(
    rf"^(?:还|也|都|再|要)*(?P<where>(?:头上?|头顶|身上|背上|背后|脸上|屁股后面|额头上?|嘴里|身后|脚上|尾巴上|眼角)?)(?:还|也|都|再|要)*"
    rf"(?P<v>长|有|带|生)(?:着|了|出|满)*(?P<np>(?:{NUMBER}[{MEASURES}]|[一好许]些|很多|许多|好多|几[{MEASURES}]|[个对双条只根])?[^，的给]{{0,3}}?的?{ON_BODY})$"
)
MORE_OF = re.compile(
    rf"^(?:再|多|还要)+(?:加|来|长|画|给)?(?:上|出)?(?P<n>{NUMBER})(?P<m>[{MEASURES}])(?P<part>{ON_BODY})$"
)
BARE_COUNT = re.compile(rf"^(?:一共|总共|变成|就是)?(?P<n>{NUMBER}[{MEASURES}])$")
DONE_TO = re.compile(
    r"^(?:把|将)(?P<x>[^，把将]{1,6}?)(?P<deed>(?:切|剥|掰|撕|劈|摊|铺|翻|敲|拆|砸|撬)开|(?:打|敲|砸|摔|撕|切|撞)(?:碎|破|烂)|"
    r"(?:切|剪|折|摆)成[^，]{1,6}|(?:折|叠|卷|捆|堆|竖|立|挂|绑|扎|串|盖|包)(?:起来|好)|(?:倒|翻|转|侧)过来|"
    r"咬(?:一口|掉一半|了一口)|摆(?:整齐|好)|(?:擦|洗|扫|刷)干净|烤(?:焦|熟|糊)|煮熟)(?:了)?(?P<more>[^，吧]{0,8})$"
)


BUILD = re.compile(
    r"^(?P<a>(?:有点|有些|稍微|比较|很|非常|特别|挺)(?:小?胖|瘦|高|矮|壮|老|秃|驼背|害羞|凶|萌|帅|美|酷|黑|白|圆|毛茸茸))(?:的)?$"
)


def _build(talk: Talk, words: str) -> bool:
    """Take "有点胖" for what somebody is like while he is being described; said alone it minds the picture."""
    if BUILD.match(words) is None or not any(c.target for c in talk.e.changes):
        return False
    who = [s for s in talk.current()[:1] if talk.names.is_alive(s)]
    for subject in who:
        talk.describe(subject, words)
    return bool(who)


FILLED = re.compile(r"^(?:里面?|上面?)?(?:种|养|挂|摆|放|贴|写|画|装|堆|停|住)(?:了|着|满)+[^，]{2,16}$")


def _filled(talk: Talk, words: str) -> bool:
    """ "种了番茄黄瓜茄子", right after the garden: what it is full of."""
    who = talk.all(talk.topic)[-1:]
    if (
        FILLED.match(words) is None
        or not who
        or talk.names.is_alive(who[0])
        or re.search(rf"{NUMBER}[{MEASURES}]", words)
    ):
        return False
    talk.e.acted.add(who[0].id)
    talk.act(who[0], words)
    return True


def bodily(talk: Talk, words: str) -> bool:
    """Read one such clause."""
    return (
        _build(talk, words)
        or _filled(talk, words)
        or (not talk.fresh and any(rule(talk, words) for rule in (_has, _more_of, _as_told, _done_to)))
    )


def _has(talk: Talk, words: str) -> bool:
    """Say of the one who is spoken of what grows on him."""
    found = HAS.match(words)
    if found is None or (talk.topic and talk.find(found.group("np"))):
        return False
    who = bearers(talk, talk.current()[:1])
    if not who or not talk.names.is_alive(who[0]):
        return False
    subject, np = who[0], re.sub(r"^[个只条根](?=.)", "", found.group("np"))
    where = found.group("where")
    said = f"{where}{found.group('v')}着{np}" if where and found.group("v") != "有" else f"{where}有{np}"
    if where:
        talk.e.acted.add(subject.id)
        talk.act(subject, said)
    else:
        talk.describe(subject, said)
    talk.speak_of([subject.id])
    return True


def _more_of(talk: Talk, words: str) -> bool:
    """ "多加一只眼睛", where somebody has three: four."""
    found = MORE_OF.match(words)
    if found is None:
        return False
    told = re.compile(rf"(?P<n>{NUMBER})(?P<m>[{MEASURES}])(?P<mid>[^，]{{0,3}}){found.group('part')}")
    by = NUMERALS.get(found.group("n"), 1)
    for subject in talk.names.order():
        for attribute in subject.attributes:
            had = told.search(attribute)
            if had is None or had.group("n") not in NUMERALS:
                continue
            now = numeral(NUMERALS[had.group("n")] + by)
            new = f"{attribute[: had.start()]}{now}{had.group('m')}{had.group('mid')}{found.group('part')}"
            kept = tuple(new if a == attribute else a for a in subject.attributes)
            talk.e.put(replace(subject, attributes=kept))
            talk.record("edit", subject.id, "attribute", new)
            talk.speak_of([subject.id])
            return True
    return False


def _as_told(talk: Talk, words: str) -> bool:
    """Take "四只", right after what made them four, for the same said again."""
    found = BARE_COUNT.match(words)
    last = talk.e.changes[-1] if talk.e.changes else None
    return bool(found and last and last.attribute == "attribute" and last.value.startswith(found.group("n")))


def _done_to(talk: Talk, words: str) -> bool:
    """ "把月饼切开露出蛋黄": what was done to a thing is how it looks now."""
    found = DONE_TO.match(words)
    if found is None:
        return False
    more = found.group("more")
    deed = f"{found.group('deed')}了，{more}" if more else f"{found.group('deed')}了"
    named = talk.find(found.group("x"))
    if named and named.part:
        return False
    if named and named.subjects:
        for subject in talk.all(named.subjects):
            talk.e.acted.add(subject.id)
            talk.act(subject, deed)
        talk.speak_of(named.subjects)
        return True
    return keep_words(talk, f"{found.group('x')}{deed}")
