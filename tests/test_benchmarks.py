"""The benchmarks measure what they say; how fast anything is, no test asserts."""

import os
import time
from dataclasses import replace

import numpy as np
import pytest

from benchmarks import inline_numpy, inline_torch
from benchmarks.__main__ import main
from benchmarks.harness import Result, Row, Workers, measure
from benchmarks.problem import Stopwatch, images
from benchmarks.table import table

HERE = "tests.test_benchmarks"


def burn(seconds):
    """Work until this process has used so much CPU time."""
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass


def task_once(quick):
    return lambda: burn(0.04)


def task_twice(quick):
    return lambda: (burn(0.04), burn(0.04))


def task_asleep(quick):
    return lambda: time.sleep(0.2)


def task_own_seconds(quick):
    def run():
        burn(0.05)
        return 0.02

    return run


def task_process(quick):
    return lambda: float(os.getpid())  # in place of seconds


def task_broken(quick):
    raise ZeroDivisionError("a task that cannot be set up")


def row(ours, reference, goal=1.0, **settings):
    sides = {"ours": ("one", f"{HERE}:{ours}"), "reference": ("two", f"{HERE}:{reference}")}
    return Row("row", "what", "than what", goal=goal, **sides, **settings)


@pytest.fixture(scope="module")
def workers():
    with Workers() as workers:
        yield workers


def silent(_text):
    pass


@pytest.mark.parametrize("processes", [1, 2, 4])
def test_rounds_are_spread_over_processes(workers, processes):
    many = row("task_process", "task_process", rounds=4, processes=processes)
    numbers = measure(many, workers, say=silent).ours
    assert numbers == sorted(numbers, key=numbers.index)  # one process after the other
    assert [numbers.count(n) for n in dict.fromkeys(numbers)] == [4 // processes] * processes


def test_the_same_work_twice_takes_twice_as_long(workers):
    result = measure(row("task_twice", "task_once", goal=2.5, rounds=5), workers, say=silent)
    assert len(result.ratios) == 5
    assert result.ratio == pytest.approx(2, rel=0.1)
    assert result.met
    assert not replace(result, row=replace(result.row, goal=1.5)).met


def test_waiting_costs_nothing_on_the_cpu_clock(workers):
    result = measure(row("task_asleep", "task_once"), workers, quick=True, say=silent)
    assert result.ratio < 0.5


def test_a_task_may_leave_out_its_own_set_up(workers):
    result = measure(row("task_own_seconds", "task_once"), workers, quick=True, say=silent)
    assert result.ours == [0.02, 0.02]


def test_a_failure_in_a_worker_is_told(workers):
    with pytest.raises(RuntimeError, match="a task that cannot be set up"):
        measure(row("task_broken", "task_once"), workers, quick=True, say=silent)


def test_the_ratio_is_taken_inside_each_round():
    result = Result(row("a", "b"), ours=[1.0, 30.0, 2.0], reference=[2.0, 60.0, 8.0])
    assert result.ratios == [0.5, 0.5, 0.25]
    assert result.ratio == 0.5


def test_the_table_is_markdown_with_spread_goal_and_verdict():
    fast = Result(row("a", "b", goal=0.6), [1.0, 1.0, 1.0], [2.0, 4.0, 2.0], "Said of it.")
    slow = Result(row("a", "b", goal=0.3), [1.0, 1.0, 1.0], [2.0, 4.0, 2.0])
    lines = table([fast, slow]).splitlines()
    assert lines[2] == "| row | what | 1 | than what | 2 | 0.500 [0.250, 0.500] | ≤ 0.60 | yes |"
    assert lines[3].endswith("| ≤ 0.30 | **no** |")
    assert len({text.count("|") for text in lines[:4]}) == 1
    assert lines[-1] == "row: Said of it."


def test_a_name_that_is_no_row_lists_the_rows(capsys):
    with pytest.raises(SystemExit):
        main(["fitt"])
    assert "there is no row 'fitt'; there are: import" in capsys.readouterr().err


def test_the_program_prints_and_writes_the_table(tmp_path, capsys):
    main(["import", "--quick", "--output", str(tmp_path / "table.md")])
    written = (tmp_path / "table.md").read_text(encoding="utf-8")
    assert "| import | `import coursecode.numpy`" in written
    assert written in capsys.readouterr().out


def test_the_stopwatch_times_the_steps_and_not_what_follows_them():
    x, y = images()
    batches = Stopwatch(x, y)
    for _ in batches:
        burn(0.002)
    burn(0.2)
    assert 0.002 * len(batches) <= batches.steps < 0.2
    assert len(batches.begun) == 1


def test_fit_and_inline_numpy_end_with_the_same_bits():
    x, y = images()
    model, theta = inline_numpy.start()
    with_fit = inline_numpy.with_fit(model, x, y, epochs=3)
    inline = inline_numpy.inline(theta, x, y, epochs=3)
    np.testing.assert_array_equal(model.theta, theta)
    np.testing.assert_array_equal(with_fit, inline)


def test_fit_and_inline_torch_end_with_the_same_bits():
    x, y = images()
    model, plain = inline_torch.start()
    with_fit = inline_torch.with_fit(model, x, y, epochs=3)
    inline = inline_torch.inline(plain, x, y, epochs=3)
    for ours, theirs in zip(model.parameters(), plain.parameters(), strict=True):
        np.testing.assert_array_equal(ours.detach().numpy(), theirs.detach().numpy())
    np.testing.assert_array_equal(with_fit, inline)
