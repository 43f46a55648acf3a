"""The data of the chapter: 240 diabetes patients, and the same patients in other units."""

import numpy as np

from coursecode.shared.datasets import diabetes, standardize
from coursecode.shared.datasets.split import Part

PATIENTS = 240  # many numbers divide it, so that batches are equally large


def patients(seed=0):
    """240 diabetes patients: standardized columns, the target in units of its own spread."""
    x, y = standardize(diabetes(train=PATIENTS, validation=101, test=101, seed=seed)).train
    return Part(x, y / y.std())


def other_units(part):
    """The same patients with columns in units of their own: standard deviations from 0.3 to 3."""
    return Part(part.x * np.geomspace(0.3, 3, part.x.shape[1]), part.y)
