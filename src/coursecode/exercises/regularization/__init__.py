"""Checks for the exercises of the chapter on regularization, one file per kind of question."""

from coursecode.exercises.regularization.norms import check_is_norm
from coursecode.exercises.regularization.reading import (
    check_false_statements,
    check_objective_parts,
)
from coursecode.exercises.regularization.runs import check_best_run
from coursecode.exercises.regularization.strength import (
    check_choose_strength,
    check_strength_for_radius,
)

__all__ = [
    "check_best_run",
    "check_choose_strength",
    "check_false_statements",
    "check_is_norm",
    "check_objective_parts",
    "check_strength_for_radius",
]
