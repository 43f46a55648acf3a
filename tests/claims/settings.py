"""What several claims are judged on: ridge in closed form, small worlds, networks on digits."""

from functools import cache

import numpy as np
from sklearn.datasets import load_diabetes
from sklearn.linear_model import enet_path

from coursecode.numpy import L2, SGDW, fit, mlp
from coursecode.shared.comparison import paired_difference
from coursecode.shared.datasets import digits
from coursecode.shared.minibatches import minibatches

SEEDS = range(5)
PLAIN, PENALIZED, STRONG, TOO_STRONG, DROPPED = range(5)  # the networks of `trained`


def diabetes():
    """442 patients, ten columns of mean 0 and deviation 1, centred target."""
    x, y = load_diabetes(return_X_y=True)
    return (x - x.mean(0)) / x.std(0), y - y.mean()


def ridge(x, y, strength):
    """The minimizer of mean squared error + strength · Σ w², without intercept."""
    return np.linalg.solve(x.T @ x + len(x) * strength * np.eye(x.shape[1]), x.T @ y)


@cache
def trained(label_noise, seed, hidden=64):
    """Five networks on 200 digits: plain, three strengths of L2, dropout; split and history."""
    split = digits(train=200, validation=500, test=1097, label_noise=label_noise, seed=seed)
    model = mlp(
        (64, hidden, 10),
        penalty=L2(np.array([0, 0.005, 0.02, 0.3, 0])),
        dropout=np.array([0, 0, 0, 0, 0.5]),
        seed=[seed] * 5,
    )
    batches = minibatches(split.train.x, split.train.y, batch_size=50, seed=seed)
    validation = (split.validation.x, split.validation.y)
    history = fit(
        model, batches, optimizer=SGDW(0.1, momentum=0.9), epochs=100, validation=validation
    )
    return model, history, split


def accuracies(label_noise, hidden=64):
    """Test accuracy of the five networks: (seeds, networks)."""
    rows = []
    for seed in SEEDS:
        model, _, split = trained(label_noise, seed, hidden)
        rows.append((model(split.test.x).argmax(axis=-1) == split.test.y).mean(axis=-1))
    return np.array(rows)


def gain(found, network):
    """What a network of `trained` gains over the plain one, with its interval over the seeds."""
    return paired_difference(found[:, network], found[:, PLAIN])


def world(truth, features, n, noise, seed):
    """Train, validation and test part of a linear world; ``features(rng, n)`` draws inputs."""
    rng = np.random.default_rng(seed)
    for size in (n, n, 1000):
        x = features(rng, size)
        yield x, x @ truth + noise * rng.standard_normal(size)


def errors(truth, features, n, noise, seeds=range(10)):
    """Excess test error of ridge, lasso and elastic net, λ chosen by validation: (seeds, 3)."""
    rows = []
    for seed in seeds:
        (x, y), (validation_x, validation_y), (test_x, _) = world(truth, features, n, noise, seed)
        strengths = np.logspace(-4, 2, 40)
        top = np.abs(x.T @ y).max() / n
        alphas = top * np.logspace(0, -3, 40)
        candidates = [
            [ridge(x, y, strength) for strength in strengths],
            net(x, y, 1.0, alphas),
            [w for mix in (0.02, 0.1, 0.5) for w in net(x, y, mix, alphas / mix)],
        ]
        row = []
        for weights in candidates:
            loss = [np.mean((validation_y - validation_x @ w) ** 2) for w in weights]
            chosen = weights[int(np.argmin(loss))]
            row.append(np.mean((test_x @ (chosen - truth)) ** 2))
        rows.append(row)
    return np.array(rows)


def net(x, y, mix, alphas):
    """Elastic nets along a path; ``mix`` is scikit-learn's ``l1_ratio``."""
    return enet_path(x, y, l1_ratio=mix, alphas=alphas)[1].T


RIDGE, LASSO, NET = range(3)  # the columns of `errors`


def independent(count):
    return lambda rng, n: rng.standard_normal((n, count))


def correlated(count):
    """Every pair of features has correlation ½."""
    return lambda rng, n: rng.standard_normal((n, count)) + rng.standard_normal((n, 1))


def in_groups(groups, size, others):
    """Groups of features that measure almost the same, and some that are noise."""

    def draw(rng, n):
        shared = np.repeat(rng.standard_normal((n, groups)), size, axis=1)
        near = shared + 0.1 * rng.standard_normal(shared.shape)
        return np.hstack([near, rng.standard_normal((n, others))])

    return draw


def mostly_zero(count):
    """Nine entries in ten are 0."""
    return lambda rng, n: rng.standard_normal((n, count)) * (rng.random((n, count)) < 0.1) * 3


def random_features(widths, strength, seed, n=150):
    """Test error of digits on so many random ReLU features: minimum-norm or ridge."""
    split = digits(train=n, validation=2, test=1000, label_noise=0.2, seed=seed)
    rng = np.random.default_rng(seed)
    kernel, bias = rng.standard_normal((64, max(widths))) / 2, rng.uniform(-0.4, 0.4, max(widths))
    targets = np.eye(10)[split.train.y]
    found = []
    for width in widths:
        layer = [
            np.maximum((x - 0.5) @ kernel[:, :width] + bias[:width], 0) / np.sqrt(width)
            for x in (split.train.x, split.test.x)
        ]
        u, s, vt = np.linalg.svd(layer[0], full_matrices=False)
        kept = s > 1e-10 * s[0]
        inverse = np.divide(s, s**2 + n * strength, out=np.zeros_like(s), where=kept)
        output = layer[1] @ (vt.T * inverse) @ (u.T @ targets)
        found.append(np.mean(np.sum((output - np.eye(10)[split.test.y]) ** 2, axis=1)))
    return found
