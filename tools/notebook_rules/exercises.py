"""The form of an exercise: statement, hint, stub with its check, folded solution that passes it."""

import ast
import re
from dataclasses import dataclass, field

from .cells import tree
from .places import place, texts

FEWEST = 4
STATEMENT = re.compile(r"^`{3,}\{exercise\} *(?P<title>.*)$", re.M)
LABEL = re.compile(r"^:label: *(?P<label>\S+) *$", re.M)
HINT = re.compile(r"^`{3,}\{dropdown\} *Hint *$", re.M)
START = re.compile(r"^`{3,}\{solution-start\} *(?P<label>\S+) *$", re.M)
FOLDED = re.compile(r"^:class: *dropdown *$", re.M)
END = re.compile(r"^`{3,}\{solution-end\} *$", re.M)


@dataclass
class Exercise:
    """The cells of one exercise, as they follow each other."""

    name: str
    statement: str
    label: str | None
    stubs: list = field(default_factory=list)
    solution_label: str | None = None
    folded: bool = False
    solutions: list = field(default_factory=list)
    closed: bool = False


def faults(notebook):
    """List what is missing at the exercises of this notebook."""
    found = []
    exercises = list(read(notebook))
    if len(exercises) < FEWEST:
        found.append(f"{len(exercises)} exercises; expected at least {FEWEST}")
    labels = [exercise.label for exercise in exercises if exercise.label]
    if len(set(labels)) < len(labels):
        found.append(f"two exercises have the same label: {sorted(labels)}")
    for exercise in exercises:
        found += [f"{exercise.name}: {fault}" for fault in faults_of(exercise)]
    return found


def read(notebook):
    """Yield the exercises of a notebook in order."""
    exercise = None
    for number, cell in enumerate(notebook.cells, start=1):
        if cell.cell_type == "markdown" and (statement := STATEMENT.search(cell.source)):
            if exercise:
                yield exercise
            label = LABEL.search(cell.source)
            exercise = Exercise(
                name=f"exercise {statement['title'] or place(number, cell)}",
                statement=cell.source,
                label=label["label"] if label else None,
            )
        elif exercise and not exercise.closed:
            take(exercise, cell)
    if exercise:
        yield exercise


def take(exercise, cell):
    """Put one more cell where it belongs in the exercise."""
    if cell.cell_type == "code":
        (exercise.solutions if exercise.solution_label else exercise.stubs).append(cell)
        return
    if start := START.search(cell.source):
        exercise.solution_label = start["label"]
        exercise.folded = bool(FOLDED.search(cell.source))
    exercise.closed = bool(END.search(cell.source))


def faults_of(exercise):
    """Yield what is wrong with one exercise."""
    if len(STATEMENT.findall(exercise.statement)) > 1:
        yield "two exercises in one cell"
    if not exercise.label:
        yield "no line `:label: ex-...`"
    if not HINT.search(exercise.statement):
        yield "no folded hint (```{dropdown} Hint) in the cell of the statement"
    if not exercise.solution_label:
        yield "no solution (```{solution-start} LABEL)"
        return
    if exercise.solution_label != exercise.label:
        yield f"the solution belongs to {exercise.solution_label}, expected {exercise.label}"
    if not exercise.folded:
        yield "the solution is not folded (`:class: dropdown`)"
    if not exercise.closed:
        yield "the solution has no ```{solution-end}"
    yield from faults_of_stub(exercise.stubs)
    yield from faults_of_solution(exercise.solutions, checks(exercise.stubs))


def faults_of_stub(cells):
    """The stub is left open with three dots and says so when it is run."""
    if not cells:
        yield "no stub: a code cell with `...` and the check"
    elif not any(has_dots(cell) for cell in cells):
        yield "the stub has no `...` for the learner to replace"
    elif not checks(cells):
        yield "the stub does not end with a call of its check, check_...(...)"
    elif not any(text.startswith("Not answered yet") for text in said(cells)):
        yield f"the open stub must print 'Not answered yet: ...'; it printed {said(cells)}"


def faults_of_solution(cells, expected_checks):
    """The solution is hidden in the editor too, and passes the check of its stub."""
    if not cells:
        yield "the solution has no code cell"
        return
    if not any("solution" in cell.metadata.get("tags", []) for cell in cells):
        yield 'no cell of the solution has the tag "solution"'
    if not all(cell.metadata.get("jupyter", {}).get("source_hidden") for cell in cells):
        yield 'a cell of the solution lacks the metadata {"jupyter": {"source_hidden": true}}'
    if not expected_checks <= checks(cells):
        yield f"the solution does not call the check of its stub, {sorted(expected_checks)}"
    if not any(text.startswith("Right:") for text in said(cells)):
        yield f"the solution must print 'Right: ...'; it printed {said(cells)}"


def said(cells):
    """List the texts that these cells printed."""
    return [text for cell in cells for output in cell.outputs for _, text in texts(output)]


def checks(cells):
    """Name the checks that these cells call."""
    return {
        node.func.id
        for cell in cells
        for node in ast.walk(tree(cell) or ast.Module([], []))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id.startswith("check_")
    }


def has_dots(cell):
    """Tell whether a cell holds Python's three dots."""
    nodes = ast.walk(tree(cell) or ast.Module([], []))
    return any(isinstance(node, ast.Constant) and node.value is Ellipsis for node in nodes)
