"""Dropout: who is dropped, what is kept on average, and what flows back."""

import numpy as np
from frameworks import UNITS

from coursecode.shared.initial import DropoutDraws


def x(n=50):
    return np.random.default_rng(0).uniform(0.5, 2.0, (n, UNITS))


def layer(framework, rate, seed=0):
    return framework.make_dropout(rate, DropoutDraws(seed, 0))


def test_a_unit_is_dropped_or_scaled(framework):
    """rate 0.2 tells dropping from keeping: four fifths must survive."""
    for rate in (0.2, 0.5, 0.75):
        y = framework.dropout(layer(framework, rate), x(500), training=True)
        kept = y != 0
        np.testing.assert_allclose(y[kept], x(500)[kept] / (1 - rate), rtol=1e-14)
        assert abs(kept.mean() - (1 - rate)) < 4 * np.sqrt(rate * (1 - rate) / kept.size)


def test_masks_come_from_the_source_by_name(framework):
    draws = DropoutDraws(7, 0).random((50, UNITS))
    y = framework.dropout(layer(framework, 0.3, seed=7), x(), training=True)
    np.testing.assert_array_equal(y != 0, draws >= np.float32(0.3))


def test_every_example_and_every_call_has_its_own_mask(framework):
    one = layer(framework, 0.5)
    first, second = (framework.dropout(one, x(), training=True) != 0 for _ in range(2))
    assert np.mean(first != second) > 0.4
    assert np.mean(first[0] != first[1]) > 0.2


def test_a_larger_rate_drops_what_a_smaller_one_drops(framework):
    few = framework.dropout(layer(framework, 0.2), x(), training=True) == 0
    many = framework.dropout(layer(framework, 0.6), x(), training=True) == 0
    assert np.all(many[few])
    assert many.sum() > few.sum()


def test_evaluation_is_the_identity(framework):
    one = layer(framework, 0.5)
    for _ in range(2):
        np.testing.assert_array_equal(framework.dropout(one, x(), training=False), x())


def test_rate_zero_is_the_identity(framework):
    np.testing.assert_array_equal(framework.dropout(layer(framework, 0.0), x(), training=True), x())


def test_the_gradient_flows_through_the_same_mask(framework):
    upstream = np.random.default_rng(1).standard_normal((50, UNITS))
    y, gradient = framework.dropout_gradient(layer(framework, 0.4), x(), upstream)
    np.testing.assert_allclose(gradient, upstream * (y / x()), rtol=1e-13)


def test_layers_of_one_network_do_not_share_masks():
    first, second = (DropoutDraws(0, i).random((50, UNITS)) for i in range(2))
    assert abs(np.corrcoef(first.ravel(), second.ravel())[0, 1]) < 0.1
