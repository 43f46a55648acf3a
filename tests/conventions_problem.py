"""One small problem for all tests of the conventions, and how far weights are from its minimum."""

import numpy as np

rng = np.random.default_rng(7)
N, P = 60, 4
x = rng.standard_normal((N, P)) @ (np.eye(P) + 0.3) + 0.5
signal = x @ [1.5, -1.0, 0.4, 0.02] + 2.0
y = signal + rng.standard_normal(N)
labels = (signal + 2 * rng.standard_normal(N) > 3).astype(int)


def slopes(w, b, loss):
    """Gradient of the data loss: squared error, or cross-entropy of two classes."""
    score = x @ np.ravel(w) + np.ravel(b)
    error = 2 * (score - y) if loss == "mse" else 1 / (1 + np.exp(-score)) - labels
    return x.T @ error / N, error.mean()


def violation(w, b, strengths, loss="mse"):
    """How much the optimality conditions of the course's form fail, in units of the penalty.

    At a minimum a weight that is not 0 is pulled by the data as the penalty pushes, a weight that
    is 0 is pulled less than l1, and the free bias is not pulled at all.
    """
    w = np.ravel(w)
    pull, bias = slopes(w, b, loss)
    push = pull + 2 * strengths.l2 * w + strengths.l1 * np.sign(w)
    left = np.where(w == 0, np.maximum(np.abs(push) - strengths.l1, 0), np.abs(push))
    return max(left.max(), abs(bias)) / (strengths.l1 + 2 * strengths.l2 * np.abs(w).max())


def ridge(l2):
    """The minimum of the mean squared error + l2 Σw²: weights and bias, in closed form."""
    centred = x - x.mean(axis=0)
    w = np.linalg.solve(centred.T @ centred / N + l2 * np.eye(P), centred.T @ y / N)
    return w, y.mean() - x.mean(axis=0) @ w
