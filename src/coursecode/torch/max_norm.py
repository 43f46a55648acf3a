"""Max-norm: no unit may have incoming weights that are longer than a limit."""

import torch

from coursecode.shared import arguments

__all__ = ["MaxNorm"]


class MaxNorm:
    """The nearest kernel whose units keep the limit, w ← w · min(1, limit / ‖w‖₂) for every unit.

    w are the weights that enter one unit: a row of a weight (outputs, inputs). `fit` applies the
    constraint after every step of the optimizer; ``torch.renorm(weight, 2, 0, limit)`` is the same.

    Parameters
    ----------
    limit : float, above 0
        The largest length ‖w‖₂.
    """

    def __init__(self, limit):
        self.limit = arguments.positive("limit", limit)

    @torch.no_grad()
    def __call__(self, w):
        """The projection of a weight (outputs, inputs)."""
        w = arguments.kernel("w", w)
        length = w.square().sum(dim=1, keepdim=True).sqrt()
        return w * (self.limit / length.clamp(min=self.limit))  # exactly 1 inside the ball
