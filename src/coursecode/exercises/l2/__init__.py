"""Checks for the exercises of the chapter on L2, one file per kind of answer."""

from coursecode.exercises.l2.gradient_check import check_relative_error
from coursecode.exercises.l2.layers import check_layer_groups
from coursecode.exercises.l2.loop import check_train_epoch
from coursecode.exercises.l2.ridge import check_ridge_path
from coursecode.exercises.l2.steps import check_gradient_step, check_to_course, check_who_shrinks

__all__ = [
    "check_gradient_step",
    "check_layer_groups",
    "check_relative_error",
    "check_ridge_path",
    "check_to_course",
    "check_train_epoch",
    "check_who_shrinks",
]
