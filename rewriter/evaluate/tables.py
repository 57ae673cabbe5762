"""Word lists of the scorer, as data: what it knows of the two languages.

They are its own and not the rewriter's lexicon, so that a better lexicon cannot move the yardstick.
"""

import re

from rewriter.english import word_list

DETERMINERS = frozenset(word_list("a an the his her its their my your our this that these those some another"))
SUPPORTS = frozenset(
    word_list("in on at of under inside wearing holding carrying riding from into onto with atop upon as like")
)
"""Prepositions and verbs whose object does not take over what is said next: "a cat on a sofa wearing a hat"."""
STOPS = SUPPORTS | frozenset(
    word_list("""
    to by near over above below behind beside beneath between among along across around against through as like next
    front without wears holds carries rides wear hold carry ride has have having is are was be being been stands sits
    lies stand sit lie and or but while which who whose where it he she they him them made make turn put add change
    paint draw give let i want please instead""")
)
"""Words that a noun phrase does not reach over, leftwards from its noun."""
ENDS = STOPS | DETERMINERS | frozenset(word_list("now too again today everywhere all only instead one ones"))
"""Words that may follow an adjective that stands after its noun; any other word is taken as a noun it belongs to."""

STRICT = frozenset(
    word_list("""
    color colour colors material size count age pattern texture shape attribute quality state fur breed temperature
    finish brightness length height""")
)
"""Relations whose value is an adjective (or a number): it must modify the subject's own noun."""

VERBAL = frozenset(word_list("action pose does wears holds has carries rides"))
"""Relations whose value is, or may be, a verb with its object."""

NUMBERS = {
    word: value
    for value, row in enumerate(
        (
            "one a an single 一",
            "two both couple pair 两 二 俩 双",
            "three trio 三 仨",
            "four 四",
            "five 五",
            "six 六",
            "seven 七",
            "eight 八",
            "nine 九",
            *word_list("ten eleven"),
            "twelve dozen",
            *word_list("thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty"),
        ),
        1,
    )
    for word in word_list(row)
}
"""Words for numbers; digits and 十 are read apart (numbers.py)."""
MEASURES = (
    "只个匹头条朵棵束盆株片根串块颗份碗桶杯辆列艘架枚座栋所顶副本支把盏面台部张幅位名道团对双件套轮群些种排堆篮盘壶"
    "瓶滴扇间幢口粒段层峰尾轮尊具款枝声圈缕丛簇捆扎柄杆册封盒碟缸袋包箱罐筐摞叠窝队卷"
)
NUMERAL = r"(?:\d+|[二三四五六七八九]?十[一二三四五六七八九几多]?|[一二两俩三仨四五六七八九几双])"
QUANTITY = re.compile(rf"(?P<number>{NUMERAL})\s?(?P<measure>[{MEASURES}])|一群|一些|许多|很多|好多")
CLASSIFIERS = "只个匹头条朵棵株根颗辆架艘座枚名位顶把张本支扇尾口幅件"
"""Measures that say nothing but "one of these"; a 盆 or 群 says more."""
NOUNLIKE = "头尾口面扇座架顶台"
"""Measures that are nouns elsewhere: no 头 is named in 一头牛."""
PAIRS = "对双"

SUFFIXES = {
    "子": "桌帽椅凳柜裙裤鞋袜靴兔狮鸭猴鸽驴豹虫蚊燕叶桃柿栗杯篮亭屋旗帘绳棍辫勺叉笛饺粽竹院房车瓶镜袋盘箱盒罐轮梯扇毯垫"
    "领袖刀炉架影被孩牌窗竿男女缸果",
    "儿": "鸟花鱼猫狗月云虫画门眼人船草",
    "头": "石骨枕",
}
"""Endings that change nothing: 桌子 is what 桌 is, 鸟儿 what 鸟 is."""
BARE = "桌帽椅凳柜裙裤鞋袜靴兔狮鸭猴鸽驴豹虫蚊燕叶桃柿栗杯篮亭屋旗帘绳棍辫勺叉笛饺粽竹鸟花鱼猫狗月云画门石骨枕"
"""Of those, which mean the same without the ending, before what cannot be part of a longer word; a 车 may be a 火车."""

COLLECTIVE = frozenset(
    word_list("""
    couple pair twins duo trio family people group crowd all both
    夫妇 夫妻 情侣 新人 双胞胎 父子 母女 一家人 全家 俩
    """)
)
"""Nouns that name several subjects at once."""
PEERS = frozenset(
    word_list("to by near over above below behind beside beneath against along across around between past")
)
"""Prepositions whose object takes over what follows, unless a comma comes between."""
JOINTS = frozenset(("", "和", "跟", "与", "及", "以及", "、", "and", "&", ", and", "还有"))
"""What joins the members of a list."""
SIMPLIFIED = str.maketrans(
    "著撐騎個隻條頂邊後裡裏間兩紅黃藍綠橋貓馬魚鳥龍傘漢紙團圓畫張塊顆輛雙藝裝褲襪圍揹舉綁掛華門開關樹葉雲風電燈車飛機熱氣書學"
    "點頭髮髪長變換緊陰陽來對過遠進還讓給話說會麼們衛鐵鋼鋁銀銅絨絲綢綿寫貼繪滿發響聲樂館廳樓臺檯廚師員屬產業麵飯湯鹹鮮蘋",
    "着撑骑个只条顶边后里里间两红黄蓝绿桥猫马鱼鸟龙伞汉纸团圆画张块颗辆双艺装裤袜围背举绑挂华门开关树叶云风电灯车飞机热气书学"
    "点头发发长变换紧阴阳来对过远进还让给话说会么们卫铁钢铝银铜绒丝绸绵写贴绘满发响声乐馆厅楼台台厨师员属产业面饭汤咸鲜苹",
)
"""Common traditional characters, so that a prompt in them is read by the same tables."""

COLORS = "红橙黄绿青蓝紫粉棕褐黑白灰金银橘"
VERBS = re.compile(
    r"穿着|戴着|带着|围着|系着|披着|背着|裹着|套着|拿着|抱着|举着|捧着|握着|提着|牵着|叼着|端着|拎着|撑着|骑着|看着|望着|"
    r"追着|推着|拉着|手持|长着|有着|顶着|踩着|坐着|趴着|躺着|穿|戴|拿|抱|举|捧|骑|叼|牵|在"
)
"""After which a noun is an object; with 的 behind that noun they make a relative clause before another noun."""
STRONG = ".!?。！？\n"
CLAUSE = STRONG + ",;:，；："
