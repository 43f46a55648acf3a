"""Learning rates that change: decay and momentum follow them, in the three frameworks alike."""

import keras
import numpy as np
import pytest
import tensorflow as tf
import torch
from frameworks import FRAMEWORKS

import coursecode.keras
import coursecode.numpy
import coursecode.torch

DROP = 10  # the step at which the learning rate falls to an eighth


def drop(step):
    return 2.0**-3 if step < DROP else 2.0**-6


def cosine(step):
    return 0.05 * (1 + np.cos(np.pi * step / 40))


def kernel(seed=0):
    return np.random.default_rng(seed).standard_normal((4, 3))


def gradients(steps):
    return list(np.random.default_rng(1).standard_normal((steps, 4, 3)))


def test_the_decay_follows_the_schedule(framework):
    """Without gradient the weights shrink by Π (1 − η(t) λ): the first step has the number 0."""
    w, nothing = kernel(), [np.zeros((4, 3))] * 20
    expected = (1 - 2**-3 * 0.5) ** 10 * (1 - 2**-6 * 0.5) ** 10 * w
    for name in ("SGDW", "AdamW"):
        stepped = framework.steps(name, w, nothing, learning_rate=drop, weight_decay=0.5)
        np.testing.assert_allclose(stepped, expected, rtol=1e-13)


def test_a_schedule_is_its_learning_rates_one_by_one(framework):
    """θ ← θ − η(t) v − η(t) λ θ, in plain NumPy."""
    w, velocity = kernel(), 0
    for step, g in enumerate(gradients(30)):
        velocity = 0.875 * velocity + g
        w = w - cosine(step) * velocity - cosine(step) * 0.25 * w
    stepped = framework.steps(
        "SGDW", kernel(), gradients(30), learning_rate=cosine, momentum=0.875, weight_decay=0.25
    )
    np.testing.assert_allclose(stepped, w, rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("other", ["torch", "keras"])
@pytest.mark.parametrize("name", ["SGDW", "AdamW"])
@pytest.mark.parametrize("schedule", [drop, cosine])
def test_the_same_trajectory(other, name, schedule):
    settings = {"learning_rate": schedule, "weight_decay": 0.25}
    settings |= {"momentum": 0.875} if name == "SGDW" else {"epsilon": 1e-30}
    ours = FRAMEWORKS["numpy"].steps(name, kernel(), gradients(40), **settings)
    theirs = FRAMEWORKS[other].steps(name, kernel(), gradients(40), **settings)
    np.testing.assert_allclose(theirs, ours, rtol=1e-12, atol=1e-12)


def test_the_schedulers_that_the_frameworks_ship():
    """MultiStepLR, PiecewiseConstantDecay and a function of the step say the same."""
    settings = {"momentum": 0.875, "weight_decay": 0.25}
    gs = gradients(20)
    ours = FRAMEWORKS["numpy"].steps("SGDW", kernel(), gs, learning_rate=drop, **settings)

    p = torch.nn.Parameter(torch.from_numpy(kernel()))
    optimizer = coursecode.torch.SGDW([p], 2**-3, **settings)
    scheduler = torch.optim.lr_scheduler.MultiStepLR(optimizer, [DROP], gamma=1 / 8)
    for g in gs:
        p.grad = torch.from_numpy(g)
        optimizer.step()
        scheduler.step()
    np.testing.assert_allclose(p.detach().numpy(), ours, rtol=1e-12, atol=1e-12)

    # Keras's boundary is the last step of the old value, so it is one less.
    schedule = keras.optimizers.schedules.PiecewiseConstantDecay([DROP - 1], [2**-3, 2**-6])
    variable = keras.Variable(kernel(), dtype="float64")
    optimizer = coursecode.keras.SGDW(schedule, **settings)
    for g in gs:
        optimizer.apply([tf.constant(g)], [variable])
    np.testing.assert_allclose(variable.value.numpy(), ours, rtol=1e-12, atol=1e-12)


def test_a_learning_rate_may_be_set_between_steps():
    settings = {"momentum": 0.875, "weight_decay": 0.25}
    gs = gradients(20)
    scheduled = FRAMEWORKS["numpy"].steps("SGDW", kernel(), gs, learning_rate=drop, **settings)
    w, p = kernel(), torch.nn.Parameter(torch.from_numpy(kernel()))
    variable = keras.Variable(kernel(), dtype="float64")
    by_hand = coursecode.numpy.SGDW(2**-3, **settings)
    in_torch = coursecode.torch.SGDW([p], 2**-3, **settings)
    in_keras = coursecode.keras.SGDW(2**-3, **settings)
    for step, g in enumerate(gs):
        if step == DROP:
            by_hand.learning_rate = 2**-6
            in_torch.param_groups[0]["lr"] = 2**-6
            in_keras.learning_rate = 2**-6
        by_hand.update(w, g)
        p.grad = torch.from_numpy(g)
        in_torch.step()
        in_keras.apply([tf.constant(g)], [variable])
    for found in (w, p.detach().numpy(), variable.value.numpy()):
        np.testing.assert_allclose(found, scheduled, rtol=1e-12, atol=1e-12)


def test_a_new_learning_rate_acts_on_the_old_velocity(framework):
    """As in torch.optim.SGD. Keras's own SGD keeps its past steps, unless they are rescaled."""
    gs = gradients(20)
    ours = framework.steps("SGDW", kernel(), gs, learning_rate=drop, momentum=0.875)

    p = torch.nn.Parameter(torch.from_numpy(kernel()))
    optimizer = torch.optim.SGD([p], 2**-3, momentum=0.875)
    for step, g in enumerate(gs):
        optimizer.param_groups[0]["lr"] = drop(step)
        p.grad = torch.from_numpy(g)
        optimizer.step()
    np.testing.assert_allclose(ours, p.detach().numpy(), rtol=1e-12, atol=1e-12)

    def keras_own(factor):
        variable = keras.Variable(kernel(), dtype="float64")
        optimizer = keras.optimizers.SGD(2**-3, momentum=0.875)
        for step, g in enumerate(gs):
            if step == DROP:
                optimizer.learning_rate = 2**-6
                velocity = optimizer.momentums[0]
                velocity.assign(velocity * factor)
            optimizer.apply([tf.constant(g)], [variable])
        return variable.value.numpy()

    np.testing.assert_allclose(ours, keras_own(factor=1 / 8), rtol=1e-12, atol=1e-12)
    assert np.abs(ours - keras_own(factor=1)).max() > 0.1


def test_a_schedule_may_end_at_0_and_must_stay_a_number():
    w = kernel()
    for name in ("SGDW", "AdamW"):
        optimizer = getattr(coursecode.numpy, name)(lambda step: 0.0, weight_decay=0.5)
        optimizer.update(w, np.ones((4, 3)))
        np.testing.assert_array_equal(w, kernel())
        for wrong in (-0.1, float("nan")):
            optimizer = getattr(coursecode.numpy, name)(lambda step, rate=wrong: rate)
            with pytest.raises(ValueError, match=r"learning_rate\(step\) must be a finite number"):
                optimizer.update(w, np.ones((4, 3)))


def test_a_schedule_may_hold_one_rate_per_network():
    stack = np.stack([kernel()] * 2)
    optimizer = coursecode.numpy.SGDW(lambda step: np.array([0.5, 0.25]) / (step + 1))
    for _ in range(2):
        optimizer.update(stack, np.ones((2, 4, 3)))
    np.testing.assert_allclose(stack[0], kernel() - 0.75, rtol=1e-13)
    np.testing.assert_allclose(stack[1], kernel() - 0.375, rtol=1e-13)


def test_a_saved_keras_optimizer_keeps_its_schedule_and_decay():
    schedule = keras.optimizers.schedules.CosineDecay(0.5, 100)
    for name in ("SGDW", "AdamW"):
        kind = getattr(coursecode.keras, name)
        again = kind.from_config(kind(schedule, weight_decay=0.25).get_config())
        assert again.decoupled_decay == 0.25
        assert float(again.learning_rate) == 0.5
