"""What a slip costs: test errors with a strength that is off by a factor, or chosen elsewhere."""

from typing import NamedTuple

import numpy as np

from coursecode.experiments.l2 import ridge
from coursecode.shared.datasets import diabetes, standardize


class Slips(NamedTuple):
    """Test errors (seeds, factors) with a strength that is off by a factor, and two baselines."""

    factors: tuple
    error: np.ndarray
    mean: np.ndarray  # (seeds,), predict the mean
    none: np.ndarray  # (seeds,), least squares
    chosen: np.ndarray  # (seeds,), the strength meant


def mean_squared(part, w, b):
    """Mean squared error of many linear models."""
    return np.square(part.x @ w.T + b - part.y[:, np.newaxis]).mean(axis=0)


def slips(factors, *, train, seeds):
    """Choose λ of a ridge on validation data, multiply it by each factor, look at the test set."""
    grid = np.geomspace(1e-3, 10, 17)
    rows = []
    for seed in range(seeds):
        split = standardize(diabetes(train=train, validation=100, test=100, seed=seed))
        w, b = ridge(*split.train, grid)
        best = grid[mean_squared(split.validation, w, b).argmin()]
        w, b = ridge(*split.train, np.append(best * np.asarray(factors), 0))
        errors = mean_squared(split.test, w, b)
        mean = np.square(split.test.y - split.train.y.mean()).mean()
        rows.append([*errors, mean, best])
    *errors, none, mean, chosen = np.array(rows).T
    return Slips(tuple(factors), np.array(errors).T, mean, none, chosen)


def carried_over(chosen, *, train):
    """Test errors (seeds,) with the strengths (seeds,) that were chosen for other patients."""
    errors = []
    for seed, strength in enumerate(chosen):
        split = standardize(diabetes(train=train, validation=100, test=100, seed=seed))
        w, b = ridge(*split.train, np.array([strength]))
        errors.append(mean_squared(split.test, w, b)[0])
    return np.array(errors)
