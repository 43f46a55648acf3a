"""After training: three ways to evaluate, many passes with dropout on, units taken away."""

import numpy as np

from coursecode.experiments.scores import accuracy, softmax
from coursecode.numpy import SGDW, fit, mlp, set_weights, weights
from coursecode.shared.datasets import center, digits
from coursecode.shared.minibatches import minibatches

SIZES = (64, 128, 128, 10)


def trained(split, rate, *, seed):
    """Two hidden layers on digits, dropout on both, batches of 100, 60 epochs."""
    model = mlp(SIZES, dropout=rate, seed=seed)
    batches = minibatches(*split.train, batch_size=100, seed=seed)
    fit(model, batches, optimizer=SGDW(0.1, momentum=0.9), epochs=60, measure_every=60)
    return model


def cross_entropy(p, y):
    """The mean of -log of the probability of the right class."""
    return -np.log(p[np.arange(len(y)), y]).mean()


def unscaled(pairs, rate):
    """Weights that act as if evaluation forgot the scale: 1/(1 - rate) behind every dropout."""
    return [pairs[0], *((kernel / (1 - rate), bias) for kernel, bias in pairs[1:])]


def three_evaluations(rate, *, seeds):
    """The same networks evaluated rightly, without the scale, and with dropout left on.

    Returns {way: {"accuracy", "cross-entropy", "confidence": (seeds,), "p", "right": (seeds·n,)}}:
    the last two are the probability of the predicted class and whether it was right.
    """
    found = {"right": [], "without the scale": [], "dropout left on": []}
    for seed in range(seeds):
        split = center(digits(seed=seed))
        model = trained(split, rate, seed=seed)
        x, y = split.test
        wrong = mlp(SIZES, seed=seed)
        set_weights(wrong, unscaled(weights(model), rate))
        outputs = (model(x), wrong(x), model.forward(x, training=True))
        for way, output in zip(found, outputs, strict=True):
            found[way].append((softmax(output), y))
    return {way: scores(runs) for way, runs in found.items()}


def scores(runs):
    """Accuracy, cross-entropy and mean confidence of each run, and all confidences together."""
    right = [p.argmax(axis=1) == y for p, y in runs]
    top = [p.max(axis=1) for p, _ in runs]
    return {
        "accuracy": np.array([r.mean() for r in right]),
        "cross-entropy": np.array([cross_entropy(p, y) for p, y in runs]),
        "confidence": np.array([t.mean() for t in top]),
        "p": np.concatenate(top),
        "right": np.concatenate(right),
    }


def passes(model, x, count):
    """The probabilities of ``count`` passes with dropout on, (count, n, classes)."""
    return np.array([softmax(model.forward(x, training=True)) for _ in range(count)])


def entropy(p):
    """How unsure a distribution is: -Σ p log p over the last axis."""
    return -np.sum(p * np.log(np.maximum(p, 1e-300)), axis=-1)


def ranks_above(score, marked):
    """How often a marked example has a higher score than one that is not: 0.5 is chance (AUROC)."""
    high, low = score[marked], score[~marked]
    wins = (high[:, np.newaxis] > low).mean() + 0.5 * (high[:, np.newaxis] == low).mean()
    return float(wins)


def many_passes(rate, *, seeds, count=50, wrong_labels=0.0):
    """One pass with all units against the mean of many passes with dropout on.

    Returns {quantity: {way: (seeds,)}}. "finds errors" is how well doubt ranks the wrong answers:
    the entropy of one pass, the entropy of the mean, and the disagreement between the passes
    (entropy of the mean minus mean entropy). "finds other pictures" is how well the same doubts
    rank test digits with black and white exchanged above the test digits.
    """
    loss = {"one pass, all units": [], "mean of many": []}
    finds = {"entropy of one pass": [], "entropy of the mean": [], "disagreement": []}
    other = {way: [] for way in finds}
    right = {way: [] for way in loss}
    sure = {way: [] for way in loss}
    for seed in range(seeds):
        raw = digits(label_noise=wrong_labels, seed=seed)
        split = center(raw)
        model = trained(split, rate, seed=seed)
        x, y = split.test
        one, mean, *here = doubts(model, x, count)
        for way, p in zip(loss, (one, mean), strict=True):
            loss[way].append(cross_entropy(p, y))
            right[way].append(np.mean(p.argmax(axis=1) == y))
            sure[way].append(p.max(axis=1).mean())
        _, _, *there = doubts(model, x + inverted(raw.test.x, raw.train.x.max()), count)
        for way, doubt, strange in zip(finds, here, there, strict=True):
            finds[way].append(ranks_above(doubt, one.argmax(axis=1) != y))
            both = np.concatenate([doubt, strange])
            other[way].append(ranks_above(both, np.arange(len(both)) >= len(doubt)))
    tables = {"cross-entropy": loss, "accuracy": right, "confidence": sure, "finds errors": finds,
              "finds other pictures": other}  # fmt: skip
    return {
        title: {way: np.array(values) for way, values in ways.items()}
        for title, ways in tables.items()
    }


def inverted(x, white):
    """What to add to pictures x in [0, white] to exchange black and white."""
    return white - 2 * x


def doubts(model, x, count):
    """Probabilities of one pass and of the mean of many, and three doubts for every picture."""
    one, each = softmax(model(x)), passes(model, x, count)
    mean = each.mean(axis=0)
    return one, mean, entropy(one), entropy(mean), entropy(mean) - entropy(each).mean(axis=0)


def without_units(rates, counts, *, seeds, draws=5):
    """Accuracy lost when random units of the last hidden layer are taken away.

    Returns {rate: (seeds, counts)}; the same units for every rate, means over ``draws`` choices.
    """
    lost = {rate: [] for rate in rates}
    for seed in range(seeds):
        split = center(digits(seed=seed))
        orders = [np.random.default_rng([seed, k]).permutation(SIZES[2]) for k in range(draws)]
        for rate in rates:
            model = trained(split, rate, seed=seed)
            pairs, whole = weights(model), accuracy(model, split.test)
            rows = []
            for count in counts:
                scores = []
                for order in orders:
                    model.kernels[2][order[:count]] = 0
                    scores.append(whole - accuracy(model, split.test))
                    set_weights(model, pairs)
                rows.append(np.mean(scores))
            lost[rate].append(rows)
    return {rate: np.array(rows) for rate, rows in lost.items()}
