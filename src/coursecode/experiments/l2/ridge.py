"""Ridge regression in closed form, with a free bias and with a penalized one."""

import numpy as np

from coursecode.shared.datasets import diabetes, standardize


def ridge(x, y, strengths):
    """Minimize mean((y - b - x w)²) + λ Σ w² exactly, for every strength; b is not penalized.

    Returns the coefficients, (strengths, d) or (d,) for one strength, and the intercepts. Without
    a penalty and with fewer examples than features, the coefficients are those of least norm.
    """
    mean = x.mean(axis=0)
    centered, target = x - mean, y - y.mean()
    coefficients = []
    for strength in np.atleast_1d(strengths):
        if strength == 0:
            coefficients.append(np.linalg.lstsq(centered, target, rcond=None)[0])
        else:
            system = centered.T @ centered + len(x) * strength * np.eye(x.shape[1])
            coefficients.append(np.linalg.solve(system, centered.T @ target))
    w = np.array(coefficients).reshape(*np.shape(strengths), x.shape[1])
    return w, y.mean() - w @ mean


def penalized_bias(x, y, strength):
    """The same with the price on the bias too: mean((y - b - x w)²) + λ (Σ w² + b²)."""
    ones = np.column_stack([x, np.ones(len(x))])
    system = ones.T @ ones + len(x) * strength * np.eye(ones.shape[1])
    solution = np.linalg.solve(system, ones.T @ y)
    return solution[:-1], solution[-1]


def shifted_errors(shifts, strength, *, splits):
    """Mean squared test errors on the diabetes data when a constant is added to every target.

    Returns an array (splits, shifts, 3): bias free, bias penalized, predict the mean.
    """
    rows = []
    for seed in range(splits):
        split = standardize(diabetes(seed=seed))
        (x, y), (test_x, test_y) = split.train, split.test
        baseline = np.zeros(x.shape[1])
        for shift in shifts:
            y_shifted = y + shift
            fits = (
                ridge(x, y_shifted, strength),
                penalized_bias(x, y_shifted, strength),
                (baseline, y_shifted.mean()),
            )
            rows.append([np.square(test_x @ w + b - (test_y + shift)).mean() for w, b in fits])
    return np.reshape(rows, (splits, len(shifts), 3))
