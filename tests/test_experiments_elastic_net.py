"""The protocols of the chapter on the elastic net: closed forms, optimality, shared seeds."""

from dataclasses import replace

import numpy as np
import pytest
from sklearn.linear_model import ElasticNet, Lasso, Ridge

from coursecode.experiments import elastic_net as experiments
from coursecode.experiments.elastic_net_frameworks import train_numpy, train_torch
from coursecode.experiments.elastic_net_path import minimizer, naive_path
from coursecode.shared.datasets import autos, center, diabetes, digits, standardize
from coursecode.shared.minibatches import minibatches

rng = np.random.default_rng(0)
TRAIN = standardize(diabetes(), target=True).train
N = len(TRAIN.x)
RECIPES = {  # scikit-learn's objective is half of ours, Ridge's is n times ours
    # l1_ratio is not 0.5: a swapped share would pass
    "elastic net": (0.2, 0.05, ElasticNet(alpha=0.15, l1_ratio=2 / 3, tol=1e-13, max_iter=10**6)),
    "lasso": (0.2, 0.0, Lasso(alpha=0.1, tol=1e-13, max_iter=10**6)),
    "ridge": (0.0, 0.3, Ridge(alpha=0.3 * N)),
}


@pytest.mark.parametrize("name", RECIPES)
def test_coordinate_descent_solves_scikit_learns_problem(name):
    l1, l2, oracle = RECIPES[name]
    w, _ = experiments.elastic_net(*TRAIN, l1, l2, tolerance=1e-13)
    oracle.fit(*TRAIN)
    np.testing.assert_allclose(w, oracle.coef_, atol=1e-8)
    np.testing.assert_array_equal(w == 0, oracle.coef_ == 0)


def test_the_sources_recipe_with_the_share_of_l2():
    """Sum of squares + Λ[(1−α)Σ|w| + αΣw²] as scikit-learn writes it."""
    strength, share = 36.3, 1 / 3
    oracle = ElasticNet(alpha=strength * (1 + share) / (2 * N), l1_ratio=(1 - share) / (1 + share),
                        tol=1e-13, max_iter=10**6).fit(*TRAIN)  # fmt: skip
    w, _ = experiments.elastic_net(*TRAIN, strength * (1 - share) / N, strength * share / N)
    np.testing.assert_allclose(w, oracle.coef_, atol=1e-8)


def test_many_problems_at_once_are_as_if_alone():
    x, y = rng.standard_normal((3, 12, 4)) + 1, rng.standard_normal((3, 12))
    l1 = np.array([0.1, 0.0, 0.4])
    together, _ = experiments.elastic_net(x, y, l1, 0.2)
    for k in range(3):
        alone, _ = experiments.elastic_net(x[k], y[k], l1[k], 0.2)
        np.testing.assert_allclose(together[k], alone, atol=1e-8)
    menu, _ = experiments.elastic_net(x[0], y[0], l1, 0.2)
    assert menu.shape == (3, 4)
    np.testing.assert_allclose(menu[0], together[0], atol=1e-8)


def test_coordinate_descent_and_path_agree():
    x, y = experiments.hidden_factors(4)
    levels, corners = naive_path(x.T @ x, x.T @ y, 0.5)
    for k in (1, 3, -1):
        w, _ = experiments.elastic_net(x, y, levels[k] / len(x), 0.5 / len(x), tolerance=1e-13)
        np.testing.assert_allclose(w, corners[k], atol=1e-6)


def test_no_convergence_is_said():
    with pytest.raises(RuntimeError, match="no convergence in 3 sweeps"):
        experiments.elastic_net(*TRAIN, 0.0, 0.0, most=3)


def test_hidden_factors_come_in_two_groups_with_signs():
    x, y = experiments.hidden_factors(0)
    correlation = x.T @ x
    np.testing.assert_allclose(np.diag(correlation), 1)
    signs = np.outer([1, -1, 1], [1, -1, 1])
    assert (correlation[:3, :3] * signs).min() > 0.99
    assert (correlation[3:, 3:] * signs).min() > 0.99
    assert abs(correlation[:3, 3:]).max() < 0.4
    assert abs(y.mean()) < 1e-12


def test_orthonormal_columns_make_the_corrected_net_a_lasso():
    q, _ = np.linalg.qr(rng.standard_normal((20, 5)))
    y = rng.standard_normal(20)
    lasso = minimizer(q.T @ q, q.T @ y, 1.2)
    assert 0 < np.count_nonzero(lasso) < 5
    for lambda2 in (0.3, 7.0):
        net = (1 + lambda2) * minimizer(q.T @ q, q.T @ y, 1.2, lambda2)
        np.testing.assert_allclose(net, lasso, atol=1e-12)


def test_one_point_of_the_path_is_that_of_coordinate_descent():
    x, y = experiments.hidden_factors(1)
    for lambda1, lambda2 in ((30.0, 0.5), (7.0, 0.1)):
        w, _ = experiments.elastic_net(x, y, lambda1 / 100, lambda2 / 100, tolerance=1e-13)
        np.testing.assert_allclose(minimizer(x.T @ x, x.T @ y, lambda1, lambda2), w, atol=1e-6)


def test_the_target_of_the_hidden_factors_depends_a_little_on_the_second():
    x, y = experiments.hidden_factors(0, n=40_000)
    pulls = x.T @ y / np.sqrt(len(y))  # covariance with a standardized column; z is even on 0..20
    signs = np.array([1, -1, 1])
    np.testing.assert_allclose(signs * pulls[:3], 20 / np.sqrt(12), rtol=0.03)
    np.testing.assert_allclose(signs * pulls[3:], 0.1 * 20 / np.sqrt(12), atol=0.12)


def garbled(make):
    """The same data with a test set that has nothing to do with it."""

    def split(**options):
        whole = make(**options)
        return replace(whole, test=whole.test._replace(y=whole.test.y[::-1].copy()))

    return split


def test_nothing_is_chosen_on_the_test_set(monkeypatch):
    strengths, shares = np.geomspace(1e-3, 3, 6), np.array([0.3, 0.7])
    errors, chosen = experiments.car_errors(strengths, shares, samples=3)
    surface = experiments.digit_surface(np.array([0.0, 2**-7]), np.array([0.0, 2**-7]), seeds=1)
    monkeypatch.setattr(experiments, "autos", garbled(experiments.autos))
    monkeypatch.setattr(experiments, "digits", garbled(experiments.digits))
    other_errors, other_chosen = experiments.car_errors(strengths, shares, samples=3)
    for name, coefficients in chosen.items():
        np.testing.assert_array_equal(coefficients, other_chosen[name])
    assert (other_errors["lasso"] > 1.5 * errors["lasso"]).all()
    other = experiments.digit_surface(np.array([0.0, 2**-7]), np.array([0.0, 2**-7]), seeds=1)
    np.testing.assert_array_equal(surface.validation, other.validation)
    np.testing.assert_array_equal(surface.best(), other.best())
    assert (other.test < surface.test - 0.3).all()


def test_a_resample_repeats_some_cars_and_leaves_out_others():
    frequency = experiments.car_selection(0.3, 0.0, samples=2, resamples=30).frequency
    assert ((frequency > 0) & (frequency < 1)).any()  # an order alone would change nothing


def test_validation_labels_of_the_surface_are_wrong_in_30_percent(monkeypatch):
    asked, real = [], experiments.digits
    monkeypatch.setattr(experiments, "digits", lambda **o: asked.append(o) or real(**o))
    experiments.digit_surface(np.zeros(1), np.zeros(1), seeds=2)
    assert [options["seed"] for options in asked] == [0, 1]
    assert all(options["validation_label_noise"] == 0.3 for options in asked)
    assert all(options["label_noise"] == 0.3 for options in asked)


def test_car_selection_adds_up():
    found = experiments.car_selection(0.3, 0.1, samples=2, resamples=20)
    assert found.frequency.shape == (2, 5)
    assert (found.both <= found.frequency[:, 1:3].min(axis=1) + 1e-12).all()
    everything = experiments.car_selection(0.0, 0.1, samples=1, resamples=10)
    assert (everything.frequency == 1).all()
    nothing = experiments.car_selection(100.0, 0.1, samples=1, resamples=10)
    assert (nothing.frequency == 0).all()


def test_car_errors_share_their_cars_and_their_menus():
    one = np.array([0.1])
    errors, chosen = experiments.car_errors(one, np.array([1.0]), samples=2)
    np.testing.assert_allclose(errors["elastic net"], errors["lasso"])  # the share of L1 is 1
    errors, _ = experiments.car_errors(one, np.array([0.0]), samples=2)
    np.testing.assert_allclose(errors["elastic net"], errors["ridge"])
    assert chosen["lasso"].shape == (2, 5)
    assert (errors["predict the mean"] > errors["least squares"]).all()


def test_the_baseline_that_trains_on_the_validation_cars_too():
    errors, _ = experiments.car_errors(np.array([0.1]), np.array([0.5]), samples=2)
    for seed, found in enumerate(errors["least squares, 80 cars"]):
        split = autos(seed=seed)
        x, y = (np.concatenate(parts) for parts in zip(split.train, split.validation, strict=True))
        w = np.linalg.lstsq(np.c_[np.ones(80), x], y, rcond=None)[0]
        misses = w[0] + split.test.x @ w[1:] - split.test.y
        np.testing.assert_allclose(found, np.sqrt(np.mean(misses**2)), rtol=1e-7)


def test_surface_is_the_networks_trained_alone():
    grid = np.array([0.0, 2**-7])
    surface = experiments.digit_surface(grid, grid, seeds=1)
    assert surface.validation.shape == surface.test.shape == surface.zeros.shape == (1, 2, 2)
    assert (surface.zeros[0, 0] == 0).all()
    assert (surface.zeros[0, 1] > 0).all()
    alone = experiments.digit_surface(grid[1:], grid[:1], seeds=1)
    assert alone.test[0, 0, 0] == surface.test[0, 1, 0]
    assert alone.zeros[0, 0, 0] == surface.zeros[0, 1, 0]


def test_choosing_looks_at_validation_and_reports_test():
    validation = np.array([[[0.1, 0.9], [0.2, 0.3]], [[0.5, 0.1], [0.7, 0.2]]])
    test = np.array([[[1.0, 2.0], [3.0, 4.0]], [[5.0, 6.0], [7.0, 8.0]]])
    surface = experiments.Surface(validation, test, 0 * test)
    np.testing.assert_array_equal(surface.chosen(), [2, 7])
    np.testing.assert_array_equal(surface.chosen(rows=slice(0, 1)), [2, 5])
    np.testing.assert_array_equal(surface.chosen(columns=slice(0, 1)), [3, 7])
    np.testing.assert_array_equal(surface.best(), [[0, 1], [1, 0]])


def test_the_shown_training_makes_zeros_only_with_the_proximal_step():
    part = center(digits(train=60)).train
    for proximal in (True, False):
        batches = minibatches(*part, batch_size=20, seed=0)
        network = train_numpy(batches, 0.125, 2**-6, 2**-7, epochs=10, proximal=proximal)
        assert any((kernel == 0).any() for kernel, _ in network) == proximal


def test_pytorch_gets_the_two_strengths_in_their_places():
    part = center(digits(train=60)).train
    for proximal in (True, False):
        first, second = (
            train(minibatches(*part, batch_size=20, seed=0), 0.125, 2**-6, 2**-9, epochs=3,
                  proximal=proximal) for train in (train_numpy, train_torch)
        )  # fmt: skip
        for ours, theirs in zip(first, second, strict=True):
            np.testing.assert_allclose(ours[0], theirs[0], atol=1e-12)
