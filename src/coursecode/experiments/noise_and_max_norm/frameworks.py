"""The same network with noise and a limit in three frameworks."""

import numpy as np

from coursecode import keras as in_keras, numpy as in_numpy, torch as in_torch
from coursecode.shared.minibatches import minibatches


def trained_weights(part, *, noise, limit, seed=0, epochs=2):
    """All weights in one vector after training 64-16-10: {framework: vector}."""
    found = {}
    for name, package in (("NumPy", in_numpy), ("PyTorch", in_torch), ("Keras", in_keras)):
        constraint = package.MaxNorm(limit)
        model = package.mlp((64, 16, 10), noise=noise, constraint=constraint, seed=seed)
        parameters = (model.parameters(),) if name == "PyTorch" else ()
        optimizer = package.SGDW(*parameters, 0.1, 0.9)
        batches = minibatches(*part, batch_size=50, seed=seed)
        package.fit(model, batches, optimizer=optimizer, epochs=epochs)
        pairs = package.weights(model)
        found[name] = np.concatenate([part.ravel() for pair in pairs for part in pair])
    return found
