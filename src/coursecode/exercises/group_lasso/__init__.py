"""Checks for the exercises of the chapter on group lasso, one file per kind of answer."""

from coursecode.exercises.group_lasso.axes import check_diagnosis
from coursecode.exercises.group_lasso.norms import check_row_norms
from coursecode.exercises.group_lasso.penalties import check_penalty_value, check_prox
from coursecode.exercises.group_lasso.sparse import check_sparse_group_prox
from coursecode.exercises.group_lasso.units import check_without_constant_units

__all__ = [
    "check_diagnosis",
    "check_penalty_value",
    "check_prox",
    "check_row_norms",
    "check_sparse_group_prox",
    "check_without_constant_units",
]
