"""The course's form of a penalty, the general rule of conversion, and the refusal to convert.

Every objective in this package is read as three numbers, what multiplies the data loss, the sum of
absolute weights, and the sum of squared weights:

    factor · (data loss) + l1 Σ|w| + l2 Σw²

Dividing by the first leaves the minimum where it is, and gives the course's form.
"""

from dataclasses import dataclass

from coursecode.shared.arguments import nonnegative, positive


class NoEquivalent(ValueError):  # noqa: N818
    """Two conventions cannot say the same thing, whatever the numbers."""


@dataclass(frozen=True, kw_only=True)
class Strengths:
    """The strengths of a penalty in the course's form, (data loss) + l1 Σ|w| + l2 Σw².

    The loss of one example is its squared error without ½, or its cross-entropy in nats. The sums
    run over the kernels; biases are free.

    Parameters
    ----------
    l1, l2 : float, at least 0
        Without them there is no penalty.
    """

    l1: float = 0.0
    l2: float = 0.0

    def __post_init__(self):
        object.__setattr__(self, "l1", nonnegative("l1", self.l1))
        object.__setattr__(self, "l2", nonnegative("l2", self.l2))


def from_objective(*, factor=1.0, l1=0.0, l2=0.0):
    """The general rule: factor · (data loss) + l1 Σ|w| + l2 Σw², divided by ``factor``.

    Parameters
    ----------
    factor : float, above 0
        What multiplies the data loss: 1 for a mean, ½ for half a mean, n for a sum over n examples.
    l1, l2 : float, at least 0
        What multiplies Σ|w| and Σw² as the formula stands; ½λ if it says (λ/2) Σw².

    Returns
    -------
    Strengths
    """
    factor = positive("factor", factor)
    l1, l2 = nonnegative("l1", l1), nonnegative("l2", l2)
    return Strengths(l1=l1 / factor, l2=l2 / factor)


def to_objective(strengths, *, factor):
    """The factors l1 and l2 beside a data loss that is ``factor`` times the mean."""
    strengths, factor = checked(strengths), positive("factor", factor)
    return {"l1": strengths.l1 * factor, "l2": strengths.l2 * factor}


def checked(strengths):
    """Refuse a bare number: it would not say what it multiplies."""
    if not isinstance(strengths, Strengths):
        raise TypeError(
            f"strengths must be Strengths(l1=…, l2=…), got {type(strengths).__name__}. "
            "A bare number does not say whether it multiplies Σ|w| or Σw²."
        )
    return strengths


def l2_alone(strengths, who, instead):
    """The l2 of strengths without an L1 part, for a place that has none."""
    if checked(strengths).l1:
        raise NoEquivalent(f"{who} has no L1 part, got l1={strengths.l1:g}. {instead}")
    return strengths.l2


def l1_alone(strengths, who, instead):
    """The l1 of strengths without an L2 part, for a place that has none."""
    if checked(strengths).l2:
        raise NoEquivalent(f"{who} has no L2 part, got l2={strengths.l2:g}. {instead}")
    return strengths.l1


def split(l1, l2, *, unused=0.5):
    """The sum of two parts and the share of the first; ``unused`` if both are 0."""
    return l1 + l2, (l1 / (l1 + l2) if l1 + l2 else unused)
