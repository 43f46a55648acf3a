"""Decay decoupled from the gradient, as ``torch.optim`` optimizers.

Schedulers work as usual: a parameter group holds its learning rate as ``lr``, and the decay follows
it. Inside `fit`, let a scheduler move on by itself, after every step:
``optimizer.register_step_post_hook(lambda *_: scheduler.step())``.

A parameter whose ``grad`` is ``None`` is left alone entirely: no step, no momentum, no decay.
"""

import torch

from coursecode.shared import arguments

__all__ = ["SGDW", "AdamW"]


class SGDW(torch.optim.Optimizer):
    """Gradient descent with momentum and decoupled weight decay.

    v ← μ v + g,  θ ← θ − η v − η λ θ

    The velocity holds gradients, as in ``torch.optim.SGD``: a new η acts on the past of v too.

    Parameters
    ----------
    params : iterable of tensors or of parameter groups
    learning_rate : float, above 0
        η.
    momentum : float in [0, 1)
        μ.
    weight_decay : float, at least 0
        λ; multiplied by the learning rate.
    decay_biases : bool
        Whether the decay touches biases and gains too: tensors with fewer than two axes.
    """

    def __init__(
        self, params, learning_rate, momentum=0.0, weight_decay=0.0, *, decay_biases=False
    ):
        defaults = {
            "lr": arguments.positive("learning_rate", learning_rate),
            "momentum": arguments.fraction("momentum", momentum),
            "weight_decay": arguments.nonnegative("weight_decay", weight_decay),
            "decay_biases": arguments.flag("decay_biases", decay_biases),
        }
        super().__init__(params, defaults)

    @torch.no_grad()
    def step(self, closure=None):
        """One step for every parameter that has a gradient."""
        loss = recompute(closure)
        for group, p in with_gradient(self.param_groups):
            velocity = self.state[p].setdefault("velocity", torch.zeros_like(p))
            velocity.mul_(group["momentum"]).add_(p.grad)
            decay(p, group)
            p.sub_(group["lr"] * velocity)
        return loss


class AdamW(torch.optim.Optimizer):
    """Adam with decoupled weight decay; equals ``torch.optim.AdamW`` where both decay.

    m ← β₁ m + (1−β₁) g,  s ← β₂ s + (1−β₂) g²
    θ ← θ − η λ θ − η m̂ / (√ŝ + ε),  m̂ = m/(1−β₁ᵗ),  ŝ = s/(1−β₂ᵗ)

    Parameters
    ----------
    params : iterable of tensors or of parameter groups
    learning_rate : float, above 0
        η.
    beta1, beta2 : float in [0, 1)
        How slowly the two averages forget.
    epsilon : float, above 0
        ε, added to √ŝ after the bias correction.
    weight_decay : float, at least 0
        λ; multiplied by the learning rate.
    decay_biases : bool
        Whether the decay touches biases and gains too, as PyTorch's own does.
    """

    def __init__(
        self,
        params,
        learning_rate=1e-3,
        beta1=0.9,
        beta2=0.999,
        epsilon=1e-8,
        weight_decay=1e-2,
        *,
        decay_biases=False,
    ):
        defaults = {
            "lr": arguments.positive("learning_rate", learning_rate),
            "beta1": arguments.fraction("beta1", beta1),
            "beta2": arguments.fraction("beta2", beta2),
            "epsilon": arguments.positive("epsilon", epsilon),
            "weight_decay": arguments.nonnegative("weight_decay", weight_decay),
            "decay_biases": arguments.flag("decay_biases", decay_biases),
        }
        super().__init__(params, defaults)

    @torch.no_grad()
    def step(self, closure=None):
        """One step for every parameter that has a gradient."""
        loss = recompute(closure)
        for group, p in with_gradient(self.param_groups):
            state = self.state[p]
            state["steps"] = state.get("steps", 0) + 1
            mean = state.setdefault("mean", torch.zeros_like(p))
            square = state.setdefault("square", torch.zeros_like(p))
            mean.add_((1 - group["beta1"]) * (p.grad - mean))
            square.add_((1 - group["beta2"]) * (p.grad * p.grad - square))
            decay(p, group)
            scale = (square / (1 - group["beta2"] ** state["steps"])).sqrt() + group["epsilon"]
            p.sub_(group["lr"] / (1 - group["beta1"] ** state["steps"]) * (mean / scale))
        return loss


def with_gradient(groups):
    """Every parameter that has a gradient, with its group; the others are left alone."""
    return [(group, p) for group in groups for p in group["params"] if p.grad is not None]


def decay(p, group):
    """θ ← (1 − η λ) θ, for kernels, and for biases and gains if asked."""
    if group["weight_decay"] and (p.ndim >= 2 or group["decay_biases"]):
        p.mul_(1 - group["lr"] * group["weight_decay"])


def recompute(closure):
    """The loss that an optional closure recomputes, as ``torch.optim`` promises."""
    if closure is None:
        return None
    with torch.enable_grad():
        return closure()
