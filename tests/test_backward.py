"""The hand-written gradient against finite differences and against autograd."""

import numpy as np
import pytest
import torch
from frameworks import FRAMEWORKS, flat
from torch.nn import functional as F

from coursecode.numpy import L1, L2, ElasticNet, GroupLasso, mlp
from coursecode.numpy.training import (
    cross_entropy,
    cross_entropy_gradient,
    mse,
    mse_gradient,
)

rng = np.random.default_rng(0)
x, labels, targets = rng.standard_normal((9, 6)), rng.integers(0, 4, 9), rng.standard_normal((9, 4))
LOSSES = {
    "cross_entropy": (cross_entropy, cross_entropy_gradient, labels),
    "mse": (mse, mse_gradient, targets),
}


def objective(model, theta, value, y):
    model.theta[:] = theta
    return float(value(model(x), y).mean() + model.penalty())


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize(
    "penalty", [None, L1(0.1), L2(0.1), ElasticNet(0.1, 0.2), GroupLasso(0.1, 0)]
)
def test_gradient_against_finite_differences(loss, penalty):
    value, gradient, y = LOSSES[loss]
    model = mlp((6, 7, 5, 4), penalty=penalty, activation="tanh", seed=1)
    model.backward(gradient(model.forward(x, training=True), y))
    model.add_penalty_gradient()
    theta, found = model.theta.copy(), model.gradient.copy()
    for i in rng.choice(len(theta), 60, replace=False):
        e = np.zeros_like(theta)
        e[i] = 1e-5
        up, down = objective(model, theta + e, value, y), objective(model, theta - e, value, y)
        assert found[i] == pytest.approx((up - down) / 2e-5, abs=1e-8)


class Held:
    """Draws of a mask that stay the same at every call."""

    def __init__(self, seed):
        self.seed = seed

    def random(self, shape):
        return np.random.default_rng(self.seed).random(shape)


def dropping(networks=None):
    """A network that drops inputs and hidden units, each layer by a mask that is held fixed."""
    seed, rates = 1, [0.2, 0.5, 0.3]
    if networks:
        seed, rates = [1] * networks, [np.array([r, r / 2]) for r in rates]
    model = mlp((6, 7, 5, 4), dropout=rates, activation="tanh", seed=seed)
    for layer, dropout in enumerate(model.dropouts):
        dropout.rng = Held(layer)
    return model


@pytest.mark.parametrize("networks", [None, 2])
@pytest.mark.parametrize("loss", LOSSES)
def test_gradient_with_dropout_on_against_finite_differences(loss, networks):
    """The mask of a step is a constant of that step; every network has rates of its own."""
    value, gradient, y = LOSSES[loss]
    model = dropping(networks)

    def noisy(theta):
        model.theta[...] = theta
        return float(np.sum(value(model.forward(x, training=True), y).mean(axis=-1)))

    model.backward(gradient(model.forward(x, training=True), y))
    theta, found = model.theta.copy(), model.gradient.copy()
    assert not np.allclose(model.forward(x, training=True), model(x))  # dropout is on
    for i in np.ndindex(theta.shape):
        e = np.zeros_like(theta)
        e[i] = 1e-5
        slope = (noisy(theta + e) - noisy(theta - e)) / 2e-5
        assert found[i] == pytest.approx(slope, abs=1e-8)


@pytest.mark.parametrize("activation", ["relu", "tanh"])
@pytest.mark.parametrize("loss", LOSSES)
def test_gradient_against_autograd(loss, activation):
    _, gradient, y = LOSSES[loss]
    model = mlp((6, 7, 5, 4), penalty=L2(0.1), activation=activation, seed=1)
    model.backward(gradient(model.forward(x, training=True), y))
    model.add_penalty_gradient()
    pytorch = FRAMEWORKS["torch"].package
    twin = pytorch.mlp((6, 7, 5, 4), penalty=pytorch.L2(0.1), activation=activation, seed=1)
    own = {"cross_entropy": F.cross_entropy, "mse": F.mse_loss}
    (own[loss](twin(torch.from_numpy(x)), torch.from_numpy(y)) + twin.penalty()).backward()
    expected = flat(
        [(layer.weight.grad.T.numpy(), layer.bias.grad.numpy()) for layer in twin.linear]
    )
    np.testing.assert_allclose(model.gradient, expected, atol=1e-14)


def test_losses_survive_large_outputs():
    huge = np.array([[1000.0, 0.0, -1000.0, 0.0]])
    assert cross_entropy(huge, np.array([0]))[0] == 0
    assert cross_entropy(huge, np.array([2]))[0] == 2000
    assert np.all(np.isfinite(cross_entropy_gradient(huge, np.array([2]))))
