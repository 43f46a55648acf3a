"""The protocols of the chapter on weight decay: closed forms and invariants on small cases."""

import keras
import numpy as np
import pytest
import torch

from coursecode.experiments import (
    watching,
    weight_decay as experiments,
    weight_decay_frameworks as frameworks,
    weight_decay_normalized as normalized,
)
from coursecode.numpy import L2, SGDW, AdamW, fit, mlp
from coursecode.numpy.training import cross_entropy
from coursecode.shared.datasets import center, digits
from coursecode.shared.minibatches import minibatches


def test_a_cosine_starts_at_1_and_ends_at_0():
    factor = experiments.cosine(10)
    assert [factor(0), factor(5)] == pytest.approx([1, 0.5])
    assert factor(10) == pytest.approx(0, abs=1e-15)


def valley(shift):
    """A surface whose best log2 decay is shift + ½ log2 learning rate, between the cells."""
    learning_rates, decays = 2.0 ** np.arange(-4, 0), 2.0 ** np.arange(-8, 3)
    x, y = np.log2(learning_rates)[:, np.newaxis], np.log2(decays)
    loss = np.stack([(y - (s + 0.5 * x)) ** 2 for s in shift])
    return experiments.Surface(learning_rates, decays, loss, -loss)


def test_the_best_decay_is_found_between_the_cells():
    surface = valley([0.0, -1.3])
    np.testing.assert_allclose(surface.best()[1], -1.3 + 0.5 * np.arange(-4, 0))
    np.testing.assert_allclose(surface.slope(0), [0.5, 0.5])
    np.testing.assert_allclose(surface.slope(2), [0.5, 0.5])


def test_a_best_decay_at_the_border_is_the_border():
    np.testing.assert_array_equal(valley([-20.0]).best(), np.full((1, 4), -8.0))


def test_inside_is_what_is_not_at_the_border():
    assert valley([0.0]).inside().all()
    assert not valley([-20.0, 20.0]).inside().any()


def test_the_choice_is_the_validation_sets_and_the_loss_the_tests():
    surface = valley([0.0, -1.3])  # validation is worst where the test is best
    np.testing.assert_array_equal(surface.chosen(), surface.loss.max(axis=(1, 2)))


def test_coupled_and_decoupled_labels_start_from_the_same_network():
    one, other = (
        experiments.labels(0.3, np.array([0.0, 0.03]), seeds=1, epochs=3, kind=kind)
        for kind in ("coupled", "decoupled")
    )
    assert one.test[0, 0] == other.test[0, 0]
    assert one.stopped == other.stopped
    assert one.test[0, 1] != other.test[0, 1]


def test_wrong_labels_make_longer_weights_and_the_same_turn():
    settings = {"seeds": 1, "steps": 600, "scales": (0.5,)}
    clean, wrong = (
        normalized.course([(0.2, 0.08)], **settings, wrong_labels=noise) for noise in (0.0, 0.4)
    )
    assert wrong.predicted.item() > 1.2 * clean.predicted.item()
    assert wrong.turn.item() == pytest.approx(clean.turn.item(), rel=0.05)


def test_without_decay_coupled_and_decoupled_are_the_same_networks():
    learning_rates, none = np.array([2.0**-8, 2.0**-6]), np.zeros(1)
    one, other = (
        experiments.surface(kind, learning_rates, none, seeds=1, epochs=2)
        for kind in ("coupled", "decoupled")
    )
    np.testing.assert_array_equal(one.loss, other.loss)
    assert one.loss[0, 0, 0] != one.loss[0, 1, 0]


@pytest.mark.parametrize("kind", ["coupled", "decoupled"])
def test_a_cell_of_the_map_is_one_network_trained_by_fit(kind):
    """Its own two numbers, the half of the penalty, the cosine to the end, the batches."""
    learning_rates, decays = np.array([2.0**-8, 2.0**-5]), np.array([0.5, 2.0, 8.0]) * 2.0**-5
    found = experiments.surface(kind, learning_rates, decays, seeds=2, epochs=3)
    split = center(digits(train=200, label_noise=0.2, seed=1))
    for i, j in np.ndindex(2, 3):
        penalty = L2(decays[j] / 2) if kind == "coupled" else None
        model = mlp((64, 16, 10), penalty=penalty, seed=1)
        half_turn = [learning_rates[i] * (1 + np.cos(np.pi * step / 12)) / 2 for step in range(12)]
        decay = 0.0 if kind == "coupled" else decays[j]
        optimizer = AdamW(half_turn.__getitem__, weight_decay=decay)
        fit(model, minibatches(*split.train, batch_size=50, seed=1), optimizer=optimizer, epochs=3)
        for part, losses in ((split.test, found.loss), (split.validation, found.validation)):
            loss = cross_entropy(model(part.x), part.y).mean()
            assert losses[1, i, j] == pytest.approx(loss, rel=1e-9)


def test_a_strong_decay_silences_the_network():
    """Uniform guesses cost ln 10, coupled and decoupled alike."""
    learning_rate, strong = np.array([0.01]), np.array([90.0])
    for kind in ("coupled", "decoupled"):
        found = experiments.surface(kind, learning_rate, strong, seeds=1, epochs=60)
        assert found.loss.item() == pytest.approx(np.log(10), abs=0.05)


def test_labels_chooses_by_validation_and_stops_at_the_last_of_equal_epochs(monkeypatch):
    """Validation likes the second decay, and the epochs 1 and 2 alike; the test set disagrees."""
    validation = iter([[0.5, 0.1], [0.7, 0.9], [0.7, 0.9], [0.6, 0.9]])
    test = iter([[0.8, 0.0], [0.7, 0.0], [0.3, 0.0], [0.9, 0.4], [0.6, 0.2]])  # records, ends
    asked = []

    def accuracy(model, part):
        asked.append(part)
        return np.array(next(validation if part is asked[0] else test))

    for module in (experiments, watching):
        monkeypatch.setattr(module, "accuracy", accuracy)
    found = experiments.labels(0.3, np.array([0.0, 3.0]), seeds=1, epochs=4)
    assert found.stopped == [0.3]
    assert found.chosen == [0.4]
    assert found.frequent == pytest.approx([0.1], abs=0.01)
    clean = digits(seed=0).validation.y
    assert 0.2 < np.mean(asked[0].y != clean) < 0.4  # wrong in validation too
    assert found.repeated.tolist() == [[0.6, 0.2]]
    flipped = asked[-1][1]  # the wrong ones among the training labels, all of them
    assert len(flipped) == np.sum(digits(label_noise=0.3, seed=0).train.y != digits(seed=0).train.y)


@pytest.mark.parametrize("ratio", [0.5, 1.0, 1.5])
def test_theory_of_krogh_and_hertz(ratio):
    """Many inputs: simulation and theory agree, and the best κ is the noise's variance."""
    kappas = np.array([0.1, 0.25, 0.6, 2.0])
    theory, runs = experiments.linear_teacher(kappas, (ratio,), seeds=8, inputs=400)[ratio]
    np.testing.assert_allclose(runs.mean(axis=0), theory, rtol=0.07)
    fine = np.geomspace(0.02, 3, 400)
    best = fine[experiments.krogh_hertz(fine, ratio, 0.5).argmin()]
    assert best == pytest.approx(0.25, rel=0.02)


def quadratic():
    x = np.random.default_rng(0).standard_normal((30, 3))
    return frameworks.squared_error(x, x @ np.array([1.0, -2.0, 0.5]))


def test_a_path_is_recorded_alike_for_all_frameworks():
    gradient, _ = quadratic()
    makers = {
        "numpy": SGDW(0.125, 0.5),
        "torch": lambda p: torch.optim.SGD(p, 0.125, momentum=0.5),
        "keras": keras.optimizers.SGD(0.125, momentum=0.5),
    }
    paths = [frameworks.path(maker, np.ones(3), gradient, 20) for maker in makers.values()]
    assert paths[0].shape == (21, 3)
    np.testing.assert_array_equal(paths[0][0], np.ones(3))
    for other in paths[1:]:
        np.testing.assert_allclose(other, paths[0], rtol=0, atol=1e-12)


def test_the_strength_at_rest_is_that_of_the_ridge():
    gradient, ridge = quadratic()
    for strength in (0.0, 0.3, 7.0):
        assert frameworks.strength(ridge(strength), gradient) == pytest.approx(strength, abs=1e-12)


def test_the_courses_optimizers_walk_together():
    gradient, _ = quadratic()
    for name in ("SGDW", "AdamW"):
        found = frameworks.three_paths(
            name, np.ones(3), gradient, 20, learning_rate=0.0625, weight_decay=0.25
        )
        for title in ("PyTorch", "Keras"):
            np.testing.assert_allclose(found[title], found["NumPy"], rtol=0, atol=1e-10)
        assert np.abs(found["NumPy"][-1] - 1).max() > 0.1


def test_who_decays():
    found = frameworks.decayed()
    assert found["coursecode.torch.AdamW"] == found["coursecode.keras.AdamW"] == [0.75, 1, 1]
    assert found["torch.optim.SGD"] == found["keras.optimizers.AdamW"] == [0.75, 0.75, 0.75]


def test_gradients_of_a_normalized_network():
    """Central differences in every parameter of a small batch, for a stack of two networks."""
    part, rows = normalized.batches(seed=1, steps=1, size=12)
    x, y = part.x[rows[0]], part.y[rows[0]]
    model = normalized.Normalized(1, (1.0, 2.0))
    error = normalized.cross_entropy_gradient(model.forward(x), y)
    parts = {"kernel": (0, 3, 5), "last": (1, 2, 7), "bias": (0, 0, 4)}
    for gradient, (name, where) in zip(model.backward(error), parts.items(), strict=True):
        values, losses = getattr(model, name), []
        for h in (1e-6, -1e-6):
            values[where] += h
            losses.append(cross_entropy(model.forward(x), y).mean(axis=-1)[where[0]])
            values[where] -= h
        assert gradient[where] == pytest.approx((losses[0] - losses[1]) / 2e-6, rel=1e-5, abs=1e-9)


def test_longer_weights_with_a_larger_rate_compute_the_same():
    c = np.array([1.0, 4.0])
    model, part = normalized.train(2, 20, learning_rate=0.1 * c**2, decay=0.1 / c**2, scales=c)
    one, other = model.forward(part.x)
    np.testing.assert_allclose(one, other, rtol=0, atol=1e-10)
    np.testing.assert_allclose(model.norms()[1], 4 * model.norms()[0], rtol=1e-10)


def test_a_growing_rate_replaces_the_decay():
    decayed, part = normalized.train(3, 30, learning_rate=0.2, decay=0.1)
    free, _ = normalized.train(3, 30, learning_rate=lambda t: 0.2 * 0.98 ** (-2 * t - 1), decay=0.0)
    np.testing.assert_allclose(decayed.forward(part.x), free.forward(part.x), rtol=0, atol=1e-10)


def test_norms_grow_without_decay_and_settle_with_it():
    settings = [(0.4, 0.0), (0.4, 0.1)]
    course = normalized.course(settings, seeds=1, steps=400, scales=(1.0, 1.0))
    free, decayed = course.norm[0]
    assert (np.diff(free) > 0).all()
    assert np.isnan(course.predicted[0, 0])
    assert decayed[200:].mean() == pytest.approx(course.predicted[0, 1], rel=0.05)
    assert course.turn[0, 1] == pytest.approx(np.sqrt(2 * 0.4 * 0.1), rel=0.05)
