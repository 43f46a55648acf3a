"""Train networks on the digits, several at once, with a penalty, in a ball or with noisy inputs."""

import numpy as np

from coursecode.numpy import SGDW, fit, mlp
from coursecode.shared.datasets import center, digits
from coursecode.shared.minibatches import Minibatches, minibatches

SIZES, EPOCHS = (64, 64, 10), 40


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
