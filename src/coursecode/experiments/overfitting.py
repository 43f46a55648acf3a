"""The protocols of the chapter on overfitting: each returns plain arrays, one row per seed."""

from itertools import combinations_with_replacement

import numpy as np

from coursecode.experiments.scores import accuracy
from coursecode.numpy import AdamW, fit, mlp
from coursecode.shared.datasets import center, digits, loans, polynomial, standardize
from coursecode.shared.minibatches import minibatches


def products(x, degree):
    """Columns of all products of at most ``degree`` features, the empty product 1 first."""
    chosen = [
        list(columns)
        for size in range(degree + 1)
        for columns in combinations_with_replacement(range(x.shape[1]), size)
    ]
    return np.stack([x[:, columns].prod(axis=1) for columns in chosen], axis=1)


def least_squares(features, y):
    """The weights with the smallest squared error; those of least norm where many are perfect."""
    return np.linalg.lstsq(features, y, rcond=None)[0]


def loan_errors(seed, *, train, degrees=(0, 1, 3), shift=1.0):
    """Root mean squared errors of a polynomial bank model: (degrees, sets of the split)."""
    split = standardize(loans(train=train, shift=shift, seed=seed))
    rows = []
    for degree in degrees:
        model = least_squares(products(split.train.x, degree), split.train.y)
        rows.append([rmse(products(x, degree) @ model, y) for x, y in split.parts.values()])
    return np.array(rows)


def rmse(prediction, y):
    """Root mean squared error, in the unit of y."""
    return np.sqrt(np.mean((prediction - y) ** 2))


def polynomial_errors(seed, train, degrees):
    """Mean squared errors of polynomials on one data set: an array (degrees, 4).

    The columns: training, validation, test, and the test inputs against the curve without noise.
    """
    split = polynomial(train=train, test=500, seed=seed)
    pairs = [(x[:, 0], y) for x, y in split.parts.values()]
    pairs.append((pairs[2][0], split.truth["curve"](pairs[2][0])))
    powers = [np.vander(x, max(degrees) + 1, increasing=True) for x, _ in pairs]
    errors = np.empty((len(degrees), len(pairs)))
    for row, degree in zip(errors, degrees, strict=True):
        w = least_squares(powers[0][:, : degree + 1], pairs[0][1])
        row[:] = [
            np.mean((columns[:, : degree + 1] @ w - y) ** 2)
            for columns, (_, y) in zip(powers, pairs, strict=True)
        ]
    return errors


def memorize(seed, *, wrong_labels, sizes=(64, 256, 256, 10), epochs=40, train=300):
    """Train a network on digits with a share of wrong labels, or with random ones.

    ``wrong_labels`` is their share in training and validation alike; ``"random"`` draws every
    label anew. Test labels are clean. Returns a dictionary: ``train``, ``validation`` and
    ``test`` accuracy after every epoch, and ``stopped``, the test accuracy of the epoch that
    validated best (of equal ones the last: there the network has seen most).
    """
    share = 0.0 if wrong_labels == "random" else wrong_labels
    split = digits(train=train, label_noise=share, validation_label_noise=share, seed=seed)
    split = center(split)
    labels, held_labels = split.train.y, split.validation.y
    if wrong_labels == "random":
        rng = np.random.default_rng([seed, 7])
        labels, held_labels = (rng.integers(0, 10, len(y)) for y in (labels, held_labels))
    model = mlp(sizes, seed=seed)
    optimizer = AdamW(learning_rate=2e-3, weight_decay=0.0)
    batches = minibatches(split.train.x, labels, batch_size=50, seed=seed)
    seen, held, test = [], [], []
    for _ in range(epochs):
        fit(model, batches, optimizer=optimizer, epochs=1)
        seen.append(accuracy(model, (split.train.x, labels)))
        held.append(accuracy(model, (split.validation.x, held_labels)))
        test.append(accuracy(model, split.test))
    stopped = test[epochs - 1 - np.argmax(held[::-1])]
    seen, held, test = map(np.array, (seen, held, test))
    return {"train": seen, "validation": held, "test": test, "stopped": stopped}


def digit_errors(seed, sizes):
    """Test error of a network 64-64-10 trained on the first n digits, for every n in ``sizes``."""
    errors = []
    for n in sizes:
        split = center(digits(train=n, validation=97, test=500, seed=seed))
        model = mlp((64, 64, 10), seed=seed)
        batches = minibatches(*split.train, batch_size=25, seed=seed)
        fit(model, batches, optimizer=AdamW(5e-3, weight_decay=0.0), epochs=40)
        errors.append(1 - accuracy(model, split.test))
    return np.array(errors)


def random_feature_errors(seed, widths, strengths, *, train=300, label_noise=0.2):
    r"""Squared errors of least squares on random ReLU features of digits with wrong labels.

    The hidden weights are random and stay so; only the output layer is learned, by minimizing
    :math:`\|FC - Y\|^2 / n + \lambda \|C\|^2` for one-hot targets Y. With singular values
    :math:`s` of F each direction is multiplied by :math:`s / (s^2 + n\lambda)`; at strength 0 that
    is :math:`1/s`, the best solution of least norm.

    F holds the features divided by :math:`\sqrt N`, for N of them, so that one strength means the
    same at every width. Returns an array (3, strengths, widths): training and test error, summed
    over the ten outputs, and the length of C.
    """
    split = center(digits(train=train, label_noise=label_noise, validation=1, test=500, seed=seed))
    (x, y), (x_test, y_test) = split.train, split.test
    rng = np.random.default_rng([seed, 8])
    kernel, bias = rng.standard_normal((64, max(widths))), rng.standard_normal(max(widths))
    one_hot = np.eye(10)
    errors = np.zeros((3, len(strengths), len(widths)))
    for i, width in enumerate(widths):
        hidden, hidden_test = (
            np.maximum(z @ kernel[:, :width] + bias[:width], 0) / np.sqrt(width)
            for z in (x, x_test)
        )
        left, s, right = np.linalg.svd(hidden, full_matrices=False)
        for k, strength in enumerate(strengths):
            filters = s / (s * s + train * strength) if strength else 1 / s
            weights = right.T @ (filters[:, np.newaxis] * (left.T @ one_hot[y]))
            errors[2, k, i] = np.linalg.norm(weights)
            for part, h, labels in ((0, hidden, y), (1, hidden_test, y_test)):
                errors[part, k, i] = np.sum((h @ weights - one_hot[labels]) ** 2, axis=1).mean()
    return errors
