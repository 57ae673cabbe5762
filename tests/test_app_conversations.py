"""Conversations on the page: listed, opened again, renamed, deleted after a question, and nobody else's business."""

import threading
from pathlib import Path

import dialog
from dialog.desk import Desk
from tests.fakes import InstantPainter, following
from tests.pages import ASKED, CHAT, EVIL, NOTICE, QUESTION, SESSION, TITLE, Browser, until


def test_conversations_are_listed_and_opened_again(browser: Browser) -> None:
    browser.say("a cat")
    cat = browser.session
    shown = browser.take(browser.served.client.submit(browser.owner, api_name="/new"))
    assert shown[SESSION] == ""
    browser.say("a dog")
    assert browser.session != cat
    listed = browser.served.client.predict(browser.owner, api_name="/sessions")
    assert [title for title, _ in listed] == ["a dog", "a cat"]
    again = browser.served.open(browser.owner, cat)
    assert again.session == cat
    assert "a cat" in again.shown[CHAT]


def test_a_conversation_can_be_renamed(browser: Browser) -> None:
    browser.say("a cat")
    client, session = browser.served.client, browser.session
    shown = client.predict(browser.owner, session, "my <b>cat</b>", api_name="/rename")
    assert (shown[TITLE], shown[NOTICE]) == ("", "")
    assert browser.served.desk.sessions(browser.owner) == [("my <b>cat</b>", session)]
    for title, notice in ((" ", "title is empty"), ("x" * 81, "at most 80")):
        assert notice in client.predict(browser.owner, session, title, api_name="/rename")[NOTICE]
    assert browser.served.desk.sessions(browser.owner) == [("my <b>cat</b>", session)]


def test_a_conversation_is_deleted_only_after_a_yes(browser: Browser) -> None:
    browser.say(EVIL)
    client, store = browser.served.client, browser.served.store
    picture = store.pictures.path(browser.turns()[0].picture)
    asked = client.predict(browser.owner, browser.session, api_name="/ask")
    assert asked[ASKED] == browser.session
    assert "&lt;img src=x" in asked[QUESTION]
    assert client.predict(browser.owner, browser.session, api_name="/spare")[ASKED] == ""
    refused = browser.do("delete", "")
    assert "Nothing was deleted" in refused[NOTICE]
    assert len(browser.turns()) == 1
    assert picture.is_file()
    shown = browser.do("delete", browser.session)
    assert (shown[SESSION], shown[ASKED], shown[NOTICE]) == ("", "", "")
    assert "Say what to draw" in shown[CHAT]
    assert browser.served.desk.sessions(browser.owner) == []
    assert not picture.exists()
    browser.say("a dog")
    assert len(browser.turns()) == 1


def test_deleting_in_mid_drawing_ends_it(browser: Browser) -> None:
    painter, store = browser.served.painter, browser.served.store
    browser.say("?")
    painter.shown, painter.gate = 0, threading.Semaphore(1)
    job = browser.submit("a slow cat", numbers=(50, 3.0, "dpmpp_2m", 1, True))
    until(lambda: painter.shown == 1)
    client, session = browser.served.client, browser.session
    assert client.predict(browser.owner, session, session, api_name="/delete")[SESSION] == ""
    painter.gate.release(50)
    job.result(timeout=100)
    assert painter.shown <= 2
    assert store.sessions(browser.owner) == ()
    assert store.verify() == ()
    painter.gate = None
    browser.session = ""
    assert browser.say("a dog")[NOTICE] == ""


def test_nobody_renames_or_deletes_what_belongs_to_another(browser: Browser) -> None:
    browser.say("a cat")
    client, session = browser.served.client, browser.session
    for name, more in (("rename", ("mine",)), ("ask", ()), ("delete", (session,))):
        assert "no conversation" in client.predict("another", session, *more, api_name=f"/{name}")[NOTICE]
    assert browser.served.desk.sessions(browser.owner) == [("a cat", session)]


def test_nobody_sees_what_belongs_to_another(browser: Browser) -> None:
    browser.say("my secret cat")
    stranger = browser.served.open("another", browser.session)
    assert stranger.session == ""
    assert "secret" not in str(stranger.shown)
    stranger.session = browser.session
    stranger.do("undo")
    assert len(browser.turns()) == 1
    assert browser.served.client.predict("", api_name="/sessions") == []
    browser.owner = ""
    assert "no owner" in browser.say("x")[NOTICE]


def test_a_conversation_outlives_the_server(tmp_path: Path) -> None:
    def desk(store: dialog.Store) -> Desk:
        return Desk(store, following, InstantPainter())

    with dialog.Store(tmp_path / "data") as store:
        owner = desk(store).open("", "")["owner"]
        *_, last = desk(store).say(owner, "", "a cat")
    with dialog.Store(tmp_path / "data") as store:
        shown = desk(store).open(owner, last["session"])
        assert shown["chat"] == last["chat"]
        assert shown["sessions"] == [("a cat", last["session"])]
