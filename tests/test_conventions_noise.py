"""Keep and drop, both scalings, and momentum of BatchNorm, asked of the libraries."""

from itertools import product

import keras
import numpy as np
import pytest
import tensorflow as tf
import torch
from conventions_problem import N, x, y
from hypothesis import given, strategies as st
from sklearn.linear_model import Ridge

import coursecode.shared.conventions as conventions

ones = np.ones((1, 400))


def survivor(values):
    """The one value that is not 0: exactly 1 / (probability of being kept)."""
    kept = np.unique(np.asarray(values)[np.asarray(values) != 0])
    assert len(kept) == 1
    return kept[0]


@pytest.mark.parametrize("keep", [0.75, 0.5, 0.125])
def test_four_libraries_keep_what_they_are_told_to(keep):
    rate = conventions.from_keep_probability(keep=keep)
    old = tf.compat.v1.nn.dropout(tf.constant(ones), keep_prob=keep, seed=1)
    assert survivor(old) == 1 / keep
    assert survivor(tf.nn.dropout(tf.constant(ones), rate=rate, seed=1)) == 1 / keep
    assert survivor(torch.nn.Dropout(p=rate)(torch.tensor(ones))) == 1 / keep
    layer = keras.layers.Dropout(rate, seed=1, dtype="float64")
    assert survivor(layer(tf.constant(ones), training=True)) == 1 / keep
    assert conventions.to_keep_probability(rate=rate) == keep


@pytest.mark.parametrize("rate", [0.2, 0.7])
def test_that_share_is_dropped(rate):
    torch.manual_seed(0)
    dropped = (torch.nn.Dropout(p=rate)(torch.ones(100_000)) == 0).double().mean()
    assert float(dropped) == pytest.approx(rate, abs=0.01)


@given(st.floats(0, 1, exclude_max=True))
def test_keep_and_drop_and_back(rate):
    keep = conventions.to_keep_probability(rate=rate)
    assert conventions.from_keep_probability(keep=keep) == pytest.approx(rate, abs=2**-53)
    if rate >= 0.5:  # 1 - rate is exact there
        assert conventions.from_keep_probability(keep=keep) == rate


def test_nothing_kept_and_nothing_sensible_is_refused():
    for keep in (0.0, 1.5, -0.1):
        with pytest.raises(ValueError, match="keep must be"):
            conventions.from_keep_probability(keep=keep)
    with pytest.raises(ValueError, match="rate must be"):
        conventions.to_keep_probability(rate=1.0)


@pytest.mark.parametrize("rate", [0.2, 0.5])
def test_one_network_with_standard_and_with_inverted_dropout(rate):
    rng = np.random.default_rng(0)
    hidden, standard = rng.random((6, 30)), rng.standard_normal((30, 3))
    mask = rng.random((6, 30)) > rate
    inverted = conventions.inverted_from_standard(standard, rate=rate)
    training = hidden * mask @ standard, hidden * mask / (1 - rate) @ inverted
    np.testing.assert_allclose(*training, rtol=1e-12)
    testing = hidden @ ((1 - rate) * standard), hidden @ inverted
    np.testing.assert_allclose(*testing, rtol=1e-12)
    back = conventions.standard_from_inverted(inverted, rate=rate)
    np.testing.assert_allclose(back, standard, rtol=1e-15)


@pytest.mark.parametrize("rate", [0.2, 0.5, 0.8])
def test_gaussian_dropout_of_keras(rate):
    layer = keras.layers.GaussianDropout(rate, seed=1)
    noise = np.asarray(layer(np.ones((1, 200_000), dtype="float32"), training=True))
    variance = conventions.gaussian_variance(rate=rate)
    assert noise.var() == pytest.approx(variance, rel=0.02)
    assert conventions.rate_of_gaussian_variance(variance=variance) == pytest.approx(rate)


@pytest.mark.parametrize("rate", [0.25, 0.5])
def test_dropout_on_the_inputs_of_a_linear_model_is_ridge(rate):
    """All 2⁴ masks, weighted by their probability: the exact mean, minimized by least squares."""
    z = (x - x.mean(axis=0)) / x.std(axis=0)
    rows, targets = [], []
    for mask in product((0, 1), repeat=4):
        root = np.sqrt(rate ** (4 - sum(mask)) * (1 - rate) ** sum(mask))
        rows.append(root * z * mask / (1 - rate))
        targets.append(root * (y - y.mean()))
    averaged = np.linalg.lstsq(np.concatenate(rows), np.concatenate(targets))[0]
    strengths = conventions.from_input_dropout(rate=rate)
    model = Ridge(**conventions.to_ridge(strengths, examples=N)).fit(z, y)
    np.testing.assert_allclose(model.coef_, averaged, rtol=1e-10)


@pytest.mark.parametrize("momentum", [0.1, 0.25])
def test_batch_norms_forget_alike(momentum):
    theirs = torch.nn.BatchNorm1d(4, momentum=momentum, dtype=torch.float64)
    other = conventions.batch_norm_to_keras(momentum=momentum)
    layer = keras.layers.BatchNormalization(dtype="float64", **other)
    for start in (0, 20, 40):
        theirs(torch.tensor(x[start : start + 20]))
        layer(tf.constant(x[start : start + 20]), training=True)
    mean = keras.ops.convert_to_numpy(layer.moving_mean)
    np.testing.assert_allclose(mean, theirs.running_mean.numpy(), rtol=1e-6)
    assert conventions.batch_norm_to_torch(**other)["momentum"] == pytest.approx(momentum)


def test_a_mean_over_all_batches_has_no_momentum():
    with pytest.raises(conventions.NoEquivalent, match="momentum=None"):
        conventions.batch_norm_to_keras(momentum=None)
