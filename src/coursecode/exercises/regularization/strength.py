"""Finding λ: for a given radius, and from a validation curve."""

import numpy as np

from coursecode.exercises.judging import call, judged, number, refuse_if


@judged
def check_strength_for_radius(answer):
    """The λ at which the ridge solution has a given L2 norm; 0 when the ball is large enough."""
    for seed, strength in enumerate([0.1137, 2.943, 0.004171, 38.67]):
        rng = np.random.default_rng(seed)
        n, p = 12 + 5 * seed, 3 + seed % 2
        x = rng.standard_normal((n, p)) * [1, 2, 0.5, 1.5][:p]
        y = x @ [1, -1, 2, 1.5][:p] + rng.standard_normal(n)
        radius = np.linalg.norm(solution(x, y, strength))
        mine = number(call(answer, x, y, radius))
        refuse_if(not 0 <= mine < np.inf, f"return one number λ ≥ 0; you returned {mine:.4g}.")
        if np.isclose(mine, strength, rtol=1e-4):
            continue
        w = solution(x, y, mine)
        found = np.linalg.norm(w)
        for wrong, message in [
            (np.isclose(mine, strength * n, rtol=1e-3),
             "your λ is n times too large: the data loss is a mean, not a sum."),
            (np.isclose(mine / strength, [n / 2, 2 * n], rtol=1e-3).any(),
             "you are off by n and a factor of 2: the data loss is a mean, the penalty has no ½."),
            (np.isclose(mine, 2 * strength, rtol=1e-3) or np.isclose(2 * mine, strength, rtol=1e-3),
             "you are off by a factor of 2: the penalty is λ Σ w², without ½."),
            (np.isclose(found**2, radius, rtol=1e-3),
             "there Σ w² is the radius; the radius is ‖w‖₂, with the root."),
            (np.isclose(np.abs(w).sum(), radius, rtol=1e-3),
             "there Σ |w| is the radius; the radius is the L2 norm."),
            (np.isclose(np.abs(w).max(), radius, rtol=1e-3),
             "there the largest |w| is the radius; the radius is the L2 norm."),
            (np.isclose(mine, strength, rtol=0.1),
             "nearly: halve more often, or take the geometric middle."),
        ]:  # fmt: skip
            refuse_if(wrong, message)
        refuse_if(
            True,
            f"at your λ = {mine:.4g} the norm is {found:.4g}, asked was {radius:.4g} (reached at λ "
            f"= {strength}). A larger λ makes a smaller norm: which half do you keep, and how far "
            "does the search reach?",
        )
    free = answer(x.copy(), y.copy(), 1.5 * np.linalg.norm(solution(x, y, 0.0)))
    refuse_if(
        free is None or not 0 <= number(free) < 1e-12,
        "a ball that already holds the least-squares solution needs λ = 0: ask for that case "
        "first, a search between two positive numbers only comes near it.",
    )
    return "the norm falls as λ grows, so halving an interval finds it."


def solution(x, y, strength):
    """The ridge solution."""
    return np.linalg.solve(x.T @ x / len(x) + strength * np.eye(x.shape[1]), x.T @ y / len(x))


def validation_losses(seed):
    """Unsorted strengths, and losses of shape (seeds, strengths) that form a valley over them.

    Going up from the best λ, 0, 1 or 2 strengths stay within its standard error; in odd sets the
    last of them is so close to it that ddof matters. The next one is outside, not by much, and in
    even sets its own error is large. Behind it, in every fourth set, one is inside again. The
    largest mean belongs to the largest strength in even sets, to the smallest in odd ones.
    """
    rng = np.random.default_rng(seed)
    seeds, inside, error = 4 + seed % 3, seed // 2 % 3, rng.uniform(0.02, 0.2)
    edge = rng.uniform(0.93, 0.98) if seed % 2 else rng.uniform(0.82, 0.86)
    near = [0.3, edge][2 - inside :]
    outside = rng.uniform(1.02, 1.07)
    heights = np.array([2.6 + 3 * (seed % 2), 0.5, 0, *near, outside, 1.8, 2.1, 3.5, 5.0])
    if seed % 4 == 3:
        heights[-3] = 0.6
    strengths = np.cumprod(rng.uniform(1.7, 9, len(heights))) * 1e-3
    noise = rng.standard_normal((seeds, len(heights)))
    noise -= noise.mean(axis=0)
    noise /= noise.std(axis=0, ddof=1)
    sizes = np.ones(len(heights))
    sizes[-1], sizes[heights == outside] = 1.9, 1.5 - 0.5 * (seed % 2)
    losses = 1 + error * (heights + np.sqrt(seeds) * sizes * noise)
    order = rng.permutation(len(heights))
    return strengths[order], losses[:, order]


def one_error(losses, ddof=1, root=True):
    """Mean losses, where they are lowest, and the standard error there."""
    mean = losses.mean(axis=0)
    errors = losses.std(axis=0, ddof=ddof) / np.sqrt(len(losses) if root else 1)
    return mean, mean.argmin(), errors


def rule(strengths, losses, pick=np.max, own=False, **options):
    """The one-standard-error rule, and ways to miss it."""
    mean, best, errors = one_error(losses, **options)
    return pick(strengths[mean <= mean[best] + (errors if own else errors[best])])


def best_of(strengths, losses):
    """The strength with the lowest mean."""
    return strengths[losses.mean(axis=0).argmin()]


def walking_up(strengths, losses):
    """From the best one up to the last before the first that is outside."""
    mean, best, errors = one_error(losses)
    larger = np.flatnonzero(strengths > strengths[best])
    larger = larger[strengths[larger].argsort()]
    inside = np.logical_and.accumulate(mean[larger] <= mean[best] + errors[best])
    return strengths[[best, *larger[inside]]].max()


CHOICES = [
    (best_of, "that is the λ with the lowest mean; the rule goes on to a larger λ."),
    (
        lambda s, losses: rule(s, losses, pick=np.min),
        "take the largest λ within one error, not the smallest.",
    ),
    (
        lambda s, losses: rule(s, losses, root=False),
        "the standard error is the standard deviation / √seeds: yours lacks √.",
    ),
    (
        lambda s, losses: rule(s, losses, ddof=0),
        "your standard deviation divides by the number of seeds: give std ddof=1.",
    ),
    (
        lambda s, losses: rule(s, losses, own=True),
        "you gave each strength its own standard error; the limit is one number, from the best.",
    ),
    (
        lambda s, losses: s[losses.mean(axis=0).argmax()],
        "a loss is better when it is smaller: keep mean ≤ limit.",
    ),
    (
        lambda s, losses: s.max(),
        "that is the largest λ of all, whatever its loss: keep mean ≤ limit.",
    ),
    (
        lambda s, losses: np.nonzero(s == rule(s, losses))[0][0],
        "return the strength itself, not its index.",
    ),
    (
        lambda s, losses: rule(s, losses, pick=lambda kept: kept[-1]),
        "you took the last of those within the limit. The strengths are not sorted: take max.",
    ),
    (lambda s, losses: 10 * best_of(s, losses), "ten times the best: where is the error in it?"),
    (
        lambda s, losses: np.sort(s)[1 + np.sort(s).searchsorted(best_of(s, losses))],
        "the next larger strength: but the limit may allow none, or two.",
    ),
    (
        walking_up,
        "you stop before the first strength outside the limit; a larger one may be inside again.",
    ),
]


@judged
def check_choose_strength(answer):
    """The one-standard-error rule on validation losses of shape (seeds, strengths)."""
    cases = [validation_losses(seed) for seed in range(12)]
    mine = [number(call(answer, *case)) for case in cases]
    for wrong, message in CHOICES:
        refuse_if(np.allclose(mine, [wrong(*case) for case in cases], rtol=1e-6, atol=0), message)
    for value, (strengths, losses) in zip(mine, cases, strict=True):
        right = rule(strengths, losses)
        mean, best, errors = one_error(losses)
        refuse_if(
            not np.isclose(value, right, rtol=1e-6),
            f"for the strengths {', '.join(f'{s:.3g}' for s in strengths)} with mean losses "
            f"{', '.join(f'{m:.4g}' for m in mean)} you returned {value:.3g}, expected "
            f"{right:.3g}. The limit is {mean[best] + errors[best]:.4g}; the strengths are not "
            "sorted.",
        )
    return "as good as the best within the noise, and the most regularized of those."
