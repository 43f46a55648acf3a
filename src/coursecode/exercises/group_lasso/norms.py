"""Check: the norms of the rows of a tensor, with a gradient that survives a row of zeros."""

import numpy as np

from coursecode.exercises.judging import array, judged, refuse_if, same, shown
from coursecode.shared.extras import require


@judged
def check_row_norms(row_norms):
    """``row_norms(w)``: the L2 norm of every row of a tensor, differentiable at 0."""
    torch = require("torch", user="check_row_norms", extra="torch")
    rng = np.random.default_rng(14)
    for shape in ((3, 4), (5, 2), (2, 1)):
        w = rng.standard_normal(shape)
        w[1] = 0
        if shape[1] > 1:
            w[0, 0] = 0  # one zero does not make a row of zeros
        values, slopes = measured(torch, row_norms, w)
        refuse_if(
            values.shape == () and shape[0] > 1,
            "one number came out: there should be one norm per row, so sum over dim=1 alone.",
        )
        values = array(values, (shape[0],), "the norms")
        right = np.linalg.norm(w, axis=1)
        refuse_if(same(values, right**2), "these are squared norms: the root is missing.")
        refuse_if(same(values, np.abs(w).sum(axis=1)) and shape[1] > 1, "these are L1 norms.")
        judge_slopes(values, right, slopes, w)
        judge_short_rows(torch, row_norms, shape)
    return "the values are right, and a row of zeros has the gradient 0."


def measured(torch, row_norms, w):
    """Values of the answer and the gradient of their sum."""
    t = torch.tensor(w, requires_grad=True)
    values = row_norms(t)
    refuse_if(values is None, "your function returns nothing: is `return` missing?")
    refuse_if(
        isinstance(values, (list, tuple)), "return one tensor; torch.stack makes one of a list."
    )
    lost = (
        "autograd has lost the way back to w. Stay with torch's functions: no .detach(), no "
        ".numpy(), no float(), no new tensors made of numbers."
    )
    refuse_if(not isinstance(values, torch.Tensor) or values.grad_fn is None, lost)
    refuse_if(
        values.dtype != t.dtype,
        f"w has the dtype {t.dtype}, the norms have {values.dtype}: short rows get lost.",
    )
    values.sum().backward()
    refuse_if(t.grad is None, lost)
    return values.detach().numpy(), t.grad.numpy()


def judge_slopes(values, right, slopes, w):
    """Is the gradient finite at 0, 0 there, and the direction of the row elsewhere?"""
    refuse_if(
        not np.isfinite(slopes).all() and same(values, right),
        "the values are right, and the gradient of the row of zeros is NaN. The slope of the root "
        "at 0 is infinite, and 0 · ∞ is NaN. If you used torch.where on the result: autograd "
        "multiplies the branch that was not taken by 0, which does not help against ∞. Keep the "
        "zeros away from the root itself, or use a norm that torch ships.",
    )
    refuse_if(not np.isfinite(slopes).all(), f"the gradient is not finite: {shown(slopes)}.")
    refuse_if(
        np.abs(slopes[1]).max() > 1e-6,
        f"the gradient of the row of zeros should be 0, yours is {shown(slopes[1])}.",
    )
    refuse_if(
        not same(values, right), f"the norms should be {shown(right)}, yours are {shown(values)}."
    )
    direction = w / np.where(right > 0, right, 1)[:, np.newaxis]
    refuse_if(
        not same(slopes, direction),
        "the values are right, but the gradient of a living row is not its direction w/‖w‖. "
        f"Expected {shown(direction)}, yours is {shown(slopes)}.",
    )


def judge_short_rows(torch, row_norms, shape):
    """A small number under the root hides the NaN and changes short rows."""
    for length in (1e-5, 1e-100):
        w = np.full(shape, length / np.sqrt(shape[1]))
        values, slopes = measured(torch, row_norms, w)
        close = np.allclose(values / length, 1, rtol=0, atol=1e-3)
        refuse_if(
            not close or not np.allclose(np.linalg.norm(slopes, axis=1), 1, rtol=0, atol=1e-3),
            f"a row of length {length:g} gets another norm or another pull: a number was added "
            "under the root or to the norm, or short rows are taken for zeros. That avoids the NaN "
            "and softens the kink, and the kink is what makes zeros.",
        )
