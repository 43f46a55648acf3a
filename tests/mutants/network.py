"""Mistakes that `tests/test_network.py` must notice."""

from planting import mutant, replaced, same_start

import coursecode.numpy.network as network

MUTANTS = {
    "a seed that is ignored": (
        "numpy", replaced(network, "initial_weights", same_start),
    ),
    "a bias that is forgotten": (
        "numpy", mutant(network.MLP, "forward", "x += bias", "pass"),
    ),
    "a penalty on the biases": (
        "numpy", mutant(
            network.MLP, "penalty", "sum(values,", "sum([*values, 0.1 * np.sum(self.theta**2)],"
        ),
    ),
}  # fmt: skip
