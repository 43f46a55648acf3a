"""The network of the book, by hand: forward, backward, one vector of parameters.

All kernels and biases are views of one vector ``theta``, so an optimizer is one line of algebra.
Many networks are the same code with a leading axis: ``theta`` is then (networks, parameters).
"""

from functools import lru_cache
from itertools import pairwise

import numpy as np

from coursecode.numpy.dropout import Dropout
from coursecode.numpy.noise import GaussianNoise
from coursecode.shared import arguments
from coursecode.shared.initial import DropoutDraws, NoiseDraws, initial_weights
from coursecode.shared.memory import aligned, keep_freed_memory
from coursecode.shared.pairs import matching
from coursecode.shared.stacks import check_networks

__all__ = ["mlp", "set_weights", "weights"]


def mlp(
    sizes,
    *,
    penalty=None,
    dropout=0.0,
    noise=0.0,
    constraint=None,
    activation="relu",
    dtype="float64",
    seed=0,
):
    """Build a fully connected network; its outputs are linear.

    Parameters
    ----------
    sizes : sequence of int
        Widths of the layers: ``(64, 32, 10)``; ``(8, 1)`` is a linear model.
    penalty : penalty, list of penalties, or None
        Added to the loss for every kernel; a list holds one (or None) per layer. Never on biases.
    dropout : float in [0, 1), or list of floats
        The share of hidden units dropped in training; a list holds a rate for the input of every
        layer, the network's inputs first. Each is one number, or an array with one per network.
    noise : float, at least 0
        Standard deviation of the inputs' Gaussian noise in training; one number, or one each.
    constraint : MaxNorm, list of constraints, or None
        Applied to every hidden kernel after a step; a list holds one (or None) per layer.
    activation : str
        ``"relu"`` or ``"tanh"``, after every hidden layer.
    dtype : str
        ``"float64"`` or ``"float32"``.
    seed : int or list of int
        Starting weights, dropout masks and noise; a list holds that many networks at once.

    Returns
    -------
    MLP
        ``model(x)`` gives the outputs in evaluation mode: (n, outputs) or (networks, n, outputs).
    """
    sizes = arguments.sizes("sizes", sizes)
    arguments.choice("activation", activation, ("relu", "tanh"))
    arguments.choice("dtype", dtype, ("float64", "float32"))
    layers = len(sizes) - 1
    penalties = arguments.per_layer("penalty", penalty, layers)
    rates = arguments.per_input("dropout", dropout, layers, arguments.each_fraction)
    noise = arguments.each_nonnegative("noise", noise)
    constraints = arguments.per_hidden_layer("constraint", constraint, layers)
    seed = arguments.seeds("seed", seed)
    return MLP(sizes, penalties, rates, noise, constraints, activation, dtype, seed)


def weights(model):
    """Copies of the weights: a list of (kernel, bias), kernel (inputs, outputs)."""
    pairs = zip(model.kernels, model.biases, strict=True)
    return [(kernel.copy(), bias[..., 0, :].copy()) for kernel, bias in pairs]


def set_weights(model, pairs):
    """Copy (kernel, bias) pairs into a network of the same shape; a kernel is (inputs, outputs).

    Parameters
    ----------
    model : MLP
        Changed in place.
    pairs : list of (kernel, bias)
        As `weights` gives them, in any framework.
    """
    for layer, (kernel, bias) in enumerate(matching(pairs, weights(model))):
        model.kernels[layer][...] = kernel
        model.biases[layer][..., 0, :] = bias


class MLP:
    """Made by `mlp`; holds ``theta``, its ``gradient``, and views of both by layer."""

    def __init__(self, sizes, penalties, rates, noise, constraints, activation, dtype, seed):
        self.sizes, self.penalties = sizes, penalties
        self.activate, self.slope = ACTIVATIONS[activation]
        self.dtype = np.dtype(dtype)
        self.networks = None if isinstance(seed, int) else len(seed)
        for rate in rates:
            check_networks("dropout", rate, self.networks)
        check_networks("noise", noise, self.networks)
        if self.networks is not None:
            keep_freed_memory()
        seeds = [seed] if self.networks is None else seed
        drawn = {s: flatten(initial_weights(sizes, activation, s)) for s in set(seeds)}
        start = drawn[seed] if self.networks is None else [drawn[s] for s in seeds]
        self.theta = aligned(np.array(start, dtype=dtype))
        self.gradient = aligned(np.zeros_like(self.theta))
        self.kernels, self.biases = views(self.theta, sizes)
        self.kernel_gradients, self.bias_gradients = views(self.gradient, sizes)
        self.noise = GaussianNoise(noise, NoiseDraws(seed))
        self.dropouts = [Dropout(rate, DropoutDraws(seed, i)) for i, rate in enumerate(rates)]
        self.layers = list(zip(self.dropouts, self.kernels, self.biases, strict=True))
        gradients = zip(self.kernel_gradients, self.bias_gradients, strict=True)
        self.from_last = list(zip(self.layers, gradients, strict=True))[::-1]
        terms = zip(penalties, self.kernels, self.kernel_gradients, strict=True)
        self.penalized = [term for term in terms if term[0] is not None]
        pairs = zip(constraints, self.kernels, strict=True)
        self.constrained = [pair for pair in pairs if pair[0] is not None]
        for constraint, _ in self.constrained:
            check_networks("limit", getattr(constraint, "limit", 0.0), self.networks)

    def __call__(self, x):
        return self.forward(np.asarray(x, dtype=self.dtype), training=False)

    def forward(self, x, *, training):
        """Outputs for a batch x (n, inputs); remembers what one backward pass needs."""
        self.inputs, self.hidden = inputs, hidden = [], []
        if self.noise.shakes:
            x = self.noise(x, training=training)
        for dropout, kernel, bias in self.layers:
            if inputs:
                hidden.append(self.activate(x))
            if dropout.drops:
                x = dropout(x, training=training)
            inputs.append(x)
            x = x @ kernel
            x += bias
        return x

    def backward(self, error):
        """Fill ``gradient``, given dloss/doutputs of the batch that went forward last."""
        ones = ones_row(error.shape[-2], self.dtype)
        for (dropout, kernel, _), (kernel_gradient, bias_gradient) in self.from_last:
            h = self.inputs.pop()  # (n, inputs of this layer)
            np.matmul(h.mT, error, out=kernel_gradient)
            np.matmul(ones, error, out=bias_gradient)
            if self.hidden:
                error = error @ kernel.mT
                if dropout.drops:
                    error = dropout.backward(error)
                error *= self.slope(self.hidden.pop())

    def penalty(self):
        """Σ penalty(kernel): one number, or one per network."""
        values = [penalty(kernel) for penalty, kernel, _ in self.penalized]
        return sum(values, np.zeros(self.theta.shape[:-1]))

    def add_penalty_gradient(self):
        """Add the gradient of every penalty to ``gradient``."""
        for penalty, kernel, gradient in self.penalized:
            gradient += penalty.gradient(kernel)

    def constrain(self):
        """Project every kernel that has a constraint, in place."""
        for constraint, kernel in self.constrained:
            kernel[...] = constraint(kernel)


# An activation works in place; its derivative is taken from its output h.
ACTIVATIONS = {
    "relu": (lambda x: np.maximum(x, 0, out=x), lambda h: h > 0),
    "tanh": (lambda x: np.tanh(x, out=x), lambda h: 1 - h * h),
}


@lru_cache(maxsize=8)  # every step takes the same
def ones_row(n, dtype):
    """Ones of shape (1, n): ones @ a is the sum over the examples, and faster than ``a.sum``."""
    ones = np.ones((1, n), dtype)
    ones.flags.writeable = False
    return ones


def flatten(pairs):
    """One vector of all kernels and biases, layer by layer."""
    return np.concatenate([part.ravel() for pair in pairs for part in pair])


def views(theta, sizes):
    """Kernels (..., inputs, outputs) and biases (..., 1, outputs) that share memory with theta."""
    kernels, biases, end = [], [], 0
    for inputs, outputs in pairwise(sizes):
        start, middle, end = end, end + inputs * outputs, end + (inputs + 1) * outputs
        kernels.append(theta[..., start:middle].reshape(*theta.shape[:-1], inputs, outputs))
        biases.append(theta[..., np.newaxis, middle:end])
    return kernels, biases
