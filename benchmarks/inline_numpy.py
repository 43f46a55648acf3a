"""`coursecode.numpy.fit` against the same mathematics written out in one function."""

import time

import numpy as np

from benchmarks.problem import (
    BATCH,
    LEARNING_RATE,
    MOMENTUM,
    SIZES,
    STRENGTH,
    images,
    somewhere_else,
)
from coursecode.numpy import L2, SGDW, fit, mlp
from coursecode.shared.minibatches import minibatches


def start():
    """A network of the course, and its starting weights in one vector."""
    model = mlp(SIZES, penalty=L2(STRENGTH))
    return model, model.theta.copy()


def with_fit(model, x, y, epochs):
    """The course's way; returns the training losses."""
    batches = minibatches(x, y, batch_size=BATCH, seed=0)
    optimizer = SGDW(LEARNING_RATE, MOMENTUM)
    return fit(model, batches, optimizer=optimizer, epochs=epochs).total


def inline(theta, x, y, epochs):
    """No objects, no functions of the course: a loop as one would write it for a single use."""
    inputs, hidden, classes = SIZES
    ends = np.cumsum([inputs * hidden, hidden, hidden * classes])
    gradient, velocity = np.zeros_like(theta), np.zeros_like(theta)
    w1, b1, w2, b2 = np.split(theta, ends)
    g_w1, g_b1, g_w2, g_b2 = np.split(gradient, ends)
    w1, w2 = w1.reshape(inputs, hidden), w2.reshape(hidden, classes)
    g_w1, g_w2 = g_w1.reshape(inputs, hidden), g_w2.reshape(hidden, classes)
    all_ones = np.ones((1, BATCH))
    rng, totals = np.random.default_rng(0), []
    for _ in range(epochs):
        order = rng.permutation(len(x))
        for start in range(0, len(x), BATCH):
            rows = order[start : start + BATCH]
            x_batch, y_batch = x.take(rows, axis=0), y.take(rows, axis=0)
            n = len(x_batch)
            h = x_batch @ w1
            h += b1
            np.maximum(h, 0, out=h)
            z = h @ w2
            z += b2
            p = z.T.copy()
            p -= np.maximum.reduce(p)
            np.exp(p, out=p)
            p /= np.add.reduce(p)
            p[y_batch, np.arange(n)] -= 1
            p /= n
            p = p.T
            ones = all_ones[:, :n]
            np.matmul(h.T, p, out=g_w2)
            np.matmul(ones, p, out=g_b2[np.newaxis])
            d = p @ w2.T
            d *= h > 0
            np.matmul(x_batch.T, d, out=g_w1)
            np.matmul(ones, d, out=g_b1[np.newaxis])
            g_w1 += 2 * STRENGTH * w1
            g_w2 += 2 * STRENGTH * w2
            velocity *= MOMENTUM
            velocity += gradient
            theta -= LEARNING_RATE * velocity
        loss, right = 0.0, 0
        for start in range(0, len(x), 512):
            x_part, y_part = x[start : start + 512], y[start : start + 512]
            h = x_part @ w1
            h += b1
            np.maximum(h, 0, out=h)
            z = h @ w2
            z += b2
            right += np.sum(z.argmax(axis=-1) == y_part)
            z = z.T.copy()
            z -= np.maximum.reduce(z)
            chosen = z[y_part, np.arange(len(y_part))]
            loss += np.sum(np.log(np.add.reduce(np.exp(z))) - chosen)
        penalty = STRENGTH * np.sum(np.square(w1)) + STRENGTH * np.sum(np.square(w2))
        totals.append((loss / len(x) + penalty, right / len(x)))
    return np.array(totals)[:, 0]


def task_fit(quick):
    x, y = images()

    def run():
        _apart = somewhere_else()
        model, _ = start()
        begin = time.process_time()
        with_fit(model, x, y, epochs=1 if quick else 10)
        return time.process_time() - begin

    return run


def task_inline(quick):
    x, y = images()

    def run():
        _apart = somewhere_else()
        _, theta = start()
        begin = time.process_time()
        inline(theta, x, y, epochs=1 if quick else 10)
        return time.process_time() - begin

    return run
