"""Protocols of chapter 2: a sweep over λ, five families, the best λ for n examples."""

from coursecode.experiments.regularization.comparisons import (
    NOISES,
    PENALTIES,
    RADII,
    STRENGTHS,
    families,
    over_seeds,
    repeated,
    sweep,
)
from coursecode.experiments.regularization.linear import RIDGE_STRENGTHS, ridge_losses
from coursecode.experiments.regularization.networks import (
    EPOCHS,
    InBall,
    NoisyInputs,
    accuracy,
    digits_split,
    minibatches,
    probabilities,
    train,
)

__all__ = [
    "EPOCHS",
    "NOISES",
    "PENALTIES",
    "RADII",
    "RIDGE_STRENGTHS",
    "STRENGTHS",
    "InBall",
    "NoisyInputs",
    "accuracy",
    "digits_split",
    "families",
    "minibatches",
    "over_seeds",
    "probabilities",
    "repeated",
    "ridge_losses",
    "sweep",
    "train",
]
