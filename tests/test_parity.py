"""The promise of the course: same data, seed and batches, same trajectory in three frameworks.

Hyper-parameters are dyadic (exact in float32) and ε is tiny where 1e-12 is asked for; so the only
differences left are the order of additions.
"""

from functools import cache

import numpy as np
import pytest
from frameworks import FRAMEWORKS, flat

from coursecode.shared.minibatches import minibatches

STEPS = 100
PENALTIES = {
    "none": lambda f: None,
    "L1": lambda f: f.package.L1(2**-10),
    "L2": lambda f: f.package.L2(2**-10),
    "ElasticNet": lambda f: f.package.ElasticNet(2**-10, 2**-9),
    "GroupLasso of inputs": lambda f: f.package.GroupLasso(2**-10, f.group_axis(0)),
    "GroupLasso of units": lambda f: f.package.GroupLasso(2**-10, f.group_axis(1)),
}
OPTIMIZERS = {
    "SGD": ("SGDW", {"learning_rate": 2**-3}),
    "momentum": ("SGDW", {"learning_rate": 2**-4, "momentum": 7 / 8, "weight_decay": 2**-6}),
    "AdamW": (
        "AdamW",
        {
            "learning_rate": 2**-7,
            "beta1": 7 / 8,
            "beta2": 1 - 2**-10,
            "epsilon": 1e-30,
            "weight_decay": 2**-6,
        },
    ),
}
SCHEDULED = {  # halved every 20 steps; the last is 2**-5 of the first
    name: (kind, values | {"learning_rate": lambda step, eta=values["learning_rate"]: (
        eta * 2.0 ** -(step // 20)
    )})
    for name, (kind, values) in OPTIMIZERS.items()
}  # fmt: skip
EVERYDAY = {
    "SGD": ("SGDW", {"learning_rate": 0.1}),
    "momentum": ("SGDW", {"learning_rate": 0.05, "momentum": 0.9, "weight_decay": 0.01}),
    "AdamW": ("AdamW", {"learning_rate": 0.003, "weight_decay": 0.05}),
}


@cache
def data(dtype):
    rng = np.random.default_rng(0)
    x = rng.standard_normal((320, 20)).astype(dtype)
    return x, (x @ rng.standard_normal((20, 5))).argmax(axis=1)


@cache
def trained(
    name, penalty, optimizer, settings, dropout, dtype, activation,
    noise=0.0, limit=None, batch_size=64,
):  # fmt: skip
    """Weights and history after 100 steps (20 epochs of 5 batches)."""
    framework = FRAMEWORKS[name]
    x, y = data(dtype)
    model = framework.package.mlp(
        (20, 12, 8, 5),
        penalty=PENALTIES[penalty](framework),
        dropout=dropout,
        noise=noise,
        constraint=limit and framework.package.MaxNorm(limit),
        activation=activation,
        dtype=dtype,
        seed=5,
    )
    batches = minibatches(x, y, batch_size=batch_size, seed=6)
    tables = {"dyadic": OPTIMIZERS, "scheduled": SCHEDULED, "everyday": EVERYDAY}
    kind, values = tables[settings][optimizer]
    history = framework.package.fit(
        model,
        batches,
        optimizer=framework.optimizer(kind, model, **values),
        epochs=STEPS // len(batches),
        validation=(x[:50], y[:50]),
    )
    return flat(framework.package.weights(model)), history


def differences(other, *case):
    """Largest difference of weights, and of every number in the history, from NumPy's."""
    ours, mine = trained("numpy", *case)
    theirs, his = trained(other, *case)
    assert np.abs(ours).max() > 0.1
    numbers = ("data_loss", "penalty", "validation_loss", "accuracy", "validation_accuracy")
    return np.abs(ours - theirs).max(), max(
        np.abs(getattr(mine, n) - getattr(his, n)).max() for n in numbers
    )


@pytest.mark.parametrize("other", ["torch", "keras"])
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("penalty", PENALTIES)
def test_same_trajectory(other, penalty, optimizer):
    weights, history = differences(other, penalty, optimizer, "dyadic", 0.0, "float64", "tanh")
    assert weights <= 1e-12
    assert history <= 1e-12


@pytest.mark.parametrize("other", ["torch", "keras"])
@pytest.mark.parametrize("optimizer", ["SGD", "momentum"])
def test_same_trajectory_with_relu(other, optimizer):
    weights, history = differences(other, "L2", optimizer, "dyadic", 0.0, "float64", "relu")
    assert weights <= 1e-12
    assert history <= 1e-12


@pytest.mark.parametrize("other", ["torch", "keras"])
@pytest.mark.parametrize(
    ("optimizer", "rates"), [("SGD", 0.25), ("AdamW", 0.25), ("momentum", (0.125, 0.25, 0.5))]
)
def test_same_trajectory_with_shared_dropout_masks(other, optimizer, rates):
    weights, history = differences(other, "L2", optimizer, "dyadic", rates, "float64", "tanh")
    assert weights <= 1e-12
    assert history <= 1e-12


@pytest.mark.parametrize("other", ["torch", "keras"])
@pytest.mark.parametrize("optimizer", ["momentum", "AdamW"])
def test_same_trajectory_with_a_schedule(other, optimizer):
    """Step and decay follow the learning rate in the three frameworks alike."""
    weights, history = differences(other, "none", optimizer, "scheduled", 0.0, "float64", "tanh")
    assert weights <= 1e-12
    assert history <= 1e-12


@pytest.mark.parametrize("other", ["torch", "keras"])
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_same_trajectory_with_shared_noise_and_a_limit(other, optimizer):
    """And with dropout: each draws from a stream of its own."""
    case = ("L2", optimizer, "dyadic", 0.25, "float64", "tanh", 2**-2, 1.25)
    weights, history = differences(other, *case)
    assert weights <= 1e-12
    assert history <= 1e-12


@pytest.mark.parametrize("other", ["torch", "keras"])
def test_same_draws_for_a_smaller_last_batch(other):
    """Batches of 100, 100, 100 and 20: masks and noise belong to the rows that are there."""
    case = ("L2", "SGD", "dyadic", 0.25, "float64", "tanh", 2**-2, None, 100)
    weights, history = differences(other, *case)
    assert weights <= 1e-12
    assert history <= 1e-12


@pytest.mark.parametrize("other", ["torch", "keras"])
@pytest.mark.parametrize("optimizer", EVERYDAY)
def test_everyday_hyperparameters(other, optimizer):
    """Not exact in float32, and ε = 1e-8: ours still agree, because nothing rounds them."""
    weights, _ = differences(other, "L2", optimizer, "everyday", 0.0, "float64", "tanh")
    assert weights <= 1e-10


@pytest.mark.parametrize("other", ["torch", "keras"])
@pytest.mark.parametrize(
    ("optimizer", "limit"), [("SGD", 1e-5), ("momentum", 1e-5), ("AdamW", 1e-3)]
)
def test_float32(other, optimizer, limit):
    weights, _ = differences(other, "L2", optimizer, "dyadic", 0.0, "float32", "tanh")
    assert weights <= limit


def test_the_comparison_can_tell_settings_apart():
    """Another strength or another seed is far outside the tolerance."""
    case = ("SGD", "dyadic", 0.0, "float64", "tanh")
    plain, _ = trained("numpy", "none", *case)
    penalized, _ = trained("numpy", "L2", *case)
    assert np.abs(plain - penalized).max() > 1e-3
    for noise, limit in ((2**-2, None), (0.0, 1.25)):
        other, _ = trained("numpy", "none", *case, noise, limit)
        assert np.abs(plain - other).max() > 1e-3


def stopped(name, patience):
    """Labels half wrong, so that it stops long before its 100 epochs are over."""
    framework = FRAMEWORKS[name]
    x, y = data("float64")
    wrong = np.random.default_rng(1).integers(0, 5, len(y))
    y = np.where(np.arange(len(y)) % 2, y, wrong)
    model = framework.package.mlp((20, 12, 5), activation="tanh", dropout=0.25, seed=5)
    history = framework.package.fit(
        model,
        minibatches(x[:200], y[:200], batch_size=50, seed=6),
        optimizer=framework.optimizer("SGDW", model, learning_rate=2**-2, momentum=7 / 8),
        epochs=100,
        validation=(x[200:], y[200:]),
        early_stopping=framework.package.EarlyStopping(patience, 2**-10),
    )
    return flat(framework.package.weights(model)), history


@pytest.mark.parametrize("other", ["torch", "keras"])
@pytest.mark.parametrize("patience", [1, 4, 12])
def test_same_trajectory_stopping_epoch_and_restored_weights(other, patience):
    ours, mine = stopped("numpy", patience)
    theirs, his = stopped(other, patience)
    assert mine.best_epoch == his.best_epoch
    assert len(mine) == len(his) == mine.best_epoch + patience + 1 < 100
    assert np.abs(ours - theirs).max() <= 1e-12
    assert np.abs(mine.validation_loss - his.validation_loss).max() <= 1e-12
