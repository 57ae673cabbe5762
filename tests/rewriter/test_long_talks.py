"""Twelve turns: every fact still in force is in the last prompt."""

import pytest

EN = (
    "Draw a small fox in a forest",
    "make it red",
    "give it a blue scarf",
    "add two rabbits next to it",
    "the scarf should be green",
    "thanks!",
    "change the background to a beach at sunset",
    "add a lighthouse",
    "as a watercolor",
    "remove one of the rabbits",
    "have the fox jump",
    "close-up",
)
ZH = (
    "画一只小狐狸在森林里",
    "变成红色",
    "给它戴一条蓝色围巾",
    "旁边加两只兔子",
    "围巾改成绿色",
    "谢谢",
    "背景换成海滩，时间是夜晚",
    "加一座城堡",
    "改成水彩画风格",
    "去掉一只兔子",
    "让狐狸跳起来",
    "换成特写",
)
MIXED = (
    "画一只猫",
    "make it white",
    "给它戴一顶红帽子",
    "add a dog",
    "狗换成蓝色",
    "put them on a beach",
    "时间改成夜晚",
    "remove the hat",
    "再加一个气球",
    "pixel art style",
    "谢谢",
    "close-up",
)
LAST = [
    (
        EN,
        (
            "red fox",
            "small",
            "green scarf",
            "a rabbit",
            "lighthouse",
            "beach",
            "sunset",
            "watercolor",
            "jump",
            "close-up",
        ),
    ),
    (ZH, ("红色小狐狸", "绿色围巾", "一只兔子", "城堡", "海滩", "夜晚", "水彩画风格", "跳", "特写")),
    (MIXED, ("white cat", "blue dog", "balloon", "beach", "night", "pixel art", "close-up")),
]
GONE = {EN: ("forest", "blue", "two"), ZH: ("森林", "蓝", "两只"), MIXED: ("hat", "red", "帽")}


@pytest.mark.parametrize(("turns", "facts"), LAST, ids=["en", "zh", "mixed"])
def test_no_fact_is_lost_over_twelve_turns(talk, turns, facts):
    last = talk(*turns)[-1]
    assert [fact for fact in facts if fact not in last.prompt] == [], last.prompt
    assert [fact for fact in GONE[turns] if fact in last.prompt] == [], last.prompt
    assert not last.uncertain
