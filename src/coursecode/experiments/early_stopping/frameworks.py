"""The same stopped training in the three frameworks."""

import coursecode.keras
import coursecode.numpy
import coursecode.torch
from coursecode.shared.minibatches import minibatches

PACKAGES = {
    "NumPy": coursecode.numpy,
    "PyTorch": coursecode.torch,
    "Keras": coursecode.keras,
}


def stopped(split, *, patience, epochs, seed):
    """The history of each framework: {name: History}, from one start and one order of batches."""
    found = {}
    for name, package in PACKAGES.items():
        model = package.mlp((64, 64, 10), seed=seed)
        own = [model.parameters()] if name == "PyTorch" else []
        found[name] = package.fit(
            model,
            minibatches(*split.train, batch_size=50, seed=seed),
            optimizer=package.SGDW(*own, 0.1),
            epochs=epochs,
            validation=split.validation,
            early_stopping=package.EarlyStopping(patience),
        )
    return found
