"""Networks of the chapter on L1: exact zeros, and accuracy against sparsity."""

from typing import NamedTuple

import numpy as np

from coursecode.experiments.scores import accuracy
from coursecode.numpy import L1, SGDW, ProximalSGD, fit, mlp, weights
from coursecode.numpy.training import evaluate
from coursecode.shared.compression import csr_bytes, dense_bytes
from coursecode.shared.datasets import center, digits
from coursecode.shared.minibatches import minibatches

SIZES, LEARNING_RATE, EPOCHS = (64, 32, 10), 0.25, 60


def all_weights(pairs):
    """The entries of all kernels in one array, biases left out."""
    return np.concatenate([kernel.ravel() for kernel, _ in pairs])


def two_steps(strength, *, seeds):
    """The same objective by gradient steps and by proximal steps: {name: (seeds, 4)}.

    The four: share of exact zeros, share below 1e-3, objective, test accuracy. "cut" is the
    network of the gradient steps after its weights below 2ηλ were set to zero.
    """
    found = {"gradient": [], "cut": [], "proximal": []}
    for seed in range(seeds):
        split = center(digits(train=320, test=1200, seed=seed))
        for name, rows in found.items():
            if name != "cut":  # that one goes on with the model of "gradient"
                in_loss = L1(strength) if name == "gradient" else None
                model = mlp(SIZES, penalty=in_loss, seed=seed)
                optimizer = ProximalSGD(LEARNING_RATE, L1(strength))
                optimizer = SGDW(LEARNING_RATE) if in_loss else optimizer
                batches = minibatches(*split.train, batch_size=32, seed=seed)
                fit(model, batches, optimizer=optimizer, epochs=EPOCHS)
            else:
                for kernel in model.kernels:
                    kernel[np.abs(kernel) < 2 * LEARNING_RATE * strength] = 0
            w = np.abs(all_weights(weights(model)))
            data_loss = evaluate(model, *split.train, "cross_entropy")[0]
            total = data_loss + strength * w.sum()
            rows.append(((w == 0).mean(), (w < 1e-3).mean(), total, accuracy(model, split.test)))
    return {name: np.array(rows) for name, rows in found.items()}


class OnTheRest:
    """An optimizer that keeps the zeros of its kernels: it trains the rest."""

    def __init__(self, optimizer, kernels):
        self.optimizer = optimizer
        self.alive = [kernel != 0 for kernel in kernels]

    def update(self, theta, gradient, kernels):
        self.optimizer.update(theta, gradient, kernels)
        for kernel, alive in zip(kernels, self.alive, strict=True):
            kernel *= alive


def prune(kernels, keep):
    """Set all but the ``keep`` largest weights of a network to zero, over all its kernels."""
    sizes = np.sort(np.concatenate([np.abs(kernel).ravel() for kernel in kernels]))
    for kernel in kernels:
        kernel[np.abs(kernel) < sizes[len(sizes) - max(keep, 1)]] = 0


class Sparsity(NamedTuple):
    """What `sparsity` found; S seeds, k strengths, the first of them 0."""

    density: np.ndarray  # (S, k), share of weights that are not 0
    accuracy: dict  # name of the method -> (S, k), test accuracy at that density
    chosen: np.ndarray  # (S,), test accuracy of L1 at the strength chosen by validation
    csr: np.ndarray  # (S, k), bytes with compressed kernels
    dense: int  # bytes with dense kernels
    rows: np.ndarray  # (S, k), pixels that the network still reads


def sparsity(strengths, *, seeds):
    """L1 against pruning by size at equal density, as they are and trained on.

    Per seed one split of the digits, one start, one order of batches. Pruning starts from the
    network with λ = 0. Training on has no penalty and keeps the zeros.
    """
    rows, chosen = [], []
    for seed in range(seeds):
        split = center(digits(seed=seed))
        batches = minibatches(*split.train, batch_size=32, seed=seed)
        l1 = mlp(SIZES, seed=[seed] * len(strengths))
        fit(l1, batches, optimizer=ProximalSGD(LEARNING_RATE, L1(strengths)), epochs=EPOCHS)
        alive = [kernel != 0 for kernel in l1.kernels]
        count = sum(mask.sum(axis=(1, 2)) for mask in alive)
        pairs = weights(l1)
        networks = [[(w[i], b[i]) for w, b in pairs] for i in range(len(strengths))]
        pruned = mlp(SIZES, seed=[seed] * len(strengths))
        pruned.theta[...] = l1.theta[0]
        for i, keep in enumerate(count):
            prune([kernel[i] for kernel in pruned.kernels], keep)
        test = {"L1": accuracy(l1, split.test), "pruned": accuracy(pruned, split.test)}
        chosen.append(test["L1"][accuracy(l1, split.validation).argmax()])
        for name, model in (("L1, trained on", l1), ("pruned, trained on", pruned)):
            batches = minibatches(*split.train, batch_size=32, seed=seed + 1000)
            rest = OnTheRest(SGDW(LEARNING_RATE), model.kernels)
            fit(model, batches, optimizer=rest, epochs=EPOCHS // 2)
            test[name] = accuracy(model, split.test)
        rows.append((
            count / len(all_weights(networks[0])), list(test.values()),
            [csr_bytes(network) for network in networks], alive[0].any(axis=2).sum(axis=1),
        ))  # fmt: skip
    density, tests, csr, read = map(np.array, zip(*rows, strict=True))
    by_name = dict(zip(test, np.moveaxis(tests, 1, 0), strict=True))
    return Sparsity(density, by_name, np.array(chosen), csr, dense_bytes(networks[0]), read)


def narrower(widths, *, seeds):
    """Dense networks with fewer hidden units, no penalty: (bytes (k,), test accuracy (seeds, k)).

    Splits of the digits, batches, learning rate and epochs are those of `sparsity`.
    """
    found = []
    for seed in range(seeds):
        split = center(digits(seed=seed))
        found.append([])
        for width in widths:
            model = mlp((SIZES[0], width, SIZES[-1]), seed=seed)
            batches = minibatches(*split.train, batch_size=32, seed=seed)
            fit(model, batches, optimizer=SGDW(LEARNING_RATE), epochs=EPOCHS)
            found[-1].append(accuracy(model, split.test))
    sizes = [dense_bytes(weights(mlp((SIZES[0], width, SIZES[-1])))) for width in widths]
    return np.array(sizes), np.array(found)
