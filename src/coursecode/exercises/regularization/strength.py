"""Finding λ: for a given radius, and from a validation curve."""

import numpy as np

from coursecode.exercises.judging import call, judged, number, refuse_if


@judged
def check_strength_for_radius(answer):
    """The λ at which the ridge solution has a given L2 norm; 0 when the ball is large enough."""
    for seed, strength in enumerate([0.1, 3.0, 0.004, 40.0]):
        rng = np.random.default_rng(seed)
        x = rng.standard_normal((12 + seed, 3)) * [1, 2, 0.5]
        y = x @ [1, -1, 2] + rng.standard_normal(len(x))
        radius = norm_of(x, y, strength)
        mine = number(call(answer, x, y, radius))
        refuse_if(not mine >= 0, f"return one number λ ≥ 0; you returned {mine:.4g}.")
        if np.isclose(mine, strength, rtol=1e-4):
            continue
        found = norm_of(x, y, mine)
        for wrong, message in [
            (np.isclose(mine, strength * len(x), rtol=1e-3),
             "your λ is n times too large: the data loss is a mean, not a sum."),
            (np.isclose(mine, 2 * strength, rtol=1e-3) or np.isclose(2 * mine, strength, rtol=1e-3),
             "you are off by a factor of 2: the penalty is λ Σ w², without ½."),
            (np.isclose(found**2, radius, rtol=1e-3),
             "there Σ w² is the radius; the radius is ‖w‖₂, with the root."),
            (np.isclose(mine, strength, rtol=0.1),
             "nearly: halve more often, or take the geometric middle."),
        ]:  # fmt: skip
            refuse_if(wrong, message)
        refuse_if(
            True,
            f"at your λ = {mine:.4g} the norm is {found:.4g}, asked was {radius:.4g} (reached at λ "
            f"= {strength}). A larger λ makes a smaller norm: which half do you keep?",
        )
    refuse_if(
        not number(call(answer, x, y, 1.5 * norm_of(x, y, 0.0))) < 1e-6,
        "a ball that already holds the least-squares solution needs λ = 0.",
    )
    return "the norm falls as λ grows, so halving an interval finds it."


def norm_of(x, y, strength):
    """The L2 norm of the ridge solution."""
    w = np.linalg.solve(x.T @ x / len(x) + strength * np.eye(x.shape[1]), x.T @ y / len(x))
    return float(np.linalg.norm(w))


@judged
def check_choose_strength(answer):
    """The one-standard-error rule on validation losses of shape (strengths, seeds)."""
    for seed in range(8):
        rng = np.random.default_rng(seed)
        strengths = rng.permutation(2.5 * 10.0 ** np.arange(-4, 2))
        noise = rng.standard_normal((6, 9))
        noise -= noise.mean(axis=1, keepdims=True)
        noise /= noise.std(axis=1, ddof=1, keepdims=True)
        # A valley: the neighbours of the best are within one error, those two away are not.
        center, error = [-3, -2, -1][seed % 3], [0.03, 0.2][seed % 2]
        depth = 1 + error / 1.5 * (np.log10(strengths / 2.5) - center) ** 2
        losses = depth[:, np.newaxis] + 3 * error * noise  # nine seeds: the root is 3
        best, right = 2.5 * 10.0**center, 25 * 10.0**center
        mine = number(call(answer, strengths, losses))
        for wrong, message in [
            (best, "that is the λ with the lowest mean; the rule goes on to a larger λ."),
            (best / 10, "take the largest λ within one error, not the smallest."),
            (100 * best, "the standard error is the standard deviation / √seeds: yours lacks √."),
            (strengths[depth.argmax()], "a loss is better when it is smaller: keep mean ≤ limit."),
        ]:
            refuse_if(np.isclose(mine, wrong, rtol=1e-9), message)
        refuse_if(
            not np.isclose(mine, strengths, rtol=1e-9).any() and mine in range(6),
            "return the strength itself, not its index.",
        )
        refuse_if(
            not np.isclose(mine, right, rtol=1e-9),
            f"for strengths {strengths.tolist()} you returned {mine:.4g}, expected {right:.4g}. "
            f"The strengths are not sorted; the limit is {1 + error:.2f}.",
        )
    return "as good as the best within the noise, and the most regularized of those."
