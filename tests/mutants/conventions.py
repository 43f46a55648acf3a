"""Mistakes that `tests/test_conventions.py` must notice."""

from planting import mutant, replaced

import coursecode.shared.conventions as conventions

MUTANTS = {
    "n forgotten on the way back": (
        None, mutant(conventions, "to_ridge", 'whole("examples", examples) * l2', "l2"),
    ),
    "the ratio of the other part": (
        None, mutant(conventions, "to_elastic_net", '"l1_ratio": ratio', '"l1_ratio": 1 - ratio'),
    ),
    "momentum forgotten on the way back": (
        None, mutant(conventions, "to_keras_sgd", " / (1 - mu)", ""),
    ),
    "an L1 part that is dropped silently": (
        None, mutant(conventions, "to_torch_weight_decay",
                     'l2_alone(strengths, "PyTorch\'s weight_decay", '
                     '"Add l1 Σ|w| to the loss yourself.")', "checked(strengths).l2"),
    ),
    "AdamW with a number": (
        None, replaced(conventions, "from_adamw",
                       lambda *, weight_decay: conventions.Strengths(l2=weight_decay / 2)),
    ),
    "a data loss that multiplies": (
        None, mutant(conventions, "from_objective", "l2=l2 / factor", "l2=l2 * factor"),
    ),
}  # fmt: skip
