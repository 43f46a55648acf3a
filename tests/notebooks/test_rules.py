"""Each rule for a stored chapter finds the fault planted for it, and nothing in a good chapter."""

import nbformat
import pytest
from notebook_rules import RULES
from samples import chapter, code, drawn, picture, printed, result, text

NUMBER, FIGURE, STATEMENT, STUB, START, SOLUTION, END = 2, 4, 5, 6, 7, 8, 9


def faults(notebook):
    return [fault for rule in RULES.values() for fault in rule(notebook)]


def test_a_good_chapter_has_no_faults():
    nbformat.validate(chapter())
    assert faults(chapter()) == []


def edit(number, old, new):
    """Plant a fault in the source of one cell."""

    def plant(notebook):
        assert old in notebook.cells[number].source
        notebook.cells[number].source = notebook.cells[number].source.replace(old, new)

    return plant


def show(output, number=NUMBER):
    """Plant a stored output."""

    def plant(notebook):
        if output.output_type == "execute_result":
            output.execution_count = notebook.cells[number].execution_count
        notebook.cells[number].outputs = [output]

    return plant


def tag(number, **metadata):
    """Plant metadata of a cell."""
    return lambda notebook: notebook.cells[number].metadata.update(nbformat.from_dict(metadata))


def caption(key, value):
    return lambda notebook: notebook.cells[FIGURE].metadata.mystnb.figure.update({key: value})


def insert(number, *cells):
    def plant(notebook):
        notebook.cells[number:number] = cells
        for count, cell in enumerate((c for c in notebook.cells if c.cell_type == "code"), 1):
            cell.execution_count = count

    return plant


def swap_counts(notebook):
    notebook.cells[NUMBER].execution_count, notebook.cells[FIGURE].execution_count = 3, 2


def clear_outputs(notebook):
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None


def same_figure_twice(notebook):
    copied = nbformat.from_dict(notebook.cells[FIGURE])
    insert(FIGURE + 1, text("Again."), copied)(notebook)


def long_cells(notebook):
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.source += "\nx = 1" * 5


def error():
    return nbformat.v4.new_output("error", ename="ValueError", evalue="no", traceback=["no"])


FAULTS = {
    # what is stored
    "error": (show(error()), "an error is stored: ValueError"),
    "stderr": (show(printed("careful\n", "stderr")), "stderr output is stored: careful"),
    "path": (show(printed("/home/ann/course/a.py\n")), "a path of this machine: /home/ann"),
    "windows path": (show(printed("C:\\Users\\ann\n")), "a path of this machine"),
    "path in code": (edit(NUMBER, "print(", "open('/tmp/x') or print("), "a path of one machine"),
    "progress bar": (show(printed("10%|#   |\r20%|##  |\n")), "a progress bar"),
    "address": (show(result("<object at 0x7f12a4b3c5d0>")), "a memory address"),
    "long number": (show(printed("0.12345678\n")), "more than 6 significant digits"),
    "long small number": (show(result("array([1.2345678e-05])")), "1.2345678e-05 has more"),
    "script": (show(result("", **{"text/html": "<script>alert(1)</script>"})), "HTML that runs"),
    "handler": (show(result("", **{"text/html": "<b onclick='x()'>a</b>"})), "HTML that runs"),
    "javascript": (show(result("", **{"application/javascript": "x"})), "application/javascript"),
    "widget": (
        show(result("", **{"application/vnd.jupyter.widget-view+json": {}})),
        "an output of type application/vnd.jupyter.widget-view+json",
    ),
    # the cells
    "counts out of order": (swap_counts, "execution count 3, expected 2"),
    "cleared": (clear_outputs, "execution count None, expected 1"),
    "cleared stub": (clear_outputs, "the open stub must print"),
    "empty cell": (insert(3, code("", [])), "an empty code cell"),
    "magic": (edit(NUMBER, "print", "%time print"), "not plain Python"),
    "shell": (edit(NUMBER, "print(round(math.pi, 3))", "!ls"), "not plain Python"),
    "late import": (edit(NUMBER, "print", "import os; print"), "imports belong into the first"),
    "import in a function": (
        edit(SOLUTION, "return", "from math import pi; return"),
        "imports belong into the first",
    ),
    "framework": (edit(1, "import math", "from coursecode import numpy"), "import names"),
    "framework as": (edit(1, "import math", "import coursecode.torch as ct"), "import names"),
    "long cell": (edit(NUMBER, "print", "x = 1\n" * 20 + "print"), "21 lines, at most 20"),
    "long cells": (long_cells, "the median code cell has"),
    "three in a row": (insert(3, code("x = 1", [])), "code cell number 3 in a row"),
    "skipped": (tag(NUMBER, tags=["nbval-skip"]), "left out of the comparison by nbval-skip"),
    "ignored": (edit(NUMBER, "print", "# NBVAL_IGNORE_OUTPUT\nprint"), "left out of the comp"),
    "kernel": (lambda nb: nb.metadata.kernelspec.update(name="my-env"), "the notebook's metadata"),
    "same id": (lambda nb: nb.cells[3].update(id="cell-2"), "two cells have the same id"),
    # the figures
    "no alt text": (lambda nb: nb.cells[FIGURE].metadata.mystnb.pop("image"), "alt text ''"),
    "short alt text": (
        lambda nb: nb.cells[FIGURE].metadata.mystnb.image.update(alt="A line"),
        "at least 20 characters",
    ),
    "another alt text": (
        show(drawn(picture(), "A falling line, drawn for the tests."), FIGURE),
        "but the figure was drawn with 'A falling",
    ),
    "no caption": (caption("caption", " "), "no caption"),
    "no name": (caption("name", "line"), 'no name "fig-..."'),
    "same name": (same_figure_twice, "the figure name fig-line is taken by cell 5"),
    "two pictures": (
        lambda nb: nb.cells[FIGURE].outputs.append(drawn(picture(), "Another line, for tests.")),
        "2 pictures in one cell",
    ),
    "caption without figure": (show(printed("a\n"), FIGURE), "but shows no figure"),
    # the exercises
    "three exercises": (lambda nb: nb.update(cells=nb.cells[:-5]), "3 exercises"),
    "no label": (edit(STATEMENT, ":label: ex-sample-0\n", ""), "no line `:label: ex-...`"),
    "same label": (edit(STATEMENT, "ex-sample-0", "ex-sample-1"), "two exercises have the same"),
    "no hint": (edit(STATEMENT, "{dropdown} Hint", "{note}"), "no folded hint"),
    "no dots": (edit(STUB, "...", "return 2 * x"), "the stub has no `...`"),
    "no check": (edit(STUB, "check_double(double)", "double(1)"), "does not end with a call"),
    "answered stub": (show(result("Right: yes."), STUB), "the open stub must print"),
    "raising stub": (show(error(), STUB), "the open stub must print"),
    "no solution": (edit(START, "{solution-start}", "{note}"), "no solution"),
    "another's solution": (edit(START, "ex-sample-0", "ex-sample-3"), "belongs to ex-sample-3"),
    "open solution": (edit(START, ":class: dropdown", ""), "the solution is not folded"),
    "unclosed solution": (edit(END, "{solution-end}", "{note}"), "no ```{solution-end}"),
    "shown solution": (tag(SOLUTION, jupyter={}), "source_hidden"),
    "untagged solution": (tag(SOLUTION, tags=[]), 'has the tag "solution"'),
    "other check": (edit(SOLUTION, "check_double", "check_half"), "does not call the check"),
    "wrong solution": (show(result("Not yet: no."), SOLUTION), "must print 'Right: ...'"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_found(name):
    plant, fragment = FAULTS[name]
    notebook = chapter()
    plant(notebook)
    assert any(fragment in fault for fault in faults(notebook)), faults(notebook)


@pytest.mark.parametrize(
    "words",
    [
        "3.14159\n",
        "-0.000123456\n",
        "loss 1.234e-05, accuracy 0.987\n",
        "version 2.13.0, 1234567 weights\n",
        "and/or, 3/4, text/plain, a / b\n",
        "https://example.org/home/page\n",
    ],
)
def test_what_is_fine_is_left_alone(words):
    notebook = chapter()
    notebook.cells[NUMBER].outputs = [printed(words)]
    assert faults(notebook) == []
