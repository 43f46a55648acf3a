"""Check: ridge for every strength from one singular value decomposition."""

import numpy as np

from coursecode.exercises.judging import Mistake, array, judged, recognize, refuse_if


def solve(x, y, strengths, scale):
    """(xᵀx + scale·λ I) w = xᵀy, one row per strength; the least norm where λ = 0."""
    rows = []
    for strength in strengths:
        system = x.T @ x + scale * strength * np.eye(x.shape[1])
        rows.append(np.linalg.lstsq(system, x.T @ y, rcond=None)[0])
    return np.array(rows)


def coefficient_mistakes(x, y, strengths):
    """What wrong formulas give, each with what to say."""
    n, features = x.shape
    centered, target = x - x.mean(axis=0), y - y.mean()
    scale = x.std(axis=0)
    standardized = solve(centered / scale, target, strengths, n)
    inside = (
        "x is standardized inside. The penalty is meant for the columns as they come: centre them "
        "and leave their scale."
    )
    u, d, vt = np.linalg.svd(centered, full_matrices=False)
    share = d**2 / (d**2 + n * strengths[:, None])
    mistakes = [
        (
            solve(centered, target, strengths, 1),
            "λ has to meet n: the course's data loss is a mean, so the share kept is "
            "d²/(d² + nλ), not d²/(d² + λ).",
        ),
        (
            solve(centered, target, strengths, n / 2),
            "λ counts for half of what it should: the mean squared error has no half here, "
            "so the 2s of both gradients cancel and nλ stays.",
        ),
        (
            solve(centered, target, strengths, 2 * n),
            "λ counts twice: both gradients have a 2, so they cancel and nλ stays.",
        ),
        (
            solve(x, y, strengths, n),
            "this is the fit through the origin: centre x and y first.",
        ),
        (
            solve(x, target, strengths, n),
            "y is centred and x is not: subtract the mean of every column of x too.",
        ),
        (
            solve(x - x.mean(), target, strengths, n),
            "x.mean() is one number for all columns. Each column has a mean of its own: axis=0.",
        ),
        (
            solve(centered, target, strengths, features),
            "λ meets the number of columns; n counts the examples, the rows of x.",
        ),
        (standardized, inside),
        (standardized / scale, inside),
        (
            solve(np.c_[x, np.ones(n)], y, strengths, n)[:, :-1],
            "the intercept is penalized. Centre x and y, fit without intercept, and compute it "
            "at the end.",
        ),
        (
            (share * (u.T @ target)) @ vt,
            "the coordinate of least squares along a direction is uᵀy/d; the division by d is "
            "missing.",
        ),
    ]
    if len(d) == features:
        least_squares = vt.T @ ((u.T @ target) / d)
        mistakes.append(
            (
                share * least_squares,
                "the shares belong to the singular directions, not to the features: shrink "
                "first, then rotate back with V.",
            )
        )
    return mistakes


@judged
def check_ridge_path(ridge_path):
    """``ridge_path(x, y, strengths)`` -> coefficients (k, features), intercepts (k,)."""
    rng = np.random.default_rng(7)
    for n, features in ((12, 4), (30, 5), (6, 9), (4, 2)):
        x = rng.standard_normal((n, features)) @ rng.standard_normal((features, features)) + 3
        y = x @ rng.standard_normal(features) + 5 + rng.standard_normal(n)
        strengths = np.array([0.1, 1.0]) if n == 4 else np.array([0.02, 0.3, 4.0])
        given = x.copy(), y.copy(), strengths.copy()
        result = ridge_path(*given)
        refuse_if(result is None, "your function returns nothing: is `return` missing?")
        pairs = zip("xy", given[:2], (x, y), strict=True)
        changed = [name for name, now, before in pairs if not np.array_equal(now, before)]
        if not isinstance(result, (tuple, list)) or len(result) != 2:
            raise Mistake("return two things: the coefficients and the intercepts.")
        if np.shape(result[0]) == (features, len(strengths)) != (len(strengths), features):
            raise Mistake("the coefficients lie on their side: one row per strength, please.")
        w = array(result[0], (len(strengths), features), "the coefficients, one row per strength,")
        b = array(result[1], (len(strengths),), "the intercepts")
        right = solve(x - x.mean(axis=0), y - y.mean(), strengths, n)
        example = f"x of shape {x.shape} and strengths {strengths.tolist()}"
        recognize(w, right, coefficient_mistakes(x, y, strengths), f"{example}, coefficients:")
        shift = right @ x.mean(axis=0)
        moved = given[1].mean() - right @ given[0].mean(axis=0)
        refuse_if(
            changed and np.allclose(b, moved, atol=1e-6) and not np.allclose(b, y.mean() - shift),
            f"{' and '.join(changed)} {'were' if changed[1:] else 'was'} changed: after "
            "`x -= mean` the mean is 0. Write x - mean, or keep the mean, and compute b = ȳ - x̄ᵀw "
            "with the old ones.",
        )
        intercept_mistakes = [
            (
                np.full(len(strengths), y.mean()),
                "the intercepts are ȳ, which is right for centred features only: b = ȳ - x̄ᵀw.",
            ),
            (y.mean() + shift, "check the sign of the intercepts: b = ȳ - x̄ᵀw."),
            (0 * shift, "the intercepts are 0: b = ȳ - x̄ᵀw brings the means back."),
        ]
        recognize(b, y.mean() - shift, intercept_mistakes, f"{example}, intercepts:")
    return "one decomposition serves every strength, for tall and for wide data."
