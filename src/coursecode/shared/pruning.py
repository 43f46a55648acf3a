"""Structured pruning: take units that say nothing out of a network, and leave its outputs alone.

A zero in a dense kernel is stored and multiplied like any other number. A smaller kernel is not.
Everything here works on the list ``weights(model)`` of (kernel, bias) pairs, kernel (inputs,
outputs), and knows no framework.
"""

import numpy as np

from coursecode.shared import arguments
from coursecode.shared.pairs import linked

__all__ = ["parameters", "remove_dead_units", "remove_unused_inputs"]
ACTIVATIONS = {"relu": lambda z: np.maximum(z, 0), "tanh": np.tanh}


def remove_unused_inputs(pairs):
    """Cut out the inputs whose weights are all 0.

    Returns
    -------
    pairs, used
        The pairs with a smaller first kernel, and True for every input that it still reads: the
        smaller network takes ``x[:, used]``. One input stays even if none is used.
    """
    (kernel, bias), *rest = linked(pairs)
    used = np.any(kernel != 0, axis=1)
    used[0] |= not used.any()
    return [(kernel[used], bias.copy()), *((k.copy(), b.copy()) for k, b in rest)], used


def remove_dead_units(pairs, *, activation="relu"):
    """Cut out the hidden units that are unheard (weights out all 0) or constant (weights in all 0).

    A constant unit is not silent: it says f(bias) to every example. That, times its weights out,
    moves into the next bias. A unit that heard constant units alone is constant now, so the layers
    are visited from the inputs on; then backwards, for units that only dead ones listened to. Of a
    layer whose units are all dead one stays, with weights 0.

    Parameters
    ----------
    pairs : list of (kernel, bias)
        From ``weights(model)``; left as they are.
    activation : str
        ``"relu"`` or ``"tanh"``, the one that the network was built with.

    Returns
    -------
    list of (kernel, bias)
        Smaller arrays, for ``set_weights``.
    """
    f = ACTIVATIONS[arguments.choice("activation", activation, tuple(ACTIVATIONS))]
    small = [(kernel.copy(), bias.copy()) for kernel, bias in linked(pairs)]
    layers = range(len(small) - 1)
    for layer in (*layers, *reversed(layers)):
        small[layer : layer + 2] = without_dead(*small[layer], *small[layer + 1], f)
    return small


def without_dead(kernel, bias, following, next_bias, f):
    """One hidden layer without its dead units, and the layer after it."""
    unheard = ~np.any(following != 0, axis=1)
    constant = ~np.any(kernel != 0, axis=0) & ~unheard
    for unit in np.flatnonzero(constant):
        next_bias = next_bias + f(bias[unit]) * following[unit]
    alive = ~(unheard | constant)
    if not alive.any():
        return (0 * kernel[:, :1], 0 * bias[:1]), (0 * following[:1], next_bias)
    return (kernel[:, alive], bias[alive]), (following[alive], next_bias)


def parameters(pairs):
    """How many numbers a network stores, biases included."""
    return sum(kernel.size + bias.size for kernel, bias in pairs)
