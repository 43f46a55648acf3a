"""The step that reaches exact zeros: downhill on the data loss, then the penalty's prox."""

import torch

from coursecode.shared import arguments
from coursecode.torch.weight_decay import recompute, with_gradient

__all__ = ["ProximalSGD"]


class ProximalSGD(torch.optim.Optimizer):
    """Proximal gradient descent with momentum.

    d ← μ d − η g;  W ← prox(W + d, η) for kernels, b ← b + d for biases;  d ← the whole move

    g must be the gradient of the data loss alone: the penalty acts through its prox, so the network
    is built without it.

    Momentum repeats the last move, prox included (iPiano). Were only gradients accumulated, the
    network would settle where the penalty is 1 − μ times as strong.

    Parameters
    ----------
    params : iterable of tensors or of parameter groups
        Tensors with two axes or more are kernels; a group may bring its own ``penalty``.
    learning_rate : float, above 0
        η.
    penalty : L1, L2, ElasticNet or GroupLasso
        Its ``prox`` follows every step.
    momentum : float in [0, 1)
        μ.
    """

    def __init__(self, params, learning_rate, penalty, momentum=0.0):
        defaults = {
            "lr": arguments.positive("learning_rate", learning_rate),
            "penalty": arguments.with_prox("penalty", penalty),
            "momentum": arguments.fraction("momentum", momentum),
        }
        super().__init__(params, defaults)

    @torch.no_grad()
    def step(self, closure=None):
        """One step for every parameter that has a gradient."""
        loss = recompute(closure)
        for group, p in with_gradient(self.param_groups):
            goal = p - group["lr"] * p.grad
            if group["momentum"]:
                move = self.state[p].setdefault("move", torch.zeros_like(p))
                goal += group["momentum"] * move
            if p.ndim >= 2:
                goal = group["penalty"].prox(goal, group["lr"])
            if group["momentum"]:
                torch.sub(goal, p, out=move)
            p.copy_(goal)
        return loss
