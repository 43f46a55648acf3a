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
from dataclasses import dataclass, field
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

    Tasks of one ``worker`` share a process: ``(worker, "module:function")``.
    """

    name: str
    what: str
    ours: tuple[str, str]
    reference: tuple[str, str]
    goal: float
    rounds: int = 7


@dataclass(frozen=True)
class Result:
    """CPU seconds of both sides, one pair per round."""

    row: Row
    ours: list = field(default_factory=list)
    reference: list = field(default_factory=list)

    @property
    def ratios(self):
        return [ours / other for ours, other in zip(self.ours, self.reference, strict=True)]

    @property
    def ratio(self):
        return statistics.median(self.ratios)

    @property
    def met(self):
        return self.ratio <= self.row.goal


def cpu_seconds():
    """What this process and the children that it waited for have used: a busy machine hides less."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


class Workers:
    """One long-lived process per framework, so that no two thread pools fight in one process."""

    def __init__(self):
        os.environ.update(ONE_THREAD)  # before a worker imports a framework
        self.context = multiprocessing.get_context("spawn")
        self.running = {}

    def __enter__(self):
        return self

    def __exit__(self, *error):
        for process, connection in self.running.values():
            connection.close()  # the worker's next recv ends it
            process.join(timeout=10)

    def seconds(self, worker, task, quick):
        """Run a task once in its worker; its set-up and one run before the first are not timed."""
        if worker not in self.running:
            ours, theirs = self.context.Pipe()
            process = self.context.Process(target=serve, args=(theirs,), daemon=True)
            process.start()
            theirs.close()
            self.running[worker] = process, ours
        connection = self.running[worker][1]
        connection.send((task, quick))
        answer = connection.recv()
        if isinstance(answer, str):
            raise RuntimeError(f"{task} failed in the worker {worker!r}:\n{answer}")
        return answer


def serve(connection):
    """The worker's loop: set a task up when it is first named, run it, answer with CPU seconds."""
    import traceback

    prepared = {}
    while True:
        try:
            task, quick = connection.recv()
        except EOFError:
            return
        try:
            if task not in prepared:
                module, function = task.split(":")
                prepared[task] = getattr(import_module(module), function)(quick)
                prepared[task]()
            start = cpu_seconds()
            own = prepared[task]()
            connection.send(own if isinstance(own, float) else cpu_seconds() - start)
        except Exception:
            connection.send(traceback.format_exc())


def measure(row, workers, *, quick=False, say=sys.stderr.write):
    """Time both sides of a row in shuffled order, round after round."""
    result, order = Result(row), random.Random(row.name)
    for number in range(2 if quick else row.rounds):
        sides = [(row.ours, result.ours), (row.reference, result.reference)]
        for (worker, task), seconds in order.sample(sides, 2):
            say(f"\r{row.name}: round {number + 1}, {task.split(':')[1]:<40}")
            seconds.append(workers.seconds(worker, task, quick))
        if number == 0:
            say("\r")
    say(f"\r{row.name}: {result.ratio:.3f} times the reference, goal {row.goal:g}{'':<40}\n")
    return result
