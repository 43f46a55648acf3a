"""Protocols of the chapter on the elastic net: twins, hidden factors, cars, a surface of strengths.

Everything here is in the course's convention, mean squared error + l1 Σ|w| + l2 Σw², unless a
function says λ₁ and λ₂: then it is Zou and Hastie's, on sums of squares and columns of norm 1.
"""

from typing import NamedTuple

import numpy as np

from coursecode.numpy import ElasticNet, ProximalSGD, fit, mlp
from coursecode.shared.datasets import autos, center, digits, standardize
from coursecode.shared.minibatches import minibatches


def elastic_net(x, y, l1, l2, *, tolerance=1e-10, most=100_000):
    """Minimize mean((y − b − x w)²) + l1 Σ|w| + l2 Σw² by coordinate descent; b is free.

    Parameters
    ----------
    x, y : arrays (n, p) and (n,), or with the same leading axes
        A leading axis holds many data sets, solved at once.
    l1, l2 : float or array
        One per problem; leading axes broadcast with those of the data.

    Returns
    -------
    w : array (…, p)
    sweeps : int
        How often all coefficients were visited until none moved by more than ``tolerance``.
    """
    x, y = x - x.mean(axis=-2, keepdims=True), y - y.mean(axis=-1, keepdims=True)
    n, p = x.shape[-2:]
    problems = np.broadcast_shapes(x.shape[:-2], np.shape(l1), np.shape(l2))
    ones = (1,) * (len(problems) - x.ndim + 2)
    gram = np.moveaxis(x.mT @ x / n, (-2, -1), (0, 1)).reshape(p, p, *ones, *x.shape[:-2])
    correlation = np.moveaxis((x.mT @ y[..., None])[..., 0] / n, -1, 0)
    correlation = correlation.reshape(p, *ones, *x.shape[:-2])
    w = np.zeros((p, *problems))
    scale = np.abs(correlation).max()
    for sweep in range(1, most + 1):
        before = w.copy()
        for j in range(p):
            pull = correlation[j] - (gram[j] * w).sum(axis=0) + gram[j, j] * w[j]
            alive = np.maximum(np.abs(pull) - np.asarray(l1) / 2, 0)
            w[j] = np.sign(pull) * alive / (gram[j, j] + l2)
        if np.abs(w - before).max() <= tolerance * scale:
            return np.moveaxis(w, 0, -1), sweep
    raise RuntimeError(f"no convergence in {most} sweeps")


def hidden_factors(seed, n=100):
    """Zou and Hastie's example: x₁, x₂, x₃ repeat ±z₁, x₄, x₅, x₆ repeat ±z₂; y = z₁ + 0.1 z₂ + ε.

    Returns centred columns of norm 1 and the centred target.
    """
    rng = np.random.default_rng(seed)
    z1, z2 = rng.uniform(0, 20, (2, n))
    y = z1 + 0.1 * z2 + rng.standard_normal(n)
    x = np.stack([z1, -z1, z1, z2, -z2, z2], axis=1) + 0.25 * rng.standard_normal((n, 6))
    x = x - x.mean(axis=0)
    return x / np.linalg.norm(x, axis=0), y - y.mean()


class Selection(NamedTuple):
    """What `car_selection` found: how often a coefficient was not 0 in the resamples."""

    frequency: np.ndarray  # (samples, 5)
    both: np.ndarray  # (samples,), both mileages together
    gap: np.ndarray  # (samples,), mean |difference| of the two mileage coefficients


def car_selection(l1, l2, *, samples, resamples=100):
    """Fit bootstrap resamples of 40 cars, for many samples of cars."""
    rows = []
    for seed in range(samples):
        split = standardize(autos(seed=seed))
        x, y = split.train
        drawn = np.random.default_rng(seed).integers(0, len(x), (resamples, len(x)))
        w, _ = elastic_net(x[drawn], y[drawn], l1, l2, tolerance=1e-8)
        alive = w != 0
        gap = np.abs(w[:, 1] - w[:, 2]).mean()
        rows.append((alive.mean(axis=0), (alive[:, 1] & alive[:, 2]).mean(), gap))
    return Selection(*(np.array(column) for column in zip(*rows, strict=True)))


def car_errors(strengths, shares, *, samples):
    """Test errors (root mean squared, km/l) with strengths chosen on 40 validation cars.

    ``shares`` of a strength go to l1 and the rest to l2. The last method, least squares, may train
    on the validation cars too. Returns {name: (samples,)}, and for the
    lasso and the elastic net the coefficients that were chosen, {name: (samples, 5)}.
    """
    l1, l2 = (strengths[:, None] * np.stack([shares, 1 - shares])[:, None]).reshape(2, -1)
    none = np.zeros_like(strengths)
    menus = {"least squares": (np.zeros(1), np.zeros(1)), "ridge": (none, strengths),
             "lasso": (strengths, none), "elastic net": (l1, l2)}  # fmt: skip
    errors, chosen = {"predict the mean": []}, {"lasso": [], "elastic net": []}
    for seed in range(samples):
        split = standardize(autos(seed=seed))
        (x, y), held, test = split.train, split.validation, split.test
        errors["predict the mean"].append(np.sqrt(np.square(test.y - y.mean()).mean()))
        for name, menu in menus.items():
            w, _ = elastic_net(x, y, *menu, tolerance=1e-8)
            best = np.square(w @ held.x.T + y.mean() - held.y).mean(axis=1).argmin()
            error = np.sqrt(np.square(test.x @ w[best] + y.mean() - test.y).mean())
            errors.setdefault(name, []).append(error)
            if name in chosen:
                chosen[name].append(w[best])
        every_x, every_y = np.concatenate([x, held.x]), np.concatenate([y, held.y])
        w, _ = elastic_net(every_x, every_y, 0.0, 0.0, tolerance=1e-8)
        misses = (test.x - every_x.mean(axis=0)) @ w + every_y.mean() - test.y
        name = f"least squares, {len(every_y)} cars"
        errors.setdefault(name, []).append(np.sqrt(np.square(misses).mean()))
    return {k: np.array(v) for k, v in errors.items()}, {k: np.array(v) for k, v in chosen.items()}


class Surface(NamedTuple):
    """What `digit_surface` found; S seeds, a grid of a by b strengths (l1 by l2)."""

    validation: np.ndarray  # (S, a, b), accuracy; 30 % of the labels are wrong here too
    test: np.ndarray  # (S, a, b), accuracy
    zeros: np.ndarray  # (S, a, b), share of exact zeros in the first kernel

    def chosen(self, rows=slice(None), columns=slice(None)):
        """Test accuracy at the best validation accuracy of a part of the grid, (S,)."""
        held = self.validation[:, rows, columns].reshape(len(self.test), -1)
        test = self.test[:, rows, columns].reshape(len(self.test), -1)
        return test[np.arange(len(test)), held.argmax(axis=1)]

    def best(self):
        """Where each seed's best validation accuracy lies, two arrays (S,)."""
        flat = self.validation.reshape(len(self.test), -1).argmax(axis=1)
        return np.unravel_index(flat, self.validation.shape[1:])


def digit_surface(l1, l2, *, seeds):
    """Train one network per pair of strengths, all of them in one call of `fit` per seed.

    30 % of the labels for training and validation are wrong. A seed is a split, wrong labels,
    starting weights and batches, shared by all pairs.
    """
    pairs = [side.ravel() for side in np.meshgrid(l1, l2, indexing="ij")]
    found = []
    for seed in range(seeds):
        split = center(digits(label_noise=0.3, validation_label_noise=0.3, seed=seed))
        model = mlp((64, 16, 10), seed=[seed] * len(pairs[0]))
        batches = minibatches(*split.train, batch_size=50, seed=seed)
        optimizer = ProximalSGD(0.1, ElasticNet(*pairs), momentum=0.9)
        fit(model, batches, optimizer=optimizer, epochs=30)
        rows = [(model(x).argmax(axis=-1) == y).mean(axis=-1)
                for x, y in (split.validation, split.test)]  # fmt: skip
        rows.append((model.kernels[0] == 0).mean(axis=(1, 2)))
        found.append(np.reshape(rows, (3, len(l1), len(l2))))
    return Surface(*np.swapaxes(found, 0, 1))
