"""Label smoothing: training towards softened labels, and what confidence is worth afterwards."""

from typing import NamedTuple

import numpy as np

from coursecode.experiments.noise_and_max_norm.digits import EPOCHS, SIZES, split
from coursecode.experiments.scores import accuracy, softmax
from coursecode.numpy import SGDW, mlp
from coursecode.shared.minibatches import minibatches


def smoothed(y, alpha, classes):
    """One-hot labels y(1 - α) + α/K: one set, or one per α."""
    alpha = np.asarray(alpha)[..., np.newaxis, np.newaxis]
    return np.eye(classes)[y] * (1 - alpha) + alpha / classes


class Smoothed(NamedTuple):
    """What label smoothing did; S seeds, k values of α."""

    test: np.ndarray  # (S, k), accuracy
    loss: np.ndarray  # (S, k), cross-entropy on the test set
    confidence: np.ndarray  # (S, k), mean of the largest probability on the test set
    repeated: np.ndarray  # (S, k), share of the wrong training labels repeated (nan: none wrong)

    def overconfidence(self):
        """Mean confidence minus accuracy."""
        return self.confidence - self.test


def train(part, alphas, seed):
    """One network per α: the loop of `fit`, with softened labels."""
    model, optimizer = mlp(SIZES, seed=[seed] * len(alphas)), SGDW(0.1, momentum=0.9)
    batches = minibatches(*part, batch_size=50, seed=seed)
    for _ in range(EPOCHS):
        for x, y in batches:
            output = model.forward(x, training=True)
            model.backward((softmax(output) - smoothed(y, alphas, 10)) / len(y))
            optimizer.update(model.theta, model.gradient, model.kernels)
    return model


def compare(label_noise, alphas, *, seeds):
    """Train every α with every seed."""
    rows = []
    for seed in seeds:
        sets = split(seed, label_noise)
        model = train(sets.train, np.asarray(alphas), seed)
        p = softmax(model(sets.test.x))
        right = p[:, np.arange(len(sets.test.y)), sets.test.y]
        x, wrong = sets.train.x, sets.truth["flipped"]
        repeated = (model(x[wrong]).argmax(axis=-1) == sets.train.y[wrong]) if wrong.any() else None
        rows.append(
            [
                accuracy(model, sets.test),
                -np.log(right).mean(axis=-1),
                p.max(axis=-1).mean(axis=-1),
                np.full(len(alphas), np.nan) if repeated is None else repeated.mean(axis=-1),
            ]
        )
    return Smoothed(*np.swapaxes(rows, 0, 1))
