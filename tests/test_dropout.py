"""Dropout: who is dropped, what is kept on average, and what flows back."""

import keras
import numpy as np
import pytest
from frameworks import FRAMEWORKS, UNITS, flat

import coursecode.keras as K
import coursecode.numpy as N
from coursecode.shared.initial import DropoutDraws
from coursecode.shared.minibatches import Minibatches, minibatches


def x(n=50):
    return np.random.default_rng(0).uniform(0.5, 2.0, (n, UNITS))


def layer(framework, rate, seed=0):
    return framework.make_dropout(rate, DropoutDraws(seed, 0))


def test_a_unit_is_dropped_or_scaled(framework):
    """rate 0.2 tells dropping from keeping: four fifths must survive."""
    for rate in (0.2, 0.5, 0.75):
        y = framework.dropout(layer(framework, rate), x(500), training=True)
        kept = y != 0
        np.testing.assert_allclose(y[kept], x(500)[kept] / (1 - rate), rtol=1e-14)
        assert abs(kept.mean() - (1 - rate)) < 4 * np.sqrt(rate * (1 - rate) / kept.size)


def test_masks_come_from_the_source_by_name(framework):
    draws = DropoutDraws(7, 0).random((50, UNITS))
    y = framework.dropout(layer(framework, 0.3, seed=7), x(), training=True)
    np.testing.assert_array_equal(y != 0, draws >= np.float32(0.3))


class Given:
    """A mask of one's own, as draws: 0 is below every rate, 1 is not."""

    def __init__(self, mask):
        self.mask = mask

    def random(self, shape):
        assert tuple(shape) == self.mask.shape
        return self.mask


def test_a_mask_can_be_given(framework):
    mask = np.random.default_rng(2).integers(0, 2, (50, UNITS)).astype(float)
    y = framework.dropout(framework.make_dropout(0.3, Given(mask)), x(), training=True)
    np.testing.assert_allclose(y, x() * mask / 0.7, rtol=1e-14)


def test_the_frameworks_agree_forward_and_backward(framework):
    """With float64 draws too, which all three round to float32 before they compare."""
    upstream = np.random.default_rng(1).standard_normal((50, UNITS))
    edge = np.full((50, UNITS), 0.1 - 1e-12)  # below the rate, until it is rounded
    for source in (lambda: np.random.default_rng(3), lambda: Given(edge)):
        ours, theirs = (
            f.dropout_gradient(f.make_dropout(0.1, source()), x(), upstream)
            for f in (FRAMEWORKS["numpy"], framework)
        )
        for a, b in zip(ours, theirs, strict=True):
            np.testing.assert_allclose(a, b, atol=1e-12, rtol=0)


def test_every_example_and_every_call_has_its_own_mask(framework):
    one = layer(framework, 0.5)
    first, second = (framework.dropout(one, x(), training=True) != 0 for _ in range(2))
    assert np.mean(first != second) > 0.4
    assert np.mean(first[0] != first[1]) > 0.2


def test_a_larger_rate_drops_what_a_smaller_one_drops(framework):
    few = framework.dropout(layer(framework, 0.2), x(), training=True) == 0
    many = framework.dropout(layer(framework, 0.6), x(), training=True) == 0
    assert np.all(many[few])
    assert many.sum() > few.sum()


def test_evaluation_is_the_identity(framework):
    one = layer(framework, 0.5)
    for _ in range(2):
        np.testing.assert_array_equal(framework.dropout(one, x(), training=False), x())


RATES = ([0.5, 0.5], 0.5)  # with the inputs, or hidden units alone


class Interrupted(Minibatches):
    """Batches that stop in the middle of an epoch, after a step with dropout on."""

    def __iter__(self):
        yield next(super().__iter__())
        raise KeyboardInterrupt


def trained(framework, rates, interrupt=False):
    """A network after two epochs, its data, and its history (None if it was interrupted)."""
    rng = np.random.default_rng(4)
    inputs, labels = rng.standard_normal((30, 5)), rng.integers(0, 3, 30)
    model = framework.package.mlp((5, 12, 3), dropout=rates, seed=0)
    batches = minibatches(inputs, labels, batch_size=10, seed=0)
    settings = {
        "optimizer": framework.optimizer("SGDW", model, learning_rate=0.1),
        "epochs": 2,
        "validation": (inputs[:9], labels[:9]),
    }
    if not interrupt:
        return model, inputs, labels, framework.package.fit(model, batches, **settings)
    batches.__class__ = Interrupted
    with pytest.raises(KeyboardInterrupt):
        framework.package.fit(model, batches, **settings)
    return model, inputs, labels, None


def by_hand(framework, model, inputs):
    """The whole network with all its units: what evaluation has to be."""
    (a, p), (b, q) = framework.package.weights(model)
    return np.maximum(inputs @ a + p, 0) @ b + q


@pytest.mark.parametrize("rates", RATES)
def test_evaluation_is_deterministic_after_training(framework, rates):
    model, inputs, _, _ = trained(framework, rates)
    for _ in range(2):
        found = framework.outputs(model, inputs)
        np.testing.assert_allclose(found, by_hand(framework, model, inputs), atol=1e-12)


@pytest.mark.parametrize("rates", RATES)
def test_evaluation_is_deterministic_after_an_interrupt(framework, rates):
    model, inputs, _, _ = trained(framework, rates, interrupt=True)
    assert not getattr(model, "training", False)  # PyTorch: left in evaluation mode
    for _ in range(2):
        found = framework.outputs(model, inputs)
        np.testing.assert_allclose(found, by_hand(framework, model, inputs), atol=1e-12)


@pytest.mark.parametrize("rates", RATES)
def test_a_history_is_measured_with_all_units(framework, rates):
    model, inputs, labels, history = trained(framework, rates)
    output = by_hand(framework, model, inputs)
    right = output[np.arange(30), labels]
    loss = np.log(np.exp(output - right[:, np.newaxis]).sum(axis=1))
    assert history.data_loss[-1] == pytest.approx(loss.mean(), rel=1e-12)
    assert history.validation_loss[-1] == pytest.approx(loss[:9].mean(), rel=1e-12)


def test_an_interrupted_training_can_be_taken_up_again(framework):
    model, inputs, labels, _ = trained(framework, 0.5, interrupt=True)
    optimizer = framework.optimizer("SGDW", model, learning_rate=0.1)
    batches = minibatches(inputs, labels, batch_size=10, seed=1)
    before = flat(framework.package.weights(model))
    framework.package.fit(model, batches, optimizer=optimizer, epochs=1)
    assert np.abs(flat(framework.package.weights(model)) - before).max() > 1e-3
    found = framework.outputs(model, inputs)
    np.testing.assert_allclose(found, by_hand(framework, model, inputs), atol=1e-12)


def test_one_rate_is_for_hidden_units_and_a_list_for_every_input(framework):
    """One number leaves the network's inputs alone; 0 in front of it says the same."""

    def after(rates):
        return flat(framework.package.weights(trained(framework, rates)[0]))

    np.testing.assert_array_equal(after(0.5), after([0, 0.5]))
    np.testing.assert_array_equal(after([0.0, 0.0]), after(0.0))
    assert np.abs(after([0.2, 0.5]) - after(0.5)).max() > 1e-3


def test_dropped_inputs_of_a_linear_model_are_the_first_kernels_rows(framework):
    """The gradient of a kernel row vanishes where its input was dropped in every example."""
    kernels = []
    for rate in ([0.0], [0.4]):
        model = framework.package.mlp((5, 3), dropout=rate, seed=0)
        start = framework.package.weights(model)[0][0]
        framework.package.fit(
            model,
            minibatches(np.ones((1, 5)), np.array([1]), batch_size=1, seed=0),
            optimizer=framework.optimizer("SGDW", model, learning_rate=0.1),
            epochs=1,
        )
        kernels.append(framework.package.weights(model)[0][0] - start)
    kept = DropoutDraws(0, 0).random((1, 5))[0] >= np.float32(0.4)
    assert 0 < kept.sum() < 5
    np.testing.assert_array_equal(np.abs(kernels[1]).max(axis=1) > 0, kept)
    assert np.all(np.abs(kernels[0]) > 0)


def test_rate_zero_is_the_identity(framework):
    np.testing.assert_array_equal(framework.dropout(layer(framework, 0.0), x(), training=True), x())


def test_the_gradient_flows_through_the_same_mask(framework):
    upstream = np.random.default_rng(1).standard_normal((50, UNITS))
    y, gradient = framework.dropout_gradient(layer(framework, 0.4), x(), upstream)
    np.testing.assert_allclose(gradient, upstream * (y / x()), rtol=1e-13)


def test_layers_of_one_network_do_not_share_masks():
    """Identity kernels let the product of two masks through; parity holds the others to it."""
    model = N.mlp((UNITS, UNITS, UNITS), dropout=[0.5, 0.5], seed=0)
    N.set_weights(model, [(np.eye(UNITS), np.zeros(UNITS))] * 2)
    alive = model.forward(np.ones((500, UNITS)), training=True) != 0
    assert alive.mean() == pytest.approx(0.25, abs=0.02)


def test_the_frameworks_own_randomness_begins_at_its_seed(framework):
    first, again, other = (
        framework.dropout(framework.make_dropout(0.5, framework.own_source(s)), x(), training=True)
        for s in (1, 1, 2)
    )
    np.testing.assert_array_equal(first, again)
    assert ((first == 0) != (other == 0)).mean() > 0.3


def test_a_keras_network_that_draws_can_be_loaded_again(tmp_path):
    model = K.mlp((5, 8, 3), dropout=0.5, noise=0.2)
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")
    inputs = np.random.default_rng(0).standard_normal((4, 5))
    np.testing.assert_array_equal(model(inputs), loaded(inputs))
    assert not np.array_equal(loaded(inputs, training=True), loaded(inputs))
