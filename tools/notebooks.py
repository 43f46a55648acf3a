"""Execute the chapters and store what they show, or check the stored form without running.

python tools/notebooks.py store [chapters/03_l2.ipynb ...]
python tools/notebooks.py check [chapters/03_l2.ipynb ...]
"""

import argparse
import os
import re
import sys
import tempfile
import time
from pathlib import Path

from notebook_kernel import CurrentInterpreter, prepare_environment

import nbformat  # isort: skip  (after notebook_kernel, which makes its import fast)
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from notebook_rules import outputs as output_rules

CHAPTERS = Path(__file__).resolve().parents[1] / "chapters"
CELL_TIMEOUT = 120
SECONDS_ALLOWED = 60
NOTEBOOK_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python", "pygments_lexer": "ipython3"},
}
# What editors write into the metadata of a cell and nobody wants in a diff.
EDITOR_METADATA = (
    "ExecuteTime", "colab", "collapsed", "execution", "id", "jp-MarkdownHeadingCollapsed",
    "lines_to_next_cell", "outputId", "scrolled", "vscode",
)  # fmt: skip
COLOURS = re.compile(r"\x1b\[[0-9;]*m")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("command", choices=["store", "check"])
    parser.add_argument("notebooks", nargs="*", type=Path, help="default: all chapters")
    options = parser.parse_args()
    paths = options.notebooks or sorted(CHAPTERS.glob("*.ipynb"))
    if missing := [str(path) for path in paths if not path.is_file()]:
        parser.error(f"no such notebook: {', '.join(missing)}")
    if not paths:
        print("no notebooks yet")
    command = store if options.command == "store" else check
    return max([0, *(command(path) for path in paths)])


def store(path):
    """Execute one notebook and write it back with its outputs; return 1 where it must not be."""
    notebook = nbformat.read(path, as_version=4)
    try:
        seconds = execute(notebook, folder=path.resolve().parent)
    except CellExecutionError as error:
        last = COLOURS.sub("", str(error)).strip().splitlines()[-25:]
        return refuse(path, ["a cell raised:", *last])
    except (CellTimeoutError, DeadKernelError) as error:
        return refuse(path, [str(error).strip().splitlines()[0]])
    tidy(notebook)
    if faults := [*output_rules.faults(notebook), *describe_figures(notebook)]:
        return refuse(path, faults)
    write(notebook, path)
    total, slowest = sum(seconds.values()), max(seconds, key=seconds.get, default=None)
    print(f"{path.name}: stored, {total:.1f} s", end="")
    print(f", slowest cell {seconds[slowest]:.1f} s ({slowest})" if slowest else "")
    if total > SECONDS_ALLOWED:
        print(f"  more than the {SECONDS_ALLOWED} s that a chapter may take; the tests refuse it")
    return 0


def execute(notebook, folder):
    """Run every cell in a fresh kernel of this interpreter; return the seconds of each cell."""
    seconds, started = {}, {}

    def start(cell, cell_index):
        started[cell_index] = time.perf_counter()

    def finish(cell, cell_index, execute_reply):
        first = (cell.source.strip().splitlines() or ["empty"])[0][:60]
        seconds[f"{cell_index + 1}: {first}"] = time.perf_counter() - started[cell_index]

    with tempfile.TemporaryFile() as noise:  # the kernel's own start-up messages
        NotebookClient(
            notebook,
            timeout=CELL_TIMEOUT,
            kernel_name="python3",
            kernel_manager_class=CurrentInterpreter,
            resources={"metadata": {"path": str(folder)}},
            record_timing=False,
            on_cell_execute=start,
            on_cell_executed=finish,
        ).execute(stderr=noise)
    return seconds


def tidy(notebook):
    """Keep the metadata that means something, so that a second run changes nothing."""
    notebook.metadata = nbformat.from_dict(NOTEBOOK_METADATA)
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    for cell in notebook.cells:
        for name in EDITOR_METADATA:
            cell.metadata.pop(name, None)
        for output in cell.get("outputs", []):
            output.pop("transient", None)
        if cell.cell_type == "code":
            cell.outputs = join_streams(cell.outputs)


def join_streams(outputs):
    """Join printed texts that follow each other: where the kernel cuts them is chance."""
    joined = []
    for output in outputs:
        last = joined[-1] if joined else None
        if output.output_type == "stream" and last and last.get("name") == output.name:
            last.text += output.text
        else:
            joined.append(output)
    return joined


def describe_figures(notebook):
    """Copy the text that describes each figure to where the book looks for it; list what lacks."""
    faults = []
    for number, cell in enumerate(notebook.cells, start=1):
        shown = [out for out in cell.get("outputs", []) if "image/png" in out.get("data", {})]
        cell.metadata.get("mystnb", {}).pop("image", None)
        if not shown:
            continue
        alt = shown[0].metadata.get("image/png", {}).get("alt")
        if len(shown) > 1 or not alt:
            faults.append(
                f"cell {number}: received {len(shown)} figure(s), alt text {alt!r}; expected one "
                'figure with a text that describes it. Show it with show(figure, alt="...")'
            )
            continue
        mystnb = cell.metadata.setdefault("mystnb", nbformat.from_dict({}))
        mystnb["image"] = nbformat.from_dict({"alt": alt})
    return faults


def write(notebook, path):
    """Replace the file in one step: an interrupted run leaves the old one whole."""
    nbformat.validate(notebook)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with open(descriptor, "w", encoding="utf-8", newline="\n") as file:
            nbformat.write(notebook, file)
        os.chmod(temporary, path.stat().st_mode)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def check(path):
    """Print what is wrong with the stored form of one notebook, without running it."""
    faults = output_rules.faults(nbformat.read(path, as_version=4))
    for fault in faults:
        print(f"{path.name}: {fault}")
    return int(bool(faults))


def refuse(path, faults):
    print(f"{path.name}: not stored, the file is as it was")
    for fault in faults:
        print(f"  {fault}")
    return 1


if __name__ == "__main__":
    prepare_environment()
    sys.exit(main())
