"""What goes wrong while a picture is drawn, as sentences for the user."""

import contextlib
import logging
from collections.abc import Iterator

from dialog.errors import PaintingFailed

log = logging.getLogger(__name__)


@contextlib.contextmanager
def painting(meant: type[Exception], exhausted: type[Exception] = MemoryError) -> Iterator[None]:
    """Raises PaintingFailed for what the painter raises inside; a bug stays what it is.

    ``meant`` is the painter's own error, whose text is fit for the user; ``exhausted`` says that its device has no
    memory left.
    """
    try:
        yield
    except meant as error:
        raise PaintingFailed(f"The painter says: {error}") from error
    except (MemoryError, exhausted) as error:
        raise PaintingFailed(
            "There is not enough memory to draw. Close other programs, take a smaller size, or start with "
            "--memory staged; then try again."
        ) from error
    except (RuntimeError, OSError) as error:
        log.exception("the drawing broke off")
        raise PaintingFailed(f"The drawing broke off: {error}. Try again, or with other settings.") from error
