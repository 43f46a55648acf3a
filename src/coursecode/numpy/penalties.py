"""Penalties on weights: value, gradient and proximal step, written out.

``w`` is a vector, a kernel (inputs, outputs), or a stack of kernels (networks, inputs, outputs).
For a stack, the value has one entry per network, and a strength may have one too.
"""

from dataclasses import dataclass

import numpy as np

from coursecode.shared import arguments
from coursecode.shared.stacks import per_network

__all__ = ["L1", "L2", "ElasticNet", "GroupLasso"]


def own_axes(w):
    """The axes of one vector or one kernel: the last, or the last two."""
    return tuple(range(-min(w.ndim, 2), 0))


def each(value, w, name="strength"):
    """One value for all weights, or one per network: shaped to multiply ``w``."""
    return value if isinstance(value, float) else per_network(name, value, w, min(w.ndim, 2))


def times_step(strength, step, w):
    """step · strength for a legal step: one number, or one per network."""
    if type(step) is float and 0 <= step < np.inf and type(strength) is float:
        return step * strength  # the short way, since training asks in every step
    step = arguments.each_nonnegative("step", step)
    return each(step, w, "step") * each(strength, w)


def times_sum(strength, terms):
    """strength · Σ terms, where every weight has a term: one number, or one per network."""
    sums = np.sum(terms, axis=own_axes(terms))
    return sums * (strength if isinstance(strength, float) else each(strength, terms).reshape(-1))


def soft_threshold(w, threshold):
    """sign(w) · max(|w| − threshold, 0): w without its part within ±threshold."""
    within = w.clip(-threshold, threshold)
    return np.subtract(w, within, out=within if w.ndim else None)


@dataclass(eq=False)
class L1:
    """Lasso penalty, λ Σ |w|.

    Parameters
    ----------
    strength : float, at least 0
        λ; one number, or one per network.

    References
    ----------
    Tibshirani (1996), Regression shrinkage and selection via the lasso.
    """

    strength: float

    def __post_init__(self):
        self.strength = arguments.each_nonnegative("strength", self.strength)

    def __call__(self, w):
        w = np.asarray(w)
        return times_sum(self.strength, np.abs(w))

    def gradient(self, w):
        """λ sign(w); at 0, where every slope in [−λ, λ] is a subgradient, it is 0."""
        w = np.asarray(w)
        return each(self.strength, w) * np.sign(w)

    def prox(self, w, step):
        """Soft threshold: move every weight towards 0 by step·λ, and stop there."""
        w = np.asarray(w)
        return soft_threshold(w, times_step(self.strength, step, w))


@dataclass(eq=False)
class L2:
    """Ridge penalty, λ Σ w² (no ½).

    Parameters
    ----------
    strength : float, at least 0
        λ; one number, or one per network. A coupled ``weight_decay`` of 2λ is the same.

    References
    ----------
    Hoerl & Kennard (1970), Ridge regression.
    """

    strength: float

    def __post_init__(self):
        self.strength = arguments.each_nonnegative("strength", self.strength)

    def __call__(self, w):
        w = np.asarray(w)
        return times_sum(self.strength, np.square(w))

    def gradient(self, w):
        """2 λ w."""
        w = np.asarray(w)
        return 2 * each(self.strength, w) * w

    def prox(self, w, step):
        """w / (1 + 2·step·λ): every weight shrinks by the same factor, none becomes 0."""
        w = np.asarray(w)
        return w / (1 + 2 * times_step(self.strength, step, w))


@dataclass(eq=False)
class ElasticNet:
    """Lasso and ridge penalty together, l1 Σ |w| + l2 Σ w².

    Parameters
    ----------
    l1, l2 : float, at least 0
        The two strengths; each one number, or one per network.

    References
    ----------
    Zou & Hastie (2005), Regularization and variable selection via the elastic net.
    """

    l1: float
    l2: float

    def __post_init__(self):
        self.l1 = arguments.each_nonnegative("l1", self.l1)
        self.l2 = arguments.each_nonnegative("l2", self.l2)

    def __call__(self, w):
        return L1(self.l1)(w) + L2(self.l2)(w)

    def gradient(self, w):
        """l1 sign(w) + 2 l2 w."""
        w = np.asarray(w)
        return each(self.l1, w, "l1") * np.sign(w) + 2 * each(self.l2, w, "l2") * w

    def prox(self, w, step):
        """Soft threshold by step·l1, then divide by 1 + 2·step·l2."""
        return L2(self.l2).prox(L1(self.l1).prox(w, step), step)


@dataclass(eq=False)
class GroupLasso:
    """Group lasso penalty, λ Σ_g √size(g) ‖w_g‖₂.

    Parameters
    ----------
    strength : float, at least 0
        λ; one number, or one per network.
    axis : int, 0 or 1
        The axis of the kernel whose index names the groups. For a kernel (inputs, outputs),
        0 groups the weights that leave one input, 1 those that enter one unit.

    References
    ----------
    Yuan & Lin (2006), Model selection and estimation in regression with grouped variables.
    """

    strength: float
    axis: int

    def __post_init__(self):
        self.strength = arguments.each_nonnegative("strength", self.strength)
        if arguments.whole("axis", self.axis, minimum=0) > 1:
            raise ValueError(f"axis must be 0 (inputs) or 1 (units), got {self.axis}.")

    def norms(self, w):
        """‖w_g‖₂ with the axes kept, and √size(g)."""
        members = () if w.ndim == 1 else ((-1, -2)[self.axis],)  # a vector: groups of one
        size = np.prod([w.shape[axis] for axis in members])
        return np.sqrt(np.sum(np.square(w), axis=members, keepdims=True)), float(np.sqrt(size))

    def __call__(self, w):
        w = np.asarray(w)
        norms, root = self.norms(w)
        return np.sum(each(self.strength, w) * root * norms, axis=own_axes(w))

    def gradient(self, w):
        """λ √size(g) w_g / ‖w_g‖; 0 for a group that is 0."""
        w = np.asarray(w)
        norms, root = self.norms(w)
        direction = w / np.where(norms > 0, norms, 1)
        return each(self.strength, w) * root * direction

    def prox(self, w, step):
        """Shorten every group by step·λ·√size(g), and stop at 0."""
        w = np.asarray(w)
        norms, root = self.norms(w)
        by = times_step(self.strength, step, w) * root
        return w * (np.maximum(norms - by, 0) / np.where(norms > 0, norms, 1))
