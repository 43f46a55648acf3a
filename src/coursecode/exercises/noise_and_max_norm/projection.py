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
    for shape, limit in (((3, 2), 0.9), ((2, 5), 0.2), ((6, 4), 4.0)):
        for units in (0, 1):
            w = rng.standard_normal(shape)
            length = np.sqrt(np.sum(w**2, axis=1 - units, keepdims=True))
            around = np.resize([1.1, 3, 0.9, 0.1, 2, 0.5], shape[units])  # in units of the limit
            w *= limit * np.expand_dims(around, 1 - units) / length
            judge_projection(max_norm, w, limit, units)
    for units in (0, 1):
        judge_zeros(max_norm, units)
        judge_inside(max_norm, units)
        edge = turned([[3.0, 30.0], [4.0, 40.0]], units)
        at_limit = turned(array(call(max_norm, edge, 5.0, units), edge.shape), units)[:, 0]
        refuse_if(  # rounding may decide that a length is 5.000000000000001
            not np.allclose(at_limit, [3, 4], rtol=1e-15, atol=0),
            "a unit exactly as long as the limit comes back a little shorter. The factor is 1 "
            "there too: add nothing to the length.",
        )
    return "long units are shortened to the limit, the others are untouched, in both layouts."


def turned(w, units):
    """A kernel whose columns are units, in the layout of ``units``, or back."""
    return np.array(w) if units == 1 else np.array(w).T


def judge_zeros(max_norm, units):
    """A unit of zeros stays, without NaN and without a warning, and the other one is shortened."""
    zero = turned([[0.0, 3.0], [0.0, 4.0]], units)
    with np.errstate(invalid="ignore", divide="ignore"):
        found = array(call(max_norm, zero, 1.0, units), zero.shape)
    refuse_if(
        not np.isfinite(found).all(),
        "a unit whose weights are all 0 comes back as NaN: 0/0. Divide by np.maximum(length, "
        "limit), which is never 0.",
    )
    right = project(zero, 1.0, 1 - units)
    recognize(found, right, [], f"w = {shown(zero)}, limit = 1, units = {units}")
    try:
        with np.errstate(invalid="raise", divide="raise"):
            call(max_norm, zero, 1.0, units)
    except FloatingPointError as error:
        raise Mistake(
            f"the values are right, but NumPy warns ({error}) at a unit of zeros. Keep the length "
            "of 0 away from the division."
        ) from error


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


def judge_inside(max_norm, units):
    """A unit inside the ball stays the same to the last bit, also beside one outside."""
    columns = 0.1 * np.random.default_rng(29).standard_normal((4, 9))
    columns[:, 0] += 3
    w = turned(columns, units)
    found = turned(array(call(max_norm, w, 0.7, units), w.shape), units)
    refuse_if(
        not np.array_equal(found[:, 1:], columns[:, 1:]),
        "weights inside the limit come back a little different, in their last digits. What "
        "multiplies them should be one factor, and exactly 1 there: add nothing to the length, and "
        "do not multiply by the limit only to divide by it again.",
    )


@judged
def check_trained(trained):
    """``trained(x, y, limit, steps)``: start at 0; step on the mean squared error; project."""
    rng = np.random.default_rng(28)
    for n, d, units, silent, limit, steps in (
        (12, 4, 3, False, 0.3, 7),
        (20, 3, 5, True, 0.5, 4),
    ):
        x, y = rng.standard_normal((n, d)), 2 * rng.standard_normal((n, units))
        if silent:
            y[:, 0] = 0  # its column of w stays at 0: 0/0 comes after the step too
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
                (walk(x, y, np.inf, steps), "that is the result without any limit."),
                (walk(x, y, limit, steps, exact=True), "every column is brought to the limit. "
                 "The ones that are shorter stay as they are."),
                (walk(x, y, limit, steps, rate=0.05), "the step is half as long as it should be: "
                 "the slope of a square has a 2."),
                (walk(x, y, limit, steps, rate=0.1 * n), "the sum over the examples, not the mean: "
                 "where is len(x)?"),
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


def walk(x, y, limit, steps, *, before=False, last=False, axis=0, rate=0.1, exact=False):
    """The loop, with its mistakes by name."""
    w = np.zeros((x.shape[1], y.shape[1]))
    bound = min(limit, 1e12)
    for _ in range(steps):
        if before:
            w = project(w, bound, axis)
        w = w - rate * 2 * x.T @ (x @ w - y) / len(x)
        if not before and not last:
            w = project(w, bound, axis)
        if exact:
            w = w * bound / np.maximum(np.linalg.norm(w, axis=0), 1e-300)
    return project(w, bound, axis) if last else w
