"""Optional libraries: import one quietly, or say which extra brings it."""

import os
import sys
from contextlib import contextmanager
from importlib import import_module

TITLES = {
    "torch": "PyTorch",
    "keras": "Keras",
    "tensorflow": "TensorFlow",
    "matplotlib": "Matplotlib",
    "scipy": "SciPy",
}


def require(module, *, user, extra):
    """Import ``module`` for ``user`` (a part of coursecode) or name the extra that installs it.

    ``require("torch", user="coursecode.torch", extra="torch")`` returns the module ``torch``. An
    installation that is there but broken keeps its own error.
    """
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        missing = (error.name or "").split(".")[0]
        if missing not in TITLES:
            raise
        raise ModuleNotFoundError(
            f"{user} needs {TITLES[missing]}, which is not installed. "
            f'Install it with: pip install "coursecode[{extra}]"',
            name=missing,
        ) from None


@contextmanager
def stderr_closed():
    """Drop what C libraries write to the process's stderr; Python's exceptions still come out."""
    sys.stderr.flush()
    kept = os.dup(2)
    with open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
