"""Ordinary Chinese turns of the first five minutes: the other side, counts, clothes put back on, follow-ups.

A line is a turn: the words, then what the prompt must say in this turn; ``!`` must not be said, ``=`` must be in the
reply.
"""

from collections.abc import Iterator

import pytest

TALKS = {
    "the other side of the picture": """
        画一只猫，左边一只狗 | 一只狗在左边
        狗放到另一边 | 一只狗在右边 ; !另一边 ; =左边 → 右边
        还是挪到另一边去 | 一只狗在左边
        猫换到另一侧 | 一只猫在右边 ; 一只狗在左边 ; !另一侧
        狗放到对面去 | 一只狗在右边 ; 一只猫在左边 ; !对面
        再画一只鸟 | 一只鸟
        鸟换一边 | 一只鸟在左边
    """,
    "above and below": """
        画一只熊 | 一只熊
        熊在上面 | 一只熊在上方
        熊放到另一边 | 一只熊在下方
        右上角画个太阳 | 一个太阳在右上角
        太阳放到另一边去 | 一个太阳在左上角
    """,
    "nobody has a side": """
        画一个苹果 | 一个苹果
        苹果放到另一边 | 一个苹果在左边
        另一边放一根香蕉 | 一根香蕉在右边 ; !另一边
    """,
    "the other side of one another": """
        画一只狗在猫的左边 | 一只狗在左边，一只猫在右边
        狗放到另一边 | 一只狗在右边，一只猫在左边
        猫挪到对面去 | 一只狗在左边，一只猫在右边
        来只兔子 在狗旁边 | 兔子在狗的旁边
        兔子换到另一侧 | 兔子在狗的左边 ; !另一侧
    """,
    "before and behind": """
        一辆警车 | 一辆警车
        后面跟着一辆救护车 | 救护车在警车的后面
        救护车放前面去 | 救护车在警车的前面 ; !放在前面
        有几辆车 | =一共两辆车
    """,
    "they change places": """
        画一只小狗和一只小猫 | 一只小狗，一只小猫
        小狗在左边 | 一只小狗在左边
        换一下 | 一只小狗在右边，一只小猫在左边 ; =小狗的位置：右边
        它们换个位置 | 一只小狗在左边，一只小猫在右边
        下雪了 | 下雪
        换一下 | =没有听懂
    """,
    "two cars change places": """
        来一辆红色的小汽车 | 一辆红色小汽车
        右边停一辆公交车 | 一辆公交车在右边
        公交车是什么颜色的 | =没有说公交车的颜色
        那就黄色吧 | 一辆黄色公交车 ; 一辆红色小汽车
        两辆车换个位置 | 一辆红色小汽车在右边，一辆黄色公交车在左边 ; !换个位置
    """,
    "a scarf that comes back red": """
        画一只猫 戴着围巾 | 一只戴着围巾的猫
        围巾不好看 去掉吧 | 一只猫 ; !围巾
        还是把围巾加回来 不过要红的 | 一只戴着红色围巾的猫 ; !红色猫
    """,
    "a hat that comes and goes": """
        画一只猫 戴着帽子 | 一只戴着帽子的猫
        帽子去掉 | 一只猫 ; !帽子
        把帽子加回来，要绿色的 | 一只戴着绿色帽子的猫
        帽子不要了 | 一只猫 ; !绿色
        帽子戴回去吧 换成蓝的 | 一只戴着蓝色帽子的猫
        摘掉吧 | 一只猫 ; !帽子
        还是戴上吧 | 一只戴着蓝色帽子的猫 ; !戴着上
        改成黑色 | 黑色
    """,
    "two scarves": """
        画一只小狗和一只小猫 | 一只小狗，一只小猫
        小猫戴个红围巾 | 一只戴着红色围巾的小猫 ; =加上了红色围巾
        小狗也要 | 一只戴着红色围巾的小狗
        小狗的改成绿的 | 一只戴着绿色围巾的小狗 ; 一只戴着红色围巾的小猫 ; !绿色小狗
        都摘掉吧 | 一只小狗，一只小猫 ; !围巾
    """,
    "glasses": """
        画一只熊猫 | 一只熊猫
        熊猫戴副眼镜 | 一只戴着眼镜的熊猫
        墨镜吧 | 一只戴着墨镜的熊猫 ; !、眼镜
        谁戴着墨镜 | =熊猫
        谁戴着帽子 | =没有谁戴着帽子
        墨镜什么颜色 | =没有说熊猫的墨镜的颜色
        红色 | 一只戴着红色墨镜的熊猫 ; !红色熊猫
    """,
    "a color after a present": """
        画一只小狐狸 | 一只小狐狸
        给它戴个帽子 | 一只戴着帽子的小狐狸
        要绿色的 | 一只戴着绿色帽子的小狐狸 ; !绿色小狐狸
        给小狐狸围条蓝围巾 | 蓝色围巾 ; =加上了蓝色围巾
    """,
    "apples": """
        画一个苹果 | 一个苹果
        要三个苹果 | 三个苹果 ; !一个苹果 ; =1 → 3
        改成两个苹果 | 两个苹果 ; !三个
        再来三个苹果 | 五个苹果
        再加一个苹果 | 六个苹果
        我要四个苹果 | 四个苹果 ; !六个
        要五个红苹果 | 五个红色苹果
    """,
    "each of three": """
        五个气球 | 五个气球
        太多了 三个就够 | 三个气球
        一个红的，一个蓝的，一个黄的 | 一个红色气球，一个蓝色气球，一个黄色气球
    """,
    "two penguins are left": """
        画一只企鹅 戴红围巾 | 一只戴着红色围巾的企鹅
        再来两只企鹅 | 两只企鹅
        其中一只戴帽子 | 一只戴着帽子的企鹅
        企鹅太多了 留两只 | 一只戴着红色围巾的企鹅，一只戴着帽子的企鹅 ; !企鹅只
    """,
    "a new cat": """
        画一只猫 | 一只猫
        再来一只猫 | 两只猫
        新的那只是橘猫 | 一只猫，一只橘猫
    """,
    "birds": """
        天上飞着一只鸟 | 一只鸟
        鸟再多来两只 | 三只鸟 ; !再多
        鸟不要了 还是留着吧 | 三只鸟
        来只猫 | 一只猫
        不要猫了 | !猫
        还是把猫留着吧 | 一只猫
        猫去掉 | !猫
        猫还是要的 | 一只猫 ; !要的
        上一步取消 | !猫
    """,
    "a style that was not liked": """
        森林里有一只狐狸 | 一只狐狸
        水墨画风格 | 水墨画风格
        刚才那个风格不好 换回去 | 一只狐狸 ; !风格
        卡通一点 | 卡通风格
        背景草地 | 草地 ; !背景草地
        背景纯白 | 纯白背景 ; !草地
        晚上的背景 | 晚上
        背景晚上有星星 | 晚上 ; 星星 ; !在背景
        这个风格不好 | !不好
        挺好的 就这样 | =不客气
    """,
    "a dragon": """
        画一条龙 | 一条龙
        龙去左边 | 一条龙在左边
        龙嘴里喷火 | 嘴里喷火 ; !拿着
        有没有狗 | =没有狗
        没有就加一只 | 一只狗
        图里有什么 | =一只狗
        就两个吗 再加一只猫 | 一只猫 ; 一只狗 ; !两
    """,
    "the horse is black": """
        画一匹马 | 一匹马
        黑色的马 | 一匹黑色马 ; !，黑色的马
        再加两匹白马 | 一匹黑色马 ; 两匹白色马
    """,
    "hair": """
        画一个小女孩 | 一个小女孩
        头发长一点 | 一个头发长一点的小女孩
        加个小男孩 | 一个小男孩
        两个人手拉手 | 手拉手 ; !人手
    """,
    "coffee and cake": """
        画一杯咖啡 | 一杯咖啡
        咖啡旁边有块蛋糕 | 一块蛋糕
        换到右边去吧 | 一块蛋糕在右边 ; !右边去
        要两块蛋糕 | 两块蛋糕在右边 ; !一块
    """,
    "a bear in a suit": """
        来一只穿西装的熊 | 一只穿着西装的熊
        打个领带 | 领带
        领带红色 | 红色领带 ; !领带红色
        加辆出租车在右边 | 一辆出租车在右边
        出租车开到左边去 | 一辆出租车在左边 ; !左边去
        来一只狗 | 一只狗
        狗跑到右边去 | 一只狗在右边 ; !右边去
    """,
    "presents": """
        画一棵圣诞树 | 一棵圣诞树
        树下放五份礼物 | 五份礼物
        旁边站一个圣诞老人 | 一位圣诞老人
        有几个礼物 | =五份礼物
        再加两个 | 七份礼物 ; 一位圣诞老人
        猫呢 | =没有猫
        圣诞老人呢 | =一位圣诞老人
    """,
    "two rabbits in bows": """
        画一只兔子和一只小狗 | 一只兔子，一只小狗
        兔子戴个蝴蝶结 | 一只戴着蝴蝶结的兔子
        小狗也戴一个 | 一只戴着蝴蝶结的小狗
        把小狗的去掉 | 一只小狗 ; 一只戴着蝴蝶结的兔子 ; !戴着蝴蝶结的小狗
    """,
    "a bear with flowers": """
        画一只小熊 | 一只小熊
        小熊手里拿着黄色的花 | 拿着黄色花
        什么颜色的花 | =黄色花
    """,
    "hens": """
        三只小鸡 | 三只小鸡
        旁边来只母鸡 | 一只母鸡
        画面里一共有几只鸡 | =一共四只鸡
    """,
}


def turns(name: str) -> Iterator[tuple[str, list[str]]]:
    for line in TALKS[name].strip().splitlines():
        words, _, told = line.strip().partition(" | ")
        yield words, [one.strip() for one in told.split(" ; ") if one.strip()]


@pytest.mark.parametrize("name", TALKS)
def test_every_turn_is_understood(name, talk):
    said = list(turns(name))
    assert all(told for _, told in said)
    for draft, (words, told) in zip(talk(*(words for words, _ in said)), said, strict=True):
        for one in told:
            if one.startswith("="):
                assert one[1:] in draft.reply, (words, draft.reply)
            elif one.startswith("!"):
                assert one[1:] not in draft.prompt, (words, draft.prompt)
            else:
                assert one in draft.prompt, (words, draft.prompt)


def test_one_more_of_several_alike_is_added_as_before(talk):
    draft = talk("画一个红苹果", "再来一个绿苹果", "要三个苹果")[-1]
    assert sum(s.count for s in draft.scene.subjects) == 5


def test_words_of_a_side_that_no_place_is_meant_by_stay(talk):
    draft = talk("画一只猫", "旁边放一张桌子", "猫坐在桌子对面")[-1]
    assert "对面" in draft.prompt
    assert draft.scene.subjects[0].place == ""


def test_what_a_question_named_is_not_colored_later(talk):
    draft = talk("画一只猫", "给它戴个帽子", "帽子什么颜色", "红色", "来只狗", "黑色的")[-1]
    cat, dog = draft.scene.subjects
    assert [cat.wears[0].color, dog.color] == ["red", "black"]
