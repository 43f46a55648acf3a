"""Check: read the strength off a solution, whoever computed it."""

import numpy as np

from coursecode.exercises.judging import array, call, judged, recognize, refuse_if, same
from coursecode.experiments.l2 import ridge


@judged
def check_strength_of(strength_of):
    """``strength_of(x, y, w, b)``: the l2 that each weight reveals."""
    rng = np.random.default_rng(34)
    for n, p, l2 in ((40, 3, 0.3), (25, 5, 0.02), (60, 2, 4.0)):
        x = rng.standard_normal((n, p)) * (1 + np.arange(p)) + 1
        y = x @ rng.standard_normal(p) + rng.standard_normal(n) + 3
        w, b = ridge(x, y, l2)
        got = array(call(strength_of, x, y, w, b), (p,))
        without = x.T @ (x @ w - y) / n / -w
        recognize(got, np.full(p, l2), [
            (np.full(p, 2 * l2), "twice too large: the penalty's slope is 2 l2 w, so divide by "
             "2w. (Or the 2 of the squared error was left out on the other side.)"),
            (np.full(p, l2 / 2), "half of it: the slope of the squared error has a 2 as well."),
            (np.full(p, 4 * l2), "four times too large: the slope of the penalty is 2 l2 w."),
            (np.full(p, -l2), "the sign: the data pull one way, the penalty pushes the other."),
            (np.full(p, n * l2), "n is missing: the loss is a mean, and so is its slope."),
            (np.full(p, 2 * n * l2), "n is missing, and a 2."),
            (np.full(p, l2 * n / (n - 1)), "the loss is a mean: divide by n, not by n - 1."),
            (np.full(p, l2 / p), "x.size counts rows times columns; n is the number of rows."),
            (np.full(p, l2 / n), "divided by n twice."),
            (without, "the bias is missing in the prediction."),
        ], f"n = {n}, p = {p}, a ridge with l2 = {l2:g}")  # fmt: skip
        other = w * np.linspace(0.5, 1.5, p)
        free = (y - x @ other).mean()  # a bias without a charge fits the rest, as in any training
        slope = 2 * x.T @ (x @ other + free - y) / n
        again = array(call(strength_of, x, y, other, free), (p,))
        refuse_if(
            same(again, np.full(p, again[0])),
            "a strength for each weight, not one for all, such as their mean: where they disagree "
            "there was no ridge, and that is what one wants to know.",
        )
        recognize(again, -slope / (2 * other), [], "weights that are no ridge")
    return "every weight of a ridge names the same l2, and other weights disagree."
