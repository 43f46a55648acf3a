"""A library that is not installed: say which extra brings it."""

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
