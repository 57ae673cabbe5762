"""The grammar of the command line: which calls there are, with which options. Runs nothing."""

import argparse
import math
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path

from dialog.errors import InvalidTurn
from dialog.state import MAX_SEED
from dialog.types import Settings

Options = argparse.Namespace
Size = tuple[int, int]

MEMORY = ("auto", "resident", "staged", "offload")
DTYPES = ("float16", "bfloat16", "float32")
_SIZE = re.compile(r"(\d{1,5})[x×*](\d{1,5})", re.IGNORECASE)
_DEVICE = re.compile(r"(cpu|cuda|mps|xpu)(:\d+)?")


def parse(given: Sequence[str], models: Mapping[str, Path], rewriter: str) -> Options:
    """Returns the options of one call, ``command`` among them; without a command it is ``serve``.

    ``models`` are checkpoints by short names; the first is used unless another is named, but for ``replay`` that is
    left open (""). ``rewriter`` is used likewise. Raises SystemExit: 0 after help was asked for, 2 after a message on
    standard error.
    """
    given = list(given)
    if not given or (given[0].startswith("-") and given[0] not in ("-h", "--help")):
        given.insert(0, "serve")
    return _parser(models, rewriter).parse_args(given)


def settings(
    options: Options,
    samplers: Collection[str],
    *,
    steps: int,
    guidance: float,
    sampler: str,
    size: Size,
    references: bool,
) -> Settings:
    """Returns the settings that a call asks for; where it says nothing the model's own, which the other arguments are.

    ``size``: width and height at which the model draws what was asked for. Raises InvalidTurn for an unknown sampler.
    """
    chosen = options.sampler or sampler
    if chosen not in samplers:
        raise InvalidTurn(f"There is no sampler {chosen!r}; there are {', '.join(sorted(samplers))}.")
    return Settings(
        options.seed,
        steps if options.steps is None else options.steps,
        guidance if options.guidance is None else options.guidance,
        chosen,
        *size,
        references if options.references is None else options.references,
    )


def _seed(text: str) -> int:
    """Any whole number that can be a seed, 0 among them."""
    seed = int(text)
    if not 0 <= seed <= MAX_SEED:
        raise argparse.ArgumentTypeError(f"{seed} is not a seed; give a whole number from 0 to {MAX_SEED}")
    return seed


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port; give a number from 1 to 65535")
    return int(text)


def _size(text: str) -> Size:
    match = _SIZE.fullmatch(text)
    if match is None or 0 in (int(match[1]), int(match[2])):
        raise argparse.ArgumentTypeError(f"{text!r} is not a size; give width x height in pixels, such as 1280x768")
    return int(match[1]), int(match[2])


def _lora(text: str) -> tuple[Path, float]:
    """FILE or FILE:SCALE; what follows the last colon and is no number belongs to the name."""
    name, _, ending = text.rpartition(":")
    try:
        scale = float(ending)
    except ValueError:
        name, scale = text, 1.0
    if not name or not math.isfinite(scale):
        raise argparse.ArgumentTypeError(f"{text!r} is not FILE or FILE:SCALE, such as ink.safetensors:0.8")
    return Path(name), scale


def _device(text: str) -> str:
    if _DEVICE.fullmatch(text) is None:
        raise argparse.ArgumentTypeError(f"{text!r} is not a device; give cpu, cuda, cuda:1, mps or xpu")
    return text


def _rewriter(text: str) -> str:
    if not re.fullmatch(r"rules|reader|local:.+|endpoint:https?://.+#.+", text):
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a rewriter; give rules, reader, endpoint:http://127.0.0.1:8000/v1#MODEL, local:FOLDER or "
            "local:hub:OWNER/NAME"
        )
    return text


def _parser(models: Mapping[str, Path], rewriter: str) -> argparse.ArgumentParser:
    def file_of(name: str) -> str:
        return str(models.get(name, name))

    first, *others = models
    parser = argparse.ArgumentParser(
        prog="huatu",
        description="Draw by talking, in Chinese or English. 用说话来画画。",
        epilog='example: huatu draw "一只戴红帽子的猫" -o cat.png   (huatu alone opens the page)',
    )
    commands = parser.add_subparsers(metavar="COMMAND", dest="command", required=True)

    def command(
        name: str, about: str, example: str, *, draws: bool = False, loads: bool = False
    ) -> Callable[..., object]:
        made = commands.add_parser(name, help=about, description=about, epilog=f"example: {example}")
        usual = "" if name == "replay" else str(models[first])
        shipped = " or ".join([first, *others])
        made.add_argument("--model", type=file_of, default=usual, metavar="NAME|PATH", help=(
            f"{shipped}, a checkpoint, the folder of a published model, or its name on the hub, such as "
            f"Tencent-Hunyuan/HunyuanDiT-v1.2-Diffusers ({first if usual else 'the one that drew it, if it is here'})"
        ))  # fmt: skip
        if draws:
            _numbers(made)
        if draws or name == "rewrite":
            made.add_argument("--rewriter", type=_rewriter, default=rewriter, metavar="NAME", help=(
                "who understands the words: rules, reader (rules and a small trained reader), "
                "endpoint:http://127.0.0.1:8000/v1#MODEL (speaks OpenAI's protocol; its key in $HUATU_REWRITER_KEY), "
                "local:FOLDER or local:hub:OWNER/NAME (%(default)s)"
            ))  # fmt: skip
        if draws or loads:
            _loading(made)
        return made.add_argument

    add = command("serve", "the page", "huatu serve --port 7861", draws=True)
    add("--host", default="127.0.0.1", help="address to listen on (%(default)s: this machine only)")
    add("--port", type=_port, default=7860, help="port (%(default)s)")
    add("--data", type=Path, metavar="DIR", help="where talks and fetched models are kept ($XDG_DATA_HOME/huatu)")

    add = command("draw", "one picture", 'huatu draw "一只戴红帽子的猫" -o cat.png --seed 7', draws=True)
    add("text", metavar="TEXT", help="what to draw, in Chinese or English")
    add("-o", dest="out", type=Path, required=True, metavar="FILE", help="the PNG to write")

    example = "huatu talk turns.txt --out pictures --seed 7"
    add = command("talk", "a whole dialogue without a browser", example, draws=True)
    add("file", metavar="FILE", help="UTF-8, one turn a line, # for comments; - for standard input")
    add("--out", type=Path, required=True, metavar="DIR", help="folder for turn-01.png … and dialogue.json")

    add = command("rewrite", "the rewriter alone: a JSON object a turn", "huatu rewrite turns.txt")
    add("file", metavar="FILE", help="UTF-8, one turn a line, # for comments; - for standard input")

    about = "draw a PNG again from its own metadata; exit status 0: identical, 1: differs, 2: cannot"
    add = command("replay", about, "huatu replay cat.png", loads=True)
    add("picture", type=Path, metavar="PICTURE.png", help="a picture drawn by huatu")

    about = "what is here, verified, and what can be fetched; exit status 1: the model is not whole"
    command("models", about, "huatu models --model ~/models/HunyuanDiT-v1.2-Diffusers")
    return parser


def _numbers(made: argparse.ArgumentParser) -> None:
    add = made.add_argument
    add("--seed", type=_seed, metavar="N", help="the first picture's seed, --seed 7 (a random one)")
    add("--steps", type=int, metavar="N", help="denoising steps, --steps 25 (the model's own)")
    add("--guidance", type=float, metavar="X", help="strength of guidance, --guidance 5 (the model's own)")
    add("--sampler", metavar="NAME", help="how noise becomes a picture, --sampler heun (the model's own)")
    add("--size", type=_size, metavar="WxH", help="pixels, --size 1280x768 (the model's own)")
    add(
        "--references",
        action=argparse.BooleanOptionalAction,
        help="show the painter earlier pictures (the model's own)",
    )
    add("--no-metadata", dest="metadata", action="store_false", help="keep the recipe out of the PNG")


def _loading(made: argparse.ArgumentParser) -> None:
    add = made.add_argument_group("how a model is loaded; all but --lora are for published models").add_argument
    add("--lora", type=_lora, action="append", default=[], metavar="FILE[:SCALE]", help=(
        "draw with a LoRA, --lora ink.safetensors:0.8 (scale 1); may be given again"
    ))  # fmt: skip
    add("--adapter", type=Path, metavar="DIR", help="folder of an IP-Adapter, --adapter ~/models/IP-Adapter")
    add("--memory", choices=MEMORY, default="auto", help=(
        "where the networks lie: all on the device, each only while it works, or layer by layer, --memory staged "
        "(%(default)s)"
    ))  # fmt: skip
    add("--int8", action="store_true", help="the T5 in int8, half of its memory (needs the package torchao)")
    add("--dtype", choices=DTYPES, help="precision, --dtype float32 (float16 on a GPU, float32 on a CPU)")
    add("--device", type=_device, metavar="NAME", help="where to draw, --device cuda:1 (a GPU where there is one)")
