"""The same price model on many samples of houses: what a penalty buys and what it costs."""

from typing import NamedTuple

import numpy as np

from coursecode.experiments.l2.ridge import ridge
from coursecode.shared.datasets import houses, standardize


class Prices(NamedTuple):
    """What `house_prices` found; S samples of houses, k strengths."""

    coefficients: np.ndarray  # (S, k, 5), thousand euros per unit of the raw feature
    bias2: np.ndarray  # (k,), squared bias of the predicted price, mean over the test houses
    variance: np.ndarray  # (k,), variance of the predicted price between samples, likewise
    error: np.ndarray  # (S, k), mean squared error on the test houses
    chosen_error: np.ndarray  # (S,), the same at the strength that validation chose
    mean_error: np.ndarray  # (S,), the same for predicting the mean training price
    all_error: np.ndarray  # (S,), the same for least squares on training and validation houses


def house_prices(strengths, *, samples, train):
    """Fit the same price model to many samples of houses, and judge all on the same 1000 houses."""
    test = houses(test=1000, seed=10**6)
    sharp = test.test.x @ test.truth["coefficients"] + test.truth["intercept"]
    coefficients, predictions, chosen, means, errors_of_all = [], [], [], [], []
    for seed in range(samples):
        split = standardize(houses(train=train, test=1, seed=seed))
        test_x = (test.test.x - split.mean) / split.scale
        w, b = ridge(*split.train, strengths)
        validation = (split.validation.x @ w.T + b).T - split.validation.y
        chosen.append(np.square(validation).mean(axis=1).argmin())
        coefficients.append(w / split.scale)
        predictions.append((test_x @ w.T + b).T)
        means.append(split.train.y.mean())
        both = (np.concatenate(parts) for parts in zip(split.train, split.validation, strict=True))
        w, b = ridge(*both, 0.0)
        errors_of_all.append(np.square(test_x @ w + b - test.test.y).mean())
    predictions = np.array(predictions)
    error = np.square(predictions - test.test.y).mean(axis=2)
    return Prices(
        coefficients=np.array(coefficients),
        bias2=np.square(predictions.mean(axis=0) - sharp).mean(axis=1),
        variance=predictions.var(axis=0).mean(axis=1),
        error=error,
        chosen_error=error[np.arange(samples), chosen],
        mean_error=np.square(np.array(means)[:, None] - test.test.y).mean(axis=1),
        all_error=np.array(errors_of_all),
    )
