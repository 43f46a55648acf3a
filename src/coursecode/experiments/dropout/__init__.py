"""Protocols of the chapter on dropout: every mask, rates, places, evaluations, rare words."""

from coursecode.experiments.dropout.ensemble import all_networks, small_network
from coursecode.experiments.dropout.evaluation import (
    cross_entropy,
    many_passes,
    passes,
    softmax,
    three_evaluations,
    trained,
    without_units,
)
from coursecode.experiments.dropout.linear import (
    adaptive_charges,
    all_masks,
    expected_squared_error,
    logistic,
    logistic_with_dropout,
    price,
    probabilities,
    quadratic_price,
    sick_or_not,
)
from coursecode.experiments.dropout.networks import places, rates, study, study_digits
from coursecode.experiments.dropout.words import compare

__all__ = [
    "adaptive_charges",
    "all_masks",
    "all_networks",
    "compare",
    "cross_entropy",
    "expected_squared_error",
    "logistic",
    "logistic_with_dropout",
    "many_passes",
    "passes",
    "places",
    "price",
    "probabilities",
    "quadratic_price",
    "rates",
    "sick_or_not",
    "small_network",
    "softmax",
    "study",
    "study_digits",
    "three_evaluations",
    "trained",
    "without_units",
]
