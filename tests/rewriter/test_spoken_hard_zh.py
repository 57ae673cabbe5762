"""Hard spoken Chinese: clauses that run on, one of several, things that change hands, one thing undone of many.

Each talk is judged by its last prompt: what it says, and, after ``!``, what it does not say.
"""

import pytest

from dialog.scene import Scene, Subject
from rewriter.naming_zh import Names
from rewriter.runon_zh import run_on

CUTS = {
    "画一个老奶奶坐在门槛上剥毛豆脚边卧着一只大黄狗": "画一个老奶奶坐在门槛上剥毛豆|脚边卧着一只大黄狗",
    "狗旁边再加个竹筐里面装满了毛豆": "狗旁边再加个竹筐|里面装满了毛豆",
    "老先生穿青色长衫留着白胡子": "老先生穿青色长衫|留着白胡子",
    "兔子挎着个菜篮子狐狸在看报纸": "兔子挎着个菜篮子|狐狸在看报纸",
    "妈妈别拍照了让她给女儿喂西瓜": "妈妈别拍照了|让她给女儿喂西瓜",
    "一支骆驼队正在赶路一共四匹骆驼": "一支骆驼队正在赶路|一共四匹骆驼",
    "大雪天一个外卖小哥骑着电动车": "大雪天|一个外卖小哥骑着电动车",
    "两个武士在樱花树下决斗左边的穿红甲右边的穿黑甲": "两个武士在樱花树下决斗|左边的穿红甲|右边的穿黑甲",
    "一个戴帽子穿红衣服的男孩": "一个戴帽子穿红衣服的男孩",
    "一个女孩抱着一只猫坐在草地上": "一个女孩抱着一只猫坐在草地上",
    "他旁边蹲只黑猫盯着水面": "他旁边蹲只黑猫盯着水面",
    "一只布偶猫在偷吃奶油": "一只布偶猫在偷吃奶油",
    "老奶奶脚边趴着一只猫": "老奶奶脚边趴着一只猫",
}


@pytest.mark.parametrize("words", CUTS)
def test_a_clause_is_cut_where_the_next_one_begins(lexicon, words):
    assert "|".join(run_on(words, Names(Scene(), lexicon))) == CUTS[words]


TALKS = {
    "who of a group": (
        "沙漠里四匹骆驼 / 领头的那匹上面坐着个商人 / 最后那匹换成白色的 / 来个小孩牵着那匹白的",
        "两匹骆驼 ; 一匹领头的骆驼 ; 一匹最后的白色骆驼 ; 小孩牵着骆驼",
    ),
    "each its own": (
        "画两只小猪 / 小猪一个穿红的一个穿绿的 / 穿绿的那个睡着了",
        "一只穿着红色衣服的小猪 ; 一只穿着绿色衣服的小猪睡着了",
    ),
    "three deeds": (
        "篝火旁边坐三个人弹琴的唱歌的还有一个在烤羊 / 唱歌的那个换成跳舞的",
        "弹琴的人 ; 跳舞的人 ; 在烤羊的人 ; !唱歌",
    ),
    "some leave": ("画三个队友在鼓掌 / 左边那个胖一点 / 队友走掉一个", "一个胖队友在左边 ; 队友在中间 ; !在右边"),
    "about so many": ("台下坐着五六个茶客 / 茶客少两个", "三四个茶客 ; !五六"),
    "more of what was named last": ("画两只猫和三只狗 / 再来一只", "两只猫 ; 四只狗"),
    "others unlike the first": ("画一只螃蟹 / 螃蟹再来两只，小一点的", "一只螃蟹 ; 两只小一点的螃蟹"),
    "flowers come out": ("画一个池塘 / 池塘里荷花开了几朵", "几朵荷花 ; 荷花在池塘的里面"),
    "a color of a part": ("画一只猫 / 眼睛圆圆的，黄色", "眼睛是圆圆的、黄色的 ; !黄色猫"),
    "the couple": (
        "窗边坐着一对情侣，男的穿灰毛衣，女的穿米色大衣 / 女生戴个贝雷帽",
        "穿着灰色毛衣的男人 ; 穿着米色大衣、戴着贝雷帽的女人",
    ),
    "from hand to hand": (
        "画一个剑客，手按着剑 / 对面站一个刺客 / 把剑客那把剑给刺客",
        "拿着剑的刺客 ; !手按着",
    ),
    "a fan that is only fanned": (
        "一位老先生在写字 / 他身后站着个书童在扇扇子 / 书童的扇子给老先生",
        "书童在老先生的后面 ; 拿着扇子的老先生 ; !扇扇子",
    ),
    "like that of the other": (
        "画两只企鹅，一只大的一只小的 / 小的戴绿帽子 / 给大的也戴一顶跟小的一样的帽子",
        "大大的戴着绿色帽子的企鹅 ; 小小的戴着绿色帽子的企鹅",
    ),
    "it was not the apron": (
        "画一个奶奶和一只猫 / 给奶奶系个围裙 / 猫也给它系个围裙 / 不是围裙，猫脖子上系个铃铛",
        "穿着围裙的奶奶 ; 猫脖子上系着个铃铛 ; !围裙的猫",
    ),
    "a kind of clothes": ("一位老奶奶戴副老花镜 / 奶奶的眼镜摘了吧", "一位老奶奶 ; !镜"),
    "places exchanged": (
        "一间书房 / 书桌左边放个香炉，右边放一盆兰花 / 香炉跟兰花换个位置",
        "香炉放在书桌右边 ; 兰花放在书桌左边",
    ),
    "clothes as before": (
        "画一个潜水员，衣服是橙色的 / 把橙色衣服改成黑的 / 最开始那种橙色衣服更好看，换回来",
        "穿着橙色衣服的潜水员 ; !黑色",
    ),
    "one field undone": (
        "画一个男孩 / 从下往上拍 / 变成晚上 / 刚才那个角度撤销掉",
        "晚上 ; !仰视",
    ),
    "the lens as before": ("画一个男孩 / 来个特写 / 加只猫 / 镜头还是用原来的", "一只猫 ; !特写"),
    "words on a sign that is held": (
        "有个女孩举着牌子写着“加油” / 牌子上的字改成“必胜”，牌子弄成黄色的",
        "拿着写着“必胜”的黄色牌子的女孩 ; !加油",
    ),
    "the big one and the small one": (
        "画一只大海龟 / 旁边来一只小海龟 / 大海龟戴个墨镜",
        "大大的戴着墨镜的海龟 ; !小小的戴着",
    ),
    "not red but blue": (
        "一只猴子趴在保温箱上 / 保温箱别要黄的，换蓝色，上面写“准时达”",
        "猴子趴在写着“准时达”的蓝色保温箱上",
    ),
    "the same color": ("画一个红水桶 / 旁边插一面旗子 / 水桶换成绿色，旗子也换一样的颜色", "绿色水桶 ; 绿色旗子"),
    "a horse, a black one": ("画一个剑客 / 后面来一匹马，黑马", "一匹黑色马"),
    "he becomes she": ("画一个黑衣刺客 / 刺客改成女的，红衣服", "穿着红色衣服的女刺客 ; !黑"),
    "looks and what befalls": ("远处有座古城，被沙子埋了一半", "古城在远处，被沙子埋了一半"),
    "called little in every size": ("来三条小丑鱼 / 小丑鱼大一点", "三条大大的小丑鱼"),
    "English between": (
        "一个 astronaut 在月球上 / 旁边来一条飞龙 neon 的 / 把 style 换成 vaporwave 的 / style 还是用回 cyberpunk",
        "一条neon飞龙 ; 赛博朋克风格 ; !vaporwave",
    ),
    "a style to begin with": ("cyberpunk 风格的重庆夜景，一个骑手停在路边", "重庆夜景 ; 赛博朋克风格"),
    "one less and one of another": ("桌上放两杯拿铁 / 拿铁少一杯，换成一杯抹茶", "一杯拿铁 ; 一杯抹茶"),
    "the dinosaurs give way": ("墙上贴满恐龙海报 / 恐龙海报换成宇航员的", "宇航员海报 ; !恐龙"),
}


@pytest.mark.parametrize("name", TALKS)
def test_the_last_prompt_says_what_holds(talk, name):
    words, wanted = TALKS[name]
    prompt = talk(*words.split(" / "))[-1].prompt
    for item in wanted.split(" ; "):
        if item.startswith("!"):
            assert item[1:] not in prompt
        else:
            assert item in prompt


def test_a_shorter_name_is_not_cut_out_of_a_longer_one(talk):
    last = talk("画一个妈妈在拍照", "妈妈别拍照了让她喂猫")[-1]
    assert [subject.noun for subject in last.scene.subjects] == ["妈妈"]
    assert last.scene.subjects[0].action == "喂猫"


def test_a_kind_names_who_is_of_it(lexicon):
    scene = Scene(subjects=(Subject("s1", "老爷爷"), Subject("s2", "鹦鹉"), Subject("s3", "新娘")), language="zh")
    names = Names(scene, lexicon)
    for words, meant in (("老人", "s1"), ("鸟", "s2"), ("女的", "s3"), ("男的", "s1")):
        assert names.find(words).subjects == (meant,), words


@pytest.mark.parametrize("words", ["画家戴上耳机", "画架上的画是一片星空", "画上加一只猫"])
def test_a_painter_and_an_easel_begin_no_new_picture(talk, words):
    last = talk("一个女画家坐在天台上", words)[-1]
    assert last.intent == "edit"
    assert "女画家" in last.prompt
    assert "家戴上" not in last.prompt
