"""Mistakes that `tests/test_dropout.py` must notice."""

import numpy as np
import test_dropout
from planting import mutant, replaced

import coursecode.numpy as N
import coursecode.shared.arguments as arguments
import coursecode.shared.initial as initial
import coursecode.torch as T
import coursecode.torch.training as torch_training


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
    "input rates that are ignored": (
        "numpy", mutant(arguments, "per_input", "enumerate(value)", "enumerate([0.0, *value[1:]])"),
    ),
    "one rate for the inputs too": (
        "torch", mutant(arguments, "per_input", "[0.0]", "[legal(name, value)]"),
    ),
    "a model left in training mode": (
        "torch", mutant(T, "fit", "model.eval()", "pass"),
    ),
    "a history measured with dropped units": (
        "torch", mutant(torch_training, "evaluate", "model.eval()", "model.train()"),
    ),
    "draws that are not rounded": (
        "torch", mutant(T.Dropout, "draw", "dtype=torch.float32, ", ""),
    ),
    "dropout in evaluation": (
        "torch", mutant(T.Dropout, "forward", "not self.training or ", ""),
    ),
    "a fresh mask on the way back": (
        "numpy", replaced(
            N.Dropout, "backward", lambda self, g: self(g, training=True)
        ),
    ),
    "one stream for all layers": (
        "numpy", mutant(initial.DropoutDraws, "__init__", "1, layer]", "1, 0]"),
    ),
    "a generator that nobody asks": (
        "torch", mutant(T.Dropout, "draw", "generator=self.generator, ", ""),
    ),
    "one mask for the whole batch": (
        "numpy", replaced(test_dropout, "DropoutDraws", OneMask),
    ),
}  # fmt: skip
