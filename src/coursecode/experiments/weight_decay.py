"""Protocols of the chapter on weight decay: many networks at once, over learning rate and decay."""

from typing import NamedTuple

import numpy as np

from coursecode.experiments.scores import accuracy
from coursecode.numpy import L2, AdamW, fit, mlp
from coursecode.numpy.training import cross_entropy
from coursecode.shared.datasets import center, digits
from coursecode.shared.minibatches import minibatches


def cosine(steps):
    """A schedule: from 1 in a half cosine down to 0 after so many steps."""
    return lambda step: 0.5 * (1 + np.cos(np.pi * step / steps))


class Surface(NamedTuple):
    """Test cross-entropy over learning rates (rows) and decay (columns), for every seed."""

    rates: np.ndarray  # (r,)
    decays: np.ndarray  # (k,)
    loss: np.ndarray  # (S, r, k)
    validation: np.ndarray  # (S, r, k), the same on the validation part

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
        """Of log2(best decay) over log2(rate), from learning rate number ``first`` on: (S,)."""
        x = np.log2(self.rates[first:])
        return np.array([np.polyfit(x, row, 1)[0] for row in self.best()[:, first:]])


def surface(kind, rates, decays, *, seeds, epochs=100, sizes=(64, 16, 10)):
    """Train every pair of a learning rate and a decay on digits with one wrong label in five.

    ``kind`` is "coupled" (the penalty (λ/2)‖W‖² in Adam's gradient) or "decoupled" (AdamW). All
    pairs share starting weights and batches, and their learning rates fall as a half cosine.
    """
    factor = cosine(epochs * 4)  # 200 examples in batches of 50
    eta, strength = np.repeat(rates, len(decays)), np.tile(decays, len(rates))
    losses, validation = [], []
    for seed in range(seeds):
        split = center(digits(train=200, label_noise=0.2, seed=seed))
        settings = {"learning_rate": lambda step: eta * factor(step)}
        coupled = kind == "coupled"
        penalty = L2(strength / 2) if coupled else None
        optimizer = AdamW(**settings, weight_decay=0.0 if coupled else strength)
        model = mlp(sizes, penalty=penalty, seed=[seed] * len(eta))
        batches = minibatches(*split.train, batch_size=50, seed=seed)
        fit(model, batches, optimizer=optimizer, epochs=epochs, measure_every=epochs)
        losses.append(mean_loss(model, split.test).reshape(len(rates), len(decays)))
        validation.append(mean_loss(model, split.validation).reshape(len(rates), len(decays)))
    return Surface(rates, decays, np.array(losses), np.array(validation))


def mean_loss(model, part):
    """Cross-entropy of every network on a part of the data."""
    return cross_entropy(model(part.x), part.y).mean(axis=-1)


class Labels(NamedTuple):
    """What decay did on digits; S seeds, k decays, the first of them 0."""

    test: np.ndarray  # (S, k), accuracy
    chosen: np.ndarray  # (S,), at the decay with the best validation accuracy
    stopped: np.ndarray  # (S,), without decay, at the last epoch of best validation accuracy
    guess: np.ndarray  # (S,), of always saying the most frequent training label


def labels(label_noise, decays, *, seeds, epochs=60, kind="decoupled"):
    """Train 64-64-10 on 300 digits; validation labels are as noisy as the others.

    ``kind`` as in `surface`: AdamW's decay, or the penalty (λ/2)‖W‖² in Adam's gradient.
    """
    coupled = kind == "coupled"
    rows = []
    for seed in range(seeds):
        noise = {"label_noise": label_noise, "validation_label_noise": label_noise}
        split = center(digits(**noise, seed=seed))
        penalty = L2(decays / 2) if coupled else None
        model = mlp((64, 64, 10), penalty=penalty, seed=[seed] * len(decays))
        optimizer = AdamW(2e-3, weight_decay=0.0 if coupled else decays)
        batches = minibatches(*split.train, batch_size=50, seed=seed)
        record = -1
        for _ in range(epochs):
            fit(model, batches, optimizer=optimizer, epochs=1)
            validation = accuracy(model, split.validation)
            if validation[0] >= record:
                record, stopped = validation[0], accuracy(model, split.test)[0]
        test = accuracy(model, split.test)
        guess = np.mean(split.test.y == np.bincount(split.train.y).argmax())
        rows.append((test, test[validation.argmax()], stopped, guess))
    return Labels(*(np.array(column) for column in zip(*rows, strict=True)))


def linear_teacher(strengths, ratios, *, seeds, inputs=100, noise=0.5):
    """Excess error of ridge on a linear teacher: {ratio: (theory (k,), simulated (seeds, k))}.

    The teacher has weights of mean square 1, the targets noise of variance ``noise``². There are
    ``ratio * inputs`` examples, with features of variance 1/inputs. Minimized is ‖y − Xw‖² + λ‖w‖²;
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
            w = target / (values + strengths[:, np.newaxis])
            runs.append(np.square(w - vectors.T @ teacher).mean(axis=1))
        found[ratio] = krogh_hertz(strengths, ratio, noise), np.array(runs)
    return found


def krogh_hertz(strength, ratio, noise):
    """Expected excess error for many inputs: F(λ) = σ² G + λ (σ² − λ) G′, with unit weights."""
    root = np.sqrt(strength**2 + 2 * strength * (1 + ratio) + (1 - ratio) ** 2)
    upper = 1 - ratio - strength + root
    g = upper / (2 * strength)
    slope = ((strength + 1 + ratio) / root - 1) / (2 * strength) - upper / (2 * strength**2)
    return noise**2 * g + strength * (noise**2 - strength) * slope
