"""A model's reading is taken where it loses nothing; a slip is mended, overruled, or the rules take the turn."""

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest

from dialog.types import Draft, Request, Turn
from rewriter import Lexicon, RulesRewriter
from rewriter.backends import BackendStopped, BackendTimeout, BackendUnavailable, ModelRewriter
from tests.rewriter.backends.fakes import QueueBackend, answer, op

Ask = Callable[..., tuple[Draft, QueueBackend]]
CAT = "a black cat with a red hat on a beach"
ANSWERED = "gave no usable answer"

READ = [
    ([], "draw a black cat on a beach",
     answer("draw", op("add", item={"noun": "a cat", "color": "black"}), op("set", "", "setting", "beach")),
     "a black cat, on a beach"),
    ([CAT], "make it night", answer("edit", op("set", "", "time", "night")),
     "a black cat wearing a red hat, on a beach at night"),
    ([CAT], "换成晚上，再加一只白色的兔子",
     answer("edit", op("set", "", "time", "night"), op("add", item={"noun": "兔子", "color": "白色"})),
     "一只戴着红色帽子的黑色猫，一只白色兔子，夜晚的海滩"),
    ([CAT], "remove the hat", answer("edit", op("remove", "s1", "wears", "hat")), "a black cat, on a beach"),
    ([CAT], "replace the cat with a tiger", answer("edit", op("replace", "s1", item={"noun": "tiger"})),
     "a tiger wearing a red hat, on a beach"),
    ([CAT, "add a white dog"], "only keep the dog", answer("edit", op("remove", "s1")), "a white dog, on a beach"),
    ([CAT], "make it the color of the sky", answer("edit", op("set", "s1", "color", "blue")),
     "a blue cat wearing a red hat, on a beach"),
    (["画两只狗"], "变成三只", answer("edit", op("set", "s1", "count", 3)), "三只狗"),
    ([CAT], "draw a new picture: a horse", answer("draw", op("add", item={"noun": "horse"})), "a horse"),
    ([CAT], "no people please", answer("edit", op("avoid", value="people")),
     "a black cat wearing a red hat, on a beach"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "words", "given", "prompt"), READ)
def test_a_model_that_reads_well_is_believed(
    ask: Ask, before: list[str], words: str, given: object, prompt: str
) -> None:
    draft, backend = ask(before, words, given)
    assert (draft.source, draft.prompt) == ("model", prompt)
    assert len(backend.questions) == 1


BLUE_SCARF = {"noun": "scarf", "color": "blue"}
KEPT = [
    ("the cat and the beach are left out of a whole scene",
     "add a dog", answer("edit", scene={"subjects": [{"noun": "dog"}]}),
     "a black cat wearing a red hat, a dog, on a beach"),
    ("the cat is removed", "add a dog", answer("edit", op("add", item={"noun": "dog"}), op("remove", "s1")),
     "a black cat wearing a red hat, a dog, on a beach"),
    ("the cat becomes something else", "make it night",
     answer("edit", op("set", "", "time", "night"), op("set", "s1", "noun", "tiger")),
     "a black cat wearing a red hat, on a beach at night"),
    ("a color lands on the wrong owner", "put a blue scarf on the cat",
     answer("edit", op("give", "s1", "wears", item=BLUE_SCARF), op("set", "s1", "color", "blue")),
     "a black cat wearing a red hat and a blue scarf, on a beach"),
    ("the hat and its color go", "add a dog",
     answer("edit", op("add", item={"noun": "dog"}), op("remove", "s1", "wears", "hat"), op("remove", "s1", "color")),
     "a black cat wearing a red hat, a dog, on a beach"),
    ("the setting is changed along", "make the cat white",
     answer("edit", op("set", "s1", "color", "white"), op("set", "", "setting", "forest")),
     "a white cat wearing a red hat, on a beach"),
    ("the setting is emptied along", "make the cat white",
     answer("edit", op("set", "s1", "color", "white"), op("remove", "", "setting")),
     "a white cat wearing a red hat, on a beach"),
]  # fmt: skip


@pytest.mark.parametrize(("slip", "words", "given", "prompt"), KEPT)
def test_what_the_words_do_not_touch_stays(ask: Ask, slip: str, words: str, given: object, prompt: str) -> None:
    draft, _ = ask([CAT], words, given)
    assert (draft.source, draft.prompt) == ("model", prompt), slip
    assert "Kept, because you did not ask" in draft.reply


def test_what_stays_is_told_in_the_users_language(ask: Ask) -> None:
    slip = answer("edit", op("set", "", "time", "night"), op("remove", "s1", "color"), op("remove", "", "setting"))
    draft, _ = ask([CAT], "改成晚上", slip)
    assert draft.reply.endswith("你没有要求改，所以保留：黑色、海滩。")


def test_what_a_model_makes_up_is_left_out_and_told(ask: Ask) -> None:
    made_up = op("add", item={"noun": "unicorn", "color": "pink"})
    draft, _ = ask([CAT], "add a dog", answer("edit", op("add", item={"noun": "dog", "color": "brown"}), made_up))
    assert draft.prompt == "a black cat wearing a red hat, a dog, on a beach"
    assert "own ideas were left out: brown, unicorn" in draft.reply


def test_what_the_rules_took_away_by_name_goes_though_the_model_kept_it(ask: Ask) -> None:
    draft, _ = ask(
        [CAT, "add a dog"], "remove the dog and make it night", answer("edit", op("set", "", "time", "night"))
    )
    assert (draft.source, draft.prompt) == ("model", "a black cat wearing a red hat, on a beach at night")


NOT_TAKEN = [
    ("words lost", "make it night and snowy", answer("edit", op("set", "", "time", "night"))),
    ("nothing done", "make it night", answer("edit", op("set", "", "setting", "beach"))),
    ("an answer to a wish", "make it night", answer("answer", reply="It is a cat.")),
    ("back without being asked", "make it night", answer("back", picture=1)),
    ("no such picture", "show me what we had", answer("back", picture=7)),
    ("no such subject", "make it night", answer("edit", op("set", "s9", "color", "red"))),
    ("no operation", "make it night", answer("edit")),
    ("the number is lost", "add three dogs", answer("edit", op("add", item={"noun": "dog"}))),
    ("a new picture was asked for", "draw a horse", answer("edit", op("add", item={"noun": "horse"}))),
    ("nonsense", "make it night", "lorem ipsum"),
]


@pytest.mark.parametrize(("slip", "words", "given"), NOT_TAKEN)
def test_a_slip_is_told_to_the_model_once_and_then_the_rules_take_the_turn(
    ask: Ask, rewriter: RulesRewriter, said: Callable[..., list[Turn]], slip: str, words: str, given: object
) -> None:
    draft, backend = ask([CAT], words, given, given)
    alone = rewriter(said(CAT), Request(words))
    assert replace(draft, reply=alone.reply) == alone, slip
    assert draft.source == "rules"
    assert ANSWERED in draft.reply
    assert len(backend.questions) == 2
    *before, theirs, told = backend.questions[1]
    assert tuple(before) == backend.questions[0]
    assert (theirs.role, told.role) == ("assistant", "user")
    assert "cannot be used" in told.text


def test_a_mended_answer_is_taken(ask: Ask) -> None:
    good = answer("edit", op("set", "", "time", "night"))
    draft, backend = ask([CAT], "make it night", '{"intent": "edit", "operations": [', good)
    assert draft.source == "model"
    assert "broken or cut off" in backend.questions[1][-1].text


def test_a_turn_without_a_usable_answer_says_so_in_chinese(ask: Ask) -> None:
    draft, _ = ask(["画一只猫"], "改成晚上", "？", "？")
    assert draft.source == "rules"
    assert draft.reply.endswith("语言模型的回答不可用，这一轮由内置规则理解。")


@pytest.mark.parametrize(
    ("error", "told"), [(BackendTimeout("late"), "in time"), (BackendUnavailable("gone"), "cannot be reached")]
)
def test_a_model_that_fails_costs_nothing_but_the_model(ask: Ask, error: Exception, told: str) -> None:
    draft, backend = ask([CAT], "make it night", error)
    assert (draft.source, draft.prompt) == ("rules", "a black cat wearing a red hat, on a beach at night")
    assert told in draft.reply
    assert len(backend.questions) == 1


def test_stop_ends_the_turn(ask: Ask) -> None:
    with pytest.raises(BackendStopped):
        ask([CAT], "make it night", BackendStopped("stopped"))


def test_stop_between_the_attempts_ends_the_turn(ask: Ask) -> None:
    stop = threading.Event()
    with pytest.raises(BackendStopped):
        ask([CAT], "make it night", "nonsense", should_stop=stop.is_set, on_text=lambda text: stop.set())


def test_the_time_limit_holds_for_both_attempts_together(ask: Ask) -> None:
    times = iter((0.0, 61.0, 61.0))
    draft, backend = ask([CAT], "make it night", "nonsense", seconds=60.0, clock=lambda: next(times))
    assert "in time" in draft.reply
    assert len(backend.questions) == 1


def test_the_text_is_streamed(ask: Ask) -> None:
    heard: list[str] = []
    ask([CAT], "make it night", "nonsense", answer("edit", op("set", "", "time", "night")), on_text=heard.append)
    assert heard[0] == "nonsense"
    assert '"night"' in heard[1]


def test_questions_and_chat_are_answered_by_the_model(ask: Ask) -> None:
    draft, _ = ask([CAT], "what color is the cat?", answer("answer", reply="It is\u202e black."))
    assert (draft.intent, draft.reply, draft.source) == ("answer", "It is black.", "model")
    assert draft.scene.subjects[0].color == "black"


def test_thanks_change_nothing_whatever_the_model_makes_of_them(ask: Ask) -> None:
    invented = answer("edit", op("add", item={"noun": "dog"}))
    draft, _ = ask([CAT], "thanks!", invented, invented)
    assert (draft.intent, draft.source) == ("answer", "rules")
    assert len(draft.scene.subjects) == 1


@pytest.mark.parametrize("words", ["go back to the first picture", "start over", "回到第一张"])
def test_going_back_and_starting_over_is_bookkeeping(ask: Ask, words: str) -> None:
    draft, backend = ask([CAT, "make it night"], words)
    assert (draft.source, backend.questions) == ("rules", [])


def test_a_model_may_go_back_where_the_rules_do_not_understand(ask: Ask) -> None:
    draft, _ = ask([CAT, "make it night"], "hmm, the sunny one was nicer somehow?", answer("back", picture=1))
    assert (draft.intent, draft.base, draft.source) == ("back", 1, "model")
    assert draft.reply == "Back to picture 1."
    assert draft.scene.time == ""


def test_a_trusted_model_is_not_vetoed_but_loses_nothing(ask: Ask) -> None:
    said = answer("edit", op("add", item={"noun": "dog"}), op("remove", "s1"))
    strict, _ = ask([CAT], "give it some company", said, said)
    trusted, _ = ask([CAT], "give it some company", said, trusted=True)
    assert strict.source == "rules"
    assert (trusted.source, trusted.prompt) == ("model", "a black cat wearing a red hat, a dog, on a beach")


def test_equal_turns_give_equal_drafts(ask: Ask) -> None:
    said = answer("edit", op("add", item={"noun": "dog"}), prompt="a black cat with a red hat and a dog on a beach")
    assert ask([CAT], "add a dog", said)[0] == ask([CAT], "add a dog", said)[0]


def test_new_subjects_never_take_an_old_id(ask: Ask) -> None:
    draft, _ = ask([CAT, "add a dog", "remove the dog"], "add a bird", answer("edit", op("add", item={"noun": "bird"})))
    assert [subject.id for subject in draft.scene.subjects] == ["s1", "s3"]


def test_a_watcher_belongs_to_one_turn(lexicon: Lexicon, rewriter: RulesRewriter, count: Callable[[str], int]) -> None:
    heard: list[str] = []
    model = ModelRewriter(QueueBackend("a", "b"), rewriter, lexicon, count, count)
    model.watched(heard.append)((), Request("draw a cat"))
    assert heard == ["a", "b"]
    assert model.watched() == model


DOG = {"noun": "dog", "color": "brown", "attributes": ["fluffy"], "wears": [{"noun": "collar", "color": "red"}]}
HAT = {"noun": "hat", "color": "green", "attributes": ["pointed"]}
SHOWN = [
    ([], "draw my dog like in this photo, on the moon",
     answer("draw", op("add", item=DOG), op("set", "", "setting", "the moon")),
     "a brown fluffy dog wearing a red collar, on the moon"),
    ([], "画照片里的狗，在月球上",
     answer("draw", op("add", item={"noun": "狗", "color": "棕色"}), op("set", "", "setting", "月球")),
     "一只棕色狗，月球"),
    (["a cat on a beach"], "give the cat a hat like in this picture",
     answer("edit", op("give", "s1", "wears", item=HAT)), "a cat wearing a green pointed hat, on a beach"),
    ([], "", answer("draw", op("add", item=DOG)), "a brown fluffy dog wearing a red collar"),
    (["一只猫"], "", answer("edit", op("add", item={"noun": "狗"})), "一只猫，一只狗"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "words", "given", "prompt"), SHOWN)
def test_what_an_upload_shows_may_be_added_to_what_the_words_say(
    lexicon: Lexicon, rewriter: RulesRewriter, count: Callable[[str], int], said: Callable[..., list[Turn]],
    before: list[str], words: str, given: object, prompt: str,
) -> None:  # fmt: skip
    model = ModelRewriter(QueueBackend(given, sees=True), rewriter, lexicon, count, count, load=lambda name: b"")
    draft = model(said(*before), Request(words, ("ab" * 32,)))
    assert (draft.source, draft.prompt) == ("model", prompt)


def test_nothing_said_and_nothing_shown_asks_nobody(ask: Ask) -> None:
    draft, backend = ask([], "?!")
    assert (draft.source, backend.questions) == ("rules", [])


RENEWED = [
    ("一只猫在沙滩上，水彩画风格", "给猫重新戴一顶帽子", "沙滩", "猫"),
    ("a cat at the beach, watercolor style", "hmm zorgle, blarg it with a new one", "beach", "cat"),
]


@pytest.mark.parametrize(("before", "words", "setting", "noun"), RENEWED)
def test_doing_something_again_or_anew_begins_no_new_picture(
    ask: Ask, before: str, words: str, setting: str, noun: str
) -> None:
    drawn = answer("draw", op("add", item={"noun": noun, "wears": [{"noun": "hat"}]}))
    draft, _ = ask([before], words, drawn, drawn)
    assert draft.scene.setting == setting
    assert not any(change.kind == "new" for change in draft.changes)


def test_certain_rules_that_edit_are_not_overruled_by_words_of_a_new_picture(
    lexicon: Lexicon, rewriter: RulesRewriter, count: Callable[[str], int], said: Callable[..., list[Turn]]
) -> None:
    drawn = answer("draw", op("add", item={"noun": "cat"}), op("set", "", "time", "night"))
    turns, words = said(CAT), "make it night, a different scene"

    def night(*_: object) -> Draft:
        scene = replace(turns[-1].draft.scene, time="night")
        return Draft("edit", scene, prompt="a cat at night", source="rules")

    draft = ModelRewriter(QueueBackend(drawn, drawn), night, lexicon, count, count)(turns, Request(words))
    assert draft.scene.setting == "beach"
    assert draft.scene.subjects == turns[-1].draft.scene.subjects


def test_an_empty_answer_is_the_rules_own(ask: Ask) -> None:
    draft, _ = ask([CAT], "hmm, what do you think?", answer("answer", reply=" "))
    assert (draft.intent, draft.source) == ("answer", "rules")
    assert draft.reply
