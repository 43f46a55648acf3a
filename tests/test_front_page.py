"""The front page's figure is what the code draws today."""

import base64

import notebook_pictures
import pictures


def test_the_front_pages_figure_is_fresh():
    stored = (pictures.PICTURES / "one_curve.png").read_bytes()
    old, new = (
        notebook_pictures.decode(base64.b64encode(picture))
        for picture in (stored, pictures.one_curve())
    )
    assert notebook_pictures.pixels(old, new) is None, "draw it anew: make pictures"
