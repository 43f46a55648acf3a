"""Checks for the exercises of the chapter on L1, one file per kind of answer."""

from coursecode.exercises.l1.counting import check_cheapest, check_zero_report
from coursecode.exercises.l1.diagnosis import check_why_no_zero
from coursecode.exercises.l1.loop import check_sparse_epoch
from coursecode.exercises.l1.referee import check_is_minimizer
from coursecode.exercises.l1.thresholds import check_no_negative, check_orthogonal

__all__ = [
    "check_cheapest",
    "check_is_minimizer",
    "check_no_negative",
    "check_orthogonal",
    "check_sparse_epoch",
    "check_why_no_zero",
    "check_zero_report",
]
