"""Check: the normalized geometric mean of all thinned softmax networks."""

import numpy as np

from coursecode.exercises.judging import array, call, judged, recognize, refuse_if
from coursecode.experiments.dropout.ensemble import geometric_mean
from coursecode.experiments.dropout.evaluation import softmax
from coursecode.experiments.dropout.linear import all_masks, probabilities


@judged
def check_ensemble(ensemble):
    """``ensemble(x, kernel, bias, rate)``: class probabilities of all masks of x together."""
    rng = np.random.default_rng(24)
    for features, classes, rate in ((3, 2, 0.2), (5, 3, 0.5), (6, 4, 0.7)):
        x, bias = rng.standard_normal(features) + 0.5, rng.standard_normal(classes)
        kernel = rng.standard_normal((features, classes))
        masks = all_masks(features)
        chance = probabilities(masks, rate)
        each = softmax(x * masks / (1 - rate) @ kernel + bias)
        mean = np.exp(chance @ np.log(each))
        result = array(call(ensemble, x, kernel, bias, rate), (classes,))
        refuse_if(
            np.allclose(result, mean, rtol=1e-6) and not np.isclose(mean.sum(), 1, atol=1e-6),
            f"the geometric means add up to {mean.sum():.3f}. Divide them by their sum.",
        )
        even = np.full(len(masks), 1 / len(masks))
        recognize(
            result,
            geometric_mean(each, chance),
            [
                (chance @ each, "that is the arithmetic mean of the probabilities. The geometric "
                 "one averages their logarithms."),
                (geometric_mean(each, even), "all masks have the same weight here. At this rate "
                 "masks that keep many units are drawn more or less often than others."),
                (geometric_mean(each, probabilities(masks, 1 - rate)), "the chances of keeping "
                 "and dropping are swapped."),
                (softmax(x / (1 - rate) @ kernel + bias), "that is the mask that keeps everybody. "
                 "In most of the others somebody is missing, which the factor makes up for."),
                (softmax((1 - rate) * x @ kernel + bias), "what stays is not scaled by "
                 "1/(1 - rate), or the whole network was scaled down: both give the ensemble of "
                 "the standard form."),
            ],
            f"{features} features, {classes} classes, rate = {rate}",
        )  # fmt: skip
    return "and it is softmax(x·kernel + bias): for one layer the whole network is the ensemble."
