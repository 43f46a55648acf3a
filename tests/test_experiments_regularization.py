"""The protocols of chapter 2 do what the chapter says of them."""

import numpy as np
import pytest

from coursecode.experiments import regularization as protocol
from coursecode.numpy import L2, SGDW
from coursecode.shared.history import History


def test_in_ball_shortens_the_kernels_of_each_network_to_its_radius_and_no_bias():
    theta = np.array([[3.0, 4.0, 7.0], [0.3, 0.4, 7.0], [3.0, 4.0, 7.0]])
    kernels = [theta[:, :1].reshape(3, 1, 1), theta[:, 1:2].reshape(3, 1, 1)]  # views
    optimizer = protocol.InBall(SGDW(0.1), np.array([1.0, 1.0, np.inf]))
    optimizer.update(theta, np.zeros_like(theta), kernels)
    assert np.allclose(theta, [[0.6, 0.8, 7.0], [0.3, 0.4, 7.0], [3.0, 4.0, 7.0]])


def test_every_network_stays_in_its_ball():
    radii = np.array([2.0, 5.0])
    model, _ = protocol.train(protocol.digits_split(0), [0, 0], radius=radii, epochs=2)
    norms = np.sqrt(sum(np.sum(kernel**2, axis=(1, 2)) for kernel in model.kernels))
    assert np.all(norms <= radii * (1 + 1e-12))
    assert np.isclose(norms[0], 2.0)


def test_noise_is_shared_fresh_and_scaled_for_each_network():
    split = protocol.digits_split(0)
    plain = protocol.minibatches(*split.train, batch_size=300, seed=4)
    noisy = protocol.NoisyInputs(plain, np.array([0.0, 0.5, 1.0]), seed=4)
    (x, y), (shifted, same) = next(iter(plain)), next(iter(noisy))
    assert np.array_equal(y, same)
    assert np.array_equal(shifted[0], x)
    assert np.allclose(shifted[2] - x, 2 * (shifted[1] - x))
    assert np.isclose((shifted[2] - x).std(), 1, atol=0.02)
    assert not np.array_equal(next(iter(noisy))[0][1], shifted[1])


def test_no_noise_a_huge_ball_and_no_penalty_all_train_the_plain_network():
    split = protocol.digits_split(1)
    plain, _ = protocol.train(split, [1], epochs=2)
    for setting in (
        {"penalty": L2(np.zeros(1))},
        {"radius": np.array([np.inf])},
        {"stddev": np.zeros(1)},
    ):
        other, _ = protocol.train(split, [1], **setting, epochs=2)
        assert np.allclose(other.theta, plain.theta, rtol=0, atol=1e-12)


def test_stopping_early_ends_the_same_run():
    split = protocol.digits_split(2)
    _, history = protocol.train(split, [2, 7], epochs=3)
    _, short = protocol.train(split, [2], epochs=2)
    assert np.allclose(short.validation_loss[:, 0], history.validation_loss[:2, 0], atol=1e-12)


def test_sets_do_not_overlap_and_test_labels_are_clean():
    wrong, clean = protocol.digits_split(0, 0.3), protocol.digits_split(0, 0.0)
    assert np.mean(wrong.train.y != clean.train.y) == 0.3
    assert np.mean(wrong.validation.y != clean.validation.y) == 0.3
    assert np.array_equal(wrong.test.y, clean.test.y)
    rows = [{row.tobytes() for row in part.x} for part in wrong.parts.values()]
    assert len(set.union(*rows)) >= sum(map(len, rows)) - 3  # the data hold a few twins


def test_ridge_losses_are_those_of_the_closed_form():
    n, strengths = 30, np.array([0.01, 1.0])
    validation, expected = protocol.ridge_losses(n, 5, strengths=strengths)
    truth, a, b, c, d = np.random.default_rng(5).spawn(5)
    w = truth.standard_normal(20)
    x, held = a.standard_normal((n, 20)), c.standard_normal((500, 20))
    y, y_held = x @ w + 2 * b.standard_normal(n), held @ w + 2 * d.standard_normal(500)
    for k, strength in enumerate(strengths):
        fit = np.linalg.solve(x.T @ x / n + strength * np.eye(20), x.T @ y / n)
        assert np.isclose(validation[k], np.mean((held @ fit - y_held) ** 2), rtol=1e-9)
        assert np.isclose(expected[k], np.mean((held @ (fit - w)) ** 2) + 4, rtol=0.2)


def test_lambda_zero_is_least_squares_and_of_least_norm_where_there_is_a_choice():
    for n in (12, 50):
        truth, a, b, c, d = np.random.default_rng(3).spawn(5)
        w = truth.standard_normal(20)
        x, held = a.standard_normal((n, 20)), c.standard_normal((500, 20))
        fitted = np.linalg.pinv(x) @ (x @ w + 2 * b.standard_normal(n))
        validation, expected = protocol.ridge_losses(n, 3, strengths=np.array([0.0]))
        y_held = held @ w + 2 * d.standard_normal(500)
        assert np.isclose(validation[0], np.mean((held @ fitted - y_held) ** 2), rtol=1e-8)
        assert np.isclose(expected[0], 4 + np.sum((fitted - w) ** 2), rtol=1e-8)


def test_a_sweep_holds_what_single_trainings_end_with():
    strengths = np.array([0.0, 0.01])
    runs = protocol.sweep(3, strengths=strengths)
    split = protocol.digits_split(3)
    model, history = protocol.train(split, [3], penalty=L2(0.01))
    for name in ("data_loss", "penalty", "validation_loss"):
        assert np.isclose(runs[name][1], getattr(history, name)[-1, 0], rtol=1e-8)
    size = sum(np.sum(kernel**2) for kernel in model.kernels)
    assert np.isclose(runs["penalty"][1], 0.01 * size, rtol=1e-8)
    assert runs["penalty"][0] == 0
    right = np.mean(model(split.test.x)[0].argmax(axis=1) == split.test.y)
    assert np.isclose(runs["test_accuracy"][1], right)


def test_runs_of_several_seeds_are_stacked_by_name():
    runs = protocol.over_seeds(lambda seed, noise: {"a": [seed, noise]}, 0.3, seeds=[4, 7])
    assert np.array_equal(runs["a"], [[4, 0.3], [7, 0.3]])


def test_probabilities_are_those_of_the_softmax_and_never_overflow():
    logits = np.array([[[1.0, 2.0, 3.0], [1000.0, 0.0, -1000.0]]])
    p = protocol.probabilities(lambda x: logits, None)
    assert np.allclose(p.sum(axis=-1), 1)
    assert np.allclose(p[0, 0], np.exp([1, 2, 3]) / np.exp([1, 2, 3]).sum())
    assert np.array_equal(protocol.accuracy(p, np.array([2, 1])), [0.5])


def test_labels_are_repeated_right_and_wrong_ones_apart():
    p, labels = np.eye(3)[[0, 1, 2, 2]], np.array([0, 1, 1, 2])
    assert protocol.repeated(p, labels, np.array([False, False, True, True])) == (1.0, 0.5)
    assert protocol.repeated(p, labels, np.zeros(4, bool)) == (0.75, 0.0)


@pytest.fixture
def trainings(monkeypatch):
    """`families` with stub networks: each gives every picture the class of its place in the row.

    The validation loss of the last epoch is lowest at place 2, and over time at epoch 5.
    """
    calls = []

    def train(split, seeds, epochs=40, **setting):
        calls.append((list(seeds), epochs, setting))
        classes = np.arange(len(seeds))
        logits = 9.0 * np.eye(10)[classes]

        def model(x):
            return np.repeat(logits[:, np.newaxis], len(x), axis=1)

        losses = np.abs(np.arange(1, epochs + 1) - 5)[:, np.newaxis] + np.abs(classes - 2)
        return model, History(losses, losses, validation_loss=losses)

    monkeypatch.setattr("coursecode.experiments.regularization.comparisons.train", train)
    return calls


def test_families_choose_by_the_last_validation_loss_and_time_by_its_best_epoch(trainings):
    rows = protocol.families(2, 0.3)
    test_labels = protocol.digits_split(2).test.y
    settings = {name: row[3] for name, row in rows.items()}
    assert settings["penalty"] == protocol.PENALTIES[2]
    assert settings["constraint"] == protocol.RADII[2]
    assert settings["noise"] == protocol.NOISES[2]
    assert settings["time"] == 5
    assert np.isclose(rows["noise"][2], np.mean(test_labels == 2))
    assert np.isclose(rows["none"][2], np.mean(test_labels == 0))
    assert [epochs for _, epochs, _ in trainings] == [40, 40, 40, 40, 5]


def test_averaging_takes_five_networks_with_starts_of_their_own(trainings):
    protocol.families(2, 0.3)
    first, others = protocol.families(3, 0.3), [seeds for seeds, _, _ in trainings]
    assert first["averaging"][3] == 5
    assert others[0][0] == 2
    assert len(set(others[0])) == 5
    assert not set(others[0]) & set(others[5])


def test_each_family_can_be_switched_off():
    assert protocol.PENALTIES[0] == protocol.NOISES[0] == 0
    assert protocol.RADII[0] == np.inf
