"""Starting weights and draws: from a seed, by NumPy, the same for every framework."""

from itertools import pairwise

import numpy as np


def initial_weights(sizes, activation, seed):
    """Draw the starting weights of a fully connected network; biases start at 0.

    Parameters
    ----------
    sizes : sequence of int
        Widths of the layers, inputs first.
    activation : str
        ``"relu"``: normal with variance 2/inputs; ``"tanh"``: normal with variance 1/inputs.
    seed : int
        The same seed gives the same weights, in any framework and beside any penalty.

    Returns
    -------
    list of (kernel, bias)
        float64 arrays of shape (inputs, outputs) and (outputs,).

    References
    ----------
    He et al. (2015), Delving deep into rectifiers; LeCun et al. (1998), Efficient backprop.
    """
    rng = np.random.default_rng([seed, 0])
    gain = {"relu": 2.0, "tanh": 1.0}[activation]
    return [
        (np.sqrt(gain / inputs) * rng.standard_normal((inputs, outputs)), np.zeros(outputs))
        for inputs, outputs in pairwise(sizes)
    ]


class DropoutDraws:
    """Uniform numbers for the dropout masks of one layer: ``draws.random(shape)``.

    The stream depends on the seed and the layer, not on the rate: networks with the same seed share
    their draws, and what a smaller rate drops, a larger one drops too.

    Parameters
    ----------
    seed : int or list of int
        A list serves many networks: each gets the draws that it would get alone.
    layer : int
        Whose input is dropped from: 0 for the network's inputs. Every layer has its own stream.
    """

    def __init__(self, seed, layer):
        seeds = [seed] if isinstance(seed, int) else seed
        distinct = sorted(set(seeds))
        self.rngs = [np.random.default_rng([s, 1, layer]) for s in distinct]
        self.which = [distinct.index(s) for s in seeds]

    def random(self, shape):
        """float32 in [0, 1) for activations of shape (n, units) or (networks, n, units)."""
        draws = [rng.random(shape[-2:], dtype=np.float32) for rng in self.rngs]
        return draws[0] if len(draws) == 1 else np.stack(draws)[self.which]


class NoiseDraws:
    """Numbers from N(0, 1) for noise on a network's inputs: ``draws.standard_normal(shape)``.

    The stream depends on the seed alone, not on the standard deviation: networks with the same seed
    share their draws, and twice the deviation is twice the same noise.

    Parameters
    ----------
    seed : int or list of int
        A list serves many networks: each gets the draws that it would get alone.
    """

    def __init__(self, seed):
        seeds = [seed] if isinstance(seed, int) else seed
        distinct = sorted(set(seeds))
        self.rngs = [np.random.default_rng([s, 2]) for s in distinct]
        self.which = [distinct.index(s) for s in seeds]

    def standard_normal(self, shape):
        """float64 for activations of shape (n, units) or (networks, n, units)."""
        draws = [rng.standard_normal(shape[-2:]) for rng in self.rngs]
        return draws[0] if len(draws) == 1 else np.stack(draws)[self.which]
