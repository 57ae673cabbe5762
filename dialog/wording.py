"""The user's own wording of a prompt, within what the painter's two text encoders read."""

import re
from collections.abc import Callable
from dataclasses import replace

from dialog.conversation import Reword
from dialog.errors import InvalidTurn
from dialog.state import with_prompt
from dialog.types import Draft

LONG_TOKENS, SHORT_TOKENS = 256, 77
Count = Callable[[str], int]

_WORD = re.compile(r"\s*(?:[a-zA-Z0-9'-]+|\S)")


def reworder(count_long: Count, count_short: Count) -> Reword:
    """Returns a Reword that counts tokens; the digest is the prompt, cut at a word when it is too long for it.

    What was cut is in ``digest_dropped``. The Reword raises InvalidTurn for a prompt that is too long as a whole.
    """

    def reword(draft: Draft, prompt: str) -> Draft:
        tokens = count_long(prompt)
        if tokens > LONG_TOKENS:
            raise InvalidTurn(f"The prompt has {tokens} tokens; at most {LONG_TOKENS} can be read. Shorten it.")
        words = _WORD.findall(prompt)
        while count_short("".join(words)) > SHORT_TOKENS and len(words) > 1:
            words.pop()
        digest = "".join(words)
        cut = prompt[len(digest) :].strip()
        draft = replace(with_prompt(draft, prompt), prompt_tokens=tokens)
        return replace(draft, digest=digest, digest_tokens=count_short(digest), digest_dropped=(cut,) if cut else ())

    return reword
