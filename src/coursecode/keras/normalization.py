"""Batch normalization: each unit gets mean 0 and variance 1 over a batch, then gain and shift."""

import keras

from coursecode.shared import arguments
from coursecode.shared.training_checks import check_batch_of_units

__all__ = ["BatchNorm"]


@keras.saving.register_keras_serializable("coursecode")
class BatchNorm(keras.layers.BatchNormalization):
    """y = γ x̂ + β with x̂ = (x − mean) / √(variance + ε), unit by unit.

    In training, mean and variance are those of the batch, the variance divided by the number n of
    examples. The running statistics follow them, r ← m r + (1 − m) · batch, and take their place in
    evaluation. Keras's own layer does the same, with m = 0.99 and ε = 0.001 where nothing is said.

    Parameters
    ----------
    momentum : float in [0, 1)
        m, the weight of the *old* running value.
    epsilon : float, above 0
        ε.
    dtype : str
        ``"float64"`` or ``"float32"``.
    """

    def __init__(self, momentum=0.9, epsilon=1e-5, *, dtype="float64", **base):
        super().__init__(
            momentum=arguments.fraction("momentum", momentum),
            epsilon=arguments.positive("epsilon", epsilon),
            dtype=dtype,
            **base,
        )

    def call(self, x, training=False, mask=None):
        check_batch_of_units(tuple(x.shape), self.moving_mean.shape[0], bool(training))
        return super().call(x, training=training, mask=mask)
