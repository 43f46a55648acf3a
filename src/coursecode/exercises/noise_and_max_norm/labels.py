"""Checks: softened labels, and how far apart the logits go."""

import numpy as np

from coursecode.exercises.judging import array, call, judged, number, recognize, refuse_if, shown


@judged
def check_smoothed_labels(smoothed_labels):
    """``smoothed_labels(y, alpha, classes)``: one-hot·(1 − α) + α/K."""
    rng = np.random.default_rng(25)
    for classes in (5, 2, 10):
        y, alpha = rng.integers(0, classes, 6), 0.1 + 0.3 * rng.random()
        hot = np.eye(classes)[y]
        right = hot * (1 - alpha) + alpha / classes
        found = array(call(smoothed_labels, y, alpha, classes), right.shape, "the labels")
        recognize(
            found,
            right,
            [
                (hot, "nothing is smoothed: where is alpha?"),
                (hot * (1 - alpha), "the rows do not add up to 1: what the right class gives up "
                 "is not spread out."),
                (hot * (1 - alpha) + (1 - hot) * alpha, "the rows do not add up to 1: α has to be "
                 "divided among the K classes, the right one too."),
                (hot * (1 - alpha) + (1 - hot) * alpha / (classes - 1), "that gives α/(K-1) to "
                 "each wrong class and 1-α to the right one. The frameworks spread α over all K "
                 "classes, the right one included: (1-α) + α/K and α/K."),
                (hot * (1 - alpha) + (1 - hot) * alpha / classes, "the rows do not add up to 1: "
                 "the right class gets its share α/K too."),
                (hot * (1 - alpha) + alpha / (classes - 1), "the rows do not add up to 1: α is "
                 "divided by K, the number of all classes, not by K-1."),
                (hot * (1 - alpha) + alpha, "the rows do not add up to 1: α has to be divided "
                 "among the K classes."),
                (hot + alpha / classes, "the rows do not add up to 1: what the others get is "
                 "taken from the right class, 1-α."),
                (hot * alpha + (1 - alpha) / classes, "α and 1-α are swapped: α is what is "
                 "spread out."),
            ],
            f"y = {shown(y)}, alpha = {alpha:.4g}, classes = {classes}",
        )  # fmt: skip
    return "every class gets α/K, the right one 1 - α more, and the rows add up to 1."


@judged
def check_logit_gap(logit_gap):
    """``logit_gap(alpha, classes)``: ln((1 − α + α/K) / (α/K))."""
    rng = np.random.default_rng(26)
    for classes in (10, 2, 1000):
        alpha = 0.05 + 0.3 * rng.random()
        low = alpha / classes
        right = np.log((1 - alpha + low) / low)
        found = number(call(logit_gap, alpha, classes))
        refuse_if(not np.isfinite(found), "the distance is finite for every alpha between 0 and 1.")
        recognize(
            np.array(found),
            np.array(right),
            [
                (np.log((1 - alpha) / low), "the right class keeps 1-α + α/K, not 1-α."),
                (np.log((1 - alpha) * (classes - 1) / alpha), "that is for labels with α/(K-1) "
                 "on the wrong classes and 1-α on the right one. Here α/K goes to every class."),
                (np.log((1 - alpha) / alpha), "K is missing: a wrong class gets α/K."),
                (-right, "the sign: the right class has the larger logit, by more than 0."),
                (right / np.log(10), "a logarithm to base 10; softmax uses e."),
                (right / np.log(2), "a logarithm to base 2; softmax uses e."),
                ((1 - alpha + low) / low, "that is the ratio of the probabilities; the logits "
                 "differ by its logarithm."),
                (1 - alpha, "that is a difference of probabilities. Logits differ by the "
                 "logarithm of their ratio."),
                (np.log(low), "that is the logarithm of one probability. The gap is between "
                 "two logits."),
                (np.log(1 - alpha + low), "that is the logarithm of one probability. A logit is "
                 "known up to a constant, so only the difference to another one has a value."),
            ],
            f"alpha = {alpha:.4g}, classes = {classes}",
        )  # fmt: skip
    return "the logits differ by the logarithm of the ratio of the two targets."
