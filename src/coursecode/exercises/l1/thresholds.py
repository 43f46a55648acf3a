"""Checks: four coefficients by pencil, and a threshold for weights that may not be negative."""

import numpy as np

from coursecode.exercises.judging import array, judged, recognize, refuse_if, same, shown


@judged
def check_orthogonal(coefficients):
    """Four lasso coefficients for orthogonal columns of variance 1: (3, -1, 0.5, -0.2), λ = 1.2."""
    w, strength = np.array([3.0, -1.0, 0.5, -0.2]), 1.2

    def soft(t):
        return np.sign(w) * np.maximum(np.abs(w) - t, 0)

    got = array(coefficients, (4,), "the list of coefficients")
    right = soft(strength / 2)
    for wrong, message in (
            (soft(strength), "you moved by λ. The mean squared error has slope 2(w - ŵ) here, so "
             "the balance is 2(ŵ - w) = λ: a move by λ/2."),
            (np.abs(soft(strength / 2)), "the sizes are right; the second one lost its sign."),
            (w - strength / 2 * np.sign(w), "the small ones were moved past 0. Moving on would "
             "cost again: they stay at 0."),
            (w / (1 + strength), "this is ridge: a share of each. L1 takes the same amount from "
             "each."),
            (np.where(np.abs(w) > strength / 2, w, 0), "the two zeros are right, but the "
             "survivors pay too: every weight moves by λ/2."),
            (soft(2 * strength), "the factor 2 is on the wrong side: 2(ŵ - w) = λ."),
            (soft(strength / 4), "the factor 2 is there twice: 2(ŵ - w) = λ."),
    ):  # fmt: skip
        refuse_if(same(got, wrong), message)
    for a, value, expected in zip(w, got, right, strict=True):
        refuse_if(
            not np.isclose(value, expected),
            f"{value:g} does not minimize (w - {a:g})² + {strength:g} |w|. Where is its slope 0? "
            "If nowhere, what is left?",
        )
    return "each moves by λ/2 towards 0, and two arrive."


@judged
def check_no_negative(shrink):
    """``shrink(v, tau)``: the w ≥ 0 that minimizes ½ (w - v)² + τ w, entry by entry."""
    rng = np.random.default_rng(11)
    for v, t in (
        (np.array([3.0, -2.0, 1.0, 0.5, -0.5, 0.0]), 0.8),
        (rng.standard_normal((4, 3)), 0.7),
        (np.array([1.5, -1.5, 0.25]), 1.5),  # at the threshold itself
        (rng.standard_normal(6), 0.0),
        (rng.standard_normal((2, 3, 2)), 0.5),
    ):
        given = v.copy()
        got = shrink(given, t)
        refuse_if(
            not np.array_equal(given, v),
            "the array that came in was changed. Return a new one.",
        )
        size, positive = np.maximum(np.abs(v) - t, 0), np.maximum(v, 0)
        right = np.maximum(v - t, 0)
        recognize(
            array(got, v.shape),
            right,
            [
                (np.sign(v) * size, "this is the soft threshold of the chapter: v = -3 with τ = 1 "
                 "gives -2. Which w is the best among those that are allowed?"),
                (size, "a negative v came back as a positive weight: further from v than 0 is, and "
                 "it costs."),
                (v - t, "that is where the slope is 0, but for v < τ it is negative, and negative "
                 "weights are not allowed."),
                (np.abs(v - t), "for v < τ the weight is mirrored to the other side of 0. No point "
                 "there is better than 0 itself."),
                (positive - t, "first the cut at 0, then the move: the move leads below 0."),
                (positive, "the negative ones are cut, but nobody pays the price τ w."),
                (np.maximum(v + t, 0), "the price pushes weights up: what is the sign of its "
                 "slope?"),
                (np.where(v > t, v, 0), "small weights are cut, but survivors pay too: where "
                 "w > 0, the condition w - v + τ = 0 holds."),
                (positive / (1 + t), "this is the answer for ½ τ w². With τ w the amount is "
                 "fixed."),
                (np.maximum(v - t / 2, 0), "the move is τ, not τ/2: the square has its half "
                 "already, so its slope is w - v."),
                (np.maximum(v - 2 * t, 0), "the move is τ, not 2τ."),
                (np.clip(v, 0, t), "this is what the step takes away; return what it leaves."),
            ],
            f"v = {shown(v)} and τ = {t}",
        )  # fmt: skip
        refuse_if(
            np.any(np.asarray(got)[right == 0] != 0),
            "some weights are tiny where they should be exactly 0.",
        )
    return "it is max(v - τ, 0): one side of the soft threshold, with exact zeros."
