"""Check: a gradient check that finds a missing factor of two."""

import numpy as np

from coursecode.exercises.judging import Mistake, array, judged, refuse_if


@judged
def check_relative_error(relative_error):
    """``relative_error(objective, gradient, w)``: analytic against central differences."""
    rng = np.random.default_rng(8)
    for shape in ((3,), (4, 2)):
        w = rng.standard_normal(shape)
        target = rng.standard_normal(shape)
        visited = []

        def objective(v, target=target, visited=visited):
            v = weights(v, target.shape)
            visited.append(v)
            return float(np.sum(np.sin(v) * target) + np.sum(v**3))

        def gradient(v, target=target):
            v = weights(v, target.shape)
            return np.cos(v) * target + 3 * v**2

        before = w.copy()
        value = relative_error(objective, gradient, w)
        refuse_if(isinstance(value, (bool, np.bool_)), f"the error is a number, not {value}.")
        got = float(array(value, ()))
        if not np.allclose(w, before, rtol=0, atol=1e-12):
            raise Mistake("w is not the same afterwards: shift a copy, or shift back.")
        moves = np.array([(v - before).ravel() for v in visited])
        if not moves.any():
            raise Mistake("the objective is never called at a shifted w: nothing is checked.")
        moves[np.abs(moves) < 1e-3 * np.abs(moves).max()] = 0  # what shifting back rounds
        explain_moves(moves[moves.any(axis=1)], got, shape)
        true = gradient(w)
        for wrong, what in (
            (lambda v: 0.6 * gradient(v), "a gradient that is 0.6 times the right one"),
            (lambda v: -gradient(v), "a gradient with the wrong sign"),
            (lambda v: last_wrong(gradient(v)), "a gradient that is wrong in its last entry only"),
        ):
            a = wrong(w)
            right = np.linalg.norm(a - true) / (np.linalg.norm(a) + np.linalg.norm(true))
            got = float(array(relative_error(objective, wrong, w), ()))
            if not abs(got - right) <= 0.01 * right:
                reason = why_different(got, a, true)
                raise Mistake(f"{what} should get {right:.4g}, yours gives {got:.4g}. {reason}")
    return "it is tiny for a right gradient and the same number for a wrong one, whatever its size."


def weights(v, shape):
    """A copy of what the objective or the gradient is called with, if it is like w."""
    refuse_if(
        np.shape(v) != shape,
        f"w has shape {shape}; the objective and the gradient want one like it, not shape "
        f"{np.shape(v)}.",
    )
    return np.array(v, dtype=float)


def explain_moves(moves, got, shape):
    """Name what is wrong with the shifts (points, weights) if a right gradient looks wrong."""
    by_row = (moves != 0).reshape(len(moves), *shape)
    if len(shape) == 2 and (by_row.all(axis=2).sum(axis=1) == 1).all():
        raise Mistake(
            "a whole row of the matrix is shifted at once: w[i] is a row there. "
            "np.ndindex(w.shape) walks through single entries."
        )
    several = (moves != 0).sum(axis=1) > 1
    if several.all():
        raise Mistake(
            f"{(moves[0] != 0).sum()} of {moves.shape[1]} weights are shifted at once; that gives "
            "one slope, not a gradient. Shift one weight at a time."
        )
    if several.any():
        raise Mistake(
            "the shift of one weight is still there when the next one is shifted. Undo it, or "
            "start from w each time."
        )
    if not (moves != 0).any(axis=0).all():
        count = int((moves != 0).any(axis=0).sum())
        raise Mistake(
            f"only {count} of {moves.shape[1]} weights are ever shifted; every one has to be, the "
            "last one too."
        )
    if not ((moves > 0).any(axis=0) & (moves < 0).any(axis=0)).all():
        raise Mistake(
            f"a right gradient gets the error {got:.1e}, and the differences are one-sided. "
            "(J(w + h) - J(w - h)) / 2h is far more exact."
        )
    if got < 1e-6:
        return
    step = np.abs(moves).max()
    if not 1e-6 <= step <= 1e-4:
        why = f"with central differences and h = 1e-5 it is below 1e-7. Your shift is {step:.0e}."
    elif abs(got - 1 / 3) < 1e-4:
        why = "your differences are twice the slopes, or half: the two points lie 2h apart."
    elif abs(got - 1) < 1e-3:
        why = "as if signs were wrong, or differences no slopes: look at the minuses and at 2h."
    else:
        why = "the shifts are right. Look at the formula: ‖a - b‖ / (‖a‖ + ‖b‖)."
    raise Mistake(f"a right gradient gets the error {got:.1e}; {why}")


def last_wrong(gradient):
    """The same gradient with its last entry moved."""
    wrong = np.array(gradient, dtype=float)
    wrong.flat[-1] += 1
    return wrong


def why_different(got, a, true):
    """Name the formula that gives this number."""
    difference = np.linalg.norm(a - true)
    formulas = (
        (difference, "That is the absolute error; divide by the sizes of both gradients."),
        (difference / np.linalg.norm(true), "Divide by the sum of both sizes, not by one."),
        (difference / np.linalg.norm(a), "Divide by the sum of both sizes, not by one."),
        (abs(np.linalg.norm(a) - np.linalg.norm(true))
         / (np.linalg.norm(a) + np.linalg.norm(true)),
         "Take the norm of the difference, not the difference of the norms."),
        (abs((a - true).sum()) / (np.linalg.norm(a) + np.linalg.norm(true)),
         "Errors of both signs cancel in a sum; take the norm."),
        (difference**2 / (a**2 + true**2).sum(), "Take the roots of the sums of squares."),
        (abs(a.flat[0] - true.flat[0]), "Only the first weight seems to be compared."),
    )  # fmt: skip
    return next((text for value, text in formulas if abs(got - value) <= 1e-4 * (1 + value)),
                "The formula is ‖a - b‖ / (‖a‖ + ‖b‖).")  # fmt: skip
