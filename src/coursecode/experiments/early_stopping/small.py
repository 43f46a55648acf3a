"""What a validation set costs when there are few labels, and what retraining gives back."""

from typing import NamedTuple

import numpy as np

from coursecode.experiments.scores import accuracy
from coursecode.numpy import SGDW, EarlyStopping, fit, mlp
from coursecode.shared.datasets import center, digits
from coursecode.shared.minibatches import minibatches

EPOCHS = 300


class Small(NamedTuple):
    """Test accuracies of four ways to use 100 labels, (S,) each; and the epochs chosen."""

    all_to_the_end: np.ndarray
    three_quarters_to_the_end: np.ndarray
    three_quarters_stopped: np.ndarray
    retrained_on_all: np.ndarray
    epochs: np.ndarray  # (S,)


def small_data(label_noise, *, seeds, patience=30, hidden=64):
    """Use 100 labels, a share of them wrong: all to train on, or 25 of them to stop by.

    "Retrained" starts again with all 100 and trains as many epochs as the stopped run kept.
    """
    rows = []
    for seed in range(seeds):
        noise = {"label_noise": label_noise, "validation_label_noise": label_noise}
        split = center(digits(train=75, validation=25, test=1297, **noise, seed=seed))
        parts = zip(split.train, split.validation, strict=True)
        pooled = tuple(np.concatenate(pair) for pair in parts)

        def train(part, epochs=EPOCHS, seed=seed, **settings):
            model = mlp((64, hidden, 10), seed=seed)
            batches = minibatches(*part, batch_size=25, seed=seed)
            return model, fit(model, batches, optimizer=SGDW(0.1), epochs=epochs, **settings)

        stopped, history = train(
            split.train, validation=split.validation, early_stopping=EarlyStopping(patience)
        )
        epochs = int(history.best_epoch) + 1
        models = (
            train(pooled, measure_every=EPOCHS)[0],
            train(split.train, measure_every=EPOCHS)[0],
            stopped,
            train(pooled, epochs, measure_every=epochs)[0],
        )
        rows.append((*(accuracy(model, split.test) for model in models), epochs))
    return Small(*np.array(rows).T)
