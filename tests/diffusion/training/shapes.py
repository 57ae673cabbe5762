"""A small picture world of plain shapes that can be told apart, and an eye that compares pixels."""

import json

import torch.nn.functional as F
from PIL import Image, ImageDraw

from diffusion.training.figures import Figures

SHAPES = {
    "disc": lambda draw: draw.ellipse((4, 4, 60, 60), fill=(210, 60, 40, 255)),
    "block": lambda draw: draw.rectangle((4, 4, 60, 60), fill=(40, 90, 200, 255)),
    "spike": lambda draw: draw.polygon([(32, 4), (60, 60), (4, 60)], fill=(40, 160, 70, 255)),
    "ring": lambda draw: draw.ellipse((4, 4, 60, 60), outline=(150, 60, 190, 255), width=14),
    "cross": lambda draw: draw.rectangle((24, 4, 40, 60), fill=(240, 200, 40, 255)),
    "cap": lambda draw: draw.rectangle((4, 30, 60, 60), fill=(20, 20, 30, 255)),
}
ROWS = [("disc", "animal", ""), ("block", "object", ""), ("spike", "plant", ""), ("ring", "object", ""),
        ("cross", "food", ""), ("cap", "object", "head")]  # fmt: skip


def shape_figures(folder):
    """Six concepts; the last is worn."""
    lines = ["id\tfigure\ten\tzh\tmeasure\tkind\tworn\theld"]
    for name, kind, worn in ROWS:
        image = Image.new("RGBA", (64, 64), (0, 0, 0, 0))
        SHAPES[name](ImageDraw.Draw(image))
        image.save(folder / f"{name}.webp", lossless=True)
        lines.append(f"{name}\t{name}\t{name},{name}let\t{name}子,小{name}\t个\t{kind}\t{worn}\t")
    (folder / "concepts.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return Figures(folder / "concepts.tsv", folder)


def figure(concept, x=16, y=24, side=96, **more):
    return {"concept": concept, "x": x, "y": y, "side": side, "color": "", "worn": [], "held": [], **more}


def record(number, figures, *, setting="", style="3d", time="day", **more):
    """A record whose captions name it by its number."""
    picture = {"setting": setting, "time": time, "style": style, "seed": number, "figures": figures}
    picture |= {key: more.pop(key) for key in ("size", "weather") if key in more}
    captions = {"en": [f"number {number}"], "zh": [f"第{number}个"]}
    return {"picture": picture, **captions, "before": None, "edit": "new", "crops": [], **more}


def write(path, records):
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records), encoding="utf-8")
    return path


class PixelEye:
    """Unit vectors of coarse pixels."""

    def features(self, pictures, batch=32):
        x = F.adaptive_avg_pool2d(pictures, 16).flatten(1)
        return F.normalize(x - x.mean(dim=1, keepdim=True), dim=1)
