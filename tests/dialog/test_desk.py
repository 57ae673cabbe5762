"""Behind the page: what is shown after each turn and move, and who draws when."""

from dialog.desk import Desk
from dialog.errors import InvalidTurn, PaintingFailed
from dialog.types import Settings
from tests.dialog.desks import EVIL, ME, PAGE, outcomes, say, until_drawing, words
from tests.fakes import InstantPainter, QueueRewriter, following, picture_of


def test_a_browser_gets_a_token_once(desk):
    first, second = desk.open("", ""), desk.open("", "")
    assert len(first["owner"]) >= 20
    assert first["owner"] != second["owner"]
    assert desk.open(first["owner"], "")["owner"] == first["owner"]
    assert desk.open(None, "")["owner"]
    assert first.keys() >= PAGE
    assert (first["session"], first["sessions"], first["strip"]) == ("", [], ([], None))


def test_a_turn_is_shown_from_the_words_to_the_picture(desk):
    drafted, *steps, shown = desk.say(ME, "", "a cat", wished=Settings(seed=1, steps=4))
    assert drafted["sent"] is True
    assert "a cat" in drafted["chat"]
    assert ["1 / 4" in step["stage"] for step in steps] == [True, False, False]
    assert all(set(step) == {"stage"} for step in steps)
    (row,) = desk.store.chain(shown["session"], desk.store.session(shown["session"]).tip)
    assert desk.store.pictures.get(row.turn.picture) == picture_of("a cat", 1)
    assert f"file/{row.turn.picture}.png" in shown["stage"]
    assert f"file/{row.turn.picture}.jpg" in shown["chat"]
    assert (shown["prompt"], shown["notice"]) == ("a cat", "")
    assert shown["sessions"] == [("a cat", shown["session"])]
    assert "sent" not in shown
    pictures, here = shown["strip"]
    assert ([caption for _, caption in pictures], here) == (["1. a cat"], 0)


def test_values_are_named_by_the_lexicon_and_prompts_reworded_as_told(store):
    def said(category, value, language):
        return value.upper()

    def reword(draft, prompt):
        raise InvalidTurn("too long")

    desk = Desk(store, following, InstantPainter(), said=said, reword=reword)
    shown = say(desk, "a cat")
    assert "too long" in list(desk.redraw(ME, shown["session"], "x"))[-1]["notice"]
    desk = Desk(store, following, InstantPainter(), said=said)
    shown = list(desk.redraw(ME, shown["session"], "my words"))[-1]
    assert "your own prompt" in shown["card"]
    assert shown["prompt"] == "my words"


def test_what_is_said_is_shown_as_text(desk, painter):
    shown = say(desk, EVIL)
    asked = desk.ask(ME, shown["session"])
    painter.fail_at, painter.error = 1, PaintingFailed(EVIL)
    failed = say(desk, "x", shown["session"])
    for html in (*(shown[part] for part in ("chat", "stage", "card")), asked["question"], failed["chat"]):
        assert "<img src=x" not in html
        assert "&lt;img src=x onerror=alert(1)&gt;" in html


def test_what_the_painter_says_of_a_picture_is_shown_once(desk, painter):
    painter.note = f"drawn again in float32 {EVIL}"
    *_, drawing, shown = desk.say(ME, "", "a cat")
    assert "notice" not in drawing
    assert "drawn again in float32 &lt;img" in shown["notice"]
    session = shown["session"]
    assert "float32" in list(desk.retry(ME, session))[-1]["notice"]
    assert "float32" in list(desk.redraw(ME, session, "my words"))[-1]["notice"]
    assert desk.open(ME, session)["notice"] == ""
    painter.note = ""
    assert say(desk, "a red cat", session)["notice"] == ""


def test_a_picture_that_was_not_finished_has_no_note(desk, painter):
    painter.note = "a note"
    painter.fail_at = painter.steps
    assert say(desk, "a cat")["notice"] == ""
    painter.fail_at = None
    drawing = desk.say(ME, "", "a dog")
    session = next(drawing)["session"]
    until_drawing(drawing)
    desk.stop(ME, session)
    *_, shown = drawing
    assert (outcomes(desk, session), shown["notice"]) == (["stopped"], "")


def test_a_message_is_shown_as_text(store):
    shown = say(Desk(store, QueueRewriter([InvalidTurn(EVIL)]), InstantPainter()), "x")
    assert "&lt;img src=x" in shown["notice"]
    assert "<img" not in shown["notice"]


# ---- moves ----


def test_undo_and_going_to_a_picture(desk):
    session = say(desk, "a cat")["session"]
    say(desk, "a red cat", session)
    assert desk.undo(ME, session)["prompt"] == "a cat"
    shown = say(desk, "a blue cat", session)
    assert ([caption for _, caption in shown["strip"][0]], shown["strip"][1]) == (
        ["1. a cat", "2. a red cat", "3. a blue cat"], 2,
    )  # fmt: skip
    shown = desk.goto(ME, session, 1)
    assert (words(desk, session), shown["strip"][1]) == (["a cat", "a red cat"], 1)
    for number in (3, -1):
        assert "no such picture" in desk.goto(ME, session, number)["notice"]
    assert words(desk, session) == ["a cat", "a red cat"]


def test_before_the_first_turn_there_is_nothing_to_go_back_to(desk):
    for shown in (desk.undo(ME, ""), desk.goto(ME, "", 0)):
        assert "nothing was said yet" in shown["notice"]
    assert "beginning" in list(desk.retry(ME, ""))[-1]["notice"]
    assert "no picture yet" in list(desk.redraw(ME, "", "x"))[-1]["notice"]
    session = say(desk, "a cat")["session"]
    desk.undo(ME, session)
    assert "beginning" in desk.undo(ME, session)["notice"]


def test_again_keeps_the_seed_and_otherwise_takes_another(desk):
    session = say(desk, "a cat", wished=Settings(seed=5))["session"]

    def seed():
        return desk.store.tips(session)[-1].turn.settings.seed

    list(desk.retry(ME, session, Settings(steps=3)))
    assert seed() == 5
    list(desk.retry(ME, session, Settings(seed=9), new_seed=True))
    assert seed() not in (5, 9)


def test_the_prompt_that_is_edited_is_the_last_one_there_is(desk):
    session = say(desk, "a cat")["session"]
    say(desk, "?", session)
    *_, shown = desk.redraw(ME, session, "my own words")
    assert shown["prompt"] == "my own words"
    assert words(desk, session) == ["a cat"]
    assert "prompt is empty" in list(desk.redraw(ME, session, " "))[-1]["notice"]


def test_conversations_are_listed_newest_first_and_empty_ones_not_at_all(desk, store):
    store.create_session(ME)
    cat, dog = (say(desk, text)["session"] for text in ("a cat", "a dog"))
    assert desk.sessions(ME) == [("a dog", dog), ("a cat", cat)]
    say(desk, "red", cat)
    assert [session for _, session in desk.new(ME)["sessions"]] == [cat, dog]
    desk.undo(ME, dog)
    assert dog in [session for _, session in desk.sessions(ME)]


def test_stop_ends_a_drawing_within_a_step(desk, painter):
    painter.steps = 50
    drawing = desk.say(ME, "", "a cat")
    session = next(drawing)["session"]
    until_drawing(drawing)
    desk.stop(ME, session)
    *_, shown = drawing
    assert painter.shown <= 2
    assert "Stopped" in shown["chat"]
    assert outcomes(desk, session) == ["stopped"]
