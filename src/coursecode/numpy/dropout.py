"""Dropout: in training every unit is switched off with some probability."""

import numpy as np

from coursecode.shared import arguments
from coursecode.shared.stacks import per_network

__all__ = ["Dropout"]


class Dropout:
    """Inverted dropout, y = x · m / (1 − rate) with m = 0 or 1; the identity in evaluation.

    Parameters
    ----------
    rate : float in [0, 1)
        The probability that a unit is dropped. One number, or one per network.
    rng : numpy.random.Generator
        Where the masks come from; anything with ``random(shape)`` will do. A unit is dropped where
        the number drawn is below the rate.

    References
    ----------
    Srivastava et al. (2014), Dropout: a simple way to prevent neural networks from overfitting.
    """

    def __init__(self, rate, rng):
        self.rate = arguments.each_fraction("rate", rate)
        self.drops = bool(np.any(self.rate))
        self.rng = arguments.draws("rng", rng)
        self.scale = None

    def __call__(self, x, *, training):
        """Drop units of x (n, units) or (networks, n, units) if ``training``."""
        self.scale = None
        if training and self.drops:
            rate = per_network("rate", self.rate, x, own_axes=2)
            kept = self.rng.random(x.shape).astype(np.float32, copy=False) >= np.float32(rate)
            self.scale = kept.astype(x.dtype) / (1 - rate)
        return x if self.scale is None else x * self.scale

    def backward(self, gradient):
        """The gradient passes where the unit passed, with the mask of the last call."""
        return gradient if self.scale is None else gradient * self.scale
