"""Digits with clean and with wrong labels: rates, widths, places, and L2 beside dropout."""

from itertools import product
from typing import NamedTuple

import numpy as np

from coursecode.experiments.scores import accuracy
from coursecode.numpy import L2, SGDW, EarlyStopping, fit, mlp
from coursecode.shared.datasets import center, digits
from coursecode.shared.minibatches import minibatches

EPOCHS = 60


def train(
    split, width, *, seed, dropout, penalty=None, networks=None, epochs=EPOCHS, patience=None
):
    """One hidden layer on pictures, batches of 100; many networks share weights, batches, draws.

    With ``patience`` each network keeps the weights of its least validation loss.
    """
    sizes = (split.train.x.shape[1], width, 10)
    seeds = seed if networks is None else [seed] * networks
    model = mlp(sizes, penalty=penalty, dropout=dropout, seed=seeds)
    batches = minibatches(*split.train, batch_size=100, seed=seed)
    measured = {"measure_every": epochs} if patience is None else {
        "early_stopping": EarlyStopping(patience), "validation": split.validation
    }  # fmt: skip
    fit(model, batches, optimizer=SGDW(0.2, momentum=0.9), epochs=epochs, **measured)
    return model


def norms(model):
    """Root of the sum of squares of all kernels, for every network."""
    return np.sqrt(sum(np.square(kernel).sum(axis=(1, 2)) for kernel in model.kernels))


class Rates(NamedTuple):
    """Networks of one width on digits with one share of wrong labels; S seeds, k rates."""

    test: np.ndarray  # (S, k), test accuracy
    train: np.ndarray  # (S, k), accuracy on the training labels, wrong ones included
    norms: np.ndarray  # (S, k), L2 norm of all kernels together


def rates(wrong_labels, width, tried, *, seeds):
    """Dropout of hidden units at every rate; a seed is a split, wrong labels, weights, batches."""
    rows = []
    for seed in range(seeds):
        split = center(digits(label_noise=wrong_labels, seed=seed))
        model = train(split, width, seed=seed, dropout=tried, networks=len(tried))
        rows.append((accuracy(model, split.test), accuracy(model, split.train), norms(model)))
    return Rates(*np.swapaxes(rows, 0, 1))


def places(wrong_labels, pairs, *, seeds):
    """Test accuracy of 64-128-10 for pairs (rate of the inputs, of the hidden units): (S, k)."""
    inputs, hidden = np.array(pairs, dtype=float).T
    found = []
    for seed in range(seeds):
        split = center(digits(label_noise=wrong_labels, seed=seed))
        model = train(split, 128, seed=seed, dropout=[inputs, hidden], networks=len(pairs))
        found.append(accuracy(model, split.test))
    return np.array(found)


def study(split, *, width, strengths, rates, seed, epochs=EPOCHS, patience=10):
    """L2, dropout and both on one split: {method: test accuracy of what validation chose}.

    Every strength with every pair of rates (inputs, hidden units); both lists begin with nothing.
    Each method may choose from its own part of the table, "both" from all of it. "stopped" is the
    network with neither, "dropout, stopped" any pair of rates, with the weights of the epoch of
    the least validation loss.
    ``study(center(mnist()), width=512, ...)`` is the study on MNIST.
    """
    table = [(strength, *pair) for strength, pair in product(strengths, rates)]
    strength, inputs, hidden = np.array(table, dtype=float).T
    model = train(split, width, seed=seed, dropout=[inputs, hidden], penalty=L2(strength),
                  networks=len(table), epochs=epochs)  # fmt: skip
    validation, test = accuracy(model, split.validation), accuracy(model, split.test)
    whole = (inputs == 0) & (hidden == 0)
    allowed = {
        "neither": (strength == 0) & whole,
        "L2": whole,
        "dropout": strength == 0,
        "both": np.full(len(table), fill_value=True),
    }
    found = {name: test[np.where(ok, validation, -1).argmax()] for name, ok in allowed.items()}
    pairs = list(np.array(rates, dtype=float).T)
    model = train(split, width, seed=seed, dropout=pairs, networks=len(rates), epochs=epochs,
                  patience=patience)  # fmt: skip
    validation, test = accuracy(model, split.validation), accuracy(model, split.test)
    return found | {"stopped": test[0], "dropout, stopped": test[validation.argmax()]}


def study_digits(wrong_labels, *, seeds, **settings):
    """The same on digits over seeds; as many validation labels are wrong: {method: (seeds,)}."""
    found = []
    for seed in range(seeds):
        shares = {"label_noise": wrong_labels, "validation_label_noise": wrong_labels}
        found.append(study(center(digits(**shares, seed=seed)), seed=seed, **settings))
    return {name: np.array([one[name] for one in found]) for name in found[0]}
