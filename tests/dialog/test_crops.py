import io

import pytest
from PIL import Image

from dialog.crops import crops
from dialog.errors import UnknownTurn
from dialog.types import References, SubjectReference


def png(image):
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def halves():
    image = Image.new("RGBA", (20, 10), "red")
    image.paste("blue", (10, 0, 20, 10))
    return png(image)


def cut(*boxes, picture=""):
    subjects = tuple(SubjectReference("s1", "halves", box) for box in boxes)
    return list(crops(References(picture, subjects), {"halves": halves()}.__getitem__))


def test_the_picture_before_comes_first_and_whole():
    first, second = cut((0.0, 0.0, 0.5, 1.0), picture="halves")
    assert (first.kind, second.kind) == ("picture", "subject")
    assert (first.image.size, first.image.mode, first.whole) == ((20, 10), "RGB", None)
    assert second.image.size == (10, 10)
    assert second.image.getcolors() == [(100, (255, 0, 0))]


def test_a_subject_comes_with_the_picture_that_it_was_cut_out_of():
    (left,) = cut((0.0, 0.0, 0.51, 1.0))
    assert left.whole.size == (20, 10)
    assert left.box == (0.0, 0.0, 0.5, 1.0)  # what was cut, in whole pixels
    assert left.whole.crop((0, 0, 10, 10)).tobytes() == left.image.tobytes()


@pytest.mark.parametrize("box", [(1.0, 1.0, 0.5, 0.0), (0.5, -3.0, 7.0, 9.0)])
def test_a_box_may_be_turned_round_or_reach_beyond(box):
    (right,) = cut(box)
    assert right.image.size == (10, 10)
    assert right.box == (0.5, 0.0, 1.0, 1.0)
    assert right.image.getcolors() == [(100, (0, 0, 255))]


@pytest.mark.parametrize("box", [(0.5, 0.0, 0.5, 1.0), (2.0, 0.0, 3.0, 1.0), (0.0, 0.01, 1.0, 0.02)])
def test_a_box_without_area_is_left_out(box):
    assert cut(box) == []


def test_a_lost_picture_is_the_stores_to_tell():
    def lost(name):
        raise UnknownTurn(name)

    with pytest.raises(UnknownTurn, match="gone"):
        list(crops(References("gone"), lost))
    assert list(crops(References(), lost)) == []
