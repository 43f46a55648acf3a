"""Check: accept or reject a claimed solution of the lasso."""

import numpy as np

from coursecode.exercises.judging import judged, refuse_if
from coursecode.experiments.l1 import at_strengths, lasso_path
from coursecode.experiments.l2 import ridge

REJECTED = {
    "one weight moved by 0.001": "a weight that is off by 0.001 was accepted with the tolerance "
    "1e-6. For w ≠ 0 the slope of the data loss must *equal* -λ sign(w).",
    "a weight of 0.0001": "a weight of 0.0001 was treated like 0 and accepted, with "
    "the tolerance 1e-6. What decides between the two conditions is w == 0, exactly.",
    "2λ": "the solution for 2λ was accepted. The course's data loss is the mean square, without "
    "a half: its slope is 2 xᵀ(error)/n.",
    "λ/2": "the solution for λ/2 was accepted. The slope of the mean square is 2 xᵀ(error)/n.",
    "λ/n": "the solution for λ/n was accepted: the slope of a *mean* is divided by n.",
    "a feature left out": "a solution was accepted that keeps a useful weight at 0. A 0 has a "
    "condition too: the size of the slope there must not exceed λ.",
    "L1 and the signs": "weights with the wrong sign were accepted: for w ≠ 0 the slope is "
    "-λ sign(w); comparing sizes alone is not enough.",
    "ridge": "a ridge solution was accepted. It satisfies another condition: 2λw instead of "
    "λ sign(w).",
    "another intercept": "a solution with the wrong b was accepted. b is free of penalty, so the "
    "mean of the errors must be 0.",
    "all zero": "all weights 0 was accepted for a λ at which one of the slopes is larger than λ.",
}


@judged
def check_is_minimizer(is_minimizer):
    """``is_minimizer(x, y, w, b, strength, tolerance)`` -> whether (w, b) solves the lasso."""
    for seed, n, features in ((0, 30, 6), (1, 12, 20), (2, 8, 3)):
        x, y, knots, path = problem(seed, n, features)
        for share in (0.3, 0.15, 1.5):
            strength = share * knots[0]
            w = solution(knots, path, strength)
            answer = verdict(is_minimizer, x, y, w, intercept(x, y, w), strength)
            refuse_if(not answer, why_rejected(is_minimizer, x, y, w, strength, (knots, path)))
        for name, strength, w, b in impostors(x, y, knots, path):
            answer = verdict(is_minimizer, x, y, w, b, strength)
            refuse_if(answer, REJECTED[name])
        explain_tolerance(is_minimizer, x, y, knots, path)
    return "slope = -λ sign(w) where w ≠ 0, at most λ where w = 0, and errors that add up to 0."


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


def explain_tolerance(is_minimizer, x, y, knots, path):
    """A solution whose slopes are off by an amount: above one tolerance, below another."""
    strength = 0.3 * knots[0]
    w = solution(knots, path, strength)
    largest, centered = np.abs(w).argmax(), x - x.mean(axis=0)
    steepest = np.abs(2 * centered.T @ centered[:, largest] / len(x)).max()
    for off, tolerance in ((5e-3, 1e-2), (1e-7, 1e-9)):
        moved = w.copy()
        moved[largest] += off / steepest
        claim = moved, intercept(x, y, moved), strength
        answer = verdict(is_minimizer, x, y, *claim, tolerance)
        refuse_if(
            answer != (off < tolerance),
            f"a solution whose slopes are off by {off:g} was {'accepted' if answer else 'rejected'}"
            f" with the tolerance {tolerance:g}. Use the tolerance that comes in, and it alone "
            "(np.allclose has a relative one too: rtol=0).",
        )


def verdict(is_minimizer, x, y, w, b, strength, tolerance=1e-6):
    """The answer as True or False."""
    answer = is_minimizer(x.copy(), y.copy(), w.copy(), b, strength, tolerance)
    refuse_if(answer is None, "your function returns nothing: is `return` missing?")
    refuse_if(
        np.size(answer) != 1,
        f"return one True or False for the whole solution, yours has shape {np.shape(answer)}. "
        "np.all brings the conditions together.",
    )
    return bool(np.asarray(answer).reshape(()))


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
        j = np.flatnonzero(w == 0)[0]
        small, rest = np.full_like(w, 1e-4), np.delete(np.arange(len(w)), j)
        small[rest] = solution(*lasso_path(x[:, rest], y - 1e-4 * x[:, j]), strength)
        claims.append(("a weight of 0.0001", small))
    swapped = wrong_signs(x, y, strength, alive)
    for name, claim in [*claims, ("L1 and the signs", swapped)]:
        yield name, strength, claim, intercept(x, y, claim)
    yield "another intercept", strength, w, 0.0


def wrong_signs(x, y, strength, alive):
    """Slopes of size λ at the alive weights, but with the sign that belongs to -w."""
    centered = x[:, alive] - x[:, alive].mean(axis=0)
    w = np.zeros(x.shape[1])
    gram, pull = 2 * centered.T @ centered / len(x), 2 * centered.T @ (y - y.mean()) / len(x)
    least_squares = np.linalg.lstsq(gram, pull, rcond=None)[0]
    w[alive] = np.linalg.lstsq(gram, pull + strength * np.sign(least_squares), rcond=None)[0]
    return w


def why_rejected(is_minimizer, x, y, w, strength, curve):
    """Name the condition that a right solution was measured against by mistake."""
    others = {
        2: "it accepts the solution for 2λ instead: the slope of the mean square is "
        "2 xᵀ(error)/n; is the 2 missing?",
        1 / 2: "it accepts the solution for λ/2 instead. Is there a 2 too many?",
        1 / len(x): "it accepts the solution for λ/n instead: divide the slope by n.",
        len(x): "it accepts the solution for nλ instead: is the slope divided by n twice?",
    }
    right = "a right solution was rejected: "
    for factor, text in others.items():
        v = solution(*curve, factor * strength)
        if np.any(v) and verdict(is_minimizer, x, y, v, intercept(x, y, v), strength):
            return right + text
    v = wrong_signs(x, y, strength, np.flatnonzero(w))
    if verdict(is_minimizer, x, y, v, intercept(x, y, v), strength):
        return right + "the sign of the slope is turned round."
    if not np.all(w):
        return right + (
            "it has zeros. There the slope need not be ±λ: any size up to λ will do, because the "
            "kink of |w| has every slope between -1 and 1."
        )
    return right + "for w ≠ 0 the slope of the data loss is -λ sign(w), up to the tolerance."
