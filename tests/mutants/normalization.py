"""Mistakes that `tests/test_normalization.py` must notice."""

from planting import mutant, replaced

import coursecode.keras as K
import coursecode.numpy as N
import coursecode.torch as T

MUTANTS = {
    "momentum as the weight of the new value": (
        "numpy", mutant(
            N.BatchNorm, "follow", "self.momentum * running + (1 - self.momentum) * batch",
            "(1 - self.momentum) * running + self.momentum * batch",
        ),
    ),
    "a running variance over n - 1": (
        "torch", mutant(T.BatchNorm, "forward", "added / len(x)", "0 * added"),
    ),
    "ε added to the standard deviation": (
        "numpy", mutant(
            N.BatchNorm, "__call__", "np.sqrt(row(variance) + self.epsilon)",
            "(np.sqrt(row(variance)) + self.epsilon)",
        ),
    ),
    "a backward pass that takes the statistics for constants": (
        "numpy", mutant(N.BatchNorm, "backward", "if self.training:", "if False:"),
    ),
    "a backward pass that always corrects for the batch": (
        "numpy", mutant(N.BatchNorm, "backward", "if self.training:", "if True:"),
    ),
    "evaluation with the statistics of the batch": (
        "keras", replaced(
            K.BatchNorm, "call",
            lambda self, x, training=False, mask=None: super(K.BatchNorm, self).call(
                x, training=True
            ),
        ),
    ),
}  # fmt: skip
