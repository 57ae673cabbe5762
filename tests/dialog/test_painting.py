import pytest

from dialog.errors import PaintingFailed
from dialog.painting import painting


class Meant(Exception):
    pass


class Exhausted(RuntimeError):
    pass


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (Meant("too bright"), "^The painter says: too bright$"),
        (MemoryError(), "not enough memory.*--memory staged"),
        (Exhausted("2 GiB"), "not enough memory"),
        (RuntimeError("lost"), "^The drawing broke off: lost"),
        (OSError("gone"), "broke off: gone"),
    ],
)
def test_what_goes_wrong_is_told(error, told):
    with pytest.raises(PaintingFailed, match=told) as caught, painting(Meant, Exhausted):
        raise error
    assert caught.value.__cause__ is error


@pytest.mark.parametrize("error", [ZeroDivisionError(), KeyboardInterrupt(), GeneratorExit()])
def test_a_bug_and_an_end_stay_what_they_are(error):
    with pytest.raises(type(error)) as caught, painting(Meant):
        raise error
    assert caught.value is error
