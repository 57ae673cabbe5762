"""Where one Chinese clause without punctuation holds several: dictated speech runs on.

A cut needs a whole clause on its left (somebody or something and what is said of it) and the plain beginning of
another on its right: a place where something is, somebody with what he does, one thing more that is worn or held.
"""

import re

from rewriter.chinese import MEASURES
from rewriter.lexicon import CONCEPT
from rewriter.living_zh import ANIMAL_END
from rewriter.making_zh import DEED
from rewriter.naming_zh import NUMBER, PERSON_END, Names

COUNTED = rf"(?:(?:{NUMBER}|几)[{MEASURES}]|[个只条朵棵顶件副双把块杯碗盘盆瓶张本面幅位名束串支盏匹头辆座架根])"
PUT_ON = (
    r"(?:[穿戴系扎留拿捧别攥捏托扛叼捻拎]|围(?![裙巾脖])|披(?![肩风])|梳(?!子)|背(?![心包带影景后])|挎(?!包)|套(?!装)|"
    r"举(?!行)|提(?![琴包])|撑(?!杆)|抱(?!枕)|握(?!手)|牵(?!牛)|端(?!午))"
)
DOES = rf"(?:{PUT_ON}|[剥骑坐站躺趴蹲卧炸吃喝看读写画弹拉吹打踢扫洗切煮烤推搬种喂钓放挂摆贴铺堆装追叼])"
VERBAL = re.compile(
    rf"{DEED.pattern}|{DOES}(?:着|了|满|好)+|{DOES}{COUNTED}(?=.)|(?:{PUT_ON})(?=[^，的着了]{{0,4}}[帽镜巾裙裤衣服鞋袍衫套发辫甲])"
)
"""A verb with its object, or one that shows by its form that it is one."""
LEANS = re.compile(
    r"着[红橙黄绿青蓝紫黑白灰棕金银粉大小]$|[着在把给跟和与对向让叫是有的被从到往像比上不别没要再也都还就正很更最第把将、一个只条匹位名朵顶件副他她它]$|(?<!正)在(?![做吃喝看玩打写画唱弹拉吹跳跑走飞游睡炒煮烤洗扫钓读拍追偷聊晒堆切下织喂推])[^，上里下边中旁前后]{1,3}$|[抱骑看追牵推拉喂陪]$"
)
"""Ends of a left half that still want what follows."""
SPOT = (
    r"(?:脚边|脚下|手边|身[边旁后前上]|旁边|边上|背后|[前后上下里外左右]面|[左右上下里外]边|中间|对面|头[上顶]|背上|"
    r"肩上|怀里|手里|(?:窗台|阳台|床头|书架|柜子|沙发|草地|桌子|茶几|讲台|屋顶|墙头|台阶|椅子|院子|盘子|篮子)(?:上|里|下|旁边|边)|嘴里|周围|四周|远处|天上|天空中?|空中|地上|桌上|墙上|窗外|门口|水面上?|水里|树上|树下|路边|门前|院子里)"
)
THERE = re.compile(
    rf"(?:{SPOT})(?:还|也|都|再|又|正)*(?:[蹲站坐趴躺卧睡停挂贴插堆立铺长飘浮飞藏跟放摆装盛盖开下写停]+(?:着|了|满)+|"
    rf"[蹲站坐趴躺卧停挂贴插堆立放摆](?={COUNTED})|(?={NUMBER}[{MEASURES}][^，]{{1,6}}(?:在|正|[^，]着))|有|是(?={COUNTED})|(?:再)?[加放画摆来](?={COUNTED}))"
)
DRESSED = re.compile(
    rf"(?:头上|身上|手里|手中|脖子上|腰间|背上)?(?:还|也|又|再)?(?:{PUT_ON})(?:着|了|上)*"
    rf"(?=(?:着|了|上)|{COUNTED}|[大小高长短]?[红橙黄绿青蓝紫黑白灰棕金银粉花]|[^，]{{0,5}}[帽镜巾裙裤衣服鞋袍衫辫袋篮包伞]$)"
)
TOTAL = re.compile(rf"(?:一共|总共)(?:有|是)?{NUMBER}[{MEASURES}]")
FOLLOWS = re.compile(
    r"(?:(?<=[晴阴雨雪]天)|(?<=[傍夜]晚)|(?<=晚上)|(?<=黄昏)|(?<=清晨))(?=有|阳光|月光|星星|灯光|满天)|(?<=风格|画风)(?:再|但是?|配|加)|(?<=了)(?:让(?=[她他它]|[^，]{1,4}[给去来坐站躺])|(?:就)?只?剩(?:下|了)?|换成|改成|把(?=.{2})|再(?=[加来画放]))"
)
HUE = re.compile(r"[红橙黄绿青蓝紫黑白灰棕金银粉橘花大小老胖瘦高矮新旧圆长短]+色?")
WHEN = re.compile(
    rf"^(?:大|下)?(?:雪天|雨天|晴天|阴天|雪夜|雨夜|傍晚|黄昏|清晨|早晨|早上|晚上|夜晚|夜里|深夜|半夜|中午|下午|午后|春天|夏天|秋天|冬天)(?={NUMBER}[{MEASURES}])"
)
"""When it is, before the one that the picture is of: 大雪天一个外卖小哥."""
SHOWS = re.compile(r"(?:上面?)?写(?:着|上)?[\ue000-\ue0ff]")
SHEET = re.compile(rf"(?:[举拿捧戴穿打撑挂贴立摆放竖印有])(?:着|了)*(?:{NUMBER}?[{MEASURES}]|着|了)[^，的]{{1,5}}$")
"""A left half that ends in what words may be read on."""
THE_ONE = re.compile(
    rf"(?:[左右]边|中间|前面|后面|另一[{MEASURES}]|[㐀-鿿]{{2}})的(?:那[{MEASURES}])?(?:双手|单手|手里|手中|头上|身上)?(?:{PUT_ON})"
    rf"(?:着|了|上)*(?=着|了|{COUNTED}|[^，]{{0,4}}(?:[甲帽镜巾裙裤衣服鞋袍衫刀剑伞旗花包]|[两双]把)|[两双三]把)"
)
"""One of several by its place or clothes, and what it wears or holds: 右边的穿黑甲."""
TWICE = re.compile(r"(?P<x>[㐀-鿿])(?P=x)的$")
EACH = re.compile(
    rf"(?:[^，的一]{{2,4}}的){{2,}}(?:还有)?(?:一[{MEASURES}][^，]+)?$|一[个只位名条匹]在[^，一]+一[个只位名条匹]在[^，]+$"
)
PEOPLE = re.compile(
    r"(?:小|老|大|胖|瘦)?(?:爷爷|奶奶|爸爸|妈妈|哥哥|姐姐|弟弟|妹妹|叔叔|阿姨|外公|外婆|女孩|男孩|女孩儿|男孩儿|女人|男人|女生|男生|女的|男的|"
    r"孩子|小孩|小孩儿|老人|老头|老太太|姑娘|伙子|少女|少年|老师|学生|医生|护士|警察|厨师|老板|店员|和尚|新郎|新娘|朋友|人)"
)
LIVING = re.compile(rf"{PERSON_END.pattern}|{ANIMAL_END.pattern}")
ACTS = re.compile(
    rf"^(?:也|都|正|还|则|就)*(?:在(?!.{{0,3}}的)|{DOES}(?:着|了(?!.{{0,2}}$)|在|{COUNTED})|{DEED.pattern})"
)


def run_on(part: str, names: Names) -> list[str]:
    """Return the clauses of ``part``, which has no comma; the whole where nothing shows that there are several."""
    pieces, rest = [], part
    for _ in range(5):
        cut = _cut(rest, names)
        if not cut:
            break
        pieces.append(rest[:cut])
        rest = rest[cut:]
    return [*pieces, rest]


def _cut(words: str, names: Names) -> int:
    inside = {i for m in names.lexicon.find(words, (CONCEPT,)) for i in range(m.start + 1, m.end)}
    led = WHEN.match(words)
    if led:
        return led.end()
    for at in range(3, len(words) - 1):
        left, right = words[:at], words[at:]
        if at not in inside and _begins(left, right, names):
            return at
    return 0


def _begins(left: str, right: str, names: Names) -> bool:
    if FOLLOWS.match(left + right, len(left)):
        return True
    if LEANS.search(left):
        return False
    if THERE.match(right):
        return (_whole(left) and not _owns(left, right, names)) or _brings(left, right)
    if DRESSED.match(right):
        return _whole(left) and not _modifies(left, right)
    if TOTAL.match(right) or TWICE.match(right):
        return _whole(left)
    if SHOWS.match(right):
        return SHEET.search(left) is not None
    if THE_ONE.match(right):
        return _whole(left)
    if EACH.match(right):
        return re.search(rf"{NUMBER}[{MEASURES}][^，]{{1,5}}$", left) is not None
    trait = re.search(rf"[{MEASURES}](?P<x>[^，的]{{1,3}})$", left)
    if trait and (HUE.fullmatch(trait.group("x")) or names.lexicon.lookup(trait.group("x"), "color")):
        return False
    return _whole(left) and _somebody_acts(left, right, names)


def _whole(left: str) -> bool:
    """Tell whether ``left`` says something of somebody: a verb with its object that is no modifier before 的."""
    body = re.sub(rf"^(?:再|画|来|加|给|让|把|帮我)*(?:{NUMBER}?[{MEASURES}])?", "", left)
    found = None
    for match in VERBAL.finditer(body):
        found = match
        if match.start() > 0 and body[match.end() :]:
            break
    if found is None or (
        found.start() == 0 and body != left and re.match(rf"^(?:画|来|加)?{NUMBER}?[{MEASURES}]", left)
    ):
        return False
    after = body[found.end() :]
    if "的" in after:
        before, _, noun = after.rpartition("的")
        return bool(noun) and len(before) < 4 and not LIVING.search(noun)
    return bool(after) or found.group(0)[-1] not in "着了在个只条"


def _modifies(left: str, right: str) -> bool:
    """Tell whether both halves stand before one noun: 戴帽子穿裙子的女孩."""
    head = right.rpartition("的")[2]
    return "的" in right and LIVING.search(re.sub(r"(?:在|坐|站|躺|趴).*$", "", head)) is not None


def _owns(left: str, right: str, names: Names) -> bool:
    """Tell whether the place on the right is a place of what the left ends in: 老奶奶脚边."""
    end = next((left[-size:] for size in range(min(6, len(left)), 0, -1) if names.several(left[-size:])), "")
    return bool(end) and VERBAL.search(left[: -len(end)]) is None


def _brings(left: str, right: str) -> bool:
    """Tell whether the left brings the thing that the place on the right belongs to: 加个竹筐里面装满了毛豆."""
    return (
        re.search(rf"(?:加|放|摆|来|画|有|添|挂|坐|站|趴|蹲)(?:着|上|了)*{COUNTED}[^，的在]{{1,6}}$", left) is not None
        and re.match(r"[里上下旁左右前后外][面边]|头上|手里|身[上边后旁]|背上|怀里", right) is not None
    )


def _somebody_acts(left: str, right: str, names: Names) -> bool:
    """Tell whether ``right`` begins with somebody who is there or whom everybody knows, and then what he does."""
    counted = re.match(rf"^(?:{NUMBER}|几)[{MEASURES}]", right)
    start = counted.end() if counted else 0
    for size in range(min(6, len(right) - start - 1), 0, -1):
        noun, deed = right[start : start + size], right[start + size :]
        known = names.lexicon.lookup(noun, CONCEPT)
        alive = (known and names.lexicon.concepts[known].kind in ("animal", "person")) or PEOPLE.fullmatch(noun)
        there = any(s.noun == noun for s in names.scene.subjects)
        if size == 1 and not counted and re.search(rf"[{MEASURES}][^，的]{{1,3}}$", left):
            continue  # 一只布偶猫
        if (there or alive) and ACTS.match(deed):
            return True
    return False
