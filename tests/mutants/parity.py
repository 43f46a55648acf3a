"""Mistakes that `tests/test_parity.py` must notice."""

from planting import mutant, replaced, same_start

import coursecode.keras.dropout
import coursecode.numpy as N
import coursecode.numpy.weight_decay as weight_decay
import coursecode.torch.network

MUTANTS = {
    "one framework with another gradient": (
        None, mutant(N.L2, "gradient", "2 * each", "2.0001 * each"),
    ),
    "one framework with its own starting weights": (
        None, replaced(coursecode.torch.network, "initial_weights", same_start),
    ),
    "one framework with decay on the biases": (
        None, mutant(
            weight_decay, "decay", "or kernels is None", "or True"
        ),
    ),
    "draws for the rows of a smaller batch that are not there": (
        None, mutant(
            coursecode.keras.dropout.Source, "fetch",
            "((0, self.held.shape[0] - rows), (0, 0))", "((self.held.shape[0] - rows, 0), (0, 0))",
        ),
    ),
}  # fmt: skip
