"""Noisy samples of a smooth curve, to be fitted by polynomials of degree 1, 3 and 10."""

import numpy as np

from coursecode.shared.arguments import nonnegative, whole
from coursecode.shared.datasets.draws import draws
from coursecode.shared.datasets.split import Part, Split

GOLDEN = 0.6180339887498949  # (sqrt(5) - 1) / 2; steps of this size around a circle leave no gap


def curve(x):
    r"""Evaluate the smooth curve behind `polynomial`, :math:`f(x) = 3.3\,x\,(1 - x^2) / (1 + x^2)`.

    It falls, rises and falls again, like a sine, and is no polynomial of any degree: every model of
    the chapter is wrong, and the question is which is wrong in a useful way.
    """
    square = x * x
    return 3.3 * x * (1 - square) / (1 + square)


def powers(x, degree):
    """Stack the columns :math:`x, x^2, …, x^k` for ``x`` of shape (n,) or (n, 1) and degree k."""
    column = np.asarray(x, dtype=np.float64).reshape(-1)
    columns = [column]
    for _ in range(whole("degree", degree) - 1):
        columns.append(columns[-1] * column)
    return np.stack(columns, axis=1)


def polynomial(*, train=15, validation=15, test=500, degree=1, noise=0.3, seed=0):
    r"""Sample a smooth curve and add noise, :math:`y = f(x) + \sigma\epsilon`.

    The input is spread evenly over [-1, 1] from a random start; the target has a size of about 1.
    With 11 points a polynomial of degree 10 runs through every one of them, and what it does in
    between is the lesson.

    Parameters
    ----------
    train, validation, test : int
        Examples per part.
    degree : int
        Columns of ``x``: the powers 1 to ``degree`` of the input. A linear model of them is a
        polynomial.
    noise : float
        Standard deviation of the noise. No model has an expected squared error below its square.
    seed : int
        Starts the draws.

    Returns
    -------
    Split
        ``x`` of shape (n, degree), ``y`` of shape (n,); both without unit. ``truth``: ``curve``
        (a function of the input) and ``noise``.
    """
    noise = nonnegative("noise", noise)
    sizes = {"train": train, "validation": validation, "test": test}
    parts = {}
    for name, (u, z) in draws(seed, sizes, uniforms=1, normals=1).items():
        x = 2 * ((u[0, 0] + GOLDEN * np.arange(len(u))) % 1) - 1
        parts[name] = Part(powers(x, degree), curve(x) + noise * z[:, 0])
    names = ("x", *(f"x^{k}" for k in range(2, degree + 1)))
    return Split(
        **parts,
        feature_names=names,
        units=("",) * degree,
        target="y",
        target_unit="",
        truth={"curve": curve, "noise": noise},
    )
