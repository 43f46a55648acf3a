"""How a fault names its cell, and walks through cells and outputs."""


def place(number, cell):
    """Name a cell by its position and first line: ``cell 7 (weights = ...)``."""
    first = next((line.strip() for line in cell.source.splitlines() if line.strip()), "empty")
    return f"cell {number} ({first[:50]})"


def code_cells(notebook):
    """Yield (name, cell) for every code cell."""
    for number, cell in enumerate(notebook.cells, start=1):
        if cell.cell_type == "code":
            yield place(number, cell), cell


def outputs(notebook):
    """Yield (name, output) for every stored output."""
    for name, cell in code_cells(notebook):
        for output in cell.outputs:
            yield name, output


def texts(output):
    """Yield (kind, text) for every textual part of an output; an error's text is its traceback."""
    if output.output_type == "stream":
        yield output.name, output.text
    elif output.output_type == "error":
        yield "error", "\n".join([f"{output.ename}: {output.evalue}", *output.traceback])
    else:
        for kind, text in output.data.items():
            if not kind.startswith("image/") and isinstance(text, str):
                yield kind, text


def images(cell):
    """List the outputs of a cell that hold a picture."""
    return [
        output
        for output in cell.outputs
        if any(kind.startswith("image/") for kind in output.get("data", {}))
    ]
