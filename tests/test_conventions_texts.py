"""Textbooks, papers, R and priors: each formula written out as its source has it, and minimized."""

import numpy as np
import pytest
from conventions_problem import N, P, labels, ridge, slopes, violation, x, y
from scipy import stats
from scipy.optimize import minimize
from sklearn.linear_model import ElasticNet, Lasso, LogisticRegression

import coursecode.shared.conventions as conventions
from coursecode.shared.conventions import Strengths

TIGHT = {"tol": 1e-13, "max_iter": 10**5}


def errors(theta):
    return x @ theta[:P] + theta[P] - y


def lowest(objective):
    """The minimum of a smooth objective of weights and bias."""
    found = minimize(objective, np.zeros(P + 1), method="BFGS", options={"gtol": 1e-9})
    return found.x[:P], found.x[P]


@pytest.mark.parametrize("factor", [1.0, 0.5])
def test_half_lambda(factor):
    w, b = lowest(lambda t: factor * np.mean(errors(t) ** 2) + 0.3 / 2 * np.sum(t[:P] ** 2))
    strengths = conventions.from_half_l2(strength=0.3, factor=factor)
    assert violation(w, b, strengths) < 1e-5
    assert strengths.l2 == pytest.approx(0.15 / factor)


@pytest.mark.parametrize("factor", [1.0, 0.5])
def test_lambda_over_two_m(factor):
    w, b = lowest(lambda t: factor * np.mean(errors(t) ** 2) + 18 / (2 * N) * t[:P] @ t[:P])
    strengths = conventions.from_lambda_over_2m(strength=18.0, examples=N, factor=factor)
    assert violation(w, b, strengths) < 1e-5


def test_lambda_over_two_m_of_a_classifier_is_one_over_c():
    strengths = conventions.from_lambda_over_2m(strength=5.0, examples=N)
    settings = conventions.to_logistic_regression(strengths, examples=N)
    assert settings == {"C": pytest.approx(1 / 5), "l1_ratio": 0}
    model = LogisticRegression(solver="newton-cholesky", tol=1e-10, C=1 / 5).fit(x, labels)
    assert violation(model.coef_, model.intercept_, strengths, "cross_entropy") < 1e-8


def test_the_batch_in_place_of_the_training_set_multiplies_the_strength():
    right = conventions.from_lambda_over_2m(strength=18.0, examples=N)
    wrong = conventions.from_lambda_over_2m(strength=18.0, examples=20)
    assert wrong.l2 == pytest.approx(right.l2 * N / 20)


def test_zou_hastie_is_a_lasso_on_more_data():
    """Their lemma 1: the naive elastic net is a lasso on augmented data."""
    lambda1, lambda2 = 30.0, 20.0
    centred, target = x - x.mean(axis=0), y - y.mean()
    more = np.vstack([centred, np.sqrt(lambda2) * np.eye(P)]) / np.sqrt(1 + lambda2)
    longer = np.append(target, np.zeros(P))
    gamma = lambda1 / np.sqrt(1 + lambda2)
    model = Lasso(alpha=gamma / (2 * len(longer)), fit_intercept=False, **TIGHT)
    w = model.fit(more, longer).coef_ / np.sqrt(1 + lambda2)
    strengths = conventions.from_zou_hastie(lambda1=lambda1, lambda2=lambda2, examples=N)
    assert violation(w, y.mean() - x.mean(axis=0) @ w, strengths) < 1e-6


def test_the_share_of_l2():
    strengths = conventions.from_l2_share(strength=50.0, alpha=0.3, examples=N)
    as_zou_hastie = conventions.to_zou_hastie(strengths, examples=N)
    assert as_zou_hastie == {"lambda1": pytest.approx(35), "lambda2": pytest.approx(15)}
    pure = conventions.from_l2_share(strength=50.0, alpha=1.0, examples=N)
    np.testing.assert_allclose(ridge(pure.l2)[0], ridge(50 / N)[0])
    assert pure.l1 == 0


def glmnet(lambda_, alpha):
    """What R's glmnet does with a numeric target: bring it to spread 1, solve, and go back."""
    s = y.std()
    model = ElasticNet(alpha=lambda_ / s, l1_ratio=alpha, **TIGHT).fit(x, y / s)
    return s * model.coef_, s * model.intercept_


@pytest.mark.parametrize("alpha", [1.0, 0.4, 0.1])
def test_glmnet_divides_its_l2_part_by_the_spread_of_the_target(alpha):
    assert y.std() > 1.5
    w, b = glmnet(0.5, alpha)
    strengths = conventions.from_glmnet_gaussian(lambda_=0.5, alpha=alpha, target_stddev=y.std())
    assert violation(w, b, strengths) < 1e-6
    by_formula = conventions.from_glmnet_gaussian(lambda_=0.5, alpha=alpha, target_stddev=1.0)
    assert (violation(w, b, by_formula) < 1e-3) == (alpha == 1)


def test_glmnet_binomial_is_scikit_learn_with_c_one_over_n_lambda():
    strengths = conventions.from_glmnet_binomial(lambda_=0.04, alpha=0.25)
    settings = conventions.to_logistic_regression(strengths, examples=N)
    assert settings["C"] == pytest.approx(1 / (N * 0.04))
    assert settings["l1_ratio"] == pytest.approx(0.25)


def surprise(prior, noise=1.3):
    """-log of the posterior of weights and bias, up to a constant; the bias has a flat prior."""
    return lambda t: -(stats.norm.logpdf(errors(t), scale=noise).sum() + prior.logpdf(t[:P]).sum())


def test_a_normal_prior_is_l2():
    w, b = lowest(surprise(stats.norm(scale=0.6)))
    strengths = conventions.from_gaussian_prior(stddev=0.6, noise_stddev=1.3, examples=N)
    assert violation(w, b, strengths) < 1e-4
    back = conventions.to_gaussian_prior(strengths, noise_stddev=1.3, examples=N)
    assert back["stddev"] == pytest.approx(0.6)


def test_a_laplace_prior_is_l1():
    """No direction is downhill from the lasso's solution, zeros included."""
    strengths = conventions.from_laplace_prior(scale=0.05, noise_stddev=1.3, examples=N)
    model = Lasso(**conventions.to_lasso(strengths), **TIGHT).fit(x, y)
    found = np.append(model.coef_, model.intercept_)
    assert 0 < np.count_nonzero(model.coef_) < P
    value = surprise(stats.laplace(scale=0.05))
    for step in 1e-3 * np.vstack([np.eye(P + 1), -np.eye(P + 1)]):
        assert value(found + step) > value(found)
        assert value(found + 0.01 * step) > value(found) - 1e-12


@pytest.mark.parametrize(("kind", "size", "part"), [("gaussian", "stddev", "l2"),
                                                    ("laplace", "scale", "l1")])  # fmt: skip
def test_the_prior_of_a_classifier_needs_no_noise(kind, size, part):
    convert = getattr(conventions, f"from_{kind}_prior")
    strengths = convert(**{size: 0.8}, noise_stddev=None, examples=N)
    model = LogisticRegression(
        solver="saga", tol=1e-9, max_iter=10**4, random_state=0,
        **conventions.to_logistic_regression(strengths, examples=N),
    ).fit(x, labels)  # fmt: skip
    prior = {"gaussian": stats.norm, "laplace": stats.laplace}[kind](scale=0.8)
    w = model.coef_[0]
    slope = (prior.logpdf(w + 1e-6) - prior.logpdf(w - 1e-6)) / 2e-6
    pull, _ = slopes(w, model.intercept_, "cross_entropy")
    np.testing.assert_allclose(N * pull, slope, atol=1e-3)


def test_strengths_of_a_prior_fall_with_more_data():
    few, many = (
        conventions.from_gaussian_prior(stddev=1.0, noise_stddev=1.0, examples=n) for n in (10, 40)
    )
    assert few.l2 == 4 * many.l2
    assert few == Strengths(l2=0.1)
