"""No operation changes a subject that it does not name, and what is excluded survives."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

QUICK = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
NOUNS_EN = ("cat", "dog", "fox", "horse", "rabbit", "tiger")
NOUNS_ZH = ("猫", "狗", "狐狸", "马", "兔子", "老虎")
EDITS_EN = (
    "make the {} red",
    "the {} should be bigger",
    "give the {} a hat",
    "move the {} to the left",
    "remove the {}",
    "replace the {} with a lion",
    "make the {} sleep",
    "I don't like the {}, remove it",
    "the {} is too fat, make it smaller",
    "put the {} in a box",
    "the {} should be blue, not red",
)
EDITS_ZH = (
    "把{}变成红色",
    "{}大一点",
    "给{}戴一顶帽子",
    "把{}移到左边",
    "去掉{}",
    "把{}换成狮子",
    "让{}睡觉",
    "{}太胖了，去掉它",
    "{}不要红的，要蓝的",
)
CASES = st.tuples(
    st.permutations(range(6)).map(lambda order: order[:3]), st.integers(0, 2), st.booleans(), st.integers(0, 10)
)


def first_picture(order, chinese):
    nouns = [(NOUNS_ZH if chinese else NOUNS_EN)[i] for i in order]
    return nouns, ("，".join(f"一只{noun}" for noun in nouns) if chinese else ", ".join(f"a {noun}" for noun in nouns))


@QUICK
@given(CASES)
def test_only_the_subject_named_is_changed(talk, case):
    order, which, chinese, number = case
    nouns, words = first_picture(order, chinese)
    edits = EDITS_ZH if chinese else EDITS_EN
    before, after = talk(words, edits[number % len(edits)].format(nouns[which]))
    others = [s for s in before.scene.subjects if s.noun != nouns[which]]
    assert len(others) == 2
    assert [s for s in others if s not in after.scene.subjects] == []


EXCEPT = st.sampled_from(
    (
        (False, "remove everything except the {}"),
        (False, "make everything but the {} blue"),
        (False, "keep only the {}"),
        (True, "除了{}都去掉"),
        (True, "除了{}以外都变成蓝色"),
        (True, "只保留{}"),
    )
)


@QUICK
@given(st.permutations(range(6)).map(lambda order: order[:3]), st.integers(0, 2), EXCEPT)
def test_what_is_excluded_survives_unchanged(talk, order, which, wish):
    chinese, words = wish
    nouns, picture = first_picture(order, chinese)
    before, after = talk(picture, words.format(nouns[which]))
    kept = next(s for s in before.scene.subjects if s.noun == nouns[which])
    assert kept in after.scene.subjects
    assert [s for s in before.scene.subjects if s != kept and s in after.scene.subjects] == []
