"""Texts in which rare words tell the class, and texts in which common ones do."""

import numpy as np

from coursecode.experiments.scores import accuracy
from coursecode.numpy import L2, SGDW, fit, mlp
from coursecode.shared.datasets.split import Part
from coursecode.shared.minibatches import minibatches

RARE, COMMON, SHARE = 100, 400, 0.04


def texts(n, seed, *, telling):
    """A Part of ``n`` texts, 100 rare words and 400 common ones; two classes.

    A rare word stands in 4 of 100 texts, then as +1 or -1; a common one is normal noise of standard
    deviation 0.35 in every text. ``telling="rare"``: the sign of a rare word agrees with the class
    95 times of 100. ``telling="common"``: common words lean towards the class, a little each.
    """
    rng = np.random.default_rng([seed, n])
    y = rng.integers(0, 2, n)
    side = (2 * y - 1)[:, np.newaxis]
    there = rng.random((n, RARE)) < SHARE
    agrees = np.where(rng.random((n, RARE)) < (0.95 if telling == "rare" else 0.5), 1, -1)
    common = 0.35 * rng.standard_normal((n, COMMON))
    if telling == "common":
        common += 0.04 * np.random.default_rng([seed, 0]).standard_normal(COMMON) * side
    return Part(np.concatenate([there * agrees * side, common], axis=1), y)


def compare(telling, strengths, rates, *, seeds, epochs=300):
    """Test accuracy with the setting that validation chose, and those settings.

    Linear classifiers of 100 texts in one batch; 400 texts choose, 4000 test. "most frequent class"
    says that of the training set to all. "neither" is the first strength, which is 0; "rescaled"
    that every column was divided by its root mean square in the training set.

    Returns ({method: (seeds,)}, {method: settings chosen, (seeds,)}).
    """
    if strengths[0] != 0:
        raise ValueError(f"strengths begin with 0, which is the baseline, got {strengths[0]}")
    names = ("most frequent class", "neither", "L2", "dropout", "neither, rescaled", "L2, rescaled")
    found = {name: [] for name in names}
    chosen = {name: [] for name in ("L2", "dropout", "L2, rescaled")}
    for seed in range(seeds):
        parts = [texts(n, seed, telling=telling) for n in (100, 400, 4000)]
        rms = np.sqrt(np.mean(parts[0].x ** 2, axis=0))
        scaled = [Part(part.x / np.where(rms > 0, rms, 1), part.y) for part in parts]
        common = np.mean(parts[0].y) > 0.5
        found["most frequent class"].append(np.mean(parts[2].y == common))
        penalized, dropped = {"penalty": L2(strengths), "dropout": [0.0]}, {"dropout": [rates]}
        for name, data, tried, settings in (
            ("L2", parts, strengths, penalized),
            ("dropout", parts, rates, dropped),
            ("L2, rescaled", scaled, strengths, penalized),
        ):
            validation, test = accuracies(data, seed, len(tried), epochs=epochs, **settings)
            found[name].append(test[validation.argmax()])
            chosen[name].append(tried[validation.argmax()])
            if tried is strengths:
                found[name.replace("L2", "neither")].append(test[0])
    return tuple({name: np.array(v) for name, v in table.items()} for table in (found, chosen))


def accuracies(parts, seed, networks, *, epochs=300, **settings):
    """Train one linear classifier per setting from 0; their validation and test accuracies."""
    train, validation, test = parts
    model = mlp((train.x.shape[1], 2), seed=[seed] * networks, **settings)
    model.theta[...] = 0
    batches = minibatches(*train, batch_size=len(train.x), seed=seed)
    fit(model, batches, optimizer=SGDW(0.1, momentum=0.9), epochs=epochs, measure_every=epochs)
    return accuracy(model, validation), accuracy(model, test)
