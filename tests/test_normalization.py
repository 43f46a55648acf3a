"""Batch normalization: what it computes, what it remembers, and what it does not see."""

import keras
import numpy as np
import pytest
import tensorflow as tf
import torch

rng = np.random.default_rng(0)
X = 3 * rng.standard_normal((7, 4)) + [0.0, 5.0, -2.0, 100.0]
UPSTREAM = rng.standard_normal((7, 4))
GAIN, SHIFT = rng.standard_normal(4), rng.standard_normal(4)
SMALL = 1e-30  # an ε that changes no digit


def built(framework, **settings):
    layer = framework.make_norm(4, **settings)
    framework.set_norm(layer, GAIN, SHIFT)
    return layer


def test_every_unit_gets_mean_0_and_variance_1(framework):
    y = framework.norm(framework.make_norm(4, epsilon=SMALL), X, training=True)
    np.testing.assert_allclose(y.mean(axis=0), 0, atol=1e-13)
    np.testing.assert_allclose((y**2).mean(axis=0), 1, rtol=1e-12)


def test_gain_and_shift_are_the_new_spread_and_mean(framework):
    y = framework.norm(built(framework, epsilon=SMALL), X, training=True)
    np.testing.assert_allclose(y.mean(axis=0), SHIFT, atol=1e-13)
    np.testing.assert_allclose(y.std(axis=0), np.abs(GAIN), rtol=1e-12)


def test_epsilon_is_added_to_the_variance(framework):
    y = framework.norm(framework.make_norm(4, epsilon=2.0), X, training=True)
    expected = (X - X.mean(axis=0)) / np.sqrt(X.var(axis=0) + 2)
    np.testing.assert_allclose(y, expected, rtol=1e-12, atol=1e-13)


def test_what_it_remembers(framework):
    """Two batches: the newest counts 1 − momentum, and the variance is divided by n."""
    layer = framework.make_norm(4, momentum=0.75)
    framework.norm(layer, X, training=True)
    framework.norm(layer, 2 * X + 1, training=True)
    mean, variance = X.mean(axis=0), X.var(axis=0)
    _, _, running_mean, running_variance = framework.norm_state(layer)
    expected = 0.75 * (0.25 * mean) + 0.25 * (2 * mean + 1)
    np.testing.assert_allclose(running_mean, expected, rtol=1e-13)
    expected = 0.75 * (0.75 + 0.25 * variance) + 0.25 * 4 * variance
    np.testing.assert_allclose(running_variance, expected, rtol=1e-13)


def test_evaluation_uses_the_memory_and_leaves_it(framework):
    layer = built(framework)
    framework.norm(layer, X, training=True)
    gain, shift, mean, variance = before = framework.norm_state(layer)
    y = framework.norm(layer, X[:2], training=False)
    expected = gain * (X[:2] - mean) / np.sqrt(variance + 1e-5) + shift
    np.testing.assert_allclose(y, expected, rtol=1e-12)
    for old, new in zip(before, framework.norm_state(layer), strict=True):
        np.testing.assert_array_equal(old, new)


@pytest.mark.parametrize("training", [True, False])
def test_gradients_against_finite_differences(framework, training):
    layer = built(framework, epsilon=0.1)

    def total(x, gain=GAIN, shift=SHIFT):
        framework.set_norm(layer, gain, shift)
        return np.sum(UPSTREAM * framework.norm(layer, x, training=training))

    def slope(f, values, h=1e-5):
        found = np.zeros_like(values)
        for i in np.ndindex(values.shape):
            moved = np.zeros_like(values)
            moved[i] = h
            found[i] = (f(values + moved) - f(values - moved)) / (2 * h)
        return found

    if not training:  # the same memory for all calls
        framework.norm(layer, X, training=True)
    to_x, to_gain, to_shift = framework.norm_gradients(layer, X, UPSTREAM, training)
    close = {"rtol": 1e-6, "atol": 1e-7}
    np.testing.assert_allclose(to_x, slope(total, X), **close)
    np.testing.assert_allclose(to_gain, slope(lambda g: total(X, gain=g), GAIN), **close)
    np.testing.assert_allclose(to_shift, slope(lambda b: total(X, shift=b), SHIFT), **close)


def test_it_does_not_see_scale_or_offset(framework):
    layer = built(framework, epsilon=SMALL)
    y, shifted = (framework.norm(layer, x, training=True) for x in (X, 8 * X - 3))
    np.testing.assert_allclose(shifted, y, rtol=1e-11, atol=1e-12)


def test_the_gradient_has_no_part_along_x(framework):
    """Scale invariance: Σ x·gradient = 0 for every unit, and so is the sum of the gradient."""
    layer = built(framework, epsilon=SMALL)
    gradient, _, _ = framework.norm_gradients(layer, X, UPSTREAM, training=True)
    size = np.abs(X * gradient).sum(axis=0)
    assert np.all(np.abs((X * gradient).sum(axis=0)) <= 1e-12 * size)
    assert np.all(np.abs(gradient.sum(axis=0)) <= 1e-12 * np.abs(gradient).sum(axis=0))


def test_equals_pytorchs_own_layer(framework):
    """momentum there is 1 − momentum here; its running variance divides by n − 1."""
    own = torch.nn.BatchNorm1d(4, eps=1e-5, momentum=0.25, dtype=torch.float64)
    layer = framework.make_norm(4, momentum=0.75)
    for x in (X, X**2):
        expected = own(torch.from_numpy(x)).detach().numpy()
        np.testing.assert_allclose(framework.norm(layer, x, True), expected, rtol=1e-11, atol=1e-13)
    _, _, mean, variance = framework.norm_state(layer)
    np.testing.assert_allclose(mean, own.running_mean.numpy(), rtol=1e-13)
    start = 0.75**2  # what is left of the first value, 1
    unbiased = start + (variance - start) * 7 / 6
    np.testing.assert_allclose(unbiased, own.running_var.numpy(), rtol=1e-13)


def test_equals_kerass_own_layer(framework):
    own = keras.layers.BatchNormalization(momentum=0.75, epsilon=1e-5, dtype="float64")
    layer = framework.make_norm(4, momentum=0.75)
    for x in (X, X**2):
        expected = own(tf.constant(x), training=True).numpy()
        np.testing.assert_allclose(framework.norm(layer, x, True), expected, rtol=1e-11, atol=1e-13)
    for ours, theirs in zip(framework.norm_state(layer), own.get_weights(), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-13)


def test_a_batch_may_have_another_size(framework):
    layer = framework.make_norm(4)
    for n in (7, 2, 5):
        assert framework.norm(layer, X[:n], training=True).shape == (n, 4)


def test_float32_stays_float32(framework):
    layer = framework.make_norm(4, dtype="float32")
    y = framework.norm(layer, X.astype(np.float32), training=True)
    assert y.dtype == np.float32
    assert {part.dtype for part in framework.norm_state(layer)} == {np.dtype("float32")}


def test_many_networks_at_once_are_normalized_one_by_one():
    from coursecode.numpy import BatchNorm

    stack = np.stack([X, X**2, -X])
    layer = BatchNorm(4)
    y, upstream = layer(stack, training=True), np.stack([UPSTREAM] * 3)
    back = layer.backward(upstream)
    for i, x in enumerate(stack):
        alone = BatchNorm(4)
        np.testing.assert_allclose(y[i], alone(x, training=True), rtol=1e-13, atol=1e-13)
        np.testing.assert_allclose(back[i], alone.backward(UPSTREAM), rtol=1e-12, atol=1e-13)
        np.testing.assert_allclose(layer.running_variance[i], alone.running_variance)
        np.testing.assert_allclose(layer.gain_gradient[i], alone.gain_gradient, rtol=1e-12)


def test_a_saved_keras_layer_comes_back():
    from coursecode.keras import BatchNorm

    again = BatchNorm.from_config(BatchNorm(0.5, 1e-3).get_config())
    assert (again.momentum, again.epsilon, again.compute_dtype) == (0.5, 1e-3, "float64")


def test_pytorchs_autograd_survives_two_forward_passes():
    """The memory is corrected without touching what the first pass saved."""
    from coursecode.torch import BatchNorm

    layer = BatchNorm(4)
    x = torch.from_numpy(X).requires_grad_()
    (layer(x).sum() + (layer(x) ** 2).sum()).backward()
    assert torch.isfinite(x.grad).all()
