"""Mistakes that `tests/test_conventions_texts.py` must notice."""

from planting import mutant

import coursecode.shared.conventions as conventions

MUTANTS = {
    "the 2 of 2m forgotten": (
        None, mutant(conventions, "from_lambda_over_2m", "(2 * m)", "m"),
    ),
    "half a data loss overlooked": (
        None, mutant(conventions, "from_half_l2", "factor=factor, ", ""),
    ),
    "a sum taken for a mean": (
        None, mutant(conventions, "from_zou_hastie", 'factor=whole("examples", examples)',
                     "factor=1"),
    ),
    "the share of L1": (
        None, mutant(conventions, "from_l2_share", "l1=strength * (1 - share), l2=strength * share",
                     "l1=strength * share, l2=strength * (1 - share)"),
    ),
    "glmnet by the formula of its manual": (
        None, mutant(conventions, "from_glmnet_gaussian", "(2 * s)", "2"),
    ),
    "the variance of a weight taken for its deviation": (
        None, mutant(conventions, "from_gaussian_prior", '("stddev", stddev) ** 2',
                     '("stddev", stddev)'),
    ),
    "the scale on the wrong side": (
        None, mutant(conventions, "from_laplace_prior", 'l1=1 / positive("scale", scale)',
                     'l1=positive("scale", scale)'),
    ),
}  # fmt: skip
