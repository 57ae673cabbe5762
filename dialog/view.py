"""How a conversation reads on the page: HTML in which everything said is escaped. Opens no file."""

import html
from collections.abc import Callable, Iterable, Sequence

from dialog.scene import Scene
from dialog.store import StoredTurn
from dialog.types import Change, Draft, Turn
from dialog.wording import LONG_TOKENS, SHORT_TOKENS

Said = Callable[[str, str, str], str]
"""Names a value of a category ("color", "red") in a language; ``rewriter.Lexicon.said`` is one."""
Shown = Callable[[str], str]
"""Returns the address at which a browser finds a picture by its hash, "" when it is lost."""

KINDS = {
    "new": ("新画", "new picture"),
    "edit": ("编辑主体", "edit"),
    "add": ("增加", "add"),
    "remove": ("去掉", "remove"),
    "background": ("换背景", "background"),
    "style": ("换风格", "style"),
    "camera": ("换镜头", "camera"),
    "combine": ("合并", "combine"),
    "undo": ("回到", "back to"),
    "chat": ("聊天", "chat"),
    "note": ("没听懂，照写", "not understood, kept as said"),
}
ATTRIBUTES = {
    "absent": ("不要", "without"),
    "action": ("动作", "doing"),
    "attributes": ("样子", "look"),
    "color": ("颜色", "color"),
    "colors": ("颜色", "colors"),
    "count": ("数量", "count"),
    "holds": ("拿着", "holding"),
    "lens": ("镜头", "lens"),
    "mood": ("气氛", "mood"),
    "notes": ("说明", "note"),
    "noun": ("换成", "becomes"),
    "place": ("位置", "place"),
    "prompt": ("自己写的提示词", "your own prompt"),
    "season": ("季节", "season"),
    "setting": ("地点", "setting"),
    "size": ("大小", "size"),
    "style": ("风格", "style"),
    "text": ("文字", "text"),
    "time": ("时间", "time"),
    "wears": ("穿戴", "wearing"),
    "weather": ("天气", "weather"),
}
WORDS = {
    "prompt": ("提示词", "Prompt"),
    "changes": ("改动", "Changed"),
    "seed": ("种子", "seed"),
    "negative": ("不要出现", "Negative"),
    "rules": ("规则改写", "rewritten by rules"),
    "model": ("模型改写", "rewritten by the model"),
    "unclear": ("有些话没听懂，先照原话写进了提示词", "Some words were not understood; they went in as you said them"),
    "dropped": ("太长，略去了", "Too long, left out"),
    "failed": ("没画成", "Not drawn"),
    "stopped": ("已停止，没有画完", "Stopped before it was finished"),
    "drawing": ("正在画……", "Drawing …"),
    "lost": ("图片文件不见了", "The picture's file is gone"),
    "long": ("长文本编码器 T5", "long encoder T5"),
    "short": ("短文本编码器 CLIP", "short encoder CLIP"),
}


def as_said(category: str, value: str, language: str) -> str:
    """The Said that translates nothing."""
    return value


def change_text(change: Change, scene: Scene, said: Said = as_said) -> str:
    """Returns one change in the scene's language: its kind, what it touches, and the value, old → new."""
    language = scene.language
    if change.attribute == "prompt":
        return _pick(ATTRIBUTES["prompt"], language)
    subject = next((one.noun for one in scene.subjects if one.id == change.target), "")
    value, old = (said(change.attribute, text, language) for text in (change.value, change.old))
    if change.kind in ("add", "remove") and not change.attribute:
        subject, old = "", ""
    elif change.kind in ("remove", "note"):
        old = ""
    attribute = _pick(ATTRIBUTES.get(change.attribute, (change.attribute, change.attribute)), language)
    if change.kind in ("background", "style", "camera") and change.attribute in ("setting", "style", "lens"):
        attribute = ""
    moved = f"{old} → {value}" if old and value and old != value else value or old
    what = " ".join(part for part in (subject, attribute, moved) if part)
    kind = _pick(KINDS.get(change.kind, (change.kind, change.kind)), language)
    return f"{kind}{_pick(('：', ': '), language)}{what}" if what else kind


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


def notice_html(message: str) -> str:
    """Returns a message for the user, "" for none."""
    return f'<div class="notice" role="alert">{safe(message)}</div>' if message else ""


def waiting_text(ahead: int, seconds: float) -> str:
    """Returns the place in the line and the expected wait."""
    zh, en = f"排队：前面还有 {ahead} 张", f"{ahead} before you"
    about = f"（约 {seconds:.0f} 秒） · about {seconds:.0f} s" if seconds >= 1 else ""
    return f"{zh} · {en}{about}"


def caption_text(number: int, turn: Turn) -> str:
    """Returns what stands under a picture of the strip."""
    words = turn.request.text
    return f"{number}. {words}" if len(words) <= 24 else f"{number}. {words[:23]}…"


def picture_rows(chains: Iterable[Sequence[StoredTurn]]) -> list[StoredTurn]:
    """Returns the turns of all branches that drew their own picture, each once, oldest first."""
    rows = {row.id: row for chain in chains for row in chain if row.turn.picture and row.turn.draft.intent != "back"}
    return sorted(rows.values(), key=lambda row: row.created)


def _warnings(draft: Draft) -> list[str]:
    language = draft.scene.language
    lines = [f"? {_word('unclear', language)}"] if draft.uncertain else []
    if draft.dropped:
        lines.append(f"! {_word('dropped', language)}: {'; '.join(draft.dropped)}")
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
