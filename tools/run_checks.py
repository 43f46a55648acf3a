"""Run every check of the course, cheapest first, and stop at the first stage that fails.

python tools/run_checks.py            all stages
python tools/run_checks.py specs      one of them
"""

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PYTEST = [sys.executable, "-m", "pytest"]
CHAPTERS = [
    *PYTEST, "chapters", "-p", "notebook_plugin", "--nbval", "--nbval-current-env",
    "--nbval-cell-timeout=120", "--dist=loadfile", "--numprocesses=auto", "--maxprocesses=4",
]  # fmt: skip

STAGES = {
    "style": (
        "ruff reads every file, the notebooks' cells too",
        [sys.executable, "-m", "ruff", "check", "--quiet"],
        [sys.executable, "-m", "ruff", "format", "--check", "--quiet"],
    ),
    "specs": (
        "the package: one spec per technique, each framework held to it",
        [*PYTEST, "tests", "--ignore=tests/notebooks", "--ignore=tests/site"],
    ),
    "notebooks": (
        "the chapters: their form, then one run that compares texts, figures and time",
        [*PYTEST, "tests/notebooks"],
        CHAPTERS,
    ),
    "book": (
        "the book builds from nothing, with every warning an error",
        [sys.executable, "tools/build_book.py", "--strict"],
    ),
    "site": (
        "the built pages: links, alt texts, and a browser for accessibility and errors",
        [*PYTEST, "tests/site"],
    ),
}


def main(names):
    unknown = [name for name in names if name not in STAGES]
    if unknown:
        sys.exit(f"There is no stage {unknown[0]!r}; there are: {', '.join(STAGES)}")
    os.chdir(ROOT)
    os.environ["PYTHONPATH"] = str(ROOT / "tools")  # where pytest finds notebook_plugin
    # A chapter may take 60 s on a quiet core. Here several run side by side, and share caches.
    os.environ.setdefault("NOTEBOOK_SECONDS_SCALE", "2")
    names = names or list(STAGES)
    began = time.perf_counter()
    for number, name in enumerate(names, start=1):
        title, *commands = STAGES[name]
        print(f"\n[{number}/{len(names)}] {name}: {title}", flush=True)
        started = time.perf_counter()
        for command in commands:
            if (status := subprocess.run(command).returncode) != 0:
                fail(name, command, status)
        print(f"[{number}/{len(names)}] {name}: passed in {clock(started)}", flush=True)
    print(f"\nAll checks passed in {clock(began)}: {', '.join(names)}.")


def fail(name, command, status):
    """Stop, with the stage in the last line."""
    shown = " ".join([os.path.relpath(command[0]), *command[1:]])
    sys.exit(
        f"\nThis command ended with status {status}: {shown}\n"
        f"FAILED at the stage {name!r}; the lines above say why. "
        f"Run this stage alone with: make test ONLY={name}"
    )


def clock(started):
    """Return the time since then as ``1 min 05 s``."""
    minutes, seconds = divmod(round(time.perf_counter() - started), 60)
    return f"{minutes} min {seconds:02d} s" if minutes else f"{seconds} s"


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit("\nInterrupted.")
