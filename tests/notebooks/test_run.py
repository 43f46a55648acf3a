"""One run of a chapter notices what changed since it was stored, and how long it takes."""

import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import nbformat
import pytest

TOOLS = Path(__file__).resolve().parents[2] / "tools"
IMPORTS = (
    "import warnings\nimport matplotlib.pyplot as plt\nfrom IPython.display import HTML, display"
)
FIGURE = """figure, axes = plt.subplots()
axes.plot([0, 1], label="first line")
axes.legend()
display(figure, metadata={"image/png": {"alt": "A line that rises."}})
plt.close(figure)"""
CELLS = {
    "number": "x = 0.25\nprint(x)",
    "silenced": "x + 1;",
    "table": 'HTML(f"<table><tr><td>{x}</td></tr></table>")',
    "figure": FIGURE,
}

# name: (cell, old source, new source, fragment of the message)
CHANGES = {
    "another line": ("figure", "[0, 1]", "[1, 0]", "is not what the code draws"),
    "another label": ("figure", "first line", "worst line", "in the worst patch"),
    "another size": ("figure", "subplots()", "subplots(figsize=(5, 3))", "mismatch 'text/plain'"),
    "another text": ("figure", "rises", "falls", "its text was"),
    "a figure more": ("figure", "plt.close", "display(figure)\nplt.close", "dissimilar number"),
    "no figure": ("figure", "display(figure", "dict(figure=figure", "Missing output fields"),
    "another number": ("number", "print(x)", "print(x + 1e-9)", "mismatch 'stdout'"),
    "no output": ("number", "print(x)", "", "Missing output fields"),
    "shown again": ("silenced", ";", "", "Unexpected output fields"),
    "another table": ("table", "<td>", "<td>about ", "mismatch 'text/html'"),
    "raises": ("table", "HTML(", "x / 0, HTML(", "ZeroDivisionError"),
    "unknown magic": ("number", "print", "%nosuchmagic\nprint", "Missing output fields"),
    "failing shell": ("number", "print", "!nosuchcommand\nprint", "mismatch 'stdout'"),
    "a warning": ("number", "print", "warnings.warn('old')\nprint", "Unexpected output fields"),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Notebooks to run: one as stored, one with all changes, a slow one, one without end."""
    folder = tmp_path_factory.mktemp("battery")
    good = folder / "good.ipynb"
    write(good, [IMPORTS, *CELLS.values()])
    store = [sys.executable, TOOLS / "notebooks.py", "store", good]
    done = subprocess.run(store, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    notebook = nbformat.read(good, as_version=4)
    imports, *cells = notebook.cells
    named = dict(zip(CELLS, cells, strict=True))
    changed = [changed_cell(named, number, *CHANGES[name]) for number, name in enumerate(CHANGES)]
    notebook.cells = [imports, named["number"], *changed]
    nbformat.write(notebook, folder / "changed.ipynb")
    write(folder / "slow.ipynb", ["from time import sleep", "sleep(1)"], ran=True)
    write(folder / "endless.ipynb", ["from time import sleep", "sleep(60)"], ran=True)
    return folder


def write(path, sources, ran=False):
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    for count, cell in enumerate(cells, start=1):
        cell.execution_count = count if ran else None
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)


def changed_cell(cells, number, cell, old, new, _):
    """Copy a stored cell and change its code, not its outputs."""
    changed = nbformat.from_dict(cells[cell])
    assert old in changed.source
    changed.update(id=f"changed-{number}", source=changed.source.replace(old, new))
    return changed


@pytest.fixture(scope="module")
def messages(folder):
    """Run all of them in one pytest; map (notebook, cell) to its message, None where it passed."""
    report = folder / "report.xml"
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "notebook_plugin", "-p", "no:cacheprovider",
         "--nbval", "--nbval-current-env", "--nbval-cell-timeout=4", "--color=no",
         f"--junitxml={report}", "."],
        cwd=folder, env={**os.environ, "PYTHONPATH": str(TOOLS), "NOTEBOOK_SECONDS_SCALE": "0.015"},
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 1, done.stdout + done.stderr
    found = {}
    for case in ElementTree.parse(report).iter("testcase"):
        failure = case.find("failure")
        notebook = case.get("classname").removesuffix(".ipynb")
        found[notebook, case.get("name")] = None if failure is None else failure.text
    return found


def test_the_unchanged_chapter_passes(messages):
    cells = [f"Cell {number}" for number in range(len(CELLS) + 1)]
    assert {messages["good", cell] for cell in cells} == {None}


@pytest.mark.parametrize(("number", "name"), list(enumerate(CHANGES, start=2)))
def test_a_change_is_noticed_in_its_cell(messages, number, name):
    message = messages["changed", f"Cell {number}"]
    assert message is not None
    assert CHANGES[name][-1] in message


def test_a_changed_figure_says_how_to_store_it(messages):
    first = 2 + list(CHANGES).index("another line")
    assert "make notebooks NB=changed.ipynb" in messages["changed", f"Cell {first}"]


def test_a_slow_chapter_names_its_slowest_cell(messages):
    message = messages["slow", "time"]
    assert "slow.ipynb took 1." in message
    assert "at most 0.9 s are allowed. Slowest cells: Cell 1: 1." in message


def test_a_cell_that_does_not_end_is_stopped(messages):
    assert "Timeout of 4 seconds exceeded" in messages["endless", "Cell 1"]
