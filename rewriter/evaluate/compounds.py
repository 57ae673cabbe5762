"""Shorter words that do not mean themselves within a longer one, as data: 熊猫 is no 猫, a hot dog no dog.

A row names the shorter word, then the longer ones. Chinese: each a pattern, since several signs may follow or go before
(花[瓶园]), and ``(?!…)`` keeps apart what only looks alike: the 白 of 白天鹅 is white. English: ``hot_`` stands before
the word, ``_table`` after it, in both numbers; what is written as one word (caterpillar) needs no row.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from rewriter.english import plural

CHINESE = r"""
猫: 熊猫 猫头鹰 猫[粮砂窝薄] 龙猫
熊: 熊猫 树袋熊 浣熊 熊孩子
狗: [热海]狗 狗[粮窝屋]
马: [河斑海木罗]马 马[路桶车戏尾达赛] 马克杯 马铃薯 马蹄莲 马卡龙 马甲 马褂
牛: [蜗犀海]牛 牛[奶仔排油肉] 牛角包 牛皮纸
羊: 羊[毛绒羹皮]
鹿: 长颈鹿
鱼: [鳄章鲸鱿]鱼 人鱼 鱼[眼缸竿钩塘篓网] 木鱼
鸟: 鸟[瞰巢笼窝居]
虎: [壁马]虎
龙: [恐沙尼乌]龙 水龙头 龙[虾卷猫舌眼井舟] 变色龙 马卡龙 火龙果
鸡: [火田]鸡 鸡[蛋翅] 鸡尾酒
鸭: 烤鸭 鸭[舌蛋] 鸭嘴兽
鹅: [天企]鹅 鹅(?:卵石|黄|绒)
豹: 海豹
狮: 海狮
象: 海象 [印现气形抽对迹]象 象[棋征牙]
花: 花[瓶园盆生环椰纹样旦脸椒洒匠店轿豹坛架圃] [雪火烟浪棉菜豆泪礼]花 爆米花
树: 树[枝叶莓桩洞] 树袋熊
草: 草[莓帽图稿书鞋]
竹: 爆竹
果: 果[汁酱冻] [效如结]果
瓜: [傻脑]瓜 瓜子
蛋: 蛋[糕挞卷黄白] [脸笨坏]蛋
米: [玉虾厘毫]米 米[色白老] \d\s?米
茶: 茶[壶杯几馆叶色具园] [奶抹]茶 下午茶
奶: 奶(?=奶) (?<=奶)奶 奶[茶油酪瓶]
酒: 酒[店吧窝馆杯瓶壶红]
书: 书[包架店桌柜法房签] 图书馆 秘书 证书
笔: 笔[直触筒] 粉笔 笔记本
画: 画[面风家笔质架框廊] [动漫]画 [油国版年插彩]画(?=风)
字: 十字 数字 字母
人: 机器人 稻草人 外星人 雪人 木偶人 人[偶造鱼形] 人行横?道 人参(?![加与观])
手: 手[机表套电枪绘链镯杖帕办工风柄边] 手提[包箱] 手推车 [歌水选骑猎助扶新对杀]手 门把手
脚: 脚(?:手架|踏车) [山墙]脚
头: [镜码石木街枕馒骨罐]头 水龙头 头[盔发巾纱饰盖]
发: 沙发 发[光亮呆抖现射动热芽生] [出爆开蒸颁]发 散发[着出]
眼: 眼[镜罩] 鱼眼
耳: 耳[机环坠钉] [木银]耳
角: 角[落度色] [视墙街广仰俯号主八直死]角 三角 牛角包 独角兽
口: [门路窗街港出入洞瓶领袖胸伤]口 口[红袋罩琴]
心: [点背手中核信空夹专用安开小]心(?!形) 心情
面: 面(?:包|具|前|对|孔|粉|罩|纱|部|霜) [画前后上下里外地水海湖桌路墙正侧背对方界平封表]面
尾: 马尾(?!巴) 鸡尾酒
牙: 牙[刷膏签] [月象]牙
羽: 羽(?:绒|毛球)
毛: 毛(?:衣|巾|笔|毯|线|玻璃) 毛(?=毛虫) (?<=毛)毛(?=虫) [羽眉睫]毛
皮: 皮[卡球] [调橡地顽]皮
布: [瀑宣遍散公分]布 布[丁满置局]
木: 木[马偶瓜星耳鱼兰棉槿薯]
石: 石[榴油灰膏] [宝钻]石
丝: 丝瓜 粉丝 螺丝
铁: [地高]铁 铁路
冰: 冰[箱糖雹] 冰(?:淇淋|激凌)
包: 面包 汉堡包 牛角包 荷包蛋 包[子围裹含扎] 包装[盒纸袋]
球: [地气星月眼全环]球 球[鞋衣场拍员]
钟: 钟[楼乳] 分钟
表: 表[情面演格达] [代图]表
帽: 帽衫 [笔螺]帽
裙: 围裙
桃: [樱核杨]桃
窗: 窗[台帘花]
桌: 桌[布面游]
床: 床单 [河牙]床
椅: 轮椅 椅[垫套]
门: 门[票牙口] [部专热澳]门 天安门
车: 车[站轮库厢票道间]
船: 飞船 船(?:长(?!满)|桨|票)
灯: 灯塔
伞: 降落伞 跳伞
鼓: 鼓[掌励舞]
杯: 奖杯 杯[垫糕]
火: 火[车箭山锅鸡星腿烈热花柴机] 火龙果
日: 向日葵 [生节今昨明周假]日 日[子式历记本系常用]
月: 月[饼台季] 岁月 [一二三四五六七八九十\d]月
星: 星[期座巴] [明海火卫行歌影]星
雨: 雨[伞衣靴鞋披]
雪: 雪[人橇山糕茄碧纺貂梨]
风: 风[格筝车景衣铃扇琴情味采] [屏画国古作漫绘墨彩潮族式通]风 麦克风
山: 山[羊楂竹药]
河: 河马 银河
海: 海[鸥盗报豹象狮马豚星鲜带拔狗藻绵胆苔军] 上海 海底捞
水: 水[手果彩墨壶杯晶饺母仙泥管桶] 水龙头
天: 天[鹅使线秤才]
咖啡: 咖啡[色馆厅店杯机桌豆]
太阳: 太阳[镜花伞帽能]
红: 粉红 红[酒薯枣豆] 红绿灯 [口网]红 西红柿
黄: 黄[昏瓜金油豆河酒] 蛋黄(?!色)
绿: 绿[豆茶洲化] 红绿灯
蓝: 蓝[莓牙]
紫: 紫[砂薯菜]
青: 青[蛙年春菜椒铜少花] 年青
白: 白天(?!鹅) 白[菜酒] 白领(?![结带子口巾]) [明空留李蛋对]白
黑: 黑[板夜暗客洞市]
灰: 灰(?:姑娘|尘|烬) [石骨]灰
粉: 粉[笔末饼底] 粉丝(?![带绸巾]) 粉条(?!纹) [面花奶米淀]粉(?![红色])
金: 金[属鱼刚针融] [现奖]金 金字塔
银: 银[河行杏耳]
棕: 棕榈
橘: 橘[子汁树皮]
橙: 橙[子汁树皮]
大: 大[象厦炮雁街叔爷妈婶娘伯学蒜葱厅侠嫂使陆] 大衣(?![柜架服橱]) 大家(?![具庭]) 大地(?![毯图球瓜板]) 大楼(?!梯) \
大人(?!偶) 大师(?!傅) 大海(?![豚豹狗狮马龟星鸥螺象]) 大理石 大提琴 大自然 [伟放]大
小: 小[丑麦号伙姐孩吃说学] 小提琴 小姑娘 小朋友 小时(?!钟) 小心(?!形) 胆小
老: 老[虎鼠鹰板] 老师(?!傅) 老公(?!公) 老婆(?!婆)
长: 长[颈椅城江笛沙] [船队校市家店院班厂]长 长[大出着满成] [成生增]长
高: 高[兴跟速清光达铁雅级档贵] 高尔夫 身高
新: 新[郎娘闻疆] 新加坡 [重创]新
方: 方[向便法式] [地东西南北上下前后左右对远官]方
圆: [汤团]圆 圆满
"""

ENGLISH = """
dog: hot_ corn_ prairie_ _house _food _sled _collar _bowl
cat: _food _litter _tree _tower _nap _walk _flap
bear: teddy_ gummy_ koala_ water_
pig: guinea_
lion: sea_ mountain_ ant_ _dance
horse: rocking_ sea_ saw_ clothes_ _chestnut _shoe _radish _fly
cow: _boy _girl _bell
goat: _cheese
fish: star_ jelly_ cray_ cuttle_ _eye _bowl _tank _hook _net
bird: _house _cage _bath _feeder _seed
fly: dragon_ butter_ fire_
butterfly: _net
dragon: _fruit _fly _boat
lady: _bug _bird _finger
chicken: _wire _coop _soup
hen: _house
egg: _plant _shell _cup
bull: _dog _frog _finch
fox: _glove
man: snow_ gingerbread_ _hole
girl: cow_
boy: cow_
hand: _bag _rail _shake _writing _stand
foot: _ball _path _print _note
eye: fish_ _glass _shadow _patch _level _liner _brow
finger: _print
hair: _clip _dryer _brush _net _tie
head: arrow_ _phone _band _scarf _dress _light _line
arm: _chair _band _rest _pit
tree: _house _frog _trunk _stump _bark _ring
flower: _pot _shop _bed _crown _girl _stall
rose: _wood _mary
sun: _flower _glass _hat _dress _screen _bathing _shade _umbrella
moon: _stone
star: _fish _fruit _burst _anise
sky: _scraper _blue _diver
sea: _lion _horse _gull _shell _weed _cow _otter _urchin
ocean: _liner
rain: _coat _boot _bow _forest _jacket
snow: _globe _man _board _shoe _leopard _owl _boot _white
wind: _mill _shield _screen _chime _breaker _turbine
water: _melon _color _colour _lily _gun _bottle _buffalo
fire: _truck _engine _fighter _place _fly _work _station _hydrant _escape _extinguisher _alarm
ice: _cream _box
gold: _fish _finch
orange: _juice _peel _tree
lemon: _juice _tree _peel
apple: _tree _pie _juice _blossom
cherry: _tree _blossom _tomato
coffee: _table _cup _shop _machine _bean _maker _house
tea: _pot _cup _house _towel _light _bag _party _tray
milk: _shake _man
cake: pan_ cup_ _stand _pop
pie: mag_
ball: _room _gown _park _cap
book: _shelf _case _store _shop _mark _worm _end
table: _cloth _lamp _tennis _top _runner _spoon
window: _sill _box _shade
door: _bell _mat _knob _way _handle
wall: _paper _flower
floor: _lamp _board
bed: flower_ _room _side _sheet _spread _bug
chair: _lift
bath: _room _tub _robe
house: _boat _plant _wife _coat
car: _pet _park _wash
boat: _house
bus: _stop _station _driver
train: _track _station
street: _lamp _light _sign _food _car
beach: _ball _towel _umbrella _chair
space: _suit _ship _station _craft _helmet
night: _stand _gown _cap _mare
city: _hall
garden: _gnome _hose
sand: _castle _paper _bag
bow: _tie rain_
wheel: _chair _barrow
lamp: _post _shade
light: _bulb
sign: _post
winter: _coat _jacket _hat
summer: _dress _hat
"""


@dataclass(frozen=True, slots=True)
class Hidden:
    """The word ``part`` at ``start`` to ``end`` of a text, within a longer word; ``ahead``: that goes on behind it."""

    part: str
    start: int
    end: int
    ahead: bool = False


@lru_cache(maxsize=8192)
def hidden_in(text: str) -> tuple[Hidden, ...]:
    """Returns the places of a normalised text at which a shorter word does not mean itself."""
    here = [(part, pattern) for part, pattern in PATTERNS if part in text or PLURALS.get(part, part) in text]
    return tuple(_place(part, one, text) for part, pattern in here for one in pattern.finditer(text))


def _place(part: str, found: re.Match[str], text: str) -> Hidden:
    """Hides a 色 as well that stands behind both words: of 粉红色 the 红色."""
    if part.isascii():
        return Hidden(part, *found.span("part"))
    start = found.start() + found[0].find(part)
    end = start + len(part)
    last = end == found.end()
    return Hidden(part, start, end + 1 if last and text[end : end + 1] == "色" else end, not last)


def _english(part: str, longer: list[str]) -> Iterator[re.Pattern[str]]:
    """Yields the patterns of "hot_" and of "_table", each word in both numbers."""
    own = f"(?P<part>{part}|{plural(part)})"
    if before := "|".join(one[:-1] for one in longer if one.endswith("_")):
        yield re.compile(rf"\b(?:{before}) {own}\b")
    if after := "|".join(f"{one[1:]}|{plural(one[1:])}" for one in longer if one.startswith("_")):
        yield re.compile(rf"\b{own} (?:{after})\b")


def _patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    for table in (CHINESE, ENGLISH):
        for row in table.strip().replace("\\\n", "").splitlines():
            part, _, rest = row.partition(": ")
            chinese = [re.compile("|".join(rest.split()))]
            yield from ((part, one) for one in (_english(part, rest.split()) if part.isascii() else chinese))


PATTERNS = tuple(_patterns())
"""Each shorter word with a pattern of longer ones; in an English one the group ``part`` is the shorter word."""
PLURALS = {part: plural(part) for part, _ in PATTERNS if part.isascii()}
