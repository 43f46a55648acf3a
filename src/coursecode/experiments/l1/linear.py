"""Linear protocols of the chapter on L1: corners, houses, few true features, twins."""

from typing import NamedTuple

import numpy as np

from coursecode.experiments.l1.path import at_strengths, lasso_path
from coursecode.experiments.l2 import ridge
from coursecode.shared.datasets import center, houses, sparse, standardize

SHARES = np.geomspace(1, 1 / 200, 60)  # of the smallest strength that makes all weights 0
RIDGE_STRENGTHS = np.geomspace(1e-3, 1e3, 25)


def squared_errors(part, coefficients, intercepts):
    """Mean squared error of every row of coefficients."""
    return np.square((part.x @ coefficients.T + intercepts).T - part.y).mean(axis=1)


def in_diamond_and_circle(x, y, radius):
    """The best weights with Σ |w| = radius, and those with √Σ w² = radius.

    The radius must be smaller than what least squares spends.
    """
    knots, path = lasso_path(x, y)
    sizes = np.abs(path).sum(axis=1)  # falls along straight lines while λ grows
    diamond = at_strengths(knots, path, [np.interp(radius, sizes, knots)])[0]
    low, high = 1e-8, 1e8
    for _ in range(80):
        middle = np.sqrt(low * high)
        circle, _ = ridge(x, y, middle)
        low, high = (middle, high) if np.linalg.norm(circle) > radius else (low, middle)
    return diamond, circle


def zeros_on_the_boundary(problems, share):
    """Share of problems with an exact zero at the best weights: (diamond, circle).

    Every problem has two features, random correlations and noise; the radius is this ``share`` of
    the L2 norm of its least-squares weights.
    """
    zeros = []
    for seed in range(problems):
        rng = np.random.default_rng([seed, 4])
        x = rng.standard_normal((20, 2)) @ rng.standard_normal((2, 2))
        y = x @ rng.standard_normal(2) + 0.5 * rng.standard_normal(20)
        radius = share * np.linalg.norm(ridge(x, y, 0.0)[0])
        zeros.append([(best == 0).any() for best in in_diamond_and_circle(x, y, radius)])
    return np.mean(zeros, axis=0)


class Houses(NamedTuple):
    """What `wall_colours` found in S samples of houses."""

    place: np.ndarray  # (S, 5), the features' places in the order of vanishing, 0 is first
    zero: np.ndarray  # (S, 5), whether the coefficient is 0 at the strength chosen by validation
    error: np.ndarray  # (S,), squared test error at that strength
    least_squares: np.ndarray  # (S,), the same without a penalty
    mean: np.ndarray  # (S,), the same for predicting the mean training price
    everything: np.ndarray  # (S,), the same for least squares on training and validation houses


def wall_colours(*, samples, train, scaled=True):
    """Which feature does L1 drop first as λ grows, and which does validation leave in?"""
    rows = []
    for seed in range(samples):
        split = (standardize if scaled else center)(houses(train=train, seed=seed))
        knots, path = lasso_path(*split.train)
        first = (path != 0).argmax(axis=0)  # the knot at which a weight is seen, λ falling
        coefficients = at_strengths(knots, path, np.r_[knots[0] * SHARES, 0.0])
        intercept = split.train.y.mean()
        best = squared_errors(split.validation, coefficients, intercept).argmin()
        error = squared_errors(split.test, coefficients, intercept)
        place = (-first).argsort().argsort()
        both = (np.concatenate(parts) for parts in zip(split.train, split.validation, strict=True))
        w, b = ridge(*both, 0.0)
        everything = squared_errors(split.test, w[np.newaxis], b)[0]
        zero = coefficients[best] == 0
        rows.append((place, zero, error[best], error[-1], error[0], everything))
    return Houses(*map(np.array, zip(*rows, strict=True)))


class Recovery(NamedTuple):
    """What `recovery` found in S problems with 5 true features among 200."""

    true: np.ndarray  # (S, k), true features selected, along SHARES
    false: np.ndarray  # (S, k), false features selected
    most: np.ndarray  # (S,), the largest number selected anywhere on the path
    by_size: np.ndarray  # (S, 50), true features when 0, 1, 2, ... may be selected
    screening: np.ndarray  # (S, 50), the same for the largest correlations with y
    chosen: np.ndarray  # (S, 2), true and false ones at the strength chosen by validation
    error: np.ndarray  # (S, 3), test error of L1 and ridge, each chosen by validation, and mean


def recovery(*, correlation, seeds, informative=5):
    """Fit problems with p = 200 and n = 50 along λ, and compare what is selected with the truth."""
    rows = []
    for seed in range(seeds):
        split = sparse(correlation=correlation, informative=informative, seed=seed)
        split = standardize(split)
        is_true = split.truth["coefficients"] != 0
        knots, path = lasso_path(*split.train)
        coefficients = at_strengths(knots, path, knots[0] * SHARES)
        true, false = ((coefficients[:, who] != 0).sum(axis=1) for who in (is_true, ~is_true))
        x, y = split.train
        best, errors = chosen(split, coefficients, y.mean())
        _, ridge_errors = chosen(split, *ridge(x, y, RIDGE_STRENGTHS))
        ranked = np.abs(x.T @ (y - y.mean())).argsort()[::-1]
        on_path = (path != 0).sum(axis=1), (path[:, is_true] != 0).sum(axis=1)
        by_size = [on_path[1][on_path[0] <= m].max() for m in range(50)]
        rows.append((
            true, false, on_path[0].max(), by_size,
            np.r_[0, np.cumsum(is_true[ranked])[:49]],
            (true[best], false[best]),
            (errors, ridge_errors, np.square(split.test.y - y.mean()).mean()),
        ))  # fmt: skip
    return Recovery(*map(np.array, zip(*rows, strict=True)))


def chosen(split, coefficients, intercepts):
    """The row with the smallest validation error, and its test error."""
    best = squared_errors(split.validation, coefficients, intercepts).argmin()
    return best, squared_errors(split.test, coefficients, intercepts)[best]


def twins(seed, *, examples=50, correlation=0.98):
    """Ten features, standardized: two nearly equal ones and a third have weight 1, seven have 0."""
    z = np.random.default_rng([seed, 77]).standard_normal((examples, 12))
    x = z[:, :10].copy()
    x[:, 1] = correlation * x[:, 0] + np.sqrt(1 - correlation**2) * z[:, 10]
    return standard(x), x[:, :3].sum(axis=1) + z[:, 11]


def standard(x):
    return (x - x.mean(axis=0)) / x.std(axis=0)


def bootstrap(x, y, strength, *, ridge_strength, resamples, seed):
    """Coefficients (resamples, features) of L1 and of ridge, from examples drawn again."""
    rng = np.random.default_rng([seed, 5])
    draws = [rng.integers(0, len(x), len(x)) for _ in range(resamples)]
    paths = [lasso_path(standard(x[i]), y[i]) for i in draws]
    lasso = np.concatenate([at_strengths(*path, [strength]) for path in paths])
    return lasso, np.array([ridge(standard(x[i]), y[i], ridge_strength)[0] for i in draws])
