"""Noise on the inputs as a penalty: exact for a linear model, two terms for a network."""

import numpy as np

from coursecode.numpy import SGDW, fit, mlp, weights
from coursecode.shared.datasets import diabetes, standardize
from coursecode.shared.minibatches import minibatches


def least_squares(x, y, strength=0.0):
    """The minimum of mean((y - x w)²) + λ Σ w²."""
    return np.linalg.solve(x.T @ x / len(x) + strength * np.eye(x.shape[1]), x.T @ y / len(x))


def noisy_least_squares(x, y, deviation, copies, seed):
    """Least squares on ``copies`` noisy versions of every example, each drawn anew."""
    rng = np.random.default_rng([seed, 6])
    gram, target = 0.0, 0.0
    for _ in range(copies):
        shaken = x + deviation * rng.standard_normal(x.shape)
        gram, target = gram + shaken.T @ shaken, target + shaken.T @ y
    return np.linalg.solve(gram, target)


def linear_data():
    """Inputs and target of the diabetes data, standardized: the training set."""
    return standardize(diabetes(seed=0), target=True).train


def paths(deviations, copies):
    """Coefficients over s, {what: (k, features)}: ridge with λ = s², least squares with noise."""
    x, y = linear_data()
    return {
        "ridge": np.array([least_squares(x, y, s**2) for s in deviations]),
        "noise": np.array([noisy_least_squares(x, y, s, copies, 0) for s in deviations]),
    }


def distance_to_ridge(deviation, copies, *, seeds):
    """‖w - ridge‖ / ‖ridge‖ of least squares with this many noisy copies, (S,)."""
    x, y = linear_data()
    ridge = least_squares(x, y, deviation**2)
    found = [noisy_least_squares(x, y, deviation, copies, seed) for seed in seeds]
    return np.array([np.linalg.norm(w - ridge) for w in found]) / np.linalg.norm(ridge)


def wave(seed):
    """A small regression: 100 points of the plane and a wave over it, without noise."""
    x = np.random.default_rng([seed, 7]).uniform(-1.5, 1.5, (100, 2))
    return x, np.sin(2 * x[:, 0]) + 0.5 * x[:, 1] ** 2


def network(seed, epochs):
    """A tanh network 2-30-1 after some epochs on the wave; 0 leaves it as it starts."""
    x, y = wave(seed)
    model = mlp((2, 30, 1), activation="tanh", seed=seed)
    if epochs:
        batches = minibatches(x, y, batch_size=100, seed=seed)
        fit(model, batches, optimizer=SGDW(0.1, momentum=0.9), epochs=epochs, loss="mse")
    return model


def slopes(model, x):
    """‖∇f‖² and Δf at every x, for one hidden layer of tanh."""
    (kernel, bias), (out, _) = weights(model)
    h = np.tanh(x @ kernel + bias)
    gradient = ((1 - h**2) * out[:, 0]) @ kernel.T
    laplacian = (-2 * h * (1 - h**2) * out[:, 0]) @ np.sum(kernel**2, axis=0)
    return np.sum(gradient**2, axis=1), laplacian


def extra_loss(model, x, y, deviation, nodes=24):
    """How much noise raises the mean squared error: no draws, but Gauss and Hermite's rule.

    The mean over N(0, 1) in two dimensions as a weighted sum over nodes × nodes points.
    """
    points, shares = np.polynomial.hermite_e.hermegauss(nodes)
    shares = shares / shares.sum()
    total = 0.0
    for z1, p1 in zip(points, shares, strict=True):
        for z2, p2 in zip(points, shares, strict=True):
            shaken = x + deviation * np.array([z1, z2])
            total += p1 * p2 * np.mean((model(shaken)[:, 0] - y) ** 2)
    return total - np.mean((model(x)[:, 0] - y) ** 2)


def predictions(model, x, y):
    """What Bishop's formula says per s²: the gradient term, and with the Laplacian term."""
    gradient, laplacian = slopes(model, x)
    residual = model(x)[:, 0] - y
    return gradient.mean(), (gradient + residual * laplacian).mean()


def ratios(deviations, *, epochs, seeds):
    """Prediction over measurement: {"gradient alone": (S, k), "with the Laplacian": (S, k)}."""
    alone, both = [], []
    for seed in seeds:
        x, y = wave(seed)
        model = network(seed, epochs)
        first, second = predictions(model, x, y)
        truth = np.array([extra_loss(model, x, y, s) / s**2 for s in deviations])
        alone.append(first / truth)
        both.append(second / truth)
    return {"gradient alone": np.array(alone), "with the Laplacian": np.array(both)}
