"""A spoken Chinese noun phrase taken apart: number, modifiers, noun, and what the one named does.

Nothing is lost: a modifier that is no color, size or thing stays an attribute in the user's words, an unknown noun
stays a noun.
"""

import re
from dataclasses import dataclass, replace

from dialog.scene import Subject
from rewriter.chinese import MEASURES, NUMERALS
from rewriter.lexicon import CONCEPT, Lexicon
from rewriter.living_zh import ANIMAL_END
from rewriter.naming_zh import NUMBER, PERSON_END
from rewriter.words_zh import PLACE, SIDES

NO_MEASURE = (
    r"(?!头(?![大小]?[牛羊猪驴狼狮象鹿熊骡虎豹])|面[具包条粉前对部罩膜纱]|口[罩红袋琴哨渴]|条[纹幅件]|片[名头尾]|"
    r"群[山众岛]|台[灯词阶球下上前后]|只[露有剩要留能是看穿戴在见听会想]|身[后边上旁体前材穿]|串珠|根部|"
    r"把[手柄它他她这那]|盘子|碗[里上]|杯[子里]|瓶[子身]|盒子|桶[里子]|双[手眼喜层]|对[面联着话手比]|个[性子头]|"
    r"位置|件事|层次|副本|种[子植]|"
    r"块头|支[架持]|部[分位]|点[心缀]|张[开嘴]|朵[里上]|滴[水落]|排[骨球队]|家[人里具乡]|道[具士路]|幅度|"
    r"扇[子面动风]|座[位椅]|顶[端部上着到在住起]|粒子|"
    r"圈[子套]|段落|株连|首[都先饰]|套[装餐头马娃圈]|盆[栽景里子地]|篮[球子]|堆[积雪]|艘$|枝[头叶]|叶[子]|款式|"
    r"团[扇圆队结]|轮[子廓船]|名[字称片]|队)"
)
AMOUNT = re.compile(
    rf"^(?:(?P<vague>[一二两三四五六七八九][二三四五六七八九][{MEASURES}]|一大?群|一些|各种(?:各样)?的?|各式各样的?|许多|很多|好多|一大?堆|一排|一大片|若干|无数|几十[{MEASURES}]|"
    rf"好?几[{MEASURES}]|十几[{MEASURES}]|好些[个只]?|满(?![天地墙屋桌街山园树身脸])(?=.)|一?点儿?(?![心缀赞])(?=.)|些)"
    rf"|(?P<n>{NUMBER})(?P<m>[{MEASURES}])(?:大|小)?(?=$|[^，])|(?P<pair>[俩仨])(?=.)|{NO_MEASURE}(?P<bare>["
    rf"个只条朵棵张把顶件副双对群座辆匹头块杯碗盘盆瓶根枝首本盏面幅位名株束串片支艘架栋所间扇滴圈套台口道艘尊颗])"
    rf"(?=[^，的了着过]))"
)
WEAR = (
    r"(?:身上?|头上?|脖子上|脸上|脚上|胸前|头顶|腰上|腰间|腰里|背上|肩上|手腕上|鼻梁上|耳朵上)?(?:还|都|也|又|再|只|正)?(?:穿(?![过越梭行])|戴|围|系|"
    r"披|裹|扎|留|梳|别|佩|套|蹬|踩|扣|打(?=.{0,4}领带))(?:着|了|上|个(?!性))*"
)
HOLD = (
    r"(?:两?(?:手|爪|怀|嘴)(?:里|上|中)?|左手|右手|一手|单手|双手)?(?:还|都|也|又|再|只|正)?(?:拿|提|拎|举|握|撑|"
    r"挎|打(?=着|把|[一两]把|.{0,3}伞)|捧|端|持|攥|托|夹|抓(?=着)|塞|叼|扛|抱|捻)(?:着|了|上)*"
)
SOMEBODY = re.compile(r"^人(?=(?:在|正|加油|招手|挥|跑着|走|看|坐|站|打|跳|唱|拍|骑|玩|等着|排))")
DEED = re.compile(
    r"(?:正在|正|在|一起|一边|偷偷|悄悄|轻轻)?(?:[站坐躺趴靠睡停飞漂走跑蹲跪浮游飘立放挂摆铺藏躲贴停泊挤围排"
    r"骑踩][在着了]|"
    r"[戴穿拿抱举骑背围牵披系提捧握撑打冒望看追拉推玩吃喝喂弹吹踢唱跳读写挥做晒钓抓咬追叼端扛拎盯等啃吐喷舔闻"
    r"哭笑流发伸张闭睁眨咧摇摸数洗刷扫烧煮炒切翻敲指踩顶推插敞晃垂低抬扬仰扭缩卷"
    r"靠倚裹托夹攥赶领带剪修喷抹搅揉拧搓捡拾扶搀挽抖洒撒搬抬塞荡爬滑滚转绕贴捻擀包挤]着|"
    r"在(?!.{0,2}的)|帮忙(?=.)|帮着|翻(?:个)?(?:跟[头斗]|筋斗)|打太极|打雪仗|下象?棋|敲[鼓锣门]|吹[笛蜡口]|放风筝|看书|读书|"
    r"写字|画画|散步|逛街|野餐|拍照|合影|拥抱|爬山|滑雪|滑冰|划船|荡秋千|堆雪人|踢球|踢足球|打篮球|玩耍|唱歌|跳舞|跳绳|跑步|睡觉|睡着|游泳|奔跑|飞翔|微笑|大笑|哭泣|打[架球拳坐瞌盹]|"
    r"弹[琴吉钢]|拉[琴二小]|拜堂|钓鱼|排队|聊天|喝[茶酒水咖奶]|吃[饭面东瓜]|抽烟|做饭|炒菜|切菜|包饺子|"
    r"看[它他她着向书电窗海门家]|盯[着]|等[着吃车人]|追[着]|吐[着泡]|发[光着呆]|冒[着热]|流[着口]|舞[龙狮剑]|"
    r"(?:单腿|单脚|盘腿|并排)(?:站|立|坐)着|当(?!中|下|年)|作为|[停站坐蹲趴躺放挂摆贴](?=[^，]{1,6}(?:后面|"
    r"前面|旁边|左边|右边|上面|下面|身边|身后|上|里|中间)$)|跳[起来伞]|飞[过来起]|跑[过来]|走[过来路]|"
    r"并[排肩](?=[走站坐跑])|[撸挽]着|剥[虾蒜毛]|遛[狗鸟猫弯]|推(?:婴儿车|轮椅|小车|车)|挖[沙土坑]|[低抬]头|大口|看[雨雪戏海]|等[位座]|喂[鸡鱼马鸽猫狗]|晒太阳|打电话|发呆|玩(?:手机|游戏|水|沙|雪)|"
    r"偷[看听窥]|张望|围观|观战|路过|经过|避雨|躲雨|休息(?![室区])|倒[茶水酒]|浇[花水菜]|扫[地雪]|擦[桌窗黑]|讲[故课]|上课|赏[月花雪灯]|快(?:要)?被|被(?![子单褥套])|"
    r"给(?=[它他她][^，的]{1,6}$|[^，的]{1,3}(?:倒|夹|喂|梳|擦|拍|讲|读|唱|洗|盖|撑|打|买|递|送|包|剪|敬|鞠|让|指|系|画|照|拿)[^，的]{0,4}$)|"
    r"亮着|开着(?!花)|关着|加班|开会|上班|下班|考试|写作业|做作业|打游戏|健身|骑车|开车|赶车|追剧|直播|画着|"
    r"比[耶心]|卖萌|搞怪|敬礼|鞠躬|伸懒腰|打哈欠|打喷嚏|[挂开长结堆装铺坐站爬贴]满(?=.)|迟到|上学|放学|过马路|过[桥河街]|拍手|叹气|打扫|收拾|做操|升旗|捉迷藏|踢毽子|爬树|种[树花菜]|植树|"
    r"买菜|灭火|站岗|巡逻|打坐|舞剑|射箭|划船|一起(?=[^，的]{1,4}$)|"
    r"(?:慢慢|缓缓|悠闲|静静|快速|飞快|自由自在)地?(?=[游走飞跑爬飘漂流移])|"
    r"(?:特别|非常|格外|十分)(?=[^，的]{1,4}$)|[坐站趴躺蹲](?=[^，在着了]{1,4}(?:边上|旁边|上面|上|里|下面|门口)[吃喝看玩写画打聊睡唱弹读晒])|从(?=[^，]{1,8}?[飞跑走跳爬游钻掉落伸冲探照射流穿来])|骑[着车马自白黑红大小]|坐[着在]|趴[着在]|站[着在]|躺[着在]|打着|往|朝着|面朝|正对|露出|探出|伸出|望向|看向|摔倒|"
    r"摔了|哈哈大笑|打招呼|招手|挥手|鼓掌|跟[它他她]|[跟陪绕对朝随顺向领带][着它他她])"
)
MANNER = re.compile(
    r"(?:从[^，的]{1,4}?(?:面|边|旁|处|里|上|下|后)|(?:轻轻|紧紧|偷偷|悄悄|静静|开心|高兴|慢慢|认真|专心)地?)$"
)
"""How or from where something is done, said before the deed: 从后面抱着."""
LOOK = re.compile(r"^(?:扎|留|梳|染|烫|打|长)")


KIN = (
    r"(?:妹妹|弟弟|哥哥|姐姐|妈妈|爸爸|爷爷|奶奶|外婆|外公|姥姥|姥爷|老公|老婆|闺女|[男女]朋友|朋友|同学|女儿|儿子|宝宝|主人|孩子|小伙伴|伙伴|同伴|"
    r"妻子|丈夫|老师)"
)
"""Whose it is goes without saying: 他的妹妹 is 妹妹."""


@dataclass(frozen=True, slots=True)
class Made:
    """``subject`` without id; ``said`` are predicates to be read of it; ``counted``: with a number."""

    subject: Subject
    said: tuple[str, ...] = ()
    counted: bool = False


def make(text: str, lexicon: Lexicon) -> Made | None:
    """Return what the noun phrase ``text`` (with its predicate) names; None when there is no noun."""
    text = fronted(text)
    one = re.search(rf"那[{MEASURES}][^，的]{{1,4}}的$", text.strip("，。、 ")) is not None
    text = re.sub(r"^(?:那种|这种|那个|这个|那|这)(?=.)", "", text.strip("，。、 " if one else "，。、 的")) or text
    text = re.sub(rf"^(?:我|你|他|她|它)[们家]?的?(?={KIN}|[小大]?(?:猫|狗|宠物|宝贝)(?:$|[在趴坐睡站躺]))", "", text)
    text = re.sub(rf"^([^，一的]{{1,6}}的)({NUMBER}[位个只条名座])(?=.)", r"\2\1", text)
    if re.match(
        r"^把(?!.?(?:伞|扇|椅|刀|剑|琴|吉他|壶|锁|钥匙|枪|弓|梳|剪|蒲扇|二胡|小提琴|雨伞|透明伞|.{0,3}[伞扇椅刀剑]))",
        text,
    ):
        return None
    count, quantity, rest, counted = amount(text, lexicon)
    if re.match(r"^[大小](?=[牌杯碗盘盆块束把群排])", rest) and counted:
        rest = rest[1:]
    rest = re.sub(rf"^[我你他她它][们家]?的?(?={KIN})", "", rest)
    front, rest = split_front(rest, lexicon)
    rest = re.sub(rf"^(?:那|这){NUMBER}?[{MEASURES}](?=.)", "", rest)
    many = MANY.search(rest)
    if many and many.start() > 0 and not quantity:
        rest, count, quantity = rest[: many.start()], 0, "许多"
    noun, deed = split_deed(rest, lexicon)
    if not noun or re.fullmatch(r"[的了着过是有在]+", noun):
        return None
    if noun.endswith("们") and PERSON_END.search(noun[:-1]) and not counted:
        noun, count, quantity = noun[:-1], 0, "一群"
    subject = named(noun, lexicon)
    said: list[str] = []
    for words in front:
        subject, verbal = modified(subject, words, lexicon)
        said += [verbal] if verbal else []
    attributes = ((quantity,) if quantity else ()) + subject.attributes
    return Made(replace(subject, count=count, attributes=attributes), (*said, *((deed,) if deed else ())), counted)


ROOM_AFTER = re.compile(
    rf"^(?P<n>(?:(?:{NUMBER})?[{MEASURES}])?)(?P<room>[^，的]{{0,2}}(?:客厅|卧室|书房|厨房|房间|阳台|餐厅|浴室|办公室|教室|院子|庭院|花园|店面|咖啡馆|书店))"
    r"(?P<a>[^，的上里中下前后旁有]{2,6}(?:风格?)?)的$"
)


def fronted(text: str) -> str:
    """Return "一个现代简约的客厅" for "一个客厅现代简约的"."""
    found = ROOM_AFTER.match(text.strip("，。、 "))
    return f"{found.group('n')}{found.group('a')}的{found.group('room')}" if found else text


def amount(text: str, lexicon: Lexicon) -> tuple[int, str, str, bool]:
    """Return number, quantity as it was said (where the number alone loses something), the rest, and whether any."""
    if lexicon.match_at(text.lower(), 0, (CONCEPT,)) and not re.match(r"^[一两二三四五六七八九十几\d]", text):
        match = lexicon.match_at(text.lower(), 0, (CONCEPT,))
        if match and match.end > 1:
            return 1, "", text, False
    found = AMOUNT.match(text)
    if found is None:
        return 1, "", text, False
    rest = text[found.end() :]
    if found.group("vague"):
        said = found.group("vague")
        return (
            0,
            {"些": "一些", "点": "一些", "一点": "一些", "满": "许多"}.get(said.removesuffix("儿"), said),
            rest,
            True,
        )
    if found.group("pair"):
        return {"俩": 2, "仨": 3}[found.group("pair")], "", rest, True
    if found.group("bare"):
        return 1, _kept(1, found.group("bare"), rest, lexicon), rest, True
    word = found.group("n")
    number = int(word) if word.isdecimal() else 10 + NUMERALS[word[1]] if len(word) == 2 else NUMERALS[word]
    tail = text[found.end("m") :]
    return number, _kept(number, found.group("m"), tail, lexicon), tail, True


def _kept(number: int, measure: str, rest: str, lexicon: Lexicon) -> str:
    """Return number and measure word when the measure word is not the one that the noun gets anyway."""
    ends = [m for m in lexicon.find(rest, (CONCEPT,)) if m.end == len(rest)]
    usual = lexicon.concepts[ends[-1].id].measure if ends else "个"
    if measure in ("个", usual):
        return ""
    return f"{'一两三四五六七八九十'[number - 1] if number < 11 else number}{measure}".replace("二", "两")


def split_front(text: str, lexicon: Lexicon) -> tuple[list[str], str]:
    """Cut "戴斗笠的老翁在钓鱼" into its modifiers and the head with its predicate."""
    front: list[str] = []
    while "的" in text[1:]:
        before, after = text.split("的", 1)
        if not before or not after:
            break
        noun, deed = split_deed(before, lexicon)
        led = deed and noun and not re.match(rf"^(?:{WEAR}|{HOLD})", before) and len(noun) > 0
        stands = len(noun) > 1 and re.match(r"[站坐躺趴蹲停放挂摆铺立]在", deed) is not None
        if led and (lexicon.concept(noun) or PERSON_END.search(noun) or len(noun) > 2 or stands):
            break
        front.append(before)
        text = after
    return front, text


def split_deed(text: str, lexicon: Lexicon) -> tuple[str, str]:
    """Cut "小猴子翻跟头" into noun and predicate."""
    if SOMEBODY.match(text):
        return "人", text[1:]
    covered = {i for m in lexicon.find(text, (CONCEPT,)) for i in range(m.start, m.end) if m.end - m.start > 1}
    for found in DEED.finditer(text):
        if found.start() > 0 and found.start() not in covered:
            how = MANNER.search(text[: found.start()])
            at = how.start() if how and how.start() > 0 else found.start()
            return text[:at], text[at:]
    person = PERSON.match(text) or (None if lexicon.concept(text) else ANIMAL.match(text))
    return (person.group("noun"), person.group("deed")) if person else (text, "")


ANIMAL = re.compile(
    rf"^(?P<noun>[^，的]{{0,3}}?(?:{ANIMAL_END.pattern.removesuffix('$')}))"
    r"(?P<deed>(?:穿|戴|围|披|举|拿|吃|喝|看|玩(?![具偶])|骑(?!士)|追(?!光)|抓(?!板)|咬(?!胶)|舔|闻|啃|叼|捉)[^，的]{1,8})$"
)
"""An animal and what it does: 熊猫吃竹子."""
PERSON = re.compile(
    r"^(?P<noun>.{0,3}?(?:姑娘|伙子|女孩儿?|男孩儿?|老人|孩子|小孩儿?|女人|男人|少女|少年|老头|老太太|奶奶|"
    r"爷爷|大叔|大妈|阿姨|叔叔|妈妈|爸爸|老师|学生|医生|警察|厨师|工人|"
    r"司机|和尚|道士|书生|新娘|新郎|机器人|外星人|宇航员|小朋友|小伙伴|男生|女生|帅哥|美女|公主|王子|国王|骑士|战士|仙女|女巫|天使|奥特曼|孙悟空|猪八戒|弟弟|妹妹|哥哥|姐姐|外公|外婆|"
    r"青年|老板|店员|护士|孙子|孙女|士兵|海盗|侠客|渔夫|农民|农夫|牧民|画家|歌手|模特|女士|男士|闺女|儿子|女儿))(?P<deed>[敲打吹踢啃咬吃喝睡躺趴坐站"
    r"蹲跪骑追跑跳飞游走唱念读写画弹拉推抱举拿捧端提撑扛背牵抓捏挥摇指舔闻哭笑吐喷冒流晒弯摘捉采挑浇锄割捡逗洗刷扫钓抽烧煮炒切织"
    r"缝玩滑荡爬钻藏躲探伸张闭睁眨看望盯等陪围排哈翻练做干下穿戴在正牵放种卖买修].{0,10})$"
)


COLOR_NAMED = re.compile(
    r"^(?:红绿灯|红包|红旗|黑板|白板|绿植|红领巾|白菜|黄瓜|青菜|红薯|绿豆|红豆|蓝莓|紫菜|银杏|白云|红酒|绿茶|红茶|白鹭|青蛙|青椒|金毛(?!的))"
)
"""Begins with a color and is called so in every color."""
CALLED_SO = re.compile(
    r"^(?:小丑|小提琴|小号|小笼|小米|小麦|小吃|小品|小猪佩奇|大提琴|大号|大白菜|大闸蟹|大象|大衣|大厦|大炮|大雁|大妈|大叔|大爷|大娘|大姐|大哥|大婶|大伯|大佛|大圣|小贩|小姐|小二|小偷)"
)
"""Begins with 大 or 小 and is called so in every size."""
STUFF = re.compile(
    r"^(?:青花瓷?|白瓷|紫砂|红木|玻璃|金属|水晶|陶瓷|不锈钢|大理石|毛绒|机械|木头|木制|塑料|青铜|黄铜|实木|"
    r"竹编|纯铜)(?=.)"
)
MANY = re.compile(r"(?:有)?(?:很多|许多|不少|好多|遍地|无数)$")


def named(noun: str, lexicon: Lexicon) -> Subject:
    """Return a subject called ``noun``: a color or size before a known noun, and 红色 before any, is taken off."""
    if lexicon.concept(noun) or COLOR_NAMED.match(noun):
        return Subject("", noun, lexicon.concept(noun))
    stuff = STUFF.match(noun)
    if stuff and not re.match(r"^(?:人|侠|臂)", noun[stuff.end() :]):
        inner = named(noun[stuff.end() :], lexicon)
        return replace(inner, attributes=(*inner.attributes, stuff.group(0)))
    if CALLED_SO.match(noun):
        return Subject("", noun, "")
    color, size, rest = "", "", noun
    for _ in range(3):
        match = next(
            (m for m in lexicon.find(rest, ("color", "size")) if m.start == 0 and m.end < len(rest)),
            None,
        )
        if match is None or lexicon.concept(rest) or CALLED_SO.match(rest):
            break
        word, left = rest[: match.end], rest[match.end :].removeprefix("色").removeprefix("的")
        if (
            len(word) == 1
            and match.category == "color"
            and left[:1] in "发须胡眼毛脸手脚头尾耳面"
            and not CLOTHING.search(left)
        ):
            break
        small = match.category == "size" and len(left) == 2 and not PERSON_END.search(noun)
        inside = named(left, lexicon) if len(left) > 1 and match.category == "size" else None
        sure = (
            small
            or (inside is not None and inside.concept and inside.noun != left)
            or len(word) > 1
            or rest[match.end :].startswith("色")
            or lexicon.concept(left)
            or stem_known(left, lexicon)
        )
        if not left or not sure or (match.category == "color" and color) or (match.category == "size" and size):
            break
        if match.category == "color":
            color = lexicon.value("color", word)
        else:
            size = match.id
        rest = left
    if lexicon.concept(rest):
        return Subject("", rest, lexicon.concept(rest), color=color, size=size)
    if not color and not size:
        rest = noun
    ends = [m for m in lexicon.find(rest, (CONCEPT,)) if m.end == len(rest) and m.end - m.start > 1]
    concept = ends[-1].id if ends and lexicon.concepts[ends[-1].id].kind != "person" else ""
    return Subject("", rest, concept, color=color, size=size)


CLOTHING = re.compile(
    r"(?:[衣服裙裤鞋袜衫袍帽巾装靴甲伞恤兜纱花布罩镜结带缎绸绳线球车灯墙瓦瓷砖]|夹克|[桶旗伞椅凳盒箱碗杯盘瓶壶铲]子?$|外套|领结|围脖|斗笠|袈裟|气球|"
    r"灯笼|小狗|小猫)$"
)


def stem_known(noun: str, lexicon: Lexicon) -> bool:
    """Tell whether a color before ``noun`` is a color: of clothes and of longer nouns that the lexicon ends."""
    whole = [m for m in lexicon.find(noun, (CONCEPT,)) if m.end == len(noun) and m.start == 0]
    return bool(whole) or CLOTHING.search(noun) is not None


def modified(subject: Subject, words: str, lexicon: Lexicon) -> tuple[Subject, str]:
    """Apply one "…的" modifier; a verbal one is returned, to be read as a predicate."""
    words = words.strip("的 ")
    color = lexicon.lookup(words, "color")
    if color and not subject.color:
        return replace(subject, color=lexicon.value("color", words)), ""
    size = lexicon.lookup(words, "size")
    if size and not subject.size:
        return replace(subject, size=size), ""
    place = PLACE.match(words)
    if place:
        return replace(subject, place=SIDES[place.group(1)[-1]]), ""
    seated = re.match(r"^[站坐躺趴蹲跪靠停挂藏躲飘浮](?:在|着在?).", words)
    if seated or (re.match(rf"^(?:{WEAR}|{HOLD}).", words) and not LOOK.match(words)):
        return subject, words
    return replace(subject, attributes=(*subject.attributes, words)), ""
