"""Checks for the exercises of the chapter on weight decay, one file per kind of answer."""

from coursecode.exercises.weight_decay.boxes import check_classify
from coursecode.exercises.weight_decay.groups import check_decay_groups
from coursecode.exercises.weight_decay.recipe import check_explanation
from coursecode.exercises.weight_decay.schedule import check_growing
from coursecode.exercises.weight_decay.steps import check_adamw_step, check_sgdw_step

__all__ = [
    "check_adamw_step",
    "check_classify",
    "check_decay_groups",
    "check_explanation",
    "check_growing",
    "check_sgdw_step",
]
