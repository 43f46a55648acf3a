"""Checks for the exercises of the chapter on noise and max-norm, one file per kind of answer."""

from coursecode.exercises.noise_and_max_norm.formula import check_extra_loss
from coursecode.exercises.noise_and_max_norm.labels import check_logit_gap, check_smoothed_labels
from coursecode.exercises.noise_and_max_norm.noise import check_noisy
from coursecode.exercises.noise_and_max_norm.projection import check_max_norm, check_trained
from coursecode.exercises.noise_and_max_norm.reading import check_diagnosis

__all__ = [
    "check_diagnosis",
    "check_extra_loss",
    "check_logit_gap",
    "check_max_norm",
    "check_noisy",
    "check_smoothed_labels",
    "check_trained",
]
