"""The validation surface of the elastic net on digits: 100 networks in one call, or one by one."""

import time

import numpy as np

from benchmarks.problem import LEARNING_RATE
from coursecode.numpy import ElasticNet, ProximalSGD, fit, mlp
from coursecode.shared.datasets import digits
from coursecode.shared.minibatches import minibatches

GRID = np.logspace(-4, -1, 10)
L1_STRENGTHS, L2_STRENGTHS = (axis.ravel() for axis in np.meshgrid(GRID, GRID))


def train(split, l1, l2, seed, epochs):
    """Validation losses after the last epoch, of one network or of all."""
    model = mlp((64, 16, 10), seed=seed)
    batches = minibatches(*split.train, batch_size=50, seed=0)
    optimizer = ProximalSGD(LEARNING_RATE, ElasticNet(l1, l2))
    history = fit(model, batches, optimizer=optimizer, epochs=epochs, validation=split.validation)
    return history.validation_loss[-1]


def at_once(split, epochs):
    return train(split, L1_STRENGTHS, L2_STRENGTHS, [0] * GRID.size**2, epochs)


def one_by_one(split, epochs):
    pairs = zip(L1_STRENGTHS, L2_STRENGTHS, strict=True)
    return np.array([train(split, l1, l2, 0, epochs) for l1, l2 in pairs])


def timed(surface, quick):
    split = digits(train=300, seed=0)

    def run():
        start = time.process_time()
        surface(split, 1 if quick else 10)
        return time.process_time() - start

    return run


def task_at_once(quick):
    return timed(at_once, quick)


def task_one_by_one(quick):
    return timed(one_by_one, quick)
