"""A network on digits with wrong labels, beside early stopping and a linear model."""

from typing import NamedTuple

import numpy as np

from coursecode.experiments.scores import accuracy
from coursecode.experiments.watching import train_watching
from coursecode.numpy import L2, SGDW, mlp
from coursecode.shared.datasets import center, digits
from coursecode.shared.minibatches import minibatches

EPOCHS = 60


class Digits(NamedTuple):
    """What `penalized_digits` found; S seeds, k strengths, the first of them 0."""

    test: np.ndarray  # (S, k), test accuracy
    wrong_repeated: np.ndarray  # (S, k), share of the wrong training labels that it repeats
    right_repeated: np.ndarray  # (S, k), the same for the right training labels
    norms: np.ndarray  # (S, k), root of the sum of squares of all kernels
    chosen: np.ndarray  # (S,), test accuracy at the strength with the best validation accuracy
    stopped: np.ndarray  # (S,), without penalty, at the epoch with the best validation accuracy
    linear: np.ndarray  # (S,), of a network without hidden layer, its strength chosen likewise


def penalized_digits(label_noise, strengths, *, seeds):
    """Train a network per strength and seed; a seed is a split, wrong labels, weights and batches.

    The share of wrong labels is the same for validation: who has them has them everywhere.
    """
    rows, chosen = [], []
    for seed in range(seeds):
        noise = {"label_noise": label_noise, "validation_label_noise": label_noise}
        split = center(digits(**noise, seed=seed))
        model, test, best, stopped = trained((64, 64, 10), strengths, split, seed)
        _, _, linear, _ = trained((64, 10), strengths, split, seed)
        chosen.append((best, stopped, linear))
        (x, y), flipped = split.train, split.truth["flipped"]
        wrong = accuracy(model, (x[flipped], y[flipped])) if flipped.any() else 0 * test
        right = accuracy(model, (x[~flipped], y[~flipped]))
        rows.append((test, wrong, right, norms(model)))
    return Digits(*np.swapaxes(rows, 0, 1), *np.transpose(chosen))


def trained(sizes, strengths, split, seed):
    """Train one network per strength; returns the networks and what `train_watching` found."""
    model = mlp(sizes, penalty=L2(strengths), seed=[seed] * len(strengths))
    batches = minibatches(*split.train, batch_size=50, seed=seed)
    optimizer = SGDW(0.1, momentum=0.9)
    return model, *train_watching(model, batches, optimizer, split, EPOCHS)


def norms(model):
    """Root of the sum of squares of all kernels, for every network."""
    return np.sqrt(sum(np.square(kernel).sum(axis=(1, 2)) for kernel in model.kernels))
