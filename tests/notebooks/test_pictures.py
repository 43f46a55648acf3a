"""A figure counts as changed when a reader would see it, and only then."""

import numpy as np
import pytest
from notebook_pictures import decode, difference, pixels
from samples import picture

ALT = "A line"


@pytest.mark.parametrize(
    ("fresh", "fragment"),
    [
        (picture(end=160), "root mean square"),
        (picture(label="0.26"), "in the worst patch"),
        (picture(size=(401, 300)), "its size was (300, 400) and is now (300, 401)"),
        (picture(ground="#e6e6e6"), "root mean square"),
    ],
    ids=["another line", "another digit", "another size", "another ground"],
)
def test_a_changed_picture_differs(fresh, fragment):
    assert fragment in difference([(picture(), ALT)], [(fresh, ALT)])


def test_the_same_picture_does_not_differ():
    assert difference([(picture(), ALT)], [(picture(), ALT)]) is None


def test_a_level_more_or_less_is_not_seen():
    old = decode(picture())
    noise = np.random.default_rng(0).integers(-2, 3, size=old.shape)
    assert pixels(old, np.clip(old + noise, 0, 255)) is None


@pytest.mark.parametrize(
    ("stored", "fresh", "fragment"),
    [
        ([(picture(), ALT)], [(picture(), "Two lines")], "its text was 'A line'"),
        ([(picture(), ALT)], [], "1 stored, 0 drawn"),
        ([], [(picture(), ALT)], "0 stored, 1 drawn"),
    ],
)
def test_a_text_or_figure_that_comes_or_goes_differs(stored, fresh, fragment):
    assert fragment in difference(stored, fresh)
