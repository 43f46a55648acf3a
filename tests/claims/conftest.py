"""Write down what the tests of the claims find; tools/claim_records.py says for whom."""

import inspect
from pathlib import Path

import claim_records
import pytest

ROOT = Path(__file__).resolve().parents[2]
FOUND = {}


def pytest_configure(config):
    config.addinivalue_line("markers", "claim(record): the sentence that a test judges")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    mark = item.get_closest_marker("claim")
    if mark is not None and (report.when == "call" or report.outcome != "passed"):
        FOUND[item.nodeid] = mark.args[0] | evidence(item) | {"outcome": report.outcome}
    return report


def evidence(item):
    """Where the test stands, and its source without the record above it."""
    lines, first = inspect.getsourcelines(item.function)
    start = next(i for i, line in enumerate(lines) if line.startswith("def "))
    file = Path(item.path).relative_to(ROOT).as_posix()
    return {
        "test": f"{file}::{item.name}",
        "file": file,
        "line": first + start,
        "source": "".join(lines[start:]),
    }


def pytest_sessionfinish(session):
    if FOUND:
        claim_records.write(ROOT, list(FOUND.values()))
