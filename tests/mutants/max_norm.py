"""Mistakes that `tests/test_max_norm.py` must notice."""

from planting import mutant, replaced

import coursecode.keras as K
import coursecode.numpy as N
import coursecode.numpy.network as network
import coursecode.shared.arguments as arguments
import coursecode.torch as T

MUTANTS = {
    "the outgoing weights in NumPy": (
        "numpy", mutant(N.MaxNorm, "__call__", "axis=-2", "axis=-1"),
    ),
    "the outgoing weights in PyTorch": (
        "torch", mutant(T.MaxNorm, "__call__", "dim=1", "dim=0"),
    ),
    "the outgoing weights in Keras": (
        "keras", mutant(K.MaxNorm, "__call__", "axis=0", "axis=1"),
    ),
    "projection before the step": (
        "torch", mutant(
            T, "fit", "optimizer.step()\n                model.constrain()",
            "model.constrain()\n                optimizer.step()",
        ),
    ),
    "no projection at all": (
        "numpy", replaced(network.MLP, "constrain", lambda self: None),
    ),
    "division by zero": (
        "numpy", mutant(
            N.MaxNorm, "__call__", "(limit / np.maximum(length, limit))",
            "np.minimum(1, limit / length)",
        ),
    ),
    "every column on the sphere": (
        "numpy", mutant(N.MaxNorm, "__call__", "np.maximum(length, limit)", "length"),
    ),
    "an epsilon that shrinks what is inside": (
        "keras", mutant(K.MaxNorm, "__call__", "self.limit / ops", "(self.limit - 1e-7) / ops"),
    ),
    "the squared length": (
        "torch", mutant(T.MaxNorm, "__call__", ".sqrt()", ""),
    ),
    "the last layer too": (
        None, mutant(arguments, "per_hidden_layer", "(layers - 1) + [None]", "layers"),
    ),
}  # fmt: skip
