"""Claims about L1 and sparsity."""

import numpy as np
import torch
from sklearn.linear_model import Lasso, lars_path

from claims import claim
from claims.settings import (
    LASSO,
    NET,
    PENALIZED,
    RIDGE,
    SEEDS,
    correlated,
    diabetes,
    errors,
    independent,
    ridge,
    trained,
)
from coursecode.numpy import L1, L2, SGDW, AdamW, ProximalSGD, fit, mlp
from coursecode.shared.compression import csr_bytes, dense_bytes
from coursecode.shared.minibatches import minibatches


@claim(
    "l1-of-negative-weights",
    says="The L1 norm adds absolute values, so it works for negative weights too.",
    verdict="true",
    because=r"$\lVert (-1, -2.5) \rVert_1 = 3.5$, and so it is with any other signs.",
    chapter="04_l1",
)
def test_the_l1_norm_does_not_see_signs():
    w = np.array([-1.0, -2.5])
    for signs in ([1, 1], [1, -1], [-1, 1], [-1, -1]):
        assert L1(1.0)(signs * w) == np.linalg.norm(signs * w, 1) == 3.5


@claim(
    "l1-derivative",
    says="The derivative of L1 is −1 or +1, and undefined at 0.",
    verdict="true",
    because="At 0 every slope from −1 to 1 is a subgradient. Code has to choose one; this course "
    "and PyTorch choose 0.",
    chapter="04_l1",
)
def test_the_slope_is_a_sign_and_at_zero_the_two_sides_disagree():
    for w, left, right in ((-2.0, -1, -1), (0.5, 1, 1), (0.0, -1, 1)):
        assert abs((abs(w) - abs(w - 1e-6)) / 1e-6 - left) < 1e-8
        assert abs((abs(w + 1e-6) - abs(w)) / 1e-6 - right) < 1e-8
    v = torch.tensor([-2.0, 0.0, 0.5], requires_grad=True)
    v.abs().sum().backward()
    assert v.grad.tolist() == list(L1(1.0).gradient([-2.0, 0.0, 0.5])) == [-1, 0, 1]


@claim(
    "l1-most-weights-zero",
    says="L1 gives sparse weights: most of them are exactly zero.",
    verdict="true if",
    because="If λ is large enough and the optimizer can stop at 0. With the L1 term in the loss, "
    "gradient descent or Adam leaves *no* weight at exactly 0. The proximal step leaves most of "
    "them there, and with a hundredth of the λ few.",
    chapter="04_l1",
)
def test_the_proximal_step_leaves_zeros_and_the_subgradient_leaves_none():
    for seed in SEEDS:
        _, _, split = trained(0.0, seed)

        def share_of_zeros(optimizer, penalty=None, seed=seed, split=split):
            model = mlp((64, 16, 10), penalty=penalty, seed=seed)
            batches = minibatches(split.train.x, split.train.y, batch_size=50, seed=seed)
            fit(model, batches, optimizer=optimizer, epochs=60)
            return np.mean(np.concatenate([kernel.ravel() for kernel in model.kernels]) == 0)

        assert share_of_zeros(SGDW(0.1), L1(0.02)) == 0
        assert share_of_zeros(AdamW(0.01, weight_decay=0.0), L1(0.02)) == 0
        assert share_of_zeros(ProximalSGD(0.1, L1(0.02))) > 0.5
        assert share_of_zeros(ProximalSGD(0.1, L1(0.0002))) < 0.3


@claim(
    "l1-some-weights-zero",
    says="With L1, some weights become exactly zero.",
    verdict="true if",
    because="At the exact minimizer, for a λ that is not too small: of ten coefficients of the "
    "diabetes data, more and more are 0 as λ grows, and none is while it is tiny.",
    chapter="04_l1",
)
def test_zeros_appear_with_the_strength():
    x, y = diabetes()
    zeros = [
        np.sum(Lasso(alpha=strength / 2, tol=1e-10, max_iter=10**5).fit(x, y).coef_ == 0)
        for strength in (0.001, 4.0, 40.0)
    ]
    assert zeros[0] == 0
    assert zeros[1] >= 2
    assert zeros[2] > zeros[1]


@claim(
    "l1-too-sparse",
    says="L1 can induce too much sparsity.",
    verdict="true",
    because=r"From $\lambda = \max_j \lvert \partial L / \partial w_j \rvert$ at $w = 0$ on, every "
    "weight is 0 and nothing is left of the model, whatever the truth; just below it, one comes "
    "back.",
    chapter="04_l1",
)
def test_above_the_largest_gradient_at_zero_every_weight_is_zero():
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        x = rng.standard_normal((60, 6))
        y = x @ np.full(6, 1.0) + rng.standard_normal(60)
        x, y = x - x.mean(0), y - y.mean()
        top = np.abs(x.T @ y).max() / 60
        assert np.sum(Lasso(alpha=1.001 * top).fit(x, y).coef_ != 0) == 0
        assert np.sum(Lasso(alpha=0.98 * top, tol=1e-10).fit(x, y).coef_ != 0) >= 1
        assert np.sum(Lasso(alpha=0.01 * top).fit(x, y).coef_ != 0) == 6


@claim(
    "l1-and-correlated-features",
    says="L1 performs badly with many correlated features, because it drops relevant ones.",
    verdict="true if",
    because="If many of the correlated features matter. Twenty of forty matter: lasso has half as "
    "much error again as ridge and elastic net. Three of forty matter: lasso is far better than "
    "both, on features just as correlated.",
    chapter="05_elastic_net",
)
def test_with_correlated_features_lasso_loses_for_dense_truths_and_wins_for_sparse_ones():
    dense = np.tile(np.repeat([0.0, 2.0], 10), 2)
    found = errors(dense, correlated(40), n=100, noise=15)
    assert np.all(found[:, LASSO] > found[:, RIDGE])
    assert np.all(found[:, LASSO] > found[:, NET])
    assert np.mean(found[:, LASSO]) > 1.3 * np.mean(found[:, NET])
    sparse = np.r_[np.full(3, 5.0), np.zeros(37)]
    found = errors(sparse, correlated(40), n=50, noise=5)
    assert np.all(found[:, LASSO] < 0.7 * found[:, RIDGE])
    assert np.all(found[:, LASSO] < found[:, NET])


@claim(
    "l1-constant-l2-proportional",
    says="L1 takes a constant from every weight, L2 a share of its present value.",
    verdict="true if",
    because=r"Under gradient descent: $\eta\lambda$ or $2\eta\lambda w$ per step. Under Adam, "
    r"which divides by the size of the gradient, the first step of both is about $\eta$ for every "
    "weight.",
    chapter="04_l1",
)
def test_gradient_descent_keeps_the_difference_and_adam_loses_it():
    w = np.array([3.0, -0.5, 0.01])

    def move(penalty, optimizer):
        v = w.copy()
        optimizer.update(v, penalty.gradient(v))
        return w - v

    np.testing.assert_allclose(move(L1(0.2), SGDW(0.01)), 0.002 * np.sign(w), rtol=1e-10)
    np.testing.assert_allclose(move(L2(0.2), SGDW(0.01)), 0.004 * w, rtol=1e-10)
    for penalty in (L1(0.2), L2(0.2)):
        step = move(penalty, AdamW(0.01, weight_decay=0.0))
        np.testing.assert_allclose(step, 0.01 * np.sign(w), rtol=1e-4)


@claim(
    "l1-compresses",
    says="L1 is useful for compressing a model.",
    verdict="true if",
    because="If its zeros are exact, more than half of the weights are zeros, and the file stores "
    "only the others. Weights of 10⁻⁹ save nothing, and a kernel with 30 % zeros grows.",
    chapter="04_l1",
)
def test_bytes_are_saved_by_many_exact_zeros_alone():
    rng = np.random.default_rng(0)
    kernel = rng.standard_normal((100, 100)).astype(np.float32)

    def ratio(small, share):
        w = np.where(rng.random(kernel.shape) < share, np.float32(small), kernel)
        pairs = [(w, np.zeros(100, np.float32))]
        return csr_bytes(pairs) / dense_bytes(pairs)

    assert ratio(0.0, share=0.8) < 0.5
    assert ratio(0.0, share=0.3) > 1.2
    assert ratio(1e-9, share=0.8) > 1.5


@claim(
    "sparse-regularization-is-l2",
    says="The most used sparse regularization is L2.",
    verdict="false",
    because="Whatever is used most, L2 is not sparse: it makes weights small and none of them "
    "zero.",
    chapter="04_l1",
)
def test_l2_leaves_no_zero_at_any_strength():
    x, y = diabetes()
    for strength in np.logspace(-3, 3, 30):
        assert np.all(ridge(x, y, strength) != 0)
    for seed in SEEDS:
        model, _, _ = trained(0.2, seed)
        assert all(np.all(kernel[PENALIZED] != 0) for kernel in model.kernels)
    assert np.any(Lasso(alpha=2.0).fit(x, y).coef_ == 0)


@claim(
    "l1-for-more-features-than-examples",
    says="L1 suits problems with more features than observations.",
    verdict="true if",
    because="If few features matter. Five of a hundred matter, fifty examples: lasso has less "
    "than half of the error of ridge. All hundred matter a little: ridge is better.",
    chapter="04_l1",
)
def test_with_more_features_than_examples_the_truth_decides():
    found = errors(np.r_[np.full(5, 2.0), np.zeros(95)], independent(100), n=50, noise=2)
    assert np.all(found[:, LASSO] < 0.6 * found[:, RIDGE])
    assert np.mean(found[:, LASSO]) < 0.5 * np.mean(found[:, RIDGE])
    found = errors(np.full(100, 0.4), independent(100), n=50, noise=2)
    assert np.all(found[:, RIDGE] < found[:, LASSO])


@claim(
    "anything-for-fat-data",
    says="L1, L2 and dropout can all be used when there are far more features than examples.",
    verdict="true if",
    because="If you know what each can do: lasso keeps at most $n$ features, $n - 1$ with a free "
    "intercept, however many matter. Ridge keeps all of them, and so does dropout, which in a "
    "linear model with squared error and standardized columns is ridge.",
    chapter="04_l1",
)
def test_lasso_keeps_fewer_features_than_examples_and_ridge_keeps_all():
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        x = rng.standard_normal((20, 100))
        y = x[:, :40] @ np.ones(40) + 0.1 * rng.standard_normal(20)
        centred, target = x - x.mean(0), y - y.mean()
        path = lars_path(centred, target, method="lasso")[2].T
        assert 15 < max(np.sum(w != 0) for w in path) <= 19
        assert np.all(ridge(centred, target, 0.1) != 0)
