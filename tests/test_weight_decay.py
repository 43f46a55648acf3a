"""Decoupled decay: what one step does, what many steps do, and what it is not."""

import keras
import numpy as np
import pytest
import tensorflow as tf
import torch

import coursecode.keras
import coursecode.numpy
import coursecode.torch

# Hyper-parameters that float32 holds exactly: Keras rounds its own optimizers' to float32.
RATE, MOMENTUM, DECAY = 2**-3, 7 / 8, 2**-6
ADAM = {"learning_rate": 2**-7, "beta1": 7 / 8, "beta2": 1 - 2**-10, "epsilon": 1e-30}


def kernel(seed=0, shape=(4, 3)):
    return np.random.default_rng(seed).standard_normal(shape)


def gradients(steps, shape=(4, 3)):
    return list(np.random.default_rng(1).standard_normal((steps, *shape)))


def test_one_step_is_the_formula(framework):
    w, (g,) = kernel(), gradients(1)
    stepped = framework.steps("SGDW", w, [g], learning_rate=0.1, momentum=0.9, weight_decay=0.5)
    np.testing.assert_allclose(stepped, (1 - 0.05) * w - 0.1 * g, rtol=1e-15, atol=1e-15)
    stepped = framework.steps("AdamW", w, [g], learning_rate=0.1, weight_decay=0.5, epsilon=1e-30)
    np.testing.assert_allclose(stepped, (1 - 0.05) * w - 0.1 * np.sign(g), rtol=1e-13)


def test_two_steps_carry_the_velocity_but_not_the_decay(framework):
    w, (first, second) = kernel(), gradients(2)
    settings = {"learning_rate": 0.1, "momentum": 0.9, "weight_decay": 0.5}
    after = (1 - 0.05) * w - 0.1 * first
    after = (1 - 0.05) * after - 0.1 * (0.9 * first + second)
    np.testing.assert_allclose(
        framework.steps("SGDW", w, [first, second], **settings), after, rtol=1e-14, atol=1e-15
    )


def test_without_gradient_every_step_shrinks_by_the_same_factor(framework):
    w, nothing = kernel(), [np.zeros((4, 3))] * 20
    expected = (1 - 0.1 * 0.25) ** 20 * w
    for name in ("SGDW", "AdamW"):
        stepped = framework.steps(name, w, nothing, learning_rate=0.1, weight_decay=0.25)
        np.testing.assert_allclose(stepped, expected, rtol=1e-13)


def test_biases_decay_only_if_asked(framework):
    b, nothing = kernel(shape=(5,)), [np.zeros(5)]
    for name in ("SGDW", "AdamW"):
        settings = {"learning_rate": 0.1, "weight_decay": 0.25}
        np.testing.assert_array_equal(framework.steps(name, b, nothing, **settings), b)
        stepped = framework.steps(name, b, nothing, decay_biases=True, **settings)
        np.testing.assert_allclose(stepped, 0.975 * b, rtol=1e-15)


def test_a_larger_loss_leaves_adamw_unmoved(framework):
    """AdamW divides by the gradient's size: loss × 1024 gives the same weights."""
    w, gs = kernel(), gradients(30)
    scaled = [1024 * g for g in gs]
    np.testing.assert_allclose(
        framework.steps("AdamW", w, gs, weight_decay=DECAY, **ADAM),
        framework.steps("AdamW", w, scaled, weight_decay=DECAY, **ADAM),
        rtol=1e-13,
    )


def test_momentum_weakens_decoupled_decay(framework):
    """On ½‖w − a‖², w settles at a / (1 + λ(1−μ)): a penalty that is 1−μ times as strong."""
    a = w = np.array([[1.0, -2.0]])
    package = framework.package
    if framework.name == "numpy":
        optimizer, w = package.SGDW(0.05, 0.5, 0.4), w.copy()
        for _ in range(2000):
            optimizer.update(w, w - a)
    else:  # the others recompute the gradient from outside just the same
        w = settle(framework, a)
    np.testing.assert_allclose(w, a / (1 + 0.4 * (1 - 0.5)), rtol=1e-12)


def settle(framework, a):
    if framework.name == "torch":
        p = torch.nn.Parameter(torch.from_numpy(a.copy()))
        optimizer = framework.package.SGDW([p], 0.05, 0.5, 0.4)
        for _ in range(2000):
            p.grad = (p - torch.from_numpy(a)).detach()
            optimizer.step()
        return p.detach().numpy()
    p = keras.Variable(a, dtype="float64")
    optimizer = framework.package.SGDW(0.05, 0.5, 0.4)
    step = tf.function(lambda: optimizer.apply([p - a], [p]))
    optimizer.build([p])
    for _ in range(2000):
        step()
    return p.value.numpy()


def test_equals_the_frameworks_own_optimizers(framework):
    """Where a framework ships the same step, the numbers are the same."""
    w, gs = kernel(), gradients(100)
    adamw = framework.steps("AdamW", w, gs, weight_decay=DECAY, **ADAM)
    plain = framework.steps("SGDW", w, gs, learning_rate=RATE, momentum=MOMENTUM)
    decayed = framework.steps("SGDW", w, gs, learning_rate=RATE, weight_decay=DECAY)

    def torch_own(make):
        p = torch.nn.Parameter(torch.from_numpy(w.copy()))
        optimizer = make([p])
        for g in gs:
            p.grad = torch.from_numpy(g)
            optimizer.step()
        return p.detach().numpy()

    def keras_own(optimizer):
        variable = keras.Variable(w, dtype="float64")
        for g in gs:
            optimizer.apply([tf.constant(g)], [variable])
        return variable.value.numpy()

    close = {"rtol": 1e-12, "atol": 1e-12}
    betas = (ADAM["beta1"], ADAM["beta2"])
    own = torch_own(lambda p: torch.optim.AdamW(p, 2**-7, betas, 1e-30, weight_decay=DECAY))
    np.testing.assert_allclose(adamw, own, **close)
    own = torch_own(lambda p: torch.optim.SGD(p, RATE, momentum=MOMENTUM))
    np.testing.assert_allclose(plain, own, **close)
    # Without momentum, decoupled decay and the gradient of (λ/2)‖w‖² are one and the same step.
    own = torch_own(lambda p: torch.optim.SGD(p, RATE, weight_decay=DECAY))
    np.testing.assert_allclose(decayed, own, **close)
    own = keras_own(keras.optimizers.AdamW(2**-7, DECAY, *betas, epsilon=1e-30))
    np.testing.assert_allclose(adamw, own, **close)
    both = framework.steps("SGDW", w, gs, learning_rate=RATE, momentum=MOMENTUM, weight_decay=DECAY)
    own = keras_own(keras.optimizers.SGD(RATE, MOMENTUM, weight_decay=DECAY))
    np.testing.assert_allclose(both, own, **close)
    # With momentum, PyTorch's SGD couples the decay: another trajectory, and it must be seen.
    coupled = torch_own(lambda p: torch.optim.SGD(p, RATE, momentum=MOMENTUM, weight_decay=DECAY))
    assert np.abs(both - coupled).max() > 1e-3


def test_epsilon_stands_outside_the_corrected_root(framework):
    """Where PyTorch puts it; Keras's own AdamW puts it elsewhere, and the numbers show it."""
    w, gs = kernel(), gradients(30)
    settings = ADAM | {"epsilon": 2**-10}
    ours = framework.steps("AdamW", w, gs, weight_decay=DECAY, **settings)
    p = torch.nn.Parameter(torch.from_numpy(w.copy()))
    betas = (ADAM["beta1"], ADAM["beta2"])
    optimizer = torch.optim.AdamW([p], 2**-7, betas, 2**-10, weight_decay=DECAY)
    variable = keras.Variable(w, dtype="float64")
    built_in = keras.optimizers.AdamW(2**-7, DECAY, *betas, epsilon=2**-10)
    for g in gs:
        p.grad = torch.from_numpy(g)
        optimizer.step()
        built_in.apply([tf.constant(g)], [variable])
    np.testing.assert_allclose(ours, p.detach().numpy(), rtol=1e-12, atol=1e-12)
    assert np.abs(ours - variable.value.numpy()).max() > 1e-3


def test_the_epsilon_of_keras_translates_step_by_step(framework):
    """Its ε stands before the correction: it is the same step if ε_keras = ε √(1 − β₂ᵗ)."""
    w, gs = kernel(), gradients(30)
    settings = ADAM | {"epsilon": 2**-10}
    ours = framework.steps("AdamW", w, gs, weight_decay=DECAY, **settings)
    variable = keras.Variable(w, dtype="float64")
    built_in = keras.optimizers.AdamW(2**-7, DECAY, ADAM["beta1"], ADAM["beta2"])
    for t, g in enumerate(gs, start=1):
        built_in.epsilon = 2**-10 * np.sqrt(1 - ADAM["beta2"] ** t)
        built_in.apply([tf.constant(g)], [variable])
    np.testing.assert_allclose(ours, variable.value.numpy(), rtol=1e-12, atol=1e-12)


def test_without_a_gradient_pytorch_and_keras_leave_a_parameter_alone():
    """No decay, no momentum; but a gradient of zeros is one, and it decays."""
    for name in ("SGDW", "AdamW"):
        settings = {"learning_rate": 0.125, "weight_decay": 0.25}
        used, unused = (torch.nn.Parameter(torch.from_numpy(kernel())) for _ in range(2))
        optimizer = getattr(coursecode.torch, name)([used, unused], **settings)
        used.grad = torch.zeros_like(used)
        optimizer.step()
        np.testing.assert_array_equal(unused.detach().numpy(), kernel())
        np.testing.assert_allclose(used.detach().numpy(), (1 - 2**-5) * kernel(), rtol=1e-15)
        assert not optimizer.state[unused]

        used, unused = (keras.Variable(kernel(), dtype="float64") for _ in range(2))
        optimizer = getattr(coursecode.keras, name)(**settings)
        with pytest.warns(UserWarning, match="Gradients do not exist"):
            optimizer.apply([tf.zeros((4, 3), "float64"), None], [used, unused])
        np.testing.assert_array_equal(unused.value.numpy(), kernel())
        np.testing.assert_allclose(used.value.numpy(), (1 - 2**-5) * kernel(), rtol=1e-15)


def test_gains_do_not_decay_unless_asked():
    """γ and β of a normalization have one axis, like biases."""
    for decay_biases, factor in ((False, 1), (True, 1 - 2**-5)):
        settings = {"learning_rate": 0.125, "weight_decay": 0.25, "decay_biases": decay_biases}
        layer = coursecode.torch.BatchNorm(3)
        optimizer = coursecode.torch.AdamW(layer.parameters(), **settings)
        for p in layer.parameters():
            p.grad = torch.zeros_like(p)
        optimizer.step()
        np.testing.assert_array_equal(layer.weight.detach().numpy(), factor * np.ones(3))

        layer = coursecode.keras.BatchNorm()
        layer.build((None, 3))
        optimizer = coursecode.keras.AdamW(**settings)
        nothing = [tf.zeros(3, "float64")] * 2
        optimizer.apply(nothing, layer.trainable_variables)
        np.testing.assert_array_equal(layer.gamma.numpy(), factor * np.ones(3))

        theta = np.ones(12)  # a kernel of nine, then three gains
        optimizer = coursecode.numpy.AdamW(**settings)
        optimizer.update(theta, np.zeros(12), [theta[:9].reshape(3, 3)])
        np.testing.assert_array_equal(theta, [1 - 2**-5] * 9 + [factor] * 3)


def test_parameter_groups_of_pytorch_have_their_own_decay():
    first, second = (torch.nn.Parameter(torch.ones(2, 2)) for _ in range(2))
    groups = [{"params": [first], "weight_decay": 0.5}, {"params": [second]}]
    optimizer = coursecode.torch.SGDW(groups, 0.5, weight_decay=0.0)
    first.grad, second.grad = torch.zeros(2, 2), torch.zeros(2, 2)
    optimizer.step()
    assert (first[0, 0].item(), second[0, 0].item()) == (0.75, 1.0)
