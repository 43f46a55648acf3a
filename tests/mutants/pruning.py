"""Mistakes that `tests/test_pruning.py` must notice."""

from planting import mutant

import coursecode.shared.pruning as pruning
import coursecode.torch as T

MUTANTS = {
    "a constant unit whose bias is forgotten": (
        None, mutant(pruning, "without_dead", "f(bias[unit])", "0"),
    ),
    "a constant unit whose bias skips the activation": (
        None, mutant(pruning, "without_dead", "f(bias[unit])", "bias[unit]"),
    ),
    "a unit that is called dead because of one zero": (
        None, mutant(
            pruning, "without_dead", "~np.any(following != 0", "~np.all(following != 0"
        ),
    ),
    "kernels that are set on their side": (
        "torch", mutant(T, "set_weights", "kernel.T.copy()",
                                      "kernel.copy().reshape(kernel.T.shape)"),
    ),
}  # fmt: skip
