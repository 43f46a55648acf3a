"""Max-norm: no unit may have incoming weights that are longer than a limit."""

import numpy as np

from coursecode.shared import arguments
from coursecode.shared.stacks import per_network

__all__ = ["MaxNorm"]


class MaxNorm:
    """The nearest kernel whose units keep the limit, w ← w · min(1, limit / ‖w‖₂) for every unit.

    w are the weights that enter one unit: a column of a kernel (inputs, outputs). `fit` applies the
    constraint after every step of the optimizer.

    Parameters
    ----------
    limit : float, above 0
        The largest length ‖w‖₂. One number, or one per network.

    References
    ----------
    Srebro & Shraibman (2005), Rank, trace-norm and max-norm; Srivastava et al. (2014), section 5.1.
    """

    def __init__(self, limit):
        self.limit = arguments.each_positive("limit", limit)

    def __call__(self, w):
        """The projection of a kernel (inputs, outputs) or (networks, inputs, outputs)."""
        w = arguments.kernel("w", np.asarray(w), most=3)
        limit = per_network("limit", self.limit, w, own_axes=2)
        length = np.sqrt(np.sum(np.square(w), axis=-2, keepdims=True))
        return w * (limit / np.maximum(length, limit))  # a factor of exactly 1 inside the ball
