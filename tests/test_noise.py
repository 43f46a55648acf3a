"""Gaussian noise: how much is added, where it comes from, and that evaluation knows none."""

import keras
import numpy as np
import pytest
import torch
from frameworks import FRAMEWORKS, UNITS, flat

import coursecode.keras
from coursecode.shared.initial import DropoutDraws, NoiseDraws
from coursecode.shared.minibatches import minibatches


def x(n=50):
    return np.random.default_rng(0).uniform(0.5, 2.0, (n, UNITS))


def layer(framework, stddev, seed=0):
    return framework.make_noise(stddev, NoiseDraws(seed))


@pytest.mark.parametrize("stddev", [0.1, 0.5, 2.0])
def test_the_noise_has_mean_zero_and_the_standard_deviation_by_name(framework, stddev):
    """0.1 and 2 tell a standard deviation from a variance; the noise does not look at x."""
    z = (framework.dropout(layer(framework, stddev), x(500), training=True) - x(500)) / stddev
    assert abs(z.mean()) < 4 / np.sqrt(z.size)
    spread = float(z.std())
    assert abs(spread**2 - 1) < 4 * np.sqrt(2 / z.size), f"{spread:.3f} times the deviation by name"
    assert abs(np.mean(z**4) - 3) < 4 * np.sqrt(96 / z.size)  # the fourth moment of a Gaussian
    assert abs(np.corrcoef(z.ravel(), x(500).ravel())[0, 1]) < 4 / np.sqrt(z.size)


def test_the_noise_comes_from_the_source_by_name(framework):
    draws = NoiseDraws(7).standard_normal((50, UNITS))
    y = framework.dropout(layer(framework, 0.3, seed=7), x(), training=True)
    np.testing.assert_allclose(y, x() + 0.3 * draws, atol=1e-14)


def test_the_frameworks_agree_forward_and_backward(framework):
    upstream = np.random.default_rng(1).standard_normal((50, UNITS))
    ours, theirs = (
        f.dropout_gradient(f.make_noise(0.3, np.random.default_rng(3)), x(), upstream)
        for f in (FRAMEWORKS["numpy"], framework)
    )
    for a, b in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(a, b, atol=1e-12, rtol=0)


def test_the_gradient_passes_as_it_is(framework):
    upstream = np.random.default_rng(1).standard_normal((50, UNITS))
    _, gradient = framework.dropout_gradient(layer(framework, 0.4), x(), upstream)
    np.testing.assert_array_equal(gradient, upstream)


def test_every_example_and_every_call_has_its_own_noise(framework):
    one = layer(framework, 0.5)
    first, second = (framework.dropout(one, x(), training=True) - x() for _ in range(2))
    repeated = float(np.mean(first == second))
    assert repeated == 0, f"a second call repeats {repeated:.0%} of the noise"
    assert abs(np.corrcoef(first[0], first[1])[0, 1]) < 0.7


def test_twice_the_deviation_is_twice_the_same_noise(framework):
    little, much = (
        framework.dropout(layer(framework, s), x(), training=True) - x() for s in (0.25, 0.5)
    )
    np.testing.assert_allclose(much, 2 * little, atol=1e-14)


def test_evaluation_is_the_identity(framework):
    one = layer(framework, 0.5)
    for _ in range(2):
        np.testing.assert_array_equal(framework.dropout(one, x(), training=False), x())


def test_no_deviation_is_the_identity(framework):
    np.testing.assert_array_equal(framework.dropout(layer(framework, 0.0), x(), training=True), x())


def test_the_frameworks_own_randomness_begins_at_its_seed(framework):
    first, again, other = (
        framework.dropout(framework.make_noise(0.5, framework.own_source(s)), x(), training=True)
        for s in (1, 1, 2)
    )
    np.testing.assert_array_equal(first, again)
    assert abs(np.corrcoef((first - x()).ravel(), (other - x()).ravel())[0, 1]) < 0.1


def test_noise_and_dropout_do_not_share_their_stream():
    uniform = DropoutDraws(0, 0).random((50, UNITS))
    noise = NoiseDraws(0).standard_normal((50, UNITS))
    assert abs(np.corrcoef(uniform.ravel(), noise.ravel())[0, 1]) < 0.1


def trained(framework, noise, seed=0):
    """A network after two epochs, its data, and its history."""
    rng = np.random.default_rng(4)
    inputs, labels = rng.standard_normal((30, 5)), rng.integers(0, 3, 30)
    model = framework.package.mlp((5, 8, 3), noise=noise, seed=seed)
    history = framework.package.fit(
        model,
        minibatches(inputs, labels, batch_size=7, seed=0),  # the last batch is smaller
        optimizer=framework.optimizer("SGDW", model, learning_rate=0.1),
        epochs=2,
        validation=(inputs[:9], labels[:9]),
    )
    return model, inputs, labels, history


def test_a_history_and_the_outputs_know_no_noise(framework):
    model, inputs, labels, history = trained(framework, 0.5)
    (a, p), (b, q) = framework.package.weights(model)
    output = np.maximum(inputs @ a + p, 0) @ b + q
    for _ in range(2):
        np.testing.assert_allclose(framework.outputs(model, inputs), output, atol=1e-12)
    loss = np.log(np.exp(output).sum(axis=1)) - output[np.arange(30), labels]
    assert history.data_loss[-1] == pytest.approx(loss.mean(), rel=1e-12)
    assert history.validation_loss[-1] == pytest.approx(loss[:9].mean(), rel=1e-12)


def test_the_noise_of_a_network_is_on_its_inputs(framework):
    """One step of a linear model by hand, with the noise that the seed announces."""
    inputs, targets = x(6)[:, :3], np.arange(6.0)
    model = framework.package.mlp((3, 1), noise=0.7, seed=9)
    ((w, b),) = framework.package.weights(model)
    batches = minibatches(inputs, targets, batch_size=6, seed=0)
    ((batch_x, batch_y),) = list(minibatches(inputs, targets, batch_size=6, seed=0))
    optimizer = framework.optimizer("SGDW", model, learning_rate=0.25)
    framework.package.fit(model, batches, optimizer=optimizer, epochs=1, loss="mse")
    shaken = batch_x + 0.7 * NoiseDraws(9).standard_normal((6, 3))
    error = 2 * (shaken @ w + b - batch_y[:, np.newaxis]) / 6
    ((found, bias),) = framework.package.weights(model)
    np.testing.assert_allclose(found, w - 0.25 * shaken.T @ error, atol=1e-13)
    np.testing.assert_allclose(bias, b - 0.25 * error.sum(axis=0), atol=1e-13)


def test_noise_changes_the_training_and_none_does_not(framework):
    def after(noise):
        return flat(framework.package.weights(trained(framework, noise)[0]))

    plain = FRAMEWORKS["numpy"]
    np.testing.assert_allclose(
        after(0.0), flat(plain.package.weights(trained(plain, 0.0)[0])), atol=1e-12
    )
    assert np.abs(after(0.5) - after(0.0)).max() > 1e-3


def test_equal_in_law_to_what_keras_ships():
    """Mean, spread and tails of both; a Kolmogorov-Smirnov distance within chance."""
    zeros = np.zeros((400, UNITS))
    ours, theirs = (
        np.sort(np.asarray(kind(0.3, seed=1, dtype="float64")(zeros, training=True)).ravel())
        for kind in (coursecode.keras.GaussianNoise, keras.layers.GaussianNoise)
    )
    both = np.concatenate([ours, theirs])
    shares = [np.searchsorted(part, both, side="right") / len(part) for part in (ours, theirs)]
    assert np.abs(shares[0] - shares[1]).max() < 2 * np.sqrt(2 / len(ours))


def test_keras_can_save_and_restore_it():
    config = coursecode.keras.GaussianNoise(0.3, seed=4).get_config()
    assert coursecode.keras.GaussianNoise.from_config(config).get_config() == config
    assert (config["stddev"], config["seed"]) == (0.3, 4)


def test_a_framework_has_random_numbers_of_its_own(framework):
    """The same seed repeats them, without a source from NumPy."""
    package = framework.package
    run = {
        "numpy": lambda: package.GaussianNoise(0.3, np.random.default_rng(5))(x(), training=True),
        "torch": lambda: package.GaussianNoise(0.3, torch.Generator().manual_seed(5))(
            torch.from_numpy(x())
        ),
        "keras": lambda: package.GaussianNoise(0.3, 5, dtype="float64")(x(), training=True),
    }[framework.name]
    first, second = np.asarray(run()), np.asarray(run())
    np.testing.assert_array_equal(first, second)
    assert 0.25 < (first - x()).std() < 0.35
