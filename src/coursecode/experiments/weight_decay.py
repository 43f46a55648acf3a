"""Protocols of the chapter on weight decay: many networks at once, over learning rate and decay."""

from typing import NamedTuple

import numpy as np

from coursecode.experiments.scores import accuracy
from coursecode.experiments.watching import train_watching
from coursecode.numpy import L2, AdamW, fit, mlp
from coursecode.numpy.training import cross_entropy
from coursecode.shared.datasets import center, digits
from coursecode.shared.minibatches import minibatches


def cosine(steps):
    """A schedule: from 1 in a half cosine down to 0 after so many steps."""
    return lambda step: 0.5 * (1 + np.cos(np.pi * step / steps))


class Surface(NamedTuple):
    """Test cross-entropy over learning rates (rows) and decay (columns), for every seed."""

    learning_rates: np.ndarray  # (r,)
    decays: np.ndarray  # (k,)
    loss: np.ndarray  # (S, r, k)
    validation: np.ndarray  # (S, r, k), the same on the validation set

    def best(self):
        """log2 of the best decay for every seed and learning rate: (S, r).

        The bottom of the parabola through the best cell and its neighbours; at a border, the cell.
        """
        found = np.empty(self.loss.shape[:2])
        grid = np.log2(self.decays)
        for i in np.ndindex(found.shape):
            row = self.loss[i]
            k = int(row.argmin())
            found[i] = grid[k]
            if 0 < k < len(grid) - 1:
                left, middle, right = row[k - 1 : k + 2]
                bend = left - 2 * middle + right
                found[i] += 0.5 * (left - right) / bend * (grid[1] - grid[0])
        return found

    def inside(self):
        """Whether the best decay of a seed and learning rate lies inside the map: (S, r)."""
        k = self.loss.argmin(axis=2)
        return (k > 0) & (k < len(self.decays) - 1)

    def chosen(self):
        """The test loss of every seed at the pair with its lowest validation loss: (S,)."""
        seeds = len(self.loss)
        pair = self.validation.reshape(seeds, -1).argmin(axis=1)
        return self.loss.reshape(seeds, -1)[np.arange(seeds), pair]

    def slope(self, first):
        """Of log2(best decay) over log2(learning rate), from that number ``first`` on: (S,)."""
        x = np.log2(self.learning_rates[first:])
        return np.array([np.polyfit(x, row, 1)[0] for row in self.best()[:, first:]])


def surface(kind, learning_rates, decays, *, seeds, epochs=100, sizes=(64, 16, 10)):
    """Train every pair of a learning rate and a decay on digits with one wrong label in five.

    ``kind`` is "coupled" (the penalty (λ/2)‖W‖² in Adam's gradient) or "decoupled" (AdamW). All
    pairs share starting weights and batches, and their learning rates fall as a half cosine.
    """
    factor = cosine(epochs * 4)  # 200 examples in batches of 50
    shape = len(learning_rates), len(decays)
    every, decay = np.repeat(learning_rates, shape[1]), np.tile(decays, shape[0])
    losses, validation = [], []
    for seed in range(seeds):
        split = center(digits(train=200, label_noise=0.2, seed=seed))
        settings = {"learning_rate": lambda step: every * factor(step)}
        coupled = kind == "coupled"
        penalty = L2(decay / 2) if coupled else None
        optimizer = AdamW(**settings, weight_decay=0.0 if coupled else decay)
        model = mlp(sizes, penalty=penalty, seed=[seed] * len(every))
        batches = minibatches(*split.train, batch_size=50, seed=seed)
        fit(model, batches, optimizer=optimizer, epochs=epochs, measure_every=epochs)
        losses.append(data_loss(model, split.test).reshape(shape))
        validation.append(data_loss(model, split.validation).reshape(shape))
    return Surface(learning_rates, decays, np.array(losses), np.array(validation))


def data_loss(model, part):
    """Cross-entropy of every network on one set."""
    return cross_entropy(model(part.x), part.y).mean(axis=-1)


class Labels(NamedTuple):
    """What decay did on digits; S seeds, k decays, the first of them 0."""

    test: np.ndarray  # (S, k), accuracy
    chosen: np.ndarray  # (S,), at the decay with the best validation accuracy
    stopped: np.ndarray  # (S,), without decay, at the last epoch of best validation accuracy
    frequent: np.ndarray  # (S,), of always saying the most frequent training label
    repeated: np.ndarray  # (S, k), share of the wrong training labels that the network repeats


def labels(wrong_labels, decays, *, seeds, epochs=60, kind="decoupled"):
    """Train 64-64-10 on 300 digits; the share of wrong labels is that of training in validation.

    ``kind`` as in `surface`: AdamW's decay, or the penalty (λ/2)‖W‖² in Adam's gradient.
    """
    coupled = kind == "coupled"
    rows = []
    for seed in range(seeds):
        noise = {"label_noise": wrong_labels, "validation_label_noise": wrong_labels}
        split = center(digits(**noise, seed=seed))
        penalty = L2(decays / 2) if coupled else None
        model = mlp((64, 64, 10), penalty=penalty, seed=[seed] * len(decays))
        optimizer = AdamW(2e-3, weight_decay=0.0 if coupled else decays)
        batches = minibatches(*split.train, batch_size=50, seed=seed)
        test, chosen, stopped = train_watching(model, batches, optimizer, split, epochs)
        frequent = np.mean(split.test.y == np.bincount(split.train.y).argmax())
        (x, y), flipped = split.train, split.truth["flipped"]
        repeated = accuracy(model, (x[flipped], y[flipped])) if flipped.any() else 0 * test
        rows.append((test, chosen, stopped, frequent, repeated))
    return Labels(*(np.array(column) for column in zip(*rows, strict=True)))


def linear_teacher(kappas, ratios, *, seeds, inputs=100, noise=0.5):
    """Excess error of ridge on a linear teacher: {ratio: (theory (k,), simulated (seeds, k))}.

    The teacher has weights of mean square 1, the targets noise of variance ``noise``². There are
    ``ratio * inputs`` examples, with features of variance 1/inputs. Minimized is ‖y − Xw‖² + κ‖w‖²;
    the excess error is ‖w − teacher‖² / inputs.
    """
    found = {}
    for ratio in ratios:
        runs = []
        for seed in range(seeds):
            rng = np.random.default_rng([seed, 7])
            x = rng.standard_normal((round(ratio * inputs), inputs)) / np.sqrt(inputs)
            teacher = rng.standard_normal(inputs)
            teacher *= np.sqrt(inputs) / np.linalg.norm(teacher)
            y = x @ teacher + noise * rng.standard_normal(len(x))
            values, vectors = np.linalg.eigh(x.T @ x)
            target = vectors.T @ (x.T @ y)
            w = target / (values + kappas[:, np.newaxis])
            runs.append(np.square(w - vectors.T @ teacher).mean(axis=1))
        found[ratio] = krogh_hertz(kappas, ratio, noise), np.array(runs)
    return found


def krogh_hertz(kappa, ratio, noise):
    """Expected excess error for many inputs: F(κ) = σ² G + κ (σ² − κ) G′, with unit weights."""
    root = np.sqrt(kappa**2 + 2 * kappa * (1 + ratio) + (1 - ratio) ** 2)
    upper = 1 - ratio - kappa + root
    g = upper / (2 * kappa)
    slope = ((kappa + 1 + ratio) / root - 1) / (2 * kappa) - upper / (2 * kappa**2)
    return noise**2 * g + kappa * (noise**2 - kappa) * slope
