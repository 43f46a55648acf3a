"""Checks for the exercises of the chapter on dropout, one file per kind of answer."""

from coursecode.exercises.dropout.diagnosis import check_symptoms
from coursecode.exercises.dropout.ensemble import check_ensemble
from coursecode.exercises.dropout.layer import check_dropout
from coursecode.exercises.dropout.linear import check_expected_loss
from coursecode.exercises.dropout.modes import check_mc_predict
from coursecode.exercises.dropout.rescale import check_rescale

__all__ = [
    "check_dropout",
    "check_ensemble",
    "check_expected_loss",
    "check_mc_predict",
    "check_rescale",
    "check_symptoms",
]
