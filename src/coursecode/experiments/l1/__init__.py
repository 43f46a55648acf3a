"""Protocols of the chapter on L1: the path of the lasso, linear problems, networks."""

from coursecode.experiments.l1.linear import (
    bootstrap,
    in_diamond_and_circle,
    recovery,
    squared_errors,
    twins,
    wall_colours,
    zeros_on_the_boundary,
)
from coursecode.experiments.l1.networks import (
    accuracy,
    all_weights,
    narrower,
    sparsity,
    two_steps,
)
from coursecode.experiments.l1.path import at_strengths, lasso_path

__all__ = [
    "accuracy",
    "all_weights",
    "at_strengths",
    "bootstrap",
    "in_diamond_and_circle",
    "lasso_path",
    "narrower",
    "recovery",
    "sparsity",
    "squared_errors",
    "twins",
    "two_steps",
    "wall_colours",
    "zeros_on_the_boundary",
]
