"""One layer, where everything about dropout can be computed: by going through every mask."""

import numpy as np

from coursecode.shared.datasets import diabetes, standardize


def all_masks(units):
    """Every way to keep or drop: (2**units, units) of 0 and 1."""
    return (np.arange(2**units)[:, np.newaxis] >> np.arange(units) & 1).astype(float)


def probabilities(masks, rate):
    """How often dropout at this rate draws each of the masks."""
    kept = masks.sum(axis=1)
    return (1 - rate) ** kept * rate ** (masks.shape[1] - kept)


def noisy_scores(x, w, rate):
    """The scores Σ x_j m_j w_j / (1 - rate) of every example under every mask, (n, masks)."""
    masks = all_masks(len(w))
    return x @ (masks * w / (1 - rate)).T, probabilities(masks, rate)


def expected_squared_error(x, y, w, rate):
    """The mean over examples and all masks of (y - score)²."""
    scores, chance = noisy_scores(x, w, rate)
    return np.mean(np.square(y[:, np.newaxis] - scores) @ chance)


def sigmoid(z):
    """1 / (1 + e^-z), without overflow."""
    return 0.5 * (1 + np.tanh(0.5 * z))


def price(x, w, rate):
    """What dropout adds to the logistic data loss: mean of E[log(1 + e^score)] - log(1 + e^z)."""
    scores, chance = noisy_scores(x, w, rate)
    return np.mean(np.logaddexp(0, scores) @ chance - np.logaddexp(0, x @ w))


def quadratic_price(x, w, rate):
    """The same to second order: ½ rate/(1 - rate) Σ_j w_j² mean of q (1 - q) x_j²."""
    q = sigmoid(x @ w)
    return 0.5 * rate / (1 - rate) * np.mean(q * (1 - q) * (x**2 @ w**2))


def sick_or_not():
    """The diabetes data with a yes-or-no question: is the disease worse than the median?"""
    x, y = standardize(diabetes(seed=0)).train
    return x, (y > np.median(y)).astype(float)


def minimize(loss_gradient_curvature, features, steps=25):
    """Newton's method, halving a step that does not go down."""
    w = np.zeros(features)
    value, gradient, curvature = loss_gradient_curvature(w)
    for _ in range(steps):
        step = np.linalg.solve(curvature, gradient)
        while (found := loss_gradient_curvature(w - step))[0] > value + 1e-12:
            step = step / 2
        w, (value, gradient, curvature) = w - step, found
    return w


def logistic(x, y, charge=0.0):
    """Minimize mean log loss + Σ charge_j w_j²."""

    def parts(w):
        z, charges = x @ w, np.broadcast_to(charge, w.shape)
        q = sigmoid(z)
        return (
            np.mean(np.logaddexp(0, z) - y * z) + charges @ w**2,
            x.T @ (q - y) / len(y) + 2 * charges * w,
            (x * (q * (1 - q))[:, np.newaxis]).T @ x / len(y) + 2 * np.diag(charges),
        )

    return minimize(parts, x.shape[1])


def logistic_with_dropout(x, y, rate):
    """Minimize the mean log loss over all masks, with nothing left to chance."""
    masks = all_masks(x.shape[1])
    chance = probabilities(masks, rate) / len(y)
    scaled = masks / (1 - rate)

    def parts(w):
        z = x @ (scaled * w).T  # (n, masks)
        q = sigmoid(z)
        loss = np.sum((np.logaddexp(0, z) - y[:, np.newaxis] * z) @ chance)
        pull = x.T @ (q - y[:, np.newaxis])  # (features, masks)
        bend = np.einsum("ni,nm,nj->mij", x, q * (1 - q), x, optimize=True)
        outer = scaled[:, :, np.newaxis] * scaled[:, np.newaxis, :]
        return (
            loss,
            (pull * scaled.T) @ chance,
            np.einsum("m,mij,mij->ij", chance, outer, bend, optimize=True),
        )

    return minimize(parts, x.shape[1], steps=6)


def adaptive_charges(x, w, rate):
    """The charge per squared weight, ½ rate/(1 - rate) · mean of q (1 - q) x_j², frozen at w."""
    q = sigmoid(x @ w)
    return 0.5 * rate / (1 - rate) * np.mean((q * (1 - q))[:, np.newaxis] * x**2, axis=0)
