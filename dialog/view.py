"""How a conversation reads on the page: HTML in which everything said is escaped. Opens no file."""

import html
from collections.abc import Callable, Sequence

from dialog.store import StoredTurn
from dialog.telling import Said, as_said, change_text
from dialog.types import Draft, Turn
from dialog.versions import Version
from dialog.wording import LONG_TOKENS, SHORT_TOKENS

Shown = Callable[[str], str]
"""Returns the address at which a browser finds a picture by its hash, "" when it is lost."""

EXAMPLES = (
    "画一只猫",
    "加一顶红帽子",
    "换成夜晚的海滩",
    "变成水彩画",
    "draw a cat",
    "add a red hat",
    "put it on a beach",
)
"""Turns that a visitor may begin with."""
THOUGHT = 120
"""So many characters of what a model is saying are shown."""
WORDS = {
    "prompt": ("提示词", "Prompt"),
    "changes": ("改动", "Changed"),
    "seed": ("种子", "seed"),
    "negative": ("不要出现", "Negative"),
    "rules": ("规则改写", "rewritten by rules"),
    "model": ("模型改写", "rewritten by the model"),
    "unclear": ("有些话没听懂，先照原话写进了提示词", "Some words were not understood; they went in as you said them"),
    "dropped": ("太长，略去了", "Too long, left out"),
    "digest_dropped": (
        "短文本编码器只读 77 个词元，这些它没读到",
        "The short encoder reads only 77 tokens and not this",
    ),
    "failed": ("没画成", "Not drawn"),
    "stopped": ("已停止，没有画完", "Stopped before it was finished"),
    "drawing": ("正在画……", "Drawing …"),
    "lost": ("图片文件不见了", "The picture's file is gone"),
    "long": ("长文本编码器 T5", "long encoder T5"),
    "short": ("短文本编码器 CLIP", "short encoder CLIP"),
}


def numbers_text(turn: Turn) -> str:
    """Returns seed, both token meters, who rewrote, and the seconds, on one line."""
    draft, language = turn.draft, turn.draft.scene.language
    parts = [] if turn.settings.seed is None else [f"{_word('seed', language)} {turn.settings.seed}"]
    parts += [f"T5 {draft.prompt_tokens}/{LONG_TOKENS}", f"CLIP {draft.digest_tokens}/{SHORT_TOKENS}"]
    return " · ".join([*parts, _word(draft.source, language), f"{sum(dict(turn.seconds).values()):.1f} s"])


def reply_text(turn: Turn, pending: bool = False) -> str:
    """Returns the answer to a turn: the reply, and how it ended when not with a picture."""
    language = turn.draft.scene.language
    lines = [turn.draft.reply]
    if pending:
        lines.append(_word("drawing", language))
    elif turn.outcome == "failed":
        lines.append(f"{_word('failed', language)}: {turn.error}")
    elif turn.outcome == "stopped":
        lines.append(_word("stopped", language))
    return "\n".join(line for line in lines if line)


def chat_html(rows: Sequence[StoredTurn], shown: Shown, said: Said = as_said) -> str:
    """Returns the chain as a conversation: what the user said, the answer, the picture and what it was drawn from."""
    if not rows:
        return '<div class="chat empty"><p>说出想画的，再一句一句改。</p><p>Say what to draw, then change it.</p></div>'
    return f'<div class="chat">{"".join(_turn_html(row, shown, said) for row in rows)}</div>'


def _turn_html(row: StoredTurn, shown: Shown, said: Said) -> str:
    turn, language = row.turn, row.turn.draft.scene.language
    attached = "".join(_image(shown(name), "", language) for name in turn.request.pictures)
    answer = f"<p>{safe(reply_text(turn, row.pending))}</p>"
    if turn.picture:
        answer += _image(shown(turn.picture), turn.draft.prompt, language)
    if turn.draft.prompt:
        warnings = "".join(f'<p class="warning">{safe(text)}</p>' for text in _warnings(turn.draft))
        answer += (
            f'{_chips(turn.draft, said)}{warnings}<p class="small">{_word("prompt", language)} · '
            f'{safe(turn.draft.prompt)}</p><p class="small">{safe(numbers_text(turn))}</p>'
        )
    return f'<div class="user">{attached}{safe(turn.request.text)}</div><div class="answer">{answer}</div>'


def _image(address: str, alt: str, language: str) -> str:
    if not address:
        return f'<p class="warning">{_word("lost", language)}</p>'
    return f'<img src="{safe(address)}" alt="{safe(alt)}">'


def _chips(draft: Draft, said: Said) -> str:
    chips = "".join(f"<li>{safe(change_text(change, draft.scene, said))}</li>" for change in draft.changes)
    return f'<ul class="chips">{chips}</ul>' if chips else ""


def card_html(turn: Turn | None, said: Said = as_said) -> str:
    """Returns the card beside the picture: prompt, changes as chips, both meters, numbers, warnings."""
    if turn is None or not turn.draft.prompt:
        return ""
    draft, language = turn.draft, turn.draft.scene.language
    meters = _meter(_word("long", language), draft.prompt_tokens, LONG_TOKENS)
    meters += _meter(_word("short", language), draft.digest_tokens, SHORT_TOKENS)
    negative = f"<p><b>{_word('negative', language)}</b> {safe(draft.negative)}</p>" if draft.negative else ""
    warnings = "".join(f'<p class="warning">{safe(text)}</p>' for text in _warnings(draft))
    return (
        f'<div class="card"><p class="prompt"><b>{_word("prompt", language)}</b> {safe(draft.prompt)}</p>{negative}'
        f'{_chips(draft, said)}{warnings}<div class="meters">{meters}</div>'
        f'<p class="numbers">{safe(numbers_text(turn))}</p></div>'
    )


def stage_html(
    source: str = "", alt: str = "", *, index: int = 0, total: int = 0, line: str = "", drawing: bool = False
) -> str:
    """Returns the large picture; while ``drawing``, with a bar of its steps; with a ``line`` of words under it.

    ``source`` is an address, also ``data:``; without one a blank sheet is shown.
    """
    picture = f'<img src="{safe(source)}" alt="{safe(alt)}">' if source else '<div class="sheet">画图</div>'
    bar = ""
    if drawing and total:
        share = round(100 * index / total)
        bar = f'<div class="bar" role="progressbar" aria-valuenow="{share}"><i style="width:{share}%"></i></div>'
        line = line or f"{index} / {total}"
    working = " working" if drawing or line else ""
    return f'<div class="stage{working}">{picture}{bar}<p>{safe(line)}</p></div>'


def thinking_text(thought: str) -> str:
    """Returns what a model is saying while it understands the words: its last words, on one line."""
    tail = " ".join(thought.split())[-THOUGHT:]
    return f"正在理解 / Understanding … {tail}"


def notice_html(message: str) -> str:
    """Returns a message for the user, "" for none."""
    return f'<div class="notice" role="alert">{safe(message)}</div>' if message else ""


def question_html(title: str) -> str:
    """Returns the question before a conversation is deleted."""
    return (
        f'<div class="question" role="alert"><p>删除“{safe(title)}”和它的全部图片？删了就找不回来。</p>'
        f"<p>Delete “{safe(title)}” and all its pictures? They cannot be brought back.</p></div>"
    )


def waiting_text(ahead: int, seconds: float) -> str:
    """Returns the place in the line and the expected wait."""
    zh, en = f"排队：前面还有 {ahead} 张", f"{ahead} before you"
    about = f"（约 {seconds:.0f} 秒） · about {seconds:.0f} s" if seconds >= 1 else ""
    return f"{zh} · {en}{about}"


def resized_text(wished: tuple[int, int], drawn: tuple[int, int]) -> str:
    """Returns that a picture is drawn at another size (width, height) than was wished, "" when it is not."""
    if wished == drawn:
        return ""
    (width, height), (across, down) = wished, drawn
    return (
        f"{width} × {height} 不是这个模型的尺寸，按最接近的 {across} × {down} 画。"
        f" {width} x {height} is drawn at {across} x {down}, the nearest size of this model."
    )


def caption_text(version: Version) -> str:
    """Returns what stands under a picture of the strip."""
    words = version.turn.request.text
    return f"{version.number}. {words if len(words) <= 24 else words[:23] + '…'}"


def _warnings(draft: Draft) -> list[str]:
    language = draft.scene.language
    lines = [f"? {_word('unclear', language)}"] if draft.uncertain else []
    if draft.dropped:
        lines.append(f"! {_word('dropped', language)}: {'; '.join(draft.dropped)}")
    if draft.digest_dropped:
        lines.append(f"! {_word('digest_dropped', language)}: {'; '.join(draft.digest_dropped)}")
    return lines


def _meter(label: str, count: int, limit: int) -> str:
    share = min(100, round(100 * count / limit))
    return (
        f'<div class="meter" title="{safe(label)}"><span>{safe(label)}</span><span>{count}/{limit}</span>'
        f'<div><i style="width:{share}%"></i></div></div>'
    )


def _word(name: str, language: str) -> str:
    return _pick(WORDS[name], language)


def _pick(pair: tuple[str, str], language: str) -> str:
    return pair[0] if language == "zh" else pair[1]


def safe(text: str) -> str:
    """Returns text as HTML that shows it as it is written."""
    return html.escape(text, quote=True)
