"""Many networks at once: every one comes out as if it had been trained alone."""

import numpy as np
import pytest

from coursecode.numpy import (
    L1,
    L2,
    SGDW,
    AdamW,
    Dropout,
    EarlyStopping,
    ElasticNet,
    GroupLasso,
    MaxNorm,
    fit,
    mlp,
    weights,
)
from coursecode.shared.initial import DropoutDraws
from coursecode.shared.minibatches import minibatches

SEEDS = [0, 0, 1, 1, 7]
STRENGTHS = np.array([0.0, 1e-3, 1e-2, 0.1, 1e-3])
RATES = np.array([0.1, 0.05, 0.2, 0.1, 0.02])
DROPOUT = np.array([0.0, 0.25, 0.5, 0.1, 0.5])
x = np.random.default_rng(0).standard_normal((150, 8))
y = np.random.default_rng(1).integers(0, 4, 150)


def train(model, optimizer):
    batches = minibatches(x, y, batch_size=32, seed=3)
    return fit(model, batches, optimizer=optimizer, epochs=6, validation=(x[:40], y[:40]))


CASES = {
    "L2, momentum": (L2, lambda i: SGDW(RATES[i], 0.9, STRENGTHS[i])),
    "L1, AdamW": (L1, lambda i: AdamW(RATES[i] / 10, weight_decay=STRENGTHS[i])),
    "ElasticNet, SGD": (lambda s: ElasticNet(s, 2 * s), lambda i: SGDW(RATES[i])),
    "GroupLasso, SGD": (lambda s: GroupLasso(s, 0), lambda i: SGDW(RATES[i])),
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("activation", ["relu", "tanh"])
def test_each_is_trained_as_if_alone(case, activation):
    penalty, optimizer = CASES[case]
    settings = {"activation": activation}
    stack = mlp((8, 6, 5, 4), penalty=penalty(STRENGTHS), dropout=DROPOUT, seed=SEEDS, **settings)
    history = train(stack, optimizer(slice(None)))
    assert history.data_loss.shape == (6, len(SEEDS))
    for i, seed in enumerate(SEEDS):
        alone = mlp(
            (8, 6, 5, 4), penalty=penalty(STRENGTHS[i]), dropout=DROPOUT[i], seed=seed, **settings
        )
        single = train(alone, optimizer(i))
        np.testing.assert_allclose(stack.theta[i], alone.theta, atol=1e-12, rtol=0)
        for name in ("data_loss", "penalty", "accuracy", "validation_loss"):
            np.testing.assert_allclose(
                getattr(history, name)[:, i], getattr(single, name), atol=1e-12, rtol=0
            )


def test_rates_for_inputs_and_networks_combine():
    """A list has one entry per layer; each entry is one rate, or one per network."""
    inputs = np.array([0.0, 0.1, 0.2, 0.3, 0.2])
    stack = mlp((8, 6, 5, 4), dropout=[inputs, 0.5, DROPOUT], seed=SEEDS)
    train(stack, SGDW(0.1, 0.9))
    for i, seed in enumerate(SEEDS):
        alone = mlp((8, 6, 5, 4), dropout=[inputs[i], 0.5, DROPOUT[i]], seed=seed)
        train(alone, SGDW(0.1, 0.9))
        np.testing.assert_allclose(stack.theta[i], alone.theta, atol=1e-12, rtol=0)


def test_input_rates_that_do_not_fit_the_networks_are_named():
    with pytest.raises(ValueError, match=r"dropout holds 2 values.*there are 3 networks"):
        mlp((8, 4), dropout=[np.array([0.1, 0.2])], seed=[0, 1, 2])
    with pytest.raises(ValueError, match="dropout must be one number for one network, got 2"):
        mlp((8, 6, 4), dropout=np.array([0.1, 0.2]))


def test_noise_and_limits_of_each_network():
    """One standard deviation and one limit per network; equal seeds share their noise."""
    noise, limits = np.array([0.0, 0.5, 0.5, 0.1, 2.0]), np.array([0.5, 9.0, 1.0, 0.2, 1.5])
    stack = mlp((8, 6, 5, 4), noise=noise, constraint=MaxNorm(limits), dropout=0.25, seed=SEEDS)
    history = train(stack, SGDW(0.1, 0.9))
    for i, seed in enumerate(SEEDS):
        alone = mlp(
            (8, 6, 5, 4), noise=noise[i], constraint=MaxNorm(limits[i]), dropout=0.25, seed=seed
        )
        single = train(alone, SGDW(0.1, 0.9))
        np.testing.assert_allclose(stack.theta[i], alone.theta, atol=1e-12, rtol=0)
        np.testing.assert_allclose(history.data_loss[:, i], single.data_loss, atol=1e-12, rtol=0)


def test_noise_and_limits_that_do_not_fit_the_networks_are_named():
    with pytest.raises(ValueError, match=r"noise holds 2 values.*there are 3 networks"):
        mlp((8, 4), noise=np.array([0.1, 0.2]), seed=[0, 1, 2])
    with pytest.raises(ValueError, match="noise must be one number for one network, got 2"):
        mlp((8, 4), noise=np.array([0.1, 0.2]))
    with pytest.raises(ValueError, match=r"limit holds 2 values.*there are 3 networks"):
        mlp((8, 5, 4), constraint=MaxNorm(np.ones(2)), seed=[0, 1, 2])
    with pytest.raises(ValueError, match="limit must be one number for one network, got 2"):
        mlp((8, 5, 4), constraint=MaxNorm(np.ones(2)))


def test_one_setting_serves_all():
    stack = mlp((8, 4), penalty=L2(0.01), seed=[3, 3])
    train(stack, SGDW(0.1))
    np.testing.assert_array_equal(stack.theta[0], stack.theta[1])


def test_weights_of_a_stack():
    pairs = weights(mlp((8, 6, 4), seed=SEEDS))
    assert [(k.shape, b.shape) for k, b in pairs] == [
        ((5, 8, 6), (5, 6)),
        ((5, 6, 4), (5, 4)),
    ]
    np.testing.assert_array_equal(pairs[0][0][1], weights(mlp((8, 6, 4), seed=0))[0][0])


def test_layers_are_views_of_one_vector():
    for model in (mlp((8, 6, 4)), mlp((8, 6, 4), seed=SEEDS)):
        for part in (*model.kernels, *model.biases):
            assert np.shares_memory(part, model.theta)
        for part in (*model.kernel_gradients, *model.bias_gradients):
            assert np.shares_memory(part, model.gradient)
        assert [kernel.shape[-2:] for kernel in model.kernels] == [(8, 6), (6, 4)]


def test_penalties_of_a_stack_have_one_value_each():
    w = np.random.default_rng(2).standard_normal((5, 8, 6))
    for make in (L1, L2, lambda s: ElasticNet(s, s), lambda s: GroupLasso(s, 1)):
        penalty = make(STRENGTHS)
        alone = [make(s) for s in STRENGTHS]
        np.testing.assert_allclose(penalty(w), [p(k) for p, k in zip(alone, w, strict=True)])
        expected = [p.prox(k, 0.1 * i) for i, (p, k) in enumerate(zip(alone, w, strict=True))]
        np.testing.assert_allclose(penalty.prox(w, 0.1 * np.arange(5)), expected, atol=1e-15)
        expected = [p.gradient(k) for p, k in zip(alone, w, strict=True)]
        np.testing.assert_allclose(penalty.gradient(w), expected, atol=1e-15)


def test_networks_of_one_seed_share_their_masks_and_others_do_not():
    h = np.ones((3, 20, 30))
    dropped = Dropout(0.5, DropoutDraws([4, 4, 9], 0))(h, training=True) == 0
    np.testing.assert_array_equal(dropped[0], dropped[1])
    assert np.mean(dropped[0] != dropped[2]) > 0.3


def test_a_wrong_number_of_values_is_named():
    stack = mlp((8, 4), seed=[0, 1, 2])
    with pytest.raises(ValueError, match=r"learning_rate holds 2 values.*there are 3 networks"):
        train(stack, SGDW(np.array([0.1, 0.2])))
    with pytest.raises(ValueError, match=r"strength holds 2 values.*there are 3 networks"):
        L2(np.array([0.1, 0.2])).gradient(stack.kernels[0])
    with pytest.raises(ValueError, match="learning_rate must be one number for one network"):
        train(mlp((8, 4)), SGDW(np.array([0.1, 0.2])))
    with pytest.raises(ValueError, match="weight_decay must be one number for one network"):
        train(mlp((8, 4)), SGDW(0.1, 0.0, np.full(8, 0.1)))


def test_a_lost_network_is_named():
    stack = mlp((8, 16, 4), seed=[0, 0])
    with pytest.raises(FloatingPointError, match=r"networks \[1\]"):
        train(stack, SGDW(np.array([0.1, 1e200])))


def test_early_stopping_treats_each_as_if_alone():
    """Rates so far apart that they stop at different times; one would diverge after its stop."""
    rates = np.array([2.0, 0.5, 0.1, 0.02, 2.0])

    def stopped(model, learning_rate):
        return fit(
            model,
            minibatches(x, y, batch_size=32, seed=3),
            optimizer=SGDW(learning_rate),
            epochs=25,
            validation=(x[:40][::-1], y[:40]),
            early_stopping=EarlyStopping(3, 2**-7),
        )

    stack = mlp((8, 6, 4), dropout=DROPOUT, seed=SEEDS)
    history = stopped(stack, rates)
    assert len(set(history.best_epoch.tolist())) >= 3
    for i, seed in enumerate(SEEDS):
        alone = mlp((8, 6, 4), dropout=DROPOUT[i], seed=seed)
        single = stopped(alone, rates[i])
        assert history.best_epoch[i] == single.best_epoch
        np.testing.assert_allclose(stack.theta[i], alone.theta, atol=1e-12, rtol=0)
        for name in ("data_loss", "penalty", "accuracy", "validation_loss", "validation_accuracy"):
            column = getattr(history, name)[:, i]
            np.testing.assert_allclose(
                column[: len(single)], getattr(single, name), atol=1e-12, rtol=0
            )
            assert np.isnan(column[len(single) :]).all()


def test_a_network_that_is_lost_after_its_stop_harms_nobody():
    """Network 1 is at its best at once, stops, and overflows before network 0 is done."""
    stack = mlp((8, 1), seed=[0, 0])
    target = x @ np.ones((8, 1)) * 1e-3
    history = fit(
        stack,
        minibatches(x, target, batch_size=30, seed=0),
        optimizer=SGDW(np.array([0.01, 3.0])),
        epochs=2000,
        loss="mse",
        validation=(x, target),
        early_stopping=EarlyStopping(2, 1e-12),
    )
    assert len(history) > 100
    assert history.best_epoch[0] > 100
    assert np.isfinite(stack.theta).all()
