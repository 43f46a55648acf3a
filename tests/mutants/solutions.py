"""Mistakes that `tests/test_solutions.py` must notice."""

from planting import mutant, replaced

import coursecode.keras as K
import coursecode.numpy as N
import coursecode.torch as T

MUTANTS = {
    "soft threshold at twice the step": (
        "numpy", mutant(N.L1, "prox", "(w, times_step(", "(w, 2 * times_step("),
    ),
    "ridge prox without its 2": (
        "torch", mutant(T.L2, "prox", "1 + 2 *", "1 +"),
    ),
    "elastic net without its ridge": (
        "keras", replaced(
            K.ElasticNet, "prox", lambda self, w, step: K.L1(self.l1).prox(w, step)
        ),
    ),
}  # fmt: skip
