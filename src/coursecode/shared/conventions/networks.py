"""What PyTorch, Keras and TensorFlow call a strength, where it equals a penalty.

Checked against PyTorch 2.13, Keras 3.15.1 and TensorFlow 2.21. Their losses are means, so no n and
no batch size enters. PyTorch's and Keras's optimizers decay biases and gains too, unless told
otherwise (parameter groups; ``exclude_from_weight_decay``); the course's form leaves them alone.
"""

from coursecode.shared.arguments import fraction, nonnegative
from coursecode.shared.conventions.strengths import (
    Strengths,
    checked,
    from_objective,
    l1_alone,
    l2_alone,
)

TWO_PARTS = "keras.regularizers.L1L2 has both: see to_keras_l1l2."


def from_keras_l1(*, l1=0.01):
    """``keras.regularizers.L1(l1)``: l1 Σ|w|. The string "l1" means 0.01.

    Keras rounds the factors of all its regularizers to float32: 0.1 becomes 0.100000001.
    """
    return Strengths(l1=l1)


def to_keras_l1(strengths):
    """Keywords for ``keras.regularizers.L1``: l1 as it is."""
    return {"l1": l1_alone(strengths, "keras.regularizers.L1", TWO_PARTS)}


def from_keras_l2(*, l2=0.01):
    """``keras.regularizers.L2(l2)``: l2 Σw², without ½. The string "l2" means 0.01."""
    return Strengths(l2=l2)


def to_keras_l2(strengths):
    """Keywords for ``keras.regularizers.L2``: l2 as it is."""
    return {"l2": l2_alone(strengths, "keras.regularizers.L2", TWO_PARTS)}


def from_keras_l1l2(*, l1=0.0, l2=0.0):
    """``keras.regularizers.L1L2(l1, l2)``: l1 Σ|w| + l2 Σw², this course's form."""
    return Strengths(l1=l1, l2=l2)


def to_keras_l1l2(strengths):
    """Keywords for ``keras.regularizers.L1L2``: both as they are."""
    return {"l1": checked(strengths).l1, "l2": strengths.l2}


def from_l2_loss(*, scale):
    """``scale * tf.nn.l2_loss(w)``: l2_loss is ½Σw², so l2 = scale / 2."""
    return from_objective(l2=nonnegative("scale", scale) / 2)


def to_l2_loss(strengths):
    """What multiplies ``tf.nn.l2_loss(w)``: scale = 2 l2."""
    return {"scale": 2 * l2_alone(strengths, "tf.nn.l2_loss", "Add l1 Σ|w| yourself.")}


def from_torch_weight_decay(*, weight_decay):
    """``weight_decay`` of ``torch.optim.SGD`` and ``Adam``: g ← g + weight_decay · w.

    That is the gradient of ½ weight_decay Σw², so l2 = weight_decay / 2. The decay is *coupled*:
    momentum and Adam's rescaling see it, as they see a penalty. Not for ``AdamW``, and not for
    ``Adam(decoupled_weight_decay=True)``: see `from_adamw`.
    """
    return from_objective(l2=nonnegative("weight_decay", weight_decay) / 2)


def to_torch_weight_decay(strengths):
    """Keywords for ``torch.optim.SGD`` and ``Adam``: weight_decay = 2 l2. Give biases 0."""
    l2 = l2_alone(strengths, "PyTorch's weight_decay", "Add l1 Σ|w| to the loss yourself.")
    return {"weight_decay": 2 * l2}


def from_keras_sgd(*, weight_decay, momentum=0.0):
    """``keras.optimizers.SGD``, and the course's ``SGDW``: w ← w - η weight_decay w and the step.

    The decay is *decoupled*: momentum does not see it. At rest a penalty would push 1 / (1 - μ)
    times as hard, because momentum adds its pushes up. So l2 = weight_decay (1 - μ) / 2: the same
    resting point, with or without Nesterov, but not the same way there unless μ = 0.
    """
    mu = fraction("momentum", momentum)
    return from_objective(l2=nonnegative("weight_decay", weight_decay) * (1 - mu) / 2)


def to_keras_sgd(strengths, *, momentum=0.0):
    """Keywords for ``keras.optimizers.SGD`` and ``SGDW``: weight_decay = 2 l2 / (1 - μ), momentum.

    Exclude biases in Keras; ``SGDW`` leaves them alone.
    """
    mu = fraction("momentum", momentum)
    l2 = l2_alone(strengths, "weight_decay", "Use keras.regularizers.L1, or ProximalSGD.")
    return {"weight_decay": 2 * l2 / (1 - mu), "momentum": mu}
