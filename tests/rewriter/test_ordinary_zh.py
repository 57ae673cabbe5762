"""Ordinary Chinese talk: wishes of others told, counts said over, sides asked about, styles left open, who somebody is.

A case is a talk, turns parted by `` / ``, and what its last draft says: in the prompt, ``!`` not in it, ``=`` in the
reply, ``~`` in the negative prompt.
"""

import pytest

from rewriter.reported_zh import plainly

TALKS = {
    "a wish that is told": ("画一只兔子 / 宝宝说想要兔子戴一顶红帽子", "一只戴着红色帽子的兔子 ; !宝宝"),
    "a task that is told": ("老师让我们画未来的城市，你帮我画一个吧", "未来的城市 ; !老师 ; !帮我"),
    "praise that is told": ("画一只兔子 / 好啦，宝宝说画得真好看！", "=不客气"),
    "an interjection": ("画两只小鸡 / 哎呀，小鸡要黄色的嘛", "两只黄色小鸡 ; !哎呀"),
    "the topic that 那 leads": ("画一只兔子 / 旁边来一棵苹果树 / 那让兔子到树底下去", "兔子在苹果树的下面 ; !到树底下"),
    "moved there": ("画一只猫 / 加一个苹果 / 苹果挪到右边去", "苹果在右边 ; !右边去 ; !右边边"),
    "put there": ("画一碗牛肉面 / 旁边放双筷子 / 筷子放右边", "筷子在右边"),
    "too few": ("画两只小鸡 / 小鸡太少了，要五只", "五只小鸡 ; !许多"),
    "too many": ("画好多玫瑰花 / 玫瑰花太多了，留三朵就行", "三朵玫瑰花 ; !留着"),
    "some more": ("画一辆汽车 / 汽车多画几辆，三辆吧", "三辆汽车"),
    "not liked, off": ("画一只猫 / 给它戴一顶红帽子 / 旁边来两只小鸡 / 宝宝不喜欢帽子，给它摘掉吧", "小鸡 ; !帽子"),
    "not liked, another": ("画一只猫 / 给它戴一顶红帽子 / 我不喜欢帽子，换成围巾", "围巾 ; !帽子"),
    "not there but there": ("画一个蛋糕 / 左边放几个礼物盒 / 礼物盒别放左边，放蛋糕前面", "礼物盒在蛋糕的前面 ; !左边"),
    "a flat drawing": ("画一只猫 / 弄成一幅扁平插画", "扁平插画 ; !一幅"),
    "a line drawing": ("画一只猫 / 弄成一幅简笔画", "简笔画 ; !一幅"),
    "as in oil": ("画一只猫 / 做成油画的质感", "油画风格 ; !质感"),
    "some other style": ("画一只猫 / 画成水墨画 / 太素了，换个画风", "=想换成什么画风 ; =油画"),
    "some other hair": ("画一个女孩 / 给女孩换个发型", "=什么样的发型"),
    "the style that was": ("画一只猫 / 画成水墨画 / 换成油画 / 刚才那个水墨的挺好，换回来", "水墨画风格 ; !油画"),
    "the step that was better": ("画一只猫 / 镜头拉远一点 / 还是刚才近一点的好", "!远景"),
    "it snows now": ("画一只猫在草地上 / 现在下雪了", "草地 ; 下雪"),
    "finer weather": ("画一只猫 / 天气好一点", "晴天"),
    "only candles": ("画一个蛋糕 / 只有烛光", "只有烛光 ; !一个烛光"),
    "place and hour": ("来一幅海边日落 / 改成早上的日出吧", "日出的海边 ; !日落"),
    "a drink for a drink": ("画一碗牛肉面 / 再来一杯可乐 / 可乐不要了，换成豆浆吧", "一杯豆浆"),
    "up into the clouds": ("画一只猫 / 高楼要很高很高，顶到云里", "高楼很高很高 ; !一顶"),
    "in the middle of it": ("我要做一张咖啡店的海报，画面中间是一杯拿铁", "一杯拿铁在中间 ; !一面"),
    "words of a poster": (
        "我要做一张咖啡店的海报，画面中间是一杯拿铁 / 杯子下面垫一个木托盘 / 上面写上“秋日限定” / 字再大一点，用深棕色",
        "一个木托盘 ; 画面上写着“秋日限定” ; 字大一点 ; 字是深棕色的",
    ),
    "full of apples": ("画一只猫 / 旁边再来一棵苹果树，上面结满了苹果", "苹果树上面结满了苹果"),
    "long fair hair": ("画一个公主 / 公主头发是金色的，长长的", "头发是金色、长长的 ; !长长的公主"),
    "both in the garden": (
        "画一个公主 / 她身边有一只独角兽 / 她们在城堡前面的花园里",
        "独角兽在公主的旁边 ; 城堡前面的花园 ; !的花园里",
    ),
    "who it is": ("我想画我家的狗，它是一只柯基 / 狗的耳朵大一点", "一只柯基 ; 耳朵大一点 ; !它是 ; !狗"),
    "who the biggest is": ("画一个恐龙公园，里面有好多恐龙 / 最大的那只是霸王龙，绿色的", "绿色霸王龙 ; !只是"),
    "awake after all": (
        "画一只狗趴在灰色的沙发上睡觉 / 地上扔着一只拖鞋 / 它应该是醒着的，在啃拖鞋",
        "啃拖鞋 ; !睡觉 ; !拖鞋的狗 ; !醒着的拖鞋",
    ),
    "another ground": ("画一只狗趴在沙发上 / 沙发是灰色的 / 沙发去掉吧，换成草坪", "趴在草坪上 ; !灰色"),
    "not to erupt": ("画一座火山 / 火山别喷发，太吓人了", "~喷发"),
    "not so fierce": ("画一只老虎 / 老虎不要那么凶", "~凶"),
    "no more than three": ("画一只小熊 / 颜色不要超过三种", "颜色不要超过三种 ; !种的小熊"),
    "smaller": ("画一只小熊 / 缩小一点", "小小的小熊 ; !缩小"),
    "he and she": (
        "画两个人散步 / 左边那个是男的，右边是女的 / 女的穿白色长裙，男的穿西装",
        "一个穿着西装的男人 ; 一个穿着白色长裙的女人 ; !女在",
    ),
    "one of the young": (
        "画一只霸王龙 / 加三只小恐龙宝宝 / 小恐龙穿上背带裤 / 其中一只在哭",
        "一只穿着背带裤的小恐龙宝宝哭 ; !背带裤的霸王龙",
    ),
    "very many": ("画好多玫瑰花", "好多玫瑰花"),
    "an animal and its deed": ("画一只熊猫吃竹子 / 给熊猫戴个墨镜", "一只戴着墨镜的熊猫吃竹子"),
    "two deeds that run on": ("画唐僧 / 唐僧骑着白马走在中间", "骑白马 ; !在白马 ; !一匹马"),
    "down to look": ("画一个女孩 / 加一只小猫 / 女孩蹲下来看小猫", "女孩蹲下来看小猫 ; !，女孩"),
    "a sheet is no bed": ("中间放一张双人床，床单是浅灰色的", "在中间，床单是浅灰色 ; !的单 ; !一个单"),
    "one on each side": ("画一张床 / 床头两边各有一个床头柜", "两个床头柜"),
    "on another's top": ("画一盏台灯放在左边的柜子上 / 把台灯换到右边的柜子上", "在右边的柜子上 ; !左边"),
    "nobody counts snow": ("画一只猫 / 地上有厚厚的雪", "厚厚的雪 ; !一个"),
    "the young one": ("画一只熊猫 / 旁边再加一只小的 / 熊猫宝宝围一条红围巾", "小小的戴着红色围巾的熊猫"),
    "the color told after": ("画一只猫 / 给它围一条红围巾 / 围巾换个颜色，要绿色", "绿色围巾 ; !红色"),
    "one who is missed": ("画孙悟空 / 沙僧呢？也加上", "沙僧 ; !一个上"),
    "a female ghost": ("画一个妖怪 / 妖怪变成女的", "女妖怪"),
    "like a comic": ("画一只猫 / 画成连环画的样子", "连环画 ; !样子"),
    "the color after its question": (
        "画一个男孩 / 他穿着10号球衣 / 球衣是什么颜色的呀 / 改成红色的",
        "红色10号球衣 ; !红色男孩",
    ),
    "the ball that was": ("画一个小男孩在踢足球 / 把足球改成篮球 / 不对，还是足球", "踢足球 ; !篮球 ; !一个足球"),
    "the cake that was": (
        "画一个大寿桃 / 换成蛋糕 / 蛋糕上插蜡烛 / 算了还是寿桃吧",
        "寿桃 ; 蜡烛在寿桃的上面 ; !蛋糕",
    ),
    "a card for somebody": ("给我奶奶画一张生日贺卡", "生日贺卡 ; !奶奶"),
    "letters gold and big": (
        "画两只仙鹤 / 写上“生日快乐” / 字要金色的，大一些",
        "字是金色的 ; 字大一点 ; !大大的仙鹤",
    ),
    "what was suggested": (
        "画一个寿桃 / 加一朵云 / 寿桃换成蛋糕会不会更好？ / 那就换成蛋糕吧",
        "一个蛋糕 ; 云 ; !寿桃",
    ),
    "words that are kept": ("画一辆消防车 / 后面的房子着火了", "后面的房子着火了 ; =后面的房子着火了"),
    "no English size": ("画一辆消防车 / 后面的房子着火了 / 火太大了，小一点", "火小一点 ; !small ; !小小的消防车"),
    "from beside to the left": (
        "画一辆消防车 / 再来一辆救护车，停在旁边 / 救护车停到左边去",
        "救护车在左边 ; !旁边",
    ),
    "somebody is missed": ("画一个妈妈 / 少了一个弟弟，加在妈妈怀里", "一个弟弟在妈妈怀里"),
    "a place with its own place": ("画一盏台灯放在左边的柜子上", "一盏台灯在左边的柜子上 ; !一盏柜子"),
}
ASKED = {
    "either side": ("画一只猫 / 右边放一个苹果", "苹果在左边还是右边？", "苹果在右边。"),
    "either side of nothing": ("画一只猫", "苹果在左边还是右边？", "画面里没有苹果。"),
    "which side": ("画一只兔子 / 旁边来一棵苹果树 / 让兔子到树底下去", "兔子在树的哪边呀？", "兔子在苹果树的下面。"),
    "side nobody said": ("画一只兔子和一只猫", "兔子在左边还是右边", "没有说兔子在哪一边。"),
    "this side": ("画一只猫 / 右边放一个苹果", "苹果在左边吗？", "不是，苹果在右边。"),
    "beside the bowl": ("画一碗牛肉面 / 旁边放双筷子", "筷子在碗的左边还是右边？", "筷子在牛肉面的旁边。"),
    "color of nothing": ("画一只猫", "城堡是什么颜色的？", "画面里没有城堡。"),
    "what only words tell": (
        "画一辆消防车 / 后面的房子着火了",
        "房子有几层？",
        "只说过：后面的房子着火了。",
    ),
    "colors": ("画一串彩色气球", "气球有几种颜色？", "一串彩色气球。"),
    "what both wear": (
        "画两个人散步 / 左边那个是男的，右边是女的 / 女的穿长裙，男的穿西装",
        "他们俩现在穿的什么？",
        "男人：西装；女人：长裙。",
    ),
    "all there is": ("画一只猫 / 背景用米色 / 写上“你好”", "画里都有什么？", "一只猫、“你好”几个字、米色背景。"),
    "too big": ("画一只小熊", "小熊是不是太大了？", "要改的话，可以说“小熊小一点”。"),
    "a suggestion": ("画一个寿桃", "寿桃换成蛋糕会不会更好？", "可以试试：说“寿桃换成蛋糕”，我就改。"),
    "the red one of three": (
        "画三辆汽车",
        "红色的那辆放到最前面",
        "没有说过哪一辆汽车是红色的。可以先说“其中一辆改成红色的”。",
    ),
    "the one with a hat": ("画三只猫", "戴帽子的那只放到右边", "画面里没有戴帽子的那只。"),
}


@pytest.mark.parametrize("name", TALKS)
def test_the_last_draft_says_what_holds(talk, name):
    words, wanted = TALKS[name]
    last = talk(*words.split(" / "))[-1]
    for item in wanted.split(" ; "):
        if item[0] == "=":
            assert item[1:] in last.reply
        elif item[0] == "~":
            assert item[1:] in last.negative
        elif item[0] == "!":
            assert item[1:] not in last.prompt
        else:
            assert item in last.prompt


@pytest.mark.parametrize("name", ASKED)
def test_a_question_is_answered_and_changes_nothing(talk, name):
    before, question, answer = ASKED[name]
    *_, drawn, asked = talk(*before.split(" / "), question)
    assert asked.intent == "answer"
    assert asked.reply == answer
    assert asked.scene == drawn.scene


def test_the_red_one_is_found_once_one_is_red(talk):
    last = talk("画三辆汽车", "其中一辆改成红色的", "红色的那辆放到最前面")[-1]
    assert "一辆红色汽车放在最前面" in last.prompt


@pytest.mark.parametrize("words", ["老师说话很大声", "画一个老师在讲课", "妈妈让孩子坐下", "画一只猫，帮我画大一点"])
def test_only_a_told_wish_loses_its_lead(words):
    assert plainly(words) == words
