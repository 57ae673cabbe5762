"""The page on fakes, driven as a program drives it: every handler by name, over HTTP."""

import io
import threading
from pathlib import Path

import pytest
from PIL import Image

import app
import dialog
from dialog.desk import Desk
from tests.fakes import InstantPainter, following
from tests.pages import (
    CARD,
    CHAT,
    EVIL,
    NOTICE,
    NUMBERS,
    PROMPT,
    STAGE,
    STRIP,
    Browser,
    until,
)

gradio_client = pytest.importorskip("gradio_client")


def test_a_turn_streams_its_steps_and_ends_with_the_picture(browser: Browser) -> None:
    shown = browser.say("a cat")
    assert len(browser.updates) >= 5
    assert any("1 / 4" in str(update[STAGE]) and "data:image" in str(update[STAGE]) for update in browser.updates)
    (turn,) = browser.turns()
    assert turn.outcome == "drawn"
    assert turn.picture in shown[STAGE]
    assert "base64" not in "".join(str(part) for part in shown)
    assert "a cat" in shown[CHAT]
    assert f"seed {turn.settings.seed}" in shown[CARD]
    assert "0/256" in shown[CARD]
    assert "0/77" in shown[CARD]
    assert shown[PROMPT] == "a cat"
    assert shown[NOTICE] == ""


def test_the_picture_is_served_as_a_file_and_its_neighbours_are_not(browser: Browser) -> None:
    import httpx

    browser.say("a cat")
    store = browser.served.store
    address = browser.served.address.rstrip("/")
    file = store.pictures.path(browser.turns()[0].picture)
    answer = httpx.get(f"{address}/gradio_api/file={file}")
    assert answer.content == file.read_bytes()
    assert httpx.get(f"{address}/gradio_api/file={store.database}").status_code in (403, 404)


def test_what_the_user_says_is_text(browser: Browser) -> None:
    shown = browser.say(EVIL)
    for part in (CHAT, STAGE, CARD):
        assert "<img src=x" not in shown[part]
        assert "&lt;img src=x onerror=alert(1)&gt; **bold** ${1+1} {{this}}" in shown[part]


def test_stop_ends_a_drawing_within_a_step(browser: Browser) -> None:
    painter = browser.served.painter
    browser.say("?")
    painter.shown, painter.gate = 0, threading.Semaphore(1)
    job = browser.submit("a slow cat", numbers=(50, 3.0, "dpmpp_2m", 1, True))
    until(lambda: painter.shown == 1)
    browser.served.client.predict(browser.owner, browser.session, api_name="/stop")
    painter.gate.release(50)
    shown = browser.take(job)
    assert painter.shown <= 2
    assert browser.turns()[-1].outcome == "stopped"
    assert "Stopped" in shown[CHAT]
    painter.gate = None
    browser.say("go on")
    assert browser.turns()[-1].outcome == "drawn"


def test_stop_ends_waiting_for_another_browsers_drawing(browser: Browser) -> None:
    painter, other = browser.served.painter, browser.served.open()
    other.say("?")
    painter.gate = threading.Semaphore(0)
    first = browser.submit("the first")
    assert painter.waiting.wait(60)
    second = other.submit("the second")
    until(lambda: len(second.outputs()) >= 2)
    assert "1 before you" in str(second.outputs()[1][STAGE])
    other.served.client.predict(other.owner, other.session, api_name="/stop")
    other.take(second)
    assert [(turn.request.text, turn.outcome) for turn in other.turns()] == [
        ("?", "answered"), ("the second", "stopped"),
    ]  # fmt: skip
    assert not first.done()
    painter.gate.release(50)
    browser.take(first)
    assert browser.turns()[-1].outcome == "drawn"


def test_two_browsers_draw_one_after_the_other(browser: Browser) -> None:
    other = browser.served.open()
    jobs = [(one, one.submit(text)) for one, text in ((browser, "a cat"), (other, "a dog"))]
    for one, job in jobs:
        one.take(job)
        assert [turn.outcome for turn in one.turns()] == ["drawn"]


def test_a_closed_page_frees_the_line(browser: Browser) -> None:
    """Gradio's cancel waits for the step under way, so somebody else lets that one pass."""
    painter, store = browser.served.painter, browser.served.store
    painter.gate = threading.Semaphore(1)
    job = browser.submit("left alone", numbers=(50, 3.0, "dpmpp_2m", 1, True))
    until(lambda: painter.shown == 1 and bool(job.outputs()))
    passing = threading.Timer(0.3, painter.gate.release, (50,))
    passing.start()
    job.cancel()
    passing.join()
    other = browser.served.open()
    other.say("a dog")
    assert other.turns()[-1].outcome == "drawn"
    (session,) = store.sessions(browser.owner)
    assert [row.turn.outcome for row in store.chain(session.id, session.tip)] == ["stopped"]


@pytest.mark.parametrize("error", [None, RuntimeError("no memory"), dialog.PaintingFailed("<b>the brush broke</b>")])
def test_a_failure_becomes_a_message(browser: Browser, error: Exception | None) -> None:
    browser.served.painter.fail_at, browser.served.painter.error = 2, error
    shown = browser.say("a cat")
    assert browser.turns()[-1].outcome == "failed"
    assert "Not drawn" in shown[CHAT]
    assert "<b>the" not in shown[CHAT]
    browser.served.painter.fail_at = None
    browser.do("retry", *NUMBERS)
    assert [turn.outcome for turn in browser.turns()] == ["drawn"]


def test_a_bug_is_told_and_the_next_turn_works(browser: Browser) -> None:
    assert "ZeroDivisionError" in browser.say("explode")[NOTICE]
    assert browser.say("a cat")[NOTICE] == ""


@pytest.mark.parametrize(("text", "notice"), [("", "Nothing was said"), ("x" * 3000, "3,000 characters")])
def test_what_cannot_be_taken_is_told_and_not_recorded(browser: Browser, text: str, notice: str) -> None:
    shown = browser.say(text)
    assert notice in shown[NOTICE]
    assert browser.turns() == ()
    assert browser.served.desk.sessions(browser.owner) == []


def test_undo_retry_and_another_seed(browser: Browser) -> None:
    browser.say("a cat")
    browser.say("a red cat")
    first, second = browser.turns()
    browser.do("retry", *NUMBERS)
    assert browser.turns()[-1].picture == second.picture
    browser.do("another", *NUMBERS)
    assert browser.turns()[-1].settings.seed != second.settings.seed
    assert browser.turns()[-1].draft == second.draft
    browser.do("undo")
    assert browser.turns() == (first,)
    assert browser.do("undo")[CHAT].count('class="user"') == 0
    assert "beginning" in browser.do("undo")[NOTICE]


def test_the_prompt_can_be_changed_and_drawn_again(browser: Browser) -> None:
    browser.say("a cat")
    seed = browser.turns()[0].settings.seed
    shown = browser.do("redraw", "my own <words>", 3, *NUMBERS[1:])
    assert shown[PROMPT] == "my own <words>"
    assert "your own prompt" in shown[CARD]
    (turn,) = browser.turns()
    assert (turn.settings.steps, turn.settings.seed) == (3, seed)
    assert "empty" in browser.do("redraw", " ", *NUMBERS)[NOTICE]


def test_any_version_can_be_gone_back_to(browser: Browser) -> None:
    for text in ("a cat", "a red cat"):
        browser.say(text)
    browser.do("undo")
    browser.say("a blue cat")
    strip = browser.shown[STRIP]
    assert len(strip["value"] if isinstance(strip, dict) else strip) == 3
    browser.served.client.predict(browser.owner, browser.session, 1, api_name="/goto")
    assert [turn.request.text for turn in browser.turns()] == ["a cat", "a red cat"]
    browser.served.client.predict(browser.owner, browser.session, 7, api_name="/goto")
    assert len(browser.turns()) == 2


def test_an_attached_picture_is_kept_without_its_metadata(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "mine.png"
    Image.new("RGB", (20, 10), "red").save(file)
    browser.say("use this", files=(gradio_client.handle_file(str(file)),))
    (name,) = browser.turns()[0].request.pictures
    with Image.open(io.BytesIO(browser.served.store.pictures.get(name))) as image:
        assert image.size == (20, 10)
    bad = tmp_path / "bad.png"
    bad.write_bytes(b"not a picture")
    assert "not a picture" in browser.say("and this", files=(gradio_client.handle_file(str(bad)),))[NOTICE]


def test_settings_are_taken(browser: Browser) -> None:
    browser.say("a cat", numbers=(3, 5.5, "euler", 0, False))
    settings = browser.turns()[0].settings
    assert settings == dialog.Settings(0, 3, 5.5, "euler", 32, 32, False)
    with pytest.raises(gradio_client.exceptions.AppError):
        browser.say("a dog", numbers=(3, 5.5, "euler", -1, False))
    assert len(browser.turns()) == 1


def test_a_size_is_taken_and_an_unknown_one_is_not(browser: Browser) -> None:
    browser.say("a cat", numbers=(*NUMBERS, "48 × 32"))
    (turn,) = browser.turns()
    assert (turn.settings.width, turn.settings.height) == (48, 32)
    with pytest.raises(gradio_client.exceptions.AppError):
        browser.say("a dog", numbers=(*NUMBERS, "64 × 32"))
    assert len(browser.turns()) == 1


def test_what_the_painter_says_of_a_picture_is_shown(browser: Browser) -> None:
    browser.served.painter.note = "drawn again <b>in float32"
    assert "drawn again &lt;b&gt;in float32" in browser.say("a cat")[NOTICE]
    browser.served.painter.note = ""
    assert browser.say("a red cat")[NOTICE] == ""


@pytest.mark.parametrize("sizes", [(), ((1024, 1024), (1280, 768))])
def test_the_page_begins_with_the_models_own_numbers(sizes: tuple[tuple[int, int], ...], tmp_path: Path) -> None:
    with dialog.Store(tmp_path) as store:
        settings = dialog.Settings(steps=150, guidance=0.5, width=1280, height=768)
        page = app.build_page(Desk(store, following, InstantPainter()), settings, ("dpmpp_2m",), "fake", sizes)
        shown = {part["props"].get("label"): part["props"] for part in page.get_config_file()["components"]}
    assert (shown["步数 / Steps"]["value"], shown["引导强度 / Guidance"]["value"]) == (150, 0.5)
    assert (shown["大小 / Size"]["value"], shown["大小 / Size"]["visible"]) == ("1280 × 768", bool(sizes))
    names = [name for name, _ in shown["大小 / Size"]["choices"]]
    assert names == ["1280 × 768", "1024 × 1024"][: len(sizes) or 1]
