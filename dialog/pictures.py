"""Pictures on disk, each named by the SHA-256 of its bytes."""

import contextlib
import hashlib
import io
import os
import re
import struct
import tempfile
import threading
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from PIL import Image, ImageOps

from dialog.errors import InvalidTurn, StoreError, UnknownTurn
from dialog.faults import translated

MAX_UPLOAD_BYTES = 10 * 1024 * 1024
MAX_UPLOAD_PIXELS = 20_000_000
UPLOAD_FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP")

_HASH = re.compile(r"[0-9a-f]{64}")
_TEMPORARY = ".tmp-"
_BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)
_UNDECODABLE = (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, struct.error, zlib.error)


class Pictures:
    """A folder of PNG files. Writing is atomic: a file is there whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._fresh: set[str] = set()
        self._mutex = threading.Lock()

    def put(self, png: bytes) -> str:
        """Saves a PNG and returns its hash; the same bytes twice are one file.

        Raises StoreFull, StoreError, and InvalidTurn when the bytes are not a PNG.
        """
        if not png.startswith(b"\x89PNG\r\n\x1a\n"):
            raise InvalidTurn(f"A picture must be a PNG; the bytes given begin with {png[:8]!r}.")
        name = hashlib.sha256(png).hexdigest()
        with self._mutex:
            self._write(self._place(name), png, "save the picture")
            self._fresh.add(name)
        return name

    def get(self, name: str) -> bytes:
        """Returns the PNG's bytes for a hash. Raises UnknownTurn, StoreError."""
        path = self.path(name)
        with translated("read the picture", path):
            return path.read_bytes()

    def path(self, name: str) -> Path:
        """Returns the file of a hash. Raises UnknownTurn for anything but the hash of a stored picture."""
        if _HASH.fullmatch(name) is None:
            raise UnknownTurn(f"{name[:80]!a} does not name a picture; expected 64 digits 0-9 a-f.")
        path = self._place(name)
        if not path.is_file():
            raise UnknownTurn(f"The picture {name} is not in {self.folder}; it was removed or never saved there.")
        return path

    def thumbnail(self, name: str, side: int = 256) -> Path:
        """Returns a JPEG file at most ``side`` pixels wide and high, made once.

        Raises UnknownTurn, StoreError, StoreFull.
        """
        with self._mutex:  # no thumbnail may outlive its picture
            source = self.path(name)
            target = self.folder / f"thumbnails-{side}" / name[:2] / f"{name}.jpg"
            if not target.is_file():
                self._write(target, _shrunk(source, side), "save a thumbnail")
        return target

    def accept_upload(self, upload: bytes | Path) -> str:
        """Saves a user's picture as a plain PNG without its metadata and returns its hash.

        Turned upright, transparency laid on white, first frame of an animation. Raises InvalidTurn when it is too
        large or not a picture, StoreFull, StoreError.
        """
        image = _decoded(_upload_bytes(upload))
        buffer = io.BytesIO()
        image.save(buffer, "PNG")
        return self.put(buffer.getvalue())

    def settle(self, names: Iterable[str]) -> None:
        """From now on turns speak of these pictures, so that only their deletion makes them superfluous."""
        with self._mutex:
            self._fresh.difference_update(names)

    def discard(self, names: Iterable[str]) -> None:
        """Removes pictures and their thumbnails, but none that was put and not settled since: a turn is on its way.

        Raises StoreError.
        """
        with self._mutex, translated("remove the pictures", self.folder):
            for name in names:
                if name not in self._fresh and _HASH.fullmatch(name):
                    self._place(name).unlink(missing_ok=True)
                    for small in self.folder.glob(f"thumbnails-*/{name[:2]}/{name}.jpg"):
                        small.unlink(missing_ok=True)

    def damaged(self, name: str) -> str:
        """Returns what is wrong with a stored picture's file, or "" when its bytes hash to its name."""
        try:
            found = hashlib.sha256(self.get(name)).hexdigest()
        except UnknownTurn as error:
            return str(error)
        return "" if found == name else f"The picture {name} holds other bytes than were saved (they hash to {found})."

    def sweep(self) -> None:
        """Removes what interrupted writes left behind. Raises StoreError. Only for the folder's one owner."""
        with translated("tidy the picture folder", self.folder):
            for left in self.folder.glob(f"**/{_TEMPORARY}*"):
                left.unlink(missing_ok=True)

    def _place(self, name: str) -> Path:
        return self.folder / name[:2] / f"{name}.png"

    def _write(self, path: Path, data: bytes, doing: str) -> None:
        with translated(doing, path.parent):
            path.parent.mkdir(parents=True, exist_ok=True)
            with _temporary(path.parent) as (handle, temporary):
                with open(handle, "wb") as file:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
                os.replace(temporary, path)
            _sync_folder(path.parent)


def _shrunk(source: Path, side: int) -> bytes:
    try:
        with Image.open(source, formats=("PNG",)) as image:
            small = image.convert("RGB")
    except (*_UNDECODABLE, *_BOMBS) as error:
        raise StoreError(f"The picture file {source} is damaged ({error}). Draw that turn again.") from error
    small.thumbnail((side, side))
    buffer = io.BytesIO()
    small.save(buffer, "JPEG", quality=85)
    return buffer.getvalue()


@contextlib.contextmanager
def _temporary(folder: Path) -> Iterator[tuple[int, str]]:
    handle, name = tempfile.mkstemp(prefix=_TEMPORARY, dir=folder)
    try:
        yield handle, name
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(name)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _upload_bytes(upload: bytes | Path) -> bytes:
    try:
        size = len(upload) if isinstance(upload, bytes) else upload.stat().st_size
        if size > MAX_UPLOAD_BYTES:
            raise InvalidTurn(
                f"The picture has {size / 2**20:.1f} MB; at most {MAX_UPLOAD_BYTES // 2**20} MB are allowed. "
                "Make it smaller and attach it again."
            )
        return upload if isinstance(upload, bytes) else upload.read_bytes()
    except OSError as error:
        raise InvalidTurn(f"The attached file cannot be read: {error.strerror or error}. Attach it again.") from error


def _decoded(data: bytes) -> Image.Image:
    """Returns the picture as a new RGB image that carries nothing but its pixels. Raises InvalidTurn."""
    try:
        with Image.open(io.BytesIO(data), formats=UPLOAD_FORMATS) as image:
            width, height = image.size
            if width * height > MAX_UPLOAD_PIXELS:
                raise _too_many_pixels(f"{width} x {height} = {width * height:,} pixels")
            upright = ImageOps.exif_transpose(image).convert("RGBA")
    except _BOMBS as error:
        raise _too_many_pixels("far too many pixels") from error
    except _UNDECODABLE as error:
        raise InvalidTurn(
            f"The attached file is not a picture that can be read ({str(error)[:120]}). "
            f"Attach a {', '.join(UPLOAD_FORMATS[:-1])} or {UPLOAD_FORMATS[-1]} file."
        ) from error
    plain = Image.new("RGB", upright.size, "white")
    plain.paste(upright, mask=upright.getchannel("A"))
    return plain


def _too_many_pixels(found: str) -> InvalidTurn:
    return InvalidTurn(
        f"The picture has {found}; at most {MAX_UPLOAD_PIXELS:,} are allowed. Make it smaller and attach it again."
    )
