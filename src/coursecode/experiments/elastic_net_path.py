"""The whole path of the elastic net for one λ₂: its corners, and points between them.

The objective is that of Zou and Hastie (2005), on sums of squares: ‖y − Xβ‖² + λ₂‖β‖² + λ₁‖β‖₁.
"""

import numpy as np


def naive_path(gram, correlation, lambda2=0.0):
    """All corners of the naive elastic net from λ₁ = ∞ down to λ₁ = 0.

    Between two corners every coefficient moves along a straight line (Efron et al. 2004): all
    active columns keep the same correlation with the residual while it falls. A corner is where a
    column joins them, or where a coefficient arrives at 0 and leaves.

    Parameters
    ----------
    gram : array (p, p)
        XᵀX.
    correlation : array (p,)
        Xᵀy.
    lambda2 : float, at least 0

    Returns
    -------
    lambda1 : array (corners,)
        Falling, the last is 0.
    coefficients : array (corners, p)
        The first row is 0; λ₂ = 0 gives the lasso, and then the last row is least squares.
    """
    p = len(correlation)
    system = gram + lambda2 * np.eye(p)  # the augmented data's XᵀX; their Xᵀy is the same
    beta, rest = np.zeros(p), correlation.astype(float)
    active = np.zeros(p, dtype=bool)
    first = np.abs(rest).argmax()
    active[first], level = True, np.abs(rest[first])
    levels, corners = [level], [beta.copy()]
    for _ in range(20 * p):
        direction = np.linalg.solve(system[np.ix_(active, active)], np.sign(rest[active]))
        falls = system[:, active] @ direction  # how fast the correlations change
        with np.errstate(divide="ignore", invalid="ignore"):
            joins = np.stack([(level - rest) / (1 - falls), (level + rest) / (1 + falls)])
            leaves = -beta[active] / direction
        joins[:, active] = np.inf
        joins[~(joins > 1e-12 * levels[0])] = np.inf  # behind us, or the column that just left
        leaves[~(leaves > 1e-12 * levels[0])] = np.inf
        step = min(joins.min(), leaves.min(), level)
        at_end, one_leaves = step == level, step == leaves.min()
        beta[active] += step * direction
        rest, level = rest - step * falls, level - step
        if at_end:
            return 2 * np.array([*levels, 0.0]), np.array([*corners, beta])
        if one_leaves:
            column = np.flatnonzero(active)[leaves.argmin()]
            active[column], beta[column] = False, 0.0
        else:
            active[joins.min(axis=0).argmin()] = True
        levels.append(level)
        corners.append(beta.copy())
    raise RuntimeError(f"the path has more than {20 * p} corners; are two columns the same?")


def minimizer(gram, correlation, lambda1, lambda2=0.0):
    """The naive elastic net for one λ₁, read off its path."""
    levels, corners = naive_path(gram, correlation, lambda2)
    return np.array([np.interp(lambda1, levels[::-1], column[::-1]) for column in corners.T])


def at_fractions(corners, fractions):
    """Points of a path where its L1 norm is the given fraction of the norm at its end."""
    norms = np.abs(corners).sum(axis=1)
    position = np.interp(np.asarray(fractions) * norms[-1], norms, np.arange(len(norms)))
    left = np.minimum(position.astype(int), len(norms) - 2)
    share = (position - left)[:, None]
    return (1 - share) * corners[left] + share * corners[left + 1]
