"""Checks of the exercises on early stopping."""

from coursecode.exercises.early_stopping.loops import check_train
from coursecode.exercises.early_stopping.reports import check_reports
from coursecode.exercises.early_stopping.rules import check_when_to_stop
from coursecode.exercises.early_stopping.strengths import check_equivalent_strengths

__all__ = [
    "check_equivalent_strengths",
    "check_reports",
    "check_train",
    "check_when_to_stop",
]
