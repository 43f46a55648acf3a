"""Protocols of the chapter on group lasso: useless wires, small networks, wrong groups."""

from typing import NamedTuple

import numpy as np

from coursecode.experiments.scores import accuracy
from coursecode.numpy import L1, SGDW, GroupLasso, ProximalSGD, fit, mlp, set_weights, weights
from coursecode.shared.datasets import center, digits
from coursecode.shared.datasets.split import Part
from coursecode.shared.minibatches import minibatches
from coursecode.shared.pruning import parameters, remove_dead_units, remove_unused_inputs

SETTINGS = {"learning_rate": 0.2, "momentum": 0.9}
EPOCHS = 400


def wired_digits(seed):
    """Digits on 128 wires: 64 pixels, and each of them again with its examples shuffled.

    A shuffled pixel has the values of a pixel and knows nothing about the picture. The three
    sets are shuffled separately. Returns {name: Part}.
    """
    split, rng = center(digits(seed=seed)), np.random.default_rng([seed, 1])
    return {
        name: Part(np.concatenate([part.x, rng.permuted(part.x, axis=0)], axis=1), part.y)
        for name, part in split.parts.items()
    }


def train(sizes, part, optimizer, *, seed, networks=None, batch_size=None, finish=0):
    """Train on the whole training set at once: small batches would shake the zeros awake.

    With a ``batch_size`` train on such batches, then ``finish`` more steps on the whole set.
    """
    model = mlp(sizes, seed=seed if networks is None else [seed] * networks)
    batches = minibatches(*part, batch_size=batch_size or len(part.x), seed=seed)
    fit(model, batches, optimizer=optimizer, epochs=EPOCHS)
    if finish:
        batches = minibatches(*part, batch_size=len(part.x), seed=seed)
        fit(model, batches, optimizer=optimizer, epochs=finish)
    return model


def strongest_of_the_best(validation, tolerance=0.01):
    """The last (strongest) setting whose validation accuracy is within a tolerance of the best."""
    return int(np.flatnonzero(validation >= validation.max() - tolerance - 1e-9)[-1])


class Wires(NamedTuple):
    """What one penalty did to the wires; S seeds, k strengths."""

    connected: np.ndarray  # (S, k, 128), whether a wire has a weight that is not 0
    nonzero: np.ndarray  # (S, k), share of the weights of the first kernel that are not 0
    validation: np.ndarray  # (S, k), accuracy
    test: np.ndarray  # (S, k), accuracy
    varying: np.ndarray  # (S, 64), whether a pixel varies in the training set at all
    chosen: np.ndarray  # (S,), the strongest strength within 0.01 of the best validation accuracy

    def noise(self):
        """How many of the 64 noise wires are connected, (S, k)."""
        return self.connected[..., 64:].sum(axis=-1)

    def pixels(self):
        """How many of the pixels that vary are connected, (S, k)."""
        return (self.connected[..., :64] & self.varying[:, np.newaxis]).sum(axis=-1)

    def at_chosen(self, values):
        """One value per seed, at its chosen strength."""
        return values[np.arange(len(self.chosen)), self.chosen]

    def counts(self):
        """What is left at the chosen strength: {name: (S,)}."""
        return {
            "noise wires, of 64": self.at_chosen(self.noise()),
            "pixels": self.at_chosen(self.pixels()),
            "weights (share)": self.at_chosen(self.nonzero),
            "test accuracy": self.at_chosen(self.test),
        }

    def maps(self, name):
        """In how many seeds each wire is connected at the chosen strength: {title: (64,)}."""
        seeds = self.at_chosen(self.connected).sum(axis=0)
        return {f"{name}: pixels": seeds[:64], f"{name}: noise": seeds[64:]}


def wires(penalty, strengths, *, seeds, batch_size=None, finish=0):
    """Train 128-16-10 on `wired_digits` with ``penalty(strengths)`` on every kernel."""
    rows = []
    for seed in range(seeds):
        parts = wired_digits(seed)
        optimizer = ProximalSGD(penalty=penalty(strengths), **SETTINGS)
        model = train((128, 16, 10), parts["train"], optimizer, seed=seed,
                      networks=len(strengths), batch_size=batch_size, finish=finish)  # fmt: skip
        alive = model.kernels[0] != 0
        validation = accuracy(model, parts["validation"])
        rows.append(
            (
                alive.any(axis=2),
                alive.mean(axis=(1, 2)),
                validation,
                accuracy(model, parts["test"]),
                np.ptp(parts["train"].x[:, :64], axis=0) > 0,
                strongest_of_the_best(validation),
            )
        )
    return Wires(*(np.array(column) for column in zip(*rows, strict=True)))


def two_kernels(strength, *, seed):
    """The first kernel after training with L1 and with group lasso: {name: (128, 16)}."""
    part = wired_digits(seed)["train"]
    penalties = {"L1": L1(strength), "group lasso": GroupLasso(strength, axis=0)}
    return {
        name: train(
            (128, 16, 10), part, ProximalSGD(penalty=penalty, **SETTINGS), seed=seed
        ).kernels[0]
        for name, penalty in penalties.items()
    }


def after_collapse(strength, *, seeds):
    """Train to death with group lasso, then on without penalty: test accuracy and units still dead.

    Each (S,). Without a weight, a ReLU unit whose bias is not above 0 gets no gradient at all.
    """
    scores, dead = [], []
    for seed in range(seeds):
        parts = wired_digits(seed)
        optimizer = ProximalSGD(penalty=GroupLasso(strength, axis=0), **SETTINGS)
        model = train((128, 16, 10), parts["train"], optimizer, seed=seed)
        model = trained_on(weights(model), parts["train"], seed)
        scores.append(accuracy(model, parts["test"]))
        dead.append(np.sum(~np.any(model.kernels[0] != 0, axis=0)))
    return np.array(scores), np.array(dead)


def without_noise(*, seeds):
    """Test accuracy of the same network on the 64 pixels alone, no penalty: (S,)."""
    splits = [center(digits(seed=seed)) for seed in range(seeds)]
    models = [train((64, 16, 10), s.train, SGDW(**SETTINGS), seed=i) for i, s in enumerate(splits)]
    return np.array([accuracy(m, s.test) for m, s in zip(models, splits, strict=True)])


METHODS = "group lasso", "and trained on", "largest units", "from scratch", "same shape"


class Pruned(NamedTuple):
    """Smaller networks: parameters and test accuracy, each (S, settings)."""

    parameters: np.ndarray
    test: np.ndarray


def small_network(pairs, part):
    """Test accuracy of the network with these weights."""
    model = mlp((len(pairs[0][0]), *(len(bias) for _, bias in pairs)), seed=0)
    set_weights(model, pairs)
    return accuracy(model, part)


def largest_units(pairs, keep):
    """Pruning by size: the units of one hidden layer whose weights, in times out, are largest."""
    (kernel, bias), (following, last) = pairs
    score = np.linalg.norm(kernel, axis=0) * np.linalg.norm(following, axis=1)
    best = np.sort(np.argsort(-score, kind="stable")[:keep])
    return [(kernel[:, best], bias[best]), (following[best], last)]


def prune(strengths, widths, *, seeds):
    """Shrink 64-32-10 in five ways; the first strength must be 0: the network as it was.

    Returns {name: Pruned}: group lasso (inputs and units) as trained, the same trained on without
    penalty, pruning by size of the network without penalty to ``widths`` units, networks of
    these widths trained from scratch, and networks of the shapes that group lasso found, trained
    from scratch on as many pixels, those of the largest deviation. The first setting of each is the
    network as it was.
    """
    found = {name: [] for name in METHODS}
    for seed in range(seeds):
        split = center(digits(seed=seed))
        optimizer = ProximalSGD(penalty=GroupLasso(strengths, axis=0), **SETTINGS)
        model = train((64, 32, 10), split.train, optimizer, seed=seed, networks=len(strengths))
        networks = [[(k[i], b[i]) for k, b in weights(model)] for i in range(len(strengths))]
        full = parameters(networks[0]), small_network(networks[0], split.test)
        rows = {name: [full] for name in found}
        for pairs in networks[1:]:
            small, used = remove_unused_inputs(remove_dead_units(pairs))
            train_part, test = (Part(p.x[:, used], p.y) for p in (split.train, split.test))
            rows["group lasso"].append((parameters(small), small_network(small, test)))
            again = trained_on(small, train_part, seed)
            rows["and trained on"].append((parameters(small), accuracy(again, test)))
            fresh = same_shape(split, used.sum(), len(small[0][1]), seed)
            rows["same shape"].append((parameters(small), fresh))
        for width in widths:
            cut = largest_units(networks[0], width)
            rows["largest units"].append((parameters(cut), small_network(cut, split.test)))
            fresh = train((64, width, 10), split.train, SGDW(**SETTINGS), seed=seed)
            rows["from scratch"].append((parameters(cut), accuracy(fresh, split.test)))
        for name, row in rows.items():
            found[name].append(row)
    return {name: Pruned(*np.moveaxis(np.array(rows), 2, 0)) for name, rows in found.items()}


def same_shape(split, pixels, units, seed):
    """Test accuracy from scratch on the ``pixels`` that vary most in the training set."""
    most = np.sort(np.argsort(-split.train.x.std(axis=0), kind="stable")[:pixels])
    part, test = (Part(p.x[:, most], p.y) for p in (split.train, split.test))
    return accuracy(train((pixels, units, 10), part, SGDW(**SETTINGS), seed=seed), test)


def trained_on(pairs, part, seed):
    """The same network, trained on without a penalty."""
    model = mlp((len(pairs[0][0]), *(len(bias) for _, bias in pairs)), seed=seed)
    set_weights(model, pairs)
    batches = minibatches(*part, batch_size=len(part.x), seed=seed)
    fit(model, batches, optimizer=SGDW(**SETTINGS), epochs=EPOCHS)
    return model


def lasso_path(x, y, penalty, shape, steps=400):
    """Minimize mean((y - x w)²) + penalty(w) for all strengths at once: (k, features).

    Accelerated proximal gradient; the penalty sees w as a kernel of this ``shape``.
    """
    gram, target = 2 * x.T @ x / len(x), 2 * x.T @ y / len(x)
    learning_rate = 1 / np.linalg.eigvalsh(gram)[-1]
    w = old = np.zeros((len(penalty.strength), x.shape[1]))
    for k in range(1, steps + 1):
        ahead = w + (k - 1) / (k + 2) * (w - old)
        goal = ahead - learning_rate * (ahead @ gram - target)
        goal = goal.reshape(-1, *shape)
        old, w = w, penalty.prox(goal, learning_rate).reshape(w.shape)
    return w


def regression_error(truth, strengths, penalty, seed):
    """Expected squared test error with the strength that validation chose; noise has variance 1.

    60 examples, as many for validation, standard normal features: the error of any w is
    ‖w - truth‖² + 1, so no test set is needed. Features come in 20 groups of 5.
    """
    rng = np.random.default_rng([seed, 3])
    x = rng.standard_normal((120, 100))
    y = x @ truth + rng.standard_normal(120)
    w = lasso_path(x[:60], y[:60], penalty(strengths), (20, 5))
    best = np.square(x[60:] @ w.T - y[60:, np.newaxis]).mean(axis=0).argmin()
    return np.square(w[best] - truth).sum() + 1


def right_and_wrong_groups(strengths, *, seeds):
    """L1 and group lasso where 15 true coefficients fill three groups, or lie scattered.

    Returns {truth: {method: (seeds,)}}; "mean" predicts 0, the mean of all targets.
    """
    methods = {"L1": L1, "group lasso": lambda strength: GroupLasso(strength, axis=0)}
    errors = {place: {"mean": [], "L1": [], "group lasso": []} for place in ("filled", "scattered")}
    for seed in range(seeds):
        values = np.random.default_rng([seed, 2]).standard_normal(15)
        for place, spots in (("filled", slice(15)), ("scattered", slice(0, 75, 5))):
            truth = np.zeros(100)
            truth[spots] = values
            errors[place]["mean"].append(truth @ truth + 1)
            for name, penalty in methods.items():
                errors[place][name].append(regression_error(truth, strengths, penalty, seed))
    return {p: {n: np.array(v) for n, v in found.items()} for p, found in errors.items()}


def survivors(size, strengths, signal, *, rooted, groups=4000, seed=0):
    """Share of groups of one size that survive, over the strengths: closed form.

    Orthonormal features: least squares gives signal + standard normal noise in every coefficient,
    and group lasso is one proximal step from there. ``rooted`` tells whether √size is in the price.
    """
    rng = np.random.default_rng([seed, size])
    found = np.linalg.norm(signal + rng.standard_normal((groups, size)), axis=1)
    price = np.asarray(strengths) * (np.sqrt(size) if rooted else 1.0)
    return (found > price[:, np.newaxis]).mean(axis=1)


def survival_by_size(strengths, sizes, *, signal):
    """`survivors` without and with the root: {title: (sizes, strengths)}."""
    return {
        title: np.array([survivors(k, strengths, signal, rooted=rooted) for k in sizes])
        for title, rooted in (("without √size", False), ("with √size", True))
    }
