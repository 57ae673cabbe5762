"""How settings, times, weathers, styles and lenses of the wide corpus are said: phrases by language and identifier.

Every phrase names exactly one fact. ``AT`` stands in a sentence ("in a garden"), ``NAMED`` alone or after "a picture
of" ("a garden"); ``TOLD`` is a whole sentence.
"""

from collections.abc import Mapping

Phrases = Mapping[str, tuple[str, ...]]


def table(text: str) -> Phrases:
    """Read lines of "id: phrase | phrase" into phrases by identifier."""
    rows = (line.partition(":") for line in text.strip().splitlines())
    return {id_.strip(): tuple(phrase.strip() for phrase in rest.split("|")) for id_, _, rest in rows}


AT_EN = table("""
    meadow: in a meadow | on the lawn | in a park
    beach: on a beach | at the seaside | on the shore
    snow: in the snow | in a snowy field | on a snowfield
    city: in a city | downtown
    forest: in a forest | in the woods | in a jungle
    room: in a room | in a living room | in a bedroom
    sea: under the sea | in the ocean
    space: in outer space | in space | in the universe
    sky: in the sky | up in the clouds
    desert: in the desert | among dunes
    mountain: in the mountains | in the hills
    lake: by a lake | by a pond | at a lakeside
    garden: in a garden | in a flower garden | in a backyard
    farm: on a farm | in a farmyard
    river: by a river | by a stream | on a riverside
    waterfall: by a waterfall | in front of a waterfall
    bamboo: in a bamboo forest | in a bamboo grove
    moongate: in front of a moon gate | in a garden with a moon gate
    greatwall: on the Great Wall | on the Great Wall of China
    oldtown: in an old town | in an ancient town | in a water town
    temple: in a temple courtyard | in a temple yard
    street: on a street | on a city street | in an alley
    kitchen: in a kitchen | in the kitchen
    classroom: in a classroom | in the classroom
    stage: on a stage | on a theater stage
    underwater: underwater | at a coral reef | on the seabed
    island: on an island | on a tropical island
    volcano: near a volcano | at the foot of a volcano
    cave: in a cave | in a cavern
    lotuspond: by a lotus pond | beside a lotus pond
    autumn: in autumn woods | in an autumn forest
    playground: on a playground | in an amusement park
    library: in a library | in a reading room
    heaven: in a heavenly palace | in a celestial palace
    moon: on the lunar surface | on a moon surface
    hall: in a great hall | in a palace hall
    market: in a market | in a street market | in a bazaar
""")
NAMED_EN = table("""
    meadow: a meadow | a lawn
    beach: a beach | the seaside
    snow: a snowfield | a snowy field
    city: a city
    forest: a forest | the woods
    room: a room | a living room
    sea: the ocean
    space: outer space | the universe
    sky: the sky
    desert: a desert | dunes
    mountain: mountain scenery | rolling hills
    lake: a lake | a pond
    garden: a garden | a flower garden
    farm: a farm | a farmyard
    river: a river | a stream
    waterfall: a waterfall
    bamboo: a bamboo forest | a bamboo grove
    moongate: a moon gate
    greatwall: the Great Wall | the Great Wall of China
    oldtown: an old town | an ancient town
    temple: a temple courtyard
    street: a street | an alley
    kitchen: a kitchen
    classroom: a classroom
    stage: a stage
    underwater: a coral reef | the seabed
    island: an island | a tropical island
    volcano: a volcano
    cave: a cave | a cavern
    lotuspond: a lotus pond
    autumn: autumn woods | an autumn forest
    playground: a playground
    library: a library
    heaven: a heavenly palace | a celestial palace
    moon: the lunar surface
    hall: a great hall | a palace hall
    market: a market | a bazaar
""")
AT_ZH = table("""
    meadow: 草地上 | 草坪上 | 草原上 | 公园里
    beach: 海滩上 | 沙滩上 | 海边
    snow: 雪地里 | 雪地上 | 雪原上
    city: 城市里 | 都市里
    forest: 森林里 | 树林里 | 丛林里
    room: 房间里 | 客厅里 | 卧室里
    sea: 海里 | 大海里
    space: 太空中 | 宇宙中 | 太空里
    sky: 天空中 | 空中
    desert: 沙漠里 | 沙丘上
    mountain: 山里 | 群山间
    lake: 湖边 | 池塘边
    garden: 花园里 | 院子里
    farm: 农场里 | 农场上 | 农田里
    river: 小河边 | 溪边
    waterfall: 瀑布边 | 瀑布下 | 瀑布前
    bamboo: 竹林里 | 竹海里
    moongate: 月亮门前 | 月洞门前 | 圆洞门前
    greatwall: 长城上 | 万里长城上
    oldtown: 古镇里 | 水乡里 | 老街上
    temple: 寺院里 | 古寺里
    street: 街道上 | 街头 | 小巷里
    kitchen: 厨房里
    classroom: 教室里
    stage: 舞台上 | 戏台上
    underwater: 水下 | 珊瑚礁边 | 海床上
    island: 海岛上 | 小岛上
    volcano: 火山脚下 | 火山旁
    cave: 山洞里 | 洞穴里 | 岩洞里
    lotuspond: 荷塘边 | 荷花池边 | 莲池边
    autumn: 秋林里 | 秋天的树林里 | 枫林里
    playground: 游乐场里 | 操场上 | 游乐园里
    library: 图书馆里 | 书房里 | 阅览室里
    heaven: 天宫里 | 仙宫里 | 仙境里
    moon: 月球上 | 月球表面
    hall: 大殿里 | 大厅里 | 宫殿大厅里
    market: 集市上 | 市场里 | 菜市场里
""")
NAMED_ZH = table("""
    meadow: 草地 | 草坪 | 草原
    beach: 海滩 | 沙滩 | 海边沙滩
    snow: 雪地 | 雪原
    city: 城市 | 都市
    forest: 森林 | 树林 | 丛林
    room: 房间 | 客厅 | 卧室
    sea: 大海 | 海洋
    space: 太空 | 宇宙 | 外太空
    sky: 天空
    desert: 沙漠 | 沙丘
    mountain: 群山 | 山间
    lake: 湖面 | 池塘
    garden: 花园 | 院子
    farm: 农场 | 农田
    river: 小河 | 河流
    waterfall: 瀑布
    bamboo: 竹林 | 竹海
    moongate: 月亮门 | 月洞门
    greatwall: 长城 | 万里长城
    oldtown: 古镇 | 水乡
    temple: 寺院 | 古寺
    street: 街道 | 小巷
    kitchen: 厨房
    classroom: 教室
    stage: 舞台 | 戏台
    underwater: 水下 | 珊瑚礁 | 海床
    island: 海岛 | 小岛
    volcano: 火山
    cave: 山洞 | 洞穴 | 岩洞
    lotuspond: 荷塘 | 荷花池 | 莲池
    autumn: 秋林 | 枫林
    playground: 游乐场 | 操场 | 游乐园
    library: 图书馆 | 书房
    heaven: 天宫 | 仙宫 | 仙境
    moon: 月球 | 月球表面
    hall: 大殿 | 大厅
    market: 集市 | 市场
""")
TIMES_EN = table("""
    day: in the daytime | during the day | by day
    night: at night | at midnight
    sunset: at sunset | at dusk | in the evening
""")
TIMES_NAMED_EN = table("""
    day: daytime
    night: nighttime
    sunset: sunset
""")
TIMES_ZH = table("""
    day: 白天 | 中午
    night: 夜晚 | 晚上 | 夜里 | 深夜
    sunset: 日落 | 黄昏 | 傍晚
""")
WEATHER_EN = table("""
    rain: in the rain | on a rainy day
    snowfall: in falling snow | while it is snowing
    fog: in the fog | in the mist
    windy: in the wind | on a windy day
    rainbow: under a rainbow | with a rainbow in the sky
""")
WEATHER_TOLD_EN = table("""
    rain: It is raining | Rain is falling
    snowfall: It is snowing | Snow is falling
    fog: It is foggy | It is misty
    windy: It is windy | The wind is blowing
    rainbow: There is a rainbow in the sky | A rainbow stands in the sky
""")
WEATHER_ZH = table("""
    rain: 下着雨 | 天在下雨 | 正下着雨
    snowfall: 下着雪 | 天在下雪 | 正下着雪
    fog: 有雾 | 雾蒙蒙的 | 起了大雾
    windy: 刮着风 | 刮着大风 | 风很大
    rainbow: 天上有彩虹 | 天边挂着彩虹 | 空中有一道彩虹
""")
STYLES_EN = table("""
    3d: 3D style | 3D render
    watercolor: watercolor style | watercolor painting
    ink: ink wash style | ink wash painting | Chinese ink painting
    pixel: pixel art style | pixel art
    sketch: pencil sketch style | pencil sketch | pencil drawing
    flat: flat design style | flat illustration
    line: line drawing style | line drawing | line art
    porcelain: blue and white porcelain style | blue and white porcelain
    neon: neon style
    papercut: paper cut style | papercut style
""")
STYLES_ZH = table("""
    3d: 3D风格
    watercolor: 水彩画风格 | 水彩风格 | 水彩画
    ink: 水墨画风格 | 水墨风格 | 水墨画 | 国画
    pixel: 像素画风格 | 像素风格 | 像素画
    sketch: 素描风格 | 铅笔素描 | 铅笔画
    flat: 扁平风格 | 扁平插画
    line: 线描风格 | 线稿 | 简笔画
    porcelain: 青花瓷风格
    neon: 霓虹风格
    papercut: 剪纸风格
""")
LENSES_EN = table("""
    close: close-up | close-up shot
    normal: medium shot
    wide: wide shot | long shot
""")
LENSES_ZH = table("""
    close: 特写 | 近景
    normal: 中景
    wide: 远景 | 全景
""")
SETTINGS = tuple(AT_EN)
TIMES = tuple(TIMES_EN)
WEATHERS = tuple(WEATHER_EN)
STYLES = tuple(STYLES_EN)
LENSES = tuple(LENSES_EN)
SHELTERED = frozenset(
    ("room", "sea", "space", "kitchen", "classroom", "stage", "underwater", "cave", "library", "heaven", "moon", "hall")
)
"""Settings that no weather reaches."""
PICTURE_WEATHER = {"windy": "wind"}
PICTURE_LENS = {"close": "closeup", "normal": ""}
"""Where the corpus format's word for a value differs from the lexicon's identifier."""
