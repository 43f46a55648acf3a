"""256 networks at once: 16 strengths x 16 seeds, 64-32-10, ten epochs on digits in float32."""

import numpy as np

from benchmarks.problem import BATCH, LEARNING_RATE, images
from coursecode.numpy import L2, SGDW, fit, mlp
from coursecode.shared.minibatches import minibatches

SMALL, EPOCHS, NETWORKS = (64, 32, 10), 10, 256
STRENGTHS, SEEDS = np.logspace(-6, -1, 16), range(16)


def task_at_once(_quick):
    """One `fit`, the building of the networks and their measurement after every epoch included."""
    x, y = images("float32")

    def run():
        penalty = L2(np.repeat(STRENGTHS, len(SEEDS)))
        model = mlp(SMALL, penalty=penalty, dtype="float32", seed=[*SEEDS] * len(STRENGTHS))
        batches = minibatches(x, y, batch_size=BATCH, seed=0)
        fit(model, batches, optimizer=SGDW(LEARNING_RATE), epochs=EPOCHS, measure_every=EPOCHS)

    return run
