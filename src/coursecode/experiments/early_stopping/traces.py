"""Digits with wrong labels, watched after every epoch; where a rule would have stopped."""

from types import SimpleNamespace
from typing import NamedTuple

import numpy as np

from coursecode.experiments.scores import accuracy
from coursecode.numpy import L2, SGDW, EarlyStopping, fit, mlp
from coursecode.numpy.training import cross_entropy
from coursecode.shared.datasets import center, digits
from coursecode.shared.minibatches import minibatches

SIZES = (64, 64, 10)
EPOCHS = 300
BATCH = 50


class Trace(NamedTuple):
    """Every example of one set after every epoch; S seeds, E epochs, n examples."""

    losses: np.ndarray  # (S, E, n), cross-entropy
    right: np.ndarray  # (S, E, n), whether the network gives the label

    def loss(self, first=None):
        """Mean loss, (S, E); of the first so many examples if you say so."""
        return self.losses[..., :first].mean(axis=-1)

    def accuracy(self, first=None):
        """Share of right answers, (S, E)."""
        return self.right[..., :first].mean(axis=-1)

    def after(self, first):
        """The trace of the examples that `loss(first)` leaves out."""
        return Trace(self.losses[..., first:], self.right[..., first:])


class Runs(NamedTuple):
    """Trainings that were never stopped, one per seed."""

    train: Trace
    validation: Trace  # labels as wrong as those for training
    clean: Trace  # the same validation pictures with clean labels
    test: Trace
    flipped: np.ndarray  # (S, 300), which training labels are wrong
    validation_flipped: np.ndarray  # (S, 500), which validation labels are

    def repeated(self):
        """Share of the right and of the wrong training labels that are repeated: (S, E) each."""
        wrong = self.flipped[:, np.newaxis]
        hits = self.train.right
        return (
            (hits & ~wrong).sum(axis=2) / (~wrong).sum(axis=2),
            (hits & wrong).sum(axis=2) / np.maximum(wrong.sum(axis=2), 1),
        )


def wrong_labels(label_noise, seed):
    """300 digits to train on, 500 to validate; this share of the labels of both is wrong."""
    noise = {"label_noise": label_noise, "validation_label_noise": label_noise}
    return center(digits(train=300, validation=500, test=997, **noise, seed=seed))


def record(label_noise, *, seeds, learning_rate=0.1, epochs=EPOCHS):
    """Train once per seed and keep what every example looked like after every epoch.

    A seed is a split of the data, wrong labels, starting weights and the order of the batches.
    """
    rows = []
    for seed in range(seeds):
        split = wrong_labels(label_noise, seed)
        sets = {
            "train": split.train,
            "validation": split.validation,
            "clean": (split.validation.x, split.truth["validation_clean_labels"]),
            "test": split.test,
        }
        model, optimizer = mlp(SIZES, seed=seed), SGDW(learning_rate)
        batches = minibatches(*split.train, batch_size=BATCH, seed=seed)
        wrong = split.truth["flipped"], split.truth["validation_flipped"]
        rows.append((*watch(model, batches, optimizer, sets, epochs), *wrong))
    *traces, flipped, validation_flipped = zip(*rows, strict=True)
    return Runs(*map(stacked, traces), np.array(flipped), np.array(validation_flipped))


def stacked(traces):
    """One trace of all seeds."""
    return Trace(*(np.array(column) for column in zip(*traces, strict=True)))


def watch(model, batches, optimizer, sets, epochs):
    """Train epoch by epoch; one `Trace` per set, without the axis of seeds."""
    rows = {name: [] for name in sets}
    for _ in range(epochs):
        fit(model, batches, optimizer=optimizer, epochs=1)
        seen = None
        for name, (x, y) in sets.items():
            if x is not seen:  # clean and wrong labels belong to the same pictures
                seen, output = x, model(x)
            rows[name].append((cross_entropy(output, y), output.argmax(axis=-1) == y))
    return [Trace(*(np.array(column) for column in zip(*r, strict=True))) for r in rows.values()]


def stops(losses, patience, min_delta=0.0):
    """Best and last epoch, (S,) each, of `EarlyStopping` on recorded losses (S, E)."""
    rule, model = EarlyStopping(patience, min_delta), SimpleNamespace(theta=np.zeros(1))
    for loss in losses.T:
        if rule.update(loss, model):
            break
    return rule.best_epoch, rule.last_epoch


def at(curves, epochs):
    """Each seed's value at its own epoch: (S, E) and (S,) give (S,)."""
    return curves[np.arange(len(curves)), epochs]


class Patience(NamedTuple):
    """What a patience costs and finds; k patiences, m validation sets."""

    trained: np.ndarray  # (S, k, m), epochs trained
    kept: np.ndarray  # (S, k, m), the epoch that was restored
    test: np.ndarray  # (S, k, m), test accuracy there


def patience_sweep(runs, patiences, sizes, *, monitor):
    """Apply every patience to the first 25, 50, ... validation examples.

    ``monitor`` is "loss", or "accuracy", whose negative is what has to fall.
    """
    curve = {"loss": runs.validation.loss, "accuracy": lambda n: -runs.validation.accuracy(n)}
    rows = []
    for patience in patiences:
        found = [stops(curve[monitor](size), patience) for size in sizes]
        best, last = (np.stack(part, axis=1) for part in zip(*found, strict=True))
        accuracy = [at(runs.test.accuracy(), column) for column in best.T]
        rows.append((last + 1, best, np.stack(accuracy, axis=1)))
    return Patience(*(np.stack(part, axis=1) for part in zip(*rows, strict=True)))


class Strengths(NamedTuple):
    """Networks trained to the end with L2; k strengths."""

    validation: np.ndarray  # (S, k), accuracy
    test: np.ndarray  # (S, k), accuracy
    right: np.ndarray  # (S, k), share of the right training labels that are repeated
    wrong: np.ndarray  # (S, k), the same for the wrong ones

    def chosen(self, values):
        """One value per seed: that of the strength with the best validation accuracy."""
        return at(values, self.validation.argmax(axis=1))


def strengths(label_noise, values, *, seeds, epochs=EPOCHS):
    """Train to the end with every L2 strength; the rest as in `record`."""
    rows = []
    for seed in range(seeds):
        split = wrong_labels(label_noise, seed)
        model = mlp(SIZES, penalty=L2(values), seed=[seed] * len(values))
        batches = minibatches(*split.train, batch_size=BATCH, seed=seed)
        fit(model, batches, optimizer=SGDW(0.1), epochs=epochs, measure_every=epochs)
        (x, y), flipped = split.train, split.truth["flipped"]
        parts = [split.validation, split.test, (x[~flipped], y[~flipped]), (x[flipped], y[flipped])]
        rows.append([accuracy(model, part) for part in parts])
    return Strengths(*np.swapaxes(rows, 0, 1))


class Pooled(NamedTuple):
    """Test accuracies of networks trained on all 800 labels, (S,) each."""

    to_the_end: np.ndarray
    as_many_epochs: np.ndarray  # as the stopped training kept
    l2: np.ndarray  # to the end, with the strength that validation chose


def pooled(label_noise, kept, chosen, *, epochs=EPOCHS):
    """Train on training and validation examples together.

    ``kept`` holds the epoch that was kept and ``chosen`` the L2 strength, one per seed. Starting
    weights are those of `record`.
    """
    rows = []
    for seed, (best, strength) in enumerate(zip(kept, chosen, strict=True)):
        split = wrong_labels(label_noise, seed)
        parts = zip(split.train, split.validation, strict=True)
        both = tuple(np.concatenate(pair) for pair in parts)
        model = mlp(SIZES, penalty=L2(np.array([0, strength])), seed=[seed] * 2)
        batches, optimizer, found = minibatches(*both, batch_size=BATCH, seed=seed), SGDW(0.1), []
        for count in (best + 1, epochs - best - 1):
            if count:
                fit(model, batches, optimizer=optimizer, epochs=count, measure_every=count)
            found.append(accuracy(model, split.test))
        rows.append((found[1][0], found[0][0], found[1][1]))
    return Pooled(*np.array(rows).T)


def learning_rates(values, horizon, *, seeds, label_noise=0.3):
    """Train with several learning rates to the same product of learning rate and epochs.

    Returns {learning rate: Runs}, each over ``horizon / learning_rate`` epochs.
    """
    return {
        value: record(label_noise, seeds=seeds, learning_rate=value, epochs=round(horizon / value))
        for value in values
    }
