"""The tests, tested: every spec must reject each of its planted mutants.

A mutant replaces one function by a plausible mistake; ``tests/mutants/name.py`` holds those of
``tests/test_name.py``. The spec is run against each, test by test, until one fails; a spec that
passes all its tests cannot fail, and is the bug.
"""

import importlib
import inspect
import pkgutil

import mutants
import pytest
import test_parity
from frameworks import FRAMEWORKS

NAMES = [module.name for module in pkgutil.iter_modules(mutants.__path__)]
MUTANTS = {
    f"{name}: {mistake}": (importlib.import_module(f"test_{name}"), *planted)
    for name in NAMES
    for mistake, planted in importlib.import_module(f"mutants.{name}").MUTANTS.items()
}


def failing_test(spec, framework=None):
    """The name of the first test of a spec that fails in a framework (or in any), or None."""
    for name, test in inspect.getmembers(spec, inspect.isfunction):
        if not name.startswith("test_"):
            continue
        for arguments in calls(test, framework):
            try:
                test(**arguments)
            except (Exception, pytest.fail.Exception):  # the latter is no Exception
                return name
    return None


def calls(test, framework):
    """The fixture, or every combination of a test's parameters; tests with other fixtures rest."""
    wanted = list(inspect.signature(test).parameters)
    sets = [{}]
    for mark in getattr(test, "pytestmark", []):
        if mark.name != "parametrize":
            continue
        names = mark.args[0] if isinstance(mark.args[0], tuple) else (mark.args[0],)
        values = [v if len(names) > 1 else (v,) for v in mark.args[1]]
        sets = [s | dict(zip(names, v, strict=True)) for s in sets for v in values]
    if "framework" in wanted:
        chosen = [framework] if framework else list(FRAMEWORKS)
        sets = [s | {"framework": FRAMEWORKS[name]} for s in sets for name in chosen]
    return [s for s in sets if set(s) == set(wanted)]


@pytest.mark.parametrize("name", MUTANTS)
@pytest.mark.filterwarnings("ignore")  # a mutant may divide by zero: that is its mistake
def test_the_spec_rejects_the_mutant(name, monkeypatch):
    spec, framework, (owner, attribute, make) = MUTANTS[name]
    test_parity.trained.cache_clear()
    monkeypatch.setattr(owner, attribute, make())
    try:
        assert failing_test(spec, framework) is not None
    finally:
        test_parity.trained.cache_clear()


def test_every_spec_has_three_mutants():
    counts = {name: len(importlib.import_module(f"mutants.{name}").MUTANTS) for name in NAMES}
    assert {name: count for name, count in counts.items() if count < 3} == {}


@pytest.mark.parametrize("name", ["penalties", "dropout", "network"])
def test_the_right_code_passes(name):
    """The runner itself finds no fault where there is none."""
    assert failing_test(importlib.import_module(f"test_{name}"), "numpy") is None
