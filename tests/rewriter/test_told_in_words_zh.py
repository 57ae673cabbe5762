"""How people talk in Chinese about what only words tell of, about poses, clothes carried, and what several scenes show.

A case is a talk, turns parted by `` / ``, and what its last draft says: in the prompt, ``!`` not in it, ``=`` in the
reply.
"""

import pytest

TALKS = {
    "stars of a flag": (
        "画一只小猪 / 它手里举着五星红旗 / 红旗上的星星画大一点",
        "拿着五星红旗的小猪，红旗上的星星大一点",
    ),
    "silver, its door open": ("画一艘飞船 / 飞船是银色的门开着", "一艘银色飞船，门开着"),
    "no suit but a skirt": ("画一只兔子穿宇航服 / 兔子不穿宇航服了穿裙子", "穿着裙子的兔子 ; !宇航服"),
    "the helmet off": ("画一只小猪穿宇航服 / 小猪摘下头盔 / 头盔抱在怀里", "拿着头盔 ; =小猪拿着头盔"),
    "two of them, one of each": ("画一条大河 / 龙舟有两条一红一黄 / 红的在前面", "一条红色龙舟在前面，一条黄色龙舟"),
    "many who look on": ("画一条大河 / 岸上很多人看热闹", "很多人在岸上，看热闹"),
    "one more of its kind": (
        "画一条大河 / 龙舟有两条一红一黄 / 船头有人打鼓 / 再加一条绿的",
        "一条绿色龙舟 ; !条人",
    ),
    "splashes": ("画一条大河 / 水花溅起来", "水花溅起来 ; =照你说的"),
    "hot weather": ("画一条大河 / 天气热太阳大", "天气热太阳大 ; =照你说的"),
    "wanted for a shop": ("我开了家花店 想要个门头效果图", "一个门头效果图 ; !想要"),
    "doors and windows": ("画一家花店 / 木质的门 大玻璃窗", "木质的门，大玻璃窗 ; =照你说的"),
    "how a sign is painted": ("画一家花店 / 招牌写“春野花坊” / 招牌是白底绿字", "白底绿字的招牌写着“春野花坊”"),
    "one who passes by": ("画一只柯基 / 路过一个骑自行车的女孩", "一只柯基，一个骑自行车的女孩 ; !路过"),
    "a season in a corner": ("画一棵大树 / 左上春天樱花 / 右下冬天雪人", "左上春天樱花，右下冬天雪人 ; =照你说的"),
    "of what words tell only": ("画一棵大树 / 右下冬天雪人 / 雪人戴个红帽子", "雪人戴个红帽子 ; =照你说的"),
    "from the side": ("来个古代美女弹古琴 / 把美女改成侧脸", "侧脸的古代美女弹古琴"),
    "the whole word": ("来个古代美女弹古琴 / 琴换成琵琶", "弹琵琶 ; !古琵琶"),
    "the moon in the water": ("来个古代美女弹古琴 / 月亮倒映在水里", "月亮倒映在水里 ; =照你说的"),
    "hello first": ("哈喽 画个打工人加班的场景", "一个打工人加班 ; !哈喽 ; !场景"),
    "a time, a place, a lamp": ("画个打工人加班的场景 / 凌晨的办公室只有一盏灯亮着", "一盏灯亮着，凌晨的办公室"),
    "who sleeps": ("画个打工人加班的场景 / 他趴在桌上睡着了", "打工人趴在桌上"),
    "a computer still on": ("画个打工人加班的场景 / 电脑还开着", "电脑亮着"),
    "a coat laid on him": ("画个打工人加班的场景 / 窗外是城市夜景 / 披一件外套在他身上", "外套的打工人 ; !外套的城市"),
    "a colleague, a woman": ("画个打工人加班的场景 / 同事在旁边站着 / 同事是女生", "一个女同事在旁边"),
    "a clock's hour": (
        "画个打工人加班的场景 / 墙上的钟指着两点 / 改成三点",
        "打工人加班，墙上的钟指着三点 ; !两点",
    ),
}


@pytest.mark.parametrize("name", TALKS)
def test_the_last_draft_says_what_holds(talk, name):
    words, wanted = TALKS[name]
    last = talk(*words.split(" / "))[-1]
    for item in wanted.split(" ; "):
        if item[0] == "=":
            assert item[1:] in last.reply
        elif item[0] == "!":
            assert item[1:] not in last.prompt
        else:
            assert item in last.prompt
