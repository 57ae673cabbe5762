"""One clause of spoken Chinese: its topic, what is to become of it, and what is added, removed, exchanged or given."""

import re
from collections.abc import Callable

from dialog.scene import Subject
from rewriter.anchors_zh import bearers, laid
from rewriter.being_zh import LIVES, never
from rewriter.beside_zh import beside
from rewriter.chinese import MEASURES
from rewriter.counting_zh import count_clause
from rewriter.everyday_zh import everyday
from rewriter.facts_zh import SOFT, facts
from rewriter.fragments_zh import go_on
from rewriter.introducing_zh import MARKED, add_clause, bring, intro_clause, role_clause, unknown_clause
from rewriter.lettered_zh import lettered
from rewriter.making_zh import DEED, HOLD, WEAR, split_deed
from rewriter.members_zh import each_does, leaves
from rewriter.naming_zh import HEADLESS, NUMBER, Named
from rewriter.own_words_zh import own_again, own_clause, own_me, own_more
from rewriter.parts_zh import PART, more_of_part, owned_part, part_clause, said_of
from rewriter.passing_zh import pass_on
from rewriter.places_zh import POSTURE
from rewriter.posing_zh import shown
from rewriter.removing_zh import remove_clause
from rewriter.reverting_zh import revert_one
from rewriter.saying_zh import say_of
from rewriter.sayings_zh import more_sayings
from rewriter.scalars import color_of
from rewriter.sense_zh import makes_sense
from rewriter.several_zh import all_things, one_of_several
from rewriter.sides_zh import other_side
from rewriter.stepping_in_zh import step_in
from rewriter.swapping_zh import become_clause
from rewriter.talk_zh import Talk
from rewriter.texts_zh import quoted_clause, retext_clause, texts_clause
from rewriter.tinted_zh import tinted
from rewriter.told_zh import in_words_only
from rewriter.undressing_zh import clothes_clause

FILLER = re.compile(
    r"^(?:[…·]+|嗯+|呃+|额|唔|那个就是|就是说?(?![个一他她它这那])|那个(?=[，\s]|[^，]{0,1}[给把让再])|那啥|这个嘛|"
    r"然后(?:呢)?|哎呀?|唉|诶|欸|哦+|噢|喔|啊+|嘿|哇塞?|"
    r"对了|那(?=[把给让将叫再换改帮])|还有(?=[，把给让])|另外(?![一两画])|再就是|等等|等一?下|算了|那就|那么|要不然?|干脆|我(?:想象|想像|心目)中的?(?=.{2})|我想要?(?![象像念起到])|"
    r"我要(?!的)|我希望|想要(?=一?[个张幅])|帮(?:我|忙)|给我(?!们)|替我|麻烦你?|请|拜托|"
    r"能不能|可不可以|能否|可以(?:的话)?|你?再帮我|其实|感觉|我觉得|觉得|最好|"
    r"还是(?=[把给让换改用加弄别不去要])|不如|顺便|顺手|直接|同时|接着|现在(?=[把给让加换])|"
    r"(?:一共|总共)(?:有|是)?(?=[一二两三四五六七八九十\d])|最后(?![那这一的面个只条匹头位张排])|首先|先(?=[把给])|你(?=[把给让帮])|咱们?|我们|好(?:的|吧|了|嘞)(?=.)|行(?=[，把给])|可能|"
    r"应该(?=[是把])|不过|但是?(?=.)|而且|并且|"
    r"对(?=[，把给])|没错|话说|哈哈+|呵呵|嘻嘻|额外)[，、]?(?=.)"
)


TAIL = re.compile(
    r"(?:吧|呗|呀|啊|哦|呢|嘛|啦|哈+|喽|咯|(?<!比)耶|好吗|好不好|行吗|行不行|可以吗|可不可以|如何|怎么样|谢谢|谢啦|"
    r"谢了|看看|试试|一下子?(?=吧|$)|~|～|就好了?|就行了?|就可以了?|即可|算了|得了|吗|[!！?？.。])+$"
)


KEEP = re.compile(
    r"^(?:把)?(?P<x>[^，]{0,12}?)(?:都|也|先|就|还|得|要|给我)*(?:别动|不要?动|不变|别变|不要?变|别改|"
    r"不要?改|不用[改动换]|别换|保持不变|保持原样|保持|保留着?|留着|照旧|照样|照原样|不动|一样不变|还是一样|"
    r"还跟原来一样|跟之前一样|维持原样|原样)(?:了)?$"
    r"|^(?:保留|保持|留着|别动|不要动|别改|别碰)(?P<y>[^，]{1,12})$"
)


REMARK = re.compile(
    r"^换一?个?(?:角度|视角|镜头|姿势|样子|感觉)$|"
    r"^[^，]{0,10}?(?:不好看|不太好看?|难看|不喜欢|不满意|不对劲|怪怪的|奇怪|没感觉|不行|不好|不太好|不合适|不太合适|不搭|不太行)(?:了)?$|"
    r"^(?:我)?(?:不太?|不怎么)(?:喜欢|满意)[^，]*$|"
    r"^(?:有点|有些|好像|感觉|实在|真的|这|那|都|也|就|还|不过)*(?:太(?!阳)|好(?![吃朋]|[多几].)|真|很(?!多.)|挺|蛮|怪(?!兽|物)|超(?!人|市)|非常|"
    r"特别)(?:[^，把给换改加]{1,5})了?$|^(?:有点|有些)[^，]{1,4}了?$|"
    r"^(?:不错|可以|漂亮|好看|完美|可爱|满意|哈+|笑死我?了?|厉害|牛|赞|棒|对|不对|错了|不是(?:这样|这个)?|"
    r"搞错了|弄错了|说错了|刚说错了|刚才说错了|我说错了|写错了|画错了|啊不|不不|不不不|不是不是|不对不对|"
    r"就这样|就这个|没了|行|好|嗯|ok|等下)(?:了|的|吧|啊|呀)*$"
)


DISLIKED = re.compile(r"(?:不太?|不怎么)(?:好|好看|合适|行|搭)了?$")
"""Ends a remark on what is there, even where it begins like a style: 那个风格不好."""


NOTHING = re.compile(
    r"(?:算了|得了|随便|行吧|好吧|那行|那好|嗯+|哦+|对了|这样吧|就这样|哎呀?|唉+|诶+|欸|哇塞?|哇+|啊+|呀|哈哈+|嘻嘻|呃+|咦|哟|嘿|"
    r"好[啦嘞呀哒]|行啦|对对+|是的|没错|没事|等等|等一?下|让我想想|我想想|我再想想)(?:吧|呀|啊|算了|[~～])*"
)


ELSEWHERE = re.compile(
    r"除了|^(?:只留|只保留|只剩|仅保留)|其中(?!一[个只条匹头位名朵辆](?:正?在|[戴穿拿举抱]))|没有.{1,6}的.|不要有|别有|不带.{1,4}的|(?:变成|改成|换成|"
    r"涂成)[^，]{1,3}色?和[^，]{1,3}色(?:的)?$|(?:春|夏|秋|冬)[天季](?:里|的.*)?$|^(?:把)?(?:其他|其余|"
    r"别的)[^，]*(?:变|改|换|涂|画|染)"
)


"""What other rules read: exceptions, one of several, what a description lacks, seasons."""


BESIDE_GIVE = re.compile(r"^(?:把|给|让|叫|使|帮|请|将|替)(?P<x>[^，]+)$")


Rule = Callable[[Talk, str], bool]


MISSING = re.compile(
    rf"^(?:还|好像|是不是|怎么|里面|画里)*(?:少了|缺了?|漏了|漏画了|忘了画|没画)(?P<n>(?:一|{NUMBER})?[{MEASURES}])(?P<x>[^，]{{1,6}})$"
)
"""Somebody is missed: 少了一个弟弟."""


def clean(words: str) -> str:
    """Return a clause without what people say before and after what they want."""
    words = words.strip("，。 、")
    for _ in range(8):
        shorter = FILLER.sub("", words, count=1)
        if len(shorter) > 1:
            cut = TAIL.sub("", shorter)
            shorter = cut or shorter
        if shorter == words:
            break
        words = shorter.strip("，。 、")
    return words


def read_clause(talk: Talk, words: str) -> bool:
    """Apply one clause; False when the rules of spoken Chinese do not know it, and then nothing is changed."""
    before = (talk.e.scene, list(talk.e.changes), talk.topic, talk.e.used)
    focus, acted, running = list(talk.e.focus), set(talk.e.acted), bool(talk.topic) or talk.fresh
    talk.span = words
    said = re.sub(r"(?<=[^，]{2})(?:呢|嘛)(?=[别不就让给要换也得穿戴])", "", clean(words))
    said = shown(talk, said)
    said = re.sub(r"从[^，]{1,4}?的?(?=换成|改成|变成)", "", said)
    said = re.sub(r"^(?:再|又|还|也|就|顺便)+(?=(?:给|让|把)[^，]{2,})", "", said)
    if talk.gone:
        said = re.sub(r"^(?:就|只)剩(?:下|了)?(?=[一二两三四五个只条几])", "再放", said)
    lacks = MISSING.match(said)
    if lacks and not talk.find(lacks.group("x")):
        said = f"再画{lacks.group('n')}{lacks.group('x')}"
    said = re.sub(r"^[加画](?=在.{2})", "", said) if talk.topic else said
    if not said or NOTHING.fullmatch(said):
        return True
    if ELSEWHERE.search(said):
        return False
    for rule in RULES:
        if rule(talk, said):
            if makes_sense(before[0], talk.e.scene, said, talk.e.lexicon, running):
                _look_over(talk)
                return True
            talk.e.focus, talk.e.acted = list(focus), set(acted)
        talk.e.scene, talk.e.changes, talk.topic, talk.e.used = before[0], list(before[1]), before[2], before[3]
    return False


def _look_over(talk: Talk) -> None:
    """Keep the focus on what is there."""
    there = {s.id for s in talk.scene.subjects}
    talk.topic = tuple(i for i in talk.topic if i in there)


def _keep(talk: Talk, words: str) -> bool:
    found = KEEP.match(words)
    if found is None:
        return False
    what = found.group("x") or found.group("y") or ""
    if (
        re.search(r"(?:胡子?|须|发|辫子?|刘海|髻|马尾|寸头|指甲)$", what)
        and words.startswith("留")
        and not talk.find(what)
    ):
        return False
    if what and not (
        re.search(r"别的|其[他它余]|剩下|什么", what)
        or talk.find(what.removesuffix("的").removesuffix("也"))
        or len(what) < 6
    ):
        return False
    talk.e.kept.append(what or words)
    return True


def _remark(talk: Talk, words: str) -> bool:
    if REMARK.match(words) is None or (talk.find(words) and not re.search(r"不|难看|怪", words)):
        return False
    about = re.match(r"^(?P<x>[^，]{1,8}?)(?:也|都|有点|有些|好像|是不是)*(?:太|不|难|怪)", words)
    named = talk.find(about.group("x")) if about else None
    if named and named.subjects:
        talk.speak_of(named.subjects)
        talk.part = named.part or talk.part
    return (bool(DISLIKED.search(words)) or not facts(words, talk.e.lexicon)) and not re.match(
        r"^(?:太)?[大小]$", words
    )


def _facts(talk: Talk, words: str) -> bool:
    found = facts(words, talk.e.lexicon) if not DISLIKED.search(words) else []
    if not found:
        return False
    for name, value in found:
        if not value and not getattr(talk.scene, name):
            return False
        talk.frame(name, value)
    return True


def _give(talk: Talk, words: str) -> bool:
    """ "给猫戴个铃铛", "让它趴着", "把黑的变大": a marked topic, then what is said of it."""
    found = BESIDE_GIVE.match(words)
    if found is None:
        return False
    rest = found.group("x")
    for cut in range(min(len(rest) - 1, 16), 0, -1):
        named = talk.find(rest[:cut])
        if named and named.subjects and not named.part:
            if rest[:cut] in ("它", "他", "她") and re.match(WEAR, rest[cut:]):  # no thing puts on a hat
                named = Named(tuple(s.id for s in bearers(talk, talk.all(named.subjects))))
            return said_of(talk, named, rest[cut:]) or _lets(talk, named, rest[cut:])
        if named and named.part and part_clause(talk, named, rest[cut:]):
            return True
    made = re.match(rf"^(?P<np>(?:{NUMBER}?[{MEASURES}]).+)$", rest) if words.startswith(("让", "叫", "请")) else None
    return bring(talk, made.group("np")) if made else False


BARE_DEED = re.compile(
    r"^(?:都|也|再|高高地?)?(?:大|微|狂)?[飞跑跳走游爬转动笑哭唱站坐躺趴蹲睡](?:起来|下来|下|着|过来|一会儿?|一圈)$"
)


def _lets(talk: Talk, named: Named, words: str) -> bool:
    """ "让它飞起来": what its body is like stays."""
    if BARE_DEED.match(words) is None:
        return False
    for subject in talk.all(named.subjects):
        talk.act(subject, words)
    talk.speak_of(named.subjects)
    return True


def _topic(talk: Talk, words: str) -> bool:
    """The longest beginning that names something is the topic, the rest what is said of it."""
    if MARKED.match(words):
        return False
    called: set[str] = set()
    for cut in range(min(len(words) - 1, 14), 0, -1):
        head, rest = words[:cut], words[cut:]
        named = talk.find(head)
        called |= {s.noun for s in talk.all(named.subjects)} if named and not named.part else set()
        if (
            named is None
            or any(words[cut - 1 : cut + 1] in noun for noun in called)
            or (len(head) > 1 and DEED.match(head) and not re.search(r"[那这][个只位条]$", head))
            or (re.fullmatch(rf"两[{MEASURES}]", head) and talk.e.lexicon.match_at(rest.lower(), 0, ("concept",)))
            or re.match(r"^(?:[主子儿员垫罩]|单[是要换改用的]|手(?![里上中持拿举捧指掌牵心拉]))", rest)
        ):
            continue
        if named.part:
            if part_clause(talk, named, rest):
                return True
            continue
        if (
            talk.names.scene.subjects
            and HEADLESS.match(head) is None
            and re.match(r"^(?![手嘴怀爪][里上])[^，]{0,3}(?:里|[上下](?![来去])|旁|边)", rest)
            and not re.match(
                rf"^(?:{POSTURE})?在|^(?:{WEAR}|{HOLD})|^[开驶停骑跑飞走游跳]?(?:去|到|往|向|靠)[左右上下]"
                r"|^(?:往|向)?(?:移动?|挪动?|搬|放|摆|换|站|坐|调)(?:(?:到|在|去|至)|(?=[左右]边))",
                rest,
            )
        ):
            continue
        if head in ("它", "他", "她") and LIVES.match(rest):
            named = Named(tuple(s.id for s in bearers(talk, talk.all(named.subjects))))
        if said_of(talk, named, rest):
            return True
        rest = re.sub(r"^(?:给|让)[它他她]们?(?=.)", "", rest)
        if _verbal(rest):
            rest = re.sub(
                r"^(?:也|都|就|还|再|要|得|在|正在|自己)+(?=.)", lambda m: "自己" if "自己" in m.group(0) else "", rest
            )
            rest = f"{head[-1]}{rest}" if re.match(r"^[顶身叶枝门窗灯尾轮牌冠]", rest) else rest
            for subject in talk.all(named.subjects):
                if not DEED.match(rest):
                    talk.e.acted.add(subject.id)
                talk.act(subject, rest)
            talk.speak_of(named.subjects)
            return True
    return False


def _verbal(words: str) -> bool:
    """Tell whether words that no rule knows may be a deed: no wish, no number, not a noun after 的."""
    return (
        not re.match(
            r"^(?:的|和|跟|与|、|把|将|给|换|改|去|删|加|来|再|要|是|不|别|上|下|里|中|旁|边|左|右|前|后|那|"
            r"这|太|有点|还是|变|弄|写|叫|[的地得])",
            words,
        )
        and len(words) > 1
    )


ACTS_ON = re.compile(
    r"^(?:正|在|正在|一起|也)*(?:跟|和|对着?|向着?|朝着?|往|冲着?|替|为|陪|帮)(?P<x>[^，]{1,6}?)(?P<v>[^，]{1,8})$"
)


def _of_current(talk: Talk, words: str) -> bool:
    """A predicate without a topic is said of what was spoken of last."""
    look = re.fullmatch(
        r"[^，是要把给]{1,4}(?:头发|短发|长发|卷发|眼睛|胡子|尾巴|耳朵|翅膀|表情|皮肤|辫子|马尾|刘海|鼻子|嘴巴|肚子|脸蛋|长发飘飘)"
        rf"|头发(?:再|更|要|变)*[长短卷直]{SOFT}?",
        words,
    )
    if look:
        for subject in bearers(talk, talk.current()[:1])[:1]:
            talk.describe(subject, words)
        return True
    if talk.word and words.endswith("的") and len(words) < 6:
        from rewriter.rewording_zh import reworded

        if reworded(talk, talk.word, words):
            return True
    if (
        talk.part
        and talk.part.subject
        and (
            re.search(r"(?:的|那种)$" if not talk.chosen else r"(?:的|那种|[点些])$", words)
            or color_of(re.sub(r"^(?:要|是|用|得是)(?=.)", "", words), talk.e.lexicon)
        )
        and len(words) < 8
        and not re.match(rf"^(?:{WEAR}|{HOLD}|{PART})", words)
    ):
        from rewriter.swapping_zh import set_part

        if set_part(talk, Named((talk.part.subject,), talk.part), words):
            return True
    if not talk.scene.subjects or MARKED.match(words):
        return False
    who = laid(talk, words)
    own = re.match(rf"^(?:{PART})", words) is not None and not re.match(rf"^(?:{WEAR}|{HOLD})", words)
    has = re.match(rf"^(?P<x>{PART})", words)
    if has and own and not talk.topic:
        said = has.group("x").removesuffix("子")
        mine = [
            s for s in talk.names.order() if said in f"{s.action}{''.join(s.attributes)}" and talk.names.is_alive(s)
        ]
        who = mine[:1] or who
    if re.match(rf"^{WEAR}", words) and not all(talk.names.is_alive(s) for s in who):
        who = bearers(talk, who)
    if not talk.topic and re.match(r"^(?:双|两|左|右|单)?手[里上中捧拿举提握]|^怀里", words):
        who = [s for s in talk.names.order() if talk.names.is_person(s)][:1] or who
    if own and not talk.topic and re.match(r"^[左右]?[衣头眼耳嘴脸胡辫发表手尾翅鼻胳腿脚屁膝额毛羽皮爪肚鳞]", words):
        who = bearers(talk, who)
    return (
        (own and owned_part(talk, who, words))
        or say_of(talk, who, words)
        or owned_part(talk, who, words)
        or _deed(talk, who, words)
    )


def _deed(talk: Talk, who: list[Subject], words: str) -> bool:
    led = re.sub(r"^(?:也|都|就|还|再|正|一起|要)+(?=.)", "", words)
    noun, deed = split_deed(f"猫{led}", talk.e.lexicon)
    on = ACTS_ON.match(words)
    bare = re.fullmatch(
        r"(?:大|微|傻|偷|坏)?(?:笑|哭)|[笑哭跑飞跳动唱叫转闹]起来|站起来|坐下来?|躺下来?|趴下来?|睡着|睡觉|走|跑|"
        r"飞|跳|转圈|挥手|招手|比心|比耶",
        led,
    )
    bare = bare or re.fullmatch(r"用[^，]{1,8}[包绑捆裹围铺做拼搭编堆装盛](?:着|起来|成|好|的)+", led)
    if not bare and not (on and talk.find(on.group("x"))) and (noun != "猫" or not deed or not DEED.match(led)):
        return False
    for subject in who:
        talk.act(subject, led)
    return True


RULES: tuple[Rule, ...] = (
    beside, other_side, count_clause, clothes_clause, _keep, more_of_part, lettered, quoted_clause, texts_clause,
    retext_clause, revert_one, everyday, more_sayings, tinted, step_in, _facts, each_does, one_of_several, all_things,
    pass_on, leaves, remove_clause, own_again, become_clause, _remark,
    _give, role_clause, add_clause, _topic, own_me, own_clause, own_more, go_on, unknown_clause, _of_current,
    in_words_only, intro_clause, bring, never,
)  # fmt: skip
