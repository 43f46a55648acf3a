"""The best λ of ridge regression for n examples, where the truth is known."""

import numpy as np

RIDGE_STRENGTHS = np.array([0, *10.0 ** np.arange(-4, 1.01, 0.125)])


def ridge_losses(n, seed, *, features=20, noise=2.0, spread=1.0, strengths=RIDGE_STRENGTHS):
    """Two losses of ridge regression from n examples, for every λ: shape (2, strengths).

    The first is measured on a validation set of 500; the second is the expected squared error on
    new data, which is known because the truth is: noise² + ‖ŵ − w‖². The truth is drawn as the
    Bayesian reading supposes, weights N(0, spread²) and inputs N(0, 1). A seed has one truth and
    one validation set, and more examples keep the first ones. λ = 0 is least squares, of
    least norm where there is a choice.
    """
    truth, *streams = np.random.default_rng(seed).spawn(5)
    w = spread * truth.standard_normal(features)

    def draw(m, inputs, errors):
        x = inputs.standard_normal((m, features))
        return x, x @ w + noise * errors.standard_normal(m)

    (x, y), (x_held, y_held) = draw(n, *streams[:2]), draw(500, *streams[2:])
    values, vectors = np.linalg.eigh(x.T @ x / n)
    along = vectors.T @ (x.T @ y / n)
    steepness = values + strengths[:, np.newaxis]
    seen = steepness > 1e-10  # where λ = 0 and the data are silent, the weights stay at 0
    fitted = np.divide(along, steepness, where=seen, out=np.zeros_like(steepness)) @ vectors.T
    validation = np.mean((fitted @ x_held.T - y_held) ** 2, axis=1)
    return np.array([validation, noise**2 + np.sum((fitted - w) ** 2, axis=1)])
