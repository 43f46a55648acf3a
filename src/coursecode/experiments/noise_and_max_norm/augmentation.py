"""Moves of a picture: some way aside, mirrored, or as far in a random direction."""

import numpy as np

from coursecode.experiments.noise_and_max_norm.digits import EPOCHS, SIZES
from coursecode.experiments.scores import accuracy
from coursecode.numpy import SGDW, fit, mlp
from coursecode.shared.datasets import center, digits
from coursecode.shared.datasets.split import Part
from coursecode.shared.minibatches import minibatches

STEPS = (-1, 0, 1)


def shifted(x, moves):
    """Pictures (n, 64), each moved down and right by ``moves`` (n, 2), in pixels from -1 to 1.

    Ink between two pixels is shared by both; what leaves the frame is lost, and 0 comes in.
    """
    framed = np.pad(x.reshape(-1, 8, 8), ((0, 0), (1, 1), (1, 1)))
    shares = np.stack([np.maximum(-moves, 0), 1 - np.abs(moves), np.maximum(moves, 0)])
    total = np.zeros((len(x), 8, 8))
    for i, down in enumerate(STEPS):
        for j, right in enumerate(STEPS):
            share = shares[i, :, 0] * shares[j, :, 1]
            window = framed[:, 1 - down : 9 - down, 1 - right : 9 - right]
            total += share[:, np.newaxis, np.newaxis] * window
    return total.reshape(len(x), 64)


def mirrored(x):
    """Left and right swapped."""
    return x.reshape(-1, 8, 8)[:, :, ::-1].reshape(len(x), 64)


def augmented(x, kind, reach, rng):
    """New versions of the pictures; equal generators draw the same moves for every kind.

    ``"shifts"``: each picture goes up to ``reach`` pixels aside. ``"noise"``: it goes as far as
    that shift would take it, in a random direction. ``"mirror"``: half of them are mirrored.
    """
    moves = reach * rng.uniform(-1, 1, (len(x), 2))
    direction = rng.standard_normal(x.shape)
    if kind == "mirror":
        return np.where(direction[:, :1] > 0, mirrored(x), x)
    moved = shifted(x, moves)
    if kind == "shifts":
        return moved
    length = np.linalg.norm(moved - x, axis=1) / np.linalg.norm(direction, axis=1)
    return x + length[:, np.newaxis] * direction


def trained(part, mean, kind, reach, seed):
    """The network of the chapter, with new versions of the pictures in every epoch."""
    model, optimizer = mlp(SIZES, seed=seed), SGDW(0.1, momentum=0.9)
    rng = np.random.default_rng([seed, 4])
    for epoch in range(EPOCHS):
        x = augmented(part.x, kind, reach, rng) - mean
        batches = minibatches(x, part.y, batch_size=50, seed=1000 * seed + epoch)
        fit(model, batches, optimizer=optimizer, epochs=1)
    return model


def tests(raw, mean, seed):
    """Test pictures as they are, and each moved up to one pixel aside."""
    moves = np.random.default_rng([seed, 5]).uniform(-1, 1, (len(raw.test.x), 2))
    return [Part(x - mean, raw.test.y) for x in (raw.test.x, shifted(raw.test.x, moves))]


def compare(kinds, reaches, *, seeds):
    """Test accuracy on pictures as they are and on moved ones: {kind: (S, reaches, 2)}."""
    found = {kind: [] for kind in kinds}
    for seed in seeds:
        raw = digits(seed=seed)
        mean = center(raw).mean
        parts = tests(raw, mean, seed)
        for kind in kinds:
            models = [trained(raw.train, mean, kind, reach, seed) for reach in reaches]
            found[kind].append([[accuracy(model, part) for part in parts] for model in models])
    return {kind: np.array(rows) for kind, rows in found.items()}
