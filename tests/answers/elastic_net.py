"""The checks of the chapter on the elastic net: right answers pass, planned mistakes are named."""

import math

import numpy as np
import torch

from coursecode.exercises.elastic_net import (
    check_corrected,
    check_objective,
    check_prox,
    check_strength_for,
    check_survivors,
    check_to_course,
)


def soft(w, t):
    return np.sign(w) * np.maximum(np.abs(w) - t, 0)


def in_place(w, step, l1, l2):
    w[...] = soft(w, step * l1) / (1 + 2 * step * l2)
    return w


def nearly_zero(w, step, l1, l2):
    return np.sign(w) * np.maximum(np.abs(w) - step * l1, 1e-5) / (1 + 2 * step * l2)


PROXES = [
    (lambda w, t, a, b: soft(w / (1 + 2 * t * b), t * a), "order is wrong"),
    (lambda w, t, a, b: soft(w, t * a) / (1 + t * b), "2 is missing"),
    (lambda w, t, a, b: soft(w, a) / (1 + 2 * b), "missing in both"),
    (lambda w, t, a, b: soft(w, t * a) / (1 + 2 * b), "in the division"),
    (lambda w, t, a, b: soft(w, a) / (1 + 2 * t * b), "in the threshold"),
    (lambda w, t, a, b: soft(w, t * a) * (1 - 2 * t * b), "gradient step"),
    (lambda w, t, a, b: soft(w, t * a) / (1 + b), "lacks the step size, and the 2"),
    (nearly_zero, "exactly 0"),
    (lambda w, t, a, b: soft(w, t * a), "l2 does nothing"),
    (lambda w, t, a, b: w / (1 + 2 * t * b), "l1 does nothing"),
    (lambda w, t, a, b: w - t * (a * np.sign(w) + 2 * b * w), "does not stop at 0"),
    (lambda w, t, a, b: (np.abs(w) - t * a) * np.sign(w) / (1 + 2 * t * b), "cross 0"),
    (lambda w, t, a, b: np.maximum(np.abs(w) - t * a, 0) / (1 + 2 * t * b), "signs are lost"),
    (lambda w, t, a, b: 3 * w, "the answer is"),
    (lambda w, t, a, b: print(end=""), "return"),
    (in_place, "was changed"),
    (lambda w, t, a, b: soft(w, t * b) / (1 + 2 * t * a), "are swapped"),
    (
        lambda w, t, a, b: w * np.maximum(1 - t * a / np.abs(w), 0) / (1 + 2 * t * b),
        "yours is [nan]",
    ),
    (lambda w, t, a, b: soft(w, t * a).ravel() / (1 + 2 * t * b), "of shape (4, 3)"),
]


def converted(**changed):
    """A right answer but for one recipe."""
    right = {
        "scikit-learn": lambda a, b, n: (2 * a * b, a * (1 - b)),
        "zou-hastie": lambda a, b, n: (a / n, b / n),
        "l2-share": lambda a, b, n: (a * (1 - b) / n, a * b / n),
    }
    right.update({name.replace("_", "-"): f for name, f in changed.items()})
    return lambda recipe, a, b, n: right[recipe](a, b, n)


CONVERSIONS = [
    (converted(scikit_learn=lambda a, b, n: (a * b, a * (1 - b) / 2)), "double both"),
    (converted(scikit_learn=lambda a, b, n: (2 * a * b, 2 * a * (1 - b))), "half of its own"),
    (converted(scikit_learn=lambda a, b, n: (a * b, a * (1 - b))), "L1 part doubles"),
    (converted(scikit_learn=lambda a, b, n: (2 * a * (1 - b), a * b)), "wrong side"),
    (converted(scikit_learn=lambda a, b, n: (2 * a * b, a * (1 - b) / 2)), "the L2 part too"),
    (converted(scikit_learn=lambda a, b, n: (2 * a * b / n, a * (1 - b) / n)), "no n is left"),
    (converted(scikit_learn=lambda a, b, n: (a * b / n, a * (1 - b) / 2 / n)), "mean already"),
    (converted(zou_hastie=lambda a, b, n: (a / 2 / n, b / 2 / n)), "'zou-hastie': their data loss"),
    (converted(l2_share=lambda a, b, n: (a * b, a * (1 - b))), "'l2-share': two things"),
    (converted(l2_share=lambda a, b, n: (a * (1 - b) / 2 / n, a * b / 2 / n)), "not by 2n"),
    (converted(l2_share=lambda a, b, n: (a * (1 - b) * n, a * b * n)), "so divide"),
    (converted(zou_hastie=lambda a, b, n: (a, b)), "divide by n"),
    (converted(zou_hastie=lambda a, b, n: (a * n, b * n)), "wrong way round"),
    (converted(zou_hastie=lambda a, b, n: (a / (2 * n), b / n)), "no half"),
    (converted(zou_hastie=lambda a, b, n: (b / n, a / n)), "swapped"),
    (converted(l2_share=lambda a, b, n: (a * b / n, a * (1 - b) / n)), "reverse"),
    (converted(l2_share=lambda a, b, n: (a * (1 - b), a * b)), "n is missing"),
    (converted(l2_share=lambda a, b, n: ((1 - b) / n, b / n)), "not used"),
    (lambda recipe, a, b, n: a, "shape"),
    (lambda *given: [str(number) for number in converted()(*given)], "should be numbers"),
    (lambda recipe, a, b, n: (a / n, b / n) if recipe[0] == "z" else None, "'scikit-learn': noth"),
    (lambda recipe, a, b, n: converted()(recipe, a, b, 50), "the answer is"),
    (lambda recipe, a, b, n: {"scikit-learn": (2 * a * b, a * (1 - b))}[recipe], "KeyError"),
]


def objective(data=0.5, one=1.0, two=0.5, swap=False, mean=True):
    def value(w, x, y, alpha, l1_ratio):
        share = 1 - l1_ratio if swap else l1_ratio
        loss = data * np.sum((y - x @ w) ** 2) / (len(y) if mean else 1)
        return loss + alpha * (one * share * np.abs(w).sum() + two * (1 - share) * np.sum(w * w))

    return value


OBJECTIVES = [
    (objective(data=1, swap=True), "both bugs"),
    (objective(swap=True), "should be the lasso"),
    (objective(data=1), "count the 2"),
    (objective(two=1), "has a half"),
    (objective(one=0.5), "L2 part alone"),
    (objective(mean=False), "divide by n"),
    (objective(two=0), "L2 part is missing"),
    (objective(one=0), "L1 part is missing"),
    (
        lambda w, x, y, alpha, ratio: (
            objective(two=0)(w, x, y, alpha, ratio) + alpha * (1 - ratio) / 2 * np.linalg.norm(w)
        ),
        "root of the sum",
    ),
    (lambda *given: {"objective": objective()(*given)}, "one number"),
    (lambda w, x, y, alpha, l1_ratio: x @ w, "one number"),
    (lambda w, x, y, alpha, l1_ratio: 7.0, "the answer is"),
]
CORRECTIONS = [
    (lambda naive, l2: (1 + 2 * l2) * naive, "2 cancels"),
    (lambda naive, l2: naive / (1 + l2), "third time"),
    (lambda naive, l2: np.sqrt(1 + l2) * naive, "second root"),
    (lambda naive, l2: (1 - l2) * naive, "undone"),
    (lambda naive, l2: naive + l2 * np.sign(naive), "not a constant"),
    (lambda naive, l2: naive + l2, "not a constant"),
    (lambda naive, l2: naive, "still the naive"),
    (lambda naive, l2: naive.sum(), "shape"),
    (lambda naive, l2: np.multiply(naive, 1 + l2, out=naive), "was changed"),
    (lambda naive, l2: np.where(naive == 0, 1e-6, (1 + l2) * naive), "exactly 0"),
]
STRENGTHS = [
    (lambda r, y, g: 2 * (1 - r) * y / g, "root"),
    (lambda r, y, g: math.sqrt(1 - r) * y / g, "2 is missing"),
    (lambda r, y, g: math.sqrt(2 * (1 - r)) * g / y, "upside down"),
    (lambda r, y, g: math.sqrt(2 * (1 - r)) * y * g, "divide by it"),
    (lambda r, y, g: math.sqrt(2 * (1 - r)) / g, "norm of y is missing"),
    (lambda r, y, g: math.sqrt(2 * (1 - r)) * y**2 / g, "not squared"),
    (lambda r, y, g: math.sqrt(2 * (1 + r)) * y / g, "negative"),
    (lambda r, y, g: math.sqrt(2 * (1 - r)) * y / (2 * g), "cancels"),
    (lambda r, y, g: 5.0, "the answer is"),
    (lambda r, y, g: (1 - r) * y / g, "the answer is"),
    (lambda r, y, g: r * y / g, "the answer is"),
    (lambda r, y, g: str(math.sqrt(2 * (1 - r)) * y / g), "one number"),
]
LETTERS = [("a", "sharing is"), ("b", "never stops at 0"), ("d", "pull at c"), ("e", "letters"),
           (4, "letters")]  # fmt: skip
WRONG = [
    *((check_prox, *row) for row in PROXES),
    *((check_to_course, *row) for row in CONVERSIONS),
    *((check_objective, *row) for row in OBJECTIVES),
    *((check_corrected, *row) for row in CORRECTIONS),
    *((check_strength_for, *row) for row in STRENGTHS),
    *((check_survivors, *row) for row in LETTERS),
]


def prox_by_loop(w, step, l1, l2):
    """Weight by weight, from the derivative, in float32 lists."""
    flat = []
    for value in np.ravel(w):
        size = max(abs(value) - step * l1, 0) / (1 + 2 * step * l2)
        flat.append(math.copysign(size, value))
    return np.reshape(flat, np.shape(w)).astype("float32").tolist()


def objective_by_loop(w, x, y, alpha, l1_ratio):
    loss = sum((b - sum(v * c for v, c in zip(a, w, strict=True))) ** 2
               for a, b in zip(x, y, strict=True))  # fmt: skip
    lasso, ridge = sum(abs(v) for v in w), sum(v * v for v in w)
    return loss / 2 / len(y) + alpha * l1_ratio * lasso + alpha * (1 - l1_ratio) * ridge / 2


RIGHT = [
    (check_prox, prox_by_loop),
    (check_to_course, lambda recipe, a, b, n: list(converted()(recipe, a, b, n))),
    (check_objective, objective_by_loop),
    (check_objective, lambda w, x, y, a, r: np.linalg.norm(y - x @ w) ** 2 / 2 / len(y)
     + a * (r * np.abs(w).sum() + (1 - r) * np.linalg.norm(w) ** 2 / 2)),
    (check_prox, lambda w, t, a, b: (w - np.clip(w, -t * a, t * a)) / (1 + 2 * t * b)),
    (check_corrected, lambda naive, l2: list(naive + l2 * naive)),
    (check_corrected, lambda naive, l2: [float(value) * (1 + l2) for value in naive]),
    (check_strength_for, lambda r, y, g: [2 * math.sin(math.acos(r) / 2) * y / g]),
    (check_objective, lambda *given: torch.tensor(objective()(*given), requires_grad=True)),
    (check_strength_for, lambda r, y, g: np.linalg.norm([math.sqrt(1 - r)] * 2) * y / g),
    (check_survivors, " C "),
    (check_survivors, "(c)"),
    (check_survivors, "c."),
]  # fmt: skip
