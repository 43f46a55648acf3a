"""The protocols of the chapter on early stopping: closed forms and invariants on small cases."""

from dataclasses import replace

import numpy as np
import pytest

from coursecode.experiments.early_stopping import frameworks, quadratic, small, traces
from coursecode.experiments.l2 import ridge
from coursecode.numpy import SGDW, EarlyStopping, fit, mlp
from coursecode.shared.datasets import center, digits
from coursecode.shared.minibatches import minibatches


@pytest.fixture(scope="module")
def runs():
    return traces.record(0.3, seeds=2, epochs=6)


def test_a_trace_is_the_training_that_fit_would_do(runs):
    split = traces.wrong_labels(0.3, 1)
    model = mlp(traces.SIZES, seed=1)
    batches = minibatches(*split.train, batch_size=traces.BATCH, seed=1)
    history = fit(model, batches, optimizer=SGDW(0.1), epochs=6, validation=split.validation)
    np.testing.assert_allclose(runs.train.loss()[1], history.data_loss, rtol=1e-12)
    np.testing.assert_allclose(runs.validation.loss()[1], history.validation_loss, rtol=1e-12)
    np.testing.assert_array_equal(runs.validation.accuracy()[1], history.validation_accuracy)
    assert runs.test.accuracy()[1, -1] == traces.accuracy(model, split.test)


def test_clean_and_wrong_validation_labels_belong_to_the_same_pictures(runs):
    """They differ exactly where 30 % of the labels are wrong."""
    assert (runs.validation_flipped.mean(axis=1) == 0.3).all()
    differ = np.any(runs.clean.losses != runs.validation.losses, axis=1)
    np.testing.assert_array_equal(differ, runs.validation_flipped)


def test_repeated_labels_add_up_to_the_training_accuracy(runs):
    right, wrong = runs.repeated()
    np.testing.assert_allclose(0.7 * right + 0.3 * wrong, runs.train.accuracy(), rtol=1e-12)


def test_recorded_stops_are_those_of_fit(runs):
    losses = runs.validation.loss()
    losses = np.where(np.arange(6) == 4, losses + 1, losses)
    best, last = traces.stops(losses, 1)
    assert best.tolist() == [3, 3]
    assert last.tolist() == [4, 4]
    split, model = traces.wrong_labels(0.3, 0), mlp(traces.SIZES, seed=0)
    history = fit(
        model,
        minibatches(*split.train, batch_size=traces.BATCH, seed=0),
        optimizer=SGDW(0.1),
        epochs=6,
        validation=split.validation,
        early_stopping=EarlyStopping(1, 0.2),
    )
    best, _ = traces.stops(runs.validation.loss(), 1, 0.2)
    assert history.best_epoch == best[0]


def test_a_sweep_reads_the_right_examples(runs):
    sweep = traces.patience_sweep(runs, (1, 9), (50, 500), monitor="accuracy")
    assert sweep.trained.shape == (2, 2, 2)
    assert (sweep.trained[:, 1] == 6).all()
    best = runs.validation.accuracy(50).argmax(axis=1)
    np.testing.assert_array_equal(sweep.kept[:, 1, 0], best)
    np.testing.assert_array_equal(sweep.test[:, 1, 0], traces.at(runs.test.accuracy(), best))


def test_a_sweep_of_the_loss_stops_where_the_loss_turns(runs):
    sweep = traces.patience_sweep(runs, (1, 2), (25,), monitor="loss")
    for i, patience in enumerate((1, 2)):
        best, last = traces.stops(runs.validation.loss(25), patience)
        np.testing.assert_array_equal(sweep.kept[:, i, 0], best)
        np.testing.assert_array_equal(sweep.trained[:, i, 0], last + 1)


def test_learning_rates_train_to_the_same_product():
    found = traces.learning_rates((0.5, 0.25), 1, seeds=1)
    assert [runs.test.loss().shape for runs in found.values()] == [(1, 2), (1, 4)]
    split, model = traces.wrong_labels(0.3, 0), mlp(traces.SIZES, seed=0)
    batches = minibatches(*split.train, batch_size=traces.BATCH, seed=0)
    history = fit(model, batches, optimizer=SGDW(0.25), epochs=4)
    np.testing.assert_allclose(found[0.25].train.loss()[0], history.data_loss, rtol=1e-12)


def test_strengths_hold_the_network_without_penalty(runs):
    found = traces.strengths(0.3, np.array([0.0, 0.5]), seeds=2, epochs=6)
    right, wrong = runs.repeated()
    np.testing.assert_array_equal(found.validation[:, 0], runs.validation.accuracy()[:, -1])
    np.testing.assert_array_equal(found.test[:, 0], runs.test.accuracy()[:, -1])
    np.testing.assert_array_equal(found.right[:, 0], right[:, -1])
    np.testing.assert_array_equal(found.wrong[:, 0], wrong[:, -1])
    assert (found.test[:, 1] < found.test[:, 0]).all()


def test_the_strength_is_chosen_by_validation_and_not_by_test():
    validation, test = np.array([[0.5, 0.9], [0.8, 0.2]]), np.array([[0.7, 0.6], [0.1, 0.4]])
    found = traces.Strengths(validation, test, right=test, wrong=test)
    assert found.chosen(found.test).tolist() == [0.6, 0.1]


def test_the_examples_after_are_those_that_the_first_leave_out(runs):
    rest = runs.validation.after(200)
    np.testing.assert_allclose(
        0.4 * runs.validation.loss(200) + 0.6 * rest.loss(), runs.validation.loss(), rtol=1e-12
    )
    np.testing.assert_allclose(
        0.4 * runs.validation.accuracy(200) + 0.6 * rest.accuracy(), runs.validation.accuracy()
    )


def test_pooled_networks_train_on_both_sets():
    found = traces.pooled(0.3, [2, 5], [0.0, 0.5], epochs=6)
    split = traces.wrong_labels(0.3, 0)
    x, y = (np.concatenate(pair) for pair in zip(split.train, split.validation, strict=True))
    model, expected = mlp(traces.SIZES, seed=0), []
    batches = minibatches(x, y, batch_size=traces.BATCH, seed=0)
    for _ in range(2):
        fit(model, batches, optimizer=SGDW(0.1), epochs=3)
        expected.append(traces.accuracy(model, split.test))
    assert [found.as_many_epochs[0], found.to_the_end[0]] == expected
    assert found.l2[0] == found.to_the_end[0]
    assert found.as_many_epochs[1] == found.to_the_end[1]  # the last epoch was kept
    assert found.l2[1] < found.to_the_end[1]


def test_on_clean_labels_the_loss_turns_late_and_accuracy_does_not_follow():
    runs = traces.record(0.0, seeds=1, epochs=600)
    loss, accuracy = runs.validation.loss()[0], runs.test.accuracy()[0]
    assert 300 < loss.argmin() < 550
    assert loss[-1] > loss.min()
    assert abs(accuracy[-1] - accuracy[loss.argmin()]) < 0.005


def test_descent_has_its_closed_form():
    """w = Q (I − (I − ηΛ)^t) Qᵀ ŵ, with Λ the eigenvalues of 2 XᵀX / n."""
    x, y = quadratic.least_squares()
    np.testing.assert_allclose(x.mean(axis=0), 0, atol=1e-12)
    eigenvalues, q = np.linalg.eigh(2 * x.T @ x / len(x))
    target = np.linalg.lstsq(x, y)[0]
    for steps in (1, 7, 200):
        share = 1 - (1 - 0.1 * eigenvalues) ** steps
        w = quadratic.descend(x, y, 0.1, steps)
        np.testing.assert_allclose(w, q @ (share * (q.T @ target)), atol=1e-12)


def test_distances_are_smallest_for_the_best_strength():
    x, y = quadratic.least_squares()
    gaps = quadratic.distances(x, y, 0.1, [1, 20])
    assert (gaps[:, 1] <= gaps[:, 0]).all()
    w = quadratic.descend(x, y, 0.1, 20)
    gap = np.linalg.norm(ridge(x, y, 1 / 4.0)[0] - w) / np.linalg.norm(w)
    assert gaps[1, 0] == pytest.approx(gap, rel=1e-9)  # λ = 1/(2ηt) with η = 0.1, t = 20


def test_weight_errors_are_bias_and_variance_of_the_map_from_targets_to_weights():
    """Both methods are linear, ŵ = M y: the flow by 5000 small steps, ridge by its formula."""
    time, eye = 0.5, np.eye(40)
    rng = np.random.default_rng([0, 10])
    x = rng.standard_normal((60, 40))
    w = rng.standard_normal(40) / np.sqrt(40)
    stopped = np.zeros((40, 60))
    for _ in range(5000):
        stopped -= time / 5000 * x.T @ (x @ stopped - np.eye(60)) / 60
    penalized = np.linalg.solve(x.T @ x / 60 + eye / time, x.T / 60)
    maps = {"gradient flow": stopped, "ridge with λ = 1/time": penalized}
    found = quadratic.weight_errors([time], seeds=1)
    for (name, m), errors in zip(maps.items(), found, strict=True):
        bias, variance = np.square((m @ x - eye) @ w).sum(), np.square(m).sum()
        assert errors[0, 0] == pytest.approx(bias + variance, rel=2e-3), name


def test_weight_errors_at_the_ends_of_time():
    flow, shrunk = quadratic.weight_errors([1e-9, 1e9], seeds=2)
    np.testing.assert_allclose(flow, shrunk, rtol=1e-5)  # zero at first, least squares at last


def test_retraining_uses_all_labels(monkeypatch):
    monkeypatch.setattr(small, "EPOCHS", 4)
    found = small.small_data(0.0, seeds=1, patience=9)
    assert found.epochs.tolist() == [4]  # the loss still falls, so nothing is stopped
    assert found.retrained_on_all == found.all_to_the_end
    assert found.three_quarters_stopped == found.three_quarters_to_the_end


def test_few_labels_are_stopped_by_their_validation_set():
    """Where the 25 say stop, and with all 100 as many epochs from the same start."""
    noise = {"label_noise": 0.3, "validation_label_noise": 0.3}
    split = center(digits(train=75, validation=25, test=1297, **noise, seed=0))
    pooled = [np.concatenate(pair) for pair in zip(split.train, split.validation, strict=True)]

    def train(part, epochs, **settings):
        model = mlp((64, 64, 10), seed=0)
        batches = minibatches(*part, batch_size=25, seed=0)
        return model, fit(model, batches, optimizer=SGDW(0.1), epochs=epochs, **settings)

    stopped, history = train(
        split.train, small.EPOCHS, validation=split.validation, early_stopping=EarlyStopping(2)
    )
    found = small.small_data(0.3, seeds=1, patience=2)
    assert 1 < found.epochs[0] == history.best_epoch + 1 < small.EPOCHS
    assert found.three_quarters_stopped == traces.accuracy(stopped, split.test)
    again, _ = train(pooled, history.best_epoch + 1)
    assert found.retrained_on_all == traces.accuracy(again, split.test)


def test_the_frameworks_stop_together():
    """With validation labels that are all wrong the loss is least at the first epoch."""
    split = traces.wrong_labels(0.0, 0)
    wrong = split.validation._replace(y=(split.validation.y + 1) % 10)
    split = replace(split, validation=wrong)
    found = frameworks.stopped(split, patience=2, epochs=9, seed=0)
    assert {(history.best_epoch, len(history)) for history in found.values()} == {(0, 3)}
    for history in found.values():
        np.testing.assert_allclose(
            history.validation_loss, found["NumPy"].validation_loss, rtol=0, atol=1e-12
        )
