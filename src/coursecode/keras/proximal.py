"""The step that reaches exact zeros: downhill on the data loss, then the penalty's prox."""

import keras
from keras import ops

from coursecode.keras.precision import default_precision
from coursecode.keras.weight_decay import checked_rate
from coursecode.shared import arguments

__all__ = ["ProximalSGD"]


@keras.saving.register_keras_serializable("coursecode")
class ProximalSGD(keras.optimizers.Optimizer):
    """Proximal gradient descent with momentum; it works inside ``model.fit``.

    d ← μ d − η g;  W ← prox(W + d, η) for kernels, b ← b + d for biases;  d ← the whole move

    g must be the gradient of the data loss alone: the penalty acts through its prox, so the layers
    are built without a ``kernel_regularizer``.

    Momentum repeats the last move, prox included (iPiano). Were only gradients accumulated, the
    network would settle where the penalty is 1 − μ times as strong.

    Parameters
    ----------
    learning_rate : float, above 0
        η.
    penalty : L1, L2, ElasticNet or GroupLasso
        Its ``prox`` follows every step, for variables with two axes or more.
    momentum : float in [0, 1)
        μ.
    """

    def __init__(self, learning_rate, penalty, momentum=0.0, *, name="ProximalSGD", **base):
        with default_precision("float64"):
            super().__init__(learning_rate=checked_rate(learning_rate), name=name, **base)
        if isinstance(penalty, dict):  # from get_config
            penalty = keras.saving.deserialize_keras_object(penalty)
        self.penalty = arguments.with_prox("penalty", penalty)
        self.momentum = arguments.fraction("momentum", momentum)

    def build(self, variables):
        if not self.built:
            super().build(variables)
            self.moves = self.add_optimizer_variables(variables, "move")

    def update_step(self, gradient, variable, learning_rate):
        """One step for one variable."""
        rate = ops.cast(learning_rate, variable.dtype)
        move = self.moves[self._get_variable_index(variable)]
        goal = variable + self.momentum * move - rate * gradient
        if len(variable.shape) >= 2:
            goal = self.penalty.prox(goal, rate)
        self.assign(move, goal - variable)
        self.assign(variable, goal)

    def get_config(self):
        penalty = keras.saving.serialize_keras_object(self.penalty)
        return super().get_config() | {"penalty": penalty, "momentum": self.momentum}
