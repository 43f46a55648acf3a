"""Claimed solutions of the lasso for the referee: right ones, and impostors by name."""

import numpy as np

from coursecode.experiments.l1 import at_strengths, lasso_path
from coursecode.experiments.l2 import ridge


def problem(seed, n, features):
    """Features, some of them useless, and the path of the lasso; centred in the first problem."""
    rng = np.random.default_rng([seed, 31])
    x = rng.standard_normal((n, features)) + 2
    if seed == 0:  # then the slopes do not feel the intercept
        x -= x.mean(axis=0)
    y = x[:, :3] @ [2.0, -1.5, 1.0] + 4 + 0.5 * rng.standard_normal(n)
    return x, y, *lasso_path(x, y)


def solution(knots, path, strength):
    return at_strengths(knots, path, [strength])[0]


def intercept(x, y, w):
    return float(y.mean() - x.mean(axis=0) @ w)


def impostors(x, y, knots, path):
    """Claimed solutions that are none: name, strength, w, b."""
    strength = 0.15 * knots[0]
    w = solution(knots, path, strength)
    alive = np.flatnonzero(w)
    moved = w.copy()
    moved[alive[0]] += 1e-3
    left_out = np.zeros_like(w)
    rest = np.delete(np.arange(len(w)), alive[np.abs(w[alive]).argmax()])
    left_out[rest] = solution(*lasso_path(x[:, rest], y), strength)
    claims = [
        ("one weight moved by 0.001", moved),
        ("a feature left out", left_out),
        ("λ/2", solution(knots, path, strength / 2)),
        ("2λ", solution(knots, path, 2 * strength)),
        ("λ/n", solution(knots, path, strength / len(x))),
        ("ridge", ridge(x, y, strength)[0]),
        ("all zero", 0 * w),
    ]
    if len(alive) < len(w):
        claims.append(("a weight of 0.0001", with_small(x, y, w, strength, 1e-4)))
    swapped = wrong_signs(x, y, strength, alive)
    for name, claim in [*claims, ("L1 and the signs", swapped)]:
        yield name, strength, claim, intercept(x, y, claim)
    yield "another intercept", strength, w, 0.0


def with_small(x, y, w, strength, size):
    """A solution but for a weight of this size, which should be 0."""
    j = np.flatnonzero(w == 0)[0]
    small, rest = np.full_like(w, size), np.delete(np.arange(len(w)), j)
    small[rest] = solution(*lasso_path(x[:, rest], y - size * x[:, j]), strength)
    return small


def wrong_signs(x, y, strength, alive):
    """Slopes of size λ at the alive weights, but with the sign that belongs to -w."""
    centered = x[:, alive] - x[:, alive].mean(axis=0)
    w = np.zeros(x.shape[1])
    gram, pull = 2 * centered.T @ centered / len(x), 2 * centered.T @ (y - y.mean()) / len(x)
    least_squares = np.linalg.lstsq(gram, pull, rcond=None)[0]
    w[alive] = np.linalg.lstsq(gram, pull + strength * np.sign(least_squares), rcond=None)[0]
    return w
