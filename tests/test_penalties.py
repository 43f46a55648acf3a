"""Penalties: formulas, gradients and proximal steps, in the three frameworks alike."""

import numpy as np

STRENGTH = 0.3


def kernel(seed=0, shape=(5, 3)):
    return np.random.default_rng(seed).standard_normal(shape)


def penalties(framework):
    """Every penalty with its formula for a kernel (inputs, outputs)."""
    package, axis = framework.package, framework.group_axis
    return [
        (package.L1(STRENGTH), lambda w: STRENGTH * np.abs(w).sum()),
        (package.L2(STRENGTH), lambda w: STRENGTH * (w**2).sum()),
        (
            package.ElasticNet(0.2, 0.7),
            lambda w: 0.2 * np.abs(w).sum() + 0.7 * (w**2).sum(),
        ),
        (
            package.GroupLasso(STRENGTH, axis(0)),
            lambda w: STRENGTH * sum(np.sqrt(len(g)) * np.sqrt(g @ g) for g in w),
        ),
        (
            package.GroupLasso(STRENGTH, axis(1)),
            lambda w: STRENGTH * sum(np.sqrt(len(g)) * np.sqrt(g @ g) for g in w.T),
        ),
    ]


def test_value_is_the_formula(framework):
    for penalty, formula in penalties(framework):
        for shape in [(5, 3), (1, 4), (4, 1), (2, 7)]:
            w = kernel(1, shape)
            np.testing.assert_allclose(framework.value(penalty, w), formula(w), rtol=1e-14)


def test_value_of_the_worked_example(framework):
    w = np.array([[-1.0], [-2.5]])
    assert framework.value(framework.package.L1(1.0), w) == 3.5
    assert framework.value(framework.package.L2(1.0), w) == 7.25
    assert framework.value(framework.package.ElasticNet(2.0, 1.0), w) == 14.25


def test_gradient_is_the_slope_of_the_value(framework):
    w, h = kernel(2), 1e-6
    for penalty, formula in penalties(framework):
        slope = np.empty_like(w)
        for i in np.ndindex(w.shape):
            up, down = w.copy(), w.copy()
            up[i] += h
            down[i] -= h
            slope[i] = (formula(up) - formula(down)) / (2 * h)
        np.testing.assert_allclose(framework.gradient(penalty, w), slope, atol=1e-8)


def test_gradient_at_zero_is_zero(framework):
    w = kernel(3)
    w[1] = 0  # a whole input
    w[:, 2] = 0  # a whole unit
    for penalty, _ in penalties(framework):
        gradient = framework.gradient(penalty, w)
        assert np.all(np.isfinite(gradient))
        assert np.all(gradient[1] == 0)
        assert np.all(gradient[:, 2] == 0)


def test_prox_beats_every_candidate(framework):
    """prox(v) minimizes ½‖u − v‖² + step · penalty(u)."""
    rng = np.random.default_rng(4)
    for penalty, formula in penalties(framework):
        for step in (0.05, 0.5, 3.0):
            v = kernel(5) * 0.6
            best = framework.prox(penalty, v, step)

            def objective(u, v=v, step=step, formula=formula):
                return 0.5 * ((u - v) ** 2).sum() + step * formula(u)

            for size in (1e-4, 1e-2, 1.0):
                for _ in range(40):
                    candidate = best + size * rng.standard_normal(v.shape)
                    assert objective(best) <= objective(candidate) + 1e-12
            assert objective(best) <= objective(v) + 1e-12
            assert objective(best) <= objective(np.zeros_like(v)) + 1e-12


def test_prox_satisfies_its_optimality_condition(framework):
    """(v − u)/step is a subgradient of the penalty at u = prox(v)."""
    for penalty, _ in penalties(framework):
        v = kernel(6)
        u = framework.prox(penalty, v, 0.4)
        moved = (v - u) / 0.4
        alive = u != 0
        np.testing.assert_allclose(moved[alive], framework.gradient(penalty, u)[alive], atol=1e-12)


def test_prox_reaches_exact_zeros_only_where_the_penalty_has_a_kink(framework):
    for penalty, _ in penalties(framework):
        has_kink = type(penalty).__name__ != "L2"
        assert np.any(framework.prox(penalty, kernel(7), 3.0) == 0) == has_kink


def test_prox_keeps_points_from_drifting_apart(framework):
    """Firm non-expansiveness: ‖Pa − Pb‖² ≤ ⟨Pa − Pb, a − b⟩."""
    for penalty, _ in penalties(framework):
        for seed in range(5):
            a, b = kernel(seed), kernel(seed + 100)
            pa, pb = framework.prox(penalty, a, 0.7), framework.prox(penalty, b, 0.7)
            assert np.sum((pa - pb) ** 2) <= np.sum((pa - pb) * (a - b)) + 1e-12


def test_prox_at_the_edges(framework):
    for penalty, _ in penalties(framework):
        w = kernel(8)
        np.testing.assert_array_equal(framework.prox(penalty, w, 0.0), w)
        np.testing.assert_array_equal(framework.prox(penalty, 0 * w, 0.5), 0 * w)


def test_strength_zero_changes_nothing(framework):
    package = framework.package
    for penalty in (package.L1(0.0), package.L2(0), package.ElasticNet(0, 0)):
        w = kernel(9)
        assert framework.value(penalty, w) == 0
        np.testing.assert_array_equal(framework.prox(penalty, w, 1.0), w)


def test_a_single_number_is_a_kernel_of_one_weight(framework):
    package = framework.package
    for penalty in (package.L1(STRENGTH), package.L2(STRENGTH), package.ElasticNet(0.2, 0.7)):
        alone, inside = np.array(0.7), np.array([[0.7]])
        assert framework.value(penalty, alone) == framework.value(penalty, inside)
        assert framework.gradient(penalty, alone) == framework.gradient(penalty, inside)
        assert framework.prox(penalty, alone, 0.5) == framework.prox(penalty, inside, 0.5)


def test_a_vector_is_a_kernel_with_groups_of_one(framework):
    w = kernel(10, (6,))
    group, lasso = framework.package.GroupLasso(STRENGTH, 0), framework.package.L1(STRENGTH)
    np.testing.assert_allclose(framework.value(group, w), framework.value(lasso, w), rtol=1e-15)
    np.testing.assert_allclose(framework.prox(group, w, 0.5), framework.prox(lasso, w, 0.5))


def test_float32_stays_float32(framework):
    w = kernel(11).astype(np.float32)
    for penalty, _ in penalties(framework):
        assert framework.prox(penalty, w, 0.1).dtype == np.float32
        assert framework.gradient(penalty, w).dtype == np.float32
