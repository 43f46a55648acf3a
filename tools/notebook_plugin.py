"""A pytest plugin: one run of each chapter compares its texts, its figures and its time.

nbval compares the stored texts, but neither pictures nor time, and it runs cells in a way in
which a closing `;` does not silence them (computationalmodelling/nbval#194). Loaded with
``-p notebook_plugin``; tools/run_checks.py holds the whole command.
"""

import os
import time

import notebook_kernel  # before nbval, so that importing nbformat is fast
import pytest
from nbval.plugin import IPyNbCell, IPyNbFile
from notebook_pictures import difference, figures_of
from notebook_rules.figures import figure_name

SECONDS_ALLOWED = 60
SCALE = "NOTEBOOK_SECONDS_SCALE"


def pytest_configure(config):
    notebook_kernel.prepare_environment()
    config.pluginmanager.register(Report(), "notebook-report")


@pytest.hookimpl(wrapper=True)
def pytest_collect_file(parent):
    """Let nbval find the notebooks, and look closer at them than it does."""
    found = yield
    return [
        Chapter.from_parent(parent, path=file.path) if type(file) is IPyNbFile else file
        for file in found
    ]


class Chapter(IPyNbFile):
    """One notebook: its code cells in order, then its time."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.seconds = {}

    def setup(self):
        super().setup()
        client = self.kernel.kc

        def execute_as_a_reader_does(source, allow_stdin=None):
            return client.execute(
                source, store_history=True, allow_stdin=allow_stdin, stop_on_error=False
            )

        self.kernel.execute_cell_input = execute_as_a_reader_does

    def collect(self):
        for item in super().collect():
            yield ChapterCell.from_parent(
                self, name=item.name, cell_num=item.cell_num, cell=item.cell, options=item.options
            )
        yield ChapterTime.from_parent(self, name="time")


class ChapterCell(IPyNbCell):
    """One code cell: nbval compares the text, this class the picture."""

    def runtest(self):
        started = time.perf_counter()
        try:
            super().runtest()
        finally:
            self.parent.seconds[self.cell_num] = time.perf_counter() - started
        stored, fresh = figures_of(self.cell.outputs), figures_of(self.test_outputs or [])
        for number in range(max(len(stored), len(fresh))):
            fault = difference(stored[number : number + 1], fresh[number : number + 1])
            if fault:
                name = figure_name(self.cell) or f"number {number + 1} of this cell"
                path = os.path.relpath(self.path, self.config.rootpath)
                self.raise_cell_error(
                    f"The stored figure {name} is not what the code draws: {fault}. Look at the "
                    f"new one and store it with: make notebooks NB={path}"
                )


class ChapterTime(pytest.Item):
    """The cells of one notebook together take no longer than a reader waits."""

    def runtest(self):
        seconds = self.parent.seconds
        limit = SECONDS_ALLOWED * float(os.environ.get(SCALE, "1"))
        slowest = sorted(seconds, key=seconds.get, reverse=True)[:3]
        cells = ", ".join(f"Cell {number}: {seconds[number]:.1f} s" for number in slowest)
        total = sum(seconds.values())
        self.user_properties.append(("notebook", f"{self.path.name} {total:.1f} s"))
        if total > limit:
            pytest.fail(
                f"{self.path.name} took {total:.1f} s, at most {limit:g} s are allowed. "
                f"Slowest cells: {cells}. (On a slow machine: {SCALE}=2)",
                pytrace=False,
            )

    def reportinfo(self):
        return self.path, 0, f"{self.path.name}::time"


class Report:
    """Print at the end how long each notebook took; works across pytest-xdist's workers."""

    def __init__(self):
        self.notebooks = []

    def pytest_runtest_logreport(self, report):
        if report.when == "call":
            self.notebooks += [text for kind, text in report.user_properties if kind == "notebook"]

    def pytest_terminal_summary(self, terminalreporter):
        for text in sorted(self.notebooks):
            terminalreporter.write_line(text)
