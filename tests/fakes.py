"""Stands-in for the two ports: a rewriter that is a queue and a painter that needs no network."""

import hashlib
import io
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence

from PIL import Image

from dialog.errors import PaintingFailed
from dialog.ports import LoadPicture
from dialog.scene import Scene, Subject
from dialog.types import Draft, Intent, Placement, References, Request, Settings, Step, Turn
from dialog.versions import Version

Answer = Draft | Exception | Callable[[Sequence[Turn], Request], Draft]


class QueueRewriter:
    """Gives prepared answers in order and keeps the questions; an exception in the queue is raised."""

    def __init__(self, answers: Iterable[Answer] = ()) -> None:
        self.answers = list(answers)
        self.questions: list[tuple[tuple[Turn, ...], Request]] = []

    def __call__(self, turns: Sequence[Turn], request: Request, versions: Sequence[Version] | None = None) -> Draft:
        self.questions.append((tuple(turns), request))
        assert self.answers, f"the queue is empty; asked {request.text!r}"
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, Draft) else answer(turns, request)


class InstantPainter:
    """Draws one flat colour that depends on prompt and seed, in ``steps`` steps, the last of which says ``note``.

    ``fail_at`` raises ``error`` instead of that step (1-based); ``slow_at`` sleeps ``delay`` seconds before it (every
    step when None and ``delay`` is set). ``calls`` keeps what was asked, ``shown`` counts the steps made, ``closed``
    the drawings that ended after their first step and before their last.
    """

    def __init__(
        self,
        steps: int = 4,
        *,
        fail_at: int | None = None,
        error: BaseException | None = None,
        slow_at: int | None = None,
        delay: float = 0.0,
        note: str = "",
    ) -> None:
        self.steps = steps
        self.fail_at = fail_at
        self.error = error
        self.slow_at = slow_at
        self.delay = delay
        self.note = note
        self.calls: list[tuple[Draft, Settings, References]] = []
        self.shown = 0
        self.closed = 0
        self.started = threading.Event()

    def __call__(self, draft: Draft, settings: Settings, references: References, load: LoadPicture) -> Iterator[Step]:
        assert settings.seed is not None
        self.calls.append((draft, settings, references))
        for name in (references.picture, *(reference.picture for reference in references.subjects)):
            if name:
                load(name)
        made = 0
        try:
            for step in self._steps(draft, settings, settings.seed):
                made = step.index
                self.shown += 1
                yield step
        finally:
            self.closed += 0 < made < self.steps

    def _steps(self, draft: Draft, settings: Settings, seed: int) -> Iterator[Step]:
        png = picture_of(draft.prompt, seed, (settings.width, settings.height))
        for index in range(1, self.steps + 1):
            self.started.set()
            if self.delay and self.slow_at in (None, index):
                time.sleep(self.delay)
            if index == self.fail_at:
                raise self.error if self.error is not None else PaintingFailed("The painter was told to fail.")
            preview = Image.new("RGB", (8, 8), (index % 256, 0, 0))
            last = index == self.steps
            if last:
                yield Step(index, self.steps, picture=png, note=self.note)
            else:
                yield Step(index, self.steps, preview)


def picture_of(prompt: str, seed: int, size: tuple[int, int] = (128, 128)) -> bytes:
    """Returns the PNG that InstantPainter draws for a prompt and a seed."""
    red, green, blue = hashlib.sha256(f"{prompt}|{seed}".encode()).digest()[:3]
    buffer = io.BytesIO()
    Image.new("RGB", size, (red, green, blue)).save(buffer, "PNG")
    return buffer.getvalue()


def draft_of(prompt: str, intent: Intent = "draw", *, subjects: str = "s1", base: int = 0) -> Draft:
    """Returns a small draft: subjects by id ("s1 s2"), each placed in the left half; the prompt is the setting, too."""
    ids = subjects.split()
    scene = Scene(subjects=tuple(Subject(id=one, noun="cat", concept="cat") for one in ids), setting=prompt)
    layout = tuple(Placement(subject=one, box=(0.0, 0.0, 0.5, 1.0)) for one in ids)
    return Draft(intent, scene, prompt=prompt, digest=prompt, reply=f"Drawing {prompt}.", layout=layout, base=base)


def following(turns: Sequence[Turn], request: Request, versions: Sequence[Version] | None = None) -> Draft:
    """Rewrites by repeating: the first turn draws, later ones edit, "?" answers, "back N" goes back to that turn.

    "picture N" goes back to a picture by its number, "from N …" edits it.
    """
    text = request.text
    if text == "?":
        return Draft("answer", Scene(), reply="It is a cat.")
    if text.startswith("back "):
        return Draft("back", Scene(), base=int(text.removeprefix("back ")), reply="As it was.")
    if text.startswith(("picture ", "from ")):
        base = (versions or ())[int(text.split()[1]) - 1].base
        return draft_of(text, "back" if text.startswith("picture ") else "edit", base=base)
    return draft_of(text, "edit" if turns else "draw")
