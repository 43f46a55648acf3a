"""Mistakes that `tests/test_bad_input.py` must notice."""

from planting import replaced

import coursecode.keras.weight_decay
import coursecode.torch as T
import coursecode.torch.training as torch_training

MUTANTS = {
    "a negative strength that passes": (
        None, replaced(T.L2, "__post_init__", lambda self: None),
    ),
    "a learning rate that is not checked": (
        None, replaced(
            coursecode.keras.weight_decay, "checked_rate", lambda learning_rate: learning_rate
        ),
    ),
    "labels out of range that pass": (
        None, replaced(torch_training, "check_fit", lambda *a, **k: None),
    ),
}  # fmt: skip
