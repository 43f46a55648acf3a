"""Mistakes that `tests/test_many_networks.py` must notice."""

from planting import mutant, replaced

import coursecode.numpy as N
import coursecode.numpy.training as training
import coursecode.shared.initial as initial
from coursecode.shared.training_checks import check_finite

MUTANTS = {
    "the second strength for all": (
        None, mutant(
            N.L2, "gradient", "self.strength", "float(np.resize(self.strength, 2)[1])"
        ),
    ),
    "dropout draws shared by all seeds": (
        None, mutant(
            initial.DropoutDraws, "random", "for rng in self.rngs", "for rng in self.rngs[:1]"
        ),
    ),
    "one limit for all networks": (
        None, mutant(N.MaxNorm, "__call__", "self.limit,", "float(np.resize(self.limit, 2)[0]),"),
    ),
    "noise shared by all seeds": (
        None, mutant(
            initial.NoiseDraws, "standard_normal", "in self.rngs", "in self.rngs[:1]"
        ),
    ),
    "one mean over all networks": (
        None, mutant(training, "evaluate", ".sum(axis=-1)", ".sum() / 5"),
    ),
    "one stop for all": (
        None, mutant(N.EarlyStopping, "update", "np.any(self.running)", "np.all(self.running)"),
    ),
    "a stopped network whose loss still counts": (
        None, replaced(training, "check_finite", lambda epoch, row, _: check_finite(epoch, row)),
    ),
}  # fmt: skip
