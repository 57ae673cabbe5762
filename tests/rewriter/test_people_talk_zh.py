"""How people talk in Chinese while a picture grows: what things give off, lamps put out, things handed over, breaths.

A case is a talk, turns parted by `` / ``, and what its last draft says: in the prompt, ``!`` not in it, ``=`` in the
reply.
"""

import pytest

from rewriter.breaths_zh import breathed

TALKS = {
    "smoke of a part": ("画一列蒸汽火车 / 火车头冒着黑烟", "一列蒸汽火车车头冒着黑烟 ; !一个黑烟"),
    "smoke of another color": ("画一列蒸汽火车 / 火车头冒着黑烟 / 烟改成白的", "车头冒着白烟 ; !黑"),
    "steam of a pot": ("画一个logo / 中间是一口锅 / 锅里冒着热气", "一口锅在中间冒着热气 ; !，热气"),
    "a fire put out": ("画一辆消防车 / 后面的房子着火了 / 火灭了", "后面的房子 ; !着火 ; =不再有“火”"),
    "of what words tell": (
        "画一辆消防车 / 后面的房子着火了 / 房子有几层？ / 改成三层的",
        "房子是三层的 ; !三层的消防车",
    ),
    "of a thing asked about": (
        "画一个小孩拿着冰淇淋 / 冰淇淋是什么味道的？ / 草莓味的",
        "拿着草莓味的冰淇淋 ; !，草莓味的",
    ),
    "another cup": ("画一杯奶茶 / 奶茶换成粉色的杯子", "一杯奶茶，杯子是粉色的"),
    "a cup of its own": ("画一个杯子 / 杯子换成玻璃杯", "玻璃 ; !装在 ; !杯子是"),
    "a lamp put out": ("画一个书房，桌上有一盏台灯 / 灯关掉", "一盏台灯在桌上，关着"),
    "a lamp lit again": ("画一个书房，桌上有一盏台灯 / 灯关掉 / 把灯打开", "亮着 ; !关着"),
    "a window nobody drew": ("画一只猫 / 窗户打开", "一只猫，窗户开着"),
    "a time told once": ("来一幅海边日落 / 改成早上的日出", "日出的海边 ; =时间：日落 → 日出"),
    "a place of one thing": ("画一个小女孩打着伞 / 路上有积水", "积水在路上 ; !，路"),
    "a hill of one thing": ("画一只猫 / 山上有个亭子", "一个亭子在山上 ; !，山"),
    "no stars by day": ("画一只猫坐在屋顶上看星星 / 还是白天吧", "坐在屋顶上，白天 ; !星星 ; =不再有看星星"),
    "no moon by day": ("画一只猫 / 天上有一个月亮 / 改成白天", "白天 ; !月亮 ; =去掉了月亮"),
    "stars at night": ("画一只猫坐在屋顶上看星星 / 改成晚上", "看星星"),
    "a slip keeps its color": ("画一匹白色的小马 / 不是小马，是独角兽", "一只白色独角兽"),
    "another is another": ("画一匹白色的马 / 把马换成老虎", "老虎 ; !白色"),
    "whose hair": ("画一个老奶奶 / 头发是白的", "一位老奶奶头发是白的"),
    "the thing before its verb": ("画一个老奶奶 / 眼镜也戴上", "戴着眼镜的老奶奶"),
    "given without a verb": ("画一个小朋友 / 给他一个冰淇淋", "拿着冰淇淋的小朋友"),
    "given to wear": ("画一只猫 / 给它一顶帽子", "戴着帽子的猫"),
    "a close-up is no gift": ("画一只猫 / 给它一个特写", "特写 ; !拿着"),
    "one more beside": ("画一只大象 / 大象再加一只小象宝宝", "小象宝宝在大象的旁边 ; !在大象，"),
    "a couple no more": (
        "画一条小船 / 船上坐着一对情侣 / 男的在划船，女的打着伞 / 情侣换成一个老人吧",
        "一位老人 ; !女人 ; !男人 ; !情侣",
    ),
    "a couple gone": ("画一条小船 / 船上坐着一对情侣 / 男的在划船，女的打着伞 / 情侣去掉", "!女人 ; !男人 ; 小船"),
    "from behind": ("画一个妈妈 / 爸爸从后面抱着妈妈", "一个爸爸从后面抱着妈妈 ; =加了爸爸"),
    "somebody else did": (
        "画一个妈妈在做饭 / 爸爸从后面抱着妈妈 / 不对，是孩子抱着妈妈的腿",
        "妈妈 ; 一个孩子抱着妈妈的腿 ; !爸爸",
    ),
    "what cooks": ("画一个妈妈在做饭 / 锅里煮着汤", "锅里煮着汤 ; =照你说的"),
    "two sides in a breath": ("画一口锅 / 左边一头牛右边一只羊", "一头牛在左边 ; 一只羊在右边"),
    "colors of the whole": ("画一口锅 / 整个用红色和金色", "以红色和金色为主色"),
    "a tone of the whole": ("画一条小船 / 整个弄成蓝紫色调", "以蓝紫为主色"),
    "a picture she wants to see": ("奶奶想看一幅山水画", "山水画 ; !奶奶"),
    "that sort of cat": ("画个机器猫吧就是那种科幻的猫", "一只科幻的机器猫 ; !就是"),
    "not these but those": ("画一只猫 / 给它装一对翅膀 / 翅膀不要金属的要羽毛的", "羽毛翅膀 ; !金属"),
    "a ground minded": ("画一只猫 / 背景来个霓虹灯城市 / 刚才那个背景太花了换成纯黑的", "一只猫，纯黑背景"),
    "the ground that was": (
        "画一只猫 / 背景来个霓虹灯城市 / 背景换成纯黑 / 算了还是城市吧",
        "霓虹灯城市 ; !纯黑",
    ),
    "a part of a part": ("画一艘帆船 / 帆船的帆改成彩虹色", "帆船帆是彩虹色的 ; =帆是彩虹色的"),
    "only one of them": (
        "画一个小女孩在堆沙堡 / 她弟弟在旁边挖坑 / 把弟弟去掉吧就留女孩一个人",
        "小女孩 ; !弟弟 ; !一个人",
    ),
    "only she stays": ("画一个小女孩 / 旁边有个弟弟 / 再来一只狗 / 就留女孩一个人", "小女孩 ; 狗 ; !弟弟"),
    "the shape of a thing": ("画一杯咖啡 / 咖啡上有拉花 / 拉花是猫爪的形状", "猫爪形状的拉花"),
    "a breed alone": ("画一只黑猫 / 黑猫换成三花吧", "一只三花猫 ; !黑"),
    "one against another": (
        "帮我画个孙悟空大战红孩儿 / 孙悟空拿着金箍棒",
        "一个拿着金箍棒的孙悟空 ; 一个红孩儿 ; 孙悟空大战红孩儿",
    ),
    "a background by itself": ("画一个孙悟空 / 背景火焰山", "孙悟空，火焰山 ; !背景"),
    "what was forgotten": ("画一个孙悟空 / 孙悟空的虎皮裙没画出来", "穿着虎皮裙的孙悟空"),
    "forgotten, then asked for": ("画一个孙悟空 / 孙悟空的虎皮裙没画出来 / 再戴上金箍", "虎皮裙"),
    "how far apart": ("画两只兔子 / 两只离远一点", "两只兔子 ; 两只离远一点 ; !离远的"),
    "not so much of it": ("画一只老虎 / 不要这么血腥", "!血腥 ; =画里不要血腥"),
    "a room and its kind": ("画一个客厅现代简约的", "一个现代简约的客厅"),
    "lacking, then added": ("画一个客厅 / 哦还没地毯那就加一块", "一块地毯 ; !还没"),
    "put elsewhere": ("画一个客厅 / 中间放一张沙发 / 沙发换个位置靠窗放", "沙发靠窗 ; !位置 ; !中间"),
    "in the corner": ("画一个客厅 / 角落里来盆琴叶榕", "一盆琴叶榕在角落里 ; !里来"),
    "for my girl": ("给我闺女画一个冰雪公主", "一个冰雪公主 ; !闺女"),
    "that sort of skirt": ("画一个公主 / 裙子要闪闪发光的那种", "闪闪发光的裙子 ; !那种"),
    "hands are hers": ("画一个公主 / 肩膀上停着一只小鸟 / 手里捧着雪花", "拿着雪花的公主 ; !拿着雪花的小鸟"),
    "beside her, not the bird": ("画一个公主 / 肩膀上停着一只小鸟 / 旁边有个雪人在笑", "雪人在公主的旁边"),
    "drawn a little": ("帮我画一下村口的老槐树", "村口的老槐树 ; !下"),
    "a few who play": ("画一棵老槐树 / 几个老人在下棋", "几个老人下棋"),
    "one of a few": ("画几个老人在下棋 / 有一个在旁边看", "几个老人下棋 ; 一位老人在旁边"),
    "what they all wear": (
        "画一棵老槐树 / 几个老人在下棋 / 老人们穿的都是蓝布衫",
        "几个穿着蓝色布衫的老人 ; !衫的村口",
    ),
    "fine weather": ("画一棵老槐树 / 天气很好 有太阳", "晴天 ; 太阳"),
    "like an old photo": ("画一棵老槐树 / 画得像老照片一样", "老照片 ; !画得"),
    "a cat and its name": (
        "我家猫叫煤球是一只黑猫画一下它 / 煤球的眼睛改成金色的",
        "一只黑色猫眼睛是金色的，猫叫煤球 ; !画",
    ),
    "called by its name": ("画一只小狗和一只猫 / 小狗叫豆豆是白色的 / 豆豆戴个帽子", "一只戴着帽子的白色小狗，一只猫"),
    "a name goes with its dog": ("画一只小狗和一只猫 / 小狗叫豆豆 / 豆豆不要了", "一只猫 ; !豆豆 ; !狗"),
    "what befalls it": ("画一只猫 / 旁边有杯咖啡快被它碰倒了", "一杯咖啡快被它碰倒了，咖啡在猫的旁边"),
    "a screen that is on": ("画一个书桌 / 电脑屏幕亮着", "电脑屏幕亮着 ; =照你说的"),
    "a speech bubble": (
        "画一只猫 / 旁边有杯咖啡 / 给它加个对话框写着“陪我玩”",
        "一个对话框写着“陪我玩” ; 对话框在猫的旁边",
    ),
    "a bubble put elsewhere": (
        "画一只猫 / 给它加个对话框写着“陪我玩” / 对话框放到右上角",
        "对话框放在右上角 ; !一对话",
    ),
    "a make of cars": ("画辆跑车 / 红色法拉利", "一辆红色法拉利跑车"),
    "another make": ("画辆跑车 / 红色法拉利 / 换成保时捷", "一辆红色保时捷跑车"),
    "a road by the sea": ("画辆跑车 / 在海边公路上开", "海边公路 ; !公路上开"),
    "he and she on it": ("画辆跑车 / 车上一男一女 / 男的戴墨镜", "一个戴着墨镜的男人 ; 一个女人"),
    "of two, he and she": ("画两个小孩 / 两个小孩一男一女", "!男人和"),
    "what was just put on": ("画一个男人 / 男的戴墨镜 / 换成黄色", "戴着黄色墨镜的男人"),
    "light of the evening": ("画一座灯塔 / 改成傍晚的光线", "一座灯塔，傍晚 ; !光线"),
    "a family one by one": (
        "老师布置的作业 画我的一家 / 爸爸妈妈我还有妹妹 / 爸爸最高戴眼镜",
        "一个戴着眼镜的爸爸最高，一个妈妈 ; 一个妹妹 ; !一家",
    ),
    "the skirt asked about": (
        "画一个妈妈穿花裙子 / 妈妈的裙子是什么颜色 / 那改成黄底碎花的吧",
        "穿着黄底碎花的花裙子的妈妈",
    ),
    "a picture called by its style": ("来一个国风插画，白衣少年在竹林里舞剑", "竹林，国风插画 ; !一个国风"),
    "leaves that drift": ("画一个少年 / 竹叶在飘", "竹叶在飘 ; =照你说的"),
    "one who peeps": ("画一个少年 / 远处有个黑衣人偷看 / 黑衣人手里拿把弓", "拿着一把弓的黑衣人在远处，偷看"),
    "a kind of feeling": ("画一个少年 / 有种紧张感", "紧张感 ; !种"),
    "what a monster has": ("画一只怪兽 / 长着两个角 / 肚子圆圆的", "有两个角的怪兽肚子是圆圆的 ; !两个角长"),
    "what is on its body": (
        "画一只怪兽 / 身上有波点 / 背后长小翅膀 / 让它飞起来",
        "身上有波点，背后长着小翅膀，飞起来",
    ),
    "one eye more": ("画一只怪兽 / 三只眼睛 / 多加一只眼睛吧四只", "一只四只眼睛的怪兽"),
    "a tongue put out": ("画一只怪兽 / 舌头伸出来 / 舌头改成紫的", "紫舌头伸出来"),
    "a feast and who is there": ("画个中秋节一家人赏月", "一家人赏月，中秋节"),
    "grandpa pours her tea": ("画一个奶奶坐在藤椅上 / 爷爷给她倒茶", "奶奶坐在藤椅上，一位爷爷给她倒茶"),
    "under a tree": ("画一个奶奶坐在藤椅上 / 桂花树下", "桂花树下 ; =背景"),
    "a cake cut open": ("画一块月饼 / 把月饼切开露出蛋黄", "一块月饼切开了，露出蛋黄"),
    "two degrees": ("画一块月饼 / 月亮再圆一点亮一点", "月亮圆一点，月亮亮一点 ; !亮月饼"),
    "a line of verse": ("画一块月饼 / 加句诗“但愿人长久”", "画面上写着“但愿人长久” ; !句诗"),
    "these and not those": ("画一束玫瑰 / 玫瑰要粉的不要红的", "粉色玫瑰 ; !红"),
    "minded, then added to": ("画一个女孩 / 有点冷清加几个客人在后面 / 客人虚化掉", "几个客人在后面，虚化掉 ; !冷清"),
    "a picture opened": ("打开一幅画 蓝天白云下的草原", "蓝天白云下的草原 ; !打开"),
    "a pole, not a set": ("画一个牧民 / 牧民手里拿着套马杆", "拿着套马杆 ; !一套"),
    "one among the sheep": ("画一群羊 / 羊群里混进一只黑羊", "一群羊，一只黑色羊在羊群里"),
    "what a child wants drawn": (
        "小朋友要画奥特曼打怪兽 / 怪兽嘴里喷火",
        "一个奥特曼，一只怪兽嘴里喷火，奥特曼打怪兽 ; !小朋友",
    ),
    "whom it looks like": ("画一只怪兽 / 怪兽长得像恐龙", "怪兽长得像恐龙 ; !有得"),
    "layer by layer": (
        "设计一个生日蛋糕 三层的 / 第一层是粉色第二层是白色第三层是紫色",
        "第一层是粉色，第二层是白色，第三层是紫色",
    ),
    "a ring of others": ("画一个蛋糕 / 周围撒一圈草莓 / 草莓换成蓝莓", "一圈蓝莓撒在周围"),
    "a birthday hat": ("画一个公主 / 戴上生日帽", "戴着生日帽的公主"),
    "words without marks": ("画一个蛋糕 / 写上生日快乐", "画面上写着“生日快乐” ; !日快乐在"),
    "rather stout": ("画一个男生 / 短头发 有点胖", "短头发的有点胖的男生"),
    "a plain blue ground": ("画一个男生 / 背景纯色就行 蓝的", "男生，纯蓝色背景 ; !蓝色男生"),
    "another rim": ("画一个男生戴眼镜 / 眼镜换成黑框", "戴着黑框的眼镜"),
    "cooler, no smile": ("画一个男生微笑 / 表情酷一点别笑了", "表情酷一点 ; !笑"),
    "over the shirt": ("画一个男生穿格子衬衫 / 衬衫外面套个马甲", "穿着格子衬衫和马甲的男生"),
    "a ground that fades": ("画一个男生 / 背景渐变吧蓝到紫", "蓝色到紫色渐变背景"),
    "all sorts of fish": ("来一张海底世界 / 有珊瑚礁和各种小鱼", "各种小鱼 ; !一条"),
    "slowly past": (
        "来一张海底世界 / 一只海龟慢慢游过 / 海龟背上趴着一只小螃蟹",
        "一只海龟慢慢游过，一只小螃蟹在海龟背上",
    ),
    "bubbles while he follows": ("画一个潜水员 / 潜水员跟着海龟 / 潜水员吐着泡泡", "跟着海龟，吐着泡泡"),
    "light from above": ("来一张海底世界，有一只海龟 / 阳光从水面照下来", "阳光从水面照下来 ; =照你说的"),
    "a chest and what is in it": ("画一个宝箱 / 宝箱打开里面是金币", "一个宝箱开着 ; 金币在宝箱的里面 ; !打开里面"),
    "gone and why": ("画一只猫 / 天上飞着一行大雁 / 大雁去掉吧有点乱", "!大雁"),
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


def test_where_nothing_is_nothing_changes(talk):
    *_, before, last = talk("画一只猫", "猫站在楼顶上", "楼顶上别放东西")
    assert last.scene == before.scene
    assert "没有听懂" not in last.reply


def test_added_again_without_a_name_adds_nothing(talk):
    *_, before, last = talk("画一个孙悟空", "孙悟空的虎皮裙没画出来", "加上啊")
    assert last.scene == before.scene


def test_a_name_that_begins_with_of_is_looked_up(talk):
    assert talk("MAK 0 OF 㐀", "0㐀")[-1].prompt


def test_two_made_of_one_are_told_without_their_number(talk):
    last = talk("画一条黄狗", "狗改成两条 一条黄一条黑")[-1]
    assert "里改成" not in last.reply
    assert "黑色狗" in last.prompt


@pytest.mark.parametrize("words", ["画一个酒吧门口", "画一家网吧", "换成白天吧", "把吧台擦干净"])
def test_a_breath_is_taken_at_the_end_of_a_clause_only(words):
    assert breathed(words) == words
