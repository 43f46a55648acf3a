"""Batch normalization: each unit gets mean 0 and variance 1 over a batch, then gain and shift."""

import torch

from coursecode.shared import arguments
from coursecode.shared.training_checks import check_batch_of_units

__all__ = ["BatchNorm"]


class BatchNorm(torch.nn.BatchNorm1d):
    """y = γ x̂ + β with x̂ = (x − mean) / √(variance + ε), unit by unit.

    In training, mean and variance are those of the batch, the variance divided by the number n of
    examples. The running statistics follow them, r ← m r + (1 − m) · batch, and take their place in
    evaluation. PyTorch's own layer writes 1 − m where this one writes m, and its running variance
    follows the one divided by n − 1.

    Parameters
    ----------
    features : int
        How many units.
    momentum : float in [0, 1)
        m, the weight of the *old* running value.
    epsilon : float, above 0
        ε.
    dtype : str
        ``"float64"`` or ``"float32"``.
    """

    def __init__(self, features, momentum=0.9, epsilon=1e-5, *, dtype="float64"):
        arguments.whole("features", features)
        self.keep = arguments.fraction("momentum", momentum)
        arguments.positive("epsilon", epsilon)
        arguments.choice("dtype", dtype, ("float64", "float32"))
        super().__init__(features, epsilon, 1 - self.keep, dtype=getattr(torch, dtype))

    def forward(self, x):
        check_batch_of_units(tuple(x.shape), self.num_features, self.training)
        before = self.running_var.clone()
        y = super().forward(x)
        if self.training:  # from the variance over n − 1 to that over n; not in place, for autograd
            added = self.running_var - self.keep * before
            self.running_var = self.running_var - added / len(x)
        return y
