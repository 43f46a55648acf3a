"""The checks of the chapter on early stopping: right answers pass, planned mistakes are named."""

import math

import numpy as np

from coursecode.exercises.early_stopping import (
    check_equivalent_strengths,
    check_reports,
    check_train,
    check_when_to_stop,
)
from coursecode.exercises.early_stopping.rules import rule


def gaps(losses, patience, min_delta):
    """The right rule by another road: look for the first gap between two improvements."""
    best = -1
    for epoch, loss in enumerate(losses):
        bar = losses[best] if best >= 0 else math.inf
        if bar > loss + min_delta:
            best = epoch
        if epoch - best == patience:
            break
    return [best, epoch]


def low_bar(losses, patience, min_delta):
    """A billion in place of infinity."""
    return rule(losses, patience, min_delta, better=lambda a, b, d: a < min(b, 1e9) - d)


def begins(losses, patience, min_delta, refused):
    """Whatever the first loss is, unless refused, it is the one to beat; infinity too."""
    best, kept, wait = None, -1, 0
    for epoch, loss in enumerate(losses):
        wait += 1
        if not refused(loss) and (best is None or loss < best - min_delta):
            best, kept, wait = loss, epoch, 0
        if wait == patience:
            break
    return kept, epoch


RULES = [
    (lambda x, p, d: rule(x, p, d, wait_at=1), "one epoch too long"),
    (lambda x, p, d: rule(x, p + 1, d, wait_at=-2), "one epoch too early"),
    (lambda x, p, d: rule(x, p, 0.0), "min_delta is ignored"),
    (lambda x, p, d: rule(x, p, -d), "wrong sign"),
    (lambda x, p, d: rule(x, p, d, better=lambda a, b, c: a <= b - c), "no improvement"),
    (lambda x, p, d: rule(x, p, d, better=lambda a, b, c: not a >= b - c), "NaN counts"),
    (lambda x, p, d: rule(x, p, d, reset=False), "in a row"),
    (lambda x, p, d: rule(x, p, d, follow=True), "epoch before"),
    (lambda x, p, d: rule(x, p, d, drifting=True), "small gains"),
    (lambda x, p, d: rule(x, p, d, start=False), "before the first improvement"),
    (lambda x, p, d: rule(x, p, d, first=True), "infinite loss"),
    (lambda x, p, d: begins(x, p, d, math.isnan), "infinite loss"),
    (lambda x, p, d: begins(x, p, d, lambda loss: False), "the answer is"),
    (lambda x, p, d: low_bar(x, p, d), "the answer is"),
    (lambda x, p, d: [rule(x, p, d)[1]] * 2, "is the last one"),
    (lambda x, p, d: [e + 1 for e in rule(x, p, d)], "count from 1"),
    (lambda x, p, d: rule(x, p, d)[::-1], "exchanged"),
    (lambda x, p, d: (int(np.nanargmin(x)), len(x) - 1), "never stops"),
    (lambda x, p, d: rule(x, p, d)[1], "two epochs"),
    (lambda x, p, d: (0, 0), "the answer is"),
]


def loop(*, copy=np.copy, at_end=True, extra=0, better=lambda new, best: new < best, once=False):
    """A training loop; the defaults are right, each option is a mistake."""

    def train(w, step, validation_loss, patience, epochs):
        best, kept, wait = math.inf, w, 0
        for _ in range(epochs):
            step(w)
            loss = validation_loss(w)
            if better(loss, best) and not (once and best < math.inf):
                best, kept, wait = loss, copy(w), 0
            else:
                wait += 1
                if better(loss, best):
                    best, wait = loss, 0
                if wait >= patience + extra:
                    return kept
        return kept if at_end else w

    return train


def first_is_best(w, step, validation_loss, patience, epochs):
    """Whatever the first loss is, NaN too, it is the one to beat."""
    best = None
    for _ in range(epochs):
        step(w)
        loss = validation_loss(w)
        if best is None or loss < best:
            best, kept, wait = loss, w.copy(), 0
        else:
            wait += 1
        if wait == patience:
            break
    return kept


def by_lists(w, step, validation_loss, patience, epochs):
    """Keeps every weight vector, and looks for the best at the end."""
    weights, losses = [], []
    while len(losses) < epochs:
        step(w)
        weights.append(tuple(w))
        losses.append(np.nan_to_num(validation_loss(w), nan=np.inf))
        if len(losses) - 1 - np.argmin(losses) >= patience:
            break
    return list(weights[np.argmin(losses)])


def shares(eigenvalues, learning_rate, steps):
    """Solve share = Λ/(Λ + 2λ) for λ, the shares from repeated steps."""
    e = np.where(eigenvalues == 0, 1e-9, eigenvalues)
    share = np.zeros_like(e)
    for _ in range(steps):
        share += learning_rate * e * (1 - share)
    return e * (1 / share - 1) / 2


def smooth(e, learning_rate, steps):
    """Eigenvalues that are 0 up to rounding count as 0."""
    flat = np.abs(e) < 1e-10
    return np.where(
        flat, 1 / (2 * learning_rate * steps), exact(np.where(flat, 1, e), learning_rate, steps)
    )


def exact(e, learning_rate, steps, factor=2.0):
    left = (1 - learning_rate * e) ** steps
    return e * left / (factor * (1 - left))


STRENGTHS = [
    (lambda e, r, t: exact(e, r, t, factor=1), "this is 2λ"),
    (lambda e, r, t: 0 * e + 1 / (2 * r * t), "rule of thumb"),
    (lambda e, r, t: 0 * e + 1 / (r * t), "rule of thumb for 2λ"),
    (lambda e, r, t: exact(e, r, t + 1), "one step more"),
    (lambda e, r, t: exact(e, r, t) / e, "factor Λ"),
    (lambda e, r, t: 1 - (1 - r * e) ** t, "not yet a strength"),
    (lambda e, r, t: e * (1 - (1 - r * e) ** t) / (2 * (1 - r * e) ** t), "exchanged"),
    (lambda e, r, t: exact(e, r, t), "0/0"),
    (lambda e, r, t: np.where(e > 0, exact(e, r, t), 0), "towards 1/(2ηt)"),
    (lambda e, r, t: np.where(e == 0, 1 / (2 * r * t), exact(e, r, t)), "lost its digits"),
    (lambda e, r, t: np.where(e < 0.015, 1 / (2 * r * t), exact(e, r, t)), "the answer is"),
    (lambda e, r, t: e, "the answer is"),
]
WRONG = [
    *[(check_when_to_stop, answer, words) for answer, words in RULES],
    (check_train, loop(copy=lambda w: w), "w.copy()"),
    (check_train, lambda w, step, *rest: loop()(w, step, *rest) is None or w, "w.copy()"),
    (check_train, loop(at_end=False), "normal end"),
    (check_train, loop(once=True), "first epoch"),
    (check_train, loop(extra=100), "never stops"),
    (check_train, loop(extra=1), "one epoch too long"),
    (check_train, loop(better=lambda new, best: not new >= best), "NaN"),
    (check_train, first_is_best, "Begin with infinity"),
    (check_train, loop(better=lambda new, best: new <= best), "equals the best"),
    (check_train, lambda w, step, *rest: 3.0, "shape (2,)"),
    (check_train, lambda w, step, *rest: [step(w)] and [7, 7], "steps"),
    (check_reports, {"a", "c", "e"}, "validation set"),
    (check_reports, "bce", "highest of many"),
    (check_reports, ["c", "d", "e"], "training accuracy"),
    (check_reports, {"c"}, "tested once"),
    (check_reports, {"e"}, "asked once"),
    (check_reports, {"f"}, "some of the letters"),
    (check_reports, set(), "at least one"),
    (check_reports, "", "some of the letters"),
    *[(check_equivalent_strengths, answer, words) for answer, words in STRENGTHS],
]
RIGHT = [
    (check_when_to_stop, gaps),
    (check_when_to_stop, lambda x, p, d: np.array(gaps(np.array(x), p, d))),
    (check_train, by_lists),
    (check_train, loop()),
    (check_reports, ["e", "C"]),
    (check_reports, "ce"),
    (check_reports, "c and e"),
    (check_reports, {"c, e"}),
    (check_equivalent_strengths, shares),
    (check_equivalent_strengths, smooth),
]
