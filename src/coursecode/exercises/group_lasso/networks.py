"""Networks with constant units, and the same without them."""

from itertools import pairwise

import numpy as np

SIZES = ((3, 5, 2), (4, 6, 5, 3), (5, 4, 4, 6, 2))


def network(sizes, seed):
    """Random pairs with two constant units in every hidden layer, one above 0 and one below.

    Living units with some zeros, with weights that add up to 0, with tiny weights, and one to which
    nobody listens are there to mislead; from the second hidden layer on, a third unit hears the two
    constant units before it and no other. In the last network the first hidden layer has no
    constant unit.
    """
    rng = np.random.default_rng([seed, 15])
    shapes = list(pairwise(sizes))
    pairs = [(rng.standard_normal(s), rng.standard_normal(s[1])) for s in shapes]
    for kernel, bias in pairs[:-1]:
        kernel[:, [1, 3]] = 0
        bias[[1, 3]] = 0.8, -0.7
    first = pairs[0][0]
    if sizes[1] == 4:
        first[:, [1, 3]] = 1
    first[0, 0] = 0
    first[:, 2] = 0
    first[[0, 1], 2] = 1.5, -1.5
    if sizes[1] == 6:
        first[:, 4:] *= 1e-6  # a small weight hears something too
    if sizes[1] == 5:
        pairs[1][0][4] = 0  # nobody listens to this unit, and it is not constant
    for kernel, _ in pairs[1:-1]:
        kernel[:, 2] *= np.isin(np.arange(len(kernel)), [1, 3])
    pairs[-1][0][:, 0] = 0  # an output that hears nothing is an output all the same
    return pairs


def outputs(pairs, x):
    """The ReLU network of the book."""
    for kernel, bias in pairs[:-1]:
        x = np.maximum(x @ kernel + bias, 0)
    return x @ pairs[-1][0] + pairs[-1][1]


def shrunk(pairs, say):
    """The right answer, or a wrong one: ``say`` tells what a constant unit with this bias says."""
    pairs = [(kernel, bias.copy()) for kernel, bias in pairs]
    for layer in range(len(pairs) - 1):
        (kernel, bias), (following, next_bias) = pairs[layer : layer + 2]
        alive = np.any(kernel != 0, axis=0)
        next_bias = next_bias + say(bias[~alive]) @ following[~alive]
        pairs[layer : layer + 2] = (kernel[:, alive], bias[alive]), (following[alive], next_bias)
    return pairs
