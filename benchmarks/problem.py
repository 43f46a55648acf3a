"""What the rows train on: digits, one small network, and batches with a stopwatch."""

import random
import time

import numpy as np

from coursecode.shared.datasets import digits
from coursecode.shared.minibatches import Minibatches

SIZES = (64, 128, 10)
BATCH = 64
STRENGTH, LEARNING_RATE, MOMENTUM = 1e-3, 0.125, 0.875


def images(dtype="float64"):
    """1437 pictures of digits, four fifths of all: 23 batches of 64."""
    x, y = digits(train=1437, validation=180, test=180).train
    return x.astype(dtype), y


def somewhere_else():
    """Arrays of random sizes: what is made after them lies elsewhere in memory in every run.

    Where an array begins changes a step by several percent. Left to itself it is the same in every
    run of a process, and a ratio near 1 would measure that luck.
    """
    return [np.empty(random.randrange(1, 4000)) for _ in range(8)]


class Stopwatch(Minibatches):
    """Mini-batches that note when an epoch begins and how long its steps take.

    The steps of an epoch last from the request for its first batch to the request after its last;
    what `fit` measures after them is outside.
    """

    def __init__(self, x, y, *, seed=0):
        super().__init__(x, y, BATCH, seed)
        self.begun, self.steps = [], 0.0

    def __iter__(self):
        start = time.process_time()
        self.begun.append(start)
        yield from super().__iter__()
        self.steps += time.process_time() - start
