"""The protocols of the chapter on overfitting: what must hold whatever the seed."""

import numpy as np
import pytest

from coursecode.experiments import overfitting as experiments
from coursecode.shared.datasets import center, digits, loans, standardize


def test_products_are_all_of_them_once():
    x = np.array([[2.0, 3.0, 5.0]])
    assert experiments.products(x, 0).tolist() == [[1]]
    assert experiments.products(x, 2).tolist() == [[1, 2, 3, 5, 4, 6, 10, 9, 15, 25]]
    assert experiments.products(np.ones((4, 5)), 3).shape == (4, 56)


def test_guessing_the_mean_errs_by_the_standard_deviation():
    split = standardize(loans(train=30, seed=3))
    errors = experiments.loan_errors(3, train=30, degrees=(0, 3))
    assert errors.shape == (2, 4)
    assert errors[0, 0] == pytest.approx(split.train.y.std())
    assert errors[1, 0] < 1e-6


def test_without_a_shift_production_is_like_the_test_part():
    errors = np.array([experiments.loan_errors(s, train=40, shift=0.0)[1] for s in range(5)])
    assert errors[:, 3].mean() == pytest.approx(errors[:, 2].mean(), rel=0.1)


def test_polynomials_are_nested_and_the_last_one_runs_through_every_point():
    errors = experiments.polynomial_errors(0, 8, range(8))
    assert np.all(np.diff(errors[:, 0]) < 1e-9)
    assert errors[7, 0] < 1e-15
    # The error against noisy targets is the one against the curve plus the noise, up to chance.
    assert errors[3, 2] - errors[3, 3] == pytest.approx(0.09, abs=0.05)


def test_memorized_labels_are_the_given_ones_and_test_labels_right():
    run = experiments.memorize(0, noise=0.5, sizes=(64, 64, 10), epochs=250, train=60)
    assert run["train"][-1] == 1
    assert 0.2 < run["test"][-1] < 0.8
    assert run["stopped"] in run["test"]


def ridge_error(seed, width, strength):
    """The same error by the normal equations."""
    split = center(digits(train=50, label_noise=0.2, validation=1, test=500, seed=seed))
    rng = np.random.default_rng([seed, 8])
    kernel, bias = rng.standard_normal((64, width)), rng.standard_normal(width)

    def features(x):
        return np.maximum(x @ kernel + bias, 0) / np.sqrt(width)

    F = features(split.train.x)
    C = np.linalg.solve(
        F.T @ F + len(F) * strength * np.eye(width), F.T @ np.eye(10)[split.train.y]
    )
    return np.square(features(split.test.x) @ C - np.eye(10)[split.test.y]).sum(axis=1).mean()


def test_random_features_solve_the_ridge_problem():
    errors = experiments.random_feature_errors(1, [30], (0, 0.1), train=50)
    assert errors[1, 0, 0] == pytest.approx(ridge_error(1, 30, 0.0), rel=1e-8)
    assert errors[1, 1, 0] == pytest.approx(ridge_error(1, 30, 0.1), rel=1e-8)


def test_more_features_than_examples_fit_perfectly():
    errors = experiments.random_feature_errors(0, [80], (0, 0.1), train=50)
    assert errors[0, 0, 0] < 1e-20
    assert errors[0, 1, 0] > 1e-4


def test_the_selection_finds_a_planted_column():
    x, y = experiments.pure_noise(0, 30)
    x[:, 17] += 3 * y
    assert experiments.strongest(x, y, keep=1).tolist() == [17]
    assert np.mean(experiments.nearest_mean(x[:, [17]], y, x[:, [17]]) == y) > 0.8


def test_keeping_every_column_leaves_nothing_to_leak():
    before, inside = experiments.selection_accuracies(2, 20)
    assert before == inside


def test_selection_before_the_cut_scores_on_noise():
    scores = np.array([experiments.selection_accuracies(seed, 1000) for seed in range(8)])
    assert scores[:, 0].mean() > 0.8
    assert abs(scores[:, 1].mean() - 0.5) < 0.15
