"""The Bayesian reading: the weights that minimize the objective are the most probable ones.

-log p(weights | data) = (Σ loss of the examples) + (Σ -log prior), up to a constant. For squared
errors the loss of an example is error² / 2σ², with normal noise of standard deviation σ; a
classifier's cross-entropy is -log p as it stands and has no noise to set.
"""

from coursecode.shared.arguments import positive, whole
from coursecode.shared.conventions.strengths import NoEquivalent, from_objective, l1_alone, l2_alone


def from_gaussian_prior(*, stddev, noise_stddev, examples):
    """Weights drawn from a normal distribution N(0, stddev²): -log prior = Σw² / (2 stddev²).

    l2 = σ² / (n stddev²), or 1 / (2 n stddev²) for cross-entropy.

    Parameters
    ----------
    stddev : float, above 0
        Of a weight, before the data are seen.
    noise_stddev : float, above 0, or None
        σ of the targets; None for cross-entropy.
    examples : int
        n. More data leave less to the prior.
    """
    square = 1 / (2 * positive("stddev", stddev) ** 2)
    return from_objective(factor=total(noise_stddev, examples), l2=square)


def to_gaussian_prior(strengths, *, noise_stddev, examples):
    """The normal prior with this l2: stddev = σ / √(n l2), or 1 / √(2 n l2) for cross-entropy."""
    l2 = l2_alone(strengths, "a normal prior", "L1 is a Laplace prior: see to_laplace_prior.")
    return {"stddev": (2 * total(noise_stddev, examples) * not_flat(l2)) ** -0.5}


def from_laplace_prior(*, scale, noise_stddev, examples):
    """Weights from a Laplace distribution, density exp(-|w| / scale) / (2 scale).

    l1 = 2σ² / (n scale), or 1 / (n scale) for cross-entropy. The most probable weights have exact
    zeros; a draw from this prior has none.
    """
    return from_objective(factor=total(noise_stddev, examples), l1=1 / positive("scale", scale))


def to_laplace_prior(strengths, *, noise_stddev, examples):
    """The Laplace prior with this l1: scale = 2σ² / (n l1), or 1 / (n l1) for cross-entropy."""
    l1 = l1_alone(strengths, "a Laplace prior", "L2 is a normal prior: see to_gaussian_prior.")
    return {"scale": 1 / (total(noise_stddev, examples) * not_flat(l1))}


def total(noise_stddev, examples):
    """What multiplies the data loss in -log p: n / 2σ² for squared errors, n for cross-entropy."""
    n = whole("examples", examples)
    return n if noise_stddev is None else n / (2 * positive("noise_stddev", noise_stddev) ** 2)


def not_flat(strength):
    if strength == 0:
        raise NoEquivalent(
            "no penalty is a flat prior: every weight as probable as any other, which no "
            "distribution can be. Use a strength above 0."
        )
    return strength
