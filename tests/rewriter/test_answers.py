"""Questions about the picture and about the talk, in both languages, answered from the scene or honestly not."""

import pytest

ZH = {
    (
        "画一个戴红帽子的小女孩坐在长椅上喂鸽子，下雪的傍晚",
        "长椅左边站着一个穿灰大衣的老爷爷，拄着拐杖",
        "右边有三只鸽子",
        "水彩风格，远景",
    ): {
        "图里一共有多少只鸽子": "三只鸽子。",
        "小女孩头上戴的什么": "小女孩：红色帽子。",
        "谁拄着拐杖": "老爷爷。",
        "老爷爷穿的啥颜色的大衣": "灰色大衣。",
        "现在外面天气怎么样": "下雪。",
        "外面下雪了吗": "是的：下雪。",
        "画面里有没有狗": "没有，画面里没有狗。",
        "老爷爷在哪儿": "老爷爷站在长椅左边。",
        "小女孩在干嘛": "小女孩坐在长椅上，喂鸽子。",
        "这是第几张图了": "这是第 4 张，一共画了 4 张。",
        "我刚才改了什么": "刚才你说“水彩风格，远景”：风格：水彩；镜头：远景。",
        "现在是几点": "傍晚。",
        "里面有几个人": "一共两个人",
    },
    ("画一只黑猫和一只橘猫趴在窗台上", "橘猫戴个蓝色蝴蝶结", "旁边放一盆绿萝，花盆上写“静”", "换成油画风格"): {
        "黑猫戴东西了吗": "没有：",
        "橘猫戴蝴蝶结了没有": "是的：",
        "有几只猫，分别是什么颜色": "一共两只猫：一只黑色猫、一只戴着蓝色蝴蝶结的橘猫。",
        "有植物吗": "有：一盆绿萝。",
        "橘猫旁边有什么": "一盆绿萝。",
        "花盆上写的是什么字": "写的是“静”。",
        "这张是什么画风": "油画。",
        "今天天气怎么样": "没有说天气。",
        "老师在哪": "画面里没有老师。",
    },
    ("画一个厨师在厨房切胡萝卜", "桌上放两个苹果和一瓶牛奶", "旁边一个女孩抱着一只猫"): {
        "桌子上都有些啥": "两个苹果、一瓶牛奶。",
        "厨师在切什么": "切胡萝卜。",
        "牛奶放哪儿了": "牛奶放在桌上。",
        "谁抱着猫": "女孩。",
        "厨师右边有人吗": "没有，厨师右边没有人。",
    },
}
EN = {
    ("a knight in silver armor with a small dragon", "the knight holds a blue flag", "make it a watercolor"): {
        "what colour is the flag?": "Blue.",
        "is there a castle anywhere?": "No, there is no castle in the picture.",
        "are there any birds": "No, there are no birds in the picture.",
        "what is the knight holding": "A blue flag.",
        "what style did we pick": "Watercolor style.",
        "which picture is this": "This is picture 3 of 3.",
        "how many pictures have we made so far": "This is picture 3 of 3.",
        "what did I change last?": "You said “make it a watercolor”: the style is now watercolor.",
    },
    ("a girl in a yellow raincoat standing in a puddle", "a boy on the left holding a red umbrella", "it's raining"): {
        "where is the girl?": "The girl is standing in a puddle.",
        "what is she wearing?": "A yellow raincoat.",
        "what color is her coat": "Yellow.",
        "what does the boy have in his hand": "A red umbrella.",
        "who's on the left?": "A boy",
        "who is on the right": "Nobody and nothing was said to be on the right.",
        "are there any animals left?": "No, there are no animals in the picture.",
        "is it raining?": "Yes: in the rain.",
        "is it morning or night?": "Nothing was said about the time of day.",
        "where is the frog": "There is no frog in the picture.",
    },
    ("三个小朋友在教室里画画，黑板上写着“春天”",): {"what is written on the blackboard": "It says “春天”."},
}


@pytest.mark.parametrize(
    ("said", "question", "wanted"),
    [
        (said, question, wanted)
        for asked in (ZH, EN)
        for said, table in asked.items()
        for question, wanted in table.items()
    ],
)
def test_the_scene_answers(talk, said, question, wanted):
    last = talk(*said, question)[-1]
    assert last.intent == "answer"
    assert last.reply.startswith(wanted)


def test_what_was_changed_is_told_after_a_question_too(talk):
    asked = talk("画一只猫", "加一只狗", "有几只动物", "刚才改了什么")[-1]
    assert asked.reply.startswith("刚才你说“加一只狗”：")


@pytest.mark.parametrize("words", ["池塘里荷花开了几朵", "远处有几座山", "旁边站着几个人"])
def test_some_at_a_place_is_a_wish(talk, words):
    assert talk("画一个池塘", words)[-1].intent == "edit"
