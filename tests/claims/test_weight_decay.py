"""Claims about weight decay."""

import keras
import numpy as np
import torch

from claims import claim
from claims.settings import SEEDS, diabetes, ridge
from coursecode.numpy import L2, SGDW, AdamW, fit, mlp
from coursecode.shared.minibatches import minibatches

DOUBLE = torch.float64


def quadratic(seed=0):
    """A gradient with some curvature, and where it starts."""
    rng = np.random.default_rng(seed)
    a = rng.standard_normal((5, 5))
    curvature = a.T @ a / 5 + 0.1 * np.eye(5)
    target = rng.standard_normal(5)
    return lambda w: curvature @ (w - target), rng.standard_normal(5)


def steps(make, *, penalty=0.0, count=50, seed=0):
    """The weights of every step of a PyTorch optimizer; ``penalty`` is λ of λ Σ w² in the loss."""
    gradient, start = quadratic(seed)
    w = torch.tensor(start, dtype=DOUBLE, requires_grad=True)
    optimizer, rows = make([w]), []
    for _ in range(count):
        optimizer.zero_grad()
        (penalty * w.square().sum()).backward()
        w.grad += torch.tensor(gradient(w.detach().numpy()))
        optimizer.step()
        rows.append(w.detach().numpy().copy())
    return np.array(rows)


def sgd(**settings):
    return lambda params: torch.optim.SGD(params, lr=0.05, **settings)


@claim(
    "l2-is-weight-decay",
    says="L2 regularization is also known as weight decay.",
    verdict="true if",
    because=r"With plain gradient descent: there a penalty of $\frac{\lambda}{2} \sum w^2$ and a "
    "decay λ take the same step. With Adam the penalty is divided by the size of the gradient and "
    "the decay is not, so they lead to different weights.",
    chapter="07_weight_decay",
)
def test_penalty_and_decay_agree_for_gradient_descent_and_not_for_adam():
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        x, y = rng.standard_normal((40, 5)), rng.integers(0, 3, 40)

        def train(optimizer, penalty=None, x=x, y=y, seed=seed):
            model = mlp((5, 8, 3), penalty=penalty, seed=seed)
            fit(model, minibatches(x, y, batch_size=10, seed=0), optimizer=optimizer, epochs=20)
            return model.theta

        decayed = train(SGDW(0.1, weight_decay=0.02))
        penalized = train(SGDW(0.1), L2(0.01))
        np.testing.assert_allclose(decayed, penalized, rtol=1e-9, atol=1e-12)
        decayed = train(AdamW(0.01, weight_decay=0.02))
        penalized = train(AdamW(0.01, weight_decay=0.0), L2(0.01))
        assert np.abs(decayed - penalized).max() > 0.01


@claim(
    "libraries-implement-that-l2",
    says="The L2 of the textbooks is what the libraries implement.",
    verdict="true if",
    because="It depends on the library. Beside half the mean squared error, `SGD(momentum=0.9, "
    "weight_decay=0.1)` finds the ridge of strength 0.1 in PyTorch and of a tenth of it in Keras, "
    r"where the decay bypasses the momentum: a factor of $1 - \mu$.",
    chapter="08_conventions",
)
def test_the_same_numbers_are_two_ridges_in_pytorch_and_keras():
    x, y = diabetes()
    x, y = x[:, [2, 3, 8]], y / y.std()
    settings = {"momentum": 0.9, "weight_decay": 0.1}

    def gradient(w):  # of ½ mean squared error
        return x.T @ (x @ w - y) / len(y)

    w = torch.zeros(3, dtype=DOUBLE, requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=0.05, **settings)
    v = keras.Variable(np.zeros(3), dtype="float64")
    keras_optimizer = keras.optimizers.SGD(0.05, **settings)
    for _ in range(400):
        w.grad = torch.tensor(gradient(w.detach().numpy()))
        optimizer.step()
        keras_optimizer.apply([keras.ops.convert_to_tensor(gradient(np.asarray(v)))], [v])
    np.testing.assert_allclose(w.detach(), ridge(x, y, 0.1), rtol=1e-5)
    np.testing.assert_allclose(np.asarray(v), ridge(x, y, 0.01), rtol=1e-5)
    assert np.abs(np.asarray(v) - w.detach().numpy()).max() > 0.005


@claim(
    "l2-useless-with-normalization",
    says="L2 has no regularizing effect on a network with normalization.",
    verdict="true if",
    because="For the kernels right in front of a normalization: any multiple of them computes the "
    "same, so their length cannot limit the function. It still sets their effective learning rate, "
    "since seven times the weights have a seventh of the gradient; and on the last layer L2 acts "
    "as ever.",
    chapter="07_weight_decay",
)
def test_the_scale_of_a_normalized_kernel_changes_the_gradient_alone():
    torch.manual_seed(0)
    x, y = torch.randn(64, 5, dtype=DOUBLE), torch.randint(0, 3, (64,))
    normalize = torch.nn.BatchNorm1d(8, eps=1e-30, affine=False).double()
    first = torch.randn(5, 8, dtype=DOUBLE)
    last = torch.randn(8, 3, dtype=DOUBLE)

    def loss_and_gradients(scale_first=1.0, scale_last=1.0):
        w = (scale_first * first).requires_grad_()
        v = (scale_last * last).requires_grad_()
        loss = torch.nn.functional.cross_entropy(torch.relu(normalize(x @ w)) @ v, y)
        return loss, *torch.autograd.grad(loss, [w, v])

    loss, gradient, _ = loss_and_gradients()
    loss_7, gradient_7, _ = loss_and_gradients(scale_first=7)
    assert abs(loss_7 - loss) < 1e-12
    assert torch.allclose(gradient_7, gradient / 7, rtol=1e-9, atol=1e-14)
    assert abs((gradient * first).sum()) < 1e-12 < gradient.abs().max()
    assert abs(loss_and_gradients(scale_last=7)[0] - loss) > 0.1


@claim(
    "l2-shrinks-proportionally-each-step",
    says="Adding L2 to the loss is the same as shrinking each weight in proportion at every step.",
    verdict="true if",
    because="Under gradient descent: the step with L2 differs from the step without by "
    r"$-2\eta\lambda w$. In the first step of Adam, L2 does nothing, unless it turns a gradient "
    "around.",
    chapter="07_weight_decay",
)
def test_what_l2_adds_to_a_step_is_proportional_for_gradient_descent_alone():
    rng = np.random.default_rng(0)
    w, gradient = rng.standard_normal((2, 50))

    def step(optimizer, strength):
        v = w.copy()
        optimizer.update(v, gradient + L2(strength).gradient(w))
        return v - w

    added = step(SGDW(0.1), 0.2) - step(SGDW(0.1), 0.0)
    np.testing.assert_allclose(added, -2 * 0.1 * 0.2 * w, rtol=1e-10)
    adam = {"learning_rate": 0.1, "weight_decay": 0.0}
    share = (step(AdamW(**adam), 0.2) - step(AdamW(**adam), 0.0)) / w
    assert np.min(np.abs(share)) < 1e-6  # the first step has one size, whatever is added ...
    assert np.max(np.abs(share)) > 0.1  # ... unless the sign changes


@claim(
    "sgd-weight-decay-is-two-lambda",
    says=r"PyTorch's `SGD(weight_decay=...)` is $2\lambda$ of the penalty $\lambda \sum w^2$.",
    verdict="true",
    because="Step by step, with momentum and without, Nesterov's too. With a ½ in the penalty it "
    "would be λ itself.",
    chapter="08_conventions",
)
def test_the_decay_of_pytorch_is_twice_lambda_in_every_variant_of_sgd():
    for settings in ({}, {"momentum": 0.9}, {"momentum": 0.9, "nesterov": True}):
        decayed = steps(sgd(weight_decay=0.2, **settings))
        np.testing.assert_allclose(decayed, steps(sgd(**settings), penalty=0.1), rtol=1e-12)
        assert np.abs(decayed - steps(sgd(**settings), penalty=0.2)).max() > 0.01


@claim(
    "decay-fully-equivalent",
    says="The `weight_decay` of an optimizer is fully equivalent to the penalty in the loss.",
    verdict="true if",
    because="Of `torch.optim.SGD` and `torch.optim.Adam`, as far as the weights go; the loss that "
    "is logged lacks the penalty. Of AdamW it is not, nor of the optimizers of Keras, SGD without "
    "momentum excepted.",
    chapter="07_weight_decay",
)
def test_decay_is_a_penalty_in_some_optimizers():
    def made(name, **settings):
        return lambda params: getattr(torch.optim, name)(params, lr=0.05, **settings)

    for name, settings in (("SGD", {"momentum": 0.9}), ("Adam", {})):
        decayed = steps(made(name, weight_decay=0.2, **settings))
        np.testing.assert_allclose(decayed, steps(made(name, **settings), penalty=0.1), rtol=1e-10)
    decayed = steps(made("AdamW", weight_decay=0.2))
    penalized = steps(made("AdamW", weight_decay=0.0), penalty=0.1)
    assert np.abs(decayed - penalized).max() > 0.01

    def by_keras(name, penalty, **settings):
        gradient, start = quadratic()
        optimizer = getattr(keras.optimizers, name)(0.0625, **settings)
        v = keras.Variable(start, dtype="float64")
        for _ in range(50):
            w = np.asarray(v)
            optimizer.apply([keras.ops.convert_to_tensor(gradient(w) + 2 * penalty * w)], [v])
        return np.asarray(v)

    for name, settings, equal in (
        ("SGD", {}, True),
        ("SGD", {"momentum": 0.875}, False),
        ("RMSprop", {}, False),
        ("Adagrad", {}, False),
        ("Adam", {}, False),
    ):
        decayed = by_keras(name, 0.0, weight_decay=0.25, **settings)
        apart = np.abs(decayed - by_keras(name, 0.125, **settings)).max()
        assert apart < 1e-12 if equal else apart > 0.01


@claim(
    "decay-acts-directly",
    says="Weight decay acts directly on the weights during the update.",
    verdict="true if",
    because="If it is decoupled (AdamW, Keras), or in SGD without momentum. PyTorch's SGD adds it "
    "to the gradient, so it passes through the momentum and comes back in later steps; its Adam "
    "divides it by the size of the gradient as well.",
    chapter="07_weight_decay",
)
def test_decay_that_passes_through_momentum_is_not_direct():
    gradient, start = quadratic()
    for momentum, direct in ((0.0, True), (0.9, False)):
        w, optimizer = start.copy(), SGDW(0.05, momentum=momentum, weight_decay=0.2)
        for _ in range(50):
            optimizer.update(w, gradient(w))
        by_pytorch = steps(sgd(momentum=momentum, weight_decay=0.2))[-1]
        assert (np.abs(w - by_pytorch).max() < 1e-12) == direct
        assert direct or np.abs(w - by_pytorch).max() > 0.05
    gradient = torch.tensor([0.001, 1.0], dtype=DOUBLE)  # a small one and a large one
    taken = []
    for name in ("AdamW", "Adam"):
        ends = []
        for decay in (0.0, 0.1):
            w = torch.ones(2, dtype=DOUBLE, requires_grad=True)
            optimizer = getattr(torch.optim, name)([w], lr=0.01, weight_decay=decay)
            for _ in range(3):
                w.grad = gradient.clone()
                optimizer.step()
            ends.append(w.detach().numpy())
        taken.append(ends[0] - ends[1])
    assert np.all(taken[0] > 0.0029)  # three times 0.01 · 0.1, near 1
    assert np.all(np.abs(taken[1]) < 0.001)


@claim(
    "decay-touches-biases",
    says="Weight decay applies to all parameters, biases included.",
    verdict="true if",
    because="If nobody says otherwise: both frameworks decay whatever they are given, biases and "
    "the gains of normalizations too. Parameter groups, or this course's optimizers, leave them "
    "alone.",
    chapter="07_weight_decay",
)
def test_biases_and_gains_decay_by_default_and_not_in_a_group_without_decay():
    def decayed(grouped):
        layers = torch.nn.Linear(3, 4), torch.nn.BatchNorm1d(4)
        params = [parameter for layer in layers for parameter in layer.parameters()]
        for parameter in params:
            torch.nn.init.ones_(parameter)
            parameter.grad = torch.zeros_like(parameter)
        kernels = [p for p in params if p.dim() > 1]
        others = {"params": [p for p in params if p.dim() == 1], "weight_decay": 0.0}
        groups = [{"params": kernels}, others] if grouped else params
        torch.optim.SGD(groups, lr=0.5, weight_decay=0.1).step()
        return [round(float(p.detach().mean()), 6) for p in params]

    assert decayed(grouped=False) == [0.95] * 4
    assert decayed(grouped=True) == [0.95, 1, 1, 1]
    bias = keras.Variable(np.ones(2), dtype="float64")
    keras.optimizers.SGD(0.5, weight_decay=0.1).apply([keras.ops.zeros(2, "float64")], [bias])
    np.testing.assert_allclose(np.asarray(bias), 0.95, rtol=1e-6)
    ours, optimizer = mlp((3, 4), seed=0), SGDW(0.5, weight_decay=0.1)
    ours.biases[0] += 1
    optimizer.update(ours.theta, np.zeros_like(ours.theta), ours.kernels)
    assert np.all(ours.biases[0] == 1)
