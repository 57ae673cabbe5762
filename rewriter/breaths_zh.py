"""Where a spoken Chinese turn without punctuation takes a breath: 画个机器猫吧就是那种科幻的, 太花了换成黑的."""

import re

PARTICLE = re.compile(r"(?<=[㐀-鿿]{2})(?<![酒网贴水书氧])吧(?=[㐀-鿿]{2})(?!台|女|丽|唧|啦|啊|呀)")
TOO_MUCH = re.compile(r"(?P<x>(?:太|有点|有些)[^，。的]{1,3}了)(?=[换改把给再加去删弄来调变让还])")
NOT_THIS = re.compile(r"(?P<x>[不别]要[^，。要]{1,5}的)(?=(?:要|换成|改成)[^，。])")
NEVER_MIND = re.compile(r"^(?P<x>算了|不对|错了|好了|行了)(?=(?:还是|换|改|把|给|再|应该|是|不要|别|去掉)[㐀-鿿])")
NAMED = re.compile(
    r"(?P<x>(?:^|(?<=[，。]))[^，。是]{0,4}(?:[猫狗兔马鸟]|宝宝|儿子|女儿|朋友|弟弟|妹妹)叫[^，。的做是]{1,3})(?=是(?:一?[只条个匹位]|[^，。]{1,3}色))"
)
MOST = re.compile(r"(?P<x>最[高矮胖瘦大小壮])(?=[戴穿拿站坐])")
DEGREE = r"[大小高矮长短亮暗圆粗细胖瘦远近深浅](?:一点|一些|点|些)"
DEGREES = re.compile(rf"(?P<x>{DEGREE})(?=(?:再|更)?{DEGREE})")
FEAST = re.compile(
    r"^(?:画|来|做)(?:一?[个张幅])?(?P<x>中秋节?|春节|除夕夜?|元宵节?|端午节?|国庆节?|圣诞节|新年|过年)"
    r"(?=(?:一家|全家|大家|小朋友|孩子)[^，。]*)"
)
DRAW_IT = re.compile(r"(?<=[㐀-鿿]{4})，?(?:你|请|帮我|给我)*画(?:一下|出来)?[它他她](?:吧|呗|嘛)?$")
RATHER_THAN = re.compile(r"(?P<x>(?<![不别])要[^，。要]{1,5}的)，?(?:不要|别要|不是)[^，。要]{1,5}的(?=$|[，。！])")
LONELY = re.compile(r"^(?P<x>(?:有点|有些|太|好)[^，。的了]{2})(?=[加换改把给删去][^，]{2})")
NTH = re.compile(r"(?<=[㐀-鿿]{4})(?=第[二三四五六][层排格行面](?:是|用|要|放|有))")
EASED = re.compile(r"(?<=[一一][点些])(?=[别不]要?[^，。的]{1,3}了$)")
OPENED = re.compile(r"(?<=打开|敞开|切开|开着)(?=里面(?:是|有|装|放))")
COLORED = re.compile(
    r"(?P<x>是[^，的是]{1,3}色的)(?=[^，的是]{1,4}(?:开着|关着|亮着|打开|有[^，]|是[^，]|长着?|挂着?|停着?|冒着?|写着?))"
)
NO_MORE = re.compile(r"(?P<x>不[穿戴拿要][^，的]{1,5}了)(?=[穿戴拿换要改][^，了])")
ONE_PICTURE = re.compile(r"(?<=[㐀-鿿]{3})(?:都)?(?:放|画)?在(?:同)?一[张幅](?:图片?|画面?)(?:里面?|上|中)$")
HELLO = re.compile(r"^(?:哈[喽啰罗]|嗨|你好[呀啊]?|您好|在吗|亲爱?的?|大家好|喂|老师好)[，,！!~～。 ]+(?=.{2})")
GONE_FOR = re.compile(r"^(?P<x>(?:去掉|删掉|拿掉|不要)[^，。换改]{1,6})(?=(?:换成|改成)[^，。])")
TONED = re.compile(r"(?P<x>色调)(?=[^，。的]{2,4}感$)")
EVERYBODY = re.compile(r"(?<=[㐀-鿿]{4})(?=大家都|所有人都|每个人都)")
DREAMT = re.compile(r"^(?:画)?(?:一[个下张幅])?我(?:想象|想像|心目|脑海|梦)中的(?=[^，。]{2})")
STOUT = re.compile(r"(?P<x>(?:有点|有些|很|挺|比较|非常|特别)[胖瘦高矮壮老黑白])(?=[戴穿留拿扎背])")
TOO_SWEET = re.compile(r"(?P<x>[不别]要?[放画加戴穿]了)(?=太|有点)")
EACH_HAND = re.compile(r"(?P<x>一只?手[^，。]{2,8}?)(?=另?一只?手)")
SEASON = re.compile(r"^(?P<x>(?:春天|夏天|秋天|冬天|新年|春节|中秋|周末|暑假|寒假)(?:来|到)?了)(?=画)")
BRAIDED = re.compile(r"(?P<x>[扎梳留][^，。的]{1,5}?(?:马尾|辫子?|长发|短发|卷发|丸子头|刘海|胡子))(?=[穿戴拿])")
LOOKS_SO = re.compile(r"(?<=[㐀-鿿]{4})(?=看着就|看起来(?:就|很)|看上去(?:就|很))")
GROUND_HAS = re.compile(r"^(?P<x>背景[^，的]{1,3}色)(?=有[^，])")
BREATHS = (
    (BRAIDED, r"\g<x>，"),
    (LOOKS_SO, "，"),
    (GROUND_HAS, r"\g<x>，"),
    (STOUT, r"\g<x>，"),
    (TOO_SWEET, r"\g<x>，"),
    (EACH_HAND, r"\g<x>，"),
    (SEASON, r"\g<x>，"),
    (GONE_FOR, r"\g<x>，"),
    (TONED, r"\g<x>，"),
    (EVERYBODY, "，"),
    (HELLO, ""),
    (DREAMT, ""),
    (ONE_PICTURE, ""),
    (COLORED, r"\g<x>，"),
    (NO_MORE, r"\g<x>，"),
    (RATHER_THAN, r"\g<x>"),
    (LONELY, r"\g<x>，"),
    (NTH, "，"),
    (EASED, "，"),
    (OPENED, "，"),
    (DRAW_IT, ""),
    (FEAST, r"\g<x>，"),
    (NAMED, r"\g<x>，"),
    (MOST, r"\g<x>，"),
    (DEGREES, r"\g<x>，"),
    (PARTICLE, "吧，"),
    (TOO_MUCH, r"\g<x>，"),
    (NOT_THIS, r"\g<x>，"),
    (NEVER_MIND, r"\g<x>，"),
)


def breathed(text: str) -> str:
    """Return a turn with a comma where one clause shows by its last word that it is over."""
    for pattern, new in BREATHS:
        text = pattern.sub(new, text)
    return text
