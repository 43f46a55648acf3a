"""What all tests share: one thread, tools/ on the path, the same examples each time, a fixture."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tools"))

import environment

environment.prepare()  # before NumPy is imported: it reads the number of threads once

from hypothesis import settings  # noqa: E402

settings.register_profile("course", deadline=None, derandomize=True, database=None)
settings.load_profile("course")


@pytest.fixture(params=["numpy", "torch", "keras"])
def framework(request):
    """NumPy, PyTorch and Keras in turn; see frameworks.py for what can be asked of it."""
    from frameworks import FRAMEWORKS  # here, so that tests of the notebooks and pages start fast

    return FRAMEWORKS[request.param]
