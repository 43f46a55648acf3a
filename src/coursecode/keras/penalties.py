"""Penalties on weights as Keras regularizers: ``Dense(10, kernel_regularizer=L2(1e-3))``.

``w`` is any tensor. A kernel is stored the way ``Dense`` does: (inputs, outputs).
"""

import keras
from keras import ops

from coursecode.shared import arguments

__all__ = ["L1", "L2", "ElasticNet", "GroupLasso"]


def step_size(step):
    """A number must be legal; a tensor, inside a compiled training step, is taken as it is."""
    return step if ops.is_tensor(step) else arguments.nonnegative("step", step)


@keras.saving.register_keras_serializable("coursecode")
class L1(keras.Regularizer):
    """Lasso penalty, λ Σ |w|. The gradient of |w| at w = 0 is taken as 0.

    Parameters
    ----------
    strength : float, at least 0
        λ; the same number as in ``keras.regularizers.L1``.
    """

    def __init__(self, strength):
        self.strength = arguments.nonnegative("strength", strength)

    def __call__(self, w):
        return self.strength * ops.sum(ops.abs(w))

    def prox(self, w, step):
        """Soft threshold: move every weight towards 0 by step·λ, and stop there."""
        threshold = step_size(step) * self.strength
        return ops.sign(w) * ops.maximum(ops.abs(w) - threshold, 0)

    def get_config(self):
        return {"strength": self.strength}


@keras.saving.register_keras_serializable("coursecode")
class L2(keras.Regularizer):
    """Ridge penalty, λ Σ w² (no ½).

    Parameters
    ----------
    strength : float, at least 0
        λ; the same number as in ``keras.regularizers.L2``.
    """

    def __init__(self, strength):
        self.strength = arguments.nonnegative("strength", strength)

    def __call__(self, w):
        return self.strength * ops.sum(ops.square(w))

    def prox(self, w, step):
        """w / (1 + 2·step·λ): every weight shrinks by the same factor, none becomes 0."""
        return w / (1 + 2 * step_size(step) * self.strength)

    def get_config(self):
        return {"strength": self.strength}


@keras.saving.register_keras_serializable("coursecode")
class ElasticNet(keras.Regularizer):
    """Lasso and ridge penalty together, l1 Σ |w| + l2 Σ w²; Keras calls it ``L1L2``.

    Parameters
    ----------
    l1, l2 : float, at least 0
        The two strengths.
    """

    def __init__(self, l1, l2):
        self.l1 = arguments.nonnegative("l1", l1)
        self.l2 = arguments.nonnegative("l2", l2)

    def __call__(self, w):
        return L1(self.l1)(w) + L2(self.l2)(w)

    def prox(self, w, step):
        """Soft threshold by step·l1, then divide by 1 + 2·step·l2."""
        return L2(self.l2).prox(L1(self.l1).prox(w, step), step)

    def get_config(self):
        return {"l1": self.l1, "l2": self.l2}


@keras.saving.register_keras_serializable("coursecode")
class GroupLasso(keras.Regularizer):
    """Group lasso penalty, λ Σ_g √size(g) ‖w_g‖₂.

    Parameters
    ----------
    strength : float, at least 0
        λ.
    axis : int
        The axis of the tensor whose index names the groups. In ``Dense``'s (inputs, outputs),
        0 groups the weights that leave one input, 1 those that enter one unit.
    """

    def __init__(self, strength, axis):
        self.strength = arguments.nonnegative("strength", strength)
        self.axis = arguments.whole("axis", axis, minimum=0)

    def norms(self, w):
        """‖w_g‖₂ with the axes kept, and √size(g)."""
        if self.axis >= len(w.shape):
            raise ValueError(f"axis must be below {len(w.shape)} for w of shape {tuple(w.shape)}.")
        members = [axis for axis in range(len(w.shape)) if axis != self.axis]
        squares = ops.square(w)
        squares = ops.sum(squares, axis=members, keepdims=True) if members else squares
        # √ has an infinite slope at 0, and 0 · ∞ is NaN: a group that is 0 goes around it.
        positive = squares > 0
        norms = ops.where(positive, ops.sqrt(ops.where(positive, squares, 1)), 0)
        size = 1
        for axis in members:
            size *= w.shape[axis]
        return norms, size**0.5

    def __call__(self, w):
        norms, root = self.norms(w)
        return self.strength * root * ops.sum(norms)

    def prox(self, w, step):
        """Shorten every group by step·λ·√size(g), and stop at 0."""
        norms, root = self.norms(w)
        by = step_size(step) * self.strength * root
        return w * (ops.maximum(norms - by, 0) / ops.where(norms > 0, norms, 1))

    def get_config(self):
        return {"strength": self.strength, "axis": self.axis}
