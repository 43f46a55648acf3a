"""Mistakes that `tests/test_proximal.py` must notice."""

from planting import mutant

import coursecode.numpy as N
import coursecode.torch as T

MUTANTS = {
    "a prox with step 1": (
        "numpy", mutant(
            N.ProximalSGD, "update", "prox(kernel, self.learning_rate)", "prox(kernel, 1.0)"
        ),
    ),
    "a momentum that forgets the prox": (
        "torch", mutant(
            T.ProximalSGD, "step", "torch.sub(goal, p, out=move)",
            "move.mul_(group['momentum']).sub_(group['lr'] * p.grad)",
        ),
    ),
    "a prox on the biases": (
        "torch", mutant(T.ProximalSGD, "step", "p.ndim >= 2", "p.ndim >= 1"),
    ),
    "a momentum that is forgotten": (
        "numpy", mutant(N.ProximalSGD, "update", "self.momentum *", "0 *"),
    ),
}  # fmt: skip
