"""A sweep over λ, and five families on one problem.

A seed stands for all that chance decides: the split, the wrong labels, the starting weights, the
order of the batches and the noise. Settings that are compared share it. What has to be chosen is
chosen by validation loss; the test set is used for what was chosen.
"""

import numpy as np

from coursecode.experiments.regularization.networks import (
    EPOCHS,
    accuracy,
    digits_split,
    probabilities,
    train,
)
from coursecode.numpy import L2

STRENGTHS = np.array([0, *10.0 ** np.arange(-5, 0.5, 0.5)])
# What three of the families choose from; the first value switches the method off.
PENALTIES = np.array([0, 1e-4, 1e-3, 1e-2, 1e-1])
RADII = np.array([np.inf, 18.0, 11.0, 7.0, 4.0])
NOISES = np.array([0, 0.1, 0.3, 0.6, 0.9])


def over_seeds(protocol, label_noise, seeds):
    """Run ``protocol(seed, label_noise)`` for each seed; stack what it returns, name by name."""
    runs = [protocol(seed, label_noise) for seed in seeds]
    return {name: np.array([run[name] for run in runs]) for name in runs[0]}


def sweep(seed, label_noise=0.3, strengths=STRENGTHS):
    """One network per λ, same start and batches, in one fit; what their last epoch measured."""
    split = digits_split(seed, label_noise)
    model, history = train(split, [seed] * len(strengths), penalty=L2(strengths))
    return {
        "data_loss": history.data_loss[-1],
        "penalty": history.penalty[-1],
        "validation_loss": history.validation_loss[-1],
        "test_accuracy": accuracy(probabilities(model, split.test.x), split.test.y),
    }


def families(seed, label_noise):
    """One method per family, and none: what each learned and which setting it had.

    A method's row holds the share of the right training labels that it repeats, the share of
    the wrong ones, its accuracy on the test set, and its setting.
    """
    split = digits_split(seed, label_noise)

    def row(model, setting, networks=slice(None)):
        """Measure the mean of the networks' probabilities."""
        parts = (split.train, split.test)
        train, test = (probabilities(model, x)[networks].mean(axis=0) for x, _ in parts)
        learned = repeated(train, split.train.y, split.truth["flipped"])
        return [*learned, accuracy(test, split.test.y), setting]

    plain, history = train(split, [seed, *range(1000 + 4 * seed, 1004 + 4 * seed)])
    result = {"none": row(plain, np.nan, [0])}
    for family, values, setting in [
        ("penalty", PENALTIES, {"penalty": L2(PENALTIES)}),
        ("constraint", RADII, {"radius": RADII}),
        ("noise", NOISES, {"stddev": NOISES}),
    ]:
        model, chosen_by = train(split, [seed] * len(values), **setting)
        best = chosen_by.validation_loss[-1].argmin()
        result[family] = row(model, values[best], [best])
    best_epoch = 1 + int(history.validation_loss[:EPOCHS, 0].argmin())
    stopped, _ = train(split, [seed], epochs=best_epoch)  # the same run, ended there
    result["time"] = row(stopped, best_epoch)
    result["averaging"] = row(plain, 5)
    return result


def repeated(p, labels, wrong):
    """Share of the right labels, and of the wrong ones, that are the most probable class."""
    same = p.argmax(axis=-1) == labels
    return same[~wrong].mean(), same[wrong].mean() if wrong.any() else 0.0
