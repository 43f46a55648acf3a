"""Max-norm: the projection of every unit's incoming weights, after the step."""

import keras
import numpy as np
import pytest
import tensorflow as tf
import torch
from frameworks import FRAMEWORKS

import coursecode.keras
import coursecode.torch
from coursecode.shared.minibatches import minibatches

LIMIT = 1.25


def kernel():
    """(6 inputs, 4 units): a long column, a short one, a zero one, one exactly at the limit."""
    w = np.random.default_rng(0).standard_normal((6, 4))
    w[:, 1] *= 0.1
    w[:, 2] = 0
    w[:, 3] = [LIMIT, 0, 0, 0, 0, -0.0]
    return w


def test_it_is_the_nearest_kernel_in_the_ball(framework):
    """The projection onto a convex set: (w − p)·(v − p) ≤ 0 for every v that keeps the limit."""
    w = kernel()
    p = framework.projected(framework.package.MaxNorm(LIMIT), w)
    longest = float(np.linalg.norm(p, axis=0).max())
    assert longest <= LIMIT * (1 + 1e-15), f"weights that enter a unit are {longest:.3f} long"
    rng = np.random.default_rng(1)
    for _ in range(100):
        v = rng.standard_normal(w.shape)
        v *= LIMIT * rng.uniform(size=4) / np.linalg.norm(v, axis=0)
        assert np.all(np.sum((w - p) * (v - p), axis=0) <= 1e-12)


def test_a_long_column_keeps_its_direction(framework):
    w = kernel()
    p = framework.projected(framework.package.MaxNorm(LIMIT), w)
    np.testing.assert_allclose(p[:, 0], w[:, 0] * LIMIT / np.linalg.norm(w[:, 0]), rtol=1e-14)


def test_columns_inside_the_ball_are_the_same_bits(framework):
    w = kernel()
    p = framework.projected(framework.package.MaxNorm(LIMIT), w)
    assert p[:, 1:].tobytes() == w[:, 1:].tobytes()


def test_a_zero_column_stays_zero_without_a_warning(framework):
    with np.errstate(all="raise"):
        p = framework.projected(framework.package.MaxNorm(LIMIT), np.zeros((6, 4)))
    np.testing.assert_array_equal(p, np.zeros((6, 4)))


def test_twice_is_once(framework):
    constraint = framework.package.MaxNorm(LIMIT)
    once = framework.projected(constraint, kernel())
    twice = framework.projected(constraint, once)
    np.testing.assert_allclose(twice, once, rtol=3e-16)


def test_what_goes_in_is_not_changed(framework):
    w = kernel()
    framework.projected(framework.package.MaxNorm(LIMIT), w)
    np.testing.assert_array_equal(w, kernel())


def test_equal_to_what_the_frameworks_ship():
    """Keras and PyTorch add 1e-7 to a length they divide by; we do not."""
    w = kernel()
    ours = coursecode.keras.MaxNorm(LIMIT)(tf.constant(w)).numpy()
    theirs = keras.constraints.MaxNorm(LIMIT, axis=0)(tf.constant(w)).numpy()
    np.testing.assert_allclose(ours, theirs, rtol=1e-6, atol=1e-9)
    t = torch.from_numpy(w.T.copy())
    np.testing.assert_allclose(
        coursecode.torch.MaxNorm(LIMIT)(t), torch.renorm(t, 2, 0, LIMIT), rtol=1e-6
    )


def test_keras_can_save_and_restore_it():
    layer = keras.layers.Dense(3, kernel_constraint=coursecode.keras.MaxNorm(0.7))
    restored = keras.layers.Dense.from_config(layer.get_config()).kernel_constraint
    assert isinstance(restored, coursecode.keras.MaxNorm)
    assert restored.limit == 0.7


def test_it_works_inside_keras_fit():
    x, y, _ = data()
    model = coursecode.keras.mlp((5, 7, 3), constraint=coursecode.keras.MaxNorm(0.5))
    with coursecode.keras.precision.default_precision("float64"):
        model.compile("sgd", keras.losses.SparseCategoricalCrossentropy(True))
        model.fit(x, y, epochs=1, batch_size=20, verbose=0)
    assert longest(coursecode.keras, model)[0] <= 0.5 + 1e-12


def data():
    rng = np.random.default_rng(4)
    x, y = rng.standard_normal((40, 5)), rng.integers(0, 3, 40)
    return x, y, minibatches(x, y, batch_size=40, seed=0)


def longest(package, model):
    """The longest incoming weights of every layer."""
    return [np.linalg.norm(kernel, axis=0).max() for kernel, _ in package.weights(model)]


def trained(framework, constraint, learning_rate=0.5, epochs=3, name="SGDW", sizes=(5, 7, 6, 3)):
    model = framework.package.mlp(sizes, constraint=constraint, seed=1)
    optimizer = framework.optimizer(name, model, learning_rate=learning_rate)
    framework.package.fit(model, data()[2], optimizer=optimizer, epochs=epochs)
    return model


@pytest.mark.parametrize("name", ["SGDW", "AdamW"])
def test_hidden_kernels_keep_the_limit_and_the_last_is_free(framework, name):
    model = trained(framework, framework.package.MaxNorm(0.5), name=name)
    first, second, last = longest(framework.package, model)
    assert first <= 0.5 + 1e-12
    assert second <= 0.5 + 1e-12
    assert last > 0.6


def test_a_list_has_one_constraint_per_layer(framework):
    limits = [framework.package.MaxNorm(0.5), None, framework.package.MaxNorm(0.25)]
    first, second, last = longest(framework.package, trained(framework, limits))
    assert first <= 0.5 + 1e-12
    assert second > 0.6
    assert last <= 0.25 + 1e-12


def test_the_projection_comes_after_the_step(framework):
    """One step by hand: start, step, project; the start itself is too long."""
    package = framework.package
    free = package.weights(trained(framework, None, epochs=1))
    bound = package.weights(trained(framework, package.MaxNorm(0.5), epochs=1))
    for (w, b), (p, c) in zip(free[:2], bound[:2], strict=True):
        expected = w * np.minimum(1, 0.5 / np.linalg.norm(w, axis=0))
        np.testing.assert_allclose(p, expected, atol=1e-12)
        np.testing.assert_allclose(b, c, atol=1e-12)  # biases are free
    np.testing.assert_allclose(free[2][0], bound[2][0], atol=1e-12)


def test_a_wide_limit_does_nothing(framework):
    package = framework.package
    free = package.weights(trained(framework, None))
    wide = package.weights(trained(framework, package.MaxNorm(1e6)))
    for (w, _), (p, _) in zip(free, wide, strict=True):
        np.testing.assert_array_equal(w, p)


def test_starting_weights_do_not_depend_on_the_constraint(framework):
    package = framework.package
    model = package.mlp((5, 7, 3), constraint=package.MaxNorm(0.1), noise=0.5, seed=1)
    start = FRAMEWORKS["numpy"].package.mlp((5, 7, 3), seed=1)
    for (w, _), (p, _) in zip(
        package.weights(model), FRAMEWORKS["numpy"].package.weights(start), strict=True
    ):
        np.testing.assert_array_equal(w, p)
