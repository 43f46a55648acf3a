"""Decay decoupled from the gradient: every step shrinks the weights, whatever the loss says.

A gradient in NumPy is one vector, so every parameter has one: where it is 0, the decay acts alone.
What is not among the ``kernels`` (biases, gains of a normalization) keeps its size.
"""

import numpy as np

from coursecode.shared import arguments
from coursecode.shared.memory import aligned
from coursecode.shared.stacks import per_network

__all__ = ["SGDW", "AdamW"]


class SGDW:
    """Gradient descent with momentum and decoupled weight decay.

    v ← μ v + g,  θ ← θ − η v − η λ θ

    The velocity holds gradients, as in PyTorch: a new η acts on the past of v too. (In algorithm 1
    of the paper it holds steps, as in Keras, and λ is not multiplied by the learning rate.)

    Parameters
    ----------
    learning_rate : float, above 0, or a function of the step
        η; one number, or one per network. As a schedule: ``lambda step: 0.1 / (1 + step)``.
    momentum : float in [0, 1)
        μ.
    weight_decay : float, at least 0
        λ; multiplied by the learning rate. One number, or one per network.
    decay_biases : bool
        Whether the decay touches biases too.

    References
    ----------
    Loshchilov & Hutter (2019), Decoupled weight decay regularization, algorithm 1.
    """

    def __init__(self, learning_rate, momentum=0.0, weight_decay=0.0, *, decay_biases=False):
        self.learning_rate = checked_rate(learning_rate)
        self.momentum = arguments.fraction("momentum", momentum)
        self.weight_decay = arguments.each_nonnegative("weight_decay", weight_decay)
        self.decay_biases = arguments.flag("decay_biases", decay_biases)
        self.steps = 0
        self.velocity = None

    def update(self, theta, gradient, kernels=None):
        """Change ``theta`` in place; decay touches its views ``kernels`` (all, if not given)."""
        eta = current_rate(self)
        self.steps += 1
        rate = per_parameter("learning_rate", eta, theta)
        step = gradient
        if self.momentum:
            if self.velocity is None:
                self.velocity = aligned(np.zeros_like(gradient))
            step = self.velocity
            step *= self.momentum
            step += gradient
        decay(self, eta, theta, kernels)
        theta -= rate * step


class AdamW:
    """Adam with decoupled weight decay.

    m ← β₁ m + (1−β₁) g,  s ← β₂ s + (1−β₂) g²
    θ ← θ − η λ θ − η m̂ / (√ŝ + ε),  m̂ = m/(1−β₁ᵗ),  ŝ = s/(1−β₂ᵗ)

    Parameters
    ----------
    learning_rate : float, above 0, or a function of the step
        η; one number, or one per network. As a schedule: ``lambda step: 0.1 / (1 + step)``.
    beta1, beta2 : float in [0, 1)
        How slowly the two averages forget.
    epsilon : float, above 0
        ε, added to √ŝ after the bias correction, as in the paper and in PyTorch.
    weight_decay : float, at least 0
        λ; multiplied by the learning rate. One number, or one per network.
    decay_biases : bool
        Whether the decay touches biases too.

    References
    ----------
    Loshchilov & Hutter (2019), Decoupled weight decay regularization, algorithm 2.
    """

    def __init__(
        self,
        learning_rate=1e-3,
        beta1=0.9,
        beta2=0.999,
        epsilon=1e-8,
        weight_decay=1e-2,
        *,
        decay_biases=False,
    ):
        self.learning_rate = checked_rate(learning_rate)
        self.beta1 = arguments.fraction("beta1", beta1)
        self.beta2 = arguments.fraction("beta2", beta2)
        self.epsilon = arguments.positive("epsilon", epsilon)
        self.weight_decay = arguments.each_nonnegative("weight_decay", weight_decay)
        self.decay_biases = arguments.flag("decay_biases", decay_biases)
        self.steps = 0

    def update(self, theta, gradient, kernels=None):
        """Change ``theta`` in place; decay touches its views ``kernels`` (all, if not given)."""
        if self.steps == 0:
            self.mean = aligned(np.zeros_like(theta))
            self.square = aligned(np.zeros_like(theta))
        eta = current_rate(self)
        self.steps += 1
        rate = per_parameter("learning_rate", eta, theta)
        self.mean += (1 - self.beta1) * (gradient - self.mean)
        self.square += (1 - self.beta2) * (gradient * gradient - self.square)
        decay(self, eta, theta, kernels)
        scale = np.sqrt(self.square / (1 - self.beta2**self.steps)) + self.epsilon
        theta -= rate / (1 - self.beta1**self.steps) * (self.mean / scale)


def decay(optimizer, eta, theta, kernels):
    """θ ← (1 − η λ) θ, for the kernels, or for all if asked or if no kernels are given."""
    if isinstance(optimizer.weight_decay, float) and optimizer.weight_decay == 0:
        return
    per_parameter("weight_decay", optimizer.weight_decay, theta)  # as many values as networks?
    for part in [theta] if optimizer.decay_biases or kernels is None else kernels:
        rate = per_parameter("learning_rate", eta, part)
        part *= 1 - rate * per_parameter("weight_decay", optimizer.weight_decay, part)


def checked_rate(learning_rate):
    """A schedule as it is; a number, or one per network, if it is legal."""
    if callable(learning_rate) and not isinstance(learning_rate, type):
        return learning_rate
    return arguments.each_positive("learning_rate", learning_rate)


def current_rate(optimizer):
    """The learning rate of this step; the first step has the number 0."""
    if not callable(optimizer.learning_rate):
        return optimizer.learning_rate
    rate = optimizer.learning_rate(optimizer.steps)
    return arguments.each_nonnegative("learning_rate(step)", rate)


def per_parameter(name, value, theta):
    """A setting, shaped to multiply the parameters: all axes but the first are one network's."""
    if isinstance(value, float):
        return value
    if theta.ndim == 1:
        raise ValueError(f"{name} must be one number for one network, got {value.shape[0]} values.")
    return per_network(name, value, theta, own_axes=max(theta.ndim - 1, 1))
