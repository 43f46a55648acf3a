"""Our penalties, optimizers and dropout equal what the frameworks ship."""

import keras
import numpy as np
import pytest
import tensorflow as tf
import torch

import coursecode.keras as ours
from coursecode.shared.minibatches import minibatches
from coursecode.torch import L2, SGDW, Dropout, fit, mlp, weights

w = np.random.default_rng(0).standard_normal((6, 4))
x = np.random.default_rng(1).standard_normal((50, 6))
y = np.random.default_rng(2).integers(0, 3, 50)


@pytest.mark.parametrize(
    ("mine", "built_in"),
    [
        (ours.L1(2**-4), keras.regularizers.L1(2**-4)),
        (ours.L2(2**-4), keras.regularizers.L2(2**-4)),
        (ours.ElasticNet(2**-4, 2**-6), keras.regularizers.L1L2(2**-4, 2**-6)),
    ],
)
def test_keras_regularizers(mine, built_in):
    values = [float(penalty(tf.constant(w))) for penalty in (mine, built_in)]
    assert values[0] == pytest.approx(values[1], rel=1e-15)


def test_keras_rounds_an_l1_factor_to_float32_and_ours_does_not():
    value = float(ours.L1(0.1)(tf.constant(w)))
    assert value == pytest.approx(0.1 * np.abs(w).sum(), rel=1e-15)
    rounded = float(keras.regularizers.L1(0.1)(tf.constant(w)))
    assert rounded == pytest.approx(float(np.float32(0.1)) * np.abs(w).sum(), rel=1e-15)


@pytest.mark.parametrize(
    "penalty", [ours.L1(0.1), ours.L2(0.1), ours.ElasticNet(0.1, 0.2), ours.GroupLasso(0.1, 1)]
)
def test_keras_can_save_and_restore_them(penalty):
    layer = keras.layers.Dense(3, kernel_regularizer=penalty)
    restored = keras.layers.Dense.from_config(layer.get_config()).kernel_regularizer
    assert type(restored) is type(penalty)
    assert restored.get_config() == penalty.get_config()


@pytest.mark.parametrize("optimizer", [ours.SGDW(0.1, 0.5, 0.2), ours.AdamW(0.1, weight_decay=0.3)])
def test_keras_can_save_and_restore_optimizers(optimizer):
    config = optimizer.get_config()
    restored = type(optimizer).from_config(config)
    assert restored.get_config() == config
    assert restored.decoupled_decay == optimizer.decoupled_decay


def test_our_penalties_and_optimizers_work_inside_keras_fit():
    model = ours.mlp((6, 5, 3), penalty=ours.L2(0.01), dropout=0.2, dtype="float32")
    model.compile(ours.SGDW(0.1, 0.9, 0.01), keras.losses.SparseCategoricalCrossentropy(True))
    losses = model.fit(x, y, epochs=5, batch_size=10, verbose=0).history["loss"]
    assert losses[-1] < losses[0]


@pytest.mark.parametrize("momentum", [0.0, 0.875])
def test_l2_is_torch_sgd_with_twice_the_weight_decay(momentum):
    """λ Σ w² in the loss = SGD(weight_decay=2λ) on the kernels, with momentum too."""
    settings = {"epochs": 20}
    penalized = mlp((6, 5, 3), penalty=L2(0.01), seed=0)
    optimizer = SGDW(penalized.parameters(), 0.1, momentum)
    fit(penalized, minibatches(x, y, batch_size=10, seed=0), optimizer=optimizer, **settings)
    decayed = mlp((6, 5, 3), seed=0)
    kernels = [layer.weight for layer in decayed.linear]
    biases = [layer.bias for layer in decayed.linear]
    groups = [{"params": kernels, "weight_decay": 0.02}, {"params": biases}]
    optimizer = torch.optim.SGD(groups, lr=0.1, momentum=momentum)
    fit(decayed, minibatches(x, y, batch_size=10, seed=0), optimizer=optimizer, **settings)
    for (a, p), (b, q) in zip(weights(penalized), weights(decayed), strict=True):
        np.testing.assert_allclose(a, b, atol=1e-14)
        np.testing.assert_allclose(p, q, atol=1e-14)


def test_torch_schedulers_move_our_learning_rate():
    p = torch.nn.Parameter(torch.ones(2, 2))
    optimizer = SGDW([p], 1.0)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=1, gamma=0.5)
    p.grad = torch.full((2, 2), 0.25)
    optimizer.step()
    scheduler.step()
    optimizer.step()
    assert torch.equal(p, torch.full((2, 2), 1 - 0.25 - 0.125))


def test_a_parameter_without_gradient_is_left_alone():
    p = torch.nn.Parameter(torch.ones(2, 2))
    SGDW([p], 0.1, weight_decay=0.5).step()
    assert torch.equal(p, torch.ones(2, 2))


class Given:
    """A mask of someone else's, as draws for our layers."""

    def __init__(self, mask):
        self.mask = mask

    def random(self, shape):
        return self.mask


@pytest.mark.parametrize("rate", [0.2, 0.7])
def test_our_dropout_is_torchs_with_torchs_mask(rate):
    """What torch drops is read off a tensor of ones; the same seed drops the same of any other."""
    values = torch.from_numpy(x)
    with torch.random.fork_rng():
        torch.manual_seed(3)
        mask = (torch.nn.functional.dropout(torch.ones_like(values), rate) != 0).numpy()
        torch.manual_seed(3)
        theirs = torch.nn.Dropout(rate)(values).numpy()
    mine = Dropout(rate, Given(mask.astype(float)))(values).numpy()
    np.testing.assert_allclose(mine, theirs, rtol=1e-6)


@pytest.mark.parametrize("rate", [0.2, 0.7])
def test_our_dropout_is_keras_with_the_mask_of_keras(rate):
    ones = keras.random.dropout(np.ones_like(x), rate, seed=3)
    theirs = keras.ops.convert_to_numpy(keras.random.dropout(x, rate, seed=3))
    mask = keras.ops.convert_to_numpy(ones) != 0
    layer = ours.Dropout(rate, Given(mask.astype(float)), dtype=x.dtype.name)
    layer(keras.Input(x.shape[1:], dtype=x.dtype.name))
    layer.draw_from_source(len(x))
    mine = keras.ops.convert_to_numpy(layer(x, training=True))
    np.testing.assert_allclose(mine, theirs, rtol=1e-6)
    assert np.array_equal(keras.ops.convert_to_numpy(layer(x)), x)  # as keras.layers.Dropout
