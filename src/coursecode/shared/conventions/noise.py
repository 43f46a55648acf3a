"""Keep and drop: dropout's probability, its scalings, its noise; and BatchNorm's momentum.

The course's ``rate`` is the probability that a unit is **dropped**, as in ``torch.nn.Dropout(p)``
and ``keras.layers.Dropout(rate)``. Checked against PyTorch 2.13, Keras 3.15.1, TensorFlow 2.21.
"""

import numpy as np

from coursecode.shared.arguments import fraction, nonnegative, positive, proportion
from coursecode.shared.conventions.strengths import NoEquivalent, Strengths, l2_alone


def from_keep_probability(*, keep):
    """The rate of a keep probability: 1 - keep.

    Keep probabilities are the p of Srivastava et al. (2014), ``keep_prob`` of TensorFlow 1
    (``tf.compat.v1.nn.dropout``) and of popular courses, and the p of many lecture notes.
    """
    keep = positive("keep", proportion("keep", keep))
    return 1 - keep


def to_keep_probability(*, rate):
    """The keep probability of a rate: 1 - rate."""
    return 1 - fraction("rate", rate)


def inverted_from_standard(kernel, *, rate):
    """The kernel for *inverted* dropout, from one trained with *standard* dropout: (1 - rate) W.

    Standard (Srivastava et al. 2014): training multiplies the inputs of the kernel by the mask,
    and evaluation uses (1 - rate) W. Inverted (every framework today): training divides the mask by
    1 - rate, and evaluation uses W. Only kernels that read a dropped layer change; biases never.
    """
    return np.asarray(kernel) * (1 - fraction("rate", rate))


def standard_from_inverted(kernel, *, rate):
    """The kernel for *standard* dropout, from one trained with *inverted* dropout: W/(1 - rate)."""
    return np.asarray(kernel) / (1 - fraction("rate", rate))


def gaussian_variance(*, rate):
    """Variance of the factors 1 + noise that disturb a unit as much as dropout does: r / (1 - r).

    ``keras.layers.GaussianDropout(rate)`` takes the rate. Srivastava et al. (2014) write the same
    as (1 - p)/p with p = keep.
    """
    rate = fraction("rate", rate)
    return rate / (1 - rate)


def rate_of_gaussian_variance(*, variance):
    """The rate whose dropout has factors of this variance: v / (1 + v)."""
    variance = nonnegative("variance", variance)
    return variance / (1 + variance)


def from_input_dropout(*, rate):
    """Inverted dropout on the inputs of a *linear* regression, averaged over the masks.

    l2 = rate / (1 - rate), if every column has mean square 1 (standardized columns do). Otherwise
    weight j has l2 = mean(x_j²) rate / (1 - rate). In a network, or with cross-entropy, there is no
    such number.
    """
    return Strengths(l2=gaussian_variance(rate=rate))


def to_input_dropout(strengths):
    """The dropout rate of the inputs with this l2 in a linear regression: l2 / (1 + l2)."""
    l2 = l2_alone(strengths, "dropout", "Averaged over its masks, dropout is an L2 penalty.")
    return {"rate": rate_of_gaussian_variance(variance=l2)}


def batch_norm_to_keras(*, momentum):
    """``torch.nn.BatchNorm1d``'s momentum as Keras's: 1 - momentum.

    PyTorch's (0.1) weighs the new batch, Keras's (0.99) the old average. The running variances
    still differ: PyTorch averages variances with 1/(B - 1), Keras with 1/B.
    """
    if momentum is None:
        raise NoEquivalent(
            "momentum=None makes PyTorch average all batches equally, which Keras cannot. "
            "Give PyTorch a number."
        )
    return {"momentum": 1 - proportion("momentum", momentum)}


def batch_norm_to_torch(*, momentum):
    """``keras.layers.BatchNormalization``'s momentum as PyTorch's: 1 - momentum."""
    return {"momentum": 1 - proportion("momentum", momentum)}
