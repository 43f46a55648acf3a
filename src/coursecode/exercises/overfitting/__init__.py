"""Checks of the exercises on overfitting, one file per subject."""

from coursecode.exercises.overfitting.curves import check_examples_needed, check_noise_floor
from coursecode.exercises.overfitting.diagnosis import check_diagnosis
from coursecode.exercises.overfitting.folds import check_k_fold
from coursecode.exercises.overfitting.leaks import check_honest_accuracy, check_honest_report

__all__ = [
    "check_diagnosis",
    "check_examples_needed",
    "check_honest_accuracy",
    "check_honest_report",
    "check_k_fold",
    "check_noise_floor",
]
