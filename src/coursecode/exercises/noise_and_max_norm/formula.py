"""Check: what noise adds to the loss, to second order."""

import numpy as np

from coursecode.exercises.judging import judged, number, recognize, refuse_if, shown


@judged
def check_extra_loss(extra_loss):
    """``extra_loss(residual, gradient, laplacian, stddev)``: s² mean(‖∇f‖² + (f − y) Δf)."""
    rng = np.random.default_rng(24)
    for n, d in ((4, 2), (7, 3), (3, 5)):
        r, g, lap = rng.standard_normal(n), rng.standard_normal((n, d)), rng.standard_normal(n)
        s = 0.2 + 0.3 * rng.random()
        square = np.sum(g**2, axis=1)
        right = s**2 * np.mean(square + r * lap)
        given = r.copy(), g.copy(), lap.copy()
        value = extra_loss(*given, s)
        refuse_if(value is None, "your function returns nothing: is `return` missing?")
        refuse_if(
            not all(map(np.array_equal, given, (r, g, lap))),
            "the arrays that came in were changed. A formula has a value and leaves them alone.",
        )
        recognize(
            np.array(number(value)),
            np.array(right),
            [
                (s**2 * np.mean(square), "that is the gradient term alone. It is the whole only "
                 "where f = y or Δf = 0: the Laplacian term is missing."),
                (s**2 * np.mean(r * lap), "that is the Laplacian term alone."),
                (right / 2, "half of it: the formula with ½ belongs to the loss ½(f - y)². Ours "
                 "has no ½."),
                (2 * right, "twice of it: the ½ of the second derivative is already used up."),
                (right / s**2, "the factor s² is missing."),
                (right + np.mean(r**2), "that is the whole loss with noise. How much does "
                 "the noise *add* to mean(residual²)?"),
                (s**2 * np.mean(square) + np.mean(r * lap), "s² belongs to both terms."),
                (s**2 * np.mean(square + 2 * r * lap), "the second term twice: the 2 of the square "
                 "and the ½ of the second derivative cancel."),
                (right / s, "the standard deviation enters with its square: E z² = s²."),
                (right * s**2, "s⁴: stddev is a standard deviation, and it is squared once."),
                (right * n, "the sum over the examples, not the mean. Our data loss is a mean."),
                (s**2 * np.mean(square - r * lap), "the sign of the second term: the residual is "
                 "f - y, and the terms are added."),
                (s**2 * np.mean(square + lap), "the Laplacian is not weighted with the residual."),
                (s**2 * np.mean(square + r**2 * lap), "the residual enters the second term once, "
                 "not squared."),
                (s**2 * np.mean(np.sqrt(square) + r * lap), "the norm of the gradient is not "
                 "squared."),
                (s**2 * (np.mean(g**2) + np.mean(r * lap)), "the squares of the slopes are "
                 "averaged over the inputs; ‖∇f‖² is their sum."),
            ],
            f"residual = {shown(r)}, gradient = {shown(g)}, laplacian = {shown(lap)}, "
            f"stddev = {s:.4g}",
        )  # fmt: skip
    return "both terms, squared deviation, mean over the examples."
