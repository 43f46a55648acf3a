"""Check: accept or reject a claimed solution of the lasso."""

import numpy as np

from coursecode.exercises.judging import judged, refuse_if
from coursecode.exercises.l1.claims import (
    impostors,
    intercept,
    problem,
    solution,
    with_small,
    wrong_signs,
)

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
    problems = [problem(*sizes) for sizes in ((0, 30, 6), (1, 12, 20), (2, 8, 3))]
    for x, y, knots, path in problems:
        for share in (0.3, 0.15, 1.5):
            strength = share * knots[0]
            w = solution(knots, path, strength)
            answer = verdict(is_minimizer, x, y, w, intercept(x, y, w), strength)
            refuse_if(not answer, why_rejected(is_minimizer, x, y, w, strength, (knots, path)))
    judge_one_weight(is_minimizer)
    for x, y, knots, path in problems:
        for name, strength, w, b in impostors(x, y, knots, path):
            answer = verdict(is_minimizer, x, y, w, b, strength)
            refuse_if(answer, REJECTED[name])
        explain_tolerance(is_minimizer, x, y, knots, path)
        strength = 0.15 * knots[0]
        w = solution(knots, path, strength)
        if not np.all(w):
            w = with_small(x, y, w, strength, 5e-9)
            answer = verdict(is_minimizer, x, y, w, intercept(x, y, w), strength, 1e-9)
            refuse_if(answer, "a weight of 5e-9 was taken for 0 with the tolerance 1e-9; "
                      "np.isclose does that. What decides is w == 0, exactly.")  # fmt: skip
        judge_zeros(is_minimizer, x, y, knots[0])
    judge_intercept(is_minimizer)
    return "slope = -λ sign(w) where w ≠ 0, at most λ where w = 0, and errors that add up to 0."


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


def judge_zeros(is_minimizer, x, y, first):
    """All weights 0, and one slope larger than λ, up or down, by less or more than the tolerance.

    ``first`` is the smallest λ at which that is the solution.
    """
    for off, tolerance in ((1e-4, 1e-2), (1e-4, 1e-6)):
        for target in (y, -y):
            claim = np.zeros(x.shape[1]), target.mean(), first - off
            answer = verdict(is_minimizer, x, target, *claim, tolerance)
            refuse_if(
                answer != (off < tolerance),
                f"all weights are 0 and the size of one slope is λ + {off:g}: "
                f"{'accepted' if answer else 'rejected'} with the tolerance {tolerance:g}. Where "
                "w = 0, the size of the slope, up or down, is at most λ, up to the tolerance.",
            )


def judge_intercept(is_minimizer):
    """A solution with b off by an amount: above one tolerance, below another."""
    x, y, knots, path = problem(0, 30, 6)
    w = solution(knots, path, 0.3 * knots[0])
    for off, tolerance in ((1e-4, 1e-2), (1e-4, 1e-6), (-1e-4, 1e-6)):
        claim = w, intercept(x, y, w) + off, 0.3 * knots[0]
        answer = verdict(is_minimizer, x, y, *claim, tolerance)
        refuse_if(
            answer != (abs(off) < tolerance),
            f"a b that is off by {off:g} was {'accepted' if answer else 'rejected'} with the "
            f"tolerance {tolerance:g}. The mean of the errors, of either sign, is 0 up to the "
            "tolerance.",
        )


def judge_one_weight(is_minimizer):
    """One feature: the slope is right, a little too flat or too steep, for w > 0 and for w < 0."""
    rng, strength = np.random.default_rng(32), 0.5
    x = rng.standard_normal((20, 1)) + 2
    y = 1.5 * x[:, 0] + rng.standard_normal(20)
    centered = x[:, 0] - x[:, 0].mean()
    for target, sign in ((y, ">"), (-y, "<")):
        for part in (1, 0.5, 1.5):
            slope = part * strength * np.sign(centered @ target)
            w = np.array([(centered @ target / 20 - slope / 2) / centered.var()])
            answer = verdict(is_minimizer, x, target, w, intercept(x, target, w), strength)
            refuse_if(
                answer != (part == 1),
                f"one feature, w {sign} 0, and a slope of {part:g} λ in size: "
                f"{'accepted' if answer else 'rejected'} with the tolerance 1e-6. Where w ≠ 0, it "
                "is -λ sign(w), for either sign of w, no more and no less.",
            )


def verdict(is_minimizer, x, y, w, b, strength, tolerance=1e-6):
    """The answer as True or False."""
    given = x.copy(), y.copy(), w.copy()
    answer = is_minimizer(*given, b, strength, tolerance)
    refuse_if(
        not all(map(np.array_equal, given, (x, y, w))),
        "x, y or w was changed. A referee leaves them as they are.",
    )
    refuse_if(answer is None, "your function returns nothing: is `return` missing?")
    refuse_if(
        np.size(answer) != 1,
        f"return one True or False for the whole solution, yours has shape {np.shape(answer)}. "
        "np.all brings the conditions together.",
    )
    answer = np.asarray(answer).reshape(()).item()
    refuse_if(answer not in (True, False), f"return True or False, got {answer!r}.")
    return bool(answer)


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
    sane = not verdict(is_minimizer, x, y, w + 1, intercept(x, y, w + 1), strength)
    for factor, text in others.items() if sane else ():
        v = solution(*curve, factor * strength)
        if np.any(v) and verdict(is_minimizer, x, y, v, intercept(x, y, v), strength):
            return right + text
    v = wrong_signs(x, y, strength, np.flatnonzero(w))
    if sane and verdict(is_minimizer, x, y, v, intercept(x, y, v), strength):
        return right + "the sign of the slope is turned round."
    knots, path = curve
    dense = solution(knots, path, 1e-3 * knots[0])
    accepted = verdict(is_minimizer, x, y, dense, intercept(x, y, dense), 1e-3 * knots[0])
    if accepted and np.all(dense) and not np.all(w):
        return right + (
            "it has zeros. There the slope need not be ±λ: any size up to λ will do, because the "
            "kink of |w| has every slope between -1 and 1."
        )
    return right + (
        "the mean of its errors is 0, its slopes are -λ sign(w) where w ≠ 0, and at most λ in size "
        "where w = 0. Look at each of your conditions alone: which one fails?"
    )
