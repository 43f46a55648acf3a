"""PyTorch trains where the network lies: a copy on another device ends with the same weights.

Where PyTorch sees no GPU, the copy stays on the CPU, and must still be a network of its own.
"""

import copy

import numpy as np
import pytest
import torch

from coursecode.shared.minibatches import minibatches
from coursecode.torch import (
    L1,
    L2,
    SGDW,
    AdamW,
    BatchNorm,
    Dropout,
    EarlyStopping,
    ElasticNet,
    GaussianNoise,
    GroupLasso,
    MaxNorm,
    ProximalSGD,
    fit,
    mlp,
    weights,
)

DEVICES = ["cpu", "cuda"] if torch.cuda.is_available() else ["cpu"]
RNG = np.random.default_rng(0)
X = RNG.normal(size=(150, 6))
CLASSES = RNG.integers(0, 3, 150)
TEACHER = np.linspace(-1, 1, 18).reshape(6, 3)  # the regression problem
HELD_OUT = RNG.normal(size=(40, 6)), RNG.integers(0, 3, 40)


def sgdw(parameters):
    return SGDW(parameters, 0.125, 0.875, weight_decay=0.25)


def adamw(parameters):
    return AdamW(parameters, 2.0**-6, weight_decay=0.5)


def proximal(parameters):
    return ProximalSGD(parameters, 0.125, GroupLasso(2.0**-7, axis=1), 0.5)


NETWORKS = {
    "plain": {},
    "l1": {"penalty": L1(2.0**-7)},
    "l2": {"penalty": [L2(2.0**-7), None]},
    "elastic net": {"penalty": ElasticNet(2.0**-8, 2.0**-7)},
    "group lasso": {"penalty": GroupLasso(2.0**-8, axis=0)},
    "dropout and noise": {"dropout": [0.25, 0.5], "noise": 0.25},
    "max-norm": {"constraint": MaxNorm(0.5)},
}


def trained(model, optimizer, loss="cross_entropy", **settings):
    y = CLASSES if loss == "cross_entropy" else X @ TEACHER
    batches = minibatches(X, y, batch_size=32, seed=0)
    history = fit(
        model, batches, optimizer=optimizer(model.parameters()), epochs=6, loss=loss, **settings
    )
    return weights(model), history


def assert_alike(here, there):
    for pair, other in zip(here, there, strict=True):
        for part, again in zip(pair, other, strict=True):
            np.testing.assert_allclose(again, part, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("optimizer", [sgdw, adamw, proximal])
@pytest.mark.parametrize("settings", NETWORKS.values(), ids=NETWORKS)
def test_a_copy_on_a_device_learns_the_same(settings, optimizer, device):
    model = mlp((6, 8, 3), **settings)
    moved = copy.deepcopy(model).to(device)
    start = weights(model)
    there, history = trained(moved, optimizer, validation=HELD_OUT)
    assert_alike(start, weights(model))  # training the copy does not touch the original
    assert {p.device.type for p in moved.parameters()} == {device}
    here, expected = trained(model, optimizer, validation=HELD_OUT)
    assert_alike(here, there)
    np.testing.assert_allclose(history.total, expected.total, rtol=1e-9)
    np.testing.assert_allclose(history.validation_loss, expected.validation_loss, rtol=1e-9)


@pytest.mark.parametrize("device", DEVICES)
def test_regression_and_early_stopping_follow_the_device(device):
    model = mlp((6, 8, 3), penalty=L2(2.0**-7))
    moved = copy.deepcopy(model).to(device)
    y = HELD_OUT[0] @ TEACHER
    runs = [
        trained(
            network,
            sgdw,
            "mse",
            validation=(HELD_OUT[0], y),
            early_stopping=EarlyStopping(2, min_delta=0.01),
        )
        for network in (model, moved)
    ]
    assert_alike(runs[0][0], runs[1][0])
    assert runs[0][1].best_epoch == runs[1][1].best_epoch


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_layers_draw_on_the_device_of_their_input(device, dtype):
    x = torch.ones(2000, 50, dtype=dtype, device=device)
    for generator in (None, torch.Generator(device).manual_seed(1)):
        dropped = Dropout(0.25, generator)(x)
        assert (dropped.device, dropped.dtype) == (x.device, x.dtype)
        assert abs((dropped == 0).double().mean().item() - 0.25) < 0.01
        shaken = GaussianNoise(0.5, generator)(x)
        assert (shaken.device, shaken.dtype) == (x.device, x.dtype)
        assert abs(shaken.double().std().item() - 0.5) < 0.01


@pytest.mark.parametrize("device", DEVICES)
def test_batch_normalization_on_a_device(device):
    x = torch.from_numpy(X)
    norm = BatchNorm(6)
    moved = copy.deepcopy(norm).to(device)
    for _ in range(3):
        here, there = norm(x), moved(x.to(device))
        torch.testing.assert_close(there.cpu(), here, rtol=1e-10, atol=1e-12)
    torch.testing.assert_close(moved.running_var.cpu(), norm.running_var, rtol=1e-10, atol=1e-12)
