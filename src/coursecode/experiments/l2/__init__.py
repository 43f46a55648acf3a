"""Protocols of the chapter on L2: houses, digits with wrong labels, and a textbook example."""

from coursecode.experiments.l2.digits import Digits, penalized_digits
from coursecode.experiments.l2.prices import Prices, house_prices
from coursecode.experiments.l2.ridge import penalized_bias, ridge, shifted_errors
from coursecode.experiments.l2.textbook import many_features, more_examples, textbook_example

__all__ = [
    "Digits",
    "Prices",
    "house_prices",
    "many_features",
    "more_examples",
    "penalized_bias",
    "penalized_digits",
    "ridge",
    "shifted_errors",
    "textbook_example",
]
