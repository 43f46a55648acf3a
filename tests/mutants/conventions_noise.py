"""Mistakes that `tests/test_conventions_noise.py` must notice."""

from planting import mutant

import coursecode.shared.conventions as conventions

MUTANTS = {
    "keep taken for drop": (
        None, mutant(conventions, "from_keep_probability", "return 1 - keep", "return keep"),
    ),
    "scaled the wrong way": (
        None, mutant(conventions, "inverted_from_standard", "* (1 -", "/ (1 -"),
    ),
    "scaled by the rate": (
        None, mutant(conventions, "standard_from_inverted", '(1 - fraction("rate", rate))',
                     'fraction("rate", rate)'),
    ),
    "the variance of the mask, unscaled": (
        None, mutant(conventions, "gaussian_variance", "rate / (1 - rate)", "rate * (1 - rate)"),
    ),
    "the momentum copied": (
        None, mutant(conventions, "batch_norm_to_keras", '1 - proportion', 'proportion'),
    ),
}  # fmt: skip
