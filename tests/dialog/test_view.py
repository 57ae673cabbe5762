"""What is shown is right, and what was said is only ever text."""

from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialog import view
from dialog.scene import Scene, Subject
from dialog.store import StoredTurn
from dialog.types import Change, Draft, Request, Settings, Turn
from dialog.versions import Version
from tests.dialog import strategies

TAGS = {"div", "p", "img", "ul", "li", "b", "span", "i"}
ATTRIBUTES = {"class", "src", "alt", "title", "style", "role", "aria-valuenow"}
EVIL = "<img src=x onerror=alert(1)>\"'><script>alert(2)</script>&amp;"
evil = st.sampled_from([EVIL, "</p>", '" onload="x', "<b>", "'"]) | strategies.text


class Page(HTMLParser):
    """What a browser makes of a piece of HTML: its tags, all attributes, and the text."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.attributes, self.text, self.open = [], [], "", []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        if tag != "img":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


def harmless(html):
    page = Page(html)
    assert page.open == []
    assert set(page.tags) <= TAGS
    assert {name for name, _ in page.attributes} <= ATTRIBUTES
    return page


def turn(text="a cat", outcome="drawn", picture="p", language="en", error="", **draft):
    scene = Scene(subjects=(Subject("s1", "cat"),), language=language)
    made = Draft("draw", scene, **{"prompt": "a cat", "reply": "Drawing.", **draft})
    return Turn(Request(text), made, Settings(seed=7), outcome, picture, seconds=(("draw", 1.25),), error=error)


def row(turn, number=1, pending=False):
    return StoredTurn(f"t{number}", "s", None, turn, pending, float(number))


def chat(*turns, pending=False):
    return harmless(view.chat_html([row(turn, pending=pending) for turn in turns], lambda name: f"file/{name}"))


@settings(deadline=None)
@given(strategies.turns, evil, st.booleans())
def test_whatever_was_said_stays_text(turn, words, pending):
    draft = replace(
        turn.draft, prompt=words, reply=words, negative=words, dropped=(words,), digest_dropped=(words,),
        changes=(Change("note", value=words),),
    )  # fmt: skip
    turn = replace(turn, request=replace(turn.request, text=words), draft=draft, error=words)
    page = harmless(view.chat_html([row(turn, pending=pending)], lambda name: words + name))
    assert words in page.text
    harmless(view.card_html(turn))
    harmless(view.stage_html(words, words, line=words))
    harmless(view.notice_html(words))
    assert page.tags.count("script") == 0
    question = harmless(view.question_html(words))
    assert question.text.count(f"“{words}”") == 2


def test_what_is_dangerous_is_shown_as_it_was_written():
    page = chat(turn(EVIL, prompt=EVIL, changes=(Change("note", value=EVIL),)))
    assert page.text.count(EVIL) == 3
    assert ("alt", EVIL) in page.attributes
    assert view.safe(EVIL).count("<") == 0


def test_an_empty_conversation_says_how_to_begin_in_both_languages():
    page = chat()
    assert "说出想画的" in page.text
    assert "Say what to draw" in page.text


def test_a_turn_shows_words_answer_picture_and_what_was_understood():
    page = chat(turn(changes=(Change("add", "s1", "", "cat"),), prompt_tokens=3, digest_tokens=2))
    for words in ("a cat", "Drawing.", "added a cat", "Prompt · a cat", "seed 7", "T5 3/256", "CLIP 2/77", "1.2 s"):
        assert words in page.text
    assert ("src", "file/p") in page.attributes


def test_attached_pictures_are_shown_and_lost_ones_told():
    said = replace(turn(), request=Request("like this", ("mine", "gone")))
    html = view.chat_html([row(said)], lambda name: "" if name == "gone" else f"file/{name}")
    page = harmless(html)
    assert ("src", "file/mine") in page.attributes
    assert page.text.count("The picture's file is gone") == 1


@pytest.mark.parametrize(
    ("outcome", "error", "pending", "told"),
    [
        ("drawn", "", False, "Drawing."),
        ("answered", "", False, "Drawing."),
        ("stopped", "", False, "Drawing.\nStopped before it was finished"),
        ("stopped", "", True, "Drawing.\nDrawing …"),
        ("failed", "no room", False, "Drawing.\nNot drawn: no room"),
    ],
)
def test_the_answer_says_how_it_ended(outcome, error, pending, told):
    assert view.reply_text(turn(outcome=outcome, error=error), pending) == told


def test_an_answer_without_a_prompt_has_no_numbers():
    page = chat(turn("hello", "answered", picture="", prompt="", reply="Hello!"))
    assert page.text == "helloHello!"
    assert view.card_html(turn(prompt="")) == ""
    assert view.card_html(None) == ""


def test_the_words_of_the_page_are_in_the_scenes_language():
    stopped = turn(outcome="stopped", picture="", language="zh", uncertain=True, dropped=("a", "b"), source="model")
    page = chat(stopped)
    for words in ("已停止", "提示词", "种子 7", "模型改写", "有些话没听懂", "太长，略去了: a; b"):
        assert words in page.text
    english = chat(replace(stopped, draft=replace(stopped.draft, scene=Scene())))
    for words in (
        "Stopped",
        "Prompt",
        "seed 7",
        "rewritten by the model",
        "not understood",
        "Too long, left out: a; b",
    ):
        assert words in english.text


def test_what_the_short_encoder_does_not_read_is_told_apart():
    cut = turn(dropped=("a hat",), digest_dropped=("a hat", "a scarf"))
    for page in (chat(cut), harmless(view.card_html(cut))):
        assert "Too long, left out: a hat!" in page.text
        assert "The short encoder reads only 77 tokens and not this: a hat; a scarf" in page.text
    chinese = turn(language="zh", digest_dropped=("一顶帽子",))
    assert "短文本编码器只读 77 个词元，这些它没读到: 一顶帽子" in chat(chinese).text
    assert "太长" not in chat(chinese).text


def test_no_seed_is_not_shown_as_one():
    assert "seed" not in view.numbers_text(replace(turn(), settings=Settings()))
    assert "seed 0" in view.numbers_text(replace(turn(), settings=Settings(seed=0)))


def test_the_card_has_both_meters_and_what_is_not_wished():
    card = harmless(view.card_html(turn(prompt_tokens=128, digest_tokens=100, negative="people")))
    widths = [value for name, value in card.attributes if name == "style"]
    assert widths == ["width:50%", "width:100%"]
    for words in ("128/256", "100/77", "Negative people", "rewritten by rules"):
        assert words in card.text
    assert "Negative" not in harmless(view.card_html(turn())).text


def test_the_stage_shows_sheet_picture_progress_and_words():
    assert "sheet" in view.stage_html()
    assert view.stage_html("file/p", "a cat").count("<img") == 1
    drawing = harmless(view.stage_html("data:image/jpeg;base64,x", index=1, total=4, drawing=True))
    assert ("style", "width:25%") in drawing.attributes
    assert ("aria-valuenow", "25") in drawing.attributes
    assert "1 / 4" in drawing.text
    assert "working" in view.stage_html(line="waiting")
    assert "working" not in view.stage_html("file/p")
    assert "bar" not in view.stage_html(index=1, total=4)


def test_no_message_is_no_notice():
    assert view.notice_html("") == ""
    assert "no room" in view.notice_html("no room")


def test_waiting_is_told_in_both_languages_with_the_time_once_it_is_known():
    assert view.waiting_text(2, 0.4) == "排队：前面还有 2 张 · 2 before you"
    told = view.waiting_text(2, 12.6)
    assert "约 13 秒" in told
    assert "about 13 s" in told


@pytest.mark.parametrize("words", ["cat", "x" * 24, "x" * 25, "猫" * 500])
def test_a_caption_is_short_and_numbered(words):
    caption = view.caption_text(Version(3, turn(words), base=1))
    assert caption.startswith(f"3. {words[:23]}")
    assert len(caption) <= 27
    assert caption.endswith("…") == (len(words) > 24)


def test_examples_are_in_both_languages():
    assert any(example.isascii() for example in view.EXAMPLES)
    assert any(not example.isascii() for example in view.EXAMPLES)
