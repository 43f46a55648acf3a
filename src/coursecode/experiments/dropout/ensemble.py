"""The mean of all thinned networks, computed by going through every one of them."""

import numpy as np

from coursecode.experiments.dropout.linear import all_masks, probabilities
from coursecode.experiments.scores import softmax
from coursecode.numpy import SGDW, fit, mlp, weights
from coursecode.shared.minibatches import minibatches


def small_network(x, y, *, rate=0.5, seed=0):
    """The (kernel, bias) pairs of 10-10-2, trained with dropout on inputs and hidden units."""
    model = mlp((10, 10, 2), dropout=[rate, rate], seed=seed)
    batches = minibatches(x, y.astype(int), batch_size=len(x), seed=seed)
    fit(model, batches, optimizer=SGDW(0.2, momentum=0.9), epochs=200, measure_every=200)
    return weights(model)


def forward(pairs, x, mask, rate, place):
    """Outputs with one mask at the input of one layer, inverted scale; all other units stay."""
    for layer, (kernel, bias) in enumerate(pairs):
        if layer == place:
            x = x * mask / (1 - rate)
        x = x @ kernel + bias
        if layer < len(pairs) - 1:
            x = np.maximum(x, 0)
    return x


def geometric_mean(p, chance):
    """The normalized weighted geometric mean of k networks' probabilities (k, n, classes)."""
    mean = np.exp(np.tensordot(chance, np.log(p), axes=1))
    return mean / mean.sum(axis=-1, keepdims=True)


def all_networks(pairs, x, rate, *, place):
    """Class probabilities of the ensemble of all masks at one place, and of the whole network.

    Returns {"geometric", "arithmetic", "one network": (n, classes)}.
    """
    masks = all_masks(len(pairs[place][0]))
    chance = probabilities(masks, rate)
    each = np.array([softmax(forward(pairs, x, mask, rate, place)) for mask in masks])
    return {
        "geometric": geometric_mean(each, chance),
        "arithmetic": np.tensordot(chance, each, axes=1),
        "one network": softmax(forward(pairs, x, 1.0, 0.0, place)),
    }
