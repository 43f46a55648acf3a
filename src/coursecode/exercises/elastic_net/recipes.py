"""Checks: three recipes in the course's units, and a published objective with two bugs."""

import numpy as np

from coursecode.exercises.judging import array, call, judged, number, recognize, refuse_if


@judged
def check_to_course(to_course):
    """``to_course(recipe, first, second, n)`` -> (l1, l2) of mean squared error + penalty."""
    rng = np.random.default_rng(21)
    for n in (50, 7, 300):
        a, b = 0.2 + 3 * rng.random(), 0.1 + 0.3 * rng.random()
        cases = {
            "scikit-learn": ([2 * a * b, a * (1 - b)], [
                ([a * b, a * (1 - b) / 2], "the penalty is read off as it stands, but its data "
                 "loss is 1/(2n) of the sum of squares, half of ours: double both."),
                ([2 * a * b, 2 * a * (1 - b)], "l1 is right. The L2 part has a half of its own: "
                 "alpha (1 - l1_ratio)/2, doubled, is alpha (1 - l1_ratio)."),
                ([a * b, a * (1 - b)], "l2 is right. Its data loss is half of ours, so the L1 part "
                 "doubles as well."),
                ([2 * a * b, a * (1 - b) / 2], "l1 is right. Whoever doubles the data loss doubles "
                 "the whole objective, the L2 part too."),
                ([2 * a * b / n, a * (1 - b) / n], "no n is left over: its data loss is a mean "
                 "already, only halved."),
                ([a * b / n, a * (1 - b) / (2 * n)], "its data loss is a mean already, only "
                 "halved: nothing is divided by n, and both parts double."),
                ([2 * a * (1 - b), a * b], "the share is on the wrong side: l1_ratio is the share "
                 "of L1."),
                ([a * (1 - b), 2 * a * b], "the share is on the wrong side: l1_ratio is the share "
                 "of L1.")]),
            "zou-hastie": ([a / n, b / n], [
                ([a, b], "their data loss is a sum over n examples, ours is a mean: divide by n."),
                ([a * n, b * n], "the wrong way round: a sum is n times as large as a mean, so "
                 "their strengths are n times as large as ours."),
                ([a / (2 * n), b / (2 * n)], "their data loss has no half: divide by n, not by "
                 "2n."),
                ([a / (2 * n), b / n], "there is no half in their objective; that one is "
                 "scikit-learn's."),
                ([b / n, a / n], "the two are swapped: λ₁ belongs to Σ|w|.")]),
            "l2-share": ([a * (1 - b) / n, a * b / n], [
                ([a * b / n, a * (1 - b) / n], "here the share belongs to L2: α = 1 is pure "
                 "ridge, the reverse of scikit-learn."),
                ([a * (1 - b), a * b], "the data loss there is a sum, so n is missing."),
                ([a * b, a * (1 - b)], "two things: the share belongs to L2, and the data loss is "
                 "a sum, so n is missing."),
                ([a * (1 - b) / (2 * n), a * b / (2 * n)], "its data loss has no half: divide by "
                 "n, not by 2n."),
                ([a * (1 - b) * n, a * b * n], "the wrong way round: a sum is n times as large as "
                 "a mean, so divide."),
                ([(1 - b) / n, b / n], "the strength in front of the bracket is not used."),
                ([a * (1 - b) / (2 * n), a * b / n], "there is no half in that objective.")]),
        }  # fmt: skip
        for recipe, (right, mistakes) in cases.items():
            value = to_course(recipe, a, b, n)
            refuse_if(value is None, f"{recipe!r}: nothing is returned. Is `return` missing?")
            got = array(value, (2,), f"the answer for {recipe!r}")
            mistakes = [(np.array(value), f"{recipe!r}: {text}") for value, text in mistakes]
            recognize(
                got, np.array(right), mistakes, f"to_course({recipe!r}, {a:.4g}, {b:.4g}, {n})"
            )
    return "three spellings, one problem: halves, sums and the side of the share are all accounted."


@judged
def check_objective(objective):
    """``objective(w, x, y, alpha, l1_ratio)``: scikit-learn's elastic net, repaired."""
    rng = np.random.default_rng(22)
    for n, p in ((5, 3), (4, 6)):
        x, y, w = rng.standard_normal((n, p)), rng.standard_normal(n), rng.standard_normal(p)
        for alpha, ratio in ((0.7, 0.9), (2.0, 0.2), (1.5, 1.0), (0.0, 0.3)):
            sums, absolute, squares = np.sum((y - x @ w) ** 2), np.abs(w).sum(), w @ w

            def value(data, one, two, sums=sums, absolute=absolute, squares=squares):
                return np.array(data * sums + one * absolute + two * squares)

            l1, l2 = alpha * ratio, alpha * (1 - ratio) / 2
            swapped = alpha * (1 - ratio), alpha * ratio / 2
            got = number(call(objective, w, x, y, alpha, ratio))
            where = f"alpha = {alpha}, l1_ratio = {ratio}, n = {n}, p = {p}"
            recognize(np.array(got), value(1 / (2 * n), l1, l2), [
                (value(1 / n, *swapped), "both bugs are still there."),
                (value(1 / (2 * n), *swapped), "the data loss is right. With l1_ratio = 1 it "
                 "should be the lasso: try it."),
                (value(1 / n, l1, l2), "the share is right. The data loss is half the mean squared "
                 "error; count the 2."),
                (value(1 / (2 * n), l1, 2 * l2), "data loss and share are right; the L2 part has a "
                 "half."),
                (value(1 / (2 * n), l1 / 2, l2), "the half belongs to the L2 part alone."),
                (value(0.5, l1, l2), "half the sum of squares: divide by n too."),
                (value(1 / (2 * n), l1, 0.0), "the L2 part is missing."),
                (value(1 / (2 * n), 0.0, l2), "the L1 part is missing."),
                (value(1 / (2 * n), l1, l2 / np.sqrt(squares)), "np.linalg.norm is the root of the "
                 "sum of squares; the L2 part has the sum."),
            ], where)  # fmt: skip
    at_zero = number(call(objective, np.zeros(2), np.eye(2), np.ones(2), 1.0, 0.5))
    refuse_if(abs(at_zero - 0.5) > 1e-6, "at w = 0 only the data loss is left.")
    return "l1_ratio = 1 is the lasso, 0 is ridge with a half, and the data loss is 1/(2n)."
