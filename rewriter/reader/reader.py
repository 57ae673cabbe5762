"""The second opinion: the network's reading of an edit, applied to the scene as the rules' own operations are."""

from collections.abc import Callable, Collection, Sequence
from copy import copy
from dataclasses import dataclass, replace
from pathlib import Path

from dialog.scene import Scene
from dialog.types import Change
from rewriter.apply import apply
from rewriter.coverage import uncovered
from rewriter.editing import Editing
from rewriter.lexicon import Lexicon
from rewriter.operations import Operation
from rewriter.reader.consistency import consistent
from rewriter.reader.deciding import Policy
from rewriter.reader.network import Network
from rewriter.reader.proposing import Proposer
from rewriter.reader.spans import Heard, hear
from rewriter.reference import is_picture, is_pronoun, strip_article
from rewriter.resolve import Resolver
from rewriter.sane import check
from rewriter.splitting import expand
from rewriter.values import Context, field_of

FILE = "reader.safetensors"
MOST_WORDS = 400
"""Characters of the longest turn that is read."""
NEEDS_TARGET = ("set", "part", "wear", "hold", "act", "move", "remove")


@dataclass(frozen=True, eq=False)
class Reader:
    """A trained network and the lexicon that its words are looked up in."""

    network: Network
    lexicon: Lexicon

    @classmethod
    def load(cls, folder: Path, lexicon: Lexicon) -> "Reader":
        """Read the weights in ``folder``. Raises OSError where there are none."""
        return cls(Network.load(folder / FILE), lexicon)

    def hear(self, words: str, scene: Scene) -> Heard | None:
        """Return what the network hears; None for nothing at all and for very long turns."""
        return hear(words, scene, self.network, self.lexicon) if len(words) <= MOST_WORDS else None

    def beside(self, rules: Callable[[str, Editing], None], policy: Policy) -> Callable[[str, Editing], None]:
        """Return a function that reads a clause by ``rules``, and again by itself where they leave words unread."""

        def read(clause: str, editing: Editing) -> None:
            before = copied(editing)
            rules(clause, editing)
            if _left(editing) > _left(before):
                lost = self.lost(clause, before.scene, editing.scene, editing.changes[len(before.changes) :])
                if heard := self.instead(clause, before, policy, lost):
                    _put(editing, heard)

        return read

    def instead(self, words: str, editing: Editing, policy: Policy, lost: Collection[str] = ()) -> Editing | None:
        """Return a copy of ``editing`` with ``words`` read; None where the network is not sure, where an operation
        makes no sense, and where more words than the ``lost`` ones of the other reading leave no trace."""
        if policy.leaves(words):
            return None
        heard = self.hear(words, editing.scene)
        if heard is None or not policy.trusts(heard):
            return None
        tried = copied(editing)
        if not self.read(heard, tried):
            return None
        changes = tried.changes[len(editing.changes) :]
        said = " ".join(span.text for span in heard.spans).lower()
        mine = [one for one in self.lost(words, editing.scene, tried.scene, changes) if one.lower() not in said]
        return tried if changes and set(mine) <= set(lost) else None

    def lost(self, words: str, before: Scene, after: Scene, changes: Sequence[Change]) -> list[str]:
        """Return the content words that left no trace, neither in the scene nor in what the changes name."""
        return uncovered(words, before, after, [replace(one, span="") for one in changes], self.lexicon)

    def read(self, heard: Heard, editing: Editing) -> bool:
        """Apply what was ``heard`` to ``editing``; False where an operation made no sense and was left out."""
        sound, left = consistent(heard, editing.scene, self.lexicon), _left(editing)
        for operation in Proposer(heard, editing.scene, self.lexicon).operations():
            fitting = self._fitting(operation, editing)
            sound = sound and bool(fitting)
            before = editing.scene
            apply(fitting, editing)
            sound = sound and (editing.scene != before or operation.kind == "comment")
        return sound and _left(editing) == left

    def _fitting(self, operation: Operation, editing: Editing) -> Sequence[Operation]:
        context = Context(editing.scene, editing.resolver, self.lexicon)
        operation = _pointed(operation, editing.scene)
        if operation.kind in NEEDS_TARGET and not _is_there(operation.target, context):
            return []
        if operation.kind == "restore" and not _is_gone(operation.target, editing, self.lexicon):
            return []
        return [good for one in expand(operation, context.resolver) for good in check(one, context)]


def _left(editing: Editing) -> int:
    """Return how many clauses or words found no place so far."""
    return len(editing.missed) + len(editing.unheard)


def copied(editing: Editing) -> Editing:
    """Return a copy of a scene under way that can be changed without changing it."""
    made = copy(editing)
    for name, value in vars(editing).items():
        if isinstance(value, list | set):
            setattr(made, name, copy(value))
    return made


def _put(editing: Editing, other: Editing) -> None:
    """Let ``editing`` be what ``other`` is."""
    for name, value in vars(other).items():
        setattr(editing, name, value)


def _pointed(operation: Operation, scene: Scene) -> Operation:
    """Name the subject whose noun is said exactly by its id: 小熊猫 is not the 猫."""
    target, phrase = _exact(operation.target, scene), operation.phrase
    if phrase is not None and phrase.anchor:
        phrase = replace(phrase, anchor=_exact(phrase.anchor, scene))
    return replace(operation, target=target, phrase=phrase)


def _exact(words: str, scene: Scene) -> str:
    bare = strip_article(words).lower()
    found = [subject.id for subject in scene.subjects if subject.noun.lower() == bare]
    return f"#{found[0]}" if len(found) == 1 and bare else words


def _is_there(target: str, context: Context) -> bool:
    """Tell whether ``target`` means something in the scene: what is not there is given no color."""
    known = is_picture(target) or field_of(target) or context.resolver.find(target) is not None
    return not target or bool(known)


def _is_gone(target: str, editing: Editing, lexicon: Lexicon) -> bool:
    """Tell whether ``target`` means something in an earlier scene and nothing now: only that can come back."""
    if is_pronoun(target):
        return True
    earlier = any(Resolver(scene, lexicon).find(target) for scene in editing.history)
    return earlier and editing.resolver.find(target) is None
