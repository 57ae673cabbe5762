"""Made-up scenes for turns to be said of."""

import random

from dialog.scene import Scene, Subject, Thing
from rewriter.training.tagger_words import Words


def random_scene(words: Words, rng: random.Random) -> Scene:
    """Return a scene of one to four subjects, some with color, things, an action."""
    pick = words.pick

    def thing(kind: str) -> Thing:
        return Thing(pick(kind, rng), pick("color", rng) if rng.random() < 0.4 else "")

    subjects = tuple(
        Subject(
            f"s{index + 1}", words.noun(rng), color=pick("color", rng) if rng.random() < 0.4 else "",
            attributes=(pick("attr", rng),) if rng.random() < 0.2 else (),
            action=pick("act", rng) if rng.random() < 0.25 else "",
            wears=tuple(thing("wear") for _ in range(rng.choice((0, 0, 0, 1, 1, 2)))),
            holds=(thing("hold"),) if rng.random() < 0.15 else (),
        )
        for index in range(rng.choice((1, 1, 2, 2, 2, 3, 3, 4)))
    )  # fmt: skip
    return Scene(
        subjects, setting=pick("setting", rng) if rng.random() < 0.5 else "",
        time=pick("time", rng) if rng.random() < 0.25 else "", style=pick("style", rng) if rng.random() < 0.3 else "",
        weather=pick("weather", rng) if rng.random() < 0.15 else "", language=words.language,
    )  # fmt: skip
