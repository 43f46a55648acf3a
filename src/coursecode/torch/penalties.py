"""Penalties on weights, as functions of a tensor; autograd finds their gradients.

``w`` is any tensor. A kernel is stored the way ``torch.nn.Linear`` does: (outputs, inputs).
"""

from dataclasses import dataclass

import torch
from torch.nn import functional as F

from coursecode.shared import arguments

__all__ = ["L1", "L2", "ElasticNet", "GroupLasso"]


@dataclass(frozen=True)
class L1:
    """Lasso penalty, λ Σ |w|. Autograd takes the subgradient 0 at w = 0.

    Parameters
    ----------
    strength : float, at least 0
        λ.
    """

    strength: float

    def __post_init__(self):
        arguments.nonnegative("strength", self.strength)

    def __call__(self, w):
        return self.strength * w.abs().sum()

    def prox(self, w, step):
        """Soft threshold: move every weight towards 0 by step·λ, and stop there."""
        return F.softshrink(w, arguments.nonnegative("step", step) * self.strength)


@dataclass(frozen=True)
class L2:
    """Ridge penalty, λ Σ w² (no ½). On every parameter it equals ``SGD(weight_decay=2λ)``.

    Parameters
    ----------
    strength : float, at least 0
        λ.
    """

    strength: float

    def __post_init__(self):
        arguments.nonnegative("strength", self.strength)

    def __call__(self, w):
        return self.strength * w.square().sum()

    def prox(self, w, step):
        """w / (1 + 2·step·λ): every weight shrinks by the same factor, none becomes 0."""
        return w / (1 + 2 * arguments.nonnegative("step", step) * self.strength)


@dataclass(frozen=True)
class ElasticNet:
    """Lasso and ridge penalty together, l1 Σ |w| + l2 Σ w².

    Parameters
    ----------
    l1, l2 : float, at least 0
        The two strengths.
    """

    l1: float
    l2: float

    def __post_init__(self):
        arguments.nonnegative("l1", self.l1)
        arguments.nonnegative("l2", self.l2)

    def __call__(self, w):
        return L1(self.l1)(w) + L2(self.l2)(w)

    def prox(self, w, step):
        """Soft threshold by step·l1, then divide by 1 + 2·step·l2."""
        return L2(self.l2).prox(L1(self.l1).prox(w, step), step)


@dataclass(frozen=True)
class GroupLasso:
    """Group lasso penalty, λ Σ_g √size(g) ‖w_g‖₂.

    Parameters
    ----------
    strength : float, at least 0
        λ.
    axis : int
        The axis of the tensor whose index names the groups. In ``nn.Linear``'s (outputs, inputs),
        0 groups the weights that enter one unit, 1 those that leave one input.
    """

    strength: float
    axis: int

    def __post_init__(self):
        arguments.nonnegative("strength", self.strength)
        arguments.whole("axis", self.axis, minimum=0)

    def norms(self, w):
        """‖w_g‖₂ with the axes kept, and √size(g)."""
        if self.axis >= w.ndim:
            raise ValueError(f"axis must be below {w.ndim} for w of shape {tuple(w.shape)}.")
        groups = w.movedim(self.axis, 0).flatten(1) if w.ndim > 1 else w[:, None]
        norms = torch.linalg.vector_norm(groups, dim=1)  # its gradient at 0 is 0, not NaN
        shape = [-1 if axis == self.axis else 1 for axis in range(w.ndim)]
        return norms.reshape(shape), groups.shape[1] ** 0.5

    def __call__(self, w):
        norms, root = self.norms(w)
        return self.strength * root * norms.sum()

    def prox(self, w, step):
        """Shorten every group by step·λ·√size(g), and stop at 0."""
        norms, root = self.norms(w)
        by = arguments.nonnegative("step", step) * self.strength * root
        return w * ((norms - by).clamp(min=0) / torch.where(norms > 0, norms, 1))
