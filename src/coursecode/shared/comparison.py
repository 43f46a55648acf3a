"""Is one setting better than another? The paired difference over seeds, with its interval."""

from dataclasses import dataclass
from math import floor, log10, sqrt

import numpy as np

from coursecode.shared.arguments import fraction, is_masked
from coursecode.shared.extras import require


@dataclass(frozen=True)
class Difference:
    """A mean difference over ``n`` paired runs and the interval that holds the true one.

    Prints as ``+0.032 [+0.021, +0.043] over 8 seeds``: two digits of the interval's half-width are
    kept, and an interval that contains 0 is called a tie.
    """

    mean: float
    low: float
    high: float
    n: int
    confidence: float

    @property
    def tie(self):
        """True if the interval contains 0, so that the runs do not tell which setting is better."""
        return self.low <= 0 <= self.high

    def __repr__(self):
        half = (self.high - self.low) / 2
        decimals = min(max(1 - floor(log10(half)), 0), 9) if half > 0 else 3
        # The + 0.0 turns a rounded -0.0 into 0.0.
        mean, low, high = (
            f"{round(v, decimals) + 0.0:+.{decimals}f}" for v in (self.mean, self.low, self.high)
        )
        return f"{mean} [{low}, {high}] over {self.n} seeds{', a tie' if self.tie else ''}"


def paired_difference(a, b, confidence=0.95):
    r"""Compare two settings that ran with the same seeds: the mean of ``a - b``.

    With :math:`d_i = a_i - b_i`, mean :math:`\bar d` and standard deviation :math:`s`, the interval
    is :math:`\bar d \pm t_{n-1}\, s / \sqrt n`. Runs that share starting weights, batch order and
    masks differ in little but the setting, so this interval is far shorter than that of two
    separate means. It covers chance between seeds alone, not the choice of the data set.

    Parameters
    ----------
    a, b : arrays of shape (n,)
        One number per run; ``a[i]`` and ``b[i]`` come from the same seed. At least 2 runs.
    confidence : float in (0, 1)
        How often such an interval contains the true difference (for normal differences).

    Returns
    -------
    Difference
    """
    a, b = _runs("a", a), _runs("b", b)
    if len(a) != len(b):
        raise ValueError(
            f"a and b must hold the same runs, got {len(a)} and {len(b)} of them. "
            "Compare only seeds that both settings ran with."
        )
    confidence = fraction("confidence", confidence)
    if confidence == 0:
        raise ValueError("confidence must be in (0, 1), got 0.0. 0.95 is the usual value.")
    quantile = require("scipy.special", user="paired_difference", extra="notebooks").stdtrit
    d = a - b
    n, mean = len(d), float(d.mean())
    half = float(quantile(n - 1, (1 + confidence) / 2) * d.std(ddof=1)) / sqrt(n)
    return Difference(mean, mean - half, mean + half, n, confidence)


def _runs(name, values):
    masked, values = is_masked(values), np.asarray(values)
    if values.dtype.kind not in "iuf" or masked:
        raise TypeError(f"{name} must hold one real number per run, got {values.dtype}.")
    if values.ndim != 1 or len(values) < 2:
        raise ValueError(
            f"{name} must hold one number per run and at least 2 runs, got shape {values.shape}. "
            "One run says nothing about chance."
        )
    if not np.isfinite(values).all():
        i = int((~np.isfinite(values)).argmax())
        raise ValueError(f"{name} must be finite, got {values[i]} at run {i}. Did it diverge?")
    return values.astype(np.float64)
