"""The network of the book in Keras: a ``Sequential`` with kernel regularizers."""

import keras

from coursecode.keras.dropout import Dropout
from coursecode.keras.noise import GaussianNoise
from coursecode.shared import arguments
from coursecode.shared.initial import DropoutDraws, NoiseDraws, initial_weights
from coursecode.shared.pairs import matching

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
    penalty : regularizer, list of regularizers, or None
        The ``kernel_regularizer`` of every layer; a list holds one (or None) per layer.
    dropout : float in [0, 1), or list of floats
        The share of hidden units dropped in training; a list holds a rate for the input of every
        layer, the network's inputs first.
    noise : float, at least 0
        Standard deviation of Gaussian noise on the inputs in training.
    constraint : MaxNorm, list of constraints, or None
        The ``kernel_constraint`` of every hidden layer; a list holds one (or None) per layer.
    activation : str
        ``"relu"`` or ``"tanh"``, after every hidden layer.
    dtype : str
        ``"float64"`` or ``"float32"``.
    seed : int
        Starting weights, dropout masks and noise, the same as in the other frameworks.

    Returns
    -------
    keras.Sequential
        With ``model.losses`` holding the penalties.
    """
    sizes = arguments.sizes("sizes", sizes)
    arguments.choice("activation", activation, ("relu", "tanh"))
    arguments.choice("dtype", dtype, ("float64", "float32"))
    penalties = arguments.per_layer("penalty", penalty, len(sizes) - 1)
    rates = arguments.per_input("dropout", dropout, len(sizes) - 1, arguments.fraction)
    noise = arguments.nonnegative("noise", noise)
    constraints = arguments.per_hidden_layer("constraint", constraint, len(sizes) - 1)
    arguments.whole("seed", seed, minimum=0)
    layers = [keras.Input((sizes[0],), dtype=dtype)]
    if noise:
        layers.append(GaussianNoise(noise, NoiseDraws(seed), dtype=dtype))
    for layer, outputs in enumerate(sizes[1:]):
        hidden = layer < len(sizes) - 2
        if rates[layer]:
            layers.append(Dropout(rates[layer], DropoutDraws(seed, layer), dtype=dtype))
        layers.append(
            keras.layers.Dense(
                outputs,
                activation=activation if hidden else None,
                kernel_regularizer=penalties[layer],
                kernel_constraint=constraints[layer],
                dtype=dtype,
            )
        )
    model = keras.Sequential(layers)
    set_weights(model, initial_weights(sizes, activation, seed))
    return model


def weights(model):
    """Copies of the weights: a list of (kernel, bias) NumPy arrays, kernel (inputs, outputs)."""
    return [tuple(part.copy() for part in layer.get_weights()) for layer in dense(model)]


def set_weights(model, pairs):
    """Copy (kernel, bias) pairs into a network of the same shape; a kernel is (inputs, outputs).

    Parameters
    ----------
    model : keras.Sequential
        From `mlp`; changed in place.
    pairs : list of (kernel, bias)
        As `weights` gives them, in any framework.
    """
    for layer, pair in zip(dense(model), matching(pairs, weights(model)), strict=True):
        layer.set_weights(pair)


def dense(model):
    """The layers that have weights."""
    return [layer for layer in model.layers if isinstance(layer, keras.layers.Dense)]
