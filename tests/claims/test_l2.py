"""Claims about L2 and shrinkage."""

import numpy as np
import torch
from sklearn.linear_model import Lasso

from claims import claim
from claims.settings import SEEDS, TOO_STRONG, diabetes, ridge, trained
from coursecode.numpy import L2, SGDW, AdamW


@claim(
    "l2-derivative",
    says="The derivative of L2 is $2x$.",
    verdict="true if",
    because=r"Of $x^2$, as in this course and in Keras. Of $\frac12 x^2$, as in many papers and in "
    "`tf.nn.l2_loss`, it is $x$: the same λ is then half as strong.",
    chapter="03_l2",
)
def test_the_derivative_depends_on_the_half():
    start = [-2.0, 0.0, 0.3]
    for half, expected in ((1.0, L2(1.0)), (0.5, L2(0.5))):
        w = torch.tensor(start, dtype=torch.float64, requires_grad=True)
        (half * w.square()).sum().backward()
        np.testing.assert_allclose(w.grad, expected.gradient(start), rtol=1e-15)
        np.testing.assert_allclose(w.grad, 2 * half * np.array(start), rtol=1e-15)


@claim(
    "l2-never-zero",
    says="The pull of L2 fades near zero, so a weight never becomes exactly zero.",
    verdict="true",
    because="Every step leaves the same share of the weight. Not even rounding ends it: near the "
    "smallest number that the machine knows, the step rounds to 0 and the weight stays.",
    chapter="03_l2",
)
def test_l2_leaves_a_share_at_every_step_and_something_for_ever():
    w, optimizer = np.array([1.0]), SGDW(0.1)
    for step in range(1, 20001):
        optimizer.update(w, L2(0.2).gradient(w))
        if step in (10, 1000, 10000):
            assert abs(np.log(w[0]) / (step * np.log(0.96)) - 1) < 1e-6
    before = w.copy()
    optimizer.update(w, L2(0.2).gradient(w))
    assert 0 < w[0] == before[0] < 1e-300


@claim(
    "l2-spreads",
    says="L2 spreads the weight over all correlated features.",
    verdict="true",
    because="Of two equal columns each gets exactly half: two halves have half the square of one "
    "whole. For L1 all ways to share cost the same, and the solver gives one column everything.",
    chapter="03_l2",
)
def test_equal_columns_share_equally_under_ridge_and_not_under_lasso():
    x, y = diabetes()
    twice = np.column_stack([x[:, 2], x[:, 2], x[:, 3]])
    first, second, _ = ridge(twice, y, 0.02)
    assert abs(first / second - 1) < 1e-10
    first, second, _ = Lasso(alpha=1.0, tol=1e-12).fit(twice, y).coef_
    assert abs(second) < 1e-6 < abs(first)


@claim(
    "strong-l2-near-zero",
    says="Strong L2 drives the weights closer to 0.",
    verdict="true",
    because="The norm of all weights falls with every increase of λ, to 0 in the limit. (One "
    "weight alone may grow for a while.)",
    chapter="03_l2",
)
def test_the_norm_falls_with_every_increase_of_the_strength():
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        x, y = rng.standard_normal((40, 12)), rng.standard_normal(40)
        norms = [np.linalg.norm(ridge(x, y, strength)) for strength in np.logspace(-4, 6, 60)]
        assert np.all(np.diff(norms) < 0)
        assert norms[-1] < 1e-5 * norms[0]


@claim(
    "multiplied-by-less-than-one",
    says="With L2, every update multiplies the weights by a number slightly below 1.",
    verdict="true if",
    because=r"Under plain gradient descent, where the factor is $1 - 2\eta\lambda$; and if "
    r"$2\eta\lambda < 1$, for otherwise the weight changes its sign. Under Adam the factor is "
    "different for every weight.",
    chapter="03_l2",
)
def test_the_factor_is_common_under_gradient_descent_and_not_under_adam():
    w = np.array([3.0, -0.5, 0.01])

    def factors(optimizer, strength):
        v = w.copy()
        optimizer.update(v, L2(strength).gradient(v))
        return v / w

    np.testing.assert_allclose(factors(SGDW(0.1), 0.2), 1 - 2 * 0.1 * 0.2, rtol=1e-12)
    assert np.all(factors(SGDW(0.1), 6.0) < 0)
    assert np.ptp(factors(AdamW(0.001, weight_decay=0.0), 0.2)) > 0.05


@claim(
    "l2-same-factor",
    says="L2 shrinks all coefficients by the same factor.",
    verdict="false",
    because="Only if the columns are orthonormal. In general every *singular direction* has its "
    r"own factor, $d_j^2 / (d_j^2 + n\lambda)$ beside a mean; the coefficients are mixtures, "
    "and on the diabetes data some grow and some change their sign.",
    chapter="03_l2",
)
def test_coefficients_shrink_by_the_same_factor_for_orthonormal_columns_alone():
    x, y = diabetes()
    factors = ridge(x, y, 0.1) / ridge(x, y, 0.0)
    assert factors.min() < 0 < 0.9 < factors.max()
    orthonormal = np.linalg.qr(x)[0]
    factors = ridge(orthonormal, y, 2 / len(x)) / ridge(orthonormal, y, 0.0)
    np.testing.assert_allclose(factors, 1 / 3, rtol=1e-9)
    _, s, vt = np.linalg.svd(x, full_matrices=False)
    factors = (vt @ ridge(x, y, 0.1)) / (vt @ ridge(x, y, 0.0))
    np.testing.assert_allclose(factors, s**2 / (s**2 + 0.1 * len(x)), rtol=1e-8)


@claim(
    "l2-none-zero",
    says="With L2, none of the coefficients is exactly zero.",
    verdict="true if",
    because="For almost every λ. A coefficient that changes its sign along the path passes "
    "through 0 at one λ; but it does not stay there, as under L1.",
    chapter="03_l2",
)
def test_a_ridge_coefficient_passes_through_zero_and_does_not_stay():
    x, y = diabetes()
    strengths = np.logspace(-4, 2, 200)
    found = np.array([ridge(x, y, strength) for strength in strengths])
    assert np.all(found != 0)
    changes = np.argwhere(np.diff(np.sign(found), axis=0) != 0)
    assert len(changes) >= 2
    row, column = changes[0]
    low, high = strengths[row], strengths[row + 1]
    for _ in range(60):
        middle = (low + high) / 2
        same = np.sign(ridge(x, y, middle)[column]) == np.sign(found[row, column])
        low, high = (middle, high) if same else (low, middle)
    at_zero, beyond = ridge(x, y, low)[column], ridge(x, y, 1.1 * low)[column]
    assert abs(at_zero) < 1e-10 < 1e-3 < abs(beyond)


@claim(
    "large-lambda-near-zero",
    says="A large λ pushes the weights to nearly zero.",
    verdict="true",
    because=r"For large λ they are $X^\top y / (n\lambda)$: ten times the λ, a tenth of the "
    "weights.",
    chapter="03_l2",
)
def test_ten_times_a_large_strength_leaves_a_tenth_of_the_weights():
    x, y = diabetes()
    for strength in (1e4, 1e5):
        w = ridge(x, y, strength)
        np.testing.assert_allclose(10 * ridge(x, y, 10 * strength), w, rtol=1e-2)
        np.testing.assert_allclose(w, x.T @ y / (len(x) * strength), rtol=1e-2)


@claim(
    "near-zero-to-meet-the-objective",
    says="With a large λ the weights stay near zero, because that is what makes the objective "
    "small.",
    verdict="true",
    because="For a large λ the objective at 0 is below that of the best fit, and the minimum is "
    "below both, close to 0. For a small λ it is the other way round.",
    chapter="03_l2",
)
def test_the_objective_itself_prefers_small_weights_when_lambda_is_large():
    x, y = diabetes()

    def objective(w, strength):
        return np.mean((y - x @ w) ** 2) + L2(strength)(w)

    best_fit, zero = ridge(x, y, 0.0), np.zeros(10)
    for strength, near_zero in ((100.0, True), (1e-4, False)):
        w = ridge(x, y, strength)
        assert objective(w, strength) < min(objective(v, strength) for v in (best_fit, zero))
        assert (objective(zero, strength) < objective(best_fit, strength)) == near_zero
        assert (np.linalg.norm(w) < 0.05 * np.linalg.norm(best_fit)) == near_zero


@claim(
    "l2-zeroes-layers",
    says="A large λ can set whole layers to almost zero, and so simplify the network.",
    verdict="true if",
    because="If it is far too large, and then it is all layers at once: they need each other, and "
    r"what is left predicts the same for every input, at a loss near $\ln 10$ for ten classes. No "
    "moderate λ picks a layer and spares the rest.",
    chapter="03_l2",
)
def test_layers_collapse_together_to_a_constant_prediction():
    for seed in SEEDS:
        model, history, split = trained(0.0, seed)
        norms = np.array([[np.linalg.norm(k) for k in kernel] for kernel in model.kernels])
        assert np.all(norms[:, TOO_STRONG] < 0.05)
        assert np.all(norms[:, :TOO_STRONG] > 1)
        outputs = model(split.test.x)[TOO_STRONG]
        assert np.ptp(outputs, axis=0).max() < 0.01
        assert abs(history.data_loss[-1, TOO_STRONG] - np.log(10)) < 0.02


@claim(
    "small-z-weak-nonlinearity",
    says="Smaller weights make $z = Wx + b$ smaller, and so weaken the effect of the activation.",
    verdict="true if",
    because="For units that saturate: near 0, tanh is almost a straight line. A ReLU network does "
    r"not become more linear. $\mathrm{relu}(cz) = c\,\mathrm{relu}(z)$: the kink stays where it "
    "is.",
)
def test_tanh_becomes_straight_near_zero_and_relu_does_not():
    z = np.random.default_rng(0).standard_normal(2000)

    def bend(activation, scale):
        """What no straight line explains of the outputs, as a share of their variance."""
        output = activation(scale * z)
        line = np.polynomial.Polynomial.fit(z, output, 1)
        return np.var(output - line(z)) / np.var(output)

    def relu(x):
        return np.maximum(x, 0)

    assert bend(np.tanh, 0.1) < 1e-4 < 1e-2 < bend(np.tanh, 2.0)
    assert abs(bend(relu, 0.1) / bend(relu, 2.0) - 1) < 1e-9
    assert bend(relu, 0.1) > 0.1
