"""The protocols of chapter 2 do what the chapter says of them."""

import numpy as np

from coursecode.experiments import regularization as protocol
from coursecode.numpy import L2, SGDW


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


def test_parts_do_not_overlap_and_test_labels_are_right():
    noisy, clean = protocol.digits_split(0, 0.3), protocol.digits_split(0, 0.0)
    assert np.mean(noisy.train.y != clean.train.y) == 0.3
    assert np.mean(noisy.validation.y != clean.validation.y) == 0.3
    assert np.array_equal(noisy.test.y, clean.test.y)
    rows = [{row.tobytes() for row in part.x} for part in noisy.parts.values()]
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
