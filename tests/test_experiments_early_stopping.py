"""The protocols of the chapter on early stopping: closed forms and invariants on small cases."""

import numpy as np
import pytest

from coursecode.experiments.early_stopping import frameworks, quadratic, small, traces
from coursecode.numpy import SGDW, EarlyStopping, fit, mlp
from coursecode.shared.minibatches import minibatches


@pytest.fixture(scope="module")
def runs():
    return traces.record(0.3, seeds=2, epochs=6)


def test_a_trace_is_the_training_that_fit_would_do(runs):
    split = traces.noisy_split(0.3, 1)
    model = mlp(traces.SIZES, seed=1)
    batches = minibatches(*split.train, batch_size=traces.BATCH, seed=1)
    history = fit(model, batches, optimizer=SGDW(0.1), epochs=6, validation=split.validation)
    np.testing.assert_allclose(runs.train.loss()[1], history.data_loss, rtol=1e-12)
    np.testing.assert_allclose(runs.validation.loss()[1], history.validation_loss, rtol=1e-12)
    np.testing.assert_array_equal(runs.validation.accuracy()[1], history.validation_accuracy)
    assert runs.test.accuracy()[1, -1] == traces.accuracy(model, split.test)


def test_clean_and_noisy_validation_labels_belong_to_the_same_pictures(runs):
    """They differ exactly where 30 % of the labels are wrong."""
    wrong = traces.noisy_split(0.3, 0).truth["validation_flipped"]
    assert wrong.mean() == 0.3
    differ = np.any(runs.clean.losses[0] != runs.validation.losses[0], axis=0)
    np.testing.assert_array_equal(differ, wrong)


def test_repeated_labels_add_up_to_the_training_accuracy(runs):
    right, wrong = runs.repeated()
    np.testing.assert_allclose(0.7 * right + 0.3 * wrong, runs.train.accuracy(), rtol=1e-12)


def test_recorded_stops_are_those_of_fit(runs):
    losses = runs.validation.loss()
    losses = np.where(np.arange(6) == 4, losses + 1, losses)
    best, last = traces.stops(losses, 1)
    assert best.tolist() == [3, 3]
    assert last.tolist() == [4, 4]
    split, model = traces.noisy_split(0.3, 0), mlp(traces.SIZES, seed=0)
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


def test_strengths_hold_the_network_without_penalty():
    found = traces.strengths(0.3, np.array([0.0, 0.5]), seeds=1, epochs=6)
    plain = traces.record(0.3, seeds=1, epochs=6)
    assert found.test[0, 0] == plain.test.accuracy()[0, -1]
    assert found.test[0, 1] < found.test[0, 0]


def test_the_examples_after_are_those_that_the_first_leave_out(runs):
    rest = runs.validation.after(200)
    np.testing.assert_allclose(
        0.4 * runs.validation.loss(200) + 0.6 * rest.loss(), runs.validation.loss(), rtol=1e-12
    )
    np.testing.assert_allclose(
        0.4 * runs.validation.accuracy(200) + 0.6 * rest.accuracy(), runs.validation.accuracy()
    )


def test_pooled_networks_train_on_both_parts():
    found = traces.pooled(0.3, [2, 5], [0.0, 0.5], epochs=6)
    split = traces.noisy_split(0.3, 0)
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


def test_on_right_labels_the_loss_turns_late_and_accuracy_does_not_follow():
    runs = traces.record(0.0, seeds=1, epochs=600)
    loss, accuracy = runs.validation.loss()[0], runs.test.accuracy()[0]
    assert 300 < loss.argmin() < 550
    assert loss[-1] > loss.min()
    assert abs(accuracy[-1] - accuracy[loss.argmin()]) < 0.005


def test_descent_has_its_closed_form():
    """w = Q (I − (I − ηΛ)^τ) Qᵀ w*, with Λ the eigenvalues of 2 XᵀX / n."""
    x, y = quadratic.least_squares()
    np.testing.assert_allclose(x.mean(axis=0), 0, atol=1e-12)
    eigenvalues, q = np.linalg.eigh(2 * x.T @ x / len(x))
    target = np.linalg.lstsq(x, y)[0]
    for steps in (1, 7, 200):
        share = 1 - (1 - 0.1 * eigenvalues) ** steps
        w = quadratic.descend(x, y, 0.1, steps)
        np.testing.assert_allclose(w, q @ (share * (q.T @ target)), atol=1e-12)


def test_ridge_is_where_its_gradient_vanishes():
    x, y = quadratic.least_squares()
    w = quadratic.ridge(x, y, 0.3)
    np.testing.assert_allclose(2 / len(x) * x.T @ (x @ w - y) + 2 * 0.3 * w, 0, atol=1e-12)


def test_distances_are_smallest_for_the_best_strength():
    x, y = quadratic.least_squares()
    gaps = quadratic.distances(x, y, 0.1, [1, 20])
    assert (gaps[:, 1] <= gaps[:, 0]).all()
    w = quadratic.descend(x, y, 0.1, 20)
    gap = np.linalg.norm(quadratic.ridge(x, y, 1 / 4.0) - w) / np.linalg.norm(w)
    assert gaps[1, 0] == pytest.approx(gap, rel=1e-9)


def test_risks_against_simulated_noise():
    """Ridge by its formula on 4000 draws of noise has the closed-form risk."""
    _, ridge = quadratic.risks([0.5], seeds=1)
    rng = np.random.default_rng([0, 10])
    x = rng.standard_normal((60, 40))
    w = rng.standard_normal(40) / np.sqrt(40)
    y = x @ w + np.random.default_rng(1).standard_normal((4000, 60))
    found = np.linalg.solve(x.T @ x / 60 + 2 * np.eye(40), x.T @ y.T / 60).T
    assert np.square(found - w).sum(axis=1).mean() == pytest.approx(ridge[0, 0], rel=0.02)


def test_risks_at_the_ends_of_time():
    flow, ridge = quadratic.risks([1e-9, 1e9], seeds=2)
    np.testing.assert_allclose(flow, ridge, rtol=1e-5)  # zero at first, least squares at last


def test_retraining_uses_all_labels(monkeypatch):
    monkeypatch.setattr(small, "EPOCHS", 4)
    found = small.small_data(0.0, seeds=1, patience=9)
    assert found.epochs.tolist() == [4]  # the loss still falls, so nothing is stopped
    assert found.retrained_on_all == found.all_to_the_end
    assert found.three_quarters_stopped == found.three_quarters_to_the_end


def test_the_frameworks_stop_together():
    found = frameworks.stopped(traces.noisy_split(0.3, 0), patience=1, epochs=3, seed=0)
    assert {len(history) for history in found.values()} == {3}
    for history in found.values():
        np.testing.assert_allclose(
            history.validation_loss, found["NumPy"].validation_loss, rtol=0, atol=1e-12
        )
