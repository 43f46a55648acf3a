"""The form of a chapter's cells: short, in order, plain Python, imports first."""

import ast
import statistics

import nbformat

from .outputs import ABSOLUTE_PATH
from .places import code_cells

METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python", "pygments_lexer": "ipython3"},
}
MEDIAN_LINES, MOST_LINES, MOST_IN_A_ROW = 5, 20, 2
UNCHECKED = ("NBVAL_", "PYTEST_VALIDATE_IGNORE_OUTPUT")


def faults(notebook):
    """List what is wrong with the form of this notebook."""
    rules = (metadata, order, size, rows, plain_python, imports, unchecked, paths)
    return [fault for rule in rules for fault in rule(notebook)]


def metadata(notebook):
    """The notebook names the kernel python3 and nothing of the machine that ran it."""
    if notebook.metadata != METADATA:
        yield f"the notebook's metadata is {dict(notebook.metadata)}; expected {METADATA}"
    ids = [cell.get("id") for cell in notebook.cells]
    if len(set(ids)) < len(ids):
        yield "two cells have the same id"
        return  # the validation below would repair it
    try:
        nbformat.validate(notebook)
    except nbformat.ValidationError as error:
        yield f"not a valid notebook: {str(error).splitlines()[0]}"


def order(notebook):
    """Stored as run from top to bottom in a fresh kernel, every cell once."""
    for expected, (name, cell) in enumerate(code_cells(notebook), start=1):
        if not cell.source.strip():
            yield f"{name}: an empty code cell"
        if cell.execution_count != expected:
            yield f"{name}: execution count {cell.execution_count}, expected {expected}"
            return


def size(notebook):
    """Short cells: half of them have at most 5 lines, none more than 20 (blank ones aside)."""
    lines = {
        name: sum(bool(line.strip()) for line in cell.source.splitlines())
        for name, cell in code_cells(notebook)
    }
    for name, count in lines.items():
        if count > MOST_LINES:
            yield f"{name}: {count} lines, at most {MOST_LINES} are allowed"
    if lines and (median := statistics.median(lines.values())) > MEDIAN_LINES:
        yield f"the median code cell has {median:g} lines, at most {MEDIAN_LINES} are allowed"


def rows(notebook):
    """A sentence stands after two code cells at the latest."""
    run = 0
    names = {cell.id: name for name, cell in code_cells(notebook)}
    for cell in notebook.cells:
        run = run + 1 if cell.cell_type == "code" else 0
        if run > MOST_IN_A_ROW:
            yield f"{names[cell.id]}: code cell number {run} in a row without text between them"


def plain_python(notebook):
    """No magics, no shell commands: the cell means the same in every editor."""
    for name, cell in code_cells(notebook):
        if tree(cell) is None:
            yield f"{name}: not plain Python (no % magics, no ! commands, no top-level await)"


def imports(notebook):
    """Imports stand in the first code cell and name what they bring."""
    for number, (name, cell) in enumerate(code_cells(notebook)):
        for node in ast.walk(tree(cell) or ast.Module([], [])):
            if not isinstance(node, ast.Import | ast.ImportFrom):
                continue
            if number:
                yield f"{name}: imports belong into the first code cell"
            module = getattr(node, "module", "")
            for alias in node.names:
                if f"{module}.{alias.name}".strip(".") in {
                    "coursecode.numpy",
                    "coursecode.torch",
                    "coursecode.keras",
                }:
                    yield f"{name}: import names, as in `from coursecode.numpy import L2`"


def unchecked(notebook):
    """No cell is left out of the comparison."""
    for name, cell in code_cells(notebook):
        tags = [
            tag
            for tag in cell.metadata.get("tags", [])
            if tag.startswith("nbval-") or tag == "raises-exception"
        ]
        marks = [mark for mark in UNCHECKED if mark in cell.source]
        if tags or marks:
            yield f"{name}: left out of the comparison by {', '.join(tags + marks)}"


def paths(notebook):
    """No cell, text or code, names a path of one machine."""
    for number, cell in enumerate(notebook.cells, start=1):
        if match := ABSOLUTE_PATH.search(cell.source):
            yield f"cell {number}: a path of one machine: {cell.source[match.start() :][:60]!r}"


def tree(cell):
    """Parse a cell as plain Python; None where it is not."""
    try:
        return ast.parse(cell.source)
    except SyntaxError:
        return None
