"""Protocols of the chapter on conventions: one ridge through every front end, costs of slips."""

from coursecode.experiments.conventions.at_rest import adamw, gradient_sizes, needed_strengths
from coursecode.experiments.conventions.batches import batch_lengths
from coursecode.experiments.conventions.copying import FORMULAS, copying_factors
from coursecode.experiments.conventions.costs import Slips, carried_over, slips
from coursecode.experiments.conventions.frameworks import train_keras, train_numpy, train_torch
from coursecode.experiments.conventions.front_ends import FRONT_ENDS, FrontEnd, spelled
from coursecode.experiments.conventions.problem import PATIENTS, other_units, patients

__all__ = [
    "FORMULAS",
    "FRONT_ENDS",
    "PATIENTS",
    "FrontEnd",
    "Slips",
    "adamw",
    "batch_lengths",
    "carried_over",
    "copying_factors",
    "gradient_sizes",
    "needed_strengths",
    "other_units",
    "patients",
    "slips",
    "spelled",
    "train_keras",
    "train_numpy",
    "train_torch",
]
