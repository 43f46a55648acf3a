"""Mistakes that `tests/test_weight_decay.py` must notice."""

from planting import mutant

import coursecode.numpy as N
import coursecode.numpy.weight_decay as weight_decay
import coursecode.torch as T
import coursecode.torch.weight_decay as torch_decay

MUTANTS = {
    "decay that is not multiplied by the learning rate": (
        "numpy", mutant(weight_decay, "decay", "1 - rate *", "1 -"),
    ),
    "decay that enters the momentum": (
        "torch", mutant(
            T.SGDW, "step", "add_(p.grad)", "add_(p.grad + group['weight_decay'] * p)"
        ),
    ),
    "decay that touches biases": (
        "torch", mutant(torch_decay, "decay", "p.ndim >= 2", "p.ndim >= 1"),
    ),
    "decay of parameters without gradient": (
        "torch", mutant(torch_decay, "with_gradient", " if p.grad is not None", ""),
    ),
    "AdamW without bias correction": (
        "numpy", mutant(
            N.AdamW, "update", "rate / (1 - self.beta1**self.steps)", "rate"
        ),
    ),
    "AdamW with ε under the root": (
        "numpy", mutant(
            N.AdamW, "update", "self.steps)) + self.epsilon", "self.steps) + self.epsilon)"
        ),
    ),
}  # fmt: skip
