"""The protocols of the chapter on dropout: closed forms and invariants on small cases."""

from itertools import product

import numpy as np
import pytest

from coursecode.experiments import dropout as experiments
from coursecode.experiments.dropout import ensemble, evaluation, linear, networks, words
from coursecode.numpy import mlp, set_weights, weights
from coursecode.shared.datasets import center, digits
from coursecode.shared.datasets.split import Part, Split


@pytest.mark.parametrize("rate", [0.2, 0.5, 0.7])
def test_all_masks_have_all_the_chance(rate):
    masks = experiments.all_masks(4)
    chance = experiments.probabilities(masks, rate)
    assert {tuple(mask) for mask in masks} == set(product((0.0, 1.0), repeat=4))
    assert chance.sum() == pytest.approx(1)
    np.testing.assert_allclose(chance @ masks, 1 - rate)
    assert chance[np.all(masks == 1, axis=1)] == pytest.approx((1 - rate) ** 4)


def problem(n=30, features=5):
    rng = np.random.default_rng(0)
    x, w = rng.standard_normal((n, features)), 0.3 * rng.standard_normal(features)
    return x, rng.integers(0, 2, n).astype(float), w


def test_the_expected_square_is_the_square_and_the_variance():
    x, y, w = problem()
    for rate in (0.2, 0.6):
        penalty = rate / (1 - rate) * np.mean(x**2, axis=0) @ w**2
        expected = np.mean((y - x @ w) ** 2) + penalty
        assert experiments.expected_squared_error(x, y, w, rate) == pytest.approx(expected)


def test_the_price_is_what_drawn_masks_cost():
    x, _, w = problem()
    rng = np.random.default_rng(1)
    scores = [(x * (rng.random(x.shape) >= 0.4) / 0.6) @ w for _ in range(4000)]
    drawn = np.mean(np.logaddexp(0, scores) - np.logaddexp(0, x @ w))
    assert experiments.price(x, w, 0.4) == pytest.approx(drawn, rel=0.1)


def test_the_quadratic_price_is_right_for_small_weights_and_vanishes_for_large_ones():
    x, _, w = problem()
    small = 0.01 * w
    assert experiments.quadratic_price(x, small, 0.5) == pytest.approx(
        experiments.price(x, small, 0.5), rel=1e-3
    )
    far = 1000 * w
    assert experiments.quadratic_price(x, far, 0.5) < 0.2 * experiments.price(x, far, 0.5)


def slope(objective, w, step=1e-5):
    return np.array(
        [(objective(w + d) - objective(w - d)) / (2 * step) for d in step * np.eye(len(w))]
    )


def test_the_logistic_fits_are_minima():
    x, y, _ = problem()

    def loss(w):
        return np.mean(np.logaddexp(0, x @ w) - y * (x @ w))

    charges = np.linspace(0.01, 0.1, 5)
    found = experiments.logistic(x, y, charges)
    np.testing.assert_allclose(slope(lambda w: loss(w) + charges @ w**2, found), 0, atol=1e-8)
    found = experiments.logistic_with_dropout(x, y, 0.4)
    noisy = slope(lambda w: loss(w) + experiments.price(x, w, 0.4), found)
    np.testing.assert_allclose(noisy, 0, atol=1e-8)


def test_adaptive_charges_are_the_quadratic_price():
    x, _, w = problem()
    charges = experiments.adaptive_charges(x, w, 0.3)
    assert charges @ w**2 == pytest.approx(experiments.quadratic_price(x, w, 0.3))


def test_sigmoid_does_not_overflow():
    np.testing.assert_allclose(linear.sigmoid(np.array([-1e4, 0.0, 2.0])), [0, 0.5, 0.880797078])


@pytest.mark.parametrize("rate", [0.5, 0.3])
def test_the_whole_network_is_the_geometric_mean_in_front_of_the_last_layer(rate):
    rng = np.random.default_rng(2)
    pairs = [(rng.standard_normal(s), rng.standard_normal(s[1])) for s in ((4, 6), (6, 3))]
    x = rng.standard_normal((7, 4))
    last = experiments.all_networks(pairs, x, rate, place=1)
    first = experiments.all_networks(pairs, x, rate, place=0)
    np.testing.assert_allclose(last["geometric"], last["one network"], atol=1e-12)
    assert np.abs(last["arithmetic"] - last["one network"]).max() > 0.01
    assert np.abs(first["geometric"] - first["one network"]).max() > 0.01
    for p in (*first.values(), *last.values()):
        np.testing.assert_allclose(p.sum(axis=1), 1)


def test_forward_without_a_mask_is_the_network():
    model = mlp((5, 4, 3), seed=1)
    x = np.random.default_rng(0).standard_normal((6, 5))
    found = ensemble.forward(weights(model), x, 1.0, 0.0, 0)
    np.testing.assert_allclose(found, model(x), atol=1e-14)


def test_weights_without_the_scale_make_each_layer_louder():
    """With ReLU and no biases two layers behind dropout at 0.5 multiply the outputs by four."""
    model = mlp((5, 4, 4, 3), seed=1)
    louder = mlp((5, 4, 4, 3), seed=2)
    set_weights(louder, evaluation.unscaled(weights(model), 0.5))
    x = np.random.default_rng(0).standard_normal((6, 5))
    np.testing.assert_allclose(louder(x), 4 * model(x))


def test_how_well_doubt_ranks_errors():
    wrong = np.array([True, True, False, False])
    assert evaluation.ranks_above(np.array([3.0, 4.0, 1.0, 2.0]), wrong) == 1
    assert evaluation.ranks_above(np.array([1.0, 2.0, 3.0, 4.0]), wrong) == 0
    assert evaluation.ranks_above(np.ones(4), wrong) == 0.5
    assert evaluation.ranks_above(np.array([1.0, 4.0, 2.0, 3.0]), wrong) == 0.5


def test_entropy_of_certainty_and_of_doubt():
    found = evaluation.entropy(np.array([[1.0, 0.0], [0.5, 0.5]]))
    np.testing.assert_allclose(found, [0, np.log(2)])


def test_cross_entropy_and_softmax():
    p = experiments.softmax(np.array([[0.0, np.log(3.0)], [1000.0, 0.0]]))
    np.testing.assert_allclose(p, [[0.25, 0.75], [1, 0]])
    assert experiments.cross_entropy(p, np.array([1, 0])) == pytest.approx(-np.log(0.75) / 2)


def test_passes_scatter_and_evaluation_does_not():
    split = center(digits(train=100, seed=0))
    model = experiments.trained(split, 0.5, seed=0)
    x = split.test.x[:20]
    many = evaluation.passes(model, x, 3)
    assert many.shape == (3, 20, 10)
    assert not np.array_equal(many[0], many[1])
    np.testing.assert_array_equal(model(x), model(x))


def test_no_unit_taken_away_costs_nothing():
    lost = experiments.without_units((0.5,), [0, 128], seeds=1, draws=1)[0.5]
    assert lost[0, 0] == 0
    assert lost[0, 1] > 0.5


def test_texts_tell_by_the_words_that_they_say():
    rare, common = slice(0, 100), slice(100, 500)
    for telling, part, other in (("rare", rare, common), ("common", common, rare)):
        x, y = words.texts(2000, 0, telling=telling)
        hints = np.abs((2 * y - 1) @ x) / np.sqrt(np.sum(x**2, axis=0))
        assert hints[part].mean() > 1.5 * hints[other].mean()
    assert np.mean(words.texts(2000, 0, telling="rare").x[:, :100] != 0) == pytest.approx(
        0.04, abs=0.005
    )


def test_a_rate_of_zero_is_no_dropout_at_any_place(monkeypatch):
    monkeypatch.setattr(networks, "EPOCHS", 2)
    found = experiments.rates(0.3, 8, np.array([0.0, 0.5]), seeds=1)
    places = experiments.places(0.0, [(0, 0), (0, 0), (0.5, 0)], seeds=1)
    assert found.test.shape == found.train.shape == found.norms.shape == (1, 2)
    assert places[0, 0] == places[0, 1]


def tiny(pixels):
    """A split of random pictures, as small as one can train on."""
    rng = np.random.default_rng(0)
    parts = [Part(rng.random((n, pixels)), rng.integers(0, 10, n)) for n in (100, 20, 30)]
    names = tuple(str(i) for i in range(pixels))
    return Split(*parts, feature_names=names, units=names, target="digit", target_unit="")


@pytest.mark.parametrize("pixels", [64, 784])
def test_the_study_runs_on_pictures_of_any_size(pixels):
    """784 pixels are those of MNIST, here with a tiny stand-in."""
    found = experiments.study(
        center(tiny(pixels)), width=8, strengths=[0, 1e-3], rates=[(0, 0), (0.2, 0.5)], seed=0,
        epochs=1,
    )  # fmt: skip
    assert list(found) == ["neither", "L2", "dropout", "both", "stopped", "dropout, stopped"]
    assert all(0 <= score <= 1 for score in found.values())


def test_each_method_chooses_from_its_own_part(monkeypatch):
    """Validation prefers the last network, the test set the first; its value tells the choice."""
    trained = [np.array([0.1, 0.2, 0.3, 0.4]), np.array([3.0, 2.0, 1.0, 0.0])]
    stopped = [np.array([0.1, 0.2]), np.array([5.0, 4.0])]
    table = iter(trained + stopped)
    monkeypatch.setattr(networks, "accuracy", lambda model, part: next(table))
    found = experiments.study(
        tiny(4), width=2, strengths=[0, 0.1], rates=[(0, 0), (0, 0.5)], seed=0, epochs=1
    )
    assert found == {
        "neither": 3, "L2": 1, "dropout": 2, "both": 0, "stopped": 5, "dropout, stopped": 4
    }  # fmt: skip


def test_a_stopped_network_is_the_one_of_its_least_validation_loss():
    """The same network as without patience, some epochs earlier."""
    settings = {"seed": 0, "dropout": 0.0, "networks": 1}
    split = center(digits(label_noise=0.3, validation_label_noise=0.3, seed=0))
    stopped = networks.train(split, 16, epochs=30, patience=30, **settings)
    losses = []
    for epochs in range(1, 31):
        model = networks.train(split, 16, epochs=epochs, **settings)
        p = experiments.softmax(model(split.validation.x)[0])
        losses.append(experiments.cross_entropy(p, split.validation.y))
        if losses[-1] == min(losses):
            best = model.theta.copy()
    assert np.argmin(losses) < 25  # else stopping had nothing to do
    np.testing.assert_array_equal(stopped.theta, best)


def test_words_begin_with_no_penalty_and_validation_may_choose_it():
    rates = np.array([0.0])
    found, chosen = experiments.compare("rare", np.array([0.0, 1.0]), rates, seeds=1)
    assert found["neither"] == found["L2"] == found["dropout"]  # nothing else can be chosen
    assert found["neither, rescaled"] == found["L2, rescaled"] > found["L2"]
    assert chosen == {"L2": 0, "dropout": 0, "L2, rescaled": 0}
    with pytest.raises(ValueError, match="begin with 0"):
        experiments.compare("rare", np.array([0.1]), rates, seeds=1)


def test_black_and_white_change_places():
    raw, mean = np.array([0.0, 0.25, 1.0]), np.array([0.1, 0.2, 0.3])
    np.testing.assert_allclose(raw - mean + evaluation.inverted(raw, 1.0), 1 - raw - mean)


def test_without_dropout_no_two_passes_disagree():
    model = mlp((5, 4, 3), seed=1)
    x = np.random.default_rng(0).standard_normal((6, 5))
    one, mean, *doubts = evaluation.doubts(model, x, 3)
    np.testing.assert_allclose(one, mean)
    np.testing.assert_allclose(doubts[0], doubts[1])
    np.testing.assert_allclose(doubts[2], 0, atol=1e-12)
