"""Proximal steps and penalties reach the solutions of scikit-learn, in the three frameworks."""

import numpy as np
import pytest
from sklearn.linear_model import ElasticNet, Lasso, Ridge

from coursecode.shared.datasets import diabetes, standardize

train = standardize(diabetes(seed=0)).train
X = train.x - train.x.mean(axis=0)
Y = train.y - train.y.mean()
N, STEP = len(X), len(X) / np.linalg.norm(X, 2) ** 2


def smooth_gradient(w):
    """Of (1/2n)‖y − Xw‖²."""
    return X.T @ (X @ w - Y[:, None]) / N


def proximal_solution(framework, penalty, steps=1500):
    """Accelerated proximal gradient (FISTA), with the framework's prox."""
    w = old = np.zeros((X.shape[1], 1))
    t = 1.0
    for _ in range(steps):
        ahead = w + (t - 1) / (t + 2) * (w - old)
        old, t = w, t + 1
        w = framework.prox(penalty, ahead - STEP * smooth_gradient(ahead), STEP)
    return w


@pytest.mark.parametrize("alpha", [0.5, 5.0, 20.0])
def test_lasso(framework, alpha):
    w = proximal_solution(framework, framework.package.L1(alpha))
    oracle = Lasso(alpha=alpha, tol=1e-12, max_iter=100_000, fit_intercept=False).fit(X, Y)
    np.testing.assert_allclose(w[:, 0], oracle.coef_, atol=1e-6)
    np.testing.assert_array_equal(w[:, 0] == 0, oracle.coef_ == 0)
    slope = -smooth_gradient(w)[:, 0]  # optimality: α sign(w), or within [−α, α] at 0
    alive = w[:, 0] != 0
    np.testing.assert_allclose(slope[alive], alpha * np.sign(w[alive, 0]), atol=1e-8)
    assert np.all(np.abs(slope[~alive]) <= alpha + 1e-8)


def test_lasso_is_empty_from_alpha_max_on(framework):
    alpha_max = np.abs(X.T @ Y).max() / N
    almost = proximal_solution(framework, framework.package.L1(0.999 * alpha_max), 300)
    empty = proximal_solution(framework, framework.package.L1(1.001 * alpha_max), 300)
    assert np.count_nonzero(almost) == 1
    assert np.count_nonzero(empty) == 0


def test_elastic_net(framework):
    """scikit-learn's L2 part has a half: l1 = αρ, l2 = α(1−ρ)/2."""
    w = proximal_solution(framework, framework.package.ElasticNet(2.0 * 0.6, 2.0 * 0.4 / 2))
    oracle = ElasticNet(alpha=2.0, l1_ratio=0.6, tol=1e-12, max_iter=100_000, fit_intercept=False)
    coefficients = oracle.fit(X, Y).coef_
    np.testing.assert_allclose(w[:, 0], coefficients, atol=1e-6)
    np.testing.assert_array_equal(w[:, 0] == 0, coefficients == 0)


def test_ridge(framework):
    w = proximal_solution(framework, framework.package.L2(0.3))
    oracle = Ridge(alpha=2 * N * 0.3, fit_intercept=False).fit(X, Y)
    np.testing.assert_allclose(w[:, 0], oracle.coef_, atol=1e-8)


def test_group_lasso_optimality(framework):
    """Two targets, so that a row of the kernel is a group with more than one member."""
    two = np.stack([Y, np.roll(Y, 1)], axis=1)
    penalty, w = (
        framework.package.GroupLasso(4.0, framework.group_axis(0)),
        np.zeros((X.shape[1], 2)),
    )
    for _ in range(6000):
        w = framework.prox(penalty, w - STEP * (X.T @ (X @ w - two) / N), STEP)
    slope = -X.T @ (X @ w - two) / N
    alive = np.linalg.norm(w, axis=1) > 0
    assert 0 < alive.sum() < len(w)
    direction = w[alive] / np.linalg.norm(w[alive], axis=1, keepdims=True)
    np.testing.assert_allclose(slope[alive], 4.0 * np.sqrt(2) * direction, atol=1e-7)
    assert np.all(np.linalg.norm(slope[~alive], axis=1) <= 4.0 * np.sqrt(2) + 1e-8)
