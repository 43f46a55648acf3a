"""Checks: what a smaller batch does to alpha, and a penalty per batch with two bugs."""

import numpy as np

from coursecode.exercises.judging import call, judged, number, recognize, recognize_letter


@judged
def check_diagnosis(choice):
    """The letter of the explanation of small weights after a change of the batch size."""
    messages = {
        "a": "noise moves weights about, it does not pull them towards 0. Compare PyTorch with "
        "batches of 200 and of 50: there the weights do not get smaller; with four times as "
        "many steps they may even grow.",
        "c": "there are four times as many pulls of the penalty, and four times as many of the "
        "data: where both balance, at rest, is the same.",
        "d": "scikit-learn's formula has the number of examples *of the batch* below alpha, not "
        "that of the training set.",
    }
    recognize_letter(choice, "b", messages)
    return (
        "alpha Σw² / 2B has the batch below: a quarter of the batch is four times the strength. "
        "alpha=0.125 would have been the same recipe."
    )


@judged
def check_batch_objective(batch_objective):
    """``batch_objective(w, x, y, rows, strength)``: loss of the rows + (λ/2m) Σw², repaired."""
    rng = np.random.default_rng(31)
    for m, size, p in ((13, 4, 5), (23, 5, 2), (9, 8, 4)):
        x, w = rng.standard_normal((m, p)), 2 + rng.standard_normal(p)
        y = x @ w + rng.standard_normal(m)  # a loss that is not much larger than the penalty
        rows, strength = rng.permutation(m - 1)[:size], 1 + 3 * rng.random()  # not the last one
        loss, squares = np.mean((x[rows] @ w - y[rows]) ** 2), np.sum(w**2)
        got = number(call(batch_objective, w, x, y, rows, strength))

        def value(penalty, loss=loss):
            return np.array(loss + penalty)

        mistakes = [
            (value(strength / (2 * size) * np.sqrt(squares)), "both bugs are still there."),
            (value(strength / (2 * size) * squares), "m is still the size of the batch: with "
             "every batch size the recipe would mean another strength. m counts the training set."),
            (value(strength / (2 * m) * np.sqrt(squares)), "m is right. np.linalg.norm is the root "
             "of the sum of squares; the formula has the sum."),
            (value(strength / (2 * x.size) * squares), "it is divided by the number of weights as "
             "well: x.size counts rows times columns, and np.mean(w**2) is not the sum."),
            (value(strength / (2 * p) * squares), "m counts examples, not weights."),
            (value(strength / m * squares), "the 2 below is missing."),
            (value(strength / 2 * squares), "nothing is divided by m."),
            (value(strength * squares), "nothing is divided by 2m."),
            (value(strength / (2 * m) * squares * size / m), "the penalty is not shared out among "
             "the batches: every step takes a data loss and the whole penalty."),
            (value(strength / (2 * m) * squares, np.mean((x @ w - y) ** 2)), "the loss is that of "
             "the rows of this batch alone."),
            (value(strength / (2 * m) * squares, loss / 2), "the data loss here has no half."),
            (value(0.0), "the penalty is missing."),
        ]  # fmt: skip
        recognize(np.array(got), value(strength / (2 * m) * squares), mistakes,
                  f"{m} examples, a batch of {size}, strength {strength:.4g}")  # fmt: skip
    return "the strength is that of the training set, whatever the batch, and the norm is squared."
