"""Claims about choosing a regularizer."""

import numpy as np

from claims import claim
from claims.settings import LASSO, NET, RIDGE, correlated, errors, mostly_zero, ridge


@claim(
    "subset-first",
    says="If a regularizer does not work on a small representative subset, it will not work on "
    "all the data.",
    verdict="true if",
    because="If λ is chosen anew for the larger set. The gain of ridge shrinks with more data, so "
    "what gains nothing early gains little later. But the best λ of the mean loss falls with $n$: "
    "carried over from 30 examples to 1000, it is worse than no penalty.",
    chapter="02_regularization",
)
def test_the_gain_and_the_best_strength_shrink_with_the_data():
    strengths = np.r_[0, np.logspace(-4, 2, 60)]

    def mean_errors(n):
        rows = []
        for seed in range(20):
            rng = np.random.default_rng(seed)
            x, truth = rng.standard_normal((n, 20)), 0.5 * rng.standard_normal(20)
            y = x @ truth + 2 * rng.standard_normal(n)
            rows.append([np.sum((ridge(x, y, strength) - truth) ** 2) for strength in strengths])
        return np.mean(rows, axis=0)

    few, more, many = (mean_errors(n) for n in (30, 100, 1000))
    best_for_few = np.argmin(few)
    gains = [found[0] / found.min() for found in (few, more, many)]
    assert gains[0] > 2 > gains[1] > gains[2] > 1
    assert strengths[best_for_few] > 5 * strengths[np.argmin(many)]
    assert many[best_for_few] > 2 * many[0]


@claim(
    "sparse-data-l2",
    says="If the data are very sparse, L2 is the best choice.",
    verdict="false",
    because="Zeros in the data do not decide, zeros in the truth do. With the same inputs, nine "
    "entries in ten 0, lasso wins if five features of fifty matter, and ridge if all do.",
    chapter="04_l1",
)
def test_for_sparse_inputs_the_truth_decides():
    found = errors(np.r_[np.full(5, 2.0), np.zeros(45)], mostly_zero(50), n=60, noise=2)
    assert np.all(found[:, LASSO] < 0.8 * found[:, RIDGE])
    found = errors(np.full(50, 0.5), mostly_zero(50), n=60, noise=2)
    assert np.all(found[:, RIDGE] < found[:, LASSO])


@claim(
    "correlations-l2-or-elastic-net",
    says="With many pairwise correlations, choose L2 or elastic net.",
    verdict="true if",
    because="If most of the features matter: then both beat the lasso clearly. If few matter, "
    "lasso beats both, although the features are as correlated as before.",
    chapter="05_elastic_net",
)
def test_for_correlated_inputs_the_truth_decides_too():
    found = errors(np.ones(40), correlated(40), n=50, noise=15)
    assert np.all(found[:, RIDGE] < 0.7 * found[:, LASSO])
    assert np.all(found[:, NET] < 0.7 * found[:, LASSO])
    found = errors(np.r_[np.full(3, 5.0), np.zeros(37)], correlated(40), n=50, noise=5)
    assert np.all(found[:, LASSO] < found[:, [RIDGE, NET]].min(axis=1))
