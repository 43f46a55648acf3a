"""Checks: the value of the penalty, and its prox."""

import numpy as np

from coursecode.exercises.judging import (
    Mistake,
    array,
    call,
    judged,
    number,
    recognize,
    refuse_if,
    shown,
)


def lengths(w, axis):
    """‖w_g‖₂ with the axes kept."""
    return np.sqrt(np.sum(w**2, axis=1 - axis, keepdims=True))


def shorten(w, by, axis=0):
    """Every group shortened by ``by``, and stopped at 0."""
    norms = lengths(w, axis)
    return w * np.maximum(norms - by, 0) / np.where(norms > 0, norms, 1)


def soft(w, by):
    """Every weight moved towards 0 by ``by``, and stopped there."""
    return np.sign(w) * np.maximum(np.abs(w) - by, 0)


@judged
def check_penalty_value(penalty_value):
    """``penalty_value(w, strength, axis)``: λ Σ_g √size(g) ‖w_g‖₂ of a kernel."""
    rng = np.random.default_rng(11)
    for shape in ((2, 3), (5, 2), (1, 4), (4, 7)):
        for axis in (0, 1):
            w, strength = rng.standard_normal(shape), 0.1 + rng.random()
            norms, other = lengths(w, axis), lengths(w, 1 - axis)
            size, count = shape[1 - axis], shape[axis]
            given = w.copy()
            value = penalty_value(given, strength, axis)
            refuse_if(value is None, "your function returns nothing: is `return` missing?")
            refuse_if(
                not np.array_equal(given, w),
                "w was changed. A penalty has a value, and leaves the weights as they are.",
            )
            recognize(
                np.array(number(value)),
                np.array(strength * np.sqrt(size) * norms.sum()),
                [
                    (strength * np.sqrt(count) * other.sum(), "the groups lie along the other "
                     "axis: `axis` names the groups, so the sum of squares runs over the other "
                     "one, 1 - axis."),
                    (strength * norms.sum(), "√size is missing: every norm is multiplied by the "
                     "root of the number of weights in its group."),
                    (strength * np.sqrt(count) * norms.sum(), "the root is of the number of "
                     "groups; it should be of the number of weights in one group."),
                    (strength * size * norms.sum(), "the size itself multiplies the norms; it "
                     "should be its root."),
                    (strength * np.sqrt(size) * (norms**2).sum(), "these are squared norms. "
                     "Without the root in ‖w_g‖ this is L2 when groups have one size, as here, and "
                     "L2 has no kink and gives no zeros."),
                    (strength * np.sqrt(size) * np.sqrt((norms**2).sum()), "the root is taken of "
                     "the whole sum. One root per group, then the sum."),
                    (strength * (w**2).sum(), "that is L2: one root per group is missing."),
                    (strength * np.sqrt(size) * other.sum(), "the norms run along the other axis: "
                     "`axis` names the groups, so the sum of squares runs over 1 - axis."),
                    (strength * other.sum(), "the norms run along the other axis, 1 - axis is "
                     "right, and the root of the size is missing."),
                    (strength * np.abs(w).sum(), "that is L1: every weight is a group of its own."),
                    (np.sqrt(size) * norms.sum(), "the strength is missing."),
                ],
                f"w = {shown(w)}, strength = {strength:.4g}, axis = {axis}",
            )  # fmt: skip
    return "one norm per group, each with the root of its size, for both axes."


@judged
def check_prox(prox):
    """``prox(w, strength, step, axis)``: every group shortened by step·λ·√size, not below 0."""
    rng = np.random.default_rng(12)
    for shape, scale in (((3, 2), 1), ((2, 5), 1), ((6, 4), 0.01)):
        for axis in (0, 1):
            strength, step = scale * (0.4 + rng.random()), 0.3
            by = step * strength * np.sqrt(shape[1 - axis])
            w = rng.standard_normal(shape)
            w *= by * around(shape[axis], axis) / lengths(w, axis)
            judge_prox(prox, w, strength, step, axis, shape[1 - axis])
    dead = np.array([[0.0, 0.0, 0.0], [3.0, -4.0, 12.0]])
    judge_dead(prox, dead, 0)
    judge_dead(prox, dead.T.copy(), 1)
    return "every group keeps its direction and is shortened by step·λ·√size, and 0 stays 0."


def around(count, axis):
    """Lengths of groups in units of what is taken off: just longer, long, just shorter."""
    return np.expand_dims(np.resize([1.2, 9, 0.8, 5, 0.1, 2], count), 1 - axis)


def judge_dead(prox, dead, axis):
    """A group of zeros stays, without NaN and without a warning."""
    with np.errstate(invalid="ignore", divide="ignore"):
        result = array(call(prox, dead, 0.1, 1.0, axis), dead.shape)
    refuse_if(
        not np.isfinite(result).all(),
        "a group that is 0 already comes back as NaN: 0/0. Divide by the norm only where it is "
        "not 0, for example by np.where(norms > 0, norms, 1).",
    )
    left = np.abs(result[dead == 0]).max()
    refuse_if(left > 1e-9, f"a group of zeros came back with the size {left:.2g}.")
    right = shorten(dead, 0.1 * np.sqrt(3), axis)
    recognize(result, right, [], f"w = {shown(dead)}, strength = 0.1, step = 1, axis = {axis}")
    try:
        with np.errstate(invalid="raise", divide="raise"):
            call(prox, dead, 0.1, 1.0, axis)
    except FloatingPointError as error:
        raise Mistake(
            f"the values are right, but NumPy warns ({error}): np.where computes both of its "
            "branches. Replace the norm of 0 before you divide by it."
        ) from error


def judge_prox(prox, w, strength, step, axis, size):
    """One call against the right answer and the planned mistakes."""
    given = w.copy()
    result = array(prox(given, strength, step, axis), w.shape)
    refuse_if(not np.array_equal(given, w), "the array that came in was changed. Return a new one.")
    by, norms = step * strength * np.sqrt(size), lengths(w, axis)
    right = shorten(w, by, axis)
    recognize(
        result,
        right,
        [
            (w * (norms - by) / norms, "short groups came out on the other side of 0. A group "
             "that is shorter than the step stops at 0: np.maximum(..., 0)."),
            (shorten(w, step * strength, axis), "√size is missing in the length that is taken "
             "off."),
            (shorten(w, strength * np.sqrt(size), axis), "the size of the step is missing: the "
             "length taken off is step·λ·√size."),
            (shorten(w, step * strength * np.sqrt(w.shape[axis]), axis), "the root is of the "
             "number of groups, not of the number of weights in one group."),
            (shorten(w, step * strength * np.sqrt(w.shape[axis]), 1 - axis), "the groups lie "
             "along the other axis: `axis` names the groups, the norm runs over 1 - axis."),
            (soft(w, step * strength), "that is the prox of L1: it moves every weight alone."),
            (soft(w, by), "every weight is moved alone. Group lasso shortens the group as a whole "
             "and keeps its direction."),
            (w * (norms > by), "groups are kept whole or dropped. The ones that stay have to be "
             "shortened too."),
            (w / (1 + by / np.where(norms > 0, norms, 1)), "that never reaches 0. The factor is "
             "max(1 - step·λ·√size/‖w_g‖, 0), not 1/(1 + ...)."),
        ],
        f"w = {shown(w)}, strength = {strength:.4g}, step = {step}, axis = {axis}",
    )  # fmt: skip
    left = np.abs(result[right == 0]).max(initial=0)
    refuse_if(left > 1e-9, f"a group that is shorter than the step ends at {left:.2g}, not at 0.")
