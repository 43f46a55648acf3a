"""Mistakes that `tests/test_penalties.py` must notice."""

from planting import mutant, replaced

import coursecode.keras as K
import coursecode.numpy as N
import coursecode.torch as T

MUTANTS = {
    "L2 gradient without its 2": (
        "numpy", mutant(N.L2, "gradient", "2 * each", "each"),
    ),
    "L2 with a half": (
        "torch", mutant(T.L2, "__call__", "self.strength", "0.5 * self.strength"),
    ),
    "L1 without its absolute value": (
        "keras", mutant(K.L1, "__call__", "ops.abs(w)", "w"),
    ),
    "L1 prox that overshoots zero": (
        "torch", mutant(T.L1, "prox", "F.softshrink(w,", "w - w.sign() * ("),
    ),
    "group lasso without √size": (
        "numpy", mutant(N.GroupLasso, "norms", "float(np.sqrt(size))", "1.0"),
    ),
    "group lasso along the other axis": (
        "numpy", mutant(N.GroupLasso, "norms", "(-1, -2)", "(-2, -1)"),
    ),
    "group lasso whose gradient at zero is not a number": (
        "keras", mutant(
            K.GroupLasso, "norms", "return norms,", "return ops.sqrt(squares),"
        ),
    ),
    "elastic net prox that shrinks first": (
        "numpy", replaced(
            N.ElasticNet, "prox",
            lambda self, w, step: N.L1(self.l1).prox(N.L2(self.l2).prox(w, step), step),
        ),
    ),
}  # fmt: skip
