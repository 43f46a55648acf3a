"""Check: the expected squared error of a linear model whose inputs are dropped."""

import numpy as np

from coursecode.exercises.judging import call, judged, number, recognize


@judged
def check_expected_loss(expected_loss):
    """``expected_loss(x, y, w, rate)``: mean (y - xw)² over examples and all masks, exactly."""
    rng = np.random.default_rng(23)
    for n, features, rate in ((3, 3, 0.2), (7, 4, 0.5), (5, 6, 0.8)):
        x = rng.standard_normal((n, features)) + 1.5  # not centred, so that x² is no variance
        y, w = rng.standard_normal(n), rng.standard_normal(features)
        error, odds = np.mean((y - x @ w) ** 2), rate / (1 - rate)
        extra = w**2 @ np.mean(x**2, axis=0)
        recognize(
            np.array(number(call(expected_loss, x, y, w, rate))),
            np.array(error + odds * extra),
            [
                (error, "that is the error without noise. The noise has mean 0, and its square "
                 "has not."),
                (error + rate * extra, "the noise has the variance rate/(1 - rate), because what "
                 "stays is scaled by 1/(1 - rate); you have rate."),
                (error + rate * (1 - rate) * extra, "rate·(1 - rate) is the variance of the mask "
                 "alone. It is divided by (1 - rate), so the variance by its square."),
                (error + extra / odds, "(1 - rate)/rate: keep and drop are swapped. More dropping "
                 "is more noise."),
                (np.mean((y - (1 - rate) * x @ w) ** 2) + rate * (1 - rate) * extra, "that is the "
                 "standard form, in which what stays is not scaled."),
                ((error + odds * extra) / 2, "the mean of a square has no factor ½."),
                (error + odds * np.mean((x @ w) ** 2), "that is one draw for a whole example. Each "
                 "feature is dropped on its own, so the noises of two features cancel on average."),
                (n * (error + odds * extra), "that is the sum over the examples; the course takes "
                 "the mean."),
                (error + odds * n * extra, "the penalty is summed over the examples, the error is "
                 "averaged: take the mean of x² too."),
                (error + odds * np.sum(w**2), "every weight is charged the same. A feature with "
                 "large values makes more noise: the charge contains the mean of x²."),
                (error + odds * w**2 @ np.var(x, axis=0), "the variance of a feature is not the "
                 "mean of its square, unless it is centred. The mask multiplies x, mean and all."),
            ],
            f"n = {n}, {features} features, rate = {rate}",
        )  # fmt: skip
    return "the error without noise, plus rate/(1 - rate) · Σ_j w_j² · mean of x_j²."
