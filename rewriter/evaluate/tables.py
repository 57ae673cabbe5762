"""Word lists of the scorer, as data: what it knows of the two languages.

They are its own and not the rewriter's lexicon, so that a better lexicon cannot move the yardstick.
"""

import re

from rewriter.english import word_list


def _compounds(table: str) -> dict[str, tuple[str, ...]]:
    """Read "熊猫:猫熊 hot_dog:dog": a word and what is hidden in it, by signs, or by words (English, or with /)."""
    rows = (row.split(":") for row in word_list(table))
    pairs = ((word.replace("_", " "), parts) for word, parts in rows)
    return {
        word: tuple(part for part in (parts.split("/") if word.isascii() or "/" in parts else parts) if part)
        for word, parts in pairs
    }


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

NUMBERS = (
    ("1", "one", "a", "an", "single", "一", "1"),
    ("2", "two", "both", "couple", "pair", "两", "二", "俩", "双", "2"),
    ("3", "three", "三", "仨", "3"),
    ("4", "four", "四", "4"),
    ("5", "five", "五", "5"),
    ("6", "six", "六", "6"),
    ("7", "seven", "七", "7"),
    ("8", "eight", "八", "8"),
    ("9", "nine", "九", "9"),
    ("10", "ten", "十", "10"),
    ("11", "eleven", "十一", "11"),
    ("12", "twelve", "dozen", "十二", "12"),
)
MEASURES = (
    "只个匹头条朵棵束盆株片根串块颗份碗桶杯辆列艘架枚座栋所顶副本支把盏面台部张幅位名道团对双件套轮群些种排堆篮盘壶"
    "瓶滴扇间幢口粒段层峰尾轮尊具款枝声圈缕"
)
QUANTITY = re.compile(rf"(?:十[一二几]|[一二两俩三仨四五六七八九十几双]|\d+)[{MEASURES}]|一群|一些|许多|很多|好多")

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

COMPOUNDS = _compounds("""
    熊猫:猫熊 河马:马河 斑马:马 海马:马海 木马:马木 马路:马 马桶:马 马车:马 马戏:马 马克杯:马 蜗牛:牛 犀牛:牛
    牛奶:牛 牛仔:牛 鳄鱼:鱼 章鱼:鱼 鲸鱼:鱼 美人鱼:鱼 热狗:狗 海狗:狗 海豹:豹海 猫头鹰:猫 花瓶:花 花园:花 花盆:花
    花生:花 雪花:花 火花:花 烟花:花 浪花:花 花环:花 向日葵:日 火车:火 火箭:火 火山:火 火锅:火 长颈鹿:鹿长 粉红:红
    粉红色:红色/ 金鱼:金 金属:金 黄金:黄 银河:银河 黄昏:黄 白天:白 黑夜:黑 黑板:黑 黑暗:黑 青蛙:青 年青:青 青春:青
    灰姑娘:灰 灰尘:灰 粉笔:粉 面粉:粉 橘子:橘 橙子:橙 橙汁:橙 黄瓜:黄 绿豆:绿 红酒:红 红薯:红 红绿灯:红绿 白菜:白
    咖啡色:咖啡/ 木偶:木 大象:大 大衣:大 大厦:大 大炮:大 大雁:大 大海:大 大街:大 老虎:老 老鼠:老 老师:老 老鹰:老
    小丑:小 小提琴:小 小麦:小 小号:小 星期:星 明星:星 月饼:月 太阳镜:太阳/ 太阳花:太阳/ 雨伞:雨 雨衣:雨 雨靴:雨
    雪人:雪 雪橇:雪 雪山:雪 帽衫:帽 山羊:山 海鸥:海 海盗:海 海报:海 天鹅:鹅 企鹅:鹅 火鸡:火鸡 水手:水 水果:水
    水彩:水 水墨:水 水壶:水 水杯:水 水晶:水
    hot_dog:dog hot_dogs:dogs teddy_bear:bear guinea_pig:pig sea_lion:lion/sea sea_horse:horse/sea
    rocking_horse:horse horse_chestnut:horse snow_globe:snow rain_coat:rain gold_fish:gold star_fish:star
    prairie_dog:dog
""")
"""Words, and which shorter words in them do not mean themselves there: 熊猫 is no 猫, a hot dog no dog."""
