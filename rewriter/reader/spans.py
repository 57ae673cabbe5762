"""From the network's numbers to spans: the best tags, their texts, and which span each belongs to."""

from dataclasses import dataclass

import numpy as np

from dialog.scene import Scene
from rewriter.lexicon import Lexicon
from rewriter.reader.features import features
from rewriter.reader.labels import INTENTS, TAGS
from rewriter.reader.network import Network, Reading
from rewriter.reader.tokens import Token, buckets, tokens


@dataclass(frozen=True, slots=True)
class Span:
    """``text`` is ``words[start:end]``; ``head`` the index of the span that it belongs to, -1 for none."""

    role: str
    text: str
    start: int
    end: int
    head: int = -1


@dataclass(frozen=True, slots=True)
class Heard:
    """What was heard in one turn: ``spans`` in their order, and how sure the network is of its least sure word."""

    words: str
    intent: str
    intent_sure: float
    spans: tuple[Span, ...]
    sure: float


def hear(words: str, scene: Scene, network: Network, lexicon: Lexicon) -> Heard | None:
    """Read ``words`` against ``scene``; None where there is nothing to read."""
    split = tokens(words)
    if not split:
        return None
    reading = network(buckets(split), features(words, split, scene, lexicon))
    tags = _best_tags(reading)
    spans, sure = _spans(words, split, tags, reading)
    at = int(reading.intent.argmax())
    return Heard(words, INTENTS[at], float(np.exp(reading.intent[at])), spans, sure)


def _best_tags(reading: Reading) -> list[str]:
    """Return the tags of highest probability of which every I follows its B or I (Viterbi)."""
    allowed = _allowed()
    score, back = reading.tags[0] + allowed[0], []
    for step in reading.tags[1:]:
        paths = score[:, None] + allowed
        back.append(paths.argmax(axis=0))
        score = paths.max(axis=0) + step
    best = [int(score.argmax())]
    for pointers in reversed(back):
        best.append(int(pointers[best[-1]]))
    return [TAGS[index] for index in reversed(best)]


def _allowed() -> np.ndarray:
    """Return 0 where one tag may follow another, else a very low score; row 0 (O) holds for the beginning too."""
    table = np.zeros((len(TAGS), len(TAGS)), np.float32)
    for after, tag in enumerate(TAGS):
        if tag.startswith("I-"):
            table[:, after] = -1e4
            table[[TAGS.index("B-" + tag[2:]), after], after] = 0
    return table


def _spans(words: str, split: list[Token], tags: list[str], reading: Reading) -> tuple[tuple[Span, ...], float]:
    begins = [at for at, tag in enumerate(tags) if tag.startswith("B-")]
    owner: dict[int, int] = {}
    ends = []
    for index, at in enumerate(begins):
        end = at + 1
        while end < len(tags) and tags[end].startswith("I-"):
            end += 1
        owner.update(dict.fromkeys(range(at, end), index))
        ends.append(end)
    sure, spans = 1.0, []
    for at, tag in enumerate(tags):
        sure = min(sure, float(np.exp(reading.tags[at, TAGS.index(tag)])))
    for index, (at, end) in enumerate(zip(begins, ends, strict=True)):
        parent = int(reading.arcs[at].argmax())
        sure = min(sure, float(np.exp(reading.arcs[at, parent])))
        head = owner.get(parent - 1, -1) if parent else -1
        start, stop = split[at].start, split[end - 1].end
        spans.append(Span(tags[at][2:], words[start:stop], start, stop, head if head != index else -1))
    return tuple(spans), sure
