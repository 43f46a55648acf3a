"""Networks whose hidden units are normalized: what decay does to weights that have no scale."""

from typing import NamedTuple

import numpy as np

from coursecode.numpy import BatchNorm
from coursecode.numpy.training import cross_entropy_gradient
from coursecode.shared.datasets import center, digits

UNITS = 32
LAST_LEARNING_RATE = 0.1  # learning rate of the last layer, which is not normalized


class Normalized:
    """64 - 32 - 10 without gains: kernel, batch normalization, ReLU, last kernel and bias.

    Many networks at once, one per entry of ``scales``, by which the same first kernel is multiplied
    at the start. With an ε of 1e-30 the outputs do not depend on the scale of the kernel at all.
    """

    def __init__(self, seed, scales=(1.0,)):
        rng = np.random.default_rng([seed, 5])
        scales = np.reshape(scales, (-1, 1, 1))
        self.kernel = scales * rng.standard_normal((64, UNITS)) / 8
        self.last = np.repeat(rng.standard_normal((1, UNITS, 10)) / np.sqrt(UNITS), len(scales), 0)
        self.bias = np.zeros((len(scales), 1, 10))
        self.norm = BatchNorm(UNITS, epsilon=1e-30)

    def forward(self, x):
        """Outputs (networks, n, 10), normalized with the statistics of the batch."""
        self.x = x
        self.hidden = np.maximum(self.norm(x @ self.kernel, training=True), 0)
        return self.hidden @ self.last + self.bias

    def backward(self, error):
        """Gradients of the kernel, the last kernel and the bias."""
        last, bias = self.hidden.mT @ error, error.sum(axis=-2, keepdims=True)
        error = self.norm.backward((error @ self.last.mT) * (self.hidden > 0))
        return self.x.T @ error, last, bias

    def gradient(self, x, y):
        """The gradient of the mean cross-entropy with respect to the kernel."""
        return self.backward(cross_entropy_gradient(self.forward(x), y))[0]

    def step(self, x, y, learning_rate, decay):
        """Plain gradient descent; decay on the first kernel alone. Returns its gradient."""
        gradient, last, bias = self.backward(cross_entropy_gradient(self.forward(x), y))
        self.kernel = (1 - learning_rate * decay) * self.kernel - learning_rate * gradient
        self.last = self.last - LAST_LEARNING_RATE * last
        self.bias = self.bias - LAST_LEARNING_RATE * bias
        return gradient

    def norms(self):
        """‖w‖ of every unit: (networks, units)."""
        return np.linalg.norm(self.kernel, axis=-2)


def batches(seed, steps, size=64, wrong_labels=0.0):
    """Training digits and the rows of every batch."""
    sizes = {"train": 1000, "validation": 200, "test": 597}
    part = center(digits(**sizes, label_noise=wrong_labels, seed=seed)).train
    rows = np.random.default_rng([seed, 6]).integers(0, len(part.x), (steps, size))
    return part, rows


def train(seed, steps, *, learning_rate, decay, scales=(1.0,)):
    """Both settings are numbers, one per network, or functions of the step."""
    part, rows = batches(seed, steps)
    model = Normalized(seed, scales)
    for t, chosen in enumerate(rows):
        now = (v(t) if callable(v) else v for v in (learning_rate, decay))
        model.step(part.x[chosen], part.y[chosen], *(np.reshape(v, (-1, 1, 1)) for v in now))
    return model, part


class Course(NamedTuple):
    """Norms and turns on the way; S seeds, k settings, T steps."""

    norm: np.ndarray  # (S, k, T), mean over the units of ‖w‖ before the step
    turn: np.ndarray  # (S, k), root mean square angle per step, late
    predicted: np.ndarray  # (S, k), mean over the units of (η E‖g̃‖² / 2λ)^¼, late


def course(settings, *, seeds, steps, scales, late=0.5, wrong_labels=0.0):
    """Follow networks with (η, λ) of the first kernel constant; λ = 0 has no prediction (NaN)."""
    eta, decay = (np.array(column).reshape(-1, 1, 1) for column in zip(*settings, strict=True))
    found = []
    for seed in range(seeds):
        part, rows = batches(seed, steps, wrong_labels=wrong_labels)
        model = Normalized(seed, scales)
        norms, turns, squares = [], [], []
        for chosen in rows:
            before, length = model.kernel, model.norms()
            gradient = model.step(part.x[chosen], part.y[chosen], eta, decay)
            cosine = (before * model.kernel).sum(axis=-2) / (length * model.norms())
            norms.append(length.mean(axis=-1))
            turns.append(np.arccos(np.minimum(cosine, 1)) ** 2)
            squares.append((np.linalg.norm(gradient, axis=-2) * length) ** 2)
        tail = slice(round(late * steps), None)
        turn = np.sqrt(np.mean(turns[tail], axis=(0, 2)))
        with np.errstate(divide="ignore"):
            fourth = eta[:, 0] * np.mean(squares[tail], axis=0) / (2 * decay[:, 0])
        level = np.where(decay[:, 0, 0] > 0, (fourth**0.25).mean(axis=-1), np.nan)
        found.append((np.transpose(norms), turn, level))
    return Course(*(np.array(column) for column in zip(*found, strict=True)))
