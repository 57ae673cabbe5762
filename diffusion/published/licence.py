"""The licence of Tencent's weights: shown once before they are used, the answer kept in a file.

This is not the licence, only what of it matters most before a yes or no.
"""

import datetime
from collections.abc import Callable
from pathlib import Path

from diffusion.errors import CheckpointError, LicenceNotAccepted

Ask = Callable[[str], bool]
"""Shows a text and returns whether the user accepts it."""

FILE = "tencent-hunyuan-community-2024-05-14.txt"
"""One file for each licence and its date: a newer text is asked about anew."""
WORD = "accepted"
ADDRESS = "https://github.com/Tencent/HunyuanDiT/blob/main/LICENSE.txt"
NOTICE = f"""\
The weights of HunyuanDiT are Tencent's and are under the Tencent Hunyuan Community License Agreement of 14 May 2024:
  {ADDRESS}
- Territory: the whole world but the European Union. In the European Union nothing is licensed: neither the weights
  nor pictures drawn with them may be used there. 许可地域不含欧盟。
- Uses that its Acceptable Use Policy forbids are forbidden to you, among them harm to others, deception, military use;
  pictures shown in public must be marked as made by a machine.
- Weights and pictures may not be used to improve other large language models.
- With more than 100 million monthly users a licence of your own from Tencent is needed.
The full text is what counts. Weights made from these (fine-tuned, distilled) are under it as well.
"""


def ensure_accepted(folder: Path, ask: Ask | None) -> None:
    """Returns when the licence is accepted, asking where ``folder`` does not hold the answer yet.

    Raises LicenceNotAccepted: the answer is no, or ``ask`` is None and nobody said yes before.
    """
    file = folder / FILE
    if accepted(folder):
        return
    if ask is None:
        raise LicenceNotAccepted(
            f"These weights are under a licence that was not accepted here yet.\n{NOTICE}To accept it, start huatu in "
            f"a terminal and answer yes, or write the word {WORD} into the file {file}."
        )
    if not ask(NOTICE):
        raise LicenceNotAccepted("The licence of these weights was not accepted, so they are not used.")
    accept(folder)


def accepted(folder: Path) -> bool:
    """Whether ``folder`` holds a yes."""
    try:
        return (folder / FILE).read_text(encoding="utf-8").split()[:1] == [WORD]
    except (OSError, UnicodeDecodeError):
        return False


def accept(folder: Path) -> None:
    """Keeps a yes in ``folder``. Raises CheckpointError where it cannot be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        today = datetime.date.today().isoformat()
        (folder / FILE).write_text(f"{WORD} on {today}\n{ADDRESS}\n", encoding="utf-8")
    except OSError as error:
        raise CheckpointError(f"Cannot keep the answer in {folder}: {error}. Check that it can be written.") from error
