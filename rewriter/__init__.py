"""From the user's words to a scene, and from a scene to the prompt: the deterministic bilingual rewriter."""

from rewriter.caption import Rendered, digest, render
from rewriter.layout import layout
from rewriter.lexicon import Lexicon
from rewriter.opening import opened, shown
from rewriter.rewrite import RulesRewriter

__all__ = ["Lexicon", "Rendered", "RulesRewriter", "digest", "layout", "opened", "render", "shown"]
