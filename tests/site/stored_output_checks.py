"""What the stored outputs of a notebook would run in a reader's browser."""

import re

RUNS = re.compile(
    r"<\s*(script|iframe|object|embed|form|base|meta|link)\b|\son\w+\s*=|javascript:", re.I
)
REFUSED = {"application/javascript", "text/javascript", "application/vnd.jupyter.widget-view+json"}
MAY_RUN = {"text/html", "image/svg+xml", "text/markdown"}


def joined(text):
    return "".join(text) if isinstance(text, list) else text


def code_in_outputs(name, notebook):
    """Scripts in stored outputs, and raw HTML in markdown cells, of a notebook as JSON."""
    for number, cell in enumerate(notebook["cells"]):
        if cell["cell_type"] == "markdown":
            prose = re.sub(r"(`+).*?\1", "", joined(cell["source"]), flags=re.S)
            if found := RUNS.search(prose):
                yield f"{name}, cell {number}: {found[0]!r} in the text"
        for output in cell.get("outputs", []):
            for kind, value in output.get("data", {}).items():
                if kind in REFUSED:
                    yield f"{name}, cell {number}: an output of type {kind}"
                elif kind in MAY_RUN and (found := RUNS.search(joined(value))):
                    yield f"{name}, cell {number}: {found[0]!r} in an output of type {kind}"
    if "widgets" in notebook.get("metadata", {}):
        yield f"{name}: stored widgets, which load scripts from another host"
