"""Mistakes that `tests/test_schedules.py` must notice."""

from planting import mutant

import coursecode.keras.weight_decay as keras_decay
import coursecode.numpy.weight_decay as weight_decay
import coursecode.torch as T
import coursecode.torch.weight_decay as torch_decay

MUTANTS = {
    "a schedule that is one step ahead": (
        "numpy", mutant(
            weight_decay, "current_rate", "learning_rate(optimizer.steps)",
            "learning_rate(optimizer.steps + 1)",
        ),
    ),
    "a schedule that is read only once": (
        "numpy", mutant(
            weight_decay, "current_rate", "learning_rate(optimizer.steps)", "learning_rate(0)"
        ),
    ),
    "decay that keeps the first learning rate": (
        "torch", mutant(
            torch_decay, "decay", "group[\"lr\"] *", "group.setdefault(\"first\", group[\"lr\"]) *"
        ),
    ),
    "decay that is not multiplied by the learning rate": (
        "keras", mutant(keras_decay, "decay", "rate * optimizer", "optimizer"),
    ),
    "a velocity that holds steps": (
        "torch", mutant(
            T.SGDW, "step", "add_(p.grad)\n            decay(p, group)\n            "
            "p.sub_(group[\"lr\"] * velocity)",
            "add_(group[\"lr\"] * p.grad)\n            decay(p, group)\n            "
            "p.sub_(velocity)",
        ),
    ),
}  # fmt: skip
