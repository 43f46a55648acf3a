"""Checks: the proximal step of the elastic net, and from naive to corrected coefficients."""

import numpy as np

from coursecode.exercises.judging import array, judged, recognize, refuse_if, shown

CHANGED = "the array that came in was changed. Return a new one."


def soft(w, threshold):
    return np.sign(w) * np.maximum(np.abs(w) - threshold, 0)


def refuse_zeros(got, right, where):
    """Zeros are exact or they are none: a tiny weight is no zero."""
    refuse_if(
        not np.array_equal(got == 0, right == 0),
        f"nearly. For {where} {np.sum(right == 0)} weights should be exactly 0, yours has "
        f"{np.sum(got == 0)}. A tiny weight is no zero.",
    )


@judged
def check_prox(prox):
    """``prox(v, step, l1, l2)``: the minimizer of ½‖w − v‖² + step·(l1 Σ|w| + l2 Σw²)."""
    rng = np.random.default_rng(23)
    for shape in ((6,), (4, 3), (2, 3, 2), (1,)):
        v = 2 * rng.standard_normal(shape) if shape != (1,) else np.zeros(1)  # 0 stays 0
        for step, l1, l2 in ((0.3, 1.1, 0.7), (0.2, 1.7, 2.9), (1.0, 0.0, 0.5), (0.3, 0.7, 0.0)):
            given = v.copy()
            got = prox(given, step, l1, l2)
            refuse_if(not np.array_equal(given, v), CHANGED)
            t, u = step * l1, step * l2
            got, right = array(got, shape), soft(v, t) / (1 + 2 * u)
            where = f"v = {shown(v)}, step = {step}, l1 = {l1}, l2 = {l2}"
            recognize(got, right, [
                (soft(v / (1 + 2 * u), t), "the order is wrong: you divide first, so that the "
                 "threshold meets weights that are already smaller. Threshold, then divide."),
                (soft(v, t) / (1 + u), "the 2 is missing: the derivative of l2·w² is 2·l2·w."),
                (soft(v, t) / (1 + l2), "the division lacks the step size, and the 2: the "
                 "derivative of l2·w² is 2·l2·w."),
                (soft(v, l1) / (1 + 2 * l2), "the step size is missing in both places."),
                (soft(v, t) / (1 + 2 * l2), "the step size is missing in the division."),
                (soft(v, l1) / (1 + 2 * u), "the step size is missing in the threshold."),
                (soft(v, t) * (1 - 2 * u), "1 - 2·step·l2 is the factor of a gradient step; the "
                 "prox solves w + 2·step·l2·w = v, which divides."),
                (soft(v, t), "l2 does nothing."),
                (v / (1 + 2 * u), "l1 does nothing."),
                (soft(v, u) / (1 + 2 * t), "l1 and l2 are swapped."),
                (v - step * (l1 * np.sign(v) + 2 * l2 * v), "that is a gradient step on the "
                 "penalty. It does not stop at 0."),
                ((np.abs(v) - t) * np.sign(v) / (1 + 2 * u), "small weights cross 0 and come out "
                 "with the other sign: stop them at 0."),
                (np.maximum(np.abs(v) - t, 0) / (1 + 2 * u), "the signs are lost."),
            ], where)  # fmt: skip
            refuse_zeros(got, right, where)
    return "threshold first, then divide: it is the minimizer, zeros included."


@judged
def check_corrected(corrected):
    """``corrected(naive, l2)``: undo the second shrinkage, standardized columns."""
    rng = np.random.default_rng(24)
    for features in (3, 8):
        naive = soft(2 * rng.standard_normal(features), 0.8)
        for l2 in (0.8, 3.0, 0.0):
            where = f"naive = {shown(naive)}, l2 = {l2}"
            given = naive.copy()
            got = corrected(given, l2)
            refuse_if(not np.array_equal(given, naive), CHANGED)
            got = array(got, (features,))
            recognize(got, (1 + l2) * naive, [
                ((1 + 2 * l2) * naive, "1 + 2·l2 is the divisor in the prox with step 1. In the "
                 "minimizer for one standardized column the 2 cancels: (1 + l2) w = soft(…)."),
                (naive / (1 + l2), "that shrinks a third time: multiply."),
                (np.sqrt(1 + l2) * naive, "the root leads from naive to the lasso on augmented "
                 "data; a second root leads on to the corrected one."),
                ((1 - l2) * naive, "dividing by 1 + l2 is undone by multiplying with it."),
                (naive + l2 * np.sign(naive), "the shrinkage was a factor, not a constant."),
                (naive + l2, "the shrinkage was a factor, not a constant."),
                (naive, "that is still the naive elastic net."),
            ], where)  # fmt: skip
            refuse_zeros(got, naive, where)
    return "a factor 1 + l2 for standardized columns; zeros stay zeros."
