"""scikit-learn solves what the conventions say it solves: the optimality conditions hold there."""

import inspect

import numpy as np
import pytest
from conventions_problem import N, labels, ridge, slopes, violation, x, y
from sklearn.linear_model import (
    BayesianRidge,
    ElasticNet,
    Lasso,
    LogisticRegression,
    Ridge,
    SGDClassifier,
    SGDRegressor,
)
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.svm import LinearSVC

import coursecode.shared.conventions as conventions
from coursecode.shared.conventions import Strengths

MIXED = Strengths(l1=0.3, l2=0.2)
TIGHT = {"tol": 1e-13, "max_iter": 10**5}


def test_ridge():
    model = Ridge(**conventions.to_ridge(Strengths(l2=0.7), examples=N)).fit(x, y)
    assert violation(model.coef_, model.intercept_, Strengths(l2=0.7)) < 1e-12
    model = Ridge(alpha=5.0).fit(x, y)
    strengths = conventions.from_ridge(alpha=5.0, examples=N)
    assert violation(model.coef_, model.intercept_, strengths) < 1e-12


def test_lasso():
    model = Lasso(alpha=0.4, **TIGHT).fit(x, y)
    assert 0 < np.count_nonzero(model.coef_) < 4
    strengths = conventions.from_lasso(alpha=0.4)
    assert violation(model.coef_, model.intercept_, strengths) < 1e-6
    model = Lasso(**conventions.to_lasso(Strengths(l1=0.3)), **TIGHT).fit(x, y)
    assert violation(model.coef_, model.intercept_, Strengths(l1=0.3)) < 1e-6


def test_elastic_net():
    model = ElasticNet(**conventions.to_elastic_net(MIXED), **TIGHT).fit(x, y)
    assert violation(model.coef_, model.intercept_, MIXED) < 1e-6
    model = ElasticNet(alpha=0.5, l1_ratio=0.2, **TIGHT).fit(x, y)
    strengths = conventions.from_elastic_net(alpha=0.5, l1_ratio=0.2)
    assert violation(model.coef_, model.intercept_, strengths) < 1e-6


@pytest.mark.parametrize("l1_ratio", [0.0, 0.3, 1.0])
def test_logistic_regression(l1_ratio):
    settings = {"C": 0.2, "l1_ratio": l1_ratio}
    model = LogisticRegression(solver="saga", tol=1e-9, max_iter=10**4, random_state=0, **settings)
    model.fit(x, labels)
    strengths = conventions.from_logistic_regression(examples=N, **settings)
    assert violation(model.coef_, model.intercept_, strengths, "cross_entropy") < 1e-4


def test_logistic_regression_by_newton_steps():
    strengths = Strengths(l2=0.03)
    settings = conventions.to_logistic_regression(strengths, examples=N)
    model = LogisticRegression(solver="newton-cholesky", tol=1e-10, **settings).fit(x, labels)
    assert violation(model.coef_, model.intercept_, strengths, "cross_entropy") < 1e-8


def test_no_penalty_is_an_infinite_c():
    settings = conventions.to_logistic_regression(Strengths(), examples=N)
    model = LogisticRegression(solver="newton-cholesky", tol=1e-10, **settings).fit(x, labels)
    pull, bias = slopes(model.coef_, model.intercept_, "cross_entropy")
    assert max(np.abs(pull).max(), abs(bias)) < 1e-8


@pytest.mark.parametrize("scaling", [1.0, 3.0])
def test_liblinear_charges_the_intercept(scaling):
    model = LogisticRegression(C=0.3, solver="liblinear", tol=1e-10, intercept_scaling=scaling)
    model.fit(x, labels)
    pull, bias_pull = slopes(model.coef_, model.intercept_, "cross_entropy")
    l2 = conventions.liblinear_intercept(C=0.3, examples=N, intercept_scaling=scaling)
    assert bias_pull == pytest.approx(-2 * l2 * model.intercept_[0], rel=1e-5)
    weights_l2 = conventions.from_liblinear(C=0.3, examples=N, fit_intercept=False).l2
    np.testing.assert_allclose(pull, -2 * weights_l2 * model.coef_[0], rtol=1e-5)


def test_liblinear_without_an_intercept():
    settings = conventions.to_liblinear(Strengths(l2=0.1), examples=N)
    model = LogisticRegression(solver="liblinear", tol=1e-10, **settings).fit(x, labels)
    pull, _ = slopes(model.coef_, 0.0, "cross_entropy")
    np.testing.assert_allclose(pull, -2 * 0.1 * model.coef_[0], rtol=1e-5)


def test_linear_svc_counts_like_liblinear():
    """Another loss, the squared hinge, beside the same penalty with the same C."""
    model = LinearSVC(C=0.3, tol=1e-12, max_iter=10**5, fit_intercept=False).fit(x, labels)
    sides = 2 * labels - 1
    short = np.maximum(1 - sides * (x @ model.coef_[0]), 0)
    pull = -2 * x.T @ (short * sides) / N
    l2 = conventions.from_liblinear(C=0.3, examples=N, fit_intercept=False).l2
    np.testing.assert_allclose(pull, -2 * l2 * model.coef_[0], rtol=1e-4)


DESCENT = {"tol": None, "learning_rate": "invscaling", "power_t": 0.6, "random_state": 0}


@pytest.mark.parametrize("strengths", [MIXED, Strengths(l1=0.3), Strengths(l2=0.3)])
def test_sgd_regressor_roughly(strengths):
    settings = conventions.to_sgd_regressor(strengths)
    model = SGDRegressor(max_iter=3000, eta0=0.1, **DESCENT, **settings).fit(x, y)
    assert violation(model.coef_, model.intercept_, strengths) < 0.03


@pytest.mark.parametrize("penalty", ["l2", "l1", "elasticnet"])
def test_sgd_classifier_roughly_and_its_ratio_counts_for_two_parts_alone(penalty):
    settings = {"alpha": 0.05, "penalty": penalty, "l1_ratio": 0.4}
    model = SGDClassifier(loss="log_loss", max_iter=3000, eta0=0.3, **DESCENT, **settings)
    model.fit(x, labels)
    strengths = conventions.from_sgd_classifier(**settings)
    assert violation(model.coef_, model.intercept_, strengths, "cross_entropy") < 0.03
    assert conventions.to_sgd_classifier(strengths)["alpha"] == pytest.approx(0.05)


@pytest.mark.parametrize(
    ("network", "targets", "loss", "convention"),
    [
        (MLPRegressor, y, "mse", "from_mlp_regressor"),
        (MLPClassifier, labels, "cross_entropy", "from_mlp_classifier"),
    ],
)
@pytest.mark.parametrize("batch_size", [60, 20])
@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")  # one step is meant
def test_mlp_divides_alpha_by_the_batch(network, targets, loss, convention, batch_size):
    """One epoch of plain SGD on batches in order, against steps on the course's form."""
    settings = {
        "hidden_layer_sizes": (), "alpha": 6.0, "solver": "sgd", "momentum": 0.0, "shuffle": False,
        "max_iter": 1, "random_state": 0, "batch_size": batch_size,
    }  # fmt: skip
    still = network(learning_rate_init=1e-300, **settings).fit(x, targets)
    moved = network(learning_rate_init=0.05, **settings).fit(x, targets)
    l2 = getattr(conventions, convention)(alpha=6.0, batch_size=batch_size, examples=N).l2
    w, b = still.coefs_[0][:, 0].copy(), still.intercepts_[0].copy()
    half = 0.5 if loss == "mse" else 1.0  # the regressor's whole objective is half of ours
    for start in range(0, N, batch_size):
        rows = slice(start, start + batch_size)
        score = x[rows] @ w + b
        error = 2 * (score - y[rows]) if loss == "mse" else 1 / (1 + np.exp(-score)) - labels[rows]
        pull = x[rows].T @ error / batch_size + 2 * l2 * w
        w, b = w - 0.05 * half * pull, b - 0.05 * half * error.mean()
    np.testing.assert_allclose(moved.coefs_[0][:, 0], w, rtol=1e-12)
    np.testing.assert_allclose(moved.intercepts_[0], b, rtol=1e-12)


def test_mlp_at_rest_is_ridge():
    settings = conventions.to_mlp_regressor(Strengths(l2=0.2), batch_size=N, examples=N)
    settings |= {"hidden_layer_sizes": (), "solver": "lbfgs", "tol": 1e-12, "max_iter": 1000}
    model = MLPRegressor(random_state=0, **settings).fit(x, y)
    np.testing.assert_allclose(model.coefs_[0][:, 0], ridge(0.2)[0], rtol=1e-4)


def test_bayesian_ridge_finds_two_precisions_and_the_ridge_between_them():
    model = BayesianRidge(tol=1e-10, max_iter=1000).fit(x, y)
    strengths = conventions.from_gaussian_prior(
        stddev=model.lambda_**-0.5, noise_stddev=model.alpha_**-0.5, examples=N
    )
    assert violation(model.coef_, model.intercept_, strengths) < 1e-6


@pytest.mark.parametrize(
    ("convention", "library"),
    [
        ("from_sgd_regressor", SGDRegressor),
        ("from_sgd_classifier", SGDClassifier),
        ("from_logistic_regression", LogisticRegression),
        ("from_liblinear", LogisticRegression),
        ("from_mlp_regressor", MLPRegressor),
        ("from_mlp_classifier", MLPClassifier),
    ],
)
def test_defaults_are_the_librarys(convention, library):
    theirs = inspect.signature(library).parameters
    for name, ours in inspect.signature(getattr(conventions, convention)).parameters.items():
        if ours.default is not inspect.Parameter.empty:
            assert ours.default == theirs[name].default, name
