"""Table 2 of Zou and Hastie: the path, the examples, and a computation that can stop and go on."""

import json
import math
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from sklearn.linear_model import ElasticNet, lars_path

from coursecode.experiments import zou_hastie
from coursecode.experiments.elastic_net_path import at_fractions, naive_path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # reproductions/ is no part of the package

from reproductions import (  # noqa: E402
    batches,
    zou_hastie as reproduction,
)


def data(seed, n=30, p=9, unit=True):
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((n, p))
    x[:, 1] = x[:, 0] + 0.05 * x[:, 1]  # twins: columns leave the path again
    x -= x.mean(axis=0)
    x /= np.linalg.norm(x, axis=0) if unit else 1
    y = x @ rng.standard_normal(p) + 0.3 * rng.standard_normal(n)
    return x, y - y.mean()


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("lambda2", [0.0, 0.01, 1.0, 100.0])
def test_the_path_is_that_of_scikit_learn_on_augmented_data(seed, lambda2):
    x, y = data(seed)
    levels, corners = naive_path(x.T @ x, x.T @ y, lambda2)
    augmented = np.concatenate([x, math.sqrt(lambda2) * np.eye(9)])
    alphas, _, expected = lars_path(augmented, np.r_[y, np.zeros(9)], method="lasso")
    np.testing.assert_allclose(levels, 2 * len(augmented) * alphas, atol=1e-9)
    np.testing.assert_allclose(corners, expected.T, atol=1e-9)


def test_a_point_of_the_path_is_scikit_learns_elastic_net():
    x, y = data(3)
    levels, corners = naive_path(x.T @ x, x.T @ y, 0.5)
    middle = (levels[3] + levels[4]) / 2
    ours = (corners[3] + corners[4]) / 2
    total = (middle + 2 * 0.5) / (2 * len(x))
    oracle = ElasticNet(alpha=total, l1_ratio=middle / (middle + 2 * 0.5), fit_intercept=False,
                        tol=1e-13, max_iter=100_000).fit(x, y)  # fmt: skip
    np.testing.assert_allclose(ours, oracle.coef_, atol=1e-8)
    np.testing.assert_array_equal(ours == 0, oracle.coef_ == 0)


def test_every_corner_satisfies_the_conditions_of_optimality():
    x, y = data(5)
    for lambda1, beta in zip(*naive_path(x.T @ x, x.T @ y, 0.2), strict=True):
        slope = 2 * x.T @ (y - x @ beta) - 2 * 0.2 * beta
        alive = beta != 0
        np.testing.assert_allclose(slope[alive], lambda1 * np.sign(beta[alive]), atol=1e-10)
        assert np.all(np.abs(slope) <= lambda1 + 1e-10)


def test_fractions_count_the_norm_and_end_at_ridge():
    x, y = data(6)
    _, corners = naive_path(x.T @ x, x.T @ y, 2.0)
    points = at_fractions(corners, [0.1, 0.25, 1.0])
    norms = np.abs(points).sum(axis=1)
    np.testing.assert_allclose(norms, np.array([0.1, 0.25, 1.0]) * np.abs(corners[-1]).sum())
    np.testing.assert_allclose(points[-1], np.linalg.solve(x.T @ x + 2 * np.eye(9), x.T @ y))


def test_twice_the_same_column_is_refused_and_not_looped_on():
    x, y = data(7)
    x[:, 1] = x[:, 0]
    with pytest.raises((RuntimeError, np.linalg.LinAlgError)):
        naive_path(x.T @ x, x.T @ y)


@pytest.mark.parametrize("number", zou_hastie.EXAMPLES)
def test_examples_have_the_published_sizes_and_correlations(number):
    example = zou_hastie.EXAMPLES[number]
    parts = zou_hastie.draw(number, 0)
    assert [len(y) for _, y in parts] == list(example.sizes)
    x = np.concatenate([x for i in range(40) for x, _ in zou_hastie.draw(number, i)])
    np.testing.assert_allclose(np.cov(x.T), example.covariance, atol=0.12)
    assert x.shape[1] == len(example.beta)


def test_example_3_has_pairwise_correlation_one_half_and_example_4_three_groups():
    three, four = zou_hastie.EXAMPLES[3].covariance, zou_hastie.EXAMPLES[4].covariance
    assert three[0, 1] / three[0, 0] == 0.5
    assert four[0, 4] / four[0, 0] == pytest.approx(1 / 1.01)
    assert four[4, 5] == four[14, 15] == 0


def test_with_variance_one_example_3_would_be_far_from_the_paper(monkeypatch):
    """Why its columns have variance 2: every published error is far larger than these."""
    example = zou_hastie.EXAMPLES[3]
    smaller = example._replace(covariance=example.covariance / 2)
    monkeypatch.setitem(zou_hastie.EXAMPLES, 3, smaller)
    for method, values in zou_hastie.errors(3, 20).items():
        if method in zou_hastie.PAPER:
            assert np.median(values) < 0.8 * zou_hastie.PAPER[method][2][0]


def test_the_naive_menu_holds_the_lasso_and_ridge():
    x, y = data(8, p=8)
    menu = zou_hastie.candidates(x, y)
    naive = menu["naive elastic net"]
    np.testing.assert_array_equal(naive[:100], menu["lasso"])
    for position, lambda2 in enumerate(zou_hastie.LAMBDA2):
        ridge = np.linalg.solve(x.T @ x + lambda2 * np.eye(8), x.T @ y)
        np.testing.assert_allclose(naive[100 * position + 99], ridge)
        block = slice(100 * position, 100 * position + 100)
        np.testing.assert_allclose(menu["elastic net"][block], (1 + lambda2) * naive[block])


def test_orderings_that_hold_in_any_fifty_repetitions():
    two, four = ({m: np.median(v) for m, v in zou_hastie.errors(k, 30, seed=9).items()}
                 for k in (2, 4))  # fmt: skip
    assert two["ridge"] < two["lasso"]
    assert four["elastic net"] < min(four["lasso"], four["naive elastic net"], four["ridge"])


def test_a_repetition_does_not_depend_on_the_others():
    assert zou_hastie.repetition(2, 7) == zou_hastie.repetition(2, 7)
    assert zou_hastie.repetition(2, 7) != zou_hastie.repetition(2, 8)
    assert zou_hastie.repetition(2, 7) != zou_hastie.repetition(2, 7, seed=1)


def test_the_bootstrap_error_of_a_median():
    values = np.random.default_rng(0).standard_normal(400)
    median, error = zou_hastie.median_and_error(values, resamples=2000)
    assert median == np.median(values)
    assert error == pytest.approx(math.sqrt(math.pi / 2 / 400), rel=0.2)


# --- stopping and going on ------------------------------------------------------------------------


def quiet(text):
    pass


def small(folder, total=12, **options):
    return reproduction.run(total, folder, size=5, say=quiet, **options)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return reproduction.table(small(tmp_path_factory.mktemp("whole")))


def files(folder):
    return sorted(folder.rglob("*.json"))


def test_the_table_has_a_line_per_cell(whole):
    lines = [line for line in whole.splitlines() if re.match(r"\| [1-4] \|", line)]
    assert len(lines) == 16
    assert all(len(line.split(" | ")) == 7 for line in lines)
    assert "48 of 48" in whole


class Stopped(Exception):  # noqa: N818
    pass


def test_a_resumed_run_gives_the_same_table(tmp_path, whole, monkeypatch):
    calls, real = [], zou_hastie.repetition

    def interrupted(*arguments):
        calls.append(arguments)
        if len(calls) == 18:
            raise Stopped
        return real(*arguments)

    monkeypatch.setattr(zou_hastie, "repetition", interrupted)
    with pytest.raises(Stopped):
        small(tmp_path)
    assert [path.name for path in files(tmp_path)] == [
        "example1-00000-00004.json", "example1-00005-00009.json", "example1-00010-00011.json",
        "example2-00000-00004.json"]  # fmt: skip
    assert not list(tmp_path.rglob("*.part"))
    monkeypatch.setattr(zou_hastie, "repetition", lambda *a: calls.append(a) or real(*a))
    calls.clear()
    assert reproduction.table(small(tmp_path)) == whole
    assert len(calls) == 48 - 17  # what was finished is read, not computed


def other_digit(match):
    return str(9 - int(match[0]))


DAMAGES = {
    "cut off": lambda text: text[: len(text) // 2],
    "empty": lambda text: "",
    "another digit": lambda text: re.sub(r"\d(?=[,\]])", other_digit, text, count=1),
    "another shape": lambda text: json.dumps({"rows": [], "sha256": batches.checksum([])}),
    "not an object": lambda text: "[1, 2]",
}  # fmt: skip


@pytest.mark.parametrize("name", DAMAGES)
def test_a_damaged_file_is_computed_anew(tmp_path, whole, name):
    small(tmp_path)
    victim = files(tmp_path)[4]
    before = victim.read_text()
    victim.write_text(DAMAGES[name](before))
    assert victim.read_text() != before
    assert reproduction.table(small(tmp_path)) == whole
    assert victim.read_text() == before


def test_other_settings_and_other_code_never_meet(tmp_path):
    names = {batches.key({"seed": 0}, (json,)), batches.key({"seed": 1}, (json,)),
             batches.key({"seed": 0}, (re,))}  # fmt: skip
    assert len(names) == 3
    small(tmp_path, total=2)
    small(tmp_path, total=2, seed=1)
    assert len({path.parent for path in files(tmp_path)}) == 2


def test_more_repetitions_keep_the_finished_batches(tmp_path):
    few, many = small(tmp_path, total=5), small(tmp_path, total=10)
    assert [many[example][:5] for example in many] == [few[example] for example in few]


def test_interrupting_the_program_leaves_whole_files_and_says_how_to_go_on(tmp_path):
    command = [sys.executable, "-m", "reproductions.zou_hastie", "--repetitions", "4000",
               "--folder", str(tmp_path)]  # fmt: skip
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               text=True, env={**os.environ, "PYTHONPATH": ""})  # fmt: skip
    deadline = time.monotonic() + 60
    while len(files(tmp_path)) < 3 and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    out, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert out == ""
    assert "of 4000 repetitions" in said
    assert "the same command goes on from there" in said
    assert len(files(tmp_path)) >= 3
    assert all(batches.load(path, 10) for path in files(tmp_path))


def test_a_senseless_number_of_repetitions_is_refused():
    run = subprocess.run([sys.executable, "-m", "reproductions.zou_hastie", "--repetitions", "1"],
                         cwd=ROOT, capture_output=True, text=True)  # fmt: skip
    assert run.returncode == 2
    assert "at least 2 repetitions" in run.stderr


def test_the_stored_table_is_what_the_code_computes(tmp_path):
    """Examples 1 and 2 with all 300 repetitions take a second; the rest is the same code."""
    stored = (ROOT / "reproductions" / "zou_hastie.md").read_text()
    assert "Median over 300 repetitions" in stored
    results = {k: [zou_hastie.repetition(k, i) for i in range(300)] for k in (1, 2)}
    for line in reproduction.rows(results):
        assert line in stored


def test_the_stored_verdicts_follow_from_the_stored_numbers():
    """In all 16 cells: the paper's column is PAPER, z and the word follow from the four numbers."""
    stored = (ROOT / "reproductions" / "zou_hastie.md").read_text()
    lines = [line.strip("| ").split(" | ") for line in stored.splitlines() if line[:3] in CELLS]
    assert len(lines) == 16
    for example, method, paper, ours, z, word, _ in lines:
        (value, error), (mine, my_error) = (
            map(float, re.findall(r"[\d.]+", cell)) for cell in (paper, ours)
        )
        assert (value, error) == zou_hastie.PAPER[method][int(example) - 1]
        expected = (mine - value) / math.hypot(error, my_error)
        assert float(z) == pytest.approx(expected, abs=0.11)  # the numbers are rounded
        assert word == reproduction.verdict(float(z))


CELLS = {f"| {example}" for example in (1, 2, 3, 4)}


def test_another_grid_changes_the_nets_and_neither_lasso_nor_ridge():
    usual, coarse = (zou_hastie.errors(1, 5, **grid) for grid in ({}, {"lambda2": (1.0, 10.0)}))
    for method in ("lasso", "ridge"):
        np.testing.assert_array_equal(usual[method], coarse[method])
    assert (usual["naive elastic net"] != coarse["naive elastic net"]).any()
