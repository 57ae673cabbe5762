"""How people talk in Chinese: whole turns, their wording none of the shipped dialogues'."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

TALKS = [
    # somebody new, where the words put him
    (("书架上趴着一只橘猫",), "一只橘猫趴在书架上"),
    (("一棵树", "树下站着个和尚"), "一棵树，一个和尚站着，和尚在树的下面"),
    (("一只狗", "左上角画个太阳"), "一只狗，一个太阳在左上角"),
    (("一个女孩", "旁边坐个男孩，穿蓝色卫衣"), "一个女孩，一个穿着蓝色卫衣的男孩坐着，男孩在女孩的旁边"),
    (("一个店员", "店员是个男生"), "一个男生店员"),
    # topic and comment, without punctuation and with fillers
    (("一只猫", "嗯那个猫给它戴顶草帽吧"), "一只戴着草帽的猫"),
    (("一只猫和一只狗", "狗呢围条红围巾 猫换成黑的"), "一只黑色猫，一只戴着红色围巾的狗"),
    (("一只猫", "让它趴着睡觉"), "一只猫趴着睡觉"),
    (("一只鸭子", "头上顶个苹果"), "一只鸭子，一个苹果在鸭子头上"),
    # numbers
    (("三颗星星", "星星再多两颗"), "五颗星星"),
    (("四只鸭子", "走了一只鸭子"), "三只鸭子"),
    (("一只蓝色兔子", "再来一只一模一样的兔子"), "两只蓝色兔子"),
    (("两只狐狸一大一小",), "一只大大的狐狸，一只小小的狐狸"),
    (("两只狗", "左边那只戴墨镜"), "一只戴着墨镜的狗在左边，一只狗在右边"),
    # exchange
    (("一个女孩", "给她穿件红毛衣", "毛衣改成格子的"), "一个穿着一件格子的红色毛衣的女孩"),
    (("一个男人", "手里拎个灯笼", "换成把雨伞"), "一个拿着雨伞的男人"),
    (("一个女孩穿红裙子", "给她换条牛仔裤"), "一个穿着牛仔裤的女孩"),
    (("一只猫", "窗户上挂串风铃", "风铃要蓝的"), "一只猫，一串蓝色风铃挂在窗户上"),
    # handing on
    (("一只猫戴着墨镜，一只狗", "墨镜也给狗来一副"), "一只戴着墨镜的猫，一只戴着墨镜的狗"),
    (("一只猫戴着红围巾，一只狗", "狗也要，蓝的"), "一只戴着红色围巾的猫，一只戴着蓝色围巾的狗"),
    (("一只猫戴着草帽，一只狗", "把猫的草帽摘下来给狗戴"), "一只猫，一只戴着草帽的狗"),
    (("一个女孩穿绿裙子", "加盏台灯", "台灯颜色跟她裙子一样"), "一个穿着绿色裙子的女孩，一盏绿色台灯"),
    # taking away
    (("一个男孩在跑步", "别跑步了", "让他坐着"), "一个男孩坐着"),
    (("一只狗，一只猫", "狗太丑了别要"), "一只猫"),
    (("一只猫戴着帽子", "帽子被风吹跑了"), "一只猫"),
    # the whole picture
    (("一只鹿", "整体梦幻一点"), "一只鹿，梦幻一点"),
    (("一只鹿", "光线暗一点，来个仰拍"), "一只鹿，仰拍，光线暗一点"),
    (("一只鹿", "换成宫崎骏那种风格"), "一只鹿，宫崎骏风格"),
    (("一只鹿", "外面飘着小雪", "雪停了"), "一只鹿"),
    (("一只鹿", "背景弄成雪山"), "一只鹿，雪山"),
    # words to be read
    (("一家面馆", "门口立块牌子，上面写“今日营业，欢迎光临”"), "一家面馆，一块牌子立在门口，写着“今日营业，欢迎光临”"),
    (("一块牌子", "上面写“开门”", "字改成“打烊”"), "一块牌子写着“打烊”"),
    # slips and corrections
    (("一只猫，一只狗", "猫变大", "不对，我说的是狗"), "一只猫，一只大大的狗"),
    (("一只猫", "改成水彩", "不是水彩，我要的是油画"), "一只猫，油画风格"),
    # reaching back
    (("一只猫戴着草帽，一只狗", "猫不要了", "把猫弄回来"), "一只狗，一只戴着草帽的猫"),
    (("一只猫", "加个气球", "改回去"), "一只猫"),
    (("一只鹅在池塘", "另外画一张 沙漠里有只骆驼", "把第一张的鹅放进来"), "一只骆驼，一只鹅，沙漠"),
    # how it is typed
    (("畫一隻戴著眼鏡的貓",), "一只戴着眼镜的猫"),
    (("来只🐶", "🐶旁边放个🎂"), "一只狗，一个蛋糕，蛋糕在狗的旁边"),
    (("一只猫", "background换成beach"), "一只猫，海滩"),
    (("一只猫", "在加一只狗"), "一只猫，一只狗"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "prompt"), TALKS)
def test_a_turn_as_people_say_it(talk, words, prompt):
    assert talk(*words)[-1].prompt == prompt


ANSWERS = [
    (("三只鸭子，一只狗", "一共有几只鸭子"), "三只"),
    (("一只猫戴着墨镜，一只狗", "谁戴着墨镜"), "猫"),
    (("一个女孩穿绿裙子", "裙子是什么颜色"), "绿色"),
    (("一块牌子", "上面写“小心台阶”", "牌子上写的啥来着"), "小心台阶"),
    (("一只猫，一只狗", "图里都有什么"), "狗"),
]


@pytest.mark.parametrize(("words", "told"), ANSWERS)
def test_a_question_is_answered_from_the_scene(talk, words, told):
    before, last = talk(*words)[-2:]
    assert last.intent == "answer"
    assert told in last.reply
    assert last.scene == before.scene


NOUNS = ("橘猫", "柯基", "雪人", "老奶奶", "机器人", "热气球", "灯塔", "白龙马")
COLORS = ("红色", "蓝色", "绿色", "紫色")
QUICK = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@QUICK
@given(one=st.sampled_from(NOUNS), other=st.sampled_from(NOUNS), color=st.sampled_from(COLORS))
def test_what_is_added_is_there_and_what_is_removed_is_gone(talk, one, other, color):
    if one == other:
        return
    first, added, removed = talk(f"一个{one}", f"再来个{color}的{other}", f"{one}别要了")
    assert len(first.scene.subjects) == 1
    assert one in added.prompt
    assert other in added.prompt
    assert color in added.prompt
    assert one not in removed.prompt
    assert other in removed.prompt


@QUICK
@given(text=st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=12))
def test_quoted_words_are_never_changed(talk, text):
    assert f"“{text}”" in talk("一块木牌", f"上面写“{text}”")[-1].prompt
