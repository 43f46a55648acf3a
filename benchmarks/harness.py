"""Time two ways to the same result side by side, and take the ratio inside every round.

A *task* is named ``"module:function"``. The function sets everything up and returns ``run``; a call
of ``run`` is timed. If part of that is set-up too, ``run`` returns the seconds that count.
"""

import multiprocessing
import os
import random
import resource
import statistics
import sys
import time
import traceback
from dataclasses import dataclass, field, replace
from importlib import import_module

ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_ENABLE_ONEDNN_OPTS": "0",
    "PYTHONHASHSEED": "0",
}


@dataclass(frozen=True)
class Row:
    """One line of the table: ``ours`` should take at most ``goal`` times what ``reference`` takes.

    A side is ``(worker, task)``: sides with the same worker share a process. A round runs both
    ``repeats`` times, taking turns. The rounds are spread over so many ``processes``, one after the
    other. ``note``, a function, says more about the last round.
    """

    name: str
    what: str
    reference_is: str
    ours: tuple[str, str]
    reference: tuple[str, str]
    goal: float
    rounds: int = 9
    repeats: int = 1
    processes: int = 1
    note: str = ""


@dataclass(frozen=True)
class Result:
    """CPU seconds of both sides, one number per round."""

    row: Row
    ours: list = field(default_factory=list)
    reference: list = field(default_factory=list)
    note: str = ""

    @property
    def ratios(self):
        return [ours / other for ours, other in zip(self.ours, self.reference, strict=True)]

    @property
    def ratio(self):
        return statistics.median(self.ratios)

    @property
    def met(self):
        return self.ratio <= self.row.goal


class Workers:
    """One long-lived process per framework, so that no two thread pools fight in one process."""

    def __init__(self):
        os.environ.update(ONE_THREAD)  # before a worker imports a framework
        self.context = multiprocessing.get_context("spawn")
        self.running = {}

    def __enter__(self):
        return self

    def __exit__(self, *error):
        for worker in [*self.running]:
            self.end(worker)

    def end(self, worker):
        """End a worker that runs; the next question to it starts a fresh process."""
        if worker in self.running:
            process, connection = self.running.pop(worker)
            connection.close()  # the worker's next recv ends it
            process.join(timeout=10)

    def ask(self, worker, function, *arguments):
        """Call ``"module:function"`` in a worker, which is started when it is first needed."""
        if worker not in self.running:
            ours, theirs = self.context.Pipe()
            process = self.context.Process(target=serve, args=(theirs,), daemon=True)
            process.start()
            theirs.close()
            self.running[worker] = process, ours
        connection = self.running[worker][1]
        connection.send((function, arguments))
        done, answer = connection.recv()
        if not done:
            raise RuntimeError(f"{function}{arguments} failed in worker {worker!r}:\n{answer}")
        return answer


def serve(connection):
    """The worker's loop: call what is asked for and send back what it returns."""
    while True:
        try:
            function, arguments = connection.recv()
        except EOFError:
            return
        try:
            connection.send((True, named(function)(*arguments)))
        except Exception:
            connection.send((False, traceback.format_exc()))


def named(function):
    """The function behind ``"module:function"``."""
    module, name = function.split(":")
    return getattr(import_module(module), name)


PREPARED = {}  # the tasks that this worker has set up


def timed(task, quick):
    """CPU seconds of one run. Setting up, and one run to warm up, come first and are not timed."""
    if task not in PREPARED:
        PREPARED[task] = named(task)(quick)
        PREPARED[task]()
    start = cpu_seconds()
    own = PREPARED[task]()
    return own if isinstance(own, float) else cpu_seconds() - start


def cpu_seconds():
    """CPU time of this process and of children it waited for; waiting for others costs nothing."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def measure(row, workers, *, quick=False, say=sys.stderr.write):
    """Time both sides of a row in shuffled order, round after round."""
    result, shuffle = Result(row), random.Random(row.name)
    rounds, repeats = (2, 1) if quick else (row.rounds, row.repeats)
    for number in range(rounds):
        say(f"\r{row.name}: round {number + 1} of {rounds} ")
        if 1 < row.processes <= rounds and number * row.processes % rounds < row.processes:
            workers.end(row.ours[0])
            workers.end(row.reference[0])
        seconds = {row.ours: 0.0, row.reference: 0.0}
        for _ in range(repeats):
            for worker, task in shuffle.sample([*seconds], 2):
                seconds[worker, task] += workers.ask(
                    worker, "benchmarks.harness:timed", task, quick
                )
        result.ours.append(seconds[row.ours])
        result.reference.append(seconds[row.reference])
    say(f"\r{row.name}: {result.ratio:.3f} times the reference, goal {row.goal:g}\n")
    if row.note:
        result = replace(result, note=workers.ask(row.ours[0], row.note))
    return result
