import errno
import hashlib
import io
import os
import struct
import zlib

import pytest
from PIL import Image

from dialog.errors import InvalidTurn, StoreError, StoreFull, UnknownTurn
from dialog.pictures import Pictures
from tests.fakes import picture_of

PNG = picture_of("cat", 1)


@pytest.fixture
def pictures(tmp_path):
    return Pictures(tmp_path / "pictures")


def encoded(image, form="PNG", **options):
    buffer = io.BytesIO()
    image.save(buffer, form, **options)
    return buffer.getvalue()


def files(folder):
    return sorted(path.name for path in folder.glob("**/*") if path.is_file())


def no_room(*_args, **_options):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_picture_is_kept_under_the_hash_of_its_bytes(pictures):
    name = pictures.put(PNG)
    assert name == hashlib.sha256(PNG).hexdigest()
    assert pictures.get(name) == PNG
    assert pictures.put(PNG) == name
    assert files(pictures.folder) == [f"{name}.png"]
    assert pictures.damaged(name) == ""


def test_only_png_is_kept(pictures):
    with pytest.raises(InvalidTurn, match="must be a PNG"):
        pictures.put(b"GIF89a")


@pytest.mark.parametrize(
    "name", ["", "../../etc/passwd", "A" * 64, "a" * 63, "a" * 64 + "\n", "a" * 64 + "/x", "\ud800"]
)
def test_nothing_but_a_hash_becomes_a_path(pictures, name):
    with pytest.raises(UnknownTurn, match="64 digits"):
        pictures.get(name)


def test_an_unknown_hash_is_named(pictures):
    with pytest.raises(UnknownTurn, match="a" * 64):
        pictures.path("a" * 64)


@pytest.mark.parametrize("function", ["replace", "fsync"])
def test_a_full_disk_leaves_no_file_behind(pictures, monkeypatch, function):
    monkeypatch.setattr(os, function, no_room)
    with pytest.raises(StoreFull, match="No room left on the disk to save the picture"):
        pictures.put(PNG)
    assert files(pictures.folder) == []


def test_a_really_full_device_is_a_full_disk(pictures, monkeypatch, tmp_path):
    """The temporary file is /dev/full, where every write fails with ENOSPC."""
    decoy = tmp_path / "decoy"
    decoy.touch()
    handle = os.open("/dev/full", os.O_WRONLY)
    monkeypatch.setattr("tempfile.mkstemp", lambda **_: (handle, str(decoy)))
    with pytest.raises(StoreFull):
        pictures.put(PNG)


def test_a_folder_that_may_not_be_written_is_named(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="Could not save the picture"):
        Pictures(tmp_path / "file").put(PNG)


def test_thumbnails_are_small_and_made_once(pictures):
    name = pictures.put(picture_of("cat", 1, (400, 200)))
    path = pictures.thumbnail(name, 64)
    with Image.open(path) as image:
        assert (image.format, image.size) == ("JPEG", (64, 32))
    made = path.stat().st_mtime_ns
    assert pictures.thumbnail(name, 64).stat().st_mtime_ns == made
    assert pictures.thumbnail(name) != path


def test_a_damaged_picture_is_noticed(pictures):
    name = pictures.put(PNG)
    pictures.path(name).write_bytes(b"\x89PNG broken")
    assert "other bytes" in pictures.damaged(name)
    with pytest.raises(StoreError, match="damaged"):
        pictures.thumbnail(name)
    assert "not in" in pictures.damaged("b" * 64)


def test_a_discarded_picture_goes_with_its_thumbnails(pictures):
    name, other = pictures.put(PNG), pictures.put(picture_of("dog", 1))
    for side in (64, 256):
        pictures.thumbnail(name, side)
    pictures.settle([name, other])
    pictures.discard([name, "c" * 64, "../../etc/passwd"])
    assert files(pictures.folder) == [f"{other}.png"]
    with pytest.raises(UnknownTurn):
        pictures.thumbnail(name)


def test_a_picture_that_was_just_put_is_not_discarded(pictures):
    name = pictures.put(PNG)
    pictures.discard([name])
    assert pictures.get(name) == PNG
    pictures.settle([name])
    pictures.put(PNG)
    pictures.discard([name])
    assert pictures.get(name) == PNG


def test_what_an_interrupted_write_left_is_swept(pictures):
    name = pictures.put(PNG)
    (pictures.path(name).parent / ".tmp-x").touch()
    pictures.sweep()
    assert files(pictures.folder) == [f"{name}.png"]


def test_an_upload_becomes_a_plain_png_without_metadata(pictures, tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by a quarter
    exif[0x010F] = "secret camera"
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(encoded(Image.new("RGB", (30, 10), "red"), "JPEG", exif=exif, comment=b"secret place"))
    data = pictures.get(pictures.accept_upload(photo))
    with Image.open(io.BytesIO(data)) as image:
        assert (image.format, image.mode, image.size, image.info) == ("PNG", "RGB", (10, 30), {})
    assert b"secret" not in data


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_an_upload_of_any_mode_is_accepted(pictures, mode):
    assert pictures.accept_upload(encoded(Image.new(mode, (4, 4))))


def test_transparency_is_laid_on_white(pictures):
    name = pictures.accept_upload(encoded(Image.new("RGBA", (2, 2), (9, 9, 9, 0))))
    with Image.open(pictures.path(name)) as image:
        assert image.getpixel((0, 0)) == (255, 255, 255)


def test_an_animation_gives_its_first_frame(pictures):
    frames = [Image.new("RGB", (4, 4), color) for color in ("red", "blue")]
    gif = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    with Image.open(pictures.path(pictures.accept_upload(gif))) as image:
        assert image.getpixel((0, 0)) == (255, 0, 0)


@pytest.mark.parametrize("data", [b"", b"hello", PNG[:60], encoded(Image.effect_noise((64, 64), 9), "JPEG")[:700]])
def test_an_upload_that_is_no_picture_is_refused(pictures, data):
    with pytest.raises(InvalidTurn, match="not a picture"):
        pictures.accept_upload(data)


def test_an_upload_that_is_too_large_is_refused_before_it_is_read(pictures, tmp_path):
    path = tmp_path / "large.png"
    with path.open("wb") as file:
        file.truncate(11 * 2**20)
    with pytest.raises(InvalidTurn, match=r"11.0 MB; at most 10 MB"):
        pictures.accept_upload(path)
    with pytest.raises(InvalidTurn, match="cannot be read"):
        pictures.accept_upload(tmp_path / "absent.png")


@pytest.mark.parametrize("side", [4473, 12_000, 60_000])
def test_a_picture_of_too_many_pixels_is_refused_undecoded(pictures, side):
    with pytest.raises(InvalidTurn, match=r"at most 20,000,000 are allowed"):
        pictures.accept_upload(bomb(side))


def bomb(side):
    """A PNG of a few dozen bytes that says it is very large."""

    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(100))) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body
