"""The step that reaches exact zeros: downhill on the data loss, then the penalty's prox."""

import numpy as np

from coursecode.numpy.weight_decay import per_parameter
from coursecode.shared import arguments
from coursecode.shared.memory import aligned

__all__ = ["ProximalSGD"]


class ProximalSGD:
    """Proximal gradient descent with momentum.

    d ← μ d − η g;  W ← prox(W + d, η) for kernels, b ← b + d for biases;  d ← the whole move

    g is the gradient of the data loss alone: the penalty acts through its prox, so the network is
    built without it.

    Momentum repeats the last move, prox included (iPiano). Were only gradients accumulated, the
    network would settle where the penalty is 1 − μ times as strong.

    Parameters
    ----------
    learning_rate : float, above 0
        η; one number, or one per network.
    penalty : L1, L2, ElasticNet or GroupLasso
        Its ``prox`` follows every step; its strength may be one per network.
    momentum : float in [0, 1)
        μ.

    References
    ----------
    Parikh & Boyd (2014), Proximal algorithms, section 4.2; Ochs et al. (2014), iPiano.
    """

    def __init__(self, learning_rate, penalty, momentum=0.0):
        self.learning_rate = arguments.each_positive("learning_rate", learning_rate)
        self.penalty = arguments.with_prox("penalty", penalty)
        self.momentum = arguments.fraction("momentum", momentum)
        self.move = None

    def update(self, theta, gradient, kernels=None):
        """Change ``theta`` in place; the prox acts on its views ``kernels`` (all, if not given)."""
        if self.move is None:
            self.move = aligned(np.zeros_like(theta))
        if self.momentum:
            start = theta.copy()
            theta += self.momentum * self.move
        theta -= per_parameter("learning_rate", self.learning_rate, theta) * gradient
        for kernel in [theta] if kernels is None else kernels:
            kernel[...] = self.penalty.prox(kernel, self.learning_rate)
        if self.momentum:
            np.subtract(theta, start, out=self.move)
