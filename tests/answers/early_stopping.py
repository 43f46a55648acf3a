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
    """A large number in place of infinity."""
    return rule(losses, patience, min_delta, better=lambda a, b, d: a < min(b, 1e18) - d)


def with_memory(losses, patience, min_delta, *, seen=[]):  # noqa: B006
    """The list in the signature is made once and grows from call to call."""
    for epoch in range(len(losses)):
        seen.append(np.nan_to_num(losses[epoch], nan=np.inf))
        if len(seen) - 1 - np.argmin(seen) >= patience:
            break
    return int(np.argmin(seen)), epoch


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


def from_epoch_0(losses, patience, min_delta):
    """Epoch 0 counts as kept, whatever its loss."""
    bar, best = math.inf, 0
    for epoch, loss in enumerate(losses):
        if loss < bar - min_delta:
            bar, best = loss, epoch
        if epoch - best == patience:
            break
    return best, epoch


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
    (lambda x, p, d: rule([v for v in x if v == v], p, d), "the answer is"),
    (from_epoch_0, "the answer is"),
    (lambda x, p, d: [None if e < 0 else e for e in rule(x, p, d)], "return -1"),
    (lambda x, p, d: (min(x), rule(x, p, d)[1]), "whole numbers"),
    (lambda x, p, d: set(rule(x, p, d)), "two epochs"),
    (lambda x, p, d: [str(e) for e in rule(x, p, d)], "one number"),
    (with_memory, "the second time"),
    ((5, 7), "the function itself"),
]


def loop(
    *,
    copy=np.copy,
    at_end=True,
    extra=0,
    better=lambda new, best: new < best,
    once=False,
    reset=True,
    more_epochs=0,
    waited=0,
):
    """A training loop; the defaults are right, each option is a mistake."""

    def train(w, step, validation_loss, patience, epochs):
        best, kept, wait = math.inf, w.copy() if waited else w, waited
        for _ in range(epochs + more_epochs):
            step(w)
            loss = validation_loss(w)
            if better(loss, best) and not (once and best < math.inf):
                best, kept, wait = loss, copy(w), 0 if reset else wait
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


def one_step_old(w, step, validation_loss, patience, epochs):
    """Copies before the step, and takes the copy for the weights after it."""
    best, wait = math.inf, 0
    for _ in range(epochs):
        before = w.copy()
        step(w)
        loss, wait = validation_loss(w), wait + 1
        if loss < best:
            best, kept, wait = loss, before, 0
        if wait == patience:
            break
    return kept


def by_patience_alone(w, step, validation_loss, patience, epochs):
    return loop(more_epochs=100)(w, step, validation_loss, patience, epochs)


def train_with_memory(w, step, validation_loss, patience, epochs, *, best={}):  # noqa: B006
    """The best loss of the training before is the one to beat."""
    for wait in range(epochs):
        step(w)
        if validation_loss(w) < best.get("loss", math.inf):
            best.update(loss=validation_loss(w), weights=w.copy(), epoch=wait)
        if wait - best.get("epoch", -1) >= patience:
            break
    return best["weights"]


def in_place(w, step, validation_loss, patience, epochs):
    """Writes the best weights back into the array that it was given."""
    best, at = math.inf, -1
    for epoch in range(epochs):
        step(w)
        if validation_loss(w) < best:
            best, at, kept = validation_loss(w), epoch, tuple(w)
        if epoch - at == patience:
            break
    w[:] = kept
    return w


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


def geometric_sum(e, learning_rate, steps):
    """1 - q^t without a difference: (1 - q)(1 + q + ... + q^(t-1)), and the factor Λ cancels."""
    q = 1 - learning_rate * e
    return q**steps / (2 * learning_rate * sum(q**k for k in range(steps)))


def one_by_one(eigenvalues, learning_rate, steps):
    found = []
    for e in eigenvalues:
        rises = math.expm1(-steps * math.log1p(-learning_rate * e))
        found.append(e / (2 * rises) if rises else 1 / (2 * learning_rate * steps))
    return found


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
    (lambda e, r, t: smooth(e, r, t) * len(e), "the answer is"),
    (lambda e, r, t: np.where(e < 0, 0, shares(np.abs(e), r, t)), "also those below it"),
    (lambda e, r, t: e / (2 * np.expm1(r * t * e)), "infinitely small steps"),
    (lambda e, r, t: smooth(e, 0.1, t), "learning rate 0.25"),
    (lambda e, r, t: smooth(e, r, t)[:, np.newaxis], "shape"),
]
WRONG = [
    *[(check_when_to_stop, answer, words) for answer, words in RULES],
    (check_train, loop(copy=lambda w: w), "w.copy()"),
    (check_train, lambda w, step, *rest: loop()(w, step, *rest) is None or w, "w.copy()"),
    (check_train, loop(at_end=False), "normal end"),
    (check_train, loop(once=True), "first epoch"),
    (check_train, loop(extra=100), "never stops"),
    (check_train, loop(extra=1), "one epoch too long"),
    (check_train, loop(extra=-1), "one epoch too early"),
    (check_train, loop(waited=1), "yours are 0 and 1"),
    (check_train, loop(reset=False), "over the whole training"),
    (check_train, loop(more_epochs=1), "epochs are used up"),
    (check_train, by_patience_alone, "epochs are used up"),
    (check_train, one_step_old, "one step too old"),
    (check_train, train_with_memory, "the second time"),
    (check_train, loop()(np.zeros(2), lambda w: None, np.sum, 1, 1), "the function itself"),
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
    (check_reports, {"c": True, "e": True, "a": False}, "as a set"),
    (check_reports, 3, "as a set"),
    (check_reports, set(), "at least one"),
    (check_reports, "", "some of the letters"),
    *[(check_equivalent_strengths, answer, words) for answer, words in STRENGTHS],
]
RIGHT = [
    (check_when_to_stop, gaps),
    (check_when_to_stop, lambda x, p, d: np.array(gaps(np.array(x), p, d))),
    (check_train, by_lists),
    (check_train, loop()),
    (check_train, in_place),
    (check_reports, ["e", "C"]),
    (check_reports, "ce"),
    (check_reports, "c and e"),
    (check_reports, {"c, e"}),
    (check_reports, np.array(["c", "e"])),
    (check_reports, (letter for letter in "ce")),
    (check_equivalent_strengths, shares),
    (check_equivalent_strengths, smooth),
    (check_equivalent_strengths, geometric_sum),
    (check_equivalent_strengths, one_by_one),
]
