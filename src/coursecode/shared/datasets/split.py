"""A data set cut in parts, and the only statistics that may cross from one part to another."""

from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np

from coursecode.shared.arguments import flag


class Part(NamedTuple):
    """Inputs ``x`` of shape (n, d) in float64 and targets ``y`` of shape (n,)."""

    x: np.ndarray
    y: np.ndarray


@dataclass(frozen=True, eq=False)
class Split:
    """A data set in named parts: fit on one, choose on the next, report on the last, once.

    Attributes
    ----------
    train, validation, test : Part
        Pairs ``(x, y)``. Targets are float64 for regression, int64 labels for classes.
    feature_names, units : tuple of str
        One per column of ``x``.
    target, target_unit : str
        What ``y`` is.
    truth : dict
        What only the maker of the data knows: true coefficients, clean labels, the noise. A model
        must not see it; a figure may.
    production : Part or None
        Examples from after the model went to work (`loans`).
    mean, scale : array of shape (d,) or None
        What `standardize` or `center` subtracted and divided by.
    target_mean, target_scale : float
        The same for ``y``: 0 and 1 unless the target was changed too.
    """

    train: Part
    validation: Part
    test: Part
    feature_names: tuple
    units: tuple
    target: str
    target_unit: str
    truth: dict = field(default_factory=dict)
    production: Part | None = None
    mean: np.ndarray | None = None
    scale: np.ndarray | None = None
    target_mean: float = 0.0
    target_scale: float = 1.0

    @property
    def parts(self):
        """The parts by name, in the order train, validation, test, production."""
        names = ("train", "validation", "test", "production")
        return {name: part for name in names if (part := getattr(self, name)) is not None}

    def __repr__(self):
        sizes = ", ".join(f"{name} {len(part.y)}" for name, part in self.parts.items())
        unit = f" ({self.target_unit})" if self.target_unit else ""
        return f"Split({sizes}; {len(self.feature_names)} features; target: {self.target}{unit})"


def standardize(split, *, target=False):
    r"""Give every feature mean 0 and standard deviation 1 on the training part.

    The other parts are moved and scaled by the *training* mean and standard deviation,
    :math:`(x - \bar x_\text{train}) / s_\text{train}`: a statistic that had seen them would be a
    leak. A feature that is constant in training is only shifted. True coefficients in ``truth``
    stay in raw units; multiplied by ``split.scale`` they fit the standardized features.

    Parameters
    ----------
    split : Split
    target : bool
        Whether to do the same to a real target.

    Returns
    -------
    Split
        New arrays, with ``mean`` and ``scale`` filled in.
    """
    return _transform(split, target, divide=True)


def center(split, *, target=False):
    r"""Subtract the training mean of every feature, :math:`x - \bar x_\text{train}`, in all parts.

    Parameters and result as for `standardize`; scales are left alone, so units survive.
    """
    return _transform(split, target, divide=False)


def _transform(split, target, divide):
    if not isinstance(split, Split):
        raise TypeError(f"split must be a Split, got a {type(split).__name__}.")
    if split.mean is not None:
        raise ValueError(
            "split must hold raw data, got one that was transformed before. "
            "Keep the raw split and transform that."
        )
    mean, scale = _statistics(split.train.x, divide)
    target_mean, target_scale = np.float64(0), np.float64(1)
    if flag("target", target):
        if split.train.y.dtype.kind != "f":
            raise ValueError("target must be False for class labels: they have no mean.")
        target_mean, target_scale = _statistics(split.train.y, divide)
    moved = {}
    for name, (x, y) in split.parts.items():
        y = (y - target_mean) / target_scale if target else y.copy()
        moved[name] = Part((x - mean) / scale, y)
    units = ("standard deviations",) * len(split.units) if divide else split.units
    return replace(
        split,
        **moved,
        units=units,
        mean=mean,
        scale=scale,
        target_mean=float(target_mean),
        target_scale=float(target_scale),
    )


def _statistics(values, divide):
    """Mean and divisor of each column; a constant column has its own value for a mean, exactly."""
    constant = (values == values[0]).all(axis=0)
    mean = np.where(constant, values[0], values.mean(axis=0))
    spread = (values - mean).std(axis=0) if divide else np.ones_like(mean)
    return mean, np.where(spread == 0, 1.0, spread)
