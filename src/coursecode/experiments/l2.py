"""Protocols of the chapter on L2: houses, digits with wrong labels, and a textbook example."""

from typing import NamedTuple

import numpy as np

from coursecode.numpy import L2, SGDW, fit, mlp
from coursecode.shared.datasets import center, digits, houses, standardize
from coursecode.shared.minibatches import minibatches


def ridge(x, y, strengths):
    """Minimize mean((y - b - x w)²) + λ Σ w² exactly, for every strength; b is not penalized.

    Returns the coefficients, (strengths, d) or (d,) for one strength, and the intercepts. Without
    a penalty and with fewer examples than features, the coefficients are those of least norm.
    """
    mean = x.mean(axis=0)
    centered, target = x - mean, y - y.mean()
    coefficients = []
    for strength in np.atleast_1d(strengths):
        if strength == 0:
            coefficients.append(np.linalg.lstsq(centered, target, rcond=None)[0])
        else:
            system = centered.T @ centered + len(x) * strength * np.eye(x.shape[1])
            coefficients.append(np.linalg.solve(system, centered.T @ target))
    w = np.array(coefficients).reshape(*np.shape(strengths), x.shape[1])
    return w, y.mean() - w @ mean


class Prices(NamedTuple):
    """What `house_prices` found; S samples of houses, k strengths."""

    coefficients: np.ndarray  # (S, k, 5), thousand euros per unit of the raw feature
    bias2: np.ndarray  # (k,), squared bias of the predicted price, mean over the test houses
    variance: np.ndarray  # (k,), variance of the predicted price between samples, likewise
    error: np.ndarray  # (S, k), mean squared error on the test houses
    chosen_error: np.ndarray  # (S,), the same at the strength that validation chose
    mean_error: np.ndarray  # (S,), the same for predicting the mean training price


def house_prices(strengths, *, samples, train):
    """Fit the same price model to many samples of houses, and judge all on the same 1000 houses."""
    test = houses(test=1000, seed=10**6)
    sharp = test.test.x @ test.truth["coefficients"] + test.truth["intercept"]
    coefficients, predictions, chosen, means = [], [], [], []
    for seed in range(samples):
        split = standardize(houses(train=train, test=1, seed=seed))
        w, b = ridge(*split.train, strengths)
        validation = (split.validation.x @ w.T + b).T - split.validation.y
        chosen.append(np.square(validation).mean(axis=1).argmin())
        coefficients.append(w / split.scale)
        predictions.append((((test.test.x - split.mean) / split.scale) @ w.T + b).T)
        means.append(split.train.y.mean())
    predictions = np.array(predictions)
    error = np.square(predictions - test.test.y).mean(axis=2)
    return Prices(
        coefficients=np.array(coefficients),
        bias2=np.square(predictions.mean(axis=0) - sharp).mean(axis=1),
        variance=predictions.var(axis=0).mean(axis=1),
        error=error,
        chosen_error=error[np.arange(samples), chosen],
        mean_error=np.square(np.array(means)[:, None] - test.test.y).mean(axis=1),
    )


class Digits(NamedTuple):
    """What `noisy_digits` found; S seeds, k strengths."""

    test: np.ndarray  # (S, k), test accuracy
    memorized: np.ndarray  # (S, k), share of the wrong training labels that the network repeats
    learned: np.ndarray  # (S, k), the same for the right training labels
    norms: np.ndarray  # (S, k), root of the sum of squares of all kernels
    chosen: np.ndarray  # (S,), test accuracy at the strength with the best validation accuracy


def noisy_digits(label_noise, strengths, *, seeds):
    """Train a network per strength and seed; a seed is a cut, wrong labels, weights and batches.

    Validation labels are as noisy as those for training: who has wrong labels has them everywhere.
    """
    rows, chosen = [], []
    for seed in range(seeds):
        noise = {"label_noise": label_noise, "validation_label_noise": label_noise}
        split = center(digits(**noise, seed=seed))
        model = mlp((64, 64, 10), penalty=L2(strengths), seed=[seed] * len(strengths))
        batches = minibatches(*split.train, batch_size=50, seed=seed)
        fit(model, batches, optimizer=SGDW(0.1, momentum=0.9), epochs=60)
        (x, y), flipped = split.train, split.truth["flipped"]
        test = accuracy(model, *split.test)
        chosen.append(test[accuracy(model, *split.validation).argmax()])  # the weakest of the best
        squares = sum(np.square(kernel).sum(axis=(1, 2)) for kernel in model.kernels)
        wrong = accuracy(model, x[flipped], y[flipped]) if flipped.any() else 0 * test
        rows.append((test, wrong, accuracy(model, x[~flipped], y[~flipped]), np.sqrt(squares)))
    return Digits(*np.swapaxes(rows, 0, 1), np.array(chosen))


def accuracy(model, x, y):
    """Share of right answers, for every network."""
    return (model(x).argmax(axis=-1) == y).mean(axis=-1)


def many_features(n, seed):
    """200 standard normal features, each with the true weight 0.01; y has noise of size 0.01."""
    rng = np.random.default_rng([seed, n])
    x = rng.standard_normal((n, 200))
    return x, x @ np.full(200, 0.01) + 0.05 + 0.01 * rng.standard_normal(n)


def textbook_training(strength, start, x, y, *, seed):
    """Ten epochs of SGD in batches of 5 from the weights ``start``; returns (w, b).

    The example is published with half the squared error, (λ/2) Σ w² and a learning rate of 0.01.
    In this course's units that is the same λ and half the rate.
    """
    model = mlp((200, 1), penalty=L2(strength), seed=0)
    model.kernels[0][...], model.biases[0][...] = start[:, None], 0
    batches = minibatches(x, y, batch_size=5, seed=seed)
    fit(model, batches, optimizer=SGDW(0.005), epochs=10, loss="mse")
    return model.kernels[0][:, 0], model.biases[0][0, 0]


def textbook_example(*, seeds):
    """Test errors of the published example (n = 20) beside its baselines: {name: (seeds,)}."""
    errors = {}
    for seed in range(seeds):
        x, y = many_features(20, seed)
        test_x, test_y = many_features(1000, 10**6 + seed)
        random_start = 0.01 * np.random.default_rng([seed, 0]).standard_normal(200)
        zero = np.zeros(200)
        fits = {
            "λ = 0, random start": textbook_training(0.0, random_start, x, y, seed=seed),
            "λ = 3, random start": textbook_training(3.0, random_start, x, y, seed=seed),
            "predict the mean": (zero, y.mean()),
            "λ = 0, start at zero": textbook_training(0.0, zero, x, y, seed=seed),
            "least squares, least norm": ridge(x, y, 0.0),
        }
        for name, (w, b) in fits.items():
            errors.setdefault(name, []).append(np.square(test_x @ w + b - test_y).mean())
    return {name: np.array(values) for name, values in errors.items()}


def more_examples(sizes, strengths, *, seeds):
    """The same features with n examples: test errors {name: (seeds, sizes)}; λ by validation."""
    errors = {name: np.zeros((seeds, len(sizes))) for name in ("mean", "least squares", "L2")}
    for seed in range(seeds):
        held_x, held_y = many_features(100, 2 * 10**6 + seed)
        test_x, test_y = many_features(1000, 10**6 + seed)
        for j, n in enumerate(sizes):
            x, y = many_features(n, seed)
            w, b = ridge(x, y, np.r_[0.0, strengths])
            best = np.square((held_x @ w.T + b).T - held_y).mean(axis=1).argmin()
            error = np.square((test_x @ w.T + b).T - test_y).mean(axis=1)
            errors["mean"][seed, j] = np.square(test_y - y.mean()).mean()
            errors["least squares"][seed, j], errors["L2"][seed, j] = error[0], error[best]
    return errors
