"""Mistakes that `tests/test_conventions_sklearn.py` must notice."""

from planting import mutant

import coursecode.shared.conventions as conventions

MUTANTS = {
    "Ridge as if it were a mean": (
        None, mutant(conventions, "from_ridge", 'factor=whole("examples", examples)',
                     "factor=1"),
    ),
    "Lasso without the half of its data loss": (
        None, mutant(conventions, "from_lasso", "factor=0.5", "factor=1"),
    ),
    "the half of the L2 part forgotten": (
        None, mutant(conventions, "from_elastic_net", "(1 - ratio) / 2", "(1 - ratio)"),
    ),
    "n forgotten beside C": (
        None, mutant(conventions, "from_logistic_regression", 'n * positive("C", C)',
                     'positive("C", C)'),
    ),
    "intercept_scaling not squared": (
        None, mutant(conventions, "liblinear_intercept", "scale**2", "scale"),
    ),
    "alpha not divided by the batch": (
        None, mutant(conventions, "from_mlp_classifier", "(2 * size)", "2"),
    ),
    "the regressor's half forgotten": (
        None, mutant(conventions, "from_mlp_regressor", "factor=0.5, ", ""),
    ),
}  # fmt: skip
