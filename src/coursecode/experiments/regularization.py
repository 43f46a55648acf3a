"""Protocols of chapter 2: a sweep over λ, five families on one problem, the best λ for n examples.

A seed stands for all that chance decides: the split, the wrong labels, the starting weights, the
order of the batches and the noise. Settings that are compared share it. What has to be chosen is
chosen by validation loss; the test part is used once, for what was chosen.
"""

import numpy as np

from coursecode.numpy import L2, SGDW, fit, mlp
from coursecode.shared.datasets import center, digits
from coursecode.shared.minibatches import Minibatches, minibatches

SIZES, EPOCHS = (64, 64, 10), 40
STRENGTHS = np.array([0, *10.0 ** np.arange(-5, 0.5, 0.5)])
RIDGE_STRENGTHS = 10.0 ** np.arange(-4, 1.01, 0.125)
# What three of the families choose from.
PENALTIES = 10.0 ** np.array([-4, -3, -2, -1])
RADII = np.array([4.0, 7.0, 11.0, 18.0])
NOISES = np.array([0.1, 0.3, 0.6, 0.9])


class InBall:
    """An optimizer, then a projection: the kernels together stay in the ball ‖w‖ ≤ radius."""

    def __init__(self, optimizer, radius):
        self.optimizer, self.radius = optimizer, radius

    def update(self, theta, gradient, kernels):
        """Step; then shorten the kernels of each network (a row of theta) that left its ball."""
        self.optimizer.update(theta, gradient, kernels)
        norm = np.sqrt(sum(np.sum(np.square(kernel), axis=(-2, -1)) for kernel in kernels))
        for kernel in kernels:
            kernel *= np.minimum(1, self.radius / norm)[:, np.newaxis, np.newaxis]


class NoisyInputs(Minibatches):
    """Mini-batches with fresh Gaussian noise on the inputs; one stddev per network."""

    def __init__(self, batches, stddev, seed):
        super().__init__(batches.x, batches.y, batches.batch_size, seed)
        self.stddev = stddev[:, np.newaxis, np.newaxis]
        self.noise = np.random.default_rng([seed, 1])

    def __iter__(self):
        for x, y in super().__iter__():
            yield x + self.stddev * self.noise.standard_normal(x.shape), y


def digits_split(seed, label_noise=0.3):
    """300 pictures to fit, 300 to choose by, 500 to report on; the first two with wrong labels."""
    noise = {"label_noise": label_noise, "validation_label_noise": label_noise}
    return center(digits(train=300, validation=300, test=500, **noise, seed=seed))


def train(split, seeds, *, penalty=None, radius=None, stddev=None, epochs=EPOCHS):
    """Train one network 64-64-10 per seed, all at once; return the model and its History."""
    model = mlp(SIZES, penalty=penalty, seed=seeds)
    optimizer = SGDW(learning_rate=0.1, momentum=0.9)
    batches = minibatches(*split.train, batch_size=50, seed=seeds[0])
    if radius is not None:
        optimizer = InBall(optimizer, radius)
    if stddev is not None:
        batches = NoisyInputs(batches, stddev, seeds[0])
    history = fit(model, batches, optimizer=optimizer, epochs=epochs, validation=split.validation)
    return model, history


def probabilities(model, x):
    """Softmax of the outputs, (networks, n, classes)."""
    logits = model(x)
    p = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return p / p.sum(axis=-1, keepdims=True)


def accuracy(p, y):
    """Share of examples whose most probable class is the right one."""
    return np.mean(p.argmax(axis=-1) == y, axis=-1)


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
    """Accuracy on training labels and on the test part: without a method, with one per family."""
    split = digits_split(seed, label_noise)

    def accuracies(model, networks=slice(None)):
        """(train, test) of the mean of the networks' probabilities."""
        parts = (split.train, split.test)
        return [accuracy(probabilities(model, x)[networks].mean(axis=0), y) for x, y in parts]

    plain, history = train(split, [seed, *range(1000 + 4 * seed, 1004 + 4 * seed)])
    result = {"none": accuracies(plain, [0])}
    for family, values, setting in [
        ("penalty", PENALTIES, {"penalty": L2(PENALTIES)}),
        ("constraint", RADII, {"radius": RADII}),
        ("noise", NOISES, {"stddev": NOISES}),
    ]:
        model, chosen_by = train(split, [seed] * len(values), **setting)
        result[family] = accuracies(model, [chosen_by.validation_loss[-1].argmin()])
    best_epoch = 1 + int(history.validation_loss[:, 0].argmin())
    stopped, _ = train(split, [seed], epochs=best_epoch)  # the same run, ended there
    result["time"] = accuracies(stopped)
    result["averaging"] = accuracies(plain)
    return result


def ridge_losses(n, seed, *, features=20, noise=2.0, spread=1.0, strengths=RIDGE_STRENGTHS):
    """Two losses of ridge regression from n examples, for every λ: shape (2, strengths).

    The first is measured on a validation part of 500; the second is the expected squared error on
    new data, which is known because the truth is: noise² + ‖ŵ − w‖². The truth is drawn as the
    Bayesian reading supposes, weights N(0, spread²) and inputs N(0, 1). A seed has one truth and
    one validation part, and more examples keep the first ones.
    """
    truth, *streams = np.random.default_rng(seed).spawn(5)
    w = spread * truth.standard_normal(features)

    def draw(m, inputs, errors):
        x = inputs.standard_normal((m, features))
        return x, x @ w + noise * errors.standard_normal(m)

    (x, y), (x_held, y_held) = draw(n, *streams[:2]), draw(500, *streams[2:])
    values, vectors = np.linalg.eigh(x.T @ x / n)
    fitted = vectors.T @ (x.T @ y / n) / (values + strengths[:, np.newaxis]) @ vectors.T
    validation = np.mean((fitted @ x_held.T - y_held) ** 2, axis=1)
    return np.array([validation, noise**2 + np.sum((fitted - w) ** 2, axis=1)])
