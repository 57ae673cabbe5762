"""The caller's folder for what published models leave behind: answers, converted weights, fetched files."""

from dataclasses import dataclass
from pathlib import Path

from diffusion.published.licence import Ask


@dataclass(frozen=True, slots=True)
class Home:
    """``folder`` is made when it is needed; ``ask`` puts the licence to the user (None: nobody is there)."""

    folder: Path
    ask: Ask | None = None

    @property
    def licences(self) -> Path:
        """Answers to licences."""
        return self.folder / "licences"

    @property
    def converted(self) -> Path:
        """Safetensors copies of pickles."""
        return self.folder / "converted"

    @property
    def hub(self) -> Path:
        """Files fetched from the hub, in the hub library's own layout."""
        return self.folder / "hub"
