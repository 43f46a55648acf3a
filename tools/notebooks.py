"""Execute the chapters and store what they show, or check the stored form without running.

python tools/notebooks.py store [chapters/03_l2.ipynb ...]
python tools/notebooks.py check [chapters/03_l2.ipynb ...]
"""

import argparse
import os
import re
import sys
import tempfile
from pathlib import Path

import environment  # noqa: F401  (before nbformat: makes its import fast)
import nbformat
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from notebook_kernel import execute, prepare_environment
from notebook_rules import RULES, outputs
from notebook_rules.cells import METADATA
from notebook_rules.places import images

CHAPTERS = Path(__file__).resolve().parents[1] / "chapters"
SECONDS_ALLOWED = 60
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
    if faults := [*outputs.faults(notebook), *describe_figures(notebook)]:
        return refuse(path, faults)
    write(notebook, path)
    total, slowest = sum(seconds.values()), max(seconds, key=seconds.get, default=None)
    print(f"{path.name}: stored, {total:.1f} s", end="")
    print(f", slowest cell {seconds[slowest]:.1f} s ({slowest})" if slowest else "")
    if total > SECONDS_ALLOWED:
        print(f"  more than the {SECONDS_ALLOWED} s that a chapter may take; the tests refuse it")
    return 0


def tidy(notebook):
    """Keep the metadata that means something, so that a second run changes nothing."""
    notebook.metadata = nbformat.from_dict(METADATA)
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    for cell in notebook.cells:
        for name in EDITOR_METADATA:
            cell.metadata.pop(name, None)
        for output in cell.get("outputs", []):
            output.pop("transient", None)
        if cell.cell_type == "code":
            cell.outputs = join_streams(cell.outputs)


def join_streams(stored):
    """Join printed texts that follow each other: where the kernel cuts them is chance."""
    joined = []
    for output in stored:
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
        cell.metadata.get("mystnb", {}).pop("image", None)
        if cell.cell_type != "code" or not (shown := images(cell)):
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
    notebook = nbformat.read(path, as_version=4)
    faults = [fault for rule in RULES.values() for fault in rule(notebook)]
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
