"""Gaussian noise: in training every input is shaken a little."""

import numpy as np

from coursecode.shared import arguments
from coursecode.shared.stacks import per_network

__all__ = ["GaussianNoise"]


class GaussianNoise:
    """Additive noise, y = x + stddev · z with z from N(0, 1); the identity in evaluation.

    Parameters
    ----------
    stddev : float, at least 0
        The standard deviation of the noise, in the units of x. One number, or one per network.
    rng : numpy.random.Generator
        Where the noise comes from; anything with ``standard_normal(shape)`` will do.

    References
    ----------
    Bishop (1995), Training with noise is equivalent to Tikhonov regularization.
    """

    def __init__(self, stddev, rng):
        self.stddev = arguments.each_nonnegative("stddev", stddev)
        self.shakes = bool(np.any(self.stddev))
        self.rng = arguments.draws("rng", rng, method="standard_normal")

    def __call__(self, x, *, training):
        """Shake x (n, units) or (networks, n, units) if ``training``."""
        if not training or not self.shakes:
            return x
        stddev = per_network("stddev", self.stddev, x, own_axes=2)
        return x + stddev * self.rng.standard_normal(x.shape).astype(x.dtype, copy=False)

    def backward(self, gradient):
        """What is added does not depend on x: the gradient passes as it is."""
        return gradient
