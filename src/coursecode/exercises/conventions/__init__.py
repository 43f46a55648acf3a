"""Checks for the exercises of the chapter on conventions, one file per kind of answer."""

from coursecode.exercises.conventions.batches import check_batch_objective, check_diagnosis
from coursecode.exercises.conventions.detector import check_strength_of
from coursecode.exercises.conventions.numbers import check_recipes, check_to_libraries

__all__ = [
    "check_batch_objective",
    "check_diagnosis",
    "check_recipes",
    "check_strength_of",
    "check_to_libraries",
]
