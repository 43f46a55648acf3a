"""Checks for the exercises of the chapter on the elastic net, one file per kind of answer."""

from coursecode.exercises.elastic_net.recipes import check_objective, check_to_course
from coursecode.exercises.elastic_net.steps import check_corrected, check_prox
from coursecode.exercises.elastic_net.twins import check_strength_for, check_survivors

__all__ = [
    "check_corrected",
    "check_objective",
    "check_prox",
    "check_strength_for",
    "check_survivors",
    "check_to_course",
]
