"""The grammar of the command line: which calls there are, with which options. Runs nothing."""

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

from dialog.state import MAX_SEED
from dialog.types import Settings

Options = argparse.Namespace


def parse(given: Sequence[str], model: Path, rewriters: Sequence[str]) -> Options:
    """Returns the options of one call, ``command`` among them; without a command it is ``serve``.

    ``model`` is the checkpoint that is used unless another is named, ``rewriters[0]`` the rewriter. Raises SystemExit:
    0 after help was asked for, 2 after a message on standard error.
    """
    given = list(given)
    if not given or (given[0].startswith("-") and given[0] not in ("-h", "--help")):
        given.insert(0, "serve")
    return _parser(model, rewriters).parse_args(given)


def _seed(text: str) -> int:
    """Any whole number that can be a seed, 0 among them."""
    seed = int(text)
    if not 0 <= seed <= MAX_SEED:
        raise argparse.ArgumentTypeError(f"{seed} is not a seed; give a whole number from 0 to {MAX_SEED}")
    return seed


def _parser(model: Path, rewriters: Sequence[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="huatu",
        description="Draw by talking, in Chinese or English. 用说话来画画。",
        epilog='example: huatu draw "一只戴红帽子的猫" -o cat.png   (huatu alone opens the page)',
    )
    commands = parser.add_subparsers(metavar="COMMAND", dest="command", required=True)

    def command(name: str, about: str, example: str, *, draws: bool = False) -> Callable[..., object]:
        made = commands.add_parser(name, help=about, description=about, epilog=f"example: {example}")
        made.add_argument("--model", type=Path, default=model, metavar="PATH", help="a checkpoint (the embedded one)")
        if draws:
            _numbers(made)
        return made.add_argument

    add = command("serve", "the page", "huatu serve --port 7861", draws=True)
    add("--host", default="127.0.0.1", help="address to listen on (%(default)s: this machine only)")
    add("--port", type=int, default=7860, help="port (%(default)s)")
    add("--data", type=Path, metavar="DIR", help="where talks are kept ($XDG_DATA_HOME/huatu)")

    add = command("draw", "one picture", 'huatu draw "一只戴红帽子的猫" -o cat.png --seed 7', draws=True)
    add("text", metavar="TEXT", help="what to draw, in Chinese or English")
    add("-o", dest="out", type=Path, required=True, metavar="FILE", help="the PNG to write")

    example = "huatu talk turns.txt --out pictures --seed 7"
    add = command("talk", "a whole dialogue without a browser", example, draws=True)
    add("file", metavar="FILE", help="UTF-8, one turn a line, # for comments; - for standard input")
    add("--out", type=Path, required=True, metavar="DIR", help="folder for turn-01.png … and dialogue.json")

    add = command("rewrite", "the rewriter alone: a JSON object a turn", "huatu rewrite turns.txt")
    add("file", metavar="FILE", help="UTF-8, one turn a line, # for comments; - for standard input")
    add("--rewriter", choices=rewriters, default=rewriters[0], help="who rewrites (%(default)s)")

    about = "draw a PNG again from its own metadata; exit status 0: identical, 1: differs, 2: cannot"
    add = command("replay", about, "huatu replay cat.png")
    add("picture", type=Path, metavar="PICTURE.png", help="a picture drawn by huatu")

    command("models", "what is here, verified", "huatu models")
    return parser


def _numbers(made: argparse.ArgumentParser) -> None:
    usual = Settings()
    made.add_argument("--seed", type=_seed, metavar="N", help="the first picture's seed (a random one)")
    made.add_argument("--steps", type=int, default=usual.steps, metavar="N", help="denoising steps (%(default)s)")
    made.add_argument("--guidance", type=float, default=usual.guidance, metavar="X", help="strength (%(default)s)")
    made.add_argument("--sampler", default=usual.sampler, metavar="NAME", help="how noise becomes a picture")
    made.add_argument("--no-references", dest="references", action="store_false", help="draw from the words alone")
    made.add_argument("--no-metadata", dest="metadata", action="store_false", help="keep the recipe out of the PNG")
