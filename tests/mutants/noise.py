"""Mistakes that `tests/test_noise.py` must notice."""

from planting import mutant

import coursecode.keras as K
import coursecode.numpy as N
import coursecode.numpy.network as network
import coursecode.shared.initial as initial
import coursecode.torch as T

MUTANTS = {
    "the variance for the standard deviation": (
        "torch", mutant(T.GaussianNoise, "forward", "self.stddev *", "self.stddev**2 *"),
    ),
    "noise in evaluation": (
        "numpy", mutant(N.GaussianNoise, "__call__", "not training or", ""),
    ),
    "noise in evaluation in Keras": (
        "keras", mutant(K.GaussianNoise, "call", "not training or", ""),
    ),
    "noise that grows with x": (
        "numpy", mutant(N.GaussianNoise, "__call__", "x + stddev", "x + x * stddev"),
    ),
    "the root of the standard deviation on the way back": (
        "numpy", mutant(N.GaussianNoise, "backward", "return gradient", "return gradient * 1.01"),
    ),
    "one draw for the whole batch": (
        "torch", mutant(T.GaussianNoise, "draw", "tuple(x.shape)", "(1, x.shape[1])"),
    ),
    "the stream of the starting weights": (
        "numpy", mutant(network.MLP, "__init__", "NoiseDraws(seed)", "np.random.default_rng(0)"),
    ),
    "noise that is uniform": (
        "numpy", mutant(
            initial.NoiseDraws, "standard_normal", "rng.standard_normal(shape[-2:])",
            "12**0.5 * (rng.random(shape[-2:]) - 0.5)",
        ),
    ),
}  # fmt: skip
