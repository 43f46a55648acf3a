"""Scores of models without any skill: the best of many guessers, and columns chosen too early."""

import numpy as np


def best_of_guessers(candidates, *, examples=100, repeats=200):
    """Best accuracy of the first k guessers, for each k in ``candidates``, in every repeat."""
    shape = repeats, max(candidates), examples
    right = np.random.default_rng(0).integers(0, 2, size=shape, dtype=np.int8)
    scores = right.mean(axis=2)
    return np.array([scores[:, :k].max(axis=1) for k in candidates]).T


def pure_noise(seed, features, examples=50):
    """Inputs and two classes that have nothing to do with each other; the classes are balanced."""
    rng = np.random.default_rng([seed, 9])
    labels = rng.permutation(np.arange(examples) % 2)
    return rng.standard_normal((features, examples)).T, labels


def strongest(x, y, keep=20):
    """The columns whose class means differ most."""
    return np.argsort(-np.abs(x[y == 1].mean(axis=0) - x[y == 0].mean(axis=0)))[:keep]


def nearest_mean(x, y, x_new):
    """Give each new example the class whose training mean is nearer."""
    distances = [np.sum((x_new - x[y == c].mean(axis=0)) ** 2, axis=1) for c in (0, 1)]
    return np.argmin(distances, axis=0)


def selection_accuracies(seed, features, folds=5):
    """Cross-validated accuracy on pure noise: columns selected before the folds, and inside."""
    x, y = pure_noise(seed, features)
    leaky = strongest(x, y)
    scores = {"before": [], "inside": []}
    for held in np.array_split(np.random.default_rng([seed, 10]).permutation(len(y)), folds):
        rest = np.setdiff1d(np.arange(len(y)), held)
        honest = strongest(x[rest], y[rest])
        for name, columns in (("before", leaky), ("inside", honest)):
            guess = nearest_mean(x[np.ix_(rest, columns)], y[rest], x[np.ix_(held, columns)])
            scores[name].append(np.mean(guess == y[held]))
    return np.mean(scores["before"]), np.mean(scores["inside"])
