"""The network: the same starting weights everywhere, and the forward pass of the formula."""

import numpy as np
import pytest

from coursecode.shared.initial import initial_weights
from coursecode.shared.minibatches import minibatches

SIZES = (6, 5, 4, 3)


def x(n=7):
    return np.random.default_rng(0).standard_normal((n, SIZES[0]))


def test_weights_are_kernels_and_biases(framework):
    pairs = framework.package.weights(framework.package.mlp(SIZES, seed=3))
    shapes = [(kernel.shape, bias.shape) for kernel, bias in pairs]
    assert shapes == [((6, 5), (5,)), ((5, 4), (4,)), ((4, 3), (3,))]
    assert all(isinstance(part, np.ndarray) for pair in pairs for part in pair)


def test_starting_weights_depend_on_the_seed_alone(framework):
    package = framework.package
    start = package.weights(package.mlp(SIZES, seed=3))
    for (kernel, bias), (expected, zero) in zip(
        start, initial_weights(SIZES, "relu", 3), strict=True
    ):
        np.testing.assert_array_equal(kernel, expected)
        np.testing.assert_array_equal(bias, zero)
    beside = package.weights(package.mlp(SIZES, penalty=package.L2(0.1), dropout=0.5, seed=3))
    other = package.weights(package.mlp(SIZES, seed=4))
    assert all(np.array_equal(a, b) for (a, _), (b, _) in zip(start, beside, strict=True))
    assert not any(np.array_equal(a, b) for (a, _), (b, _) in zip(start, other, strict=True))


def test_starting_weights_keep_the_signal_alive():
    """Kernels have variance 2/inputs before ReLU, 1/inputs before tanh."""
    for activation, gain in (("relu", 2), ("tanh", 1)):
        ((kernel, _),) = initial_weights((200, 300), activation, 0)
        assert kernel.var() * 200 / gain == pytest.approx(1, abs=0.02)


def test_outputs_are_the_formula(framework):
    for activation, f in (("relu", lambda z: np.maximum(z, 0)), ("tanh", np.tanh)):
        model = framework.package.mlp(SIZES, activation=activation, seed=1, dropout=0.5)
        optimizer = framework.optimizer("SGDW", model, learning_rate=0.5)
        batches = minibatches(x(), np.arange(7) % 3, batch_size=7, seed=0)
        framework.package.fit(model, batches, optimizer=optimizer, epochs=3)  # biases start at 0
        (a, p), (b, q), (c, r) = framework.package.weights(model)
        expected = f(f(x() @ a + p) @ b + q) @ c + r
        np.testing.assert_allclose(framework.outputs(model, x()), expected, rtol=1e-12)


def test_weights_are_copies(framework):
    model = framework.package.mlp(SIZES, seed=1)
    before = framework.outputs(model, x())
    for kernel, _ in framework.package.weights(model):
        kernel *= 0
    np.testing.assert_array_equal(framework.outputs(model, x()), before)


def test_float32_networks_compute_in_float32(framework):
    model = framework.package.mlp(SIZES, dtype="float32", seed=1)
    assert framework.package.weights(model)[0][0].dtype == np.float32
    assert framework.outputs(model, x().astype(np.float32)).dtype == np.float32


def test_a_penalty_per_layer(framework):
    package = framework.package
    model = package.mlp(SIZES, penalty=[package.L2(0.1), None, package.L1(0.2)], seed=2)
    (a, _), _, (c, _) = package.weights(model)
    expected = 0.1 * np.sum(a**2) + 0.2 * np.abs(c).sum()
    assert framework.penalty(model) == pytest.approx(expected, rel=1e-12)


def test_a_linear_model_has_no_hidden_layer(framework):
    model = framework.package.mlp((6, 1), seed=0)
    ((w, b),) = framework.package.weights(model)
    np.testing.assert_allclose(framework.outputs(model, x()), x() @ w + b, rtol=1e-13)
