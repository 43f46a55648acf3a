"""The protocols of the chapter on L1: the path of the lasso, its limits, masks and counts."""

from dataclasses import replace

import numpy as np
import pytest
from sklearn.linear_model import Lasso

from coursecode.experiments import l1
from coursecode.experiments.l1 import linear, networks
from coursecode.experiments.l1.networks import OnTheRest, prune
from coursecode.numpy import L1, SGDW, fit, mlp, weights
from coursecode.shared.datasets import center, diabetes, digits, houses, sparse, standardize
from coursecode.shared.minibatches import minibatches


def problem(n, features, seed=0):
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((n, features)) + 1
    return x, x[:, :2].sum(axis=1) + rng.standard_normal(n)


@pytest.mark.parametrize(("n", "features"), [(30, 5), (12, 12), (10, 25), (40, 1)])
def test_the_path_is_optimal_everywhere(n, features):
    x, y = problem(n, features)
    knots, path = l1.lasso_path(x, y)
    assert knots[-1] == 0
    assert (np.diff(knots) < 0).all()
    assert (path[0] == 0).all()
    for strength in knots[0] * np.array([1.5, 0.9, 0.4, 0.1, 0.02]):
        w = l1.at_strengths(knots, path, [strength])[0]
        error = (x - x.mean(axis=0)) @ w - (y - y.mean())
        slope = 2 * (x - x.mean(axis=0)).T @ error / n
        np.testing.assert_allclose(slope[w != 0], -strength * np.sign(w[w != 0]), atol=1e-9)
        assert (np.abs(slope[w == 0]) <= strength + 1e-9).all()


def test_the_path_is_that_of_scikit_learn():
    """mean (y - f)² + λ Σ|w| is twice Lasso's objective with alpha = λ/2."""
    for split in (standardize(diabetes()), standardize(sparse(seed=3))):
        knots, path = l1.lasso_path(*split.train)
        for strength in knots[0] * np.array([0.5, 0.1, 0.03]):
            w = l1.at_strengths(knots, path, [strength])[0]
            oracle = Lasso(alpha=strength / 2, tol=1e-12, max_iter=10**6).fit(*split.train)
            np.testing.assert_allclose(w, oracle.coef_, atol=1e-7 * np.abs(w).max())
            np.testing.assert_array_equal(w == 0, oracle.coef_ == 0)


def test_the_path_of_the_diabetes_data_turns_where_it_was_published():
    """Efron et al. (2004): 13 knots; one variable leaves and comes back before the end."""
    split = diabetes()
    x = np.concatenate([split.train.x, split.validation.x, split.test.x])
    y = np.concatenate([split.train.y, split.validation.y, split.test.y])
    x = (x - x.mean(axis=0)) / np.linalg.norm(x - x.mean(axis=0), axis=0)
    knots, path = l1.lasso_path(x, y)
    published = [949.44, 889.31, 452.90, 316.07, 130.13, 88.78, 68.96, 19.98, 5.48, 5.09, 2.18,
                 1.31, 0.0]  # fmt: skip
    np.testing.assert_allclose(knots * len(x) / 2, published, atol=0.006)
    assert ((path[:-1] != 0) & (path[1:] == 0)).sum() == 1


def test_the_end_of_the_path_is_least_squares():
    x, y = problem(30, 5)
    centered = x - x.mean(axis=0)
    expected = np.linalg.lstsq(centered, y - y.mean(), rcond=None)[0]
    np.testing.assert_allclose(l1.lasso_path(x, y)[1][-1], expected)


def test_no_more_features_than_examples():
    for seed in range(3):
        _, path = l1.lasso_path(*problem(15, 40, seed))
        assert (path != 0).sum(axis=1).max() == 14  # the intercept takes one


def test_the_best_weights_of_both_balls_spend_the_budget():
    x, y = problem(20, 2)
    diamond, circle = l1.in_diamond_and_circle(x, y, 0.5)
    assert np.isclose(np.abs(diamond).sum(), 0.5)
    assert np.isclose(np.linalg.norm(circle), 0.5)
    angles = np.linspace(0, 2 * np.pi, 2001)
    around = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    on_diamond = around / np.abs(around).sum(axis=1, keepdims=True)
    for best, rivals in ((circle, 0.5 * around), (diamond, 0.5 * on_diamond)):
        errors = [np.var(y - x @ w) for w in (best, *rivals)]
        assert errors[0] <= min(errors[1:]) + 1e-12


def test_places_are_an_order():
    found = l1.wall_colours(samples=6, train=20)
    np.testing.assert_array_equal(np.sort(found.place, axis=1), np.tile(np.arange(5), (6, 1)))
    assert (found.error <= found.mean + 1e-9).mean() > 0.5


def test_the_baseline_that_trains_on_the_validation_houses_too():
    found = l1.wall_colours(samples=3, train=20)
    for seed in range(3):
        split = standardize(houses(train=20, seed=seed))
        ones, rest = np.ones((20 + 30, 1)), (split.train, split.validation)
        x = np.hstack([ones, np.concatenate([part.x for part in rest])])
        w = np.linalg.lstsq(x, np.concatenate([part.y for part in rest]), rcond=None)[0]
        expected = np.mean((split.test.x @ w[1:] + w[0] - split.test.y) ** 2)
        np.testing.assert_allclose(found.everything[seed], expected)
    assert (found.everything != found.least_squares).all()


def test_a_feature_that_vanishes_earlier_has_an_earlier_place():
    found = l1.wall_colours(samples=1, train=3000)
    split = standardize(houses(train=3000, seed=0))
    knots, path = l1.lasso_path(*split.train)
    first = [next(k for k in range(len(knots)) if path[k, j] != 0) for j in range(5)]
    for i in range(5):
        for j in range(5):
            if first[i] > first[j]:  # seen later while λ falls, so gone earlier while it grows
                assert found.place[0, i] < found.place[0, j]


def test_the_strength_is_not_chosen_on_test(monkeypatch):
    """Other test prices must change the error alone, never what is selected."""
    before = l1.wall_colours(samples=4, train=20)

    def shuffled(**options):
        split = houses(**options)
        order = np.random.default_rng(0).permutation(len(split.test.y))
        return replace(split, test=split.test._replace(y=split.test.y[order]))

    monkeypatch.setattr(linear, "houses", shuffled)
    after = l1.wall_colours(samples=4, train=20)
    np.testing.assert_array_equal(after.zero, before.zero)
    assert (after.error > before.error).all()


def test_screening_finds_a_feature_with_a_negative_weight(monkeypatch):
    def negative(**options):
        split = sparse(**options)
        x, y = split.train
        y = -3 * x[:, np.flatnonzero(split.truth["coefficients"])[0]]
        return replace(split, train=split.train._replace(y=y))

    monkeypatch.setattr(linear, "sparse", negative)
    assert linear.recovery(correlation=0.0, seeds=1).screening[0, 1] == 1


def test_the_bootstrap_refits_the_examples_that_were_drawn():
    x, y = l1.twins(2)
    by_l1, by_ridge = l1.bootstrap(x, y, 0.6, ridge_strength=0.3, resamples=3, seed=4)
    rng = np.random.default_rng([4, 5])
    for row in range(3):
        drawn = rng.integers(0, len(x), len(x))
        again = (x[drawn] - x[drawn].mean(axis=0)) / x[drawn].std(axis=0)
        oracle = Lasso(alpha=0.3, tol=1e-12, max_iter=10**6).fit(again, y[drawn])
        np.testing.assert_allclose(by_l1[row], oracle.coef_, atol=1e-7)
        system = again.T @ again + 0.3 * len(x) * np.eye(10)
        expected = np.linalg.solve(system, again.T @ (y[drawn] - y[drawn].mean()))
        np.testing.assert_allclose(by_ridge[row], expected)


def test_three_ways_to_the_same_objective(monkeypatch):
    monkeypatch.setattr(networks, "EPOCHS", 8)
    strength = 2.0**-6
    found = l1.two_steps(strength, seeds=1)
    gradient, cut, proximal = (found[name][0] for name in ("gradient", "cut", "proximal"))
    assert gradient[0] == 0
    assert cut[0] > 0
    assert proximal[0] > 0
    split = center(digits(train=320, test=1200, seed=0))
    model = mlp((64, 32, 10), penalty=L1(strength), seed=0)
    batches = minibatches(*split.train, batch_size=32, seed=0)
    history = fit(model, batches, optimizer=SGDW(0.25), epochs=8)
    w = np.abs(l1.all_weights(weights(model)))
    np.testing.assert_allclose(gradient[2], history.total[-1])
    assert cut[0] == (w < 2 * 0.25 * strength).mean()


def test_narrower_networks_are_smaller(monkeypatch):
    monkeypatch.setattr(networks, "EPOCHS", 5)
    sizes, found = l1.narrower((4, 32), seeds=2)
    np.testing.assert_array_equal(sizes, [4 * (64 * h + h + 10 * h + 10) for h in (4, 32)])
    assert found.shape == (2, 2)
    assert found[:, 1].mean() > found[:, 0].mean()


def test_recovery_counts_add_up():
    found = l1.recovery(correlation=0.0, seeds=2)
    assert found.true.max() <= 5
    assert (found.true + found.false).max() <= 49
    assert (np.diff(found.by_size, axis=1) >= 0).all()
    assert (np.diff(found.screening, axis=1) >= 0).all()
    assert (found.by_size[:, 0] == 0).all()


def test_pruning_keeps_the_largest():
    model = mlp((6, 5, 3), seed=0)
    before = [kernel.copy() for kernel in model.kernels]
    prune(model.kernels, 10)
    alive = np.concatenate([(kernel != 0).ravel() for kernel in model.kernels])
    size = np.abs(np.concatenate([kernel.ravel() for kernel in before]))
    assert alive.sum() == 10
    assert size[alive].min() > size[~alive].max()


def test_training_the_rest_keeps_the_zeros():
    rng = np.random.default_rng(0)
    x, y = rng.standard_normal((20, 6)), rng.integers(0, 3, 20)
    model = mlp((6, 5, 3), seed=0)
    prune(model.kernels, 12)
    before = model.theta.copy()
    zero = [kernel == 0 for kernel in model.kernels]
    rest = OnTheRest(SGDW(0.1, momentum=0.9), model.kernels)
    fit(model, minibatches(x, y, batch_size=5, seed=0), optimizer=rest, epochs=3)
    assert all((kernel[mask] == 0).all() for kernel, mask in zip(model.kernels, zero, strict=True))
    assert not np.allclose(model.theta, before)


def test_sparsity_compares_at_equal_density():
    found = l1.sparsity(np.array([0.0, 4e-3]), seeds=1)
    assert found.density[0, 0] == 1
    assert found.density[0, 1] < 0.7
    assert found.csr[0, 0] > found.dense
    np.testing.assert_array_equal(found.accuracy["L1"][:, 0], found.accuracy["pruned"][:, 0])
