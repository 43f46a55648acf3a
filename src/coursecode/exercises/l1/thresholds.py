"""Checks: four coefficients by pencil, and the soft threshold."""

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
            (soft(strength), "you moved by λ. The mean squared error has slope 2(w - a) here, so "
             "the balance is 2(a - w) = λ: a move by λ/2."),
            (np.abs(soft(strength / 2)), "the sizes are right; two coefficients lost their sign."),
            (w - strength / 2 * np.sign(w), "the small ones were moved past 0. Moving on would "
             "cost again: they stay at 0."),
            (w / (1 + strength), "this is ridge: a share of each. L1 takes the same amount from "
             "each."),
            (np.where(np.abs(w) > strength / 2, w, 0), "the two zeros are right, but the "
             "survivors pay too: every weight moves by λ/2."),
            (soft(2 * strength), "the factor 2 is on the wrong side: 2(a - w) = λ."),
            (soft(strength / 4), "the factor 2 is there twice: 2(a - w) = λ."),
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
def check_soft_threshold(soft_threshold):
    """``soft_threshold(v, t)``: the w that minimizes ½ (w - v)² + t |w|, entry by entry."""
    rng = np.random.default_rng(11)
    for v, t in (
        (np.array([2.0, -2.0, 0.5, -0.5, 0.0]), 1.0),
        (rng.standard_normal((4, 3)), 0.7),
        (np.array([1.5, -1.5, 0.25]), 1.5),  # at the threshold itself
        (rng.standard_normal(6), 0.0),
        (np.array(-3.0), 0.5),
    ):
        given = v.copy()
        got = soft_threshold(given, t)
        refuse_if(
            not np.array_equal(given, v),
            "the array that came in was changed. Return a new one.",
        )
        shrunk = np.maximum(np.abs(v) - t, 0)
        recognize(
            array(got, v.shape),
            np.sign(v) * shrunk,
            [
                (v - t * np.sign(v), "weights closer to 0 than t are pushed past it to the other "
                 "side. There no point is better than 0 itself."),
                (shrunk, "the sign is lost: v = -2 and t = 1 give -1."),
                (np.maximum(v - t, 0), "all negative v become 0; -2 with t = 1 becomes -1."),
                (np.where(np.abs(v) > t, v, 0), "this is the hard threshold. Survivors pay too: "
                 "for w ≠ 0 the condition w - v + t sign(w) = 0 says w = v - t sign(v)."),
                (v / (1 + t), "this is the proximal step of ½ t w². For |w| the amount is fixed."),
                (v / (1 + 2 * t), "this is the proximal step of t w². For |w| the amount "
                 "is fixed."),
                (np.sign(v) * np.maximum(np.abs(v) - t / 2, 0), "the move is t, not t/2: the "
                 "square has its half already, so its slope is w - v."),
                (np.sign(v) * np.maximum(np.abs(v) - 2 * t, 0), "the move is t, not 2t."),
                (np.clip(v, -t, t), "this is what the step takes away; return what it leaves."),
                (np.where(np.abs(v) > t, 0, v), "the small ones survive here; it is the large."),
            ],
            f"v = {shown(v)} and t = {t}",
        )  # fmt: skip
        refuse_if(
            np.any(np.asarray(got)[shrunk == 0] != 0),
            "some weights are tiny where they should be exactly 0.",
        )
    return "it is sign(v) max(|v| - t, 0), and its zeros are exact."
