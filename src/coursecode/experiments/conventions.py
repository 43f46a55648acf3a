"""Protocols of the chapter on conventions: one ridge through every front end, costs of slips."""

import warnings
from collections.abc import Callable
from typing import NamedTuple

import keras
import numpy as np
import tensorflow as tf
import torch
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import ElasticNet, Ridge
from sklearn.neural_network import MLPRegressor

from coursecode.experiments.conventions_frameworks import train_keras, train_numpy, train_torch
from coursecode.experiments.l2 import ridge
from coursecode.numpy import L2, SGDW, AdamW, fit, mlp, weights
from coursecode.shared import conventions
from coursecode.shared.datasets import center, diabetes, digits, standardize
from coursecode.shared.datasets.split import Part
from coursecode.shared.minibatches import minibatches

PATIENTS = 240  # many numbers divide it, so that batches are equally large


def patients(seed=0):
    """240 diabetes patients: standardized columns, the target in units of its own spread."""
    x, y = standardize(diabetes(train=PATIENTS, validation=101, test=101, seed=seed)).train
    return Part(x, y / y.std())


class FrontEnd(NamedTuple):
    """One way to ask for a ridge: how a strength is written there, read there, and solved."""

    write: Callable  # Strengths, n -> the keywords
    read: Callable  # the one number that is typed, n -> Strengths
    solve: Callable  # part, keywords -> weights, bias

    def typed(self, part, number):
        """Weights and bias if this number is typed for the strength, whatever it means."""
        return self.solve(part, self.write(self.read(number, len(part.x)), len(part.x)))


def by_sklearn(make, **settings):
    def solve(part, keywords):
        model = make(**settings, **keywords)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)  # it stops when we tell it to
            model.fit(*part)
        if isinstance(model, MLPRegressor):
            return model.coefs_[0][:, 0], model.intercepts_[0][0]
        return model.coef_, model.intercept_

    return solve


def by_torch(make, *, steps=1000, **settings):
    def solve(part, keywords):
        return train_torch(part, lambda p: make(p, **settings), steps=steps, **keywords)

    return solve


MU = 0.9
NETWORK = {
    "hidden_layer_sizes": (), "solver": "sgd", "learning_rate_init": 0.1, "momentum": MU, "tol": 0,
    "n_iter_no_change": 10**6, "max_iter": 1500, "random_state": 0,
}  # fmt: skip
COUPLED = (
    lambda s, n: conventions.to_torch_weight_decay(s),
    lambda number, n: conventions.from_torch_weight_decay(weight_decay=number),
)
KERAS_L2 = (
    lambda s, n: conventions.to_keras_l2(s),
    lambda number, n: conventions.from_keras_l2(l2=number),
)


def decoupled(momentum):
    return (
        lambda s, n: conventions.to_keras_sgd(s, momentum=momentum),
        lambda number, n: conventions.from_keras_sgd(weight_decay=number, momentum=momentum),
    )


FRONT_ENDS = {
    "scikit-learn Ridge": FrontEnd(
        lambda s, n: conventions.to_ridge(s, examples=n),
        lambda number, n: conventions.from_ridge(alpha=number, examples=n),
        by_sklearn(Ridge),
    ),
    "scikit-learn ElasticNet": FrontEnd(
        lambda s, n: conventions.to_elastic_net(s),
        lambda number, n: conventions.from_elastic_net(alpha=number, l1_ratio=0.0),
        by_sklearn(ElasticNet, tol=1e-12, max_iter=10**5),
    ),
    "scikit-learn MLP, one batch": FrontEnd(
        lambda s, n: conventions.to_mlp_regressor(s, batch_size=n, examples=n),
        lambda number, n: conventions.from_mlp_regressor(alpha=number, batch_size=n, examples=n),
        by_sklearn(MLPRegressor, **NETWORK),
    ),
    "NumPy L2 penalty": FrontEnd(
        *KERAS_L2,
        lambda part, k: train_numpy(part, SGDW(0.2), penalty=L2(k["l2"]), steps=1000),
    ),
    "NumPy SGDW, momentum 0.9": FrontEnd(
        *decoupled(MU), lambda part, k: train_numpy(part, SGDW(0.02, **k), steps=4000)
    ),
    "PyTorch SGD": FrontEnd(*COUPLED, by_torch(torch.optim.SGD, lr=0.2)),
    "PyTorch SGD, momentum 0.9": FrontEnd(
        *COUPLED, by_torch(torch.optim.SGD, steps=4000, lr=0.02, momentum=MU)
    ),
    "PyTorch Adam": FrontEnd(*COUPLED, by_torch(torch.optim.Adam, lr=0.01, steps=3000)),
    "Keras L2 penalty": FrontEnd(
        *KERAS_L2,
        lambda part, k: train_keras(
            part, keras.optimizers.SGD(0.2), penalty=keras.regularizers.L2(**k), steps=1000
        ),
    ),
    "TensorFlow l2_loss": FrontEnd(
        lambda s, n: conventions.to_l2_loss(s),
        lambda number, n: conventions.from_l2_loss(scale=number),
        lambda part, k: train_keras(
            part, keras.optimizers.SGD(0.2), steps=1000,
            penalty=lambda w: k["scale"] * tf.nn.l2_loss(w),
        ),
    ),
    "Keras SGD": FrontEnd(
        *decoupled(0.0),
        lambda part, k: train_keras(part, keras.optimizers.SGD(0.2, **k), steps=1000),
    ),
    "Keras SGD, momentum 0.9": FrontEnd(
        *decoupled(MU),
        lambda part, k: train_keras(part, keras.optimizers.SGD(0.02, **k), steps=4000),
    ),
}  # fmt: skip


def spelled(keywords):
    """Keywords as one would type them."""
    return ", ".join(f"{name}={value:g}" for name, value in keywords.items())


FORMULAS = {  # what recipes on the web are written for: write and read of one number
    "Ridge(alpha)": FRONT_ENDS["scikit-learn Ridge"],
    "ElasticNet(alpha)": FRONT_ENDS["scikit-learn ElasticNet"],
    "(λ/2m) Σw², mean loss": FrontEnd(
        lambda s, n: conventions.to_lambda_over_2m(s, examples=n),
        lambda number, n: conventions.from_lambda_over_2m(strength=number, examples=n),
        None,
    ),
    "torch SGD(weight_decay)": FRONT_ENDS["PyTorch SGD"],
    "keras L2(l2)": FRONT_ENDS["Keras L2 penalty"],
    "keras SGD(0.9, weight_decay)": FRONT_ENDS["Keras SGD, momentum 0.9"],
}


def copying_factors(examples):
    """By what the strength is multiplied if a number is copied: (written for, typed into)."""
    meant = conventions.Strengths(l2=0.1)
    numbers = [next(iter(form.write(meant, examples).values())) for form in FORMULAS.values()]
    return np.array(
        [[form.read(number, examples).l2 / meant.l2 for form in FORMULAS.values()]
         for number in numbers]
    )  # fmt: skip


def needed_strengths(part, w, b):
    """The l2 that each weight would need to be at rest: minus the data's slope over 2w."""
    slope = 2 * part.x.T @ (part.x @ w + b - part.y) / len(part.x)
    return -slope / (2 * w)


def adamw(part, weight_decay, *, batch_size, seed=0, steps=6000):
    """A linear model trained with AdamW and a rate that falls to 0, so that it comes to rest."""
    model = mlp((part.x.shape[1], 1), seed=seed)
    batches = minibatches(*part, batch_size=batch_size, seed=seed)
    optimizer = AdamW(lambda step: 5e-3 * (1 - step / steps), weight_decay=weight_decay)
    epochs = steps * batch_size // len(part.x)
    fit(model, batches, optimizer=optimizer, epochs=epochs, loss="mse")
    [(kernel, bias)] = weights(model)
    return kernel[:, 0], bias[0]


def other_units(part):
    """The same patients with columns in units of their own: standard deviations from 0.3 to 3."""
    return Part(part.x * np.geomspace(0.3, 3, part.x.shape[1]), part.y)


def gradient_sizes(part, w, b, batch_size):
    """Root mean square of each weight's gradient over all batches: what Adam's √v remembers."""
    slopes = 2 * (part.x @ w + b - part.y)[:, np.newaxis] * part.x
    n, mean = len(slopes), slopes.mean(axis=0)
    scatter = slopes.var(axis=0) / batch_size * (n - batch_size) / (n - 1)
    return np.sqrt(mean**2 + scatter)


class Slips(NamedTuple):
    """Test errors (seeds, factors) with a strength that is off by a factor, and two baselines."""

    factors: tuple
    error: np.ndarray
    mean: np.ndarray  # (seeds,), predict the mean
    none: np.ndarray  # (seeds,), least squares
    chosen: np.ndarray  # (seeds,), the strength meant


def mean_squared(part, w, b):
    """Mean squared error of many linear models."""
    return np.square(part.x @ w.T + b - part.y[:, np.newaxis]).mean(axis=0)


def slips(factors, *, train, seeds):
    """Choose λ of a ridge on validation data, multiply it by each factor, look at the test set."""
    grid = np.geomspace(1e-3, 10, 17)
    rows = []
    for seed in range(seeds):
        split = standardize(diabetes(train=train, validation=100, test=100, seed=seed))
        w, b = ridge(*split.train, grid)
        best = grid[mean_squared(split.validation, w, b).argmin()]
        w, b = ridge(*split.train, np.append(best * np.asarray(factors), 0))
        errors = mean_squared(split.test, w, b)
        mean = np.square(split.test.y - split.train.y.mean()).mean()
        rows.append([*errors, mean, best])
    *errors, none, mean, chosen = np.array(rows).T
    return Slips(tuple(factors), np.array(errors).T, mean, none, chosen)


def carried_over(chosen, *, train):
    """Test errors (seeds,) with the strengths (seeds,) that were chosen for other patients."""
    errors = []
    for seed, strength in enumerate(chosen):
        split = standardize(diabetes(train=train, validation=100, test=100, seed=seed))
        w, b = ridge(*split.train, np.array([strength]))
        errors.append(mean_squared(split.test, w, b)[0])
    return np.array(errors)


def batch_lengths(sizes, alpha, *, seeds, converted=False):
    """Length of scikit-learn's weights with one alpha and several batch sizes: (seeds, sizes).

    A network without hidden layers, 1200 steps. With ``converted``, alpha is meant for one batch
    with all examples and translated for each size.
    """
    rows = []
    for seed in range(seeds):
        part, row = patients(seed), []
        meant = conventions.from_mlp_regressor(alpha=alpha, batch_size=PATIENTS, examples=PATIENTS)
        for size in sizes:
            keywords = {"alpha": alpha, "batch_size": size}
            if converted:
                keywords = conventions.to_mlp_regressor(meant, batch_size=size, examples=PATIENTS)
            settings = NETWORK | {"learning_rate_init": 6e-3, "random_state": seed}
            settings["max_iter"] = 1200 * size // PATIENTS  # epochs: as many steps for each size
            w, _ = by_sklearn(MLPRegressor, **settings)(part, keywords)
            row.append(np.linalg.norm(w))
        rows.append(row)
    return np.array(rows)


def keep_or_drop(settings, *, seeds, epochs=100):
    """Test accuracy (seeds, settings) of 64-64-10 on 300 digits with dropout.

    ``settings`` holds pairs: the rates of the inputs and of the hidden units.
    """
    rates = list(np.array(settings, dtype=float).T)
    rows = []
    for seed in range(seeds):
        split = center(digits(seed=seed))
        model = mlp((64, 64, 10), dropout=rates, seed=[seed] * len(settings))
        batches = minibatches(*split.train, batch_size=50, seed=seed)
        fit(model, batches, optimizer=SGDW(0.1, momentum=0.5), epochs=epochs)
        rows.append((model(split.test.x).argmax(axis=-1) == split.test.y).mean(axis=-1))
    return np.array(rows)
