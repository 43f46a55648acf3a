"""Max-norm: no unit may have incoming weights that are longer than a limit."""

import keras
from keras import ops

from coursecode.shared import arguments

__all__ = ["MaxNorm"]


@keras.saving.register_keras_serializable("coursecode")
class MaxNorm(keras.constraints.Constraint):
    """The nearest kernel whose units keep the limit, w ← w · min(1, limit / ‖w‖₂) for every unit.

    w are the weights that enter one unit: a column of a kernel (inputs, outputs). Every optimizer
    of Keras applies a ``kernel_constraint`` after its step.

    Parameters
    ----------
    limit : float, above 0
        The largest length ‖w‖₂; ``max_value`` in ``keras.constraints.MaxNorm``.
    """

    def __init__(self, limit):
        self.limit = arguments.positive("limit", limit)

    def __call__(self, w):
        """The projection of a kernel (inputs, outputs)."""
        w = arguments.kernel("w", w)
        length = ops.sqrt(ops.sum(ops.square(w), axis=0, keepdims=True))
        return w * (self.limit / ops.maximum(length, self.limit))  # exactly 1 inside the ball

    def get_config(self):
        return {"limit": self.limit}
