"""A published demonstration of L2 with 200 features, beside its baselines."""

import numpy as np

from coursecode.experiments.l2.ridge import ridge
from coursecode.numpy import L2, SGDW, fit, mlp
from coursecode.shared.minibatches import minibatches

FEATURES, SIZE = 200, 0.01
LEARNING_RATE = 0.005  # half of the published one: the example halves the squared error and Σ w²
STARTS = ("random", "random", "zero", "zero")
STRENGTHS = np.array([0.0, 3.0, 0.0, 3.0])  # λ is the same number in both conventions


def many_features(n, seed):
    """200 standard normal features, true weights 0.01; noise of standard deviation 0.01 on y."""
    rng = np.random.default_rng([seed, n])
    x = rng.standard_normal((n, FEATURES))
    return x, x @ np.full(FEATURES, SIZE) + 0.05 + 0.01 * rng.standard_normal(n)


def textbook_model(seed, bias):
    """Four linear models: both strengths, from the same random weights and from zero."""
    model = mlp((FEATURES, 1), penalty=L2(STRENGTHS), seed=[seed] * len(STRENGTHS))
    random = SIZE * np.random.default_rng([seed, 0]).standard_normal(FEATURES)
    for network, start in enumerate(STARTS):
        model.kernels[0][network, :, 0] = random if start == "random" else 0
    model.biases[0][...] = bias
    return model


def textbook_example(epochs, *, seeds):
    """Test errors of the published example (n = 20): {name: (seeds, len(epochs))}.

    SGD in batches of 5. The bias starts at the mean target, where the baselines have theirs.
    ``epochs`` rises; training goes on from one to the next.
    """
    names = [f"λ = {strength:g}, {s} start" for strength, s in zip(STRENGTHS, STARTS, strict=True)]
    errors = np.empty((seeds, len(epochs), len(names) + 2))
    for seed in range(seeds):
        x, y = many_features(20, seed)
        test_x, test_y = many_features(1000, 10**6 + seed)
        model, optimizer = textbook_model(seed, y.mean()), SGDW(LEARNING_RATE)
        batches = minibatches(x, y, batch_size=5, seed=seed)
        for j, more in enumerate(np.diff(epochs, prepend=0)):
            fit(model, batches, optimizer=optimizer, epochs=int(more), loss="mse")
            errors[seed, j, :-2] = np.square(model(test_x)[..., 0] - test_y).mean(axis=-1)
        w, b = ridge(x, y, 0.0)
        errors[seed, :, -2] = np.square(y.mean() - test_y).mean()
        errors[seed, :, -1] = np.square(test_x @ w + b - test_y).mean()
    names += ["predict the mean", "least squares, least norm"]
    return {name: errors[..., j] for j, name in enumerate(names)}


def more_examples(sizes, strengths, *, seeds):
    """The same features with n examples: test errors {name: (seeds, sizes)}; λ by validation."""
    errors = {
        name: np.zeros((seeds, len(sizes))) for name in ("predict the mean", "least squares", "L2")
    }
    for seed in range(seeds):
        held_x, held_y = many_features(100, 2 * 10**6 + seed)
        test_x, test_y = many_features(1000, 10**6 + seed)
        for j, n in enumerate(sizes):
            x, y = many_features(n, seed)
            w, b = ridge(x, y, np.r_[0.0, strengths])
            best = np.square((held_x @ w.T + b).T - held_y).mean(axis=1).argmin()
            error = np.square((test_x @ w.T + b).T - test_y).mean(axis=1)
            errors["predict the mean"][seed, j] = np.square(test_y - y.mean()).mean()
            errors["least squares"][seed, j], errors["L2"][seed, j] = error[0], error[best]
    return errors
