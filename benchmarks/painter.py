"""The painter that the dialogues are drawn by: ``dialog.ports.Painter`` on ``diffusion.Pipeline``, without previews."""

import io
from collections.abc import Iterator

from PIL import Image

from dialog import Draft, LoadPicture, PaintingFailed, References, Settings, Step
from dialog.scene import Box
from diffusion import DiffusionError, DrawRequest, Pipeline, Reference


class PipelinePainter:
    """Draws a draft; lends it the picture before and the crops of the subjects' first appearances."""

    def __init__(self, pipeline: Pipeline) -> None:
        self.pipeline = pipeline

    def __call__(self, draft: Draft, settings: Settings, references: References, load: LoadPicture) -> Iterator[Step]:
        """Yields a Step per denoising step. Raises PaintingFailed."""
        assert settings.seed is not None
        try:
            request = DrawRequest(
                prompt=draft.prompt, digest=draft.digest, negative=draft.negative, seed=settings.seed,
                steps=settings.steps, guidance=settings.guidance, sampler=settings.sampler, width=settings.width,
                height=settings.height, references=tuple(_lent(references, load)), preview_every=0,
            )  # fmt: skip
            for step in self.pipeline.draw(request):
                yield Step(step.index, step.total, None, step.png)
        except DiffusionError as error:
            raise PaintingFailed(str(error)) from error


def _lent(references: References, load: LoadPicture) -> Iterator[Reference]:
    if references.picture:
        yield Reference("picture", opened(load(references.picture)))
    for subject in references.subjects:
        yield Reference("subject", cut(opened(load(subject.picture)), subject.box))


def opened(png: bytes) -> Image.Image:
    """The picture of a PNG file, in RGB."""
    with Image.open(io.BytesIO(png)) as image:
        return image.convert("RGB")


def cut(picture: Image.Image, box: Box) -> Image.Image:
    """The part of ``picture`` inside ``box`` (fractions of its size)."""
    width, height = picture.size
    left, top, right, bottom = box
    return picture.crop((round(left * width), round(top * height), round(right * width), round(bottom * height)))
