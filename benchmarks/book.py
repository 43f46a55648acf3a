"""A clean build of the book: `tools/build_book.py` against `jupyter-book build`."""

import functools
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))

import claim_records  # noqa: E402

BUILT = {}  # the folder that each side built last; the worker compares them


@functools.cache
def sources():
    """A copy of the repository that nobody edits between two builds."""
    copy = tempfile.TemporaryDirectory(prefix="book-sources-")
    left_out = shutil.ignore_patterns(".*", "_build", "build", "node_modules", "__pycache__")
    shutil.copytree(ROOT, copy.name, ignore=left_out, dirs_exist_ok=True)
    claim_records.make_fresh(Path(copy.name))  # neither build is timed with the tests in it
    return copy


def build(side, command):
    """Run one build into an empty folder and note where its pages are."""
    BUILT[side] = tempfile.TemporaryDirectory(prefix="book-")  # the one before it is removed
    arguments = command(BUILT[side].name)
    result = subprocess.run(arguments, cwd=sources().name, capture_output=True, text=True)
    if result.returncode:
        raise RuntimeError(result.stdout[-2000:] + result.stderr[-2000:])


def task_ours(quick):
    sources()

    def command(folder):
        return [sys.executable, "tools/build_book.py", "--output", f"{folder}/html"]

    return lambda: build("ours", command)


def task_stock(quick):
    sources()

    def command(folder):
        program = Path(sys.executable).with_name("jupyter-book")
        return [program, "build", "-n", "-W", "--path-output", folder, "."]

    return lambda: build("stock", command)


def comparison():
    """A sentence on the two builds: which files are not the same, byte for byte."""
    ours = Path(BUILT["ours"].name, "html")
    stock = Path(BUILT["stock"].name, "_build", "html")
    names = {file.relative_to(site) for site in (ours, stock) for file in site.rglob("*.*")}
    names = {name for name in names if not (ours / name).is_dir()}
    differ = sorted(str(name) for name in names if not same(ours / name, stock / name))
    if not differ:
        return f"The two builds are the same, byte for byte, in all {len(names)} files."
    return (
        f"{len(differ)} of {len(names)} files differ between the two builds: {', '.join(differ)}."
    )


def same(one, other):
    return one.is_file() and other.is_file() and one.read_bytes() == other.read_bytes()
