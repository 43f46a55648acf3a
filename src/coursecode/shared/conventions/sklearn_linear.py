"""scikit-learn's linear models. Their intercepts are free, liblinear's apart.

Checked against scikit-learn 1.9.1; n is the number of training examples.
"""

import math

from coursecode.shared.arguments import choice, flag, nonnegative, positive, proportion, whole
from coursecode.shared.conventions.strengths import (
    NoEquivalent,
    checked,
    from_objective,
    l1_alone,
    l2_alone,
    split,
)

PENALTIES = ("l2", "l1", "elasticnet")


def from_ridge(*, alpha, examples):
    """``Ridge(alpha)``: Σ error² + alpha Σw², so l2 = alpha / n."""
    return from_objective(factor=whole("examples", examples), l2=nonnegative("alpha", alpha))


def to_ridge(strengths, *, examples):
    """Keywords for ``Ridge``: alpha = n l2."""
    l2 = l2_alone(strengths, "Ridge", "ElasticNet has both: see to_elastic_net.")
    return {"alpha": whole("examples", examples) * l2}


def from_lasso(*, alpha):
    """``Lasso(alpha)``: Σ error² / 2n + alpha Σ|w|, so l1 = 2 alpha. No n: the data loss is a mean.

    ``Ridge(alpha)`` of the same library counts in sums, so the two alphas differ by n.
    """
    return from_objective(factor=0.5, l1=nonnegative("alpha", alpha))


def to_lasso(strengths):
    """Keywords for ``Lasso``: alpha = l1 / 2."""
    return {"alpha": l1_alone(strengths, "Lasso", "ElasticNet has both: see to_elastic_net.") / 2}


def from_elastic_net(*, alpha, l1_ratio):
    """``ElasticNet``: Σ error² / 2n + alpha l1_ratio Σ|w| + ½ alpha (1 - l1_ratio) Σw².

    l1 = 2 alpha l1_ratio,  l2 = alpha (1 - l1_ratio)
    """
    alpha, ratio = nonnegative("alpha", alpha), proportion("l1_ratio", l1_ratio)
    return from_objective(factor=0.5, l1=alpha * ratio, l2=alpha * (1 - ratio) / 2)


def to_elastic_net(strengths):
    """Keywords for ``ElasticNet``: alpha = l1/2 + l2, l1_ratio = l1 / (l1 + 2 l2)."""
    strengths = checked(strengths)
    alpha, ratio = split(strengths.l1 / 2, strengths.l2)
    return {"alpha": alpha, "l1_ratio": ratio}


def from_sgd_regressor(*, alpha=1e-4, penalty="l2", l1_ratio=0.15):
    """``SGDRegressor``: Σ error² / 2n + alpha R; R is ½Σw², Σ|w|, or both by ``l1_ratio``.

    The ratio counts only if ``penalty`` is "elasticnet". ``Ridge`` of the same library needs
    n times this alpha, ``Lasso`` the same.
    """
    return from_elastic_net(alpha=alpha, l1_ratio=share_of_l1(penalty, l1_ratio))


def to_sgd_regressor(strengths):
    """Keywords for ``SGDRegressor``: penalty "elasticnet", alpha and l1_ratio as ElasticNet's."""
    return {"penalty": "elasticnet"} | to_elastic_net(strengths)


def from_sgd_classifier(*, alpha=1e-4, penalty="l2", l1_ratio=0.15):
    """``SGDClassifier(loss="log_loss")``: mean cross-entropy + alpha R, R as in the regressor.

    l1 = alpha l1_ratio,  l2 = ½ alpha (1 - l1_ratio)
    """
    alpha, ratio = nonnegative("alpha", alpha), share_of_l1(penalty, l1_ratio)
    return from_objective(l1=alpha * ratio, l2=alpha * (1 - ratio) / 2)


def to_sgd_classifier(strengths):
    """Keywords for ``SGDClassifier(loss="log_loss")``: alpha = l1 + 2 l2, l1_ratio = l1 / alpha."""
    strengths = checked(strengths)
    alpha, ratio = split(strengths.l1, 2 * strengths.l2)
    return {"penalty": "elasticnet", "alpha": alpha, "l1_ratio": ratio}


def from_logistic_regression(*, C=1.0, l1_ratio=0.0, examples):
    """``LogisticRegression``: C Σ cross-entropy + l1_ratio Σ|w| + ½ (1 - l1_ratio) Σw².

    l1 = l1_ratio / (n C),  l2 = (1 - l1_ratio) / (2 n C). C = infinity is no penalty. Not for
    ``solver="liblinear"``, which charges the intercept too: see `from_liblinear`.
    """
    n, ratio = whole("examples", examples), proportion("l1_ratio", l1_ratio)
    if math.inf == C:
        return from_objective()
    return from_objective(factor=n * positive("C", C), l1=ratio, l2=(1 - ratio) / 2)


def to_logistic_regression(strengths, *, examples):
    """Keywords for ``LogisticRegression``: C = 1 / (n (l1 + 2 l2)), l1_ratio = l1 / (l1 + 2 l2)."""
    n, strengths = whole("examples", examples), checked(strengths)
    total, ratio = split(strengths.l1, 2 * strengths.l2, unused=0.0)
    return {"C": 1 / (n * total) if total else math.inf, "l1_ratio": ratio}


def from_liblinear(*, C=1.0, examples, fit_intercept=True):
    """``LogisticRegression(solver="liblinear")``: C Σ cross-entropy + ½ Σw² + ½ (b / s)².

    s is ``intercept_scaling``; `liblinear_intercept` tells what it charges the intercept.

    Raises
    ------
    NoEquivalent
        If an intercept is fitted: in the course's form it would be free.
    """
    if flag("fit_intercept", fit_intercept):
        raise NoEquivalent(
            "liblinear charges the intercept as it charges a weight; in the course's form the "
            "intercept is free. Use another solver, or fit_intercept=False on centred columns; "
            "a large intercept_scaling makes the charge small (see liblinear_intercept)."
        )
    return from_logistic_regression(C=C, examples=examples)


def to_liblinear(strengths, *, examples):
    """Keywords for ``LogisticRegression(solver="liblinear")``: C = 1 / (2 n l2), no intercept."""
    l2_alone(strengths, "this convention", "The solver saga takes any l1_ratio.")
    found = to_logistic_regression(strengths, examples=examples)
    return {"C": found["C"], "fit_intercept": False}


def liblinear_intercept(*, C=1.0, examples, intercept_scaling=1.0):
    """The strength l2 with which liblinear charges the intercept: 1 / (2 n C s²)."""
    scale = positive("intercept_scaling", intercept_scaling)
    return from_logistic_regression(C=C, examples=examples).l2 / scale**2


def share_of_l1(penalty, l1_ratio):
    """What counts in ``SGDRegressor``: the ratio is ignored unless the penalty has two parts."""
    ratios = dict(zip(PENALTIES, (0.0, 1.0, proportion("l1_ratio", l1_ratio)), strict=True))
    return ratios[choice("penalty", penalty, PENALTIES)]
