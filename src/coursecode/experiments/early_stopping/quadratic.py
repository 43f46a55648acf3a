"""Gradient descent on a quadratic loss, direction by direction, beside ridge regression."""

import numpy as np

from coursecode.experiments.l2 import ridge
from coursecode.shared.datasets import diabetes, standardize


def least_squares():
    """The diabetes data, standardized and centred: x (331, 10) and y (331,), in units of its sd."""
    x, y = standardize(diabetes(seed=0), target=True).train
    return x - x.mean(axis=0), y - y.mean()


def descend(x, y, learning_rate, steps):
    """Weights after so many steps of gradient descent on mean (x w − y)², from w = 0."""
    w = np.zeros(x.shape[1])
    for _ in range(steps):
        w -= learning_rate * 2 / len(x) * x.T @ (x @ w - y)
    return w


def distances(x, y, learning_rate, steps):
    """‖descent − ridge‖ / ‖descent‖ after each number of steps, for λ = 1/(2ηt) and the best λ."""
    rows = []
    for count in steps:
        w = descend(x, y, learning_rate, count)
        rule = 1 / (2 * learning_rate * count)
        tried, _ = ridge(x, y, rule * np.logspace(-1.5, 1.5, 241))
        gaps = np.linalg.norm(tried - w, axis=1) / np.linalg.norm(w)
        rows.append((gaps[120], gaps.min()))
    return np.array(rows)


def weight_errors(times, *, seeds, examples=60, features=40):
    """Expected ‖ŵ − w*‖² of gradient flow at every time, and of ridge with λ = 1/time.

    Two arrays (seeds, times). Closed forms over the noise, which has variance 1; the truth w* is
    drawn with Σ w*² near 1. The loss is half the mean squared error here, as in the paper, so that
    time and λ are theirs.
    """
    time = np.asarray(times)[:, np.newaxis]
    flow, shrunk = [], []
    for seed in range(seeds):
        rng = np.random.default_rng([seed, 10])
        x = rng.standard_normal((examples, features))
        w = rng.standard_normal(features) / np.sqrt(features)
        s, directions = np.linalg.eigh(x.T @ x / examples)
        w = directions.T @ w
        for found, share in ((flow, -np.expm1(-time * s)), (shrunk, s / (s + 1 / time))):
            bias, variance = (1 - share) * w, share**2 / s / examples
            found.append((bias**2 + variance).sum(axis=1))
    return np.array(flow), np.array(shrunk)
