"""Batch normalization: each unit gets mean 0 and variance 1 over a batch, then gain and shift."""

import numpy as np

from coursecode.shared import arguments
from coursecode.shared.training_checks import check_batch_of_units

__all__ = ["BatchNorm"]


class BatchNorm:
    """y = γ x̂ + β with x̂ = (x − mean) / √(variance + ε), unit by unit.

    In training, mean and variance are those of the batch, the variance divided by the number n of
    examples. The running statistics follow them, r ← m r + (1 − m) · batch, and take their place in
    evaluation.

    Parameters
    ----------
    features : int
        How many units.
    momentum : float in [0, 1)
        m, the weight of the *old* running value.
    epsilon : float, above 0
        ε.
    dtype : str
        ``"float64"`` or ``"float32"``.

    References
    ----------
    Ioffe & Szegedy (2015), Batch normalization.
    """

    def __init__(self, features, momentum=0.9, epsilon=1e-5, *, dtype="float64"):
        self.features = arguments.whole("features", features)
        self.momentum = arguments.fraction("momentum", momentum)
        self.epsilon = arguments.positive("epsilon", epsilon)
        arguments.choice("dtype", dtype, ("float64", "float32"))
        self.gain, self.shift = np.ones(features, dtype), np.zeros(features, dtype)
        self.running_mean, self.running_variance = self.shift.copy(), self.gain.copy()

    def __call__(self, x, *, training):
        """Normalize x (n, units), or (networks, n, units) network by network."""
        check_batch_of_units(x.shape, self.features, training)
        mean, variance = self.running_mean, self.running_variance
        if training:
            mean, variance = x.mean(axis=-2), x.var(axis=-2)
            self.running_mean = self.follow(self.running_mean, mean)
            self.running_variance = self.follow(self.running_variance, variance)
        self.training = training
        self.scale = 1 / np.sqrt(row(variance) + self.epsilon)
        self.normalized = (x - row(mean)) * self.scale
        return row(self.gain) * self.normalized + row(self.shift)

    def follow(self, running, batch):
        """r ← m r + (1 − m) · batch"""
        return self.momentum * running + (1 - self.momentum) * batch

    def backward(self, gradient):
        """The gradient with respect to x, given that with respect to y; remembers γ's and β's."""
        self.gain_gradient = (gradient * self.normalized).sum(axis=-2)
        self.shift_gradient = gradient.sum(axis=-2)
        gradient = gradient * row(self.gain)
        if self.training:  # mean and variance depend on x too
            along = (gradient * self.normalized).mean(axis=-2, keepdims=True)
            gradient = gradient - gradient.mean(axis=-2, keepdims=True) - along * self.normalized
        return gradient * self.scale


def row(values):
    """(..., units) as (..., 1, units): the same for every example."""
    return values[..., np.newaxis, :]
