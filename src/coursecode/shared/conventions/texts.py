"""Papers, textbooks, courses and R: the same penalty in other words.

n is the number of training examples, and it stays so with mini-batches.
"""

from coursecode.shared.arguments import nonnegative, positive, proportion, whole
from coursecode.shared.conventions.strengths import (
    NoEquivalent,
    checked,
    from_objective,
    l2_alone,
    split,
    to_objective,
)

L2_ONLY = "Use from_objective and to_objective for a formula with both parts."


def from_half_l2(*, strength, factor=1.0):
    """(λ/2) Σw², as many textbooks write it.

    ``factor`` is what multiplies the data loss: 1, or ½ if the squared error has a half too,
    and then both halves cancel and l2 = λ.
    """
    return from_objective(factor=factor, l2=nonnegative("strength", strength) / 2)


def to_half_l2(strengths, *, factor=1.0):
    """λ of (λ/2) Σw²: twice l2, times ``factor``."""
    l2_alone(strengths, "(λ/2) Σw²", L2_ONLY)
    return {"strength": 2 * to_objective(strengths, factor=factor)["l2"]}


def from_lambda_over_2m(*, strength, examples, factor=1.0):
    """(λ/2m) Σw², as popular online courses write it; m is the size of the *training set*.

    A common slip puts the size of the batch there, which multiplies the strength by their ratio.
    In their chapters on regression the squared error has a half too: ``factor=0.5``.
    """
    m = whole("examples", examples)
    return from_objective(factor=factor, l2=nonnegative("strength", strength) / (2 * m))


def to_lambda_over_2m(strengths, *, examples, factor=1.0):
    """λ of (λ/2m) Σw²: 2m times l2, times ``factor``."""
    m = whole("examples", examples)
    return {"strength": m * to_half_l2(strengths, factor=factor)["strength"]}


def from_zou_hastie(*, lambda1, lambda2, examples):
    """The naive elastic net ‖y - Xw‖² + λ₂‖w‖² + λ₁‖w‖₁ of Zou and Hastie (2005).

    l1 = λ₁/n, l2 = λ₂/n. Their corrected elastic net is (1 + λ₂) times the naive one, for columns
    of length 1.
    """
    lambda1, lambda2 = nonnegative("lambda1", lambda1), nonnegative("lambda2", lambda2)
    return from_objective(factor=whole("examples", examples), l1=lambda1, l2=lambda2)


def to_zou_hastie(strengths, *, examples):
    """λ₁ = n l1 and λ₂ = n l2 of Zou and Hastie: the strengths beside a *sum* of losses."""
    found = to_objective(strengths, factor=whole("examples", examples))
    return {"lambda1": found["l1"], "lambda2": found["l2"]}


def from_l2_share(*, strength, alpha, examples):
    """Σ error² + Λ [(1 - α) Σ|w| + α Σw²], Zou and Hastie's other spelling.

    Here α is the share of **L2**; scikit-learn's ``l1_ratio`` and glmnet's α are shares of L1.
    """
    n, share = whole("examples", examples), proportion("alpha", alpha)
    strength = nonnegative("strength", strength)
    return from_objective(factor=n, l1=strength * (1 - share), l2=strength * share)


def to_l2_share(strengths, *, examples):
    """Λ = n (l1 + l2), and α = l2 / (l1 + l2), the share of L2."""
    found = to_objective(strengths, factor=whole("examples", examples))
    strength, share = split(found["l2"], found["l1"])
    return {"strength": strength, "alpha": share}


def from_glmnet_gaussian(*, lambda_, alpha=1.0, target_stddev=None):
    """R's ``glmnet(family="gaussian")``: Σ error² / 2n + λα Σ|w| + (λ/s) ½ (1 - α) Σw².

    l1 = 2λα, l2 = λ(1 - α)/s, where s is the standard deviation of the target, with 1/n. The
    formula of its manual has no s; a remark there says that glmnet brings the target to s = 1
    first and advises to do so oneself. Only the L1 part is translated back.
    Measured on glmnet 4.1; R is not part of the tests, which run the algorithm.
    By default glmnet standardizes the columns (with 1/n), and the penalty is on *their*
    coefficients.

    Parameters
    ----------
    lambda_ : float, at least 0
    alpha : float in [0, 1]
        The share of L1.
    target_stddev : float, above 0
        s. May be left out for α = 1, the lasso, where it cancels.

    Raises
    ------
    NoEquivalent
        For α < 1 without s.
    """
    lambda_, share = nonnegative("lambda_", lambda_), proportion("alpha", alpha)
    s = stddev_of_target(target_stddev, needed=share < 1)
    return from_objective(factor=0.5, l1=lambda_ * share, l2=lambda_ * (1 - share) / (2 * s))


def to_glmnet_gaussian(strengths, *, target_stddev=None):
    """λ and α of ``glmnet(family="gaussian")``: λα = l1/2 and λ(1 - α) = s l2."""
    strengths = checked(strengths)
    s = stddev_of_target(target_stddev, needed=strengths.l2 > 0)
    lambda_, share = split(strengths.l1 / 2, s * strengths.l2, unused=1.0)
    return {"lambda_": lambda_, "alpha": share}


def from_glmnet_binomial(*, lambda_, alpha=1.0):
    """R's ``glmnet(family="binomial")``: mean cross-entropy + λα Σ|w| + ½ λ(1 - α) Σw²."""
    lambda_, share = nonnegative("lambda_", lambda_), proportion("alpha", alpha)
    return from_objective(l1=lambda_ * share, l2=lambda_ * (1 - share) / 2)


def to_glmnet_binomial(strengths):
    """λ and α of ``glmnet(family="binomial")``: λα = l1 and λ(1 - α) = 2 l2."""
    lambda_, share = split(checked(strengths).l1, 2 * strengths.l2, unused=1.0)
    return {"lambda_": lambda_, "alpha": share}


def stddev_of_target(target_stddev, *, needed):
    if target_stddev is None and needed:
        raise NoEquivalent(
            "glmnet divides the L2 part by the standard deviation of the target, so with an L2 "
            "part its λ means nothing without it. Pass target_stddev=y.std() (NumPy's, with 1/n)."
        )
    return 1.0 if target_stddev is None else positive("target_stddev", target_stddev)
