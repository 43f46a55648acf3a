"""Claims about L1 and sparsity."""

import numpy as np

from claims import claim
from coursecode.numpy import L1


@claim(
    "l1-of-negative-weights",
    says="The L1 norm adds absolute values, so it works for negative weights too.",
    verdict="true",
    because="$\\lVert w \\rVert_1 = \\sum_j \\lvert w_j \\rvert$; the signs do not matter.",
    chapter="02_regularization",
)
def test_the_l1_norm_does_not_see_signs():
    w = np.array([-1.0, -2.5])
    assert L1(1.0)(w) == L1(1.0)(-w) == np.linalg.norm(w, 1) == 3.5
