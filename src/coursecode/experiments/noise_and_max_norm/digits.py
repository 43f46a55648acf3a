"""Networks on digits: one setting swept, and four methods in all combinations."""

from itertools import combinations, product
from typing import NamedTuple

import numpy as np

from coursecode.experiments.scores import accuracy
from coursecode.numpy import L2, SGDW, MaxNorm, fit, mlp
from coursecode.shared.comparison import paired_difference
from coursecode.shared.datasets import center, digits
from coursecode.shared.minibatches import minibatches

SIZES, EPOCHS, FREE = (64, 64, 10), 60, 1e9  # a limit of 1e9 constrains nothing
NAMES = ("dropout", "max-norm", "noise", "L2")
OFF = {"dropout": 0.0, "limit": FREE, "noise": 0.0, "l2": 0.0}


def split(seed, label_noise):
    """A split with equally many wrong labels for training and validation; test labels are clean."""
    noise = {"label_noise": label_noise, "validation_label_noise": label_noise}
    return center(digits(**noise, seed=seed))


def train(part, seed, *, dropout=0.0, limit=FREE, noise=0.0, l2=0.0, everywhere=False, epochs=None):
    """Train one network per value of the arrays; all share weights, batches, masks and noise.

    The limit is for the hidden kernel, or with ``everywhere`` for both kernels. Without
    ``epochs`` the training has 60 of them.
    """
    values = np.broadcast_arrays(np.atleast_1d(dropout), limit, noise, l2)
    dropout, limit, noise, l2 = (np.array(value, dtype=float) for value in values)
    constraint = MaxNorm(limit)
    model = mlp(
        SIZES,
        penalty=L2(l2),
        dropout=dropout,
        noise=noise,
        constraint=[constraint, constraint if everywhere else None],
        seed=[seed] * len(dropout),
    )
    batches = minibatches(*part, batch_size=50, seed=seed)
    epochs = epochs or EPOCHS
    optimizer = SGDW(0.1, momentum=0.9)
    fit(model, batches, optimizer=optimizer, epochs=epochs, measure_every=epochs)
    return model


class Sweep(NamedTuple):
    """Accuracies of a sweep; S seeds, k settings."""

    train: np.ndarray  # (S, k), on the training labels, wrong ones included
    validation: np.ndarray  # (S, k)
    test: np.ndarray  # (S, k)


def sweep(label_noise, *, seeds, **settings):
    """Train all settings with every seed: split, wrong labels, weights, batches and noise."""
    rows = []
    for seed in seeds:
        sets = split(seed, label_noise)
        model = train(sets.train, seed, **settings)
        rows.append([accuracy(model, p) for p in (sets.train, sets.validation, sets.test)])
    return Sweep(*np.swapaxes(rows, 0, 1))


def frozen(label_noise, deviation, *, seeds):
    """Test accuracy with one noisy copy for all epochs, with fresh noise, without: each (S,)."""
    rows = []
    for seed in seeds:
        sets = split(seed, label_noise)
        noise = np.random.default_rng([seed, 8]).standard_normal(sets.train.x.shape)
        copy = sets.train._replace(x=sets.train.x + deviation * noise)
        fresh, silent = accuracy(
            train(sets.train, seed, noise=np.array([deviation, 0.0])), sets.test
        )
        rows.append([accuracy(train(copy, seed), sets.test)[0], fresh, silent])
    return np.transpose(rows)


def left_on(label_noise, deviation, *, seeds):
    """Networks trained with noise, which stays on in evaluation by mistake.

    Returns the test accuracy with the noise off, the one with it on, and the share of answers that
    differ between two calls with it on: each (S,).
    """
    rows = []
    for seed in seeds:
        sets = split(seed, label_noise)
        model = train(sets.train, seed, noise=deviation)
        off, on, again = (
            model.forward(sets.test.x, training=training)[0].argmax(axis=1)
            for training in (False, True, True)
        )
        rows.append([np.mean(off == sets.test.y), np.mean(on == sets.test.y), np.mean(on != again)])
    return np.transpose(rows)


CANDIDATES = {
    "dropout": (0.35, 0.5, 0.65, 0.8, 0.85, 0.9),
    "limit": (0.1, 0.15, 0.25, 0.35, 0.5, 0.75, 1.0, 1.4),
    "noise": (0.1, 0.2, 0.35, 0.5, 0.7),
    "l2": (3e-4, 1e-3, 3e-3, 1e-2, 3e-2),
}


def choose(label_noise, *, seeds):
    """The value of each method alone with the best mean validation accuracy: {setting: value}.

    A value at an end of its candidates is refused: a better one may lie beyond.
    """
    found = {}
    for setting, values in CANDIDATES.items():
        result = sweep(label_noise, seeds=seeds, **{setting: np.array(values)})
        at = int(result.validation.mean(axis=0).argmax())
        if at in (0, len(values) - 1):
            raise ValueError(
                f"the best {setting} of {values} is {values[at]}, at an end: add candidates there."
            )
        found[setting] = values[at]
    return found


class Factorial(NamedTuple):
    """All combinations of four methods; S seeds, 16 cells in the order of ``cells``."""

    cells: np.ndarray  # (16, 4), whether a method is on, columns as in NAMES
    test: np.ndarray  # (S, 16), test accuracy

    def only(self, *names):
        """Test accuracy of the cell in which these methods are on and no others, (S,)."""
        wanted = [name in names for name in NAMES]
        (at,) = np.flatnonzero(np.all(self.cells == wanted, axis=1))
        return self.test[:, at]

    def beside(self, name, *others):
        """Which cells have ``name`` and at least one of ``others``, (16,)."""
        columns = [NAMES.index(other) for other in others]
        return self.cells[:, NAMES.index(name)] & self.cells[:, columns].any(axis=1)

    def effect(self, on, name):
        """Mean test accuracy over the cells with ``on`` minus that over the others, (S,)."""
        column = self.cells[:, NAMES.index(name)]
        return self.test[:, on & column].mean(axis=1) - self.test[:, on & ~column].mean(axis=1)

    def main_effects(self, confidence):
        """{name: paired difference of all cells with and without it}."""
        every = np.ones(16, dtype=bool)
        zero = np.zeros(len(self.test))
        return {n: paired_difference(self.effect(every, n), zero, confidence) for n in NAMES}

    def interactions(self, confidence):
        """{(a, b): what a adds where b is on, minus what a adds where b is off}."""
        found = {}
        for a, b in combinations(NAMES, 2):
            beside = self.cells[:, NAMES.index(b)]
            with_b, without = self.effect(beside, a), self.effect(~beside, a)
            found[a, b] = paired_difference(with_b, without, confidence)
        return found


def half(values):
    """The same methods at half dose: half the rate, deviation and λ, twice the limit."""
    return {k: 2 * v if k == "limit" else v / 2 for k, v in values.items()}


def factorial(label_noise, values, *, seeds):
    """Train the 16 networks of every seed at once; ``values`` as from `choose`."""
    cells = np.array(list(product([False, True], repeat=4)))
    settings = {
        name: np.where(column, values[name], OFF[name])
        for name, column in zip(OFF, cells.T, strict=True)
    }
    return Factorial(cells, sweep(label_noise, seeds=seeds, **settings).test)


def repeated(label_noise, choices, *, seeds):
    """Training labels that a network with all four methods repeats, for several choices of values.

    Returns the shares of the right labels and of the wrong ones, each (S, choices).
    """
    rows = []
    for seed in seeds:
        sets = split(seed, label_noise)
        settings = {k: np.array([values[k] for values in choices]) for k in choices[0]}
        same = train(sets.train, seed, **settings)(sets.train.x).argmax(axis=-1) == sets.train.y
        flipped = sets.truth["flipped"]
        rows.append([same[:, ~flipped].mean(axis=1), same[:, flipped].mean(axis=1)])
    return np.swapaxes(rows, 0, 1)
