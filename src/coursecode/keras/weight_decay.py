"""Decay decoupled from the gradient, as Keras optimizers; they work inside ``model.fit``.

The decay follows the learning rate, constant or scheduled (Keras computes its own schedules in its
default precision, float32, even for a float64 network). A variable whose gradient is ``None`` is
left alone entirely, and Keras warns of it; if no variable has a gradient, Keras raises.
"""

import keras
from keras import ops

from coursecode.keras.precision import default_precision
from coursecode.shared import arguments

__all__ = ["SGDW", "AdamW"]


@keras.saving.register_keras_serializable("coursecode")
class SGDW(keras.optimizers.Optimizer):
    """Gradient descent with momentum and decoupled weight decay.

    v ← μ v + g,  θ ← θ − η v − η λ θ

    The velocity holds gradients, not steps as in ``keras.optimizers.SGD``: a new η acts on the past
    of v too.

    Parameters
    ----------
    learning_rate : float, above 0, or a ``LearningRateSchedule``
        η.
    momentum : float in [0, 1)
        μ.
    weight_decay : float, at least 0
        λ; multiplied by the learning rate.
    decay_biases : bool
        Whether the decay touches biases and gains too: variables with fewer than two axes.
    """

    def __init__(
        self,
        learning_rate,
        momentum=0.0,
        weight_decay=0.0,
        *,
        decay_biases=False,
        name="SGDW",
        **base,
    ):
        with default_precision("float64"):
            super().__init__(learning_rate=checked_rate(learning_rate), name=name, **base)
        self.momentum = arguments.fraction("momentum", momentum)
        self.decoupled_decay = arguments.nonnegative("weight_decay", weight_decay)
        self.decay_biases = arguments.flag("decay_biases", decay_biases)

    def build(self, variables):
        if not self.built:
            super().build(variables)
            self.velocities = self.add_optimizer_variables(variables, "velocity")

    def update_step(self, gradient, variable, learning_rate):
        """One step for one variable."""
        rate = ops.cast(learning_rate, variable.dtype)
        velocity = self.velocities[self._get_variable_index(variable)]
        self.assign(velocity, self.momentum * velocity + gradient)
        decay(variable, rate, self)
        self.assign_sub(variable, rate * velocity)

    def get_config(self):
        return base_config(self) | {"momentum": self.momentum}


@keras.saving.register_keras_serializable("coursecode")
class AdamW(keras.optimizers.Optimizer):
    """Adam with decoupled weight decay.

    m ← β₁ m + (1−β₁) g,  s ← β₂ s + (1−β₂) g²
    θ ← θ − η λ θ − η m̂ / (√ŝ + ε),  m̂ = m/(1−β₁ᵗ),  ŝ = s/(1−β₂ᵗ)

    Parameters
    ----------
    learning_rate : float, above 0, or a ``LearningRateSchedule``
        η.
    beta1, beta2 : float in [0, 1)
        How slowly the two averages forget.
    epsilon : float, above 0
        ε, added to √ŝ after the bias correction; ``keras.optimizers.AdamW`` adds its own to √s
        before, which is ε√(1−β₂ᵗ) here.
    weight_decay : float, at least 0
        λ; multiplied by the learning rate.
    decay_biases : bool
        Whether the decay touches biases and gains too, as Keras's own does.
    """

    def __init__(
        self,
        learning_rate=1e-3,
        beta1=0.9,
        beta2=0.999,
        epsilon=1e-8,
        weight_decay=1e-2,
        *,
        decay_biases=False,
        name="AdamW",
        **base,
    ):
        with default_precision("float64"):
            super().__init__(learning_rate=checked_rate(learning_rate), name=name, **base)
        self.beta1 = arguments.fraction("beta1", beta1)
        self.beta2 = arguments.fraction("beta2", beta2)
        self.epsilon = arguments.positive("epsilon", epsilon)
        self.decoupled_decay = arguments.nonnegative("weight_decay", weight_decay)
        self.decay_biases = arguments.flag("decay_biases", decay_biases)

    def build(self, variables):
        if not self.built:
            super().build(variables)
            self.means = self.add_optimizer_variables(variables, "mean")
            self.squares = self.add_optimizer_variables(variables, "square")

    def update_step(self, gradient, variable, learning_rate):
        """One step for one variable."""
        rate = ops.cast(learning_rate, variable.dtype)
        steps = ops.cast(self.iterations + 1, variable.dtype)
        index = self._get_variable_index(variable)
        mean, square = self.means[index], self.squares[index]
        self.assign_add(mean, (1 - self.beta1) * (gradient - mean))
        self.assign_add(square, (1 - self.beta2) * (gradient * gradient - square))
        decay(variable, rate, self)
        scale = ops.sqrt(square / (1 - power(self.beta2, steps))) + self.epsilon
        self.assign_sub(variable, rate / (1 - power(self.beta1, steps)) * (mean / scale))

    def get_config(self):
        betas = {"beta1": self.beta1, "beta2": self.beta2, "epsilon": self.epsilon}
        return base_config(self) | betas


def decay(variable, rate, optimizer):
    """θ ← (1 − η λ) θ, for kernels, and for biases and gains if asked."""
    if optimizer.decoupled_decay and (len(variable.shape) >= 2 or optimizer.decay_biases):
        optimizer.assign(variable, variable * (1 - rate * optimizer.decoupled_decay))


def power(base, exponent):
    """base**exponent in the exponent's own precision."""
    return ops.power(ops.cast(ops.convert_to_tensor(base, "float64"), exponent.dtype), exponent)


def checked_rate(learning_rate):
    """A schedule as it is; a number if it is legal."""
    if isinstance(learning_rate, keras.optimizers.schedules.LearningRateSchedule):
        return learning_rate
    return arguments.positive("learning_rate", learning_rate)


def base_config(optimizer):
    """What Keras saves of every optimizer, with the decay under the name of the constructor."""
    config = keras.optimizers.Optimizer.get_config(optimizer)
    config["weight_decay"] = optimizer.decoupled_decay
    return config | {"decay_biases": optimizer.decay_biases}
