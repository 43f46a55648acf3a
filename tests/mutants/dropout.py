"""Mistakes that `tests/test_dropout.py` must notice."""

import numpy as np
import test_dropout
from planting import mutant, replaced

import coursecode.numpy as N
import coursecode.shared.initial as initial
import coursecode.torch as T


class OneMask(initial.DropoutDraws):
    """The same mask for the whole batch."""

    def random(self, shape):
        return np.broadcast_to(super().random((1, shape[-1])), shape)


MUTANTS = {
    "keep and drop swapped": (
        "numpy", mutant(N.Dropout, "__call__", ">= np.float32", "< np.float32"),
    ),
    "kept units that are not scaled": (
        "torch", mutant(T.Dropout, "forward", " / (1 - self.rate)", ""),
    ),
    "dropout in evaluation": (
        "torch", mutant(T.Dropout, "forward", "not self.training or ", ""),
    ),
    "a fresh mask on the way back": (
        "numpy", replaced(
            N.Dropout, "backward", lambda self, g: self(g, training=True)
        ),
    ),
    "one mask for the whole batch": (
        "numpy", replaced(test_dropout, "DropoutDraws", OneMask),
    ),
}  # fmt: skip
