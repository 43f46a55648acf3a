"""Storing a chapter twice gives the same file; a fault leaves the file as it was."""

import json

import nbformat
import notebook_kernel
import notebooks
import pytest

DRAW = """import matplotlib.pyplot as plt
from IPython.display import display
figure, axes = plt.subplots()
axes.plot([0, 1])
{show}
plt.close(figure)"""
ALT = "A line that rises from left to right."


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    """Whatever the tool sets for its kernels, the tests after it find as it was."""
    with monkeypatch.context() as patch:
        for name in notebook_kernel.PERSONAL:
            patch.setenv(name, "")
        notebook_kernel.prepare_environment()
        yield


def write(path, *sources):
    cells = [nbformat.v4.new_code_cell(source, id=f"c{n}") for n, source in enumerate(sources)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"jupytext": {}}), path)
    return path


def test_a_stored_notebook_holds_its_outputs_and_nothing_of_the_run(tmp_path, capsys):
    show = f'display(figure, metadata={{"image/png": {{"alt": "{ALT}"}}}})'
    path = write(tmp_path / "good.ipynb", DRAW.format(show=show), "print('a')\nprint('b')")
    assert notebooks.store(path) == 0
    assert "good.ipynb: stored" in capsys.readouterr().out
    first = path.read_bytes()
    assert notebooks.store(path) == 0
    assert path.read_bytes() == first
    stored = json.loads(first)
    figure, text = stored["cells"]
    assert figure["metadata"] == {"mystnb": {"image": {"alt": ALT}}}
    assert text["outputs"][0]["text"] == ["a\n", "b\n"]
    assert [cell["execution_count"] for cell in stored["cells"]] == [1, 2]
    assert set(stored["metadata"]) == {"kernelspec", "language_info"}
    assert [file.name for file in tmp_path.iterdir()] == ["good.ipynb"]


@pytest.mark.parametrize(
    ("source", "fragment"),
    [
        ("1 / 0", "ZeroDivisionError"),
        ("import warnings\nwarnings.warn('old')", "stderr output is stored"),
        ("print('/home/ann/course')", "a path of this machine"),
        ("print('1', end='\\r')\nprint('2')", "a progress bar"),
        (DRAW.format(show="display(figure)"), "expected one figure with a text that describes it"),
    ],
    ids=["raises", "warns", "path", "progress bar", "figure without text"],
)
def test_what_must_not_be_stored_is_not(tmp_path, capsys, source, fragment):
    path = write(tmp_path / "bad.ipynb", source)
    before = path.read_bytes()
    assert notebooks.store(path) == 1
    said = capsys.readouterr().out
    assert "bad.ipynb: not stored, the file is as it was" in said
    assert fragment in said
    assert path.read_bytes() == before
