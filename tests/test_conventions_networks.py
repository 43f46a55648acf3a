"""PyTorch, Keras and TensorFlow step as the conventions say, and come to rest there."""

import inspect

import keras
import numpy as np
import pytest
import tensorflow as tf
import torch
from conventions_problem import N, ridge, violation, x, y

import coursecode.numpy as ours
import coursecode.shared.conventions as conventions
from coursecode.shared.conventions import Strengths

L2 = 2.0**-3  # what Keras rounds to float32 is a power of two here, and nothing is rounded
START = np.array([1.0, -2.0, 0.5, 3.0])
centred = x - x.mean(axis=0)


def data_slope(w):
    """Gradient of the mean squared error, with the best bias."""
    return 2 * centred.T @ (centred @ w - y) / N


def descend(slope, steps, *, rate, momentum=0.0, decay=0.0, w=START):
    """SGD as this test writes it: velocity of slopes, and decay beside it."""
    velocity = np.zeros_like(w)
    for _ in range(steps):
        velocity = momentum * velocity + slope(w)
        w = w - rate * velocity - rate * decay * w
    return w


def torch_run(make, steps, penalty=None):
    w = torch.tensor(START, requires_grad=True)
    optimizer = make([w])
    for _ in range(steps):
        optimizer.zero_grad()
        loss = (torch.tensor(centred) @ w - torch.tensor(y)).square().mean()
        (loss if penalty is None else loss + penalty(w)).backward()
        optimizer.step()
    return w.detach().numpy()


def keras_run(optimizer, steps, slope=data_slope):
    w = keras.Variable(START, dtype="float64")
    for _ in range(steps):
        optimizer.apply([tf.constant(slope(keras.ops.convert_to_numpy(w)))], [w])
    return keras.ops.convert_to_numpy(w)


@pytest.mark.parametrize(
    ("name", "settings"),
    [("SGD", {}), ("SGD", {"momentum": 0.9}), ("SGD", {"momentum": 0.9, "nesterov": True}),
     ("Adam", {})],
)  # fmt: skip
def test_torch_decay_is_the_penalty_step_by_step(name, settings):
    def make(params, **decay):
        return getattr(torch.optim, name)(params, lr=0.05, **settings, **decay)

    decay = conventions.to_torch_weight_decay(Strengths(l2=0.3))
    decayed = torch_run(lambda params: make(params, **decay), 20)
    charged = torch_run(make, 20, penalty=lambda w: 0.3 * w.square().sum())
    np.testing.assert_allclose(decayed, charged, rtol=1e-13)
    assert conventions.from_torch_weight_decay(weight_decay=0.6) == Strengths(l2=0.3)


def test_torch_comes_to_rest_at_the_ridge():
    decay = conventions.to_torch_weight_decay(Strengths(l2=L2))
    w = torch_run(lambda params: torch.optim.SGD(params, lr=0.1, momentum=0.5, **decay), 500)
    np.testing.assert_allclose(w, ridge(L2)[0], rtol=1e-9)


def test_keras_regularizers():
    w = tf.constant(START)
    one, two = np.abs(START).sum(), np.square(START).sum()
    strengths = Strengths(l1=2.0**-2, l2=L2)
    keras_l1 = keras.regularizers.L1(**conventions.to_keras_l1(Strengths(l1=0.25)))
    keras_l2 = keras.regularizers.L2(**conventions.to_keras_l2(Strengths(l2=L2)))
    assert float(keras_l1(w)) == pytest.approx(0.25 * one, rel=1e-15)
    assert float(keras_l2(w)) == pytest.approx(L2 * two, rel=1e-15)
    both = keras.regularizers.L1L2(**conventions.to_keras_l1l2(strengths))
    assert float(both(w)) == pytest.approx(0.25 * one + L2 * two, rel=1e-15)


@pytest.mark.parametrize("name", ["l1", "l2"])
def test_what_the_strings_mean(name):
    found = getattr(keras.regularizers.get(name), name)
    said = getattr(getattr(conventions, f"from_keras_{name}")(), name)
    assert float(found) == pytest.approx(said, rel=1e-7)


def test_l2_loss_is_half_a_sum_of_squares():
    scale = conventions.to_l2_loss(Strengths(l2=L2))["scale"]
    value = float(scale * tf.nn.l2_loss(tf.constant(START)))
    assert value == pytest.approx(L2 * np.square(START).sum(), rel=1e-15)
    assert conventions.from_l2_loss(scale=0.5) == Strengths(l2=0.25)


@pytest.mark.parametrize("nesterov", [False, True])
@pytest.mark.parametrize("momentum", [0.0, 0.5, 0.75])
def test_keras_sgd_comes_to_rest_at_the_ridge(momentum, nesterov):
    settings = conventions.to_keras_sgd(Strengths(l2=L2), momentum=momentum)
    optimizer = keras.optimizers.SGD(0.1, nesterov=nesterov, **settings)
    np.testing.assert_allclose(keras_run(optimizer, 160), ridge(L2)[0], rtol=1e-6)
    assert conventions.from_keras_sgd(weight_decay=1.0, momentum=momentum).l2 == (1 - momentum) / 2


def test_keras_sgd_walks_another_way_with_momentum():
    """The same resting point, and from the second step on another path; without momentum none."""
    for momentum, alike in ((0.0, True), (0.75, False)):
        settings = conventions.to_keras_sgd(Strengths(l2=L2), momentum=momentum)
        found = keras_run(keras.optimizers.SGD(0.0625, **settings), 3)
        coupled = descend(lambda w: data_slope(w) + 2 * L2 * w, 3, rate=0.0625, momentum=momentum)
        assert np.allclose(found, coupled, rtol=1e-6) == alike


def test_the_courses_sgdw_counts_like_keras():
    settings = conventions.to_keras_sgd(Strengths(l2=L2), momentum=0.75)
    optimizer, w = ours.SGDW(0.05, **settings), START.copy()
    for _ in range(400):
        optimizer.update(w, data_slope(w), [w])
    np.testing.assert_allclose(w, ridge(L2)[0], rtol=1e-6)


def test_keras_batches_do_not_change_an_l2():
    """The loss Keras reports is mean + penalty, whatever the batch: no n, no B."""
    penalty = keras.regularizers.L2(**conventions.to_keras_l2(Strengths(l2=L2)))
    layer = keras.layers.Dense(1, kernel_regularizer=penalty, dtype="float64")
    for rows in (N, 7):
        layer(tf.constant(x[:rows]))
        kernel = keras.ops.convert_to_numpy(layer.kernel)
        assert float(layer.losses[0]) == pytest.approx(L2 * np.square(kernel).sum(), rel=1e-14)


def paper_adamw(rates, *, decay, w=START, learning_rate):
    """Algorithm 2 of Loshchilov and Hutter (2019): λ times the schedule, not times α."""
    mean, square = np.zeros_like(w), np.zeros_like(w)
    for step, schedule in enumerate(rates, start=1):
        slope = data_slope(w)
        mean, square = 0.9 * mean + 0.1 * slope, 0.999 * square + 0.001 * slope**2
        scaled = mean / (1 - 0.9**step) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
        w = w - schedule * (learning_rate * scaled + decay * w)
    return w


def optax_adamw(rates, *, weight_decay, w=START, learning_rate):
    """optax.adamw by its documentation: scale by Adam, add decayed weights, scale by the rate."""
    mean, square = np.zeros_like(w), np.zeros_like(w)
    for step, schedule in enumerate(rates, start=1):
        slope = data_slope(w)
        mean, square = 0.9 * mean + 0.1 * slope, 0.999 * square + 0.001 * slope**2
        update = mean / (1 - 0.9**step) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
        w = w - schedule * learning_rate * (update + weight_decay * w)
    return w


RATES = [1.0, 1.0, 0.5, 0.25]


def torch_adamw(weight_decay):
    def make(params):
        return torch.optim.AdamW(params, lr=0.125, weight_decay=weight_decay)

    w = torch.tensor(START, requires_grad=True)
    optimizer = make([w])
    for schedule in RATES:
        optimizer.param_groups[0]["lr"] = 0.125 * schedule
        w.grad = torch.tensor(data_slope(w.detach().numpy()))
        optimizer.step()
    return w.detach().numpy()


def keras_adamw(weight_decay):
    schedule = keras.optimizers.schedules.PiecewiseConstantDecay([1, 2], [0.125, 0.0625, 0.03125])
    return keras_run(keras.optimizers.AdamW(schedule, weight_decay=weight_decay), len(RATES))


def test_four_adamws_take_the_same_steps():
    by_paper = paper_adamw(RATES, decay=0.0625, learning_rate=0.125)
    settings = conventions.adamw_from_paper(decay=0.0625, learning_rate=0.125)
    assert settings == {"weight_decay": 0.5}
    np.testing.assert_allclose(optax_adamw(RATES, learning_rate=0.125, **settings), by_paper)
    np.testing.assert_allclose(torch_adamw(**settings), by_paper, rtol=1e-12)
    np.testing.assert_allclose(keras_adamw(**settings), by_paper, rtol=1e-4)  # another place of ε
    assert conventions.adamw_to_paper(learning_rate=0.125, **settings) == {"decay": 0.0625}


def test_keras_adam_with_decay_is_adamw():
    decayed = [keras_run(make(0.125, weight_decay=0.5), 4)
               for make in (keras.optimizers.Adam, keras.optimizers.AdamW)]  # fmt: skip
    np.testing.assert_array_equal(*decayed)


def test_no_single_strength_explains_adamw():
    """Where AdamW has come to, each weight would need an l2 of its own, one of them below 0."""
    w = torch_run(lambda params: torch.optim.AdamW(params, lr=0.01, weight_decay=0.5), 300)
    needed = -data_slope(w) / (2 * w)
    assert needed.min() < -0.1 < 0.1 < needed.max()
    assert violation(w, y.mean() - x.mean(axis=0) @ w, Strengths(l2=0.25)) > 0.1


@pytest.mark.parametrize("name", ["L1", "L2", "L1L2"])
def test_defaults_of_the_regularizers_are_keras(name):
    ours = inspect.signature(getattr(conventions, f"from_keras_{name.lower()}")).parameters
    theirs = inspect.signature(getattr(keras.regularizers, name)).parameters
    assert {n: p.default for n, p in ours.items()} == {n: theirs[n].default for n in ours}
