"""A dialogue as one picture: ``python -m benchmarks.conversation docs/pictures/en.txt --out conversation.png``.

Runs ``huatu talk`` on the file and puts the pictures side by side, the user's words under each.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

FONTS = ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
SIDE, GAP, TEXT = 192, 8, 44


def _font() -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    found = next((path for path in FONTS if Path(path).exists()), None)
    return ImageFont.truetype(found, 15) if found else ImageFont.load_default()


def _wrapped(draw: ImageDraw.ImageDraw, words: str, font: ImageFont.FreeTypeFont | ImageFont.ImageFont) -> str:
    lines = [""]
    for character in words:
        if draw.textlength(lines[-1] + character, font=font) > SIDE:
            lines.append("")
        lines[-1] += character
    return "\n".join(lines[:2])


def sheet(folder: Path, columns: int) -> Image.Image:
    """The turns of ``folder/dialogue.json`` that have pictures, in rows."""
    turns = json.loads((folder / "dialogue.json").read_text(encoding="utf-8"))["turns"]
    shown = [turn for turn in turns if turn["image"]]
    rows = -(-len(shown) // columns)
    result = Image.new("RGB", (columns * (SIDE + GAP) + GAP, rows * (SIDE + TEXT + GAP) + GAP), "white")
    draw, font = ImageDraw.Draw(result), _font()
    for index, turn in enumerate(shown):
        x, y = GAP + index % columns * (SIDE + GAP), GAP + index // columns * (SIDE + TEXT + GAP)
        with Image.open(folder / turn["image"]) as picture:
            result.paste(picture.convert("RGB").resize((SIDE, SIDE), Image.Resampling.LANCZOS), (x, y))
        words = f"{turn['turn']}. {turn['text']}"
        draw.multiline_text((x, y + SIDE + 2), _wrapped(draw, words, font), fill=(40, 40, 40), font=font, spacing=2)
    return result


def main() -> None:
    """Parses the flags, runs the dialogue and writes the sheet."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.conversation", description=__doc__)
    parser.add_argument("script", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--columns", type=int, default=5)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "app.py", "talk", str(args.script), "--out", folder, "--seed", str(args.seed)]
        subprocess.run(command, check=True)
        sheet(Path(folder), args.columns).save(args.out, optimize=True)


if __name__ == "__main__":
    main()
