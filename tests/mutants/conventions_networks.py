"""Mistakes that `tests/test_conventions_networks.py` must notice."""

from planting import mutant

import coursecode.shared.conventions as conventions

MUTANTS = {
    "weight_decay taken for the strength": (
        None, mutant(conventions, "to_torch_weight_decay", "2 * l2", "l2"),
    ),
    "momentum forgotten": (
        None, mutant(conventions, "to_keras_sgd", "2 * l2 / (1 - mu)", "2 * l2"),
    ),
    "momentum the wrong way round": (
        None, mutant(conventions, "from_keras_sgd", "* (1 - mu)", "/ (1 - mu)"),
    ),
    "the half of l2_loss forgotten": (
        None, mutant(conventions, "from_l2_loss", "/ 2", ""),
    ),
    "the learning rate multiplies instead of dividing": (
        None, mutant(conventions, "adamw_from_paper", "/ rate", "* rate"),
    ),
}  # fmt: skip
