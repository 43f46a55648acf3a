"""Make .venv/ and install what requirements.txt pins, then this package.

The Makefile calls it with the user's own Python: standard library only, and an old
interpreter must get far enough to say what is missing.
"""

import fcntl
import os
import platform
import re
import subprocess
import sys
import time

OLDEST, NEWEST = (3, 11), (3, 13)
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
REQUIREMENTS = "requirements.txt"
VENV = ".venv"
INTERPRETER = os.path.join(VENV, "bin", "python")
READY = os.path.join(VENV, ".ready")
PIP = [INTERPRETER, "-m", "pip", "install", "-qq", "--no-input", "--no-warn-script-location"]
QUIET = {
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    "PIP_NO_PYTHON_VERSION_WARNING": "1",
    "PIP_ROOT_USER_ACTION": "ignore",
    "PYTHONWARNINGS": "ignore",
}


def main():
    os.chdir(ROOT)
    os.environ.update(QUIET)
    check_python()
    with open(os.path.abspath(__file__)) as lock:
        wait_for(lock)
        if is_ready():
            return
        make_environment()
        install("PyTorch", "--constraint", REQUIREMENTS, pinned("torch"))
        install("TensorFlow", "--constraint", REQUIREMENTS, pinned("tensorflow"))
        install("everything else the course needs", "--requirement", REQUIREMENTS)
        install("the package coursecode", "--no-deps", "--no-build-isolation", "--editable", ".")
        with open(READY, "w"):
            pass


def check_python():
    """Stop with a clear sentence where this Python cannot carry the course."""
    version = sys.version_info[:2]
    here = f"{sys.executable} is Python {platform.python_version()}"
    if version < OLDEST:
        stop(
            f"{here}; the course needs Python 3.11, 3.12 or 3.13.",
            "Install one of them and name it: make PYTHON=python3.12 book",
        )
    if version > NEWEST:
        stop(
            f"{here}, and the TensorFlow that the course is tested with has no build for it.",
            "Install Python 3.11, 3.12 or 3.13 and name it: make PYTHON=python3.13 book",
        )
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError as error:
        stop(
            f"{here}, but it cannot make a virtual environment ({error}).",
            "On Debian and Ubuntu: sudo apt install python3-venv",
            "Elsewhere: install a Python that has the modules venv and ensurepip.",
        )


def wait_for(lock):
    """Let one set-up run at a time; the second waits and finds everything done."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print("Another make is setting up .venv/: waiting for it.", flush=True)
        fcntl.flock(lock, fcntl.LOCK_EX)
    except OSError:
        pass  # a file system without locks


def is_ready():
    """Tell whether .venv/ is newer than what it is made from, as make itself judges."""
    if not (os.path.exists(READY) and os.path.exists(INTERPRETER)):
        return False
    made = os.path.getmtime(READY)
    sources = (REQUIREMENTS, "pyproject.toml", os.path.abspath(__file__))
    return all(made >= os.path.getmtime(name) for name in sources)


def make_environment():
    """Make .venv/ unless there is one whose pip works."""
    if os.path.exists(INTERPRETER) and works([INTERPRETER, "-m", "pip", "--version"]):
        return
    say(f"Making .venv/ with Python {platform.python_version()}")
    run([sys.executable, "-m", "venv", "--clear", VENV])


def works(command):
    try:
        silent = subprocess.DEVNULL
        return subprocess.call(command, stdout=silent, stderr=silent) == 0
    except OSError:
        return False


def pinned(name):
    """Return the line of requirements.txt that pins this package: ``torch==2.13.0``."""
    with open(REQUIREMENTS) as file:
        lines = re.findall(rf"^{name}==\S+", file.read(), re.MULTILINE)
    if len(lines) != 1:
        stop(f"{REQUIREMENTS} must pin {name} exactly once; it does so {len(lines)} times.")
    return lines[0]


def install(what, *arguments):
    say(f"Installing {what}")
    run([*PIP, *arguments])


def run(command):
    """Run one step and print its seconds; where it fails, show what it said and stop."""
    started = time.time()
    step = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if step.returncode:
        print("failed", flush=True)
        stop(
            step.stdout.decode(errors="replace").strip(),
            "",
            f"This step failed: {' '.join(command)}",
            "The lines above say why. The same make command goes on from here.",
        )
    print(f"{time.time() - started:.0f} s", flush=True)


def say(text):
    print(f"{text} ... ", end="", flush=True)


def stop(*lines):
    sys.exit("\n".join(lines))


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        stop("", "Interrupted; the same make command goes on from here.")
