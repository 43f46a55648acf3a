"""Checks: the projection in both layouts, and a loop that keeps the limit."""

import numpy as np

from coursecode.exercises.judging import (
    Mistake,
    array,
    call,
    judged,
    recognize,
    refuse_if,
    same,
    shown,
)


def project(w, limit, axis=0):
    """The sums of squares run over ``axis``."""
    length = np.sqrt(np.sum(w**2, axis=axis, keepdims=True))
    return w * (limit / np.maximum(length, limit))


@judged
def check_max_norm(max_norm):
    """``max_norm(w, limit, units)``: ``units`` is the axis whose index names the units."""
    rng = np.random.default_rng(27)
    for shape in ((3, 2), (2, 5), (6, 4)):
        for units in (0, 1):
            w, limit = 1.5 * rng.standard_normal(shape), 0.8 + 0.4 * rng.random()
            short = [slice(None), slice(None)]
            short[units] = 0
            w[tuple(short)] *= 0.05
            judge_projection(max_norm, w, limit, units)
    zero = np.array([[0.0, 3.0], [0.0, 4.0]])
    with np.errstate(invalid="ignore", divide="ignore"):
        found = array(call(max_norm, zero, 1.0, 1), zero.shape)
    refuse_if(
        not np.isfinite(found).all(),
        "a unit whose weights are all 0 comes back as NaN: 0/0. Divide by np.maximum(length, "
        "limit), which is never 0.",
    )
    try:
        with np.errstate(invalid="raise", divide="raise"):
            call(max_norm, zero, 1.0, 1)
    except FloatingPointError as error:
        raise Mistake(
            f"the values are right, but NumPy warns ({error}) at a unit of zeros. Keep the length "
            "of 0 away from the division."
        ) from error
    inside = 0.1 * rng.standard_normal((4, 3))
    refuse_if(
        not np.array_equal(array(call(max_norm, inside, 1.0, 1), inside.shape), inside),
        "weights inside the limit come back a little different, in their last digits. The factor "
        "should be exactly 1 there; a small number added to the length is not needed.",
    )
    edge = np.array([[3.0, 30.0], [4.0, 40.0]])
    refuse_if(
        not np.array_equal(array(call(max_norm, edge, 5.0, 1), edge.shape)[:, 0], edge[:, 0]),
        "a unit exactly as long as the limit comes back a little shorter. The factor is exactly 1 "
        "there too: add nothing to the length.",
    )
    return "long units are shortened to the limit, the others are untouched, in both layouts."


def judge_projection(max_norm, w, limit, units):
    """One call against the right answer and the planned mistakes."""
    given = w.copy()
    found = array(max_norm(given, limit, units), w.shape)
    refuse_if(not np.array_equal(given, w), "the array that came in was changed. Return a new one.")
    over = 1 - units
    length = np.sqrt(np.sum(w**2, axis=over, keepdims=True))
    recognize(
        found,
        project(w, limit, over),
        [
            (project(w, limit, units), "the lengths run over the wrong axis: `units` names the "
             "units, so the squares are added along the other axis, 1 - units."),
            (w * limit / length, "every unit was brought to the limit. Those that are shorter "
             "stay as they are: the factor is at most 1."),
            (w * limit / max(np.linalg.norm(w), limit), "that is one length for the whole kernel. "
             "Every unit has its own."),
            (np.clip(w, -limit, limit), "every weight is clipped alone. Max-norm shortens the "
             "vector and keeps its direction."),
            (w * np.minimum(1, limit / length**2), "that divides by the squared length: a root "
             "is missing."),
            (w * np.minimum(1, limit / np.abs(w).sum(axis=over, keepdims=True)), "the length is "
             "the L2 norm, the root of the sum of squares, not the sum of absolute values."),
            (w * np.minimum(1, limit / np.abs(w).max(axis=over, keepdims=True)), "the length is "
             "the L2 norm of all weights of the unit; you took its largest weight."),
            (w * (length <= limit), "units that are too long were set to 0. They are shortened "
             "to the limit."),
            (w * np.minimum(1, length / limit), "the ratio is upside down: long units need a "
             "factor below 1."),
            (w, "nothing happened, and some units are longer than the limit."),
        ],
        f"w = {shown(w)}, limit = {limit:.4g}, units = {units}",
    )  # fmt: skip


@judged
def check_trained(trained):
    """``trained(x, y, limit, steps)``: start at 0; step on the mean squared error; project."""
    rng = np.random.default_rng(28)
    for n, d, units, silent in ((12, 4, 3, False), (20, 3, 5, True)):
        x, y = rng.standard_normal((n, d)), 2 * rng.standard_normal((n, units))
        if silent:
            y[:, 0] = 0  # its column of w stays at 0: 0/0 comes after the step too
        limit, steps = 0.3, 7
        with np.errstate(invalid="ignore", divide="ignore"):
            found = array(call(trained, x, y, limit, steps), (d, units))
        refuse_if(
            not np.isfinite(found).all(),
            "the result is NaN. The loop starts at 0, a column may also stay there, and 0/0 is NaN "
            "for ever: look at what the projection divides by.",
        )
        recognize(
            found,
            walk(x, y, limit, steps),
            [
                (walk(x, y, limit, steps, before=True), "the projection still comes before the "
                 "step, so the last step leaves the ball: the result is longer than the limit."),
                (walk(x, y, limit, steps, last=True), "only the last point is projected. The "
                 "limit holds after every step, and the way there is another."),
                (walk(x, y, limit, steps, axis=1), "the lengths run over the wrong axis: the "
                 "weights that enter a unit are a column of w, so axis=0."),
                (walk(x, y, np.inf, steps), "nothing is projected at all."),
                (walk(x, y, limit, steps + 1), "one step too many."),
                (walk(x, y, limit, steps - 1), "one step too few."),
            ],
            f"{steps} steps with x of shape {x.shape}, y of shape {y.shape} and limit = {limit}",
        )  # fmt: skip
        refuse_if(
            silent and found[:, 0].any(),
            "where all targets are 0, the column of w stays at 0: start at 0, and divide by "
            "something that is never 0.",
        )
        lengths = np.linalg.norm(found, axis=0)
        refuse_if(not same(np.minimum(lengths, limit), lengths), "a column exceeds the limit.")
    return "step, then project, and a start at 0 is no trouble."


def walk(x, y, limit, steps, *, before=False, last=False, axis=0):
    """The loop, with its mistakes by name."""
    w = np.zeros((x.shape[1], y.shape[1]))
    bound = min(limit, 1e12)
    for _ in range(steps):
        if before:
            w = project(w, bound, axis)
        w = w - 0.1 * 2 * x.T @ (x @ w - y) / len(x)
        if not before and not last:
            w = project(w, bound, axis)
    return project(w, bound, axis) if last else w
