"""The lasso for every strength at once: its minimizer is a broken straight line in λ."""

import numpy as np


def lasso_path(x, y):
    """Minimize mean((y - b - x w)²) + λ Σ |w| exactly, for all λ; b is not penalized.

    Between two *knots* the minimizer moves on a straight line. At a knot a weight leaves zero or
    arrives there (least angle regression with the lasso's rule, Efron et al. 2004).

    Returns
    -------
    knots : array of shape (k,)
        Strengths, from the smallest at which all weights are 0 down to 0.
    path : array of shape (k, features)
        The minimizer at every knot. b is mean(y) - mean(x) @ w.
    """
    x, y = x - x.mean(axis=0), y - y.mean()
    n, features = x.shape
    gram, pull = 2 * x.T @ x / n, 2 * x.T @ y / n  # pull: minus the slope of the data loss
    strength, w = np.abs(pull).max(), np.zeros(features)
    active = np.abs(pull) == strength
    knots, path = [strength], [w]
    while active.any():
        inside = np.flatnonzero(active)
        speed = np.zeros(features)  # of w, while λ falls by 1
        speed[inside] = np.linalg.solve(gram[np.ix_(inside, inside)], np.sign(pull[inside]))
        fading = gram @ speed  # of the pull
        with np.errstate(divide="ignore", invalid="ignore"):  # shares of the way to λ = 0
            joins = np.minimum(
                ahead((strength - pull) / (1 - fading) / strength),
                ahead((strength + pull) / (1 + fading) / strength),
            )
            leaves = np.where(active, ahead(-w / speed / strength), np.inf)
        full = len(inside) >= min(n - 1, features)  # the data are fitted before another joins
        joins = np.where(active | full, np.inf, joins)
        j = np.minimum(joins, leaves).argmin()
        share = min(joins[j], leaves[j], 1.0)
        w = w + share * strength * speed
        pull, strength = pull - share * strength * fading, strength * (1 - share)
        if share > 1 - 1e-9:
            return np.array([*knots, 0.0]), np.array([*path, w])
        if leaves[j] < joins[j]:
            w[j] = 0.0
        active[j] = not active[j]
        knots.append(strength)
        path.append(w)
    return np.array([*knots, 0.0]), np.array([*path, w])


def ahead(share):
    """The shares that lie ahead; what lies behind, or here, never comes."""
    return np.where(share > 1e-10, share, np.inf)


def at_strengths(knots, path, strengths):
    """The minimizers (strengths, features) between the knots; exact zeros stay exact."""
    columns = [np.interp(strengths, knots[::-1], column[::-1]) for column in path.T]
    return np.stack(columns, axis=-1)
