"""What the weights say about the strength, once training is at rest; and AdamW, which rests too."""

import numpy as np

from coursecode.numpy import AdamW, fit, mlp, weights
from coursecode.shared.minibatches import minibatches


def needed_strengths(part, w, b):
    """The l2 that each weight would need to be at rest: minus the data's slope over 2w."""
    slope = 2 * part.x.T @ (part.x @ w + b - part.y) / len(part.x)
    return -slope / (2 * w)


def adamw(part, weight_decay, *, batch_size, seed=0, steps=6000):
    """A linear model trained with AdamW; the learning rate falls to 0, so that it comes to rest."""
    model = mlp((part.x.shape[1], 1), seed=seed)
    batches = minibatches(*part, batch_size=batch_size, seed=seed)
    optimizer = AdamW(lambda step: 5e-3 * (1 - step / steps), weight_decay=weight_decay)
    epochs = steps * batch_size // len(part.x)
    fit(model, batches, optimizer=optimizer, epochs=epochs, loss="mse")
    [(kernel, bias)] = weights(model)
    return kernel[:, 0], bias[0]


def gradient_sizes(part, w, b, batch_size):
    """Root mean square of each weight's gradient over all batches: what Adam's √v remembers."""
    slopes = 2 * (part.x @ w + b - part.y)[:, np.newaxis] * part.x
    n, mean = len(slopes), slopes.mean(axis=0)
    scatter = slopes.var(axis=0) / batch_size * (n - batch_size) / (n - 1)
    return np.sqrt(mean**2 + scatter)
