"""The protocols of the chapter on overfitting: what must hold whatever the seed."""

import numpy as np
import pytest

from coursecode.experiments import overfitting as experiments, overfitting_leaks as leaks
from coursecode.shared.datasets import center, digits, loans, polynomial, standardize


def test_products_are_all_of_them_once():
    x = np.array([[2.0, 3.0, 5.0]])
    assert experiments.products(x, 0).tolist() == [[1]]
    assert experiments.products(x, 2).tolist() == [[1, 2, 3, 5, 4, 6, 10, 9, 15, 25]]
    assert experiments.products(np.ones((4, 5)), 3).shape == (4, 56)


def test_predicting_the_mean_errs_by_the_standard_deviation():
    split = standardize(loans(train=30, seed=3))
    errors = experiments.loan_errors(3, train=30, degrees=(0, 3))
    assert errors.shape == (2, 4)
    assert errors[0, 0] == pytest.approx(split.train.y.std())
    assert errors[1, 0] < 1e-6


def test_without_a_shift_production_is_like_the_test_set():
    errors = np.array([experiments.loan_errors(s, train=40, shift=0.0)[1] for s in range(5)])
    assert errors[:, 3].mean() == pytest.approx(errors[:, 2].mean(), rel=0.1)


def test_polynomials_are_nested_and_the_last_one_runs_through_every_point():
    errors = experiments.polynomial_errors(0, 8, range(8))
    assert np.all(np.diff(errors[:, 0]) < 1e-9)
    assert errors[7, 0] < 1e-15
    # The error against noisy targets is the one against the curve plus the noise, up to chance.
    assert errors[3, 2] - errors[3, 3] == pytest.approx(0.09, abs=0.05)


def test_memorized_labels_are_the_given_ones_and_test_labels_clean():
    run = experiments.memorize(0, wrong_labels=0.5, sizes=(64, 64, 10), epochs=250, train=60)
    assert run["train"][-1] == 1
    assert 0.2 < run["test"][-1] < 0.8
    best = np.flatnonzero(run["validation"] == run["validation"].max())[-1]
    assert run["stopped"] == run["test"][best]


def test_the_epoch_is_chosen_by_validation_and_by_nothing_else():
    sizes = 64, 64, 10
    runs = [experiments.memorize(s, wrong_labels=0.3, sizes=sizes, epochs=30) for s in (0, 1)]
    for run in runs:
        last = len(run["test"]) - 1
        chosen = last - np.argmax(run["validation"][::-1])
        assert run["stopped"] == run["test"][chosen]
        assert run["stopped"] != run["test"].max()
        assert run["stopped"] != run["test"][last - np.argmax(run["train"][::-1])]


def test_validation_labels_are_as_wrong_as_training_labels():
    clean, wrong, random = (
        experiments.memorize(0, wrong_labels=share, sizes=(64, 64, 10), epochs=8)[
            "validation"
        ].max()
        for share in (0.0, 0.3, "random")
    )
    assert clean > 0.85
    assert wrong < 0.7
    assert random < 0.25


def test_the_last_column_compares_test_inputs_with_the_curve():
    split = polynomial(train=15, test=500, seed=4)
    x, y = split.train.x[:, 0], split.train.y
    values = np.polyval(np.polyfit(x, y, 3), split.test.x[:, 0])
    truth = split.truth["curve"](split.test.x[:, 0])
    expected = np.mean((values - split.test.y) ** 2), np.mean((values - truth) ** 2)
    assert experiments.polynomial_errors(4, 15, [3])[0, 2:] == pytest.approx(expected)


def test_more_pictures_are_misread_less():
    errors = experiments.digit_errors(0, [30, 300])
    assert errors[1] < errors[0] / 2


def ridge(seed, width, strength):
    """The same error by the normal equations, and the length of the output weights."""
    split = center(digits(train=50, label_noise=0.2, validation=1, test=500, seed=seed))
    rng = np.random.default_rng([seed, 8])
    kernel, bias = rng.standard_normal((64, width)), rng.standard_normal(width)

    def features(x):
        return np.maximum(x @ kernel + bias, 0) / np.sqrt(width)

    F = features(split.train.x)
    C = np.linalg.solve(
        F.T @ F + len(F) * strength * np.eye(width), F.T @ np.eye(10)[split.train.y]
    )
    residuals = features(split.test.x) @ C - np.eye(10)[split.test.y]
    return np.square(residuals).sum(axis=1).mean(), np.sqrt(np.sum(C**2))


def test_random_features_solve_the_ridge_problem():
    errors = experiments.random_feature_errors(1, [30], (0, 0.1), train=50)
    for k, strength in enumerate((0.0, 0.1)):
        assert errors[1:, k, 0] == pytest.approx(ridge(1, 30, strength), rel=1e-8)


def test_more_features_than_examples_fit_perfectly():
    errors = experiments.random_feature_errors(0, [80], (0, 0.1), train=50)
    assert errors[0, 0, 0] < 1e-20
    assert errors[0, 1, 0] > 1e-4


def test_noise_has_independent_columns_whose_first_do_not_depend_on_their_number():
    few, labels = leaks.pure_noise(0, 3)
    many, same = leaks.pure_noise(0, 400)
    assert np.array_equal(many[:, :3], few)
    assert np.array_equal(labels, same)
    assert labels.sum() == 25
    assert abs(np.corrcoef(many[:, 0], many[:, 1])[0, 1]) < 0.5


def test_the_best_of_guessers_starts_at_a_half_and_grows():
    best = leaks.best_of_guessers([1, 10, 100], examples=50, repeats=100)
    assert best.shape == (100, 3)
    assert best[:, 0].mean() == pytest.approx(0.5, abs=0.03)
    assert np.all(np.diff(best, axis=1) >= 0)
    # The largest of ten normal numbers is 1.54 standard deviations above their mean.
    assert best[:, 1].mean() == pytest.approx(0.5 + 1.54 * 0.5 / np.sqrt(50), abs=0.02)


def test_the_selection_finds_a_planted_column():
    x, y = leaks.pure_noise(0, 30)
    x[:, 17] += 3 * y
    assert leaks.strongest(x, y, keep=1).tolist() == [17]
    assert np.mean(leaks.nearest_mean(x[:, [17]], y, x[:, [17]]) == y) > 0.8


def test_keeping_every_column_leaves_nothing_to_leak():
    before, inside = leaks.selection_accuracies(2, 20)
    assert before == inside


def test_selection_before_the_folds_scores_on_noise():
    scores = np.array([leaks.selection_accuracies(seed, 1000) for seed in range(8)])
    assert scores[:, 0].mean() > 0.8
    assert abs(scores[:, 1].mean() - 0.5) < 0.15
