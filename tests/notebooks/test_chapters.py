"""Every stored chapter obeys every rule, and no two figures or exercises share a name."""

from collections import Counter
from pathlib import Path

import nbformat
import pytest
from notebook_rules import RULES
from notebook_rules.exercises import read
from notebook_rules.figures import figure_name

PATHS = sorted((Path(__file__).resolve().parents[2] / "chapters").glob("*.ipynb"))


def load(path):
    return nbformat.read(path, as_version=4)


def test_there_are_chapters():
    assert PATHS


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_chapter_obeys(path, rule):
    faults = RULES[rule](load(path))
    assert not faults, "\n".join([f"{path.name}:", *faults])


def test_names_are_unique_in_the_book():
    names = Counter()
    for notebook in map(load, PATHS):
        names.update(figure_name(cell) for cell in notebook.cells if figure_name(cell))
        names.update(exercise.label for exercise in read(notebook))
    assert [name for name, count in names.items() if count > 1] == []
