"""Links to chapters read as a part of their sentence."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "_ext"))

from chapter_links import called

INSIDE = ["We saw it in ", "Done (", "The tables of Hastie et al. (2009), ", "Two ways: ", "a; "]
BEGINNINGS = ["", "(", "That is all. ", "Why? ", "He said so.” ", "That is all. (", "Wait … "]


@pytest.mark.parametrize("before", INSIDE)
def test_inside_a_sentence_a_chapter_is_small(before):
    assert called(3, before) == "chapter\N{NO-BREAK SPACE}3"


@pytest.mark.parametrize("before", BEGINNINGS)
def test_where_a_sentence_begins_it_has_a_capital(before):
    assert called("11", before) == "Chapter\N{NO-BREAK SPACE}11"
