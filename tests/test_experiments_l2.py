"""The protocols of the chapter on L2: closed forms, and the same seeds for all settings."""

import numpy as np
import pytest

from coursecode.experiments import l2

rng = np.random.default_rng(0)


@pytest.mark.parametrize("shape", [(12, 3), (6, 9)])
def test_ridge_sets_the_gradient_to_zero(shape):
    x, y = rng.standard_normal(shape) + 2, rng.standard_normal(shape[0])
    strengths = np.array([0.01, 1.0])
    for w, b, strength in zip(*l2.ridge(x, y, strengths), strengths, strict=True):
        error = x @ w + b - y
        assert abs(error.mean()) < 1e-12
        np.testing.assert_allclose(2 * x.T @ error / len(y) + 2 * strength * w, 0, atol=1e-12)


def test_ridge_without_penalty_is_least_squares_of_least_norm():
    x, y = rng.standard_normal((6, 9)), rng.standard_normal(6)
    w, b = l2.ridge(x, y, 0.0)
    assert w.shape == (9,)
    np.testing.assert_allclose(x @ w + b, y)
    np.testing.assert_allclose(w, np.linalg.pinv(x - x.mean(axis=0)) @ (y - y.mean()))


def test_ridge_agrees_with_its_limit():
    x, y = rng.standard_normal((20, 3)), rng.standard_normal(20)
    np.testing.assert_allclose(l2.ridge(x, y, 1e-12)[0], l2.ridge(x, y, 0.0)[0], rtol=1e-6)
    assert np.abs(l2.ridge(x, y, 1e9)[0]).max() < 1e-6


def test_prices_share_their_samples_between_strengths():
    few = l2.house_prices(np.array([0.0, 0.1]), samples=4, train=15)
    more = l2.house_prices(np.array([0.1]), samples=4, train=15)
    np.testing.assert_allclose(few.coefficients[:, 1], more.coefficients[:, 0])
    assert few.coefficients.shape == (4, 2, 5)
    assert (few.chosen_error >= few.error.min(axis=1) - 1e-9).all()


def test_bias_and_variance_add_up_to_the_squared_distance_from_the_sharp_price():
    found = l2.house_prices(np.array([0.0, 0.1]), samples=60, train=30)
    np.testing.assert_allclose(found.bias2 + found.variance + 40**2, found.error.mean(axis=0),
                               rtol=0.06)  # fmt: skip


def test_clean_digits_have_no_wrong_labels_to_memorize():
    found = l2.noisy_digits(0.0, np.array([0.0, 0.01]), seeds=1)
    assert (found.memorized == 0).all()
    assert (found.learned[:, 0] > 0.99).all()
    assert found.chosen[0] in found.test[0]
    assert found.norms[0, 1] < found.norms[0, 0]


def test_the_published_training_is_this_recursion():
    """Half the squared error, λ/2 as prefactor, learning rate 0.01: written out."""
    x, y = l2.many_features(20, seed=3)
    start = 0.01 * np.ones(200)
    w, b = l2.textbook_training(3.0, start, x, y, seed=5)
    order, u, c = np.random.default_rng(5), start.copy(), 0.0
    for _ in range(10):
        rows = order.permutation(20)
        for batch in (rows[i : i + 5] for i in range(0, 20, 5)):
            error = x[batch] @ u + c - y[batch]
            u = u - 0.01 * (x[batch].T @ error / 5 + 3.0 * u)
            c = c - 0.01 * error.mean()
    np.testing.assert_allclose(w, u, rtol=1e-10)
    np.testing.assert_allclose(b, c, rtol=1e-10)


def test_the_validated_strength_is_among_the_candidates():
    errors = l2.more_examples((20, 200), np.array([1e-3]), seeds=2)
    assert {name: runs.shape for name, runs in errors.items()} == dict.fromkeys(
        ("mean", "least squares", "L2"), (2, 2)
    )
    assert (errors["L2"][:, 1] < errors["least squares"][:, 1]).all()
