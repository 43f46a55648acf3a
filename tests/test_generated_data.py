"""The generated data sets: moments, true coefficients, collinearity and shift as promised."""

import numpy as np
import pytest

from coursecode.shared.datasets import autos, houses, loans, moons, polynomial, powers, sparse
from coursecode.shared.datasets.polynomial import curve


def same(a, b):
    return all(np.array_equal(p, q) for p, q in zip(a, b, strict=True))


def test_polynomial_is_the_curve_plus_noise():
    split = polynomial(train=4000, noise=0.3, degree=3)
    x = split.train.x[:, 0]
    residual = split.train.y - curve(x)
    assert abs(residual.mean()) < 0.02
    assert abs(residual.std() - 0.3) < 0.01
    assert x.min() >= -1
    assert x.max() <= 1
    assert np.diff(np.sort(x)).max() < 4 / 4000
    assert np.allclose(split.train.x, np.stack([x, x**2, x**3], axis=1))
    assert split.feature_names == ("x", "x^2", "x^3")
    assert same(polynomial(degree=3, noise=0).train, (split.train.x[:15], curve(x[:15])))


def test_degrees_1_3_and_10_underfit_fit_and_overfit():
    errors = {}
    for degree in (1, 3, 10):
        runs = []
        for seed in range(20):
            split = polynomial(degree=degree, seed=seed)
            design = np.c_[np.ones(15), split.train.x]
            w = np.linalg.lstsq(design, split.train.y, rcond=None)[0]
            runs.append(
                [np.mean((w[0] + p.x @ w[1:] - p.y) ** 2) for p in (split.train, split.test)]
            )
        errors[degree] = np.median(runs, axis=0)
    assert errors[10][0] < errors[3][0] < errors[1][0]
    assert errors[3][1] < errors[1][1] / 2
    assert errors[10][1] > 5 * errors[3][1]
    assert errors[3][1] < 1.6 * 0.3**2


def test_powers_are_columns():
    assert powers([2.0, 3.0], 3).tolist() == [[2, 4, 8], [3, 9, 27]]
    assert np.array_equal(powers(np.array([[2.0], [3.0]]), 2), powers([2, 3], 2))
    with pytest.raises(ValueError, match="degree must be"):
        polynomial(degree=0)


def test_moons_are_two_balanced_half_circles():
    split = moons(train=2001, noise=0.0)
    x, y = split.train
    assert np.bincount(y).tolist() == [1001, 1000]
    centre = np.where(y[:, None] == 0, [0.0, 0.0], [1.0, 0.5])
    offset = x - centre
    np.testing.assert_allclose((offset**2).sum(axis=1), 1, atol=1e-12)
    assert ((offset[:, 1] >= 0) == (y == 0)).all()
    angle = np.arccos(offset[:, 0]) / np.pi  # even on [0, 1] if the places are even on the arc
    assert np.abs(np.sort(angle) - np.linspace(0, 1, 2001)).max() < 0.04
    spread = moons(train=2001, noise=0.2).train.x - x
    np.testing.assert_allclose(spread.std(axis=0), 0.2, atol=0.01)


def test_loans_follow_one_law_before_and_after_the_shift():
    split = loans(noise=0.0)
    for part in split.parts.values():
        assert np.array_equal(part.y, split.truth["law"](part.x))
    moved, still = loans(shift=1.0), loans(shift=0.0)
    for name in ("train", "validation", "test"):
        assert same(moved.parts[name], still.parts[name])
    assert np.array_equal(moved.production.x[:, 0], 2 * still.production.x[:, 0])
    np.testing.assert_allclose(moved.production.x[:, 1], still.production.x[:, 1] + 1)
    assert np.array_equal(moved.production.x[:, 2:], still.production.x[:, 2:])
    larger = np.mean(moved.production.x[:, 0] > moved.train.x[:, 0].max())
    assert 0.3 < larger < 0.7


def test_a_loan_model_that_works_in_the_test_fails_in_production():
    def design(x):
        z = x / (50, 6, 60, 84, 30)
        i, j = np.triu_indices(5)
        return np.c_[np.ones(len(z)), z, z[:, i] * z[:, j]]

    ratios = {0.0: [], 1.0: []}
    for shift, found in ratios.items():
        for seed in range(10):
            split = loans(seed=seed, shift=shift, train=100)
            w = np.linalg.lstsq(design(split.train.x), split.train.y, rcond=None)[0]
            test, production = (
                np.sqrt(np.mean((design(p.x) @ w - p.y) ** 2))
                for p in list(split.parts.values())[2:]
            )
            found.append(production / test)
            assert test < 0.75 * split.test.y.std()
    assert min(ratios[1.0]) > 1.5
    assert max(ratios[0.0]) < 1.4


@pytest.mark.parametrize("make", [houses, autos], ids=["houses", "autos"])
def test_a_linear_table_follows_its_true_coefficients(make):
    exact = make(train=200, noise=0.0)
    w, intercept = exact.truth["coefficients"], exact.truth["intercept"]
    for part in exact.parts.values():
        np.testing.assert_allclose(part.y, intercept + part.x @ w)
    noisy = make(train=200)
    assert np.array_equal(noisy.train.x, exact.train.x)
    residual = noisy.test.y - exact.test.y
    assert abs(residual.std() / noisy.truth["noise"] - 1) < 0.1
    assert abs(residual.mean()) < 0.1 * noisy.truth["noise"]
    assert w[-1] == 0  # wall colour, doors
    other = np.corrcoef(noisy.test.x.T)[-1, :-1]
    assert np.abs(other).max() < 0.1


def test_bedrooms_follow_size_so_that_least_squares_cannot_tell_them_apart():
    x = houses(train=20_000).train.x
    assert 0.94 < np.corrcoef(x[:, 0], x[:, 1])[0, 1] < 0.96
    assert set(np.unique(x[:, 1])) == set(range(1, 9))
    fits = []
    for seed in range(200):
        part = houses(seed=seed).train
        fits.append(np.linalg.lstsq(np.c_[np.ones(30), part.x], part.y, rcond=None)[0][1:])
    fits = np.array(fits)
    truth = houses().truth["coefficients"]
    spread = fits.std(axis=0) * x.std(axis=0)
    assert spread[:2].min() > 2.5 * spread[2:].max()  # in thousand euros per standard deviation
    assert 0.1 < np.mean(fits[:, 1] < 0) < 0.4
    assert np.all(np.abs(fits.mean(axis=0) - truth) < 4 * fits.std(axis=0) / np.sqrt(200))


def test_mileages_are_one_group():
    correlation = np.corrcoef(autos(train=20_000).train.x.T)
    assert correlation[1, 2] > 0.97
    assert (autos(train=20_000).train.x > 0).all()
    w = autos().truth["coefficients"]
    assert w[1] == w[2] > 0


@pytest.mark.parametrize("rho", [0.0, 0.5, 0.9])
def test_sparse_has_few_true_weights_and_the_promised_correlation(rho):
    split = sparse(features=30, informative=4, correlation=rho, train=20_000)
    w, support = split.truth["coefficients"], split.truth["support"]
    assert np.array_equal(np.flatnonzero(w), support)
    assert len(support) == 4
    assert np.all((np.abs(w[support]) >= 1) & (np.abs(w[support]) <= 2))
    pairs = np.corrcoef(split.train.x.T)[np.triu_indices(30, 1)]
    assert np.abs(pairs - rho).max() < 0.04
    np.testing.assert_allclose(split.train.x.std(axis=0), 1, atol=0.03)
    np.testing.assert_allclose(split.train.x.mean(axis=0), 0, atol=0.04)
    residual = split.train.y - split.train.x @ w
    assert abs(residual.std() - 1) < 0.02
    again = sparse(features=30, informative=4, correlation=0.2, noise=3.0)
    assert np.array_equal(again.truth["coefficients"], w)


def test_sparse_places_and_signs_vary_with_the_seed():
    weights = np.array([sparse(seed=s, train=1).truth["coefficients"] for s in range(60)])
    assert (weights != 0).any(axis=0).sum() > 100
    signs = np.sign(weights[weights != 0])
    assert abs(signs.mean()) < 0.25
    with pytest.raises(ValueError, match="informative must be at most features, 3, got 4"):
        sparse(features=3, informative=4)
