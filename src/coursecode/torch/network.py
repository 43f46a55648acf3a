"""The network of the book in PyTorch: a ``Sequential``, and a penalty for every kernel."""

from itertools import pairwise

import torch
from torch import nn

from coursecode.shared import arguments
from coursecode.shared.initial import DropoutDraws, NoiseDraws, initial_weights
from coursecode.shared.pairs import matching
from coursecode.torch.dropout import Dropout
from coursecode.torch.noise import GaussianNoise

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
        layer, the network's inputs first.
    noise : float, at least 0
        Standard deviation of Gaussian noise on the inputs in training.
    constraint : MaxNorm, list of constraints, or None
        Applied to every hidden kernel after a step; a list holds one (or None) per layer.
    activation : str
        ``"relu"`` or ``"tanh"``, after every hidden layer.
    dtype : str
        ``"float64"`` or ``"float32"``.
    seed : int
        Starting weights, dropout masks and noise, the same as in the other frameworks.

    Returns
    -------
    MLP
        A ``torch.nn.Sequential``; move it with ``.to("cuda")`` and `fit` follows it there.
    """
    sizes = arguments.sizes("sizes", sizes)
    arguments.choice("activation", activation, ("relu", "tanh"))
    arguments.choice("dtype", dtype, ("float64", "float32"))
    penalties = arguments.per_layer("penalty", penalty, len(sizes) - 1)
    rates = arguments.per_input("dropout", dropout, len(sizes) - 1, arguments.fraction)
    noise = arguments.nonnegative("noise", noise)
    constraints = arguments.per_hidden_layer("constraint", constraint, len(sizes) - 1)
    arguments.whole("seed", seed, minimum=0)
    layers = [GaussianNoise(noise, NoiseDraws(seed))] if noise else []
    for layer, (inputs, outputs) in enumerate(pairwise(sizes)):
        if rates[layer]:
            layers.append(Dropout(rates[layer], DropoutDraws(seed, layer)))
        layers.append(nn.Linear(inputs, outputs, dtype=getattr(torch, dtype)))
        if layer < len(sizes) - 2:
            layers.append(nn.ReLU() if activation == "relu" else nn.Tanh())
    model = MLP(*layers, penalties=penalties, constraints=constraints)
    set_weights(model, initial_weights(sizes, activation, seed))
    return model


def weights(model):
    """Copies of the weights: a list of (kernel, bias) NumPy arrays, kernel (inputs, outputs)."""
    pairs = [(layer.weight.detach().T, layer.bias.detach()) for layer in model.linear]
    return [(kernel.cpu().numpy().copy(), bias.cpu().numpy().copy()) for kernel, bias in pairs]


@torch.no_grad()
def set_weights(model, pairs):
    """Copy (kernel, bias) pairs into a network of the same shape; a kernel is (inputs, outputs).

    Parameters
    ----------
    model : MLP
        Changed in place.
    pairs : list of (kernel, bias)
        As `weights` gives them, in any framework.
    """
    for layer, (kernel, bias) in zip(model.linear, matching(pairs, weights(model)), strict=True):
        layer.weight.copy_(torch.from_numpy(kernel.T.copy()))
        layer.bias.copy_(torch.from_numpy(bias.copy()))


class MLP(nn.Sequential):
    """Made by `mlp`: a ``Sequential`` that knows what its kernels cost."""

    def __init__(self, *layers, penalties, constraints):
        super().__init__(*layers)
        self.linear = [layer for layer in layers if isinstance(layer, nn.Linear)]
        kernels = [layer.weight for layer in self.linear]
        pairs = zip(penalties, kernels, strict=True)
        self.penalized = [pair for pair in pairs if pair[0] is not None]
        pairs = zip(constraints, kernels, strict=True)
        self.constrained = [pair for pair in pairs if pair[0] is not None]

    def penalty(self):
        """Σ penalty(kernel), a scalar tensor."""
        total = None
        for penalty, kernel in self.penalized:
            term = penalty(kernel)
            total = term if total is None else total + term
        return self.linear[0].weight.new_zeros(()) if total is None else total

    def constrain(self):
        """Project every weight that has a constraint, in place."""
        for constraint, kernel in self.constrained:
            with torch.no_grad():
                kernel.copy_(constraint(kernel))
