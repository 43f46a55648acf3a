"""scikit-learn's networks, whose strength is divided by the size of the batch.

Checked against scikit-learn 1.9.1, for the solvers "sgd" and "adam"; "lbfgs" takes all examples as
one batch.
"""

from coursecode.shared.arguments import nonnegative, whole
from coursecode.shared.conventions.strengths import NoEquivalent, from_objective, l2_alone


def from_mlp_classifier(*, alpha=1e-4, batch_size, examples):
    """``MLPClassifier``: mean cross-entropy + alpha Σw² / 2B on every batch, so l2 = alpha / 2B.

    B is the size of the batch: ``batch_size="auto"`` means min(200, examples).

    Raises
    ------
    NoEquivalent
        If the batches are not equally large: a smaller one has a larger strength.
    """
    size = equal_batches(batch_size, examples)
    return from_objective(l2=nonnegative("alpha", alpha) / (2 * size))


def to_mlp_classifier(strengths, *, batch_size, examples):
    """Keywords for ``MLPClassifier``: alpha = 2 B l2 and the batch size B."""
    size, l2 = equal_batches(batch_size, examples), without_l1(strengths)
    return {"alpha": 2 * size * l2, "batch_size": size}


def from_mlp_regressor(*, alpha=1e-4, batch_size, examples):
    """``MLPRegressor``, one output: ½ mean squared error + alpha Σw² / 2B, so l2 = alpha / B."""
    size = equal_batches(batch_size, examples)
    return from_objective(factor=0.5, l2=nonnegative("alpha", alpha) / (2 * size))


def to_mlp_regressor(strengths, *, batch_size, examples):
    """Keywords for ``MLPRegressor`` with one output: alpha = B l2 and the batch size B."""
    size, l2 = equal_batches(batch_size, examples), without_l1(strengths)
    return {"alpha": size * l2, "batch_size": size}


def without_l1(strengths):
    return l2_alone(strengths, "scikit-learn's MLP", "PyTorch and Keras take any penalty.")


def equal_batches(batch_size, examples):
    """The size of the batches, if all have the same."""
    n = whole("examples", examples)
    size = min(200, n) if batch_size == "auto" else min(whole("batch_size", batch_size), n)
    if n % size:
        raise NoEquivalent(
            f"{n} examples in batches of {size} leave a last one of {n % size}, and scikit-learn "
            f"divides alpha by the size of each: the last step uses {size / (n % size):.3g} times "
            "the strength of the others. Choose a batch_size that divides the number of examples."
        )
    return size
