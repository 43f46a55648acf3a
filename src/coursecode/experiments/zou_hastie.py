"""The simulations behind Table 2 of Zou and Hastie (2005), from their published specification.

Four examples, y = Xβ + σε, with training, validation and test sets; four methods, tuned on the
validation set. Columns are centred and scaled to norm 1 on the training set. λ₂ runs through six
values and, for each, the solution's L1 norm through 100 fractions of its largest value; ridge has
100 strengths.
"""

from typing import NamedTuple

import numpy as np

from coursecode.experiments.elastic_net_path import at_fractions, naive_path

METHODS = ("lasso", "elastic net", "ridge", "naive elastic net")
BORROWED = "naive, tuned as elastic net"  # not in the paper: the other's λ₂ and fraction
LAMBDA2 = (0.0, 0.01, 0.1, 1.0, 10.0, 100.0)
FRACTIONS = np.arange(1, 101) / 100
RIDGE = np.geomspace(1e-4, 1e4, 100)
# The published medians and standard errors, examples 1 to 4, as a public re-implementation of the
# table lists them; they were not read from the paper again.
PAPER = {
    "lasso": ((3.06, 0.31), (3.87, 0.38), (65.0, 2.82), (46.6, 3.96)),
    "elastic net": ((2.51, 0.29), (3.16, 0.27), (56.6, 1.75), (34.5, 1.64)),
    "ridge": ((4.49, 0.46), (2.84, 0.27), (39.5, 1.80), (64.5, 4.78)),
    "naive elastic net": ((5.70, 0.41), (2.73, 0.23), (41.0, 2.13), (45.9, 3.72)),
}


class Example(NamedTuple):
    """One simulation: how large, and the truth."""

    sizes: tuple  # examples for training, validation, test
    beta: np.ndarray
    covariance: np.ndarray  # of the predictors
    sigma: float


def blocks():
    """Covariance of example 4: three groups of five, x = z + e with variances 1 and 0.01."""
    covariance = np.eye(40)
    for start in (0, 5, 10):
        covariance[start : start + 5, start : start + 5] = 1 + 0.01 * np.eye(5)
    return covariance


FADING = 0.5 ** np.abs(np.subtract.outer(np.arange(8), np.arange(8)))
EXAMPLES = {
    1: Example((20, 20, 200), np.array([3, 1.5, 0, 0, 2, 0, 0, 0]), FADING, 3.0),
    2: Example((20, 20, 200), np.full(8, 0.85), FADING, 3.0),
    # x = z_j + z, both of variance 1: pairwise correlation 0.5, variance 2
    3: Example((100, 100, 400), np.repeat([0.0, 2, 0, 2], 10), np.eye(40) + 1, 15.0),
    4: Example((50, 50, 400), np.repeat([3.0, 0], [15, 25]), blocks(), 15.0),
}


class Fit(NamedTuple):
    """What a method found on one data set."""

    test_error: float  # mean of (f̂(x) − xβ)² over the test set: without the noise
    model_error: float  # the same over the population, intercept aside: (β̂ − β)ᵀ Σ (β̂ − β)
    nonzero: int
    validation: float  # mean squared error on the validation set, noise included


def draw(number, repetition, seed=0):
    """Training, validation and test set of one repetition, [(x, y), …]."""
    sizes, beta, covariance, sigma = EXAMPLES[number]
    rng = np.random.default_rng([seed, number, repetition])
    root = np.linalg.cholesky(covariance)
    parts = []
    for n in sizes:
        x = rng.standard_normal((n, len(beta))) @ root.T
        parts.append((x, x @ beta + sigma * rng.standard_normal(n)))
    return parts


def candidates(z, y, lambda2=LAMBDA2):
    """What each method may choose from, in the scale of z: {method: (candidates, p)}."""
    gram, correlation = z.T @ z, z.T @ y

    def path(l2):
        return at_fractions(naive_path(gram, correlation, l2)[1], FRACTIONS)

    paths = [path(l2) for l2 in lambda2]
    variances, axes = np.linalg.eigh(gram)
    ridge = (axes.T @ correlation / (np.maximum(variances, 0) + RIDGE[:, None])) @ axes.T
    corrected = [(1 + l2) * points for l2, points in zip(lambda2, paths, strict=True)]
    return {
        "lasso": paths[0] if lambda2[0] == 0 else path(0.0),
        "elastic net": np.concatenate(corrected),
        "ridge": ridge,
        "naive elastic net": np.concatenate(paths),
    }


def repetition(number, index, seed=0, lambda2=LAMBDA2):
    """Draw one data set and fit it with every method: {method: Fit}."""
    (x, y), (held_x, held_y), (test_x, _) = draw(number, index, seed)
    _, beta, covariance, _ = EXAMPLES[number]
    centre, level = x.mean(axis=0), y.mean()
    scale = np.linalg.norm(x - centre, axis=0)

    def judged(betas, chosen=None):
        errors = np.square((held_x - centre) @ betas.T + level - held_y[:, None]).mean(axis=0)
        best = errors.argmin() if chosen is None else chosen
        miss = betas[best] - beta
        off = test_x @ miss + level - centre @ betas[best]
        return best, Fit(
            test_error=float(np.mean(off**2)),
            model_error=float(miss @ covariance @ miss),
            nonzero=int(np.count_nonzero(betas[best])),
            validation=float(errors[best]),
        )

    choices = candidates((x - centre) / scale, y - level, lambda2)
    choices = {method: coefficients / scale for method, coefficients in choices.items()}
    found = {method: judged(betas) for method, betas in choices.items()}
    borrowed = judged(choices["naive elastic net"], found["elastic net"][0])
    return {method: fit for method, (_, fit) in {**found, BORROWED: borrowed}.items()}


def errors(number, repetitions, seed=0, lambda2=LAMBDA2):
    """The test errors of the first repetitions of one example: {method: (repetitions,)}."""
    runs = [repetition(number, index, seed, lambda2) for index in range(repetitions)]
    return {m: np.array([run[m].test_error for run in runs]) for m in (*METHODS, BORROWED)}


def median_and_error(values, resamples=500, seed=0):
    """The median, and its standard error from bootstrap resamples, as in the paper."""
    rng = np.random.default_rng(seed)
    rows = rng.integers(0, len(values), (resamples, len(values)))
    return float(np.median(values)), float(np.median(np.asarray(values)[rows], axis=1).std(ddof=1))
