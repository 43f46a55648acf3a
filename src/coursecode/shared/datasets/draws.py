"""The random numbers behind generated data, one stream for each part.

The streams do not depend on the sizes, the noise level or any other argument: settings that are
compared share their random numbers, a larger training part begins with the smaller one, and the
validation and test parts stay as they are when the training part grows. What is made of the draws
uses only sums, products, quotients and square roots, which every processor rounds alike.
"""

import numpy as np

from coursecode.shared.arguments import whole


def draws(seed, sizes, *, uniforms=0, normals=0):
    """Draw for each part its uniform numbers (n, uniforms) and standard normal ones (n, normals).

    ``sizes`` maps a part's name to its number of examples. Returns the pairs under the same names.
    """
    seed = whole("seed", seed, minimum=0)
    sizes = {name: whole(name, n) for name, n in sizes.items()}
    streams = np.random.default_rng(seed).spawn(len(sizes))
    drawn = {}
    for (name, n), stream in zip(sizes.items(), streams, strict=True):
        uniform, normal = stream.spawn(2)
        drawn[name] = uniform.random((n, uniforms)), normal.standard_normal((n, normals))
    return drawn


def weighted_sum(columns, coefficients):
    """Sum ``coefficient * column`` from left to right: the same bits on every processor."""
    total = np.zeros(columns.shape[0])
    for j, coefficient in enumerate(coefficients):
        total = total + coefficient * columns[:, j]
    return total
