"""Huatu: draw by talking, in Chinese or English. The command line and the page; the only file that knows everyone."""

import json
import logging
import os
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import dialog
from dialog import options, terminal, view
from dialog.crops import crops
from dialog.desk import Desk, Shown
from dialog.files import check_writable, read_script, read_whole, write_whole
from dialog.painting import painting
from dialog.play import Album, Played, check_folder, play
from dialog.wording import reworder

if TYPE_CHECKING:
    import gradio

    import diffusion
    from diffusion import published

ASSETS = Path(__file__).resolve().parent / "assets"
TINY = ASSETS / "tiny"
MODELS = {"embedded": TINY / "model.safetensors", "fast": TINY / "fast.safetensors"}  # the first is the usual one
Count = Callable[[str], int]
SHOWN = (
    "owner", "session", "box", "chat", "stage", "card", "prompt", "strip", "sessions", "notice",
    "title", "asked", "question", "sure",
)  # fmt: skip
"""What a handler of the page may change, in the order of its outputs."""


class BadInput(dialog.DialogError):
    """What the command line was given cannot be used."""


class PipelinePainter:
    """A dialog.Painter that draws with a diffusion.Pipeline, one picture at a time."""

    def __init__(self, pipeline: "diffusion.Pipeline", *, metadata: bool = True, previews: bool = True) -> None:
        self._pipeline, self._metadata, self._previews = pipeline, metadata, previews
        self._lock = threading.Lock()

    def __call__(
        self, draft: dialog.Draft, settings: dialog.Settings, references: dialog.References, load: dialog.LoadPicture
    ) -> Iterator[dialog.Step]:
        import torch

        import diffusion

        assert settings.seed is not None
        with self._lock, painting(diffusion.DiffusionError, torch.OutOfMemoryError):
            built_on = tuple(
                diffusion.Reference(crop.kind, crop.image, crop.whole, crop.box) for crop in crops(references, load)
            )
            size = self._pipeline.size(settings.width, settings.height)
            resized = view.resized_text((settings.width, settings.height), size)
            request = diffusion.DrawRequest(
                draft.prompt, draft.digest, draft.negative, settings.seed, settings.steps, settings.guidance,
                settings.sampler, *size, built_on,
                preview_every=int(self._previews), metadata=self._metadata,
            )  # fmt: skip
            steps = self._pipeline.draw(request)
            try:
                for step in steps:
                    note = f"{resized} {step.note}".strip() if step.png else ""
                    yield dialog.Step(step.index, step.total, step.preview, step.png, note)
            finally:
                getattr(steps, "close", lambda: None)()


def build_page(
    desk: Desk, defaults: dialog.Settings, samplers: Sequence[str], model: str, sizes: Sequence[options.Size] = ()
) -> "gradio.Blocks":
    """Returns the page, not yet served; ``sizes`` to choose from, none: pictures have the size of ``defaults``."""
    import gradio as gr

    at: dict[str, Any] = {}
    own = (defaults.width, defaults.height)
    named = {f"{width} × {height}": (width, height) for width, height in dict.fromkeys((own, *sizes))}
    with gr.Blocks(title="画图 Huatu", analytics_enabled=False, fill_width=True, delete_cache=(600, 3600)) as page:
        # The secret only keeps the browser's own notes readable after the server was started again.
        at["owner"] = gr.BrowserState("", storage_key="huatu-owner", secret="huatu")
        at["session"] = gr.BrowserState("", storage_key="huatu-session", secret="huatu")
        with gr.Sidebar(open=False, width=300, elem_id="side"):
            new = gr.Button("＋ 新对话 / New", variant="primary")
            at["sessions"] = gr.Radio([], label="我的对话 / My conversations", elem_id="sessions")
            at["title"] = gr.Textbox(show_label=False, container=False, placeholder="新名字 / New name", elem_id="name")
            with gr.Row(elem_id="manage"):
                rename = gr.Button("改名 Rename", size="sm")
                ask = gr.Button("删除 Delete", size="sm")
            at["asked"] = gr.Textbox(visible="hidden")
            with gr.Group(visible=False, elem_id="sure") as at["sure"]:
                at["question"] = gr.HTML()
                with gr.Row():
                    spare = gr.Button("不删 Keep", size="sm")
                    delete = gr.Button("永久删除 Delete", size="sm", variant="stop")
            with gr.Accordion("设置 / Settings", open=False):
                steps = gr.Slider(1, 150, defaults.steps, step=1, label="步数 / Steps")
                guidance = gr.Slider(0, 30, defaults.guidance, step=0.1, label="引导强度 / Guidance")
                sampler = gr.Dropdown(sorted(samplers), value=defaults.sampler, label="采样器 / Sampler")
                seed = gr.Number(
                    defaults.seed, precision=0, minimum=0, maximum=dialog.MAX_SEED,
                    label="种子 / Seed", placeholder="空：保持 / empty: keep",
                )  # fmt: skip
                keep = gr.Checkbox(defaults.use_references, label="参照前图，主体不变 / Keep subjects the same")
                size = gr.Dropdown(list(named), value=next(iter(named)), label="大小 / Size", visible=bool(sizes))
        gr.HTML(f"<h1>画图 <span>Huatu</span></h1><p>{view.safe(model)}</p>", elem_id="title")
        with gr.Row(elem_id="main"):
            with gr.Column(scale=5, elem_id="talk"):
                at["chat"] = gr.HTML(view.chat_html((), str), elem_id="chat")
                at["notice"] = gr.HTML(elem_id="notice")
                at["box"] = gr.MultimodalTextbox(
                    show_label=False, elem_id="box", placeholder="画一只猫 / draw a cat", file_types=["image"],
                    file_count="multiple", sources=["upload"], autofocus=True,
                )  # fmt: skip
                examples = gr.Dataset(
                    components=[gr.Textbox(visible=False)], samples=[[text] for text in view.EXAMPLES],
                    show_label=False, elem_id="examples",
                )  # fmt: skip
            with gr.Column(scale=4, elem_id="show"):
                at["stage"] = gr.HTML(view.stage_html(), elem_id="stage")
                with gr.Row(elem_id="moves"):
                    undo = gr.Button("撤销 Undo", size="sm")
                    retry = gr.Button("重画 Retry", size="sm")
                    another = gr.Button("换种子 Reseed", size="sm")
                    stop = gr.Button("停 Stop", size="sm", variant="stop")
                at["card"] = gr.HTML(elem_id="card")
                gr.HTML("各个版本：点一张，回到那里 / Versions: click one to go back", elem_id="hint")
                at["strip"] = gr.Gallery(
                    show_label=False, elem_id="strip", columns=6, allow_preview=False, buttons=[], interactive=False,
                    visible=False,
                )  # fmt: skip
                with gr.Accordion("改提示词 / Edit the prompt", open=False, elem_id="edit"):
                    at["prompt"] = gr.Textbox(show_label=False, lines=3, elem_id="prompt")
                    redraw = gr.Button("用它重画 / Draw this", size="sm")

        who, wished = [at["owner"], at["session"]], [steps, guidance, sampler, seed, keep, size]
        shown, quiet = [at[name] for name in SHOWN], {"show_progress": "hidden"}

        def settings(*numbers: Any) -> dialog.Settings:
            names = ("steps", "guidance", "sampler", "seed", "use_references", "width", "height")
            return replace(defaults, **dict(zip(names, (*numbers[:-1], *named[numbers[-1]]), strict=True)))

        def say(owner: str, session: str, message: dict[str, Any], *numbers: Any) -> Iterator[Shown]:
            files = [Path(file) for file in message.get("files") or ()]
            return desk.say(owner, session, message.get("text") or "", files, settings(*numbers))

        def numbered(act: Callable[..., Iterator[Shown]], before: int) -> Callable[..., Iterator[Shown]]:
            return lambda *given: act(*given[:before], settings(*given[before:]))

        def draws(event: Any, act: Callable[..., Iterator[Shown]], inputs: list[Any], name: str) -> None:
            def handler(*given: Any) -> Iterator[list[Any]]:
                yield from map(_updates, act(*given))

            event(handler, inputs, shown, api_name=name, concurrency_limit=None, **quiet)

        def moves(event: Any, act: Callable[..., Shown], inputs: list[Any], name: str) -> None:
            event(lambda *given: _updates(act(*given)), inputs, shown, api_name=name, queue=False, **quiet)

        def pick(owner: str, session: str, event: gr.SelectData) -> list[Any]:
            return _updates(desk.goto(owner, session, event.index))

        def goto(owner: str, session: str, number: int) -> str:
            return str(desk.goto(owner, session, number)["prompt"])

        draws(at["box"].submit, say, [*who, at["box"], *wished], "say")
        draws(retry.click, numbered(desk.retry, 2), [*who, *wished], "retry")
        draws(another.click, numbered(partial(desk.retry, new_seed=True), 2), [*who, *wished], "another")
        draws(redraw.click, numbered(desk.redraw, 3), [*who, at["prompt"], *wished], "redraw")
        moves(undo.click, desk.undo, who, "undo")
        moves(new.click, desk.new, [at["owner"]], "new")
        moves(at["sessions"].input, desk.open, [at["owner"], at["sessions"]], "switch")
        moves(page.load, desk.open, who, "open")
        moves(partial(gr.on, [rename.click, at["title"].submit]), desk.rename, [*who, at["title"]], "rename")
        moves(ask.click, desk.ask, who, "ask")
        moves(spare.click, desk.spare, who, "spare")
        moves(delete.click, desk.delete, [*who, at["asked"]], "delete")
        stop.click(desk.stop, who, None, api_name="stop", queue=False)
        at["strip"].select(pick, who, shown, api_visibility="private", **quiet)
        fill = partial(examples.click, api_visibility="private", queue=False, **quiet)
        fill(lambda row: {"text": row[0], "files": []}, examples, at["box"])
        gr.api(goto, api_name="goto")
        gr.api(desk.sessions, api_name="sessions")
    return page


def _updates(shown: Shown) -> list[Any]:
    import gradio as gr

    values: dict[str, Any] = dict(shown)
    if values.pop("sent", False):
        values["box"] = {"text": "", "files": []}
    if values.pop("renamed", False):
        values["title"] = ""
    if "asked" in values:
        values["sure"] = gr.Group(visible=bool(values["asked"]))
    if "strip" in values:
        pictures, here = values["strip"]
        values["strip"] = gr.Gallery(pictures, selected_index=here, visible=bool(pictures))
    if "sessions" in values:
        values["sessions"] = gr.Radio(values["sessions"], value=values["session"] or None)
    return [values.get(name, gr.skip()) for name in SHOWN]


def launch_page(page: "gradio.Blocks", pictures: Path, host: str, port: int) -> str:
    """Serves the page in the background and returns its address. Raises OSError when the port is taken."""
    import gradio as gr

    fonts = ["system-ui", "Noto Sans CJK SC", "sans-serif"]
    theme = gr.themes.Soft(primary_hue="orange", neutral_hue="stone", font=fonts, font_mono=["monospace"])
    pictures.mkdir(parents=True, exist_ok=True)
    gr.set_static_paths([pictures])
    _, address, _ = page.launch(
        server_name=host, server_port=port, prevent_thread_lock=True, quiet=True, share=False, inbrowser=False,
        ssr_mode=False, footer_links=[], theme=theme, css_paths=ASSETS / "style.css", allowed_paths=[str(pictures)],
        max_file_size=10 * 2**20, enable_monitoring=False, pwa=False, mcp_server=False,
    )  # fmt: skip
    return str(address)


def serve(arguments: options.Options) -> int:
    """The page."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    import diffusion
    from diffusion.opening import sizes
    from diffusion.published import repository
    from rewriter.opening import needs_network

    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what is temporary goes
    hub = not Path(arguments.model).exists() and repository(arguments.model)
    if not (hub or needs_network(arguments.rewriter)):
        os.environ["HF_HUB_OFFLINE"] = "1"
    pipeline = _load(arguments)
    folder, counts = arguments.data or _data_folder(), (pipeline.count_long, pipeline.count_short)
    with dialog.Store(folder) as store, tempfile.TemporaryDirectory(prefix="huatu-") as uploads:
        os.environ["GRADIO_TEMP_DIR"] = uploads
        rewriter, lexicon = _rewriter(arguments, *counts, load=store.pictures.get)
        painter = PipelinePainter(pipeline, metadata=arguments.metadata)
        desk = Desk(store, rewriter, painter, said=lexicon.said, reword=reworder(*counts))
        settings = _settings(arguments, pipeline)
        page = build_page(desk, settings, tuple(diffusion.SAMPLERS), pipeline.name, sizes(pipeline))
        try:
            address = launch_page(page, store.pictures.folder, arguments.host, arguments.port)
        except OSError as error:
            where = f"Port {arguments.port} of {arguments.host}"
            raise BadInput(f"{where} is taken, or is not this machine's; try another --port or --host.") from error
        terminal.say(f"画图 Huatu: {address}  (data: {folder}; stop with Ctrl+C)")
        page.block_thread()
    return 0


def draw(arguments: options.Options) -> int:
    """One picture."""
    if not (text := dialog.clean(arguments.text)):
        raise BadInput("The text is empty: say what the picture shows.")
    check_writable(arguments.out)
    for turn, png in _played([text], arguments)[1]:
        if turn.outcome == "failed":
            return terminal.complain(turn.error)
        if not png:
            raise BadInput(f"That names nothing to draw. {turn.draft.reply}")
        write_whole(arguments.out, png)
        terminal.say(f"{arguments.out}  seed {turn.settings.seed}  {turn.draft.prompt}")
    return 0


def talk(arguments: options.Options) -> int:
    """A whole dialogue; its folder is written when the last turn was taken."""
    import rewriter

    lines, album, status = read_script(arguments.file, sys.stdin), Album(), 0
    check_folder(arguments.out)
    model, played = _played(lines, arguments)
    for number, (turn, png) in enumerate(played, start=1):
        image = album.add(turn, png)
        if turn.outcome == "failed":
            status = terminal.complain(f"Turn {number} was not drawn: {turn.error}")
        terminal.say(f"{number}/{len(lines)}  {turn.draft.intent}  {image or '-'}  {turn.request.text}")
    album.write(arguments.out, model, rewriter.shown(arguments.rewriter))
    return status


def rewrite(arguments: options.Options) -> int:
    """The rewriter alone."""
    import diffusion

    lines = read_script(arguments.file, sys.stdin)
    counts = diffusion.load_tokenizers(arguments.model, home=_home(arguments))
    understand = _rewriter(arguments, *counts)[0]
    for number, turn in enumerate(dialog.rehearse(understand, lines), start=1):
        terminal.say(json.dumps(dialog.rewrite_record(number, turn), ensure_ascii=False))
    return 0


def replay(arguments: options.Options) -> int:
    """The same picture again, from its own metadata."""
    from diffusion.opening import painter_of

    png = read_whole(arguments.picture)
    arguments.model = arguments.model or painter_of(png, tuple(MODELS.values()))
    terminal.say((again := _load(arguments).replay(png)).message)
    return 0 if again.identical else 1


def models(arguments: options.Options) -> int:
    """What is here, and what can be fetched; the network is not asked."""
    from diffusion.published.report import report

    told = report(arguments.model, _home(arguments))
    terminal.say("\n".join(told.lines))
    return 0 if told.whole else 1


def _load(arguments: options.Options) -> "diffusion.Pipeline":
    from diffusion.opening import opened

    if "sampler" in arguments:  # what is wrong with the numbers is told before anything is fetched
        _numbers(arguments, steps=1, guidance=1.0, sampler="euler", size=(1, 1), references=False)
    told = {name: getattr(arguments, name) for name in ("device", "dtype", "memory", "lora", "adapter", "int8")}
    return opened(arguments.model, _home(arguments), **told)


def _home(arguments: options.Options) -> "published.Home":
    from diffusion.published import Home

    folder = getattr(arguments, "data", None) or _data_folder()
    return Home(folder / "models", terminal.asker())


def _played(lines: Sequence[str], arguments: options.Options) -> tuple[str, Played]:
    pipeline = _load(arguments)
    settings = _settings(arguments, pipeline)
    understand = _rewriter(arguments, pipeline.count_long, pipeline.count_short)[0]
    painter = PipelinePainter(pipeline, metadata=arguments.metadata, previews=False)
    return pipeline.name, play(lines, understand, painter, settings, terminal.complain)


def _settings(arguments: options.Options, pipeline: "diffusion.Pipeline") -> dialog.Settings:
    regime, own = pipeline.regime, (pipeline.config.image_size,) * 2
    size = pipeline.size(*(arguments.size or own))
    if arguments.size and (note := view.resized_text(arguments.size, size)):
        terminal.complain(note)
    names = ("steps", "guidance", "sampler", "references")
    return _numbers(arguments, size=size, **{name: getattr(regime, name) for name in names})


def _numbers(arguments: options.Options, **usual: Any) -> dialog.Settings:
    import diffusion

    made = options.settings(arguments, diffusion.SAMPLERS, **usual)
    diffusion.DrawRequest("", steps=made.steps, guidance=made.guidance)
    return made


def _rewriter(arguments: options.Options, *counts: Count, load: dialog.LoadPicture | None = None) -> Any:
    import rewriter

    key, own = os.environ.get("HUATU_REWRITER_KEY", ""), Path(arguments.model) in MODELS.values()
    return rewriter.opened(arguments.rewriter, ASSETS / "world", *counts, key=key, load=load, embedded=own)


def _data_folder() -> Path:
    base = Path(os.environ.get("XDG_DATA_HOME", ""))
    return (base if base.is_absolute() else Path.home() / ".local" / "share") / "huatu"


COMMANDS = {"serve": serve, "draw": draw, "talk": talk, "rewrite": rewrite, "replay": replay, "models": models}


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command line and returns the exit status."""
    arguments = options.parse(sys.argv[1:] if argv is None else argv, MODELS, "rules")
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    terminal.speak_utf8()
    try:
        return COMMANDS[arguments.command](arguments)
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        # What the packages raise on purpose is fit for users; diffusion is asked only when it was loaded.
        meant = getattr(sys.modules.get("diffusion"), "DiffusionError", dialog.DialogError)
        if not isinstance(error, (dialog.DialogError, meant)):
            raise
        terminal.complain(str(error))
        return 2


if __name__ == "__main__":
    sys.exit(main())
